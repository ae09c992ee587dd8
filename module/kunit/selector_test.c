// SPDX-License-Identifier: GPL-2.0-only
#include "../core/selector.h"

#include "table.h"

/* What differs from btns_selector_init(), which makes the rest ANY. */
#define PORTS(l, h) (&(const struct btns_port_range){ (l), (h) })
#define OCTETS(l, h) (&(const struct btns_octet_range){ (l), (h) })
#define RANGE4(l, h)							\
	(&(const struct btns_addr_range){				\
		.lo.octets = { 10, 0, 0, (l) }, .hi.octets = { 10, 0, 0, (h) } })
#define RANGE6(l, h)							\
	(&(const struct btns_addr_range){				\
		.lo.octets = { 0x20, 1, [15] = (l) },			\
		.hi.octets = { 0x20, 1, [15] = (h) } })

struct selector_spec {
	u8 family;
	u8 proto;
	const struct btns_addr_range *local;
	const struct btns_addr_range *remote;
	const struct btns_port_range *lport;
	const struct btns_port_range *rport;
	const struct btns_octet_range *icmp_type;
	const struct btns_octet_range *icmp_code;
};

static struct btns_selector selector_from(const struct selector_spec *spec)
{
	struct btns_selector sel;

	btns_selector_init(&sel, spec->family);
	sel.proto = spec->proto;
	if (spec->local)
		sel.local = *spec->local;
	if (spec->remote)
		sel.remote = *spec->remote;
	if (spec->lport)
		sel.lport = *spec->lport;
	if (spec->rport)
		sel.rport = *spec->rport;
	if (spec->icmp_type)
		sel.icmp_type = *spec->icmp_type;
	if (spec->icmp_code)
		sel.icmp_code = *spec->icmp_code;
	return sel;
}

struct selector_check_case {
	const char *desc;
	struct selector_spec spec;
};

static const struct selector_check_case selector_bad[] = {
	{ "unknown family", { .family = AF_UNIX } },
	{ "local address without family", { .local = RANGE4(1, 9) } },
	{ "remote address without family", { .remote = RANGE6(0, 9) } },
	{ "whole range without family",
	  { .local = &(const struct btns_addr_range){
		.hi.octets = { 255, 255, 255, 255 } } } },
	{ "octet behind an IPv4 start",
	  { .family = AF_INET, .local = &(const struct btns_addr_range){
		.lo.octets = { [4] = 1 }, .hi.octets = { 9 } } } },
	{ "octet behind an IPv4 end",
	  { .family = AF_INET, .remote = &(const struct btns_addr_range){
		.hi.octets = { 9, [15] = 1 } } } },
	{ "IPv4 local range backwards",
	  { .family = AF_INET, .local = RANGE4(9, 8) } },
	{ "IPv4 remote range backwards",
	  { .family = AF_INET, .remote = RANGE4(128, 127) } },
	{ "IPv6 range backwards in the last octet",
	  { .family = AF_INET6, .local = RANGE6(2, 1) } },
	{ "local ports backwards",
	  { .proto = IPPROTO_TCP, .lport = PORTS(2, 1) } },
	{ "remote ports backwards",
	  { .proto = IPPROTO_TCP, .rport = PORTS(65535, 0) } },
	{ "local ports without protocol", { .lport = PORTS(1, 65535) } },
	{ "remote ports without protocol", { .rport = PORTS(0, 65534) } },
	{ "ports with ICMP", { .proto = IPPROTO_ICMP, .lport = PORTS(8, 8) } },
	{ "ports with ESP", { .proto = IPPROTO_ESP, .rport = PORTS(1, 2) } },
	{ "ports with GRE", { .proto = IPPROTO_GRE, .rport = PORTS(1, 2) } },
	{ "types backwards",
	  { .proto = IPPROTO_ICMP, .icmp_type = OCTETS(9, 8) } },
	{ "codes backwards",
	  { .proto = IPPROTO_ICMP, .icmp_code = OCTETS(255, 0) } },
	{ "type without protocol", { .icmp_type = OCTETS(1, 255) } },
	{ "code without protocol", { .icmp_code = OCTETS(0, 254) } },
	{ "type with TCP",
	  { .proto = IPPROTO_TCP, .icmp_type = OCTETS(8, 8) } },
	{ "code with UDP",
	  { .proto = IPPROTO_UDP, .icmp_code = OCTETS(0, 0) } },
	{ "ICMP in IPv6", { .family = AF_INET6, .proto = IPPROTO_ICMP } },
	{ "ICMPv6 in IPv4", { .family = AF_INET, .proto = IPPROTO_ICMPV6 } },
	{ "routing header", { .family = AF_INET6, .proto = IPPROTO_ROUTING } },
	{ "fragment header", { .family = AF_INET6, .proto = IPPROTO_FRAGMENT } },
	{ "destination options", { .proto = IPPROTO_DSTOPTS } },
};
BTNS_KUNIT_TABLE(selector_bad);

