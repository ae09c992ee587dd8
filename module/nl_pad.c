// SPDX-License-Identifier: GPL-2.0-only
#include "generated/netlink.h"
#include "net.h"
#include "nl.h"
#include "nl_selector.h"

#include <linux/ctype.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>

/* ---- reading ---- */

static bool is_range(int type)
{
	return type == BTNS_A_PAD_ENTRY_CHILD ||
	       type == BTNS_A_PAD_ENTRY_CLAIM ||
	       type == BTNS_A_PAD_ENTRY_IKE_ADDR;
}

static bool is_hash(int type)
{
	return type == BTNS_A_PAD_ENTRY_KEY_HASH ||
	       type == BTNS_A_PAD_ENTRY_TRUST_ANCHOR;
}

/* Octets of the lists of an entry; the message itself bounds them. */
static size_t entry_size(const struct nlattr *entry)
{
	const struct nlattr *attr;
	size_t size = 0;
	int rem;

	nla_for_each_nested(attr, entry, rem) {
		if (is_range(nla_type(attr)))
			size += sizeof(struct btns_addr_range);
		else if (is_hash(nla_type(attr)))
			size += BTNS_KEY_HASH_LEN;
		else if (nla_type(attr) == BTNS_A_PAD_ENTRY_ID_VALUE)
			size += nla_len(attr);
	}
	return size;
}

/* The next @size octets of the lists; entry_size() counted them. */
static void *take_room(struct btns_selector_room *room, size_t size)
{
	void *at = room->at;

	if (WARN_ON_ONCE(size > (size_t)(room->end - room->at)))
		return NULL;
	room->at += size;
	return at;
}

/* The ranges of one family in lists of @type; *@count is 0. */
static int read_family(const struct btns_nl_in *in, int type, u8 family,
		       const struct btns_addr_range **list, u16 *count,
		       struct btns_selector_room *room)
{
	struct btns_addr_range range, *to;
	const struct nlattr *attr;
	u8 range_family;
	int rem, err;

	*list = (void *)room->at;
	nla_for_each_nested(attr, in->nest, rem) {
		if (nla_type(attr) != type)
			continue;
		memset(&range, 0, sizeof(range));
		err = btns_nl_get_addr_range(attr, &range, &range_family,
					     in->extack);
		if (err)
			return err;
		if (range_family != family)
			continue;
		if (++*count > BTNS_PAD_RANGES_MAX) {
			btns_nl_refuse_attr(in->extack, attr,
					    "too many ranges, give at most 64 of a family");
			return -ERANGE;
		}
		to = take_room(room, sizeof(range));
		if (!to)
			return -EINVAL;
		*to = range;
	}
	return 0;
}

static int read_addrs(const struct btns_nl_in *in, int type,
		      struct btns_pad_addrs *addrs,
		      struct btns_selector_room *room)
{
	int err = read_family(in, type, AF_INET, &addrs->v4, &addrs->v4_count,
			      room);

	return err ? err : read_family(in, type, AF_INET6, &addrs->v6,
				       &addrs->v6_count, room);
}

static int read_hashes(const struct btns_nl_in *in, int type,
		       struct btns_pad_hashes *hashes,
		       struct btns_selector_room *room)
{
	const struct nlattr *attr;
	void *to;
	int rem;

	hashes->hash = (void *)room->at;
	nla_for_each_nested(attr, in->nest, rem) {
		if (nla_type(attr) != type)
			continue;
		if (++hashes->count > BTNS_PAD_HASHES_MAX) {
			btns_nl_refuse_attr(in->extack, attr,
					    "too many hashes, give at most 16");
			return -ERANGE;
		}
		to = take_room(room, BTNS_KEY_HASH_LEN);
		if (!to)
			return -EINVAL;
		memcpy(to, nla_data(attr), BTNS_KEY_HASH_LEN);
	}
	return 0;
}

static int read_lists(const struct btns_nl_in *in, struct btns_pad_entry *entry,
		      struct btns_selector_room *room)
{
	int err;

	err = read_addrs(in, BTNS_A_PAD_ENTRY_CHILD, &entry->child, room);
	if (!err)
		err = read_addrs(in, BTNS_A_PAD_ENTRY_CLAIM, &entry->claim,
				 room);
	if (!err)
		err = read_addrs(in, BTNS_A_PAD_ENTRY_IKE_ADDR,
				 &entry->ike_addr, room);
	if (!err)
		err = read_hashes(in, BTNS_A_PAD_ENTRY_KEY_HASH, &entry->keys,
				  room);
	if (!err)
		err = read_hashes(in, BTNS_A_PAD_ENTRY_TRUST_ANCHOR,
				  &entry->anchors, room);
	return err;
}

