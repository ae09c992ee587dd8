/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Telling a sender elsewhere that its packet was discarded, RFC 4301 5.1.1.  Off
 * unless the administrator asks for it, and not for what an entry discards on its
 * way in.
 */
#ifndef BTNS_REJECT_H
#define BTNS_REJECT_H

#include <linux/types.h>

struct btns_net;
struct sk_buff;

/**
 * btns_reject_prohibited() - an entry, or the lack of one, discards a packet
 * @bn: the namespace
 * @skb: forwarded, on its way out; skb->data at the IP header, with a route
 *
 * ICMP 3/13 or ICMPv6 1/1, if icmp-errors-out and icmp-rate allow it.  The error
 * is traffic like any other: the SPD decides what becomes of it.  The packet is
 * still the caller's, and its header pointers are stale.
 *
 * Context: BH off, rcu_read_lock held.
 */
void btns_reject_prohibited(struct btns_net *bn, struct sk_buff *skb);

/**
 * btns_reject_may_tell() - may another host be told now, whatever it is?
 * @bn: the namespace
 *
 * Context: any.
 * Return: false when icmp-rate is used up for this second.
 */
bool btns_reject_may_tell(struct btns_net *bn);

#endif
