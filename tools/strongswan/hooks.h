/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where charon lets the plugin take part in IKE: messages, authentication, traffic
 * selectors, the end of IKE_SAs.
 */
#ifndef STRONGSWAN_HOOKS_H
#define STRONGSWAN_HOOKS_H

#include "acquires.h"
#include "peers.h"

struct hooks;

struct hooks *hooks_new(struct link *link, struct peers *peers,
			struct acquires *acquires);
void hooks_free(struct hooks *hooks);

listener_t *hooks_listener(struct hooks *hooks);

/* charon's number of the CHILD_SA whose SAs this thread installs; 0: none */
uint32_t hooks_child(struct hooks *hooks);

#endif
