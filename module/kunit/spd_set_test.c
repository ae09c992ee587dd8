// SPDX-License-Identifier: GPL-2.0-only
/*
 * A set that is changed in place, an entry at a time, against an array of the
 * same entries that is searched from its start.
 */
#include "../spd_set.h"

#include <linux/prandom.h>

#include "table.h"

#define ENTRIES 300
#define STEPS 6000

/* What the array knows of an entry; its selector points into itself. */
struct spd_set_entry {
	struct btns_selector sel[2];
	struct btns_addr_range addrs[2];
	struct btns_port_range ports[2];
	u32 index;
	u32 dir;
	u32 action;
	u8 n_sel;
	bool has_names;
};

struct spd_set_world {
	struct btns_spd_set *set;
	struct spd_set_entry *entries[ENTRIES];	/* in order */
	u32 count;
	struct rnd_state random;
};

static u32 set_pick(struct spd_set_world *world, u32 below)
{
	return prandom_u32_state(&world->random) % below;
}

/* ---- entries ---- */

static void set_pick_addr(struct spd_set_world *world, struct btns_addr *addr,
			  u8 family)
{
	memset(addr, 0, sizeof(*addr));
	addr->octets[0] = family == AF_INET ? 10 : 0xfd;
	addr->octets[btns_addr_len(family) - 1] = set_pick(world, 32);
}

static void set_pick_selector(struct spd_set_world *world,
			      struct spd_set_entry *entry, u32 which)
{
	static const u8 families[] = { AF_INET, AF_INET6, AF_UNSPEC };
	static const u16 protos[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP,
				      BTNS_PROTO_ANY };
	struct btns_selector *sel = &entry->sel[which];
	struct btns_addr_range *range = &entry->addrs[which];

	btns_selector_init(sel, families[set_pick(world, 3)]);
	sel->proto = protos[set_pick(world, 4)];
	if (sel->proto == IPPROTO_ICMP && sel->family == AF_INET6)
		sel->proto = IPPROTO_ICMPV6;
	if (sel->family != AF_UNSPEC && set_pick(world, 3)) {
		set_pick_addr(world, &range->lo, sel->family);
		range->hi = range->lo;
		range->hi.octets[btns_addr_len(sel->family) - 1] |=
			set_pick(world, 16);
		sel->remote = range;
		sel->n_remote = 1;
	}
	if (!btns_proto_has_ports(sel->proto) || !set_pick(world, 2))
		return;
	entry->ports[which].lo = set_pick(world, 8);
	entry->ports[which].hi = entry->ports[which].lo + set_pick(world, 4);
	sel->rport = &entry->ports[which];
	sel->n_rport = 1;
}

static struct spd_set_entry *entry_new(struct kunit *test,
				       struct spd_set_world *world)
{
	struct spd_set_entry *entry = kzalloc(sizeof(*entry), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, entry);
	set_pick_selector(world, entry, 0);
	set_pick_selector(world, entry, 1);
	entry->n_sel = 1 + set_pick(world, 2);
	entry->dir = set_pick(world, 3);
	entry->action = set_pick(world, 3);
	entry->has_names = entry->action == BTNS_ACTION_PROTECT &&
			   set_pick(world, 2);
	return entry;
}

static const struct btns_ident set_name = {
	.type = BTNS_IDENT_FQDN,
	.value = (const u8 *)"q.example",
	.len = 9,
};

static struct btns_policy_params params_of(const struct spd_set_entry *entry)
{
	struct btns_policy_params params = {
		.sel = entry->sel,
		.n_sel = entry->n_sel,
		.index = entry->index,
		.dir = entry->dir,
		.action = entry->action,
	};

	if (entry->action == BTNS_ACTION_PROTECT) {
		params.proto = IPPROTO_ESP;
		params.reqid = 1;
		params.name = &set_name;
		params.n_names = entry->has_names;
	}
	return params;
}

/* ---- changes, as in spd.c but for who might look meanwhile ---- */

static struct btns_policy *policy_at(struct spd_set_world *world, u32 at)
{
	return at < world->count ?
		btns_spd_set_find(world->set, world->entries[at]->index) : NULL;
}

