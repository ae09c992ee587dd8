// SPDX-License-Identifier: GPL-2.0-or-later
#include "sock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "attr.h"
#include "core/names.h"

#define POLICY_SIZE 128		/* an entry's attributes but selectors */
#define TUNNEL_SIZE 48		/* those of a tunnel */
#define NAME_SIZE 32		/* those of a name but its value */
#define SPD_SIZE 64		/* those beside the entries */
#define READ_TRIES 20

struct policy_list {
	struct btns_policy_info *policy;
	size_t count;
	size_t room;
	uint32_t generation;
	bool is_mixed;		/* entries of more than one set */
};

static int put_tunnels(struct nl_msg *msg,
		       const struct btns_policy_info *policy)
{
	for (size_t i = 0; i < policy->tunnel_count; i++)
		if (attr_put_tunnel(msg, BTNS_A_POLICY_TUNNEL,
				    &policy->tunnel[i]))
			return -ENOBUFS;
	return 0;
}

static int put_protection(struct nl_msg *msg,
			  const struct btns_policy_info *policy)
{
	if (policy->action != BTNS_ACTION_PROTECT)
		return 0;
	if (nla_put_u32(msg, BTNS_A_POLICY_MODE, policy->mode) ||
	    nla_put_u32(msg, BTNS_A_POLICY_REQID, policy->reqid) ||
	    (policy->pfp &&
	     nla_put_u32(msg, BTNS_A_POLICY_PFP, policy->pfp)) ||
	    put_tunnels(msg, policy))
		return -ENOBUFS;
	return 0;
}

static int put_selectors(struct nl_msg *msg,
			 const struct btns_policy_info *policy)
{
	for (size_t i = 0; i < policy->ts_count; i++)
		if (attr_put_ts(msg, BTNS_A_POLICY_SELECTOR, &policy->ts[i]))
			return -ENOBUFS;
	return 0;
}

static int put_name(struct nl_msg *msg, const struct btns_id *id)
{
	struct nlattr *nest = nla_nest_start(msg, BTNS_A_POLICY_NAME);

	if (!nest || nla_put_u32(msg, BTNS_A_NAME_ID_TYPE, id->type) ||
	    nla_put_u32(msg, BTNS_A_NAME_ID_MATCH, id->match) ||
	    nla_put(msg, BTNS_A_NAME_ID_VALUE, id->len, id->value))
		return -ENOBUFS;
	return nla_nest_end(msg, nest);
}

static int put_names(struct nl_msg *msg, const struct btns_policy_info *policy)
{
	for (size_t i = 0; i < policy->name_count; i++)
		if (put_name(msg, &policy->names[i]))
			return -ENOBUFS;
	return 0;
}

static size_t policy_size(const struct btns_policy_info *policy)
{
	size_t size = POLICY_SIZE + policy->tunnel_count * TUNNEL_SIZE;

	for (size_t i = 0; i < policy->ts_count; i++)
		size += attr_ts_size(&policy->ts[i]);
	for (size_t i = 0; i < policy->name_count; i++)
		size += NAME_SIZE + policy->names[i].len;
	return size;
}

