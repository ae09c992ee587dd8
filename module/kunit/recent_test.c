// SPDX-License-Identifier: GPL-2.0-only
#include "../core/recent.h"

#include "table.h"

#define MS 1000000ULL
#define SECOND (1000 * MS)

static struct btns_recent_peer peers[BTNS_RECENT_PEERS];
static struct btns_recent recent;

static void start(void)
{
	memset(peers, 0, sizeof(peers));
	btns_recent_init(&recent, peers, SECOND);
}

/* A drop of 10.0.0.@host, or of an address in fd00:0:0:@net::/64. */
static bool drop4(u8 host, u64 hash, u64 now)
{
	struct btns_drop_record record = {
		.flow.family = AF_INET,
		.flow.src.octets = { 10, 0, 0, host },
		.flow.dst.octets = { 10, 1, 0, 1 },
		.peer.octets = { 10, 0, 0, host },
		.peer_family = AF_INET,
		.remote_ends = BTNS_RECENT_SRC,
	};

	return btns_recent_add(&recent, &record, hash, now);
}

static bool drop6(u8 net, u8 host, u64 hash)
{
	struct btns_drop_record record = {
		.flow.family = AF_INET6,
		.peer.octets = { 0xfd, [7] = net, [15] = host },
		.peer_family = AF_INET6,
	};

	return btns_recent_add(&recent, &record, hash, SECOND);
}

/* Drops that are there, of everybody or about 10.0.0.@host. */
static unsigned int count(u8 host)
{
	struct btns_addr addr = { .octets = { 10, 0, 0, host } };
	const struct btns_drop_record *record;
	unsigned int n = 0;
	u64 after = 0;

	while ((record = btns_recent_next(&recent, after,
					  host ? AF_INET : AF_UNSPEC,
					  &addr))) {
		if (record->number <= after)
			return ~0U;
		after = record->number;
		n++;
	}
	return n;
}

static void a_host_pushes_out_its_own(struct kunit *test)
{
	struct btns_addr addr = { .octets = { 10, 0, 0, 2 } };
	const struct btns_drop_record *record;
	unsigned int i;

	start();
	KUNIT_EXPECT_EQ(test, count(0), 0);
	KUNIT_EXPECT_EQ(test, drop4(1, 7, SECOND), true);
	for (i = 0; i < 100; i++)
		KUNIT_EXPECT_EQ(test, drop4(2, 7, SECOND), true);

	KUNIT_EXPECT_EQ(test, count(1), 1);
	KUNIT_EXPECT_EQ(test, count(2), BTNS_RECENT_DEPTH);
	KUNIT_EXPECT_EQ(test, count(3), 0);
	KUNIT_EXPECT_EQ(test, count(0), BTNS_RECENT_DEPTH + 1);
	record = btns_recent_next(&recent, 0, AF_INET, &addr);
	KUNIT_ASSERT_NOT_NULL(test, record);
	KUNIT_EXPECT_EQ(test, record->number, 101 - BTNS_RECENT_DEPTH + 1);
}

static void the_quietest_of_a_set_makes_way(struct kunit *test)
{
	unsigned int i;

	start();
	for (i = 1; i <= BTNS_RECENT_WAYS; i++)
		drop4(i, 7 + i * BTNS_RECENT_SETS, SECOND);
	drop4(1, 7, SECOND);
	drop4(9, 8, SECOND);
	KUNIT_EXPECT_EQ(test, drop4(5, 7, SECOND), true);

	KUNIT_EXPECT_EQ(test, count(1), 2);
	KUNIT_EXPECT_EQ(test, count(2), 0);
	KUNIT_EXPECT_EQ(test, count(3), 1);
	KUNIT_EXPECT_EQ(test, count(5), 1);
	KUNIT_EXPECT_EQ(test, count(9), 1);
}

static void a_flood_of_hosts_is_slow(struct kunit *test)
{
	unsigned int i, taken = 0;

	start();
	for (i = 0; i < BTNS_RECENT_WAYS; i++)
		drop4(1 + i, 3, SECOND);
	for (i = 0; i < 200; i++)
		taken += drop4(20 + i, 3, SECOND);
	KUNIT_EXPECT_EQ(test, taken, 16);
	/* who is known goes on, and a free place costs nothing */
	KUNIT_EXPECT_EQ(test, drop4(20 + 15, 3, SECOND), true);
	KUNIT_EXPECT_EQ(test, drop4(250, 4, SECOND), true);
	KUNIT_EXPECT_EQ(test, drop4(251, 3, SECOND), false);
	KUNIT_EXPECT_EQ(test, drop4(251, 3, SECOND + 100 * MS), true);
	/* one that is not kept has a number all the same */
	KUNIT_EXPECT_EQ(test, recent.number, BTNS_RECENT_WAYS + 200 + 4);
}

static void a_prefix_of_64_bits_is_one_host(struct kunit *test)
{
	unsigned int i;

	start();
	for (i = 1; i < 100; i++)
		drop6(1, i, 5);
	drop6(2, 1, 5);
	KUNIT_EXPECT_EQ(test, count(0), BTNS_RECENT_DEPTH + 1);
}

/* What of a drop is asked about. */
struct about_case {
	const char *desc;
	u8 peer;
	u8 src;
	u8 dst;
	u8 remote_ends;
	bool want;		/* is it about 10.0.0.1? */
};

static const struct about_case abouts[] = {
	{ "its peer", 1, 2, 3, BTNS_RECENT_SRC, true },
	{ "its source, which is remote", 2, 1, 3, BTNS_RECENT_SRC, true },
	{ "its source, which is local", 2, 1, 3, BTNS_RECENT_DST, false },
	{ "its destination, which is remote", 2, 3, 1, BTNS_RECENT_DST, true },
	{ "its destination, which is local", 2, 3, 1, BTNS_RECENT_SRC, false },
	{ "either end of what is forwarded", 2, 3, 1,
	  BTNS_RECENT_SRC | BTNS_RECENT_DST, true },
	{ "somebody else", 2, 3, 4, BTNS_RECENT_SRC | BTNS_RECENT_DST, false },
};
BTNS_KUNIT_TABLE(abouts);

static void a_drop_is_about_its_remote_ends(struct kunit *test)
{
	const struct about_case *item = test->param_value;
	struct btns_drop_record record = {
		.flow.family = AF_INET,
		.flow.src.octets = { 10, 0, 0, item->src },
		.flow.dst.octets = { 10, 0, 0, item->dst },
		.peer.octets = { 10, 0, 0, item->peer },
		.peer_family = AF_INET,
		.remote_ends = item->remote_ends,
	};

	start();
	btns_recent_add(&recent, &record, 0, SECOND);
	KUNIT_EXPECT_EQ(test, count(1), item->want);
}

static struct kunit_case recent_cases[] = {
	KUNIT_CASE(a_host_pushes_out_its_own),
	KUNIT_CASE(the_quietest_of_a_set_makes_way),
	KUNIT_CASE(a_flood_of_hosts_is_slow),
	KUNIT_CASE(a_prefix_of_64_bits_is_one_host),
	KUNIT_CASE_PARAM(a_drop_is_about_its_remote_ends, abouts_gen_params),
	{}
};

static struct kunit_suite recent_suite = {
	.name = "btns_recent",
	.test_cases = recent_cases,
};

kunit_test_suite(recent_suite);
