// SPDX-License-Identifier: GPL-2.0-or-later
#include "sock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "attr.h"
#include "core.h"

#define ENTRY_SIZE 256		/* an entry's attributes but lists and identity */
#define RANGE_SIZE 44		/* a nest of two IPv6 addresses */
#define HASH_SIZE 36
#define PAD_SIZE 64		/* attributes beside the entries */
#define READ_TRIES 20

/* ---- entries ---- */

void btns_pad_init(struct btns_pad_info *pad)
{
	memset(pad, 0, sizeof(*pad));
}

void btns_pad_free(struct btns_pad_info *pad)
{
	btns_addrs_free(&pad->child);
	btns_addrs_free(&pad->claim);
	btns_addrs_free(&pad->ike_addr);
}

void btns_pad_list_free(struct btns_pad_info *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		btns_pad_free(&list[i]);
	free(list);
}

/* The kernel's types are laid out as ours. */
_Static_assert(sizeof(struct btns_ip_range) == sizeof(struct btns_addr_range) &&
	       sizeof(struct btns_hash) == BTNS_KEY_HASH_OCTETS,
	       "lists for the kernel's judge are lists of ours");

static struct btns_pad_addrs core_addrs(const struct btns_addrs *addrs)
{
	return (struct btns_pad_addrs){
		.v4 = (const void *)addrs->v4,
		.v6 = (const void *)addrs->v6,
		.v4_count = addrs->v4_count,
		.v6_count = addrs->v6_count,
	};
}

static struct btns_pad_hashes core_hashes(const struct btns_hash *list,
					  uint32_t count)
{
	return (struct btns_pad_hashes){
		.hash = (const void *)list,
		.count = count,
	};
}

struct btns_pad_entry pad_core(const struct btns_pad_info *pad)
{
	return (struct btns_pad_entry){
		.id = {
			.value = pad->id.value,
			.len = pad->id.len,
			.type = (uint8_t)pad->id.type,
			.match = (uint8_t)pad->id.match,
		},
		.child = core_addrs(&pad->child),
		.claim = core_addrs(&pad->claim),
		.ike_addr = core_addrs(&pad->ike_addr),
		.keys = core_hashes(pad->key_hashes, pad->key_count),
		.anchors = core_hashes(pad->anchors, pad->anchor_count),
		.index = pad->index,
		.priority = pad->priority,
		.rank = pad->pad_class,
		.flags = pad->flags |
			 (pad->certid_match ? BTNS_PAD_CERTID : 0u) |
			 (pad->spd_search == BTNS_SPD_SEARCH_ID ?
			  BTNS_PAD_BY_ID : 0u),
		.methods = pad->auth_methods,
		.max_sas = pad->max_sas,
	};
}

const char *btns_pad_check(const struct btns_pad_info *pad)
{
	struct btns_pad_entry entry = pad_core(pad);

	return btns_pad_entry_check(&entry);
}

int btns_pad_order(const struct btns_pad_info *a, const struct btns_pad_info *b)
{
	struct btns_pad_entry x = pad_core(a), y = pad_core(b);

	return btns_pad_compare(&x, &y);
}

static bool hashes_same(const struct btns_hash *a, uint32_t n_a,
			const struct btns_hash *b, uint32_t n_b)
{
	return n_a == n_b && !memcmp(a, b, n_a * sizeof(*a));
}

bool btns_pad_same(const struct btns_pad_info *a, const struct btns_pad_info *b)
{
	return a->index == b->index && a->priority == b->priority &&
	       a->pad_class == b->pad_class && btns_id_equal(&a->id, &b->id) &&
	       a->auth_methods == b->auth_methods &&
	       hashes_same(a->key_hashes, a->key_count, b->key_hashes,
			   b->key_count) &&
	       hashes_same(a->anchors, a->anchor_count, b->anchors,
			   b->anchor_count) &&
	       a->certid_match == b->certid_match &&
	       a->spd_search == b->spd_search &&
	       btns_addrs_equal(&a->child, &b->child) &&
	       btns_addrs_equal(&a->claim, &b->claim) &&
	       btns_addrs_equal(&a->ike_addr, &b->ike_addr) &&
	       a->flags == b->flags && a->max_sas == b->max_sas &&
	       !a->expires == !b->expires && !strcmp(a->label, b->label);
}

