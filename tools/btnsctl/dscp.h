/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DSCP values of an SA: "dscp 0-63=0,46=46" and "dscp-set 8-15,46". */
#ifndef BTNSCTL_DSCP_H
#define BTNSCTL_DSCP_H

#include "parse.h"

struct json_object;

/* copy, NUM, or INNER[-INNER]=OUTER,...: of two for a value the later counts */
int dscp_take_map(struct parser *p, struct btns_sa_info *sa);

/* NUM[-NUM],... */
int dscp_take_set(struct parser *p, uint64_t *set);

/* " dscp ... dscp-set ...", as far as they are no defaults */
void dscp_print(FILE *out, const struct btns_sa_info *sa);

/* bypass-dscp, dscp-mapping and dscp-values, of an outbound SA */
void dscp_add_json(struct json_object *obj, const struct btns_sa_info *sa);

#endif
