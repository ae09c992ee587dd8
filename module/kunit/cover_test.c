// SPDX-License-Identifier: GPL-2.0-only
#include "../core/cover.h"

#include "table.h"

/* ---- prefixes of one field ---- */

struct cover_port_case {
	const char *desc;
	u8 n_ranges;
	struct btns_port_range range[3];
	u8 n_prefixes;
	struct {
		u16 port;
		u8 nibbles;
	} prefix[8];
};

static const struct cover_port_case cover_port[] = {
	{ "any", 0, {}, 1, { { 0, 0 } } },
	{ "one port", 1, { { 443, 443 } }, 1, { { 443, 4 } } },
	{ "port 0", 1, { { 0, 0 } }, 1, { { 0, 4 } } },
	{ "last port", 1, { { 65535, 65535 } }, 1, { { 65535, 4 } } },
	{ "whole block", 1, { { 0x50, 0x5f } }, 1, { { 0x50, 3 } } },
	{ "whole field", 1, { { 0, 65535 } }, 1, { { 0, 0 } } },
	{ "few ports", 1, { { 80, 82 } }, 3,
	  { { 80, 4 }, { 81, 4 }, { 82, 4 } } },
	{ "eight ports", 1, { { 80, 87 } }, 8,
	  { { 80, 4 }, { 81, 4 }, { 82, 4 }, { 83, 4 }, { 84, 4 }, { 85, 4 },
	    { 86, 4 }, { 87, 4 } } },
	{ "nine ports are taken as a block", 1, { { 80, 88 } }, 1,
	  { { 80, 3 } } },
	{ "two ports on both sides of a boundary", 1, { { 0xfff, 0x1000 } }, 2,
	  { { 0xfff, 4 }, { 0x1000, 4 } } },
	{ "ends are cut down", 1, { { 0x3e8, 0x7cf } }, 5,
	  { { 0x300, 2 }, { 0x400, 2 }, { 0x500, 2 }, { 0x600, 2 },
	    { 0x700, 2 } } },
	{ "unprivileged ports", 1, { { 1024, 65535 } }, 1, { { 0, 0 } } },
	{ "list", 2, { { 22, 22 }, { 80, 80 } }, 2, { { 22, 4 }, { 80, 4 } } },
	{ "twice the same", 2, { { 22, 22 }, { 22, 22 } }, 1, { { 22, 4 } } },
	{ "later one holds the earlier", 2, { { 0x51, 0x51 }, { 0x50, 0x5f } },
	  1, { { 0x50, 3 } } },
	{ "earlier one holds the later", 2, { { 0x50, 0x5f }, { 0x51, 0x51 } },
	  1, { { 0x50, 3 } } },
};
BTNS_KUNIT_TABLE(cover_port);

static void cover_ports_by_prefixes(struct kunit *test)
{
	const struct cover_port_case *c = test->param_value;
	struct btns_prefixes *prefixes;
	u8 i;

	prefixes = kunit_kzalloc(test, sizeof(*prefixes), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, prefixes);
	btns_prefixes_of_ports(prefixes, c->range, c->n_ranges);

	KUNIT_ASSERT_EQ(test, prefixes->count, c->n_prefixes);
	for (i = 0; i < c->n_prefixes; i++) {
		const u8 *octets = prefixes->list[i].octets;

		KUNIT_EXPECT_EQ(test, octets[0] << 8 | octets[1],
				c->prefix[i].port);
		KUNIT_EXPECT_EQ(test, prefixes->list[i].nibbles,
				c->prefix[i].nibbles);
	}
}

struct cover_addr_case {
	const char *desc;
	u8 family;
	struct btns_addr_range range;
	u8 n_prefixes;
	u8 first_nibbles;
	u8 last_nibbles;
};

#define RANGE(...) { .octets = { __VA_ARGS__ } }

