/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Opportunistic entries (RFC 7435 3): with whom packets may pass in the clear
 * where there is no SA.  Nothing of RFC 5386: off unless an SPD entry says
 * opp-accept-clear or opp-fail-clear, and never with a host
 *
 * - that a PAD entry of class auth or btns-key claims: an attacker who keeps
 *   keying from coming about would get for nothing what they protect;
 * - that there was an SA with in the last downgrade-hold seconds.
 *
 * What cannot be found out, for want of memory, is a no.
 */
#ifndef BTNS_OPP_H
#define BTNS_OPP_H

#include <linux/rcupdate.h>
#include <linux/siphash.h>
#include <linux/spinlock.h>

#include "core/seen.h"

struct btns_net;

/**
 * struct btns_opp_owned - addresses that PAD entries claim
 * @rcu: until nobody looks
 * @n_v4: ranges of @range that are IPv4; those of IPv6 follow
 * @n_v6: how many
 * @range: in no order
 */
struct btns_opp_owned {
	struct rcu_head rcu;
	u32 n_v4;
	u32 n_v6;
	struct btns_addr_range range[];
};

/**
 * struct btns_opp - of one namespace
 * @lock: protects @seen
 * @seen: hosts that there were SAs with
 * @key: of the hash of their addresses
 * @owned: NULL: not known, so everything is
 * @is_wanted: there was an entry that asks; bn->cfg
 */
struct btns_opp {
	spinlock_t lock;
	struct btns_seen seen;
	siphash_key_t key;
	struct btns_opp_owned __rcu *owned;
	bool is_wanted;
};

/**
 * btns_opp_allows() - may packets to and from a host pass in the clear at all?
 * @bn: namespace
 * @family: AF_INET or AF_INET6
 * @addr: the host
 *
 * Context: any, rcu_read_lock held.
 */
bool btns_opp_allows(struct btns_net *bn, u8 family,
		     const struct btns_addr *addr);

/* ---- process context, bn->cfg held ---- */

/* an SA with a host is made, or ends */
void btns_opp_note(struct btns_net *bn, u8 family,
		   const struct btns_addr *addr);

/* the SPD has an entry that asks */
void btns_opp_want(struct btns_net *bn);

/* the PAD is another one */
void btns_opp_pad(struct btns_net *bn);

/* ---- namespace lifetime ---- */

void btns_opp_init(struct btns_net *bn);
void btns_opp_exit(struct btns_net *bn);	/* there are no more packets */

#endif
