// SPDX-License-Identifier: GPL-2.0-or-later
#include "log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define REPEATS_MAX 20

static const char *level_name(int level)
{
	switch (level) {
	case LOG_LEVEL_ALERT:
		return "ALERT: ";
	case LOG_LEVEL_ERROR:
		return "error: ";
	case LOG_LEVEL_WARNING:
		return "warning: ";
	default:
		return "";
	}
}

void log_line(int level, const char *format, ...)
{
	bool is_journal = getenv("JOURNAL_STREAM");
	va_list args;

	if (is_journal)
		fprintf(stderr, "<%d>", level);
	else
		fputs("btnsd: ", stderr);
	fputs(level_name(level), stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

int log_may_repeat(void)
{
	static time_t minute;
	static int count;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec / 60 != minute) {
		minute = now.tv_sec / 60;
		count = 0;
	}
	if (count < REPEATS_MAX)
		count++;
	else
		return 0;
	if (count == REPEATS_MAX)
		log_line(LOG_LEVEL_WARNING, "more of this is not told within this minute");
	return 1;
}
