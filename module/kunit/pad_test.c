// SPDX-License-Identifier: GPL-2.0-only
#include "../core/pad.h"

#include "table.h"

#define RSA 1
#define PSK 2
#define DSS 3
#define NULL_AUTH BTNS_IKE_AUTH_NULL
#define SIGNATURE 14

#define V4(a, b, c, d) { .octets = { a, b, c, d } }
#define ONE(x) { .lo = x, .hi = x }
#define RANGES4(list) { .v4 = (list), .v4_count = ARRAY_SIZE(list) }
#define RANGES6(list) { .v6 = (list), .v6_count = ARRAY_SIZE(list) }
#define HASHES(list) { .hash = (list), .count = ARRAY_SIZE(list) }

#define NAME(t, m, text) { .type = BTNS_IDENT_##t, .match = BTNS_IDENT_##m, \
	.value = (const u8 *)(text), .len = sizeof(text) - 1 }
#define FQDN(text) NAME(FQDN, EXACT, text)
#define KEY(k) { .type = BTNS_IDENT_PUBLIC_KEY, .value = (k), .len = 32 }

/* RFC 5386 figure 1; M is the rogue */
#define ADDR_A V4(10, 0, 0, 1)
#define ADDR_Q V4(10, 0, 0, 2)
#define ADDR_C V4(10, 0, 0, 3)
#define ADDR_R V4(10, 0, 0, 9)
#define ADDR_M V4(10, 0, 0, 66)
#define ADDR_B V4(10, 1, 2, 3)
#define ADDR_6 { .octets = { 0x20, 1, [15] = 5 } }
#define B_NET { .lo = V4(10, 1, 0, 0), .hi = V4(10, 1, 255, 255) }
#define WORLD { .hi = V4(255, 255, 255, 255) }
#define WORLD6 { .hi.octets = { [0 ... 15] = 255 } }

static const u8 key_b[32] = "key of B";
static const u8 key_m[32] = "key of M";
static const u8 key_q[32] = "key of Q";
static const u8 anchor[32] = "trust anchor";

static const u8 keys_q[][32] = { "key of Q", "next key of Q" };
static const u8 anchors[][32] = { "trust anchor" };

static const struct btns_addr_range only_a[] = { ONE(ADDR_A) };
static const struct btns_addr_range only_q[] = { ONE(ADDR_Q) };
static const struct btns_addr_range only_c[] = { ONE(ADDR_C) };
static const struct btns_addr_range only_m[] = { ONE(ADDR_M) };
static const struct btns_addr_range b_net[] = { B_NET };
static const struct btns_addr_range world[] = { WORLD };
static const struct btns_addr_range world6[] = { WORLD6 };
static const struct btns_addr_range halves[] = {
	{ .lo = V4(128, 0, 0, 0), .hi = V4(255, 255, 255, 255) },
	{ .hi = V4(127, 255, 255, 255) },
};

/* ---- databases ---- */

#define LIST_MAX 6

struct pad_sketch {
	struct btns_pad_entry entry[LIST_MAX];
	u32 count;
};

struct pad_world {
	const struct btns_pad_entry *entry[LIST_MAX];
	struct btns_pad_list list;
};

static void build(struct pad_world *pad, const struct pad_sketch *sketch)
{
	u32 i;

	for (i = 0; i < sketch->count; i++)
		pad->entry[i] = &sketch->entry[i];
	pad->list.entry = pad->entry;
	pad->list.count = sketch->count;
}

/* figure 2: a gateway */
static const struct pad_sketch gateway = { {
	{ .index = 1, .rank = BTNS_PAD_AUTH, .id = FQDN("b.example"),
	  .child = RANGES4(b_net), .anchors = HASHES(anchors) },
	{ .index = 2, .rank = BTNS_PAD_AUTH, .id = FQDN("q.example"),
	  .child = RANGES4(only_q), .keys = HASHES(keys_q) },
	{ .index = 3, .rank = BTNS_PAD_BTNS_ANY },
}, 3 };

/* figure 4: a mixed end system */
static const struct pad_sketch mixed = { {
	{ .index = 1, .rank = BTNS_PAD_AUTH, .id = FQDN("a.example"),
	  .child = RANGES4(only_a), .keys = HASHES(keys_q) },
	{ .index = 2, .rank = BTNS_PAD_BTNS_ANY },
}, 2 };

/* figure 6: a system for BTNS alone */
static const struct pad_sketch btns_only = { {
	{ .index = 1, .rank = BTNS_PAD_BTNS_ANY },
}, 1 };

/* 3.4: without BTNS */
static const struct pad_sketch classic = { {
	{ .index = 1, .rank = BTNS_PAD_AUTH, .id = FQDN("b.example"),
	  .child = RANGES4(b_net), .anchors = HASHES(anchors) },
	{ .index = 2, .rank = BTNS_PAD_AUTH, .id = FQDN("q.example"),
	  .child = RANGES4(only_q), .keys = HASHES(keys_q) },
}, 2 };

static const struct pad_sketch nobody = { {}, 0 };