/* ---- writing ---- */

static size_t addrs_count(const struct btns_addrs *addrs)
{
	return (size_t)addrs->v4_count + addrs->v6_count;
}

static size_t entry_size(const struct btns_pad_info *pad)
{
	size_t ranges = addrs_count(&pad->child) + addrs_count(&pad->claim) +
			addrs_count(&pad->ike_addr);

	return ENTRY_SIZE + pad->id.len + ranges * RANGE_SIZE +
	       (pad->key_count + pad->anchor_count) * HASH_SIZE;
}

static int put_addrs(struct nl_msg *msg, int type,
		     const struct btns_addrs *addrs)
{
	if (attr_put_ranges(msg, type, AF_INET, addrs->v4, addrs->v4_count) ||
	    attr_put_ranges(msg, type, AF_INET6, addrs->v6, addrs->v6_count))
		return -ENOBUFS;
	return 0;
}

static int put_hashes(struct nl_msg *msg, int type,
		      const struct btns_hash *list, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (nla_put(msg, type, sizeof(list[i]), &list[i]))
			return -ENOBUFS;
	return 0;
}

static int put_lists(struct nl_msg *msg, const struct btns_pad_info *pad)
{
	if (put_hashes(msg, BTNS_A_PAD_ENTRY_KEY_HASH, pad->key_hashes,
		       pad->key_count) ||
	    put_hashes(msg, BTNS_A_PAD_ENTRY_TRUST_ANCHOR, pad->anchors,
		       pad->anchor_count) ||
	    put_addrs(msg, BTNS_A_PAD_ENTRY_CHILD, &pad->child) ||
	    put_addrs(msg, BTNS_A_PAD_ENTRY_CLAIM, &pad->claim) ||
	    put_addrs(msg, BTNS_A_PAD_ENTRY_IKE_ADDR, &pad->ike_addr))
		return -ENOBUFS;
	return 0;
}

static int put_id(struct nl_msg *msg, const struct btns_id *id)
{
	if (id->type == BTNS_ID_TYPE_ANY)
		return 0;
	if (nla_put_u32(msg, BTNS_A_PAD_ENTRY_ID_TYPE, id->type) ||
	    nla_put_u32(msg, BTNS_A_PAD_ENTRY_ID_MATCH, id->match) ||
	    nla_put(msg, BTNS_A_PAD_ENTRY_ID_VALUE, id->len, id->value))
		return -ENOBUFS;
	return 0;
}

static int put_optional(struct nl_msg *msg, int type, uint32_t value)
{
	return value ? nla_put_u32(msg, type, value) : 0;
}

static int put_numbers(struct nl_msg *msg, const struct btns_pad_info *pad)
{
	if (nla_put_u32(msg, BTNS_A_PAD_ENTRY_CLASS, pad->pad_class) ||
	    put_optional(msg, BTNS_A_PAD_ENTRY_INDEX, pad->index) ||
	    put_optional(msg, BTNS_A_PAD_ENTRY_PRIORITY, pad->priority) ||
	    put_optional(msg, BTNS_A_PAD_ENTRY_AUTH_METHODS,
			 pad->auth_methods) ||
	    put_optional(msg, BTNS_A_PAD_ENTRY_SPD_SEARCH, pad->spd_search) ||
	    put_optional(msg, BTNS_A_PAD_ENTRY_FLAGS, pad->flags) ||
	    put_optional(msg, BTNS_A_PAD_ENTRY_MAX_SAS, pad->max_sas) ||
	    put_optional(msg, BTNS_A_PAD_ENTRY_EXPIRES, pad->expires) ||
	    (pad->certid_match &&
	     nla_put_flag(msg, BTNS_A_PAD_ENTRY_CERTID_MATCH)) ||
	    (*pad->label &&
	     nla_put_string(msg, BTNS_A_PAD_ENTRY_LABEL, pad->label)))
		return -ENOBUFS;
	return 0;
}

