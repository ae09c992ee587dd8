// SPDX-License-Identifier: GPL-2.0-only
#include "../core/addr_set.h"

#include "table.h"

#define ROOM 4
#define LIST_MAX 4

/* The last octet of an address; ends are told apart from {} by their rest. */
#define R4(l, h) { .lo.octets = { 10, 0, 0, (l) },			\
	.hi.octets = { 10, 0, 0, (h) } }
#define ALL4 { .hi.octets = { 255, 255, 255, 255 } }

struct addr_set_case {
	const char *desc;
	struct btns_addr_range set[LIST_MAX];
	u32 set_count;
	struct btns_addr_range list[LIST_MAX];
	u32 list_count;
	struct btns_addr_range want[LIST_MAX];
	u32 want_count;
};

static const struct addr_set_case addr_removals[] = {
	{ "nothing from nothing", {}, 0, {}, 0, {}, 0 },
	{ "something from nothing", {}, 0, { R4(1, 2) }, 1, {}, 0 },
	{ "all", { R4(1, 2) }, 1, { R4(1, 2) }, 1, {}, 0 },
	{ "more than all", { R4(1, 2) }, 1, { R4(0, 3) }, 1, {}, 0 },
	{ "in front", { R4(5, 9) }, 1, { R4(1, 4) }, 1, { R4(5, 9) }, 1 },
	{ "behind", { R4(5, 9) }, 1, { R4(10, 20) }, 1, { R4(5, 9) }, 1 },
	{ "the first", { R4(5, 9) }, 1, { R4(1, 5) }, 1, { R4(6, 9) }, 1 },
	{ "the last", { R4(5, 9) }, 1, { R4(9, 9) }, 1, { R4(5, 8) }, 1 },
	{ "the middle", { R4(5, 9) }, 1, { R4(7, 7) }, 1,
	  { R4(5, 6), R4(8, 9) }, 2 },
	{ "ends of two", { R4(1, 5), R4(7, 9) }, 2, { R4(4, 7) }, 1,
	  { R4(1, 3), R4(8, 9) }, 2 },
	{ "one after the other", { R4(0, 9) }, 1, { R4(2, 2), R4(7, 7) }, 2,
	  { R4(0, 1), R4(3, 6), R4(8, 9) }, 3 },
	{ "across an octet's border",
	  { { .lo.octets = { 10, 0, 0, 255 }, .hi.octets = { 10, 0, 1, 1 } } }, 1,
	  { { .lo.octets = { 10, 0, 1, 0 }, .hi.octets = { 10, 0, 1, 0 } } }, 1,
	  { R4(255, 255), { .lo.octets = { 10, 0, 1, 1 },
			    .hi.octets = { 10, 0, 1, 1 } } }, 2 },
	{ "the first address there is", { ALL4 }, 1, { { {}, {} } }, 1,
	  { { .lo.octets = { [3] = 1 }, .hi.octets = { 255, 255, 255, 255 } } },
	  1 },
	{ "the last address there is", { ALL4 }, 1,
	  { { .lo.octets = { 255, 255, 255, 255 },
	      .hi.octets = { 255, 255, 255, 255 } } }, 1,
	  { { .hi.octets = { 255, 255, 255, 254 } } }, 1 },
};
BTNS_KUNIT_TABLE(addr_removals);

static const struct addr_set_case addr_commons[] = {
	{ "with nothing", { R4(1, 9) }, 1, {}, 0, {}, 0 },
	{ "with all", { R4(1, 9) }, 1, { ALL4 }, 1, { R4(1, 9) }, 1 },
	{ "apart", { R4(1, 3) }, 1, { R4(4, 9) }, 1, {}, 0 },
	{ "one address", { R4(1, 4) }, 1, { R4(4, 9) }, 1, { R4(4, 4) }, 1 },
	{ "two of one", { R4(1, 9) }, 1, { R4(0, 2), R4(8, 20) }, 2,
	  { R4(1, 2), R4(8, 9) }, 2 },
	{ "list that overlaps itself", { R4(1, 9) }, 1,
	  { R4(2, 5), R4(4, 7) }, 2, { R4(2, 3), R4(4, 7) }, 2 },
};
BTNS_KUNIT_TABLE(addr_commons);

static void fill(struct btns_addr_set *set, struct btns_addr_range *range,
		 const struct addr_set_case *item)
{
	u32 i;

	btns_addr_set_init(set, range, ROOM, AF_INET);
	for (i = 0; i < item->set_count; i++)
		btns_addr_set_add(set, &item->set[i]);
}

