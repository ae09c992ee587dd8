// SPDX-License-Identifier: GPL-2.0-only
#include "tx.h"

#include "acquire.h"
#include "classify.h"
#include "core/icmp.h"
#include "drop.h"
#include "encap.h"
#include "esp.h"
#include "mtu.h"
#include "nat.h"
#include "net.h"
#include "proof.h"
#include "reject.h"
#include "refragment.h"
#include "refuse.h"
#include "sa_life.h"
#include "sad.h"
#include "spd.h"

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <net/dsfield.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/tcp.h>
#include <net/xfrm.h>

/* @skb: the packet, or a segment of it */
static void tx_note(const struct btns_tx *tx, const struct sk_buff *skb,
		    enum btns_counter why)
{
	const struct btns_drop drop = {
		.skb = skb,
		.flow = tx->flow ? &tx->pkt.flow : NULL,
		.policy = tx->policy,
		.sa = tx->sa,
		.why = why,
		.dir = tx->is_forwarded ? BTNS_PACKET_DIR_FORWARD :
					  BTNS_PACKET_DIR_OUT,
	};

	btns_drop_note(tx->bn, &drop);
}

static enum btns_verdict tx_drop(struct btns_tx *tx, enum btns_counter why)
{
	tx->why = why;
	tx_note(tx, tx->skb, why);
	return BTNS_DROP;
}

static void tx_free(const struct btns_tx *tx, struct sk_buff *skb,
		    enum btns_counter why)
{
	tx_note(tx, skb, why);
	kfree_skb(skb);
}

/* ---- deciding ---- */

static bool tx_classify(struct btns_tx *tx)
{
	tx->is_forwarded = btns_is_forwarded(tx->skb);
	return btns_classify(tx->bn, tx->skb, &tx->pkt);
}

/*
 * Is this output of ours that met a device which calls the stack again, and
 * lost its mark there?  It would be protected for ever.
 */
static bool tx_is_own(const struct btns_tx *tx)
{
	struct btns_sa_id id = {
		.dst = tx->pkt.flow.dst,
		.family = tx->pkt.flow.family,
		.proto = IPPROTO_ESP,
	};
	const struct btns_sa *sa;

	if (tx->pkt.flow.l4_proto != IPPROTO_ESP ||
	    skb_copy_bits(tx->skb, tx->pkt.l4_off, &id.spi, sizeof(id.spi)))
		return false;

	sa = btns_sad_lookup(tx->bn, &id);
	return sa && sa->dir == BTNS_SA_DIR_OUT &&
	       btns_addr_equal(&sa->src, &tx->pkt.flow.src);
}

/*
 * Nothing but the SPD says which way a forwarded packet crosses.  Outwards if an
 * entry protects it: no doubt may send it in the clear.  Inwards otherwise, if it
 * came in by right:
 *
 * - protected, unless an earlier entry discards it outwards; the entry that
 *   protects its flow speaks of both ways and does not make it go out again,
 *   another one that protects does: a hub's way from one tunnel into the next;
 * - or in the clear by a bypass entry, when no entry speaks of it outwards and
 *   its source was not translated, as is done to what leaves.
 */
bool btns_tx_goes_in(const struct btns_policy *in,
		     const struct btns_policy *out, bool is_proven,
		     bool is_translated)
{
	if (!is_proven)
		return !out && in && in->action == BTNS_ACTION_BYPASS &&
		       !is_translated;
	if (!out)
		return true;
	if (out->action == BTNS_ACTION_PROTECT)
		return in == out;
	return in && btns_policy_is_before(in, out);
}

static bool tx_goes_in(const struct btns_tx *tx,
		       const struct btns_spd_reading *spd,
		       const struct btns_policy *out)
{
	bool is_proven = btns_proof_sa(tx->bn, tx->skb);
	struct btns_flow flow = *tx->flow;
	const struct btns_policy *in;

	/* whatever @in is: most packets are spared the search */
	if (is_proven == !out)
		return is_proven;

	btns_nat_undo(tx->skb, &flow);
	in = btns_spd_lookup(spd, &flow, BTNS_IN);
	return btns_tx_goes_in(in, out, is_proven,
			       !btns_addr_equal(&flow.src,
						&tx->pkt.flow.src));
}

