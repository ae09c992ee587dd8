// SPDX-License-Identifier: GPL-2.0-only
#include "../core/selector.h"

#include "table.h"

/* Members of a selector: lists, as many ranges as are given. */
#define LIST(type, ...)							\
	(const type[]){ __VA_ARGS__ }
#define COUNT(type, ...)						\
	(sizeof((const type[]){ __VA_ARGS__ }) / sizeof(type))
#define ADDRS(...) LIST(struct btns_addr_range, __VA_ARGS__)
#define NUMBERS(...) LIST(struct btns_port_range, __VA_ARGS__)
#define N_ADDRS(...) COUNT(struct btns_addr_range, __VA_ARGS__)
#define N_NUMBERS(...) COUNT(struct btns_port_range, __VA_ARGS__)
#define LOCAL(...) .local = ADDRS(__VA_ARGS__), .n_local = N_ADDRS(__VA_ARGS__)
#define REMOTE(...)							\
	.remote = ADDRS(__VA_ARGS__), .n_remote = N_ADDRS(__VA_ARGS__)
#define LPORT(...)							\
	.lport = NUMBERS(__VA_ARGS__), .n_lport = N_NUMBERS(__VA_ARGS__)
#define RPORT(...)							\
	.rport = NUMBERS(__VA_ARGS__), .n_rport = N_NUMBERS(__VA_ARGS__)
#define ICMP(...) .icmp = NUMBERS(__VA_ARGS__), .n_icmp = N_NUMBERS(__VA_ARGS__)
#define MH(...) .mh = NUMBERS(__VA_ARGS__), .n_mh = N_NUMBERS(__VA_ARGS__)

#define RANGE4(l, h)							\
	{ .lo.octets = { 10, 0, 0, (l) }, .hi.octets = { 10, 0, 0, (h) } }
#define RANGE6(l, h)							\
	{ .lo.octets = { 0x20, 1, [15] = (l) },				\
	  .hi.octets = { 0x20, 1, [15] = (h) } }
#define TYPE(t, c) ((t) << 8 | (c))
#define TYPES(l, h) { TYPE(l, 0), TYPE(h, 255) }

struct selector_check_case {
	const char *desc;
	struct btns_selector spec;
};

static const struct selector_check_case selector_bad[] = {
	{ "unknown family", { .family = AF_UNIX } },
	{ "local address without family", { LOCAL(RANGE4(1, 9)) } },
	{ "remote address without family", { REMOTE(RANGE6(0, 9)) } },
	{ "whole range without family",
	  { LOCAL({ .hi.octets = { 255, 255, 255, 255 } }) } },
	{ "octet behind an IPv4 start",
	  { .family = AF_INET,
	    LOCAL({ .lo.octets = { [4] = 1 }, .hi.octets = { 9 } }) } },
	{ "octet behind an IPv4 end",
	  { .family = AF_INET, REMOTE({ .hi.octets = { 9, [15] = 1 } }) } },
	{ "IPv4 local range backwards",
	  { .family = AF_INET, LOCAL(RANGE4(9, 8)) } },
	{ "IPv4 remote range backwards",
	  { .family = AF_INET, REMOTE(RANGE4(128, 127)) } },
	{ "IPv6 range backwards in the last octet",
	  { .family = AF_INET6, LOCAL(RANGE6(2, 1)) } },
	{ "local ports backwards",
	  { .proto = IPPROTO_TCP, LPORT({ 2, 1 }) } },
	{ "remote ports backwards",
	  { .proto = IPPROTO_TCP, RPORT({ 65535, 0 }) } },
	{ "local ports without protocol", { LPORT({ 1, 65535 }) } },
	{ "remote ports without protocol", { RPORT({ 0, 65534 }) } },
	{ "ports with ICMP", { .proto = IPPROTO_ICMP, LPORT({ 8, 8 }) } },
	{ "ports with ESP", { .proto = IPPROTO_ESP, RPORT({ 1, 2 }) } },
	{ "ports with GRE", { .proto = IPPROTO_GRE, RPORT({ 1, 2 }) } },
	{ "types backwards",
	  { .proto = IPPROTO_ICMP, ICMP(TYPES(9, 8)) } },
	{ "codes backwards",
	  { .proto = IPPROTO_ICMP, ICMP({ TYPE(3, 4), TYPE(3, 3) }) } },
	{ "type without protocol", { ICMP(TYPES(1, 255)) } },
	{ "code without protocol", { ICMP({ 0, 254 }) } },
	{ "type with TCP",
	  { .proto = IPPROTO_TCP, ICMP(TYPES(8, 8)) } },
	{ "code with UDP",
	  { .proto = IPPROTO_UDP, ICMP({ 0, 0 }) } },
	{ "all of IPv4 as a range",
	  { .family = AF_INET,
	    LOCAL({ .hi.octets = { 255, 255, 255, 255 } }) } },
	{ "all of IPv6 as the second range",
	  { .family = AF_INET6,
	    REMOTE(RANGE6(1, 1),
		   { .hi.octets = { 255, 255, 255, 255, 255, 255, 255, 255, 255,
				    255, 255, 255, 255, 255, 255, 255 } }) } },
	{ "all ports as a range",
	  { .proto = IPPROTO_UDP, LPORT({ 0, 65535 }) } },
	{ "all ports as the second range",
	  { .proto = IPPROTO_UDP, RPORT({ 1, 2 }, { 0, 65535 }) } },
	{ "all types as a range", { .proto = IPPROTO_ICMP, ICMP({ 0, 65535 }) } },
	{ "all mobility header types as a range",
	  { .proto = IPPROTO_MH, MH({ 0, 255 }) } },
	{ "second address range backwards",
	  { .family = AF_INET, LOCAL(RANGE4(1, 1), RANGE4(9, 8)) } },
	{ "second address range with octets behind",
	  { .family = AF_INET,
	    REMOTE(RANGE4(1, 1), { .hi.octets = { 9, [15] = 1 } }) } },
	{ "third port range backwards",
	  { .proto = IPPROTO_TCP, LPORT({ 1, 1 }, { 2, 2 }, { 4, 3 }) } },
	{ "65 local ranges", { .family = AF_INET, .n_local = 65 } },
	{ "65 remote ranges", { .family = AF_INET, .n_remote = 65 } },
	{ "65 local ports", { .proto = IPPROTO_TCP, .n_lport = 65 } },
	{ "255 remote ports", { .proto = IPPROTO_TCP, .n_rport = 255 } },
	{ "65 types", { .proto = IPPROTO_ICMP, .n_icmp = 65 } },
	{ "65 mobility header types", { .proto = IPPROTO_MH, .n_mh = 65 } },
	{ "mobility header type above 255",
	  { .proto = IPPROTO_MH, MH({ 5, 256 }) } },
	{ "mobility header types backwards",
	  { .proto = IPPROTO_MH, MH({ 6, 5 }) } },
	{ "mobility header type without protocol", { MH({ 5, 5 }) } },
	{ "mobility header type in IPv4",
	  { .family = AF_INET, .proto = IPPROTO_MH, MH({ 5, 5 }) } },
	{ "ports of a hidden protocol",
	  { .proto = BTNS_PROTO_OPAQUE, LPORT({ 1, 1 }) } },
	{ "hidden protocol in IPv4",
	  { .family = AF_INET, .proto = BTNS_PROTO_OPAQUE } },
	{ "protocol 257", { .proto = 257 } },
	{ "ports of protocol 256 + 17", { .proto = 273, LPORT({ 1, 1 }) } },
	{ "opaque and local ports",
	  { .proto = IPPROTO_TCP, .opaque = true, LPORT({ 1, 1 }) } },
	{ "opaque and remote ports",
	  { .proto = IPPROTO_TCP, .opaque = true, RPORT({ 1, 1 }) } },
	{ "opaque and types",
	  { .proto = IPPROTO_ICMP, .opaque = true, ICMP({ 1, 1 }) } },
	{ "opaque and mobility header types",
	  { .proto = IPPROTO_MH, .opaque = true, MH({ 1, 1 }) } },
	{ "ICMP in IPv6", { .family = AF_INET6, .proto = IPPROTO_ICMP } },
	{ "ICMPv6 in IPv4", { .family = AF_INET, .proto = IPPROTO_ICMPV6 } },
	{ "fragment header", { .family = AF_INET6, .proto = IPPROTO_FRAGMENT } },
	{ "ports of destination options",
	  { .proto = IPPROTO_DSTOPTS, LPORT({ 1, 1 }) } },
};
BTNS_KUNIT_TABLE(selector_bad);

