// SPDX-License-Identifier: GPL-2.0-only
#include "acquire.h"

#include "classify.h"
#include "drop.h"
#include "event.h"
#include "net.h"
#include "sa.h"
#include "spd.h"
#include "stats.h"

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/jhash.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <net/ip.h>
#include <net/ip6_fib.h>

#define LARVAL_LIFETIME (30 * HZ)	/* key management has to answer */
#define PACKET_LIFETIME (10 * HZ)	/* and a packet to be of use */
#define SILENT_HOLD_OFF (30 * HZ)	/* for a gateway that did not answer */
#define SWEEP_INTERVAL (HZ / 4)
#define RETRY_MAX BTNS_ACQUIRES_MAX
#define PEER_MAX (2 * BTNS_ACQUIRES_MAX)
#define PEER_ACQUIRES_MAX 32		/* at one time, for one remote host */

/* How often key management is asked: in all, by an SPD entry, for a host. */
static const struct btns_rate total_rate = { NSEC_PER_SEC / 500, 1000 };
static const struct btns_rate share_rate = { NSEC_PER_SEC / 250, 500 };
static const struct btns_rate peer_rate = { NSEC_PER_SEC / 10, 10 };

/**
 * struct acquire - an SA that is wanted
 * @by_remote: in the table of its namespace
 * @key: which SA
 * @flow: of the first packet
 * @peer: of its remote address
 * @queue: packets that wait, oldest first
 * @bytes: memory that they occupy
 * @syns: how many of them are kept before others
 * @id: its name
 * @state: enum btns_acquire_state
 * @reason: enum btns_acquire_reason, of a refused one
 * @change: of the SPD that was asked last whether it is still wanted
 * @is_ready: its packets are to be decided anew, and that ends it
 * @goes_on: it was refused just now: the packets that it has are to be decided
 *	anew, since there are other tunnels
 * @since: jiffies when it became what @state says
 * @ends: jiffies when it ends by itself
 *
 * The table's lock protects it; it belongs to the table until it is freed.
 */
struct acquire {
	struct hlist_node by_remote;
	struct btns_acquire_key key;
	struct btns_flow flow;
	struct acquire_peer *peer;
	struct sk_buff_head queue;
	u32 bytes;
	u32 syns;
	u32 id;
	u32 state;
	u32 reason;
	u64 change;
	bool is_ready;
	bool goes_on;
	unsigned long since;
	unsigned long ends;
};

/**
 * struct acquire_peer - how often a remote host is asked for
 * @by_addr: in the table of its namespace
 * @addr: an IPv4 address, or a prefix of 64 bits
 * @family: of @addr
 * @acquires: that are for it now
 * @bucket: how often it may be asked for
 *
 * Kept while it has acquires, and until its bucket is full again.
 */
struct acquire_peer {
	struct hlist_node by_addr;
	struct btns_addr addr;
	u32 family;
	u32 acquires;
	struct btns_bucket bucket;
};

/*
 * What a packet that waits carries, behind what IP keeps in its control block:
 * the stack wants that back.
 */
struct held_cb {
	unsigned long until;
	u32 cookie;
	u8 reason;
	bool is_syn;
};

#define HELD_CB_OFFSET 32

static struct held_cb *held_cb(const struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct inet_skb_parm) > HELD_CB_OFFSET);
	BUILD_BUG_ON(sizeof(struct inet6_skb_parm) > HELD_CB_OFFSET);
	BUILD_BUG_ON(HELD_CB_OFFSET + sizeof(struct held_cb) >
		     sizeof(skb->cb));
	return (struct held_cb *)(skb->cb + HELD_CB_OFFSET);
}

unsigned long btns_acquire_until(const struct sk_buff *skb)
{
	return held_cb(skb)->until;
}

u32 btns_acquire_reason(const struct sk_buff *skb)
{
	return held_cb(skb)->reason;
}

u32 btns_acquire_cookie(const struct sk_buff *skb)
{
	return held_cb(skb)->cookie;
}

/* ---- names ---- */

/* RFC 4301 4.4.1.1: a message type stands where ports do, on both sides. */
static u16 end_of(const struct btns_flow *flow, u16 port)
{
	if (flow->has_icmp)
		return btns_icmp_number(flow->icmp_type, flow->icmp_code);
	return flow->has_mh ? flow->mh_type : port;
}

