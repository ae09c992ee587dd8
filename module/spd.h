/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Security policy database, RFC 4301 4.4.1: which set of entries is in force in a
 * namespace, how it changes, and what it says of a packet.
 *
 * What is said of a packet is said by the SPD of one moment, however many entries
 * it is compared with: a change while that goes on makes it start again.
 */
#ifndef BTNS_SPD_H
#define BTNS_SPD_H

#include <linux/atomic.h>
#include <linux/rcupdate.h>
#include <linux/workqueue.h>
#include <uapi/linux/btns.h>

#include "flow_cache.h"
#include "policy.h"
#include "spd_set.h"

struct btns_net;
struct netlink_ext_ack;

/**
 * struct btns_spd - the database of one namespace
 * @set: in force, or NULL: the namespace is inactive
 * @changes: what packets are told changes with it: odd while it does; never 0
 * @cache: what was found lately
 * @previous: comes back if @set is not confirmed; NULL may be meant, hence
 *	@on_probation
 * @generation: of @set, or of the reset that removed it
 * @on_probation: @rollback is armed
 * @deadline: jiffies at which it fires
 * @rollback: brings @previous back
 *
 * bn->cfg protects all of it; packets read @set and @changes under RCU.
 */
struct btns_spd {
	struct btns_spd_set __rcu *set;
	atomic64_t changes;
	struct btns_flow_cache cache;
	struct btns_spd_set *previous;
	u32 generation;
	bool on_probation;
	unsigned long deadline;
	struct delayed_work rollback;
};

/* What a change of the SPD may insist on and ask for. */
struct btns_spd_change_opts {
	bool has_generation;	/* refuse unless @generation is in force */
	u32 generation;
	u32 confirm;		/* seconds of probation; 0: none */
};

/* ---- changes: process context, bn->cfg held; each tells extack a refusal ---- */

/* owns @set if it succeeds */
int btns_spd_replace(struct btns_net *bn, struct btns_spd_set *set,
		     const struct btns_spd_change_opts *opts,
		     struct netlink_ext_ack *extack);
int btns_spd_confirm(struct btns_net *bn,
		     const struct btns_spd_change_opts *opts,
		     struct netlink_ext_ack *extack);
int btns_spd_reset(struct btns_net *bn,
		   const struct btns_spd_change_opts *opts,
		   struct netlink_ext_ack *extack);

/**
 * btns_spd_add() - one more entry
 * @bn: namespace; the first entry makes it active
 * @params: the entry; btns_policy_check() accepts it
 * @before: index of the entry before which it is to stand; 0: behind all
 * @opts: what the change insists on
 * @index: of the entry
 * @extack: told what is wrong
 *
 * Return: 0, -ENOENT, -EEXIST, -EBUSY, -ERANGE or -ENOMEM.
 */
int btns_spd_add(struct btns_net *bn, const struct btns_policy_params *params,
		 u32 before, const struct btns_spd_change_opts *opts,
		 u32 *index, struct netlink_ext_ack *extack);

/* one entry less; 0 names the nominal last one, which stays: -EPERM */
int btns_spd_del(struct btns_net *bn, u32 index,
		 const struct btns_spd_change_opts *opts,
		 struct netlink_ext_ack *extack);

/* another entry in the place of the one that has its index */
int btns_spd_change(struct btns_net *bn,
		    const struct btns_policy_params *params,
		    const struct btns_spd_change_opts *opts,
		    struct netlink_ext_ack *extack);

/* the same entry in another place; as btns_spd_add() */
int btns_spd_move(struct btns_net *bn, u32 index, u32 before,
		  const struct btns_spd_change_opts *opts,
		  struct netlink_ext_ack *extack);

/* process context, bn->cfg held: SAs of peers that entries may name changed */
void btns_spd_stir(struct btns_net *bn);

/* process context, bn->cfg held: whole seconds until rollback, 0: none */
u32 btns_spd_probation_left(const struct btns_net *bn);

/* ---- judging: rcu_read_lock held ---- */

/**
 * struct btns_spd_reading - what a packet is judged by
 * @bn: namespace
 * @set: in force; NULL: none is any more
 * @change: the value of bn->spd.changes that goes with it
 * @tries: how often it began
 *
 *	struct btns_spd_reading spd = { .bn = bn };
 *
 *	do {
 *		if (!btns_spd_read(&spd))
 *			return drop;
 *		policy = btns_spd_lookup(&spd, flow, dir);
 *		...
 *	} while (!btns_spd_read_holds(&spd));
 */
struct btns_spd_reading {
	struct btns_net *bn;
	const struct btns_spd_set *set;
	u64 change;
	unsigned int tries;
};

/**
 * btns_spd_read() - begin to judge a packet, or begin anew
 * @spd: its namespace is set, the rest zero the first time
 *
 * Return: false when the SPD kept changing: drop the packet.
 */
bool btns_spd_read(struct btns_spd_reading *spd);

/**
 * btns_spd_read_holds() - was it one SPD that answered?
 * @spd: from btns_spd_read()
 *
 * Return: true if nothing changed since.
 */
bool btns_spd_read_holds(const struct btns_spd_reading *spd);

/**
 * btns_spd_lookup() - the first entry that speaks of a packet
 * @spd: from btns_spd_read()
 * @flow: the packet
 * @dir: which way it crosses
 *
 * As btns_spd_set_lookup(), through the cache.
 *
 * Return: likewise; &btns_policy_inactive when there is no SPD any more.
 */
const struct btns_policy *btns_spd_lookup(const struct btns_spd_reading *spd,
					  const struct btns_flow *flow,
					  enum btns_dir dir);

/* namespace lifetime */
void btns_spd_init(struct btns_net *bn);
void btns_spd_exit(struct btns_net *bn);	/* no SPD from here on */
void btns_spd_free(struct btns_net *bn);	/* nobody looks any more */

#endif
