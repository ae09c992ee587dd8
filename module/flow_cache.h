/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the last search for a flow found: each CPU remembers some flows, where a
 * hash of the flow puts them.  An answer is good for one stamp of whoever asks,
 * who changes his stamp with whatever answers depend on.
 *
 * BH off, rcu_read_lock held.
 */
#ifndef BTNS_FLOW_CACHE_H
#define BTNS_FLOW_CACHE_H

#include <linux/percpu.h>
#include <linux/types.h>

#include "core/parse.h"

#define BTNS_FLOW_CACHE_SIZE 1024	/* flows a CPU */

/**
 * struct btns_flow_entry - one flow
 * @flow: as it was asked about
 * @stamp: of the question; 0: no flow
 * @answer: for the asker; it may be NULL
 * @dir: enum btns_dir of the question
 */
struct btns_flow_entry {
	struct btns_flow flow;
	u64 stamp;
	const void *answer;
	u32 dir;
};

/**
 * struct btns_flow_cache - the flows of all CPUs
 * @entries: each CPU's; NULL before btns_flow_cache_init()
 */
struct btns_flow_cache {
	struct btns_flow_entry * __percpu *entries;
};

/**
 * btns_flow_cache_init() - make room
 * @cache: zeroed
 *
 * Context: process; sleeps.
 * Return: 0 or -ENOMEM.
 */
int btns_flow_cache_init(struct btns_flow_cache *cache);

/* process context; nobody looks; may be zeroed still */
void btns_flow_cache_destroy(struct btns_flow_cache *cache);

/**
 * btns_flow_cache_entry() - where a flow is remembered, if it is
 * @cache: the cache
 * @flow: the flow
 * @dir: which way it crosses
 *
 * Return: this CPU's entry, of this flow or of another.
 */
struct btns_flow_entry *
btns_flow_cache_entry(const struct btns_flow_cache *cache,
		      const struct btns_flow *flow, enum btns_dir dir);

/* Does @entry answer this question? */
static inline bool btns_flow_entry_is(const struct btns_flow_entry *entry,
				      const struct btns_flow *flow,
				      enum btns_dir dir, u64 stamp)
{
	/* what padding there is may make it a question never asked before */
	return entry->stamp == stamp && entry->dir == dir &&
	       !memcmp(&entry->flow, flow, sizeof(*flow));
}

static inline void btns_flow_entry_set(struct btns_flow_entry *entry,
				       const struct btns_flow *flow,
				       enum btns_dir dir, u64 stamp,
				       const void *answer)
{
	memcpy(&entry->flow, flow, sizeof(*flow));
	entry->dir = dir;
	entry->stamp = stamp;
	entry->answer = answer;
}

#endif
