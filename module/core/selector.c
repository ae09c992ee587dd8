// SPDX-License-Identifier: GPL-2.0-only
#include "selector.h"

#define PORT_MAX 65535
#define MH_MAX 255

static bool selector_has_ports(const struct btns_selector *sel)
{
	return sel->n_lport || sel->n_rport;
}

/* Does it ask for something that a packet may hide? */
static bool selector_has_upper(const struct btns_selector *sel)
{
	return selector_has_ports(sel) || sel->n_icmp || sel->n_mh;
}

void btns_selector_init(struct btns_selector *sel, u8 family)
{
	memset(sel, 0, sizeof(*sel));
	sel->family = family;
	sel->proto = BTNS_PROTO_ANY;
}

/* ---- check ---- */

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
	size_t used = btns_addr_len(family);

	if (!addr_is_zero_from(&range->lo, used) ||
	    !addr_is_zero_from(&range->hi, used))
		return "octets set behind an IPv4 address, clear them";
	if (memcmp(range->lo.octets, range->hi.octets, used) > 0)
		return "address range ends before it starts, swap its ends";
	if (btns_addr_range_is_any(range, family))
		return "a range of all addresses is any, leave out the list";

	return NULL;
}

static const char *addr_list_check(const struct btns_addr_range *list, u8 count,
				   u8 family)
{
	const char *why = NULL;
	u8 i;

	for (i = 0; i < count && !why; i++)
		why = addr_range_check(&list[i], family);
	return why;
}

static const char *selector_check_addrs(const struct btns_selector *sel)
{
	const char *why;

	if (sel->family == AF_UNSPEC)
		return sel->n_local || sel->n_remote ?
			"addresses need a family, name IPv4 or IPv6" : NULL;

	why = addr_list_check(sel->local, sel->n_local, sel->family);
	return why ? why : addr_list_check(sel->remote, sel->n_remote,
					   sel->family);
}

static const char *selector_check_proto(const struct btns_selector *sel)
{
	switch (sel->proto) {
	case IPPROTO_FRAGMENT:
		return "protocol is the fragment header of IPv6, name the one behind it";
	case IPPROTO_ICMP:
		if (sel->family == AF_INET6)
			return "ICMP is for IPv4, use ICMPv6 (58) with IPv6";
		return NULL;
	case IPPROTO_ICMPV6:
		if (sel->family == AF_INET)
			return "ICMPv6 is for IPv6, use ICMP (1) with IPv4";
		return NULL;
	case BTNS_PROTO_OPAQUE:
		if (sel->family == AF_INET)
			return "only IPv6 packets hide their protocol, name one for IPv4";
		return NULL;
	default:
		return sel->proto > BTNS_PROTO_OPAQUE ?
			"protocol is not 0 to 255, or 256 for opaque" : NULL;
	}
}

static const char *port_list_check(const struct btns_port_range *list, u8 count,
				   u16 max)
{
	u8 i;

	for (i = 0; i < count; i++) {
		if (list[i].lo > list[i].hi)
			return "range ends before it starts, swap its ends";
		if (list[i].hi > max)
			return "mobility header types are 0 to 255";
		if (list[i].lo == 0 && list[i].hi == max)
			return "a range of all values is any, leave out the list";
	}
	return NULL;
}

static const char *selector_check_ports(const struct btns_selector *sel)
{
	const char *why;

	if (!selector_has_ports(sel))
		return NULL;
	if (sel->proto > 255 || !btns_proto_has_ports((u8)sel->proto))
		return "ports need a protocol that has them: TCP, UDP, SCTP, DCCP or UDP-Lite";

	why = port_list_check(sel->lport, sel->n_lport, PORT_MAX);
	return why ? why : port_list_check(sel->rport, sel->n_rport, PORT_MAX);
}

static const char *selector_check_icmp(const struct btns_selector *sel)
{
	if (!sel->n_icmp)
		return NULL;
	if (sel->proto != IPPROTO_ICMP && sel->proto != IPPROTO_ICMPV6)
		return "type and code need protocol ICMP or ICMPv6";

	return port_list_check(sel->icmp, sel->n_icmp, PORT_MAX);
}

