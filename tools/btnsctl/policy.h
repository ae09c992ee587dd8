/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SPD entries: their words, their text, their JSON. */
#ifndef BTNSCTL_POLICY_H
#define BTNSCTL_POLICY_H

#include "parse.h"

struct json_object;

/* What "policy add" was told. */
struct policy_line {
	struct btns_policy_info info;
	uint32_t before;	/* index to stand before, 0: last */
};

/*
 * The words behind "policy add".  0 or -1; in both cases @line->info is to be
 * given to btns_policy_free().
 */
int policy_parse_add(struct parser *p, struct policy_line *line);

/* likewise, behind "policy change": with an index and no place */
int policy_parse_change(struct parser *p, struct policy_line *line);

/* "policy add ...": what policy_parse_add() reads, without line end */
void policy_print_add(FILE *out, const struct btns_policy_info *policy);

struct json_object *policy_json(const struct btns_policy_info *policy);

bool policy_same(const struct btns_policy_info *a,
		 const struct btns_policy_info *b);

/* bits of enum btns_pfp: " pfp local,rport", and as JSON; nothing for none */
void pfp_print(FILE *out, uint32_t pfp);
void pfp_add_json(struct json_object *obj, uint32_t pfp);

/* outer addresses: "local A remote B", and as JSON */
void tunnel_print(FILE *out, const struct btns_tunnel *tunnel);
void tunnel_json(struct json_object *obj, const struct btns_tunnel *tunnel);

#endif