static int put_entry(struct nl_msg *msg, const struct btns_pad_info *pad)
{
	struct nlattr *nest = nla_nest_start(msg, BTNS_A_PAD_ENTRY);

	if (!nest || put_numbers(msg, pad) || put_id(msg, &pad->id) ||
	    put_lists(msg, pad))
		return -ENOBUFS;
	return nla_nest_end(msg, nest);
}

static int put_opts(struct nl_msg *msg, const struct btns_pad_opts *opts)
{
	if (!opts || !opts->has_generation)
		return 0;
	return nla_put_u32(msg, BTNS_A_PAD_GENERATION, opts->generation);
}

/* ---- requests ---- */

static int finish(struct btns_sock *sock, struct nl_msg *msg, int err,
		  const struct reply *reply)
{
	if (err) {
		nlmsg_free(msg);
		return -EMSGSIZE;
	}
	return sock_request(sock, msg, &attr_pad, reply);
}

static int index_read(struct nlattr **attrs, void *arg)
{
	return attr_get_u32(attrs[BTNS_A_PAD_INDEX], arg);
}

static int ignore(struct nlattr **attrs, void *arg)
{
	(void)attrs;
	(void)arg;
	return 0;
}

static int one_request(struct btns_sock *sock, uint8_t cmd,
		       const struct btns_pad_info *pad,
		       const struct btns_pad_opts *opts, uint32_t *index)
{
	const struct reply reply = {
		.set = &attr_pad, .max = BTNS_A_PAD_MAX,
		.fn = index ? index_read : ignore, .arg = index,
	};
	struct nl_msg *msg = sock_msg(sock, cmd, PAD_SIZE + entry_size(pad));
	int err;

	if (!msg)
		return -ENOMEM;
	err = put_entry(msg, pad);
	if (!err)
		err = put_opts(msg, opts);
	return finish(sock, msg, err, &reply);
}

int btns_pad_add(struct btns_sock *sock, const struct btns_pad_info *pad,
		 const struct btns_pad_opts *opts, uint32_t *index)
{
	return one_request(sock, BTNS_CMD_PAD_ADD, pad, opts, index);
}

int btns_pad_change(struct btns_sock *sock, const struct btns_pad_info *pad,
		    const struct btns_pad_opts *opts)
{
	return one_request(sock, BTNS_CMD_PAD_CHANGE, pad, opts, NULL);
}

int btns_pad_del(struct btns_sock *sock, uint32_t index,
		 const struct btns_pad_opts *opts)
{
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_PAD_DEL, PAD_SIZE);
	int err;

	if (!msg)
		return -ENOMEM;
	err = nla_put_u32(msg, BTNS_A_PAD_INDEX, index);
	if (!err)
		err = put_opts(msg, opts);
	return finish(sock, msg, err, NULL);
}

int btns_pad_set(struct btns_sock *sock, const struct btns_pad_info *list,
		 size_t count, const struct btns_pad_opts *opts)
{
	const struct reply reply = {
		.set = &attr_pad, .max = BTNS_A_PAD_MAX, .fn = ignore,
	};
	size_t size = PAD_SIZE;
	struct nl_msg *msg;
	int err = 0;

	if (count > BTNS_PAD_ENTRIES_MAX)
		return -ERANGE;
	for (size_t i = 0; i < count; i++)
		size += entry_size(&list[i]);
	msg = sock_msg(sock, BTNS_CMD_PAD_SET, size);
	if (!msg)
		return -ENOMEM;
	for (size_t i = 0; i < count && !err; i++)
		err = put_entry(msg, &list[i]);
	if (!err)
		err = put_opts(msg, opts);
	return finish(sock, msg, err, &reply);
}