/* RFC 4301 4.4.1: the SA is to speak of this value and no other. */
static void populate(struct btns_acquire_key *key, u32 pfp,
		     const struct btns_flow *flow)
{
	key->pfp = pfp;
	if (pfp & BTNS_PFP_LOCAL)
		key->flow_local = flow->src;
	if (pfp & BTNS_PFP_REMOTE)
		key->flow_remote = flow->dst;
	if (pfp & BTNS_PFP_PROTO)
		key->proto = flow->proto;
	if (pfp & BTNS_PFP_LPORT)
		key->lport = end_of(flow, flow->sport);
	if (pfp & BTNS_PFP_RPORT)
		key->rport = end_of(flow, flow->dport);
}

/* @place: of the tunnel, from 0; without meaning in transport mode */
static void make_key(struct btns_acquire_key *key,
		     const struct btns_policy *policy, u8 place,
		     const struct btns_flow *flow)
{
	const struct btns_tunnel *tunnel = btns_policy_tunnels(policy);

	if (tunnel)
		tunnel += place;
	memset(key, 0, sizeof(*key));
	key->local = tunnel ? tunnel->local : flow->src;
	key->remote = tunnel ? tunnel->remote : flow->dst;
	key->index = policy->index;
	key->reqid = policy->reqid;
	key->mode = policy->mode;
	key->family = tunnel ? tunnel->family : flow->family;
	if (policy->pfp)
		populate(key, policy->pfp, flow);
	key->tunnel = place;
	key->tunnels = btns_policy_n_tunnels(policy);
}

static unsigned int hash_addr(const struct btns_acquires *all,
			      const struct btns_addr *addr)
{
	return jhash(addr, sizeof(*addr), all->seed) % BTNS_ACQUIRE_BUCKETS;
}

static struct acquire *find_key(struct btns_acquires *all,
				const struct btns_acquire_key *key)
{
	struct hlist_head *list = &all->by_remote[hash_addr(all, &key->remote)];
	struct acquire *acquire;

	lockdep_assert_held(&all->lock);

	hlist_for_each_entry(acquire, list, by_remote)
		if (!acquire->is_ready &&
		    !memcmp(&acquire->key, key, sizeof(*key)))
			return acquire;
	return NULL;
}

/* That one was told about the peer, whatever the SA is to carry. */
static bool is_silent(const struct acquire *acquire)
{
	return acquire->state == BTNS_ACQUIRE_STATE_REFUSED &&
	       (acquire->reason == BTNS_ACQUIRE_REASON_TIMEOUT ||
		acquire->reason == BTNS_ACQUIRE_REASON_UNREACHABLE);
}

/*
 * Where each flow has its own SA, a gateway that is not there would be asked,
 * and waited for, by each anew.
 */
static struct acquire *find_silent(struct btns_acquires *all,
				   const struct btns_acquire_key *key)
{
	struct hlist_head *list = &all->by_remote[hash_addr(all, &key->remote)];
	struct acquire *acquire;

	lockdep_assert_held(&all->lock);

	if (key->tunnels < 2)
		return NULL;
	hlist_for_each_entry(acquire, list, by_remote)
		if (!acquire->is_ready && is_silent(acquire) &&
		    !memcmp(&acquire->key, key,
			    offsetof(struct btns_acquire_key, pfp)))
			return acquire;
	return NULL;
}

/*
 * What a packet waits for: an SA by the first tunnel that is not refused.
 *
 * Return: its acquire, or NULL if @key is to be asked for; or the refused acquire
 * of the last tunnel, if all of them are.
 */
static struct acquire *find_wanted(struct btns_acquires *all,
				   const struct btns_policy *policy,
				   const struct btns_flow *flow,
				   struct btns_acquire_key *key)
{
	struct acquire *acquire;
	u8 place = 0;

	do {
		make_key(key, policy, place, flow);
		acquire = find_key(all, key) ?: find_silent(all, key);
	} while (acquire && acquire->state == BTNS_ACQUIRE_STATE_REFUSED &&
		 ++place < key->tunnels);
	return acquire;
}

static struct acquire *find_id(struct btns_acquires *all, u32 id)
{
	struct acquire *acquire;
	unsigned int i;

	lockdep_assert_held(&all->lock);

	for (i = 0; i < BTNS_ACQUIRE_BUCKETS; i++)
		hlist_for_each_entry(acquire, &all->by_remote[i], by_remote)
			if (acquire->id == id)
				return acquire;
	return NULL;
}

static struct btns_acquire_share *share_of(struct btns_acquires *all, u32 index)
{
	return &all->share[index % BTNS_ACQUIRE_SHARES];
}

/* Soon, but not within the call: the caller may hold a socket's lock. */
static void work_now(struct btns_acquires *all)
{
	mod_delayed_work(system_unbound_wq, &all->work, 0);
}

/* ---- remote hosts ---- */

/* Whoever has an IPv6 address has its whole /64. */
static struct btns_addr peer_addr(const struct btns_acquire_key *key)
{
	struct btns_addr addr = key->remote;

