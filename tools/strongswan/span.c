// SPDX-License-Identifier: GPL-2.0-or-later
#include "span.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define PORT_MAX 65535

/* of IANA's registry, where <netinet/in.h> has no name */
#define PROTO_MH 135

enum span_kind {
	SPAN_PORTS,	/* both ends have one */
	SPAN_ICMP,	/* type and code, which belong to no end */
	SPAN_MH,	/* a type, likewise */
	SPAN_NOTHING,
};

static enum span_kind kind_of(uint8_t proto)
{
	switch (proto) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_DCCP:
	case IPPROTO_SCTP:
	case IPPROTO_UDPLITE:
		return SPAN_PORTS;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return SPAN_ICMP;
	case PROTO_MH:
		return SPAN_MH;
	default:
		return SPAN_NOTHING;
	}
}

static bool is_opaque(const struct span *span)
{
	return span->port_lo == PORT_MAX && span->port_hi == 0;
}

static bool is_any_port(const struct span *span)
{
	return span->port_lo == 0 && span->port_hi == PORT_MAX;
}

static bool same_ports(const struct span *a, const struct span *b)
{
	return a->port_lo == b->port_lo && a->port_hi == b->port_hi;
}

static bool same_addrs(const struct span *a, const struct span *b)
{
	return !memcmp(&a->lo, &b->lo, sizeof(a->lo)) &&
	       !memcmp(&a->hi, &b->hi, sizeof(a->hi));
}

/* OPAQUE is in no range of ports, and in itself. */
static bool ports_within(const struct span *in, const struct span *of)
{
	if (is_opaque(in) || is_opaque(of))
		return same_ports(in, of);
	return in->port_lo >= of->port_lo && in->port_hi <= of->port_hi;
}

static bool addrs_within(const struct span *in, const struct span *of)
{
	return memcmp(&in->lo, &of->lo, sizeof(in->lo)) >= 0 &&
	       memcmp(&in->hi, &of->hi, sizeof(in->hi)) <= 0;
}

static bool is_within(const struct span *in, const struct span *of)
{
	return in->family == of->family &&
	       (!of->proto || in->proto == of->proto) &&
	       ports_within(in, of) && addrs_within(in, of);
}

/* The packet that asked for an SA stands before what it is part of. */
static size_t reduce(const struct span *from, size_t count, struct span *to)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		bool is_part = false;

		for (size_t j = 0; j < count && !is_part; j++)
			is_part = j != i && is_within(&from[i], &from[j]) &&
				  (j < i || !is_within(&from[j], &from[i]));
		if (!is_part)
			to[n++] = from[i];
	}
	return n;
}

static bool is_sane(const struct span *span)
{
	return (span->family == AF_INET || span->family == AF_INET6) &&
	       memcmp(&span->lo, &span->hi, sizeof(span->lo)) <= 0 &&
	       (span->port_lo <= span->port_hi || is_opaque(span));
}

static const char *check_list(const struct span *list, size_t count,
			      uint8_t family)
{
	if (!count)
		return "no traffic selector";
	if (count > SPANS_MAX)
		return "more traffic selectors than an SA can have";
	for (size_t i = 0; i < count; i++) {
		if (!is_sane(&list[i]))
			return "not a traffic selector";
		if (list[i].family != family)
			return "traffic selectors of IPv4 and of IPv6 in one SA";
	}
	return NULL;
}

/* A selector without a protocol takes that of its counterpart. */
static const char *common_proto(const struct span *local, size_t n_local,
				const struct span *remote, size_t n_remote,
				uint8_t *proto)
{
	bool is_known = false;

	for (size_t i = 0; i < n_local; i++) {
		for (size_t j = 0; j < n_remote; j++) {
			uint8_t a = local[i].proto, b = remote[j].proto;

			if ((a && b && a != b) ||
			    (is_known && *proto != (a ? a : b)))
				return "traffic selectors of several protocols in one SA";
			*proto = a ? a : b;
			is_known = true;
		}
	}
	return NULL;
}

static bool all_same(const struct span *list, size_t count,
		     bool (*same)(const struct span *, const struct span *))
{
	for (size_t i = 1; i < count; i++)
		if (!same(&list[0], &list[i]))
			return false;
	return true;
}

/* ---- one end's lists ---- */