static u64 place(struct kunit *test, struct spd_set_world *world, u32 at)
{
	struct btns_spd_set *larger;
	u64 rank = btns_spd_set_rank(world->set, policy_at(world, at));

	if (rank && !btns_spd_set_is_full(world->set))
		return rank;
	larger = btns_spd_set_copy(world->set);
	KUNIT_ASSERT_NOT_NULL(test, larger);
	btns_spd_set_free(world->set);
	world->set = larger;
	return btns_spd_set_rank(world->set, policy_at(world, at));
}

static void set_add(struct kunit *test, struct spd_set_world *world, u32 at)
{
	u64 rank = place(test, world, at);
	struct spd_set_entry *entry = entry_new(test, world);
	struct btns_policy_params params = params_of(entry);
	struct btns_policy *policy;

	KUNIT_ASSERT_NE(test, rank, 0ULL);
	KUNIT_ASSERT_EQ(test, !btns_policy_check(&params), true);
	policy = btns_spd_set_prepare(world->set, &params, rank);
	KUNIT_ASSERT_EQ(test, IS_ERR(policy), false);
	KUNIT_ASSERT_EQ(test, btns_spd_set_enter(world->set, policy,
						 policy_at(world, at)), 0);
	policy->rule.is_live = true;
	entry->index = policy->index;
	memmove(&world->entries[at + 1], &world->entries[at],
		(world->count - at) * sizeof(entry));
	world->entries[at] = entry;
	world->count++;
}

static void set_del(struct spd_set_world *world, u32 at)
{
	struct btns_policy *policy = policy_at(world, at);

	policy->rule.is_live = false;
	btns_spd_set_leave(world->set, policy);
	btns_policy_free(policy);
	kfree(world->entries[at]);
	world->count--;
	memmove(&world->entries[at], &world->entries[at + 1],
		(world->count - at) * sizeof(world->entries[0]));
}

static void set_change(struct kunit *test, struct spd_set_world *world, u32 at)
{
	struct btns_policy *policy, *old = policy_at(world, at);
	struct spd_set_entry *entry = entry_new(test, world);
	struct btns_policy_params params;

	entry->index = world->entries[at]->index;
	params = params_of(entry);
	policy = btns_spd_set_prepare(world->set, &params, old->rule.rank);
	KUNIT_ASSERT_EQ(test, IS_ERR(policy), false);
	old->rule.is_live = false;
	policy->rule.is_live = true;
	btns_spd_set_exchange(world->set, old, policy, NULL);
	btns_policy_free(old);
	kfree(world->entries[at]);
	world->entries[at] = entry;
}

static void set_move(struct kunit *test, struct spd_set_world *world, u32 from,
		     u32 to)
{
	struct spd_set_entry *entry = world->entries[from];
	struct btns_policy *policy, *old;
	u64 rank;

	if (from == to)
		return;
	rank = place(test, world, to);
	old = policy_at(world, from);
	policy = btns_spd_set_prepare_copy(world->set, old, rank);
	KUNIT_ASSERT_NOT_NULL(test, policy);
	old->rule.is_live = false;
	policy->rule.is_live = true;
	btns_spd_set_exchange(world->set, old, policy, policy_at(world, to));
	btns_policy_free(old);

	world->count--;
	memmove(&world->entries[from], &world->entries[from + 1],
		(world->count - from) * sizeof(entry));
	if (from < to)
		to--;
	memmove(&world->entries[to + 1], &world->entries[to],
		(world->count - to) * sizeof(entry));
	world->entries[to] = entry;
	world->count++;
}

/* ---- questions ---- */

static void set_pick_flow(struct spd_set_world *world, struct btns_flow *flow)
{
	static const u8 protos[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP };

	memset(flow, 0, sizeof(*flow));
	flow->family = set_pick(world, 2) ? AF_INET : AF_INET6;
	flow->proto = protos[set_pick(world, 3)];
	if (flow->family == AF_INET6 && flow->proto == IPPROTO_ICMP)
		flow->proto = IPPROTO_ICMPV6;
	set_pick_addr(world, &flow->src, flow->family);
	set_pick_addr(world, &flow->dst, flow->family);
	if (!set_pick(world, 3)) {
		flow->is_fragment = true;
		flow->is_later_fragment = true;
		if (flow->family == AF_INET6 && set_pick(world, 2))
			flow->proto = IPPROTO_DSTOPTS;
		return;
	}
	flow->has_ports = btns_proto_has_ports(flow->proto);
	flow->has_icmp = !flow->has_ports;
	flow->sport = set_pick(world, 12);
	flow->dport = set_pick(world, 12);
}