	if (key->family == AF_INET6)
		memset(addr.octets + 8, 0, 8);
	return addr;
}

static struct acquire_peer *find_peer(struct btns_acquires *all, u32 family,
				      const struct btns_addr *addr)
{
	struct hlist_head *list = &all->peers[hash_addr(all, addr)];
	struct acquire_peer *peer;

	hlist_for_each_entry(peer, list, by_addr)
		if (peer->family == family && btns_addr_equal(&peer->addr, addr))
			return peer;
	return NULL;
}

static struct acquire_peer *get_peer(struct btns_acquires *all,
				     const struct btns_acquire_key *key,
				     u64 now)
{
	struct btns_addr addr = peer_addr(key);
	struct acquire_peer *peer = find_peer(all, key->family, &addr);

	if (peer || all->peer_count >= PEER_MAX)
		return peer;

	peer = kzalloc(sizeof(*peer), GFP_ATOMIC | __GFP_NOWARN);
	if (!peer)
		return NULL;
	peer->addr = addr;
	peer->family = key->family;
	btns_bucket_fill(&peer->bucket, &peer_rate, now);
	hlist_add_head(&peer->by_addr, &all->peers[hash_addr(all, &addr)]);
	all->peer_count++;
	return peer;
}

static void forget_peer(struct btns_acquires *all, struct acquire_peer *peer)
{
	hlist_del(&peer->by_addr);
	all->peer_count--;
	kfree(peer);
}

static void sweep_peers(struct btns_acquires *all)
{
	u64 now = ktime_get_ns();
	struct acquire_peer *peer;
	struct hlist_node *next;
	unsigned int i;

	for (i = 0; i < BTNS_ACQUIRE_BUCKETS; i++)
		hlist_for_each_entry_safe(peer, next, &all->peers[i], by_addr)
			if (!peer->acquires &&
			    btns_bucket_is_full(&peer->bucket, &peer_rate, now))
				forget_peer(all, peer);
}

/* ---- limits ---- */

/*
 * An SPD entry may have as much as is left for all: whoever comes first gets
 * half, and there is always something for the next.
 */
static bool share_allows(u32 has, u32 wants, u32 used, u32 max)
{
	return used + wants <= max && has + wants <= max - used;
}

/* All of it or nothing: who is refused by one limit costs the others nothing. */
static bool has_tokens(const struct btns_acquires *all,
		       const struct acquire_peer *peer,
		       const struct btns_acquire_share *share, u64 now)
{
	return share_allows(share->acquires, 1, all->count,
			    BTNS_ACQUIRES_MAX) &&
	       peer->acquires < PEER_ACQUIRES_MAX &&
	       btns_bucket_has(&share->bucket, &share_rate, now) &&
	       btns_bucket_has(&peer->bucket, &peer_rate, now) &&
	       btns_bucket_has(&all->bucket, &total_rate, now);
}

static bool take_tokens(struct btns_acquires *all, struct acquire_peer *peer,
			struct btns_acquire_share *share, u64 now)
{
	if (!has_tokens(all, peer, share, now))
		return false;

	btns_bucket_take(&share->bucket, &share_rate, now);
	btns_bucket_take(&peer->bucket, &peer_rate, now);
	btns_bucket_take(&all->bucket, &total_rate, now);
	return true;
}

/* Is there room for @size, if up to all packets that are no SYN make way? */
static bool has_room(struct btns_acquires *all, const struct acquire *acquire,
		     u32 size, bool is_syn)
{
	struct btns_acquire_share *share = share_of(all, acquire->key.index);

	if (is_syn && acquire->syns < skb_queue_len(&acquire->queue))
		return size <= BTNS_ACQUIRE_BYTES_MAX;
	return skb_queue_len(&acquire->queue) < BTNS_ACQUIRE_PACKETS_MAX &&
	       acquire->bytes + size <= BTNS_ACQUIRE_BYTES_MAX &&
	       share_allows(share->bytes, size, all->bytes,
			    BTNS_ACQUIRES_BYTES_MAX);
}

/* ---- queues ---- */

static void enqueue(struct btns_acquires *all, struct acquire *acquire,
		    struct sk_buff *skb)
{
	__skb_queue_tail(&acquire->queue, skb);
	acquire->syns += held_cb(skb)->is_syn;
	acquire->bytes += skb->truesize;
	all->bytes += skb->truesize;
	share_of(all, acquire->key.index)->bytes += skb->truesize;
}