/* ---- reading ---- */

static int hash_read(struct nlattr *attr, struct btns_hash *list,
		     uint32_t *count)
{
	if (*count == BTNS_PAD_HASHES_MAX || nla_len(attr) != sizeof(*list))
		return -EBADMSG;
	memcpy(&list[(*count)++], nla_data(attr), sizeof(*list));
	return 0;
}

static int range_read(struct nlattr *attr, struct btns_addrs *addrs)
{
	struct btns_ip_range range;
	uint8_t family = AF_UNSPEC;
	int err = attr_get_range(attr, &family, &range);

	return err ? err : btns_addrs_add(addrs, family, &range);
}

static int lists_read(struct nlattr *nest, struct btns_pad_info *pad)
{
	struct nlattr *attr;
	int rem, err = 0;

	nla_for_each_nested(attr, nest, rem) {
		switch (nla_type(attr)) {
		case BTNS_A_PAD_ENTRY_KEY_HASH:
			err = hash_read(attr, pad->key_hashes, &pad->key_count);
			break;
		case BTNS_A_PAD_ENTRY_TRUST_ANCHOR:
			err = hash_read(attr, pad->anchors,
					&pad->anchor_count);
			break;
		case BTNS_A_PAD_ENTRY_CHILD:
			err = range_read(attr, &pad->child);
			break;
		case BTNS_A_PAD_ENTRY_CLAIM:
			err = range_read(attr, &pad->claim);
			break;
		case BTNS_A_PAD_ENTRY_IKE_ADDR:
			err = range_read(attr, &pad->ike_addr);
			break;
		}
		if (err)
			return err;
	}
	return 0;
}

static int id_read(struct nlattr **a, struct btns_id *id)
{
	const struct nlattr *value = a[BTNS_A_PAD_ENTRY_ID_VALUE];

	if (attr_get_u32(a[BTNS_A_PAD_ENTRY_ID_TYPE], &id->type) ||
	    attr_get_u32(a[BTNS_A_PAD_ENTRY_ID_MATCH], &id->match))
		return -EBADMSG;
	if (!value)
		return 0;
	if (nla_len(value) > (int)sizeof(id->value))
		return -EBADMSG;
	id->len = (uint16_t)nla_len(value);
	memcpy(id->value, nla_data(value), id->len);
	return 0;
}

static int numbers_read(struct nlattr **a, struct btns_pad_info *pad)
{
	if (attr_get_u32(a[BTNS_A_PAD_ENTRY_INDEX], &pad->index) ||
	    attr_get_u32(a[BTNS_A_PAD_ENTRY_PRIORITY], &pad->priority) ||
	    attr_get_u32(a[BTNS_A_PAD_ENTRY_CLASS], &pad->pad_class) ||
	    attr_get_u32(a[BTNS_A_PAD_ENTRY_AUTH_METHODS],
			 &pad->auth_methods) ||
	    attr_get_u32(a[BTNS_A_PAD_ENTRY_SPD_SEARCH], &pad->spd_search) ||
	    attr_get_u32(a[BTNS_A_PAD_ENTRY_FLAGS], &pad->flags) ||
	    attr_get_u32(a[BTNS_A_PAD_ENTRY_MAX_SAS], &pad->max_sas) ||
	    attr_get_u32(a[BTNS_A_PAD_ENTRY_EXPIRES], &pad->expires) ||
	    attr_get_u32(a[BTNS_A_PAD_ENTRY_GENERATION], &pad->generation))
		return -EBADMSG;
	pad->certid_match = a[BTNS_A_PAD_ENTRY_CERTID_MATCH];
	if (a[BTNS_A_PAD_ENTRY_LABEL])
		nla_strlcpy(pad->label, a[BTNS_A_PAD_ENTRY_LABEL],
			    sizeof(pad->label));
	return 0;
}

