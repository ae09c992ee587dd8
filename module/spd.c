// SPDX-License-Identifier: GPL-2.0-only
#include "spd.h"

#include "event.h"
#include "net.h"

#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/netlink.h>
#include <linux/sort.h>

struct btns_spd_set *btns_spd_set_alloc(u32 count, size_t size,
					struct btns_selector_room *room)
{
	struct btns_spd_set *set;

	if (count > BTNS_POLICIES_MAX)
		return NULL;

	set = kvzalloc(size_add(struct_size(set, policy, count), size),
		       GFP_KERNEL_ACCOUNT);
	if (!set)
		return NULL;
	set->count = count;
	set->undecided.action = BTNS_ACTION_DISCARD;
	room->at = (u8 *)&set->policy[count];
	room->end = room->at + size;
	return set;
}

void btns_spd_set_free(struct btns_spd_set *set)
{
	kvfree(set);
}

static const char *check_selectors(const struct btns_policy *policy)
{
	const char *wrong = NULL;
	u8 i;

	for (i = 0; i < policy->n_sel && !wrong; i++)
		wrong = btns_selector_check(&policy->sel[i]);
	return wrong;
}

static const char *check_protect(const struct btns_policy *policy)
{
	if (policy->proto != IPPROTO_ESP)
		return "protect needs proto 50 (ESP)";
	if (!policy->reqid)
		return "protect needs a reqid other than 0";
	if (policy->mode == BTNS_MODE_TUNNEL && !policy->tunnel_family)
		return "tunnel mode needs the addresses of the tunnel";
	if (policy->mode == BTNS_MODE_TRANSPORT && policy->tunnel_family)
		return "transport mode has no tunnel addresses";
	return NULL;
}

static const char *check_plain(const struct btns_policy *policy)
{
	if (policy->proto || policy->reqid || policy->tunnel_family ||
	    policy->mode != BTNS_MODE_TRANSPORT)
		return "only protect takes proto, mode, reqid and tunnel";
	return NULL;
}

static int compare_u32(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return x < y ? -1 : x > y;
}

/* Where in @set is the second entry with an index that occurs twice? */
static u32 place_of_second(const struct btns_spd_set *set, u32 index)
{
	u32 i, seen = 0;

	for (i = 0; i < set->count; i++)
		if (set->policy[i].index == index && seen++)
			break;
	return i;
}

/*
 * Sort the given indexes to find duplicates, then hand out the lowest numbers
 * that are not taken.
 */
static int assign_indexes(struct btns_spd_set *set, const char **wrong,
			  u32 *bad)
{
	u32 *taken, i, given = 0, next = 1, at = 0;
	int err = 0;

	taken = kvmalloc_array(set->count + 1, sizeof(*taken), GFP_KERNEL);
	if (!taken)
		return -ENOMEM;

	for (i = 0; i < set->count; i++)
		if (set->policy[i].index)
			taken[given++] = set->policy[i].index;
	sort(taken, given, sizeof(*taken), compare_u32, NULL);

	for (i = 1; i < given; i++) {
		if (taken[i] == taken[i - 1]) {
			*bad = place_of_second(set, taken[i]);
			*wrong = "index occurs twice, give each entry its own";
			err = -EINVAL;
			goto out;
		}
	}

	for (i = 0; i < set->count; i++) {
		if (set->policy[i].index)
			continue;
		for (; at < given && taken[at] == next; at++)
			next++;
		set->policy[i].index = next++;
	}
out:
	kvfree(taken);
	return err;
}

int btns_spd_set_check(struct btns_spd_set *set, const char **wrong, u32 *bad)
{
	u32 i;

	for (i = 0; i < set->count; i++) {
		const struct btns_policy *policy = &set->policy[i];

		*wrong = check_selectors(policy);
		if (!*wrong)
			*wrong = policy->action == BTNS_ACTION_PROTECT ?
				check_protect(policy) : check_plain(policy);
		if (*wrong) {
			*bad = i;
			return -EINVAL;
		}
	}
	return assign_indexes(set, wrong, bad);
}