static const struct selector_check_case selector_good[] = {
	{ "everything", { .family = AF_UNSPEC } },
	{ "all of IPv4", { .family = AF_INET } },
	{ "all of IPv6", { .family = AF_INET6 } },
	{ "one IPv4 address", { .family = AF_INET, LOCAL(RANGE4(7, 7)) } },
	{ "one IPv6 address", { .family = AF_INET6, REMOTE(RANGE6(7, 7)) } },
	{ "ranges on both sides",
	  { .family = AF_INET, LOCAL(RANGE4(0, 255)), REMOTE(RANGE4(1, 2)) } },
	{ "TCP port", { .proto = IPPROTO_TCP, RPORT({ 443, 443 }) } },
	{ "UDP ports",
	  { .proto = IPPROTO_UDP, LPORT({ 0, 0 }), RPORT({ 1, 9 }) } },
	{ "SCTP port", { .proto = IPPROTO_SCTP, RPORT({ 443, 443 }) } },
	{ "DCCP port", { .proto = IPPROTO_DCCP, RPORT({ 443, 443 }) } },
	{ "UDP-Lite port", { .proto = IPPROTO_UDPLITE, RPORT({ 443, 443 }) } },
	{ "ICMP echo",
	  { .family = AF_INET, .proto = IPPROTO_ICMP, ICMP({ TYPE(8, 0), TYPE(8, 0) }) } },
	{ "ICMPv6 errors",
	  { .family = AF_INET6, .proto = IPPROTO_ICMPV6,
	    ICMP(TYPES(0, 127)) } },
	{ "ICMP of no family", { .proto = IPPROTO_ICMP } },
	{ "protocol without ports", { .proto = IPPROTO_ESP } },
	{ "protocol 255", { .proto = 255 } },
	{ "routing header", { .family = AF_INET6, .proto = IPPROTO_ROUTING } },
	{ "destination options", { .proto = IPPROTO_DSTOPTS } },
	{ "lists with holes, overlaps and in no order",
	  { .family = AF_INET, .proto = IPPROTO_TCP,
	    LOCAL(RANGE4(9, 9), RANGE4(1, 5), RANGE4(3, 7)),
	    LPORT({ 80, 90 }, { 22, 22 }, { 85, 95 }) } },
	{ "all ports in two ranges",
	  { .proto = IPPROTO_UDP, RPORT({ 0, 99 }, { 100, 65535 }) } },
	{ "mobility header types",
	  { .family = AF_INET6, .proto = IPPROTO_MH, MH({ 5, 5 }, { 7, 255 }) } },
	{ "mobility header of no family", { .proto = IPPROTO_MH, MH({ 0, 5 }) } },
	{ "hidden protocol", { .proto = BTNS_PROTO_OPAQUE } },
	{ "hidden protocol in IPv6",
	  { .family = AF_INET6, .proto = BTNS_PROTO_OPAQUE } },
	{ "opaque alone", { .opaque = true } },
	{ "opaque TCP", { .proto = IPPROTO_TCP, .opaque = true } },
};
BTNS_KUNIT_TABLE(selector_good);

#define END4(o) { .octets = { 10, 0, 0, (o) } }
#define END6(o) { .octets = { 0x20, 1, [15] = (o) } }
#define FLOW4(p, s, d) .family = AF_INET, .proto = (p), .src = END4(s), .dst = END4(d)
#define FLOW6(p, s, d) .family = AF_INET6, .proto = (p), .src = END6(s), .dst = END6(d)
#define HAS_PORTS(s, d) .has_ports = true, .sport = (s), .dport = (d)
#define HAS_ICMP(t, c) .has_icmp = true, .icmp_type = (t), .icmp_code = (c)
#define HAS_MH(t) .has_mh = true, .mh_type = (t)
#define LATER .is_fragment = true, .is_later_fragment = true

