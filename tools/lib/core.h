/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What libbtns describes, as the kernel's own judges (module/core) take it.
 *
 * For code that is linked with libbtns.a; the shared library hides it.
 */
#ifndef LIB_CORE_H
#define LIB_CORE_H

#include "btns.h"
#include "core/pad.h"
#include "core/selector.h"

/* as long as @ts is as it is */
struct btns_selector ts_core(const struct btns_ts *ts);

/* as long as @pad is as it is */
struct btns_pad_entry pad_core(const struct btns_pad_info *pad);

#endif
