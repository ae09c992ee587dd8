/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The outbound packet, RFC 4301 5.1.
 *
 * Called from hook.c with BH off and rcu_read_lock held, in two steps, since
 * netfilter hooks that stand behind ours run between them.
 */
#ifndef BTNS_TX_H
#define BTNS_TX_H

#include "acquire.h"
#include "core/parse.h"
#include "stats.h"
#include "verdict.h"

struct btns_net;
struct btns_policy;
struct btns_sa;
struct dst_entry;
struct nf_hook_state;
struct sk_buff;
struct sock;

/**
 * struct btns_tx - an outbound packet on its way
 * @bn: the namespace
 * @skb: the packet, skb->data at its IP header
 * @state: of the hook
 * @why: the counter, once the verdict is BTNS_DROP
 * @reason: enum btns_acquire_reason, once @why is BTNS_TX_REFUSED
 * @until: jiffies at which it has waited long enough for an SA; 0: it did not
 *	wait yet
 * @pkt: its headers
 * @quoted: of an ICMP error: the return traffic of what it quotes
 * @flow: what SPD and SAD are asked about: that of @pkt, or @quoted
 * @policy: the entry that speaks of it, if one does
 * @change: of the SPD that says so, see struct btns_spd_reading
 * @sa: the SA that carries it
 * @dst: tunnel mode: the route of the outer packet, a reference
 * @cut: longer IPv4 packets are fragmented before they are sealed
 * @is_forwarded: it comes from another host
 * @may_fragment: the outer packet will not fit into one
 */
struct btns_tx {
	struct btns_net *bn;
	struct sk_buff *skb;
	const struct nf_hook_state *state;
	enum btns_counter why;
	u32 reason;
	unsigned long until;
	struct btns_packet pkt;
	struct btns_flow quoted;
	const struct btns_flow *flow;
	const struct btns_policy *policy;
	u64 change;
	struct btns_sa *sa;
	struct dst_entry *dst;
	u32 cut;
	bool is_forwarded;
	bool may_fragment;
};

/**
 * btns_tx_decide() - what is to happen to a packet?
 * @tx: @bn, @skb and @state filled in
 *
 * Return: BTNS_PASS; BTNS_DROP with @tx->why set and counted; BTNS_PROTECT:
 * then exactly one of btns_tx_protect() and btns_tx_abandon() must follow; or
 * BTNS_HOLD: then one of btns_tx_hold() and btns_tx_abandon().
 */
enum btns_verdict btns_tx_decide(struct btns_tx *tx);

/**
 * btns_tx_judge() - what does the SPD make of a packet?
 * @out: the first entry that speaks of @asked outwards
 * @flow: the packet
 * @asked: @flow, or of an ICMP error the return traffic of what it quotes
 *
 * Context: any, rcu_read_lock held.
 * Return: BTNS_TX_BYPASS; BTNS_TX_PROTECTED: an SA is to be found; or why it is
 * dropped.  If @asked is @flow, BTNS_TX_ICMP_NO_SA means that what an error
 * quotes decides.
 */
enum btns_counter btns_tx_judge(const struct btns_policy *out,
				const struct btns_flow *flow,
				const struct btns_flow *asked);

/**
 * btns_tx_goes_in() - does a forwarded packet go to the protected side?
 * @in: the first entry that speaks of it inwards
 * @out: the first entry that speaks of it outwards
 * @is_proven: it came by an SA
 * @is_translated: it has another source than on the wire
 *
 * Context: any, rcu_read_lock held.
 * Return: true if it crosses no boundary any more.
 */
bool btns_tx_goes_in(const struct btns_policy *in,
		     const struct btns_policy *out, bool is_proven,
		     bool is_translated);

/* what counts a packet for which there is no SA, by what keying has to say */
enum btns_counter btns_tx_counter_of(enum btns_acquire_answer answer);

/**
 * btns_tx_may_pass() - does an opportunistic entry let a packet pass?
 * @bn: namespace
 * @out: the entry that protects it
 * @flow: the packet
 * @answer: of keying: there is no SA
 * @reason: why, if that is BTNS_ACQUIRE_REFUSED
 *
 * Context: any, rcu_read_lock held.
 */
bool btns_tx_may_pass(struct btns_net *bn, const struct btns_policy *out,
		      const struct btns_flow *flow,
		      enum btns_acquire_answer answer, u32 reason);

/* may the SA carry such a packet at all? */
bool btns_tx_may_carry(const struct btns_sa *sa, const struct btns_flow *flow);

/* BTNS_PROTECT: send it as ESP; owns the packet. */
void btns_tx_protect(struct btns_tx *tx);

/* BTNS_PROTECT or BTNS_HOLD, but somebody else has taken the packet. */
void btns_tx_abandon(struct btns_tx *tx);

/* BTNS_HOLD: let it wait for an SA; owns the packet. */
void btns_tx_hold(struct btns_tx *tx);

/**
 * btns_tx_resume() - a packet that was taken out of the hook goes on
 * @bn: the namespace
 * @skb: the packet, with a route and a device; owned from here
 * @sk: the socket that sends it, or NULL
 * @until: as in struct btns_tx
 *
 * The world may have changed meanwhile, so everything is decided again; there
 * is no way back to the clear.
 *
 * Context: any, BH off, rcu_read_lock held.
 */
void btns_tx_resume(struct btns_net *bn, struct sk_buff *skb, struct sock *sk,
		    unsigned long until);

#endif
