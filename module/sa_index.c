// SPDX-License-Identifier: GPL-2.0-only
#include "sa_index.h"

#include <linux/mm.h>
#include <linux/slab.h>

#define BOXES_MAX 16	/* of one SA */
#define GRADE_SHIFT 56	/* of a rank; below it the newest comes first */

/* Writers see no other writer. */
static struct btns_sa_table *current_table(const struct btns_sa_index *index)
{
	return rcu_dereference_protected(index->table, true);
}

/* ---- tables ---- */

static struct btns_sa_table *table_alloc(void)
{
	struct btns_sa_table *table = kzalloc(sizeof(*table),
					      GFP_KERNEL_ACCOUNT);

	if (table)
		INIT_LIST_HEAD(&table->all);
	return table;
}

static void table_free(struct btns_sa_table *table)
{
	struct btns_sa_entry *entry, *next;

	list_for_each_entry_safe(entry, next, &table->all, all) {
		kfree(entry);
		cond_resched();
	}
	btns_classifier_destroy(&table->classifier);
	kfree(table);
}

static void table_free_work(struct work_struct *work)
{
	table_free(container_of(to_rcu_work(work), struct btns_sa_table,
				free));
}

int btns_sa_index_init(struct btns_sa_index *index,
		       struct workqueue_struct *wq)
{
	struct btns_sa_table *table = table_alloc();
	int err;

	if (!table)
		return -ENOMEM;
	err = btns_classifier_init(&table->classifier, 0);
	if (err) {
		kfree(table);
		return err;
	}
	RCU_INIT_POINTER(index->table, table);
	index->wq = wq;
	index->serial = 0;
	return 0;
}

void btns_sa_index_destroy(struct btns_sa_index *index)
{
	table_free(current_table(index));
}

/* ---- entries ---- */

static struct btns_sa_entry *entry_alloc(u8 nodes)
{
	struct btns_sa_entry *entry;

	entry = kzalloc(struct_size(entry, rule.node, nodes),
			GFP_KERNEL_ACCOUNT);
	if (entry)
		entry->rule.n_nodes = nodes;
	return entry;
}

static void remove_nodes(struct btns_sa_table *table,
			 struct btns_sa_entry *entry, u8 count)
{
	while (count--)
		btns_classifier_remove(&table->classifier, &entry->rule,
				       count);
}

static int insert_nodes(struct btns_sa_table *table,
			struct btns_sa_entry *entry,
			const struct btns_cover *cover)
{
	struct btns_box box;
	int err;
	u8 i;

	for (i = 0; i < entry->rule.n_nodes; i++) {
		btns_cover_box(cover, i, &box);
		box.key.scope = entry->scope;
		box.mask.scope = U32_MAX;
		err = btns_classifier_insert(&table->classifier, &entry->rule,
					     i, &box);
		if (err) {
			remove_nodes(table, entry, i);
			return err;
		}
	}
	return 0;
}

/* lookups may find it from here on */
static void go_live(struct btns_sa_table *table, struct btns_sa_entry *entry)
{
	list_add_tail(&entry->all, &table->all);
	smp_store_release(&entry->rule.is_live, true);
}

/* ---- growing ---- */

static int entry_copy(struct btns_sa_table *to,
		      const struct btns_sa_entry *from)
{
	size_t size = struct_size(from, rule.node, from->rule.n_nodes);
	struct btns_sa_entry *entry = kmemdup(from, size, GFP_KERNEL_ACCOUNT);
	u8 i;

	if (!entry)
		return -ENOMEM;
	for (i = 0; i < entry->rule.n_nodes; i++)
		btns_classifier_insert_copy(&to->classifier, &entry->rule, i);
	go_live(to, entry);
	return 0;
}

static struct btns_sa_table *table_copy(const struct btns_sa_table *from)
{
	struct btns_sa_table *table = table_alloc();
	const struct btns_sa_entry *entry;