static const char no_memory[] = "out of memory";

static const char *put_addrs(const struct span *list, size_t count,
			     struct btns_ip_range **to, uint8_t *n)
{
	*to = calloc(count, sizeof(**to));
	if (!*to)
		return no_memory;
	for (size_t i = 0; i < count; i++)
		(*to)[i] = (struct btns_ip_range){ list[i].lo, list[i].hi };
	*n = (uint8_t)count;
	return NULL;
}

static const char *put_ports(const struct span *list, size_t count,
			     unsigned int shift, struct btns_u16_range **to,
			     uint8_t *n)
{
	for (size_t i = 0; i < count; i++)
		if (is_any_port(&list[i]))
			return NULL;
	*to = calloc(count, sizeof(**to));
	if (!*to)
		return no_memory;
	for (size_t i = 0; i < count; i++) {
		(*to)[i].lo = list[i].port_lo >> shift;
		(*to)[i].hi = list[i].port_hi >> shift;
	}
	*n = (uint8_t)count;
	return NULL;
}

/* how many of a list's spans say something of their own about ports, addresses */
static size_t count_of(const struct span *list, size_t count,
		       bool (*same)(const struct span *, const struct span *))
{
	return all_same(list, count, same) ? 1 : count;
}

/* ---- ports, or what takes their place ---- */

static const char *put_both_ports(const struct span *local, size_t n_local,
				  const struct span *remote, size_t n_remote,
				  struct btns_ts *ts)
{
	const char *wrong;

	wrong = put_ports(local, n_local, 0, &ts->lport, &ts->n_lport);
	return wrong ? wrong :
	       put_ports(remote, n_remote, 0, &ts->rport, &ts->n_rport);
}

/* Types have no end: it is said at either, or the same at both. */
static const char *put_types(const struct span *local, size_t n_local,
			     const struct span *remote, size_t n_remote,
			     struct btns_ts *ts)
{
	bool is_mh = kind_of((uint8_t)ts->proto) == SPAN_MH;

	if (n_local == 1 && is_any_port(local)) {
		local = remote;
		n_local = n_remote;
	} else if (!(n_remote == 1 && is_any_port(remote)) &&
		   (n_local != 1 || n_remote != 1 ||
		    !same_ports(local, remote))) {
		return "types that differ at both ends";
	}
	if (!is_mh)
		return put_ports(local, n_local, 0, &ts->icmp, &ts->n_icmp);
	/* RFC 4301 4.4.1.1: the upper octet is the type, the lower one nothing */
	for (size_t i = 0; i < n_local; i++)
		if ((local[i].port_lo & 0xff) ||
		    ((local[i].port_hi & 0xff) && !is_any_port(&local[i]) &&
		     (local[i].port_hi & 0xff) != 0xff))
			return "a mobility header type with something behind it";
	return put_ports(local, n_local, 8, &ts->mh, &ts->n_mh);
}

static const char *put_opaque(const struct span *local, size_t n_local,
			      const struct span *remote, size_t n_remote,
			      struct btns_ts *ts)
{
	if (n_local != 1 || n_remote != 1 || !is_opaque(local) ||
	    !is_opaque(remote))
		return "OPAQUE ports at one end, or beside others";
	ts->opaque = true;
	return NULL;
}

static bool has_opaque(const struct span *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_opaque(&list[i]))
			return true;
	return false;
}

static const char *put_numbers(const struct span *local, size_t n_local,
			       const struct span *remote, size_t n_remote,
			       struct btns_ts *ts)
{
	n_local = count_of(local, n_local, same_ports);
	n_remote = count_of(remote, n_remote, same_ports);
	if (has_opaque(local, n_local) || has_opaque(remote, n_remote))
		return put_opaque(local, n_local, remote, n_remote, ts);
	switch (kind_of((uint8_t)ts->proto)) {
	case SPAN_PORTS:
		return put_both_ports(local, n_local, remote, n_remote, ts);
	case SPAN_ICMP:
	case SPAN_MH:
		return put_types(local, n_local, remote, n_remote, ts);
	case SPAN_NOTHING:
		break;
	}
	if (n_local == 1 && n_remote == 1 && is_any_port(local) &&
	    is_any_port(remote))
		return NULL;
	return "ports without a protocol that has them";
}

