// SPDX-License-Identifier: GPL-2.0-only
#include "recent.h"

/* A flood from forged addresses takes half a minute to fill the table. */
static const struct btns_rate eviction_rate = { 100000000, 16 };

void btns_recent_init(struct btns_recent *recent,
		      struct btns_recent_peer *peers, u64 now)
{
	recent->peers = peers;
	recent->number = 0;
	btns_bucket_fill(&recent->evictions, &eviction_rate, now);
}

struct btns_addr btns_recent_group(u8 family, const struct btns_addr *addr)
{
	struct btns_addr group = *addr;

	if (family == AF_INET6)
		memset(group.octets + 8, 0, 8);
	return group;
}

/* The host's place, or the one it would take. */
static struct btns_recent_peer *find_place(const struct btns_recent *recent,
					   u64 hash, u8 family,
					   const struct btns_addr *group)
{
	struct btns_recent_peer *place, *oldest;
	unsigned int i;

	place = recent->peers + hash % BTNS_RECENT_SETS * BTNS_RECENT_WAYS;
	oldest = place;
	for (i = 0; i < BTNS_RECENT_WAYS; i++, place++) {
		if (place->family == family &&
		    btns_addr_equal(&place->addr, group))
			return place;
		if (place->last < oldest->last)
			oldest = place;
	}
	return oldest;
}

/* Give a place to somebody else, unless that was done too often. */
static bool claim_place(struct btns_recent *recent,
			struct btns_recent_peer *place, u8 family,
			const struct btns_addr *group, u64 now)
{
	if (place->family) {
		if (!btns_bucket_has(&recent->evictions, &eviction_rate, now))
			return false;
		btns_bucket_take(&recent->evictions, &eviction_rate, now);
	}
	memset(place, 0, sizeof(*place));
	place->addr = *group;
	place->family = family;
	return true;
}

bool btns_recent_add(struct btns_recent *recent,
		     struct btns_drop_record *record, u64 hash, u64 now)
{
	u8 family = record->peer_family;
	struct btns_addr group = btns_recent_group(family, &record->peer);
	struct btns_recent_peer *place;

	record->number = ++recent->number;
	if (!recent->peers || !family)
		return false;
	place = find_place(recent, hash, family, &group);
	if ((place->family != family ||
	     !btns_addr_equal(&place->addr, &group)) &&
	    !claim_place(recent, place, family, &group, now))
		return false;

	place->last = record->number;
	place->drop[place->next] = *record;
	place->next = (place->next + 1) % BTNS_RECENT_DEPTH;
	return true;
}

static bool is_about(const struct btns_drop_record *record, u8 family,
		     const struct btns_addr *addr)
{
	if (family == AF_UNSPEC)
		return true;
	if (record->peer_family == family &&
	    btns_addr_equal(&record->peer, addr))
		return true;
	if (record->flow.family != family)
		return false;
	return (record->remote_ends & BTNS_RECENT_SRC &&
		btns_addr_equal(&record->flow.src, addr)) ||
	       (record->remote_ends & BTNS_RECENT_DST &&
		btns_addr_equal(&record->flow.dst, addr));
}

const struct btns_drop_record *
btns_recent_next(const struct btns_recent *recent, u64 after, u8 family,
		 const struct btns_addr *addr)
{
	const struct btns_drop_record *next = NULL, *record;
	unsigned int i, n;

	for (i = 0; i < BTNS_RECENT_PEERS; i++) {
		if (recent->peers[i].last <= after)
			continue;
		for (n = 0; n < BTNS_RECENT_DEPTH; n++) {
			record = &recent->peers[i].drop[n];
			if (record->number > after &&
			    (!next || record->number < next->number) &&
			    is_about(record, family, addr))
				next = record;
		}
	}
	return next;
}
