// SPDX-License-Identifier: GPL-2.0-or-later
#include "algorithm.h"

#include <linux/btns.h>

#define INTEG_NONE 0
#define INTEG_UNDEFINED 1024	/* charon's: the cipher does it */
#define SALT_LEN 4

static const struct {
	uint16_t encr;
	size_t key_len;
	uint32_t aead;
} known[] = {
	{ 20, 16, BTNS_AEAD_AES_GCM_16 },
	{ 20, 24, BTNS_AEAD_AES_GCM_16 },
	{ 20, 32, BTNS_AEAD_AES_GCM_16 },
	{ 28, 32, BTNS_AEAD_CHACHA20_POLY1305 },
};

const char *algorithm_find(const struct algorithm_ask *ask, uint32_t *aead)
{
	const char *wrong =
		"not a cipher of btns, propose aes128gcm16, aes256gcm16 or chacha20poly1305";

	if ((ask->integ != INTEG_NONE && ask->integ != INTEG_UNDEFINED) ||
	    ask->integ_len)
		return "btns has only ciphers that authenticate, propose aes128gcm16, aes256gcm16 or chacha20poly1305";
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].encr != ask->encr)
			continue;
		wrong = "a key of the wrong length";
		if (ask->encr_len != known[i].key_len + SALT_LEN)
			continue;
		*aead = known[i].aead;
		return NULL;
	}
	return wrong;
}