static const struct selector_check_case selector_good[] = {
	{ "everything", { .family = AF_UNSPEC } },
	{ "all of IPv4", { .family = AF_INET } },
	{ "all of IPv6", { .family = AF_INET6 } },
	{ "one IPv4 address", { .family = AF_INET, .local = RANGE4(7, 7) } },
	{ "one IPv6 address", { .family = AF_INET6, .remote = RANGE6(7, 7) } },
	{ "ranges on both sides",
	  { .family = AF_INET, .local = RANGE4(0, 255), .remote = RANGE4(1, 2) } },
	{ "TCP port", { .proto = IPPROTO_TCP, .rport = PORTS(443, 443) } },
	{ "UDP ports",
	  { .proto = IPPROTO_UDP, .lport = PORTS(0, 0), .rport = PORTS(1, 9) } },
	{ "SCTP port", { .proto = IPPROTO_SCTP, .rport = PORTS(443, 443) } },
	{ "DCCP port", { .proto = IPPROTO_DCCP, .rport = PORTS(443, 443) } },
	{ "UDP-Lite port", { .proto = IPPROTO_UDPLITE, .rport = PORTS(443, 443) } },
	{ "ICMP echo",
	  { .family = AF_INET, .proto = IPPROTO_ICMP, .icmp_type = OCTETS(8, 8),
	    .icmp_code = OCTETS(0, 0) } },
	{ "ICMPv6 errors",
	  { .family = AF_INET6, .proto = IPPROTO_ICMPV6,
	    .icmp_type = OCTETS(0, 127) } },
	{ "ICMP of no family", { .proto = IPPROTO_ICMP } },
	{ "protocol without ports", { .proto = IPPROTO_ESP } },
	{ "protocol 255", { .proto = 255 } },
};
BTNS_KUNIT_TABLE(selector_good);

#define END4(o) { .octets = { 10, 0, 0, (o) } }
#define END6(o) { .octets = { 0x20, 1, [15] = (o) } }
#define FLOW4(p, s, d) .family = AF_INET, .proto = (p), .src = END4(s), .dst = END4(d)
#define FLOW6(p, s, d) .family = AF_INET6, .proto = (p), .src = END6(s), .dst = END6(d)
#define HAS_PORTS(s, d) .has_ports = true, .sport = (s), .dport = (d)
#define HAS_ICMP(t, c) .has_icmp = true, .icmp_type = (t), .icmp_code = (c)
#define LATER .is_fragment = true, .is_later_fragment = true

/* Outbound: the flow's source is local.  .out says what that direction gives. */
struct selector_match_case {
	const char *desc;
	struct selector_spec spec;
	struct btns_flow flow;
	bool out;
	bool in;
};

