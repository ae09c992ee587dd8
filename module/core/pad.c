// SPDX-License-Identifier: GPL-2.0-only
#include "pad.h"

/* ---- entries ---- */

static bool pad_addrs_are_any(const struct btns_pad_addrs *addrs)
{
	return !addrs->v4_count && !addrs->v6_count;
}

static const struct btns_addr_range *
pad_addrs_of(const struct btns_pad_addrs *addrs, u8 family, u32 *count)
{
	*count = family == AF_INET ? addrs->v4_count : addrs->v6_count;
	return family == AF_INET ? addrs->v4 : addrs->v6;
}

static struct btns_addr_range pad_all_of(u8 family)
{
	struct btns_addr_range all;

	memset(&all, 0, sizeof(all));
	memset(all.hi.octets, 0xff, btns_addr_len(family));
	return all;
}

/* Does the list name every address of a family? */
static bool pad_is_universal(const struct btns_pad_addrs *addrs, u8 family)
{
	struct btns_addr_range all = pad_all_of(family);
	const struct btns_addr_range *list;
	u32 count;

	list = pad_addrs_of(addrs, family, &count);
	return btns_addr_list_covers(list, count, &all, family);
}

static const char *pad_check_list(const struct btns_pad_addrs *addrs, u8 family)
{
	const struct btns_addr_range *list;
	size_t len = btns_addr_len(family);
	static const struct btns_addr zero;
	u32 count, i;

	list = pad_addrs_of(addrs, family, &count);
	if (count > BTNS_PAD_RANGES_MAX)
		return "too many address ranges, give at most 64 of a family";
	for (i = 0; i < count; i++) {
		if (memcmp(list[i].lo.octets + len, zero.octets, 16 - len) ||
		    memcmp(list[i].hi.octets + len, zero.octets, 16 - len))
			return "octets set behind an IPv4 address, clear them";
		if (memcmp(&list[i].lo, &list[i].hi, sizeof(zero)) > 0)
			return "address range ends before it starts, swap its ends";
	}
	return NULL;
}

static const char *pad_check_addrs(const struct btns_pad_addrs *addrs)
{
	const char *wrong = pad_check_list(addrs, AF_INET);

	return wrong ? wrong : pad_check_list(addrs, AF_INET6);
}

static bool pad_is_for_anybody(const struct btns_pad_entry *entry)
{
	return entry->rank == BTNS_PAD_NULL_ANY ||
	       entry->rank == BTNS_PAD_BTNS_ANY;
}

static const char *pad_check_id(const struct btns_pad_entry *entry)
{
	u8 type = entry->id.type;

	if (pad_is_for_anybody(entry))
		return type == BTNS_IDENT_ANY ? NULL :
			"this class is for anybody, leave the identity out";
	if (entry->rank == BTNS_PAD_BTNS_KEY && type != BTNS_IDENT_PUBLIC_KEY)
		return "class btns-key is for one key, give id-type public-key";
	if (entry->rank == BTNS_PAD_AUTH && type == BTNS_IDENT_ANY)
		return "class auth needs an identity, give one";
	/* RFC 5386 2: whoever matches by his key is a BTNS peer */
	if (entry->rank == BTNS_PAD_AUTH && type == BTNS_IDENT_PUBLIC_KEY)
		return "a peer of class auth has another identity than its key, give the key as key-hash";
	return btns_ident_check(&entry->id);
}

static u32 pad_methods_of(const struct btns_pad_entry *entry)
{
	switch (entry->rank) {
	case BTNS_PAD_AUTH:
		return ~(BTNS_IKE_AUTH_BIT(BTNS_IKE_AUTH_NULL) |
			 BTNS_IKE_AUTH_BIT(0));
	case BTNS_PAD_NULL_ANY:
		return BTNS_IKE_AUTH_BIT(BTNS_IKE_AUTH_NULL);
	default:
		return BTNS_IKE_AUTH_SIGNATURES;
	}
}

