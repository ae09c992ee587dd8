/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PAD entries and identities: their words, their text, their JSON. */
#ifndef BTNSCTL_PAD_H
#define BTNSCTL_PAD_H

#include "parse.h"

struct json_object;

/*
 * The words behind "pad add" and "pad change"; to be given to btns_pad_free() in
 * any case.  0 or -1.
 */
int pad_parse(struct parser *p, struct btns_pad_info *pad);

/* "pad add ...": what pad_parse() reads, without line end */
void pad_print_add(FILE *out, const struct btns_pad_info *pad);

struct json_object *pad_json(const struct btns_pad_info *pad);

/* TYPE VALUE, for completion: what TYPE may be */
#define ID_TYPE_WORDS "fqdn rfc822 ipv4 ipv6 dn key-id public-key"

int parse_id(struct parser *p, struct btns_id *id);
void id_print(FILE *out, const struct btns_id *id);

/* the same for patterns: behind a distinguished name "subtree" may stand */
int parse_pattern(struct parser *p, struct btns_id *id);
void pattern_print(FILE *out, const struct btns_id *id);

void id_json(struct json_object *obj, const char *name,
	     const struct btns_id *id);
void ids_json(struct json_object *obj, const char *name,
	      const struct btns_id *list, size_t count);
void hash_json(struct json_object *obj, const char *name,
	       const struct btns_hash *hash);

#endif
