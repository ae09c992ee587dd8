// SPDX-License-Identifier: GPL-2.0-only
#include "spd.h"

#include "event.h"
#include "net.h"
#include "retire.h"

#include <linux/bottom_half.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/netlink.h>

#define READ_TRIES 3
#define CHANGE_SPINS 1000	/* a change in progress is a few stores long */

/* No stamp of a cache's entry that was never filled, and even. */
#define FIRST_CHANGE 2

static struct btns_spd_set *current_set(struct btns_net *bn)
{
	return rcu_dereference_protected(bn->spd.set,
					 lockdep_is_held(&bn->cfg));
}

/* ---- what packets see ---- */

/*
 * Around the few stores that make up a change.  With interrupts off, so that
 * nobody who waits for its end has to wait for long.
 */
static void change_begin(struct btns_net *bn)
{
	lockdep_assert_held(&bn->cfg);

	local_irq_disable();
	atomic64_inc(&bn->spd.changes);
	/* odd before the first store of the change; btns_spd_read_holds() */
	smp_wmb();
}

static void change_end(struct btns_net *bn)
{
	/* even after the last one; btns_spd_read() */
	smp_wmb();
	atomic64_inc(&bn->spd.changes);
	local_irq_enable();
}

/*
 * Entries with names speak of other packets than before.  Either state will do
 * for those that are under way; what was found before does not answer any more.
 */
void btns_spd_stir(struct btns_net *bn)
{
	lockdep_assert_held(&bn->cfg);

	/* behind what the SAD stored; btns_spd_read() */
	smp_wmb();
	atomic64_add(2, &bn->spd.changes);
}

bool btns_spd_read(struct btns_spd_reading *spd)
{
	const struct btns_spd *of = &spd->bn->spd;
	unsigned int spins = 0;

	if (spd->tries++ == READ_TRIES)
		return false;
	while ((spd->change = atomic64_read(&of->changes)) & 1) {
		if (spins++ == CHANGE_SPINS)
			return false;
		cpu_relax();
	}
	smp_rmb();
	spd->set = rcu_dereference(of->set);
	return true;
}

bool btns_spd_read_holds(const struct btns_spd_reading *spd)
{
	smp_rmb();
	return atomic64_read(&spd->bn->spd.changes) == spd->change;
}

static bool has_named(const struct btns_policy *policy,
		      const struct btns_flow *flow, enum btns_dir dir,
		      bool is_sure, void *arg)
{
	return btns_sad_has_named(arg, policy, flow, dir, is_sure);
}

const struct btns_policy *btns_spd_lookup(const struct btns_spd_reading *spd,
					  const struct btns_flow *flow,
					  enum btns_dir dir)
{
	const struct btns_policy *policy;
	struct btns_flow_entry *entry;

	if (!spd->set)
		return &btns_policy_inactive;

	local_bh_disable();
	entry = btns_flow_cache_entry(&spd->bn->spd.cache, flow, dir);
	if (btns_flow_entry_is(entry, flow, dir, spd->change)) {
		policy = entry->answer;
	} else {
		policy = btns_spd_set_lookup(spd->set, flow, dir, has_named,
					     spd->bn);
		/* only what was found in one state may answer for it */
		if (btns_spd_read_holds(spd))
			btns_flow_entry_set(entry, flow, dir, spd->change,
					    policy);
	}
	local_bh_enable();
	return policy;
}

/* ---- generations ---- */

/* Numbers start at 1: 0 says in netlink that there was never an SPD. */
static u32 next_generation(struct btns_net *bn)
{
	if (!++bn->spd.generation)
		++bn->spd.generation;
	return bn->spd.generation;
}

static int check_generation(struct btns_net *bn,
			    const struct btns_spd_change_opts *opts,
			    struct netlink_ext_ack *extack)
{
	const struct btns_spd_set *set = current_set(bn);

	if (!opts->has_generation ||
	    opts->generation == (set ? set->generation : 0))
		return 0;

