/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * "Arrived protected by SA x": the secpath of a decapsulated packet ends in the
 * SA's shadow state.  Nothing in user space can put one there, and it survives
 * routing, queues and netfilter; skb->mark does neither.
 */
#ifndef BTNS_PROOF_H
#define BTNS_PROOF_H

#include <linux/types.h>

struct btns_net;
struct btns_sa;
struct sk_buff;

/**
 * btns_proof_set() - write down by which SA a packet came
 * @skb: decapsulated and accepted
 * @sa: inbound
 *
 * Context: any, rcu_read_lock held.
 * Return: true, or false without memory or behind too many transforms.
 */
bool btns_proof_set(struct sk_buff *skb, const struct btns_sa *sa);

/**
 * btns_proof_sa() - by which SA did a packet come?
 * @bn: the namespace
 * @skb: any packet
 *
 * Context: any, rcu_read_lock held.
 * Return: the SA while it is in use, or NULL: in the clear, by kernel XFRM, or
 * by an SA that is gone.
 */
const struct btns_sa *btns_proof_sa(struct btns_net *bn,
				    const struct sk_buff *skb);

#endif
