/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * May a pair of SAs be?  RFC 5386 2 and RFC 4301 4.4.3: who the peer is decides
 * which PAD entry it falls under, that entry for which addresses it may speak,
 * and the first SPD entries that speak of the traffic whether such a peer is
 * good enough for it.
 *
 * It does not matter who asks: key managers make mistakes, and what they saw may
 * have changed since.
 *
 * Any context, no side effects.
 */
#ifndef BTNS_CORE_ADMIT_H
#define BTNS_CORE_ADMIT_H

#include "names.h"
#include "pack.h"
#include "pad.h"
#include "tunnel.h"

/* The order is that of enum btns_assurance of the interface. */
enum btns_admit_level {
	BTNS_ADMIT_MANUAL,	/* keyed by hand */
	BTNS_ADMIT_NULL,	/* did not authenticate */
	BTNS_ADMIT_BTNS,	/* has a key that nobody vouches for */
	BTNS_ADMIT_AUTH,	/* authenticated by a credential */
};

/* What an SPD entry allows: bits of enum btns_policy_flag of the interface. */
enum btns_admit_flag {
	BTNS_ADMIT_BTNS_OK = 1 << 0,
	BTNS_ADMIT_PINNED_ONLY = 1 << 1,
	BTNS_ADMIT_NULL_OK = 1 << 2,
	BTNS_ADMIT_WIDE = 1 << 3,
	BTNS_ADMIT_PREFIX64 = 1 << 4,
};

/* What an SA takes from the packet: bits of enum btns_pfp of the interface. */
enum btns_admit_pfp {
	BTNS_ADMIT_PFP_LOCAL = 1 << 0,
	BTNS_ADMIT_PFP_REMOTE = 1 << 1,
	BTNS_ADMIT_PFP_PROTO = 1 << 2,
	BTNS_ADMIT_PFP_LPORT = 1 << 3,
	BTNS_ADMIT_PFP_RPORT = 1 << 4,
};

/* What is wrong; btns_admit_text() says it in words. */
enum btns_admit_why {
	BTNS_ADMIT_OK,
	/* the first pass: who it is */
	BTNS_ADMIT_NO_ENTRY,
	BTNS_ADMIT_NO_NULL,
	BTNS_ADMIT_METHOD,
	BTNS_ADMIT_CREDENTIAL,
	BTNS_ADMIT_REVOKED,
	BTNS_ADMIT_WRONG_PLACE,
	BTNS_ADMIT_ENROLLED,
	BTNS_ADMIT_OTHER_ENTRY,
	/* the second pass: for whom it speaks */
	BTNS_ADMIT_NO_CHILD,
	BTNS_ADMIT_TOO_FAR,
	BTNS_ADMIT_MAPPED,
	BTNS_ADMIT_CLAIMED,
	BTNS_ADMIT_NOT_ONE,
	/* the SPD: whether that is enough */
	BTNS_ADMIT_NO_POLICY,
	BTNS_ADMIT_NO_PROTECT,
	BTNS_ADMIT_OTHER_POLICY,
	BTNS_ADMIT_NAMES_NOBODY,
	BTNS_ADMIT_NEEDS_BTNS_OK,
	BTNS_ADMIT_NEEDS_PIN,
	BTNS_ADMIT_NEEDS_NULL_OK,
	BTNS_ADMIT_BEYOND,
	BTNS_ADMIT_PFP,
	BTNS_ADMIT_MODE,
	BTNS_ADMIT_REQID,
	BTNS_ADMIT_OUTER,
	BTNS_ADMIT_WHYS
};

/**
 * struct btns_admit_policy - an SPD entry, as far as it matters here
 * @selectors: what it speaks of, for btns_unpack()
 * @names: peers that it is for; NULL: for those who are found by address
 * @tunnels: outer addresses in tunnel mode, any of which will do
 * @index: its name
 * @reqid: ties SAs to it
 * @flags: bits of enum btns_admit_flag, and others
 * @pfp: bits of enum btns_admit_pfp
 * @n_sel: of @selectors
 * @n_tunnels: of @tunnels; 0 in transport mode
 * @is_out: it speaks of what goes out
 * @is_in: of what comes in
 * @is_protect: its SAs carry it
 */
struct btns_admit_policy {
	const void *selectors;
	const struct btns_name_list *names;
	const struct btns_tunnel *tunnels;
	u32 index;
	u32 reqid;
	u32 flags;
	u32 pfp;
	u8 n_sel;
	u8 n_tunnels;
	bool is_out;
	bool is_in;
	bool is_protect;
};

/**
 * struct btns_admit_spd - the entries of an SPD in order
 * @next: fill in the next one; false: there is none
 */
struct btns_admit_spd {
	bool (*next)(struct btns_admit_spd *spd,
		     struct btns_admit_policy *policy);
};

