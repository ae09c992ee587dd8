/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SA admission: what a key manager wants to put into the SAD is held against PAD
 * and SPD, and what is there, again, when these change.
 *
 * The decision itself is in core/admit; this collects what it is made from, and
 * knows what a decision about one pair has to do with others.
 *
 * Process context, bn->cfg held: between decision and insertion nothing changes.
 */
#ifndef BTNS_ADMIT_H
#define BTNS_ADMIT_H

#include "sad.h"

struct btns_net;
struct btns_pair;
struct btns_spd_set;
struct netlink_ext_ack;

/**
 * struct btns_admit_params - a pair as a key manager describes it
 * @in: the inbound SA
 * @out: the outbound one; both between the same addresses, for the same traffic
 * @ike_addr: where the peer's IKE packets come from
 * @ike_family: of @ike_addr
 * @peer_id: handle of the peer's identity
 * @local_id: handle of our own
 * @pad_entry: index of the PAD entry that lets the peer in
 * @pad_generation: of the PAD in which that was found
 * @policy: index of the SPD entry of outbound packets
 * @spd_generation: of the SPD in which that was found
 * @ike_sa: the key manager's name of its own SA
 * @rekey_of: SPI of the inbound SA that is replaced; 0: none
 */
struct btns_admit_params {
	struct btns_sa_params in;
	struct btns_sa_params out;
	struct btns_addr ike_addr;
	u8 ike_family;
	u32 peer_id;
	u32 local_id;
	u32 pad_entry;
	u32 pad_generation;
	u32 policy;
	u32 spd_generation;
	u64 ike_sa;
	__be32 rekey_of;
};

/**
 * btns_admit_pair() - put a pair of SAs into the SAD
 * @bn: namespace
 * @params: the pair; what does not depend on tables is checked
 * @extack: told why it is refused
 *
 * A pair with an authenticated peer ends those of weaker peers that speak for
 * some of its remote addresses.
 *
 * Return: 0; -ESTALE when PAD or SPD changed meanwhile; -ENOENT when an identity,
 * an entry or the SA to be replaced is not there; -EINVAL for an identity of the
 * wrong end; -EACCES when PAD or SPD forbid it; -EDQUOT when the PAD entry allows
 * no more; or as btns_sad_insert().  Without 0 nothing changed.
 */
int btns_admit_pair(struct btns_net *bn, struct btns_admit_params *params,
		    struct netlink_ext_ack *extack);

/**
 * btns_admit_pad_holds() - does the PAD still let a pair be?
 * @bn: namespace
 * @pair: in bn->pairs
 *
 * Return: true if it would be let in by the same entry for the same uses.
 */
bool btns_admit_pad_holds(struct btns_net *bn, const struct btns_pair *pair);

/**
 * btns_admit_spd_holds() - does the SPD still let a pair be?
 * @set: its entries; NULL: there is none
 * @pair: in bn->pairs; takes note of the entry that does
 *
 * Return: true if some entry does.
 */
bool btns_admit_spd_holds(struct btns_spd_set *set, struct btns_pair *pair);

#endif