/*
 * RFC 4301 6.2: an ICMP error that no entry speaks of goes where the return
 * traffic of the packet it quotes goes, if that is protected; it must not leave
 * in another way, since it shows what was protected.
 */
static const struct btns_policy *
tx_quoted_policy(struct btns_tx *tx, const struct btns_spd_reading *spd)
{
	const struct btns_policy *out;

	if (!btns_classify_quote(tx->bn, tx->skb, &tx->pkt, &tx->quoted))
		return NULL;
	out = btns_spd_lookup(spd, &tx->quoted, BTNS_OUT);
	/* what came in the clear may be on its way in, by an entry of its own */
	if (!out || (out->action != BTNS_ACTION_PROTECT &&
		     !btns_proof_sa(tx->bn, tx->skb)))
		return NULL;
	tx->flow = &tx->quoted;
	return out;
}

/* The entry that speaks of it outwards; says which flow that is about. */
static const struct btns_policy *
tx_find_policy(struct btns_tx *tx, const struct btns_spd_reading *spd)
{
	const struct btns_policy *out;

	tx->flow = &tx->pkt.flow;
	out = btns_spd_lookup(spd, tx->flow, BTNS_OUT);
	if (!out && btns_icmp_error(tx->flow))
		out = tx_quoted_policy(tx, spd);
	return out;
}

enum btns_counter btns_tx_judge(const struct btns_policy *out,
				const struct btns_flow *flow,
				const struct btns_flow *asked)
{
	if (btns_icmp_error(flow) &&
	    (!out || (asked != flow && out->action != BTNS_ACTION_PROTECT)))
		return BTNS_TX_ICMP_NO_SA;
	if (!out || out->action == BTNS_ACTION_DISCARD)
		return BTNS_TX_POLICY;
	if (out->action == BTNS_ACTION_BYPASS)
		return BTNS_TX_BYPASS;
	/* RFC 4301 4.4.2.2: no SA is made of what a packet does not show */
	return btns_policy_lacks(out, asked) ? BTNS_TX_POLICY :
					       BTNS_TX_PROTECTED;
}

static enum btns_verdict tx_refuse(struct btns_tx *tx, enum btns_counter why)
{
	const struct btns_policy *out = tx->policy;

	if (why == BTNS_TX_POLICY && tx->is_forwarded &&
	    (!out || out->action == BTNS_ACTION_DISCARD))
		btns_reject_prohibited(tx->bn, tx->skb);
	return tx_drop(tx, why);
}

static enum btns_verdict tx_policy(struct btns_tx *tx)
{
	struct btns_spd_reading spd = { .bn = tx->bn };
	const struct btns_policy *out;
	enum btns_counter result;
	bool goes_in;

	do {
		if (!btns_spd_read(&spd))
			return tx_drop(tx, BTNS_TX_SPD_BUSY);
		out = tx_find_policy(tx, &spd);
		goes_in = tx->is_forwarded && tx_goes_in(tx, &spd, out);
	} while (!btns_spd_read_holds(&spd));

	tx->change = spd.change;
	tx->policy = out;
	if (goes_in)
		return BTNS_PASS;

	result = btns_tx_judge(out, &tx->pkt.flow, tx->flow);
	if (result == BTNS_TX_PROTECTED)
		return BTNS_PROTECT;
	if (result != BTNS_TX_BYPASS)
		return tx_refuse(tx, result);
	/* who has waited does not pass, see tx_go_on() */
	if (!tx->until)
		btns_stats_count(tx->bn->stats, BTNS_TX_BYPASS);
	return BTNS_PASS;
}

/* Two engines for one packet would both encrypt it, each with its own peer. */
static bool tx_is_foreign(const struct btns_tx *tx)
{
	return skb_dst(tx->skb)->xfrm;
}

static bool tx_is_syn(const struct btns_tx *tx)
{
	const unsigned int off = tx->pkt.l4_off +
				 offsetof(struct tcphdr, ack_seq) +
				 sizeof(__be32) + 1;
	u8 flags;

	return tx->pkt.flow.l4_proto == IPPROTO_TCP &&
	       !tx->pkt.flow.is_later_fragment &&
	       !skb_copy_bits(tx->skb, off, &flags, sizeof(flags)) &&
	       flags & TCPHDR_SYN;
}

