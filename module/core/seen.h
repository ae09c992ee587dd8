/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which hosts there were SAs with, for as long as that matters.
 *
 * Bounded, and never forgetful: who would have to make way for another is
 * remembered as everybody.  Room, hash and time are arguments.
 *
 * Any context; the caller's lock.
 */
#ifndef BTNS_CORE_SEEN_H
#define BTNS_CORE_SEEN_H

#include "types.h"

#define BTNS_SEEN_SETS 512
#define BTNS_SEEN_WAYS 4
#define BTNS_SEEN_HOSTS (BTNS_SEEN_SETS * BTNS_SEEN_WAYS)

/**
 * struct btns_seen_host - one of them
 * @addr: its address
 * @last: seconds, when an SA with it was made or ended last
 * @family: of @addr; 0: nobody
 */
struct btns_seen_host {
	struct btns_addr addr;
	u64 last;
	u8 family;
};

/**
 * struct btns_seen - all of them
 * @hosts: BTNS_SEEN_HOSTS, zeroed at first; NULL: no room
 * @crowd: seconds, when the last one was seen who is remembered as everybody; 0:
 *	nobody is
 */
struct btns_seen {
	struct btns_seen_host *hosts;
	u64 crowd;
};

/**
 * btns_seen_note() - there is an SA with a host, or was until now
 * @seen: the table
 * @hash: of the address, keyed
 * @family: AF_INET or AF_INET6
 * @addr: the host
 * @now: seconds, not 0, never less than before
 */
void btns_seen_note(struct btns_seen *seen, u64 hash, u8 family,
		    const struct btns_addr *addr, u64 now);

/**
 * btns_seen_since() - was there an SA with a host?
 * @seen: the table
 * @hash: of the address, keyed
 * @family: AF_INET or AF_INET6
 * @addr: the host
 * @since: seconds
 *
 * Return: true if so, or if it cannot be told.
 */
bool btns_seen_since(const struct btns_seen *seen, u64 hash, u8 family,
		     const struct btns_addr *addr, u64 since);

#endif
