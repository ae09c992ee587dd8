/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * RFC 4301 4.4.1: when the SPD changes, SAs that it made possible and does not
 * any more go, before the change is acknowledged.
 *
 * An SA that no entry ever served stays: who enters it may enter the SPD later.
 *
 * Process context, bn->cfg held.
 */
#ifndef BTNS_RETIRE_H
#define BTNS_RETIRE_H

struct btns_net;
struct btns_policy;
struct btns_spd_set;

/*
 * @gone: an entry that is not in force any more, @set is; what the set that may
 * come back serves stays, until it may not
 */
void btns_retire_policy(struct btns_net *bn, const struct btns_policy *gone,
			struct btns_spd_set *set);

/* @gone: a set that is not in force any more; either may be NULL */
void btns_retire_set(struct btns_net *bn, struct btns_spd_set *gone,
		     struct btns_spd_set *set);

#endif
