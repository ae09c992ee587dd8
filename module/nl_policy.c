// SPDX-License-Identifier: GPL-2.0-only
#include "nl_policy.h"

#include "generated/netlink.h"
#include "nl.h"
#include "nl_selector.h"

#include <linux/mm.h>

/* ---- from a message ---- */

static int read_tunnels(const struct btns_nl_in *in,
			struct btns_policy_params *policy)
{
	struct nlattr *attr;
	int rem, err;

	nla_for_each_nested(attr, in->nest, rem) {
		if (nla_type(attr) != BTNS_A_POLICY_TUNNEL)
			continue;
		if (policy->n_tunnels == BTNS_POLICY_TUNNELS_MAX) {
			btns_nl_refuse_attr(in->extack, attr,
					    "too many tunnels, give at most 4");
			return -ERANGE;
		}
		err = btns_nl_get_tunnel(attr,
					 &policy->tunnel[policy->n_tunnels],
					 in->extack);
		if (err)
			return err;
		policy->n_tunnels++;
	}
	return 0;
}

static int read_outer(const struct btns_nl_in *in,
		      struct btns_policy_params *policy)
{
	if (policy->mode == BTNS_MODE_TUNNEL) {
		int err = btns_nl_need(in, BTNS_A_POLICY_TUNNEL,
				       "tunnel is missing, tunnel mode needs its addresses");

		return err ? err : read_tunnels(in, policy);
	}
	if (in->tb[BTNS_A_POLICY_TUNNEL])
		return btns_nl_refuse(in, BTNS_A_POLICY_TUNNEL,
				      "transport mode has no tunnel, leave it out or ask for mode tunnel",
				      -EINVAL);
	return 0;
}

static int read_protection(const struct btns_nl_in *in,
			   struct btns_policy_params *policy)
{
	struct nlattr **tb = in->tb;
	int err;

	policy->proto = IPPROTO_ESP;
	policy->mode = BTNS_MODE_TRANSPORT;
	if (tb[BTNS_A_POLICY_PROTO])
		policy->proto = nla_get_u8(tb[BTNS_A_POLICY_PROTO]);
	if (tb[BTNS_A_POLICY_MODE])
		policy->mode = nla_get_u32(tb[BTNS_A_POLICY_MODE]);
	if (tb[BTNS_A_POLICY_PFP])
		policy->pfp = nla_get_u32(tb[BTNS_A_POLICY_PFP]);
	if (policy->proto != IPPROTO_ESP)
		return btns_nl_refuse(in, BTNS_A_POLICY_PROTO,
				      "unknown proto, give 50 (ESP)",
				      -EOPNOTSUPP);

	err = btns_nl_need(in, BTNS_A_POLICY_REQID,
			   "reqid is missing, protect needs one");
	if (err)
		return err;
	policy->reqid = nla_get_u32(tb[BTNS_A_POLICY_REQID]);
	if (!policy->reqid)
		return btns_nl_refuse(in, BTNS_A_POLICY_REQID,
				      "reqid is 0, give another number",
				      -EINVAL);
	return read_outer(in, policy);
}

