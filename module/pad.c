// SPDX-License-Identifier: GPL-2.0-only
#include "pad.h"

#include "event.h"
#include "net.h"
#include "retire.h"

#include <linux/mm.h>
#include <linux/netlink.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/timekeeping.h>

/* core/ cannot see the specification's numbers; here they meet. */
static_assert(BTNS_PAD_AUTH == (int)BTNS_PAD_CLASS_AUTH);
static_assert(BTNS_PAD_NULL_ANY == (int)BTNS_PAD_CLASS_NULL_ANY);
static_assert(BTNS_PAD_BTNS_KEY == (int)BTNS_PAD_CLASS_BTNS_KEY);
static_assert(BTNS_PAD_BTNS_ANY == (int)BTNS_PAD_CLASS_BTNS_ANY);
static_assert(BTNS_PAD_REVOKED == (int)BTNS_PAD_FLAG_REVOKED);
static_assert(BTNS_PAD_DISABLED == (int)BTNS_PAD_FLAG_DISABLED);
static_assert(BTNS_PAD_PINNED == (int)BTNS_PAD_FLAG_PINNED);
static_assert(BTNS_KEY_HASH_OCTETS == BTNS_KEY_HASH_LEN);
static_assert(BTNS_IDENT_LEN_MAX == BTNS_ID_VALUE_MAX);

/* Longer than this the clock is not waited for at once, in seconds. */
#define EXPIRY_WAIT_MAX 3600

/* ---- entries ---- */

struct btns_pad_item *btns_pad_item_alloc(size_t size,
					  struct btns_selector_room *room)
{
	struct btns_pad_item *item;

	item = kvzalloc(sizeof(*item) + size, GFP_KERNEL_ACCOUNT);
	if (item) {
		room->at = (u8 *)(item + 1);
		room->end = room->at + size;
	}
	return item;
}

void btns_pad_item_free(struct btns_pad_item *item)
{
	kvfree(item);
}

static struct btns_pad_item *item_at(const struct btns_pad_list *list, u32 i)
{
	return (struct btns_pad_item *)btns_pad_item_of(list->entry[i]);
}

/* ---- lists of them ---- */

typedef const struct btns_pad_entry *entry_ref;

static int alloc_list(struct btns_pad_list *list, u32 count)
{
	list->entry = kvmalloc_array(count + 1, sizeof(*list->entry),
				     GFP_KERNEL_ACCOUNT);
	list->count = count;
	return list->entry ? 0 : -ENOMEM;
}

static u32 highest_index(const struct btns_pad_list *list)
{
	u32 highest = 0, i;

	for (i = 0; i < list->count; i++)
		highest = max(highest, list->entry[i]->index);
	return highest;
}

static int refuse_clash(enum btns_pad_clash clash,
			struct netlink_ext_ack *extack)
{
	switch (clash) {
	case BTNS_PAD_NO_CLASH:
		return 0;
	case BTNS_PAD_TWO_WILDCARDS:
		NL_SET_ERR_MSG(extack,
			       "there is an entry for anybody of this class, change that one");
		return -EEXIST;
	case BTNS_PAD_CLAIMS_ALL:
	default:
		NL_SET_ERR_MSG(extack,
			       "beside a wildcard an entry of class auth for any address, or by id, has to claim what is its own");
		return -ENOTUNIQ;
	}
}

/* Can this entry be beside all others of a list? */
static int check_beside(const struct btns_pad_list *list, entry_ref entry,
			struct netlink_ext_ack *extack)
{
	enum btns_pad_clash clash;
	u32 i;

	for (i = 0; i < list->count; i++) {
		if (list->entry[i] == entry)
			continue;
		clash = btns_pad_clashes(list->entry[i], entry);
		if (clash)
			return refuse_clash(clash, extack);
	}
	return 0;
}

/* ---- what is in force ---- */

