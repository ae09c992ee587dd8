// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/selector.h"

#include "fuzz.h"

typedef unsigned __int128 number;

/* An address as a number; what is behind an IPv4 address is its low part. */
static number addr_number(const struct btns_addr *addr)
{
	number n = 0;
	int i;

	for (i = 0; i < 16; i++)
		n = n << 8 | addr->octets[i];
	return n;
}

static struct btns_addr number_addr(number n)
{
	struct btns_addr addr;
	int i;

	for (i = 15; i >= 0; i--, n >>= 8)
		addr.octets[i] = (u8)n;
	return addr;
}

#define RANGES 3	/* in a list, at most */

/* A selector and the memory that it points into. */
struct owner {
	struct btns_selector sel;
	struct btns_addr_range local[RANGES];
	struct btns_addr_range remote[RANGES];
	struct btns_port_range lport[RANGES];
	struct btns_port_range rport[RANGES];
	struct btns_port_range icmp[RANGES];
	struct btns_port_range mh[RANGES];
};

/* ---- the model: what a selector is ---- */

static bool model_has(u16 proto, const char *of)
{
	static const u16 ports[] = { 6, 17, 33, 132, 136 };
	static const u16 extension[] = { 43, 44, 60 };
	const u16 *list = *of == 'p' ? ports : extension;
	size_t i, count = *of == 'p' ? 5 : 3;

	for (i = 0; i < count; i++)
		if (list[i] == proto)
			return true;
	return false;
}

static bool model_addrs_ok(const struct btns_addr_range *list, u8 count,
			   u8 family)
{
	number all = family == AF_INET ? (number)0xffffffff << 96 : ~(number)0;
	u8 i;

	if (family == AF_UNSPEC)
		return !count;
	for (i = 0; i < count; i++) {
		number lo = addr_number(&list[i].lo);
		number hi = addr_number(&list[i].hi);

		if (lo > hi || (lo | hi) & ~all || (lo == 0 && hi == all))
			return false;
	}
	return true;
}

static bool model_numbers_ok(const struct btns_port_range *list, u8 count,
			     u16 max)
{
	u8 i;

	for (i = 0; i < count; i++)
		if (list[i].lo > list[i].hi || list[i].hi > max ||
		    (list[i].lo == 0 && list[i].hi == max))
			return false;
	return true;
}

static bool model_family_ok(u8 family)
{
	return family == AF_UNSPEC || family == AF_INET || family == AF_INET6;
}

static bool model_proto_ok(const struct btns_selector *sel)
{
	return sel->proto <= 256 && sel->proto != 44 &&
	       !(sel->proto == 1 && sel->family == AF_INET6) &&
	       !(sel->proto == 58 && sel->family == AF_INET) &&
	       !(sel->proto == 256 && sel->family == AF_INET);
}

static bool model_ok(const struct btns_selector *sel)
{
	bool ports = sel->n_lport || sel->n_rport;
	bool ok = model_family_ok(sel->family);

	ok = ok && model_addrs_ok(sel->local, sel->n_local, sel->family);
	ok = ok && model_addrs_ok(sel->remote, sel->n_remote, sel->family);
	ok = ok && model_proto_ok(sel);
	ok = ok && model_numbers_ok(sel->lport, sel->n_lport, 65535);
	ok = ok && model_numbers_ok(sel->rport, sel->n_rport, 65535);
	ok = ok && model_numbers_ok(sel->icmp, sel->n_icmp, 65535);
	ok = ok && model_numbers_ok(sel->mh, sel->n_mh, 255);
	ok &= !ports || model_has(sel->proto, "ports");
	ok &= !sel->n_icmp || sel->proto == 1 || sel->proto == 58;
	ok &= !sel->n_mh || (sel->proto == 135 && sel->family != AF_INET);
	ok &= !sel->opaque || !(ports || sel->n_icmp || sel->n_mh);
	return ok;
}

/* ---- the model: what matches it ---- */

