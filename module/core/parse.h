/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the octets of an IP packet to the selector fields of RFC 4301 4.4.1.1.
 *
 * Any context, no side effects.  Nothing in a packet is believed: every length
 * is checked against what is there before an octet behind it is read.
 */
#ifndef BTNS_CORE_PARSE_H
#define BTNS_CORE_PARSE_H

#include "types.h"

/* Extension headers walked before a chain counts as hostile. */
#define BTNS_PARSE_MAX_EXTHDRS 12

/*
 * IPv6 extension headers that may be skipped on the way to the next layer protocol
 * or be it, RFC 4301 4.4.1.1; the numbers are those of the specification's
 * skip-header.  A fragment header is always skipped, ESP and AH never are.
 */
enum btns_skip {
	BTNS_SKIP_HOPOPTS = 1,
	BTNS_SKIP_ROUTING = 2,
	BTNS_SKIP_DSTOPTS = 4,
};

#define BTNS_SKIP_ALL (BTNS_SKIP_HOPOPTS | BTNS_SKIP_ROUTING | \
		       BTNS_SKIP_DSTOPTS)

/* Its bit, 0: it is none of these headers. */
static inline u32 btns_skip_bit(u8 proto)
{
	switch (proto) {
	case IPPROTO_HOPOPTS:
		return BTNS_SKIP_HOPOPTS;
	case IPPROTO_ROUTING:
		return BTNS_SKIP_ROUTING;
	case IPPROTO_DSTOPTS:
		return BTNS_SKIP_DSTOPTS;
	default:
		return 0;
	}
}

/**
 * struct btns_flow - what a selector looks at
 * @src: source address as in the packet
 * @dst: destination address as in the packet
 * @sport: source port, host order; valid if @has_ports
 * @dport: destination port, host order; valid if @has_ports
 * @icmp_type: ICMP or ICMPv6 type; valid if @has_icmp
 * @icmp_code: ICMP or ICMPv6 code; valid if @has_icmp
 * @mh_type: Mobility Header type (RFC 6275); valid if @has_mh
 * @family: AF_INET or AF_INET6
 * @proto: next layer protocol, IANA number: the first extension header that is not
 *	skipped; if all are, @l4_proto
 * @l4_proto: what stands behind all extension headers; in a later fragment what the
 *	fragment header names, an extension header perhaps.  Not for selectors
 * @has_ports: false for protocols without ports, and for later fragments, whose
 *	ports are OPAQUE in the words of RFC 4301 4.4.1.1; @proto has them, not what
 *	is behind it
 * @has_icmp: likewise for type and code
 * @has_mh: likewise for the type of a Mobility Header, which IPv6 alone has
 * @is_fragment: any fragment, the first one included; not a whole packet that
 *	carries an IPv6 fragment header all the same (RFC 6946)
 * @is_later_fragment: fragment offset not zero, so no next layer header
 */
struct btns_flow {
	struct btns_addr src;
	struct btns_addr dst;
	u16 sport;
	u16 dport;
	u8 icmp_type;
	u8 icmp_code;
	u8 mh_type;
	u8 family;
	u8 proto;
	u8 l4_proto;
	bool has_ports;
	bool has_icmp;
	bool has_mh;
	bool is_fragment;
	bool is_later_fragment;
};

/* The other direction of it; ICMP types stay. */
static inline void btns_flow_reverse(struct btns_flow *flow)
{
	struct btns_addr addr = flow->src;
	u16 port = flow->sport;

	flow->src = flow->dst;
	flow->dst = addr;
	flow->sport = flow->dport;
	flow->dport = port;
}

/**
 * struct btns_packet - a parsed packet
 * @flow: the selector fields
 * @total_len: octets of the packet by its own length field
 * @l4_off: octets before the header of @flow.l4_proto (IP header and extensions)
 * @insert_off: where a transport mode ESP or AH header goes: behind the IPv4
 *	header and options; in IPv6 behind hop-by-hop, routing, fragment and the
 *	destination options that precede a routing header (RFC 4303 3.1.1)
 * @insert_nh_off: the octet that names the header at @insert_off
 * @l4_nh_off: the octet that names the header at @l4_off
 */
struct btns_packet {
	struct btns_flow flow;
	u32 total_len;
	u16 l4_off;
	u16 insert_off;
	u16 insert_nh_off;
	u16 l4_nh_off;
};

/* Protocols that begin with source and destination port, two octets each. */
static inline bool btns_proto_has_ports(u8 proto)
{
	return proto == IPPROTO_TCP || proto == IPPROTO_UDP ||
	       proto == IPPROTO_SCTP || proto == IPPROTO_DCCP ||
	       proto == IPPROTO_UDPLITE;
}

/**
 * btns_parse() - parse one IPv4 or IPv6 packet
 * @data: the packet from its IP header on
 * @avail: octets readable at @data
 * @len: octets of the packet in all, readable or not; >= @avail
 * @skip: bits of enum btns_skip; says what @pkt->flow.proto is, and so whether the
 *	fields behind it count, and nothing else: neither what is malformed nor
 *	where headers are
 * @pkt: filled in on success, undefined otherwise
 *
 * Extension headers hop-by-hop, routing, destination options and fragment are
 * walked; ESP, AH, no-next-header and everything unknown end the walk and are
 * the protocol, unless a header in front that is not skipped is.  Jumbograms (length
 * field zero) are refused.  A first fragment that ends inside its ports (type and
 * code, Mobility Header type) parses with has_ports (has_icmp, has_mh) false: a
 * selector that asks for them does not match it.  Any other packet that ends there
 * is malformed; the rest of that header is not looked at.
 *
 * Return: 0; a positive number of octets, more than @avail and at most @len,
 * that must be readable before the call is repeated; -EINVAL when malformed:
 * version, a header that is longer than the packet, a length field larger than
 * @len or smaller than the headers, a chain of more than
 * BTNS_PARSE_MAX_EXTHDRS extension headers, hop-by-hop not first, a fragment
 * of a packet whose length would exceed 65535 once put together (RFC 8200 4.5,
 * RFC 791).
 */
int btns_parse(const u8 *data, size_t avail, size_t len, u32 skip,
	       struct btns_packet *pkt);

#endif
