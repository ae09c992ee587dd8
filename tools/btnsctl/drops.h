/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dropped packets as text and as JSON. */
#ifndef BTNSCTL_DROPS_H
#define BTNSCTL_DROPS_H

#include <btns.h>
#include <stdio.h>

struct json_object;

void drop_print(FILE *out, const struct btns_drop *drop);
void drop_add_json(struct json_object *obj, const struct btns_drop *drop);

#endif