static const struct selector_match_case selector_match[] = {
	{ "IPv6 flow under IPv4", { .family = AF_INET },
	  { FLOW6(IPPROTO_TCP, 1, 2) }, false, false },
	{ "IPv4 flow under IPv6", { .family = AF_INET6 },
	  { FLOW4(IPPROTO_TCP, 1, 2) }, false, false },
	{ "other protocol", { .proto = IPPROTO_TCP },
	  { FLOW4(IPPROTO_UDP, 1, 2), HAS_PORTS(1, 2) }, false, false },
	{ "before the local range",
	  { .family = AF_INET, .local = RANGE4(3, 9) },
	  { FLOW4(IPPROTO_TCP, 2, 2) }, false, false },
	{ "at the start of the local range",
	  { .family = AF_INET, .local = RANGE4(3, 9) },
	  { FLOW4(IPPROTO_TCP, 3, 2) }, true, false },
	{ "at the end of the local range",
	  { .family = AF_INET, .local = RANGE4(3, 9) },
	  { FLOW4(IPPROTO_TCP, 9, 2) }, true, false },
	{ "behind the local range",
	  { .family = AF_INET, .local = RANGE4(3, 9) },
	  { FLOW4(IPPROTO_TCP, 10, 10) }, false, false },
	{ "before the remote range",
	  { .family = AF_INET6, .remote = RANGE6(128, 200) },
	  { FLOW6(IPPROTO_TCP, 1, 127) }, false, false },
	{ "at the start of the remote range",
	  { .family = AF_INET6, .remote = RANGE6(128, 200) },
	  { FLOW6(IPPROTO_TCP, 1, 128) }, true, false },
	{ "at the end of the remote range",
	  { .family = AF_INET6, .remote = RANGE6(128, 200) },
	  { FLOW6(IPPROTO_TCP, 1, 200) }, true, false },
	{ "behind the remote range",
	  { .family = AF_INET6, .remote = RANGE6(128, 200) },
	  { FLOW6(IPPROTO_TCP, 1, 201) }, false, false },
	{ "ranges compare the first octet first",
	  { .family = AF_INET, .local = &(const struct btns_addr_range){
		.lo.octets = { 9, 255, 255, 255 },
		.hi.octets = { 11, 0, 0, 0 } } },
	  { FLOW4(IPPROTO_TCP, 1, 2) }, true, true },
	{ "no family takes IPv4", { .proto = IPPROTO_TCP },
	  { FLOW4(IPPROTO_TCP, 1, 2), HAS_PORTS(3, 4) }, true, true },
	{ "no family takes IPv6", { .proto = IPPROTO_TCP },
	  { FLOW6(IPPROTO_TCP, 1, 2), HAS_PORTS(3, 4) }, true, true },
	{ "all of IPv4 takes IPv4", { .family = AF_INET },
	  { FLOW4(IPPROTO_ESP, 255, 0) }, true, true },
	{ "all of IPv6 takes IPv6", { .family = AF_INET6 },
	  { FLOW6(IPPROTO_ESP, 255, 0) }, true, true },
	{ "both ends the right way around",
	  { .family = AF_INET, .local = RANGE4(1, 1), .remote = RANGE4(2, 2) },
	  { FLOW4(IPPROTO_TCP, 1, 2) }, true, false },
	{ "both ends the wrong way around",
	  { .family = AF_INET, .local = RANGE4(1, 1), .remote = RANGE4(2, 2) },
	  { FLOW4(IPPROTO_TCP, 2, 1) }, false, true },

	{ "before the local ports",
	  { .proto = IPPROTO_TCP, .lport = PORTS(100, 200) },
	  { FLOW4(IPPROTO_TCP, 1, 2), HAS_PORTS(99, 99) }, false, false },
	{ "at the start of the local ports",
	  { .proto = IPPROTO_TCP, .lport = PORTS(100, 200) },
	  { FLOW4(IPPROTO_TCP, 1, 2), HAS_PORTS(100, 1) }, true, false },
	{ "at the end of the local ports",
	  { .proto = IPPROTO_TCP, .lport = PORTS(100, 200) },
	  { FLOW4(IPPROTO_TCP, 1, 2), HAS_PORTS(200, 1) }, true, false },
	{ "behind the local ports",
	  { .proto = IPPROTO_TCP, .lport = PORTS(100, 200) },
	  { FLOW4(IPPROTO_TCP, 1, 2), HAS_PORTS(201, 201) }, false, false },
	{ "before the remote ports",
	  { .proto = IPPROTO_UDP, .rport = PORTS(256, 511) },
	  { FLOW6(IPPROTO_UDP, 1, 2), HAS_PORTS(1, 255) }, false, false },
	{ "at the start of the remote ports",
	  { .proto = IPPROTO_UDP, .rport = PORTS(256, 511) },
	  { FLOW6(IPPROTO_UDP, 1, 2), HAS_PORTS(1, 256) }, true, false },
	{ "at the end of the remote ports",
	  { .proto = IPPROTO_UDP, .rport = PORTS(256, 511) },
	  { FLOW6(IPPROTO_UDP, 1, 2), HAS_PORTS(1, 511) }, true, false },
	{ "behind the remote ports",
	  { .proto = IPPROTO_UDP, .rport = PORTS(256, 511) },
	  { FLOW6(IPPROTO_UDP, 1, 2), HAS_PORTS(1, 512) }, false, false },
	{ "only one of two ports",
	  { .proto = IPPROTO_TCP, .lport = PORTS(1, 1), .rport = PORTS(2, 2) },
	  { FLOW4(IPPROTO_TCP, 1, 2), HAS_PORTS(1, 1) }, false, false },
	{ "ports from 1 do not take a later fragment",
	  { .proto = IPPROTO_TCP, .lport = PORTS(1, 65535) },
	  { FLOW4(IPPROTO_TCP, 1, 2), LATER }, false, false },
	{ "ports from 0 do not take a later fragment",
	  { .proto = IPPROTO_TCP, .rport = PORTS(0, 65534) },
	  { FLOW4(IPPROTO_TCP, 1, 2), LATER }, false, false },
	{ "port 0 does not take a later fragment",
	  { .proto = IPPROTO_UDP, .rport = PORTS(0, 0) },
	  { FLOW4(IPPROTO_UDP, 1, 2), LATER }, false, false },
	{ "any port takes a later fragment", { .proto = IPPROTO_TCP },
	  { FLOW4(IPPROTO_TCP, 1, 2), LATER }, true, true },
	{ "any port takes port 0 and 65535", { .proto = IPPROTO_UDP },
	  { FLOW4(IPPROTO_UDP, 1, 2), HAS_PORTS(0, 65535) }, true, true },

	{ "other ICMP type",
	  { .proto = IPPROTO_ICMP, .icmp_type = OCTETS(8, 8) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), HAS_ICMP(0, 8) }, false, false },
	{ "ICMP type in both directions",
	  { .proto = IPPROTO_ICMP, .icmp_type = OCTETS(8, 8) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), HAS_ICMP(8, 0) }, true, true },
	{ "before the ICMPv6 types",
	  { .proto = IPPROTO_ICMPV6, .icmp_type = OCTETS(133, 137) },
	  { FLOW6(IPPROTO_ICMPV6, 1, 2), HAS_ICMP(132, 0) }, false, false },
	{ "at the end of the ICMPv6 types",
	  { .proto = IPPROTO_ICMPV6, .icmp_type = OCTETS(133, 137) },
	  { FLOW6(IPPROTO_ICMPV6, 1, 2), HAS_ICMP(137, 0) }, true, true },
	{ "behind the ICMPv6 types",
	  { .proto = IPPROTO_ICMPV6, .icmp_type = OCTETS(133, 137) },
	  { FLOW6(IPPROTO_ICMPV6, 1, 2), HAS_ICMP(138, 0) }, false, false },
	{ "before the codes",
	  { .proto = IPPROTO_ICMP, .icmp_code = OCTETS(3, 4) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), HAS_ICMP(3, 2) }, false, false },
	{ "at the start of the codes",
	  { .proto = IPPROTO_ICMP, .icmp_code = OCTETS(3, 4) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), HAS_ICMP(3, 3) }, true, true },
	{ "behind the codes",
	  { .proto = IPPROTO_ICMP, .icmp_code = OCTETS(3, 4) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), HAS_ICMP(3, 5) }, false, false },
	{ "type does not take a later fragment",
	  { .proto = IPPROTO_ICMP, .icmp_type = OCTETS(0, 254) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), LATER }, false, false },
	{ "code does not take a later fragment",
	  { .proto = IPPROTO_ICMP, .icmp_code = OCTETS(0, 0) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), LATER }, false, false },
	{ "any type takes a later fragment", { .proto = IPPROTO_ICMP },
	  { FLOW4(IPPROTO_ICMP, 1, 2), LATER }, true, true },
	{ "ICMP type does not take ICMP's number in IPv6",
	  { .proto = IPPROTO_ICMP, .icmp_type = OCTETS(0, 0) },
	  { FLOW6(IPPROTO_ICMP, 1, 2) }, false, false },
	{ "everything takes an opaque protocol", { .family = AF_UNSPEC },
	  { FLOW6(IPPROTO_DSTOPTS, 1, 2), LATER }, true, true },
};
BTNS_KUNIT_TABLE(selector_match);