static bool is_product(const struct span *list, size_t count)
{
	return all_same(list, count, same_ports) ||
	       all_same(list, count, same_addrs);
}

static const char *build(const struct span *local, size_t n_local,
			 const struct span *remote, size_t n_remote,
			 struct btns_ts *ts)
{
	uint8_t proto = 0;
	const char *wrong;

	if (!is_product(local, n_local) || !is_product(remote, n_remote))
		return "traffic selectors with different ports for different addresses";
	wrong = common_proto(local, n_local, remote, n_remote, &proto);
	if (wrong)
		return wrong;
	ts->proto = proto;
	wrong = put_addrs(local, count_of(local, n_local, same_addrs),
			  &ts->local, &ts->n_local);
	if (!wrong)
		wrong = put_addrs(remote, count_of(remote, n_remote, same_addrs),
				  &ts->remote, &ts->n_remote);
	if (!wrong)
		wrong = put_numbers(local, n_local, remote, n_remote, ts);
	return wrong ? wrong : btns_ts_check(ts);
}

const char *span_selector(const struct span *local, size_t n_local,
			  const struct span *remote, size_t n_remote,
			  struct btns_ts *ts)
{
	struct span here[SPANS_MAX], there[SPANS_MAX];
	const char *wrong;

	wrong = check_list(local, n_local, n_local ? local[0].family : 0);
	if (!wrong)
		wrong = check_list(remote, n_remote, local[0].family);
	if (wrong)
		return wrong;
	n_local = reduce(local, n_local, here);
	n_remote = reduce(remote, n_remote, there);
	btns_ts_init(ts, local[0].family);
	wrong = build(here, n_local, there, n_remote, ts);
	if (wrong)
		btns_ts_free(ts);
	return wrong;
}

/* ---- packets ---- */

static void set_ports(struct span *span, const struct btns_u16_range *list,
		      uint8_t count, unsigned int shift)
{
	if (!count)
		return;
	span->port_lo = (uint16_t)(list[0].lo << shift);
	span->port_hi = (uint16_t)(list[0].hi << shift);
}

bool span_flow(const struct btns_ts *flow, struct span *local,
	       struct span *remote)
{
	if (flow->n_local != 1 || flow->n_remote != 1 || flow->opaque ||
	    flow->proto > 255)
		return false;
	*local = (struct span){
		.lo = flow->local[0].lo,
		.hi = flow->local[0].hi,
		.port_hi = PORT_MAX,
		.family = flow->family,
		.proto = (uint8_t)flow->proto,
	};
	*remote = *local;
	remote->lo = flow->remote[0].lo;
	remote->hi = flow->remote[0].hi;
	set_ports(local, flow->lport, flow->n_lport, 0);
	set_ports(remote, flow->rport, flow->n_rport, 0);
	/* RFC 7296 3.13.1: the same at both ends */
	set_ports(local, flow->icmp, flow->n_icmp, 0);
	set_ports(remote, flow->icmp, flow->n_icmp, 0);
	set_ports(local, flow->mh, flow->n_mh, 8);
	set_ports(remote, flow->mh, flow->n_mh, 8);
	return true;
}

static bool is_one_addr(const struct span *span)
{
	return !memcmp(&span->lo, &span->hi, sizeof(span->lo));
}

bool span_pin(struct span *span, const struct span *packet, uint32_t pfp,
	      bool is_local)
{
	bool addr = pfp & (is_local ? BTNS_PFP_LOCAL : BTNS_PFP_REMOTE);
	bool port = pfp & (is_local ? BTNS_PFP_LPORT : BTNS_PFP_RPORT);
	/* a port says nothing without its protocol */
	bool proto = pfp & (BTNS_PFP_PROTO | BTNS_PFP_LPORT | BTNS_PFP_RPORT);

	if (!is_within(packet, span) || (addr && !is_one_addr(packet)) ||
	    (port && packet->port_lo != packet->port_hi) ||
	    (proto && !packet->proto))
		return false;
	if (addr) {
		span->lo = packet->lo;
		span->hi = packet->hi;
	}
	if (port) {
		span->port_lo = packet->port_lo;
		span->port_hi = packet->port_hi;
	}
	if (proto)
		span->proto = packet->proto;
	return true;
}