	NL_SET_ERR_MSG(extack,
		       "the SPD changed meanwhile, read it again and repeat");
	return -EBUSY;
}

/* ---- whole sets ---- */

/* There is no way back any more. */
static void end_probation(struct btns_net *bn)
{
	bn->spd.on_probation = false;
	cancel_delayed_work(&bn->spd.rollback);
	btns_spd_set_free_later(bn->spd.previous);
	bn->spd.previous = NULL;
}

static void start_probation(struct btns_net *bn, struct btns_spd_set *previous,
			    u32 seconds)
{
	unsigned long delay = (unsigned long)seconds * HZ;

	bn->spd.previous = previous;
	bn->spd.on_probation = true;
	bn->spd.deadline = jiffies + delay;
	schedule_delayed_work(&bn->spd.rollback, delay);
}

/* Let packets see @set, which may be NULL; the caller owns what is returned. */
static struct btns_spd_set *exchange_set(struct btns_net *bn,
					 struct btns_spd_set *set)
{
	struct btns_spd_set *old;

	change_begin(bn);
	old = rcu_replace_pointer(bn->spd.set, set,
				  lockdep_is_held(&bn->cfg));
	change_end(bn);
	return old;
}

/* Until then no packet passes in the clear by such an entry. */
static void heed_flags(struct btns_net *bn, const struct btns_spd_set *set)
{
	if (set && set->flags & (BTNS_POLICY_FLAG_OPP_ACCEPT_CLEAR |
				 BTNS_POLICY_FLAG_OPP_FAIL_CLEAR))
		btns_opp_want(bn);
}

static struct btns_spd_set *publish(struct btns_net *bn,
				    struct btns_spd_set *set)
{
	u32 generation = next_generation(bn);

	if (set)
		set->generation = generation;
	heed_flags(bn, set);
	return exchange_set(bn, set);
}

/* What packets need to be judged, before there is a set. */
static int activate(struct btns_net *bn, struct netlink_ext_ack *extack)
{
	int err;

	if (!bn->spd.cache.entries) {
		err = btns_flow_cache_init(&bn->spd.cache);
		if (err)
			return err;
		/* who reads the set without a hook before it sees the cache */
		synchronize_rcu();
	}
	return btns_net_activate(bn, extack);
}

int btns_spd_replace(struct btns_net *bn, struct btns_spd_set *set,
		     const struct btns_spd_change_opts *opts,
		     struct netlink_ext_ack *extack)
{
	struct btns_spd_set *old;
	int err;

	lockdep_assert_held(&bn->cfg);

	err = check_generation(bn, opts, extack);
	if (err)
		return err;
	if (opts->confirm && bn->spd.on_probation) {
		NL_SET_ERR_MSG(extack,
			       "a set is on probation already, confirm it first");
		return -EBUSY;
	}

	/* hooks before the set: once it is visible it decides every packet */
	err = activate(bn, extack);
	if (err)
		return err;

	old = publish(bn, set);
	if (opts->confirm) {
		start_probation(bn, old, opts->confirm);
	} else {
		/* the SAs of what might have come back were kept, too */
		btns_retire_set(bn, bn->spd.previous, set);
		btns_retire_set(bn, old, set);
		btns_retire_pairs(bn, set);
		end_probation(bn);
		btns_spd_set_free_later(old);
	}
	btns_event_spd(bn, BTNS_SPD_CHANGE_SET, 0);
	return 0;
}

int btns_spd_confirm(struct btns_net *bn,
		     const struct btns_spd_change_opts *opts,
		     struct netlink_ext_ack *extack)
{
	int err;

	lockdep_assert_held(&bn->cfg);

	if (!bn->spd.on_probation) {
		NL_SET_ERR_MSG(extack, "no set is on probation");
		return -ENOENT;
	}
	err = check_generation(bn, opts, extack);
	if (err)
		return err;

	btns_retire_set(bn, bn->spd.previous, current_set(bn));
	btns_retire_pairs(bn, current_set(bn));
	end_probation(bn);
	btns_event_spd(bn, BTNS_SPD_CHANGE_CONFIRMED, 0);
	return 0;
}

