// SPDX-License-Identifier: GPL-2.0-only
#include "seen.h"

static bool seen_is_host(const struct btns_seen_host *place, u8 family,
			 const struct btns_addr *addr)
{
	return place->family == family && btns_addr_equal(&place->addr, addr);
}

/* The host's place, or that of the one who was not seen for longest. */
static struct btns_seen_host *seen_place(const struct btns_seen *seen, u64 hash,
					 u8 family,
					 const struct btns_addr *addr)
{
	struct btns_seen_host *place, *oldest;
	unsigned int i;

	place = seen->hosts + hash % BTNS_SEEN_SETS * BTNS_SEEN_WAYS;
	oldest = place;
	for (i = 0; i < BTNS_SEEN_WAYS; i++, place++) {
		if (seen_is_host(place, family, addr))
			return place;
		if (place->last < oldest->last)
			oldest = place;
	}
	return oldest;
}

void btns_seen_note(struct btns_seen *seen, u64 hash, u8 family,
		    const struct btns_addr *addr, u64 now)
{
	struct btns_seen_host *place;

	if (!seen->hosts) {
		seen->crowd = now;
		return;
	}
	place = seen_place(seen, hash, family, addr);
	if (!seen_is_host(place, family, addr) && place->last > seen->crowd)
		seen->crowd = place->last;
	place->addr = *addr;
	place->family = family;
	place->last = now;
}

bool btns_seen_since(const struct btns_seen *seen, u64 hash, u8 family,
		     const struct btns_addr *addr, u64 since)
{
	const struct btns_seen_host *place;

	if (seen->crowd && seen->crowd >= since)
		return true;
	if (!seen->hosts)
		return false;
	place = seen_place(seen, hash, family, addr);
	return seen_is_host(place, family, addr) && place->last >= since;
}
