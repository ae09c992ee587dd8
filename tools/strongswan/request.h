/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests for CHILD_SAs (RFC 7296 1.2, 1.3): which SA they replace, and the traffic
 * that they are about, as far as charon itself does not look at that.
 */
#ifndef STRONGSWAN_REQUEST_H
#define STRONGSWAN_REQUEST_H

#include "peers.h"

/**
 * request_receive() - a peer wants an SA
 * @link: not locked
 * @peer: notes what it asks for
 * @ike_sa: its IKE_SA
 * @message: its request
 *
 * RFC 7296 2.9: the packet that it is for stands first.  Of one that replaces an SA
 * it is the traffic of that.
 */
void request_receive(struct link *link, struct peer *peer, ike_sa_t *ike_sa,
		     message_t *message);

/**
 * request_send() - we want one
 * @link: not locked
 * @peer: notes what is replaced
 * @ike_sa: its IKE_SA
 * @message: our request; one that replaces an SA is made to ask for its traffic
 */
void request_send(struct link *link, struct peer *peer, ike_sa_t *ike_sa,
		  message_t *message);

#endif