int btns_spd_reset(struct btns_net *bn,
		   const struct btns_spd_change_opts *opts,
		   struct netlink_ext_ack *extack)
{
	int err;

	lockdep_assert_held(&bn->cfg);

	if (!current_set(bn)) {
		NL_SET_ERR_MSG(extack, "there is no SPD");
		return -ENOENT;
	}
	err = check_generation(bn, opts, extack);
	if (err)
		return err;

	/* SAs keyed by hand stay: without an SPD nothing says what they are for */
	end_probation(bn);
	btns_spd_set_free_later(publish(bn, NULL));
	btns_retire_pairs(bn, NULL);
	btns_net_deactivate(bn);
	btns_event_spd(bn, BTNS_SPD_CHANGE_RESET, 0);
	return 0;
}

u32 btns_spd_probation_left(const struct btns_net *bn)
{
	unsigned long now = jiffies;

	lockdep_assert_held(&bn->cfg);

	if (!bn->spd.on_probation)
		return 0;
	if (time_after_eq(now, bn->spd.deadline))
		return 1;
	return DIV_ROUND_UP(bn->spd.deadline - now, HZ);
}

/* Nobody confirmed: whoever applied the set may have locked himself out. */
static void roll_back(struct work_struct *work)
{
	struct btns_spd *spd = container_of(to_delayed_work(work),
					    struct btns_spd, rollback);
	struct btns_net *bn = container_of(spd, struct btns_net, spd);
	struct btns_spd_set *previous, *old;

	mutex_lock(&bn->cfg);
	/* a confirmation may have come while this waited for the mutex */
	if (!spd->on_probation || time_before(jiffies, spd->deadline))
		goto out;

	previous = spd->previous;
	spd->previous = NULL;
	spd->on_probation = false;
	old = publish(bn, previous);
	if (previous)
		btns_retire_set(bn, old, previous);
	btns_retire_pairs(bn, previous);
	if (!previous)
		btns_net_deactivate(bn);
	btns_spd_set_free_later(old);
	btns_event_spd(bn, BTNS_SPD_CHANGE_ROLLED_BACK, 0);
out:
	mutex_unlock(&bn->cfg);
}

/* ---- single entries ---- */

/* The set that is to be changed; ERR_PTR(-ENOENT) when there is none. */
static struct btns_spd_set *begin(struct btns_net *bn,
				  const struct btns_spd_change_opts *opts,
				  struct netlink_ext_ack *extack)
{
	int err = check_generation(bn, opts, extack);

	if (err)
		return ERR_PTR(err);
	if (current_set(bn))
		return current_set(bn);
	NL_SET_ERR_MSG(extack, "there is no SPD");
	return ERR_PTR(-ENOENT);
}

static struct btns_policy *find(struct btns_spd_set *set, u32 index,
				struct netlink_ext_ack *extack)
{
	struct btns_policy *policy;

	if (!index) {
		NL_SET_ERR_MSG(extack,
			       "index 0 is the nominal last entry, which stays as it is");
		return ERR_PTR(-EPERM);
	}
	policy = btns_spd_set_find(set, index);
	if (policy)
		return policy;
	NL_SET_ERR_MSG(extack, "no entry has this index");
	return ERR_PTR(-ENOENT);
}

/* The entry before which something is to stand; NULL: behind all. */
static struct btns_policy *find_before(struct btns_spd_set *set, u32 before,
				       struct netlink_ext_ack *extack)
{
	struct btns_policy *policy;

	if (!before)
		return NULL;
	policy = btns_spd_set_find(set, before);
	if (policy)
		return policy;
	NL_SET_ERR_MSG(extack, "no entry has the index given as before");
	return ERR_PTR(-ENOENT);
}

/* -ERANGE and others that btns_spd_set_prepare() and _enter() return. */
static int tell(int err, struct netlink_ext_ack *extack)
{
	if (err == -EEXIST)
		NL_SET_ERR_MSG(extack,
			       "index is taken, give another one or none");
	if (err == -ERANGE)
		NL_SET_ERR_MSG(extack,
			       "selectors of the SPD begin in too many ways, use fewer lengths of prefixes");
	return err;
}

