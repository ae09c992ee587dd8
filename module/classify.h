/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A socket buffer's headers, through the pure parser.
 */
#ifndef BTNS_CLASSIFY_H
#define BTNS_CLASSIFY_H

#include <linux/ipv6.h>
#include <linux/skbuff.h>
#include <net/ip.h>

#include "core/parse.h"

struct btns_net;

/* Does a packet on its way out come from another host? */
static inline bool btns_is_forwarded(const struct sk_buff *skb)
{
	return skb->protocol == htons(ETH_P_IP) ?
		IPCB(skb)->flags & IPSKB_FORWARDED :
		IP6CB(skb)->flags & IP6SKB_FORWARDED;
}

/**
 * btns_classify() - parse the packet that starts at skb->data
 * @bn: its namespace, which says what headers are skipped
 * @skb: an IP packet; may be pulled, so header pointers are stale afterwards
 * @pkt: filled in on success
 *
 * Context: any.
 * Return: true, or false when the packet is malformed or memory is short.
 */
bool btns_classify(const struct btns_net *bn, struct sk_buff *skb,
		   struct btns_packet *pkt);

/**
 * btns_classify_quote() - parse the packet that an ICMP error quotes
 * @bn: as for btns_classify()
 * @skb: the error; may be pulled, so header pointers are stale afterwards
 * @pkt: what btns_classify() says of it; btns_icmp_error() says that it is one
 * @flow: filled in on success with the quoted packet's return traffic
 *
 * Context: any.
 * Return: true, or false when the quote cannot be used or memory is short.
 */
bool btns_classify_quote(const struct btns_net *bn, struct sk_buff *skb,
			 const struct btns_packet *pkt,
			 struct btns_flow *flow);

#endif