static const char *selector_check_mh(const struct btns_selector *sel)
{
	if (!sel->n_mh)
		return NULL;
	if (sel->proto != IPPROTO_MH || sel->family == AF_INET)
		return "mobility header types need protocol 135 and IPv6";

	return port_list_check(sel->mh, sel->n_mh, MH_MAX);
}

static const char *selector_check_counts(const struct btns_selector *sel)
{
	const u8 counts[] = {
		sel->n_local, sel->n_remote, sel->n_lport, sel->n_rport,
		sel->n_icmp, sel->n_mh,
	};
	size_t i;

	for (i = 0; i < sizeof(counts); i++)
		if (counts[i] > BTNS_SELECTOR_RANGES_MAX)
			return "more than 64 ranges in a list, use more selectors";
	return NULL;
}

const char *btns_selector_check(const struct btns_selector *sel)
{
	const char *why;

	if (sel->family != AF_INET && sel->family != AF_INET6 &&
	    sel->family != AF_UNSPEC)
		return "unknown family, use IPv4, IPv6 or none";

	why = selector_check_counts(sel);
	if (!why)
		why = selector_check_addrs(sel);
	if (!why)
		why = selector_check_proto(sel);
	if (!why)
		why = selector_check_ports(sel);
	if (!why)
		why = selector_check_icmp(sel);
	if (!why)
		why = selector_check_mh(sel);
	if (!why && sel->opaque && selector_has_upper(sel))
		why = "opaque means that ports, type and code cannot be seen, leave them out";
	return why;
}

/* ---- match ---- */

static bool addr_list_holds(const struct btns_addr_range *list, u8 count,
			    const struct btns_addr *addr)
{
	u8 i;

	for (i = 0; i < count; i++)
		if (memcmp(&list[i].lo, addr, sizeof(*addr)) <= 0 &&
		    memcmp(addr, &list[i].hi, sizeof(*addr)) <= 0)
			return true;
	return !count;
}

static bool port_list_holds(const struct btns_port_range *list, u8 count,
			    u16 port)
{
	u8 i;

	for (i = 0; i < count; i++)
		if (list[i].lo <= port && port <= list[i].hi)
			return true;
	return !count;
}

static bool selector_match_ports(const struct btns_selector *sel,
				 const struct btns_flow *flow, bool out)
{
	if (!selector_has_ports(sel))
		return true;

	return flow->has_ports &&
	       port_list_holds(sel->lport, sel->n_lport,
			       out ? flow->sport : flow->dport) &&
	       port_list_holds(sel->rport, sel->n_rport,
			       out ? flow->dport : flow->sport);
}

static bool selector_match_icmp(const struct btns_selector *sel,
				const struct btns_flow *flow)
{
	u16 number = btns_icmp_number(flow->icmp_type, flow->icmp_code);

	return !sel->n_icmp ||
	       (flow->has_icmp &&
		port_list_holds(sel->icmp, sel->n_icmp, number));
}

static bool selector_match_mh(const struct btns_selector *sel,
			      const struct btns_flow *flow)
{
	return !sel->n_mh ||
	       (flow->has_mh &&
		port_list_holds(sel->mh, sel->n_mh, flow->mh_type));
}

static bool selector_match_opaque(const struct btns_selector *sel,
				  const struct btns_flow *flow)
{
	return !sel->opaque ||
	       !(flow->has_ports || flow->has_icmp || flow->has_mh);
}

static bool selector_match_addrs(const struct btns_selector *sel,
				 const struct btns_flow *flow, bool out)
{
	if (sel->family == AF_UNSPEC)
		return true;
	if (sel->family != flow->family)
		return false;

	return addr_list_holds(sel->local, sel->n_local,
			       out ? &flow->src : &flow->dst) &&
	       addr_list_holds(sel->remote, sel->n_remote,
			       out ? &flow->dst : &flow->src);
}

static bool selector_match_proto(const struct btns_selector *sel,
				 const struct btns_flow *flow)
{
	if (sel->proto == BTNS_PROTO_ANY)
		return true;
	return sel->proto == (btns_flow_hides_proto(flow) ? BTNS_PROTO_OPAQUE :
							    flow->proto);
}