static const struct btns_nl_id pad_id = {
	.type = BTNS_A_PAD_ENTRY_ID_TYPE,
	.match = BTNS_A_PAD_ENTRY_ID_MATCH,
	.value = BTNS_A_PAD_ENTRY_ID_VALUE,
};

static int read_id(const struct btns_nl_in *in, struct btns_pad_entry *entry,
		   struct btns_selector_room *room)
{
	struct btns_ident *id = &entry->id;
	int err = btns_nl_get_id(in, &pad_id, id);
	void *to;

	if (err)
		return err;
	to = take_room(room, id->len);
	if (!to)
		return -EINVAL;
	if (id->len)
		memcpy(to, id->value, id->len);
	id->value = to;
	return 0;
}

static u32 get_u32(const struct btns_nl_in *in, int type)
{
	return in->tb[type] ? nla_get_u32(in->tb[type]) : 0;
}

/* It is shown to people and written to files: nothing that means more there. */
static int read_label(const struct btns_nl_in *in, struct btns_pad_item *item)
{
	const struct nlattr *attr = in->tb[BTNS_A_PAD_ENTRY_LABEL];
	const char *c;

	if (!attr)
		return 0;
	nla_strscpy(item->label, attr, sizeof(item->label));
	for (c = item->label; *c; c++)
		if (!isascii(*c) || !isprint(*c) || *c == '"' || *c == '\\')
			return btns_nl_refuse(in, BTNS_A_PAD_ENTRY_LABEL,
					      "label is not printable ASCII without quotes and backslashes",
					      -EINVAL);
	return 0;
}

static void read_numbers(const struct btns_nl_in *in,
			 struct btns_pad_item *item)
{
	struct btns_pad_entry *entry = &item->entry;
	u32 seconds = get_u32(in, BTNS_A_PAD_ENTRY_EXPIRES);

	entry->index = get_u32(in, BTNS_A_PAD_ENTRY_INDEX);
	entry->priority = get_u32(in, BTNS_A_PAD_ENTRY_PRIORITY);
	entry->rank = get_u32(in, BTNS_A_PAD_ENTRY_CLASS);
	entry->methods = get_u32(in, BTNS_A_PAD_ENTRY_AUTH_METHODS);
	entry->max_sas = get_u32(in, BTNS_A_PAD_ENTRY_MAX_SAS);
	entry->flags = get_u32(in, BTNS_A_PAD_ENTRY_FLAGS);
	if (in->tb[BTNS_A_PAD_ENTRY_CERTID_MATCH])
		entry->flags |= BTNS_PAD_CERTID;
	if (get_u32(in, BTNS_A_PAD_ENTRY_SPD_SEARCH) == BTNS_SPD_SEARCH_ID)
		entry->flags |= BTNS_PAD_BY_ID;
	if (seconds)
		item->expires = ktime_get_boottime_seconds() + seconds;
}

static int read_item(const struct btns_nl_in *in, struct btns_pad_item *item,
		     struct btns_selector_room *room)
{
	const char *wrong;
	int err;

	err = btns_nl_need(in, BTNS_A_PAD_ENTRY_CLASS,
			   "class is missing, give auth, null-any, btns-key or btns-any");
	if (!err && in->tb[BTNS_A_PAD_ENTRY_GENERATION])
		err = btns_nl_refuse(in, BTNS_A_PAD_ENTRY_GENERATION,
				     "the generation of an entry is the kernel's, leave it out",
				     -EINVAL);
	if (err)
		return err;

	read_numbers(in, item);
	err = read_label(in, item);
	/* ranges first: they want to be aligned, octets do not */
	if (!err)
		err = read_lists(in, &item->entry, room);
	if (!err)
		err = read_id(in, &item->entry, room);
	if (err)
		return err;

	wrong = btns_pad_entry_check(&item->entry);
	if (!wrong)
		return 0;
	btns_nl_refuse_attr(in->extack, in->nest, wrong);
	return -EINVAL;
}

static struct btns_pad_item *read_entry(const struct nlattr *attr,
					struct netlink_ext_ack *extack)
{
	struct nlattr *tb[BTNS_A_PAD_ENTRY_GENERATION + 1];
	const struct btns_nl_in in = { tb, attr, extack };
	struct btns_selector_room room;
	struct btns_pad_item *item;
	int err;

