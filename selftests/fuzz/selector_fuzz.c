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

static bool model_has(u8 proto, const char *of)
{
	static const u8 ports[] = { 6, 17, 33, 132, 136 };
	static const u8 extension[] = { 43, 44, 60 };

	return *of == 'p' ? memchr(ports, proto, sizeof(ports)) != NULL :
			    memchr(extension, proto, sizeof(extension)) != NULL;
}

static bool model_range_ok(const struct btns_addr_range *range, u8 family)
{
	number lo = addr_number(&range->lo);
	number hi = addr_number(&range->hi);

	if (family == AF_UNSPEC)
		return !lo && !hi;
	if (family == AF_INET && (lo << 32 || hi << 32))
		return false;
	return lo <= hi;
}

static bool model_wants_ports(const struct btns_selector *sel)
{
	return sel->lport.lo || sel->lport.hi < 65535 ||
	       sel->rport.lo || sel->rport.hi < 65535;
}

static bool model_wants_icmp(const struct btns_selector *sel)
{
	return sel->icmp_type.lo || sel->icmp_type.hi < 255 ||
	       sel->icmp_code.lo || sel->icmp_code.hi < 255;
}

static bool model_family_ok(u8 family)
{
	return family == AF_UNSPEC || family == AF_INET || family == AF_INET6;
}

static bool model_ok(const struct btns_selector *sel)
{
	bool icmp4 = sel->proto == 1, icmp6 = sel->proto == 58;
	bool ok = model_family_ok(sel->family);

	ok = ok && model_range_ok(&sel->local, sel->family);
	ok = ok && model_range_ok(&sel->remote, sel->family);
	ok &= sel->lport.lo <= sel->lport.hi && sel->rport.lo <= sel->rport.hi;
	ok &= sel->icmp_type.lo <= sel->icmp_type.hi;
	ok &= sel->icmp_code.lo <= sel->icmp_code.hi;
	ok &= !model_wants_ports(sel) || model_has(sel->proto, "ports");
	ok &= !model_wants_icmp(sel) || icmp4 || icmp6;
	ok &= !(icmp4 && sel->family == AF_INET6);
	ok &= !(icmp6 && sel->family == AF_INET);
	ok &= !model_has(sel->proto, "extension");
	return ok;
}

/* @value < 0: opaque, which only the whole range @lo = 0 to @any holds. */
static bool model_holds(long lo, long hi, long value, long any)
{
	return value < 0 ? lo == 0 && hi == any : value >= lo && value <= hi;
}

static bool model_match(const struct btns_selector *sel,
			const struct btns_flow *flow, enum btns_dir dir)
{
	number local = addr_number(&flow->src), remote = addr_number(&flow->dst);
	long lport = flow->has_ports ? flow->sport : -1;
	long rport = flow->has_ports ? flow->dport : -1;
	long type = flow->has_icmp ? flow->icmp_type : -1;
	long code = flow->has_icmp ? flow->icmp_code : -1;
	number n;
	long l;

	if (dir == BTNS_IN) {
		n = local, local = remote, remote = n;
		l = lport, lport = rport, rport = l;
	}
	if (sel->family != AF_UNSPEC &&
	    (sel->family != flow->family ||
	     local < addr_number(&sel->local.lo) ||
	     local > addr_number(&sel->local.hi) ||
	     remote < addr_number(&sel->remote.lo) ||
	     remote > addr_number(&sel->remote.hi)))
		return false;

	return (!sel->proto || sel->proto == flow->proto) &&
	       model_holds(sel->lport.lo, sel->lport.hi, lport, 65535) &&
	       model_holds(sel->rport.lo, sel->rport.hi, rport, 65535) &&
	       model_holds(sel->icmp_type.lo, sel->icmp_type.hi, type, 255) &&
	       model_holds(sel->icmp_code.lo, sel->icmp_code.hi, code, 255);
}

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
	static const u8 protos[] = { 0, 6, 17, 1, 58, 132, 33, 136, 50, 43, 44, 60 };

	return pick(in, protos, sizeof(protos));
}

