// SPDX-License-Identifier: GPL-2.0-or-later
#include "sock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "attr.h"

#define POLICY_SIZE 320		/* an entry's attributes at most */
#define SPD_SIZE 64		/* those beside the entries */
#define READ_TRIES 20

struct policy_list {
	struct btns_policy_info *policy;
	size_t count;
	size_t room;
	uint32_t generation;
	bool is_mixed;		/* entries of more than one set */
};

static int put_protection(struct nl_msg *msg,
			  const struct btns_policy_info *policy)
{
	if (policy->action != BTNS_ACTION_PROTECT)
		return 0;
	if (nla_put_u32(msg, BTNS_A_POLICY_MODE, policy->mode) ||
	    nla_put_u32(msg, BTNS_A_POLICY_REQID, policy->reqid) ||
	    (policy->tunnel.family != AF_UNSPEC &&
	     attr_put_tunnel(msg, BTNS_A_POLICY_TUNNEL, &policy->tunnel)))
		return -ENOBUFS;
	return 0;
}

static int put_policy(struct nl_msg *msg, const struct btns_policy_info *policy)
{
	struct nlattr *nest = nla_nest_start(msg, BTNS_A_SPD_POLICY);

	if (!nest ||
	    (policy->index &&
	     nla_put_u32(msg, BTNS_A_POLICY_INDEX, policy->index)) ||
	    nla_put_u32(msg, BTNS_A_POLICY_DIR, policy->dir) ||
	    nla_put_u32(msg, BTNS_A_POLICY_ACTION, policy->action) ||
	    attr_put_ts(msg, BTNS_A_POLICY_SELECTOR, &policy->ts) ||
	    put_protection(msg, policy))
		return -ENOBUFS;
	return nla_nest_end(msg, nest);
}

static int put_opts(struct nl_msg *msg, const struct btns_spd_opts *opts)
{
	if (!opts)
		return 0;
	if ((opts->has_generation &&
	     nla_put_u32(msg, BTNS_A_SPD_GENERATION, opts->generation)) ||
	    (opts->confirm &&
	     nla_put_u32(msg, BTNS_A_SPD_CONFIRM, opts->confirm)))
		return -ENOBUFS;
	return 0;
}

static int finish(struct btns_sock *sock, struct nl_msg *msg, int err,
		  const struct reply *reply)
{
	if (err) {
		nlmsg_free(msg);
		return -EMSGSIZE;
	}
	return sock_request(sock, msg, &attr_spd, reply);
}

static int generation_read(struct nlattr **attrs, void *arg)
{
	return attr_get_u32(attrs[BTNS_A_SPD_GENERATION], arg);
}

int btns_policy_set(struct btns_sock *sock, const struct btns_policy_info *list,
		    size_t count, const struct btns_spd_opts *opts,
		    uint32_t *generation)
{
	uint32_t unused;
	const struct reply reply = {
		.set = &attr_spd, .max = BTNS_A_SPD_MAX, .fn = generation_read,
		.arg = generation ? generation : &unused,
	};
	struct nl_msg *msg;
	int err = 0;

	if (count > BTNS_POLICIES_MAX)
		return -ERANGE;
	msg = sock_msg(sock, BTNS_CMD_POLICY_SET,
		       SPD_SIZE + count * POLICY_SIZE);
	if (!msg)
		return -ENOMEM;
	for (size_t i = 0; i < count && !err; i++)
		err = put_policy(msg, &list[i]);
	if (!err)
		err = put_opts(msg, opts);
	return finish(sock, msg, err, &reply);
}

static int policy_read(struct nlattr *attr, struct btns_policy_info *policy)
{
	struct nlattr *a[BTNS_A_POLICY_MAX + 1];

	memset(policy, 0, sizeof(*policy));
	policy->dir = BTNS_POLICY_DIR_BOTH;
	if (nla_parse_nested(a, BTNS_A_POLICY_MAX, attr, NULL) ||
	    attr_get_u32(a[BTNS_A_POLICY_INDEX], &policy->index) ||
	    attr_get_u32(a[BTNS_A_POLICY_DIR], &policy->dir) ||
	    attr_get_u32(a[BTNS_A_POLICY_ACTION], &policy->action) ||
	    attr_get_ts(a[BTNS_A_POLICY_SELECTOR], &policy->ts) ||
	    attr_get_u32(a[BTNS_A_POLICY_MODE], &policy->mode) ||
	    attr_get_u32(a[BTNS_A_POLICY_REQID], &policy->reqid) ||
	    attr_get_tunnel(a[BTNS_A_POLICY_TUNNEL], &policy->tunnel))
		return -EBADMSG;
	return 0;
}

