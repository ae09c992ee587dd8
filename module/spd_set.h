/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A set of SPD entries in order, first match wins, and behind the last one a
 * nominal DISCARD.
 *
 * A set is built where nobody sees it and published whole (spd.h), and may then
 * be changed in place, an entry at a time: its memory and its boxes are ready
 * before it becomes live, so that this is one store.
 */
#ifndef BTNS_SPD_SET_H
#define BTNS_SPD_SET_H

#include <linux/list.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "classifier.h"
#include "policy.h"

/**
 * struct btns_spd_set - the entries
 * @exact: finds those that match; RCU
 * @coarse: those that protect or discard and ask for what a fragment may hide,
 *	under their addresses; RCU
 * @order: all of them
 * @by_index: likewise
 * @generation: grows with every change of the namespace's SPD
 * @count: entries
 * @newest: index of the one that was put in last, in place
 * @flags: that entries have, or had, or were to have
 * @free: frees it
 *
 * What is not read under RCU is protected by bn->cfg once the set is published.
 */
struct btns_spd_set {
	struct btns_classifier exact;
	struct btns_classifier coarse;
	struct list_head order;
	struct xarray by_index;
	u32 generation;
	u32 count;
	u32 newest;
	u32 flags;
	struct rcu_work free;
};

/* ---- building ---- */

/* process context: an empty set with room for @count entries, or NULL */
struct btns_spd_set *btns_spd_set_alloc(u32 count);

/* process context: nobody sees it */
void btns_spd_set_free(struct btns_spd_set *set);

/* process context: nobody will see it after a grace period */
void btns_spd_set_free_later(struct btns_spd_set *set);

/**
 * btns_spd_set_append() - one more entry of a set that is being built
 * @set: nobody sees it
 * @params: btns_policy_check() accepts them
 *
 * An index of 0 is left for btns_spd_set_number().
 *
 * Context: process; sleeps.
 * Return: 0; -EEXIST when the index is taken; -ERANGE when fields begin in too
 * many ways; -ENOMEM.
 */
int btns_spd_set_append(struct btns_spd_set *set,
			const struct btns_policy_params *params);

/**
 * btns_spd_set_number() - the lowest free indexes for entries without one
 * @set: nobody sees it
 *
 * Context: process; sleeps.
 * Return: 0 or -ENOMEM.
 */
int btns_spd_set_number(struct btns_spd_set *set);

/**
 * btns_spd_set_copy() - the same entries, numbered anew, in a larger set
 * @set: it does not change meanwhile
 *
 * Context: process; sleeps.
 * Return: a set that nobody sees, or NULL.
 */
struct btns_spd_set *btns_spd_set_copy(const struct btns_spd_set *set);

/* ---- changing in place; process context, bn->cfg held ---- */

/* would one more entry make searches slow? */
bool btns_spd_set_is_full(const struct btns_spd_set *set);

/* the entry of this name, or NULL */
struct btns_policy *btns_spd_set_find(struct btns_spd_set *set, u32 index);

/**
 * btns_spd_set_rank() - a place in the order
 * @set: the set
 * @before: the entry behind it; NULL: the place behind all
 *
 * Return: the rank of the place, 0 when there is none left in between.
 */
u64 btns_spd_set_rank(const struct btns_spd_set *set,
		      const struct btns_policy *before);

/**
 * btns_spd_set_prepare() - an entry that is ready to become live
 * @set: the set
 * @params: btns_policy_check() accepts them
 * @rank: its place
 *
 * Return: the entry, or what btns_spd_set_append() returns.
 */
struct btns_policy *
btns_spd_set_prepare(struct btns_spd_set *set,
		     const struct btns_policy_params *params, u64 rank);

/* the same with what an entry of the set says; NULL when out of memory */
struct btns_policy *btns_spd_set_prepare_copy(struct btns_spd_set *set,
					      const struct btns_policy *from,
					      u64 rank);

/* the opposite; nobody ever saw it live */
void btns_spd_set_abandon(struct btns_spd_set *set, struct btns_policy *policy);

/**
 * btns_spd_set_enter() - give a prepared entry its name and its place
 * @set: the set
 * @policy: from btns_spd_set_prepare(); its index may be 0
 * @before: as it was for btns_spd_set_rank()
 *
 * Return: 0; -EEXIST when the index is taken; -ENOMEM.
 */
int btns_spd_set_enter(struct btns_spd_set *set, struct btns_policy *policy,
		       struct btns_policy *before);

/*
 * a prepared entry takes the name of another and its place, or that of its rank;
 * @old is the caller's to free
 */
void btns_spd_set_exchange(struct btns_spd_set *set, struct btns_policy *old,
			   struct btns_policy *policy,
			   struct btns_policy *before);

/* it is not live any more, and the caller's to free */
void btns_spd_set_leave(struct btns_spd_set *set, struct btns_policy *policy);

/**
 * btns_spd_set_next() - go through the entries in order
 * @set: the set
 * @rank: of the last one, 0: from the first on
 * @index: of the last one; a hint that saves a walk
 *
 * Return: the next entry or NULL.
 */
struct btns_policy *btns_spd_set_next(struct btns_spd_set *set, u64 rank,
				      u32 index);

/* ---- asking ---- */

/**
 * typedef btns_spd_has_named - is there an SA with a peer that an entry names?
 * @policy: the entry; its selectors speak of the packet, or might
 * @flow: the packet
 * @dir: which way it crosses
 * @is_sure: the SA carries it; otherwise it might, if all of it were here
 * @arg: as it was for btns_spd_set_lookup()
 */
typedef bool (*btns_spd_has_named)(const struct btns_policy *policy,
				   const struct btns_flow *flow,
				   enum btns_dir dir, bool is_sure, void *arg);

/**
 * btns_spd_set_lookup() - the first entry that speaks of a packet
 * @set: the set
 * @flow: the packet
 * @dir: which way it crosses
 * @has_named: asked about entries with names
 * @arg: for @has_named
 *
 * RFC 4301 4.4.1.1: the address of a peer that an entry names takes the place of
 * the entry's remote addresses once there are SAs with it.  So an entry with
 * names speaks of what such SAs carry, and of nothing as long as there is none.
 *
 * RFC 4301 7.4: a fragment that does not show what an entry asks for must not
 * slip past it to a weaker one, so an entry that protects or discards and might
 * speak of it ends the search.
 *
 * Context: any, rcu_read_lock held.
 * Return: the entry, &btns_policy_undecided, or NULL: the nominal last DISCARD.
 */
const struct btns_policy *btns_spd_set_lookup(const struct btns_spd_set *set,
					      const struct btns_flow *flow,
					      enum btns_dir dir,
					      btns_spd_has_named has_named,
					      void *arg);

/* ---- module ---- */

int btns_spd_set_module_init(void);
void btns_spd_set_module_exit(void);	/* waits for sets to be freed */

#endif
