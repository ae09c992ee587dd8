/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ICMP and ICMPv6 errors, RFC 4301 6: which packets are, and whose packet they
 * quote.
 *
 * Any context, no side effects.  As in parse.h nothing in a packet is believed.
 */
#ifndef BTNS_CORE_ICMP_H
#define BTNS_CORE_ICMP_H

#include "parse.h"

/* Kinds of errors; the numbers are those of the specification's icmp-class. */
enum btns_icmp_kind {
	BTNS_ICMP_NONE = 0,		/* not an error, or one nobody knows */
	BTNS_ICMP_UNREACHABLE = 1,
	BTNS_ICMP_TOO_BIG = 2,		/* fragmentation needed, too */
	BTNS_ICMP_REDIRECT = 4,
	BTNS_ICMP_TIME_EXCEEDED = 8,
	BTNS_ICMP_PARAMETER = 16,
};

/*
 * Those that go to the source of the packet they quote, however far that is.  A
 * redirect is between neighbours and has no business in an SA.
 */
#define BTNS_ICMP_QUOTING (BTNS_ICMP_UNREACHABLE | BTNS_ICMP_TOO_BIG | \
			   BTNS_ICMP_TIME_EXCEEDED | BTNS_ICMP_PARAMETER)

/* How far behind the last number sent a quoted one may be. */
#define BTNS_ICMP_SEQ_WINDOW 65536u

/**
 * btns_icmp_kind() - what kind of error has this type and code?
 * @family: AF_INET or AF_INET6
 * @type: of the message
 * @code: of the message
 *
 * Source quench is none any more (RFC 6633).
 *
 * Return: one bit, or BTNS_ICMP_NONE.
 */
enum btns_icmp_kind btns_icmp_kind(u8 family, u8 type, u8 code);

/**
 * btns_icmp_error() - is a packet an error that quotes another packet?
 * @flow: from btns_parse()
 *
 * A fragment is not: its quote cannot be told from what is in other fragments.
 *
 * Return: a kind of BTNS_ICMP_QUOTING, or BTNS_ICMP_NONE.
 */
enum btns_icmp_kind btns_icmp_error(const struct btns_flow *flow);

/**
 * btns_icmp_quote() - the return traffic of the packet that an error quotes
 * @data: the error, from its IP header on
 * @avail: octets readable at @data
 * @pkt: what btns_parse() says of it; btns_icmp_error(&pkt->flow) is true
 * @skip: for the packet that is quoted, as in btns_parse()
 * @flow: filled in on success: addresses and ports of the quoted packet, source
 *	and destination reversed (RFC 4301 6.2)
 *
 * Most quotes are cut short.  RFC 792 grants the IP header and 64 bits, so ports
 * are there, and type and code, which are taken as they are.  A quote is refused
 * when its headers are not whole, when it is of another IP version than the error,
 * or when it was not sent by the one to whom the error goes.
 *
 * Return: 0; a positive number of octets, more than @avail and at most
 * @pkt->total_len, that must be readable before the call is repeated; -EINVAL.
 */
int btns_icmp_quote(const u8 *data, size_t avail,
		    const struct btns_packet *pkt, u32 skip,
		    struct btns_flow *flow);

/**
 * btns_icmp_seq_is_recent() - did we send this ESP sequence number of late?
 * @sent: the last number sent, 0: none
 * @quoted: the low half of the number in a quoted ESP header
 *
 * Anybody can send an ICMP error.  Who has seen our packets can quote one of the
 * last BTNS_ICMP_SEQ_WINDOW numbers, who has not must guess it.
 *
 * Return: true if so.
 */
bool btns_icmp_seq_is_recent(u64 sent, u32 quoted);

#endif