static void dequeue(struct btns_acquires *all, struct acquire *acquire,
		    struct sk_buff *skb)
{
	__skb_unlink(skb, &acquire->queue);
	acquire->syns -= held_cb(skb)->is_syn;
	acquire->bytes -= skb->truesize;
	all->bytes -= skb->truesize;
	share_of(all, acquire->key.index)->bytes -= skb->truesize;
}

static void move_all(struct btns_acquires *all, struct acquire *acquire,
		     struct sk_buff_head *to)
{
	struct sk_buff *skb;

	while ((skb = skb_peek(&acquire->queue))) {
		dequeue(all, acquire, skb);
		held_cb(skb)->reason = acquire->reason;
		__skb_queue_tail(to, skb);
	}
}

/* The newest packets that are no SYN make way for one that is. */
static bool make_room(struct btns_acquires *all, struct acquire *acquire,
		      const struct sk_buff *skb, bool is_syn,
		      struct sk_buff_head *out)
{
	struct sk_buff *last, *before;

	if (!has_room(all, acquire, skb->truesize, is_syn))
		return false;
	skb_queue_reverse_walk_safe(&acquire->queue, last, before) {
		if (has_room(all, acquire, skb->truesize, false))
			return true;
		if (held_cb(last)->is_syn)
			continue;
		dequeue(all, acquire, last);
		__skb_queue_tail(out, last);
	}
	return has_room(all, acquire, skb->truesize, false);
}

/* ---- birth and death ---- */

static u32 next_id(struct btns_acquires *all)
{
	do {
		if (!++all->last_id)
			++all->last_id;
	} while (find_id(all, all->last_id));
	return all->last_id;
}

/*
 * A packet that asked for the first gateway is to see the last one asked; that
 * has as long as one that is the only one.
 */
static unsigned long larval_lifetime(const struct btns_acquire_key *key)
{
	return key->tunnel + 1 < key->tunnels ? PACKET_LIFETIME / key->tunnels :
						LARVAL_LIFETIME;
}

static enum btns_acquire_answer acquire_add(struct btns_acquires *all,
					    const struct btns_acquire_key *key,
					    const struct btns_acquire_ask *ask,
					    struct acquire **result)
{
	struct btns_acquire_share *share = share_of(all, key->index);
	u64 now = ktime_get_ns();
	struct acquire_peer *peer;
	struct acquire *acquire;

	acquire = kzalloc(sizeof(*acquire), GFP_ATOMIC | __GFP_NOWARN);
	if (!acquire)
		return BTNS_ACQUIRE_NO_MEMORY;
	peer = get_peer(all, key, now);
	if (!peer || !take_tokens(all, peer, share, now)) {
		kfree(acquire);
		return BTNS_ACQUIRE_LIMITED;
	}

	acquire->key = *key;
	acquire->flow = *ask->flow;
	acquire->change = ask->change;
	acquire->peer = peer;
	acquire->id = next_id(all);
	acquire->state = BTNS_ACQUIRE_STATE_LARVAL;
	acquire->reason = BTNS_ACQUIRE_REASON_TIMEOUT;
	acquire->since = jiffies;
	acquire->ends = jiffies + larval_lifetime(key);
	__skb_queue_head_init(&acquire->queue);

	hlist_add_head(&acquire->by_remote,
		       &all->by_remote[hash_addr(all, &key->remote)]);
	peer->acquires++;
	share->acquires++;
	all->count++;
	all->gateways += key->tunnels > 1;
	*result = acquire;
	return BTNS_ACQUIRE_HOLD;
}

/* Its queue is empty. */
static void acquire_end(struct btns_acquires *all, struct acquire *acquire)
{
	hlist_del(&acquire->by_remote);
	acquire->peer->acquires--;
	share_of(all, acquire->key.index)->acquires--;
	all->count--;
	all->gateways -= acquire->key.tunnels > 1;
	kfree(acquire);
}

/* ---- the packet's way ---- */

static u32 ask_size(const struct btns_acquire_ask *ask)
{
	return ask->skb ? ask->skb->truesize : SKB_TRUESIZE(0);
}

static enum btns_acquire_answer judge_known(struct btns_acquires *all,
					    const struct acquire *acquire,
					    const struct btns_acquire_ask *ask,
					    u32 *reason)
{
	if (acquire->state == BTNS_ACQUIRE_STATE_REFUSED && !ask->is_patient) {
		*reason = acquire->reason;
		return BTNS_ACQUIRE_REFUSED;
	}
	return has_room(all, acquire, ask_size(ask), ask->is_syn) ?
		BTNS_ACQUIRE_HOLD : BTNS_ACQUIRE_FULL;
}

/*
 * May anybody answer?  Who knows of it already need not listen any more.  Peers
 * with a name come by themselves, RFC 4301 4.4.1.1: nobody knows where they are.
 */
