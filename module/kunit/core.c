// SPDX-License-Identifier: GPL-2.0-only
/*
 * btns_kunit.ko's own copy of core/ and of what else has a suite: it needs no
 * export of btns.ko and runs without it.  A copy by inclusion, because kbuild
 * does not want one object in two modules.
 *
 * The suites bring themselves, one kunit_test_suite() a file; the linker joins
 * their sections.
 */
#include <linux/module.h>

#include "../core/addr_set.c"
#include "../core/admit.c"
#include "../core/bucket.c"
#include "../core/conf.c"
#include "../core/cover.c"
#include "../core/icmp.c"
#include "../core/ident.c"
#include "../core/lifetime.c"
#include "../core/names.c"
#include "../core/outer.c"
#include "../core/pack.c"
#include "../core/pad.c"
#include "../core/parse.c"
#include "../core/recent.c"
#include "../core/seen.c"
#include "../core/replay.c"
#include "../core/selector.c"
#include "../core/trailer.c"
#include "../core/tunnel.c"
#include "../classifier.c"
#include "../flow_cache.c"
#include "../policy.c"
#include "../sa_index.c"
#include "../spd_set.c"

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit tests of btns");
