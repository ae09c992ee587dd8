// SPDX-License-Identifier: GPL-2.0-only
#include "../core/icmp.h"

#include "table.h"

#define BE16(x) ((x) >> 8 & 0xff), ((x) & 0xff)

/*
 * Who is who: a packet went from 10.0.0.1 to 10.0.0.2, and router 10.0.0.9 says
 * what became of it.  For IPv6 the same behind 2001:db8::.
 */
#define IPV4_FROM(from, to, total, frag, proto)				\
	0x45, 0, BE16(total), 0, 1, BE16(frag), 64, proto, 0, 0,	\
	10, 0, 0, from, 10, 0, 0, to
#define IPV6_FROM(from, to, payload, nexthdr)				\
	0x60, 0, 0, 0, BE16(payload), nexthdr, 64,			\
	0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, from,	\
	0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, to
#define ERROR(type, code) type, code, 0, 0, 0, 0, 0, 0
#define ERROR4(total) IPV4_FROM(9, 1, total, 0, 1), ERROR(11, 0)
#define ERROR6(payload) IPV6_FROM(9, 1, payload, 58), ERROR(3, 0)
#define PORTS BE16(12345), BE16(443)
#define UDP_HDR PORTS, 0, 8, 0, 0
#define MF 0x2000

struct icmp_kind_case {
	const char *desc;
	u8 family;
	u8 type;
	u8 code;
	enum btns_icmp_kind want;
};

static const struct icmp_kind_case icmp_kinds[] = {
	{ "echo reply", AF_INET, 0, 0, BTNS_ICMP_NONE },
	{ "host unreachable", AF_INET, 3, 1, BTNS_ICMP_UNREACHABLE },
	{ "port unreachable", AF_INET, 3, 3, BTNS_ICMP_UNREACHABLE },
	{ "fragmentation needed", AF_INET, 3, 4, BTNS_ICMP_TOO_BIG },
	{ "prohibited", AF_INET, 3, 13, BTNS_ICMP_UNREACHABLE },
	{ "source quench", AF_INET, 4, 0, BTNS_ICMP_NONE },
	{ "redirect", AF_INET, 5, 1, BTNS_ICMP_REDIRECT },
	{ "echo", AF_INET, 8, 0, BTNS_ICMP_NONE },
	{ "time exceeded", AF_INET, 11, 0, BTNS_ICMP_TIME_EXCEEDED },
	{ "parameter problem", AF_INET, 12, 0, BTNS_ICMP_PARAMETER },
	{ "timestamp", AF_INET, 13, 0, BTNS_ICMP_NONE },
	{ "ICMPv6 reserved", AF_INET6, 0, 0, BTNS_ICMP_NONE },
	{ "ICMPv6 unreachable", AF_INET6, 1, 4, BTNS_ICMP_UNREACHABLE },
	{ "ICMPv6 packet too big", AF_INET6, 2, 0, BTNS_ICMP_TOO_BIG },
	{ "ICMPv6 time exceeded", AF_INET6, 3, 0, BTNS_ICMP_TIME_EXCEEDED },
	{ "ICMPv6 code 4 is no 3/4", AF_INET6, 3, 4, BTNS_ICMP_TIME_EXCEEDED },
	{ "ICMPv6 parameter problem", AF_INET6, 4, 1, BTNS_ICMP_PARAMETER },
	{ "ICMPv6 unknown error", AF_INET6, 100, 0, BTNS_ICMP_NONE },
	{ "ICMPv6 echo", AF_INET6, 128, 0, BTNS_ICMP_NONE },
	{ "neighbour discovery redirect", AF_INET6, 137, 0, BTNS_ICMP_REDIRECT },
};
BTNS_KUNIT_TABLE(icmp_kinds);

static void icmp_kind_follows_the_registry(struct kunit *test)
{
	const struct icmp_kind_case *item = test->param_value;

	KUNIT_EXPECT_EQ(test, btns_icmp_kind(item->family, item->type,
					     item->code), item->want);
}

struct icmp_error_case {
	const char *desc;
	struct btns_flow flow;
	enum btns_icmp_kind want;
};