static bool has_manager(struct btns_net *bn, const struct btns_policy *policy,
			const struct acquire *acquire)
{
	return bn->acquires.is_open && !policy->has_names &&
	       (acquire || btns_event_is_heard(bn));
}

/* As acquire_add() would answer, if there is memory. */
static enum btns_acquire_answer judge_new(struct btns_acquires *all,
					  const struct btns_acquire_key *key)
{
	struct btns_addr addr = peer_addr(key);
	struct acquire_peer fresh = {};
	const struct acquire_peer *peer;
	u64 now = ktime_get_ns();

	peer = find_peer(all, key->family, &addr);
	if (!peer && all->peer_count >= PEER_MAX)
		return BTNS_ACQUIRE_LIMITED;
	btns_bucket_fill(&fresh.bucket, &peer_rate, now);
	return has_tokens(all, peer ?: &fresh, share_of(all, key->index), now) ?
		BTNS_ACQUIRE_HOLD : BTNS_ACQUIRE_LIMITED;
}

enum btns_acquire_answer btns_acquire_peek(struct btns_net *bn,
					   const struct btns_acquire_ask *ask,
					   u32 *reason,
					   const struct btns_tunnel **tunnel)
{
	struct btns_acquires *all = &bn->acquires;
	enum btns_acquire_answer answer;
	struct btns_acquire_key key;
	struct acquire *acquire;

	spin_lock_bh(&all->lock);
	acquire = find_wanted(all, ask->policy, ask->flow, &key);
	if (!has_manager(bn, ask->policy, acquire))
		answer = BTNS_ACQUIRE_NOBODY;
	else if (acquire)
		answer = judge_known(all, acquire, ask, reason);
	else
		answer = judge_new(all, &key);
	spin_unlock_bh(&all->lock);
	if (tunnel)
		*tunnel = key.tunnels ?
			&btns_policy_tunnels(ask->policy)[key.tunnel] : NULL;
	return answer;
}

/* Key management was not told: as if the packet had not been there. */
static void acquire_forget(struct btns_acquires *all, u32 id)
{
	struct acquire *acquire;

	spin_lock_bh(&all->lock);
	acquire = find_id(all, id);
	if (acquire) {
		acquire->is_ready = true;
		work_now(all);
	}
	spin_unlock_bh(&all->lock);
}

enum btns_acquire_answer btns_acquire_admit(struct btns_net *bn,
					    const struct btns_acquire_ask *ask,
					    u32 *reason)
{
	struct btns_acquires *all = &bn->acquires;
	enum btns_acquire_answer answer;
	struct btns_acquire_key key;
	struct acquire *acquire;
	u32 id = 0;

	spin_lock_bh(&all->lock);
	acquire = find_wanted(all, ask->policy, ask->flow, &key);
	if (!has_manager(bn, ask->policy, acquire)) {
		answer = BTNS_ACQUIRE_NOBODY;
	} else if (acquire) {
		answer = judge_known(all, acquire, ask, reason);
	} else {
		answer = acquire_add(all, &key, ask, &acquire);
		if (answer == BTNS_ACQUIRE_HOLD)
			id = acquire->id;
	}
	spin_unlock_bh(&all->lock);

	if (!id)
		return answer;
	if (!btns_event_acquire(bn, &key, ask->flow, id)) {
		acquire_forget(all, id);
		return BTNS_ACQUIRE_NO_MEMORY;
	}
	btns_stats_count(bn->stats, BTNS_TX_ASKED);
	return answer;
}

/*
 * Only TCP keeps its socket: its retransmissions wait for the packet, and so
 * does the error of a connect().  Others must not be kept from sending to other
 * hosts because their send buffer waits here.
 */
static void let_go_of_socket(struct sk_buff *skb)
{
	if (!skb->sk || !sk_fullsock(skb->sk) || !sk_is_tcp(skb->sk))
		skb_orphan(skb);
}

/* The device may go away while the packet waits; its route knows. */
static void prepare(const struct btns_acquire_ask *ask)
{
	struct held_cb *cb = held_cb(ask->skb);

	cb->until = ask->until ?: jiffies + PACKET_LIFETIME;
	cb->cookie = ask->flow->family == AF_INET6 ?
		rt6_get_cookie((struct rt6_info *)skb_dst(ask->skb)) : 0;
	cb->is_syn = ask->is_syn;
	cb->reason = BTNS_ACQUIRE_REASON_TIMEOUT;
	ask->skb->dev = NULL;
	let_go_of_socket(ask->skb);
}

