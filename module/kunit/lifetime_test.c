// SPDX-License-Identifier: GPL-2.0-only
#include "../core/lifetime.h"

#include "table.h"

#define MOST (~0ull)

struct lifetime_case {
	const char *desc;
	struct btns_lifetime life;
	struct btns_usage used;
	enum btns_life want;
	enum btns_limit why;
};

static const struct lifetime_case lifetimes[] = {
	{ "hard bytes reached", { .hard.bytes = 100 }, { .bytes = 100 },
	  BTNS_LIFE_HARD, BTNS_LIMIT_BYTES },
	{ "hard bytes exceeded", { .hard.bytes = 100 }, { .bytes = MOST },
	  BTNS_LIFE_HARD, BTNS_LIMIT_BYTES },
	{ "hard packets reached", { .hard.packets = 1 }, { .packets = 1 },
	  BTNS_LIFE_HARD, BTNS_LIMIT_PACKETS },
	{ "hard time reached", { .hard.seconds = 60 }, { .seconds = 60 },
	  BTNS_LIFE_HARD, BTNS_LIMIT_TIME },
	{ "hard packets at 2^32", { .hard.packets = 1ull << 32 },
	  { .packets = 1ull << 32 }, BTNS_LIFE_HARD, BTNS_LIMIT_PACKETS },
	{ "hard bytes at 2^64 - 1", { .hard.bytes = MOST }, { .bytes = MOST },
	  BTNS_LIFE_HARD, BTNS_LIMIT_BYTES },
	{ "hard packets before soft time",
	  { .soft.seconds = 1, .hard.packets = 9 },
	  { .seconds = 1, .packets = 9 }, BTNS_LIFE_HARD, BTNS_LIMIT_PACKETS },
	{ "soft equal to hard is hard",
	  { .soft.bytes = 5, .hard.bytes = 5 }, { .bytes = 5 },
	  BTNS_LIFE_HARD, BTNS_LIMIT_BYTES },
	{ "hard time before bytes before packets",
	  { .hard = { 1, 1, 1 } }, { 1, 1, 1 },
	  BTNS_LIFE_HARD, BTNS_LIMIT_TIME },
	{ "hard bytes before packets",
	  { .hard = { 1, 1, 2 } }, { 1, 1, 1 },
	  BTNS_LIFE_HARD, BTNS_LIMIT_BYTES },
	{ "soft bytes reached", { .soft.bytes = 100 }, { .bytes = 100 },
	  BTNS_LIFE_SOFT, BTNS_LIMIT_BYTES },
	{ "soft packets exceeded", { .soft.packets = 100 }, { .packets = 101 },
	  BTNS_LIFE_SOFT, BTNS_LIMIT_PACKETS },
	{ "soft time reached, hard ahead",
	  { .soft.seconds = 50, .hard.seconds = 60 }, { .seconds = 59 },
	  BTNS_LIFE_SOFT, BTNS_LIMIT_TIME },
	{ "soft time before bytes before packets",
	  { .soft = { 1, 1, 1 } }, { 1, 1, 1 },
	  BTNS_LIFE_SOFT, BTNS_LIMIT_TIME },
	{ "soft bytes before packets",
	  { .soft = { 1, 1, 2 } }, { 1, 1, 1 },
	  BTNS_LIFE_SOFT, BTNS_LIMIT_BYTES },
	{ "one short of every limit",
	  { .soft = { 10, 20, 30 }, .hard = { 11, 21, 31 } }, { 9, 19, 29 },
	  BTNS_LIFE_OK, BTNS_LIMIT_NONE },
	{ "the use of one is no use of another",
	  { .hard = { 100, 10, 50 } }, { .bytes = 99, .packets = 9, .seconds = 49 },
	  BTNS_LIFE_OK, BTNS_LIMIT_NONE },
	{ "one short of hard bytes at 2^64 - 1",
	  { .hard.bytes = MOST }, { .bytes = MOST - 1 },
	  BTNS_LIFE_OK, BTNS_LIMIT_NONE },
	{ "no limits, nothing used", { .hard.bytes = 0 }, { 0 },
	  BTNS_LIFE_OK, BTNS_LIMIT_NONE },
	{ "no limits, all used", { .hard.bytes = 0 }, { MOST, MOST, MOST },
	  BTNS_LIFE_OK, BTNS_LIMIT_NONE },
};
BTNS_KUNIT_TABLE(lifetimes);

struct lifetime_next_case {
	const char *desc;
	u64 soft;
	u64 hard;
	u64 now;
	u64 want;
};