static int put_policy(struct nl_msg *msg, const struct btns_policy_info *policy)
{
	struct nlattr *nest = nla_nest_start(msg, BTNS_A_SPD_POLICY);

	if (!nest ||
	    (policy->index &&
	     nla_put_u32(msg, BTNS_A_POLICY_INDEX, policy->index)) ||
	    nla_put_u32(msg, BTNS_A_POLICY_DIR, policy->dir) ||
	    nla_put_u32(msg, BTNS_A_POLICY_ACTION, policy->action) ||
	    put_selectors(msg, policy) || put_names(msg, policy) ||
	    (policy->flags &&
	     nla_put_u32(msg, BTNS_A_POLICY_FLAGS, policy->flags)) ||
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
	size_t size = SPD_SIZE;
	struct nl_msg *msg;
	int err = 0;

	if (count > BTNS_POLICIES_MAX)
		return -ERANGE;
	for (size_t i = 0; i < count; i++)
		size += policy_size(&list[i]);
	msg = sock_msg(sock, BTNS_CMD_POLICY_SET, size);
	if (!msg)
		return -ENOMEM;
	for (size_t i = 0; i < count && !err; i++)
		err = put_policy(msg, &list[i]);
	if (!err)
		err = put_opts(msg, opts);
	return finish(sock, msg, err, &reply);
}

/* ---- single entries ---- */

/* A message of one such command, with what all of them may say. */
static struct nl_msg *entry_msg(struct btns_sock *sock, uint8_t cmd,
				const struct btns_policy_info *policy,
				const struct btns_spd_opts *opts)
{
	size_t size = SPD_SIZE + (policy ? policy_size(policy) : 0);
	struct nl_msg *msg = sock_msg(sock, cmd, size);
	struct btns_spd_opts only = { .confirm = 0 };

	if (!msg)
		return NULL;
	if (opts)
		only = *opts;
	only.confirm = 0;
	if (!put_opts(msg, &only) && (!policy || !put_policy(msg, policy)))
		return msg;
	nlmsg_free(msg);
	return NULL;
}

static int index_read(struct nlattr **attrs, void *arg)
{
	return attr_get_u32(attrs[BTNS_A_SPD_INDEX], arg);
}

static int entry_change(struct btns_sock *sock, struct nl_msg *msg, int err,
			uint32_t *index)
{
	uint32_t unused;
	const struct reply reply = {
		.set = &attr_spd, .max = BTNS_A_SPD_MAX, .fn = index_read,
		.arg = index ? index : &unused,
	};

	return finish(sock, msg, err, &reply);
}

static int put_before(struct nl_msg *msg, uint32_t before)
{
	return before ? nla_put_u32(msg, BTNS_A_SPD_BEFORE, before) : 0;
}

int btns_policy_add(struct btns_sock *sock,
		    const struct btns_policy_info *policy, uint32_t before,
		    const struct btns_spd_opts *opts, uint32_t *index)
{
	struct nl_msg *msg = entry_msg(sock, BTNS_CMD_POLICY_ADD, policy, opts);

	if (!msg)
		return -ENOMEM;
	return entry_change(sock, msg, put_before(msg, before), index);
}

int btns_policy_del(struct btns_sock *sock, uint32_t index,
		    const struct btns_spd_opts *opts)
{
	struct nl_msg *msg = entry_msg(sock, BTNS_CMD_POLICY_DEL, NULL, opts);

	if (!msg)
		return -ENOMEM;
	return entry_change(sock, msg,
			    nla_put_u32(msg, BTNS_A_SPD_INDEX, index), NULL);
}

int btns_policy_change(struct btns_sock *sock,
		       const struct btns_policy_info *policy,
		       const struct btns_spd_opts *opts)
{
	struct nl_msg *msg = entry_msg(sock, BTNS_CMD_POLICY_CHANGE, policy,
				       opts);

	return msg ? entry_change(sock, msg, 0, NULL) : -ENOMEM;
}

int btns_policy_move(struct btns_sock *sock, uint32_t index, uint32_t before,
		     const struct btns_spd_opts *opts)
{
	struct nl_msg *msg = entry_msg(sock, BTNS_CMD_POLICY_MOVE, NULL, opts);
	int err;

	if (!msg)
		return -ENOMEM;
	err = nla_put_u32(msg, BTNS_A_SPD_INDEX, index);
	if (!err)
		err = put_before(msg, before);
	return entry_change(sock, msg, err, NULL);
}

/* ---- what an entry consists of ---- */

struct btns_ts *btns_policy_add_ts(struct btns_policy_info *policy)
{
	size_t count = policy->ts_count + 1;
	struct btns_ts *ts = realloc(policy->ts, count * sizeof(*ts));

	if (!ts)
		return NULL;
	policy->ts = ts;
	policy->ts_count = count;
	ts += count - 1;
	btns_ts_init(ts, AF_UNSPEC);
	return ts;
}

struct btns_id *btns_policy_add_name(struct btns_policy_info *policy)
{
	size_t count = policy->name_count + 1;
	struct btns_id *names = realloc(policy->names, count * sizeof(*names));

	if (!names)
		return NULL;
	policy->names = names;
	policy->name_count = count;
	return memset(&names[count - 1], 0, sizeof(*names));
}

const char *btns_policy_names_check(const struct btns_policy_info *policy)
{
	struct btns_ident name[BTNS_NAMES_MAX];

	if (policy->name_count > BTNS_NAMES_MAX)
		return btns_names_check(NULL, BTNS_NAMES_MAX + 1);
	for (size_t i = 0; i < policy->name_count; i++)
		name[i] = (struct btns_ident){
			.value = policy->names[i].value,
			.len = policy->names[i].len,
			.type = (uint8_t)policy->names[i].type,
			.match = (uint8_t)policy->names[i].match,
		};
	return btns_names_check(name, (uint8_t)policy->name_count);
}

void btns_policy_free(struct btns_policy_info *policy)
{
	for (size_t i = 0; i < policy->ts_count; i++)
		btns_ts_free(&policy->ts[i]);
	free(policy->ts);
	free(policy->names);
	policy->ts = NULL;
	policy->ts_count = 0;
	policy->names = NULL;
	policy->name_count = 0;
}

void btns_policy_list_free(struct btns_policy_info *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		btns_policy_free(&list[i]);
	free(list);
}

static int copy_lists(struct btns_policy_info *to,
		      const struct btns_policy_info *from)
{
	for (size_t i = 0; i < from->ts_count; i++) {
		struct btns_ts *ts = btns_policy_add_ts(to);

		if (!ts || btns_ts_copy(ts, &from->ts[i]))
			return -ENOMEM;
	}
	for (size_t i = 0; i < from->name_count; i++) {
		struct btns_id *name = btns_policy_add_name(to);

		if (!name)
			return -ENOMEM;
		*name = from->names[i];
	}
	return 0;
}

int btns_policy_copy(struct btns_policy_info *to,
		     const struct btns_policy_info *from)
{
	int err;

	*to = *from;
	to->ts = NULL;
	to->ts_count = 0;
	to->names = NULL;
	to->name_count = 0;
	err = copy_lists(to, from);
	if (err)
		btns_policy_free(to);
	return err;
}

static int selectors_read(struct nlattr *nest, struct btns_policy_info *policy)
{
	struct nlattr *attr;
	int rem, err;

	nla_for_each_nested(attr, nest, rem) {
		struct btns_ts *ts;

		if (nla_type(attr) != BTNS_A_POLICY_SELECTOR)
			continue;
		ts = btns_policy_add_ts(policy);
		if (!ts)
			return -ENOMEM;
		err = attr_get_ts(attr, ts);
		if (err)
			return err;
	}
	return 0;
}

static int name_read(struct nlattr *nest, struct btns_id *id)
{
	struct nlattr *a[BTNS_A_NAME_MAX + 1];
	const struct nlattr *value;

	if (nla_parse_nested(a, BTNS_A_NAME_MAX, nest, NULL) ||
	    attr_get_u32(a[BTNS_A_NAME_ID_TYPE], &id->type) ||
	    attr_get_u32(a[BTNS_A_NAME_ID_MATCH], &id->match))
		return -EBADMSG;
	value = a[BTNS_A_NAME_ID_VALUE];
	if (!value || nla_len(value) > (int)sizeof(id->value))
		return -EBADMSG;
	id->len = (uint16_t)nla_len(value);
	memcpy(id->value, nla_data(value), id->len);
	return 0;
}

static int names_read(struct nlattr *nest, struct btns_policy_info *policy)
{
	struct nlattr *attr;
	int rem, err;

	nla_for_each_nested(attr, nest, rem) {
		struct btns_id *name;

		if (nla_type(attr) != BTNS_A_POLICY_NAME)
			continue;
		name = btns_policy_add_name(policy);
		if (!name)
			return -ENOMEM;
		err = name_read(attr, name);
		if (err)
			return err;
	}
	return 0;
}

static int tunnels_read(struct nlattr *nest, struct btns_policy_info *policy)
{
	struct nlattr *attr;
	int rem;

	nla_for_each_nested(attr, nest, rem) {
		if (nla_type(attr) != BTNS_A_POLICY_TUNNEL)
			continue;
		if (policy->tunnel_count == BTNS_POLICY_TUNNELS_MAX ||
		    attr_get_tunnel(attr,
				    &policy->tunnel[policy->tunnel_count]))
			return -EBADMSG;
		policy->tunnel_count++;
	}
	return 0;
}

/* After an error there is nothing to free. */
static int policy_read(struct nlattr *attr, struct btns_policy_info *policy)
{
	struct nlattr *a[BTNS_A_POLICY_MAX + 1];
	int err;

	memset(policy, 0, sizeof(*policy));
	policy->dir = BTNS_POLICY_DIR_BOTH;
	if (nla_parse_nested(a, BTNS_A_POLICY_MAX, attr, NULL) ||
	    attr_get_u32(a[BTNS_A_POLICY_INDEX], &policy->index) ||
	    attr_get_u32(a[BTNS_A_POLICY_DIR], &policy->dir) ||
	    attr_get_u32(a[BTNS_A_POLICY_ACTION], &policy->action) ||
	    attr_get_u32(a[BTNS_A_POLICY_MODE], &policy->mode) ||
	    attr_get_u32(a[BTNS_A_POLICY_REQID], &policy->reqid) ||
	    attr_get_u32(a[BTNS_A_POLICY_FLAGS], &policy->flags) ||
	    attr_get_u32(a[BTNS_A_POLICY_PFP], &policy->pfp) ||
	    tunnels_read(attr, policy))
		return -EBADMSG;
	err = selectors_read(attr, policy);
	if (!err)
		err = names_read(attr, policy);
	if (err)
		btns_policy_free(policy);
	return err;
}

/* Behind every list, so that it says nothing to have it there. */
static bool is_nominal(struct nlattr *attr)
{
	struct nlattr *a[BTNS_A_POLICY_MAX + 1];

	return !nla_parse_nested(a, BTNS_A_POLICY_MAX, attr, NULL) &&
	       a[BTNS_A_POLICY_NOMINAL];
}

static int list_read(struct nlattr **attrs, void *arg)
{
	struct policy_list *list = arg;
	uint32_t generation = 0;
	int err;

	if (!attrs[BTNS_A_SPD_POLICY] ||
	    generation_read(attrs, &generation))
		return -EBADMSG;
	if (list->count && generation != list->generation)
		list->is_mixed = true;
	list->generation = generation;
	if (is_nominal(attrs[BTNS_A_SPD_POLICY]))
		return 0;
	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 16;
		void *policy = realloc(list->policy,
				       room * sizeof(*list->policy));

		if (!policy)
			return -ENOMEM;
		list->policy = policy;
		list->room = room;
	}
	err = policy_read(attrs[BTNS_A_SPD_POLICY],
			  &list->policy[list->count]);
	if (!err)
		list->count++;
	return err;
}

static void list_restart(void *arg)
{
	struct policy_list *list = arg;

	while (list->count)
		btns_policy_free(&list->policy[--list->count]);
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
		btns_policy_list_free(list.policy, list.count);
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