#define FLOW(f, type, ...) { .family = (f), .has_icmp = true,		\
			     .icmp_type = (type), ##__VA_ARGS__ }

static const struct icmp_error_case icmp_errors[] = {
	{ "time exceeded", FLOW(AF_INET, 11), BTNS_ICMP_TIME_EXCEEDED },
	{ "packet too big", FLOW(AF_INET6, 2), BTNS_ICMP_TOO_BIG },
	{ "redirects stay between neighbours", FLOW(AF_INET, 5),
	  BTNS_ICMP_NONE },
	{ "so do those of IPv6", FLOW(AF_INET6, 137), BTNS_ICMP_NONE },
	{ "echo", FLOW(AF_INET, 8), BTNS_ICMP_NONE },
	{ "first fragment", FLOW(AF_INET, 11, .is_fragment = true),
	  BTNS_ICMP_NONE },
	{ "type not shown", { .family = AF_INET, .proto = 1, .icmp_type = 11 },
	  BTNS_ICMP_NONE },
};
BTNS_KUNIT_TABLE(icmp_errors);

static void icmp_error_is_whole_and_quotes(struct kunit *test)
{
	const struct icmp_error_case *item = test->param_value;

	KUNIT_EXPECT_EQ(test, btns_icmp_error(&item->flow), item->want);
}

/* A packet of @len octets, of which the quoting error is @len or less. */
struct icmp_quote_case {
	const char *desc;
	size_t len;
	struct btns_flow want;	/* without addresses; family 0: refused */
	u8 octets[160];
	u32 not_skipped;
};

#define WANT4(p, ...) { .family = AF_INET, .proto = (p), ##__VA_ARGS__ }
#define WANT6(p, ...) { .family = AF_INET6, .proto = (p), ##__VA_ARGS__ }
#define HAS_PORTS .has_ports = true, .sport = 443, .dport = 12345
#define HAS_MH(t) .has_mh = true, .mh_type = (t)
#define HAS_ICMP(t, c) .has_icmp = true, .icmp_type = (t), .icmp_code = (c)
#define REFUSED { .family = 0 }

