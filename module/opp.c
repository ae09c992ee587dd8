// SPDX-License-Identifier: GPL-2.0-only
#include "opp.h"

#include "core/pad.h"
#include "net.h"

#include <linux/mm.h>
#include <linux/random.h>
#include <linux/timekeeping.h>

/* ---- who claims what ---- */

static struct btns_opp_owned *current_owned(struct btns_net *bn)
{
	return rcu_dereference_protected(bn->opp.owned,
					 lockdep_is_held(&bn->cfg));
}

static u32 add_claims(const struct btns_pad_list *pad, u8 family,
		      struct btns_addr_range *to)
{
	u32 i, n = 0;

	for (i = 0; i < pad->count; i++)
		n += btns_pad_claims(pad->entry[i], family, to ? to + n : NULL);
	return n;
}

static struct btns_opp_owned *make_owned(const struct btns_pad_list *pad)
{
	u32 n_v4 = add_claims(pad, AF_INET, NULL);
	u32 n_v6 = add_claims(pad, AF_INET6, NULL);
	struct btns_opp_owned *owned;

	owned = kvmalloc(struct_size(owned, range, (size_t)n_v4 + n_v6),
			 GFP_KERNEL_ACCOUNT);
	if (!owned)
		return NULL;
	owned->n_v4 = n_v4;
	owned->n_v6 = n_v6;
	add_claims(pad, AF_INET, owned->range);
	add_claims(pad, AF_INET6, owned->range + n_v4);
	return owned;
}

void btns_opp_pad(struct btns_net *bn)
{
	struct btns_opp_owned *old = current_owned(bn);

	if (!bn->opp.is_wanted)
		return;
	rcu_assign_pointer(bn->opp.owned, make_owned(&bn->pad.list));
	if (old)
		kvfree_rcu(old, rcu);
}

void btns_opp_want(struct btns_net *bn)
{
	lockdep_assert_held(&bn->cfg);

	bn->opp.is_wanted = true;
	if (!current_owned(bn))
		btns_opp_pad(bn);
}

static bool is_owned(struct btns_net *bn, u8 family,
		     const struct btns_addr *addr)
{
	const struct btns_opp_owned *owned = rcu_dereference(bn->opp.owned);
	const struct btns_addr_range host = { *addr, *addr };
	const struct btns_addr_range *range;
	u32 i, n;

	if (!owned)
		return true;
	range = owned->range + (family == AF_INET ? 0 : owned->n_v4);
	n = family == AF_INET ? owned->n_v4 : owned->n_v6;
	for (i = 0; i < n; i++)
		if (btns_addr_range_overlaps(&range[i], &host))
			return true;
	return false;
}

/* ---- who had an SA ---- */

static u64 hash_of(const struct btns_opp *opp, const struct btns_addr *addr)
{
	return siphash(addr, sizeof(*addr), &opp->key);
}

/* @now counts from 1: 0 is the time of what was never seen. */
static bool was_seen(struct btns_net *bn, u8 family,
		     const struct btns_addr *addr)
{
	u64 hold = btns_net_conf(bn, BTNS_CONF_DOWNGRADE_HOLD);
	struct btns_opp *opp = &bn->opp;
	u64 now = ktime_get_boottime_seconds() + 1;
	bool result;

	if (!hold)
		return false;
	spin_lock_bh(&opp->lock);
	result = btns_seen_since(&opp->seen, hash_of(opp, addr), family, addr,
				 now > hold ? now - hold : 0);
	spin_unlock_bh(&opp->lock);
	return result;
}

void btns_opp_note(struct btns_net *bn, u8 family, const struct btns_addr *addr)
{
	struct btns_opp *opp = &bn->opp;
	struct btns_seen_host *hosts = NULL;

	lockdep_assert_held(&bn->cfg);

	if (!opp->seen.hosts)
		hosts = kvcalloc(BTNS_SEEN_HOSTS, sizeof(*hosts),
				 GFP_KERNEL_ACCOUNT);
	spin_lock_bh(&opp->lock);
	if (hosts)
		opp->seen.hosts = hosts;
	btns_seen_note(&opp->seen, hash_of(opp, addr), family, addr,
		       ktime_get_boottime_seconds() + 1);
	spin_unlock_bh(&opp->lock);
}

bool btns_opp_allows(struct btns_net *bn, u8 family,
		     const struct btns_addr *addr)
{
	return !is_owned(bn, family, addr) && !was_seen(bn, family, addr);
}

/* ---- namespace ---- */

void btns_opp_init(struct btns_net *bn)
{
	spin_lock_init(&bn->opp.lock);
	get_random_bytes(&bn->opp.key, sizeof(bn->opp.key));
}

void btns_opp_exit(struct btns_net *bn)
{
	kvfree(rcu_dereference_protected(bn->opp.owned, true));
	kvfree(bn->opp.seen.hosts);
}
