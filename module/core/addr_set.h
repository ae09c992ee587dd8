/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sets of addresses of one family as lists of ranges, and what is left of one
 * when others are taken away.  The memory is the caller's.
 *
 * Any context, no side effects beyond the set.
 */
#ifndef BTNS_CORE_ADDR_SET_H
#define BTNS_CORE_ADDR_SET_H

#include "selector.h"

/**
 * struct btns_addr_set - addresses
 * @range: ranges in no order, none of which overlaps another
 * @count: of them
 * @room: how many fit
 * @family: AF_INET or AF_INET6
 * @is_full: one did not fit; the set is too small from then on, and nothing
 *	else may be concluded from it
 */
struct btns_addr_set {
	struct btns_addr_range *range;
	u32 count;
	u32 room;
	u8 family;
	bool is_full;
};

/**
 * btns_addr_set_init() - the empty set
 * @set: the set
 * @range: memory for its ranges
 * @room: how many fit there
 * @family: AF_INET or AF_INET6
 */
void btns_addr_set_init(struct btns_addr_set *set,
			struct btns_addr_range *range, u32 room, u8 family);

/**
 * btns_addr_set_add() - one more range
 * @set: the set
 * @range: of its family, its end not before its start
 */
void btns_addr_set_add(struct btns_addr_set *set,
		       const struct btns_addr_range *range);

/**
 * btns_addr_set_remove() - take a range away
 * @set: the set
 * @range: of its family, its end not before its start
 */
void btns_addr_set_remove(struct btns_addr_set *set,
			  const struct btns_addr_range *range);

/**
 * btns_addr_set_within() - keep what is in a list of ranges
 * @set: the set
 * @list: ranges of its family in any order, overlapping or not
 * @count: of @list
 * @result: initialised and empty, of the same family: what is in both
 */
void btns_addr_set_within(const struct btns_addr_set *set,
			  const struct btns_addr_range *list, u32 count,
			  struct btns_addr_set *result);

/**
 * btns_addr_range_overlaps() - is there an address in both?
 * @a: one range
 * @b: another one of the same family
 *
 * Return: true if there is.
 */
bool btns_addr_range_overlaps(const struct btns_addr_range *a,
			      const struct btns_addr_range *b);

/**
 * btns_addr_list_covers() - do ranges hold all of another one?
 * @list: ranges in any order, overlapping or not
 * @count: of @list
 * @range: of the same family
 * @family: of both
 *
 * Return: true if each address of @range is in one of @list.
 */
bool btns_addr_list_covers(const struct btns_addr_range *list, u32 count,
			   const struct btns_addr_range *range, u8 family);

#endif
