/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Halves of pairs: charon installs the SAs of a CHILD_SA one after the other,
 * the kernel takes both or none.  The first is kept here until the second comes
 * or its time is over; it is in no kernel meanwhile.
 *
 * Pure; whoever calls has locked.
 */
#ifndef STRONGSWAN_HALF_H
#define STRONGSWAN_HALF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "btns.h"

#define HALF_KEY_MAX 64
#define HALF_SECONDS 20		/* charon needs milliseconds */
#define HALVES_MAX 1024		/* at a time */

/**
 * struct half - one SA of two
 * @sa: the SA
 * @ike: charon's number of the IKE_SA
 * @child: of the CHILD_SA
 * @is_ours: this host asked for it
 * @key: its key
 * @key_len: octets of @key
 */
struct half {
	struct btns_sa_info sa;
	uint32_t ike;
	uint32_t child;
	bool is_ours;
	uint8_t key[HALF_KEY_MAX];
	size_t key_len;
};

/**
 * half_clear() - the end of a half
 * @half: its key is wiped, what it points to is freed
 */
void half_clear(struct half *half);

struct halves;

struct halves *halves_new(void);
void halves_free(struct halves *halves);

/* What became of a half. */
enum half_fate {
	HALF_KEPT,	/* the other one is awaited */
	HALF_PAIRED,	/* here are both */
	HALF_REFUSED,	/* neither of them is any more */
};

/**
 * halves_put() - a half arrives
 * @halves: those that wait
 * @half: moved from
 * @now: seconds, monotonic
 * @in: with HALF_PAIRED the inbound half, to be given to half_clear()
 * @out: the outbound one, likewise
 * @why: with HALF_REFUSED: what is wrong, constant
 *
 * RFC 4301 4.1: both have the same mode, cipher and traffic.
 */
enum half_fate halves_put(struct halves *halves, struct half *half,
			  uint64_t now, struct half *in, struct half *out,
			  const char **why);

/**
 * halves_drop() - an SA is deleted
 * @halves: those that wait
 * @id: which
 *
 * Return: true if it was a half that waited.
 */
bool halves_drop(struct halves *halves, const struct btns_sa_id *id);

/**
 * halves_expire() - end those that waited too long
 * @halves: those that wait
 * @now: seconds, monotonic
 *
 * Return: how many ended.
 */
size_t halves_expire(struct halves *halves, uint64_t now);

size_t halves_count(const struct halves *halves);

#endif