static bool has_range(const struct btns_addr_set *set,
		      const struct btns_addr_range *range)
{
	u32 i;

	for (i = 0; i < set->count; i++)
		if (!memcmp(&set->range[i], range, sizeof(*range)))
			return true;
	return false;
}

static void expect_set(struct kunit *test, const struct btns_addr_set *set,
		       const struct addr_set_case *item)
{
	u32 i;

	KUNIT_EXPECT_EQ(test, set->is_full, false);
	KUNIT_EXPECT_EQ(test, set->count, item->want_count);
	for (i = 0; i < item->want_count; i++)
		KUNIT_EXPECT_EQ_MSG(test, has_range(set, &item->want[i]), true,
				    "range %u", i);
}

static void addr_set_loses_what_is_removed(struct kunit *test)
{
	const struct addr_set_case *item = test->param_value;
	struct btns_addr_range range[ROOM];
	struct btns_addr_set set;
	u32 i;

	fill(&set, range, item);
	for (i = 0; i < item->list_count; i++)
		btns_addr_set_remove(&set, &item->list[i]);
	expect_set(test, &set, item);
}

static void addr_set_keeps_what_is_within(struct kunit *test)
{
	const struct addr_set_case *item = test->param_value;
	struct btns_addr_range range[ROOM], common[ROOM];
	struct btns_addr_set set, both;

	fill(&set, range, item);
	btns_addr_set_init(&both, common, ROOM, AF_INET);
	btns_addr_set_within(&set, item->list, item->list_count, &both);
	expect_set(test, &both, item);
}

static void addr_set_says_when_it_is_full(struct kunit *test)
{
	static const struct btns_addr_range all = ALL4;
	struct btns_addr_range range[ROOM], other[ROOM];
	struct btns_addr_set set, copy;
	u8 i;

	btns_addr_set_init(&set, range, ROOM, AF_INET);
	btns_addr_set_add(&set, &all);
	for (i = 0; i < ROOM; i++) {
		const struct btns_addr_range hole = R4(2 * i, 2 * i);

		KUNIT_EXPECT_EQ(test, set.is_full, false);
		btns_addr_set_remove(&set, &hole);
	}
	KUNIT_EXPECT_EQ(test, set.is_full, true);

	btns_addr_set_init(&copy, other, ROOM, AF_INET);
	btns_addr_set_within(&set, &all, 1, &copy);
	KUNIT_EXPECT_EQ(test, copy.is_full, true);
}

struct addr_cover_case {
	const char *desc;
	struct btns_addr_range list[LIST_MAX];
	u32 count;
	struct btns_addr_range range;
	bool covers;
};

static const struct addr_cover_case addr_covers[] = {
	{ "nothing", {}, 0, R4(1, 1), false },
	{ "itself", { R4(1, 4) }, 1, R4(1, 4), true },
	{ "less", { R4(1, 4) }, 1, R4(2, 3), true },
	{ "one more in front", { R4(1, 4) }, 1, R4(0, 4), false },
	{ "one more behind", { R4(1, 4) }, 1, R4(1, 5), false },
	{ "two that touch, backwards", { R4(5, 9), R4(1, 4) }, 2, R4(1, 9),
	  true },
	{ "two that overlap", { R4(1, 6), R4(3, 9) }, 2, R4(2, 9), true },
	{ "two with a hole", { R4(1, 4), R4(6, 9) }, 2, R4(1, 9), false },
	{ "all by two halves",
	  { { .hi.octets = { 127, 255, 255, 255 } },
	    { .lo.octets = { 128 }, .hi.octets = { 255, 255, 255, 255 } } }, 2,
	  ALL4, true },
	{ "all but the last",
	  { { .hi.octets = { 255, 255, 255, 254 } } }, 1, ALL4, false },
};
BTNS_KUNIT_TABLE(addr_covers);

static void addr_list_covers_what_it_holds(struct kunit *test)
{
	const struct addr_cover_case *item = test->param_value;

	KUNIT_EXPECT_EQ(test, btns_addr_list_covers(item->list, item->count,
						    &item->range, AF_INET),
			item->covers);
}

static struct kunit_case addr_set_cases[] = {
	KUNIT_CASE_PARAM(addr_set_loses_what_is_removed,
			 addr_removals_gen_params),
	KUNIT_CASE_PARAM(addr_set_keeps_what_is_within,
			 addr_commons_gen_params),
	KUNIT_CASE(addr_set_says_when_it_is_full),
	KUNIT_CASE_PARAM(addr_list_covers_what_it_holds,
			 addr_covers_gen_params),
	{}
};

static struct kunit_suite addr_set_suite = {
	.name = "btns_addr_set",
	.test_cases = addr_set_cases,
};

kunit_test_suite(addr_set_suite);