static int check_generation(const struct btns_net *bn,
			    const struct btns_pad_change_opts *opts,
			    struct netlink_ext_ack *extack)
{
	if (!opts->has_generation || opts->generation == bn->pad.generation)
		return 0;
	NL_SET_ERR_MSG(extack,
		       "the PAD changed meanwhile, read it again and repeat");
	return -EBUSY;
}

/* Look again when the first entry expires. */
static void plan_expiry(struct btns_net *bn)
{
	const struct btns_pad_list *list = &bn->pad.list;
	u64 first = 0, now = ktime_get_boottime_seconds(), wait;
	u32 i;

	for (i = 0; i < list->count; i++) {
		u64 expires = item_at(list, i)->expires;

		if (expires && (!first || expires < first))
			first = expires;
	}
	if (!first) {
		cancel_delayed_work(&bn->pad.expiry);
		return;
	}
	/* the clock of timers stops in suspend, this one does not */
	wait = first > now ? min_t(u64, first - now, EXPIRY_WAIT_MAX) : 0;
	mod_delayed_work(system_wq, &bn->pad.expiry, wait * HZ);
}

/* Numbers start at 1: 0 says in netlink that there was never an entry. */
static u32 next_generation(struct btns_net *bn)
{
	if (!++bn->pad.generation)
		++bn->pad.generation;
	return bn->pad.generation;
}

/* @list is in force; @index is of the entry that the change is about, or 0. */
static void publish(struct btns_net *bn, const struct btns_pad_list *list,
		    u32 change, u32 index)
{
	kvfree(bn->pad.list.entry);
	bn->pad.list = *list;
	btns_opp_pad(bn);
	plan_expiry(bn);
	btns_retire_pad(bn);
	btns_event_pad(bn, change, index);
}

const struct btns_pad_item *btns_pad_find(const struct btns_net *bn, u32 index)
{
	const struct btns_pad_list *list = &bn->pad.list;
	u32 place;

	lockdep_assert_held(&bn->cfg);

	place = btns_pad_place(list, index);
	return place < list->count ? item_at(list, place) : NULL;
}

/* ---- changes ---- */

/*
 * A list as the one in force without the entry at @without, if it is there, and
 * with @entry in its place in the order.
 */
static int list_with(const struct btns_pad_list *old, u32 without,
		     entry_ref entry, struct btns_pad_list *list)
{
	entry_ref *to;
	u32 i;

	if (alloc_list(list, old->count + 1))
		return -ENOMEM;
	to = (entry_ref *)list->entry;
	for (i = 0; i < old->count; i++) {
		if (i == without)
			continue;
		if (entry && btns_pad_compare(entry, old->entry[i]) < 0) {
			*to++ = entry;
			entry = NULL;
		}
		*to++ = old->entry[i];
	}
	if (entry)
		*to++ = entry;
	list->count = to - list->entry;
	return 0;
}

static int check_new_index(const struct btns_net *bn,
			   struct btns_pad_item *item,
			   struct netlink_ext_ack *extack)
{
	const struct btns_pad_list *list = &bn->pad.list;

	if (item->entry.index) {
		if (btns_pad_place(list, item->entry.index) == list->count)
			return 0;
		NL_SET_ERR_MSG(extack, "an entry with this index exists");
		return -EEXIST;
	}
	item->entry.index = highest_index(list) + 1;
	if (item->entry.index)
		return 0;
	NL_SET_ERR_MSG(extack, "no index is higher than all others, give one");
	return -ERANGE;
}

int btns_pad_add(struct btns_net *bn, struct btns_pad_item *item,
		 const struct btns_pad_change_opts *opts,
		 struct netlink_ext_ack *extack)
{
	struct btns_pad_list list;
	int err;

	lockdep_assert_held(&bn->cfg);

	err = check_generation(bn, opts, extack);
	if (err)
		return err;
	if (bn->pad.list.count >= BTNS_PAD_ENTRIES_MAX) {
		NL_SET_ERR_MSG(extack, "too many entries, delete some first");
		return -ERANGE;
	}
	err = check_new_index(bn, item, extack);
	if (!err)
		err = check_beside(&bn->pad.list, &item->entry, extack);
	if (!err)
		err = list_with(&bn->pad.list, U32_MAX, &item->entry, &list);
	if (err)
		return err;