/* Mostly a range that is one; @family says how much of it counts. */
static void take_addr_range(struct fuzz_input *in, struct btns_addr_range *range,
			    u8 family)
{
	u8 options = fuzz_u8(in);
	size_t len = family == AF_INET && !(options & 1) ? 4 : 16;
	struct btns_addr lo;

	if (options & 2)
		return;
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

static void take_selector(struct fuzz_input *in, struct btns_selector *sel)
{
	u8 which = fuzz_u8(in);

	btns_selector_init(sel, pick_family(in));
	fuzz_check(!btns_selector_check(sel) == model_ok(sel));
	fuzz_check(model_ok(sel) == model_family_ok(sel->family));
	sel->proto = pick_proto(in);
	take_addr_range(in, &sel->local, sel->family);
	take_addr_range(in, &sel->remote, sel->family);
	if (which & 1)
		fuzz_take(in, &sel->lport, sizeof(sel->lport));
	if (which & 2)
		fuzz_take(in, &sel->rport, sizeof(sel->rport));
	if (which & 4)
		fuzz_take(in, &sel->icmp_type, sizeof(sel->icmp_type));
	if (which & 8)
		fuzz_take(in, &sel->icmp_code, sizeof(sel->icmp_code));
}

/* An address of its own or one around the edges of a range. */
static void take_addr(struct fuzz_input *in, struct btns_addr *addr, u8 family,
		      const struct btns_addr_range *range)
{
	unsigned int shift = family == AF_INET ? 96 : 0;
	u8 how = fuzz_u8(in);
	number n;

	if (how & 8) {
		memset(addr, 0, sizeof(*addr));
		fuzz_take(in, addr->octets, btns_addr_len(family));
		return;
	}
	n = addr_number(how & 1 ? &range->hi : &range->lo) >> shift;
	if (how & 2)
		n++;
	if (how & 4)
		n--;
	*addr = number_addr(n << shift);
}

static u16 take_port(struct fuzz_input *in, const struct btns_port_range *range)
{
	u8 how = fuzz_u8(in);

	if (how & 8)
		return fuzz_u16(in);
	return (how & 1 ? range->hi : range->lo) + !!(how & 2) - !!(how & 4);
}

static u8 take_octet(struct fuzz_input *in, const struct btns_octet_range *range)
{
	u8 how = fuzz_u8(in);

	if (how & 8)
		return fuzz_u8(in);
	return (how & 1 ? range->hi : range->lo) + !!(how & 2) - !!(how & 4);
}

static void take_flow(struct fuzz_input *in, struct btns_flow *flow,
		      const struct btns_selector *sel)
{
	u8 how = fuzz_u8(in);

	memset(flow, 0, sizeof(*flow));
	flow->family = how & 1 ? AF_INET : AF_INET6;
	if (!(how & 2) && sel->family != AF_UNSPEC)
		flow->family = sel->family;
	flow->proto = how & 4 ? pick_proto(in) : sel->proto;
	flow->has_ports = how & 8;
	flow->has_icmp = how & 16;
	take_addr(in, &flow->src, flow->family, &sel->local);
	take_addr(in, &flow->dst, flow->family, &sel->remote);
	flow->sport = take_port(in, &sel->lport);
	flow->dport = take_port(in, &sel->rport);
	flow->icmp_type = take_octet(in, &sel->icmp_type);
	flow->icmp_code = take_octet(in, &sel->icmp_code);
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

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz_input in = { data, size };
	struct btns_flow flow, answer;
	struct btns_selector sel;
	const char *why;
	bool out, back;

	take_selector(&in, &sel);
	why = btns_selector_check(&sel);
	fuzz_check(!why == model_ok(&sel));
	if (why)
		return 0;

	take_flow(&in, &flow, &sel);
	out = btns_selector_match(&sel, &flow, BTNS_OUT);
	back = btns_selector_match(&sel, &flow, BTNS_IN);
	fuzz_check(out == model_match(&sel, &flow, BTNS_OUT));
	fuzz_check(back == model_match(&sel, &flow, BTNS_IN));

	answer = answer_to(&flow);
	fuzz_check(out == btns_selector_match(&sel, &answer, BTNS_IN));
	fuzz_check(back == btns_selector_match(&sel, &answer, BTNS_OUT));
	return 0;
}
