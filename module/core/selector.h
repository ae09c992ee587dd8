/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Traffic selectors, RFC 4301 4.4.1.1: ranges of addresses, a protocol, ranges
 * of ports or of ICMP type and code.  Written from the side of the boundary:
 * local and remote, so that one selector serves both directions.
 *
 * Any context, no side effects.
 */
#ifndef BTNS_CORE_SELECTOR_H
#define BTNS_CORE_SELECTOR_H

#include "parse.h"
#include "types.h"

#define BTNS_PROTO_ANY 0	/* matches every protocol, OPAQUE included */

/* Inclusive, lo <= hi in network order octet by octet. */
struct btns_addr_range {
	struct btns_addr lo;
	struct btns_addr hi;
};

/* Inclusive, host order.  0-65535 is ANY and matches packets without ports. */
struct btns_port_range {
	u16 lo;
	u16 hi;
};

/* Inclusive.  0-255 is ANY and matches packets without type and code. */
struct btns_octet_range {
	u8 lo;
	u8 hi;
};

/**
 * struct btns_selector - one traffic selector
 * @local: addresses on the protected side
 * @remote: addresses on the unprotected side
 * @lport: local ports
 * @rport: remote ports
 * @icmp_type: ICMP or ICMPv6 types
 * @icmp_code: ICMP or ICMPv6 codes
 * @family: AF_INET, AF_INET6, or AF_UNSPEC for both, then without addresses
 * @proto: IANA protocol number or BTNS_PROTO_ANY
 *
 * btns_selector_init() makes one that matches everything.
 */
struct btns_selector {
	struct btns_addr_range local;
	struct btns_addr_range remote;
	struct btns_port_range lport;
	struct btns_port_range rport;
	struct btns_octet_range icmp_type;
	struct btns_octet_range icmp_code;
	u8 family;
	u8 proto;
};

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
 * IPv4 address; a range whose end is before its start; ports with a protocol
 * that has none; type or code with a protocol other than ICMP (IPv4) or ICMPv6
 * (IPv6); ICMP in the wrong family; a protocol number that RFC 8200 makes an
 * extension header (0 stands for any, 43, 44, 60).
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
 * A flow without ports (or type and code) is OPAQUE there and matches only ANY.
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

#endif
