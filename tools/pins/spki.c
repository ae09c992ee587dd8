// SPDX-License-Identifier: GPL-2.0-or-later
#include "spki.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>

#define RSA_BITS_MIN 2048

static int import_cert(gnutls_pubkey_t key, const gnutls_datum_t *data,
		       gnutls_x509_crt_fmt_t format)
{
	gnutls_x509_crt_t cert;
	int err = gnutls_x509_crt_init(&cert);

	if (err)
		return err;
	err = gnutls_x509_crt_import(cert, data, format);
	if (!err)
		err = gnutls_pubkey_import_x509(key, cert, 0);
	gnutls_x509_crt_deinit(cert);
	return err;
}

static int import(gnutls_pubkey_t key, const gnutls_datum_t *data)
{
	static const gnutls_x509_crt_fmt_t formats[] = {
		GNUTLS_X509_FMT_PEM, GNUTLS_X509_FMT_DER,
	};
	int err = -1;

	for (size_t i = 0; i < 2 && err; i++)
		err = gnutls_pubkey_import(key, data, formats[i]);
	for (size_t i = 0; i < 2 && err; i++)
		err = import_cert(key, data, formats[i]);
	return err;
}

static const char *check(int kind, unsigned int bits)
{
	switch (kind) {
	case GNUTLS_PK_RSA:
		return bits < RSA_BITS_MIN ?
			"RSA keys have at least 2048 bits" : NULL;
	case GNUTLS_PK_ECDSA:
	case GNUTLS_PK_EDDSA_ED25519:
	case GNUTLS_PK_EDDSA_ED448:
		return NULL;
	case GNUTLS_PK_RSA_PSS:
		return "an RSA key that is bound to PSS; give its rsaEncryption form";
	default:
		return "neither RSA, ECDSA, Ed25519 nor Ed448";
	}
}

static const char *describe(gnutls_pubkey_t key, struct spki *spki)
{
	gnutls_datum_t der = { NULL, 0 };
	const char *wrong;
	int kind;

	kind = gnutls_pubkey_get_pk_algorithm(key, &spki->bits);
	wrong = check(kind, spki->bits);
	if (wrong)
		return wrong;
	spki->kind = gnutls_pk_get_name((gnutls_pk_algorithm_t)kind);
	if (gnutls_pubkey_export2(key, GNUTLS_X509_FMT_DER, &der))
		return "cannot be encoded";
	if (gnutls_hash_fast(GNUTLS_DIG_SHA256, der.data, der.size,
			     spki->hash.octets))
		wrong = "SHA-256 does not work here";
	gnutls_free(der.data);
	return wrong;
}

const char *spki_read(const uint8_t *octets, size_t len, struct spki *spki)
{
	const gnutls_datum_t data = {
		(unsigned char *)octets, (unsigned int)len,
	};
	const char *wrong = "neither a public key nor a certificate, PEM or DER";
	gnutls_pubkey_t key;

	if (gnutls_pubkey_init(&key))
		return "out of memory";
	if (!import(key, &data))
		wrong = describe(key, spki);
	gnutls_pubkey_deinit(key);
	return wrong;
}
