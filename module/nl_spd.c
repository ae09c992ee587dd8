// SPDX-License-Identifier: GPL-2.0-only
#include "generated/netlink.h"
#include "net.h"
#include "nl.h"
#include "nl_selector.h"

#include <linux/sched.h>

#define CONFIRM_MAX 86400	/* seconds */

/* ---- reading ---- */

static int read_tunnel(const struct btns_nl_in *in, struct btns_policy *policy)
{
	if (policy->mode == BTNS_MODE_TUNNEL) {
		int err = btns_nl_need(in, BTNS_A_POLICY_TUNNEL,
				       "tunnel is missing, tunnel mode needs its addresses");

		return err ? err :
		       btns_nl_get_tunnel(in->tb[BTNS_A_POLICY_TUNNEL], policy,
					  in->extack);
	}
	if (in->tb[BTNS_A_POLICY_TUNNEL])
		return btns_nl_refuse(in, BTNS_A_POLICY_TUNNEL,
				      "transport mode has no tunnel, leave it out or ask for mode tunnel",
				      -EINVAL);
	return 0;
}

static int read_protection(const struct btns_nl_in *in,
			   struct btns_policy *policy)
{
	struct nlattr **tb = in->tb;
	int err;

	policy->proto = IPPROTO_ESP;
	policy->mode = BTNS_MODE_TRANSPORT;
	if (tb[BTNS_A_POLICY_PROTO])
		policy->proto = nla_get_u8(tb[BTNS_A_POLICY_PROTO]);
	if (tb[BTNS_A_POLICY_MODE])
		policy->mode = nla_get_u32(tb[BTNS_A_POLICY_MODE]);
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
	return read_tunnel(in, policy);
}

/* Bypass and discard: what belongs to protect is a mistake, whatever it says. */
static int refuse_protection(const struct btns_nl_in *in)
{
	static const int types[] = {
		BTNS_A_POLICY_PROTO, BTNS_A_POLICY_MODE, BTNS_A_POLICY_REQID,
		BTNS_A_POLICY_TUNNEL,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		if (in->tb[types[i]])
			return btns_nl_refuse(in, types[i],
					      "only protect takes proto, mode, reqid and tunnel",
					      -EINVAL);
	return 0;
}

/* Room for the selectors of an entry and their lists, added to *@size. */
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
			  struct btns_policy *policy,
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

static int read_traffic(const struct btns_nl_in *in, struct btns_policy *policy,
			struct btns_selector_room *room)
{
	struct nlattr **tb = in->tb;

	policy->dir = BTNS_POLICY_DIR_BOTH;
	if (tb[BTNS_A_POLICY_DIR])
		policy->dir = nla_get_u32(tb[BTNS_A_POLICY_DIR]);
	if (tb[BTNS_A_POLICY_INDEX])
		policy->index = nla_get_u32(tb[BTNS_A_POLICY_INDEX]);
	return read_selectors(in, policy, room);
}

/* @policy is zeroed */
static int read_policy(struct nlattr *attr, struct btns_policy *policy,
		       struct btns_selector_room *room,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[BTNS_A_POLICY_TUNNEL + 1];
	const struct btns_nl_in in = { tb, attr, extack };
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
	return policy->action == BTNS_ACTION_PROTECT ?
		read_protection(&in, policy) : refuse_protection(&in);
}

/* The entry at place @place, or NULL when there are not so many. */
static struct nlattr *entry_at(struct genl_info *info, u32 place)
{
	struct nlattr *attr;
	int rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem)
		if (nla_type(attr) == BTNS_A_SPD_POLICY && !place--)
			return attr;
	return NULL;
}

/* How many entries, and octets that their selectors need? */
static int count_entries(struct genl_info *info, u32 *count, size_t *size)
{
	struct nlattr *attr;
	int rem, err;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != BTNS_A_SPD_POLICY)
			continue;
		if (++*count > BTNS_POLICIES_MAX) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr,
					    "too many entries, give at most 100000");
			return -ERANGE;
		}
		err = selectors_room(attr, size, info->extack);
		if (err)
			return err;
		cond_resched();
	}
	return 0;
}

