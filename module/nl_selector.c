// SPDX-License-Identifier: GPL-2.0-only
#include "nl_selector.h"

#include "generated/netlink.h"
#include "nl.h"

/* ---- reading ---- */

static const struct btns_nl_pair range_lo = {
	.ipv4 = BTNS_A_ADDR_RANGE_LO_IPV4,
	.ipv6 = BTNS_A_ADDR_RANGE_LO_IPV6,
	.none = "address range has no start, give lo-ipv4 or lo-ipv6",
	.both = "address range has two starts, give lo-ipv4 or lo-ipv6",
};

static const struct btns_nl_pair range_hi = {
	.ipv4 = BTNS_A_ADDR_RANGE_HI_IPV4,
	.ipv6 = BTNS_A_ADDR_RANGE_HI_IPV6,
	.none = "address range has no end, give hi-ipv4 or hi-ipv6",
	.both = "address range has two ends, give hi-ipv4 or hi-ipv6",
};

int btns_nl_get_addr_range(const struct nlattr *attr,
			   struct btns_addr_range *range, u8 *family,
			   struct netlink_ext_ack *extack)
{
	struct nlattr *tb[BTNS_A_ADDR_RANGE_HI_IPV6 + 1];
	const struct btns_nl_in in = { tb, attr, extack };
	u8 hi_family;
	int err;

	err = nla_parse_nested(tb, ARRAY_SIZE(tb) - 1, attr,
			       btns_addr_range_nl_policy, extack);
	if (!err)
		err = btns_nl_get_addr(&in, &range_lo, &range->lo, family);
	if (!err)
		err = btns_nl_get_addr(&in, &range_hi, &range->hi, &hi_family);
	if (err)
		return err;

	if (*family != hi_family) {
		btns_nl_refuse_attr(extack, attr,
				    "address range mixes IPv4 and IPv6, use one of them");
		return -EINVAL;
	}
	return 0;
}

static int get_port_range(const struct nlattr *attr,
			  struct btns_port_range *range,
			  struct netlink_ext_ack *extack)
{
	struct nlattr *tb[BTNS_A_PORT_RANGE_HI + 1];
	const struct btns_nl_in in = { tb, attr, extack };
	int err;

	err = nla_parse_nested(tb, ARRAY_SIZE(tb) - 1, attr,
			       btns_port_range_nl_policy, extack);
	if (!err)
		err = btns_nl_need(&in, BTNS_A_PORT_RANGE_LO,
				   "range has no start, give lo");
	if (!err)
		err = btns_nl_need(&in, BTNS_A_PORT_RANGE_HI,
				   "range has no end, give hi");
	if (err)
		return err;

	range->lo = nla_get_u16(tb[BTNS_A_PORT_RANGE_LO]);
	range->hi = nla_get_u16(tb[BTNS_A_PORT_RANGE_HI]);
	return 0;
}

static int get_octet_range(const struct nlattr *attr,
			   struct btns_port_range *range,
			   struct netlink_ext_ack *extack)
{
	struct nlattr *tb[BTNS_A_OCTET_RANGE_HI + 1];
	const struct btns_nl_in in = { tb, attr, extack };
	int err;

	err = nla_parse_nested(tb, ARRAY_SIZE(tb) - 1, attr,
			       btns_octet_range_nl_policy, extack);
	if (!err)
		err = btns_nl_need(&in, BTNS_A_OCTET_RANGE_LO,
				   "range has no start, give lo");
	if (!err)
		err = btns_nl_need(&in, BTNS_A_OCTET_RANGE_HI,
				   "range has no end, give hi");
	if (err)
		return err;

	range->lo = nla_get_u8(tb[BTNS_A_OCTET_RANGE_LO]);
	range->hi = nla_get_u8(tb[BTNS_A_OCTET_RANGE_HI]);
	return 0;
}

static bool is_addr_list(int type)
{
	return type == BTNS_A_SELECTOR_LOCAL || type == BTNS_A_SELECTOR_REMOTE;
}

static bool is_port_list(int type)
{
	return type == BTNS_A_SELECTOR_LPORT || type == BTNS_A_SELECTOR_RPORT ||
	       type == BTNS_A_SELECTOR_ICMP || type == BTNS_A_SELECTOR_MH;
}

int btns_nl_selector_room(const struct nlattr *attr, size_t *size,
			  struct netlink_ext_ack *extack)
{
	size_t count[BTNS_A_SELECTOR_OPAQUE + 1] = {}, addrs = 0, others = 0;
	const struct nlattr *range;
	int rem;