static const char *pad_check_credentials(const struct btns_pad_entry *entry)
{
	if (entry->methods & ~pad_methods_of(entry))
		return "the class does not allow this method: btns takes signatures, auth all but NULL";
	if (entry->keys.count > BTNS_PAD_HASHES_MAX ||
	    entry->anchors.count > BTNS_PAD_HASHES_MAX)
		return "too many keys or trust anchors, give at most 16 of each";
	if (entry->rank == BTNS_PAD_AUTH)
		return NULL;
	if (entry->keys.count || entry->anchors.count ||
	    (entry->flags & BTNS_PAD_CERTID))
		return "key-hash, trust-anchor and certid-match are for class auth";
	return NULL;
}

static const char *pad_check_flags(const struct btns_pad_entry *entry)
{
	if (pad_is_for_anybody(entry) && (entry->flags & BTNS_PAD_REVOKED))
		return "class for anybody cannot be revoked, delete or disable the entry";
	if (entry->rank != BTNS_PAD_BTNS_KEY && (entry->flags & BTNS_PAD_PINNED))
		return "only class btns-key can be pinned";
	if (pad_is_for_anybody(entry) && (entry->flags & BTNS_PAD_BY_ID))
		return "the SPD cannot be searched by the identity of anybody";
	return NULL;
}

static const char *pad_check_authority(const struct btns_pad_entry *entry)
{
	bool by_id = entry->flags & BTNS_PAD_BY_ID;

	/* RFC 4301 4.4.3.3: a peer may not speak for whatever it likes */
	if (entry->rank == BTNS_PAD_AUTH && !by_id &&
	    pad_addrs_are_any(&entry->child))
		return "class auth needs child, the addresses that the peer may speak for";
	if (by_id && !pad_addrs_are_any(&entry->child))
		return "spd-search id does not look at child, leave one of them out";
	if (pad_is_for_anybody(entry) && !pad_addrs_are_any(&entry->claim))
		return "a class for anybody claims no addresses, leave claim out";
	return NULL;
}

const char *btns_pad_entry_check(const struct btns_pad_entry *entry)
{
	const char *wrong = pad_check_id(entry);

	if (!wrong)
		wrong = pad_check_credentials(entry);
	if (!wrong)
		wrong = pad_check_flags(entry);
	if (!wrong)
		wrong = pad_check_addrs(&entry->child);
	if (!wrong)
		wrong = pad_check_addrs(&entry->claim);
	if (!wrong)
		wrong = pad_check_addrs(&entry->ike_addr);
	if (!wrong)
		wrong = pad_check_authority(entry);
	return wrong;
}

static int pad_order(u32 a, u32 b)
{
	return a < b ? -1 : a > b;
}

int btns_pad_compare(const struct btns_pad_entry *a,
		     const struct btns_pad_entry *b)
{
	if (a->rank != b->rank)
		return pad_order(a->rank, b->rank);
	if (a->priority != b->priority)
		return pad_order(a->priority, b->priority);
	return pad_order(a->index, b->index);
}

/* May it own any address, without saying which it does? */
static bool pad_claims_all(const struct btns_pad_entry *entry)
{
	const struct btns_pad_addrs *claim = &entry->claim;

	if (entry->rank != BTNS_PAD_AUTH)
		return false;
	if (entry->flags & BTNS_PAD_BY_ID)
		return pad_addrs_are_any(claim);
	return (!claim->v4_count && pad_is_universal(&entry->child, AF_INET)) ||
	       (!claim->v6_count && pad_is_universal(&entry->child, AF_INET6));
}

enum btns_pad_clash btns_pad_clashes(const struct btns_pad_entry *a,
				     const struct btns_pad_entry *b)
{
	if (a->rank == b->rank && pad_is_for_anybody(a))
		return BTNS_PAD_TWO_WILDCARDS;
	if ((a->rank == BTNS_PAD_BTNS_ANY && pad_claims_all(b)) ||
	    (b->rank == BTNS_PAD_BTNS_ANY && pad_claims_all(a)))
		return BTNS_PAD_CLAIMS_ALL;
	return BTNS_PAD_NO_CLASH;
}

