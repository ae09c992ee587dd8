/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Traffic selectors as IKEv2 has them, and what they are to btns.
 *
 * IKEv2 (RFC 7296 3.13) negotiates two lists; a packet belongs to the SA when
 * one selector of each matches.  An SA of btns has one selector, whose lists
 * are multiplied.  What is not such a product is refused, never widened.
 *
 * Pure: nothing of strongSwan's is known here.
 */
#ifndef STRONGSWAN_SPAN_H
#define STRONGSWAN_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "btns.h"

#define SPANS_MAX 64		/* in one list */

/**
 * struct span - one traffic selector of a list
 * @lo: first address
 * @hi: last address
 * @port_lo: first port; of ICMP type * 256 + code, of MH type * 256
 * @port_hi: last port; 65535 and 0 the other way round: OPAQUE
 * @family: of the addresses
 * @proto: IANA's number, 0 for any
 */
struct span {
	struct btns_ip lo;
	struct btns_ip hi;
	uint16_t port_lo;
	uint16_t port_hi;
	uint8_t family;
	uint8_t proto;
};

/**
 * span_selector() - the selector of an SA
 * @local: what is negotiated for this end
 * @n_local: of them
 * @remote: for the other end
 * @n_remote: of them
 * @ts: to be given to btns_ts_free() when NULL is returned
 *
 * Return: NULL, or why there is none, constant.
 */
const char *span_selector(const struct span *local, size_t n_local,
			  const struct span *remote, size_t n_remote,
			  struct btns_ts *ts);

/**
 * span_flow() - a packet as two traffic selectors
 * @flow: of an acquire: every range is a single value
 * @local: our end
 * @remote: the other one
 *
 * Return: false when the packet hides what a traffic selector has to say.
 */
bool span_flow(const struct btns_ts *flow, struct span *local,
	       struct span *remote);

/**
 * span_pin() - take the value of a packet, RFC 4301 4.4.1 ("PFP")
 * @span: what is proposed; cut down
 * @packet: the same end of the packet
 * @pfp: bits of enum btns_pfp
 * @is_local: of this end
 *
 * Return: false when the packet is not in @span, or no single packet in what is
 * taken of it: a peer may say anything.
 */
bool span_pin(struct span *span, const struct span *packet, uint32_t pfp,
	      bool is_local);

#endif
