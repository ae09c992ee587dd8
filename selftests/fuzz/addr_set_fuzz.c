// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/addr_set.h"

#include "fuzz.h"

/*
 * The model is an array of bits, one for each of 256 addresses; they lie where
 * two octets change at once, or at either end of all addresses.
 */
#define ADDRS 256
#define ROOM 12
#define STEPS 24

struct model {
	bool has[ADDRS];
};

/* Address @n of the window that begins at @base. */
static struct btns_addr addr_at(u8 family, u32 base, u8 n)
{
	size_t len = btns_addr_len(family), i = len;
	struct btns_addr addr;
	u64 value = (u64)base + n;

	memset(&addr, 0, sizeof(addr));
	if (base == 0xffffff00)
		memset(addr.octets, 0xff, len);
	for (; i && (value || len - i < 4); value >>= 8)
		addr.octets[--i] = (u8)value;
	return addr;
}

static struct btns_addr_range take_range(struct fuzz_input *in, u8 family,
					 u32 base, u8 *lo, u8 *hi)
{
	struct btns_addr_range range;
	u8 a = fuzz_u8(in), b = fuzz_u8(in);

	*lo = a < b ? a : b;
	*hi = a < b ? b : a;
	range.lo = addr_at(family, base, *lo);
	range.hi = addr_at(family, base, *hi);
	return range;
}

static void model_fill(struct model *model, u8 lo, u8 hi, bool has)
{
	memset(model->has + lo, has, hi - lo + 1);
}

static bool range_has(const struct btns_addr_range *range,
		      const struct btns_addr *addr)
{
	return memcmp(&range->lo, addr, 16) <= 0 &&
	       memcmp(addr, &range->hi, 16) <= 0;
}

static void compare(const struct btns_addr_set *set, const struct model *model,
		    u32 base)
{
	int n;

	for (n = 0; n < ADDRS; n++) {
		struct btns_addr addr = addr_at(set->family, base, n);
		int times = 0;
		u32 i;

		for (i = 0; i < set->count; i++)
			times += range_has(&set->range[i], &addr);
		fuzz_check(times == model->has[n]);
	}
}

static void model_within(struct model *model, const struct model *list)
{
	int n;

	for (n = 0; n < ADDRS; n++)
		model->has[n] = model->has[n] && list->has[n];
}

static bool model_covers(const struct model *list, u8 lo, u8 hi)
{
	return !memchr(list->has + lo, false, hi - lo + 1);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static const u32 bases[] = { 0, 0x0a00ff80, 0xffffff00 };
	struct btns_addr_range range[ROOM], more[ROOM], list[4];
	struct fuzz_input in = { data, size };
	struct model model = {}, listed = {};
	u8 family = fuzz_u8(&in) & 1 ? AF_INET : AF_INET6, lo, hi;
	u32 base = bases[fuzz_u8(&in) % 3];
	struct btns_addr_set set, both;
	int step, n;

	btns_addr_set_init(&set, range, ROOM, family);
	for (step = 0; step < STEPS && in.size; step++) {
		bool add = fuzz_u8(&in) & 1;
		struct btns_addr_range one = take_range(&in, family, base,
							&lo, &hi);

		if (add)
			btns_addr_set_add(&set, &one);
		else
			btns_addr_set_remove(&set, &one);
		model_fill(&model, lo, hi, add);
		if (set.is_full)
			return 0;
		compare(&set, &model, base);
	}

	for (n = 0; n < 4; n++) {
		list[n] = take_range(&in, family, base, &lo, &hi);
		model_fill(&listed, lo, hi, true);
	}
	for (n = 0; n < 4; n++) {
		struct btns_addr_range one = take_range(&in, family, base,
							&lo, &hi);

		fuzz_check(btns_addr_list_covers(list, 4, &one, family) ==
			   model_covers(&listed, lo, hi));
	}
	btns_addr_set_init(&both, more, ROOM, family);
	btns_addr_set_within(&set, list, 4, &both);
	model_within(&model, &listed);
	if (!both.is_full)
		compare(&both, &model, base);
	return 0;
}
