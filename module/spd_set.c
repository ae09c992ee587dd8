// SPDX-License-Identifier: GPL-2.0-only
#include "spd_set.h"

#include <linux/mm.h>
#include <linux/slab.h>

/*
 * Ranks of neighbours in a new set are this far apart.  An entry put between two
 * stays near the one beside which the next will be put, see btns_spd_set_rank(),
 * so that many fit.
 */
#define RANK_GAP (1ULL << 40)
#define RANK_STEP (1ULL << 16)

#define BOXES_EXACT 32	/* of one entry */
#define BOXES_COARSE 16

/* What node->user says. */
enum { TABLE_EXACT, TABLE_COARSE };

static struct workqueue_struct *set_wq;

static struct btns_classifier *table_of(struct btns_spd_set *set,
					const struct btns_rule_node *node)
{
	return node->user == TABLE_EXACT ? &set->exact : &set->coarse;
}

/* ---- sets ---- */

/* Sizes @exact and @coarse; both are initialised, or none. */
static int init_tables(struct btns_spd_set *set, u32 exact, u32 coarse)
{
	int err = btns_classifier_init(&set->exact, exact);

	if (err)
		return err;
	err = btns_classifier_init(&set->coarse, coarse);
	if (err)
		btns_classifier_destroy(&set->exact);
	return err;
}

static int copy_tables(struct btns_spd_set *to, const struct btns_spd_set *from)
{
	int err = btns_classifier_copy(&to->exact, &from->exact,
				       from->exact.count);

	if (err)
		return err;
	err = btns_classifier_copy(&to->coarse, &from->coarse,
				   from->coarse.count);
	if (err)
		btns_classifier_destroy(&to->exact);
	return err;
}

static struct btns_spd_set *set_new(void)
{
	struct btns_spd_set *set = kzalloc(sizeof(*set), GFP_KERNEL_ACCOUNT);

	if (!set)
		return NULL;
	INIT_LIST_HEAD(&set->order);
	xa_init_flags(&set->by_index, XA_FLAGS_ALLOC1 | XA_FLAGS_ACCOUNT);
	return set;
}

struct btns_spd_set *btns_spd_set_alloc(u32 count)
{
	struct btns_spd_set *set = set_new();

	if (set && init_tables(set, count, 0)) {
		kfree(set);
		return NULL;
	}
	return set;
}

void btns_spd_set_free(struct btns_spd_set *set)
{
	struct btns_policy *policy, *next;

	if (!set)
		return;
	list_for_each_entry_safe(policy, next, &set->order, order) {
		btns_policy_free(policy);
		cond_resched();
	}
	xa_destroy(&set->by_index);
	btns_classifier_destroy(&set->coarse);
	btns_classifier_destroy(&set->exact);
	kfree(set);
}

static void free_work(struct work_struct *work)
{
	btns_spd_set_free(container_of(to_rcu_work(work), struct btns_spd_set,
				       free));
}

void btns_spd_set_free_later(struct btns_spd_set *set)
{
	if (!set)
		return;
	INIT_RCU_WORK(&set->free, free_work);
	queue_rcu_work(set_wq, &set->free);
}

/* ---- boxes ---- */

/**
 * struct boxes - all boxes of an entry, one after the other
 * @cover: scratch
 * @set: to whose tables they go
 * @policy: whose they are; NULL: they are only counted
 * @count: so far
 */
struct boxes {
	struct btns_cover *cover;
	struct btns_spd_set *set;
	struct btns_policy *policy;
	u8 count;
};

static int put_box(struct boxes *boxes, u32 at, u8 table)
{
	struct btns_rule *rule = &boxes->policy->rule;
	struct btns_rule_node *node = &rule->node[boxes->count];
	struct btns_box box;

	node->user = table;
	btns_cover_box(boxes->cover, at, &box);
	return btns_classifier_insert(table_of(boxes->set, node), rule,
				      boxes->count, &box);
}

static int put_boxes(struct boxes *boxes, const struct btns_selector *sel,
		     u32 limit, u8 table)
{
	u32 i, count = btns_cover_init(boxes->cover, sel, max(limit, 1U));
	int err;

	for (i = 0; i < count; i++) {
		err = boxes->policy ? put_box(boxes, i, table) : 0;
		if (err)
			return err;
		boxes->count++;
	}
	return 0;
}

