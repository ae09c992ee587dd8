// SPDX-License-Identifier: GPL-2.0-only
#include "outer.h"

const char *btns_outer_check_map(const u8 *map)
{
	unsigned int i;

	for (i = 0; i < BTNS_OUTER_DSCPS; i++)
		if (map[i] >= BTNS_OUTER_DSCPS)
			return "dscp-map has an octet above 63, give DSCP values without congestion marks";
	return NULL;
}
