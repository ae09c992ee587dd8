/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lifetimes of an SA, RFC 4301 4.4.2.1: time, octets and packets, each soft and
 * hard, all at once.
 *
 * Any context, no side effects; the caller brings the clock and the counters.
 */
#ifndef BTNS_CORE_LIFETIME_H
#define BTNS_CORE_LIFETIME_H

#include "types.h"

/* One set of limits; 0 means none. */
struct btns_limits {
	u64 bytes;	/* octets to which the algorithm was applied */
	u64 packets;
	u64 seconds;	/* since the SA was added, suspend included */
};

struct btns_lifetime {
	struct btns_limits soft;
	struct btns_limits hard;
};

/* What an SA has used so far, in the units of struct btns_limits. */
struct btns_usage {
	u64 bytes;
	u64 packets;
	u64 seconds;
};

enum btns_life {
	BTNS_LIFE_OK,
	BTNS_LIFE_SOFT,		/* rekey: still usable */
	BTNS_LIFE_HARD,		/* must not be used any more */
};

/* Which limit was reached, for the event. */
enum btns_limit {
	BTNS_LIMIT_NONE,
	BTNS_LIMIT_TIME,
	BTNS_LIMIT_BYTES,
	BTNS_LIMIT_PACKETS,
};

/**
 * btns_lifetime_judge() - has a limit been reached?
 * @life: the limits
 * @used: what was used
 * @why: the limit that decided; time before bytes before packets
 *
 * A limit is reached when the use equals it.  Hard beats soft.
 *
 * Return: the state.
 */
enum btns_life btns_lifetime_judge(const struct btns_lifetime *life,
				   const struct btns_usage *used,
				   enum btns_limit *why);

/**
 * btns_lifetime_next() - when must the clock be looked at again?
 * @life: the limits
 * @seconds: age now
 *
 * Return: the age at which the next time limit falls due, 0 if none is ahead.
 */
u64 btns_lifetime_next(const struct btns_lifetime *life, u64 seconds);

/**
 * btns_lifetime_check() - are these limits sensible?
 * @life: the limits
 *
 * Return: NULL, or what is wrong (a soft limit behind its hard one), a constant
 * fit for extack and a terminal.
 */
const char *btns_lifetime_check(const struct btns_lifetime *life);

#endif