void btns_acquire_drop(struct btns_net *bn, struct sk_buff *skb,
		       enum btns_counter why)
{
	const struct btns_drop drop = {
		.skb = skb,
		.why = why,
		.dir = btns_is_forwarded(skb) ? BTNS_PACKET_DIR_FORWARD :
						BTNS_PACKET_DIR_OUT,
	};

	rcu_read_lock();
	btns_drop_note(bn, &drop);
	rcu_read_unlock();
	kfree_skb(skb);
}

static void drop_all(struct btns_net *bn, struct sk_buff_head *list,
		     enum btns_counter why)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(list)))
		btns_acquire_drop(bn, skb, why);
}

bool btns_acquire_hold(struct btns_net *bn,
		       const struct btns_acquire_ask *ask)
{
	struct btns_acquires *all = &bn->acquires;
	struct btns_acquire_key key;
	struct sk_buff_head out;
	struct acquire *acquire;
	bool is_known;

	__skb_queue_head_init(&out);

	spin_lock_bh(&all->lock);
	acquire = find_wanted(all, ask->policy, ask->flow, &key);
	is_known = acquire;
	if (acquire) {
		prepare(ask);
		if (make_room(all, acquire, ask->skb, ask->is_syn, &out)) {
			enqueue(all, acquire, ask->skb);
			btns_stats_count(bn->stats, BTNS_TX_HELD);
		} else {
			__skb_queue_tail(&out, ask->skb);
		}
		if (acquire->state == BTNS_ACQUIRE_STATE_REFUSED)
			work_now(all);
		else
			queue_delayed_work(system_unbound_wq, &all->work,
					   SWEEP_INTERVAL);
	}
	spin_unlock_bh(&all->lock);

	drop_all(bn, &out, BTNS_TX_HOLD_FULL);
	return is_known;
}

/* ---- answers ---- */

/* Its selector need not be that of the first packet. */
static bool may_carry(const struct btns_sa *sa, const struct acquire *acquire)
{
	return !acquire->key.pfp ||
	       btns_selector_match(&sa->sel, &acquire->flow, BTNS_OUT);
}

/* Could it be the one? */
static bool is_answer(const struct btns_sa *sa, const struct acquire *acquire)
{
	const struct btns_acquire_key *key = &acquire->key;

	return key->reqid == sa->reqid && key->family == sa->id.family &&
	       btns_addr_equal(&key->remote, &sa->id.dst) &&
	       btns_addr_equal(&key->local, &sa->src) &&
	       may_carry(sa, acquire);
}

/* Is it one by another gateway, for which no packet waits any longer? */
static bool is_instead(const struct btns_sa *sa, const struct acquire *acquire)
{
	const struct btns_acquire_key *key = &acquire->key;

	return key->tunnels > 1 && key->reqid == sa->reqid &&
	       acquire->state == BTNS_ACQUIRE_STATE_LARVAL &&
	       sa->mode == BTNS_MODE_TUNNEL && may_carry(sa, acquire);
}

/* What is known of a gateway that was refused stays. */
static bool wake_others(struct btns_acquires *all, const struct btns_sa *sa)
{
	struct acquire *acquire;
	bool any = false;
	unsigned int i;

	lockdep_assert_held(&all->lock);

	for (i = 0; all->gateways && i < BTNS_ACQUIRE_BUCKETS; i++)
		hlist_for_each_entry(acquire, &all->by_remote[i], by_remote) {
			if (!is_instead(sa, acquire))
				continue;
			acquire->is_ready = true;
			any = true;
		}
	return any;
}

void btns_acquire_wake(struct btns_net *bn, const struct btns_sa *sa)
{
	struct btns_acquires *all = &bn->acquires;
	unsigned int bucket = hash_addr(all, &sa->id.dst);
	struct acquire *acquire;
	bool any = false;

	spin_lock_bh(&all->lock);
	hlist_for_each_entry(acquire, &all->by_remote[bucket], by_remote) {
		if (!is_answer(sa, acquire))
			continue;
		acquire->is_ready = true;
		any = true;
	}
	if (wake_others(all, sa) || any)
		work_now(all);
	spin_unlock_bh(&all->lock);
}

static void set_refused(struct acquire *acquire, u32 reason,
			unsigned long hold_off)
{
	acquire->state = BTNS_ACQUIRE_STATE_REFUSED;
	acquire->reason = reason;
	acquire->since = jiffies;
	acquire->ends = jiffies + hold_off;
	acquire->goes_on = acquire->key.tunnels > 1;
}

int btns_acquire_fail(struct btns_net *bn, u32 id, u32 reason, u32 hold_off)
{
	struct btns_acquires *all = &bn->acquires;
	struct acquire *acquire;
	int err = 0;

	spin_lock_bh(&all->lock);
	acquire = find_id(all, id);
	if (!acquire || acquire->is_ready) {
		err = -ENOENT;
	} else {
		set_refused(acquire, reason, hold_off * HZ);
		work_now(all);
	}
	spin_unlock_bh(&all->lock);
	return err;
}

