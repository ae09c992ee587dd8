/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Datagrams in fragments that are sealed one by one.
 *
 * Datagrams of other hosts netfilter put together on their way through.
 * Whole they show what SPD entries ask for; through a tunnel they go in pieces
 * no larger than they came in.  The other gateway could not pass on more: no
 * router fragments IPv6 (RFC 8200 5), nor IPv4 that forbids it.
 */
#ifndef BTNS_REFRAGMENT_H
#define BTNS_REFRAGMENT_H

#include <linux/types.h>

struct net;
struct sk_buff;
struct sk_buff_head;

/**
 * btns_refragment_size() - how large may a packet be behind the tunnel?
 * @skb: a packet on its way out, its IP control block as the stack left it
 *
 * Context: any.
 * Return: octets of the largest fragment that it came in; 0: it came whole, is
 * this host's own, or every router may fragment it.
 */
u32 btns_refragment_size(const struct sk_buff *skb);

/**
 * btns_refragment_limit() - have an IPv4 packet cut smaller
 * @net: its namespace
 * @skb: a packet on its way out, its IP control block as the stack left it
 * @mtu: octets of the largest fragment
 *
 * DF goes, and a packet that had it gets an ident.
 *
 * Context: BH off.
 * Return: 0 or -ENOMEM.
 */
int btns_refragment_limit(struct net *net, struct sk_buff *skb, u16 mtu);

/**
 * btns_refragment() - cut a packet as it came
 * @net: its namespace
 * @skb: btns_refragment_size() is not 0, or btns_refragment_limit() was called;
 *	owned from here
 * @fragments: empty; receives them in order, each with the packet's route
 *
 * Context: BH off.
 * Return: 0; or an error, then nothing is left of the packet.
 */
int btns_refragment(struct net *net, struct sk_buff *skb,
		    struct sk_buff_head *fragments);

#endif
