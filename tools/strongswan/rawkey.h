/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bare public keys in CERT payloads, which charon itself neither sends nor reads:
 * encoding 15 (RFC 7670, a SubjectPublicKeyInfo) and 11 (RFC 7296, an RSA key).
 */
#ifndef STRONGSWAN_RAWKEY_H
#define STRONGSWAN_RAWKEY_H

#include "peers.h"

/* take the keys that are in a message of the peer */
void rawkey_receive(struct peer *peer, message_t *message);

/* add ours to a message that is signed with it */
void rawkey_send(ike_sa_t *ike_sa, message_t *message);

#endif