bool btns_tx_may_pass(struct btns_net *bn, const struct btns_policy *out,
		      const struct btns_flow *flow,
		      enum btns_acquire_answer answer, u32 reason)
{
	u32 needs;

	if (answer == BTNS_ACQUIRE_HOLD)
		needs = BTNS_POLICY_FLAG_OPP_ACCEPT_CLEAR;
	else if (answer == BTNS_ACQUIRE_REFUSED &&
		 reason != BTNS_ACQUIRE_REASON_POLICY)
		needs = BTNS_POLICY_FLAG_OPP_FAIL_CLEAR;
	else
		return false;
	/* an SA for packets of another DSCP is an SA with the host all the same */
	return out->flags & needs &&
	       btns_opp_allows(bn, flow->family, &flow->dst) &&
	       !btns_sad_lookup_out(bn, out, flow, BTNS_DSCPS_ALL);
}

/* Who has waited, or comes from another host, does not pass. */
static bool tx_is_opportunistic(const struct btns_tx *tx)
{
	return !tx->until && !tx->is_forwarded;
}

/* A sender of what may go on in the clear need not be told of a failure. */
static bool tx_may_go_clear(const struct btns_tx *tx)
{
	return tx_is_opportunistic(tx) &&
	       btns_tx_may_pass(tx->bn, tx->policy, tx->flow,
				BTNS_ACQUIRE_REFUSED,
				BTNS_ACQUIRE_REASON_REFUSED);
}

static void tx_make_ask(const struct btns_tx *tx, struct btns_acquire_ask *ask)
{
	ask->policy = tx->policy;
	ask->flow = tx->flow;
	ask->skb = tx->skb;
	ask->until = tx->until;
	ask->change = tx->change;
	ask->is_syn = tx_is_syn(tx);
	/* who has waited is beyond the reach of a return value, too */
	ask->is_patient = tx->until || (btns_refuse_needs_time(tx->skb) &&
					!tx_may_go_clear(tx));
}

enum btns_counter btns_tx_counter_of(enum btns_acquire_answer answer)
{
	switch (answer) {
	case BTNS_ACQUIRE_HOLD:
		return BTNS_TX_HELD;
	case BTNS_ACQUIRE_REFUSED:
		return BTNS_TX_REFUSED;
	case BTNS_ACQUIRE_FULL:
		return BTNS_TX_HOLD_FULL;
	case BTNS_ACQUIRE_LIMITED:
		return BTNS_TX_LIMITED;
	case BTNS_ACQUIRE_NO_MEMORY:
		return BTNS_TX_NO_MEMORY;
	case BTNS_ACQUIRE_NOBODY:
		break;
	}
	return BTNS_TX_NO_SA;
}

/* RFC 4301 5.1 step 3b: have key management asked, let the packet wait. */
static enum btns_verdict tx_want_sa(struct btns_tx *tx)
{
	enum btns_acquire_answer answer;
	struct btns_acquire_ask ask;

	tx_make_ask(tx, &ask);
	answer = btns_acquire_admit(tx->bn, &ask, &tx->reason);
	if (tx_is_opportunistic(tx) &&
	    btns_tx_may_pass(tx->bn, tx->policy, tx->flow, answer,
			     tx->reason)) {
		btns_stats_count(tx->bn->stats, BTNS_TX_OPP_CLEAR);
		return BTNS_PASS;
	}
	if (answer == BTNS_ACQUIRE_HOLD)
		return BTNS_HOLD;
	if (answer == BTNS_ACQUIRE_REFUSED && tx->is_forwarded)
		btns_refuse_forwarded(tx->bn, tx->skb, tx->reason);
	return tx_drop(tx, btns_tx_counter_of(answer));
}

/* RFC 4301 4.1: the DSCP is no selector, but chooses among SAs. */
static struct btns_sa *tx_find_sa(const struct btns_tx *tx)
{
	const struct sk_buff *skb = tx->skb;
	u8 dsfield = tx->pkt.flow.family == AF_INET ?
		ipv4_get_dsfield((const struct iphdr *)skb->data) :
		ipv6_get_dsfield((const struct ipv6hdr *)skb->data);