/* After an error there is nothing to free. */
static int entry_read(struct nlattr *nest, struct btns_pad_info *pad)
{
	struct nlattr *a[BTNS_A_PAD_ENTRY_MAX + 1];
	int err;

	btns_pad_init(pad);
	if (nla_parse_nested(a, BTNS_A_PAD_ENTRY_MAX, nest, NULL))
		return -EBADMSG;
	err = numbers_read(a, pad);
	if (!err)
		err = id_read(a, &pad->id);
	if (!err)
		err = lists_read(nest, pad);
	if (err)
		btns_pad_free(pad);
	return err;
}

struct pad_list {
	struct btns_pad_info *pad;
	size_t count;
	size_t room;
	uint32_t generation;
	bool is_mixed;		/* entries of more than one generation */
};

static int list_read(struct nlattr **attrs, void *arg)
{
	struct pad_list *list = arg;
	uint32_t generation = 0;
	int err;

	if (!attrs[BTNS_A_PAD_ENTRY] ||
	    attr_get_u32(attrs[BTNS_A_PAD_GENERATION], &generation))
		return -EBADMSG;
	if (list->count && generation != list->generation)
		list->is_mixed = true;
	list->generation = generation;
	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 16;
		void *grown = realloc(list->pad, room * sizeof(*list->pad));

		if (!grown)
			return -ENOMEM;
		list->pad = grown;
		list->room = room;
	}
	err = entry_read(attrs[BTNS_A_PAD_ENTRY], &list->pad[list->count]);
	if (!err)
		list->count++;
	return err;
}

static void list_restart(void *arg)
{
	struct pad_list *list = arg;

	while (list->count)
		btns_pad_free(&list->pad[--list->count]);
	list->is_mixed = false;
}

static int list_dump(struct btns_sock *sock, struct pad_list *list)
{
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_PAD_GET, 0);
	const struct reply reply = {
		.set = &attr_pad, .max = BTNS_A_PAD_MAX, .fn = list_read,
		.restart = list_restart, .arg = list,
	};

	return msg ? sock_dump(sock, msg, &attr_pad, &reply) : -ENOMEM;
}

static bool list_is_of(const struct pad_list *list,
		       const struct btns_pad_state *state)
{
	if (list->is_mixed || list->count != state->count)
		return false;
	return !list->count || list->generation == state->generation;
}

int btns_pad_dump(struct btns_sock *sock, struct btns_pad_info **result,
		  size_t *count, struct btns_pad_state *state)
{
	struct pad_list list = { .pad = NULL };
	int err = -EAGAIN;

	*result = NULL;
	*count = 0;
	for (int tries = 0; tries < READ_TRIES && err == -EAGAIN; tries++) {
		list_restart(&list);
		err = list_dump(sock, &list);
		if (!err)
			err = btns_pad_state_get(sock, state);
		if (!err && !list_is_of(&list, state))
			err = -EAGAIN;
	}
	if (err || !list.count) {
		btns_pad_list_free(list.pad, list.count);
		return err;
	}
	*result = list.pad;
	*count = list.count;
	return 0;
}

int pad_read(struct nlattr **attrs, struct btns_pad_state *state)
{
	memset(state, 0, sizeof(*state));
	if (attr_get_u32(attrs[BTNS_A_PAD_GENERATION], &state->generation) ||
	    attr_get_u32(attrs[BTNS_A_PAD_COUNT], &state->count))
		return -EBADMSG;
	return 0;
}

static int state_read(struct nlattr **attrs, void *arg)
{
	return pad_read(attrs, arg);
}

int btns_pad_state_get(struct btns_sock *sock, struct btns_pad_state *state)
{
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_PAD_STATE_GET, 0);
	const struct reply reply = {
		.set = &attr_pad, .max = BTNS_A_PAD_MAX, .fn = state_read,
		.arg = state,
	};

	memset(state, 0, sizeof(*state));
	return msg ? finish(sock, msg, 0, &reply) : -ENOMEM;
}