struct selector_fragment_case {
	const char *desc;
	struct selector_spec spec;
	struct btns_flow flow;
	bool might;
};

static const struct selector_fragment_case selector_fragment[] = {
	{ "other address", { .family = AF_INET, .local = RANGE4(3, 9) },
	  { FLOW4(IPPROTO_UDP, 2, 2), .is_fragment = true,
	    .is_later_fragment = true }, false },
	{ "other protocol", { .proto = IPPROTO_TCP },
	  { FLOW4(IPPROTO_UDP, 1, 2), .is_fragment = true,
	    .is_later_fragment = true }, false },
	{ "first fragment with other ports",
	  { .proto = IPPROTO_UDP, .lport = PORTS(100, 200) },
	  { FLOW4(IPPROTO_UDP, 1, 2), HAS_PORTS(99, 99), .is_fragment = true },
	  false },
	{ "first fragment behind a routing header, other protocol",
	  { .proto = IPPROTO_TCP },
	  { FLOW6(IPPROTO_ROUTING, 1, 2), .is_fragment = true }, false },
	{ "later fragment without ports",
	  { .proto = IPPROTO_UDP, .lport = PORTS(100, 200) },
	  { FLOW4(IPPROTO_UDP, 1, 2), .is_fragment = true,
	    .is_later_fragment = true }, true },
	{ "later fragment without type",
	  { .proto = IPPROTO_ICMP, .icmp_type = OCTETS(8, 8) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), .is_fragment = true,
	    .is_later_fragment = true }, true },
	{ "later fragment, destination options in front of the protocol",
	  { .proto = IPPROTO_TCP },
	  { FLOW6(IPPROTO_DSTOPTS, 1, 2), .is_fragment = true,
	    .is_later_fragment = true }, true },
};

