// SPDX-License-Identifier: GPL-2.0-only
#include "acquire.h"

#include "acquire_limit.h"
#include "classify.h"
#include "drop.h"
#include "event.h"
#include "net.h"
#include "policy.h"
#include "sa.h"
#include "stats.h"

#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <net/ip6_fib.h>

#define LARVAL_LIFETIME (30 * HZ)	/* key management has to answer */

/* ---- birth ---- */

static u32 next_id(struct btns_acquires *all)
{
	do {
		if (!++all->last_id)
			++all->last_id;
	} while (btns_acquire_find_id(all, all->last_id));
	return all->last_id;
}

/*
 * A packet that asked for the first gateway is to see the last one asked; that
 * has as long as one that is the only one.
 */
static unsigned long larval_lifetime(const struct btns_acquire_key *key)
{
	return key->tunnel + 1 < key->tunnels ?
		BTNS_HELD_LIFETIME / key->tunnels : LARVAL_LIFETIME;
}

static enum btns_acquire_answer acquire_add(struct btns_acquires *all,
					    const struct btns_acquire_key *key,
					    const struct btns_acquire_ask *ask,
					    struct btns_acquire **result)
{
	struct btns_acquire_share *share;
	struct btns_acquire_peer *peer;
	struct btns_acquire *acquire;
	u64 now = ktime_get_ns();

	acquire = kzalloc(sizeof(*acquire), GFP_ATOMIC | __GFP_NOWARN);
	if (!acquire)
		return BTNS_ACQUIRE_NO_MEMORY;
	share = btns_acquire_share_of(all, key->index);
	peer = btns_acquire_peer_get(all, key, now);
	if (!peer || !btns_acquire_limit_take(all, peer, share, now)) {
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
		       &all->by_remote[btns_acquire_hash(all, &key->remote)]);
	peer->acquires++;
	share->acquires++;
	all->count++;
	all->gateways += key->tunnels > 1;
	*result = acquire;
	return BTNS_ACQUIRE_HOLD;
}

/* ---- the packet's way ---- */

static u32 ask_size(const struct btns_acquire_ask *ask)
{
	return ask->skb ? ask->skb->truesize : SKB_TRUESIZE(0);
}

static enum btns_acquire_answer judge_known(struct btns_acquires *all,
					    const struct btns_acquire *acquire,
					    const struct btns_acquire_ask *ask,
					    u32 *reason)
{
	if (acquire->state == BTNS_ACQUIRE_STATE_REFUSED && !ask->is_patient) {
		*reason = acquire->reason;
		return BTNS_ACQUIRE_REFUSED;
	}
	return btns_acquire_has_room(all, acquire, ask_size(ask), ask->is_syn) ?
		BTNS_ACQUIRE_HOLD : BTNS_ACQUIRE_FULL;
}

/*
 * May anybody answer?  Who knows of it already need not listen any more.  Peers
 * with a name come by themselves, RFC 4301 4.4.1.1: nobody knows where they are.
 */
static bool has_manager(struct btns_net *bn, const struct btns_policy *policy,
			const struct btns_acquire *acquire)
{
	return bn->acquires.is_open && !policy->has_names &&
	       (acquire || btns_event_is_heard(bn));
}

enum btns_acquire_answer btns_acquire_peek(struct btns_net *bn,
					   const struct btns_acquire_ask *ask,
					   u32 *reason,
					   const struct btns_tunnel **tunnel)
{
	struct btns_acquires *all = &bn->acquires;
	enum btns_acquire_answer answer;
	struct btns_acquire_key key;
	struct btns_acquire *acquire;

	spin_lock_bh(&all->lock);
	acquire = btns_acquire_find(all, ask->policy, ask->flow, &key);
	if (!has_manager(bn, ask->policy, acquire))
		answer = BTNS_ACQUIRE_NOBODY;
	else if (acquire)
		answer = judge_known(all, acquire, ask, reason);
	else
		answer = btns_acquire_limit_peek(all, &key) ?
			BTNS_ACQUIRE_HOLD : BTNS_ACQUIRE_LIMITED;
	spin_unlock_bh(&all->lock);
	if (tunnel)
		*tunnel = key.tunnels ?
			&btns_policy_tunnels(ask->policy)[key.tunnel] : NULL;
	return answer;
}