bool btns_selector_match(const struct btns_selector *sel,
			 const struct btns_flow *flow, enum btns_dir dir)
{
	bool out = dir == BTNS_OUT;

	return selector_match_proto(sel, flow) &&
	       selector_match_addrs(sel, flow, out) &&
	       selector_match_ports(sel, flow, out) &&
	       selector_match_icmp(sel, flow) &&
	       selector_match_mh(sel, flow) &&
	       selector_match_opaque(sel, flow);
}

bool btns_selector_might_match(const struct btns_selector *sel,
			       const struct btns_flow *flow,
			       enum btns_dir dir)
{
	bool out = dir == BTNS_OUT;

	if (!selector_match_proto(sel, flow) && !btns_flow_hides_proto(flow))
		return false;

	return selector_match_addrs(sel, flow, out) &&
	       (!flow->has_ports || selector_match_ports(sel, flow, out)) &&
	       (!flow->has_icmp || selector_match_icmp(sel, flow)) &&
	       (!flow->has_mh || selector_match_mh(sel, flow)) &&
	       selector_match_opaque(sel, flow);
}

/* ---- one selector and another ---- */

bool btns_addr_ranges_overlap(const struct btns_addr_range *a, size_t n_a,
			      const struct btns_addr_range *b, size_t n_b)
{
	size_t i, j;

	for (i = 0; i < n_a; i++)
		for (j = 0; j < n_b; j++)
			if (memcmp(&a[i].lo, &b[j].hi, sizeof(a[i].lo)) <= 0 &&
			    memcmp(&b[j].lo, &a[i].hi, sizeof(b[j].lo)) <= 0)
				return true;
	return false;
}

static bool addr_lists_meet(const struct btns_addr_range *a, u8 n_a,
			    const struct btns_addr_range *b, u8 n_b)
{
	return !n_a || !n_b || btns_addr_ranges_overlap(a, n_a, b, n_b);
}

static bool port_lists_meet(const struct btns_port_range *a, u8 n_a,
			    const struct btns_port_range *b, u8 n_b)
{
	u8 i, j;

	for (i = 0; i < n_a; i++)
		for (j = 0; j < n_b; j++)
			if (a[i].lo <= b[j].hi && b[j].lo <= a[i].hi)
				return true;
	return !n_a || !n_b;
}

/* False when there is no address behind it. */
static bool addr_step(struct btns_addr *addr, size_t len)
{
	while (len--)
		if (++addr->octets[len])
			return true;
	return false;
}

/*
 * Is a range in the union of a list?  From its start on, always step behind the
 * range that reaches farthest; no range is taken twice.
 */
static bool addr_list_spans(const struct btns_addr_range *list, u8 count,
			    const struct btns_addr_range *range, size_t len)
{
	const struct btns_addr *far;
	struct btns_addr at = range->lo;
	u8 i;

	do {
		far = NULL;
		for (i = 0; i < count; i++)
			if (memcmp(&list[i].lo, &at, sizeof(at)) <= 0 &&
			    memcmp(&list[i].hi, far ? far : &at,
				   sizeof(at)) >= 0)
				far = &list[i].hi;
		if (!far)
			return false;
		if (memcmp(far, &range->hi, sizeof(at)) >= 0)
			return true;
		at = *far;
	} while (addr_step(&at, len));
	return false;
}

static bool port_list_spans(const struct btns_port_range *list, u8 count,
			    u16 lo, u16 hi)
{
	u32 at = lo, next;
	u8 i;

	while (at <= hi) {
		next = at;
		for (i = 0; i < count; i++)
			if (list[i].lo <= at && list[i].hi >= next)
				next = (u32)list[i].hi + 1;
		if (next == at)
			return false;
		at = next;
	}
	return true;
}

static bool addr_list_covers(const struct btns_addr_range *a, u8 n_a,
			     const struct btns_addr_range *b, u8 n_b, u8 family)
{
	size_t len = btns_addr_len(family);
	struct btns_addr_range all = {};
	u8 i;

	if (!n_a)
		return true;
	if (!n_b) {
		memset(all.hi.octets, 0xff, len);
		b = &all;
		n_b = 1;
	}
	for (i = 0; i < n_b; i++)
		if (!addr_list_spans(a, n_a, &b[i], len))
			return false;
	return true;
}

