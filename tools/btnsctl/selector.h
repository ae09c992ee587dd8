/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Traffic selectors as keywords and as JSON. */
#ifndef BTNSCTL_SELECTOR_H
#define BTNSCTL_SELECTOR_H

#include <btns.h>

#include "parse.h"

struct json_object;

extern const struct keyword selector_keywords[];	/* about a struct btns_ts */

/* NULL: no memory */
struct json_object *selector_json(const struct btns_ts *ts);

#endif
