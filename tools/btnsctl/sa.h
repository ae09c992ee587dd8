/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Security associations: their words, their text, their JSON, their commands. */
#ifndef BTNSCTL_SA_H
#define BTNSCTL_SA_H

#include "key.h"
#include "parse.h"

struct json_object;

/* What "sa add" was told. */
struct sa_line {
	struct btns_sa_info info;
	struct key_source key;
};

/*
 * The words behind "sa add"; key may be missing.  0 or -1; in both cases
 * @line->info is to be given to btns_sa_free().
 */
int sa_parse_add(struct parser *p, struct sa_line *line);

/* Does a key of @len octets fit?  NULL or what is wrong. */
const char *sa_check_key(uint32_t aead, size_t len);

/* who is at the other end, of an SA that a key manager made: a blank before it */
void sa_print_peer(FILE *out, const struct btns_sa_info *sa);

/* "sa add ..." without key: what sa_parse_add() reads, without line end */
void sa_print_add(FILE *out, const struct btns_sa_info *sa);

/* "esp spi 0x00001000 dst 10.0.0.1" */
#define SA_ID_TEXT_MAX 96
const char *sa_id_text(const struct btns_sa_id *id, char *buf);

struct json_object *sa_json(const struct btns_sa_info *sa);

#endif
