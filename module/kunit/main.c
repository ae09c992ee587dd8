// SPDX-License-Identifier: GPL-2.0-only
/*
 * btns_kunit.ko: the suites bring themselves, one kunit_test_suite() a file (the
 * linker joins their sections).  It links its own copy of core/, so that it
 * needs no export of btns.ko and runs without it.
 */
#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit tests of btns");
