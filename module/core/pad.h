/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The search of the peer authorization database, RFC 4301 4.4.3 with the
 * classes of RFC 5386 2: which entry does a peer fall under, and which
 * addresses may it speak for?
 *
 * Nobody is authenticated here: a key manager did that and says how.  What it
 * says is held against the entries once more.
 *
 * Any context, no side effects.
 */
#ifndef BTNS_CORE_PAD_H
#define BTNS_CORE_PAD_H

#include "addr_set.h"
#include "ident.h"

/* The order is that of enum btns_pad_class of the interface, and of lists. */
enum btns_pad_rank {
	BTNS_PAD_AUTH,		/* authenticated by a credential */
	BTNS_PAD_NULL_ANY,	/* whoever comes without one, RFC 7619 */
	BTNS_PAD_BTNS_KEY,	/* one key that nobody vouches for */
	BTNS_PAD_BTNS_ANY,	/* any such key: the wildcard of RFC 5386 */
};

/* The bits of struct btns_pad_entry's flags, in the interface's order. */
enum btns_pad_mark {
	BTNS_PAD_REVOKED = 1 << 0,	/* a peer that matches is refused */
	BTNS_PAD_DISABLED = 1 << 1,	/* matches nobody, claims nothing */
	BTNS_PAD_PINNED = 1 << 2,	/* somebody decided to trust this key */
	BTNS_PAD_CERTID = 1 << 3,	/* the certificate has to name the ID */
	BTNS_PAD_BY_ID = 1 << 4,	/* the SPD is searched by name */
};

/* Authentication methods of IKEv2 (IANA's registry), one bit each. */
#define BTNS_IKE_AUTH_MAX 31
#define BTNS_IKE_AUTH_NULL 13
#define BTNS_IKE_AUTH_BIT(method) (1u << (method))
/*
 * RSA, ECDSA of three curves, RFC 7427: the signatures that let a key be known
 * by itself.  DSS (3) has no key that is long enough.
 */
#define BTNS_IKE_AUTH_SIGNATURES					\
	(BTNS_IKE_AUTH_BIT(1) | BTNS_IKE_AUTH_BIT(9) |			\
	 BTNS_IKE_AUTH_BIT(10) | BTNS_IKE_AUTH_BIT(11) |		\
	 BTNS_IKE_AUTH_BIT(14))

#define BTNS_PAD_RANGES_MAX 64	/* in one list, IPv4 and IPv6 each */
#define BTNS_PAD_HASHES_MAX 16	/* keys or trust anchors of one entry */

/* Ranges of both families. */
struct btns_pad_addrs {
	const struct btns_addr_range *v4;
	const struct btns_addr_range *v6;
	u16 v4_count;
	u16 v6_count;
};

/* SHA-256 values. */
struct btns_pad_hashes {
	const u8 (*hash)[BTNS_KEY_HASH_OCTETS];
	u32 count;
};

/**
 * struct btns_pad_entry - one entry
 * @id: pattern of identities; BTNS_IDENT_ANY for the two classes of anybody
 * @child: addresses that the peer may speak for, RFC 4301 4.4.3.3; none: any
 * @claim: addresses that no weaker peer may speak for, beside those of @child
 * @ike_addr: where the peer has to come from; none: anywhere
 * @keys: keys that authenticate it; none: whatever the key manager takes
 * @anchors: trust anchors that do; none: likewise
 * @index: its name
 * @priority: orders the entries of one class, low ones first
 * @rank: enum btns_pad_rank
 * @flags: enum btns_pad_mark
 * @methods: bits of IKE methods; none: all that the class allows
 * @max_sas: pairs of SAs at a time; 0: no limit
 */
struct btns_pad_entry {
	struct btns_ident id;
	struct btns_pad_addrs child;
	struct btns_pad_addrs claim;
	struct btns_pad_addrs ike_addr;
	struct btns_pad_hashes keys;
	struct btns_pad_hashes anchors;
	u32 index;
	u32 priority;
	u32 rank;
	u32 flags;
	u32 methods;
	u32 max_sas;
};

/**
 * struct btns_pad_list - the database
 * @entry: in the order of btns_pad_compare()
 * @count: of them
 */
struct btns_pad_list {
	const struct btns_pad_entry *const *entry;
	u32 count;
};

/**
 * btns_pad_place() - where an entry stands
 * @list: the database
 * @index: of the entry
 *
 * Return: its place in @list->entry; @list->count if no entry has the index.
 */
u32 btns_pad_place(const struct btns_pad_list *list, u32 index);

/**
 * btns_pad_claims() - the addresses that are for nobody weaker
 * @entry: of the database
 * @family: AF_INET or AF_INET6
 * @to: receives them; NULL: they are counted
 *
 * Return: how many ranges; none of entries for anybody and of disabled ones.
 */
u32 btns_pad_claims(const struct btns_pad_entry *entry, u8 family,
		    struct btns_addr_range *to);

/**
 * struct btns_pad_peer - what is known of a peer
 * @asserted: the identity in its ID payload; EXACT, or BTNS_IDENT_ANY
 * @key_hash: of the key that signed, or NULL
 * @anchor_hash: of the trust anchor that vouches for it, or NULL
 * @ike_addr: where its IKE packets come from
 * @ike_family: AF_INET or AF_INET6
 * @method: how it was authenticated, IANA's number
 */
struct btns_pad_peer {
	struct btns_ident asserted;
	const u8 *key_hash;
	const u8 *anchor_hash;
	struct btns_addr ike_addr;
	u8 ike_family;
	u8 method;
};

