/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pairs of SAs that a key manager made: who is at the other end, and which
 * entries of PAD and SPD let them be.  An SA that was keyed by hand is in none.
 *
 * Process context, bn->cfg held, where not said otherwise.
 */
#ifndef BTNS_PAIR_H
#define BTNS_PAIR_H

#include <linux/list.h>
#include <linux/rcupdate.h>
#include <uapi/linux/btns.h>

#include "core/types.h"

struct btns_identity;
struct btns_net;
struct btns_sa;

/**
 * struct btns_pair - an inbound SA and an outbound one
 * @list: in bn->pairs; bn->cfg
 * @half: by enum btns_sa_dir; NULL: gone; bn->cfg
 * @peer: who is there, held; RCU
 * @local: who we are to him, held; bn->cfg
 * @ike_addr: where his IKE packets come from
 * @ike_sa: the key manager's name of its own SA
 * @rekey_of: SPI of the inbound SA that this one's replaces; 0: none
 * @peer_handle: of @peer, for those who may not look at it
 * @local_handle: of @local
 * @pad_entry: index of the PAD entry
 * @policy: index of the SPD entry of outbound packets; read locklessly
 * @assurance: enum btns_assurance
 * @ike_family: of @ike_addr
 * @is_replaced: another pair is @rekey_of this one; bn->cfg
 * @has_key: @key_hash is meant
 * @key_hash: of the peer's key
 * @rcu: frees it
 *
 * Immutable where not said otherwise.  It lives as long as one of its halves is
 * in the SAD, and a grace period longer.
 */
struct btns_pair {
	struct list_head list;
	struct btns_sa *half[2];
	struct btns_identity *peer;
	struct btns_identity *local;
	struct btns_addr ike_addr;
	u64 ike_sa;
	__be32 rekey_of;
	u32 peer_handle;
	u32 local_handle;
	u32 pad_entry;
	u32 policy;
	u32 assurance;
	u8 ike_family;
	bool is_replaced;
	bool has_key;
	u8 key_hash[BTNS_KEY_HASH_LEN];
	struct rcu_head rcu;
};

/**
 * btns_pair_alloc() - a pair between two identities
 * @peer: the other end
 * @local: this end
 *
 * Return: a pair without SAs that holds nothing, for btns_pair_enter() or
 * btns_pair_free(); NULL when out of memory.
 */
struct btns_pair *btns_pair_alloc(struct btns_identity *peer,
				  struct btns_identity *local);

/* it was not entered; none of its SAs is in the SAD, or not any more */
void btns_pair_free(struct btns_pair *pair);

/* both of its SAs are in the SAD; it holds its identities from here on */
void btns_pair_enter(struct btns_net *bn, struct btns_pair *pair,
		     struct btns_sa *in, struct btns_sa *out);

/* the SA of direction @dir has left the SAD; with the second one the pair ends */
void btns_pair_leave(struct btns_net *bn, struct btns_pair *pair, u32 dir);

/* any SA that is left of a pair in bn->pairs; both carry the same traffic */
static inline struct btns_sa *btns_pair_sa(const struct btns_pair *pair)
{
	return pair->half[BTNS_SA_DIR_OUT] ?: pair->half[BTNS_SA_DIR_IN];
}

#endif
