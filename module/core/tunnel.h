/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Outer addresses of tunnels, RFC 4301 4.5.3: an SPD entry in tunnel mode names
 * the gateways behind which its destinations are, the one to be preferred first.
 *
 * Any context, no side effects.
 */
#ifndef BTNS_CORE_TUNNEL_H
#define BTNS_CORE_TUNNEL_H

#include "types.h"

#define BTNS_TUNNELS_MAX 4	/* of one SPD entry */

/**
 * struct btns_tunnel - outer addresses
 * @local: here
 * @remote: there
 * @family: of both
 */
struct btns_tunnel {
	struct btns_addr local;
	struct btns_addr remote;
	u8 family;
};

/**
 * btns_tunnel_joins() - is this tunnel between these ends?
 * @tunnel: the tunnel
 * @local: one end
 * @remote: the other
 * @family: of both
 *
 * Return: true if it is, in this direction.
 */
bool btns_tunnel_joins(const struct btns_tunnel *tunnel,
		       const struct btns_addr *local,
		       const struct btns_addr *remote, u8 family);

/**
 * btns_tunnels_join() - is one of them between these ends?
 * @list: tunnels
 * @count: of @list; may be 0
 * @local: one end
 * @remote: the other
 * @family: of both
 *
 * Return: true if there is one.
 */
bool btns_tunnels_join(const struct btns_tunnel *list, u8 count,
		       const struct btns_addr *local,
		       const struct btns_addr *remote, u8 family);

/**
 * btns_tunnels_check() - may an SPD entry have these?
 * @list: tunnels
 * @count: of @list, 1 to BTNS_TUNNELS_MAX
 *
 * Return: NULL, or what is wrong and how to put it right, a constant fit for
 * extack.
 */
const char *btns_tunnels_check(const struct btns_tunnel *list, u8 count);

#endif
