// SPDX-License-Identifier: GPL-2.0-only
#include "classifier.h"

#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>

#define BUCKETS_MIN 16
#define BUCKETS_MAX (1 << 22)
#define CHAIN_MAX 2	/* boxes a bucket, on average, before a table is full */
#define TUPLES_MAX 4096

/* One for each word of a key, and one for its tuple. */
static u64 multiplier[BTNS_KEY_WORDS + 1] __read_mostly;

/*
 * The upper half of a sum of products with random factors: two keys meet with a
 * chance of 2^-32, whoever chose them.  (Carter and Wegman's multilinear hashing.)
 */
static u32 hash_key(const struct btns_tuple *tuple, const struct btns_key *key)
{
	const u32 *mask = (const u32 *)&tuple->mask;
	const u32 *word = (const u32 *)key;
	u64 sum = tuple->sum;
	u8 i, at;

	for (i = 0; i < tuple->n_words; i++) {
		at = tuple->words[i];
		sum += (u64)(word[at] & mask[at]) * multiplier[at];
	}
	return upper_32_bits(sum);
}

static struct btns_rule *node_rule(const struct btns_rule_node *node)
{
	return container_of(node - node->place, struct btns_rule, node[0]);
}

static u64 node_rank(const struct btns_rule_node *node)
{
	return node_rule(node)->rank;
}

/* Writers see no other writer. */
#define writers_deref(p) rcu_dereference_protected(p, true)

/* ---- masks ---- */

static struct btns_tuples *tuples_alloc(u16 count)
{
	struct btns_tuples *tuples;

	tuples = kvzalloc(struct_size(tuples, tuple, count),
			  GFP_KERNEL_ACCOUNT);
	if (tuples)
		tuples->count = count;
	return tuples;
}

/* The place of @mask, of one that nothing uses, or behind the last. */
static u16 find_tuple(const struct btns_tuples *tuples,
		      const struct btns_key *mask)
{
	u16 i, unused = tuples->count;

	for (i = 0; i < tuples->count; i++) {
		if (!memcmp(&tuples->tuple[i].mask, mask, sizeof(*mask)))
			return i;
		if (!tuples->tuple[i].count)
			unused = i;
	}
	return unused;
}

static void tuple_init(struct btns_tuple *tuple, u16 place,
		       const struct btns_key *mask)
{
	u8 i;

	tuple->mask = *mask;
	tuple->lowest = U32_MAX;
	tuple->sum = place * multiplier[BTNS_KEY_WORDS];
	tuple->n_words = 0;
	for (i = 0; i < BTNS_KEY_WORDS; i++)
		if (((const u32 *)mask)[i])
			tuple->words[tuple->n_words++] = i;
}

/* Publish a copy in which @place is @mask. */
static int set_tuple(struct btns_classifier *classifier, u16 place,
		     const struct btns_key *mask)
{
	struct btns_tuples *old = writers_deref(classifier->tuples), *new;
	u16 count = max_t(u16, old->count, place + 1);

	if (count > TUPLES_MAX)
		return -ERANGE;
	new = tuples_alloc(count);
	if (!new)
		return -ENOMEM;

	memcpy(new->tuple, old->tuple, old->count * sizeof(*old->tuple));
	tuple_init(&new->tuple[place], place, mask);
	rcu_assign_pointer(classifier->tuples, new);
	kvfree_rcu(old, rcu);
	return 0;
}

static bool tuple_is(const struct btns_tuples *tuples, u16 place,
		     const struct btns_key *mask)
{
	return place < tuples->count &&
	       !memcmp(&tuples->tuple[place].mask, mask, sizeof(*mask));
}

static void tuple_add(struct btns_tuple *tuple, u64 rank)
{
	u32 upper = upper_32_bits(rank);

	tuple->count++;
	/* before is_live, so that a lookup that may find the rule sees it */
	if (upper < tuple->lowest)
		WRITE_ONCE(tuple->lowest, upper);
}

/* What is the lowest of the others is not known; lower is right too. */
static void tuple_del(struct btns_tuple *tuple)
{
	if (!--tuple->count)
		WRITE_ONCE(tuple->lowest, U32_MAX);
}

/* ---- chains ---- */

static struct btns_rule_node __rcu **
bucket(const struct btns_classifier *classifier, u32 hash)
{
	return &classifier->buckets[hash & classifier->bucket_mask];
}

