// SPDX-License-Identifier: GPL-2.0-only
#include "tunnel.h"

bool btns_tunnel_joins(const struct btns_tunnel *tunnel,
		       const struct btns_addr *local,
		       const struct btns_addr *remote, u8 family)
{
	return tunnel->family == family &&
	       btns_addr_equal(&tunnel->local, local) &&
	       btns_addr_equal(&tunnel->remote, remote);
}

bool btns_tunnels_join(const struct btns_tunnel *list, u8 count,
		       const struct btns_addr *local,
		       const struct btns_addr *remote, u8 family)
{
	u8 i;

	for (i = 0; i < count; i++)
		if (btns_tunnel_joins(&list[i], local, remote, family))
			return true;
	return false;
}

const char *btns_tunnels_check(const struct btns_tunnel *list, u8 count)
{
	u8 i;

	for (i = 1; i < count; i++)
		if (btns_tunnels_join(list, i, &list[i].local, &list[i].remote,
				      list[i].family))
			return "two tunnels have the same ends, leave one of them out";
	return NULL;
}
