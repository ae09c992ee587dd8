// SPDX-License-Identifier: GPL-2.0-or-later
#include "meter.h"

#include <stdio.h>
#include <unistd.h>

/* Microseconds in which the kernel may do what it had put off. */
#define SETTLE 50000

void meter(meter_window window, void *arg)
{
	unsigned int count = WINDOW, i;
	uint64_t insns;

	for (i = 0; i < WINDOWS; i++) {
		usleep(SETTLE);
		insns = window(arg, i * WINDOW, count);
		printf("%s%.1f", i ? " " : "", (double)insns / count);
		if (insns / count > DEAR)
			count = WINDOW_DEAR;
	}
	printf("\n");
}