	if (!table)
		return NULL;
	if (btns_classifier_copy(&table->classifier, &from->classifier,
				 4 * from->classifier.count)) {
		kfree(table);
		return NULL;
	}
	list_for_each_entry(entry, &from->all, all) {
		if (entry_copy(table, entry)) {
			table_free(table);
			return NULL;
		}
		cond_resched();
	}
	return table;
}

/*
 * The places of all SAs are others afterwards.  Without memory the old table
 * goes on, slower.
 */
static void grow(struct btns_sa_index *index)
{
	struct btns_sa_table *old = current_table(index);
	struct btns_sa_table *table = table_copy(old);
	struct btns_sa_entry *entry;

	if (!table)
		return;
	list_for_each_entry(entry, &table->all, all)
		*entry->place = entry;
	rcu_assign_pointer(index->table, table);
	INIT_RCU_WORK(&old->free, table_free_work);
	queue_rcu_work(index->wq, &old->free);
}

/* ---- coming and going ---- */

/* What the newest of a grade is found before all others by; never 0. */
static u64 next_rank(struct btns_sa_index *index, u8 grade)
{
	u64 newest_first = (1ULL << GRADE_SHIFT) - 1 - index->serial++;

	return (u64)grade << GRADE_SHIFT | newest_first;
}

static struct btns_sa_entry *entry_make(const struct btns_selector *sel,
					struct btns_cover *cover, u32 scope)
{
	u32 boxes = btns_cover_init(cover, sel, BOXES_MAX);
	struct btns_sa_entry *entry = entry_alloc(boxes);

	if (entry)
		entry->scope = scope;
	return entry;
}

int btns_sa_index_add(struct btns_sa_index *index,
		      struct btns_sa_entry **place, struct btns_sa *sa,
		      const struct btns_selector *sel, u32 scope, u8 grade)
{
	struct btns_cover *cover = kmalloc(sizeof(*cover), GFP_KERNEL);
	struct btns_sa_entry *entry;
	int err = -ENOMEM;

	if (!cover)
		return -ENOMEM;
	entry = entry_make(sel, cover, scope);
	if (!entry)
		goto out;
	if (btns_classifier_is_full(&current_table(index)->classifier))
		grow(index);

	entry->sa = sa;
	entry->place = place;
	entry->rule.rank = next_rank(index, grade);
	err = insert_nodes(current_table(index), entry, cover);
	if (err) {
		/* a lookup may stand at one of its nodes */
		kfree_rcu(entry, rcu);
		goto out;
	}
	*place = entry;
	go_live(current_table(index), entry);
out:
	kfree(cover);
	return err;
}

void btns_sa_index_remove(struct btns_sa_index *index,
			  struct btns_sa_entry **place)
{
	struct btns_sa_entry *entry = *place;

	*place = NULL;
	WRITE_ONCE(entry->rule.is_live, false);
	list_del(&entry->all);
	remove_nodes(current_table(index), entry, entry->rule.n_nodes);
	kfree_rcu(entry, rcu);
}

/* ---- lookup ---- */

struct sa_question {
	bool (*fits)(const struct btns_sa *sa, const void *what);
	const void *what;
};

static const struct btns_sa_entry *entry_of(const struct btns_rule *rule)
{
	return container_of(rule, struct btns_sa_entry, rule);
}

static bool rule_fits(const struct btns_rule *rule, const void *what)
{
	const struct sa_question *question = what;

	return question->fits(entry_of(rule)->sa, question->what);
}

struct btns_sa *
btns_sa_index_lookup(const struct btns_sa_index *index, u32 scope,
		     const struct btns_flow *flow,
		     bool (*fits)(const struct btns_sa *sa, const void *what),
		     const void *what)
{
	const struct btns_sa_table *table = rcu_dereference(index->table);
	const struct sa_question question = { fits, what };
	const struct btns_rule *rule;
	struct btns_key key;

	btns_key_from_flow(&key, flow, BTNS_OUT);
	key.scope = scope;
	rule = btns_classifier_lookup(&table->classifier, &key, U64_MAX,
				      rule_fits, &question);
	return rule ? entry_of(rule)->sa : NULL;
}