	nla_for_each_nested(range, attr, rem) {
		int type = nla_type(range);

		if (!is_addr_list(type) && !is_port_list(type))
			continue;
		if (++count[type] > BTNS_SELECTOR_RANGES_MAX) {
			btns_nl_refuse_attr(extack, range,
					    "too many ranges in a list, give at most 64");
			return -ERANGE;
		}
		addrs += is_addr_list(type);
		others += is_port_list(type);
	}
	*size += btns_selector_room_for(addrs, others);
	return 0;
}

/* What the family attribute says; AF_UNSPEC when it is not there. */
static int get_family(const struct btns_nl_in *in, u8 *family)
{
	*family = AF_UNSPEC;
	if (!in->tb[BTNS_A_SELECTOR_FAMILY])
		return 0;

	*family = nla_get_u8(in->tb[BTNS_A_SELECTOR_FAMILY]);
	if (*family != AF_INET && *family != AF_INET6)
		return btns_nl_refuse(in, BTNS_A_SELECTOR_FAMILY,
				      "unknown family, give AF_INET, AF_INET6 or none",
				      -EINVAL);
	return 0;
}

/*
 * The list of one end, at *@at, which moves behind it; all that is said of the
 * family has to agree.
 */
static int get_addr_list(const struct btns_nl_in *in, int type,
			 struct btns_addr_range **at, u8 *count, u8 *family)
{
	const struct nlattr *attr;
	u8 range_family;
	int rem, err;

	*count = 0;
	nla_for_each_nested(attr, in->nest, rem) {
		if (nla_type(attr) != type)
			continue;
		err = btns_nl_get_addr_range(attr, *at, &range_family,
					     in->extack);
		if (err)
			return err;
		if (*family != AF_UNSPEC && *family != range_family) {
			btns_nl_refuse_attr(in->extack, attr,
					    "family differs from the rest of the selector");
			return -EINVAL;
		}
		*family = range_family;
		++*at;
		++*count;
	}
	/* alone, a range of everything says what no list says */
	if (*count == 1 && btns_addr_range_is_any(*at - 1, *family))
		*count = 0;
	return 0;
}

static int get_ends(const struct btns_nl_in *in, struct btns_selector *sel,
		    struct btns_addr_range **at)
{
	int err = get_family(in, &sel->family);

	sel->local = *at;
	if (!err)
		err = get_addr_list(in, BTNS_A_SELECTOR_LOCAL, at,
				    &sel->n_local, &sel->family);
	sel->remote = *at;
	if (!err)
		err = get_addr_list(in, BTNS_A_SELECTOR_REMOTE, at,
				    &sel->n_remote, &sel->family);
	return err;
}

/* The same for numbers; @max says what is everything. */
static int get_port_list(const struct btns_nl_in *in, int type,
			 struct btns_port_range **at, u8 *count)
{
	u16 max = type == BTNS_A_SELECTOR_MH ? U8_MAX : U16_MAX;
	const struct nlattr *attr;
	int rem, err;

	*count = 0;
	nla_for_each_nested(attr, in->nest, rem) {
		if (nla_type(attr) != type)
			continue;
		err = type == BTNS_A_SELECTOR_MH ?
			get_octet_range(attr, *at, in->extack) :
			get_port_range(attr, *at, in->extack);
		if (err)
			return err;
		++*at;
		++*count;
	}
	if (*count == 1 && (*at)[-1].lo == 0 && (*at)[-1].hi == max)
		*count = 0;
	return 0;
}

static int get_upper(const struct btns_nl_in *in, struct btns_selector *sel,
		     struct btns_port_range **at)
{
	int err;

	if (in->tb[BTNS_A_SELECTOR_PROTO])
		sel->proto = nla_get_u16(in->tb[BTNS_A_SELECTOR_PROTO]);
	sel->opaque = in->tb[BTNS_A_SELECTOR_OPAQUE];

	sel->lport = *at;
	err = get_port_list(in, BTNS_A_SELECTOR_LPORT, at, &sel->n_lport);
	sel->rport = *at;
	if (!err)
		err = get_port_list(in, BTNS_A_SELECTOR_RPORT, at,
				    &sel->n_rport);
	sel->icmp = *at;
	if (!err)
		err = get_port_list(in, BTNS_A_SELECTOR_ICMP, at, &sel->n_icmp);
	sel->mh = *at;
	if (!err)
		err = get_port_list(in, BTNS_A_SELECTOR_MH, at, &sel->n_mh);
	return err;
}

int btns_nl_get_selector(const struct nlattr *attr, struct btns_selector *sel,
			 struct btns_selector_room *room,
			 struct netlink_ext_ack *extack)
{
	struct nlattr *tb[BTNS_A_SELECTOR_OPAQUE + 1];
	const struct btns_nl_in in = { tb, attr, extack };
	struct btns_addr_range *addrs = (void *)room->at;
	struct btns_port_range *ports;
	const char *wrong;
	size_t size = 0;
	int err;

