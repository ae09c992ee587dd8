/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the outer header of a tunnel takes from the inner one: RFC 4301 5.1.2 and
 * 8.1; and which DSCP values an SA is for, 4.4.2.1.
 *
 * Any context, no side effects.
 */
#ifndef BTNS_CORE_OUTER_H
#define BTNS_CORE_OUTER_H

#include "types.h"

#define BTNS_OUTER_DSCPS 64		/* values of a DSCP */
#define BTNS_DSCPS_ALL (~0ULL)		/* a set of them, a bit each */

/* The numbers are those of the specification's df. */
enum btns_outer_df {
	BTNS_OUTER_DF_COPY,
	BTNS_OUTER_DF_SET,
	BTNS_OUTER_DF_CLEAR,
};

/**
 * struct btns_outer - how an SA makes its outer headers
 * @dscp_map: the outer DSCP of each inner one, BTNS_OUTER_DSCPS of them;
 *	NULL: copied
 * @df: enum btns_outer_df; of IPv4
 */
struct btns_outer {
	const u8 *dscp_map;
	u8 df;
};

/**
 * btns_outer_dsfield() - DSCP and congestion mark of an outer header
 * @outer: of the SA
 * @inner: those of the inner one
 *
 * RFC 4301 5.1.2.1; the mark is copied whatever becomes of the DSCP (RFC 6040
 * 4.1, normal mode).
 */
static inline u8 btns_outer_dsfield(const struct btns_outer *outer, u8 inner)
{
	if (!outer->dscp_map)
		return inner;
	return (u8)(outer->dscp_map[inner >> 2] << 2 | (inner & 3));
}

/**
 * btns_outer_has_df() - may no router fragment the outer packet?
 * @outer: of the SA
 * @inner: nor the inner one; true for IPv6
 */
static inline bool btns_outer_has_df(const struct btns_outer *outer, bool inner)
{
	return outer->df == BTNS_OUTER_DF_COPY ? inner :
						 outer->df == BTNS_OUTER_DF_SET;
}

/* The set that is a DS field's DSCP. */
static inline u64 btns_dscps_of(u8 dsfield)
{
	return 1ULL << (dsfield >> 2);
}

/**
 * btns_outer_check_map() - are these DSCP values?
 * @map: BTNS_OUTER_DSCPS octets
 *
 * Return: NULL, or what is wrong and how to put it right, a constant fit for
 * extack.
 */
const char *btns_outer_check_map(const u8 *map);

#endif
