// SPDX-License-Identifier: GPL-2.0-only
#include "../core/pack.h"

#include "table.h"

static const struct btns_addr_range pack_addrs[] = {
	{ { .octets = { 10, 0, 0, 1 } }, { .octets = { 10, 0, 0, 9 } } },
	{ { .octets = { 10, 1, 0, 0 } }, { .octets = { 10, 1, 255, 255 } } },
};

static const struct btns_port_range pack_ports[] = {
	{ 22, 22 }, { 80, 90 }, { 1024, 65534 },
};

struct pack_case {
	const char *desc;
	struct btns_selector sel;
	size_t size;
};

static const struct pack_case pack[] = {
	{ "everything", { .family = AF_UNSPEC }, 12 },
	{ "one address each",
	  { .family = AF_INET, .local = pack_addrs, .n_local = 1,
	    .remote = pack_addrs + 1, .n_remote = 1 }, 12 + 2 * 32 },
	{ "addresses and ports",
	  { .family = AF_INET, .proto = IPPROTO_TCP, .remote = pack_addrs,
	    .n_remote = 2, .lport = pack_ports, .n_lport = 3,
	    .rport = pack_ports + 1, .n_rport = 1 }, 12 + 2 * 32 + 4 * 4 },
	{ "messages", { .family = AF_INET, .proto = IPPROTO_ICMP,
			.icmp = pack_ports, .n_icmp = 2 }, 12 + 2 * 4 },
	{ "mobility", { .family = AF_INET6, .proto = 135,
			.mh = pack_ports, .n_mh = 1 }, 12 + 4 },
	{ "opaque", { .family = AF_INET6, .proto = 256, .opaque = true }, 12 },
};
BTNS_KUNIT_TABLE(pack);

static void pack_expect_list(struct kunit *test, const void *a, u8 n_a,
			     const void *b, u8 n_b, size_t len)
{
	KUNIT_ASSERT_EQ(test, n_a, n_b);
	if (n_a)
		KUNIT_EXPECT_EQ(test, memcmp(a, b, n_a * len), 0);
	else
		KUNIT_EXPECT_EQ(test, !b, true);
}

static void pack_gives_back_what_it_got(struct kunit *test)
{
	const struct pack_case *c = test->param_value;
	const struct btns_selector *sel = &c->sel;
	struct btns_selector back;
	u8 *room;

	KUNIT_ASSERT_EQ(test, btns_pack_size(sel), c->size);
	room = kunit_kzalloc(test, c->size, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, room);
	KUNIT_ASSERT_EQ(test, (u8 *)btns_pack(room, sel) - room, c->size);
	KUNIT_ASSERT_EQ(test, (const u8 *)btns_unpack(room, &back) - room,
			c->size);

	KUNIT_EXPECT_EQ(test, back.proto, sel->proto);
	KUNIT_EXPECT_EQ(test, back.family, sel->family);
	KUNIT_EXPECT_EQ(test, back.opaque, sel->opaque);
	pack_expect_list(test, sel->local, sel->n_local, back.local,
			 back.n_local, sizeof(*sel->local));
	pack_expect_list(test, sel->remote, sel->n_remote, back.remote,
			 back.n_remote, sizeof(*sel->remote));
	pack_expect_list(test, sel->lport, sel->n_lport, back.lport,
			 back.n_lport, sizeof(*sel->lport));
	pack_expect_list(test, sel->rport, sel->n_rport, back.rport,
			 back.n_rport, sizeof(*sel->rport));
	pack_expect_list(test, sel->icmp, sel->n_icmp, back.icmp, back.n_icmp,
			 sizeof(*sel->icmp));
	pack_expect_list(test, sel->mh, sel->n_mh, back.mh, back.n_mh,
			 sizeof(*sel->mh));
}

static struct kunit_case pack_cases[] = {
	KUNIT_CASE_PARAM(pack_gives_back_what_it_got, pack_gen_params),
	{}
};

static struct kunit_suite pack_suite = {
	.name = "btns_pack",
	.test_cases = pack_cases,
};
kunit_test_suite(pack_suite);
