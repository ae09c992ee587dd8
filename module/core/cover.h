/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Selectors as boxes that a hash table can hold: every field either has to begin
 * with certain bits or may be anything.
 *
 * A box holds every packet that its selector matches, and others; who finds one
 * asks btns_selector_match().  Prefixes end at multiples of four bits, so that a
 * table meets few combinations of lengths.
 *
 * Any context, no side effects.
 */
#ifndef BTNS_CORE_COVER_H
#define BTNS_CORE_COVER_H

#include "selector.h"
#include "types.h"

/* Prefixes of one field; more are merged into shorter ones. */
#define BTNS_COVER_PREFIXES_MAX 32

/**
 * struct btns_key - the fields of a packet, side by side for hashing
 * @local: address on the protected side
 * @remote: address on the unprotected side
 * @scope: what else tells packets apart; not known here
 * @lport: local port; ICMP type and code; Mobility Header type; or 0
 * @rport: remote port, or 0
 * @proto: IANA number, or BTNS_PROTO_OPAQUE where it is hidden
 * @family: AF_INET or AF_INET6
 * @zero: no padding is left
 */
struct btns_key {
	struct btns_addr local;
	struct btns_addr remote;
	u32 scope;
	u16 lport;
	u16 rport;
	u16 proto;
	u8 family;
	u8 zero;
};

#define BTNS_KEY_WORDS (sizeof(struct btns_key) / sizeof(u32))

/**
 * struct btns_box - packets whose fields begin alike
 * @key: how they begin, zero where @mask is
 * @mask: which bits that are
 */
struct btns_box {
	struct btns_key key;
	struct btns_key mask;
};

/**
 * struct btns_prefix - how the values of a field begin
 * @octets: of an address or, two of them, of a port; zero behind the prefix
 * @nibbles: units of four bits
 */
struct btns_prefix {
	u8 octets[16];
	u8 nibbles;
};

/**
 * struct btns_prefixes - the prefixes that hold all values of a list
 * @list: none lies within another
 * @count: at least one, with no nibble for ANY
 * @width: nibbles of a whole value
 */
struct btns_prefixes {
	struct btns_prefix list[BTNS_COVER_PREFIXES_MAX];
	u8 count;
	u8 width;
};

/**
 * struct btns_cover - the boxes of one selector, the product of four fields
 * @local: of addresses
 * @remote: of addresses
 * @lport: of what struct btns_key has there
 * @rport: of ports
 * @proto: as in the selector
 * @family: as in the selector
 */
struct btns_cover {
	struct btns_prefixes local;
	struct btns_prefixes remote;
	struct btns_prefixes lport;
	struct btns_prefixes rport;
	u16 proto;
	u8 family;
};

/**
 * btns_prefixes_of_addrs() - prefixes that hold a list of addresses
 * @prefixes: filled in
 * @list: ranges
 * @count: of them; 0 is ANY
 * @family: of the addresses
 */
void btns_prefixes_of_addrs(struct btns_prefixes *prefixes,
			    const struct btns_addr_range *list, u8 count,
			    u8 family);

/**
 * btns_prefixes_of_ports() - prefixes that hold a list of ports
 * @prefixes: filled in
 * @list: ranges
 * @count: of them; 0 is ANY
 */
void btns_prefixes_of_ports(struct btns_prefixes *prefixes,
			    const struct btns_port_range *list, u8 count);

/**
 * btns_cover_init() - boxes that hold a selector
 * @cover: filled in; too large for a kernel stack
 * @sel: a selector that btns_selector_check() accepts
 * @limit: boxes at most, not 0
 *
 * Where there would be more, the field with most prefixes gets shorter ones.
 *
 * Return: how many there are.
 */
u32 btns_cover_init(struct btns_cover *cover, const struct btns_selector *sel,
		    u32 limit);

/**
 * btns_cover_box() - one of the boxes
 * @cover: from btns_cover_init()
 * @at: which, from 0 on
 * @box: filled in; its scope is 0 and says nothing
 */
void btns_cover_box(const struct btns_cover *cover, u32 at,
		    struct btns_box *box);

/**
 * btns_key_from_flow() - the fields of a packet
 * @key: filled in; its scope is 0
 * @flow: from btns_parse()
 * @dir: says which of the flow's ends is local
 */
void btns_key_from_flow(struct btns_key *key, const struct btns_flow *flow,
			enum btns_dir dir);

/**
 * btns_box_holds() - what it is to be in a box
 * @box: the box
 * @key: all fields of a packet
 *
 * Return: true if the packet's fields begin as the box says.
 */
static inline bool btns_box_holds(const struct btns_box *box,
				  const struct btns_key *key)
{
	const u32 *k = (const u32 *)key, *mask = (const u32 *)&box->mask;
	const u32 *begin = (const u32 *)&box->key;
	unsigned int i;

	for (i = 0; i < BTNS_KEY_WORDS; i++)
		if ((k[i] & mask[i]) != begin[i])
			return false;
	return true;
}

#endif