	return btns_sad_lookup_out(tx->bn, tx->policy, tx->flow,
				   btns_dscps_of(dsfield));
}

/* The SA that carries the return traffic of the packet that is quoted. */
static struct btns_sa *tx_quoted_sa(const struct btns_tx *tx)
{
	/* transport mode has no sources but its own */
	if (tx->policy->mode == BTNS_MODE_TRANSPORT &&
	    !btns_addr_equal(&tx->pkt.flow.src, &tx->quoted.src))
		return NULL;
	return tx_find_sa(tx);
}

static enum btns_verdict tx_select_sa(struct btns_tx *tx)
{
	if (tx->flow == &tx->quoted) {
		/* RFC 4301 6.2: if there is none, none is asked for */
		tx->sa = tx_quoted_sa(tx);
		return tx->sa ? BTNS_PROTECT :
				tx_drop(tx, BTNS_TX_ICMP_NO_SA);
	}

	tx->sa = tx_find_sa(tx);
	if (tx->sa)
		return BTNS_PROTECT;
	return tx_want_sa(tx);
}

static bool tx_route(struct btns_tx *tx)
{
	if (tx->sa->mode == BTNS_MODE_TRANSPORT)
		return true;
	tx->dst = btns_encap_route(tx->sa);
	return tx->dst;
}

static bool tx_fit(struct btns_tx *tx)
{
	const struct dst_entry *dst = tx->dst ?: skb_dst(tx->skb);
	u32 mtu = min(dst_mtu(dst), btns_sa_pmtu(tx->sa));
	enum btns_fit fit;

	fit = btns_mtu_fit(tx->skb, &tx->pkt, tx->sa, mtu, tx->is_forwarded);
	tx->may_fragment = fit == BTNS_FIT_FRAGMENTED;
	tx->cut = fit == BTNS_FIT_CUT ? btns_mtu_inner(tx->sa, mtu, 0) :
					U32_MAX;
	return fit != BTNS_FIT_NEVER;
}

/* ---- sending ---- */

static enum btns_counter tx_error(int err)
{
	switch (err) {
	case -ENOMEM:
		return BTNS_TX_NO_MEMORY;
	case -ENOSPC:
		return BTNS_TX_BUSY;
	case -ESTALE:
		return BTNS_TX_SA_DEAD;
	case -EOVERFLOW:
		return BTNS_TX_SEQ;
	default:
		return BTNS_TX_CRYPTO;
	}
}

/*
 * The route does not know what an ICMP error told the SA; the octets by which
 * the stack passes on fragments no larger than they came serve to tell it.
 */
static u16 tx_fragment_limit(const struct sk_buff *skb, struct btns_sa *sa)
{
	u32 pmtu = btns_sa_pmtu(sa);

	return skb->ignore_df && skb->len > pmtu ? pmtu : 0;
}

/* RFC 4303 3.3.3: of an overflow the number is told that was the last. */
static void tx_fail(struct sk_buff *skb, const struct btns_sa *sa, int err)
{
	const struct btns_drop drop = {
		.skb = skb,
		.sa = sa,
		.seq = sa->esn ? U64_MAX : U32_MAX,
		.has_seq = err == -EOVERFLOW,
		.why = tx_error(err),
		.dir = BTNS_PACKET_DIR_OUT,
	};

	btns_drop_note(sa->bn, &drop);
	kfree_skb(skb);
}

/* Entered when the cipher is done with a packet, at once or later. */
static void tx_done(struct sk_buff *skb, struct btns_sa *sa, int err)
{
	struct btns_net *bn = sa->bn;

	if (err == -EINPROGRESS)
		return;
	if (err) {
		tx_fail(skb, sa, err);
		return;
	}

	btns_stats_count(bn->stats, BTNS_TX_PROTECTED);
	nf_reset_ct(skb);
	secpath_reset(skb);
	skb->encapsulation = 0;
	skb->ip_summed = CHECKSUM_NONE;

	/* the mark by which our own hook and kernel XFRM leave it alone */
	if (sa->id.family == AF_INET) {
		memset(IPCB(skb), 0, sizeof(*IPCB(skb)));
		IPCB(skb)->flags = IPSKB_XFRM_TRANSFORMED;
		IPCB(skb)->frag_max_size = tx_fragment_limit(skb, sa);
		ip_local_out(bn->net, skb->sk, skb);
	} else {
		memset(IP6CB(skb), 0, sizeof(*IP6CB(skb)));
		IP6CB(skb)->flags = IP6SKB_XFRM_TRANSFORMED;
		IP6CB(skb)->frag_max_size = tx_fragment_limit(skb, sa);
		ip6_local_out(bn->net, skb->sk, skb);
	}
}