static int list_read(struct nlattr **attrs, void *arg)
{
	struct policy_list *list = arg;
	uint32_t generation = 0;

	if (!attrs[BTNS_A_SPD_POLICY] ||
	    generation_read(attrs, &generation))
		return -EBADMSG;
	if (list->count && generation != list->generation)
		list->is_mixed = true;
	list->generation = generation;
	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 16;
		void *policy = realloc(list->policy,
				       room * sizeof(*list->policy));

		if (!policy)
			return -ENOMEM;
		list->policy = policy;
		list->room = room;
	}
	return policy_read(attrs[BTNS_A_SPD_POLICY],
			   &list->policy[list->count++]);
}

static void list_restart(void *arg)
{
	struct policy_list *list = arg;

	list->count = 0;
	list->is_mixed = false;
}

static int list_dump(struct btns_sock *sock, struct policy_list *list)
{
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_POLICY_GET, SPD_SIZE);
	const struct reply reply = {
		.set = &attr_spd, .max = BTNS_A_SPD_MAX, .fn = list_read,
		.restart = list_restart, .arg = list,
	};

	return msg ? sock_dump(sock, msg, &attr_spd, &reply) : -ENOMEM;
}

/* Was the list read while exactly the set of @spd was in force? */
static bool list_is_of(const struct policy_list *list,
		       const struct btns_spd_info *spd)
{
	if (list->is_mixed || list->count != spd->count)
		return false;
	return !list->count || list->generation == spd->generation;
}

int btns_policy_dump(struct btns_sock *sock, struct btns_policy_info **result,
		     size_t *count, struct btns_spd_info *spd)
{
	struct policy_list list = { .policy = NULL };
	int err = -EAGAIN;

	*result = NULL;
	*count = 0;
	for (int tries = 0; tries < READ_TRIES && err == -EAGAIN; tries++) {
		err = list_dump(sock, &list);
		if (!err)
			err = btns_spd_get(sock, spd);
		if (!err && !list_is_of(&list, spd))
			err = -EAGAIN;
	}
	if (err || !list.count) {
		free(list.policy);
		return err;
	}
	*result = list.policy;
	*count = list.count;
	return 0;
}

int spd_read(struct nlattr **attrs, struct btns_spd_info *spd)
{
	memset(spd, 0, sizeof(*spd));
	spd->active = attrs[BTNS_A_SPD_ACTIVE];
	if (attr_get_u32(attrs[BTNS_A_SPD_GENERATION], &spd->generation) ||
	    attr_get_u32(attrs[BTNS_A_SPD_COUNT], &spd->count) ||
	    attr_get_u32(attrs[BTNS_A_SPD_CONFIRM], &spd->confirm))
		return -EBADMSG;
	return 0;
}

static int state_read(struct nlattr **attrs, void *arg)
{
	return spd_read(attrs, arg);
}

int btns_spd_get(struct btns_sock *sock, struct btns_spd_info *spd)
{
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_SPD_GET, 0);
	const struct reply reply = {
		.set = &attr_spd, .max = BTNS_A_SPD_MAX, .fn = state_read,
		.arg = spd,
	};

	memset(spd, 0, sizeof(*spd));
	return msg ? finish(sock, msg, 0, &reply) : -ENOMEM;
}

static int spd_change(struct btns_sock *sock, uint8_t cmd,
		      const struct btns_spd_opts *opts)
{
	struct nl_msg *msg = sock_msg(sock, cmd, SPD_SIZE);
	struct btns_spd_opts only = { .confirm = 0 };

	if (!msg)
		return -ENOMEM;
	if (opts)
		only = *opts;
	only.confirm = 0;
	return finish(sock, msg, put_opts(msg, &only), NULL);
}

int btns_spd_confirm(struct btns_sock *sock, const struct btns_spd_opts *opts)
{
	return spd_change(sock, BTNS_CMD_POLICY_CONFIRM, opts);
}

int btns_spd_reset(struct btns_sock *sock, const struct btns_spd_opts *opts)
{
	return spd_change(sock, BTNS_CMD_POLICY_RESET, opts);
}
