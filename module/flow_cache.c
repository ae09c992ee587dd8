// SPDX-License-Identifier: GPL-2.0-only
#include "flow_cache.h"

#include <linux/hash.h>
#include <linux/mm.h>

int btns_flow_cache_init(struct btns_flow_cache *cache)
{
	struct btns_flow_entry *entries;
	int cpu;

	cache->entries = alloc_percpu(struct btns_flow_entry *);
	if (!cache->entries)
		return -ENOMEM;

	for_each_possible_cpu(cpu) {
		entries = kvzalloc_node(array_size(BTNS_FLOW_CACHE_SIZE,
						   sizeof(*entries)),
					GFP_KERNEL_ACCOUNT, cpu_to_node(cpu));
		if (!entries) {
			btns_flow_cache_destroy(cache);
			return -ENOMEM;
		}
		*per_cpu_ptr(cache->entries, cpu) = entries;
	}
	return 0;
}

void btns_flow_cache_destroy(struct btns_flow_cache *cache)
{
	int cpu;

	if (!cache->entries)
		return;
	for_each_possible_cpu(cpu)
		kvfree(*per_cpu_ptr(cache->entries, cpu));
	free_percpu(cache->entries);
	cache->entries = NULL;
}

static u32 fold(const struct btns_addr *addr)
{
	u32 word[4];

	memcpy(word, addr, sizeof(word));
	return word[0] ^ word[1] ^ word[2] ^ word[3];
}

/* Who makes flows meet makes their packets slower, as slow as a first one. */
static u32 hash_flow(const struct btns_flow *flow, enum btns_dir dir)
{
	u64 addrs = (u64)fold(&flow->src) << 32 | fold(&flow->dst);
	u64 rest = (u64)flow->proto << 40 | (u64)dir << 32 |
		   (u32)flow->sport << 16 | flow->dport;

	/* not hash_64() twice: it returns half a product, without proto and dir */
	return hash_64(addrs ^ rest * GOLDEN_RATIO_64,
		       ilog2(BTNS_FLOW_CACHE_SIZE));
}

struct btns_flow_entry *
btns_flow_cache_entry(const struct btns_flow_cache *cache,
		      const struct btns_flow *flow, enum btns_dir dir)
{
	return *this_cpu_ptr(cache->entries) + hash_flow(flow, dir);
}
