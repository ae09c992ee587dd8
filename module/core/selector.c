// SPDX-License-Identifier: GPL-2.0-only
#include "selector.h"

static bool port_range_is_any(const struct btns_port_range *range)
{
	return range->lo == 0 && range->hi == 65535;
}

static bool octet_range_is_any(const struct btns_octet_range *range)
{
	return range->lo == 0 && range->hi == 255;
}

static bool selector_has_ports(const struct btns_selector *sel)
{
	return !port_range_is_any(&sel->lport) ||
	       !port_range_is_any(&sel->rport);
}

static bool selector_has_icmp(const struct btns_selector *sel)
{
	return !octet_range_is_any(&sel->icmp_type) ||
	       !octet_range_is_any(&sel->icmp_code);
}

static void addr_range_init(struct btns_addr_range *range, u8 family)
{
	memset(range, 0, sizeof(*range));
	if (family != AF_UNSPEC)
		memset(range->hi.octets, 0xff, btns_addr_len(family));
}

void btns_selector_init(struct btns_selector *sel, u8 family)
{
	memset(sel, 0, sizeof(*sel));
	sel->family = family;
	sel->proto = BTNS_PROTO_ANY;
	addr_range_init(&sel->local, family);
	addr_range_init(&sel->remote, family);
	sel->lport.hi = 65535;
	sel->rport.hi = 65535;
	sel->icmp_type.hi = 255;
	sel->icmp_code.hi = 255;
}

/* Nothing set from octet @from on? */
static bool addr_is_zero_from(const struct btns_addr *addr, size_t from)
{
	static const struct btns_addr zero;

	return !memcmp(addr->octets + from, zero.octets + from,
		       sizeof(zero.octets) - from);
}

static const char *addr_range_check(const struct btns_addr_range *range,
				    u8 family)
{
	size_t used = family == AF_UNSPEC ? 0 : btns_addr_len(family);

	if (!addr_is_zero_from(&range->lo, used) ||
	    !addr_is_zero_from(&range->hi, used))
		return family == AF_UNSPEC ?
			"addresses need a family, name IPv4 or IPv6" :
			"octets set behind an IPv4 address, clear them";
	if (memcmp(range->lo.octets, range->hi.octets, used) > 0)
		return "address range ends before it starts, swap its ends";

	return NULL;
}

static const char *selector_check_addrs(const struct btns_selector *sel)
{
	const char *why = addr_range_check(&sel->local, sel->family);

	return why ? why : addr_range_check(&sel->remote, sel->family);
}

static const char *selector_check_proto(const struct btns_selector *sel)
{
	switch (sel->proto) {
	case IPPROTO_ROUTING:
	case IPPROTO_FRAGMENT:
	case IPPROTO_DSTOPTS:
		return "protocol is an IPv6 extension header, name the one behind it";
	case IPPROTO_ICMP:
		if (sel->family == AF_INET6)
			return "ICMP is for IPv4, use ICMPv6 (58) with IPv6";
		return NULL;
	case IPPROTO_ICMPV6:
		if (sel->family == AF_INET)
			return "ICMPv6 is for IPv6, use ICMP (1) with IPv4";
		return NULL;
	default:
		return NULL;
	}
}

static const char *selector_check_ports(const struct btns_selector *sel)
{
	if (sel->lport.lo > sel->lport.hi || sel->rport.lo > sel->rport.hi)
		return "port range ends before it starts, swap its ends";
	if (selector_has_ports(sel) && !btns_proto_has_ports(sel->proto))
		return "ports need a protocol that has them: TCP, UDP, SCTP, DCCP or UDP-Lite";

	return NULL;
}

static const char *selector_check_icmp(const struct btns_selector *sel)
{
	if (sel->icmp_type.lo > sel->icmp_type.hi ||
	    sel->icmp_code.lo > sel->icmp_code.hi)
		return "type or code range ends before it starts, swap its ends";
	if (selector_has_icmp(sel) && sel->proto != IPPROTO_ICMP &&
	    sel->proto != IPPROTO_ICMPV6)
		return "type and code need protocol ICMP or ICMPv6";

	return NULL;
}

const char *btns_selector_check(const struct btns_selector *sel)
{
	const char *why;

	if (sel->family != AF_INET && sel->family != AF_INET6 &&
	    sel->family != AF_UNSPEC)
		return "unknown family, use IPv4, IPv6 or none";

	why = selector_check_addrs(sel);
	if (!why)
		why = selector_check_proto(sel);
	if (!why)
		why = selector_check_ports(sel);
	if (!why)
		why = selector_check_icmp(sel);
	return why;
}

static bool addr_range_holds(const struct btns_addr_range *range,
			     const struct btns_addr *addr)
{
	return memcmp(&range->lo, addr, sizeof(*addr)) <= 0 &&
	       memcmp(addr, &range->hi, sizeof(*addr)) <= 0;
}

static bool port_range_holds(const struct btns_port_range *range, u16 port)
{
	return range->lo <= port && port <= range->hi;
}

static bool octet_range_holds(const struct btns_octet_range *range, u8 octet)
{
	return range->lo <= octet && octet <= range->hi;
}

static bool selector_match_ports(const struct btns_selector *sel,
				 const struct btns_flow *flow, bool out)
{
	if (!flow->has_ports)
		return !selector_has_ports(sel);

	return port_range_holds(&sel->lport, out ? flow->sport : flow->dport) &&
	       port_range_holds(&sel->rport, out ? flow->dport : flow->sport);
}

static bool selector_match_icmp(const struct btns_selector *sel,
				const struct btns_flow *flow)
{
	if (!flow->has_icmp)
		return !selector_has_icmp(sel);

	return octet_range_holds(&sel->icmp_type, flow->icmp_type) &&
	       octet_range_holds(&sel->icmp_code, flow->icmp_code);
}

static bool selector_match_addrs(const struct btns_selector *sel,
				 const struct btns_flow *flow, bool out)
{
	if (sel->family == AF_UNSPEC)
		return true;
	if (sel->family != flow->family)
		return false;

	return addr_range_holds(&sel->local, out ? &flow->src : &flow->dst) &&
	       addr_range_holds(&sel->remote, out ? &flow->dst : &flow->src);
}

bool btns_selector_match(const struct btns_selector *sel,
			 const struct btns_flow *flow, enum btns_dir dir)
{
	bool out = dir == BTNS_OUT;

	if (sel->proto != BTNS_PROTO_ANY && sel->proto != flow->proto)
		return false;

	return selector_match_addrs(sel, flow, out) &&
	       selector_match_ports(sel, flow, out) &&
	       selector_match_icmp(sel, flow);
}

/* A later fragment may name an extension header, behind which lies the rest. */
static bool flow_hides_proto(const struct btns_flow *flow)
{
	return flow->is_later_fragment &&
	       (flow->proto == IPPROTO_ROUTING ||
		flow->proto == IPPROTO_DSTOPTS ||
		flow->proto == IPPROTO_FRAGMENT);
}

bool btns_selector_might_match(const struct btns_selector *sel,
			       const struct btns_flow *flow,
			       enum btns_dir dir)
{
	bool out = dir == BTNS_OUT;

	if (sel->proto != BTNS_PROTO_ANY && sel->proto != flow->proto &&
	    !flow_hides_proto(flow))
		return false;

	return selector_match_addrs(sel, flow, out) &&
	       (!flow->has_ports || selector_match_ports(sel, flow, out)) &&
	       (!flow->has_icmp || selector_match_icmp(sel, flow));
}