/* every class and flag */
static const struct pad_sketch rich = { {
	{ .index = 1, .rank = BTNS_PAD_AUTH, .id = FQDN("gone.example"),
	  .child = RANGES4(only_q), .flags = BTNS_PAD_REVOKED },
	{ .index = 2, .rank = BTNS_PAD_AUTH, .flags = BTNS_PAD_BY_ID,
	  .id = NAME(FQDN, SUBTREE, ".example"), .claim = RANGES4(b_net),
	  .methods = BTNS_IKE_AUTH_BIT(PSK), .ike_addr = RANGES4(only_c) },
	{ .index = 3, .rank = BTNS_PAD_NULL_ANY },
	{ .index = 4, .rank = BTNS_PAD_BTNS_KEY, .id = KEY(key_m),
	  .flags = BTNS_PAD_REVOKED },
	{ .index = 5, .rank = BTNS_PAD_BTNS_KEY, .id = KEY(key_b),
	  .child = RANGES4(only_c), .flags = BTNS_PAD_PINNED },
	{ .index = 6, .rank = BTNS_PAD_BTNS_ANY },
}, 6 };

/* the same, but disabled or missing what would let anybody in */
static const struct pad_sketch poor = { {
	{ .index = 1, .rank = BTNS_PAD_AUTH, .id = FQDN("q.example"),
	  .child = RANGES4(only_q), .flags = BTNS_PAD_DISABLED },
	{ .index = 5, .rank = BTNS_PAD_BTNS_KEY, .id = KEY(key_b),
	  .child = RANGES4(only_c), .flags = BTNS_PAD_DISABLED },
	{ .index = 6, .rank = BTNS_PAD_BTNS_ANY,
	  .methods = BTNS_IKE_AUTH_BIT(SIGNATURE) },
}, 3 };

/* ---- the first pass ---- */

struct pad_search_case {
	const char *desc;
	const struct pad_sketch *pad;
	struct btns_ident asserted;
	u8 method;
	const u8 *key;
	const u8 *anchor;
	struct btns_addr from;
	enum btns_pad_why why;
	u32 index;	/* of the entry that decides; 0: none */
};

static const struct pad_search_case pad_searches[] = {
	/* figures 2 and 3, section 3.1 */
	{ "gateway: Q", &gateway, FQDN("q.example"), RSA, key_q, NULL, ADDR_Q,
	  BTNS_PAD_FOUND, 2 },
	{ "gateway: Q from elsewhere", &gateway, FQDN("q.example"), SIGNATURE,
	  key_q, NULL, ADDR_C, BTNS_PAD_FOUND, 2 },
	{ "gateway: SG-B", &gateway, FQDN("b.example"), RSA, key_b, anchor,
	  ADDR_B, BTNS_PAD_FOUND, 1 },
	{ "gateway: C by its key", &gateway, FQDN("c.example"), RSA, key_b, NULL,
	  ADDR_C, BTNS_PAD_FOUND, 3 },
	{ "gateway: C asserts its address", &gateway,
	  NAME(IPV4, EXACT, "\x0a\0\0\3"), RSA, key_b, NULL, ADDR_C,
	  BTNS_PAD_FOUND, 3 },
	{ "gateway: rogue asserts Q", &gateway, FQDN("q.example"), RSA, key_m,
	  NULL, ADDR_Q, BTNS_PAD_CREDENTIAL, 2 },
	{ "gateway: rogue asserts B with its own anchor", &gateway,
	  FQDN("b.example"), RSA, key_m, key_m, ADDR_B, BTNS_PAD_CREDENTIAL, 1 },
	{ "gateway: rogue asserts B without anchor", &gateway,
	  FQDN("b.example"), RSA, key_m, NULL, ADDR_B, BTNS_PAD_CREDENTIAL, 1 },
	{ "gateway: rogue asserts Q with NULL authentication", &gateway,
	  FQDN("q.example"), NULL_AUTH, NULL, NULL, ADDR_Q, BTNS_PAD_NO_NULL,
	  0 },
	{ "gateway: a second key of Q", &gateway, FQDN("q.example"), RSA,
	  keys_q[1], NULL, ADDR_Q, BTNS_PAD_FOUND, 2 },
	/* figures 4 and 5, section 3.2 */
	{ "mixed: A", &mixed, FQDN("a.example"), RSA, key_q, NULL, ADDR_A,
	  BTNS_PAD_FOUND, 1 },
	{ "mixed: SG-B is anybody", &mixed, FQDN("b.example"), RSA, key_b, NULL,
	  ADDR_B, BTNS_PAD_FOUND, 2 },
	{ "mixed: rogue asserts A", &mixed, FQDN("a.example"), RSA, key_m, NULL,
	  ADDR_A, BTNS_PAD_CREDENTIAL, 1 },
	/* figures 6 and 7, section 3.3 */
	{ "btns only: Q may assert what it likes", &btns_only,
	  FQDN("q.example"), RSA, key_q, NULL, ADDR_Q, BTNS_PAD_FOUND, 1 },
	/* section 3.4 */
	{ "classic: C is nobody", &classic, FQDN("c.example"), RSA, key_b, NULL,
	  ADDR_C, BTNS_PAD_NO_ENTRY, 0 },
	{ "classic: Q", &classic, FQDN("q.example"), RSA, key_q, NULL, ADDR_Q,
	  BTNS_PAD_FOUND, 2 },
	{ "empty: nobody is let in", &nobody, FQDN("q.example"), RSA, key_q,
	  NULL, ADDR_Q, BTNS_PAD_NO_ENTRY, 0 },
	/* what a BTNS peer needs */
	{ "a shared secret is no key", &gateway, FQDN("c.example"), PSK, key_b,
	  NULL, ADDR_C, BTNS_PAD_NO_SIGNATURE, 0 },
	{ "DSS is too weak", &gateway, FQDN("c.example"), DSS, key_b, NULL,
	  ADDR_C, BTNS_PAD_NO_SIGNATURE, 0 },
	{ "a method that is none", &gateway, FQDN("c.example"), 200, key_b, NULL,
	  ADDR_C, BTNS_PAD_NO_SIGNATURE, 0 },
	{ "a signature without key", &gateway, FQDN("c.example"), RSA, NULL,
	  NULL, ADDR_C, BTNS_PAD_NO_SIGNATURE, 0 },
	{ "a method that the wildcard does not take", &poor,
	  FQDN("c.example"), RSA, key_m, NULL, ADDR_C, BTNS_PAD_METHOD, 6 },
	/* every class and flag */
	{ "a revoked identity", &rich, FQDN("gone.example"), PSK, NULL, NULL,
	  ADDR_C, BTNS_PAD_IS_REVOKED, 1 },
	{ "a sub-tree behind it", &rich, FQDN("new.example"), PSK, NULL, NULL,
	  ADDR_C, BTNS_PAD_FOUND, 2 },
	{ "a sub-tree swallows names with keys", &rich, FQDN("new.example"), RSA,
	  key_b, NULL, ADDR_C, BTNS_PAD_METHOD, 2 },
	{ "from another place", &rich, FQDN("new.example"), PSK, NULL, NULL,
	  ADDR_M, BTNS_PAD_WRONG_PLACE, 2 },
	{ "from another family", &rich, FQDN("new.example"), PSK, NULL, NULL,
	  ADDR_6, BTNS_PAD_WRONG_PLACE, 2 },
	{ "NULL authentication", &rich, { .type = BTNS_IDENT_ANY }, NULL_AUTH,
	  NULL, NULL, ADDR_M, BTNS_PAD_FOUND, 3 },
	{ "NULL authentication asserts an identity", &rich,
	  FQDN("new.example"), NULL_AUTH, NULL, NULL, ADDR_M, BTNS_PAD_FOUND,
	  3 },
	{ "NULL authentication asserts a revoked one", &rich,
	  FQDN("gone.example"), NULL_AUTH, NULL, NULL, ADDR_M, BTNS_PAD_FOUND,
	  3 },
	{ "a revoked key does not fall to the wildcard", &rich, FQDN("m"), RSA,
	  key_m, NULL, ADDR_M, BTNS_PAD_IS_REVOKED, 4 },
	{ "a pinned key", &rich, FQDN("m"), RSA, key_b, NULL, ADDR_M,
	  BTNS_PAD_FOUND, 5 },
	{ "any other key", &rich, FQDN("m"), RSA, key_q, NULL, ADDR_M,
	  BTNS_PAD_FOUND, 6 },
	{ "a disabled identity is nobody's", &poor, FQDN("q.example"), SIGNATURE,
	  key_m, NULL, ADDR_Q, BTNS_PAD_FOUND, 6 },
	{ "a disabled key is any key", &poor, FQDN("b"), SIGNATURE, key_b, NULL,
	  ADDR_B, BTNS_PAD_FOUND, 6 },
};
BTNS_KUNIT_TABLE(pad_searches);