/*
 * A set with room for one more entry before @before, and what is then its rank:
 * the one that is in force, or a larger copy, which is in force from then on.
 */
static struct btns_spd_set *make_room(struct btns_net *bn, u32 before,
				      u64 *rank)
{
	struct btns_spd_set *set = current_set(bn), *copy;

	*rank = btns_spd_set_rank(set, btns_spd_set_find(set, before));
	if (*rank && !btns_spd_set_is_full(set))
		return set;

	copy = btns_spd_set_copy(set);
	if (!copy)
		return ERR_PTR(-ENOMEM);
	btns_spd_set_free_later(exchange_set(bn, copy));
	*rank = btns_spd_set_rank(copy, btns_spd_set_find(copy, before));
	return copy;
}

/* @old, which may be NULL, is not in force any more, @new is, if any. */
static void exchange(struct btns_net *bn, struct btns_policy *old,
		     struct btns_policy *new)
{
	change_begin(bn);
	if (old)
		WRITE_ONCE(old->rule.is_live, false);
	if (new)
		smp_store_release(&new->rule.is_live, true);
	change_end(bn);
}

static void finish(struct btns_net *bn, struct btns_spd_set *set, u32 change,
		   u32 index)
{
	set->generation = next_generation(bn);
	heed_flags(bn, set);
	btns_event_spd(bn, change, index);
}

static int add_first(struct btns_net *bn,
		     const struct btns_policy_params *params, u32 *index,
		     const struct btns_spd_change_opts *opts,
		     struct netlink_ext_ack *extack)
{
	struct btns_spd_set *set = btns_spd_set_alloc(1);
	int err;

	if (!set)
		return -ENOMEM;
	err = btns_spd_set_append(set, params);
	if (!err)
		err = btns_spd_set_number(set);
	if (!err) {
		*index = btns_spd_set_next(set, 0, 0)->index;
		err = btns_spd_replace(bn, set, opts, extack);
	}
	if (err)
		btns_spd_set_free(set);
	return err;
}

static int add(struct btns_net *bn, const struct btns_policy_params *params,
	       u32 before, u32 *index)
{
	struct btns_policy *policy;
	struct btns_spd_set *set;
	u64 rank;
	int err;

	set = make_room(bn, before, &rank);
	if (IS_ERR(set))
		return PTR_ERR(set);
	policy = btns_spd_set_prepare(set, params, rank);
	if (IS_ERR(policy))
		return PTR_ERR(policy);
	err = btns_spd_set_enter(set, policy, btns_spd_set_find(set, before));
	if (err) {
		btns_spd_set_abandon(set, policy);
		return err;
	}
	exchange(bn, NULL, policy);
	btns_retire_policy(bn, NULL, policy, set);
	*index = policy->index;
	finish(bn, set, BTNS_SPD_CHANGE_ADDED, policy->index);
	return 0;
}

int btns_spd_add(struct btns_net *bn, const struct btns_policy_params *params,
		 u32 before, const struct btns_spd_change_opts *opts,
		 u32 *index, struct netlink_ext_ack *extack)
{
	struct btns_policy *policy;
	struct btns_spd_set *set;
	int err;

	lockdep_assert_held(&bn->cfg);

	if (!current_set(bn) && !before)
		return add_first(bn, params, index, opts, extack);
	set = begin(bn, opts, extack);
	if (IS_ERR(set))
		return PTR_ERR(set);
	policy = find_before(set, before, extack);
	if (IS_ERR(policy))
		return PTR_ERR(policy);
	if (set->count >= BTNS_POLICIES_MAX) {
		NL_SET_ERR_MSG(extack,
			       "the SPD is full, delete an entry first");
		return -ERANGE;
	}
	err = params->index && btns_spd_set_find(set, params->index) ?
		-EEXIST : add(bn, params, before, index);
	return tell(err, extack);
}

