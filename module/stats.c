// SPDX-License-Identifier: GPL-2.0-only
#include "stats.h"

#include <linux/cpumask.h>

u64 btns_stats_sum(const struct btns_stats __percpu *stats,
		   enum btns_counter counter)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += per_cpu_ptr(stats, cpu)->count[counter];
	return sum;
}

const char *btns_stats_name(enum btns_counter counter)
{
	static const char *const names[] = {
#define BTNS_COUNTER_NAME(id, name) [BTNS_##id] = name,
		BTNS_COUNTERS(BTNS_COUNTER_NAME)
#undef BTNS_COUNTER_NAME
	};

	return names[counter];
}
