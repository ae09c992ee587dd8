// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Whatever a selector matches is in one of its boxes, and there are no more of
 * them than asked for.  Packed and unpacked, the selector is still the same.
 */
#include "core/cover.h"
#include "core/pack.h"

#include "fuzz.h"

/* Room for what one input makes. */
struct lists {
	struct btns_addr_range local[BTNS_SELECTOR_RANGES_MAX];
	struct btns_addr_range remote[BTNS_SELECTOR_RANGES_MAX];
	struct btns_port_range lport[BTNS_SELECTOR_RANGES_MAX];
	struct btns_port_range rport[BTNS_SELECTOR_RANGES_MAX];
};

static u8 take_count(struct fuzz_input *in)
{
	u8 how = fuzz_u8(in);

	return how < 200 ? how % 4 : how % (BTNS_SELECTOR_RANGES_MAX + 1);
}

static void swap_octets(u8 *a, u8 *b, size_t len)
{
	u8 octet;

	while (len--) {
		octet = a[len];
		a[len] = b[len];
		b[len] = octet;
	}
}

/* Both ends of their own, or one that differs from the other in its tail. */
static void take_addr_range(struct fuzz_input *in, struct btns_addr_range *range,
			    size_t len)
{
	size_t same = fuzz_u8(in) % (len + 1);

	memset(range, 0, sizeof(*range));
	fuzz_take(in, range->lo.octets, len);
	memcpy(range->hi.octets, range->lo.octets, len);
	fuzz_take(in, range->hi.octets + same, len - same);
	if (memcmp(range->lo.octets, range->hi.octets, len) > 0)
		swap_octets(range->lo.octets, range->hi.octets, len);
}

static u8 take_addrs(struct fuzz_input *in, struct btns_addr_range *list,
		     u8 family)
{
	u8 i, count = family == AF_UNSPEC ? 0 : take_count(in);

	for (i = 0; i < count; i++)
		take_addr_range(in, &list[i], btns_addr_len(family));
	return count;
}

static u8 take_ports(struct fuzz_input *in, struct btns_port_range *list,
		     u16 max)
{
	u8 i, count = take_count(in);
	u16 a, b;

	for (i = 0; i < count; i++) {
		a = fuzz_u16(in) & max;
		b = fuzz_u8(in) & 1 ? a + fuzz_u8(in) % 32 : fuzz_u16(in);
		b &= max;
		list[i].lo = a < b ? a : b;
		list[i].hi = a < b ? b : a;
	}
	return count;
}

static void take_selector(struct fuzz_input *in, struct btns_selector *sel,
			  struct lists *lists)
{
	static const u8 families[] = { AF_INET, AF_INET6, AF_UNSPEC };
	static const u16 protos[] = { 0, 6, 17, 1, 58, 135, 50, 256 };

	btns_selector_init(sel, families[fuzz_u8(in) % 3]);
	sel->proto = protos[fuzz_u8(in) % 8];
	sel->opaque = !(fuzz_u8(in) % 8);
	sel->local = lists->local;
	sel->remote = lists->remote;
	sel->n_local = take_addrs(in, lists->local, sel->family);
	sel->n_remote = take_addrs(in, lists->remote, sel->family);
	if (sel->proto == IPPROTO_TCP || sel->proto == IPPROTO_UDP) {
		sel->lport = lists->lport;
		sel->rport = lists->rport;
		sel->n_lport = take_ports(in, lists->lport, 65535);
		sel->n_rport = take_ports(in, lists->rport, 65535);
	} else if (sel->proto == IPPROTO_ICMP || sel->proto == IPPROTO_ICMPV6) {
		sel->icmp = lists->lport;
		sel->n_icmp = take_ports(in, lists->lport, 65535);
	} else if (sel->proto == 135) {
		sel->mh = lists->lport;
		sel->n_mh = take_ports(in, lists->lport, 255);
	}
}

static bool range_holds(const struct btns_addr_range *range,
			const struct btns_addr *addr)
{
	return memcmp(addr, &range->lo, sizeof(*addr)) >= 0 &&
	       memcmp(addr, &range->hi, sizeof(*addr)) <= 0;
}

/* An end of a range, one octet of it changed if that stays within, or anything. */
static void take_addr(struct fuzz_input *in, struct btns_addr *addr, u8 family,
		      const struct btns_addr_range *list, u8 count)
{
	size_t len = btns_addr_len(family);
	u8 how = fuzz_u8(in), at = fuzz_u8(in) % len, to = fuzz_u8(in);
	const struct btns_addr_range *range;
	struct btns_addr near;

	memset(addr, 0, sizeof(*addr));
	if (!count || how & 1) {
		fuzz_take(in, addr->octets, len);
		return;
	}
	range = &list[(how >> 2) % count];
	*addr = how & 2 ? range->lo : range->hi;
	near = *addr;
	near.octets[at] = to;
	if (range_holds(range, &near))
		*addr = near;
}

