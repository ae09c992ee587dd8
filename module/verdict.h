/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a packet path decides.  Never an errno, and never an NF_ value: hook.c
 * translates.
 */
#ifndef BTNS_VERDICT_H
#define BTNS_VERDICT_H

enum btns_verdict {
	BTNS_DROP,	/* counted; the packet is still the caller's */
	BTNS_PASS,
	BTNS_PROTECT,
	BTNS_HOLD,	/* until an SA comes */
};

#endif