static bool model_in_addrs(const struct btns_addr_range *list, u8 count,
			   number n)
{
	bool in = count == 0;
	u8 i;

	for (i = 0; i < count; i++)
		in |= n >= addr_number(&list[i].lo) &&
		      n <= addr_number(&list[i].hi);
	return in;
}

/* @value < 0: hidden, which only ANY takes. */
static bool model_in_numbers(const struct btns_port_range *list, u8 count,
			     long value)
{
	bool in = count == 0;
	u8 i;

	for (i = 0; i < count; i++)
		in |= value >= list[i].lo && value <= list[i].hi;
	return in;
}

/* What a packet shows: 256 for a protocol behind what was cut off. */
static u16 model_proto(const struct btns_flow *flow)
{
	if (flow->family == AF_INET6 && flow->is_later_fragment &&
	    model_has(flow->proto, "extension"))
		return 256;
	return flow->proto;
}

static bool model_match(const struct btns_selector *sel,
			const struct btns_flow *flow, enum btns_dir dir)
{
	number local = addr_number(&flow->src), remote = addr_number(&flow->dst);
	long lport = flow->has_ports ? flow->sport : -1;
	long rport = flow->has_ports ? flow->dport : -1;
	long icmp = flow->has_icmp ? flow->icmp_type * 256 + flow->icmp_code : -1;
	long mh = flow->has_mh ? flow->mh_type : -1;
	bool in = true;
	number n;
	long l;

	if (dir == BTNS_IN) {
		n = local, local = remote, remote = n;
		l = lport, lport = rport, rport = l;
	}
	in &= sel->family == AF_UNSPEC || sel->family == flow->family;
	in &= model_in_addrs(sel->local, sel->n_local, local);
	in &= model_in_addrs(sel->remote, sel->n_remote, remote);
	in &= sel->proto == 0 || sel->proto == model_proto(flow);
	in &= model_in_numbers(sel->lport, sel->n_lport, lport);
	in &= model_in_numbers(sel->rport, sel->n_rport, rport);
	in &= model_in_numbers(sel->icmp, sel->n_icmp, icmp);
	in &= model_in_numbers(sel->mh, sel->n_mh, mh);
	in &= !sel->opaque || (lport < 0 && icmp < 0 && mh < 0);
	return in;
}

/* ---- the model: two selectors, by all packets at which something changes ---- */

#define POINTS (1 + 4 * RANGES)

struct points {
	number at[POINTS];
	size_t count;
};

/* Where a list begins and where it has ended, as far as @last. */
static void add_point(struct points *points, number at, number last)
{
	size_t i;

	for (i = 0; i < points->count; i++)
		if (points->at[i] == at)
			return;
	if (at <= last)
		points->at[points->count++] = at;
}

static void add_addrs(struct points *points, const struct btns_addr_range *list,
		      u8 count, unsigned int shift)
{
	number last = ~(number)0 >> shift;
	u8 i;

	for (i = 0; i < count; i++) {
		number hi = addr_number(&list[i].hi) >> shift;

		add_point(points, addr_number(&list[i].lo) >> shift, last);
		if (hi < last)
			add_point(points, hi + 1, last);
	}
}

static void add_numbers(struct points *points,
			const struct btns_port_range *list, u8 count, long last)
{
	u8 i;

	for (i = 0; i < count; i++) {
		add_point(points, list[i].lo, last);
		add_point(points, (number)list[i].hi + 1, last);
	}
}

/* The packets to be tried: every combination of these. */
struct grid {
	struct points local, remote, lport, rport, icmp, mh;
	u8 family;
};

static void grid_init(struct grid *grid, u8 family)
{
	memset(grid, 0, sizeof(*grid));
	grid->family = family;
	add_point(&grid->local, 0, 0);
	add_point(&grid->remote, 0, 0);
	add_point(&grid->lport, 0, 0);
	add_point(&grid->rport, 0, 0);
	add_point(&grid->icmp, 0, 0);
	add_point(&grid->mh, 0, 0);
}

