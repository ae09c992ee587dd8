/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How often key management is asked, and for how many SAs at one time: for a
 * remote host, by an SPD entry, and in all.
 *
 * Whoever calls these holds the lock of the table.
 */
#ifndef BTNS_ACQUIRE_LIMIT_H
#define BTNS_ACQUIRE_LIMIT_H

#include "acquire_table.h"

/*
 * An SPD entry may have as much as is left for all: whoever comes first gets
 * half, and there is always something for the next.
 */
static inline bool btns_acquire_share_allows(u32 has, u32 wants, u32 used,
					     u32 max)
{
	return used + wants <= max && has + wants <= max - used;
}

/* the remote host of @key, known from now on; NULL: too many, or no memory */
struct btns_acquire_peer *
btns_acquire_peer_get(struct btns_acquires *all,
		      const struct btns_acquire_key *key, u64 now);

/* forget those for whom nothing is wanted and nothing remembered; or all */
void btns_acquire_peers_sweep(struct btns_acquires *all);
void btns_acquire_peers_free(struct btns_acquires *all);

/* may one more be asked for?  If so, that is used up; @now: nanoseconds */
bool btns_acquire_limit_take(struct btns_acquires *all,
			     struct btns_acquire_peer *peer,
			     struct btns_acquire_share *share, u64 now);

/* would btns_acquire_limit_take() say yes for @key, if there is memory? */
bool btns_acquire_limit_peek(struct btns_acquires *all,
			     const struct btns_acquire_key *key);

/* nothing is used up; the lock is not needed yet */
void btns_acquire_limits_init(struct btns_acquires *all);

#endif
