// SPDX-License-Identifier: GPL-2.0-only
#include "generated/netlink.h"
#include "net.h"
#include "nl.h"
#include "nl_policy.h"

#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>

#define CONFIRM_MAX 86400	/* seconds */

/* ---- whole sets ---- */

static int append_entry(struct nlattr *attr, struct btns_spd_set *set,
			struct netlink_ext_ack *extack)
{
	struct btns_nl_policy entry;
	int err;

	err = btns_nl_policy_read(attr, &entry, extack);
	if (err)
		goto out;
	err = btns_spd_set_append(set, &entry.params);
	if (err == -EEXIST) {
		btns_nl_refuse_attr(extack, attr,
				    "index occurs twice, give each entry its own");
		err = -EINVAL;
	} else if (err == -ERANGE) {
		btns_nl_refuse_attr(extack, attr,
				    "selectors of the SPD begin in too many ways, use fewer lengths of prefixes");
	}
out:
	btns_nl_policy_free(&entry);
	return err;
}

static int append_entries(struct genl_info *info, struct btns_spd_set *set)
{
	struct nlattr *attr;
	int rem, err;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != BTNS_A_SPD_POLICY)
			continue;
		err = append_entry(attr, set, info->extack);
		if (err)
			return err;
		cond_resched();
	}
	return btns_spd_set_number(set);
}

static int count_entries(struct genl_info *info, u32 *count)
{
	struct nlattr *attr;
	int rem;

	*count = 0;
	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != BTNS_A_SPD_POLICY)
			continue;
		if (++*count > BTNS_POLICIES_MAX) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr,
					    "too many entries, give at most 100000");
			return -ERANGE;
		}
	}
	return 0;
}

static struct btns_spd_set *read_set(struct genl_info *info)
{
	struct btns_spd_set *set;
	u32 count;
	int err;

	err = count_entries(info, &count);
	if (err)
		return ERR_PTR(err);
	set = btns_spd_set_alloc(count);
	if (!set)
		return ERR_PTR(-ENOMEM);

	err = append_entries(info, set);
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

/* ---- single entries ---- */

/**
 * struct change - what the commands for one entry have in common
 * @bn: namespace
 * @info: the command
 * @opts: what it insists on
 * @index: of the entry
 * @before: index of the one before which it is to stand, or 0
 * @policy: the attribute that describes it, if one does
 */
struct change {
	struct btns_net *bn;
	struct genl_info *info;
	struct btns_spd_change_opts opts;
	u32 index;
	u32 before;
	struct nlattr *policy;
};

/**
 * struct change_op - how they differ
 * @run: bn->cfg held; changes the SPD, tells the entry's index
 * @cmd: the command
 * @has_policy: it describes the entry; otherwise it names it
 * @has_before: it says where the entry is to stand
 *
 * Attributes that a command does not take are not in its table either.
 */
struct change_op {
	int (*run)(struct change *change,
		   const struct btns_policy_params *params);
	u8 cmd;
	bool has_policy;
	bool has_before;
};

/* The one there is: netlink keeps the last of several, and they are a mistake. */
static int read_one_policy(struct change *change)
{
	struct genl_info *info = change->info;
	const struct btns_nl_in in = { info->attrs, NULL, info->extack };
	struct nlattr *attr;
	int rem, err;

	err = btns_nl_need(&in, BTNS_A_SPD_POLICY,
			   "policy is missing, describe the entry");
	if (err)
		return err;
	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != BTNS_A_SPD_POLICY)
			continue;
		if (change->policy) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr,
					    "one entry at a time, use policy-set for many");
			return -EINVAL;
		}
		change->policy = attr;
	}
	return 0;
}

static int read_change(struct change *change, const struct change_op *op)
{
	struct nlattr **attrs = change->info->attrs;
	const struct btns_nl_in in = { attrs, NULL, change->info->extack };
	int err;

	read_generation(attrs[BTNS_A_SPD_GENERATION], &change->opts);
	if (op->has_before && attrs[BTNS_A_SPD_BEFORE])
		change->before = nla_get_u32(attrs[BTNS_A_SPD_BEFORE]);
	if (op->has_policy)
		return read_one_policy(change);

	err = btns_nl_need(&in, BTNS_A_SPD_INDEX,
			   "index is missing, name the entry");
	if (!err)
		change->index = nla_get_u32(attrs[BTNS_A_SPD_INDEX]);
	return err;
}

/* Tells the new generation and the entry's index. */
static int run_change(struct change *change, const struct change_op *op,
		      const struct btns_policy_params *params,
		      struct sk_buff *reply)
{
	struct btns_net *bn = change->bn;
	u32 generation;
	int err;

	mutex_lock(&bn->cfg);
	err = op->run(change, params);
	generation = bn->spd.generation;
	mutex_unlock(&bn->cfg);
	if (err)
		return err;
	/* a new message has room for both */
	err = nla_put_u32(reply, BTNS_A_SPD_GENERATION, generation);
	return err ?: nla_put_u32(reply, BTNS_A_SPD_INDEX, change->index);
}

