/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Security association database, RFC 4301 4.4.2.
 *
 * An SA's identity and keys never change after its insertion; its counters,
 * window and state do, under its lock.
 */
#ifndef BTNS_SAD_H
#define BTNS_SAD_H

#include <linux/cache.h>
#include <linux/hrtimer.h>
#include <linux/refcount.h>
#include <linux/rhashtable-types.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <net/dst_cache.h>
#include <uapi/linux/btns.h>

#include "core/lifetime.h"
#include "core/replay.h"
#include "core/selector.h"
#include "crypto.h"
#include "sa_index.h"

struct btns_net;
struct btns_pair;
struct btns_policy;
struct netlink_ext_ack;
struct xfrm_state;

/**
 * struct btns_sa_id - what names an SA on the wire
 * @dst: outer destination
 * @spi: security parameters index
 * @family: of @dst
 * @proto: IPPROTO_ESP
 * @zero: keeps the hash key free of padding
 */
struct btns_sa_id {
	struct btns_addr dst;
	__be32 spi;
	u8 family;
	u8 proto;
	u16 zero;
};

/**
 * struct btns_sa_params - an SA as a key manager describes it
 * @id: its name
 * @src: outer source, family of @id
 * @sel: what it may carry; its lists are borrowed for the call
 * @life: limits
 * @dir: enum btns_sa_dir
 * @mode: enum btns_mode
 * @aead: enum btns_aead
 * @assurance: enum btns_assurance
 * @reqid: not 0
 * @replay_window: packets; inbound only
 * @pair: that it is half of; NULL for manual SAs
 * @key: key and salt, borrowed for the call
 * @key_len: octets of @key
 * @needs: flags that SPD entries have to have, enum btns_admit_flag
 * @is_pinned: the PAD entry is for the peer's key alone
 * @is_named: SPD entries have to name the peer
 * @esn: 64-bit sequence numbers
 */
struct btns_sa_params {
	struct btns_sa_id id;
	struct btns_addr src;
	struct btns_selector sel;
	struct btns_lifetime life;
	u32 dir;
	u32 mode;
	u32 aead;
	u32 assurance;
	u32 reqid;
	u32 replay_window;
	struct btns_pair *pair;
	const u8 *key;
	unsigned int key_len;
	u8 needs;
	bool is_pinned;
	bool is_named;
	bool esn;
};

/**
 * struct btns_sa - a security association
 *
 * References: one of the table while the SA is in it, one of every request in
 * flight in the crypto API, one of @expire while it is queued.  Readers under
 * RCU need none.  Death: unpublish from both tables, mark dead under the lock,
 * stop the timer, drop the table's reference; the last put frees after a grace
 * period in process context.
 */
struct btns_sa {
	/* read-mostly, immutable after insert */
	struct btns_sa_id id;
	struct btns_addr src;
	u32 mode;
	u32 reqid;
	u32 dir;
	u8 assurance;			/* enum btns_assurance */
	u8 needs;			/* of entries, enum btns_admit_flag */
	bool is_pinned;			/* the PAD names the peer's key */
	bool is_named;			/* SPD entries have to name the peer */
	bool esn;
	bool is_async;			/* requests may outlive their call */
	struct btns_cipher cipher;
	struct btns_selector sel;
	struct btns_net *bn;		/* outlives the SA, see btns_sad_exit() */
	struct xfrm_state *shadow;	/* inbound: the secpath's proof */
	struct dst_cache dst_cache;	/* outbound tunnel: the outer route */

	/* written per packet */
	spinlock_t lock ____cacheline_aligned_in_smp; /* protects next 13 */
	u32 state;			/* enum btns_sa_state; read locklessly */
	u8 soft_limit;			/* enum btns_limit: reached, once told */
	u8 hard_limit;			/* likewise */
	bool tell_soft;			/* @expire has yet to tell it */
	u32 pmtu;			/* outbound: 0: none; a hint without */
	u64 pmtu_until;			/* when to forget it, boot seconds */
	u64 seq;			/* outbound: last number given out */
	struct btns_replay replay;	/* inbound */
	u64 bytes;
	u64 packets;
	u64 replays;
	u64 icv_failures;
	struct btns_lifetime life;

	/* slow path; immutable where not said otherwise */
	struct rhash_head by_id;	/* bn->cfg */
	struct btns_sa_entry *place;	/* bn->cfg; outbound only */
	bool is_published;		/* bn->cfg */
	refcount_t ref;
	u32 aead;
	struct btns_pair *pair;		/* valid while published; RCU */
	u64 born;			/* seconds of the boot clock */
	struct hrtimer timer;		/* next time limit */
	struct work_struct expire;	/* the timer's and limits' work */
	struct rcu_work free;
	u8 lists[] __aligned(__alignof__(void *));	/* of @sel */
};

