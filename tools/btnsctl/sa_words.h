/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What sa.c and sa_cmd.c share. */
#ifndef BTNSCTL_SA_WORDS_H
#define BTNSCTL_SA_WORDS_H

#include "parse.h"

int sa_take_esp(struct parser *p, uint8_t *proto);

/* {time SECONDS|bytes N|packets N}... */
int sa_take_limits(struct parser *p, struct btns_sa_limits *limits);

/* " esn replay-window 1024 sel ...": what is behind the algorithm */
void sa_print_options(FILE *out, const struct btns_sa_info *sa);

#endif