BTNS_KUNIT_TABLE(selector_fragment);

/* What is not there may be anything; what is there must not contradict. */
static void selector_might_match_what_fragments_hide(struct kunit *test)
{
	const struct selector_fragment_case *item = test->param_value;
	struct btns_selector sel = selector_from(&item->spec);

	KUNIT_ASSERT_NULL(test, btns_selector_check(&sel));
	KUNIT_EXPECT_EQ(test,
			btns_selector_might_match(&sel, &item->flow, BTNS_OUT),
			item->might);
}

/* Whoever matches might match. */
static void selector_might_match_what_matches(struct kunit *test)
{
	const struct selector_match_case *item = test->param_value;
	struct btns_selector sel = selector_from(&item->spec);

	if (item->out)
		KUNIT_EXPECT_EQ(test, btns_selector_might_match(&sel,
				&item->flow, BTNS_OUT), true);
	if (item->in)
		KUNIT_EXPECT_EQ(test, btns_selector_might_match(&sel,
				&item->flow, BTNS_IN), true);
}

static void selector_check_refuses(struct kunit *test)
{
	const struct selector_check_case *bad = test->param_value;
	struct btns_selector sel = selector_from(&bad->spec);

	KUNIT_EXPECT_NOT_NULL(test, btns_selector_check(&sel));
}