static const struct icmp_quote_case icmp_quotes[] = {
	{ "64 bits of UDP", 56, WANT4(17, HAS_PORTS),
	  { ERROR4(56), IPV4_FROM(1, 2, 1500, 0, 17), UDP_HDR } },
	{ "64 bits of TCP", 56, WANT4(6, HAS_PORTS),
	  { ERROR4(56), IPV4_FROM(1, 2, 1500, 0x4000, 6), PORTS } },
	{ "64 bits of an echo", 56, WANT4(1, HAS_ICMP(8, 0)),
	  { ERROR4(56), IPV4_FROM(1, 2, 84, 0, 1), 8, 0 } },
	{ "64 bits of GRE", 56, WANT4(47),
	  { ERROR4(56), IPV4_FROM(1, 2, 84, 0, 47) } },
	{ "all of a datagram", 57, WANT4(17, HAS_PORTS),
	  { ERROR4(57), IPV4_FROM(1, 2, 29, 0, 17), UDP_HDR } },
	{ "a datagram and RFC 4884's padding", 128, WANT4(17, HAS_PORTS),
	  { ERROR4(128), IPV4_FROM(1, 2, 29, 0, 17), UDP_HDR } },
	{ "a first fragment", 56, WANT4(17, HAS_PORTS, .is_fragment = true),
	  { ERROR4(56), IPV4_FROM(1, 2, 1500, MF, 17), UDP_HDR } },
	{ "a later fragment hides its ports", 56,
	  WANT4(17, .is_fragment = true, .is_later_fragment = true),
	  { ERROR4(56), IPV4_FROM(1, 2, 1500, 185, 17), UDP_HDR } },
	{ "trailing octets of the link", 60, WANT4(17, HAS_PORTS),
	  { ERROR4(56), IPV4_FROM(1, 2, 1500, 0, 17), UDP_HDR } },
	{ "IPv6: a datagram cut short", 104, WANT6(17, HAS_PORTS),
	  { ERROR6(64), IPV6_FROM(1, 2, 1460, 17), UDP_HDR } },
	{ "IPv6: behind destination options", 112, WANT6(6, HAS_PORTS),
	  { ERROR6(72), IPV6_FROM(1, 2, 1460, 60), 6, 0, 1, 4, 0, 0, 0, 0,
	    PORTS } },
	{ "IPv6: destination options that are not skipped", 112, WANT6(60),
	  { ERROR6(72), IPV6_FROM(1, 2, 1460, 60), 6, 0, 1, 4, 0, 0, 0, 0,
	    PORTS }, BTNS_SKIP_DSTOPTS },
	{ "IPv6: a routing header is not skipped, but not there", 112,
	  WANT6(6, HAS_PORTS),
	  { ERROR6(72), IPV6_FROM(1, 2, 1460, 60), 6, 0, 1, 4, 0, 0, 0, 0,
	    PORTS }, BTNS_SKIP_ROUTING },
	{ "IPv6: an echo", 96, WANT6(58, HAS_ICMP(128, 0)),
	  { ERROR6(56), IPV6_FROM(1, 2, 64, 58), 128, 0 } },
	{ "IPv6: a binding update", 96, WANT6(135, HAS_MH(5)),
	  { ERROR6(56), IPV6_FROM(1, 2, 64, 135), 59, 1, 5 } },
	{ "no quote", 28, REFUSED, { ERROR4(28) } },
	{ "no room for a quote", 24, REFUSED, { ERROR4(24) } },
	{ "quoted header cut short", 47, REFUSED,
	  { ERROR4(47), IPV4_FROM(1, 2, 1500, 0, 17) } },
	{ "quoted ports cut short", 51, REFUSED,
	  { ERROR4(51), IPV4_FROM(1, 2, 1500, 0, 17), PORTS } },
	{ "quoted ports behind the error's end", 56, REFUSED,
	  { ERROR4(50), IPV4_FROM(1, 2, 1500, 0, 17), UDP_HDR } },
	{ "quoted packet ends inside its ports", 56, REFUSED,
	  { ERROR4(56), IPV4_FROM(1, 2, 23, 0, 17), UDP_HDR } },
	{ "quoted packet shorter than its header", 56, REFUSED,
	  { ERROR4(56), IPV4_FROM(1, 2, 19, 0, 17), UDP_HDR } },
	{ "quoted version 5", 56, REFUSED,
	  { ERROR4(56), 0x55, 0, 0, 56 } },
	{ "somebody else's packet", 56, REFUSED,
	  { ERROR4(56), IPV4_FROM(3, 2, 1500, 0, 17), UDP_HDR } },
	{ "not reversed", 56, REFUSED,
	  { ERROR4(56), IPV4_FROM(2, 1, 1500, 0, 17), UDP_HDR } },
	{ "IPv6 quoted in IPv4", 76, REFUSED,
	  { ERROR4(76), IPV6_FROM(1, 2, 1460, 17), UDP_HDR } },
	{ "IPv6: extension headers cut short", 100, REFUSED,
	  { ERROR6(60), IPV6_FROM(1, 2, 1460, 60), 6, 1 } },
	{ "IPv6: jumbogram", 104, REFUSED,
	  { ERROR6(64), IPV6_FROM(1, 2, 0, 17), UDP_HDR } },
	{ "IPv6: somebody else's packet", 104, REFUSED,
	  { ERROR6(64), IPV6_FROM(3, 2, 1460, 17), UDP_HDR } },
};
BTNS_KUNIT_TABLE(icmp_quotes);

/* Begin with @avail octets in memory of just that size, bring what is asked. */
static int quote_from(struct kunit *test, const struct icmp_quote_case *item,
		      size_t avail, const struct btns_packet *pkt,
		      struct btns_flow *flow)
{
	u8 *copy;
	int ret;

	for (;;) {
		copy = kunit_kzalloc(test, avail, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, copy);
		memcpy(copy, item->octets, avail);
		ret = btns_icmp_quote(copy, avail, pkt,
				      BTNS_SKIP_ALL & ~item->not_skipped,
				      flow);
		kunit_kfree(test, copy);
		if (ret <= 0)
			return ret;
		KUNIT_ASSERT_GT(test, (size_t)ret, avail);
		KUNIT_ASSERT_LE(test, (size_t)ret, item->len);
		avail = ret;
	}
}