	err = nla_parse_nested(tb, ARRAY_SIZE(tb) - 1, attr,
			       btns_pad_entry_nl_policy, extack);
	if (err)
		return ERR_PTR(err);
	item = btns_pad_item_alloc(entry_size(attr), &room);
	if (!item)
		return ERR_PTR(-ENOMEM);

	err = read_item(&in, item, &room);
	if (err) {
		btns_pad_item_free(item);
		return ERR_PTR(err);
	}
	return item;
}

/* The only entry of a message. */
static struct btns_pad_item *read_one(struct genl_info *info)
{
	const struct btns_nl_in in = { info->attrs, NULL, info->extack };
	const struct nlattr *attr;
	u32 count = 0;
	int rem, err;

	err = btns_nl_need(&in, BTNS_A_PAD_ENTRY, "entry is missing, give one");
	if (err)
		return ERR_PTR(err);
	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != BTNS_A_PAD_ENTRY || !count++)
			continue;
		btns_nl_refuse_attr(info->extack, attr,
				    "one entry at a time, or all of them by pad-set");
		return ERR_PTR(-EINVAL);
	}
	return read_entry(info->attrs[BTNS_A_PAD_ENTRY], info->extack);
}

static void read_generation(struct genl_info *info,
			    struct btns_pad_change_opts *opts)
{
	const struct nlattr *attr = info->attrs[BTNS_A_PAD_GENERATION];

	opts->has_generation = attr;
	if (attr)
		opts->generation = nla_get_u32(attr);
}

/* ---- commands ---- */

typedef int (*change_fn)(struct btns_net *bn, struct btns_pad_item *item,
			 const struct btns_pad_change_opts *opts,
			 struct netlink_ext_ack *extack);

/* What became of an entry. */
struct outcome {
	u32 index;
	u32 generation;
};

/* Owns @item. */
static int change_one(struct btns_net *bn, change_fn change,
		      struct btns_pad_item *item,
		      const struct btns_pad_change_opts *opts,
		      struct outcome *outcome, struct netlink_ext_ack *extack)
{
	int err;

	mutex_lock(&bn->cfg);
	err = change(bn, item, opts, extack);
	if (!err) {
		outcome->index = item->entry.index;
		outcome->generation = item->generation;
	}
	mutex_unlock(&bn->cfg);
	if (err)
		btns_pad_item_free(item);
	return err;
}

static int put_outcome(struct sk_buff *skb, const struct outcome *outcome)
{
	if (nla_put_u32(skb, BTNS_A_PAD_INDEX, outcome->index) ||
	    nla_put_u32(skb, BTNS_A_PAD_GENERATION, outcome->generation))
		return -EMSGSIZE;
	return 0;
}

static int one_doit(struct genl_info *info, u8 cmd, change_fn change)
{
	struct btns_net *bn = btns_net(genl_info_net(info));
	struct btns_pad_change_opts opts = {};
	struct btns_pad_item *item;
	struct outcome outcome;
	struct sk_buff *reply;
	void *hdr;
	int err;

	read_generation(info, &opts);
	reply = btns_nl_reply_new(info, cmd, &hdr);
	if (!reply)
		return -ENOMEM;

	item = read_one(info);
	err = IS_ERR(item) ? PTR_ERR(item) :
	      change_one(bn, change, item, &opts, &outcome, info->extack);
	if (!err)
		err = put_outcome(reply, &outcome);
	if (err) {
		nlmsg_free(reply);
		return err;
	}
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}

int btns_nl_pad_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return one_doit(info, BTNS_CMD_PAD_ADD, btns_pad_add);
}

int btns_nl_pad_change_doit(struct sk_buff *skb, struct genl_info *info)
{
	return one_doit(info, BTNS_CMD_PAD_CHANGE, btns_pad_change);
}

int btns_nl_pad_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct btns_nl_in in = { info->attrs, NULL, info->extack };
	struct btns_net *bn = btns_net(genl_info_net(info));
	struct btns_pad_change_opts opts = {};
	int err;

	err = btns_nl_need(&in, BTNS_A_PAD_INDEX,
			   "index is missing, name the entry");
	if (err)
		return err;
	read_generation(info, &opts);

	mutex_lock(&bn->cfg);
	err = btns_pad_delete(bn, nla_get_u32(info->attrs[BTNS_A_PAD_INDEX]),
			      &opts, info->extack);
	mutex_unlock(&bn->cfg);
	return err;
}

/* ---- all entries at once ---- */

/**
 * struct pad_batch - the entries of a message
 * @item: them
 * @attr: where each stands
 * @count: of both
 */
struct pad_batch {
	struct btns_pad_item **item;
	const struct nlattr **attr;
	u32 count;
};

