// SPDX-License-Identifier: GPL-2.0-only
#include "addr_set.h"

static int addr_compare(const struct btns_addr *a, const struct btns_addr *b)
{
	return memcmp(a->octets, b->octets, sizeof(a->octets));
}

/* The next address; @addr is not the last. */
static void addr_step_up(struct btns_addr *addr, u8 family)
{
	size_t i = btns_addr_len(family);

	while (i--)
		if (++addr->octets[i])
			return;
}

/* The one before; @addr is not the first. */
static void addr_step_down(struct btns_addr *addr, u8 family)
{
	size_t i = btns_addr_len(family);

	while (i--)
		if (addr->octets[i]--)
			return;
}

void btns_addr_set_init(struct btns_addr_set *set,
			struct btns_addr_range *range, u32 room, u8 family)
{
	set->range = range;
	set->count = 0;
	set->room = room;
	set->family = family;
	set->is_full = false;
}

static void addr_append(struct btns_addr_set *set,
			const struct btns_addr_range *range)
{
	if (set->count == set->room)
		set->is_full = true;
	else
		set->range[set->count++] = *range;
}

bool btns_addr_range_overlaps(const struct btns_addr_range *a,
			      const struct btns_addr_range *b)
{
	return addr_compare(&a->lo, &b->hi) <= 0 && addr_compare(&b->lo, &a->hi) <= 0;
}

/* What of the range at @place is outside @out: nothing, one side or both. */
static void addr_cut(struct btns_addr_set *set, u32 place,
		     const struct btns_addr_range *out)
{
	struct btns_addr_range below = set->range[place];
	struct btns_addr_range above = set->range[place];

	set->range[place] = set->range[--set->count];
	if (addr_compare(&below.lo, &out->lo) < 0) {
		below.hi = out->lo;
		addr_step_down(&below.hi, set->family);
		addr_append(set, &below);
	}
	if (addr_compare(&above.hi, &out->hi) > 0) {
		above.lo = out->hi;
		addr_step_up(&above.lo, set->family);
		addr_append(set, &above);
	}
}

void btns_addr_set_remove(struct btns_addr_set *set,
			  const struct btns_addr_range *range)
{
	u32 i = set->count;

	/* backwards: what a cut moves here or adds was, or need not be, cut */
	while (i--)
		if (btns_addr_range_overlaps(&set->range[i], range))
			addr_cut(set, i, range);
}

void btns_addr_set_add(struct btns_addr_set *set,
		       const struct btns_addr_range *range)
{
	btns_addr_set_remove(set, range);
	addr_append(set, range);
}

/* The part of @range in @other, which it overlaps. */
static struct btns_addr_range addr_common(const struct btns_addr_range *range,
					  const struct btns_addr_range *other)
{
	struct btns_addr_range both = *range;

	if (addr_compare(&both.lo, &other->lo) < 0)
		both.lo = other->lo;
	if (addr_compare(&both.hi, &other->hi) > 0)
		both.hi = other->hi;
	return both;
}

void btns_addr_set_within(const struct btns_addr_set *set,
			  const struct btns_addr_range *list, u32 count,
			  struct btns_addr_set *result)
{
	u32 i, j;

	if (set->is_full)
		result->is_full = true;
	for (i = 0; i < count; i++) {
		for (j = 0; j < set->count; j++) {
			struct btns_addr_range both;

			if (!btns_addr_range_overlaps(&set->range[j], &list[i]))
				continue;
			both = addr_common(&set->range[j], &list[i]);
			btns_addr_set_add(result, &both);
		}
	}
}

/* The range of the list that holds @addr and reaches furthest, or NULL. */
static const struct btns_addr_range *
addr_furthest(const struct btns_addr_range *list, u32 count,
	 const struct btns_addr *addr)
{
	const struct btns_addr_range *best = NULL;
	u32 i;

	for (i = 0; i < count; i++) {
		if (addr_compare(&list[i].lo, addr) > 0 ||
		    addr_compare(&list[i].hi, addr) < 0)
			continue;
		if (!best || addr_compare(&best->hi, &list[i].hi) < 0)
			best = &list[i];
	}
	return best;
}

bool btns_addr_list_covers(const struct btns_addr_range *list, u32 count,
			   const struct btns_addr_range *range, u8 family)
{
	struct btns_addr next = range->lo;

	for (;;) {
		const struct btns_addr_range *best;

		best = addr_furthest(list, count, &next);
		if (!best)
			return false;
		if (addr_compare(&best->hi, &range->hi) >= 0)
			return true;
		next = best->hi;
		addr_step_up(&next, family);
	}
}
