// SPDX-License-Identifier: GPL-2.0-only
#include "retire.h"

#include "admit.h"
#include "net.h"
#include "pair.h"
#include "policy.h"
#include "sad.h"
#include "spd_set.h"

#include <linux/sched.h>

static bool speaks_of(const struct btns_policy *policy,
		      const struct btns_selector *of)
{
	const void *at = btns_policy_selectors(policy);
	struct btns_selector sel;
	u8 i;

	for (i = 0; i < policy->n_sel; i++) {
		at = btns_unpack(at, &sel);
		if (btns_selector_intersects(&sel, of))
			return true;
	}
	return false;
}

/* Could a packet that the entry speaks of be carried by the SA?  It is in no pair. */
static bool serves(const struct btns_policy *policy, const struct btns_sa *sa)
{
	enum btns_dir dir = sa->dir == BTNS_SA_DIR_OUT ? BTNS_OUT : BTNS_IN;

	return policy->action == BTNS_ACTION_PROTECT && !policy->has_names &&
	       btns_policy_has_dir(policy, dir) &&
	       btns_sa_is_meant(sa, policy) && speaks_of(policy, &sa->sel);
}

/**
 * struct entries - those of a set, to be asked about many SAs
 * @set: or NULL
 * @first: by reqid, the first one that protects with it
 * @is_whole: @first knows all of them
 * @reqid: where it does not, the one that was asked about last; 0: none was
 * @found: what was found
 */
struct entries {
	struct btns_spd_set *set;
	struct xarray first;
	bool is_whole;
	u32 reqid;
	struct btns_policy *found;
};

/* Without memory the answers are the same, and take longer. */
static void entries_init(struct entries *entries, struct btns_spd_set *set)
{
	struct btns_policy *policy;
	int err = 0;

	entries->set = set;
	xa_init(&entries->first);
	if (!set)
		return;
	list_for_each_entry(policy, &set->order, order) {
		if (policy->action == BTNS_ACTION_PROTECT)
			err = xa_insert(&entries->first, policy->reqid, policy,
					GFP_KERNEL);
		if (err == -ENOMEM)
			return;
		cond_resched();
	}
	entries->is_whole = true;
}

static struct btns_policy *find_first(const struct btns_spd_set *set,
				      u32 reqid)
{
	struct btns_policy *policy;

	list_for_each_entry(policy, &set->order, order) {
		if (policy->action == BTNS_ACTION_PROTECT &&
		    policy->reqid == reqid)
			return policy;
		cond_resched();
	}
	return NULL;
}

/* SAs that are asked about one after the other are often of one reqid. */
static struct btns_policy *first_of(struct entries *entries, u32 reqid)
{
	if (entries->is_whole)
		return xa_load(&entries->first, reqid);
	if (entries->reqid != reqid) {
		entries->found = find_first(entries->set, reqid);
		entries->reqid = reqid;
	}
	return entries->found;
}

static bool entries_serve(struct entries *entries, const struct btns_sa *sa)
{
	struct btns_policy *policy;

	if (!entries->set)
		return false;
	policy = first_of(entries, sa->reqid);
	if (!policy)
		return false;
	list_for_each_entry_from(policy, &entries->set->order, order) {
		if (serves(policy, sa))
			return true;
		cond_resched();
	}
	return false;
}

/**
 * struct retire - what changed
 * @policy: the one entry that is gone, or NULL
 * @gone: otherwise, the set that is gone
 * @now: in force
 * @back: what may come back, for one entry; its end is that of a set
 */
struct retire {
	const struct btns_policy *policy;
	struct entries gone;
	struct entries now;
	struct entries back;
};

static bool is_retired(const struct btns_sa *sa, void *arg)
{
	struct retire *retire = arg;

	/* a larval one has no reqid yet, and goes by itself; pairs see below */
	if (!sa->reqid || sa->pair)
		return false;
	if (retire->policy ? !serves(retire->policy, sa) :
			     !entries_serve(&retire->gone, sa))
		return false;
	return !entries_serve(&retire->now, sa) &&
	       !entries_serve(&retire->back, sa);
}

static bool may_retire(const struct btns_net *bn)
{
	lockdep_assert_held(&bn->cfg);

	return atomic_read(&bn->sad.by_id.nelems) &&
	       !btns_net_conf(bn, BTNS_CONF_KEEP_SAS);
}

/* ---- pairs of key managers ---- */

/* The setting is for those that somebody vouches for. */
static bool may_stay(const struct btns_net *bn, const struct btns_pair *pair)
{
	return pair->assurance == BTNS_ASSURANCE_AUTH &&
	       btns_net_conf(bn, BTNS_CONF_KEEP_SAS);
}

/* Until somebody confirms that the set before does not. */
static bool may_come_back(const struct btns_net *bn, struct btns_pair *pair)
{
	return bn->spd.previous &&
	       btns_admit_spd_holds(bn->spd.previous, pair);
}

/* Entries that do not speak of a pair's traffic do not decide about it. */
static void retire_touched(struct btns_net *bn, const struct btns_policy *gone,
			   const struct btns_policy *come,
			   struct btns_spd_set *set)
{
	struct btns_pair *pair, *next;

	list_for_each_entry_safe(pair, next, &bn->pairs, list) {
		const struct btns_selector *sel = &btns_pair_sa(pair)->sel;

		cond_resched();
		if (!(gone && speaks_of(gone, sel)) &&
		    !(come && speaks_of(come, sel)))
			continue;
		if (!btns_admit_spd_holds(set, pair) && !may_stay(bn, pair) &&
		    !may_come_back(bn, pair))
			btns_sad_kill_pair(bn, pair);
	}
}

void btns_retire_pairs(struct btns_net *bn, struct btns_spd_set *set)
{
	struct btns_pair *pair, *next;

	lockdep_assert_held(&bn->cfg);

	list_for_each_entry_safe(pair, next, &bn->pairs, list) {
		cond_resched();
		if (!btns_admit_spd_holds(set, pair) && !may_stay(bn, pair))
			btns_sad_kill_pair(bn, pair);
	}
}

void btns_retire_pad(struct btns_net *bn)
{
	struct btns_pair *pair, *next;

	lockdep_assert_held(&bn->cfg);

	list_for_each_entry_safe(pair, next, &bn->pairs, list) {
		cond_resched();
		if (!btns_admit_pad_holds(bn, pair))
			btns_sad_kill_pair(bn, pair);
	}
}

/* ---- changes of the SPD ---- */

/* Its SAs are of one reqid, for which an index is not worth its making. */
void btns_retire_policy(struct btns_net *bn, const struct btns_policy *gone,
			const struct btns_policy *come,
			struct btns_spd_set *set)
{
	struct retire retire = {
		.policy = gone,
		.now.set = set,
		.back.set = bn->spd.previous,
	};

	retire_touched(bn, gone, come, set);
	if (gone && gone->action == BTNS_ACTION_PROTECT && may_retire(bn))
		btns_sad_retire(bn, is_retired, &retire);
}

void btns_retire_set(struct btns_net *bn, struct btns_spd_set *gone,
		     struct btns_spd_set *set)
{
	struct retire retire = {};

	if (!gone || !may_retire(bn))
		return;
	entries_init(&retire.gone, gone);
	entries_init(&retire.now, set);
	btns_sad_retire(bn, is_retired, &retire);
	xa_destroy(&retire.gone.first);
	xa_destroy(&retire.now.first);
}