static bool asks_for_upper(const struct btns_selector *sel)
{
	return sel->n_lport || sel->n_rport || sel->n_icmp || sel->n_mh;
}

/* IPv6 alone has fragments that hide their protocol. */
static bool asks_for_proto(const struct btns_selector *sel)
{
	return sel->proto != BTNS_PROTO_ANY &&
	       sel->proto != BTNS_PROTO_OPAQUE && sel->family != AF_INET;
}

/*
 * Where a fragment looks that hides ports, or its protocol.  Of an entry with
 * names it is SAs that ask for them.
 */
static int put_coarse_boxes(struct boxes *boxes,
			    const struct btns_selector *from, u32 limit,
			    bool has_names)
{
	struct btns_selector sel = *from;
	int err = 0;

	sel.n_lport = 0;
	sel.n_rport = 0;
	sel.n_icmp = 0;
	sel.n_mh = 0;
	if (asks_for_upper(from) || has_names)
		err = put_boxes(boxes, &sel, limit, TABLE_COARSE);
	if (err || !asks_for_proto(from))
		return err;
	sel.proto = BTNS_PROTO_OPAQUE;
	return put_boxes(boxes, &sel, limit, TABLE_COARSE);
}

static int put_all_boxes(struct boxes *boxes,
			 const struct btns_policy_params *params)
{
	u8 i;
	int err;

	boxes->count = 0;
	for (i = 0; i < params->n_sel; i++) {
		err = put_boxes(boxes, &params->sel[i],
				BOXES_EXACT / params->n_sel, TABLE_EXACT);
		if (!err && params->action != BTNS_ACTION_BYPASS)
			err = put_coarse_boxes(boxes, &params->sel[i],
					       BOXES_COARSE / params->n_sel,
					       params->n_names);
		if (err)
			return err;
	}
	return 0;
}

static void remove_boxes(struct btns_spd_set *set, struct btns_policy *policy,
			 u8 count)
{
	struct btns_rule *rule = &policy->rule;

	while (count--)
		btns_classifier_remove(table_of(set, &rule->node[count]), rule,
				       count);
}

static void insert_copies(struct btns_spd_set *set, struct btns_policy *policy)
{
	struct btns_rule *rule = &policy->rule;
	u8 i;

	for (i = 0; i < rule->n_nodes; i++)
		btns_classifier_insert_copy(table_of(set, &rule->node[i]),
					    rule, i);
}

/* ---- one entry ---- */

static struct btns_policy *
prepare(struct boxes *boxes, const struct btns_policy_params *params, u64 rank)
{
	struct btns_policy *policy;
	int err;

	/* counting does not fail */
	put_all_boxes(boxes, params);
	policy = btns_policy_new(params, boxes->count);
	if (!policy)
		return ERR_PTR(-ENOMEM);
	policy->rule.rank = rank;
	boxes->set->flags |= params->flags;

	boxes->policy = policy;
	err = put_all_boxes(boxes, params);
	if (!err)
		return policy;
	remove_boxes(boxes->set, policy, boxes->count);
	btns_policy_free_later(policy);
	return ERR_PTR(err);
}

struct btns_policy *
btns_spd_set_prepare(struct btns_spd_set *set,
		     const struct btns_policy_params *params, u64 rank)
{
	struct boxes boxes = { .set = set };
	struct btns_policy *policy;

	boxes.cover = kmalloc(sizeof(*boxes.cover), GFP_KERNEL);
	if (!boxes.cover)
		return ERR_PTR(-ENOMEM);
	policy = prepare(&boxes, params, rank);
	kfree(boxes.cover);
	return policy;
}

struct btns_policy *btns_spd_set_prepare_copy(struct btns_spd_set *set,
					      const struct btns_policy *from,
					      u64 rank)
{
	struct btns_policy *policy = btns_policy_copy(from);

	if (!policy)
		return NULL;
	policy->rule.rank = rank;
	insert_copies(set, policy);
	return policy;
}

void btns_spd_set_abandon(struct btns_spd_set *set, struct btns_policy *policy)
{
	remove_boxes(set, policy, policy->rule.n_nodes);
	btns_policy_free_later(policy);
}