static void pad_search_finds_who_decides(struct kunit *test)
{
	const struct pad_search_case *item = test->param_value;
	const struct btns_pad_peer peer = {
		.asserted = item->asserted,
		.key_hash = item->key,
		.anchor_hash = item->anchor,
		.ike_addr = item->from,
		.ike_family = item->from.octets[15] ? AF_INET6 : AF_INET,
		.method = item->method,
	};
	const struct btns_pad_entry *entry;
	struct pad_world pad;
	enum btns_pad_why why;

	build(&pad, item->pad);
	entry = btns_pad_search(&pad.list, &peer, &why);

	KUNIT_EXPECT_EQ(test, why, item->why);
	KUNIT_EXPECT_EQ(test, entry ? entry->index : 0, item->index);
}

/* ---- the second pass ---- */

struct pad_narrow_case {
	const char *desc;
	const struct pad_sketch *pad;
	u32 index;	/* of the entry that the peer fell under */
	struct btns_addr from;
	enum btns_pad_reach reach;
	struct btns_addr_range ask;
	struct btns_addr_range want[5];
	u32 count;
};

#define HOST BTNS_PAD_REACH_HOST
#define PREFIX64 BTNS_PAD_REACH_PREFIX64
#define WIDE BTNS_PAD_REACH_WIDE

