/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings of the namespace: their words, their text, their JSON. */
#ifndef BTNSCTL_CONF_H
#define BTNSCTL_CONF_H

#include "parse.h"

struct json_object;

/* The words behind "conf set", each setting once.  0 or -1. */
int conf_parse_set(struct parser *p, struct btns_conf_info *conf);

/* "conf set NAME VALUE": what conf_parse_set() reads, without line end */
void conf_print_set(FILE *out, uint32_t id, uint32_t value);

struct json_object *conf_json(const struct btns_conf_info *conf);

/* Let those that are not meant have their defaults. */
void conf_complete(struct btns_conf_info *conf);

#endif