/* ---- order ---- */

static u64 last_rank(const struct btns_spd_set *set)
{
	if (list_empty(&set->order))
		return 0;
	return list_last_entry(&set->order, struct btns_policy,
			       order)->rule.rank;
}

static u64 rank_before(const struct btns_spd_set *set,
		       const struct btns_policy *policy)
{
	if (list_is_first(&policy->order, &set->order))
		return 0;
	return list_prev_entry(policy, order)->rule.rank;
}

/*
 * Entries often come one after the other to the same place: before a certain
 * entry, each behind the one that came before it, or each before that.
 */
u64 btns_spd_set_rank(const struct btns_spd_set *set,
		      const struct btns_policy *before)
{
	u64 lo, hi, step;

	if (!before) {
		lo = last_rank(set);
		return lo < U64_MAX - 2 * RANK_GAP ? lo + RANK_GAP : 0;
	}

	lo = rank_before(set, before);
	hi = before->rule.rank;
	step = min((hi - lo) / 2, RANK_STEP);
	if (!step)
		return 0;
	return before->index == set->newest ? hi - step : lo + step;
}

bool btns_spd_set_is_full(const struct btns_spd_set *set)
{
	return btns_classifier_is_full(&set->exact) ||
	       btns_classifier_is_full(&set->coarse);
}

struct btns_policy *btns_spd_set_find(struct btns_spd_set *set, u32 index)
{
	return xa_load(&set->by_index, index);
}

/* ---- entering and leaving ---- */

/* An index of 0: the lowest that is free. */
static int take_index(struct btns_spd_set *set, struct btns_policy *policy)
{
	int err;

	if (!policy->index)
		return xa_alloc(&set->by_index, &policy->index, policy,
				xa_limit_32b, GFP_KERNEL_ACCOUNT);
	err = xa_insert(&set->by_index, policy->index, policy,
			GFP_KERNEL_ACCOUNT);
	return err == -EBUSY ? -EEXIST : err;
}

static void stand_before(struct btns_spd_set *set, struct btns_policy *policy,
		       struct btns_policy *before)
{
	list_add_tail(&policy->order, before ? &before->order : &set->order);
}

int btns_spd_set_enter(struct btns_spd_set *set, struct btns_policy *policy,
		       struct btns_policy *before)
{
	int err = take_index(set, policy);

	if (err)
		return err;
	stand_before(set, policy, before);
	set->count++;
	set->newest = policy->index;
	return 0;
}

void btns_spd_set_exchange(struct btns_spd_set *set, struct btns_policy *old,
			   struct btns_policy *policy,
			   struct btns_policy *before)
{
	/* there is something already, so no memory is needed */
	xa_store(&set->by_index, old->index, policy, GFP_KERNEL_ACCOUNT);
	if (policy->rule.rank == old->rule.rank) {
		list_replace(&old->order, &policy->order);
	} else {
		list_del(&old->order);
		stand_before(set, policy, before);
		set->newest = policy->index;
	}
	remove_boxes(set, old, old->rule.n_nodes);
}

void btns_spd_set_leave(struct btns_spd_set *set, struct btns_policy *policy)
{
	xa_erase(&set->by_index, policy->index);
	list_del(&policy->order);
	set->count--;
	remove_boxes(set, policy, policy->rule.n_nodes);
}

struct btns_policy *btns_spd_set_next(struct btns_spd_set *set, u64 rank,
				      u32 index)
{
	struct btns_policy *policy = btns_spd_set_find(set, index);

	if (policy && policy->rule.rank == rank)
		return list_is_last(&policy->order, &set->order) ?
			NULL : list_next_entry(policy, order);
	list_for_each_entry(policy, &set->order, order)
		if (policy->rule.rank > rank)
			return policy;
	return NULL;
}

/* ---- building ---- */

/* An entry may have many boxes: how large they have to be shows only now. */
static int grow_tables(struct btns_spd_set *set)
{
	int err = 0;

	if (btns_classifier_is_full(&set->exact))
		err = btns_classifier_grow(&set->exact);
	if (!err && btns_classifier_is_full(&set->coarse))
		err = btns_classifier_grow(&set->coarse);
	return err;
}

