/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * charon's policies, which are none of the kernel's: the SPD of btns belongs to
 * the administrator.  What charon installs is kept here for two questions: which
 * of its traps is for a packet that wants an SA, and when was an SA used.
 *
 * The same policy comes several times while SAs are replaced, each time for other
 * SAs; each of these is an entry of its own and goes with its own removal.
 */
#ifndef STRONGSWAN_POLICIES_H
#define STRONGSWAN_POLICIES_H

#include <daemon.h>
#include <threading/mutex.h>

#include "span.h"

struct policies;

struct policies *policies_new(void);
void policies_free(struct policies *policies);

void policies_add(struct policies *policies, const kernel_ipsec_policy_id_t *id,
		  const kernel_ipsec_manage_policy_t *data);

/* false: there was none */
bool policies_del(struct policies *policies, const kernel_ipsec_policy_id_t *id,
		  const kernel_ipsec_manage_policy_t *data);

void policies_flush(struct policies *policies);

/**
 * policies_sa() - the SA that serves a policy
 * @policies: charon's policies
 * @id: which
 * @spi: its SPI, network order
 *
 * Return: its destination, to be destroyed; NULL: there is none.
 */
host_t *policies_sa(struct policies *policies,
		    const kernel_ipsec_policy_id_t *id, uint32_t *spi);

/**
 * struct trap - a connection that waits for packets
 * @reqid: charon's number of it
 * @is_for_any: of remote hosts: each has an IKE_SA of its own
 */
struct trap {
	uint32_t reqid;
	bool is_for_any;
};

/**
 * policies_trap() - which trap is for a packet?
 * @policies: charon's policies
 * @local: the packet, this end
 * @remote: the other one
 * @mode: of the SA that is wanted
 * @trap: filled in
 *
 * The narrowest one, of two like that the later one.
 *
 * Return: false: none is.
 */
bool policies_trap(struct policies *policies, traffic_selector_t *local,
		   traffic_selector_t *remote, ipsec_mode_t mode,
		   struct trap *trap);

#endif
