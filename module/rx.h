/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The inbound packet, RFC 4301 5.2: ESP from the kernel's protocol handlers,
 * and everything else from the hooks at LOCAL_IN and FORWARD.
 */
#ifndef BTNS_RX_H
#define BTNS_RX_H

#include "core/parse.h"
#include "stats.h"
#include "verdict.h"

struct btns_net;
struct btns_policy;
struct btns_sa;
struct btns_sa_id;
struct btns_spd_reading;
struct sk_buff;

/**
 * btns_rx_local() - may a packet go to a local socket?
 * @bn: the namespace
 * @skb: skb->data at the IP header
 *
 * Context: any, rcu_read_lock held.
 * Return: BTNS_PASS, or BTNS_DROP and counted.
 */
enum btns_verdict btns_rx_local(struct btns_net *bn, struct sk_buff *skb);

/**
 * btns_rx_forward() - may a packet pass through this host?
 * @bn: the namespace
 * @skb: skb->data at the IP header
 *
 * Packets that go out are passed on for btns_tx_decide() to judge.
 *
 * Context: any, rcu_read_lock held.
 * Return: BTNS_PASS, or BTNS_DROP and counted.
 */
enum btns_verdict btns_rx_forward(struct btns_net *bn, struct sk_buff *skb);

/* ---- for who explains: rcu_read_lock held ---- */

/* the SA that opens packets of this name, or NULL */
struct btns_sa *btns_rx_find_sa(struct btns_net *bn,
				const struct btns_sa_id *id);

/**
 * btns_rx_judge_inner() - may an SA bring a packet?
 * @spd: from btns_spd_read()
 * @sa: the SA
 * @flow: of the inner packet
 * @by: the entry that speaks of it, NULL: none, or none was asked
 *
 * Return: BTNS_RX_PROTECTED, or why it is dropped; BTNS_RX_ICMP_MISMATCH means
 * that what an ICMP error quotes decides.
 */
enum btns_counter btns_rx_judge_inner(const struct btns_spd_reading *spd,
				      const struct btns_sa *sa,
				      const struct btns_flow *flow,
				      const struct btns_policy **by);

/**
 * btns_rx_may_quote() - may what an ICMP error quotes decide about it?
 * @bn: namespace
 * @sa: that brings the error
 * @flow: the error
 */
bool btns_rx_may_quote(const struct btns_net *bn, const struct btns_sa *sa,
		       const struct btns_flow *flow);

/* RFC 4301 5.2 step 3a: the SAD decides, ours or kernel XFRM's */
bool btns_rx_is_exempt(const struct btns_flow *flow);

/* BTNS_RX_BYPASS, or why a clear packet of which @in speaks is dropped */
enum btns_counter btns_rx_judge(const struct btns_policy *in);

/**
 * btns_rx_may_pass() - does an opportunistic entry let a clear packet in?
 *
 * As it would let an answer go out.
 *
 * @bn: namespace
 * @in: the entry that protects it
 * @flow: the packet
 */
bool btns_rx_may_pass(struct btns_net *bn, const struct btns_policy *in,
		      const struct btns_flow *flow);

/**
 * btns_rx_speaks() - is a clear packet that is forwarded judged inbound?
 * @in: the first entry that speaks of it inwards
 * @out: the first entry that speaks of it outwards
 *
 * Return: true if so; the outbound side judges it in any case.
 */
bool btns_rx_speaks(const struct btns_policy *in,
		    const struct btns_policy *out);

/* module lifetime: the protocol handlers, for all namespaces */
int btns_rx_init(void);
void btns_rx_exit(void);

#endif
