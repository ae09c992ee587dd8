/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * charon's objects to those of libbtns and back: numbers, addresses, identities,
 * keys, traffic selectors.  No state.
 */
#ifndef STRONGSWAN_CHARON_H
#define STRONGSWAN_CHARON_H

#include <daemon.h>

#include "span.h"
#include "tables.h"

/* seconds of a clock that only goes forward */
uint64_t charon_now(void);

/* false: neither IPv4 nor IPv6 */
bool charon_ip(host_t *host, uint8_t *family, struct btns_ip *ip);

host_t *charon_host(uint8_t family, const struct btns_ip *ip);

/* of kernel_ipsec_t's description; false: not an SA that btns could have */
bool charon_sa_id(const kernel_ipsec_sa_id_t *from, struct btns_sa_id *to);

/**
 * charon_id() - an identity in its one spelling
 * @from: as IKE has it
 * @to: as PAD entries have it, all zero if that cannot be
 *
 * Return: 0, -EOPNOTSUPP when PAD entries have no such kind of identity, or -EINVAL
 * when it is none of its kind: it could not be said which entry it falls under.
 */
int charon_id(identification_t *from, struct btns_id *to);

/* ID_NULL (RFC 7619 2.2), for which charon has no name */
bool charon_is_nobody(identification_t *id);

/* the SHA-256 of the SubjectPublicKeyInfo of a key, of a certificate's key */
bool charon_key_hash(public_key_t *key, struct btns_hash *hash);
bool charon_cert_key_hash(certificate_t *cert, struct btns_hash *hash);

/* the SHA-256 of a certificate */
bool charon_cert_hash(certificate_t *cert, struct btns_hash *hash);

/* one traffic selector; false: not of addresses */
bool charon_span(traffic_selector_t *from, struct span *to);

traffic_selector_t *charon_ts(const struct span *from);

/**
 * charon_selector() - the selector of lists of traffic selectors
 * @local: traffic_selector_t
 * @remote: traffic_selector_t
 * @ts: as of span_selector()
 *
 * Return: NULL, or what is wrong, constant.
 */
const char *charon_selector(linked_list_t *local, linked_list_t *remote,
			    struct btns_ts *ts);

#endif
