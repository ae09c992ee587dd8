// SPDX-License-Identifier: GPL-2.0-only
/*
 * The classifier against a search through all rules: random rules and flows from
 * a world small enough that they meet often.
 */
#include "../classifier.h"

#include <linux/prandom.h>

#include "table.h"

#define RULES 1500
#define STEPS 12000
#define BOXES 16	/* of one rule */

struct classifier_rule {
	struct btns_selector sel;
	struct btns_addr_range addrs[2];
	struct btns_port_range ports[2];
	struct btns_rule rule;
};

/**
 * struct classifier_world - what a test has
 * @table: under test
 * @rules: in it, in no order
 * @count: of them
 * @cover: scratch
 * @random: a seed of the test's own
 */
struct classifier_world {
	struct btns_classifier table;
	struct classifier_rule *rules[RULES];
	u32 count;
	struct btns_cover cover;
	struct rnd_state random;
};

static u32 pick(struct classifier_world *world, u32 below)
{
	return prandom_u32_state(&world->random) % below;
}

static struct classifier_rule *owner_of(const struct btns_rule *rule)
{
	return container_of(rule, struct classifier_rule, rule);
}

static void pick_addr(struct classifier_world *world, struct btns_addr *addr,
		      u8 family)
{
	memset(addr, 0, sizeof(*addr));
	addr->octets[0] = family == AF_INET ? 10 : 0xfd;
	addr->octets[btns_addr_len(family) - 2] = pick(world, 3);
	addr->octets[btns_addr_len(family) - 1] = pick(world, 256);
}

static void pick_addrs(struct classifier_world *world,
		       struct btns_addr_range *range, u8 family)
{
	u32 len = btns_addr_len(family);

	pick_addr(world, &range->lo, family);
	range->hi = range->lo;
	if (pick(world, 2))
		range->hi.octets[len - 1] |= (1 << pick(world, 9)) - 1;
	if (!pick(world, 4))
		range->lo.octets[len - 2] = 0;
}

static void pick_ports(struct classifier_world *world,
		       struct btns_port_range *range)
{
	range->lo = pick(world, 40);
	range->hi = range->lo + (pick(world, 2) ? pick(world, 30) : 0);
}

static void pick_selector(struct classifier_world *world,
			  struct classifier_rule *owner)
{
	static const u8 families[] = { AF_INET, AF_INET, AF_INET6, AF_UNSPEC };
	static const u16 protos[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP,
				      BTNS_PROTO_ANY };
	struct btns_selector *sel = &owner->sel;

	btns_selector_init(sel, families[pick(world, 4)]);
	sel->proto = protos[pick(world, 4)];
	if (sel->family != AF_UNSPEC && pick(world, 4)) {
		pick_addrs(world, &owner->addrs[0], sel->family);
		sel->local = &owner->addrs[0];
		sel->n_local = 1;
	}
	if (sel->family != AF_UNSPEC && pick(world, 4)) {
		pick_addrs(world, &owner->addrs[1], sel->family);
		sel->remote = &owner->addrs[1];
		sel->n_remote = 1;
	}
	if (sel->proto != IPPROTO_TCP && sel->proto != IPPROTO_UDP)
		return;
	if (pick(world, 2)) {
		pick_ports(world, &owner->ports[0]);
		sel->lport = &owner->ports[0];
		sel->n_lport = 1;
	}
	if (pick(world, 2)) {
		pick_ports(world, &owner->ports[1]);
		sel->rport = &owner->ports[1];
		sel->n_rport = 1;
	}
}

static void pick_flow(struct classifier_world *world, struct btns_flow *flow)
{
	static const u8 protos[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP };

	memset(flow, 0, sizeof(*flow));
	flow->family = pick(world, 3) ? AF_INET : AF_INET6;
	flow->proto = protos[pick(world, 3)];
	pick_addr(world, &flow->src, flow->family);
	pick_addr(world, &flow->dst, flow->family);
	flow->has_ports = btns_proto_has_ports(flow->proto);
	flow->has_icmp = !flow->has_ports;
	flow->sport = pick(world, 64);
	flow->dport = pick(world, 64);
}