/*
 * Room in front for our headers and the device's, behind for trailer and ICV,
 * and data that is ours to write: in one copy if any.
 */
static int tx_make_room(const struct btns_tx *tx, struct sk_buff *skb)
{
	const struct dst_entry *dst = tx->dst ?: skb_dst(skb);
	int head = btns_encap_room(tx->sa) + LL_RESERVED_SPACE(dst->dev) -
		   skb_headroom(skb);
	int tail = 0;

	if (!skb_is_nonlinear(skb))
		tail = max_t(int, 0, BTNS_ESP_TAIL_MAX - skb_tailroom(skb));
	if (head <= 0 && !tail && !skb_cloned(skb))
		return 0;
	return pskb_expand_head(skb, SKB_DATA_ALIGN(max(head, 0)), tail,
				GFP_ATOMIC);
}

/* A datagram whose DF bit yields may be fragmented, so it needs an ident. */
static void tx_allow_fragments(const struct btns_tx *tx, struct sk_buff *skb)
{
	struct iphdr *iph = (struct iphdr *)skb->data;

	skb->ignore_df = 1;
	if (tx->pkt.flow.family != AF_INET || tx->dst)
		return;
	if (iph->frag_off & htons(IP_DF)) {
		iph->frag_off &= ~htons(IP_DF);
		__ip_select_ident(tx->bn->net, iph, 1);
	}
}

/* One packet, or one segment of one; owns it. */
static void tx_one(const struct btns_tx *tx, struct sk_buff *skb)
{
	unsigned int off;
	u8 next_header;
	int err;

	if (skb->ip_summed == CHECKSUM_PARTIAL &&
	    skb_csum_hwoffload_help(skb, 0)) {
		tx_free(tx, skb, BTNS_TX_NO_MEMORY);
		return;
	}
	if (tx_make_room(tx, skb)) {
		tx_free(tx, skb, BTNS_TX_NO_MEMORY);
		return;
	}

	if (tx->may_fragment)
		tx_allow_fragments(tx, skb);
	if (tx->dst) {
		dst_hold(tx->dst);
		off = btns_encap_tunnel(skb, tx->sa, tx->dst,
					tx->may_fragment, &next_header);
	} else if (skb_dst_force(skb)) {
		off = btns_encap_transport(skb, &tx->pkt, &next_header);
	} else {
		tx_free(tx, skb, BTNS_TX_NO_ROUTE);
		return;
	}

	err = btns_esp_seal(skb, tx->sa, off, next_header, tx_done);
	tx_done(skb, tx->sa, err);
}

/* Owns the packet. */
static void tx_fragments(const struct btns_tx *tx, struct sk_buff *skb)
{
	struct sk_buff_head fragments;

	__skb_queue_head_init(&fragments);
	if (btns_refragment(tx->bn->net, skb, &fragments))
		tx_note(tx, NULL, BTNS_TX_NO_MEMORY);
	while ((skb = __skb_dequeue(&fragments)))
		tx_one(tx, skb);
}

/* One packet, or one segment of one, which may be too long; owns it. */
static void tx_whole(const struct btns_tx *tx, struct sk_buff *skb)
{
	if (likely(skb->len <= tx->cut))
		tx_one(tx, skb);
	else if (btns_refragment_limit(tx->bn->net, skb, tx->cut))
		tx_free(tx, skb, BTNS_TX_NO_MEMORY);
	else
		tx_fragments(tx, skb);
}

static void tx_segments(const struct btns_tx *tx)
{
	struct sk_buff *segs, *skb, *next;

	/* no features: whole checksums, linear data */
	segs = skb_gso_segment(tx->skb, 0);
	if (IS_ERR_OR_NULL(segs)) {
		tx_free(tx, tx->skb, BTNS_TX_NO_MEMORY);
		return;
	}

	consume_skb(tx->skb);
	skb_list_walk_safe(segs, skb, next) {
		skb_mark_not_on_list(skb);
		tx_whole(tx, skb);
	}
}

