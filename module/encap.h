/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The headers around ESP: where it goes in transport mode, the outer header of
 * a tunnel, and the way back.
 *
 * Any context; all of them want skb->data where they say and leave it where
 * they say.  Nothing here frees a packet.
 */
#ifndef BTNS_ENCAP_H
#define BTNS_ENCAP_H

#include "core/parse.h"

#include <linux/skbuff.h>

struct btns_sa;
struct dst_entry;

/**
 * btns_encap_route() - the route of a tunnel's outer packets
 * @sa: outbound, tunnel mode
 *
 * Context: BH off, rcu_read_lock held.
 * Return: a referenced route, or NULL.
 */
struct dst_entry *btns_encap_route(struct btns_sa *sa);

/**
 * btns_encap_room() - octets that headers add in front
 * @sa: outbound
 *
 * Return: outer IP header and ESP header.
 */
unsigned int btns_encap_room(const struct btns_sa *sa);

/**
 * btns_encap_transport() - open a gap for ESP behind the IP headers
 * @skb: skb->data at the IP header, writable, with btns_encap_room() in front
 * @pkt: what btns_classify() says of it
 * @next_header: protocol of what follows the gap
 *
 * skb->data is at the IP header again afterwards.  Lengths and the IPv4
 * checksum are left to ip_local_out().
 *
 * Return: offset of the gap.
 */
unsigned int btns_encap_transport(struct sk_buff *skb,
				  const struct btns_packet *pkt,
				  u8 *next_header);

/**
 * btns_encap_tunnel() - put a gap for ESP and an outer header in front
 * @skb: skb->data at the inner header, writable, with btns_encap_room() in
 *	front; takes over @dst
 * @sa: outbound, tunnel mode
 * @dst: route of the outer packet
 * @may_fragment: the outer packet will not fit and must not carry DF
 * @next_header: protocol of the inner packet
 *
 * DSCP and DF are as the SA has them, by default copied (RFC 4301 8.1), where an
 * inner IPv6 packet counts as one with DF.  ECN is copied (RFC 6040 4.1, normal
 * mode), hop limit and flow label are our own.
 *
 * Return: offset of the gap; skb->data is at the outer header.
 */
unsigned int btns_encap_tunnel(struct sk_buff *skb, const struct btns_sa *sa,
			       struct dst_entry *dst, bool may_fragment,
			       u8 *next_header);

/**
 * btns_decap_transport() - close the gap
 * @skb: skb->data at the ESP header, the IP headers in front of it
 * @nh_off: octet of the IP headers that names ESP
 * @next_header: protocol of the data
 *
 * skb->data is at the IP header afterwards, its lengths and checksum are right.
 */
void btns_decap_transport(struct sk_buff *skb, unsigned int nh_off,
			  u8 next_header);

/**
 * btns_decap_tunnel() - make the inner packet the packet
 * @skb: skb->data at the ESP header, the outer header in front of it
 * @next_header: IPPROTO_IPIP or IPPROTO_IPV6
 * @outer_dsfield: receives DSCP and ECN of the outer header
 *
 * Return: true with skb->data at the inner header, or false when there is none
 * or it is of another version.
 */
bool btns_decap_tunnel(struct sk_buff *skb, u8 next_header,
		       u8 *outer_dsfield);

/**
 * btns_decap_ecn() - merge congestion marks
 * @skb: skb->data at the inner header
 * @outer_dsfield: from btns_decap_tunnel()
 *
 * Return: true, or false when the packet must be dropped: congestion marked on
 * one that does not understand marks (RFC 6040 4.2).
 */
bool btns_decap_ecn(struct sk_buff *skb, u8 outer_dsfield);

#endif
