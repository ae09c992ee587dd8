/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What fits: RFC 4301 8, and how senders are told.
 *
 * Only outer packets have entries in the kernel's route cache.  The inner limit
 * is computed from them for every packet and never stored there: inner and
 * outer packets of transport mode share their destination, so it would shrink
 * on its own account.
 */
#ifndef BTNS_MTU_H
#define BTNS_MTU_H

#include "core/parse.h"

#include <linux/skbuff.h>

struct btns_sa;

enum btns_fit {
	BTNS_FIT_WHOLE,		/* one outer packet */
	BTNS_FIT_FRAGMENTED,	/* the outer packet will be fragmented */
	BTNS_FIT_CUT,		/* IPv4: to be fragmented before it is sealed */
	BTNS_FIT_NEVER,		/* not even so, or the sender forbids it */
};

/**
 * btns_mtu_inner() - the longest packet that stays whole
 * @sa: outbound
 * @outer_mtu: of the route of the outer packet
 * @headers_len: octets that stay in front of ESP in transport mode
 *
 * Context: any.
 * Return: octets, IP header included; 0 if not even a header fits.
 */
unsigned int btns_mtu_inner(const struct btns_sa *sa, unsigned int outer_mtu,
			    unsigned int headers_len);

/**
 * btns_mtu_fit() - does a packet fit, and if not, what then?
 * @skb: skb->data at the IP header, with a route; GSO packets are judged by
 *	their segments
 * @pkt: what btns_classify() says of it
 * @sa: outbound
 * @outer_mtu: of the route of the outer packet
 * @is_forwarded: the sender is elsewhere and hears of it by ICMP
 *
 * A local TCP socket is told its new segment size and the packet goes out in
 * fragments: dropping it would stall the connection until a timer fires.
 *
 * Context: BH off, rcu_read_lock held.
 * Return: the verdict.
 */
enum btns_fit btns_mtu_fit(struct sk_buff *skb, const struct btns_packet *pkt,
			   const struct btns_sa *sa, unsigned int outer_mtu,
			   bool is_forwarded);

#endif
