// SPDX-License-Identifier: GPL-2.0-only
/*
 * The index of outbound SAs against an array of the same SAs that is searched
 * from its start.
 */
#include "../sa_index.h"

#include <linux/prandom.h>

#include "table.h"

#define SAS 400
#define STEPS 8000
#define SCOPES 3
#define GRADES 3

/* All that the index asks of an SA here; its selector points into itself. */
struct btns_sa {
	struct btns_selector sel;
	struct btns_addr_range remote;
	struct btns_port_range rport;
	struct btns_sa_entry *place;
	u32 scope;
	u32 serial;
	u8 grade;
};

struct index_world {
	struct btns_sa_index index;
	struct btns_sa *sas[SAS];
	u32 count;
	u32 serial;
	struct rnd_state random;
};

static u32 index_pick(struct index_world *world, u32 below)
{
	return prandom_u32_state(&world->random) % below;
}

static void index_pick_sel(struct index_world *world, struct btns_sa *sa)
{
	btns_selector_init(&sa->sel, AF_INET);
	if (index_pick(world, 2)) {
		sa->remote.lo.octets[0] = 10;
		sa->remote.lo.octets[3] = index_pick(world, 16);
		sa->remote.hi = sa->remote.lo;
		sa->remote.hi.octets[3] |= index_pick(world, 8);
		sa->sel.remote = &sa->remote;
		sa->sel.n_remote = 1;
	}
	if (!index_pick(world, 3))
		return;
	sa->sel.proto = IPPROTO_UDP;
	sa->rport.lo = index_pick(world, 64);
	sa->rport.hi = sa->rport.lo + index_pick(world, 3);
	sa->sel.rport = &sa->rport;
	sa->sel.n_rport = 1;
}

static void index_add(struct kunit *test, struct index_world *world)
{
	struct btns_sa *sa = kzalloc(sizeof(*sa), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, sa);
	index_pick_sel(world, sa);
	sa->scope = index_pick(world, SCOPES);
	sa->grade = index_pick(world, GRADES);
	sa->serial = world->serial++;
	KUNIT_ASSERT_EQ(test, btns_sa_index_add(&world->index, &sa->place, sa,
						&sa->sel, sa->scope,
						sa->grade), 0);
	world->sas[world->count++] = sa;
}

static void index_remove(struct index_world *world, u32 at)
{
	struct btns_sa *sa = world->sas[at];

	btns_sa_index_remove(&world->index, &sa->place);
	world->sas[at] = world->sas[--world->count];
	kfree(sa);
}

static bool sa_fits(const struct btns_sa *sa, const void *what)
{
	return btns_selector_match(&sa->sel, what, BTNS_OUT);
}

static bool is_better(const struct btns_sa *sa, const struct btns_sa *than)
{
	if (!than || sa->grade != than->grade)
		return !than || sa->grade < than->grade;
	return sa->serial > than->serial;
}

static const struct btns_sa *search(const struct index_world *world, u32 scope,
				    const struct btns_flow *flow)
{
	const struct btns_sa *best = NULL;
	u32 i;

	for (i = 0; i < world->count; i++)
		if (world->sas[i]->scope == scope &&
		    sa_fits(world->sas[i], flow) &&
		    is_better(world->sas[i], best))
			best = world->sas[i];
	return best;
}

static void index_ask(struct kunit *test, struct index_world *world)
{
	struct btns_flow flow = {
		.family = AF_INET, .proto = IPPROTO_UDP, .has_ports = true,
		.dst = { .octets = { 10, 0, 0, index_pick(world, 24) } },
		.dport = index_pick(world, 70),
	};
	u32 scope = index_pick(world, SCOPES);

	rcu_read_lock();
	KUNIT_EXPECT_PTR_EQ(test,
			    (const struct btns_sa *)
			    btns_sa_index_lookup(&world->index, scope, &flow,
						 sa_fits, &flow),
			    search(world, scope, &flow));
	rcu_read_unlock();
}

/* Grows from nothing, shrinks, and grows again. */
static void sa_index_answers_as_a_search_does(struct kunit *test)
{
	struct index_world *world = kunit_kzalloc(test, sizeof(*world),
						  GFP_KERNEL);
	struct workqueue_struct *wq;
	u32 step, wanted;

	KUNIT_ASSERT_NOT_NULL(test, world);
	prandom_seed_state(&world->random, 442);
	wq = alloc_workqueue("btns_sa_index_test", WQ_UNBOUND, 0);
	KUNIT_ASSERT_NOT_NULL(test, wq);
	KUNIT_ASSERT_EQ(test, btns_sa_index_init(&world->index, wq), 0);
	for (step = 0; step < STEPS; step++) {
		wanted = step / (STEPS / 4) % 2 ? 10 : SAS - 1;
		if (world->count && (world->count > wanted ||
				     !index_pick(world, 3)))
			index_remove(world, index_pick(world, world->count));
		else if (world->count < SAS)
			index_add(test, world);
		index_ask(test, world);
		cond_resched();
	}
	while (world->count)
		index_remove(world, 0);
	rcu_barrier();
	destroy_workqueue(wq);
	btns_sa_index_destroy(&world->index);
}

static struct kunit_case sa_index_cases[] = {
	KUNIT_CASE(sa_index_answers_as_a_search_does),
	{}
};

static struct kunit_suite sa_index_suite = {
	.name = "btns_sa_index",
	.test_cases = sa_index_cases,
};
kunit_test_suite(sa_index_suite);
