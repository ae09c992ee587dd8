/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ICMP errors about our own ESP packets, RFC 4301 6.1.1 and 8.2: the path MTU,
 * and redirects if they are wanted.  They come in the clear, so they are believed
 * only from who has seen one of the last packets of the SA.  The path MTU is the
 * SA's and not the route's: it concerns nobody else and is forgotten in time.
 */
#ifndef BTNS_PMTU_H
#define BTNS_PMTU_H

#include <linux/types.h>

struct inet6_skb_parm;
struct sk_buff;

/*
 * The kernel's handlers for ICMP errors that quote ESP: skb->data is at the
 * quoted IP header.  Softirq, rcu_read_lock held; 0 when the quoted packet is
 * of an SA of ours, -ENOENT when it is not.
 */
int btns_pmtu_error4(struct sk_buff *skb, u32 info);
int btns_pmtu_error6(struct sk_buff *skb, struct inet6_skb_parm *opt, u8 type,
		     u8 code, int offset, __be32 info);

#endif