/**
 * struct btns_admit_ask - a pair of SAs that somebody wants
 * @peer: who is at the other end, as he was found out to be
 * @id: what he proved to be, his key if nothing else
 * @sel: the traffic that it is to carry
 * @local: outer addresses
 * @remote: likewise
 * @family: of both
 * @level: enum btns_admit_level, not MANUAL
 * @is_tunnel: in tunnel mode
 * @reqid: of the SPD entries
 */
struct btns_admit_ask {
	struct btns_pad_peer peer;
	struct btns_ident id;
	const struct btns_selector *sel;
	struct btns_addr local;
	struct btns_addr remote;
	u8 family;
	u8 level;
	bool is_tunnel;
	u32 reqid;
};

/**
 * struct btns_admit_leave - what the PAD lets a peer do
 * @entry: the PAD entry that it falls under
 * @needs: flags that SPD entries have to have
 * @is_pinned: the entry is for this key alone
 * @is_named: SPD entries have to name the peer
 */
struct btns_admit_leave {
	const struct btns_pad_entry *entry;
	u8 needs;
	bool is_pinned;
	bool is_named;
};

/**
 * btns_admit_peer() - what does the PAD say?
 * @pad: the database
 * @ask: what is wanted
 * @index: of the entry that the key manager means; 0: whichever it is
 * @leave: filled in if it is not refused
 *
 * Repeats the search on what the peer asserted: one that asserts the identity of
 * an AUTH entry is let in by that entry or not at all.
 *
 * Return: BTNS_ADMIT_OK or why not.
 */
enum btns_admit_why btns_admit_peer(const struct btns_pad_list *pad,
				    const struct btns_admit_ask *ask,
				    u32 index, struct btns_admit_leave *leave);

/**
 * btns_admit_policy() - what does the SPD say?
 * @spd: its entries
 * @ask: what is wanted
 * @leave: from btns_admit_peer()
 * @index: of the entry that the key manager means; 0: whichever it is
 * @found: of the entry that decides about the outbound traffic; 0: none
 *
 * The first entry that protects some of the traffic or speaks of all of it
 * decides, in either direction; one behind it that is more liberal is not looked
 * at.  An entry that bypasses or discards a part of it, as one for IKE does, is
 * passed over: each packet is held against the entries in their order, so what
 * it speaks of reaches no SA, and by none comes in.
 *
 * RFC 4301 4.4.1.1: an entry with names speaks of the traffic of those alone
 * whom it names and whose PAD entry has the SPD searched by identity; others
 * pass it over, and those are served by no entry without their name.
 *
 * Return: BTNS_ADMIT_OK or why not.
 */
enum btns_admit_why btns_admit_policy(struct btns_admit_spd *spd,
				      const struct btns_admit_ask *ask,
				      const struct btns_admit_leave *leave,
				      u32 index, u32 *found);

/**
 * btns_admit_text() - a refusal in words
 * @why: not BTNS_ADMIT_OK
 *
 * Return: what to change, a constant fit for extack.
 */
const char *btns_admit_text(enum btns_admit_why why);

/**
 * btns_admit_meets() - do two SAs speak for a common remote address?
 * @a: selector of one
 * @b: selector of the other
 *
 * Return: true if they do.
 */
bool btns_admit_meets(const struct btns_selector *a,
		      const struct btns_selector *b);

/**
 * btns_admit_lacks() - what an SPD entry does not allow
 * @flags: of the entry
 * @needs: flags, from struct btns_admit_leave
 *
 * Return: those of @needs that it lacks; its own /64 is a part of anything.
 */
static inline u32 btns_admit_lacks(u32 flags, u32 needs)
{
	if (flags & BTNS_ADMIT_WIDE)
		flags |= BTNS_ADMIT_PREFIX64;
	return needs & ~flags;
}

/**
 * btns_admit_serves() - is an SA good enough for an SPD entry?
 * @flags: of the entry
 * @needs: what the SA needs of them, from struct btns_admit_leave
 * @is_pinned: likewise
 *
 * Return: true if it is.
 */
static inline bool btns_admit_serves(u32 flags, u32 needs, bool is_pinned)
{
	if (btns_admit_lacks(flags, needs))
		return false;
	return !(needs & BTNS_ADMIT_BTNS_OK) || is_pinned ||
	       !(flags & BTNS_ADMIT_PINNED_ONLY);
}

/**
 * btns_admit_rank() - which of two SAs is to carry a packet?
 * @level: enum btns_admit_level
 *
 * Keyed by hand counts as authenticated: the administrator vouches for it.
 *
 * Return: more for the better one.
 */
static inline u32 btns_admit_rank(u32 level)
{
	return level == BTNS_ADMIT_MANUAL ? BTNS_ADMIT_AUTH : level;
}

#endif