/* Outbound: the flow's source is local.  .out says what that direction gives. */
struct selector_match_case {
	const char *desc;
	struct btns_selector spec;
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
	  { .family = AF_INET, LOCAL(RANGE4(3, 9)) },
	  { FLOW4(IPPROTO_TCP, 2, 2) }, false, false },
	{ "at the start of the local range",
	  { .family = AF_INET, LOCAL(RANGE4(3, 9)) },
	  { FLOW4(IPPROTO_TCP, 3, 2) }, true, false },
	{ "at the end of the local range",
	  { .family = AF_INET, LOCAL(RANGE4(3, 9)) },
	  { FLOW4(IPPROTO_TCP, 9, 2) }, true, false },
	{ "behind the local range",
	  { .family = AF_INET, LOCAL(RANGE4(3, 9)) },
	  { FLOW4(IPPROTO_TCP, 10, 10) }, false, false },
	{ "before the remote range",
	  { .family = AF_INET6, REMOTE(RANGE6(128, 200)) },
	  { FLOW6(IPPROTO_TCP, 1, 127) }, false, false },
	{ "at the start of the remote range",
	  { .family = AF_INET6, REMOTE(RANGE6(128, 200)) },
	  { FLOW6(IPPROTO_TCP, 1, 128) }, true, false },
	{ "at the end of the remote range",
	  { .family = AF_INET6, REMOTE(RANGE6(128, 200)) },
	  { FLOW6(IPPROTO_TCP, 1, 200) }, true, false },
	{ "behind the remote range",
	  { .family = AF_INET6, REMOTE(RANGE6(128, 200)) },
	  { FLOW6(IPPROTO_TCP, 1, 201) }, false, false },
	{ "ranges compare the first octet first",
	  { .family = AF_INET, LOCAL({ .lo.octets = { 9, 255, 255, 255 },
				       .hi.octets = { 11, 0, 0, 0 } }) },
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
	  { .family = AF_INET, LOCAL(RANGE4(1, 1)), REMOTE(RANGE4(2, 2)) },
	  { FLOW4(IPPROTO_TCP, 1, 2) }, true, false },
	{ "both ends the wrong way around",
	  { .family = AF_INET, LOCAL(RANGE4(1, 1)), REMOTE(RANGE4(2, 2)) },
	  { FLOW4(IPPROTO_TCP, 2, 1) }, false, true },

	{ "before the local ports",
	  { .proto = IPPROTO_TCP, LPORT({ 100, 200 }) },
	  { FLOW4(IPPROTO_TCP, 1, 2), HAS_PORTS(99, 99) }, false, false },
	{ "at the start of the local ports",
	  { .proto = IPPROTO_TCP, LPORT({ 100, 200 }) },
	  { FLOW4(IPPROTO_TCP, 1, 2), HAS_PORTS(100, 1) }, true, false },
	{ "at the end of the local ports",
	  { .proto = IPPROTO_TCP, LPORT({ 100, 200 }) },
	  { FLOW4(IPPROTO_TCP, 1, 2), HAS_PORTS(200, 1) }, true, false },
	{ "behind the local ports",
	  { .proto = IPPROTO_TCP, LPORT({ 100, 200 }) },
	  { FLOW4(IPPROTO_TCP, 1, 2), HAS_PORTS(201, 201) }, false, false },
	{ "before the remote ports",
	  { .proto = IPPROTO_UDP, RPORT({ 256, 511 }) },
	  { FLOW6(IPPROTO_UDP, 1, 2), HAS_PORTS(1, 255) }, false, false },
	{ "at the start of the remote ports",
	  { .proto = IPPROTO_UDP, RPORT({ 256, 511 }) },
	  { FLOW6(IPPROTO_UDP, 1, 2), HAS_PORTS(1, 256) }, true, false },
	{ "at the end of the remote ports",
	  { .proto = IPPROTO_UDP, RPORT({ 256, 511 }) },
	  { FLOW6(IPPROTO_UDP, 1, 2), HAS_PORTS(1, 511) }, true, false },
	{ "behind the remote ports",
	  { .proto = IPPROTO_UDP, RPORT({ 256, 511 }) },
	  { FLOW6(IPPROTO_UDP, 1, 2), HAS_PORTS(1, 512) }, false, false },
	{ "only one of two ports",
	  { .proto = IPPROTO_TCP, LPORT({ 1, 1 }), RPORT({ 2, 2 }) },
	  { FLOW4(IPPROTO_TCP, 1, 2), HAS_PORTS(1, 1) }, false, false },
	{ "ports from 1 do not take a later fragment",
	  { .proto = IPPROTO_TCP, LPORT({ 1, 65535 }) },
	  { FLOW4(IPPROTO_TCP, 1, 2), LATER }, false, false },
	{ "ports from 0 do not take a later fragment",
	  { .proto = IPPROTO_TCP, RPORT({ 0, 65534 }) },
	  { FLOW4(IPPROTO_TCP, 1, 2), LATER }, false, false },
	{ "port 0 does not take a later fragment",
	  { .proto = IPPROTO_UDP, RPORT({ 0, 0 }) },
	  { FLOW4(IPPROTO_UDP, 1, 2), LATER }, false, false },
	{ "any port takes a later fragment", { .proto = IPPROTO_TCP },
	  { FLOW4(IPPROTO_TCP, 1, 2), LATER }, true, true },
	{ "any port takes port 0 and 65535", { .proto = IPPROTO_UDP },
	  { FLOW4(IPPROTO_UDP, 1, 2), HAS_PORTS(0, 65535) }, true, true },

	{ "other ICMP type",
	  { .proto = IPPROTO_ICMP, ICMP(TYPES(8, 8)) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), HAS_ICMP(0, 8) }, false, false },
	{ "ICMP type in both directions",
	  { .proto = IPPROTO_ICMP, ICMP(TYPES(8, 8)) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), HAS_ICMP(8, 0) }, true, true },
	{ "before the ICMPv6 types",
	  { .proto = IPPROTO_ICMPV6, ICMP(TYPES(133, 137)) },
	  { FLOW6(IPPROTO_ICMPV6, 1, 2), HAS_ICMP(132, 0) }, false, false },
	{ "at the end of the ICMPv6 types",
	  { .proto = IPPROTO_ICMPV6, ICMP(TYPES(133, 137)) },
	  { FLOW6(IPPROTO_ICMPV6, 1, 2), HAS_ICMP(137, 0) }, true, true },
	{ "behind the ICMPv6 types",
	  { .proto = IPPROTO_ICMPV6, ICMP(TYPES(133, 137)) },
	  { FLOW6(IPPROTO_ICMPV6, 1, 2), HAS_ICMP(138, 0) }, false, false },
	{ "before the codes",
	  { .proto = IPPROTO_ICMP, ICMP({ TYPE(3, 3), TYPE(3, 4) }) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), HAS_ICMP(3, 2) }, false, false },
	{ "at the start of the codes",
	  { .proto = IPPROTO_ICMP, ICMP({ TYPE(3, 3), TYPE(3, 4) }) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), HAS_ICMP(3, 3) }, true, true },
	{ "behind the codes",
	  { .proto = IPPROTO_ICMP, ICMP({ TYPE(3, 3), TYPE(3, 4) }) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), HAS_ICMP(3, 5) }, false, false },
	/* RFC 4301 4.4.1.1: the comparison is of type * 256 + code */
	{ "types 3 code 0 to 4, one code further",
	  { .proto = IPPROTO_ICMP, ICMP({ TYPE(3, 0), TYPE(3, 4) }) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), HAS_ICMP(3, 5) }, false, false },
	{ "types 3 code 0 to 4, another type",
	  { .proto = IPPROTO_ICMP, ICMP({ TYPE(3, 0), TYPE(3, 4) }) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), HAS_ICMP(4, 0) }, false, false },
	{ "types 3 code 0 to 4, the last",
	  { .proto = IPPROTO_ICMP, ICMP({ TYPE(3, 0), TYPE(3, 4) }) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), HAS_ICMP(3, 4) }, true, true },
	{ "between two types every code counts",
	  { .proto = IPPROTO_ICMP, ICMP({ TYPE(3, 3), TYPE(5, 1) }) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), HAS_ICMP(4, 200) }, true, true },
	{ "the second range of types",
	  { .proto = IPPROTO_ICMP, ICMP({ TYPE(3, 0), TYPE(3, 4) }, TYPES(8, 8)) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), HAS_ICMP(8, 255) }, true, true },
	{ "type does not take a later fragment",
	  { .proto = IPPROTO_ICMP, ICMP(TYPES(0, 254)) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), LATER }, false, false },
	{ "code does not take a later fragment",
	  { .proto = IPPROTO_ICMP, ICMP({ 0, 0 }) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), LATER }, false, false },
	{ "any type takes a later fragment", { .proto = IPPROTO_ICMP },
	  { FLOW4(IPPROTO_ICMP, 1, 2), LATER }, true, true },
	{ "ICMP type does not take ICMP's number in IPv6",
	  { .proto = IPPROTO_ICMP, ICMP(TYPES(0, 0)) },
	  { FLOW6(IPPROTO_ICMP, 1, 2) }, false, false },
	{ "everything takes an opaque protocol", { .proto = BTNS_PROTO_ANY },
	  { FLOW6(IPPROTO_FRAGMENT, 1, 2), LATER }, true, true },

	{ "first of three ranges, at its start",
	  { .family = AF_INET, LOCAL(RANGE4(10, 12), RANGE4(20, 20), RANGE4(5, 6)) },
	  { FLOW4(IPPROTO_TCP, 10, 200) }, true, false },
	{ "between the ranges",
	  { .family = AF_INET, LOCAL(RANGE4(10, 12), RANGE4(20, 20), RANGE4(5, 6)) },
	  { FLOW4(IPPROTO_TCP, 13, 13) }, false, false },
	{ "last of three ranges, at its end",
	  { .family = AF_INET, LOCAL(RANGE4(10, 12), RANGE4(20, 20), RANGE4(5, 6)) },
	  { FLOW4(IPPROTO_TCP, 6, 200) }, true, false },
	{ "lists on both sides are a cross product",
	  { .family = AF_INET6, LOCAL(RANGE6(1, 1), RANGE6(3, 3)),
	    REMOTE(RANGE6(2, 2), RANGE6(4, 4)) },
	  { FLOW6(IPPROTO_TCP, 3, 2) }, true, false },
	{ "one side in its list is not enough",
	  { .family = AF_INET6, LOCAL(RANGE6(1, 1), RANGE6(3, 3)),
	    REMOTE(RANGE6(2, 2), RANGE6(4, 4)) },
	  { FLOW6(IPPROTO_TCP, 3, 3) }, false, false },
	{ "ports with a hole, before it",
	  { .proto = IPPROTO_UDP, RPORT({ 1000, 1499 }, { 1501, 1999 }) },
	  { FLOW4(IPPROTO_UDP, 1, 2), HAS_PORTS(1, 1499) }, true, false },
	{ "ports with a hole, in it",
	  { .proto = IPPROTO_UDP, RPORT({ 1000, 1499 }, { 1501, 1999 }) },
	  { FLOW4(IPPROTO_UDP, 1, 2), HAS_PORTS(1500, 1500) }, false, false },
	{ "ports with a hole, behind it",
	  { .proto = IPPROTO_UDP, RPORT({ 1000, 1499 }, { 1501, 1999 }) },
	  { FLOW4(IPPROTO_UDP, 1, 2), HAS_PORTS(1, 1501) }, true, false },
	{ "all ports in two ranges do not take a later fragment",
	  { .proto = IPPROTO_UDP, RPORT({ 0, 99 }, { 100, 65535 }) },
	  { FLOW4(IPPROTO_UDP, 1, 2), LATER }, false, false },
	{ "all ports in two ranges take port 100",
	  { .proto = IPPROTO_UDP, RPORT({ 0, 99 }, { 100, 65535 }) },
	  { FLOW4(IPPROTO_UDP, 1, 2), HAS_PORTS(1, 100) }, true, true },

	{ "mobility header type", { .proto = IPPROTO_MH, MH({ 5, 6 }) },
	  { FLOW6(IPPROTO_MH, 1, 2), HAS_MH(5) }, true, true },
	{ "mobility header type behind", { .proto = IPPROTO_MH, MH({ 5, 6 }) },
	  { FLOW6(IPPROTO_MH, 1, 2), HAS_MH(7) }, false, false },
	{ "mobility header type does not take a later fragment",
	  { .proto = IPPROTO_MH, MH({ 0, 254 }) },
	  { FLOW6(IPPROTO_MH, 1, 2), LATER }, false, false },
	{ "mobility header type does not take its number in IPv4",
	  { .proto = IPPROTO_MH, MH({ 0, 254 }) },
	  { FLOW4(IPPROTO_MH, 1, 2) }, false, false },
	{ "any type takes a mobility header", { .proto = IPPROTO_MH },
	  { FLOW6(IPPROTO_MH, 1, 2), HAS_MH(7) }, true, true },

	{ "opaque takes a later fragment",
	  { .proto = IPPROTO_UDP, .opaque = true },
	  { FLOW4(IPPROTO_UDP, 1, 2), LATER }, true, true },
	{ "opaque does not take what shows ports",
	  { .proto = IPPROTO_UDP, .opaque = true },
	  { FLOW4(IPPROTO_UDP, 1, 2), HAS_PORTS(0, 0) }, false, false },
	{ "opaque does not take what shows a type", { .opaque = true },
	  { FLOW4(IPPROTO_ICMP, 1, 2), HAS_ICMP(0, 0) }, false, false },
	{ "opaque does not take what shows a mobility header type",
	  { .opaque = true },
	  { FLOW6(IPPROTO_MH, 1, 2), HAS_MH(0) }, false, false },
	{ "opaque takes what has no ports", { .opaque = true },
	  { FLOW4(IPPROTO_ESP, 1, 2) }, true, true },
	{ "opaque asks for the protocol too",
	  { .proto = IPPROTO_TCP, .opaque = true },
	  { FLOW4(IPPROTO_UDP, 1, 2), LATER }, false, false },
	{ "hidden protocol behind destination options",
	  { .proto = BTNS_PROTO_OPAQUE },
	  { FLOW6(IPPROTO_DSTOPTS, 1, 2), LATER }, true, true },
	{ "hidden protocol behind routing", { .proto = BTNS_PROTO_OPAQUE },
	  { FLOW6(IPPROTO_ROUTING, 1, 2), LATER }, true, true },
	{ "hidden protocol does not take one that is named",
	  { .proto = BTNS_PROTO_OPAQUE },
	  { FLOW6(IPPROTO_UDP, 1, 2), LATER }, false, false },
	{ "hidden protocol does not take a first fragment",
	  { .proto = BTNS_PROTO_OPAQUE },
	  { FLOW6(IPPROTO_DSTOPTS, 1, 2), .is_fragment = true }, false, false },
	{ "destination options that are the protocol",
	  { .proto = IPPROTO_DSTOPTS },
	  { FLOW6(IPPROTO_DSTOPTS, 1, 2) }, true, true },
	{ "destination options in a first fragment",
	  { .proto = IPPROTO_DSTOPTS },
	  { FLOW6(IPPROTO_DSTOPTS, 1, 2), .is_fragment = true }, true, true },
	{ "destination options do not take what hides behind them",
	  { .proto = IPPROTO_DSTOPTS },
	  { FLOW6(IPPROTO_DSTOPTS, 1, 2), LATER }, false, false },
	{ "destination options are not TCP", { .proto = IPPROTO_TCP },
	  { FLOW6(IPPROTO_DSTOPTS, 1, 2) }, false, false },
	{ "any protocol takes hop-by-hop options", { .family = AF_INET6 },
	  { FLOW6(IPPROTO_HOPOPTS, 1, 2) }, true, true },
	{ "TCP does not take hop-by-hop options", { .proto = IPPROTO_TCP },
	  { FLOW6(IPPROTO_HOPOPTS, 1, 2) }, false, false },
	{ "nothing hides its protocol in IPv4", { .proto = BTNS_PROTO_OPAQUE },
	  { FLOW4(IPPROTO_DSTOPTS, 1, 2), LATER }, false, false },
	{ "everything takes an opaque protocol behind options", { .family = AF_UNSPEC },
	  { FLOW6(IPPROTO_DSTOPTS, 1, 2), LATER }, true, true },
};
BTNS_KUNIT_TABLE(selector_match);