/* Bypass and discard: what belongs to protect is a mistake, whatever it says. */
static int refuse_protection(const struct btns_nl_in *in)
{
	static const int types[] = {
		BTNS_A_POLICY_PROTO, BTNS_A_POLICY_MODE, BTNS_A_POLICY_REQID,
		BTNS_A_POLICY_TUNNEL, BTNS_A_POLICY_PFP, BTNS_A_POLICY_NAME,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		if (in->tb[types[i]])
			return btns_nl_refuse(in, types[i],
					      "only protect takes proto, mode, reqid, tunnel, pfp and names",
					      -EINVAL);
	return 0;
}

/* ---- names and selectors, in memory of their own ---- */

static const struct btns_nl_id name_id = {
	.type = BTNS_A_NAME_ID_TYPE,
	.match = BTNS_A_NAME_ID_MATCH,
	.value = BTNS_A_NAME_ID_VALUE,
};

/* Room for the names of an entry; their values stay in the message. */
static int names_room(const struct nlattr *entry, size_t *size,
		      struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	u32 count = 0;
	int rem;

	nla_for_each_nested(attr, entry, rem) {
		if (nla_type(attr) != BTNS_A_POLICY_NAME)
			continue;
		if (++count > BTNS_POLICY_NAMES_MAX) {
			btns_nl_refuse_attr(extack, attr,
					    "too many names, give at most 16");
			return -ERANGE;
		}
	}
	*size = count * sizeof(struct btns_ident);
	return 0;
}

static int read_name(const struct nlattr *attr, struct btns_ident *name,
		     struct netlink_ext_ack *extack)
{
	struct nlattr *tb[BTNS_A_NAME_ID_VALUE + 1];
	const struct btns_nl_in in = { tb, attr, extack };
	int err;

	memset(name, 0, sizeof(*name));
	err = nla_parse_nested(tb, ARRAY_SIZE(tb) - 1, attr,
			       btns_name_nl_policy, extack);
	if (!err)
		err = btns_nl_need(&in, BTNS_A_NAME_ID_TYPE,
				   "id-type is missing, say whom the entry is for");
	return err ? err : btns_nl_get_id(&in, &name_id, name);
}

/* The caller knows that there is room. */
static int read_names(const struct btns_nl_in *in,
		      struct btns_policy_params *policy,
		      struct btns_selector_room *room)
{
	struct btns_ident *name = (void *)room->at;
	const struct nlattr *attr;
	int rem, err;

	policy->name = name;
	nla_for_each_nested(attr, in->nest, rem) {
		if (nla_type(attr) != BTNS_A_POLICY_NAME)
			continue;
		err = read_name(attr, &name[policy->n_names], in->extack);
		if (err)
			return err;
		policy->n_names++;
	}
	room->at += policy->n_names * sizeof(*name);
	return 0;
}

/* Room for the selectors of an entry and their lists. */
static int selectors_room(const struct nlattr *entry, size_t *size,
			  struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	u32 count = 0;
	int rem, err;

	nla_for_each_nested(attr, entry, rem) {
		if (nla_type(attr) != BTNS_A_POLICY_SELECTOR)
			continue;
		if (++count > BTNS_POLICY_SELECTORS_MAX) {
			btns_nl_refuse_attr(extack, attr,
					    "too many selectors, give at most 16");
			return -ERANGE;
		}
		err = btns_nl_selector_room(attr, size, extack);
		if (err)
			return err;
	}
	*size += max(count, 1U) * sizeof(struct btns_selector);
	return 0;
}

static u32 count_ranges(const struct btns_selector *sel)
{
	return sel->n_local + sel->n_remote + sel->n_lport + sel->n_rport +
	       sel->n_icmp + sel->n_mh;
}

/* The selectors stand in front of their lists; the caller knows there is room. */
static int read_selectors(const struct btns_nl_in *in,
			  struct btns_policy_params *policy,
			  struct btns_selector_room *room)
{
	struct btns_selector *sel = (void *)room->at;
	const struct nlattr *attr;
	u32 ranges = 0;
	int rem, err;

	policy->sel = sel;
	nla_for_each_nested(attr, in->nest, rem)
		policy->n_sel += nla_type(attr) == BTNS_A_POLICY_SELECTOR;
	if (!policy->n_sel) {
		btns_selector_init(sel, AF_UNSPEC);
		policy->n_sel = 1;
	}
	room->at += policy->n_sel * sizeof(*sel);

	nla_for_each_nested(attr, in->nest, rem) {
		if (nla_type(attr) != BTNS_A_POLICY_SELECTOR)
			continue;
		err = btns_nl_get_selector(attr, sel, room, in->extack);
		if (err)
			return err;
		ranges += count_ranges(sel++);
		if (ranges > BTNS_POLICY_RANGES_MAX) {
			btns_nl_refuse_attr(in->extack, attr,
					    "too many ranges, give at most 256 in all selectors of an entry");
			return -ERANGE;
		}
	}
	return 0;
}

static int read_traffic(const struct btns_nl_in *in,
			struct btns_policy_params *policy,
			struct btns_selector_room *room)
{
	struct nlattr **tb = in->tb;
	int err;

	policy->dir = BTNS_POLICY_DIR_BOTH;
	if (tb[BTNS_A_POLICY_DIR])
		policy->dir = nla_get_u32(tb[BTNS_A_POLICY_DIR]);
	if (tb[BTNS_A_POLICY_INDEX])
		policy->index = nla_get_u32(tb[BTNS_A_POLICY_INDEX]);
	if (tb[BTNS_A_POLICY_FLAGS])
		policy->flags = nla_get_u32(tb[BTNS_A_POLICY_FLAGS]);
	if (tb[BTNS_A_POLICY_NOMINAL])
		return btns_nl_refuse(in, BTNS_A_POLICY_NOMINAL,
				      "the nominal entry is always there, leave it out",
				      -EINVAL);
	err = read_names(in, policy, room);
	return err ? err : read_selectors(in, policy, room);
}

/* @policy is zeroed */
static int read_policy(struct nlattr *attr, struct btns_policy_params *policy,
		       struct btns_selector_room *room,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[BTNS_A_POLICY_NAME + 1];
	const struct btns_nl_in in = { tb, attr, extack };
	const char *wrong;
	int err;

	err = nla_parse_nested(tb, ARRAY_SIZE(tb) - 1, attr,
			       btns_policy_nl_policy, extack);
	if (!err)
		err = btns_nl_need(&in, BTNS_A_POLICY_ACTION,
				   "action is missing, give discard, bypass or protect");
	if (!err)
		err = read_traffic(&in, policy, room);
	if (err)
		return err;

	policy->action = nla_get_u32(tb[BTNS_A_POLICY_ACTION]);
	err = policy->action == BTNS_ACTION_PROTECT ?
		read_protection(&in, policy) : refuse_protection(&in);
	if (err)
		return err;

	wrong = btns_policy_check(policy);
	if (!wrong)
		return 0;
	btns_nl_refuse_attr(extack, attr, wrong);
	return -EINVAL;
}

int btns_nl_policy_read(struct nlattr *attr, struct btns_nl_policy *entry,
			struct netlink_ext_ack *extack)
{
	struct btns_selector_room room;
	size_t size;
	int err;

	memset(entry, 0, sizeof(*entry));
	err = names_room(attr, &size, extack);
	if (!err)
		err = selectors_room(attr, &size, extack);
	if (err)
		return err;
	entry->octets = kvmalloc(size, GFP_KERNEL);
	if (!entry->octets)
		return -ENOMEM;
	room.at = entry->octets;
	room.end = room.at + size;
	return read_policy(attr, &entry->params, &room, extack);
}

void btns_nl_policy_free(struct btns_nl_policy *entry)
{
	kvfree(entry->octets);
}

/* ---- into a message ---- */

static int put_tunnels(struct sk_buff *skb, const struct btns_policy *policy)
{
	const struct btns_tunnel *tunnel = btns_policy_tunnels(policy);
	u8 i;

	for (i = 0; i < btns_policy_n_tunnels(policy); i++)
		if (btns_nl_put_tunnel(skb, BTNS_A_POLICY_TUNNEL,
				       tunnel[i].family, &tunnel[i].local,
				       &tunnel[i].remote))
			return -EMSGSIZE;
	return 0;
}

static int put_protection(struct sk_buff *skb, const struct btns_policy *policy)
{
	if (policy->action != BTNS_ACTION_PROTECT)
		return 0;
	if (nla_put_u8(skb, BTNS_A_POLICY_PROTO, policy->proto) ||
	    nla_put_u32(skb, BTNS_A_POLICY_MODE, policy->mode) ||
	    nla_put_u32(skb, BTNS_A_POLICY_REQID, policy->reqid))
		return -EMSGSIZE;
	if (policy->pfp && nla_put_u32(skb, BTNS_A_POLICY_PFP, policy->pfp))
		return -EMSGSIZE;
	return put_tunnels(skb, policy);
}

static int put_selectors(struct sk_buff *skb, const struct btns_policy *policy)
{
	const void *at = btns_policy_selectors(policy);
	struct btns_selector sel;
	u8 i;

	for (i = 0; i < policy->n_sel; i++) {
		at = btns_unpack(at, &sel);
		if (btns_nl_put_selector(skb, BTNS_A_POLICY_SELECTOR, &sel))
			return -EMSGSIZE;
	}
	return 0;
}

static int put_name(struct sk_buff *skb, const struct btns_ident *name)
{
	struct nlattr *nest = nla_nest_start(skb, BTNS_A_POLICY_NAME);

	if (!nest || btns_nl_put_id(skb, &name_id, name))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_names(struct sk_buff *skb, const struct btns_policy *policy)
{
	const struct btns_name_list *names = btns_policy_names(policy);
	const void *at = NULL;
	struct btns_ident name;

	if (!names)
		return 0;
	while ((at = btns_names_next(names, at, &name)))
		if (put_name(skb, &name))
			return -EMSGSIZE;
	return 0;
}

int btns_nl_policy_put(struct sk_buff *skb, const struct btns_policy *policy)
{
	struct nlattr *nest = nla_nest_start(skb, BTNS_A_SPD_POLICY);

	if (!nest)
		return -EMSGSIZE;
	if (nla_put_u32(skb, BTNS_A_POLICY_INDEX, policy->index) ||
	    nla_put_u32(skb, BTNS_A_POLICY_DIR, policy->dir) ||
	    nla_put_u32(skb, BTNS_A_POLICY_ACTION, policy->action) ||
	    put_selectors(skb, policy) || put_names(skb, policy) ||
	    put_protection(skb, policy))
		return -EMSGSIZE;
	if (policy->flags &&
	    nla_put_u32(skb, BTNS_A_POLICY_FLAGS, policy->flags))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* RFC 4301 4.4.1: what is discarded behind all entries is to be seen. */
int btns_nl_policy_put_nominal(struct sk_buff *skb)
{
	struct nlattr *nest = nla_nest_start(skb, BTNS_A_SPD_POLICY);

	if (!nest)
		return -EMSGSIZE;
	if (nla_put_u32(skb, BTNS_A_POLICY_INDEX, 0) ||
	    nla_put_u32(skb, BTNS_A_POLICY_DIR, BTNS_POLICY_DIR_BOTH) ||
	    nla_put_u32(skb, BTNS_A_POLICY_ACTION, BTNS_ACTION_DISCARD) ||
	    nla_put_flag(skb, BTNS_A_POLICY_NOMINAL))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}