/* Why a search ended as it did. */
enum btns_pad_why {
	BTNS_PAD_FOUND,
	BTNS_PAD_NO_ENTRY,	/* no entry matches */
	BTNS_PAD_NO_NULL,	/* NULL authentication, and no entry for it */
	BTNS_PAD_METHOD,	/* the entry does not take this method */
	BTNS_PAD_NO_SIGNATURE,	/* a key by itself needs a signature */
	BTNS_PAD_CREDENTIAL,	/* not a key or trust anchor of the entry */
	BTNS_PAD_IS_REVOKED,	/* the entry is revoked */
	BTNS_PAD_WRONG_PLACE,	/* not from an address of the entry */
};

/**
 * btns_pad_entry_check() - is this an entry?
 * @entry: the entry
 *
 * Return: NULL, or what is wrong and how to put it right, a constant fit for
 * extack.
 */
const char *btns_pad_entry_check(const struct btns_pad_entry *entry);

/**
 * btns_pad_compare() - which entry comes first?
 * @a: one entry
 * @b: another one
 *
 * RFC 5386 2: those for peers that are not authenticated follow all others,
 * whatever the administrator's numbers say, and the wildcard is the last.
 *
 * Return: less than 0 if @a does, more than 0 if @b does.
 */
int btns_pad_compare(const struct btns_pad_entry *a,
		     const struct btns_pad_entry *b);

/* Why two entries cannot be in one database. */
enum btns_pad_clash {
	BTNS_PAD_NO_CLASH,
	BTNS_PAD_TWO_WILDCARDS,	/* at most one of either class of anybody */
	BTNS_PAD_CLAIMS_ALL,	/* a wildcard, and an entry that may own all */
};

/**
 * btns_pad_clashes() - can two entries be in one database?
 * @a: one entry
 * @b: another one
 *
 * RFC 5386 2 wants the wildcard's addresses apart from those of all others.  An
 * AUTH entry for any address, or by whose ID the SPD is searched, has to say in
 * claim which addresses those are.  Disabled entries count, they may come back.
 *
 * Return: why not.
 */
enum btns_pad_clash btns_pad_clashes(const struct btns_pad_entry *a,
				     const struct btns_pad_entry *b);

/**
 * btns_pad_search() - the entry that a peer falls under
 * @list: the database
 * @peer: the peer
 * @why: BTNS_PAD_FOUND, or why nobody may be let in
 *
 * RFC 5386 2: the identity it asserts is looked for first, among AUTH entries,
 * and what is found there decides: whoever asserts such an identity and is not
 * authenticated as that entry asks gets nothing.  Only if none matches, its key
 * is looked for, then the wildcard.  RFC 7619 2.2: what a peer with NULL
 * authentication asserts is not looked at.
 *
 * Return: the entry; without BTNS_PAD_FOUND the one that refuses, or NULL.
 */
const struct btns_pad_entry *btns_pad_search(const struct btns_pad_list *list,
					     const struct btns_pad_peer *peer,
					     enum btns_pad_why *why);

/* How far a peer that is not authenticated may speak beyond its own address. */
enum btns_pad_reach {
	BTNS_PAD_REACH_HOST,	/* the address that IKE came from, and no other */
	BTNS_PAD_REACH_PREFIX64, /* IPv6: its /64, too (RFC 7619 2.5) */
	BTNS_PAD_REACH_WIDE,	/* what the entry allows */
};

/* Why a peer may not speak for addresses. */
enum btns_pad_bound {
	BTNS_PAD_ALLOWED,
	BTNS_PAD_NO_CHILD,	/* not all in child of its entry */
	BTNS_PAD_TOO_FAR,	/* not all within its reach */
	BTNS_PAD_IS_MAPPED,	/* IPv4 addresses written as IPv6 ones */
	BTNS_PAD_IS_CLAIMED,	/* some in what an entry before its own claims */
};

/**
 * btns_pad_bound() - may a peer speak for each address of a range?
 * @list: the database
 * @entry: the one that the peer fell under
 * @peer: the peer
 * @reach: how far, for all classes but AUTH
 * @range: the addresses
 * @family: of @range
 *
 * Return: BTNS_PAD_ALLOWED if btns_pad_narrow() would leave @range whole, or the
 * first rule that would cut it.
 */
enum btns_pad_bound btns_pad_bound(const struct btns_pad_list *list,
				   const struct btns_pad_entry *entry,
				   const struct btns_pad_peer *peer,
				   enum btns_pad_reach reach,
				   const struct btns_addr_range *range,
				   u8 family);

/**
 * btns_pad_narrow() - what a peer may speak for
 * @list: the database
 * @entry: the one that the peer fell under
 * @peer: the peer
 * @reach: how far, for all classes but AUTH
 * @remote: what it asks for; what is left of that
 * @scratch: initialised and empty, of the same family; for the work
 *
 * The second pass of RFC 5386 2.  What a weaker peer asks for loses the claims
 * of AUTH entries and, unless it fell under a BTNS_KEY entry, of those.  IPv4
 * addresses written as IPv6 ones are for no weaker peer: sockets take one for
 * the other.
 *
 * When a set was too small nothing is left.
 */
void btns_pad_narrow(const struct btns_pad_list *list,
		     const struct btns_pad_entry *entry,
		     const struct btns_pad_peer *peer,
		     enum btns_pad_reach reach, struct btns_addr_set *remote,
		     struct btns_addr_set *scratch);

#endif
