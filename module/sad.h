/* SPDX-License-Identifier: GPL-2.0-only */
/* Security association database, RFC 4301 4.4.2: the SAs of a namespace. */
#ifndef BTNS_SAD_H
#define BTNS_SAD_H

#include <linux/rhashtable-types.h>

#include "sa.h"
#include "sa_index.h"

struct btns_net;
struct btns_pair;
struct btns_policy;
struct netlink_ext_ack;

/**
 * struct btns_sad - the database of one namespace
 * @by_id: all SAs by struct btns_sa_id
 * @out: outbound SAs by what they carry, the best known peers' newest first
 * @keys: those of all SAs
 * @count: SAs whose last reference is not yet gone
 */
struct btns_sad {
	struct rhashtable by_id;
	struct btns_sa_index out;
	struct btns_key_uses keys;
	atomic_t count;
};

#define BTNS_SAD_MAX 200000	/* SAs in one namespace */

/* process context, bn->cfg held; each tells extack why it refuses */
int btns_sad_insert(struct btns_net *bn, const struct btns_sa_params *params,
		    struct netlink_ext_ack *extack);

/**
 * btns_sad_insert_pair() - both SAs of a pair, or none
 * @bn: namespace, bn->cfg held
 * @in: the inbound one
 * @out: the outbound one; both name the pair, which is entered
 * @extack: told why it is refused
 *
 * The inbound one is there first, so that the peer's answers find it.
 *
 * Context: process.
 * Return: 0, or as btns_sad_insert() and nothing changed.
 */
int btns_sad_insert_pair(struct btns_net *bn, const struct btns_sa_params *in,
			 const struct btns_sa_params *out,
			 struct netlink_ext_ack *extack);

int btns_sad_update(struct btns_net *bn, const struct btns_sa_id *id,
		    const struct btns_limits *soft,
		    const struct btns_limits *hard,
		    struct netlink_ext_ack *extack);
int btns_sad_delete(struct btns_net *bn, const struct btns_sa_id *id,
		    struct netlink_ext_ack *extack);
int btns_sad_alloc_spi(struct btns_net *bn, struct btns_sa_id *id, u32 min,
		       u32 max, struct netlink_ext_ack *extack);

/* process context, bn->cfg held; reqid 0: all of them */
void btns_sad_flush(struct btns_net *bn, u32 reqid);

/**
 * btns_sad_retire() - delete the SAs that somebody picks
 * @bn: namespace, bn->cfg held
 * @is_picked: which; may sleep, may be asked twice about one
 * @arg: for @is_picked
 *
 * Context: process.
 */
void btns_sad_retire(struct btns_net *bn,
		     bool (*is_picked)(const struct btns_sa *sa, void *arg),
		     void *arg);

/* process context, bn->cfg held: delete what is left of a pair, with events */
void btns_sad_kill_pair(struct btns_net *bn, struct btns_pair *pair);

/*
 * softirq or process context, rcu_read_lock held; the result lives until
 * rcu_read_unlock() unless btns_sa_get() says true
 */
struct btns_sa *btns_sad_lookup(struct btns_net *bn,
				const struct btns_sa_id *id);

/**
 * btns_sad_lookup_out() - the SA that takes an outbound packet
 * @bn: namespace
 * @policy: the entry that protects it
 * @flow: the packet
 * @dscps: an SA for one of these DSCP values will do, a bit each
 *
 * RFC 4301 4.1: of SAs with equal selectors the newest one that is for the DSCP.
 *
 * Context: any, rcu_read_lock held.
 * Return: the SA, as btns_sad_lookup() does, or NULL.
 */
struct btns_sa *btns_sad_lookup_out(struct btns_net *bn,
				    const struct btns_policy *policy,
				    const struct btns_flow *flow, u64 dscps);

/**
 * btns_sad_has_named() - is there an SA with a peer that an entry names?
 * @bn: namespace
 * @policy: the entry; it has names
 * @flow: a packet
 * @dir: which way it crosses
 * @is_sure: the SA carries it; otherwise it might, if all of it were here
 *
 * What comes in is asked about by the outbound SA of the pair.  One whose limit
 * is reached counts until it is out of the table.
 *
 * Context: any, rcu_read_lock held.
 * Return: true if there is.
 */
bool btns_sad_has_named(struct btns_net *bn, const struct btns_policy *policy,
			const struct btns_flow *flow, enum btns_dir dir,
			bool is_sure);

/* namespace lifetime */
int btns_sad_init(struct btns_net *bn);
void btns_sad_close(struct btns_net *bn);	/* unpublish all */
void btns_sad_exit(struct btns_net *bn);	/* wait for their end */

#endif