static const struct pad_narrow_case pad_narrows[] = {
	/* figures 2 and 3 */
	{ "Q, itself", &gateway, 2, ADDR_Q, HOST, ONE(ADDR_Q),
	  { ONE(ADDR_Q) }, 1 },
	{ "Q, itself from elsewhere", &gateway, 2, ADDR_M, HOST, ONE(ADDR_Q),
	  { ONE(ADDR_Q) }, 1 },
	{ "Q, an address of B", &gateway, 2, ADDR_Q, WIDE, ONE(ADDR_B), {}, 0 },
	{ "Q, the world", &gateway, 2, ADDR_Q, HOST, WORLD,
	  { ONE(ADDR_Q) }, 1 },
	{ "SG-B, a part of its network", &gateway, 1, ADDR_B, HOST,
	  { V4(10, 1, 9, 0), V4(10, 2, 0, 0) },
	  { { V4(10, 1, 9, 0), V4(10, 1, 255, 255) } }, 1 },
	{ "C, itself", &gateway, 3, ADDR_C, HOST, ONE(ADDR_C),
	  { ONE(ADDR_C) }, 1 },
	{ "C, the world", &gateway, 3, ADDR_C, HOST, WORLD,
	  { ONE(ADDR_C) }, 1 },
	{ "M, Q", &gateway, 3, ADDR_M, HOST, ONE(ADDR_Q), {}, 0 },
	{ "M, Q, at Q's place", &gateway, 3, ADDR_Q, HOST, ONE(ADDR_Q), {}, 0 },
	{ "M, Q, however wide", &gateway, 3, ADDR_M, WIDE, ONE(ADDR_Q), {}, 0 },
	{ "M, in B's network", &gateway, 3, ADDR_B, HOST, ONE(ADDR_B), {}, 0 },
	{ "M, a range around Q", &gateway, 3, ADDR_M, WIDE,
	  { V4(10, 0, 0, 0), V4(10, 0, 0, 255) },
	  { { V4(10, 0, 0, 0), V4(10, 0, 0, 1) },
	    { V4(10, 0, 0, 3), V4(10, 0, 0, 255) } }, 2 },
	{ "M, the world, however wide", &gateway, 3, ADDR_M, WIDE, WORLD,
	  { { V4(0, 0, 0, 0), V4(10, 0, 0, 1) },
	    { V4(10, 0, 0, 3), V4(10, 0, 255, 255) },
	    { V4(10, 2, 0, 0), V4(255, 255, 255, 255) } }, 3 },
	{ "M, R", &gateway, 3, ADDR_M, HOST, ONE(ADDR_R), {}, 0 },
	{ "M at R's place, R", &gateway, 3, ADDR_R, HOST, ONE(ADDR_R),
	  { ONE(ADDR_R) }, 1 },
	{ "M at C's place, C", &gateway, 3, ADDR_C, HOST, ONE(ADDR_C),
	  { ONE(ADDR_C) }, 1 },
	{ "M behind IPv6, an IPv4 address", &gateway, 3, ADDR_6, HOST,
	  ONE(ADDR_M), {}, 0 },
	/* figures 4 and 5 */
	{ "mixed: B as anybody", &mixed, 2, ADDR_B, HOST, ONE(ADDR_B),
	  { ONE(ADDR_B) }, 1 },
	{ "mixed: B asks for A", &mixed, 2, ADDR_A, HOST, ONE(ADDR_A), {}, 0 },
	/* figures 6 and 7 */
	{ "btns only: Q", &btns_only, 1, ADDR_Q, HOST, WORLD,
	  { ONE(ADDR_Q) }, 1 },
	{ "btns only: however wide", &btns_only, 1, ADDR_Q, WIDE, WORLD,
	  { WORLD }, 1 },
	/* claims of every class */
	{ "by id: any address", &rich, 2, ADDR_C, HOST, WORLD, { WORLD }, 1 },
	{ "NULL: not what AUTH claims", &rich, 3, ADDR_B, HOST, ONE(ADDR_B), {},
	  0 },
	{ "NULL: not what a revoked entry owned", &rich, 3, ADDR_Q, HOST,
	  ONE(ADDR_Q), {}, 0 },
	{ "NULL: not what a pinned key claims", &rich, 3, ADDR_C, HOST,
	  ONE(ADDR_C), {}, 0 },
	{ "NULL: itself", &rich, 3, ADDR_M, HOST, ONE(ADDR_M),
	  { ONE(ADDR_M) }, 1 },
	{ "pinned: its child", &rich, 5, ADDR_C, HOST, WORLD,
	  { ONE(ADDR_C) }, 1 },
	{ "pinned: from elsewhere, its child", &rich, 5, ADDR_M, HOST, WORLD, {},
	  0 },
	{ "wildcard: not what a pinned key claims", &rich, 6, ADDR_C, WIDE,
	  ONE(ADDR_C), {}, 0 },
	{ "wildcard: what a disabled entry would claim", &poor, 6, ADDR_Q, HOST,
	  ONE(ADDR_Q), { ONE(ADDR_Q) }, 1 },
};
BTNS_KUNIT_TABLE(pad_narrows);