static bool entry_has_dir(const struct spd_set_entry *entry, enum btns_dir dir)
{
	return entry->dir == BTNS_POLICY_DIR_BOTH ||
	       entry->dir == (dir == BTNS_OUT ? BTNS_POLICY_DIR_OUT :
						BTNS_POLICY_DIR_IN);
}

/* SAs of peers with names, as if there were some, for few ports and hosts. */
static bool set_has_sa(u32 index, const struct btns_flow *flow,
		      enum btns_dir dir, bool is_sure)
{
	const struct btns_addr *remote = dir == BTNS_IN ? &flow->src :
							  &flow->dst;
	u8 host = remote->octets[btns_addr_len(flow->family) - 1];
	u16 rport = dir == BTNS_IN ? flow->sport : flow->dport;

	if ((index + host) % 3)
		return false;
	if (index % 2)	/* an SA for all ports */
		return true;
	return flow->has_ports ? rport < 4 : !is_sure;
}

static bool set_has_named(const struct btns_policy *policy,
			  const struct btns_flow *flow, enum btns_dir dir,
			  bool is_sure, void *arg)
{
	return set_has_sa(policy->index, flow, dir, is_sure);
}

/* Its index, U32_MAX for one that is not sure, 0 for none. */
static u32 answer_of(const struct spd_set_entry *entry,
		     const struct btns_flow *flow, enum btns_dir dir)
{
	u32 i, answer = 0;

	if (!entry_has_dir(entry, dir))
		return 0;
	for (i = 0; i < entry->n_sel; i++) {
		if (btns_selector_match(&entry->sel[i], flow, dir) &&
		    (!entry->has_names ||
		     set_has_sa(entry->index, flow, dir, true)))
			return entry->index;
		if (flow->is_fragment && entry->action != BTNS_ACTION_BYPASS &&
		    btns_selector_might_match(&entry->sel[i], flow, dir) &&
		    (!entry->has_names ||
		     set_has_sa(entry->index, flow, dir, false)))
			answer = U32_MAX;
	}
	return answer;
}

static u32 answer_by_search(const struct spd_set_world *world,
			    const struct btns_flow *flow, enum btns_dir dir)
{
	u32 i, answer = 0;

	for (i = 0; i < world->count && !answer; i++)
		answer = answer_of(world->entries[i], flow, dir);
	return answer;
}

static u32 answer_by_set(const struct spd_set_world *world,
			 const struct btns_flow *flow, enum btns_dir dir)
{
	const struct btns_policy *policy;
	u32 answer;

	rcu_read_lock();
	policy = btns_spd_set_lookup(world->set, flow, dir, set_has_named,
				     NULL);
	answer = policy == &btns_policy_undecided ? U32_MAX :
		 policy ? policy->index : 0;
	rcu_read_unlock();
	return answer;
}

static void set_ask(struct kunit *test, struct spd_set_world *world)
{
	enum btns_dir dir = set_pick(world, 2) ? BTNS_IN : BTNS_OUT;
	struct btns_flow flow;

	set_pick_flow(world, &flow);
	KUNIT_EXPECT_EQ(test, answer_by_set(world, &flow, dir),
			answer_by_search(world, &flow, dir));
}

static void expect_order(struct kunit *test, struct spd_set_world *world)
{
	struct btns_policy *policy = NULL;
	u32 i;

	for (i = 0; i < world->count; i++) {
		policy = btns_spd_set_next(world->set,
					   policy ? policy->rule.rank : 0,
					   policy ? policy->index : 0);
		KUNIT_ASSERT_NOT_NULL(test, policy);
		KUNIT_ASSERT_EQ(test, policy->index, world->entries[i]->index);
	}
	KUNIT_EXPECT_EQ(test, world->set->count, world->count);
}

/* ---- tests ---- */

static struct spd_set_world *set_world_new(struct kunit *test)
{
	struct spd_set_world *world = kunit_kzalloc(test, sizeof(*world),
						    GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, world);
	prandom_seed_state(&world->random, 441);
	world->set = btns_spd_set_alloc(0);
	KUNIT_ASSERT_NOT_NULL(test, world->set);
	return world;
}

static void set_world_end(struct spd_set_world *world)
{
	while (world->count)
		set_del(world, world->count - 1);
	btns_spd_set_free(world->set);
}

