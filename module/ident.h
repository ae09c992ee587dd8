/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Identities that a key manager found out, of peers and of this host; SAs name
 * them by handle.
 *
 * What an identity is, and how two are compared, is in core/ident.
 */
#ifndef BTNS_IDENT_H
#define BTNS_IDENT_H

#include <linux/rcupdate.h>
#include <linux/xarray.h>
#include <uapi/linux/btns.h>

#include "core/ident.h"

struct btns_net;
struct netlink_ext_ack;

/**
 * struct btns_identity - one of them
 * @id: who it is; EXACT
 * @asserted: who it says it is, for which nobody vouches; ANY: nothing
 * @handle: its name
 * @assurance: enum btns_assurance; of peers
 * @method: IKEv2's number of how it was authenticated; of peers
 * @is_local: this host
 * @has_key: @key_hash is meant
 * @has_cert: @cert_hash is meant
 * @has_anchor: @anchor_hash is meant
 * @key_hash: of the key that signed
 * @cert_hash: of its certificate
 * @anchor_hash: of the trust anchor that vouches for it
 * @refs: pairs of SAs that name it; bn->cfg
 * @rcu: frees it
 *
 * Immutable but for @refs once it has a handle; its values are behind it.
 */
struct btns_identity {
	struct btns_ident id;
	struct btns_ident asserted;
	u32 handle;
	u32 assurance;
	u8 method;
	bool is_local;
	bool has_key;
	bool has_cert;
	bool has_anchor;
	u8 key_hash[BTNS_KEY_HASH_LEN];
	u8 cert_hash[BTNS_KEY_HASH_LEN];
	u8 anchor_hash[BTNS_KEY_HASH_LEN];
	u32 refs;
	struct rcu_head rcu;
};

/**
 * struct btns_idents - the identities of one namespace
 * @by_handle: all of them
 * @count: of them
 * @next: where the search for a free handle begins
 *
 * bn->cfg protects all of it.
 */
struct btns_idents {
	struct xarray by_handle;
	u32 count;
	u32 next;
};

/**
 * btns_ident_alloc() - memory for an identity
 * @like: what it is to say; its values are copied
 *
 * Context: process.
 * Return: the identity, for btns_ident_add() or btns_ident_free(); NULL when
 * out of memory.
 */
struct btns_identity *btns_ident_alloc(const struct btns_identity *like);
void btns_ident_free(struct btns_identity *identity);

/**
 * btns_ident_judge() - is this an identity that a key manager can have found?
 * @identity: the identity
 *
 * RFC 5386 2, RFC 7619 2.2: a peer that is not authenticated is its key, or
 * nobody; what it asserts does not count.
 *
 * Context: any.
 * Return: NULL, or what is wrong, a constant fit for extack.
 */
const char *btns_ident_judge(const struct btns_identity *identity);

/* process context, bn->cfg held; each tells extack why it refuses */
int btns_ident_add(struct btns_net *bn, struct btns_identity *identity,
		   struct netlink_ext_ack *extack);
int btns_ident_delete(struct btns_net *bn, u32 handle,
		      struct netlink_ext_ack *extack);

/* process context, bn->cfg held: NULL when there is none */
struct btns_identity *btns_ident_find(struct btns_net *bn, u32 handle);

/* namespace lifetime */
void btns_ident_init(struct btns_net *bn);
void btns_ident_exit(struct btns_net *bn);

#endif
