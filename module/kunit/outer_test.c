// SPDX-License-Identifier: GPL-2.0-only
#include "../core/outer.h"

#include "table.h"

#define EF 46
#define ECT0 2
#define CE 3

/* Inner value i to i + step, modulo 64. */
static void outer_map(u8 map[BTNS_OUTER_DSCPS], u8 step)
{
	u8 i;

	for (i = 0; i < BTNS_OUTER_DSCPS; i++)
		map[i] = (i + step) % BTNS_OUTER_DSCPS;
}

struct dsfield_case {
	const char *desc;
	bool has_map;
	u8 step;
	u8 inner;
	u8 want;
};

static const struct dsfield_case dsfields[] = {
	{ "nothing copied", false, 0, 0, 0 },
	{ "DSCP and mark copied", false, 0, EF << 2 | ECT0, EF << 2 | ECT0 },
	{ "all bits copied", false, 0, 0xff, 0xff },
	{ "mapped to itself", true, 0, EF << 2 | CE, EF << 2 | CE },
	{ "mapped to another", true, 1, EF << 2, (EF + 1) << 2 },
	{ "mapped, the mark stays", true, 1, EF << 2 | CE, (EF + 1) << 2 | CE },
	{ "the lowest", true, 5, ECT0, 5 << 2 | ECT0 },
	{ "the highest", true, 1, 0xff, CE },
	{ "to the highest", true, 63, 0, 63 << 2 },
};
BTNS_KUNIT_TABLE(dsfields);

static void dsfield_follows_the_map(struct kunit *test)
{
	const struct dsfield_case *item = test->param_value;
	u8 map[BTNS_OUTER_DSCPS];
	const struct btns_outer outer = {
		.dscp_map = item->has_map ? map : NULL,
	};

	outer_map(map, item->step);

	KUNIT_EXPECT_EQ(test, btns_outer_dsfield(&outer, item->inner),
			item->want);
}

struct df_case {
	const char *desc;
	u8 df;
	bool inner;
	bool want;
};

static const struct df_case dfs[] = {
	{ "copied, without", BTNS_OUTER_DF_COPY, false, false },
	{ "copied, with", BTNS_OUTER_DF_COPY, true, true },
	{ "set, without", BTNS_OUTER_DF_SET, false, true },
	{ "set, with", BTNS_OUTER_DF_SET, true, true },
	{ "clear, without", BTNS_OUTER_DF_CLEAR, false, false },
	{ "clear, with", BTNS_OUTER_DF_CLEAR, true, false },
};
BTNS_KUNIT_TABLE(dfs);

static void df_follows_the_sa(struct kunit *test)
{
	const struct df_case *item = test->param_value;
	const struct btns_outer outer = { .df = item->df };

	KUNIT_EXPECT_EQ(test, btns_outer_has_df(&outer, item->inner),
			item->want);
}

struct map_case {
	const char *desc;
	u8 at;
	u8 value;
	bool want;
};

static const struct map_case maps[] = {
	{ "all of them", 0, 0, true },
	{ "the highest value", 0, 63, true },
	{ "one too high, first", 0, 64, false },
	{ "one too high, last", 63, 64, false },
	{ "a whole DS field", EF, EF << 2, false },
	{ "the highest octet", 17, 255, false },
};
BTNS_KUNIT_TABLE(maps);

static void map_has_dscp_values_only(struct kunit *test)
{
	const struct map_case *item = test->param_value;
	u8 map[BTNS_OUTER_DSCPS];

	outer_map(map, 0);
	map[item->at] = item->value;

	KUNIT_EXPECT_EQ(test, !btns_outer_check_map(map), item->want);
}

/* Each field has the bit of its DSCP, and no other. */
static void set_has_a_bit_for_each_dscp(struct kunit *test)
{
	u64 all = 0;
	int field;

	for (field = 0; field <= 0xff; field++) {
		u64 one = btns_dscps_of(field);

		KUNIT_EXPECT_EQ(test, one, 1ULL << field / 4);
		all |= one;
	}
	KUNIT_EXPECT_EQ(test, all, BTNS_DSCPS_ALL);
}

static struct kunit_case outer_cases[] = {
	KUNIT_CASE_PARAM(dsfield_follows_the_map, dsfields_gen_params),
	KUNIT_CASE_PARAM(df_follows_the_sa, dfs_gen_params),
	KUNIT_CASE_PARAM(map_has_dscp_values_only, maps_gen_params),
	KUNIT_CASE(set_has_a_bit_for_each_dscp),
	{}
};

static struct kunit_suite outer_suite = {
	.name = "btns_outer",
	.test_cases = outer_cases,
};
kunit_test_suite(outer_suite);