static bool port_list_covers(const struct btns_port_range *a, u8 n_a,
			     const struct btns_port_range *b, u8 n_b, u16 max)
{
	u8 i;

	if (!n_a)
		return true;
	if (!n_b)
		return port_list_spans(a, n_a, 0, max);
	for (i = 0; i < n_b; i++)
		if (!port_list_spans(a, n_a, b[i].lo, b[i].hi))
			return false;
	return true;
}

/* The one family whose packets it can match, also where it does not say so. */
static u8 selector_family(const struct btns_selector *sel)
{
	if (sel->family != AF_UNSPEC)
		return sel->family;
	if (sel->n_icmp)
		return sel->proto == IPPROTO_ICMP ? AF_INET : AF_INET6;
	return sel->n_mh || sel->proto == BTNS_PROTO_OPAQUE ? AF_INET6 :
							      AF_UNSPEC;
}

/* Are there packets that it matches and that show ports, or what has their place? */
static bool selector_sees_upper(const struct btns_selector *sel)
{
	if (sel->opaque)
		return false;

	switch (sel->proto) {
	case BTNS_PROTO_ANY:
		return true;
	case BTNS_PROTO_OPAQUE:
		return false;
	case IPPROTO_ICMP:
		return sel->family != AF_INET6;
	case IPPROTO_ICMPV6:
	case IPPROTO_MH:
		return sel->family != AF_INET;
	default:
		return btns_proto_has_ports((u8)sel->proto);
	}
}

static bool selector_covers_addrs(const struct btns_selector *a,
				  const struct btns_selector *b)
{
	if (a->family == AF_UNSPEC)
		return true;
	if (a->family != selector_family(b))
		return false;

	return addr_list_covers(a->local, a->n_local, b->local, b->n_local,
				a->family) &&
	       addr_list_covers(a->remote, a->n_remote, b->remote, b->n_remote,
				a->family);
}

static bool selector_covers_upper(const struct btns_selector *a,
				  const struct btns_selector *b)
{
	/* later fragments show nothing, whatever the protocol */
	if (selector_has_upper(a) && !selector_has_upper(b))
		return false;
	if (!selector_sees_upper(b))
		return true;
	if (a->opaque)
		return false;

	return port_list_covers(a->lport, a->n_lport, b->lport, b->n_lport,
				PORT_MAX) &&
	       port_list_covers(a->rport, a->n_rport, b->rport, b->n_rport,
				PORT_MAX) &&
	       port_list_covers(a->icmp, a->n_icmp, b->icmp, b->n_icmp,
				PORT_MAX) &&
	       port_list_covers(a->mh, a->n_mh, b->mh, b->n_mh, MH_MAX);
}

bool btns_selector_covers(const struct btns_selector *a,
			  const struct btns_selector *b)
{
	if (a->proto != BTNS_PROTO_ANY && a->proto != b->proto)
		return false;

	return selector_covers_addrs(a, b) && selector_covers_upper(a, b);
}

static bool selector_meets_upper(const struct btns_selector *a,
				 const struct btns_selector *b)
{
	bool a_hidden = !selector_has_upper(a);
	bool b_hidden = !selector_has_upper(b);

	/* a later fragment matches both */
	if (a_hidden && b_hidden)
		return true;
	/* only packets that show something match the one with a list */
	if (a->opaque || b->opaque)
		return false;

	return port_lists_meet(a->lport, a->n_lport, b->lport, b->n_lport) &&
	       port_lists_meet(a->rport, a->n_rport, b->rport, b->n_rport) &&
	       port_lists_meet(a->icmp, a->n_icmp, b->icmp, b->n_icmp) &&
	       port_lists_meet(a->mh, a->n_mh, b->mh, b->n_mh);
}

