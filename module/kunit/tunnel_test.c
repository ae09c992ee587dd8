// SPDX-License-Identifier: GPL-2.0-only
#include "../core/tunnel.h"

#include "table.h"

/* Ends by their last octet; IPv6 has the same ones in fd07::/120. */
struct tunnel_line {
	u8 local;
	u8 remote;
	u8 family;
};

#define TUNNELS_ROOM 4
#define V4(l, r) { l, r, AF_INET }
#define V6(l, r) { l, r, AF_INET6 }

struct tunnel_case {
	const char *desc;
	struct tunnel_line list[TUNNELS_ROOM];
	u8 count;
	struct tunnel_line ends;	/* of an SA */
	bool want;
};

static const struct tunnel_case tunnel_cases[] = {
	{ "the only one", { V4(1, 2) }, 1, V4(1, 2), true },
	{ "none at all", {}, 0, V4(1, 2), false },
	{ "another gateway", { V4(1, 2) }, 1, V4(1, 3), false },
	{ "another address here", { V4(1, 2) }, 1, V4(4, 2), false },
	{ "the other direction", { V4(1, 2) }, 1, V4(2, 1), false },
	{ "the other family", { V4(1, 2) }, 1, V6(1, 2), false },
	{ "IPv6", { V6(1, 2) }, 1, V6(1, 2), true },
	{ "the first of four", { V4(1, 2), V4(1, 3), V6(1, 2), V6(1, 3) }, 4,
	  V4(1, 2), true },
	{ "the last of four", { V4(1, 2), V4(1, 3), V6(1, 2), V6(1, 3) }, 4,
	  V6(1, 3), true },
	{ "the ends of two", { V4(1, 2), V4(3, 4) }, 2, V4(1, 4), false },
	{ "behind the last", { V4(1, 2), V4(1, 3), V4(1, 4) }, 2, V4(1, 4),
	  false },
};
BTNS_KUNIT_TABLE(tunnel_cases);

static const struct tunnel_case tunnel_lists[] = {
	{ "one", { V4(1, 2) }, 1, .want = true },
	{ "two gateways", { V4(1, 2), V4(1, 3) }, 2, .want = true },
	{ "two ways to one gateway", { V4(1, 2), V4(3, 2) }, 2, .want = true },
	{ "one gateway in both families", { V4(1, 2), V6(1, 2) }, 2,
	  .want = true },
	{ "there and back", { V4(1, 2), V4(2, 1) }, 2, .want = true },
	{ "twice the same", { V4(1, 2), V4(1, 2) }, 2, .want = false },
	{ "the first and the last", { V6(1, 2), V6(1, 3), V6(1, 4), V6(1, 2) },
	  4, .want = false },
	{ "the last two", { V4(1, 2), V4(1, 3), V4(1, 4), V4(1, 4) }, 4,
	  .want = false },
	{ "what is behind the last", { V4(1, 2), V4(1, 3), V4(1, 2) }, 2,
	  .want = true },
};
BTNS_KUNIT_TABLE(tunnel_lists);

static struct btns_addr tunnel_end(u8 last, u8 family)
{
	struct btns_addr addr = {};

	addr.octets[0] = family == AF_INET ? 10 : 0xfd;
	addr.octets[1] = 7;
	addr.octets[family == AF_INET ? 3 : 15] = last;
	return addr;
}

static struct btns_tunnel tunnel_of(const struct tunnel_line *line)
{
	return (struct btns_tunnel){
		.local = tunnel_end(line->local, line->family),
		.remote = tunnel_end(line->remote, line->family),
		.family = line->family,
	};
}

static void tunnels_of(const struct tunnel_case *item,
		       struct btns_tunnel list[TUNNELS_ROOM])
{
	u8 i;

	for (i = 0; i < TUNNELS_ROOM; i++)
		list[i] = tunnel_of(&item->list[i]);
}

static void tunnels_know_their_ends(struct kunit *test)
{
	const struct tunnel_case *item = test->param_value;
	struct btns_tunnel ends = tunnel_of(&item->ends);
	struct btns_tunnel list[TUNNELS_ROOM];

	tunnels_of(item, list);
	KUNIT_EXPECT_EQ(test, btns_tunnels_join(list, item->count, &ends.local,
						&ends.remote, ends.family),
			item->want);
}

static void tunnels_are_different(struct kunit *test)
{
	const struct tunnel_case *item = test->param_value;
	struct btns_tunnel list[TUNNELS_ROOM];

	tunnels_of(item, list);
	KUNIT_EXPECT_EQ(test, !btns_tunnels_check(list, item->count),
			item->want);
}

static struct kunit_case tunnel_kunit_cases[] = {
	KUNIT_CASE_PARAM(tunnels_know_their_ends, tunnel_cases_gen_params),
	KUNIT_CASE_PARAM(tunnels_are_different, tunnel_lists_gen_params),
	{}
};

static struct kunit_suite tunnel_suite = {
	.name = "btns_tunnel",
	.test_cases = tunnel_kunit_cases,
};
kunit_test_suite(tunnel_suite);
