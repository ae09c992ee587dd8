/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Traffic selectors, RFC 4301 4.4.1.1: lists of ranges of addresses, a protocol,
 * lists of ranges of ports, of ICMP type and code, or of Mobility Header types.
 * Written from the side of the boundary: local and remote, so that one selector
 * serves both directions.
 *
 * Any context, no side effects.
 */
#ifndef BTNS_CORE_SELECTOR_H
#define BTNS_CORE_SELECTOR_H

#include "parse.h"
#include "types.h"

#define BTNS_PROTO_ANY 0	/* matches every protocol, OPAQUE included */
#define BTNS_PROTO_OPAQUE 256	/* matches what hides its protocol */
#define BTNS_SELECTOR_RANGES_MAX 64	/* in one list */

/**
 * struct btns_selector - one selector set, RFC 4301 4.4.1.2
 * @local: addresses on the protected side
 * @remote: addresses on the unprotected side
 * @lport: local ports
 * @rport: remote ports
 * @icmp: ICMP or ICMPv6 messages, type * 256 + code
 * @mh: Mobility Header types
 * @n_local: ranges of @local; 0 is ANY, here and below
 * @n_remote: ranges of @remote
 * @n_lport: ranges of @lport
 * @n_rport: ranges of @rport
 * @n_icmp: ranges of @icmp
 * @n_mh: ranges of @mh
 * @proto: IANA protocol number, BTNS_PROTO_ANY or BTNS_PROTO_OPAQUE
 * @family: AF_INET, AF_INET6, or AF_UNSPEC for both, then without addresses
 * @opaque: only packets that show none of ports, type and code, type; they may
 *	be later fragments or of a protocol that has none
 *
 * A packet matches if each of its fields is in the list of that field: it is the
 * cross product of the lists that is meant.  The lists belong to somebody else,
 * who keeps them behind himself (btns_selector_copy()).  Their order says
 * nothing, and ranges may overlap.  ANY matches what is not there to be seen, a
 * list never does.
 *
 * btns_selector_init() makes one that matches everything.
 */
struct btns_selector {
	const struct btns_addr_range *local;
	const struct btns_addr_range *remote;
	const struct btns_port_range *lport;
	const struct btns_port_range *rport;
	const struct btns_port_range *icmp;
	const struct btns_port_range *mh;
	u8 n_local;
	u8 n_remote;
	u8 n_lport;
	u8 n_rport;
	u8 n_icmp;
	u8 n_mh;
	u16 proto;
	u8 family;
	bool opaque;
};

/**
 * struct btns_selector_room - memory for lists, used from its start on
 * @at: what is not used yet, aligned for pointers
 * @end: behind it
 */
struct btns_selector_room {
	u8 *at;
	u8 *end;
};

/**
 * struct btns_selector_single - a selector with room for a range in each list
 * @sel: the selector
 * @local: room
 * @remote: room
 * @lport: room
 * @rport: room
 * @icmp: room
 * @mh: room
 */
struct btns_selector_single {
	struct btns_selector sel;
	struct btns_addr_range local;
	struct btns_addr_range remote;
	struct btns_port_range lport;
	struct btns_port_range rport;
	struct btns_port_range icmp;
	struct btns_port_range mh;
};

/* ICMP type and code as RFC 4301 4.4.1.1 compares them. */
static inline u16 btns_icmp_number(u8 type, u8 code)
{
	return (u16)(type << 8 | code);
}

/*
 * A later fragment may name an extension header, behind which lies the rest.  If that
 * header is not skipped it is the protocol, and not hidden at all; who does not ask is
 * on the safe side.
 */
static inline bool btns_flow_hides_proto(const struct btns_flow *flow)
{
	return flow->family == AF_INET6 && flow->is_later_fragment &&
	       (flow->proto == IPPROTO_ROUTING ||
		flow->proto == IPPROTO_DSTOPTS ||
		flow->proto == IPPROTO_FRAGMENT);
}

/* Can an address list be left out, because a range of it is everything? */
static inline bool btns_addr_range_is_any(const struct btns_addr_range *range,
					  u8 family)
{
	size_t i, len = btns_addr_len(family);

	for (i = 0; i < len; i++)
		if (range->lo.octets[i] != 0 || range->hi.octets[i] != 0xff)
			return false;
	return true;
}

/**
 * btns_selector_init() - the selector that matches everything of a family
 * @sel: to be filled in
 * @family: AF_INET, AF_INET6 or AF_UNSPEC
 */
