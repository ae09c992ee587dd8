// SPDX-License-Identifier: GPL-2.0-only
#include "bucket.h"

/* The moment from which a bucket that is full now would have filled. */
static s64 empty_since(const struct btns_rate *rate, u64 now)
{
	return (s64)now - (s64)(rate->interval * rate->burst);
}

void btns_bucket_fill(struct btns_bucket *bucket, const struct btns_rate *rate,
		      u64 now)
{
	bucket->spent = empty_since(rate, now);
}

bool btns_bucket_has(const struct btns_bucket *bucket,
		     const struct btns_rate *rate, u64 now)
{
	return bucket->spent + (s64)rate->interval <= (s64)now;
}

void btns_bucket_take(struct btns_bucket *bucket, const struct btns_rate *rate,
		      u64 now)
{
	/* what came back while the bucket was full is lost */
	if (btns_bucket_is_full(bucket, rate, now))
		btns_bucket_fill(bucket, rate, now);
	bucket->spent += (s64)rate->interval;
}

bool btns_bucket_is_full(const struct btns_bucket *bucket,
			 const struct btns_rate *rate, u64 now)
{
	return bucket->spent <= empty_since(rate, now);
}
