/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SAs that the kernel wants and charon negotiates.
 */
#ifndef STRONGSWAN_ACQUIRES_H
#define STRONGSWAN_ACQUIRES_H

#include <daemon.h>

#include "link.h"
#include "span.h"

struct acquires;

struct acquires *acquires_new(struct link *link);
void acquires_free(struct acquires *acquires);

/**
 * acquires_add() - the kernel wants an SA
 * @acquires: those that are wanted
 * @acquire: what it says
 * @connection: charon's name of the connection that is for it, or NULL
 * @local: the packet, this end
 * @remote: the other end
 */
void acquires_add(struct acquires *acquires, const struct btns_acquire *acquire,
		  const char *connection, const struct span *local,
		  const struct span *remote);

/* is it known already, by the kernel's number of it? */
bool acquires_has(struct acquires *acquires, uint32_t id);

/**
 * struct bargain - a CHILD_SA that we propose
 * @ike: charon's number of its IKE_SA
 * @child: of itself
 */
struct bargain {
	uint32_t ike;
	uint32_t child;
};

/**
 * acquires_begin() - a CHILD_SA is proposed, perhaps for a packet
 * @acquires: those that are wanted
 * @bargain: the CHILD_SA; what becomes of it becomes of the acquire
 * @local: first traffic selector of this end
 * @remote: of the other
 *
 * Return: what it takes of the packet, bits of enum btns_pfp; 0: nothing, or nobody
 * asked.
 */
uint32_t acquires_begin(struct acquires *acquires, struct bargain bargain,
			const struct span *local, const struct span *remote);

/* the CHILD_SA is proposed once more, as another one */
void acquires_again(struct acquires *acquires, uint32_t child);

/* it is there */
void acquires_end(struct acquires *acquires, uint32_t child);

/* it will not be; @reason: enum btns_acquire_reason */
void acquires_fail(struct acquires *acquires, uint32_t child, uint32_t reason);

/**
 * acquires_fail_all() - an IKE_SA fails
 * @acquires: those that are wanted
 * @ike_sa: the IKE_SA; what is negotiated by it fails, and what was to be: for the
 *	same peer by the same connection, and not proposed yet
 * @reason: enum btns_acquire_reason
 */
void acquires_fail_all(struct acquires *acquires, ike_sa_t *ike_sa,
		       uint32_t reason);

#endif