static void grid_add(struct grid *grid, const struct btns_selector *sel)
{
	unsigned int shift = grid->family == AF_INET ? 96 : 0;

	if (sel->family == grid->family) {
		add_addrs(&grid->local, sel->local, sel->n_local, shift);
		add_addrs(&grid->remote, sel->remote, sel->n_remote, shift);
	}
	add_numbers(&grid->lport, sel->lport, sel->n_lport, 65535);
	add_numbers(&grid->rport, sel->rport, sel->n_rport, 65535);
	add_numbers(&grid->icmp, sel->icmp, sel->n_icmp, 65535);
	add_numbers(&grid->mh, sel->mh, sel->n_mh, 255);
}

/* What was found among the packets. */
struct found {
	bool both;
	bool only_a;
	bool only_b;
};

static void try_flow(const struct btns_flow *flow,
		     const struct btns_selector *a,
		     const struct btns_selector *b, struct found *found)
{
	bool in_a = model_match(a, flow, BTNS_OUT);
	bool in_b = model_match(b, flow, BTNS_OUT);

	found->both |= in_a && in_b;
	found->only_a |= in_a && !in_b;
	found->only_b |= in_b && !in_a;
}

/* All that a packet of @flow's protocol can show, and nothing. */
static void try_upper(const struct grid *grid, struct btns_flow *flow,
		      const struct btns_selector *a,
		      const struct btns_selector *b, struct found *found)
{
	size_t i, j;

	flow->is_fragment = true;
	flow->is_later_fragment = true;
	try_flow(flow, a, b, found);
	if (flow->proto == 44)
		return;
	flow->is_fragment = false;
	flow->is_later_fragment = false;
	flow->has_ports = model_has(flow->proto, "ports");
	flow->has_icmp = flow->proto == (flow->family == AF_INET ? 1 : 58);
	flow->has_mh = flow->proto == 135 && flow->family == AF_INET6;
	for (i = 0; i < grid->lport.count; i++) {
		for (j = 0; j < grid->rport.count; j++) {
			flow->sport = (u16)grid->lport.at[i];
			flow->dport = (u16)grid->rport.at[j];
			try_flow(flow, a, b, found);
		}
	}
	for (i = 0; i < grid->icmp.count; i++) {
		flow->icmp_type = (u8)(grid->icmp.at[i] >> 8);
		flow->icmp_code = (u8)grid->icmp.at[i];
		try_flow(flow, a, b, found);
	}
	for (i = 0; i < grid->mh.count; i++) {
		flow->mh_type = (u8)grid->mh.at[i];
		try_flow(flow, a, b, found);
	}
}

static void try_family(u8 family, const struct btns_selector *a,
		       const struct btns_selector *b, struct found *found)
{
	/* theirs, one that neither names, and one hidden behind options */
	const u8 protos[] = { (u8)a->proto, (u8)b->proto, 47, 6, 60 };
	unsigned int shift = family == AF_INET ? 96 : 0;
	struct grid grid;
	size_t i, j, k;

	grid_init(&grid, family);
	grid_add(&grid, a);
	grid_add(&grid, b);
	for (k = 0; k < sizeof(protos); k++) {
		for (i = 0; i < grid.local.count; i++) {
			for (j = 0; j < grid.remote.count; j++) {
				struct btns_flow flow = {
					.family = family, .proto = protos[k],
				};

				flow.src = number_addr(grid.local.at[i] << shift);
				flow.dst = number_addr(grid.remote.at[j] << shift);
				try_upper(&grid, &flow, a, b, found);
			}
		}
	}
}

static void check_pair(const struct btns_selector *a,
		       const struct btns_selector *b)
{
	struct found found = { 0 };

	try_family(AF_INET, a, b, &found);
	try_family(AF_INET6, a, b, &found);
	fuzz_check(btns_selector_intersects(a, b) == found.both);
	fuzz_check(btns_selector_intersects(b, a) == found.both);
	fuzz_check(btns_selector_covers(a, b) == !found.only_b);
	fuzz_check(btns_selector_covers(b, a) == !found.only_a);
}