/* What points at the first node with this hash, or at the chain's end. */
static struct btns_rule_node __rcu **
find_first(const struct btns_classifier *classifier, u32 hash)
{
	struct btns_rule_node __rcu **link = bucket(classifier, hash);
	struct btns_rule_node *node;

	while ((node = writers_deref(*link)) && node->hash != hash)
		link = &node->next;
	return link;
}

/*
 * The last one of those whose rank is not above @rank, from both ends at once:
 * most rules come first or last.  @first is such a one.
 */
static struct btns_rule_node *find_before(struct btns_rule_node *first,
					  u64 rank)
{
	struct btns_rule_node *last = first->prev_equal, *next;

	for (;;) {
		if (node_rank(last) <= rank)
			return last;
		last = last->prev_equal;
		next = writers_deref(first->next_equal);
		if (!next || node_rank(next) > rank)
			return first;
		first = next;
	}
}

static void link_first(struct btns_rule_node __rcu **link,
		       struct btns_rule_node *node)
{
	struct btns_rule_node *first = writers_deref(*link);

	if (first) {
		node->prev_equal = first->prev_equal;
		first->prev_equal = node;
		RCU_INIT_POINTER(node->next, writers_deref(first->next));
	} else {
		node->prev_equal = node;
		RCU_INIT_POINTER(node->next, NULL);
	}
	RCU_INIT_POINTER(node->next_equal, first);
	rcu_assign_pointer(*link, node);
}

static void link_after(struct btns_rule_node *first,
		       struct btns_rule_node *before,
		       struct btns_rule_node *node)
{
	struct btns_rule_node *next = writers_deref(before->next_equal);

	node->prev_equal = before;
	RCU_INIT_POINTER(node->next_equal, next);
	RCU_INIT_POINTER(node->next, NULL);
	rcu_assign_pointer(before->next_equal, node);
	(next ?: first)->prev_equal = node;
}

static void link_node(struct btns_classifier *classifier,
		      struct btns_rule_node *node)
{
	struct btns_rule_node __rcu **link = find_first(classifier, node->hash);
	struct btns_rule_node *first = writers_deref(*link);
	struct btns_tuples *tuples = writers_deref(classifier->tuples);
	u64 rank = node_rank(node);

	tuple_add(&tuples->tuple[node->tuple], rank);
	if (!first || rank < node_rank(first))
		link_first(link, node);
	else
		link_after(first, find_before(first, rank), node);
	classifier->count++;
}

/* A lookup that stands at @node goes on from there: it keeps its links. */
static void unlink_node(struct btns_classifier *classifier,
			struct btns_rule_node *node)
{
	struct btns_rule_node __rcu **link = find_first(classifier, node->hash);
	struct btns_rule_node *first = writers_deref(*link);
	struct btns_rule_node *next = writers_deref(node->next_equal);

	if (node != first) {
		rcu_assign_pointer(node->prev_equal->next_equal, next);
		(next ?: first)->prev_equal = node->prev_equal;
	} else if (next) {
		next->prev_equal = node->prev_equal;
		RCU_INIT_POINTER(next->next, writers_deref(node->next));
		rcu_assign_pointer(*link, next);
	} else {
		rcu_assign_pointer(*link, writers_deref(node->next));
	}
}

/* ---- the table ---- */

static u32 buckets_for(u32 room)
{
	return clamp_t(u32, roundup_pow_of_two(max_t(u32, room, 1)),
		       BUCKETS_MIN, BUCKETS_MAX);
}

static int init_buckets(struct btns_classifier *classifier, u32 room)
{
	u32 count = buckets_for(room);

	get_random_once(multiplier, sizeof(multiplier));
	classifier->buckets = kvcalloc(count, sizeof(*classifier->buckets),
				       GFP_KERNEL_ACCOUNT);
	classifier->bucket_mask = count - 1;
	classifier->count = 0;
	return classifier->buckets ? 0 : -ENOMEM;
}

static int init_table(struct btns_classifier *classifier,
		      struct btns_tuples *tuples, u32 room)
{
	int err;

	if (!tuples)
		return -ENOMEM;
	err = init_buckets(classifier, room);
	if (err)
		kvfree(tuples);
	else
		RCU_INIT_POINTER(classifier->tuples, tuples);
	return err;
}

int btns_classifier_init(struct btns_classifier *classifier, u32 room)
{
	return init_table(classifier, tuples_alloc(0), room);
}

int btns_classifier_copy(struct btns_classifier *to,
			 const struct btns_classifier *from, u32 room)
{
	const struct btns_tuples *old = writers_deref(from->tuples);
	struct btns_tuples *tuples = tuples_alloc(old->count);
	u16 i;

	for (i = 0; tuples && i < old->count; i++)
		tuple_init(&tuples->tuple[i], i, &old->tuple[i].mask);
	return init_table(to, tuples, room);
}

