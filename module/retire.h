/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * RFC 4301 4.4.1: when PAD or SPD change, SAs that they made possible and do not
 * any more go, before the change is acknowledged.
 *
 * An SA keyed by hand goes when an entry that served it did and none does now;
 * one that no entry ever served stays: who enters it may enter the SPD later.
 * A pair of a key manager goes when it would not be admitted any more.
 *
 * Process context, bn->cfg held.
 */
#ifndef BTNS_RETIRE_H
#define BTNS_RETIRE_H

struct btns_net;
struct btns_policy;
struct btns_spd_set;

/**
 * btns_retire_policy() - an entry of the SPD changed
 * @bn: namespace
 * @gone: an entry that is not in force any more, or NULL
 * @come: one that is now, or has another place, or NULL
 * @set: in force
 *
 * What the set that may come back serves stays, until it may not.
 */
void btns_retire_policy(struct btns_net *bn, const struct btns_policy *gone,
			const struct btns_policy *come,
			struct btns_spd_set *set);

/* SAs keyed by hand; @gone: a set that is not in force any more, or NULL */
void btns_retire_set(struct btns_net *bn, struct btns_spd_set *gone,
		     struct btns_spd_set *set);

/* pairs alone; @set: in force, or NULL */
void btns_retire_pairs(struct btns_net *bn, struct btns_spd_set *set);

/* the PAD in force is another one than before */
void btns_retire_pad(struct btns_net *bn);

#endif