static void change_something(struct kunit *test, struct spd_set_world *world,
			     u32 wanted)
{
	u32 count = world->count;

	if (!count || (count < wanted && set_pick(world, 2)))
		set_add(test, world, set_pick(world, count + 1));
	else if (count > wanted || !set_pick(world, 3))
		set_del(world, set_pick(world, count));
	else if (set_pick(world, 2))
		set_change(test, world, set_pick(world, count));
	else
		set_move(test, world, set_pick(world, count),
			 set_pick(world, count + 1));
}

static void spd_set_answers_as_a_search_does(struct kunit *test)
{
	struct spd_set_world *world = set_world_new(test);
	u32 step;

	for (step = 0; step < STEPS; step++) {
		change_something(test, world, step < STEPS / 2 ? ENTRIES - 1 :
								 20);
		set_ask(test, world);
		if (!(step % 100))
			expect_order(test, world);
		cond_resched();
	}
	set_world_end(world);
}

/* Each right before the one that came last, or all before one. */
static void spd_set_has_room_in_one_place(struct kunit *test)
{
	struct spd_set_world *world = set_world_new(test);
	u32 i;

	set_add(test, world, 0);
	set_add(test, world, 1);
	for (i = 0; i < ENTRIES / 2 - 2; i++)
		set_add(test, world, 1);
	for (i = 0; i < ENTRIES / 2 - 2; i++)
		set_add(test, world, world->count - 1);
	expect_order(test, world);
	for (i = 0; i < 500; i++)
		set_ask(test, world);
	set_world_end(world);
}

static void spd_set_numbers_what_has_no_index(struct kunit *test)
{
	static const struct { u32 given, got; } rows[] = {
		{ 0, 1 }, { 2, 2 }, { 0, 3 }, { 77, 77 }, { 4, 4 }, { 0, 5 },
	};
	struct spd_set_world *world = set_world_new(test);
	struct btns_policy_params params = { .n_sel = 1 };
	struct btns_policy *policy = NULL;
	struct btns_selector sel;
	u32 i;

	btns_selector_init(&sel, AF_UNSPEC);
	params.sel = &sel;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		params.index = rows[i].given;
		KUNIT_ASSERT_EQ(test, btns_spd_set_append(world->set, &params),
				0);
	}
	params.index = 77;
	KUNIT_EXPECT_EQ(test, btns_spd_set_append(world->set, &params),
			-EEXIST);
	KUNIT_ASSERT_EQ(test, btns_spd_set_number(world->set), 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		policy = btns_spd_set_next(world->set,
					   policy ? policy->rule.rank : 0, 0);
		KUNIT_ASSERT_NOT_NULL(test, policy);
		KUNIT_EXPECT_EQ(test, policy->index, rows[i].got);
	}
	set_world_end(world);
}

/* What a table of 100,000 may cost: the object that kmalloc() gives is 192. */
static void spd_set_keeps_entries_small(struct kunit *test)
{
	struct spd_set_world *world = set_world_new(test);
	static const struct btns_addr_range addrs = {
		{ .octets = { 10, 1 } }, { .octets = { 10, 1, 255, 255 } },
	};
	static const struct btns_port_range port = { 443, 443 };
	struct btns_policy_params params = {
		.n_sel = 1, .action = BTNS_ACTION_PROTECT, .reqid = 1,
		.proto = IPPROTO_ESP,
	};
	struct btns_selector sel;
	struct btns_policy *policy;

	btns_selector_init(&sel, AF_INET);
	sel.proto = IPPROTO_UDP;
	sel.local = &addrs;
	sel.n_local = 1;
	sel.remote = &addrs;
	sel.n_remote = 1;
	sel.rport = &port;
	sel.n_rport = 1;
	params.sel = &sel;
	KUNIT_ASSERT_EQ(test, btns_spd_set_append(world->set, &params), 0);
	policy = btns_spd_set_next(world->set, 0, 0);
	KUNIT_EXPECT_EQ(test, policy->size * 8, 192);
	set_world_end(world);
}

static struct kunit_case spd_set_cases[] = {
	KUNIT_CASE(spd_set_answers_as_a_search_does),
	KUNIT_CASE(spd_set_has_room_in_one_place),
	KUNIT_CASE(spd_set_numbers_what_has_no_index),
	KUNIT_CASE(spd_set_keeps_entries_small),
	{}
};

static struct kunit_suite spd_set_suite = {
	.name = "btns_spd_set",
	.test_cases = spd_set_cases,
};
kunit_test_suite(spd_set_suite);