void btns_classifier_destroy(struct btns_classifier *classifier)
{
	kvfree(writers_deref(classifier->tuples));
	kvfree(classifier->buckets);
}

bool btns_classifier_is_full(const struct btns_classifier *classifier)
{
	u32 buckets = classifier->bucket_mask + 1;

	return classifier->count >= CHAIN_MAX * buckets &&
	       buckets < BUCKETS_MAX;
}

/* Each chain of equal hash moves as a whole, by its first node. */
static void move_chains(struct btns_classifier *classifier,
			struct btns_rule_node *node)
{
	struct btns_rule_node __rcu **link;
	struct btns_rule_node *next;

	for (; node; node = next) {
		next = writers_deref(node->next);
		link = bucket(classifier, node->hash);
		RCU_INIT_POINTER(node->next, writers_deref(*link));
		RCU_INIT_POINTER(*link, node);
	}
}

int btns_classifier_grow(struct btns_classifier *classifier)
{
	struct btns_rule_node __rcu **old = classifier->buckets;
	u32 i, count = classifier->bucket_mask + 1;
	struct btns_rule_node __rcu **buckets;

	buckets = kvcalloc(count, 2 * sizeof(*buckets), GFP_KERNEL_ACCOUNT);
	if (!buckets)
		return -ENOMEM;
	classifier->buckets = buckets;
	classifier->bucket_mask = 2 * count - 1;
	for (i = 0; i < count; i++)
		move_chains(classifier, writers_deref(old[i]));
	kvfree(old);
	return 0;
}

int btns_classifier_insert(struct btns_classifier *classifier,
			   struct btns_rule *rule, u8 place,
			   const struct btns_box *box)
{
	const struct btns_tuples *tuples = writers_deref(classifier->tuples);
	struct btns_rule_node *node = &rule->node[place];
	u16 tuple = find_tuple(tuples, &box->mask);
	int err;

	if (!tuple_is(tuples, tuple, &box->mask)) {
		err = set_tuple(classifier, tuple, &box->mask);
		if (err)
			return err;
	}

	node->place = place;
	node->tuple = tuple;
	tuples = writers_deref(classifier->tuples);
	node->hash = hash_key(&tuples->tuple[tuple], &box->key);
	link_node(classifier, node);
	return 0;
}

void btns_classifier_insert_copy(struct btns_classifier *classifier,
				 struct btns_rule *rule, u8 place)
{
	link_node(classifier, &rule->node[place]);
}

void btns_classifier_remove(struct btns_classifier *classifier,
			    struct btns_rule *rule, u8 place)
{
	struct btns_rule_node *node = &rule->node[place];
	struct btns_tuples *tuples = writers_deref(classifier->tuples);

	unlink_node(classifier, node);
	tuple_del(&tuples->tuple[node->tuple]);
	classifier->count--;
}

/* ---- lookup ---- */

static const struct btns_rule_node *
chain_of(const struct btns_classifier *classifier, u32 hash)
{
	const struct btns_rule_node *node;

	node = rcu_dereference(*bucket(classifier, hash));
	while (node && node->hash != hash)
		node = rcu_dereference(node->next);
	return node;
}

/* The first rule of a chain that matches, of a rank lower than @below. */
static const struct btns_rule *search_chain(const struct btns_rule_node *node,
					    u64 below, btns_rule_match match,
					    const void *what)
{
	const struct btns_rule *rule;

	for (; node; node = rcu_dereference(node->next_equal)) {
		rule = node_rule(node);
		if (rule->rank >= below)
			return NULL;
		if (smp_load_acquire(&rule->is_live) && match(rule, what))
			return rule;
	}
	return NULL;
}

const struct btns_rule *
btns_classifier_lookup(const struct btns_classifier *classifier,
		       const struct btns_key *key, u64 below,
		       btns_rule_match match, const void *what)
{
	const struct btns_tuples *tuples = rcu_dereference(classifier->tuples);
	const struct btns_rule *rule, *found = NULL;
	const struct btns_tuple *tuple;
	u16 i;

	for (i = 0; i < tuples->count; i++) {
		tuple = &tuples->tuple[i];
		if (READ_ONCE(tuple->lowest) > upper_32_bits(below))
			continue;
		rule = search_chain(chain_of(classifier, hash_key(tuple, key)),
				    below, match, what);
		if (!rule)
			continue;
		found = rule;
		below = rule->rank;
	}
	return found;
}
