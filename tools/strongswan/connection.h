/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * charon's connections: is one for who is known by a key alone?
 *
 * It is if it names the key, as charon then vouches for it, or if it asks for such
 * peers: remote { groups = btns }.
 */
#ifndef STRONGSWAN_CONNECTION_H
#define STRONGSWAN_CONNECTION_H

#include <daemon.h>

/**
 * connection_refusal() - is that of an IKE_SA?
 * @ike_sa: of a peer that is known by its key alone
 *
 * Return: NULL, or why not, constant.
 */
const char *connection_refusal(ike_sa_t *ike_sa);

/**
 * connection_refusal_soon() - is the one that charon is about to take?
 * @ike_sa: the same; we answer, and this is its last round of authentication
 *
 * Between taking a connection and the final authorize() charon ends other IKE_SAs
 * of who asserts the same (unique, INITIAL_CONTACT).  Who is refused must not get
 * that far.
 *
 * Return: NULL, also if it takes none; or why not, constant.
 */
const char *connection_refusal_soon(ike_sa_t *ike_sa);

#endif
