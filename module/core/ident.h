/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Identities of IKE peers, RFC 4301 4.4.3.1 and RFC 5386 2: is this one at all,
 * and does it fall under the pattern of a PAD entry?
 *
 * Octets are compared as they are, so there is one way to write an identity:
 * names in lower case, without a final dot; distinguished names in DER.
 *
 * Any context, no side effects.
 */
#ifndef BTNS_CORE_IDENT_H
#define BTNS_CORE_IDENT_H

#include "types.h"

#define BTNS_IDENT_LEN_MAX 1024	/* octets of a value */
#define BTNS_KEY_HASH_OCTETS 32	/* SHA-256 of a SubjectPublicKeyInfo */

/* The order is that of enum btns_id_type of the interface. */
enum btns_ident_type {
	BTNS_IDENT_ANY,		/* no value; of a wildcard, or of nobody */
	BTNS_IDENT_IPV4,	/* four octets; ID_IPV4_ADDR */
	BTNS_IDENT_IPV6,	/* sixteen octets; ID_IPV6_ADDR */
	BTNS_IDENT_FQDN,	/* host.example; ID_FQDN */
	BTNS_IDENT_RFC822,	/* user@host.example; ID_RFC822_ADDR */
	BTNS_IDENT_DN,		/* DER of a Name; ID_DER_ASN1_DN */
	BTNS_IDENT_KEY_ID,	/* opaque octets; ID_KEY_ID */
	BTNS_IDENT_PUBLIC_KEY,	/* SHA-256 of a SubjectPublicKeyInfo */
	BTNS_IDENT_TYPES
};

/* The order is that of enum btns_id_match of the interface. */
enum btns_ident_match {
	BTNS_IDENT_EXACT,
	BTNS_IDENT_SUBTREE,	/* names: .example, @example, the first RDNs */
	BTNS_IDENT_RANGE,	/* addresses: the lowest, then the highest */
};

/**
 * struct btns_ident - an identity, or the pattern of many
 * @value: its octets
 * @len: of @value
 * @type: enum btns_ident_type
 * @match: enum btns_ident_match; an identity is EXACT
 */
struct btns_ident {
	const u8 *value;
	u16 len;
	u8 type;
	u8 match;
};

/**
 * btns_ident_check() - is this an identity, or a pattern?
 * @id: the identity
 *
 * Refused: unknown types; a value that is too long, empty, or there where none
 * is wanted; names that are not in lower case, begin or end with a dot, have an
 * empty or too long label or other characters than host names; DER that is not
 * the shortest or not a Name with at least one RDN; a pattern that the type
 * does not have; a range that ends before it starts.
 *
 * Return: NULL, or what is wrong and how to put it right, a constant fit for
 * extack and a terminal.
 */
const char *btns_ident_check(const struct btns_ident *id);

/**
 * btns_ident_match() - does an identity fall under a pattern?
 * @pattern: of a PAD entry; btns_ident_check() accepts it
 * @id: EXACT; btns_ident_check() accepts it
 *
 * A sub-tree of names is what ends with the pattern: .example holds a.example
 * and b.a.example, and not example; @example holds every mailbox of example. A
 * sub-tree of distinguished names is what begins with the pattern's RDNs.
 *
 * Return: true if it does; false if one of them is BTNS_IDENT_ANY.
 */
bool btns_ident_match(const struct btns_ident *pattern,
		      const struct btns_ident *id);

#endif
