/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Outbound SAs by what they carry: of many to one peer the right one is found as
 * fast as the only one, RFC 4301 4.4.2.
 *
 * Writers are serialised by bn->cfg and may sleep; lookups run beside them under
 * RCU.  A lookup beside an insertion or a removal sees the SA or does not.
 */
#ifndef BTNS_SA_INDEX_H
#define BTNS_SA_INDEX_H

#include <linux/list.h>
#include <linux/workqueue.h>

#include "classifier.h"

struct btns_sa;

/**
 * struct btns_sa_entry - an SA's place
 * @all: in the table's list; bn->cfg
 * @sa: whose it is
 * @place: where the SA keeps a pointer to this
 * @scope: what the caller tells SAs apart by, besides their selectors
 * @rcu: frees it
 * @rule: in the table
 */
struct btns_sa_entry {
	struct list_head all;
	struct btns_sa *sa;
	struct btns_sa_entry **place;
	u32 scope;
	struct rcu_head rcu;
	struct btns_rule rule;
};

/**
 * struct btns_sa_table - all places
 * @classifier: finds them
 * @all: lists them; bn->cfg
 * @free: frees the table
 */
struct btns_sa_table {
	struct btns_classifier classifier;
	struct list_head all;
	struct rcu_work free;
};

/**
 * struct btns_sa_index - the table in use
 * @table: RCU; replaced by a larger one when it is full
 * @wq: where tables that were replaced are freed
 * @serial: how many SAs there were; bn->cfg
 */
struct btns_sa_index {
	struct btns_sa_table __rcu *table;
	struct workqueue_struct *wq;
	u64 serial;
};

/* process context: 0 or -ENOMEM; @wq outlives the index by an rcu_barrier() */
int btns_sa_index_init(struct btns_sa_index *index,
		       struct workqueue_struct *wq);

/* process context: it is empty, and nobody looks any more */
void btns_sa_index_destroy(struct btns_sa_index *index);

/**
 * btns_sa_index_add() - have an SA found
 * @index: the index
 * @place: where the SA keeps its place; set, and set anew when the table grows
 * @sa: the SA
 * @sel: what it carries
 * @scope: as a lookup will say it
 * @grade: SAs of a lower one are found first; of equal ones the newest
 *
 * Context: process, bn->cfg held; sleeps.
 * Return: 0; -ENOMEM; -ERANGE when selectors begin in too many ways.  After an
 * error it is not found.
 */
int btns_sa_index_add(struct btns_sa_index *index,
		      struct btns_sa_entry **place, struct btns_sa *sa,
		      const struct btns_selector *sel, u32 scope, u8 grade);

/* process context, bn->cfg held: have it found no more; sets @place to NULL */
void btns_sa_index_remove(struct btns_sa_index *index,
			  struct btns_sa_entry **place);

/**
 * btns_sa_index_lookup() - the best SA that carries a packet
 * @index: the index
 * @scope: as it was for btns_sa_index_add()
 * @flow: the packet
 * @fits: has the last word on an SA; may meet others of the same scope
 * @what: for @fits
 *
 * Context: any, rcu_read_lock held.
 * Return: the SA or NULL.
 */
struct btns_sa *
btns_sa_index_lookup(const struct btns_sa_index *index, u32 scope,
		     const struct btns_flow *flow,
		     bool (*fits)(const struct btns_sa *sa, const void *what),
		     const void *what);

#endif
