// SPDX-License-Identifier: GPL-2.0-only
#include "../core/seen.h"

#include "table.h"

static struct btns_seen_host hosts[BTNS_SEEN_HOSTS];
static struct btns_seen seen;

static void start(struct btns_seen_host *room)
{
	memset(hosts, 0, sizeof(hosts));
	seen = (struct btns_seen){ .hosts = room };
}

static void note(u8 host, u64 now)
{
	const struct btns_addr addr = { .octets = { 10, 0, 0, host } };

	btns_seen_note(&seen, 7, AF_INET, &addr, now);
}

static bool since(u8 host, u8 family, u64 when)
{
	const struct btns_addr addr = { .octets = { 10, 0, 0, host } };

	return btns_seen_since(&seen, 7, family, &addr, when);
}

static void seen_knows_its_hosts(struct kunit *test)
{
	start(hosts);
	KUNIT_EXPECT_EQ(test, since(1, AF_INET, 0), false);
	note(1, 100);
	KUNIT_EXPECT_EQ(test, since(1, AF_INET, 0), true);
	KUNIT_EXPECT_EQ(test, since(1, AF_INET, 100), true);
	KUNIT_EXPECT_EQ(test, since(1, AF_INET, 101), false);
	KUNIT_EXPECT_EQ(test, since(2, AF_INET, 0), false);
	/* ::0a00:1 is somebody else */
	KUNIT_EXPECT_EQ(test, since(1, AF_INET6, 0), false);
	note(1, 200);
	KUNIT_EXPECT_EQ(test, since(1, AF_INET, 150), true);
}

/* Who makes way stands for everybody, as long as he would have been known. */
static void seen_forgets_nobody(struct kunit *test)
{
	u8 i;

	start(hosts);
	for (i = 1; i <= BTNS_SEEN_WAYS; i++)
		note(i, 100 + i);
	KUNIT_EXPECT_EQ(test, since(99, AF_INET, 1), false);
	note(5, 200);
	KUNIT_EXPECT_EQ(test, since(1, AF_INET, 101), true);
	KUNIT_EXPECT_EQ(test, since(99, AF_INET, 101), true);
	KUNIT_EXPECT_EQ(test, since(99, AF_INET, 102), false);
	KUNIT_EXPECT_EQ(test, since(1, AF_INET, 102), false);
	for (i = 2; i <= 5; i++)
		KUNIT_EXPECT_EQ(test, since(i, AF_INET, 102), true);
}

static void seen_without_room_is_everybody(struct kunit *test)
{
	start(NULL);
	KUNIT_EXPECT_EQ(test, since(1, AF_INET, 1), false);
	note(1, 100);
	KUNIT_EXPECT_EQ(test, since(1, AF_INET, 100), true);
	KUNIT_EXPECT_EQ(test, since(2, AF_INET, 100), true);
	KUNIT_EXPECT_EQ(test, since(2, AF_INET, 101), false);
}

static struct kunit_case seen_cases[] = {
	KUNIT_CASE(seen_knows_its_hosts),
	KUNIT_CASE(seen_forgets_nobody),
	KUNIT_CASE(seen_without_room_is_everybody),
	{}
};

static struct kunit_suite seen_suite = {
	.name = "btns_seen",
	.test_cases = seen_cases,
};
kunit_test_suite(seen_suite);
