// SPDX-License-Identifier: GPL-2.0-only
#include "acquire_sweep.h"

#include "acquire.h"
#include "acquire_limit.h"
#include "net.h"
#include "policy.h"
#include "spd.h"

#include <linux/jiffies.h>

#define SILENT_HOLD_OFF (30 * HZ)	/* for a gateway that did not answer */
#define RETRY_MAX BTNS_ACQUIRES_MAX

static void sweep_expired(struct btns_acquires *all, struct btns_acquire *acquire,
			  struct sk_buff_head *expired)
{
	struct sk_buff *skb, *next;

	skb_queue_walk_safe(&acquire->queue, skb, next) {
		if (time_before(jiffies, btns_held(skb)->until))
			continue;
		btns_acquire_dequeue(all, acquire, skb);
		__skb_queue_tail(expired, skb);
	}
}

/* Its gateway did not answer, and there is a next one. */
static bool is_out_of_time(const struct btns_acquire *acquire)
{
	return acquire->state == BTNS_ACQUIRE_STATE_LARVAL &&
	       acquire->key.tunnel + 1 < acquire->key.tunnels &&
	       time_after_eq(jiffies, acquire->ends);
}

static void sweep_one(struct btns_acquires *all, struct btns_acquire *acquire,
		      struct btns_acquire_due *due)
{
	if (acquire->is_ready) {
		btns_acquire_move_all(all, acquire, &due->release);
		btns_acquire_end(all, acquire);
		return;
	}
	sweep_expired(all, acquire, &due->expired);
	if (is_out_of_time(acquire))
		btns_acquire_set_refused(acquire, BTNS_ACQUIRE_REASON_TIMEOUT,
			    SILENT_HOLD_OFF);
	if (acquire->goes_on)
		btns_acquire_move_all(all, acquire, &due->release);
	acquire->goes_on = false;
	/* a larval one that ends is a timeout: see acquire_add() */
	if (acquire->state == BTNS_ACQUIRE_STATE_REFUSED ||
	    time_after_eq(jiffies, acquire->ends))
		btns_acquire_move_all(all, acquire, &due->refuse);
	if (time_after_eq(jiffies, acquire->ends))
		btns_acquire_end(all, acquire);
}

/*
 * Take the name of one acquire in a bucket that this SPD was not asked about.
 *
 * Return: false when there is none.
 */
static bool take_unchecked(struct btns_acquires *all, unsigned int bucket,
			   u64 change, struct btns_acquire *copy)
{
	struct btns_acquire *acquire;
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
			 const struct btns_acquire *acquire)
{
	const struct btns_policy *policy;
	struct btns_acquire_key key;

	policy = btns_spd_lookup(spd, &acquire->flow, BTNS_OUT);
	if (!policy || policy->action != BTNS_ACTION_PROTECT ||
	    acquire->key.tunnels != btns_policy_n_tunnels(policy))
		return false;
	btns_acquire_make_key(&key, policy, acquire->key.tunnel, &acquire->flow);
	return !memcmp(&key, &acquire->key, sizeof(key));
}

/*
 * The SPD changed: acquires of entries that no longer protect their flow end,
 * and their packets are decided anew.  Not under the lock, since packets wait
 * for that and a lookup may take long.
 */
static void sweep_unwanted(struct btns_net *bn)
{
	struct btns_acquire copy;
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
				btns_acquire_forget(&bn->acquires, copy.id);
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
		__skb_queue_tail(time_before(jiffies, btns_held(skb)->until) ?
				 &due->refuse : &due->expired, skb);
}

unsigned long btns_acquire_sweep(struct btns_net *bn,
				 struct btns_acquire_due *due)
{
	struct btns_acquires *all = &bn->acquires;
	struct btns_acquire *acquire;
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
	btns_acquire_peers_sweep(all);
	is_empty = !all->count && !all->peer_count;
	spin_unlock_bh(&all->lock);
	return is_empty ? 0 : BTNS_ACQUIRE_INTERVAL;
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