static int read_entries(struct genl_info *info, struct btns_spd_set *set,
			struct btns_selector_room *room)
{
	struct nlattr *attr;
	u32 place = 0;
	int rem, err;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != BTNS_A_SPD_POLICY)
			continue;
		err = read_policy(attr, &set->policy[place++], room,
				  info->extack);
		if (err)
			return err;
		cond_resched();
	}
	return 0;
}

static int check_entries(struct genl_info *info, struct btns_spd_set *set)
{
	const char *wrong;
	u32 bad;
	int err;

	err = btns_spd_set_check(set, &wrong, &bad);
	if (err == -EINVAL) {
		NL_SET_BAD_ATTR(info->extack, entry_at(info, bad));
		info->extack->_msg = wrong;
	}
	return err;
}

static struct btns_spd_set *read_set(struct genl_info *info)
{
	struct btns_selector_room room;
	struct btns_spd_set *set;
	size_t size = 0;
	u32 count = 0;
	int err;

	err = count_entries(info, &count, &size);
	if (err)
		return ERR_PTR(err);
	set = btns_spd_set_alloc(count, size, &room);
	if (!set)
		return ERR_PTR(-ENOMEM);

	err = read_entries(info, set, &room);
	if (!err)
		err = check_entries(info, set);
	if (err) {
		btns_spd_set_free(set);
		return ERR_PTR(err);
	}
	return set;
}

static void read_generation(const struct nlattr *attr,
			    struct btns_spd_change_opts *opts)
{
	opts->has_generation = attr;
	if (attr)
		opts->generation = nla_get_u32(attr);
}

static int read_confirm(struct genl_info *info,
			struct btns_spd_change_opts *opts)
{
	const struct nlattr *attr = info->attrs[BTNS_A_SPD_CONFIRM];

	if (!attr)
		return 0;
	opts->confirm = nla_get_u32(attr);
	if (opts->confirm && opts->confirm <= CONFIRM_MAX)
		return 0;
	NL_SET_ERR_MSG_ATTR(info->extack, attr,
			    "confirm is out of range, give 1 to 86400 seconds");
	return -ERANGE;
}

/* ---- commands ---- */

/* Owns @set; tells its generation. */
static int replace(struct btns_net *bn, struct btns_spd_set *set,
		   const struct btns_spd_change_opts *opts, u32 *generation,
		   struct netlink_ext_ack *extack)
{
	int err;

	mutex_lock(&bn->cfg);
	err = btns_spd_replace(bn, set, opts, extack);
	*generation = bn->spd.generation;
	mutex_unlock(&bn->cfg);
	if (err)
		btns_spd_set_free(set);
	return err;
}

int btns_nl_policy_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct btns_net *bn = btns_net(genl_info_net(info));
	struct btns_spd_change_opts opts = {};
	struct btns_spd_set *set;
	struct sk_buff *reply;
	u32 generation;
	void *hdr;
	int err;

	read_generation(info->attrs[BTNS_A_SPD_GENERATION], &opts);
	err = read_confirm(info, &opts);
	if (err)
		return err;
	reply = btns_nl_reply_new(info, BTNS_CMD_POLICY_SET, &hdr);
	if (!reply)
		return -ENOMEM;

	set = read_set(info);
	err = IS_ERR(set) ? PTR_ERR(set) :
	      replace(bn, set, &opts, &generation, info->extack);
	if (!err)
		err = nla_put_u32(reply, BTNS_A_SPD_GENERATION, generation);
	if (err) {
		nlmsg_free(reply);
		return err;
	}
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}

int btns_nl_policy_confirm_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct btns_net *bn = btns_net(genl_info_net(info));
	struct btns_spd_change_opts opts = {};
	int err;

	read_generation(info->attrs[BTNS_A_SPD_GENERATION], &opts);
	mutex_lock(&bn->cfg);
	err = btns_spd_confirm(bn, &opts, info->extack);
	mutex_unlock(&bn->cfg);
	return err;
}

int btns_nl_policy_reset_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct btns_net *bn = btns_net(genl_info_net(info));
	struct btns_spd_change_opts opts = {};
	int err;

	read_generation(info->attrs[BTNS_A_SPD_GENERATION], &opts);
	mutex_lock(&bn->cfg);
	err = btns_spd_reset(bn, &opts, info->extack);
	mutex_unlock(&bn->cfg);
	return err;
}

