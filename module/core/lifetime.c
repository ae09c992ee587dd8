// SPDX-License-Identifier: GPL-2.0-only
#include "lifetime.h"

static bool limit_reached(u64 limit, u64 used)
{
	return limit && used >= limit;
}

static enum btns_limit limits_reached(const struct btns_limits *limits,
				      const struct btns_usage *used)
{
	if (limit_reached(limits->seconds, used->seconds))
		return BTNS_LIMIT_TIME;
	if (limit_reached(limits->bytes, used->bytes))
		return BTNS_LIMIT_BYTES;
	if (limit_reached(limits->packets, used->packets))
		return BTNS_LIMIT_PACKETS;

	return BTNS_LIMIT_NONE;
}

enum btns_life btns_lifetime_judge(const struct btns_lifetime *life,
				   const struct btns_usage *used,
				   enum btns_limit *why)
{
	*why = limits_reached(&life->hard, used);
	if (*why != BTNS_LIMIT_NONE)
		return BTNS_LIFE_HARD;

	*why = limits_reached(&life->soft, used);
	if (*why != BTNS_LIMIT_NONE)
		return BTNS_LIFE_SOFT;

	return BTNS_LIFE_OK;
}

u64 btns_lifetime_next(const struct btns_lifetime *life, u64 seconds)
{
	u64 soft = life->soft.seconds;
	u64 hard = life->hard.seconds;

	if (soft <= seconds)
		return hard > seconds ? hard : 0;
	if (hard <= seconds)
		return soft;

	return min(soft, hard);
}

static bool limit_is_behind(u64 soft, u64 hard)
{
	return hard && soft > hard;
}

const char *btns_lifetime_check(const struct btns_lifetime *life)
{
	const struct btns_limits *soft = &life->soft;
	const struct btns_limits *hard = &life->hard;

	if (limit_is_behind(soft->seconds, hard->seconds))
		return "soft time limit is behind the hard one, lower it";
	if (limit_is_behind(soft->bytes, hard->bytes))
		return "soft byte limit is behind the hard one, lower it";
	if (limit_is_behind(soft->packets, hard->packets))
		return "soft packet limit is behind the hard one, lower it";

	return NULL;
}