static const struct lifetime_next_case lifetime_nexts[] = {
	{ "no limits", 0, 0, 0, 0 },
	{ "both behind", 50, 60, 61, 0 },
	{ "hard reached now", 50, 60, 60, 0 },
	{ "soft reached now", 50, 60, 50, 60 },
	{ "soft alone reached now", 50, 0, 50, 0 },
	{ "both ahead", 50, 60, 49, 50 },
	{ "both ahead from the start", 50, 60, 0, 50 },
	{ "both ahead, hard first", 70, 60, 1, 60 },
	{ "soft alone ahead", 50, 0, 49, 50 },
	{ "hard alone ahead", 0, 60, 59, 60 },
	{ "hard reached now, soft ahead", 70, 60, 60, 70 },
	{ "hard behind, soft ahead", 70, 60, 65, 70 },
	{ "furthest", 0, MOST, MOST - 1, MOST },
};
BTNS_KUNIT_TABLE(lifetime_nexts);

struct lifetime_check_case {
	const char *desc;
	struct btns_lifetime life;
	bool ok;
};

static const struct lifetime_check_case lifetime_checks[] = {
	{ "soft time behind hard",
	  { .soft.seconds = 61, .hard.seconds = 60 }, false },
	{ "soft bytes behind hard", { .soft.bytes = MOST, .hard.bytes = 1 },
	  false },
	{ "soft packets behind hard", { .soft.packets = 2, .hard.packets = 1 },
	  false },
	{ "one of three behind",
	  { .soft = { 10, 20, 31 }, .hard = { 10, 20, 30 } }, false },
	{ "no limits", { .hard.bytes = 0 }, true },
	{ "soft alone", { .soft = { 1, 2, 3 } }, true },
	{ "hard alone", { .hard = { 1, 2, 3 } }, true },
	{ "equal", { .soft = { 1, 2, 3 }, .hard = { 1, 2, 3 } }, true },
	{ "before", { .soft = { 1, 2, 3 }, .hard = { 2, 3, 4 } }, true },
	{ "limits of different kinds",
	  { .soft.bytes = 1000, .hard.packets = 1 }, true },
};
BTNS_KUNIT_TABLE(lifetime_checks);

static void lifetime_ends_at_the_limit(struct kunit *test)
{
	const struct lifetime_case *item = test->param_value;
	enum btns_limit why = -1;

	KUNIT_EXPECT_EQ(test, btns_lifetime_judge(&item->life, &item->used, &why),
			item->want);
	KUNIT_EXPECT_EQ(test, why, item->why);
}

static void lifetime_names_the_next_moment(struct kunit *test)
{
	const struct lifetime_next_case *item = test->param_value;
	struct btns_lifetime life = {
		.soft.seconds = item->soft,
		.hard.seconds = item->hard,
	};

	KUNIT_EXPECT_EQ(test, btns_lifetime_next(&life, item->now), item->want);
}

/* At each moment named, and at no second between two of them, a state begins. */
static void lifetime_changes_at_the_next_moment_only(struct kunit *test)
{
	const struct btns_lifetime life = {
		.soft.seconds = 50,
		.hard.seconds = 60,
	};
	struct btns_usage used = {};
	enum btns_life last = BTNS_LIFE_OK, now;
	enum btns_limit why;
	u64 next = btns_lifetime_next(&life, 0);

	for (used.seconds = 1; used.seconds < 100; used.seconds++) {
		now = btns_lifetime_judge(&life, &used, &why);
		KUNIT_EXPECT_EQ(test, now != last, used.seconds == next);
		if (used.seconds == next)
			next = btns_lifetime_next(&life, used.seconds);
		last = now;
	}
	KUNIT_EXPECT_EQ(test, last, BTNS_LIFE_HARD);
}

static void lifetime_check_wants_soft_before_hard(struct kunit *test)
{
	const struct lifetime_check_case *item = test->param_value;

	KUNIT_EXPECT_EQ(test, !btns_lifetime_check(&item->life), item->ok);
}

static struct kunit_case lifetime_cases[] = {
	KUNIT_CASE_PARAM(lifetime_ends_at_the_limit, lifetimes_gen_params),
	KUNIT_CASE_PARAM(lifetime_names_the_next_moment,
			 lifetime_nexts_gen_params),
	KUNIT_CASE(lifetime_changes_at_the_next_moment_only),
	KUNIT_CASE_PARAM(lifetime_check_wants_soft_before_hard,
			 lifetime_checks_gen_params),
	{}
};

static struct kunit_suite lifetime_suite = {
	.name = "btns_lifetime",
	.test_cases = lifetime_cases,
};

kunit_test_suite(lifetime_suite);