static void batch_free(struct pad_batch *batch, bool and_items)
{
	u32 i;

	for (i = 0; and_items && i < batch->count; i++)
		btns_pad_item_free(batch->item[i]);
	kvfree(batch->item);
	kvfree(batch->attr);
}

static int batch_alloc(struct genl_info *info, struct pad_batch *batch)
{
	const struct nlattr *attr;
	u32 count = 0;
	int rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != BTNS_A_PAD_ENTRY)
			continue;
		if (++count > BTNS_PAD_ENTRIES_MAX) {
			btns_nl_refuse_attr(info->extack, attr,
					    "too many entries, give at most 16384");
			return -ERANGE;
		}
	}
	batch->item = kvmalloc_array(count + 1, sizeof(*batch->item),
				     GFP_KERNEL);
	batch->attr = kvmalloc_array(count + 1, sizeof(*batch->attr),
				     GFP_KERNEL);
	return batch->item && batch->attr ? 0 : -ENOMEM;
}

static int batch_read(struct genl_info *info, struct pad_batch *batch)
{
	const struct nlattr *attr;
	int rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		struct btns_pad_item *item;

		if (nla_type(attr) != BTNS_A_PAD_ENTRY)
			continue;
		item = read_entry(attr, info->extack);
		if (IS_ERR(item))
			return PTR_ERR(item);
		batch->item[batch->count] = item;
		batch->attr[batch->count++] = attr;
		cond_resched();
	}
	return 0;
}

static int batch_apply(struct genl_info *info, struct pad_batch *batch,
		       u32 *generation)
{
	struct btns_net *bn = btns_net(genl_info_net(info));
	const struct btns_pad_item *bad = NULL;
	struct btns_pad_change_opts opts = {};
	u32 i;
	int err;

	read_generation(info, &opts);
	mutex_lock(&bn->cfg);
	err = btns_pad_replace(bn, batch->item, batch->count, &opts, &bad,
			       info->extack);
	*generation = bn->pad.generation;
	mutex_unlock(&bn->cfg);

	for (i = 0; err && bad && i < batch->count; i++)
		if (batch->item[i] == bad)
			NL_SET_BAD_ATTR(info->extack, batch->attr[i]);
	return err;
}

int btns_nl_pad_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct pad_batch batch = {};
	struct sk_buff *reply;
	u32 generation;
	void *hdr;
	int err;

	reply = btns_nl_reply_new(info, BTNS_CMD_PAD_SET, &hdr);
	if (!reply)
		return -ENOMEM;

	err = batch_alloc(info, &batch);
	if (!err)
		err = batch_read(info, &batch);
	if (!err)
		err = batch_apply(info, &batch, &generation);
	batch_free(&batch, err);
	if (!err)
		err = nla_put_u32(reply, BTNS_A_PAD_GENERATION, generation);
	if (err) {
		nlmsg_free(reply);
		return err;
	}
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}

/* ---- showing ---- */

int btns_nl_pad_state_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct btns_net *bn = btns_net(genl_info_net(info));
	struct sk_buff *reply;
	void *hdr;
	int err;

	reply = btns_nl_reply_new(info, BTNS_CMD_PAD_STATE_GET, &hdr);
	if (!reply)
		return -ENOMEM;

	mutex_lock(&bn->cfg);
	err = nla_put_u32(reply, BTNS_A_PAD_GENERATION, bn->pad.generation) ||
	      nla_put_u32(reply, BTNS_A_PAD_COUNT, bn->pad.list.count);
	mutex_unlock(&bn->cfg);
	if (err) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}

static int put_addrs(struct sk_buff *skb, int type,
		     const struct btns_pad_addrs *addrs)
{
	int err = btns_nl_put_addr_list(skb, type, AF_INET, addrs->v4,
					addrs->v4_count);

	return err ? err : btns_nl_put_addr_list(skb, type, AF_INET6,
						 addrs->v6, addrs->v6_count);
}

static int put_hashes(struct sk_buff *skb, int type,
		      const struct btns_pad_hashes *hashes)
{
	u32 i;

	for (i = 0; i < hashes->count; i++)
		if (nla_put(skb, type, BTNS_KEY_HASH_LEN, hashes->hash[i]))
			return -EMSGSIZE;
	return 0;
}

