// SPDX-License-Identifier: GPL-2.0-only
#include "../core/bucket.h"

#include "table.h"

/* Ask once at each of @times; the answers, in order. */
struct bucket_case {
	const char *desc;
	struct btns_rate rate;
	u64 filled;		/* when the bucket was made */
	u64 times[8];
	unsigned int count;
	u8 want;		/* bit n: the n-th is allowed */
};

static const struct bucket_case buckets[] = {
	{ "a full one gives its burst and no more", { 10, 3 }, 1000,
	  { 1000, 1000, 1000, 1000, 1000 }, 5, 0x07 },
	{ "one token after one interval", { 10, 1 }, 1000,
	  { 1000, 1009, 1010, 1011, 1019, 1020 }, 6, 0x25 },
	{ "fractions of an interval are not lost", { 10, 2 }, 1000,
	  { 1000, 1000, 1015, 1020, 1029, 1030 }, 6, 0x2f },
	{ "nothing is saved beyond the burst", { 10, 2 }, 1000,
	  { 1000000, 1000000, 1000000, 1000010 }, 4, 0x0b },
	{ "made at the beginning of time", { 1000, 3 }, 0,
	  { 0, 0, 0, 0, 999, 1000 }, 6, 0x27 },
	{ "a step back gives nothing", { 10, 1 }, 1000,
	  { 1000, 500, 0, 1009, 1010 }, 5, 0x11 },
	{ "nor does it cost anything", { 10, 2 }, 1000,
	  { 1000, 1000, 0, 1010, 1020 }, 5, 0x1b },
};
BTNS_KUNIT_TABLE(buckets);

static void bucket_gives_what_the_rate_allows(struct kunit *test)
{
	const struct bucket_case *item = test->param_value;
	struct btns_bucket bucket;
	unsigned int i;
	u8 got = 0;

	btns_bucket_fill(&bucket, &item->rate, item->filled);
	KUNIT_EXPECT_EQ(test, btns_bucket_is_full(&bucket, &item->rate,
						  item->filled), true);
	for (i = 0; i < item->count; i++) {
		if (!btns_bucket_has(&bucket, &item->rate, item->times[i]))
			continue;
		btns_bucket_take(&bucket, &item->rate, item->times[i]);
		got |= 1 << i;
	}
	KUNIT_EXPECT_EQ(test, got, item->want);
}

static void bucket_is_full_when_all_came_back(struct kunit *test)
{
	static const struct btns_rate rate = { 10, 3 };
	struct btns_bucket bucket;

	btns_bucket_fill(&bucket, &rate, 100);
	btns_bucket_take(&bucket, &rate, 100);
	btns_bucket_take(&bucket, &rate, 100);

	KUNIT_EXPECT_EQ(test, btns_bucket_is_full(&bucket, &rate, 100), false);
	KUNIT_EXPECT_EQ(test, btns_bucket_is_full(&bucket, &rate, 119), false);
	KUNIT_EXPECT_EQ(test, btns_bucket_is_full(&bucket, &rate, 120), true);
}

static struct kunit_case bucket_cases[] = {
	KUNIT_CASE_PARAM(bucket_gives_what_the_rate_allows, buckets_gen_params),
	KUNIT_CASE(bucket_is_full_when_all_came_back),
	{}
};

static struct kunit_suite bucket_suite = {
	.name = "btns_bucket",
	.test_cases = bucket_cases,
};

kunit_test_suite(bucket_suite);
