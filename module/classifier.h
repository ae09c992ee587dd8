/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which rule speaks of a packet first?  Tuple-space search: rules stand in a
 * hash table under what their boxes (core/cover.h) leave of a packet's fields,
 * and a lookup asks once for each mask there is, which are few.
 *
 *	tuples: the masks    buckets                    rules of equal hash,
 *	                                                by rank
 *	local/24 remote/32   [0] -> node ------------>  node -> node
 *	remote/24 proto      [1]      | next hash
 *	...                  [2]      v
 *	                            node
 *
 * Writers are serialised by their caller and may sleep where that is said;
 * lookups run under RCU beside them.  A rule is seen once its owner sets
 * is_live, and until he clears it; he is to see to it that a lookup during which
 * that happened is repeated, and to free a rule a grace period after it left.
 */
#ifndef BTNS_CLASSIFIER_H
#define BTNS_CLASSIFIER_H

#include <linux/rcupdate.h>
#include <linux/types.h>

#include "core/cover.h"

/**
 * struct btns_rule_node - one of a rule's boxes in the table
 * @next_equal: NULL or the next one of equal hash, of no lower rank; RCU
 * @prev_equal: the one before; of the first one, the last
 * @next: of the first of equal hash: the first one of another hash; RCU
 * @hash: of mask and masked key
 * @tuple: the mask's place
 * @place: its own within the rule
 * @user: for the owner
 */
struct btns_rule_node {
	struct btns_rule_node __rcu *next_equal;
	struct btns_rule_node *prev_equal;
	struct btns_rule_node __rcu *next;
	u32 hash;
	u16 tuple;
	u8 place;
	u8 user;
};

/**
 * struct btns_rule - what the owner's object ends with
 * @rank: of two rules that match, the lower one is found; not 0
 * @is_live: lookups see it; smp_store_release()
 * @n_nodes: of @node
 * @node: one for a box
 */
struct btns_rule {
	u64 rank;
	bool is_live;
	u8 n_nodes;
	struct btns_rule_node node[];
};

/**
 * struct btns_tuple - the boxes with one mask
 * @mask: their mask
 * @lowest: no rule among them has a rank whose upper half is lower; U32_MAX when
 *	there is none
 * @count: of boxes; for writers
 * @sum: where their hashes begin
 * @n_words: of @words
 * @words: those of the key of which @mask leaves something
 */
struct btns_tuple {
	struct btns_key mask;
	u32 lowest;
	u32 count;
	u64 sum;
	u8 n_words;
	u8 words[BTNS_KEY_WORDS];
};

/* Immutable but for @lowest and @count: a new mask makes a new one. */
struct btns_tuples {
	struct rcu_head rcu;
	u16 count;
	struct btns_tuple tuple[];
};

/**
 * struct btns_classifier - the table
 * @tuples: the masks
 * @buckets: heads of chains
 * @bucket_mask: number of buckets less one
 * @count: boxes in it
 */
struct btns_classifier {
	struct btns_tuples __rcu *tuples;
	struct btns_rule_node __rcu **buckets;
	u32 bucket_mask;
	u32 count;
};

/**
 * btns_classifier_init() - make an empty table
 * @classifier: it
 * @room: boxes for which it should be large enough
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int btns_classifier_init(struct btns_classifier *classifier, u32 room);

/**
 * btns_classifier_destroy() - free the table
 * @classifier: initialised, or zeroed; no lookup is under way; the rules in it,
 *	if any, are their owner's
 *
 * Context: process.
 */
void btns_classifier_destroy(struct btns_classifier *classifier);

/**
 * btns_classifier_is_full() - would more boxes make chains long?
 * @classifier: the table
 *
 * A full one goes on to work, slower; its owner may make a larger one.
 *
 * Context: of a writer.
 * Return: true if so.
 */
bool btns_classifier_is_full(const struct btns_classifier *classifier);

/**
 * btns_classifier_insert() - put one of a rule's boxes into the table
 * @classifier: the table
 * @rule: it is not live, its rank is set
 * @place: of the node, which is filled in but for @user
 * @box: the box
 *
 * Context: process; sleeps.
 * Return: 0; -ENOMEM; -ERANGE when there are too many masks.
 */
int btns_classifier_insert(struct btns_classifier *classifier,
			   struct btns_rule *rule, u8 place,
			   const struct btns_box *box);

/**
 * btns_classifier_grow() - have more buckets
 * @classifier: a table in which nobody looks, but for its writer
 *
 * Context: process; sleeps.
 * Return: 0 or -ENOMEM, then it is as it was.
 */
int btns_classifier_grow(struct btns_classifier *classifier);

/**
 * btns_classifier_copy() - make a larger table for copies of all rules
 * @to: to be initialised; its masks are those of @from, without boxes
 * @from: the table
 * @room: boxes for which it should be large enough
 *
 * Context: process; sleeps.
 * Return: 0 or -ENOMEM.
 */
int btns_classifier_copy(struct btns_classifier *to,
			 const struct btns_classifier *from, u32 room);

/**
 * btns_classifier_insert_copy() - put in a box that was in a table before
 * @classifier: that table, or one that btns_classifier_copy() made of it
 * @rule: not live
 * @place: of the node, of which hash, tuple and place are known
 *
 * Context: process; does not fail.
 */
void btns_classifier_insert_copy(struct btns_classifier *classifier,
				 struct btns_rule *rule, u8 place);

/**
 * btns_classifier_remove() - take a box out
 * @classifier: the table
 * @rule: not live any more
 * @place: of the node
 *
 * Context: of a writer.
 */
void btns_classifier_remove(struct btns_classifier *classifier,
			    struct btns_rule *rule, u8 place);

/* Is it this rule?  A rule may be asked about more than once. */
typedef bool (*btns_rule_match)(const struct btns_rule *rule, const void *what);

/**
 * btns_classifier_lookup() - the rule of lowest rank that matches
 * @classifier: the table
 * @key: of the packet
 * @below: only rules of a rank lower than this
 * @match: the exact judgement
 * @what: for @match
 *
 * Context: any, rcu_read_lock held.
 * Return: the rule, or NULL.
 */
const struct btns_rule *
btns_classifier_lookup(const struct btns_classifier *classifier,
		       const struct btns_key *key, u64 below,
		       btns_rule_match match, const void *what);

#endif