int btns_spd_set_append(struct btns_spd_set *set,
			const struct btns_policy_params *params)
{
	struct btns_policy *policy;
	int err = 0;

	policy = btns_spd_set_prepare(set, params, last_rank(set) + RANK_GAP);
	if (IS_ERR(policy))
		return PTR_ERR(policy);
	if (policy->index)
		err = take_index(set, policy);
	if (err) {
		btns_spd_set_abandon(set, policy);
		return err;
	}
	stand_before(set, policy, NULL);
	set->count++;
	policy->rule.is_live = true;
	return grow_tables(set);
}

int btns_spd_set_number(struct btns_spd_set *set)
{
	struct btns_policy *policy;
	int err;

	list_for_each_entry(policy, &set->order, order) {
		err = policy->index ? 0 : take_index(set, policy);
		if (err)
			return err;
	}
	return 0;
}

static int copy_entry(struct btns_spd_set *to, const struct btns_policy *from)
{
	struct btns_policy *policy;
	int err;

	policy = btns_spd_set_prepare_copy(to, from, last_rank(to) + RANK_GAP);
	if (!policy)
		return -ENOMEM;
	err = take_index(to, policy);
	if (err) {
		btns_spd_set_abandon(to, policy);
		return err;
	}
	stand_before(to, policy, NULL);
	to->count++;
	policy->rule.is_live = true;
	return 0;
}

struct btns_spd_set *btns_spd_set_copy(const struct btns_spd_set *set)
{
	struct btns_spd_set *copy = set_new();
	const struct btns_policy *policy;

	if (!copy)
		return NULL;
	if (copy_tables(copy, set)) {
		kfree(copy);
		return NULL;
	}
	copy->generation = set->generation;
	copy->newest = set->newest;
	list_for_each_entry(policy, &set->order, order) {
		if (copy_entry(copy, policy)) {
			btns_spd_set_free(copy);
			return NULL;
		}
		cond_resched();
	}
	return copy;
}

/* ---- asking ---- */

struct question {
	const struct btns_flow *flow;
	enum btns_dir dir;
	btns_spd_has_named has_named;
	void *arg;
};

static bool is_awake(const struct btns_policy *policy,
		     const struct question *question, bool is_sure)
{
	return !policy->has_names ||
	       question->has_named(policy, question->flow, question->dir,
				   is_sure, question->arg);
}

static bool rule_matches(const struct btns_rule *rule, const void *what)
{
	const struct btns_policy *policy = btns_rule_policy(rule);
	const struct question *question = what;

	return btns_policy_matches(policy, question->flow, question->dir) &&
	       is_awake(policy, question, true);
}

static bool rule_might_match(const struct btns_rule *rule, const void *what)
{
	const struct btns_policy *policy = btns_rule_policy(rule);
	const struct question *question = what;

	return btns_policy_might_match(policy, question->flow,
				       question->dir) &&
	       is_awake(policy, question, false);
}

static bool hides_upper(const struct btns_flow *flow)
{
	return flow->is_fragment && !flow->has_ports && !flow->has_icmp &&
	       !flow->has_mh;
}

const struct btns_policy *btns_spd_set_lookup(const struct btns_spd_set *set,
					      const struct btns_flow *flow,
					      enum btns_dir dir,
					      btns_spd_has_named has_named,
					      void *arg)
{
	const struct question question = { flow, dir, has_named, arg };
	const struct btns_rule *rule;
	u64 below = U64_MAX;
	struct btns_key key;

	btns_key_from_flow(&key, flow, dir);
	rule = btns_classifier_lookup(&set->exact, &key, below, rule_matches,
				      &question);
	if (rule)
		below = rule->rank;
	if (hides_upper(flow) &&
	    btns_classifier_lookup(&set->coarse, &key, below, rule_might_match,
				   &question))
		return &btns_policy_undecided;
	return rule ? btns_rule_policy(rule) : NULL;
}

/* ---- module ---- */

int btns_spd_set_module_init(void)
{
	set_wq = alloc_workqueue("btns_spd", WQ_UNBOUND, 0);
	return set_wq ? 0 : -ENOMEM;
}

void btns_spd_set_module_exit(void)
{
	rcu_barrier();
	destroy_workqueue(set_wq);
}