/* ---- input ---- */

static u8 pick(struct fuzz_input *in, const u8 *from, size_t nr)
{
	u8 which = fuzz_u8(in);

	return which < 2 * nr ? from[which % nr] : fuzz_u8(in);
}

static u8 pick_family(struct fuzz_input *in)
{
	static const u8 families[] = { AF_INET, AF_INET6, AF_UNSPEC };

	return pick(in, families, sizeof(families));
}

static u8 pick_proto(struct fuzz_input *in)
{
	static const u8 protos[] = {
		0, 6, 17, 1, 58, 132, 33, 136, 50, 43, 44, 60, 135,
	};

	return pick(in, protos, sizeof(protos));
}

/* Mostly a range that is one; @family says how much of it counts. */
static void take_addr_range(struct fuzz_input *in, struct btns_addr_range *range,
			    u8 family)
{
	u8 options = fuzz_u8(in);
	size_t len = family == AF_INET && !(options & 1) ? 4 : 16;
	struct btns_addr lo;

	memset(range, 0, sizeof(*range));
	fuzz_take(in, range->lo.octets, len);
	fuzz_take(in, range->hi.octets, len);
	if (!(options & 4) &&
	    addr_number(&range->lo) > addr_number(&range->hi)) {
		lo = range->hi;
		range->hi = range->lo;
		range->lo = lo;
	}
}

static u8 take_addrs(struct fuzz_input *in, struct btns_addr_range *list,
		     u8 family)
{
	u8 i, count = fuzz_u8(in) % (RANGES + 1);

	for (i = 0; i < count; i++)
		take_addr_range(in, &list[i], family);
	return count;
}

static u8 take_numbers(struct fuzz_input *in, struct btns_port_range *list)
{
	u8 i, count = fuzz_u8(in) % (RANGES + 1);

	for (i = 0; i < count; i++)
		fuzz_take(in, &list[i], sizeof(list[i]));
	return count;
}

static void take_selector(struct fuzz_input *in, struct owner *owner)
{
	struct btns_selector *sel = &owner->sel;
	u8 which = fuzz_u8(in);

	btns_selector_init(sel, pick_family(in));
	fuzz_check(!btns_selector_check(sel) == model_ok(sel));
	fuzz_check(model_ok(sel) == model_family_ok(sel->family));
	sel->proto = pick_proto(in);
	if (which & 32)
		sel->proto += 256;
	sel->opaque = which & 16;
	sel->local = owner->local;
	sel->remote = owner->remote;
	sel->lport = owner->lport;
	sel->rport = owner->rport;
	sel->icmp = owner->icmp;
	sel->mh = owner->mh;
	sel->n_local = take_addrs(in, owner->local, sel->family);
	sel->n_remote = take_addrs(in, owner->remote, sel->family);
	if (which & 1)
		sel->n_lport = take_numbers(in, owner->lport);
	if (which & 2)
		sel->n_rport = take_numbers(in, owner->rport);
	if (which & 4)
		sel->n_icmp = take_numbers(in, owner->icmp);
	if (which & 8)
		sel->n_mh = take_numbers(in, owner->mh);
}

/* An address of its own or one around the edges of a range. */
static void take_addr(struct fuzz_input *in, struct btns_addr *addr, u8 family,
		      const struct btns_addr_range *list, u8 count)
{
	unsigned int shift = family == AF_INET ? 96 : 0;
	u8 how = fuzz_u8(in);
	number n;

	if (how & 8 || !count) {
		memset(addr, 0, sizeof(*addr));
		fuzz_take(in, addr->octets, btns_addr_len(family));
		return;
	}
	list += (how >> 4) % count;
	n = addr_number(how & 1 ? &list->hi : &list->lo) >> shift;
	if (how & 2)
		n++;
	if (how & 4)
		n--;
	*addr = number_addr(n << shift);
}