int btns_spd_del(struct btns_net *bn, u32 index,
		 const struct btns_spd_change_opts *opts,
		 struct netlink_ext_ack *extack)
{
	struct btns_policy *policy;
	struct btns_spd_set *set;

	lockdep_assert_held(&bn->cfg);

	set = begin(bn, opts, extack);
	if (IS_ERR(set))
		return PTR_ERR(set);
	policy = find(set, index, extack);
	if (IS_ERR(policy))
		return PTR_ERR(policy);

	exchange(bn, policy, NULL);
	btns_spd_set_leave(set, policy);
	btns_retire_policy(bn, policy, NULL, set);
	btns_policy_free_later(policy);
	finish(bn, set, BTNS_SPD_CHANGE_DELETED, index);
	return 0;
}

int btns_spd_change(struct btns_net *bn,
		    const struct btns_policy_params *params,
		    const struct btns_spd_change_opts *opts,
		    struct netlink_ext_ack *extack)
{
	struct btns_policy *policy, *old;
	struct btns_spd_set *set;

	lockdep_assert_held(&bn->cfg);

	set = begin(bn, opts, extack);
	if (IS_ERR(set))
		return PTR_ERR(set);
	old = find(set, params->index, extack);
	if (IS_ERR(old))
		return PTR_ERR(old);
	policy = btns_spd_set_prepare(set, params, old->rule.rank);
	if (IS_ERR(policy))
		return tell(PTR_ERR(policy), extack);

	exchange(bn, old, policy);
	btns_spd_set_exchange(set, old, policy, NULL);
	btns_retire_policy(bn, old, policy, set);
	btns_policy_free_later(old);
	finish(bn, set, BTNS_SPD_CHANGE_CHANGED, params->index);
	return 0;
}

int btns_spd_move(struct btns_net *bn, u32 index, u32 before,
		  const struct btns_spd_change_opts *opts,
		  struct netlink_ext_ack *extack)
{
	struct btns_policy *policy, *old;
	struct btns_spd_set *set;
	u64 rank;

	lockdep_assert_held(&bn->cfg);

	set = begin(bn, opts, extack);
	if (IS_ERR(set))
		return PTR_ERR(set);
	old = find(set, index, extack);
	if (IS_ERR(old))
		return PTR_ERR(old);
	policy = find_before(set, before, extack);
	if (IS_ERR(policy))
		return PTR_ERR(policy);
	if (policy == old) {
		NL_SET_ERR_MSG(extack,
			       "an entry does not stand before itself, name another one");
		return -EINVAL;
	}

	set = make_room(bn, before, &rank);
	if (IS_ERR(set))
		return PTR_ERR(set);
	old = btns_spd_set_find(set, index);
	policy = btns_spd_set_prepare_copy(set, old, rank);
	if (!policy)
		return -ENOMEM;
	exchange(bn, old, policy);
	btns_spd_set_exchange(set, old, policy,
			      btns_spd_set_find(set, before));
	btns_retire_policy(bn, NULL, policy, set);
	btns_policy_free_later(old);
	finish(bn, set, BTNS_SPD_CHANGE_MOVED, index);
	return 0;
}

/* ---- namespace ---- */

void btns_spd_init(struct btns_net *bn)
{
	atomic64_set(&bn->spd.changes, FIRST_CHANGE);
	INIT_DELAYED_WORK(&bn->spd.rollback, roll_back);
}

void btns_spd_exit(struct btns_net *bn)
{
	cancel_delayed_work_sync(&bn->spd.rollback);

	mutex_lock(&bn->cfg);
	btns_spd_set_free_later(bn->spd.previous);
	btns_spd_set_free_later(exchange_set(bn, NULL));
	bn->spd.previous = NULL;
	bn->spd.on_probation = false;
	btns_net_deactivate(bn);
	mutex_unlock(&bn->cfg);
}

void btns_spd_free(struct btns_net *bn)
{
	btns_flow_cache_destroy(&bn->spd.cache);
}
