/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An entry of the SPD, RFC 4301 4.4.1.2.  Immutable once it is visible; a change
 * makes another one.
 */
#ifndef BTNS_POLICY_H
#define BTNS_POLICY_H

#include <linux/list.h>
#include <uapi/linux/btns.h>

#include "classifier.h"
#include "core/names.h"
#include "core/pack.h"
#include "core/tunnel.h"

/**
 * struct btns_policy_params - an entry as somebody asks for it
 * @sel: packets that match one of these; borrowed for the call
 * @n_sel: of @sel, at least one
 * @n_names: of @name
 * @n_tunnels: of @tunnel
 * @name: peers that it is for, borrowed for the call; protect only
 * @tunnel: tunnel mode only; the first is to be preferred
 * @index: its name; 0: to be chosen
 * @dir: enum btns_policy_dir
 * @action: enum btns_action
 * @mode: enum btns_mode; protect only
 * @reqid: ties SAs to it; protect only
 * @flags: bits of enum btns_policy_flag
 * @pfp: bits of enum btns_pfp; protect only
 * @proto: IPPROTO_ESP; protect only
 */
struct btns_policy_params {
	const struct btns_selector *sel;
	u8 n_sel;
	u8 n_names;
	u8 n_tunnels;
	const struct btns_ident *name;
	struct btns_tunnel tunnel[BTNS_TUNNELS_MAX];
	u32 index;
	u32 dir;
	u32 action;
	u32 mode;
	u32 reqid;
	u32 flags;
	u32 pfp;
	u8 proto;
};

/**
 * struct btns_policy - an entry in a set
 * @order: in the set's list; bn->cfg
 * @index: its name
 * @reqid: as in struct btns_policy_params, all of these
 * @flags: likewise
 * @size: of the whole object, in units of eight octets
 * @pfp: likewise
 * @dir: likewise
 * @action: likewise
 * @mode: likewise
 * @has_names: it is for certain peers, see btns_policy_names()
 * @more_tunnels: how many it has besides the first
 * @proto: likewise
 * @n_sel: likewise
 * @rule: its place in the classifier; the rank is its place in the order
 *
 * Behind the rule's nodes follow the tunnels and the names, if any, and the packed
 * selectors.
 * A hundred thousand of these have to be small: one with addresses, a port and
 * no tunnel takes 192 octets.
 */
struct btns_policy {
	struct list_head order;
	u32 index;
	u32 reqid;
	u16 flags;
	u16 size;
	u8 pfp;
	u8 dir : 2;
	u8 action : 2;
	u8 mode : 1;
	u8 has_names : 1;
	u8 more_tunnels : 2;
	u8 proto;
	u8 n_sel;
	struct btns_rule rule;
};

/* What a fragment gets that an entry might speak of, earlier than all entries. */
extern const struct btns_policy btns_policy_undecided;

/* What a packet gets where no SPD is in force. */
extern const struct btns_policy btns_policy_inactive;

/**
 * btns_policy_check() - is this an entry?
 * @params: of the entry
 *
 * Context: any.
 * Return: NULL, or what is wrong and how to put it right, a constant fit for
 * extack.
 */
const char *btns_policy_check(const struct btns_policy_params *params);

/**
 * btns_policy_new() - make an entry that nobody can see
 * @params: btns_policy_check() accepts them
 * @nodes: boxes for which its rule has room
 *
 * Context: process; sleeps.
 * Return: the entry or NULL.
 */
struct btns_policy *btns_policy_new(const struct btns_policy_params *params,
				    u8 nodes);

/**
 * btns_policy_copy() - the same entry once more
 * @from: the entry
 *
 * Context: process; sleeps.
 * Return: an entry that is not live, with the nodes of @from; or NULL.
 */
struct btns_policy *btns_policy_copy(const struct btns_policy *from);

/* process context: nobody sees it, or nobody will after a grace period */
void btns_policy_free(struct btns_policy *policy);
void btns_policy_free_later(struct btns_policy *policy);

/* how many tunnels an entry has; 0 in transport mode */
static inline u8 btns_policy_n_tunnels(const struct btns_policy *policy)
{
	return policy->mode == BTNS_MODE_TUNNEL ? policy->more_tunnels + 1 : 0;
}

/**
 * btns_policy_tunnels() - outer addresses of an entry
 * @policy: the entry
 *
 * Return: btns_policy_n_tunnels() of them, the one to be preferred first; NULL
 * in transport mode.
 */
const struct btns_tunnel *btns_policy_tunnels(const struct btns_policy *policy);

/**
 * btns_policy_names() - peers that an entry is for
 * @policy: the entry
 *
 * RFC 4301 4.4.1.1: it speaks of what the SAs of these peers carry, within its
 * selectors, and of nothing else; see btns_spd_set_lookup().
 *
 * Return: the names, NULL if it has none.
 */
const struct btns_name_list *btns_policy_names(const struct btns_policy *policy);

/**
 * btns_policy_selectors() - what an entry speaks of
 * @policy: the entry
 *
 * Return: @policy->n_sel selectors for btns_unpack().
 */
const void *btns_policy_selectors(const struct btns_policy *policy);

/* any context: does an entry speak of what crosses this way? */
bool btns_policy_has_dir(const struct btns_policy *policy, enum btns_dir dir);

/**
 * btns_policy_matches() - do an entry's selectors speak of a packet?
 * @policy: the entry
 * @flow: the packet
 * @dir: which way it crosses
 *
 * Context: any.
 * Return: true if it does.
 */
bool btns_policy_matches(const struct btns_policy *policy,
			 const struct btns_flow *flow, enum btns_dir dir);

/**
 * btns_policy_might_match() - could it, if all of the packet were here?
 * @policy: an entry that protects or discards
 * @flow: a fragment
 * @dir: which way it crosses
 *
 * Context: any.
 * Return: true unless what is there contradicts.
 */
bool btns_policy_might_match(const struct btns_policy *policy,
			     const struct btns_flow *flow, enum btns_dir dir);

/**
 * btns_policy_lacks() - does a packet not show what its SA would be made of?
 * @policy: an entry that protects it
 * @flow: the packet
 *
 * RFC 4301 4.4.2.2: an SA takes the packet's value of a field that is marked PFP;
 * a packet without it is discarded.
 *
 * Context: any.
 * Return: true if so.
 */
bool btns_policy_lacks(const struct btns_policy *policy,
		       const struct btns_flow *flow);

/* Does @a stand before @b?  Both of one set. */
static inline bool btns_policy_is_before(const struct btns_policy *a,
					 const struct btns_policy *b)
{
	return a->rule.rank < b->rule.rank;
}

static inline struct btns_policy *btns_rule_policy(const struct btns_rule *rule)
{
	return container_of(rule, struct btns_policy, rule);
}

#endif