static void describe(const struct acquire *acquire,
		     struct btns_acquire_info *info)
{
	unsigned long now = jiffies;

	info->key = acquire->key;
	info->flow = acquire->flow;
	info->id = acquire->id;
	info->state = acquire->state;
	info->reason = acquire->reason;
	info->packets = skb_queue_len(&acquire->queue);
	info->bytes = acquire->bytes;
	info->age = jiffies_to_msecs(now - acquire->since);
	info->expires = time_before(now, acquire->ends) ?
		jiffies_to_msecs(acquire->ends - now) : 0;
}

bool btns_acquire_next(struct btns_net *bn, u32 after,
		       struct btns_acquire_info *info)
{
	struct btns_acquires *all = &bn->acquires;
	struct acquire *acquire, *next = NULL;
	unsigned int i;

	spin_lock_bh(&all->lock);
	for (i = 0; i < BTNS_ACQUIRE_BUCKETS; i++)
		hlist_for_each_entry(acquire, &all->by_remote[i], by_remote)
			if (!acquire->is_ready && acquire->id > after &&
			    (!next || acquire->id < next->id))
				next = acquire;
	if (next)
		describe(next, info);
	spin_unlock_bh(&all->lock);
	return next;
}

/* ---- what is due ---- */

static void sweep_expired(struct btns_acquires *all, struct acquire *acquire,
			  struct sk_buff_head *expired)
{
	struct sk_buff *skb, *next;

	skb_queue_walk_safe(&acquire->queue, skb, next) {
		if (time_before(jiffies, held_cb(skb)->until))
			continue;
		dequeue(all, acquire, skb);
		__skb_queue_tail(expired, skb);
	}
}

/* Its gateway did not answer, and there is a next one. */
static bool is_out_of_time(const struct acquire *acquire)
{
	return acquire->state == BTNS_ACQUIRE_STATE_LARVAL &&
	       acquire->key.tunnel + 1 < acquire->key.tunnels &&
	       time_after_eq(jiffies, acquire->ends);
}

static void sweep_one(struct btns_acquires *all, struct acquire *acquire,
		      struct btns_acquire_due *due)
{
	if (acquire->is_ready) {
		move_all(all, acquire, &due->release);
		acquire_end(all, acquire);
		return;
	}
	sweep_expired(all, acquire, &due->expired);
	if (is_out_of_time(acquire))
		set_refused(acquire, BTNS_ACQUIRE_REASON_TIMEOUT,
			    SILENT_HOLD_OFF);
	if (acquire->goes_on)
		move_all(all, acquire, &due->release);
	acquire->goes_on = false;
	/* a larval one that ends is a timeout: see acquire_add() */
	if (acquire->state == BTNS_ACQUIRE_STATE_REFUSED ||
	    time_after_eq(jiffies, acquire->ends))
		move_all(all, acquire, &due->refuse);
	if (time_after_eq(jiffies, acquire->ends))
		acquire_end(all, acquire);
}

/*
 * Take the name of one acquire in a bucket that this SPD was not asked about.
 *
 * Return: false when there is none.
 */
static bool take_unchecked(struct btns_acquires *all, unsigned int bucket,
			   u64 change, struct acquire *copy)
{
	struct acquire *acquire;
	bool found = false;

	spin_lock_bh(&all->lock);
	hlist_for_each_entry(acquire, &all->by_remote[bucket], by_remote) {
		if (acquire->change == change)
			continue;
		acquire->change = change;
		*copy = *acquire;
		found = true;
		break;
	}
	spin_unlock_bh(&all->lock);
	return found;
}

static bool still_wanted(const struct btns_spd_reading *spd,
			 const struct acquire *acquire)
{
	const struct btns_policy *policy;
	struct btns_acquire_key key;

	policy = btns_spd_lookup(spd, &acquire->flow, BTNS_OUT);
	if (!policy || policy->action != BTNS_ACTION_PROTECT ||
	    acquire->key.tunnels != btns_policy_n_tunnels(policy))
		return false;
	make_key(&key, policy, acquire->key.tunnel, &acquire->flow);
	return !memcmp(&key, &acquire->key, sizeof(key));
}

/*
 * The SPD changed: acquires of entries that no longer protect their flow end,
 * and their packets are decided anew.  Not under the lock, since packets wait
 * for that and a lookup may take long.
 */