enum btns_acquire_answer btns_acquire_admit(struct btns_net *bn,
					    const struct btns_acquire_ask *ask,
					    u32 *reason)
{
	struct btns_acquires *all = &bn->acquires;
	enum btns_acquire_answer answer;
	struct btns_acquire_key key;
	struct btns_acquire *acquire;
	u32 id = 0;

	spin_lock_bh(&all->lock);
	acquire = btns_acquire_find(all, ask->policy, ask->flow, &key);
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
		btns_acquire_forget(all, id);
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
	struct btns_held *cb = btns_held(ask->skb);

	cb->until = ask->until ?: jiffies + BTNS_HELD_LIFETIME;
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

/* What makes way for the packet goes to @out, or it does itself. */
static void keep(struct btns_net *bn, struct btns_acquire *acquire,
		 const struct btns_acquire_ask *ask, struct sk_buff_head *out)
{
	struct btns_acquires *all = &bn->acquires;

	prepare(ask);
	if (!btns_acquire_make_room(all, acquire, ask->skb, ask->is_syn, out)) {
		__skb_queue_tail(out, ask->skb);
		return;
	}
	btns_acquire_enqueue(all, acquire, ask->skb);
	btns_stats_count(bn->stats, BTNS_TX_HELD);
}

bool btns_acquire_hold(struct btns_net *bn,
		       const struct btns_acquire_ask *ask)
{
	struct btns_acquires *all = &bn->acquires;
	struct btns_acquire *acquire;
	struct btns_acquire_key key;
	struct sk_buff_head out;
	bool is_known;

	__skb_queue_head_init(&out);

	spin_lock_bh(&all->lock);
	acquire = btns_acquire_find(all, ask->policy, ask->flow, &key);
	is_known = acquire;
	if (acquire) {
		keep(bn, acquire, ask, &out);
		if (acquire->state == BTNS_ACQUIRE_STATE_REFUSED)
			btns_acquire_work_now(all);
		else
			queue_delayed_work(system_unbound_wq, &all->work,
					   BTNS_ACQUIRE_INTERVAL);
	}
	spin_unlock_bh(&all->lock);

	drop_all(bn, &out, BTNS_TX_HOLD_FULL);
	return is_known;
}

/* ---- answers ---- */

/* Its selector need not be that of the first packet. */
static bool may_carry(const struct btns_sa *sa,
		      const struct btns_acquire *acquire)
{
	return !acquire->key.pfp ||
	       btns_selector_match(&sa->sel, &acquire->flow, BTNS_OUT);
}

/* Could it be the one? */
static bool is_answer(const struct btns_sa *sa,
		      const struct btns_acquire *acquire)
{
	const struct btns_acquire_key *key = &acquire->key;

	return key->reqid == sa->reqid && key->family == sa->id.family &&
	       btns_addr_equal(&key->remote, &sa->id.dst) &&
	       btns_addr_equal(&key->local, &sa->src) &&
	       may_carry(sa, acquire);
}

/* Is it one by another gateway, for which no packet waits any longer? */
static bool is_instead(const struct btns_sa *sa,
		       const struct btns_acquire *acquire)
{
	const struct btns_acquire_key *key = &acquire->key;

	return key->tunnels > 1 && key->reqid == sa->reqid &&
	       acquire->state == BTNS_ACQUIRE_STATE_LARVAL &&
	       sa->mode == BTNS_MODE_TUNNEL && may_carry(sa, acquire);
}

/* What is known of a gateway that was refused stays. */
static bool wake_others(struct btns_acquires *all, const struct btns_sa *sa)
{
	struct btns_acquire *acquire;
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
	unsigned int bucket = btns_acquire_hash(all, &sa->id.dst);
	struct btns_acquire *acquire;
	bool any = false;

	spin_lock_bh(&all->lock);
	hlist_for_each_entry(acquire, &all->by_remote[bucket], by_remote) {
		if (!is_answer(sa, acquire))
			continue;
		acquire->is_ready = true;
		any = true;
	}
	if (wake_others(all, sa) || any)
		btns_acquire_work_now(all);
	spin_unlock_bh(&all->lock);
}

int btns_acquire_fail(struct btns_net *bn, u32 id, u32 reason, u32 hold_off)
{
	struct btns_acquires *all = &bn->acquires;
	struct btns_acquire *acquire;
	int err = 0;

	spin_lock_bh(&all->lock);
	acquire = btns_acquire_find_id(all, id);
	if (!acquire || acquire->is_ready) {
		err = -ENOENT;
	} else {
		btns_acquire_set_refused(acquire, reason, hold_off * HZ);
		btns_acquire_work_now(all);
	}
	spin_unlock_bh(&all->lock);
	return err;
}

static void describe(const struct btns_acquire *acquire,
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
	struct btns_acquire *acquire, *next = NULL;
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

/* ---- namespace ---- */

void btns_acquire_init(struct btns_net *bn, work_func_t work)
{
	struct btns_acquires *all = &bn->acquires;
	unsigned int i;

	spin_lock_init(&all->lock);
	for (i = 0; i < BTNS_ACQUIRE_BUCKETS; i++) {
		INIT_HLIST_HEAD(&all->by_remote[i]);
		INIT_HLIST_HEAD(&all->peers[i]);
	}
	btns_acquire_limits_init(all);
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
	struct sk_buff_head list;
	struct btns_acquire *acquire;
	struct hlist_node *next;
	unsigned int i;

	__skb_queue_head_init(&list);
	spin_lock_bh(&all->lock);
	all->is_open = false;
	skb_queue_splice_tail_init(&all->retry, &list);
	for (i = 0; i < BTNS_ACQUIRE_BUCKETS; i++)
		hlist_for_each_entry_safe(acquire, next, &all->by_remote[i],
					  by_remote) {
			btns_acquire_move_all(all, acquire, &list);
			btns_acquire_end(all, acquire);
		}
	/* only now: an acquire and its peer may be in different buckets */
	btns_acquire_peers_free(all);
	spin_unlock_bh(&all->lock);

	/* with what it took out before; it finds nothing any more */
	cancel_delayed_work_sync(&all->work);
	drop_all(bn, &list, BTNS_TX_HOLD_EXPIRED);
}