/* ---- the first pass ---- */

static bool pad_list_holds(const struct btns_pad_addrs *addrs,
			   const struct btns_addr *addr, u8 family)
{
	struct btns_addr_range one = { *addr, *addr };
	const struct btns_addr_range *list;
	u32 count;

	list = pad_addrs_of(addrs, family, &count);
	return btns_addr_list_covers(list, count, &one, family);
}

static bool pad_hashes_hold(const struct btns_pad_hashes *hashes,
			    const u8 *hash)
{
	u32 i;

	for (i = 0; hash && i < hashes->count; i++)
		if (!memcmp(hashes->hash[i], hash, BTNS_KEY_HASH_OCTETS))
			return true;
	return false;
}

static bool pad_has_credential(const struct btns_pad_entry *entry,
			       const struct btns_pad_peer *peer)
{
	if (!entry->keys.count && !entry->anchors.count)
		return true;
	return pad_hashes_hold(&entry->keys, peer->key_hash) ||
	       pad_hashes_hold(&entry->anchors, peer->anchor_hash);
}

/* A peer matches: does the entry let it in? */
static enum btns_pad_why pad_admits(const struct btns_pad_entry *entry,
				    const struct btns_pad_peer *peer)
{
	u32 methods = entry->methods ? entry->methods : pad_methods_of(entry);

	if (entry->flags & BTNS_PAD_REVOKED)
		return BTNS_PAD_IS_REVOKED;
	if (peer->method > BTNS_IKE_AUTH_MAX ||
	    !(methods & BTNS_IKE_AUTH_BIT(peer->method)))
		return BTNS_PAD_METHOD;
	if (!pad_has_credential(entry, peer))
		return BTNS_PAD_CREDENTIAL;
	if (!pad_addrs_are_any(&entry->ike_addr) &&
	    !pad_list_holds(&entry->ike_addr, &peer->ike_addr, peer->ike_family))
		return BTNS_PAD_WRONG_PLACE;
	return BTNS_PAD_FOUND;
}

u32 btns_pad_place(const struct btns_pad_list *list, u32 index)
{
	u32 i;

	for (i = 0; i < list->count; i++)
		if (list->entry[i]->index == index)
			break;
	return i;
}

/* The first entry of a class that is for @id; if that is for anybody, any. */
static const struct btns_pad_entry *
pad_first_of(const struct btns_pad_list *list, enum btns_pad_rank rank,
	     const struct btns_ident *id)
{
	u32 i;

	for (i = 0; i < list->count; i++) {
		const struct btns_pad_entry *entry = list->entry[i];

		if (entry->rank != rank || (entry->flags & BTNS_PAD_DISABLED))
			continue;
		if (pad_is_for_anybody(entry) || btns_ident_match(&entry->id, id))
			return entry;
	}
	return NULL;
}

static bool pad_is_signature(u8 method)
{
	return method <= BTNS_IKE_AUTH_MAX &&
	       (BTNS_IKE_AUTH_SIGNATURES & BTNS_IKE_AUTH_BIT(method));
}

/* RFC 5386 2: what is left of the peer is its key. */
static const struct btns_pad_entry *
pad_search_key(const struct btns_pad_list *list,
	       const struct btns_pad_peer *peer)
{
	const struct btns_ident key = {
		.type = BTNS_IDENT_PUBLIC_KEY,
		.value = peer->key_hash,
		.len = BTNS_KEY_HASH_OCTETS,
	};
	const struct btns_pad_entry *entry;

	entry = pad_first_of(list, BTNS_PAD_BTNS_KEY, &key);
	return entry ? entry : pad_first_of(list, BTNS_PAD_BTNS_ANY, &key);
}

const struct btns_pad_entry *btns_pad_search(const struct btns_pad_list *list,
					     const struct btns_pad_peer *peer,
					     enum btns_pad_why *why)
{
	const struct btns_pad_entry *entry;

