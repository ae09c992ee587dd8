/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SAs for packets that want one of their own (pfp).
 *
 * charon's traps begin one SA each: while it lives packets for another port are
 * told that it is there already.
 */
#ifndef STRONGSWAN_INITIATE_H
#define STRONGSWAN_INITIATE_H

#include <daemon.h>

/**
 * initiate() - have charon negotiate an SA beside others of a trap
 * @reqid: charon's number of the trap; not one for any remote host
 * @local: the packet, this end
 * @remote: the other end
 *
 * Only begins: a thread of charon's goes on.
 */
void initiate(uint32_t reqid, traffic_selector_t *local,
	      traffic_selector_t *remote);

/* name of the connection of a trap, to be freed; NULL: there is no such trap */
char *initiate_connection(uint32_t reqid);

#endif
