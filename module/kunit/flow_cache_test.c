// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where flows are remembered: what a gateway asks about one packet, both ways and
 * with another flow in between, is found again.
 */
#include "../flow_cache.h"

#include "table.h"

#define FLOWS 200

static void cache_flow(struct btns_flow *flow, u32 number)
{
	memset(flow, 0, sizeof(*flow));
	flow->family = AF_INET;
	flow->src.octets[0] = 10;
	flow->src.octets[3] = number;
	flow->dst.octets[0] = 11;
	flow->proto = IPPROTO_UDP;
	flow->has_ports = true;
	flow->sport = 4000 + number;
	flow->dport = 5000;
}

static const struct btns_flow_entry *
place_of(const struct btns_flow_cache *cache, u32 number, enum btns_dir dir,
	 u8 proto)
{
	struct btns_flow flow;

	cache_flow(&flow, number);
	flow.proto = proto;
	return btns_flow_cache_entry(cache, &flow, dir);
}

/* Some share a place by chance: 200 pairs, 1024 places. */
static void flow_cache_parts_directions_and_protocols(struct kunit *test)
{
	struct btns_flow_cache cache = {};
	u32 i, dirs = 0, protos = 0;

	KUNIT_ASSERT_EQ(test, btns_flow_cache_init(&cache), 0);
	preempt_disable();
	for (i = 0; i < FLOWS; i++) {
		dirs += place_of(&cache, i, BTNS_OUT, IPPROTO_UDP) ==
			place_of(&cache, i, BTNS_IN, IPPROTO_UDP);
		protos += place_of(&cache, i, BTNS_OUT, IPPROTO_UDP) ==
			  place_of(&cache, i, BTNS_OUT, IPPROTO_TCP);
	}
	preempt_enable();
	KUNIT_EXPECT_LT(test, dirs, 8U);
	KUNIT_EXPECT_LT(test, protos, 8U);
	btns_flow_cache_destroy(&cache);
}

static void flow_cache_answers_what_was_asked(struct kunit *test)
{
	struct btns_flow_entry entry = {};
	struct btns_flow flow, other;
	int answer;

	cache_flow(&flow, 1);
	cache_flow(&other, 2);
	KUNIT_EXPECT_FALSE(test, btns_flow_entry_is(&entry, &flow, BTNS_OUT,
						    2));
	btns_flow_entry_set(&entry, &flow, BTNS_OUT, 2, &answer);
	KUNIT_EXPECT_TRUE(test, btns_flow_entry_is(&entry, &flow, BTNS_OUT, 2));
	KUNIT_EXPECT_PTR_EQ(test, entry.answer, (const void *)&answer);
	KUNIT_EXPECT_FALSE(test, btns_flow_entry_is(&entry, &flow, BTNS_IN, 2));
	KUNIT_EXPECT_FALSE(test, btns_flow_entry_is(&entry, &flow, BTNS_OUT,
						    4));
	KUNIT_EXPECT_FALSE(test, btns_flow_entry_is(&entry, &other, BTNS_OUT,
						    2));
}

static struct kunit_case flow_cache_cases[] = {
	KUNIT_CASE(flow_cache_parts_directions_and_protocols),
	KUNIT_CASE(flow_cache_answers_what_was_asked),
	{}
};

static struct kunit_suite flow_cache_suite = {
	.name = "btns_flow_cache",
	.test_cases = flow_cache_cases,
};
kunit_test_suite(flow_cache_suite);
