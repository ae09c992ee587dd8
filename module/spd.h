/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Security policy database, RFC 4301 4.4.1: ordered entries, first match wins,
 * and behind the last one a nominal DISCARD.
 *
 * A set of entries is immutable.  Writers build a new one in process context
 * and publish it; a packet sees one set from its first look to its last.
 */
#ifndef BTNS_SPD_H
#define BTNS_SPD_H

#include <linux/rcupdate.h>
#include <linux/workqueue.h>
#include <uapi/linux/btns.h>

#include "core/selector.h"

struct btns_net;
struct netlink_ext_ack;

/**
 * struct btns_policy - an SPD entry
 * @sel: what it speaks of: packets that match one of these
 * @n_sel: of @sel, at least one
 * @tunnel_local: outer address here; tunnel mode only
 * @tunnel_remote: outer address there; tunnel mode only
 * @tunnel_family: of both
 * @index: its name
 * @dir: enum btns_policy_dir
 * @action: enum btns_action
 * @mode: enum btns_mode; protect only
 * @reqid: ties SAs to it; protect only
 * @proto: IPPROTO_ESP; protect only
 */
struct btns_policy {
	const struct btns_selector *sel;
	struct btns_addr tunnel_local;
	struct btns_addr tunnel_remote;
	u32 index;
	u32 dir;
	u32 action;
	u32 mode;
	u32 reqid;
	u8 tunnel_family;
	u8 proto;
	u8 n_sel;
};

/**
 * struct btns_spd_set - the entries in force at one time
 * @rcu: frees it
 * @generation: grows with every change of the namespace's SPD
 * @count: entries
 * @undecided: what a fragment gets that an entry might speak of: a DISCARD, and
 *	earlier than all others
 * @policy: in order; a lower address is an earlier entry
 */
struct btns_spd_set {
	struct rcu_head rcu;
	u32 generation;
	u32 count;
	struct btns_policy undecided;
	struct btns_policy policy[];
};

/**
 * struct btns_spd - the database of one namespace
 * @set: in force, or NULL: the namespace is inactive
 * @previous: comes back if @set is not confirmed; NULL may be meant, hence
 *	@on_probation
 * @generation: of @set, or of the reset that removed it
 * @on_probation: @rollback is armed
 * @deadline: jiffies at which it fires
 * @rollback: brings @previous back
 *
 * bn->cfg protects all of it; packets read @set under RCU.
 */
struct btns_spd {
	struct btns_spd_set __rcu *set;
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

/*
 * process context; a set for @count entries, to be filled in and given to
 * btns_spd_replace() or to btns_spd_set_free(); @room of @size octets for their
 * selectors and the lists of these
 */
struct btns_spd_set *btns_spd_set_alloc(u32 count, size_t size,
					struct btns_selector_room *room);
void btns_spd_set_free(struct btns_spd_set *set);

/**
 * btns_spd_set_check() - are these entries an SPD?
 * @set: filled in; indexes of 0 are replaced by free ones
 * @wrong: with -EINVAL, what is wrong, a constant fit for extack
 * @bad: with -EINVAL, the place of the entry that is not right
 *
 * Context: process.
 * Return: 0, -EINVAL or -ENOMEM.
 */
int btns_spd_set_check(struct btns_spd_set *set, const char **wrong, u32 *bad);

/* process context, bn->cfg held; each tells extack why it refuses */
int btns_spd_replace(struct btns_net *bn, struct btns_spd_set *set,
		     const struct btns_spd_change_opts *opts,
		     struct netlink_ext_ack *extack);
int btns_spd_confirm(struct btns_net *bn,
		     const struct btns_spd_change_opts *opts,
		     struct netlink_ext_ack *extack);
int btns_spd_reset(struct btns_net *bn,
		   const struct btns_spd_change_opts *opts,
		   struct netlink_ext_ack *extack);

/* process context, bn->cfg held: whole seconds until rollback, 0: none */
u32 btns_spd_probation_left(const struct btns_net *bn);

/**
 * btns_spd_lookup() - the first entry that speaks of a packet
 * @set: from rcu_dereference(bn->spd.set), not NULL
 * @flow: the packet
 * @dir: which way it crosses
 *
 * RFC 4301 7.4: a fragment that does not show what an entry asks for must not
 * slip past it to a weaker one, so an entry that protects or discards and might
 * speak of it ends the search.
 *
 * Context: any, rcu_read_lock held.
 * Return: the entry, @set->undecided, or NULL: the nominal last DISCARD.
 */
const struct btns_policy *btns_spd_lookup(const struct btns_spd_set *set,
					  const struct btns_flow *flow,
					  enum btns_dir dir);

/* namespace lifetime */
void btns_spd_init(struct btns_net *bn);
void btns_spd_exit(struct btns_net *bn);

#endif
