// SPDX-License-Identifier: GPL-2.0-only
#include "acquire_table.h"

#include "policy.h"

#include <linux/slab.h>

/* ---- keys ---- */

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

void btns_acquire_make_key(struct btns_acquire_key *key,
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

/* ---- searches ---- */

static struct hlist_head *bucket_of(struct btns_acquires *all,
				    const struct btns_acquire_key *key)
{
	return &all->by_remote[btns_acquire_hash(all, &key->remote)];
}

static struct btns_acquire *find_key(struct btns_acquires *all,
				     const struct btns_acquire_key *key)
{
	struct hlist_head *list = bucket_of(all, key);
	struct btns_acquire *acquire;

	lockdep_assert_held(&all->lock);

	hlist_for_each_entry(acquire, list, by_remote)
		if (!acquire->is_ready &&
		    !memcmp(&acquire->key, key, sizeof(*key)))
			return acquire;
	return NULL;
}

/* That one was told about the peer, whatever the SA is to carry. */
static bool is_silent(const struct btns_acquire *acquire)
{
	return acquire->state == BTNS_ACQUIRE_STATE_REFUSED &&
	       (acquire->reason == BTNS_ACQUIRE_REASON_TIMEOUT ||
		acquire->reason == BTNS_ACQUIRE_REASON_UNREACHABLE);
}

/*
 * Where each flow has its own SA, a gateway that is not there would be asked,
 * and waited for, by each anew.
 */
static struct btns_acquire *find_silent(struct btns_acquires *all,
					const struct btns_acquire_key *key)
{
	struct hlist_head *list = bucket_of(all, key);
	struct btns_acquire *acquire;

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

struct btns_acquire *btns_acquire_find(struct btns_acquires *all,
				       const struct btns_policy *policy,
				       const struct btns_flow *flow,
				       struct btns_acquire_key *key)
{
	struct btns_acquire *acquire;
	u8 place = 0;

	do {
		btns_acquire_make_key(key, policy, place, flow);
		acquire = find_key(all, key) ?: find_silent(all, key);
	} while (acquire && acquire->state == BTNS_ACQUIRE_STATE_REFUSED &&
		 ++place < key->tunnels);
	return acquire;
}

struct btns_acquire *btns_acquire_find_id(struct btns_acquires *all, u32 id)
{
	struct btns_acquire *acquire;
	unsigned int i;

	lockdep_assert_held(&all->lock);

	for (i = 0; i < BTNS_ACQUIRE_BUCKETS; i++)
		hlist_for_each_entry(acquire, &all->by_remote[i], by_remote)
			if (acquire->id == id)
				return acquire;
	return NULL;
}

/* ---- ends ---- */

void btns_acquire_set_refused(struct btns_acquire *acquire, u32 reason,
			      unsigned long hold_off)
{
	acquire->state = BTNS_ACQUIRE_STATE_REFUSED;
	acquire->reason = reason;
	acquire->since = jiffies;
	acquire->ends = jiffies + hold_off;
	acquire->goes_on = acquire->key.tunnels > 1;
}

void btns_acquire_end(struct btns_acquires *all, struct btns_acquire *acquire)
{
	hlist_del(&acquire->by_remote);
	acquire->peer->acquires--;
	btns_acquire_share_of(all, acquire->key.index)->acquires--;
	all->count--;
	all->gateways -= acquire->key.tunnels > 1;
	kfree(acquire);
}

void btns_acquire_forget(struct btns_acquires *all, u32 id)
{
	struct btns_acquire *acquire;

	spin_lock_bh(&all->lock);
	acquire = btns_acquire_find_id(all, id);
	if (acquire) {
		acquire->is_ready = true;
		btns_acquire_work_now(all);
	}
	spin_unlock_bh(&all->lock);
}