/* ---- changes ---- */

static struct classifier_rule *rule_alloc(u8 nodes)
{
	struct classifier_rule *owner;

	owner = kzalloc(struct_size(owner, rule.node, nodes), GFP_KERNEL);
	if (owner)
		owner->rule.n_nodes = nodes;
	return owner;
}

static void add_rule(struct kunit *test, struct classifier_world *world)
{
	struct classifier_rule *owner = rule_alloc(BOXES);
	struct btns_box box;
	u32 i;

	KUNIT_ASSERT_NOT_NULL(test, owner);
	pick_selector(world, owner);
	owner->rule.n_nodes = btns_cover_init(&world->cover, &owner->sel,
					      1 + pick(world, BOXES));
	owner->rule.rank = (u64)(1 + pick(world, U32_MAX - 1)) <<
			   pick(world, 32);
	for (i = 0; i < owner->rule.n_nodes; i++) {
		btns_cover_box(&world->cover, i, &box);
		KUNIT_ASSERT_EQ(test, btns_classifier_insert(&world->table,
							     &owner->rule, i,
							     &box), 0);
	}
	smp_store_release(&owner->rule.is_live, true);
	world->rules[world->count++] = owner;
}

static void remove_rule(struct classifier_world *world)
{
	u32 i, at = pick(world, world->count);
	struct classifier_rule *owner = world->rules[at];

	owner->rule.is_live = false;
	for (i = 0; i < owner->rule.n_nodes; i++)
		btns_classifier_remove(&world->table, &owner->rule, i);
	kfree(owner);
	world->rules[at] = world->rules[--world->count];
}

/* ---- the question ---- */

struct classifier_question {
	struct btns_flow flow;
	enum btns_dir dir;
};

static bool rule_matches(const struct btns_rule *rule, const void *what)
{
	const struct classifier_question *question = what;

	return btns_selector_match(&owner_of(rule)->sel, &question->flow,
				   question->dir);
}

static u64 rank_by_table(const struct btns_classifier *table,
			 const struct classifier_question *question, u64 below)
{
	const struct btns_rule *rule;
	struct btns_key key;
	u64 rank;

	btns_key_from_flow(&key, &question->flow, question->dir);
	rcu_read_lock();
	rule = btns_classifier_lookup(table, &key, below, rule_matches,
				      question);
	rank = rule ? rule->rank : U64_MAX;
	rcu_read_unlock();
	return rank;
}

static u64 rank_by_search(const struct classifier_world *world,
			  const struct classifier_question *question, u64 below)
{
	u64 lowest = U64_MAX;
	u32 i;

	for (i = 0; i < world->count; i++) {
		const struct btns_rule *rule = &world->rules[i]->rule;

		if (rule->rank < below && rule->rank < lowest &&
		    rule_matches(rule, question))
			lowest = rule->rank;
	}
	return lowest;
}

static void ask(struct kunit *test, struct classifier_world *world,
		const struct btns_classifier *table)
{
	struct classifier_question question;
	u64 first, next;

	pick_flow(world, &question.flow);
	question.dir = pick(world, 2) ? BTNS_IN : BTNS_OUT;

	first = rank_by_search(world, &question, U64_MAX);
	KUNIT_EXPECT_EQ(test, rank_by_table(table, &question, U64_MAX), first);
	next = rank_by_search(world, &question, first);
	KUNIT_EXPECT_EQ(test, rank_by_table(table, &question, first), next);
}

/* ---- tests ---- */

static struct classifier_world *world_new(struct kunit *test)
{
	struct classifier_world *world = kunit_kzalloc(test, sizeof(*world),
						       GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, world);
	prandom_seed_state(&world->random, 4301);
	/* too small, so that chains are long and hashes of others in them */
	KUNIT_ASSERT_EQ(test, btns_classifier_init(&world->table, 16), 0);
	return world;
}

static void world_end(struct classifier_world *world)
{
	while (world->count)
		remove_rule(world);
	btns_classifier_destroy(&world->table);
}