static int put_lists(struct sk_buff *skb, const struct btns_pad_entry *entry)
{
	if (put_addrs(skb, BTNS_A_PAD_ENTRY_CHILD, &entry->child) ||
	    put_addrs(skb, BTNS_A_PAD_ENTRY_CLAIM, &entry->claim) ||
	    put_addrs(skb, BTNS_A_PAD_ENTRY_IKE_ADDR, &entry->ike_addr) ||
	    put_hashes(skb, BTNS_A_PAD_ENTRY_KEY_HASH, &entry->keys) ||
	    put_hashes(skb, BTNS_A_PAD_ENTRY_TRUST_ANCHOR, &entry->anchors))
		return -EMSGSIZE;
	return 0;
}

static int put_id(struct sk_buff *skb, const struct btns_ident *id)
{
	return id->type == BTNS_IDENT_ANY ? 0 :
					    btns_nl_put_id(skb, &pad_id, id);
}

static int put_optional(struct sk_buff *skb, int type, u32 value)
{
	return value ? nla_put_u32(skb, type, value) : 0;
}

/* Whole seconds, at least one as long as the entry is there. */
static u32 seconds_left(const struct btns_pad_item *item)
{
	u64 now = ktime_get_boottime_seconds();

	if (!item->expires)
		return 0;
	return item->expires > now ? item->expires - now : 1;
}

static int put_numbers(struct sk_buff *skb, const struct btns_pad_item *item)
{
	const struct btns_pad_entry *entry = &item->entry;
	u32 flags = entry->flags & (BTNS_PAD_REVOKED | BTNS_PAD_DISABLED |
				    BTNS_PAD_PINNED);

	if (nla_put_u32(skb, BTNS_A_PAD_ENTRY_INDEX, entry->index) ||
	    nla_put_u32(skb, BTNS_A_PAD_ENTRY_PRIORITY, entry->priority) ||
	    nla_put_u32(skb, BTNS_A_PAD_ENTRY_CLASS, entry->rank) ||
	    nla_put_u32(skb, BTNS_A_PAD_ENTRY_GENERATION, item->generation) ||
	    nla_put_u32(skb, BTNS_A_PAD_ENTRY_SPD_SEARCH,
			entry->flags & BTNS_PAD_BY_ID ? BTNS_SPD_SEARCH_ID :
							BTNS_SPD_SEARCH_ADDR))
		return -EMSGSIZE;
	if (put_optional(skb, BTNS_A_PAD_ENTRY_AUTH_METHODS, entry->methods) ||
	    put_optional(skb, BTNS_A_PAD_ENTRY_FLAGS, flags) ||
	    put_optional(skb, BTNS_A_PAD_ENTRY_MAX_SAS, entry->max_sas) ||
	    put_optional(skb, BTNS_A_PAD_ENTRY_EXPIRES, seconds_left(item)))
		return -EMSGSIZE;
	if ((entry->flags & BTNS_PAD_CERTID) &&
	    nla_put_flag(skb, BTNS_A_PAD_ENTRY_CERTID_MATCH))
		return -EMSGSIZE;
	return *item->label ? nla_put_string(skb, BTNS_A_PAD_ENTRY_LABEL,
					     item->label) : 0;
}

static int put_item(struct sk_buff *skb, const struct btns_pad_item *item)
{
	struct nlattr *nest = nla_nest_start(skb, BTNS_A_PAD_ENTRY);

	if (!nest || put_numbers(skb, item) || put_id(skb, &item->entry.id) ||
	    put_lists(skb, &item->entry))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int dump_item(struct sk_buff *skb, struct netlink_callback *cb,
		     const struct btns_pad_item *item, u32 generation)
{
	void *hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				cb->nlh->nlmsg_seq, &btns_nl_family,
				NLM_F_MULTI, BTNS_CMD_PAD_GET);

	if (!hdr)
		return -EMSGSIZE;
	if (put_item(skb, item) ||
	    nla_put_u32(skb, BTNS_A_PAD_GENERATION, generation)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	nl_dump_check_consistent(cb, nlmsg_hdr(skb));
	genlmsg_end(skb, hdr);
	return 0;
}

int btns_nl_pad_get_start(struct netlink_callback *cb)
{
	cb->min_dump_alloc = BTNS_NL_DUMP_MIN;
	return 0;
}

/* As policy-get: cb->seq says when this is not the list of the call before. */
int btns_nl_pad_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct btns_net *bn = btns_net(sock_net(cb->skb->sk));
	const struct btns_pad_list *list = &bn->pad.list;
	u32 at = cb->args[0];

	mutex_lock(&bn->cfg);
	cb->seq = bn->pad.generation ?: U32_MAX;
	while (at < list->count &&
	       !dump_item(skb, cb, btns_pad_item_of(list->entry[at]),
			  bn->pad.generation))
		at++;
	mutex_unlock(&bn->cfg);

	cb->args[0] = at;
	return skb->len;
}