static const struct btns_pad_entry *entry_of(const struct pad_world *pad,
					     u32 index)
{
	u32 i;

	for (i = 0; i < pad->list.count; i++)
		if (pad->entry[i]->index == index)
			return pad->entry[i];
	return NULL;
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

static void pad_narrow_leaves_what_is_free(struct kunit *test)
{
	const struct pad_narrow_case *item = test->param_value;
	const struct btns_pad_peer peer = {
		.ike_addr = item->from,
		.ike_family = item->from.octets[15] ? AF_INET6 : AF_INET,
	};
	struct btns_addr_range range[8], other[8];
	struct btns_addr_set set, scratch;
	struct pad_world pad;
	u32 i;

	build(&pad, item->pad);
	btns_addr_set_init(&set, range, ARRAY_SIZE(range), AF_INET);
	btns_addr_set_init(&scratch, other, ARRAY_SIZE(other), AF_INET);
	btns_addr_set_add(&set, &item->ask);
	btns_pad_narrow(&pad.list, entry_of(&pad, item->index), &peer,
			item->reach, &set, &scratch);

	KUNIT_EXPECT_EQ(test, set.count, item->count);
	for (i = 0; i < item->count; i++)
		KUNIT_EXPECT_EQ_MSG(test, has_range(&set, &item->want[i]), true,
				    "range %u", i);

	/* the other question has the same answer */
	KUNIT_EXPECT_EQ(test,
			btns_pad_bound(&pad.list, entry_of(&pad, item->index),
				       &peer, item->reach, &item->ask,
				       AF_INET) == BTNS_PAD_ALLOWED,
			set.count == 1 && has_range(&set, &item->ask));
	for (i = 0; i < set.count; i++)
		KUNIT_EXPECT_EQ(test,
				btns_pad_bound(&pad.list,
					       entry_of(&pad, item->index),
					       &peer, item->reach,
					       &set.range[i], AF_INET),
				BTNS_PAD_ALLOWED);
}

struct pad_bound_case {
	const char *desc;
	const struct pad_sketch *pad;
	u32 index;	/* of the entry that the peer fell under */
	struct btns_addr from;
	enum btns_pad_reach reach;
	struct btns_addr_range ask;
	u8 family;
	enum btns_pad_bound want;
};

#define MAPPED_Q { .octets = { [10] = 0xff, 0xff, 10, 0, 0, 2 } }
#define NEAR_6 { .octets = { 0x20, 1, [15] = 6 } }
#define FAR_6 { .octets = { 0x20, 1, [7] = 1, [15] = 5 } }

static const struct pad_bound_case pad_bounds[] = {
	{ "Q speaks for itself", &gateway, 2, ADDR_Q, HOST, ONE(ADDR_Q),
	  AF_INET, BTNS_PAD_ALLOWED },
	{ "Q does not for B", &gateway, 2, ADDR_Q, WIDE, ONE(ADDR_B), AF_INET,
	  BTNS_PAD_NO_CHILD },
	{ "Q has no IPv6 address", &gateway, 2, ADDR_Q, WIDE, ONE(ADDR_6),
	  AF_INET6, BTNS_PAD_NO_CHILD },
	{ "M does not for R", &gateway, 3, ADDR_M, HOST, ONE(ADDR_R), AF_INET,
	  BTNS_PAD_TOO_FAR },
	{ "M in Q's place does not for Q", &gateway, 3, ADDR_Q, HOST,
	  ONE(ADDR_Q), AF_INET, BTNS_PAD_IS_CLAIMED },
	{ "nor for the world with Q in it", &gateway, 3, ADDR_M, WIDE, WORLD,
	  AF_INET, BTNS_PAD_IS_CLAIMED },
	{ "a host speaks for itself", &btns_only, 1, ADDR_6, HOST, ONE(ADDR_6),
	  AF_INET6, BTNS_PAD_ALLOWED },
	{ "not for its neighbour", &btns_only, 1, ADDR_6, HOST, ONE(NEAR_6),
	  AF_INET6, BTNS_PAD_TOO_FAR },
	{ "unless its /64 is meant", &btns_only, 1, ADDR_6, PREFIX64,
	  ONE(NEAR_6), AF_INET6, BTNS_PAD_ALLOWED },
	{ "and not beyond", &btns_only, 1, ADDR_6, PREFIX64, ONE(FAR_6),
	  AF_INET6, BTNS_PAD_TOO_FAR },
	{ "a /64 is none in IPv4", &btns_only, 1, ADDR_M, PREFIX64,
	  ONE(ADDR_C), AF_INET, BTNS_PAD_TOO_FAR },
	{ "an IPv4 address in disguise", &btns_only, 1, ADDR_6, WIDE,
	  ONE(MAPPED_Q), AF_INET6, BTNS_PAD_IS_MAPPED },
	{ "a world with those in it", &btns_only, 1, ADDR_6, WIDE, WORLD6,
	  AF_INET6, BTNS_PAD_IS_MAPPED },
};
BTNS_KUNIT_TABLE(pad_bounds);

static void pad_bound_says_which_rule_cuts(struct kunit *test)
{
	const struct pad_bound_case *item = test->param_value;
	const struct btns_pad_peer peer = {
		.ike_addr = item->from,
		.ike_family = item->from.octets[15] ? AF_INET6 : AF_INET,
	};
	struct pad_world pad;

	build(&pad, item->pad);
	KUNIT_EXPECT_EQ(test,
			btns_pad_bound(&pad.list, entry_of(&pad, item->index),
				       &peer, item->reach, &item->ask,
				       item->family), item->want);
}

static void pad_narrow_of_ipv6(struct kunit *test)
{
	const struct btns_pad_peer peer = {
		.ike_addr = ADDR_6,
		.ike_family = AF_INET6,
	};
	struct btns_addr_range range[4], other[4];
	static const struct btns_addr mapped = {
		.octets = { [10] = 0xff, 0xff, 10, 0, 0, 2 },
	};
	struct btns_addr_set set, scratch;
	struct pad_world pad;

	build(&pad, &btns_only);
	btns_addr_set_init(&set, range, ARRAY_SIZE(range), AF_INET6);
	btns_addr_set_init(&scratch, other, ARRAY_SIZE(other), AF_INET6);

	/* its own /64 and no more */
	btns_addr_set_add(&set, world6);
	btns_pad_narrow(&pad.list, pad.entry[0], &peer, PREFIX64, &set,
			&scratch);
	KUNIT_ASSERT_EQ(test, set.count, 1);
	KUNIT_EXPECT_EQ(test, set.range[0].lo.octets[15], 0);
	KUNIT_EXPECT_EQ(test, set.range[0].lo.octets[1], 1);
	KUNIT_EXPECT_EQ(test, set.range[0].hi.octets[1], 1);
	KUNIT_EXPECT_EQ(test, set.range[0].hi.octets[7], 0);
	KUNIT_EXPECT_EQ(test, set.range[0].hi.octets[8], 255);

	/* an IPv4 address in disguise */
	btns_addr_set_init(&set, range, ARRAY_SIZE(range), AF_INET6);
	btns_addr_set_add(&set, &(struct btns_addr_range){ mapped, mapped });
	btns_pad_narrow(&pad.list, pad.entry[0], &peer, WIDE, &set, &scratch);
	KUNIT_EXPECT_EQ(test, set.count, 0);
}

static void pad_narrow_leaves_nothing_without_room(struct kunit *test)
{
	const struct btns_pad_peer peer = { .ike_family = AF_INET };
	struct btns_addr_range range[2], other[2];
	struct btns_addr_set set, scratch;
	struct pad_world pad;

	build(&pad, &gateway);
	btns_addr_set_init(&set, range, ARRAY_SIZE(range), AF_INET);
	btns_addr_set_init(&scratch, other, ARRAY_SIZE(other), AF_INET);
	btns_addr_set_add(&set, world);
	btns_pad_narrow(&pad.list, pad.entry[2], &peer, WIDE, &set, &scratch);
	KUNIT_EXPECT_EQ(test, set.count, 0);
}

/* ---- entries ---- */

struct pad_check_case {
	const char *desc;
	struct btns_pad_entry entry;
};

static const struct btns_addr_range backwards[] = {
	{ ADDR_M, ADDR_C },
};
static const struct btns_addr_range with_tail[] = {
	{ { .octets = { 10, [4] = 1 } }, { .octets = { 11 } } },
};

static const struct pad_check_case pad_good[] = {
	{ "auth by address", { .rank = BTNS_PAD_AUTH, .id = FQDN("q"),
			       .child = RANGES4(only_q) } },
	{ "auth by id", { .rank = BTNS_PAD_AUTH, .id = FQDN("q"),
			  .flags = BTNS_PAD_BY_ID } },
	{ "auth with everything",
	  { .rank = BTNS_PAD_AUTH, .id = NAME(RFC822, SUBTREE, "@q"),
	    .child = RANGES6(world6), .claim = RANGES4(b_net),
	    .ike_addr = RANGES4(only_m), .keys = HASHES(keys_q),
	    .anchors = HASHES(anchors), .priority = 7, .max_sas = 1,
	    .methods = BTNS_IKE_AUTH_BIT(RSA) | BTNS_IKE_AUTH_BIT(PSK),
	    .flags = BTNS_PAD_REVOKED | BTNS_PAD_DISABLED |
		     BTNS_PAD_CERTID } },
	{ "key", { .rank = BTNS_PAD_BTNS_KEY, .id = KEY(key_m) } },
	{ "pinned key", { .rank = BTNS_PAD_BTNS_KEY, .id = KEY(key_m),
			  .child = RANGES4(only_m), .flags = BTNS_PAD_PINNED } },
	{ "wildcard", { .rank = BTNS_PAD_BTNS_ANY } },
	{ "limited wildcard", { .rank = BTNS_PAD_BTNS_ANY,
				.child = RANGES4(b_net), .max_sas = 100,
				.methods = BTNS_IKE_AUTH_BIT(SIGNATURE) } },
	{ "NULL", { .rank = BTNS_PAD_NULL_ANY } },
};
BTNS_KUNIT_TABLE(pad_good);

static const struct pad_check_case pad_bad[] = {
	{ "auth without identity", { .rank = BTNS_PAD_AUTH,
				     .child = RANGES4(only_q) } },
	{ "auth by key", { .rank = BTNS_PAD_AUTH, .id = KEY(key_q),
			   .child = RANGES4(only_q) } },
	{ "auth for any address", { .rank = BTNS_PAD_AUTH, .id = FQDN("q") } },
	{ "auth with a bad identity", { .rank = BTNS_PAD_AUTH,
					.id = FQDN("Q"),
					.child = RANGES4(only_q) } },
	{ "auth by NULL", { .rank = BTNS_PAD_AUTH, .id = FQDN("q"),
			    .child = RANGES4(only_q),
			    .methods = BTNS_IKE_AUTH_BIT(NULL_AUTH) } },
	{ "auth by method 0", { .rank = BTNS_PAD_AUTH, .id = FQDN("q"),
				.child = RANGES4(only_q), .methods = 1 } },
	{ "auth by id with child", { .rank = BTNS_PAD_AUTH, .id = FQDN("q"),
				     .child = RANGES4(only_q),
				     .flags = BTNS_PAD_BY_ID } },
	{ "pinned auth", { .rank = BTNS_PAD_AUTH, .id = FQDN("q"),
			   .child = RANGES4(only_q),
			   .flags = BTNS_PAD_PINNED } },
	{ "key by name", { .rank = BTNS_PAD_BTNS_KEY, .id = FQDN("q") } },
	{ "key of anybody", { .rank = BTNS_PAD_BTNS_KEY } },
	{ "key by secret", { .rank = BTNS_PAD_BTNS_KEY, .id = KEY(key_m),
			     .methods = BTNS_IKE_AUTH_BIT(PSK) } },
	{ "key with keys", { .rank = BTNS_PAD_BTNS_KEY, .id = KEY(key_m),
			     .keys = HASHES(keys_q) } },
	{ "key with anchors", { .rank = BTNS_PAD_BTNS_KEY, .id = KEY(key_m),
				.anchors = HASHES(anchors) } },
	{ "key with certificate", { .rank = BTNS_PAD_BTNS_KEY,
				    .id = KEY(key_m),
				    .flags = BTNS_PAD_CERTID } },
	{ "wildcard with identity", { .rank = BTNS_PAD_BTNS_ANY,
				      .id = FQDN("q") } },
	{ "wildcard that claims", { .rank = BTNS_PAD_BTNS_ANY,
				    .claim = RANGES4(b_net) } },
	{ "revoked wildcard", { .rank = BTNS_PAD_BTNS_ANY,
				.flags = BTNS_PAD_REVOKED } },
	{ "wildcard by id", { .rank = BTNS_PAD_BTNS_ANY,
			      .flags = BTNS_PAD_BY_ID } },
	{ "NULL by signature", { .rank = BTNS_PAD_NULL_ANY,
				 .methods = BTNS_IKE_AUTH_BIT(RSA) } },
	{ "NULL with identity", { .rank = BTNS_PAD_NULL_ANY,
				  .id = FQDN("q") } },
	{ "child backwards", { .rank = BTNS_PAD_BTNS_ANY,
			       .child = RANGES4(backwards) } },
	{ "claim with octets behind", { .rank = BTNS_PAD_AUTH,
					.id = FQDN("q"),
					.child = RANGES4(only_q),
					.claim = RANGES4(with_tail) } },
	{ "place backwards", { .rank = BTNS_PAD_BTNS_ANY,
			       .ike_addr = RANGES4(backwards) } },
	{ "too many ranges", { .rank = BTNS_PAD_BTNS_ANY,
			       .child = { .v4 = only_q, .v4_count = 65 } } },
	{ "too many keys", { .rank = BTNS_PAD_AUTH, .id = FQDN("q"),
			     .child = RANGES4(only_q),
			     .keys = { .hash = keys_q, .count = 17 } } },
};
BTNS_KUNIT_TABLE(pad_bad);

static void pad_entry_is_accepted(struct kunit *test)
{
	const struct pad_check_case *item = test->param_value;

	KUNIT_ASSERT_NULL(test, btns_pad_entry_check(&item->entry));
}

static void pad_entry_is_refused(struct kunit *test)
{
	const struct pad_check_case *item = test->param_value;

	KUNIT_ASSERT_NOT_NULL(test, btns_pad_entry_check(&item->entry));
}

struct pad_pair_case {
	const char *desc;
	struct btns_pad_entry a;
	struct btns_pad_entry b;
	enum btns_pad_clash clash;
};

#define WILDCARD { .rank = BTNS_PAD_BTNS_ANY }
#define OPEN { .rank = BTNS_PAD_NULL_ANY }
#define AUTH(...) { .rank = BTNS_PAD_AUTH, .id = FQDN("q"), __VA_ARGS__ }

static const struct pad_pair_case pad_pairs[] = {
	{ "two wildcards", WILDCARD, WILDCARD, BTNS_PAD_TWO_WILDCARDS },
	{ "two for NULL", OPEN, OPEN, BTNS_PAD_TWO_WILDCARDS },
	{ "one of each", OPEN, WILDCARD, BTNS_PAD_NO_CLASH },
	{ "wildcard, auth of one host", WILDCARD, AUTH(.child = RANGES4(only_q)),
	  BTNS_PAD_NO_CLASH },
	{ "wildcard, auth of the world", WILDCARD, AUTH(.child = RANGES4(world)),
	  BTNS_PAD_CLAIMS_ALL },
	{ "wildcard, auth of the IPv6 world", WILDCARD,
	  AUTH(.child = RANGES6(world6), .claim = RANGES4(only_q)),
	  BTNS_PAD_CLAIMS_ALL },
	{ "wildcard, auth of two halves", WILDCARD,
	  AUTH(.child = RANGES4(halves)), BTNS_PAD_CLAIMS_ALL },
	{ "wildcard, auth of the world with claim", WILDCARD,
	  AUTH(.child = RANGES4(world), .claim = RANGES4(only_q)),
	  BTNS_PAD_NO_CLASH },
	{ "wildcard, auth by id", WILDCARD, AUTH(.flags = BTNS_PAD_BY_ID),
	  BTNS_PAD_CLAIMS_ALL },
	{ "wildcard, disabled auth by id", WILDCARD,
	  AUTH(.flags = BTNS_PAD_BY_ID | BTNS_PAD_DISABLED),
	  BTNS_PAD_CLAIMS_ALL },
	{ "wildcard, auth by id with claim", WILDCARD,
	  AUTH(.flags = BTNS_PAD_BY_ID, .claim = RANGES4(only_q)),
	  BTNS_PAD_NO_CLASH },
	{ "wildcard, key for any address", WILDCARD,
	  { .rank = BTNS_PAD_BTNS_KEY, .id = KEY(key_m) }, BTNS_PAD_NO_CLASH },
	{ "two of the world", AUTH(.child = RANGES4(world)),
	  AUTH(.child = RANGES4(world)), BTNS_PAD_NO_CLASH },
};
BTNS_KUNIT_TABLE(pad_pairs);

static void pad_pair_clashes(struct kunit *test)
{
	const struct pad_pair_case *item = test->param_value;

	KUNIT_EXPECT_EQ(test, btns_pad_clashes(&item->a, &item->b),
			item->clash);
	KUNIT_EXPECT_EQ(test, btns_pad_clashes(&item->b, &item->a),
			item->clash);
}

/* In this order, whatever the numbers say. */
static const struct btns_pad_entry pad_in_order[] = {
	{ .rank = BTNS_PAD_AUTH, .priority = 1, .index = 9 },
	{ .rank = BTNS_PAD_AUTH, .priority = 100, .index = 1 },
	{ .rank = BTNS_PAD_AUTH, .priority = 100, .index = 2 },
	{ .rank = BTNS_PAD_NULL_ANY },
	{ .rank = BTNS_PAD_BTNS_KEY, .priority = 1, .index = 8 },
	{ .rank = BTNS_PAD_BTNS_KEY, .priority = ~0u, .index = 7 },
	{ .rank = BTNS_PAD_BTNS_ANY, .priority = 0, .index = 0 },
};

static void pad_order_is_class_then_priority(struct kunit *test)
{
	int i, j, got;

	for (i = 0; i < (int)ARRAY_SIZE(pad_in_order); i++) {
		for (j = 0; j < (int)ARRAY_SIZE(pad_in_order); j++) {
			got = btns_pad_compare(&pad_in_order[i],
					       &pad_in_order[j]);
			KUNIT_EXPECT_EQ_MSG(test, (got > 0) - (got < 0),
					    (i > j) - (i < j), "%d, %d", i, j);
		}
	}
}

struct pad_claims_case {
	const char *desc;
	struct btns_pad_entry entry;
	u32 v4;
	u32 v6;
};

static const struct pad_claims_case pad_claims[] = {
	{ "child", { .child = RANGES4(b_net) }, 1, 0 },
	{ "claim and child", { .child = RANGES4(b_net),
			       .claim = RANGES4(halves) }, 3, 0 },
	{ "a child that is everything claims nothing",
	  { .child = RANGES4(world), .claim = RANGES4(only_q) }, 1, 0 },
	{ "of one family", { .child = { .v4 = b_net, .v4_count = 1,
					.v6 = world6, .v6_count = 1 } }, 1, 0 },
	{ "pinned", { .rank = BTNS_PAD_BTNS_KEY, .child = RANGES4(only_c) }, 1,
	  0 },
	{ "disabled", { .flags = BTNS_PAD_DISABLED, .child = RANGES4(only_c) },
	  0, 0 },
	{ "revoked", { .flags = BTNS_PAD_REVOKED, .child = RANGES4(only_c) },
	  1, 0 },
	{ "anybody", { .rank = BTNS_PAD_BTNS_ANY, .child = RANGES4(only_c) },
	  0, 0 },
	{ "nobody", { .rank = BTNS_PAD_NULL_ANY, .child = RANGES4(only_c) }, 0,
	  0 },
};
BTNS_KUNIT_TABLE(pad_claims);

static void pad_claims_are_those_of_the_known(struct kunit *test)
{
	const struct pad_claims_case *item = test->param_value;
	struct btns_addr_range to[3];

	KUNIT_EXPECT_EQ(test, btns_pad_claims(&item->entry, AF_INET, NULL),
			item->v4);
	KUNIT_EXPECT_EQ(test, btns_pad_claims(&item->entry, AF_INET6, NULL),
			item->v6);
	KUNIT_EXPECT_EQ(test, btns_pad_claims(&item->entry, AF_INET, to),
			item->v4);
}

static struct kunit_case pad_cases[] = {
	KUNIT_CASE_PARAM(pad_search_finds_who_decides, pad_searches_gen_params),
	KUNIT_CASE_PARAM(pad_narrow_leaves_what_is_free,
			 pad_narrows_gen_params),
	KUNIT_CASE_PARAM(pad_bound_says_which_rule_cuts,
			 pad_bounds_gen_params),
	KUNIT_CASE(pad_narrow_of_ipv6),
	KUNIT_CASE(pad_narrow_leaves_nothing_without_room),
	KUNIT_CASE_PARAM(pad_entry_is_accepted, pad_good_gen_params),
	KUNIT_CASE_PARAM(pad_entry_is_refused, pad_bad_gen_params),
	KUNIT_CASE_PARAM(pad_pair_clashes, pad_pairs_gen_params),
	KUNIT_CASE(pad_order_is_class_then_priority),
	KUNIT_CASE_PARAM(pad_claims_are_those_of_the_known,
			 pad_claims_gen_params),
	{}
};

static struct kunit_suite pad_suite = {
	.name = "btns_pad",
	.test_cases = pad_cases,
};

kunit_test_suite(pad_suite);
