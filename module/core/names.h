/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The names of an SPD entry, RFC 4301 4.4.1.1 and RFC 5386 2: identities of the
 * peers that it is for, or patterns of them, laid down in few octets.
 *
 * A peer is known by what it proved: an identity that somebody vouches for, or
 * its key.  Users of this host, the other kind of names of RFC 4301, are none.
 *
 * Any context, no side effects.
 */
#ifndef BTNS_CORE_NAMES_H
#define BTNS_CORE_NAMES_H

#include "ident.h"
#include "types.h"

#define BTNS_NAMES_MAX 16		/* of one entry */
#define BTNS_NAMES_OCTETS_MAX 2048	/* in all values of them */

/**
 * struct btns_name_list - names one behind the other, behind this
 * @size: octets, this struct's among them; a multiple of BTNS_NAMES_ALIGN
 * @count: of the names
 */
struct btns_name_list {
	u16 size;
	u16 count;
};

#define BTNS_NAMES_ALIGN 4	/* of where they start and end */

/**
 * btns_names_check() - can these be the names of an entry?
 * @name: identities or patterns
 * @count: of @name
 *
 * Refused: what btns_ident_check() refuses, the identity of anybody, and more
 * than BTNS_NAMES_MAX names or BTNS_NAMES_OCTETS_MAX octets.
 *
 * Return: NULL, or what is wrong and how to put it right, a constant fit for
 * extack and a terminal.
 */
const char *btns_names_check(const struct btns_ident *name, u8 count);

/**
 * btns_names_size() - octets that names need
 * @name: btns_names_check() accepts them
 * @count: of @name
 *
 * Return: as many, a multiple of BTNS_NAMES_ALIGN; 0 for no names.
 */
size_t btns_names_size(const struct btns_ident *name, u8 count);

/**
 * btns_names_pack() - lay down names
 * @at: room for btns_names_size() octets, aligned
 * @name: btns_names_check() accepts them
 * @count: of @name, not 0
 */
void btns_names_pack(void *at, const struct btns_ident *name, u8 count);

/**
 * btns_names_next() - look at names one after the other
 * @names: from btns_names_pack()
 * @at: where the next one is; NULL: begin with the first
 * @name: filled in; its value is that at @names
 *
 * Return: what @at is to be for the next call; NULL behind the last one, and
 * @name is not filled in.
 */
const void *btns_names_next(const struct btns_name_list *names, const void *at,
			    struct btns_ident *name);

/**
 * btns_names_hold() - is one of them for this peer?
 * @names: from btns_names_pack()
 * @id: what the peer proved; EXACT
 *
 * Return: true if btns_ident_match() says so of one of them.
 */
bool btns_names_hold(const struct btns_name_list *names,
		     const struct btns_ident *id);

#endif