static const struct cover_addr_case cover_addr[] = {
	{ "IPv4 host", AF_INET,
	  { RANGE(10, 0, 0, 1), RANGE(10, 0, 0, 1) }, 1, 8, 8 },
	{ "IPv4 /24", AF_INET,
	  { RANGE(10, 0, 0, 0), RANGE(10, 0, 0, 255) }, 1, 6, 6 },
	{ "IPv4 /25", AF_INET,
	  { RANGE(10, 0, 0, 0), RANGE(10, 0, 0, 127) }, 8, 7, 7 },
	{ "IPv4 /26", AF_INET,
	  { RANGE(10, 0, 0, 64), RANGE(10, 0, 0, 127) }, 4, 7, 7 },
	{ "IPv4 hosts of a net", AF_INET,
	  { RANGE(10, 0, 0, 1), RANGE(10, 0, 0, 254) }, 1, 6, 6 },
	{ "IPv4 two addresses of two nets", AF_INET,
	  { RANGE(10, 0, 0, 255), RANGE(10, 0, 1, 0) }, 2, 8, 8 },
	{ "IPv4 everything", AF_INET,
	  { RANGE(0, 0, 0, 0), RANGE(255, 255, 255, 255) }, 1, 0, 0 },
	{ "IPv6 host", AF_INET6,
	  { RANGE(0x20, 1, [15] = 1), RANGE(0x20, 1, [15] = 1) }, 1, 32, 32 },
	{ "IPv6 two hosts", AF_INET6,
	  { RANGE(0x20, 1, [15] = 1), RANGE(0x20, 1, [15] = 2) }, 2, 32, 32 },
	{ "IPv6 /16", AF_INET6,
	  { RANGE(0x20, 1),
	    RANGE(0x20, 1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
		  255, 255, 255, 255) }, 1, 4, 4 },
};
BTNS_KUNIT_TABLE(cover_addr);

static void cover_addrs_by_prefixes(struct kunit *test)
{
	const struct cover_addr_case *c = test->param_value;
	struct btns_prefixes *prefixes;

	prefixes = kunit_kzalloc(test, sizeof(*prefixes), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, prefixes);
	btns_prefixes_of_addrs(prefixes, &c->range, 1, c->family);

	KUNIT_ASSERT_EQ(test, prefixes->count, c->n_prefixes);
	KUNIT_EXPECT_EQ(test, prefixes->list[0].nibbles, c->first_nibbles);
	KUNIT_EXPECT_EQ(test, prefixes->list[prefixes->count - 1].nibbles,
			c->last_nibbles);
	KUNIT_EXPECT_EQ(test, memcmp(prefixes->list[0].octets,
				     c->range.lo.octets,
				     c->first_nibbles / 2), 0);
}

/* ---- boxes ---- */

static void cover_init_ports(struct btns_selector *sel,
			     const struct btns_port_range *list, u8 count)
{
	btns_selector_init(sel, AF_INET);
	sel->proto = IPPROTO_UDP;
	sel->rport = list;
	sel->n_rport = count;
}

static struct btns_cover *cover_alloc(struct kunit *test)
{
	struct btns_cover *cover = kunit_kzalloc(test, sizeof(*cover),
						 GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, cover);
	return cover;
}

static void cover_of_everything_masks_nothing(struct kunit *test)
{
	static const struct btns_box everything;
	struct btns_cover *cover = cover_alloc(test);
	struct btns_selector sel;
	struct btns_box box;

	btns_selector_init(&sel, AF_UNSPEC);
	KUNIT_ASSERT_EQ(test, btns_cover_init(cover, &sel, 32), 1u);
	btns_cover_box(cover, 0, &box);
	KUNIT_EXPECT_EQ(test, memcmp(&box, &everything, sizeof(box)), 0);
}

