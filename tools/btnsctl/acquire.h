/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SAs that are wanted: their text and their JSON. */
#ifndef BTNSCTL_ACQUIRE_H
#define BTNSCTL_ACQUIRE_H

#include <btns.h>
#include <stdio.h>

struct json_object;

/* " id N index N ... flow ...": what an event and a list tell alike */
void acquire_print(FILE *out, const struct btns_acquire *acquire);
void acquire_add_json(struct json_object *obj,
		      const struct btns_acquire *acquire);

#endif
