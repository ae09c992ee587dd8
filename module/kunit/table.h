/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables of test cases.  Suites include this instead of <kunit/test.h>. */
#ifndef BTNS_KUNIT_TABLE_H
#define BTNS_KUNIT_TABLE_H

#include <kunit/test.h>

/*
 * Makes <table>_gen_params for KUNIT_CASE_PARAM() from an array of structs with
 * a member const char *desc.  KUNIT_ARRAY_PARAM_DESC() is not in 6.1.
 */
#define BTNS_KUNIT_TABLE(table)						\
	static void table##_desc(typeof((table)[0]) *item, char *desc)	\
	{								\
		strscpy(desc, item->desc, KUNIT_PARAM_DESC_SIZE);	\
	}								\
	KUNIT_ARRAY_PARAM(table, table, table##_desc)

#endif