/* A port of a range, or any. */
static u16 take_port(struct fuzz_input *in, const struct btns_port_range *list,
		     u8 count)
{
	u8 how = fuzz_u8(in);
	u16 off = fuzz_u16(in);

	if (!count || how & 1)
		return off;
	list += (how >> 1) % count;
	return list->lo + off % (list->hi - list->lo + 1);
}

/* As seen from inside, outbound. */
static void take_flow(struct fuzz_input *in, struct btns_flow *flow,
		      const struct btns_selector *sel, const struct lists *lists)
{
	u8 how = fuzz_u8(in);
	u16 message;

	memset(flow, 0, sizeof(*flow));
	flow->family = how & 1 ? AF_INET : AF_INET6;
	if (sel->family != AF_UNSPEC)
		flow->family = sel->family;
	take_addr(in, &flow->src, flow->family, lists->local, sel->n_local);
	take_addr(in, &flow->dst, flow->family, lists->remote, sel->n_remote);
	flow->proto = sel->proto == BTNS_PROTO_OPAQUE ? IPPROTO_DSTOPTS :
		      sel->proto ? (u8)sel->proto : fuzz_u8(in);
	flow->is_later_fragment = flow->proto == IPPROTO_DSTOPTS || how & 2;
	flow->is_fragment = flow->is_later_fragment || how & 4;
	if (flow->is_later_fragment || how & 8)
		return;

	flow->has_ports = btns_proto_has_ports(flow->proto);
	flow->has_icmp = flow->proto == IPPROTO_ICMP ||
			 flow->proto == IPPROTO_ICMPV6;
	flow->has_mh = flow->proto == 135 && flow->family == AF_INET6;
	flow->sport = take_port(in, sel->lport, sel->n_lport);
	flow->dport = take_port(in, sel->rport, sel->n_rport);
	message = take_port(in, sel->icmp, sel->n_icmp);
	flow->icmp_type = message >> 8;
	flow->icmp_code = (u8)message;
	flow->mh_type = (u8)take_port(in, sel->mh, sel->n_mh);
}

static bool any_holds(const struct btns_cover *cover, u32 count,
		      const struct btns_key *key)
{
	struct btns_box box;
	u32 i;

	for (i = 0; i < count; i++) {
		btns_cover_box(cover, i, &box);
		if (btns_box_holds(&box, key))
			return true;
	}
	return false;
}

/* Nothing of a box's key is outside of its mask: tables compare whole keys. */
static void check_boxes(const struct btns_cover *cover, u32 count)
{
	struct btns_box box;
	u32 i;

	for (i = 0; i < count; i++) {
		btns_cover_box(cover, i, &box);
		fuzz_check(btns_box_holds(&box, &box.key));
	}
}

static bool same_list(const void *a, u8 n_a, const void *b, u8 n_b, size_t len)
{
	return n_a == n_b && (!n_a || !memcmp(a, b, n_a * len));
}

static void check_pack(const struct btns_selector *sel)
{
	size_t len = btns_pack_size(sel);
	struct btns_selector back;
	u8 *room = malloc(len);

	if (!room)
		abort();
	fuzz_check(len % BTNS_PACK_ALIGN == 0);
	fuzz_check(btns_pack(room, sel) == room + len);
	fuzz_check(btns_unpack(room, &back) == room + len);
	fuzz_check(back.proto == sel->proto && back.family == sel->family &&
		   back.opaque == sel->opaque);
	fuzz_check(same_list(sel->local, sel->n_local, back.local, back.n_local,
			     sizeof(*sel->local)));
	fuzz_check(same_list(sel->remote, sel->n_remote, back.remote,
			     back.n_remote, sizeof(*sel->remote)));
	fuzz_check(same_list(sel->lport, sel->n_lport, back.lport, back.n_lport,
			     sizeof(*sel->lport)));
	fuzz_check(same_list(sel->rport, sel->n_rport, back.rport, back.n_rport,
			     sizeof(*sel->rport)));
	fuzz_check(same_list(sel->icmp, sel->n_icmp, back.icmp, back.n_icmp,
			     sizeof(*sel->icmp)));
	fuzz_check(same_list(sel->mh, sel->n_mh, back.mh, back.n_mh,
			     sizeof(*sel->mh)));
	free(room);
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
	static struct btns_cover cover;
	struct btns_flow flow, answer;
	static struct lists lists;
	struct btns_key key, back;
	struct btns_selector sel;
	u32 limit, count;

	limit = fuzz_u8(&in) % 64 + 1;
	take_selector(&in, &sel, &lists);
	take_flow(&in, &flow, &sel, &lists);

	count = btns_cover_init(&cover, &sel, limit);
	fuzz_check(count >= 1 && count <= limit);
	check_boxes(&cover, count);
	check_pack(&sel);

	btns_key_from_flow(&key, &flow, BTNS_OUT);
	if (btns_selector_match(&sel, &flow, BTNS_OUT))
		fuzz_check(any_holds(&cover, count, &key));

	answer = answer_to(&flow);
	btns_key_from_flow(&back, &answer, BTNS_IN);
	fuzz_check(!memcmp(&key, &back, sizeof(key)));
	return 0;
}