static void expect_reversed(struct kunit *test, const struct btns_flow *flow,
			    const struct btns_flow *want)
{
	size_t last = btns_addr_len(want->family) - 1;

	KUNIT_EXPECT_EQ(test, flow->src.octets[last], 2);
	KUNIT_EXPECT_EQ(test, flow->dst.octets[last], 1);
	KUNIT_EXPECT_EQ(test, flow->family, want->family);
	KUNIT_EXPECT_EQ(test, flow->proto, want->proto);
	KUNIT_EXPECT_EQ(test, flow->has_ports, want->has_ports);
	KUNIT_EXPECT_EQ(test, flow->sport, want->sport);
	KUNIT_EXPECT_EQ(test, flow->dport, want->dport);
	KUNIT_EXPECT_EQ(test, flow->has_icmp, want->has_icmp);
	KUNIT_EXPECT_EQ(test, flow->icmp_type, want->icmp_type);
	KUNIT_EXPECT_EQ(test, flow->icmp_code, want->icmp_code);
	KUNIT_EXPECT_EQ(test, flow->has_mh, want->has_mh);
	KUNIT_EXPECT_EQ(test, flow->mh_type, want->mh_type);
	KUNIT_EXPECT_EQ(test, flow->is_fragment, want->is_fragment);
	KUNIT_EXPECT_EQ(test, flow->is_later_fragment, want->is_later_fragment);
}

static void icmp_quote_is_reversed_or_refused(struct kunit *test)
{
	const struct icmp_quote_case *item = test->param_value;
	struct btns_packet pkt;
	struct btns_flow flow;
	size_t avail;
	int ret;

	KUNIT_ASSERT_EQ(test, btns_parse(item->octets, item->len, item->len,
					 BTNS_SKIP_ALL, &pkt), 0);
	for (avail = pkt.l4_off; avail <= item->len; avail++) {
		ret = quote_from(test, item, avail, &pkt, &flow);
		KUNIT_ASSERT_EQ(test, ret, item->want.family ? 0 : -EINVAL);
		if (!ret)
			expect_reversed(test, &flow, &item->want);
	}
}

struct icmp_seq_case {
	const char *desc;
	u64 sent;
	u32 quoted;
	bool want;
};

static const struct icmp_seq_case icmp_seqs[] = {
	{ "nothing sent", 0, 0, false },
	{ "nothing sent, a guess", 0, 1, false },
	{ "the only one", 1, 1, true },
	{ "number zero is never sent", 1, 0, false },
	{ "the next one", 1, 2, false },
	{ "the last", 1000, 1000, true },
	{ "the first of few", 1000, 1, true },
	{ "before the first of few", 1000, 0, false },
	{ "left edge", 100000, 100000 - 65535, true },
	{ "left of it", 100000, 100000 - 65536, false },
	{ "far ahead", 100000, 0x80000000u, false },
	{ "ESN: the low half", 0x500000010ull, 0x10, true },
	{ "ESN: before the low half turned over", 0x500000010ull, 0xfffffff0u,
	  true },
	{ "ESN: ahead", 0x500000010ull, 0x11, false },
};
BTNS_KUNIT_TABLE(icmp_seqs);

static void icmp_seq_is_one_of_the_last(struct kunit *test)
{
	const struct icmp_seq_case *item = test->param_value;

	KUNIT_EXPECT_EQ(test, btns_icmp_seq_is_recent(item->sent, item->quoted),
			item->want);
}

static struct kunit_case icmp_cases[] = {
	KUNIT_CASE_PARAM(icmp_kind_follows_the_registry, icmp_kinds_gen_params),
	KUNIT_CASE_PARAM(icmp_error_is_whole_and_quotes,
			 icmp_errors_gen_params),
	KUNIT_CASE_PARAM(icmp_quote_is_reversed_or_refused,
			 icmp_quotes_gen_params),
	KUNIT_CASE_PARAM(icmp_seq_is_one_of_the_last, icmp_seqs_gen_params),
	{}
};

static struct kunit_suite icmp_suite = {
	.name = "btns_icmp",
	.test_cases = icmp_cases,
};

kunit_test_suite(icmp_suite);