	if (peer->method == BTNS_IKE_AUTH_NULL) {
		entry = pad_first_of(list, BTNS_PAD_NULL_ANY, &peer->asserted);
		*why = entry ? pad_admits(entry, peer) : BTNS_PAD_NO_NULL;
		return entry;
	}

	entry = pad_first_of(list, BTNS_PAD_AUTH, &peer->asserted);
	if (!entry) {
		if (!pad_is_signature(peer->method) || !peer->key_hash) {
			*why = BTNS_PAD_NO_SIGNATURE;
			return NULL;
		}
		entry = pad_search_key(list, peer);
	}
	*why = entry ? pad_admits(entry, peer) : BTNS_PAD_NO_ENTRY;
	return entry;
}

/* ---- the second pass ---- */

/* Take from @set what @claimant claims. */
static void pad_remove_claims(struct btns_addr_set *set,
			      const struct btns_pad_entry *claimant)
{
	const struct btns_addr_range *list;
	u32 count, i;

	list = pad_addrs_of(&claimant->claim, set->family, &count);
	for (i = 0; i < count; i++)
		btns_addr_set_remove(set, &list[i]);

	if (pad_is_universal(&claimant->child, set->family))
		return;	/* says only that it may be anywhere */
	list = pad_addrs_of(&claimant->child, set->family, &count);
	for (i = 0; i < count; i++)
		btns_addr_set_remove(set, &list[i]);
}

static u32 pad_copy(const struct btns_pad_addrs *addrs, u8 family,
		    struct btns_addr_range *to)
{
	const struct btns_addr_range *list;
	u32 count;

	list = pad_addrs_of(addrs, family, &count);
	if (to && count)
		memcpy(to, list, count * sizeof(*to));
	return count;
}

u32 btns_pad_claims(const struct btns_pad_entry *entry, u8 family,
		    struct btns_addr_range *to)
{
	u32 n;

	if (entry->flags & BTNS_PAD_DISABLED ||
	    (entry->rank != BTNS_PAD_AUTH && entry->rank != BTNS_PAD_BTNS_KEY))
		return 0;
	n = pad_copy(&entry->claim, family, to);
	if (pad_is_universal(&entry->child, family))
		return n;
	return n + pad_copy(&entry->child, family, to ? to + n : NULL);
}

static bool pad_yields_to(const struct btns_pad_entry *entry,
			  const struct btns_pad_entry *other)
{
	if (other == entry || (other->flags & BTNS_PAD_DISABLED))
		return false;
	if (other->rank == BTNS_PAD_AUTH)
		return true;
	/* two pinned keys may claim one address: a host that was replaced */
	return other->rank == BTNS_PAD_BTNS_KEY &&
	       entry->rank != BTNS_PAD_BTNS_KEY;
}

static void pad_keep_within(struct btns_addr_set *set,
			    const struct btns_addr_range *list, u32 count,
			    struct btns_addr_set *scratch)
{
	u32 i;

	scratch->count = 0;
	btns_addr_set_within(set, list, count, scratch);
	set->count = 0;
	set->is_full |= scratch->is_full;
	for (i = 0; i < scratch->count; i++)
		btns_addr_set_add(set, &scratch->range[i]);
}

static void pad_keep_children(struct btns_addr_set *set,
			      const struct btns_pad_entry *entry,
			      struct btns_addr_set *scratch)
{
	const struct btns_addr_range *list;
	u32 count;

	if (pad_addrs_are_any(&entry->child))
		return;
	list = pad_addrs_of(&entry->child, set->family, &count);
	pad_keep_within(set, list, count, scratch);
}

/* What is near the peer; @reach is not WIDE. */
static struct btns_addr_range pad_near(const struct btns_pad_peer *peer,
				       enum btns_pad_reach reach)
{
	struct btns_addr_range near = { peer->ike_addr, peer->ike_addr };