/**
 * struct btns_sad - the database of one namespace
 * @by_id: all SAs by struct btns_sa_id
 * @out: outbound SAs by what they carry, the best known peers' newest first
 * @count: SAs whose last reference is not yet gone
 */
struct btns_sad {
	struct rhashtable by_id;
	struct btns_sa_index out;
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

/**
 * btns_sa_is_meant() - is this the protection that an entry asks for?
 * @sa: the SA
 * @policy: the entry; it protects
 *
 * Of the selectors nothing is said.
 *
 * Context: any.
 * Return: true if reqid, mode and outer addresses are those of the entry.
 */
bool btns_sa_is_meant(const struct btns_sa *sa,
		      const struct btns_policy *policy);

/**
 * btns_sa_may_serve() - is what is known of the peer enough for an entry?
 * @sa: the SA
 * @policy: the entry
 *
 * RFC 5386 2: SAs with peers that nobody vouches for serve entries that say so.
 * RFC 4301 4.4.3.3: those of peers for whom the SPD is searched by identity serve
 * entries that name the peer, and no others serve these.
 *
 * Context: any, rcu_read_lock held or bn->cfg.
 * Return: true if it is.
 */
bool btns_sa_may_serve(const struct btns_sa *sa,
		       const struct btns_policy *policy);

/*
 * softirq or process context, rcu_read_lock held; the result lives until
 * rcu_read_unlock() unless btns_sa_get() says true
 */
struct btns_sa *btns_sad_lookup(struct btns_net *bn,
				const struct btns_sa_id *id);
struct btns_sa *btns_sad_lookup_out(struct btns_net *bn,
				    const struct btns_policy *policy,
				    const struct btns_flow *flow);

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

/* any context, rcu_read_lock held or a reference owned */
bool btns_sa_get(struct btns_sa *sa);
void btns_sa_put(struct btns_sa *sa);

/**
 * btns_sa_send() - take the next sequence number
 * @sa: outbound
 * @bytes: octets to which the algorithm will be applied
 * @seq: the number
 *
 * Counts the packet and looks at the limits.
 *
 * Context: any, rcu_read_lock held or a reference owned; takes sa->lock.
 * Return: 0, -ESTALE when the SA is dead, -EOVERFLOW when the numbers are used
 * up (RFC 4303 3.3.3), which kills the SA.
 */
int btns_sa_send(struct btns_sa *sa, unsigned int bytes, u64 *seq);

/**
 * btns_sa_precheck() - is a packet worth decrypting?
 * @sa: inbound
 * @low: its sequence number field, host order
 * @seq: the whole number
 *
 * RFC 4303 3.4.3: before the ICV, and without moving the window.
 *
 * Context and Return: as btns_sa_receive().
 */
int btns_sa_precheck(struct btns_sa *sa, u32 low, u64 *seq);

/**
 * btns_sa_receive() - accept a packet whose ICV verified
 * @sa: inbound
 * @bytes: octets to which the algorithm was applied
 * @seq: from btns_sa_precheck(); checked again, another CPU may have been first
 *
 * Counts the packet, moves the window and looks at the limits.
 *
 * Context: any, rcu_read_lock held or a reference owned; takes sa->lock.
 * Return: 0, -ESTALE when the SA is dead, -EALREADY for a replay.
 */
int btns_sa_receive(struct btns_sa *sa, unsigned int bytes, u64 seq);

/* any context, rcu_read_lock held or a reference owned; takes sa->lock */
void btns_sa_count_icv_failure(struct btns_sa *sa);

/**
 * btns_sa_learn_pmtu() - the path takes no larger packets than this
 * @sa: outbound
 * @mtu: octets of an outer packet
 * @seconds: until it is forgotten
 *
 * Context: any, rcu_read_lock held or a reference owned; takes sa->lock.
 * Return: false if smaller ones are known to be needed.
 */
bool btns_sa_learn_pmtu(struct btns_sa *sa, u32 mtu, u32 seconds);

/**
 * btns_sa_pmtu() - the path MTU that was learned
 * @sa: outbound
 *
 * Context: any, rcu_read_lock held or a reference owned; may take sa->lock.
 * Return: octets, U32_MAX if nothing was learned or it was too long ago.
 */
u32 btns_sa_pmtu(struct btns_sa *sa);

/* any context, rcu_read_lock held or a reference owned */
bool btns_sa_is_usable(const struct btns_sa *sa);
u64 btns_sa_age(const struct btns_sa *sa);

/* module and namespace lifetime */
int btns_sad_init(struct btns_net *bn);
void btns_sad_close(struct btns_net *bn);	/* unpublish all */
void btns_sad_exit(struct btns_net *bn);	/* wait for their end */
int btns_sad_module_init(void);
void btns_sad_module_exit(void);

#endif
