/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions of one thing that is done again and again: a window to warm up and
 * three that count, printed in one line.
 */
#ifndef BENCH_METER_H
#define BENCH_METER_H

#include <stdint.h>

#define WINDOWS 4
#define WINDOW 400		/* packets, or whatever is done */
#define WINDOW_DEAR 50		/* of those that cost more than DEAR */
#define DEAR 50000

/**
 * typedef meter_window - do it @count times
 * @arg: of meter()
 * @first: the first one's number, below WINDOWS * WINDOW
 * @count: WINDOW or less
 *
 * Return: instructions of all.
 */
typedef uint64_t (*meter_window)(void *arg, unsigned int first,
				 unsigned int count);

void meter(meter_window window, void *arg);

/* of this process and all that the kernel does meanwhile */
static inline uint64_t meter_now(void)
{
	return __builtin_ia32_rdtsc();
}

#endif
