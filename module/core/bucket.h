/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Token buckets: so many at once, so many a second, and time is an argument.
 *
 * Any context; the caller's lock.
 */
#ifndef BTNS_CORE_BUCKET_H
#define BTNS_CORE_BUCKET_H

#include "types.h"

/**
 * struct btns_rate - what a bucket allows
 * @interval: time for one token to come back, not 0
 * @burst: tokens of a full bucket, not 0
 *
 * @interval times @burst stays far below 2^63.
 */
struct btns_rate {
	u64 interval;
	u32 burst;
};

/**
 * struct btns_bucket - tokens
 * @spent: the moment up to which all tokens are given away; a token comes with
 *	every interval that passed since
 *
 * One number and no division: a bucket that nobody looked at for a while fills
 * up when somebody does.
 */
struct btns_bucket {
	s64 spent;
};

/**
 * btns_bucket_fill() - make it full
 * @bucket: the bucket
 * @rate: what it allows
 * @now: the time, in the unit of @rate's interval
 */
void btns_bucket_fill(struct btns_bucket *bucket, const struct btns_rate *rate,
		      u64 now);

/**
 * btns_bucket_has() - is there a token?
 * @bucket: from btns_bucket_fill()
 * @rate: what it allows
 * @now: the time; a step back gives no tokens and costs none
 *
 * Return: true if btns_bucket_take() may be called.
 */
bool btns_bucket_has(const struct btns_bucket *bucket,
		     const struct btns_rate *rate, u64 now);

/**
 * btns_bucket_take() - take one
 * @bucket: from btns_bucket_fill(), btns_bucket_has() was true
 * @rate: what it allows
 * @now: the time
 */
void btns_bucket_take(struct btns_bucket *bucket, const struct btns_rate *rate,
		      u64 now);

/**
 * btns_bucket_is_full() - would a fresh one allow as much?
 * @bucket: from btns_bucket_fill()
 * @rate: what it allows
 * @now: the time
 *
 * Return: true if the bucket may be forgotten.
 */
bool btns_bucket_is_full(const struct btns_bucket *bucket,
			 const struct btns_rate *rate, u64 now);

#endif