static void sweep_unwanted(struct btns_net *bn)
{
	struct acquire copy;
	unsigned int i;

	for (i = 0; i < BTNS_ACQUIRE_BUCKETS; i++) {
		struct btns_spd_reading spd = { .bn = bn };

		rcu_read_lock();
		/* what it changes to meanwhile is for the next sweep */
		while (btns_spd_read(&spd) &&
		       take_unchecked(&bn->acquires, i, spd.change, &copy)) {
			spd.tries = 0;
			if (!still_wanted(&spd, &copy) &&
			    btns_spd_read_holds(&spd))
				acquire_forget(&bn->acquires, copy.id);
		}
		rcu_read_unlock();
		cond_resched();
	}
}

static void sweep_retries(struct btns_acquires *all,
			  struct btns_acquire_due *due)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(&all->retry)))
		__skb_queue_tail(time_before(jiffies, held_cb(skb)->until) ?
				 &due->refuse : &due->expired, skb);
}

unsigned long btns_acquire_sweep(struct btns_net *bn,
				 struct btns_acquire_due *due)
{
	struct btns_acquires *all = &bn->acquires;
	struct acquire *acquire;
	struct hlist_node *next;
	bool is_empty;
	unsigned int i;

	__skb_queue_head_init(&due->release);
	__skb_queue_head_init(&due->refuse);
	__skb_queue_head_init(&due->expired);
	sweep_unwanted(bn);

	spin_lock_bh(&all->lock);
	sweep_retries(all, due);
	for (i = 0; i < BTNS_ACQUIRE_BUCKETS; i++)
		hlist_for_each_entry_safe(acquire, next, &all->by_remote[i],
					  by_remote)
			sweep_one(all, acquire, due);
	sweep_peers(all);
	is_empty = !all->count && !all->peer_count;
	spin_unlock_bh(&all->lock);
	return is_empty ? 0 : SWEEP_INTERVAL;
}

void btns_acquire_retry(struct btns_net *bn, struct sk_buff *skb)
{
	struct btns_acquires *all = &bn->acquires;
	bool is_kept;

	spin_lock_bh(&all->lock);
	is_kept = all->is_open && skb_queue_len(&all->retry) < RETRY_MAX;
	if (is_kept) {
		__skb_queue_tail(&all->retry, skb);
		mod_delayed_work(system_unbound_wq, &all->work, HZ / 50);
	}
	spin_unlock_bh(&all->lock);

	if (!is_kept)
		btns_acquire_drop(bn, skb, BTNS_TX_REFUSED);
}

/* ---- namespace ---- */

void btns_acquire_init(struct btns_net *bn, work_func_t work)
{
	struct btns_acquires *all = &bn->acquires;
	u64 now = ktime_get_ns();
	unsigned int i;

	spin_lock_init(&all->lock);
	for (i = 0; i < BTNS_ACQUIRE_BUCKETS; i++) {
		INIT_HLIST_HEAD(&all->by_remote[i]);
		INIT_HLIST_HEAD(&all->peers[i]);
	}
	for (i = 0; i < BTNS_ACQUIRE_SHARES; i++)
		btns_bucket_fill(&all->share[i].bucket, &share_rate, now);
	btns_bucket_fill(&all->bucket, &total_rate, now);
	__skb_queue_head_init(&all->retry);
	all->seed = get_random_u32();
	INIT_DELAYED_WORK(&all->work, work);
}

void btns_acquire_open(struct btns_net *bn)
{
	spin_lock_bh(&bn->acquires.lock);
	bn->acquires.is_open = true;
	spin_unlock_bh(&bn->acquires.lock);
}

void btns_acquire_close(struct btns_net *bn)
{
	struct btns_acquires *all = &bn->acquires;
	struct acquire_peer *peer;
	struct sk_buff_head list;
	struct acquire *acquire;
	struct hlist_node *next;
	unsigned int i;

	__skb_queue_head_init(&list);
	spin_lock_bh(&all->lock);
	all->is_open = false;
	skb_queue_splice_tail_init(&all->retry, &list);
	for (i = 0; i < BTNS_ACQUIRE_BUCKETS; i++)
		hlist_for_each_entry_safe(acquire, next, &all->by_remote[i],
					  by_remote) {
			move_all(all, acquire, &list);
			acquire_end(all, acquire);
		}
	/* only now: an acquire and its peer may be in different buckets */
	for (i = 0; i < BTNS_ACQUIRE_BUCKETS; i++)
		hlist_for_each_entry_safe(peer, next, &all->peers[i], by_addr)
			forget_peer(all, peer);
	spin_unlock_bh(&all->lock);

	/* with what it took out before; it finds nothing any more */
	cancel_delayed_work_sync(&all->work);
	drop_all(bn, &list, BTNS_TX_HOLD_EXPIRED);
}
