/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * charon's connections: is one for who is known by a key alone, or not at all?
 *
 * It is for a key if it names that, as charon then vouches for it, or if it asks for
 * such peers: remote { groups = btns }.  It is for peers without authentication if it
 * says remote { groups = btns-null }.
 */
#ifndef STRONGSWAN_CONNECTION_H
#define STRONGSWAN_CONNECTION_H

#include <daemon.h>

/**
 * connection_refusal() - is that of an IKE_SA?
 * @ike_sa: of a peer that nobody vouches for
 * @is_null: it does not authenticate either
 *
 * Return: NULL, or why not, constant.
 */
const char *connection_refusal(ike_sa_t *ike_sa, bool is_null);

/**
 * connection_refusal_soon() - is the one that charon is about to take?
 * @ike_sa: the same; we answer, and this is its last round of authentication
 * @is_null: likewise
 *
 * Between taking a connection and the final authorize() charon ends other IKE_SAs
 * of who asserts the same (unique, INITIAL_CONTACT).  Who is refused must not get
 * that far.
 *
 * Return: NULL, also if it takes none; or why not, constant.
 */
const char *connection_refusal_soon(ike_sa_t *ike_sa, bool is_null);

/* do we authenticate by EAP? */
bool connection_uses_eap(ike_sa_t *ike_sa);

/* do we not authenticate? */
bool connection_is_nobody(ike_sa_t *ike_sa);

#endif