	err = btns_nl_selector_room(attr, &size, extack);
	if (err)
		return err;
	if (WARN_ON_ONCE(size > room->end - room->at))
		return -EINVAL;
	err = nla_parse_nested(tb, ARRAY_SIZE(tb) - 1, attr,
			       btns_selector_nl_policy, extack);
	if (err)
		return err;

	btns_selector_init(sel, AF_UNSPEC);
	err = get_ends(&in, sel, &addrs);
	ports = (void *)addrs;
	if (!err)
		err = get_upper(&in, sel, &ports);
	if (err)
		return err;
	room->at += size;

	wrong = btns_selector_check(sel);
	if (wrong) {
		btns_nl_refuse_attr(extack, attr, wrong);
		return -EINVAL;
	}
	return 0;
}

/* ---- writing ---- */

int btns_nl_put_addr_list(struct sk_buff *skb, int type, u8 family,
			  const struct btns_addr_range *list, u32 count)
{
	struct nlattr *nest;
	u32 i;

	for (i = 0; i < count; i++) {
		nest = nla_nest_start(skb, type);
		if (!nest ||
		    btns_nl_put_addr(skb, &range_lo, family, &list[i].lo) ||
		    btns_nl_put_addr(skb, &range_hi, family, &list[i].hi))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

static int put_port_list(struct sk_buff *skb, int type,
			 const struct btns_port_range *list, u8 count)
{
	struct nlattr *nest;
	u8 i;

	for (i = 0; i < count; i++) {
		nest = nla_nest_start(skb, type);
		if (!nest ||
		    nla_put_u16(skb, BTNS_A_PORT_RANGE_LO, list[i].lo) ||
		    nla_put_u16(skb, BTNS_A_PORT_RANGE_HI, list[i].hi))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

static int put_octet_list(struct sk_buff *skb, int type,
			  const struct btns_port_range *list, u8 count)
{
	struct nlattr *nest;
	u8 i;

	for (i = 0; i < count; i++) {
		nest = nla_nest_start(skb, type);
		if (!nest ||
		    nla_put_u8(skb, BTNS_A_OCTET_RANGE_LO, (u8)list[i].lo) ||
		    nla_put_u8(skb, BTNS_A_OCTET_RANGE_HI, (u8)list[i].hi))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

/* The family is told by the addresses, where there are any. */
static int put_ends(struct sk_buff *skb, const struct btns_selector *sel)
{
	if (sel->family != AF_UNSPEC && !sel->n_local && !sel->n_remote)
		return nla_put_u8(skb, BTNS_A_SELECTOR_FAMILY, sel->family);
	if (btns_nl_put_addr_list(skb, BTNS_A_SELECTOR_LOCAL, sel->family,
				  sel->local, sel->n_local) ||
	    btns_nl_put_addr_list(skb, BTNS_A_SELECTOR_REMOTE, sel->family,
				  sel->remote, sel->n_remote))
		return -EMSGSIZE;
	return 0;
}

static int put_upper(struct sk_buff *skb, const struct btns_selector *sel)
{
	if (sel->proto != BTNS_PROTO_ANY &&
	    nla_put_u16(skb, BTNS_A_SELECTOR_PROTO, sel->proto))
		return -EMSGSIZE;
	if (put_port_list(skb, BTNS_A_SELECTOR_LPORT, sel->lport,
			  sel->n_lport) ||
	    put_port_list(skb, BTNS_A_SELECTOR_RPORT, sel->rport,
			  sel->n_rport) ||
	    put_port_list(skb, BTNS_A_SELECTOR_ICMP, sel->icmp, sel->n_icmp) ||
	    put_octet_list(skb, BTNS_A_SELECTOR_MH, sel->mh, sel->n_mh))
		return -EMSGSIZE;
	return sel->opaque ? nla_put_flag(skb, BTNS_A_SELECTOR_OPAQUE) : 0;
}

int btns_nl_put_selector(struct sk_buff *skb, int type,
			 const struct btns_selector *sel)
{
	struct nlattr *nest = nla_nest_start(skb, type);

	if (!nest || put_ends(skb, sel) || put_upper(skb, sel))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

size_t btns_nl_selector_len(const struct btns_selector *sel)
{
	size_t addr = nla_total_size(2 * nla_total_size(sizeof(struct btns_addr)));
	size_t number = nla_total_size(2 * nla_total_size(sizeof(u16)));
	size_t flags = 3 * nla_total_size(sizeof(u16));

	return nla_total_size(0) + flags +
	       addr * (sel->n_local + sel->n_remote) +
	       number * (sel->n_lport + sel->n_rport + sel->n_icmp + sel->n_mh);
}