void btns_tx_abandon(struct btns_tx *tx)
{
	dst_release(tx->dst);
}

void btns_tx_protect(struct btns_tx *tx)
{
	if (skb_is_gso(tx->skb))
		tx_segments(tx);
	else if (btns_refragment_size(tx->skb))
		tx_fragments(tx, tx->skb);
	else
		tx_whole(tx, tx->skb);
	btns_tx_abandon(tx);
}

/* @is_again: the second time for this packet in one go; there is no third */
static void tx_go_on(struct btns_tx *tx, bool is_again);

static void tx_wait(struct btns_tx *tx, bool is_again)
{
	struct btns_acquire_ask ask;

	if (!skb_dst_force(tx->skb)) {
		tx_free(tx, tx->skb, BTNS_TX_NO_ROUTE);
		return;
	}
	tx_make_ask(tx, &ask);
	if (!btns_acquire_hold(tx->bn, &ask)) {
		if (is_again)
			tx_free(tx, tx->skb, BTNS_TX_NO_SA);
		else
			tx_go_on(tx, true);
		return;
	}
	/* it may have come between our look and the packet's rest */
	tx->sa = tx_find_sa(tx);
	if (tx->sa)
		btns_acquire_wake(tx->bn, tx->sa);
}

static void tx_go_on(struct btns_tx *tx, bool is_again)
{
	enum btns_verdict verdict = BTNS_PASS;

	if (btns_net_is_active(tx->bn))
		verdict = btns_tx_decide(tx);
	else
		tx->policy = &btns_policy_inactive;

	switch (verdict) {
	case BTNS_PROTECT:
		btns_tx_protect(tx);
		break;
	case BTNS_HOLD:
		tx_wait(tx, is_again);
		break;
	case BTNS_PASS:
		tx_free(tx, tx->skb, BTNS_TX_POLICY);
		break;
	case BTNS_DROP:
		kfree_skb(tx->skb);
	}
}

void btns_tx_hold(struct btns_tx *tx)
{
	tx_wait(tx, false);
}

void btns_tx_resume(struct btns_net *bn, struct sk_buff *skb, struct sock *sk,
		    unsigned long until)
{
	struct nf_hook_state state = {
		.hook = NF_INET_POST_ROUTING,
		.pf = skb->protocol == htons(ETH_P_IP) ? NFPROTO_IPV4 :
							  NFPROTO_IPV6,
		.out = skb->dev,
		.sk = sk,
		.net = bn->net,
	};
	struct btns_tx tx = {
		.bn = bn,
		.skb = skb,
		.state = &state,
		.until = until,
	};

	tx_go_on(&tx, false);
}

/* RFC 4303 3.1.1: transport mode takes whole datagrams. */
bool btns_tx_may_carry(const struct btns_sa *sa, const struct btns_flow *flow)
{
	return sa->mode != BTNS_MODE_TRANSPORT || !flow->is_fragment;
}

enum btns_verdict btns_tx_decide(struct btns_tx *tx)
{
	enum btns_verdict verdict;

	if (!tx_classify(tx))
		return tx_drop(tx, BTNS_TX_MALFORMED);
	if (tx_is_own(tx))
		return BTNS_PASS;

	verdict = tx_policy(tx);
	if (verdict != BTNS_PROTECT)
		return verdict;

	if (tx_is_foreign(tx))
		return tx_drop(tx, BTNS_TX_FOREIGN);
	verdict = tx_select_sa(tx);
	if (verdict != BTNS_PROTECT)
		return verdict;
	if (!btns_tx_may_carry(tx->sa, &tx->pkt.flow))
		return tx_drop(tx, BTNS_TX_FRAGMENT);
	if (!tx_route(tx))
		return tx_drop(tx, BTNS_TX_NO_ROUTE);
	if (!tx_fit(tx)) {
		btns_tx_abandon(tx);
		return tx_drop(tx, BTNS_TX_TOO_BIG);
	}
	return BTNS_PROTECT;
}
