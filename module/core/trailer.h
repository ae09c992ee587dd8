/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The end of an ESP payload, RFC 4303 2.4 to 2.6:
 *
 *	| data ... | 1 | 2 | 3 | ... | pad length | next header |
 *
 * Any context, no side effects but the octets _fill() writes.  For use behind
 * integrity verification: it takes no care to run in constant time.
 */
#ifndef BTNS_CORE_TRAILER_H
#define BTNS_CORE_TRAILER_H

#include "types.h"

#define BTNS_TRAILER_PAD_MAX 255
/* Pad length and next header, without padding. */
#define BTNS_TRAILER_MIN 2
/* The longest trailer: what _check() wants to see of a long payload. */
#define BTNS_TRAILER_MAX (BTNS_TRAILER_PAD_MAX + BTNS_TRAILER_MIN)

/**
 * struct btns_trailer - what a good trailer says
 * @data_len: octets of the payload in front of padding and trailer
 * @pad_len: pad octets
 * @next_header: protocol of the data
 */
struct btns_trailer {
	size_t data_len;
	u8 pad_len;
	u8 next_header;
};

enum btns_trailer_verdict {
	BTNS_TRAILER_OK,
	BTNS_TRAILER_TOO_SHORT,		/* no room for pad length and next header */
	BTNS_TRAILER_PAD_TOO_LONG,	/* more padding than payload */
	BTNS_TRAILER_PAD_PATTERN,	/* the padding is not 1, 2, 3 … */
};

/**
 * btns_trailer_check() - take the end of a decrypted payload apart
 * @tail: the last @tail_len octets of the payload
 * @tail_len: the lesser of @payload_len and BTNS_TRAILER_MAX
 * @payload_len: octets of the payload, without IV and ICV
 * @out: filled in if the verdict is BTNS_TRAILER_OK
 *
 * Return: the verdict.
 */
enum btns_trailer_verdict btns_trailer_check(const u8 *tail, size_t tail_len,
					     size_t payload_len,
					     struct btns_trailer *out);

/**
 * btns_trailer_pad() - how much padding does a payload need?
 * @payload_len: octets of data
 * @align: what data, padding and trailer are to be a multiple of; a power of
 *	two from 4 (RFC 4303 2.4) to 256
 *
 * Return: the least number of pad octets.
 */
unsigned int btns_trailer_pad(size_t payload_len, unsigned int align);

/**
 * btns_trailer_fill() - write padding and trailer
 * @tail: @pad_len + BTNS_TRAILER_MIN octets, right behind the data
 * @pad_len: at most BTNS_TRAILER_PAD_MAX
 * @next_header: protocol of the data
 */
void btns_trailer_fill(u8 *tail, unsigned int pad_len, u8 next_header);

#endif