	item->generation = next_generation(bn);
	publish(bn, &list, BTNS_PAD_CHANGE_ADD, item->entry.index);
	return 0;
}

static int find_place(const struct btns_net *bn, u32 index, u32 *place,
		      struct netlink_ext_ack *extack)
{
	*place = btns_pad_place(&bn->pad.list, index);
	if (*place < bn->pad.list.count)
		return 0;
	NL_SET_ERR_MSG(extack, "no entry with this index");
	return -ENOENT;
}

int btns_pad_change(struct btns_net *bn, struct btns_pad_item *item,
		    const struct btns_pad_change_opts *opts,
		    struct netlink_ext_ack *extack)
{
	struct btns_pad_item *old;
	struct btns_pad_list list;
	u32 place;
	int err;

	lockdep_assert_held(&bn->cfg);

	err = check_generation(bn, opts, extack);
	if (!err)
		err = find_place(bn, item->entry.index, &place, extack);
	if (!err)
		err = list_with(&bn->pad.list, place, &item->entry, &list);
	if (err)
		return err;
	err = check_beside(&list, &item->entry, extack);
	if (err) {
		kvfree(list.entry);
		return err;
	}

	old = item_at(&bn->pad.list, place);
	item->generation = next_generation(bn);
	publish(bn, &list, BTNS_PAD_CHANGE_CHANGE, item->entry.index);
	btns_pad_item_free(old);
	return 0;
}

/* In place: what takes authority away must not want memory. */
static void take_out(struct btns_net *bn, u32 place, u32 change)
{
	struct btns_pad_item *old = item_at(&bn->pad.list, place);
	entry_ref *at = (entry_ref *)bn->pad.list.entry + place;

	memmove(at, at + 1, (--bn->pad.list.count - place) * sizeof(*at));
	next_generation(bn);
	btns_opp_pad(bn);
	btns_event_pad(bn, change, old->entry.index);
	btns_pad_item_free(old);
}

int btns_pad_delete(struct btns_net *bn, u32 index,
		    const struct btns_pad_change_opts *opts,
		    struct netlink_ext_ack *extack)
{
	u32 place;
	int err;

	lockdep_assert_held(&bn->cfg);

	err = check_generation(bn, opts, extack);
	if (!err)
		err = find_place(bn, index, &place, extack);
	if (err)
		return err;
	take_out(bn, place, BTNS_PAD_CHANGE_DEL);
	btns_retire_pad(bn);
	plan_expiry(bn);
	return 0;
}

/* ---- all entries at once ---- */

static int by_index(const void *a, const void *b)
{
	u32 x = (*(const entry_ref *)a)->index;
	u32 y = (*(const entry_ref *)b)->index;

	return x < y ? -1 : x > y;
}

static int in_order(const void *a, const void *b)
{
	return btns_pad_compare(*(const entry_ref *)a, *(const entry_ref *)b);
}

/* Those without an index get one, as they stand behind each other. */
static int number_items(struct btns_pad_item **items, u32 count,
			const struct btns_pad_item **bad)
{
	u32 highest = 0, i;

	for (i = 0; i < count; i++)
		highest = max(highest, items[i]->entry.index);
	for (i = 0; i < count; i++) {
		if (items[i]->entry.index)
			continue;
		*bad = items[i];
		items[i]->entry.index = ++highest;
		if (!highest)
			return -ERANGE;
	}
	return 0;
}

/* The second one of those with an index that occurs twice. */
static const struct btns_pad_item *second_of(struct btns_pad_item **items,
					     u32 index)
{
	u32 i, seen = 0;

	for (i = 0; items[i]->entry.index != index || !seen++; i++)
		;
	return items[i];
}

