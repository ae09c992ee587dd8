/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Public keys that somebody names: by their hash, or by a file. */
#ifndef BTNSCTL_PUBKEY_H
#define BTNSCTL_PUBKEY_H

#include "parse.h"
#include "spki.h"

/* Read the public key in a file; 0 or -1 with an error in @p. */
int pubkey_read(struct parser *p, const char *path, struct spki *spki);

/* KEYREF := HASH | file PATH */
int pubkey_parse(struct parser *p, struct btns_hash *hash);

#endif
