// SPDX-License-Identifier: GPL-2.0-only
#include "drop.h"

#include "event.h"
#include "net.h"
#include "policy.h"
#include "sa.h"

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/skbuff.h>
#include <linux/timekeeping.h>
#include <net/ipv6.h>

#define CREATE_TRACE_POINTS
#include "trace.h"

/* Each reason: a flood of one does not hide another. */
static const struct btns_rate audit_rate = { NSEC_PER_SEC / 20, 50 };

/* ---- what a packet is ---- */

static void flow_of_sa(const struct btns_sa *sa, struct btns_flow *flow)
{
	flow->family = sa->id.family;
	flow->src = sa->src;
	flow->dst = sa->id.dst;
}

/* As a rule it is: the stack reads it before netfilter or a protocol does. */
static bool has_header(const struct sk_buff *skb)
{
	int len = skb->protocol == htons(ETH_P_IP) ? sizeof(struct iphdr) :
						     sizeof(struct ipv6hdr);

	return skb_network_offset(skb) + len <= (int)skb_headlen(skb);
}

static void flow_of_header(const struct sk_buff *skb, struct btns_flow *flow)
{
	if (!has_header(skb))
		return;
	if (skb->protocol == htons(ETH_P_IP)) {
		flow->family = AF_INET;
		flow->proto = ip_hdr(skb)->protocol;
		flow->src.v4 = ip_hdr(skb)->saddr;
		flow->dst.v4 = ip_hdr(skb)->daddr;
	} else {
		flow->family = AF_INET6;
		flow->proto = ipv6_hdr(skb)->nexthdr;
		memcpy(&flow->src, &ipv6_hdr(skb)->saddr, sizeof(flow->src));
		memcpy(&flow->dst, &ipv6_hdr(skb)->daddr, sizeof(flow->dst));
	}
}

static void flow_of_packet(const struct btns_net *bn,
			   const struct sk_buff *skb, struct btns_flow *flow)
{
	struct btns_packet pkt;

	if (!skb_network_offset(skb) &&
	    !btns_parse(skb->data, skb_headlen(skb), skb->len,
			btns_net_conf(bn, BTNS_CONF_SKIP_HEADERS), &pkt))
		*flow = pkt.flow;
	else
		flow_of_header(skb, flow);
}

static void find_flow(const struct btns_net *bn, const struct btns_drop *drop,
		      struct btns_flow *flow)
{
	if (drop->flow) {
		*flow = *drop->flow;
	} else if (drop->sa || drop->spi) {
		if (drop->skb)
			flow_of_header(drop->skb, flow);
		else if (drop->sa)
			flow_of_sa(drop->sa, flow);
		flow->proto = IPPROTO_ESP;
	} else if (drop->skb) {
		flow_of_packet(bn, drop->skb, flow);
	}
}

/* ---- what is remembered ---- */

u32 btns_drop_verdict(const struct btns_policy *policy)
{
	if (!policy)
		return BTNS_VERDICT_BY_NOMINAL;
	if (policy == &btns_policy_undecided)
		return BTNS_VERDICT_BY_FRAGMENT;
	if (policy == &btns_policy_inactive)
		return BTNS_VERDICT_BY_NO_SPD;
	return BTNS_VERDICT_BY_ENTRY;
}

static u32 verdict_of(const struct btns_drop *drop)
{
	if (drop->policy || drop->why == BTNS_TX_POLICY ||
	    drop->why == BTNS_RX_POLICY)
		return btns_drop_verdict(drop->policy);
	return BTNS_VERDICT_BY_NOBODY;
}

/* The one who is behind it: the SA's other end rather than what it says. */
static void find_peer(const struct btns_drop *drop,
		      struct btns_drop_record *record)
{
	const struct btns_flow *flow = &record->flow;
	const struct btns_sa *sa = drop->sa;

	record->remote_ends = drop->dir == BTNS_PACKET_DIR_IN ?
		BTNS_RECENT_SRC : BTNS_RECENT_DST;
	if (drop->dir == BTNS_PACKET_DIR_FORWARD)
		record->remote_ends = BTNS_RECENT_SRC | BTNS_RECENT_DST;

	if (sa) {
		record->peer_family = sa->id.family;
		record->peer = sa->dir == BTNS_SA_DIR_OUT ? sa->id.dst :
							    sa->src;
	} else {
		record->peer_family = flow->family;
		record->peer = drop->dir == BTNS_PACKET_DIR_OUT ? flow->dst :
								  flow->src;
	}
}