struct selector_fragment_case {
	const char *desc;
	struct btns_selector spec;
	struct btns_flow flow;
	bool might;
};

static const struct selector_fragment_case selector_fragment[] = {
	{ "other address", { .family = AF_INET, LOCAL(RANGE4(3, 9)) },
	  { FLOW4(IPPROTO_UDP, 2, 2), .is_fragment = true,
	    .is_later_fragment = true }, false },
	{ "other protocol", { .proto = IPPROTO_TCP },
	  { FLOW4(IPPROTO_UDP, 1, 2), .is_fragment = true,
	    .is_later_fragment = true }, false },
	{ "first fragment with other ports",
	  { .proto = IPPROTO_UDP, LPORT({ 100, 200 }) },
	  { FLOW4(IPPROTO_UDP, 1, 2), HAS_PORTS(99, 99), .is_fragment = true },
	  false },
	{ "first fragment behind a routing header, other protocol",
	  { .proto = IPPROTO_TCP },
	  { FLOW6(IPPROTO_ROUTING, 1, 2), .is_fragment = true }, false },
	{ "later fragment without ports",
	  { .proto = IPPROTO_UDP, LPORT({ 100, 200 }) },
	  { FLOW4(IPPROTO_UDP, 1, 2), .is_fragment = true,
	    .is_later_fragment = true }, true },
	{ "later fragment without type",
	  { .proto = IPPROTO_ICMP, ICMP(TYPES(8, 8)) },
	  { FLOW4(IPPROTO_ICMP, 1, 2), .is_fragment = true,
	    .is_later_fragment = true }, true },
	{ "later fragment without a mobility header type",
	  { .proto = IPPROTO_MH, MH({ 5, 5 }) },
	  { FLOW6(IPPROTO_MH, 1, 2), .is_fragment = true,
	    .is_later_fragment = true }, true },
	{ "first fragment with another mobility header type",
	  { .proto = IPPROTO_MH, MH({ 5, 5 }) },
	  { FLOW6(IPPROTO_MH, 1, 2), HAS_MH(6), .is_fragment = true }, false },
	{ "first fragment with ports under opaque",
	  { .proto = IPPROTO_UDP, .opaque = true },
	  { FLOW4(IPPROTO_UDP, 1, 2), HAS_PORTS(1, 1), .is_fragment = true },
	  false },
	{ "hidden protocol under opaque ports",
	  { .proto = IPPROTO_UDP, .opaque = true },
	  { FLOW6(IPPROTO_DSTOPTS, 1, 2), .is_fragment = true,
	    .is_later_fragment = true }, true },
	{ "protocol 60 in IPv4 hides nothing",
	  { .proto = IPPROTO_TCP },
	  { FLOW4(IPPROTO_DSTOPTS, 1, 2), .is_fragment = true,
	    .is_later_fragment = true }, false },
	{ "later fragment, perhaps of the destination options",
	  { .proto = IPPROTO_DSTOPTS },
	  { FLOW6(IPPROTO_DSTOPTS, 1, 2), .is_fragment = true,
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
	const struct btns_selector *sel = &item->spec;

	KUNIT_ASSERT_NULL(test, btns_selector_check(sel));
	KUNIT_EXPECT_EQ(test,
			btns_selector_might_match(sel, &item->flow, BTNS_OUT),
			item->might);
}

/* Whoever matches might match. */
static void selector_might_match_what_matches(struct kunit *test)
{
	const struct selector_match_case *item = test->param_value;
	const struct btns_selector *sel = &item->spec;

	if (item->out)
		KUNIT_EXPECT_EQ(test, btns_selector_might_match(sel,
				&item->flow, BTNS_OUT), true);
	if (item->in)
		KUNIT_EXPECT_EQ(test, btns_selector_might_match(sel,
				&item->flow, BTNS_IN), true);
}

/* Two selectors: does each cover the other, and do they meet? */
struct selector_pair_case {
	const char *desc;
	struct btns_selector a;
	struct btns_selector b;
	bool a_covers;
	bool b_covers;
	bool meet;
};

#define FOUR(...) { .family = AF_INET, __VA_ARGS__ }
#define SIX(...) { .family = AF_INET6, __VA_ARGS__ }
#define TCP(...) { .proto = IPPROTO_TCP, __VA_ARGS__ }

static const struct selector_pair_case selector_pair[] = {
	{ "everything twice", { .proto = 0 }, { .proto = 0 }, true, true, true },
	{ "everything and IPv4", { .proto = 0 }, { .family = AF_INET },
	  true, false, true },
	{ "IPv4 and IPv6", { .family = AF_INET }, { .family = AF_INET6 },
	  false, false, false },
	{ "equal ranges", FOUR(LOCAL(RANGE4(3, 9))), FOUR(LOCAL(RANGE4(3, 9))),
	  true, true, true },
	{ "a range in another", FOUR(LOCAL(RANGE4(3, 9))),
	  FOUR(LOCAL(RANGE4(3, 8))), true, false, true },
	{ "ranges that touch", FOUR(LOCAL(RANGE4(3, 9))),
	  FOUR(LOCAL(RANGE4(9, 12))), false, false, true },
	{ "neighbours", FOUR(LOCAL(RANGE4(3, 9))),
	  FOUR(LOCAL(RANGE4(10, 12))), false, false, false },
	{ "same addresses, other side", FOUR(LOCAL(RANGE4(3, 9))),
	  FOUR(REMOTE(RANGE4(3, 9))), false, false, true },
	{ "local alike, remote apart",
	  FOUR(LOCAL(RANGE4(1, 1)), REMOTE(RANGE4(2, 2))),
	  FOUR(LOCAL(RANGE4(1, 1)), REMOTE(RANGE4(3, 3))), false, false, false },
	{ "neighbours together span a range",
	  SIX(REMOTE(RANGE6(5, 9), RANGE6(1, 4))), SIX(REMOTE(RANGE6(2, 8))),
	  true, false, true },
	{ "overlapping ones span it too",
	  SIX(REMOTE(RANGE6(4, 9), RANGE6(1, 6), RANGE6(2, 3))),
	  SIX(REMOTE(RANGE6(1, 9))), true, true, true },
	{ "a hole of one address",
	  SIX(REMOTE(RANGE6(6, 9), RANGE6(1, 4))), SIX(REMOTE(RANGE6(2, 8))),
	  false, false, true },
	{ "two ranges in the hole and outside",
	  FOUR(LOCAL(RANGE4(1, 4), RANGE4(6, 9))),
	  FOUR(LOCAL(RANGE4(5, 5), RANGE4(10, 255))), false, false, false },
	{ "two halves are all of IPv4",
	  FOUR(LOCAL({ .hi.octets = { 127, 255, 255, 255 } },
		     { .lo.octets = { 128 },
		       .hi.octets = { 255, 255, 255, 255 } })),
	  { .family = AF_INET }, true, true, true },
	{ "two halves without the last address",
	  FOUR(LOCAL({ .hi.octets = { 127, 255, 255, 255 } },
		     { .lo.octets = { 128 },
		       .hi.octets = { 255, 255, 255, 254 } })),
	  { .family = AF_INET }, false, true, true },
	{ "addresses and no family", FOUR(LOCAL(RANGE4(1, 1))), { .proto = 0 },
	  false, true, true },

	{ "any protocol and TCP", { .proto = 0 }, TCP(), true, false, true },
	{ "TCP and UDP", TCP(), { .proto = IPPROTO_UDP }, false, false, false },
	{ "any protocol and a hidden one", { .proto = 0 },
	  { .proto = BTNS_PROTO_OPAQUE }, true, false, true },
	{ "TCP and a hidden protocol", TCP(), { .proto = BTNS_PROTO_OPAQUE },
	  false, false, false },
	{ "IPv4 and a hidden protocol", { .family = AF_INET },
	  { .proto = BTNS_PROTO_OPAQUE }, false, false, false },
	{ "IPv6 and a hidden protocol", { .family = AF_INET6 },
	  { .proto = BTNS_PROTO_OPAQUE }, true, false, true },
	{ "IPv6 and a mobility header type", { .family = AF_INET6 },
	  { .proto = IPPROTO_MH, MH({ 5, 5 }) }, true, false, true },
	{ "IPv4 and a mobility header type", { .family = AF_INET },
	  { .proto = IPPROTO_MH, MH({ 5, 5 }) }, false, false, false },
	{ "IPv4 and an ICMP type of no family", { .family = AF_INET },
	  { .proto = IPPROTO_ICMP, ICMP(TYPES(8, 8)) }, true, false, true },
	{ "IPv4 and ICMP of no family", { .family = AF_INET },
	  { .proto = IPPROTO_ICMP }, false, false, true },
	{ "IPv6 and an ICMP type of no family", { .family = AF_INET6 },
	  { .proto = IPPROTO_ICMP, ICMP(TYPES(8, 8)) }, false, false, false },

	{ "any port and one", TCP(), TCP(LPORT({ 22, 22 })), true, false, true },
	{ "ports in a list", TCP(LPORT({ 1, 9 }, { 20, 30 })),
	  TCP(LPORT({ 25, 30 }, { 2, 2 })), true, false, true },
	{ "ports that reach out of a list", TCP(LPORT({ 1, 9 }, { 20, 30 })),
	  TCP(LPORT({ 25, 31 })), false, false, true },
	{ "ports in the hole of a list", TCP(LPORT({ 1, 9 }, { 20, 30 })),
	  TCP(LPORT({ 10, 19 })), false, false, false },
	{ "local and remote port", TCP(LPORT({ 1, 9 })), TCP(RPORT({ 1, 9 })),
	  false, false, true },
	{ "all ports in two ranges are not any",
	  TCP(LPORT({ 0, 99 }, { 100, 65535 })), TCP(), false, true, true },
	{ "all local ports in two ranges, with a remote one",
	  TCP(LPORT({ 100, 65535 }, { 0, 99 }), RPORT({ 1, 9 })),
	  TCP(RPORT({ 5, 5 })), true, false, true },
	{ "types in a range", { .proto = IPPROTO_ICMP, ICMP(TYPES(3, 5)) },
	  { .proto = IPPROTO_ICMP, ICMP({ TYPE(4, 0), TYPE(5, 9) }) },
	  true, false, true },
	{ "types out of a range by a code",
	  { .proto = IPPROTO_ICMP, ICMP({ TYPE(3, 0), TYPE(3, 4) }) },
	  { .proto = IPPROTO_ICMP, ICMP({ TYPE(3, 5), TYPE(3, 5) }) },
	  false, false, false },
	{ "mobility header types", { .proto = IPPROTO_MH, MH({ 1, 5 }) },
	  { .proto = IPPROTO_MH, MH({ 2, 3 }) }, true, false, true },

	{ "any and opaque", TCP(), TCP(.opaque = true), true, false, true },
	{ "opaque and a port", TCP(.opaque = true), TCP(LPORT({ 1, 9 })),
	  false, false, false },
	{ "opaque of any protocol and of one", { .opaque = true },
	  TCP(.opaque = true), true, false, true },
	{ "opaque covers what has no ports", { .opaque = true },
	  { .proto = IPPROTO_ESP }, true, false, true },
	{ "opaque does not cover what may have some", { .opaque = true },
	  TCP(), false, false, true },
	{ "opaque and plain of a protocol without ports",
	  { .proto = IPPROTO_ESP, .opaque = true }, { .proto = IPPROTO_ESP },
	  true, true, true },
	{ "opaque and plain of a hidden protocol",
	  { .proto = BTNS_PROTO_OPAQUE, .opaque = true },
	  { .proto = BTNS_PROTO_OPAQUE }, true, true, true },
	{ "mobility header in IPv4 has no type",
	  { .family = AF_INET, .proto = IPPROTO_MH, .opaque = true },
	  { .family = AF_INET, .proto = IPPROTO_MH }, true, true, true },
};
BTNS_KUNIT_TABLE(selector_pair);

static void selector_covers_and_intersects(struct kunit *test)
{
	const struct selector_pair_case *pair = test->param_value;
	const struct btns_selector *a = &pair->a, *b = &pair->b;

	KUNIT_ASSERT_NULL(test, btns_selector_check(a));
	KUNIT_ASSERT_NULL(test, btns_selector_check(b));
	KUNIT_EXPECT_EQ(test, btns_selector_covers(a, b), pair->a_covers);
	KUNIT_EXPECT_EQ(test, btns_selector_covers(b, a), pair->b_covers);
	KUNIT_EXPECT_EQ(test, btns_selector_intersects(a, b), pair->meet);
	KUNIT_EXPECT_EQ(test, btns_selector_intersects(b, a), pair->meet);
	KUNIT_EXPECT_EQ(test, btns_selector_covers(a, a), true);
	KUNIT_EXPECT_EQ(test, btns_selector_covers(b, b), true);
}

static void ranges_overlap_where_an_address_is_in_both(struct kunit *test)
{
	static const struct btns_addr_range low[] = { RANGE4(1, 4), RANGE4(8, 9) };
	static const struct btns_addr_range hole[] = { RANGE4(5, 7) };
	static const struct btns_addr_range edge[] = { RANGE4(10, 20), RANGE4(9, 9) };

	KUNIT_EXPECT_EQ(test, btns_addr_ranges_overlap(low, 2, hole, 1), false);
	KUNIT_EXPECT_EQ(test, btns_addr_ranges_overlap(hole, 1, low, 2), false);
	KUNIT_EXPECT_EQ(test, btns_addr_ranges_overlap(low, 2, edge, 2), true);
	KUNIT_EXPECT_EQ(test, btns_addr_ranges_overlap(edge, 2, low, 2), true);
	KUNIT_EXPECT_EQ(test, btns_addr_ranges_overlap(low, 2, edge, 1), false);
	KUNIT_EXPECT_EQ(test, btns_addr_ranges_overlap(low, 0, low, 2), false);
	KUNIT_EXPECT_EQ(test, btns_addr_ranges_overlap(low, 2, low, 0), false);
}

/* A copy lives in exactly the room that was asked for, and is the same. */
static void selector_copy_has_lists_of_its_own(struct kunit *test)
{
	const struct selector_check_case *good = test->param_value;
	const struct btns_selector *sel = &good->spec;
	size_t size = btns_selector_size(sel);
	u8 *octets = kunit_kzalloc(test, size + 1, GFP_KERNEL);
	struct btns_selector_room room = { octets, octets + size };
	struct btns_selector copy;

	KUNIT_ASSERT_NOT_NULL(test, octets);
	KUNIT_ASSERT_EQ(test, btns_selector_copy(&copy, sel, &room), true);
	KUNIT_EXPECT_EQ(test, room.at == room.end, true);
	KUNIT_EXPECT_EQ(test, btns_selector_size(&copy), size);
	KUNIT_EXPECT_EQ(test, btns_selector_covers(&copy, sel), true);
	KUNIT_EXPECT_EQ(test, btns_selector_covers(sel, &copy), true);
	if (size)
		KUNIT_EXPECT_EQ(test, btns_selector_copy(&copy, sel, &room),
				false);
}

/* What was made of a flow matches it that way, and is a selector. */
static void selector_from_flow_matches_it(struct kunit *test)
{
	const struct selector_match_case *item = test->param_value;
	struct btns_selector_single single;
	struct btns_flow other = item->flow;

	btns_selector_from_flow(&single, &item->flow, BTNS_OUT);
	KUNIT_EXPECT_EQ(test, btns_selector_match(&single.sel, &item->flow,
						  BTNS_OUT), true);
	other.sport++;
	other.icmp_code++;
	other.mh_type++;
	KUNIT_EXPECT_EQ(test, btns_selector_match(&single.sel, &other, BTNS_OUT),
			!(other.has_ports || other.has_icmp || other.has_mh));
	other = item->flow;
	other.dst.octets[3]++;
	KUNIT_EXPECT_EQ(test, btns_selector_match(&single.sel, &other, BTNS_OUT),
			false);
	btns_selector_from_flow(&single, &item->flow, BTNS_IN);
	KUNIT_EXPECT_EQ(test, btns_selector_match(&single.sel, &item->flow,
						  BTNS_IN), true);
}

static void selector_check_refuses(struct kunit *test)
{
	const struct selector_check_case *bad = test->param_value;
	const struct btns_selector *sel = &bad->spec;

	KUNIT_EXPECT_NOT_NULL(test, btns_selector_check(sel));
}

static void selector_check_accepts(struct kunit *test)
{
	const struct selector_check_case *good = test->param_value;
	const struct btns_selector *sel = &good->spec;
	const char *why = btns_selector_check(sel);

	KUNIT_EXPECT_STREQ(test, why ? why : "", "");
}

/* A match case that is no selector would prove nothing. */
static void selector_match_follows_every_field(struct kunit *test)
{
	const struct selector_match_case *item = test->param_value;
	const struct btns_selector *sel = &item->spec;

	KUNIT_ASSERT_NULL(test, btns_selector_check(sel));
	KUNIT_EXPECT_EQ(test, btns_selector_match(sel, &item->flow, BTNS_OUT),
			item->out);
	KUNIT_EXPECT_EQ(test, btns_selector_match(sel, &item->flow, BTNS_IN),
			item->in);
}

/* The same connection's answer, ends exchanged, falls under it inbound. */
static void selector_match_serves_both_directions(struct kunit *test)
{
	const struct selector_match_case *item = test->param_value;
	const struct btns_selector *sel = &item->spec;
	struct btns_flow answer = item->flow;

	answer.src = item->flow.dst;
	answer.dst = item->flow.src;
	answer.sport = item->flow.dport;
	answer.dport = item->flow.sport;

	KUNIT_EXPECT_EQ(test, btns_selector_match(sel, &answer, BTNS_IN),
			item->out);
	KUNIT_EXPECT_EQ(test, btns_selector_match(sel, &answer, BTNS_OUT),
			item->in);
}

/* Whatever lies behind a flag that is not set must not decide. */
static void selector_match_ignores_absent_fields(struct kunit *test)
{
	const struct selector_match_case *item = test->param_value;
	const struct btns_selector *sel = &item->spec;
	struct btns_flow flow = item->flow;

	if (!flow.has_ports) {
		flow.sport = sel->n_lport ? sel->lport->lo : 0;
		flow.dport = sel->n_rport ? sel->rport->lo : 0;
	}
	if (!flow.has_icmp && sel->n_icmp) {
		flow.icmp_type = (u8)(sel->icmp->lo >> 8);
		flow.icmp_code = (u8)sel->icmp->lo;
	}
	if (!flow.has_mh && sel->n_mh)
		flow.mh_type = (u8)sel->mh->lo;

	KUNIT_EXPECT_EQ(test, btns_selector_match(sel, &flow, BTNS_OUT),
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
	KUNIT_CASE_PARAM(selector_covers_and_intersects,
			 selector_pair_gen_params),
	KUNIT_CASE_PARAM(selector_copy_has_lists_of_its_own,
			 selector_good_gen_params),
	KUNIT_CASE_PARAM(selector_from_flow_matches_it,
			 selector_match_gen_params),
	KUNIT_CASE(ranges_overlap_where_an_address_is_in_both),
	{}
};

static struct kunit_suite selector_suite = {
	.name = "btns_selector",
	.test_cases = selector_cases,
};

kunit_test_suite(selector_suite);
