/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Transforms of IKEv2 (IANA's numbers), and what btns calls them.
 *
 * Pure: nothing of strongSwan's is known here.
 */
#ifndef STRONGSWAN_ALGORITHM_H
#define STRONGSWAN_ALGORITHM_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct algorithm_ask - what was negotiated
 * @encr: encryption transform
 * @integ: integrity transform; charon's "undefined" or 0: there is none
 * @encr_len: octets of the encryption key, salt included
 * @integ_len: octets of the integrity key
 */
struct algorithm_ask {
	uint16_t encr;
	uint16_t integ;
	size_t encr_len;
	size_t integ_len;
};

/**
 * algorithm_find() - the cipher of an SA
 * @ask: what was negotiated
 * @aead: enum btns_aead
 *
 * Return: NULL, or what to propose instead, constant.
 */
const char *algorithm_find(const struct algorithm_ask *ask, uint32_t *aead);

#endif