static void cover_keeps_whole_values(struct kunit *test)
{
	static const struct btns_port_range port = { 443, 443 };
	static const struct btns_addr_range host = {
		RANGE(10, 0, 0, 1), RANGE(10, 0, 0, 1),
	};
	struct btns_cover *cover = cover_alloc(test);
	struct btns_selector sel;
	struct btns_box box;

	cover_init_ports(&sel, &port, 1);
	sel.remote = &host;
	sel.n_remote = 1;
	KUNIT_ASSERT_EQ(test, btns_cover_init(cover, &sel, 32), 1u);
	btns_cover_box(cover, 0, &box);

	KUNIT_EXPECT_EQ(test, box.key.family, AF_INET);
	KUNIT_EXPECT_EQ(test, box.mask.family, 0xff);
	KUNIT_EXPECT_EQ(test, box.key.proto, IPPROTO_UDP);
	KUNIT_EXPECT_EQ(test, box.mask.proto, 0xffff);
	KUNIT_EXPECT_EQ(test, box.key.rport, 443);
	KUNIT_EXPECT_EQ(test, box.mask.rport, 0xffff);
	KUNIT_EXPECT_EQ(test, box.mask.lport, 0);
	KUNIT_EXPECT_EQ(test, memcmp(box.key.remote.octets, host.lo.octets,
				     16), 0);
	KUNIT_EXPECT_EQ(test, box.mask.remote.octets[3], 0xff);
	KUNIT_EXPECT_EQ(test, box.mask.remote.octets[4], 0);
	KUNIT_EXPECT_EQ(test, box.mask.local.octets[0], 0);
}

static void cover_counts_products(struct kunit *test)
{
	static const struct btns_port_range ports[] = {
		{ 1, 1 }, { 20, 20 }, { 300, 300 },
	};
	struct btns_cover *cover = cover_alloc(test);
	struct btns_selector sel;

	cover_init_ports(&sel, ports, 3);
	sel.lport = ports;
	sel.n_lport = 3;
	KUNIT_EXPECT_EQ(test, btns_cover_init(cover, &sel, 9), 9u);
	KUNIT_ASSERT_LE(test, btns_cover_init(cover, &sel, 8), 8u);
	KUNIT_EXPECT_EQ(test, btns_cover_init(cover, &sel, 1), 1u);
	/* all three begin with 0 */
	KUNIT_EXPECT_EQ(test, cover->lport.list[0].nibbles, 1);
}

static void cover_puts_icmp_in_the_place_of_ports(struct kunit *test)
{
	static const struct btns_port_range echo = { 8 << 8, 8 << 8 | 255 };
	struct btns_flow flow = {
		.family = AF_INET, .proto = IPPROTO_ICMP, .has_icmp = true,
		.icmp_type = 8, .icmp_code = 3,
	};
	struct btns_cover *cover = cover_alloc(test);
	struct btns_selector sel;
	struct btns_key key;
	struct btns_box box;

	btns_selector_init(&sel, AF_INET);
	sel.proto = IPPROTO_ICMP;
	sel.icmp = &echo;
	sel.n_icmp = 1;
	KUNIT_ASSERT_EQ(test, btns_cover_init(cover, &sel, 32), 1u);
	btns_cover_box(cover, 0, &box);
	KUNIT_EXPECT_EQ(test, box.key.lport, 0x800);
	KUNIT_EXPECT_EQ(test, box.mask.lport, 0xff00);

	btns_key_from_flow(&key, &flow, BTNS_IN);
	KUNIT_EXPECT_EQ(test, key.lport, 0x803);
	KUNIT_EXPECT_EQ(test, btns_box_holds(&box, &key), true);
}

static void cover_key_names_a_hidden_protocol(struct kunit *test)
{
	struct btns_flow flow = {
		.family = AF_INET6, .proto = IPPROTO_DSTOPTS,
		.is_fragment = true, .is_later_fragment = true,
	};
	struct btns_key key;

	btns_key_from_flow(&key, &flow, BTNS_OUT);
	KUNIT_EXPECT_EQ(test, key.proto, BTNS_PROTO_OPAQUE);
}

static struct kunit_case cover_cases[] = {
	KUNIT_CASE_PARAM(cover_ports_by_prefixes, cover_port_gen_params),
	KUNIT_CASE_PARAM(cover_addrs_by_prefixes, cover_addr_gen_params),
	KUNIT_CASE(cover_of_everything_masks_nothing),
	KUNIT_CASE(cover_keeps_whole_values),
	KUNIT_CASE(cover_counts_products),
	KUNIT_CASE(cover_puts_icmp_in_the_place_of_ports),
	KUNIT_CASE(cover_key_names_a_hidden_protocol),
	{}
};

static struct kunit_suite cover_suite = {
	.name = "btns_cover",
	.test_cases = cover_cases,
};
kunit_test_suite(cover_suite);