static void make_record(const struct btns_net *bn, const struct btns_drop *drop,
			struct btns_drop_record *record)
{
	const struct sk_buff *skb = drop->skb;

	memset(record, 0, sizeof(*record));
	record->why = drop->why;
	record->dir = drop->dir;
	record->spi = drop->sa ? drop->sa->id.spi : drop->spi;
	record->seq = drop->seq;
	record->has_seq = drop->has_seq;
	record->verdict = verdict_of(drop);
	if (record->verdict == BTNS_VERDICT_BY_ENTRY)
		record->index = drop->policy->index;
	find_flow(bn, drop, &record->flow);
	find_peer(drop, record);
	record->has_flow_label = skb && has_header(skb) &&
				 skb->protocol == htons(ETH_P_IPV6);
	if (record->has_flow_label)
		record->flow_label = ntohl(ip6_flowlabel(ipv6_hdr(skb)));
}

/*
 * Remember it.
 *
 * Return: is it to be told?
 */
static bool keep(struct btns_net *bn, struct btns_drop_record *record,
		 bool is_heard)
{
	struct btns_drops *drops = &bn->drops;
	struct btns_bucket *bucket = &drops->audit[record->why];
	struct btns_addr group;
	bool is_told = false;
	u64 hash, now;

	group = btns_recent_group(record->peer_family, &record->peer);
	hash = siphash(&group, sizeof(group), &drops->key);
	now = ktime_get_ns();

	/* two processors at once: a flood, which is not to wait for itself */
	local_bh_disable();
	if (!spin_trylock(&drops->lock)) {
		local_bh_enable();
		return false;
	}
	btns_recent_add(&drops->recent, record, hash, now);
	is_told = is_heard && btns_bucket_has(bucket, &audit_rate, now);
	if (is_told)
		btns_bucket_take(bucket, &audit_rate, now);
	spin_unlock_bh(&drops->lock);
	return is_told;
}

void btns_drop_note(struct btns_net *bn, const struct btns_drop *drop)
{
	struct btns_drop_record record;
	bool is_heard = btns_event_audit_is_heard(bn);

	btns_stats_count(bn->stats, drop->why);
	make_record(bn, drop, &record);
	record.time = ktime_get_real_ns();

	if (!keep(bn, &record, is_heard)) {
		if (is_heard)
			btns_stats_count(bn->stats, BTNS_AUDIT_SUPPRESSED);
	} else if (!btns_event_audit(bn, &record, drop->sa)) {
		btns_stats_count(bn->stats, BTNS_AUDIT_SUPPRESSED);
	}
	trace_btns_drop(bn->net, &record);
}

bool btns_drop_next(struct btns_net *bn, u64 after, u8 family,
		    const struct btns_addr *addr,
		    struct btns_drop_record *record)
{
	const struct btns_drop_record *next = NULL;
	struct btns_drops *drops = &bn->drops;

	spin_lock_bh(&drops->lock);
	if (drops->recent.peers)
		next = btns_recent_next(&drops->recent, after, family, addr);
	if (next)
		*record = *next;
	spin_unlock_bh(&drops->lock);
	return next;
}

/* ---- namespace ---- */

void btns_drops_init(struct btns_net *bn)
{
	struct btns_drops *drops = &bn->drops;
	u64 now = ktime_get_ns();
	unsigned int i;

	spin_lock_init(&drops->lock);
	get_random_bytes(&drops->key, sizeof(drops->key));
	for (i = 0; i < BTNS_COUNTER_COUNT; i++)
		btns_bucket_fill(&drops->audit[i], &audit_rate, now);
}

int btns_drops_open(struct btns_net *bn)
{
	struct btns_drops *drops = &bn->drops;
	struct btns_recent_peer *peers;

	lockdep_assert_held(&bn->cfg);

	if (drops->recent.peers)
		return 0;
	peers = kvcalloc(BTNS_RECENT_PEERS, sizeof(*peers),
			 GFP_KERNEL_ACCOUNT);
	if (!peers)
		return -ENOMEM;
	spin_lock_bh(&drops->lock);
	btns_recent_init(&drops->recent, peers, ktime_get_ns());
	spin_unlock_bh(&drops->lock);
	return 0;
}

void btns_drops_exit(struct btns_net *bn)
{
	kvfree(bn->drops.recent.peers);
}
