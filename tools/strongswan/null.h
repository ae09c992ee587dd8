/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NULL authentication, RFC 7619, which charon does not know.  It is that by a shared
 * secret (RFC 7296 2.15) with other secrets, SK_pi and SK_pr of the IKE_SA: each side
 * has its own.  So charon is told that it is one, and is given them.
 *
 * Whoever is at the other end knows both.  They are therefore no answer to the
 * question for a secret while a real one is being verified.
 *
 * We use it where a connection says so: local { auth = psk  id = "{13}:#" }.
 */
#ifndef STRONGSWAN_NULL_H
#define STRONGSWAN_NULL_H

#include "peers.h"

/**
 * null_keys() - an IKE_SA has its keys
 * @peer: keeps them until it is known who it is
 * @ike_sa: the IKE_SA
 * @pi: SK_pi
 * @pr: SK_pr
 */
void null_keys(struct peer *peer, ike_sa_t *ike_sa, chunk_t pi, chunk_t pr);

/**
 * null_receive() - a message before charon looks at it
 * @link: not locked
 * @peer: notes whether the peer may do without authentication
 * @ike_sa: the IKE_SA
 * @message: of IKE_SA_INIT or IKE_AUTH
 *
 * Where PAD or connection want another method it stays NULL authentication, and
 * charon answers AUTHENTICATION_FAILED.
 */
void null_receive(struct link *link, struct peer *peer, ike_sa_t *ike_sa,
		  message_t *message);

/* give our AUTH payload the name of what it is */
void null_send(struct peer *peer, message_t *message);

/**
 * null_secrets() - the secret that charon looks for
 * @peer: the peer
 * @ike_sa: its IKE_SA
 * @me: our identity
 *
 * Return: of one secret or NULL.
 */
enumerator_t *null_secrets(struct peer *peer, ike_sa_t *ike_sa,
			   identification_t *me);

#endif
