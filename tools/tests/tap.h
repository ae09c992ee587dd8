/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Test points of a C program, printed as TAP; exit status of the program. */
#ifndef TAP_H
#define TAP_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_count, tap_failures;

__attribute__((unused))
static bool ok(bool is_true, const char *what, const char *detail)
{
	tap_count++;
	if (!is_true)
		tap_failures++;
	printf("%sok %d - %s%s%.*s\n", is_true ? "" : "not ", tap_count, what,
	       *detail ? ": " : "", (int)strcspn(detail, "\n"), detail);
	return is_true;
}

__attribute__((unused))
static bool same_text(const char *got, const char *wanted, const char *what)
{
	bool is_same = !strcmp(got, wanted);

	ok(is_same, what, "");
	if (!is_same)
		printf("# got    '%s'\n# wanted '%s'\n", got, wanted);
	return is_same;
}

static int tap_finish(void)
{
	printf("1..%d\n", tap_count);
	return tap_failures || !tap_count;
}

#endif