/* @list holds @items in any order. */
static int check_set(struct btns_pad_list *list, struct btns_pad_item **items,
		     const struct btns_pad_item **bad,
		     struct netlink_ext_ack *extack)
{
	entry_ref *entry = (entry_ref *)list->entry;
	int err;
	u32 i;

	sort(entry, list->count, sizeof(*entry), by_index, NULL);
	for (i = 1; i < list->count; i++) {
		if (entry[i]->index != entry[i - 1]->index)
			continue;
		*bad = second_of(items, entry[i]->index);
		NL_SET_ERR_MSG(extack,
			       "index occurs twice, give each entry its own");
		return -EINVAL;
	}

	/* only those of anybody clash, and each with all others */
	sort(entry, list->count, sizeof(*entry), in_order, NULL);
	for (i = 0; i < list->count; i++) {
		if (entry[i]->rank != BTNS_PAD_BTNS_ANY &&
		    entry[i]->rank != BTNS_PAD_NULL_ANY)
			continue;
		*bad = btns_pad_item_of(entry[i]);
		err = check_beside(list, entry[i], extack);
		if (err)
			return err;
	}
	*bad = NULL;
	return 0;
}

static void free_list(struct btns_pad_list *list)
{
	u32 i;

	for (i = 0; i < list->count; i++)
		btns_pad_item_free(item_at(list, i));
	kvfree(list->entry);
	list->entry = NULL;
	list->count = 0;
}

int btns_pad_replace(struct btns_net *bn, struct btns_pad_item **items,
		     u32 count, const struct btns_pad_change_opts *opts,
		     const struct btns_pad_item **bad,
		     struct netlink_ext_ack *extack)
{
	struct btns_pad_list list, old;
	u32 i, generation;
	int err;

	lockdep_assert_held(&bn->cfg);

	*bad = NULL;
	err = check_generation(bn, opts, extack);
	if (err)
		return err;
	err = number_items(items, count, bad);
	if (err) {
		NL_SET_ERR_MSG(extack,
			       "no index is higher than all others, give one");
		return err;
	}
	if (alloc_list(&list, count))
		return -ENOMEM;
	for (i = 0; i < count; i++)
		((entry_ref *)list.entry)[i] = &items[i]->entry;
	err = check_set(&list, items, bad, extack);
	if (err) {
		kvfree(list.entry);
		return err;
	}

	generation = next_generation(bn);
	for (i = 0; i < count; i++)
		items[i]->generation = generation;
	old = bn->pad.list;
	bn->pad.list.entry = NULL;
	publish(bn, &list, BTNS_PAD_CHANGE_SET, 0);
	free_list(&old);
	return 0;
}

/* ---- time ---- */

static bool has_expired(const struct btns_pad_item *item, u64 now)
{
	return item->expires && item->expires <= now;
}

/* One after the other: each is news. */
static void expire(struct work_struct *work)
{
	struct btns_pad *pad = container_of(to_delayed_work(work),
					    struct btns_pad, expiry);
	struct btns_net *bn = container_of(pad, struct btns_net, pad);
	u64 now = ktime_get_boottime_seconds();
	u32 i;

	mutex_lock(&bn->cfg);
	i = pad->list.count;
	while (i--)
		if (has_expired(item_at(&pad->list, i), now))
			take_out(bn, i, BTNS_PAD_CHANGE_EXPIRED);
	btns_retire_pad(bn);
	plan_expiry(bn);
	mutex_unlock(&bn->cfg);
}

/* ---- namespace ---- */

void btns_pad_init(struct btns_net *bn)
{
	INIT_DELAYED_WORK(&bn->pad.expiry, expire);
}

void btns_pad_exit(struct btns_net *bn)
{
	mutex_lock(&bn->cfg);
	free_list(&bn->pad.list);
	mutex_unlock(&bn->cfg);
	/* finds nothing that could expire, and so plans nothing */
	cancel_delayed_work_sync(&bn->pad.expiry);
}
