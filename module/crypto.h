/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The algorithms of the kernel crypto API that btns uses, and keyed handles of
 * them.  Nonce construction is ours (salt, then IV: RFC 4106 4, RFC 7634 2), so
 * the raw algorithm is used and not its rfcNNNN() wrapper.
 */
#ifndef BTNS_CRYPTO_H
#define BTNS_CRYPTO_H

#include <crypto/aead.h>

struct netlink_ext_ack;
struct nlattr;

#define BTNS_AEAD_SALT_LEN 4
#define BTNS_AEAD_IV_LEN 8	/* explicit, on the wire */
#define BTNS_AEAD_NONCE_LEN (BTNS_AEAD_SALT_LEN + BTNS_AEAD_IV_LEN)
#define BTNS_AEAD_ICV_LEN 16
#define BTNS_AEAD_KEY_MAX (32 + BTNS_AEAD_SALT_LEN)

/**
 * struct btns_cipher - a keyed AEAD
 * @aead: the crypto API's handle
 * @salt: last octets of the keying material, first ones of every nonce
 */
struct btns_cipher {
	struct crypto_aead *aead;
	u8 salt[BTNS_AEAD_SALT_LEN];
};

/**
 * btns_cipher_init() - allocate and key a cipher
 * @cipher: to be filled in
 * @aead: enum btns_aead
 * @key: key and salt
 * @key_len: octets of both
 * @extack: told what is wrong
 *
 * Context: process, may sleep and load modules.
 * Return: 0; -EOPNOTSUPP when the kernel lacks the algorithm, -EINVAL when the
 * key does not fit it, -ENOMEM.
 */
int btns_cipher_init(struct btns_cipher *cipher, u32 aead, const u8 *key,
		     unsigned int key_len, struct netlink_ext_ack *extack);

/**
 * btns_cipher_exit() - free a cipher, wipe what it knew
 * @cipher: initialised
 *
 * Context: process.
 */
void btns_cipher_exit(struct btns_cipher *cipher);

/**
 * btns_cipher_key_fits() - does an algorithm take keys of this length?
 * @aead: enum btns_aead
 * @key_len: octets of key and salt
 *
 * Return: NULL, or what lengths it takes, a constant fit for extack.
 */
const char *btns_cipher_key_fits(u32 aead, unsigned int key_len);

#endif
