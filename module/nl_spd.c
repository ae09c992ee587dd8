// SPDX-License-Identifier: GPL-2.0-only
#include "generated/netlink.h"
#include "net.h"
#include "nl.h"

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

static int read_traffic(const struct btns_nl_in *in, struct btns_policy *policy)
{
	struct nlattr **tb = in->tb;

	policy->dir = BTNS_POLICY_DIR_BOTH;
	if (tb[BTNS_A_POLICY_DIR])
		policy->dir = nla_get_u32(tb[BTNS_A_POLICY_DIR]);
	if (tb[BTNS_A_POLICY_INDEX])
		policy->index = nla_get_u32(tb[BTNS_A_POLICY_INDEX]);
	if (tb[BTNS_A_POLICY_SELECTOR])
		return btns_nl_get_selector(tb[BTNS_A_POLICY_SELECTOR],
					    &policy->sel, in->extack);
	btns_selector_init(&policy->sel, AF_UNSPEC);
	return 0;
}

/* @policy is zeroed */
static int read_policy(struct nlattr *attr, struct btns_policy *policy,
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
		err = read_traffic(&in, policy);
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

static u32 count_entries(struct genl_info *info)
{
	struct nlattr *attr;
	u32 count = 0;
	int rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem)
		count += nla_type(attr) == BTNS_A_SPD_POLICY;
	return count;
}

static int read_entries(struct genl_info *info, struct btns_spd_set *set)
{
	struct nlattr *attr;
	u32 place = 0;
	int rem, err;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != BTNS_A_SPD_POLICY)
			continue;
		err = read_policy(attr, &set->policy[place++], info->extack);
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
	u32 count = count_entries(info);
	struct btns_spd_set *set;
	int err;

	if (count > BTNS_POLICIES_MAX) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    entry_at(info, BTNS_POLICIES_MAX),
				    "too many entries, give at most 100000");
		return ERR_PTR(-ERANGE);
	}
	set = btns_spd_set_alloc(count);
	if (!set)
		return ERR_PTR(-ENOMEM);

	err = read_entries(info, set);
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
	return btns_nl_put_tunnel(skb, BTNS_A_POLICY_TUNNEL, policy);
}

static int put_policy(struct sk_buff *skb, const struct btns_policy *policy)
{
	struct nlattr *nest = nla_nest_start(skb, BTNS_A_SPD_POLICY);

	if (!nest)
		return -EMSGSIZE;
	if (nla_put_u32(skb, BTNS_A_POLICY_INDEX, policy->index) ||
	    nla_put_u32(skb, BTNS_A_POLICY_DIR, policy->dir) ||
	    nla_put_u32(skb, BTNS_A_POLICY_ACTION, policy->action) ||
	    btns_nl_put_selector(skb, BTNS_A_POLICY_SELECTOR, &policy->sel) ||
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
