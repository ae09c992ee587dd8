// SPDX-License-Identifier: GPL-2.0-only
#include "crypto.h"

#include <linux/netlink.h>
#include <linux/string.h>
#include <uapi/linux/btns.h>

struct aead_algorithm {
	const char *name;		/* in the kernel crypto API */
	const char *wants;
	const char *missing;
	u8 key_min;			/* salt not counted */
	u8 key_max;
	u8 key_step;
};

static const struct aead_algorithm algorithms[] = {
	[BTNS_AEAD_AES_GCM_16] = {
		.name = "gcm(aes)",
		.wants = "key of aes-gcm-16 must have 20, 28 or 36 octets, salt included",
		.missing = "this kernel has no gcm(aes): enable CRYPTO_GCM and CRYPTO_AES",
		.key_min = 16,
		.key_max = 32,
		.key_step = 8,
	},
	[BTNS_AEAD_CHACHA20_POLY1305] = {
		.name = "rfc7539(chacha20,poly1305)",
		.wants = "key of chacha20-poly1305 must have 36 octets, salt included",
		.missing = "this kernel has no rfc7539(chacha20,poly1305): enable CRYPTO_CHACHA20POLY1305",
		.key_min = 32,
		.key_max = 32,
		.key_step = 8,
	},
};

const char *btns_cipher_key_fits(u32 aead, unsigned int key_len)
{
	const struct aead_algorithm *alg;

	if (aead >= ARRAY_SIZE(algorithms))
		return "unknown aead";

	alg = &algorithms[aead];
	if (key_len < alg->key_min + BTNS_AEAD_SALT_LEN ||
	    key_len > alg->key_max + BTNS_AEAD_SALT_LEN ||
	    (key_len - alg->key_min - BTNS_AEAD_SALT_LEN) % alg->key_step)
		return alg->wants;
	return NULL;
}

/* The text is a constant of this file, so extack may keep the pointer. */
static void say(struct netlink_ext_ack *extack, const char *text)
{
	if (extack)
		extack->_msg = text;
}

int btns_cipher_init(struct btns_cipher *cipher, u32 aead, const u8 *key,
		     unsigned int key_len, struct netlink_ext_ack *extack)
{
	const char *wrong = btns_cipher_key_fits(aead, key_len);
	struct crypto_aead *tfm;
	int err;

	if (wrong) {
		say(extack, wrong);
		return -EINVAL;
	}

	tfm = crypto_alloc_aead(algorithms[aead].name, 0, 0);
	if (IS_ERR(tfm)) {
		err = PTR_ERR(tfm);
		if (err == -ENOENT) {
			say(extack, algorithms[aead].missing);
			err = -EOPNOTSUPP;
		}
		return err;
	}

	key_len -= BTNS_AEAD_SALT_LEN;
	err = crypto_aead_setkey(tfm, key, key_len);
	if (!err)
		err = crypto_aead_setauthsize(tfm, BTNS_AEAD_ICV_LEN);
	if (err) {
		say(extack, "the kernel's cipher refuses the key");
		goto err_free_tfm;
	}

	memcpy(cipher->salt, key + key_len, BTNS_AEAD_SALT_LEN);
	cipher->aead = tfm;
	return 0;

err_free_tfm:
	crypto_free_aead(tfm);
	return err;
}

void btns_cipher_exit(struct btns_cipher *cipher)
{
	/* a larval SA never had one; the API wipes the key schedule itself */
	if (cipher->aead)
		crypto_free_aead(cipher->aead);
	memzero_explicit(cipher, sizeof(*cipher));
}