static u16 take_number(struct fuzz_input *in,
		       const struct btns_port_range *list, u8 count)
{
	u8 how = fuzz_u8(in);

	if (how & 8 || !count)
		return fuzz_u16(in);
	list += (how >> 4) % count;
	return (how & 1 ? list->hi : list->lo) + !!(how & 2) - !!(how & 4);
}

static void take_flow(struct fuzz_input *in, struct btns_flow *flow,
		      const struct btns_selector *sel)
{
	u8 how = fuzz_u8(in);
	u16 icmp;

	memset(flow, 0, sizeof(*flow));
	flow->family = how & 1 ? AF_INET : AF_INET6;
	if (!(how & 2) && sel->family != AF_UNSPEC)
		flow->family = sel->family;
	flow->proto = how & 4 ? pick_proto(in) : (u8)sel->proto;
	flow->has_ports = how & 8;
	flow->has_icmp = how & 16;
	flow->has_mh = how & 32;
	flow->is_fragment = how & 64;
	flow->is_later_fragment = how & 128;
	take_addr(in, &flow->src, flow->family, sel->local, sel->n_local);
	take_addr(in, &flow->dst, flow->family, sel->remote, sel->n_remote);
	flow->sport = take_number(in, sel->lport, sel->n_lport);
	flow->dport = take_number(in, sel->rport, sel->n_rport);
	icmp = take_number(in, sel->icmp, sel->n_icmp);
	flow->icmp_type = icmp >> 8;
	flow->icmp_code = icmp & 0xff;
	flow->mh_type = (u8)take_number(in, sel->mh, sel->n_mh);
}

static struct btns_flow answer_to(const struct btns_flow *flow)
{
	struct btns_flow answer = *flow;

	answer.src = flow->dst;
	answer.dst = flow->src;
	answer.sport = flow->dport;
	answer.dport = flow->sport;
	return answer;
}

static void check_flow(const struct btns_selector *sel,
		       const struct btns_flow *flow)
{
	struct btns_flow answer = answer_to(flow);
	struct btns_selector_single single;
	bool out = btns_selector_match(sel, flow, BTNS_OUT);
	bool back = btns_selector_match(sel, flow, BTNS_IN);

	fuzz_check(out == model_match(sel, flow, BTNS_OUT));
	fuzz_check(back == model_match(sel, flow, BTNS_IN));
	fuzz_check(out == btns_selector_match(sel, &answer, BTNS_IN));
	fuzz_check(back == btns_selector_match(sel, &answer, BTNS_OUT));
	if (out)
		fuzz_check(btns_selector_might_match(sel, flow, BTNS_OUT));

	btns_selector_from_flow(&single, flow, BTNS_IN);
	fuzz_check(btns_selector_match(&single.sel, flow, BTNS_IN));
}

/* In exactly the room it asked for, so that ASan sees an octet more. */
static void check_copy(const struct btns_selector *sel)
{
	size_t size = btns_selector_size(sel);
	u8 *octets = malloc(size);
	struct btns_selector_room room = { octets, octets + size };
	struct btns_selector copy;

	fuzz_check(btns_selector_copy(&copy, sel, &room));
	fuzz_check(room.at == room.end);
	fuzz_check(!btns_selector_check(&copy));
	fuzz_check(!size || !btns_selector_copy(&copy, sel, &room));
	free(octets);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz_input in = { data, size };
	struct owner owner = {}, other = {};
	struct btns_flow flow;
	const char *why;

	take_selector(&in, &owner);
	why = btns_selector_check(&owner.sel);
	fuzz_check(!why == model_ok(&owner.sel));
	if (why)
		return 0;

	take_flow(&in, &flow, &owner.sel);
	check_flow(&owner.sel, &flow);
	check_copy(&owner.sel);
	if (!in.size)
		return 0;
	take_selector(&in, &other);
	if (!btns_selector_check(&other.sel))
		check_pair(&owner.sel, &other.sel);
	return 0;
}
