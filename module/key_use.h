/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which keys the SAs of a namespace use.
 *
 * The ciphers of btns make their nonces of the salt, which comes with the key,
 * and of the sequence number.  A nonce that comes twice gives away what it hides
 * and lets others forge, RFC 4106 2, RFC 7634 5: one key serves one SA.  What is
 * kept to know is a hash of key and salt under a secret of the namespace.  Of an
 * SA that is gone nothing is remembered.
 */
#ifndef BTNS_KEY_USE_H
#define BTNS_KEY_USE_H

#include <linux/rhashtable-types.h>
#include <linux/siphash.h>

struct netlink_ext_ack;

/**
 * struct btns_key_uses - the keys in use
 * @table: by their hash; bn->cfg
 * @secret: of the hash
 */
struct btns_key_uses {
	struct rhashtable table;
	siphash_key_t secret;
};

/**
 * struct btns_key_use - that an SA uses its key
 * @hash: of key and salt
 * @node: in the table
 */
struct btns_key_use {
	u64 hash;
	struct rhash_head node;
};

/* any context: before the key is forgotten */
void btns_key_use_init(const struct btns_key_uses *uses,
		       struct btns_key_use *use, const u8 *key,
		       unsigned int len);

/**
 * btns_key_use_begin() - no other SA gets this key
 * @uses: those of the namespace, bn->cfg held
 * @use: initialised
 * @extack: told why it is refused
 *
 * Two keys in 2^64 have one hash, and the second is refused without cause.
 *
 * Context: process.
 * Return: 0, -EBUSY: another SA uses it, -ENOMEM.
 */
int btns_key_use_begin(struct btns_key_uses *uses, struct btns_key_use *use,
		       struct netlink_ext_ack *extack);

/* process context, bn->cfg held: after btns_key_use_begin() */
void btns_key_use_end(struct btns_key_uses *uses, struct btns_key_use *use);

/* namespace lifetime; at the end nothing is used */
int btns_key_uses_init(struct btns_key_uses *uses);
void btns_key_uses_exit(struct btns_key_uses *uses);

#endif
