/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A security association, RFC 4301 4.4.2.1.
 *
 * An SA's identity and keys never change after its insertion; its counters,
 * window and state do, under its lock.
 */
#ifndef BTNS_SA_H
#define BTNS_SA_H

#include <linux/cache.h>
#include <linux/hrtimer.h>
#include <linux/refcount.h>
#include <linux/rhashtable-types.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <net/dst_cache.h>
#include <uapi/linux/btns.h>

#include "core/lifetime.h"
#include "core/outer.h"
#include "core/replay.h"
#include "core/selector.h"
#include "crypto.h"
#include "key_use.h"

struct btns_net;
struct btns_pair;
struct btns_policy;
struct btns_sa_entry;
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
 * @outer: how outer headers are made; its map is borrowed for the call
 * @dscps: of the packets that it is for, a bit each; outbound
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
	struct btns_outer outer;
	u64 dscps;
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
	u64 dscps;			/* outbound: of its packets, a bit each */
	struct btns_outer outer;	/* outbound tunnel */
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
	struct btns_key_use key_use;	/* bn->cfg */
	struct btns_sa_entry *place;	/* bn->cfg; outbound only */
	bool is_published;		/* bn->cfg */
	refcount_t ref;
	u32 aead;
	struct btns_pair *pair;		/* valid while published; RCU */
	u64 born;			/* seconds of the boot clock */
	struct hrtimer timer;		/* next time limit */
	struct work_struct expire;	/* the timer's and limits' work */
	struct rcu_work free;
	u8 lists[] __aligned(__alignof__(void *));	/* of @sel and @outer */
};

/* any context, rcu_read_lock held or a reference owned */
bool btns_sa_get(struct btns_sa *sa);
void btns_sa_put(struct btns_sa *sa);

/* any context, rcu_read_lock held or a reference owned */
bool btns_sa_is_usable(const struct btns_sa *sa);
u64 btns_sa_age(const struct btns_sa *sa);

/**
 * btns_sa_is_meant() - is this the protection that an entry asks for?
 * @sa: the SA
 * @policy: the entry; it protects
 *
 * Of the selectors nothing is said.
 *
 * Context: any.
 * Return: true if reqid and mode are those of the entry, and the outer addresses
 * those of one of its tunnels.
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

/* where SAs end: the work of their limits, and their memory */
extern struct workqueue_struct *btns_sa_wq;

int btns_sa_module_init(void);
void btns_sa_module_exit(void);

#endif
