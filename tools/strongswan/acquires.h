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
 * @local: the packet, this end
 * @remote: the other end
 */
void acquires_add(struct acquires *acquires, const struct btns_acquire *acquire,
		  const struct span *local, const struct span *remote);

/**
 * acquires_pfp() - what an SA takes of the packet that asked for it
 * @acquires: those that are wanted
 * @local: first traffic selector of this end
 * @remote: of the other
 *
 * Return: bits of enum btns_pfp; 0: nothing, or nobody asked.
 */
uint32_t acquires_pfp(struct acquires *acquires, const struct span *local,
		      const struct span *remote);

/* there will be no SA with @remote; @reason: enum btns_acquire_reason */
void acquires_fail(struct acquires *acquires, host_t *remote, uint32_t reason);

#endif
