/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Peer authorization database, RFC 4301 4.4.3: who may be a peer.
 *
 * What the entries mean is in core/pad; this keeps them, in the order in which
 * they are searched.  No packet looks at them: they decide when SAs are made.
 */
#ifndef BTNS_PAD_H
#define BTNS_PAD_H

#include <linux/workqueue.h>
#include <uapi/linux/btns.h>

#include "core/pad.h"

struct btns_net;
struct netlink_ext_ack;

/**
 * struct btns_pad_item - an entry as it is kept
 * @entry: what it says; its lists are behind this struct
 * @generation: of the PAD when it came; immutable once it is in there
 * @expires: second of the boot clock in which it goes; 0: never
 * @label: for people
 *
 * Nothing of it changes while it is in the PAD, but @entry.index as long as it
 * is not there.
 */
struct btns_pad_item {
	struct btns_pad_entry entry;
	u32 generation;
	u64 expires;
	char label[BTNS_LABEL_MAX + 1];
};

/**
 * struct btns_pad - the database of one namespace
 * @list: the entries in order, each that of a struct btns_pad_item
 * @generation: grows with every change
 * @expiry: takes out what has expired
 *
 * bn->cfg protects all of it.
 */
struct btns_pad {
	struct btns_pad_list list;
	u32 generation;
	struct delayed_work expiry;
};

/* What a change of the PAD may insist on. */
struct btns_pad_change_opts {
	bool has_generation;	/* refuse unless @generation is in force */
	u32 generation;
};

static inline const struct btns_pad_item *
btns_pad_item_of(const struct btns_pad_entry *entry)
{
	return container_of(entry, struct btns_pad_item, entry);
}

/**
 * btns_pad_item_alloc() - memory for an entry
 * @size: octets of its lists
 * @room: where these may be
 *
 * Context: process.
 * Return: a zeroed item, to be filled in and given to btns_pad_add(),
 * btns_pad_change(), btns_pad_replace() or btns_pad_item_free(); NULL when out
 * of memory.
 */
struct btns_pad_item *btns_pad_item_alloc(size_t size,
					  struct btns_selector_room *room);
void btns_pad_item_free(struct btns_pad_item *item);

/*
 * Process context, bn->cfg held.  Each tells extack why it refuses; without a
 * refusal @item belongs to the PAD.  An index of 0 is replaced by one that is
 * higher than all others.
 */
int btns_pad_add(struct btns_net *bn, struct btns_pad_item *item,
		 const struct btns_pad_change_opts *opts,
		 struct netlink_ext_ack *extack);
int btns_pad_change(struct btns_net *bn, struct btns_pad_item *item,
		    const struct btns_pad_change_opts *opts,
		    struct netlink_ext_ack *extack);
int btns_pad_delete(struct btns_net *bn, u32 index,
		    const struct btns_pad_change_opts *opts,
		    struct netlink_ext_ack *extack);

/**
 * btns_pad_replace() - other entries in the place of all
 * @bn: namespace
 * @items: the entries in any order
 * @count: of them, at most BTNS_PAD_ENTRIES_MAX
 * @opts: what the caller insists on
 * @bad: the entry that is refused, or NULL
 * @extack: told why
 *
 * Context: process, bn->cfg held.
 * Return: 0, and the entries belong to the PAD; otherwise nothing changed and
 * they are the caller's.
 */
int btns_pad_replace(struct btns_net *bn, struct btns_pad_item **items,
		     u32 count, const struct btns_pad_change_opts *opts,
		     const struct btns_pad_item **bad,
		     struct netlink_ext_ack *extack);

/**
 * btns_pad_find() - the entry with an index
 * @bn: namespace
 * @index: its name
 *
 * Context: process, bn->cfg held.
 * Return: the entry, NULL if there is none.
 */
const struct btns_pad_item *btns_pad_find(const struct btns_net *bn, u32 index);

/* namespace lifetime */
void btns_pad_init(struct btns_net *bn);
void btns_pad_exit(struct btns_net *bn);

#endif
