/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The credential set that knows no one: asked for the key of a peer, it answers
 * with the one that the peer sent, if the PAD lets in such a peer by its key alone.
 *
 * charon then verifies the signature with it, as it always does; that proves that
 * the peer has the key (RFC 5386 2), and nothing else.
 *
 * Asked for a shared secret it answers where there is no authentication: see null.h.
 */
#ifndef STRONGSWAN_CREDS_H
#define STRONGSWAN_CREDS_H

#include "peers.h"

struct creds;

struct creds *creds_new(struct link *link, struct peers *peers);
void creds_free(struct creds *creds);

credential_set_t *creds_set(struct creds *creds);

#endif