static int change_entry(struct genl_info *info, const struct change_op *op)
{
	struct change change = {
		.bn = btns_net(genl_info_net(info)),
		.info = info,
	};
	struct btns_nl_policy entry = {};
	struct sk_buff *reply;
	void *hdr;
	int err;

	err = read_change(&change, op);
	if (err)
		return err;
	reply = btns_nl_reply_new(info, op->cmd, &hdr);
	if (!reply)
		return -ENOMEM;

	if (op->has_policy)
		err = btns_nl_policy_read(change.policy, &entry, info->extack);
	if (!err)
		err = run_change(&change, op, &entry.params, reply);
	btns_nl_policy_free(&entry);
	if (err) {
		nlmsg_free(reply);
		return err;
	}
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}

static int add_entry(struct change *change,
		     const struct btns_policy_params *params)
{
	return btns_spd_add(change->bn, params, change->before, &change->opts,
			    &change->index, change->info->extack);
}

static int del_entry(struct change *change,
		     const struct btns_policy_params *params)
{
	return btns_spd_del(change->bn, change->index, &change->opts,
			    change->info->extack);
}

static int replace_entry(struct change *change,
			 const struct btns_policy_params *params)
{
	change->index = params->index;
	return btns_spd_change(change->bn, params, &change->opts,
			       change->info->extack);
}

static int move_entry(struct change *change,
		      const struct btns_policy_params *params)
{
	return btns_spd_move(change->bn, change->index, change->before,
			     &change->opts, change->info->extack);
}

int btns_nl_policy_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	static const struct change_op op = {
		.run = add_entry,
		.cmd = BTNS_CMD_POLICY_ADD,
		.has_policy = true,
		.has_before = true,
	};

	return change_entry(info, &op);
}

int btns_nl_policy_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	static const struct change_op op = {
		.run = del_entry,
		.cmd = BTNS_CMD_POLICY_DEL,
	};

	return change_entry(info, &op);
}

int btns_nl_policy_change_doit(struct sk_buff *skb, struct genl_info *info)
{
	static const struct change_op op = {
		.run = replace_entry,
		.cmd = BTNS_CMD_POLICY_CHANGE,
		.has_policy = true,
	};

	return change_entry(info, &op);
}

int btns_nl_policy_move_doit(struct sk_buff *skb, struct genl_info *info)
{
	static const struct change_op op = {
		.run = move_entry,
		.cmd = BTNS_CMD_POLICY_MOVE,
		.has_before = true,
	};

	return change_entry(info, &op);
}

/* ---- the state ---- */

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

/* @policy: NULL for the nominal one */
static int put_entry(struct sk_buff *skb, struct netlink_callback *cb,
		     const struct btns_policy *policy, u32 generation)
{
	void *hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				cb->nlh->nlmsg_seq, &btns_nl_family,
				NLM_F_MULTI, BTNS_CMD_POLICY_GET);

	if (!hdr)
		return -EMSGSIZE;
	if ((policy ? btns_nl_policy_put(skb, policy) : btns_nl_policy_put_nominal(skb)) ||
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

/**
 * struct dump - where a dump is, in cb->ctx
 * @rank: of the last entry that was put
 * @index: of it
 * @generation: of the SPD then
 * @is_done: the nominal one was put
 */
struct dump {
	u64 rank;
	u32 index;
	u32 generation;
	bool is_done;
};

/* Ranks may have been numbered anew in an SPD that did not change. */
static void refresh_rank(struct dump *dump, struct btns_spd_set *set)
{
	struct btns_policy *last = btns_spd_set_find(set, dump->index);

	if (last && dump->generation == set->generation)
		dump->rank = last->rule.rank;
	dump->generation = set->generation;
}

static void put_entries(struct sk_buff *skb, struct netlink_callback *cb,
			struct btns_spd_set *set)
{
	struct dump *dump = (struct dump *)cb->ctx;
	struct btns_policy *policy;

	BUILD_BUG_ON(sizeof(*dump) > sizeof(cb->ctx));
	refresh_rank(dump, set);
	while (!dump->is_done) {
		policy = btns_spd_set_next(set, dump->rank, dump->index);
		if (put_entry(skb, cb, policy, set->generation))
			return;
		dump->is_done = !policy;
		if (!policy)
			return;
		dump->rank = policy->rule.rank;
		dump->index = policy->index;
	}
}

/*
 * Each call sees the set in force by then; cb->seq marks the messages when that
 * is not what it was at the call before.
 */
int btns_nl_policy_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct btns_net *bn = btns_net(sock_net(cb->skb->sk));
	struct btns_spd_set *set;

	mutex_lock(&bn->cfg);
	set = rcu_dereference_protected(bn->spd.set,
					lockdep_is_held(&bn->cfg));
	cb->seq = set ? set->generation : U32_MAX;
	if (set)
		put_entries(skb, cb, set);
	mutex_unlock(&bn->cfg);
	return skb->len;
}