void btns_selector_init(struct btns_selector *sel, u8 family);

/**
 * btns_selector_check() - is this a selector at all?
 * @sel: the selector
 *
 * Refused: unknown family; addresses given for AF_UNSPEC; octets set behind an
 * IPv4 address; a range whose end is before its start; a range that is the whole
 * field, which ANY says and which unlike ANY would not match what is hidden;
 * more than BTNS_SELECTOR_RANGES_MAX ranges in a list; ports with a protocol
 * that has none; type and code with a protocol other than ICMP (IPv4) or ICMPv6
 * (IPv6), Mobility Header types with another than 135 (IPv6); any of these
 * together with OPAQUE; ICMP in the wrong family, a hidden protocol in IPv4; the
 * fragment header, which is never a packet's protocol.  Other extension headers of
 * IPv6 are where they are not skipped (btns_parse()), but hop-by-hop options cannot
 * be named: 0 is ANY.
 *
 * Return: NULL, or what is wrong and how to put it right, a constant fit for
 * extack and a terminal.
 */
const char *btns_selector_check(const struct btns_selector *sel);

/**
 * btns_selector_match() - does a packet's flow fall under a selector?
 * @sel: a selector that btns_selector_check() accepts
 * @flow: from btns_parse()
 * @dir: says which of the flow's ends is local
 *
 * A flow without ports (or type and code, or type) is OPAQUE there and matches
 * only ANY and OPAQUE.
 *
 * Return: true if every field matches.
 */
bool btns_selector_match(const struct btns_selector *sel,
			 const struct btns_flow *flow, enum btns_dir dir);

/**
 * btns_selector_might_match() - could it match, if all of the packet were here?
 * @sel: a selector that btns_selector_check() accepts
 * @flow: of a fragment
 * @dir: says which of the flow's ends is local
 *
 * What a fragment does not show counts as matching: ports, type and code and,
 * behind extension headers of IPv6, the protocol.
 *
 * Return: true unless a field that is there contradicts.
 */
bool btns_selector_might_match(const struct btns_selector *sel,
			       const struct btns_flow *flow,
			       enum btns_dir dir);

/**
 * btns_selector_covers() - is everything that one matches matched by another?
 * @a: the wider one
 * @b: the narrower one; both such that btns_selector_check() accepts them
 *
 * Return: true if each packet that matches @b matches @a.
 */
bool btns_selector_covers(const struct btns_selector *a,
			  const struct btns_selector *b);

/**
 * btns_selector_intersects() - is there a packet that matches both?
 * @a: one selector
 * @b: another; both such that btns_selector_check() accepts them
 *
 * Return: true if there is.
 */
bool btns_selector_intersects(const struct btns_selector *a,
			      const struct btns_selector *b);

/**
 * btns_addr_ranges_overlap() - do two lists of ranges have an address in common?
 * @a: one list
 * @n_a: ranges of it; none holds no address, unlike in a selector
 * @b: another of the same family
 * @n_b: ranges of it
 *
 * Return: true if they do.
 */
bool btns_addr_ranges_overlap(const struct btns_addr_range *a, size_t n_a,
			      const struct btns_addr_range *b, size_t n_b);

/**
 * btns_selector_room_for() - octets that the lists of a selector need
 * @n_addrs: ranges of addresses in all lists
 * @n_others: other ranges
 *
 * Return: as many, a multiple of a pointer's size.
 */
size_t btns_selector_room_for(size_t n_addrs, size_t n_others);

/* the same for the lists that @sel has */
size_t btns_selector_size(const struct btns_selector *sel);

/**
 * btns_selector_copy() - a selector with lists of its own
 * @to: the copy
 * @from: the original
 * @room: of btns_selector_size() octets or more; what is used is taken from it
 *
 * Return: false if there is too little room; @to is not a selector then.
 */
bool btns_selector_copy(struct btns_selector *to,
			const struct btns_selector *from,
			struct btns_selector_room *room);

/**
 * btns_selector_from_flow() - the selector of one flow alone
 * @single: filled in; must stay where it is, its selector points into it
 * @flow: from btns_parse()
 * @dir: says which of the flow's ends is local
 *
 * What a fragment hides is OPAQUE in it.
 */
void btns_selector_from_flow(struct btns_selector_single *single,
			     const struct btns_flow *flow, enum btns_dir dir);

#endif