static void selector_check_accepts(struct kunit *test)
{
	const struct selector_check_case *good = test->param_value;
	struct btns_selector sel = selector_from(&good->spec);
	const char *why = btns_selector_check(&sel);

	KUNIT_EXPECT_STREQ(test, why ? why : "", "");
}

/* A match case that is no selector would prove nothing. */
static void selector_match_follows_every_field(struct kunit *test)
{
	const struct selector_match_case *item = test->param_value;
	struct btns_selector sel = selector_from(&item->spec);

	KUNIT_ASSERT_NULL(test, btns_selector_check(&sel));
	KUNIT_EXPECT_EQ(test, btns_selector_match(&sel, &item->flow, BTNS_OUT),
			item->out);
	KUNIT_EXPECT_EQ(test, btns_selector_match(&sel, &item->flow, BTNS_IN),
			item->in);
}

/* The same connection's answer, ends exchanged, falls under it inbound. */
static void selector_match_serves_both_directions(struct kunit *test)
{
	const struct selector_match_case *item = test->param_value;
	struct btns_selector sel = selector_from(&item->spec);
	struct btns_flow answer = item->flow;

	answer.src = item->flow.dst;
	answer.dst = item->flow.src;
	answer.sport = item->flow.dport;
	answer.dport = item->flow.sport;

	KUNIT_EXPECT_EQ(test, btns_selector_match(&sel, &answer, BTNS_IN),
			item->out);
	KUNIT_EXPECT_EQ(test, btns_selector_match(&sel, &answer, BTNS_OUT),
			item->in);
}

/* Whatever lies behind a flag that is not set must not decide. */
static void selector_match_ignores_absent_fields(struct kunit *test)
{
	const struct selector_match_case *item = test->param_value;
	struct btns_selector sel = selector_from(&item->spec);
	struct btns_flow flow = item->flow;

	if (!flow.has_ports) {
		flow.sport = sel.lport.lo;
		flow.dport = sel.rport.lo;
	}
	if (!flow.has_icmp) {
		flow.icmp_type = sel.icmp_type.lo;
		flow.icmp_code = sel.icmp_code.lo;
	}

	KUNIT_EXPECT_EQ(test, btns_selector_match(&sel, &flow, BTNS_OUT),
			item->out);
}

static struct kunit_case selector_cases[] = {
	KUNIT_CASE_PARAM(selector_check_refuses, selector_bad_gen_params),
	KUNIT_CASE_PARAM(selector_check_accepts, selector_good_gen_params),
	KUNIT_CASE_PARAM(selector_match_follows_every_field,
			 selector_match_gen_params),
	KUNIT_CASE_PARAM(selector_match_serves_both_directions,
			 selector_match_gen_params),
	KUNIT_CASE_PARAM(selector_match_ignores_absent_fields,
			 selector_match_gen_params),
	KUNIT_CASE_PARAM(selector_might_match_what_fragments_hide,
			 selector_fragment_gen_params),
	KUNIT_CASE_PARAM(selector_might_match_what_matches,
			 selector_match_gen_params),
	{}
};

static struct kunit_suite selector_suite = {
	.name = "btns_selector",
	.test_cases = selector_cases,
};

kunit_test_suite(selector_suite);
