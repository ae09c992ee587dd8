// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/lifetime.h"

#include "fuzz.h"

/* One kind of limit, in the order in which they are named. */
struct model_kind {
	enum btns_limit name;
	u64 soft;
	u64 hard;
	u64 used;
};

static void model_kinds(struct model_kind *kinds,
			const struct btns_lifetime *life,
			const struct btns_usage *used)
{
	kinds[0] = (struct model_kind){ BTNS_LIMIT_TIME, life->soft.seconds,
					life->hard.seconds, used->seconds };
	kinds[1] = (struct model_kind){ BTNS_LIMIT_BYTES, life->soft.bytes,
					life->hard.bytes, used->bytes };
	kinds[2] = (struct model_kind){ BTNS_LIMIT_PACKETS, life->soft.packets,
					life->hard.packets, used->packets };
}

static enum btns_life model_judge(const struct btns_lifetime *life,
				  const struct btns_usage *used,
				  enum btns_limit *why)
{
	enum btns_life state = BTNS_LIFE_OK;
	struct model_kind kinds[3];
	int i;

	model_kinds(kinds, life, used);
	*why = BTNS_LIMIT_NONE;
	for (i = 2; i >= 0; i--)
		if (kinds[i].soft && !(kinds[i].used < kinds[i].soft)) {
			state = BTNS_LIFE_SOFT;
			*why = kinds[i].name;
		}
	for (i = 2; i >= 0; i--)
		if (kinds[i].hard && !(kinds[i].used < kinds[i].hard)) {
			state = BTNS_LIFE_HARD;
			*why = kinds[i].name;
		}
	return state;
}

static bool model_ok(const struct btns_lifetime *life)
{
	static const struct btns_usage none;
	struct model_kind kinds[3];
	bool ok = true;
	int i;

	model_kinds(kinds, life, &none);
	for (i = 0; i < 3; i++)
		if (kinds[i].soft && kinds[i].hard)
			ok &= kinds[i].soft <= kinds[i].hard;
	return ok;
}

static enum btns_life state_at(const struct btns_lifetime *life, u64 seconds)
{
	const struct btns_lifetime time_only = {
		.soft.seconds = life->soft.seconds,
		.hard.seconds = life->hard.seconds,
	};
	const struct btns_usage used = { .seconds = seconds };
	enum btns_limit why;

	return btns_lifetime_judge(&time_only, &used, &why);
}

/* Nothing happens before the moment named, something does at it. */
static void check_next(const struct btns_lifetime *life, u64 now)
{
	u64 next = btns_lifetime_next(life, now);

	if (!next) {
		fuzz_check(state_at(life, ~0ull) == state_at(life, now));
		return;
	}

	fuzz_check(next > now);
	fuzz_check(next == life->soft.seconds || next == life->hard.seconds);
	fuzz_check(state_at(life, next - 1) == state_at(life, now));
	if (!btns_lifetime_check(life))
		fuzz_check(state_at(life, next) != state_at(life, now));
}

/* Small, near a limit, or anything, so that limits and use meet. */
static u64 take_value(struct fuzz_input *in, u64 near)
{
	u8 how = fuzz_u8(in);

	switch (how >> 6) {
	case 0:
		return how;
	case 1:
		return near + (how & 7) - 3;
	case 2:
		return fuzz_u64(in);
	default:
		return ~0ull - (how & 7);
	}
}

static void take_limits(struct fuzz_input *in, struct btns_limits *limits,
			const struct btns_limits *near)
{
	limits->bytes = take_value(in, near->bytes);
	limits->packets = take_value(in, near->packets);
	limits->seconds = take_value(in, near->seconds);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz_input in = { data, size };
	struct btns_lifetime life = {};
	enum btns_limit why, want_why;
	enum btns_life state, want;
	struct btns_usage used;

	take_limits(&in, &life.hard, &life.hard);
	take_limits(&in, &life.soft, &life.hard);
	used.bytes = take_value(&in, life.soft.bytes);
	used.packets = take_value(&in, life.hard.packets);
	used.seconds = take_value(&in, life.soft.seconds);

	want = model_judge(&life, &used, &want_why);
	state = btns_lifetime_judge(&life, &used, &why);
	fuzz_check(state == want);
	fuzz_check(why == want_why);
	fuzz_check(!btns_lifetime_check(&life) == model_ok(&life));
	check_next(&life, used.seconds);
	return 0;
}