static void classifier_finds_what_a_search_finds(struct kunit *test)
{
	struct classifier_world *world = world_new(test);
	u32 step;

	for (step = 0; step < STEPS; step++) {
		u32 wanted = step < STEPS / 2 ? RULES : RULES / 8;

		if (pick(world, RULES) < wanted && world->count < wanted)
			add_rule(test, world);
		else if (world->count)
			remove_rule(world);
		if (!(step % 8))
			ask(test, world, &world->table);
		cond_resched();
	}
	while (world->count) {
		remove_rule(world);
		ask(test, world, &world->table);
	}
	KUNIT_EXPECT_EQ(test, world->table.count, 0u);
	world_end(world);
}

static struct classifier_rule *rule_copy(const struct classifier_rule *from)
{
	struct classifier_rule *to = rule_alloc(from->rule.n_nodes);

	if (to)
		memcpy(to, from, struct_size(from, rule.node,
					     from->rule.n_nodes));
	return to;
}

static void classifier_copy_finds_the_same(struct kunit *test)
{
	struct classifier_world *world = world_new(test);
	struct classifier_rule **copies, *copy;
	struct btns_classifier larger;
	u32 i, place;

	copies = kunit_kzalloc(test, sizeof(world->rules), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, copies);
	while (world->count < RULES / 2)
		add_rule(test, world);
	KUNIT_EXPECT_TRUE(test, btns_classifier_is_full(&world->table));

	KUNIT_ASSERT_EQ(test, btns_classifier_copy(&larger, &world->table,
						   world->table.count), 0);
	for (i = 0; i < world->count; i++) {
		copy = rule_copy(world->rules[i]);
		KUNIT_ASSERT_NOT_NULL(test, copy);
		for (place = 0; place < copy->rule.n_nodes; place++)
			btns_classifier_insert_copy(&larger, &copy->rule,
						    place);
		copies[i] = copy;
	}
	KUNIT_EXPECT_FALSE(test, btns_classifier_is_full(&larger));
	KUNIT_EXPECT_EQ(test, larger.count, world->table.count);

	/* the copies' selectors point into the originals, which are still there */
	for (i = 0; i < STEPS / 8; i++)
		ask(test, world, &larger);

	for (i = 0; i < world->count; i++)
		kfree(copies[i]);
	btns_classifier_destroy(&larger);
	world_end(world);
}

static void classifier_grows_and_finds_the_same(struct kunit *test)
{
	struct classifier_world *world = world_new(test);
	u32 i;

	for (i = 0; i < RULES / 2; i++) {
		add_rule(test, world);
		if (btns_classifier_is_full(&world->table))
			KUNIT_ASSERT_EQ(test,
					btns_classifier_grow(&world->table), 0);
		ask(test, world, &world->table);
	}
	KUNIT_EXPECT_GT(test, world->table.bucket_mask, 1000u);
	while (world->count) {
		remove_rule(world);
		ask(test, world, &world->table);
	}
	world_end(world);
}

static void classifier_hides_what_is_not_live(struct kunit *test)
{
	struct classifier_world *world = world_new(test);
	u32 i;

	while (world->count < 50)
		add_rule(test, world);
	for (i = 0; i < world->count; i++)
		world->rules[i]->rule.is_live = false;
	for (i = 0; i < 100; i++) {
		struct classifier_question question = { .dir = BTNS_OUT };

		pick_flow(world, &question.flow);
		KUNIT_EXPECT_EQ(test, rank_by_table(&world->table, &question,
						    U64_MAX), U64_MAX);
	}
	world_end(world);
}

static struct kunit_case classifier_cases[] = {
	KUNIT_CASE(classifier_finds_what_a_search_finds),
	KUNIT_CASE(classifier_copy_finds_the_same),
	KUNIT_CASE(classifier_grows_and_finds_the_same),
	KUNIT_CASE(classifier_hides_what_is_not_live),
	{}
};

static struct kunit_suite classifier_suite = {
	.name = "btns_classifier",
	.test_cases = classifier_cases,
};
kunit_test_suite(classifier_suite);
