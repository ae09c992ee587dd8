// SPDX-License-Identifier: GPL-2.0-or-later
#include "charon.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

uint64_t charon_now(void)
{
	return (uint64_t)time_monotonic(NULL);
}

bool charon_ip(host_t *host, uint8_t *family, struct btns_ip *ip)
{
	chunk_t octets = host->get_address(host);

	memset(ip, 0, sizeof(*ip));
	*family = (uint8_t)host->get_family(host);
	if (octets.len != (*family == AF_INET ? 4 : 16) ||
	    (*family != AF_INET && *family != AF_INET6))
		return false;
	memcpy(ip->octets, octets.ptr, octets.len);
	return true;
}

host_t *charon_host(uint8_t family, const struct btns_ip *ip)
{
	chunk_t octets = chunk_create((u_char *)ip->octets,
				      family == AF_INET ? 4 : 16);

	return host_create_from_chunk(family, octets, 0);
}

bool charon_sa_id(const kernel_ipsec_sa_id_t *from, struct btns_sa_id *to)
{
	memset(to, 0, sizeof(*to));
	to->spi = ntohl(from->spi);
	to->proto = from->proto;
	return from->proto == IPPROTO_ESP &&
	       charon_ip(from->dst, &to->family, &to->dst);
}

/* ---- identities ---- */

static uint32_t id_type(id_type_t type)
{
	switch (type) {
	case ID_IPV4_ADDR:
		return BTNS_ID_TYPE_IPV4;
	case ID_IPV6_ADDR:
		return BTNS_ID_TYPE_IPV6;
	case ID_FQDN:
		return BTNS_ID_TYPE_FQDN;
	case ID_RFC822_ADDR:
		return BTNS_ID_TYPE_RFC822;
	case ID_DER_ASN1_DN:
		return BTNS_ID_TYPE_DN;
	case ID_KEY_ID:
		return BTNS_ID_TYPE_KEY_ID;
	default:
		return BTNS_ID_TYPE_ANY;
	}
}

/* Names differ neither by case nor by a final dot. */
static void fold_name(struct btns_id *id)
{
	if (id->type != BTNS_ID_TYPE_FQDN && id->type != BTNS_ID_TYPE_RFC822)
		return;
	for (uint16_t i = 0; i < id->len; i++)
		if (id->value[i] < 0x80)
			id->value[i] = (uint8_t)tolower(id->value[i]);
	if (id->len > 1 && id->value[id->len - 1] == '.')
		id->len--;
}

int charon_id(identification_t *from, struct btns_id *to)
{
	chunk_t value = from->get_encoding(from);

	memset(to, 0, sizeof(*to));
	if (id_type(from->get_type(from)) == BTNS_ID_TYPE_ANY)
		return -EOPNOTSUPP;
	if (value.len > sizeof(to->value))
		return -EINVAL;
	to->type = id_type(from->get_type(from));
	to->match = BTNS_ID_MATCH_EXACT;
	to->len = (uint16_t)value.len;
	memcpy(to->value, value.ptr, value.len);
	fold_name(to);
	if (!btns_id_check(to))
		return 0;
	memset(to, 0, sizeof(*to));
	return -EINVAL;
}

bool charon_is_nobody(identification_t *id)
{
	return (int)id->get_type(id) == 13;
}

/* ---- keys ---- */

static bool sha256(chunk_t octets, struct btns_hash *hash)
{
	hasher_t *hasher = lib->crypto->create_hasher(lib->crypto, HASH_SHA256);
	bool is_done;

	if (!hasher)
		return false;
	is_done = hasher->get_hash(hasher, octets, hash->octets);
	hasher->destroy(hasher);
	return is_done;
}

bool charon_key_hash(public_key_t *key, struct btns_hash *hash)
{
	chunk_t spki;
	bool is_done;

	if (!key->get_encoding(key, PUBKEY_SPKI_ASN1_DER, &spki))
		return false;
	is_done = sha256(spki, hash);
	chunk_free(&spki);
	return is_done;
}

bool charon_cert_key_hash(certificate_t *cert, struct btns_hash *hash)
{
	public_key_t *key = cert->get_public_key(cert);
	bool is_done;

	if (!key)
		return false;
	is_done = charon_key_hash(key, hash);
	key->destroy(key);
	return is_done;
}

bool charon_cert_hash(certificate_t *cert, struct btns_hash *hash)
{
	chunk_t der;
	bool is_done;

	if (cert->get_type(cert) != CERT_X509 ||
	    !cert->get_encoding(cert, CERT_ASN1_DER, &der))
		return false;
	is_done = sha256(der, hash);
	chunk_free(&der);
	return is_done;
}

/* ---- traffic selectors ---- */

bool charon_span(traffic_selector_t *from, struct span *to)
{
	chunk_t lo = from->get_from_address(from);
	chunk_t hi = from->get_to_address(from);
	size_t len;

	memset(to, 0, sizeof(*to));
	switch (from->get_type(from)) {
	case TS_IPV4_ADDR_RANGE:
		to->family = AF_INET;
		break;
	case TS_IPV6_ADDR_RANGE:
		to->family = AF_INET6;
		break;
	default:
		return false;
	}
	len = to->family == AF_INET ? 4 : 16;
	if (lo.len != len || hi.len != len)
		return false;
	memcpy(to->lo.octets, lo.ptr, len);
	memcpy(to->hi.octets, hi.ptr, len);
	to->proto = from->get_protocol(from);
	to->port_lo = from->get_from_port(from);
	to->port_hi = from->get_to_port(from);
	return true;
}

traffic_selector_t *charon_ts(const struct span *from)
{
	size_t len = from->family == AF_INET ? 4 : 16;
	ts_type_t type = from->family == AF_INET ? TS_IPV4_ADDR_RANGE :
						   TS_IPV6_ADDR_RANGE;

	return traffic_selector_create_from_bytes(
		from->proto, type, chunk_create((u_char *)from->lo.octets, len),
		from->port_lo, chunk_create((u_char *)from->hi.octets, len),
		from->port_hi);
}

/* SPANS_MAX + 1: too many, or one that is none */
static size_t spans(linked_list_t *list, struct span *to)
{
	enumerator_t *each = list->create_enumerator(list);
	traffic_selector_t *ts;
	size_t count = 0;

	while (each->enumerate(each, &ts)) {
		if (count == SPANS_MAX || !charon_span(ts, &to[count])) {
			count = SPANS_MAX + 1;
			break;
		}
		count++;
	}
	each->destroy(each);
	return count;
}

const char *charon_selector(linked_list_t *local, linked_list_t *remote,
			    struct btns_ts *ts)
{
	struct span here[SPANS_MAX], there[SPANS_MAX];
	size_t n_here = spans(local, here);
	size_t n_there = spans(remote, there);

	return span_selector(here, n_here, there, n_there, ts);
}
