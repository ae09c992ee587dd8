/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What names a public key: the SHA-256 of its SubjectPublicKeyInfo. */
#ifndef PINS_SPKI_H
#define PINS_SPKI_H

#include <btns.h>

/**
 * struct spki - a public key
 * @hash: of its SubjectPublicKeyInfo, encoded anew
 * @kind: "RSA", "EC/ECDSA", ...
 * @bits: of it
 */
struct spki {
	struct btns_hash hash;
	const char *kind;
	unsigned int bits;
};

/**
 * spki_read() - the public key in some octets
 * @octets: a SubjectPublicKeyInfo or a certificate, PEM or DER
 * @len: of @octets
 * @spki: filled in
 *
 * Keys that no peer may have are refused: RSA below 2048 bits, or bound to
 * RSASSA-PSS, which is another encoding of what is the same key, and DSA.
 *
 * Return: NULL, or what is wrong.
 */
const char *spki_read(const uint8_t *octets, size_t len, struct spki *spki);

#endif