static int put_state(struct sk_buff *skb, struct btns_net *bn)
{
	const struct btns_spd_set *set;
	u32 left;

	lockdep_assert_held(&bn->cfg);

	set = rcu_dereference_protected(bn->spd.set,
					lockdep_is_held(&bn->cfg));
	left = btns_spd_probation_left(bn);
	if (nla_put_u32(skb, BTNS_A_SPD_GENERATION, set ? set->generation : 0) ||
	    nla_put_u32(skb, BTNS_A_SPD_COUNT, set ? set->count : 0))
		return -EMSGSIZE;
	if (left && nla_put_u32(skb, BTNS_A_SPD_CONFIRM, left))
		return -EMSGSIZE;
	return set ? nla_put_flag(skb, BTNS_A_SPD_ACTIVE) : 0;
}

int btns_nl_spd_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct btns_net *bn = btns_net(genl_info_net(info));
	struct sk_buff *reply;
	void *hdr;
	int err;

	reply = btns_nl_reply_new(info, BTNS_CMD_SPD_GET, &hdr);
	if (!reply)
		return -ENOMEM;

	mutex_lock(&bn->cfg);
	err = put_state(reply, bn);
	mutex_unlock(&bn->cfg);
	if (err) {
		nlmsg_free(reply);
		return err;
	}
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}

/* ---- the dump ---- */

static int put_protection(struct sk_buff *skb, const struct btns_policy *policy)
{
	if (policy->action != BTNS_ACTION_PROTECT)
		return 0;
	if (nla_put_u8(skb, BTNS_A_POLICY_PROTO, policy->proto) ||
	    nla_put_u32(skb, BTNS_A_POLICY_MODE, policy->mode) ||
	    nla_put_u32(skb, BTNS_A_POLICY_REQID, policy->reqid))
		return -EMSGSIZE;
	if (policy->mode != BTNS_MODE_TUNNEL)
		return 0;
	return btns_nl_put_tunnel(skb, BTNS_A_POLICY_TUNNEL,
				  policy->tunnel_family, &policy->tunnel_local,
				  &policy->tunnel_remote);
}

static int put_selectors(struct sk_buff *skb, const struct btns_policy *policy)
{
	u8 i;

	for (i = 0; i < policy->n_sel; i++)
		if (btns_nl_put_selector(skb, BTNS_A_POLICY_SELECTOR,
					 &policy->sel[i]))
			return -EMSGSIZE;
	return 0;
}

static int put_policy(struct sk_buff *skb, const struct btns_policy *policy)
{
	struct nlattr *nest = nla_nest_start(skb, BTNS_A_SPD_POLICY);

	if (!nest)
		return -EMSGSIZE;
	if (nla_put_u32(skb, BTNS_A_POLICY_INDEX, policy->index) ||
	    nla_put_u32(skb, BTNS_A_POLICY_DIR, policy->dir) ||
	    nla_put_u32(skb, BTNS_A_POLICY_ACTION, policy->action) ||
	    put_selectors(skb, policy) ||
	    put_protection(skb, policy))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_entry(struct sk_buff *skb, struct netlink_callback *cb,
		     const struct btns_policy *policy, u32 generation)
{
	void *hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				cb->nlh->nlmsg_seq, &btns_nl_family,
				NLM_F_MULTI, BTNS_CMD_POLICY_GET);

	if (!hdr)
		return -EMSGSIZE;
	if (put_policy(skb, policy) ||
	    nla_put_u32(skb, BTNS_A_SPD_GENERATION, generation)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	nl_dump_check_consistent(cb, nlmsg_hdr(skb));
	genlmsg_end(skb, hdr);
	return 0;
}

int btns_nl_policy_get_start(struct netlink_callback *cb)
{
	cb->min_dump_alloc = BTNS_NL_DUMP_MIN;
	return 0;
}

/*
 * Each call sees the set in force by then; cb->seq marks the messages when that
 * is not the set of the call before.
 */
int btns_nl_policy_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct btns_net *bn = btns_net(sock_net(cb->skb->sk));
	const struct btns_spd_set *set;
	u32 at = cb->args[0];

	rcu_read_lock();
	set = rcu_dereference(bn->spd.set);
	cb->seq = set ? set->generation : U32_MAX;
	while (set && at < set->count &&
	       !put_entry(skb, cb, &set->policy[at], set->generation))
		at++;
	rcu_read_unlock();

	cb->args[0] = at;
	return skb->len;
}