static struct btns_spd_set *current_set(struct btns_net *bn)
{
	return rcu_dereference_protected(bn->spd.set,
					 lockdep_is_held(&bn->cfg));
}

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

static void free_later(struct btns_spd_set *set)
{
	if (set)
		kvfree_rcu(set, rcu);
}

/* The set on probation is in force for good. */
static void end_probation(struct btns_net *bn)
{
	bn->spd.on_probation = false;
	cancel_delayed_work(&bn->spd.rollback);
	free_later(bn->spd.previous);
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

/* Publish @set, which may be NULL; the caller owns what is returned. */
static struct btns_spd_set *publish(struct btns_net *bn,
				    struct btns_spd_set *set)
{
	u32 generation = next_generation(bn);

	if (set)
		set->generation = generation;
	return rcu_replace_pointer(bn->spd.set, set,
				   lockdep_is_held(&bn->cfg));
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
	err = btns_net_activate(bn, extack);
	if (err)
		return err;

	if (bn->spd.on_probation)
		end_probation(bn);
	old = publish(bn, set);
	if (opts->confirm)
		start_probation(bn, old, opts->confirm);
	else
		free_later(old);
	btns_event_spd(bn, BTNS_SPD_CHANGE_SET);
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

	end_probation(bn);
	btns_event_spd(bn, BTNS_SPD_CHANGE_CONFIRMED);
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

	end_probation(bn);
	free_later(publish(bn, NULL));
	btns_net_deactivate(bn);
	btns_event_spd(bn, BTNS_SPD_CHANGE_RESET);
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
	struct btns_spd_set *previous;

	mutex_lock(&bn->cfg);
	/* a confirmation may have come while this waited for the mutex */
	if (!spd->on_probation || time_before(jiffies, spd->deadline))
		goto out;

	previous = spd->previous;
	spd->previous = NULL;
	spd->on_probation = false;
	free_later(publish(bn, previous));
	if (!previous)
		btns_net_deactivate(bn);
	btns_event_spd(bn, BTNS_SPD_CHANGE_ROLLED_BACK);
out:
	mutex_unlock(&bn->cfg);
}

static bool policy_has_dir(const struct btns_policy *policy, enum btns_dir dir)
{
	if (policy->dir == BTNS_POLICY_DIR_BOTH)
		return true;
	return (policy->dir == BTNS_POLICY_DIR_OUT) == (dir == BTNS_OUT);
}

static bool policy_matches(const struct btns_policy *policy,
			   const struct btns_flow *flow, enum btns_dir dir)
{
	u8 i;

	for (i = 0; i < policy->n_sel; i++)
		if (btns_selector_match(&policy->sel[i], flow, dir))
			return true;
	return false;
}

static bool policy_might_match(const struct btns_policy *policy,
			       const struct btns_flow *flow, enum btns_dir dir)
{
	u8 i;

	for (i = 0; i < policy->n_sel; i++)
		if (btns_selector_might_match(&policy->sel[i], flow, dir))
			return true;
	return false;
}

const struct btns_policy *btns_spd_lookup(const struct btns_spd_set *set,
					  const struct btns_flow *flow,
					  enum btns_dir dir)
{
	u32 i;

	for (i = 0; i < set->count; i++) {
		const struct btns_policy *policy = &set->policy[i];

		if (!policy_has_dir(policy, dir))
			continue;
		if (policy_matches(policy, flow, dir))
			return policy;
		if (flow->is_fragment && policy->action != BTNS_ACTION_BYPASS &&
		    policy_might_match(policy, flow, dir))
			return &set->undecided;
	}
	return NULL;
}

void btns_spd_init(struct btns_net *bn)
{
	INIT_DELAYED_WORK(&bn->spd.rollback, roll_back);
}

void btns_spd_exit(struct btns_net *bn)
{
	cancel_delayed_work_sync(&bn->spd.rollback);

	mutex_lock(&bn->cfg);
	free_later(bn->spd.previous);
	free_later(rcu_replace_pointer(bn->spd.set, NULL,
				       lockdep_is_held(&bn->cfg)));
	bn->spd.previous = NULL;
	bn->spd.on_probation = false;
	btns_net_deactivate(bn);
	mutex_unlock(&bn->cfg);
}