	if (reach == BTNS_PAD_REACH_PREFIX64 && peer->ike_family == AF_INET6) {
		memset(near.lo.octets + 8, 0, 8);
		memset(near.hi.octets + 8, 0xff, 8);
	}
	return near;
}

static void pad_keep_reach(struct btns_addr_set *set,
			   const struct btns_pad_peer *peer,
			   enum btns_pad_reach reach,
			   struct btns_addr_set *scratch)
{
	struct btns_addr_range near;

	if (reach == BTNS_PAD_REACH_WIDE)
		return;
	near = pad_near(peer, reach);
	pad_keep_within(set, &near, set->family == peer->ike_family, scratch);
}

/* ::ffff:0:0/96 */
static const struct btns_addr_range pad_mapped = {
	.lo.octets = { [10] = 0xff, 0xff },
	.hi.octets = { [10] = 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
};

static bool pad_overlaps(const struct btns_addr_range *list, u32 count,
			 const struct btns_addr_range *range)
{
	u32 i;

	for (i = 0; i < count; i++)
		if (btns_addr_range_overlaps(&list[i], range))
			return true;
	return false;
}

/* As pad_remove_claims(). */
static bool pad_claims_some(const struct btns_pad_entry *claimant,
			    const struct btns_addr_range *range, u8 family)
{
	const struct btns_addr_range *list;
	u32 count;

	list = pad_addrs_of(&claimant->claim, family, &count);
	if (pad_overlaps(list, count, range))
		return true;
	if (pad_is_universal(&claimant->child, family))
		return false;
	list = pad_addrs_of(&claimant->child, family, &count);
	return pad_overlaps(list, count, range);
}

static bool pad_is_within(const struct btns_pad_peer *peer,
			  enum btns_pad_reach reach,
			  const struct btns_addr_range *range, u8 family)
{
	struct btns_addr_range near;

	if (reach == BTNS_PAD_REACH_WIDE)
		return true;
	near = pad_near(peer, reach);
	return family == peer->ike_family &&
	       btns_addr_list_covers(&near, 1, range, family);
}

enum btns_pad_bound btns_pad_bound(const struct btns_pad_list *list,
				   const struct btns_pad_entry *entry,
				   const struct btns_pad_peer *peer,
				   enum btns_pad_reach reach,
				   const struct btns_addr_range *range,
				   u8 family)
{
	const struct btns_addr_range *child;
	u32 count, i;

	child = pad_addrs_of(&entry->child, family, &count);
	if (!pad_addrs_are_any(&entry->child) &&
	    !btns_addr_list_covers(child, count, range, family))
		return BTNS_PAD_NO_CHILD;
	if (entry->rank == BTNS_PAD_AUTH)
		return BTNS_PAD_ALLOWED;
	if (!pad_is_within(peer, reach, range, family))
		return BTNS_PAD_TOO_FAR;
	if (family == AF_INET6 && btns_addr_range_overlaps(&pad_mapped, range))
		return BTNS_PAD_IS_MAPPED;
	for (i = 0; i < list->count; i++)
		if (pad_yields_to(entry, list->entry[i]) &&
		    pad_claims_some(list->entry[i], range, family))
			return BTNS_PAD_IS_CLAIMED;
	return BTNS_PAD_ALLOWED;
}

void btns_pad_narrow(const struct btns_pad_list *list,
		     const struct btns_pad_entry *entry,
		     const struct btns_pad_peer *peer,
		     enum btns_pad_reach reach, struct btns_addr_set *remote,
		     struct btns_addr_set *scratch)
{
	u32 i;

	pad_keep_children(remote, entry, scratch);
	if (entry->rank != BTNS_PAD_AUTH) {
		pad_keep_reach(remote, peer, reach, scratch);
		if (remote->family == AF_INET6)
			btns_addr_set_remove(remote, &pad_mapped);
		for (i = 0; i < list->count; i++)
			if (pad_yields_to(entry, list->entry[i]))
				pad_remove_claims(remote, list->entry[i]);
	}
	if (remote->is_full)
		remote->count = 0;
}