bool btns_selector_intersects(const struct btns_selector *a,
			      const struct btns_selector *b)
{
	u8 a_family = selector_family(a), b_family = selector_family(b);

	if (a->proto != b->proto && a->proto != BTNS_PROTO_ANY &&
	    b->proto != BTNS_PROTO_ANY)
		return false;
	if (a_family != b_family && a_family != AF_UNSPEC &&
	    b_family != AF_UNSPEC)
		return false;

	return addr_lists_meet(a->local, a->n_local, b->local, b->n_local) &&
	       addr_lists_meet(a->remote, a->n_remote, b->remote,
			       b->n_remote) &&
	       selector_meets_upper(a, b);
}

/* ---- lists and where they are kept ---- */

size_t btns_selector_room_for(size_t n_addrs, size_t n_others)
{
	size_t size = n_addrs * sizeof(struct btns_addr_range) +
		      n_others * sizeof(struct btns_port_range);

	return (size + sizeof(void *) - 1) / sizeof(void *) * sizeof(void *);
}

size_t btns_selector_size(const struct btns_selector *sel)
{
	return btns_selector_room_for((size_t)sel->n_local + sel->n_remote,
				      (size_t)sel->n_lport + sel->n_rport +
				      sel->n_icmp + sel->n_mh);
}

static const void *copy_list(u8 **at, const void *list, size_t len)
{
	void *copy = *at;

	if (!len)
		return NULL;
	memcpy(copy, list, len);
	*at += len;
	return copy;
}

bool btns_selector_copy(struct btns_selector *to,
			const struct btns_selector *from,
			struct btns_selector_room *room)
{
	size_t size = btns_selector_size(from);
	u8 *at = room->at;

	if ((size_t)(room->end - room->at) < size)
		return false;

	*to = *from;
	to->local = copy_list(&at, from->local,
			      from->n_local * sizeof(*from->local));
	to->remote = copy_list(&at, from->remote,
			       from->n_remote * sizeof(*from->remote));
	to->lport = copy_list(&at, from->lport,
			      from->n_lport * sizeof(*from->lport));
	to->rport = copy_list(&at, from->rport,
			      from->n_rport * sizeof(*from->rport));
	to->icmp = copy_list(&at, from->icmp,
			     from->n_icmp * sizeof(*from->icmp));
	to->mh = copy_list(&at, from->mh, from->n_mh * sizeof(*from->mh));
	room->at += size;
	return true;
}

static void single_number(const struct btns_port_range **list, u8 *count,
			  struct btns_port_range *range, u16 number)
{
	range->lo = number;
	range->hi = number;
	*list = range;
	*count = 1;
}

static void single_ends(struct btns_selector_single *single,
			const struct btns_flow *flow, bool out)
{
	struct btns_selector *sel = &single->sel;

	single->local.lo = out ? flow->src : flow->dst;
	single->local.hi = single->local.lo;
	single->remote.lo = out ? flow->dst : flow->src;
	single->remote.hi = single->remote.lo;
	sel->local = &single->local;
	sel->remote = &single->remote;
	sel->n_local = 1;
	sel->n_remote = 1;
}

void btns_selector_from_flow(struct btns_selector_single *single,
			     const struct btns_flow *flow, enum btns_dir dir)
{
	struct btns_selector *sel = &single->sel;
	bool out = dir == BTNS_OUT;

	btns_selector_init(sel, flow->family);
	single_ends(single, flow, out);
	sel->proto = btns_flow_hides_proto(flow) ? BTNS_PROTO_OPAQUE :
						   flow->proto;
	if (flow->has_ports) {
		single_number(&sel->lport, &sel->n_lport, &single->lport,
			      out ? flow->sport : flow->dport);
		single_number(&sel->rport, &sel->n_rport, &single->rport,
			      out ? flow->dport : flow->sport);
	}
	if (flow->has_icmp)
		single_number(&sel->icmp, &sel->n_icmp, &single->icmp,
			      btns_icmp_number(flow->icmp_type,
					       flow->icmp_code));
	if (flow->has_mh)
		single_number(&sel->mh, &sel->n_mh, &single->mh, flow->mh_type);
	sel->opaque = !selector_has_upper(sel) && selector_sees_upper(sel);
}
