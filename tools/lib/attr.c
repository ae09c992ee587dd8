// SPDX-License-Identifier: GPL-2.0-or-later
#include "attr.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define SET(table) { table, sizeof(table) / sizeof((table)[0]) - 1 }

/* names as in the family's specification */
static const struct attr_name addr_range_names[] = {
	[BTNS_A_ADDR_RANGE_LO_IPV4] = { "lo-ipv4", NULL },
	[BTNS_A_ADDR_RANGE_HI_IPV4] = { "hi-ipv4", NULL },
	[BTNS_A_ADDR_RANGE_LO_IPV6] = { "lo-ipv6", NULL },
	[BTNS_A_ADDR_RANGE_HI_IPV6] = { "hi-ipv6", NULL },
};
static const struct attr_set addr_range = SET(addr_range_names);

static const struct attr_name range_names[] = {
	[BTNS_A_PORT_RANGE_LO] = { "lo", NULL },
	[BTNS_A_PORT_RANGE_HI] = { "hi", NULL },
};
static const struct attr_set range = SET(range_names);

static const struct attr_name selector_names[] = {
	[BTNS_A_SELECTOR_FAMILY] = { "family", NULL },
	[BTNS_A_SELECTOR_LOCAL] = { "local", &addr_range, true },
	[BTNS_A_SELECTOR_REMOTE] = { "remote", &addr_range, true },
	[BTNS_A_SELECTOR_PROTO] = { "proto", NULL },
	[BTNS_A_SELECTOR_LPORT] = { "lport", &range, true },
	[BTNS_A_SELECTOR_RPORT] = { "rport", &range, true },
	[BTNS_A_SELECTOR_ICMP] = { "icmp", &range, true },
	[BTNS_A_SELECTOR_MH] = { "mh", &range, true },
	[BTNS_A_SELECTOR_OPAQUE] = { "opaque", NULL },
};
static const struct attr_set selector = SET(selector_names);

static const struct attr_name limits_names[] = {
	[BTNS_A_LIMITS_BYTES] = { "bytes", NULL },
	[BTNS_A_LIMITS_PACKETS] = { "packets", NULL },
	[BTNS_A_LIMITS_SECONDS] = { "seconds", NULL },
};
static const struct attr_set limits_set = SET(limits_names);

static const struct attr_name sa_names[] = {
	[BTNS_A_SA_DIR] = { "dir", NULL },
	[BTNS_A_SA_PROTO] = { "proto", NULL },
	[BTNS_A_SA_SPI] = { "spi", NULL },
	[BTNS_A_SA_SRC_IPV4] = { "src-ipv4", NULL },
	[BTNS_A_SA_SRC_IPV6] = { "src-ipv6", NULL },
	[BTNS_A_SA_DST_IPV4] = { "dst-ipv4", NULL },
	[BTNS_A_SA_DST_IPV6] = { "dst-ipv6", NULL },
	[BTNS_A_SA_MODE] = { "mode", NULL },
	[BTNS_A_SA_REQID] = { "reqid", NULL },
	[BTNS_A_SA_AEAD] = { "aead", NULL },
	[BTNS_A_SA_KEY] = { "key", NULL },
	[BTNS_A_SA_ESN] = { "esn", NULL },
	[BTNS_A_SA_REPLAY_WINDOW] = { "replay-window", NULL },
	[BTNS_A_SA_SELECTOR] = { "selector", &selector },
	[BTNS_A_SA_SOFT] = { "soft", &limits_set },
	[BTNS_A_SA_HARD] = { "hard", &limits_set },
	[BTNS_A_SA_ASSURANCE] = { "assurance", NULL },
	[BTNS_A_SA_SPI_MIN] = { "spi-min", NULL },
	[BTNS_A_SA_SPI_MAX] = { "spi-max", NULL },
	[BTNS_A_SA_PATH_MTU] = { "path-mtu", NULL },
	[BTNS_A_SA_DF] = { "df", NULL },
	[BTNS_A_SA_DSCP_MAP] = { "dscp-map", NULL },
	[BTNS_A_SA_DSCP_SET] = { "dscp-set", NULL },
	[BTNS_A_SA_SEQ_OVERFLOW] = { "seq-overflow", NULL },
};
const struct attr_set attr_sa = SET(sa_names);

static const struct attr_name sa_pair_names[] = {
	[BTNS_A_SA_PAIR_IN] = { "in", &attr_sa },
	[BTNS_A_SA_PAIR_OUT] = { "out", &attr_sa },
	[BTNS_A_SA_PAIR_PEER_ID] = { "peer-id", NULL },
	[BTNS_A_SA_PAIR_LOCAL_ID] = { "local-id", NULL },
	[BTNS_A_SA_PAIR_IKE_ADDR_IPV4] = { "ike-addr-ipv4", NULL },
	[BTNS_A_SA_PAIR_IKE_ADDR_IPV6] = { "ike-addr-ipv6", NULL },
	[BTNS_A_SA_PAIR_PAD_ENTRY] = { "pad-entry", NULL },
	[BTNS_A_SA_PAIR_PAD_GENERATION] = { "pad-generation", NULL },
	[BTNS_A_SA_PAIR_POLICY] = { "policy", NULL },
	[BTNS_A_SA_PAIR_SPD_GENERATION] = { "spd-generation", NULL },
	[BTNS_A_SA_PAIR_IKE_SA] = { "ike-sa", NULL },
	[BTNS_A_SA_PAIR_REKEY_OF] = { "rekey-of", NULL },
};
const struct attr_set attr_sa_pair = SET(sa_pair_names);

static const struct attr_name tunnel_names[] = {
	[BTNS_A_TUNNEL_LOCAL_IPV4] = { "local-ipv4", NULL },
	[BTNS_A_TUNNEL_LOCAL_IPV6] = { "local-ipv6", NULL },
	[BTNS_A_TUNNEL_REMOTE_IPV4] = { "remote-ipv4", NULL },
	[BTNS_A_TUNNEL_REMOTE_IPV6] = { "remote-ipv6", NULL },
};
static const struct attr_set tunnel_set = SET(tunnel_names);

static const struct attr_name name_names[] = {
	[BTNS_A_NAME_ID_TYPE] = { "id-type", NULL },
	[BTNS_A_NAME_ID_MATCH] = { "id-match", NULL },
	[BTNS_A_NAME_ID_VALUE] = { "id-value", NULL },
};
static const struct attr_set name_set = SET(name_names);

static const struct attr_name policy_names[] = {
	[BTNS_A_POLICY_INDEX] = { "index", NULL },
	[BTNS_A_POLICY_DIR] = { "dir", NULL },
	[BTNS_A_POLICY_ACTION] = { "action", NULL },
	[BTNS_A_POLICY_SELECTOR] = { "selector", &selector, true },
	[BTNS_A_POLICY_PROTO] = { "proto", NULL },
	[BTNS_A_POLICY_MODE] = { "mode", NULL },
	[BTNS_A_POLICY_REQID] = { "reqid", NULL },
	[BTNS_A_POLICY_TUNNEL] = { "tunnel", &tunnel_set, true },
	[BTNS_A_POLICY_FLAGS] = { "flags", NULL },
	[BTNS_A_POLICY_PFP] = { "pfp", NULL },
	[BTNS_A_POLICY_NAME] = { "name", &name_set, true },
};
static const struct attr_set policy = SET(policy_names);

static const struct attr_name spd_names[] = {
	[BTNS_A_SPD_POLICY] = { "policy", &policy },
	[BTNS_A_SPD_GENERATION] = { "generation", NULL },
	[BTNS_A_SPD_CONFIRM] = { "confirm", NULL },
	[BTNS_A_SPD_INDEX] = { "index", NULL },
	[BTNS_A_SPD_BEFORE] = { "before", NULL },
};
const struct attr_set attr_spd = SET(spd_names);

static const struct attr_name counter_names[] = {
	[BTNS_A_COUNTER_NAME] = { "name", NULL },
	[BTNS_A_COUNTER_VALUE] = { "value", NULL },
};
const struct attr_set attr_counter = SET(counter_names);

static const struct attr_name acquire_names[] = {
	[BTNS_A_ACQUIRE_ID] = { "id", NULL },
	[BTNS_A_ACQUIRE_REASON] = { "reason", NULL },
	[BTNS_A_ACQUIRE_HOLD_OFF] = { "hold-off", NULL },
};
const struct attr_set attr_acquire = SET(acquire_names);

static const struct attr_name drop_names[] = {
	[BTNS_A_DROP_REMOTE_IPV4] = { "remote-ipv4", NULL },
	[BTNS_A_DROP_REMOTE_IPV6] = { "remote-ipv6", NULL },
};
const struct attr_set attr_drop = SET(drop_names);

static const struct attr_name explain_names[] = {
	[BTNS_A_EXPLAIN_DIR] = { "dir", NULL },
	[BTNS_A_EXPLAIN_LOCAL_IPV4] = { "local-ipv4", NULL },
	[BTNS_A_EXPLAIN_LOCAL_IPV6] = { "local-ipv6", NULL },
	[BTNS_A_EXPLAIN_REMOTE_IPV4] = { "remote-ipv4", NULL },
	[BTNS_A_EXPLAIN_REMOTE_IPV6] = { "remote-ipv6", NULL },
	[BTNS_A_EXPLAIN_PROTO] = { "proto", NULL },
	[BTNS_A_EXPLAIN_LPORT] = { "lport", NULL },
	[BTNS_A_EXPLAIN_RPORT] = { "rport", NULL },
	[BTNS_A_EXPLAIN_ICMP] = { "icmp", NULL },
	[BTNS_A_EXPLAIN_MH] = { "mh", NULL },
	[BTNS_A_EXPLAIN_FRAGMENT] = { "fragment", NULL },
	[BTNS_A_EXPLAIN_SPI] = { "spi", NULL },
	[BTNS_A_EXPLAIN_DST_IPV4] = { "dst-ipv4", NULL },
	[BTNS_A_EXPLAIN_DST_IPV6] = { "dst-ipv6", NULL },
	[BTNS_A_EXPLAIN_DSCP] = { "dscp", NULL },
};
const struct attr_set attr_explain = SET(explain_names);

static const struct attr_name conf_names[] = {
	[BTNS_A_CONF_ICMP_ERRORS_OUT] = { "icmp-errors-out", NULL },
	[BTNS_A_CONF_ICMP_RATE] = { "icmp-rate", NULL },
	[BTNS_A_CONF_ICMP_PROTECTED] = { "icmp-protected", NULL },
	[BTNS_A_CONF_ICMP_UNPROTECTED] = { "icmp-unprotected", NULL },
	[BTNS_A_CONF_PMTU_AGE] = { "pmtu-age", NULL },
	[BTNS_A_CONF_PMTU_FLOOR] = { "pmtu-floor", NULL },
	[BTNS_A_CONF_KEEP_SAS] = { "keep-sas", NULL },
	[BTNS_A_CONF_DOWNGRADE_HOLD] = { "downgrade-hold", NULL },
	[BTNS_A_CONF_SKIP_HEADERS] = { "skip-headers", NULL },
};
const struct attr_set attr_conf = SET(conf_names);

static const struct attr_name pad_entry_names[] = {
	[BTNS_A_PAD_ENTRY_INDEX] = { "index", NULL },
	[BTNS_A_PAD_ENTRY_PRIORITY] = { "priority", NULL },
	[BTNS_A_PAD_ENTRY_CLASS] = { "class", NULL },
	[BTNS_A_PAD_ENTRY_ID_TYPE] = { "id-type", NULL },
	[BTNS_A_PAD_ENTRY_ID_MATCH] = { "id-match", NULL },
	[BTNS_A_PAD_ENTRY_ID_VALUE] = { "id-value", NULL },
	[BTNS_A_PAD_ENTRY_AUTH_METHODS] = { "auth-methods", NULL },
	[BTNS_A_PAD_ENTRY_TRUST_ANCHOR] = { "trust-anchor", NULL, true },
	[BTNS_A_PAD_ENTRY_KEY_HASH] = { "key-hash", NULL, true },
	[BTNS_A_PAD_ENTRY_CERTID_MATCH] = { "certid-match", NULL },
	[BTNS_A_PAD_ENTRY_SPD_SEARCH] = { "spd-search", NULL },
	[BTNS_A_PAD_ENTRY_CHILD] = { "child", &addr_range, true },
	[BTNS_A_PAD_ENTRY_CLAIM] = { "claim", &addr_range, true },
	[BTNS_A_PAD_ENTRY_IKE_ADDR] = { "ike-addr", &addr_range, true },
	[BTNS_A_PAD_ENTRY_FLAGS] = { "flags", NULL },
	[BTNS_A_PAD_ENTRY_MAX_SAS] = { "max-sas", NULL },
	[BTNS_A_PAD_ENTRY_EXPIRES] = { "expires", NULL },
	[BTNS_A_PAD_ENTRY_LABEL] = { "label", NULL },
	[BTNS_A_PAD_ENTRY_GENERATION] = { "generation", NULL },
};
static const struct attr_set pad_entry = SET(pad_entry_names);

static const struct attr_name pad_names[] = {
	[BTNS_A_PAD_ENTRY] = { "entry", &pad_entry },
	[BTNS_A_PAD_INDEX] = { "index", NULL },
	[BTNS_A_PAD_GENERATION] = { "generation", NULL },
};
const struct attr_set attr_pad = SET(pad_names);

static const struct attr_name identity_names[] = {
	[BTNS_A_IDENTITY_HANDLE] = { "handle", NULL },
	[BTNS_A_IDENTITY_ID_TYPE] = { "id-type", NULL },
	[BTNS_A_IDENTITY_ID_VALUE] = { "id-value", NULL },
	[BTNS_A_IDENTITY_LOCAL] = { "local", NULL },
	[BTNS_A_IDENTITY_ASSURANCE] = { "assurance", NULL },
	[BTNS_A_IDENTITY_AUTH_METHOD] = { "auth-method", NULL },
	[BTNS_A_IDENTITY_KEY_HASH] = { "key-hash", NULL },
	[BTNS_A_IDENTITY_CERT_HASH] = { "cert-hash", NULL },
	[BTNS_A_IDENTITY_TRUST_ANCHOR] = { "trust-anchor", NULL },
	[BTNS_A_IDENTITY_ASSERTED_TYPE] = { "asserted-type", NULL },
	[BTNS_A_IDENTITY_ASSERTED_VALUE] = { "asserted-value", NULL },
};
const struct attr_set attr_identity = SET(identity_names);

int attr_put_ip(struct nl_msg *msg, int v4, int v6, uint8_t family,
		const struct btns_ip *ip)
{
	if (family == AF_INET)
		return nla_put(msg, v4, 4, ip->octets);
	return nla_put(msg, v6, 16, ip->octets);
}

#define IP_RANGE_SIZE 44	/* octets of a nest of two IPv6 addresses */
#define NUMBER_RANGE_SIZE 20
#define TS_SIZE 64		/* of the rest of a selector */

size_t attr_ts_size(const struct btns_ts *ts)
{
	size_t addrs = (size_t)ts->n_local + ts->n_remote;

	return TS_SIZE + addrs * IP_RANGE_SIZE +
	       (btns_ts_ranges(ts) - addrs) * NUMBER_RANGE_SIZE;
}

int attr_put_ranges(struct nl_msg *msg, int type, uint8_t family,
		    const struct btns_ip_range *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct nlattr *nest = nla_nest_start(msg, type);

		if (!nest ||
		    attr_put_ip(msg, BTNS_A_ADDR_RANGE_LO_IPV4,
				BTNS_A_ADDR_RANGE_LO_IPV6, family,
				&list[i].lo) ||
		    attr_put_ip(msg, BTNS_A_ADDR_RANGE_HI_IPV4,
				BTNS_A_ADDR_RANGE_HI_IPV6, family,
				&list[i].hi) ||
		    nla_nest_end(msg, nest))
			return -ENOBUFS;
	}
	return 0;
}

static int put_port_list(struct nl_msg *msg, int type,
			 const struct btns_u16_range *list, uint8_t count)
{
	for (uint8_t i = 0; i < count; i++) {
		struct nlattr *nest = nla_nest_start(msg, type);

		if (!nest ||
		    nla_put_u16(msg, BTNS_A_PORT_RANGE_LO, list[i].lo) ||
		    nla_put_u16(msg, BTNS_A_PORT_RANGE_HI, list[i].hi) ||
		    nla_nest_end(msg, nest))
			return -ENOBUFS;
	}
	return 0;
}

static int put_octet_list(struct nl_msg *msg, int type,
			  const struct btns_u16_range *list, uint8_t count)
{
	for (uint8_t i = 0; i < count; i++) {
		struct nlattr *nest = nla_nest_start(msg, type);

		if (!nest ||
		    nla_put_u8(msg, BTNS_A_OCTET_RANGE_LO,
			       (uint8_t)list[i].lo) ||
		    nla_put_u8(msg, BTNS_A_OCTET_RANGE_HI,
			       (uint8_t)list[i].hi) ||
		    nla_nest_end(msg, nest))
			return -ENOBUFS;
	}
	return 0;
}

int attr_put_ts(struct nl_msg *msg, int type, const struct btns_ts *ts)
{
	struct nlattr *nest = nla_nest_start(msg, type);

	if (!nest ||
	    (ts->family != AF_UNSPEC &&
	     nla_put_u8(msg, BTNS_A_SELECTOR_FAMILY, ts->family)) ||
	    attr_put_ranges(msg, BTNS_A_SELECTOR_LOCAL, ts->family, ts->local,
			    ts->n_local) ||
	    attr_put_ranges(msg, BTNS_A_SELECTOR_REMOTE, ts->family,
			    ts->remote, ts->n_remote) ||
	    (ts->proto && nla_put_u16(msg, BTNS_A_SELECTOR_PROTO, ts->proto)) ||
	    put_port_list(msg, BTNS_A_SELECTOR_LPORT, ts->lport,
			  ts->n_lport) ||
	    put_port_list(msg, BTNS_A_SELECTOR_RPORT, ts->rport,
			  ts->n_rport) ||
	    put_port_list(msg, BTNS_A_SELECTOR_ICMP, ts->icmp, ts->n_icmp) ||
	    put_octet_list(msg, BTNS_A_SELECTOR_MH, ts->mh, ts->n_mh) ||
	    (ts->opaque && nla_put_flag(msg, BTNS_A_SELECTOR_OPAQUE)))
		return -ENOBUFS;
	/* unlike nla_nest_end() this keeps an empty nest: it says "anything" */
	return nla_nest_end_keep_empty(msg, nest);
}

int attr_put_tunnel(struct nl_msg *msg, int type,
		    const struct btns_tunnel *tunnel)
{
	struct nlattr *nest = nla_nest_start(msg, type);

	if (!nest ||
	    attr_put_ip(msg, BTNS_A_TUNNEL_LOCAL_IPV4, BTNS_A_TUNNEL_LOCAL_IPV6,
			tunnel->family, &tunnel->local) ||
	    attr_put_ip(msg, BTNS_A_TUNNEL_REMOTE_IPV4,
			BTNS_A_TUNNEL_REMOTE_IPV6, tunnel->family,
			&tunnel->remote))
		return -ENOBUFS;
	return nla_nest_end(msg, nest);
}

int attr_put_limits(struct nl_msg *msg, int type,
		    const struct btns_sa_limits *limits)
{
	struct nlattr *nest = nla_nest_start(msg, type);

	if (!nest || nla_put_u64(msg, BTNS_A_LIMITS_BYTES, limits->bytes) ||
	    nla_put_u64(msg, BTNS_A_LIMITS_PACKETS, limits->packets) ||
	    nla_put_u64(msg, BTNS_A_LIMITS_SECONDS, limits->seconds))
		return -ENOBUFS;
	return nla_nest_end(msg, nest);
}

static int get(const struct nlattr *attr, void *value, int len)
{
	if (!attr)
		return 0;
	if (nla_len(attr) != len)
		return -EBADMSG;
	memcpy(value, nla_data(attr), len);
	return 0;
}

int attr_get_u8(const struct nlattr *attr, uint8_t *value)
{
	return get(attr, value, sizeof(*value));
}

int attr_get_u16(const struct nlattr *attr, uint16_t *value)
{
	return get(attr, value, sizeof(*value));
}

int attr_get_u32(const struct nlattr *attr, uint32_t *value)
{
	return get(attr, value, sizeof(*value));
}

int attr_get_u64(const struct nlattr *attr, uint64_t *value)
{
	return get(attr, value, sizeof(*value));
}

int attr_get_name(const struct nlattr *attr, char *name, size_t size)
{
	int len;

	if (!attr)
		return 0;
	len = snprintf(name, size, "%.*s", nla_len(attr),
		       (const char *)nla_data(attr));
	return len < 1 || (size_t)len >= size ? -EBADMSG : 0;
}

int attr_get_ip(const struct nlattr *v4, const struct nlattr *v6,
		uint8_t *family, struct btns_ip *ip)
{
	if (!v4 && !v6)
		return 0;
	memset(ip, 0, sizeof(*ip));
	*family = v4 ? AF_INET : AF_INET6;
	return v4 ? get(v4, ip->octets, 4) : get(v6, ip->octets, 16);
}

static int nest_read(struct nlattr *attr, struct nlattr **nested, int max)
{
	return nla_parse_nested(nested, max, attr, NULL) ? -EBADMSG : 0;
}

int attr_get_range(struct nlattr *attr, uint8_t *family,
		   struct btns_ip_range *r)
{
	struct nlattr *a[BTNS_A_ADDR_RANGE_MAX + 1];
	uint8_t lo = AF_UNSPEC, hi = AF_UNSPEC;

	if (nest_read(attr, a, BTNS_A_ADDR_RANGE_MAX) ||
	    attr_get_ip(a[BTNS_A_ADDR_RANGE_LO_IPV4],
			a[BTNS_A_ADDR_RANGE_LO_IPV6], &lo, &r->lo) ||
	    attr_get_ip(a[BTNS_A_ADDR_RANGE_HI_IPV4],
			a[BTNS_A_ADDR_RANGE_HI_IPV6], &hi, &r->hi))
		return -EBADMSG;
	if (lo == AF_UNSPEC || lo != hi ||
	    (*family != AF_UNSPEC && *family != lo))
		return -EBADMSG;
	/* the family may be told by an address alone */
	*family = lo;
	return 0;
}

static int get_port_range(struct nlattr *attr, struct btns_u16_range *r)
{
	struct nlattr *a[BTNS_A_PORT_RANGE_MAX + 1];

	if (nest_read(attr, a, BTNS_A_PORT_RANGE_MAX) ||
	    attr_get_u16(a[BTNS_A_PORT_RANGE_LO], &r->lo) ||
	    attr_get_u16(a[BTNS_A_PORT_RANGE_HI], &r->hi))
		return -EBADMSG;
	return 0;
}

static int get_octet_range(struct nlattr *attr, struct btns_u16_range *r)
{
	struct nlattr *a[BTNS_A_OCTET_RANGE_MAX + 1];
	uint8_t lo = 0, hi = 0;

	if (nest_read(attr, a, BTNS_A_OCTET_RANGE_MAX) ||
	    attr_get_u8(a[BTNS_A_OCTET_RANGE_LO], &lo) ||
	    attr_get_u8(a[BTNS_A_OCTET_RANGE_HI], &hi))
		return -EBADMSG;
	*r = (struct btns_u16_range){ lo, hi };
	return 0;
}

/* Memory for the attributes of one type in a nest; NULL and 0 if none is there. */
static int list_alloc(struct nlattr *nest, int type, size_t size, void *list)
{
	struct nlattr *attr;
	size_t count = 0;
	void *memory;
	int rem;

	nla_for_each_nested(attr, nest, rem)
		count += nla_type(attr) == type;
	if (count > BTNS_SELECTOR_RANGES_MAX)
		return -EBADMSG;
	if (!count)
		return 0;
	memory = calloc(count, size);
	if (!memory)
		return -ENOMEM;
	memcpy(list, &memory, sizeof(memory));
	return 0;
}

static int get_ip_list(struct nlattr *nest, int type, uint8_t *family,
		       struct btns_ip_range **list, uint8_t *count)
{
	struct nlattr *attr;
	int rem, err = list_alloc(nest, type, sizeof(**list), list);

	if (err)
		return err;
	nla_for_each_nested(attr, nest, rem)
		if (!err && nla_type(attr) == type)
			err = attr_get_range(attr, family, &(*list)[(*count)++]);
	return err;
}

static int get_number_list(struct nlattr *nest, int type,
			   struct btns_u16_range **list, uint8_t *count)
{
	struct nlattr *attr;
	int rem, err = list_alloc(nest, type, sizeof(**list), list);

	if (err)
		return err;
	nla_for_each_nested(attr, nest, rem) {
		if (err || nla_type(attr) != type)
			continue;
		err = type == BTNS_A_SELECTOR_MH ?
			get_octet_range(attr, &(*list)[*count]) :
			get_port_range(attr, &(*list)[*count]);
		++*count;
	}
	return err;
}

static int get_lists(struct nlattr *nest, struct btns_ts *ts)
{
	int err = get_ip_list(nest, BTNS_A_SELECTOR_LOCAL, &ts->family,
			      &ts->local, &ts->n_local);

	if (!err)
		err = get_ip_list(nest, BTNS_A_SELECTOR_REMOTE, &ts->family,
				  &ts->remote, &ts->n_remote);
	if (!err)
		err = get_number_list(nest, BTNS_A_SELECTOR_LPORT, &ts->lport,
				      &ts->n_lport);
	if (!err)
		err = get_number_list(nest, BTNS_A_SELECTOR_RPORT, &ts->rport,
				      &ts->n_rport);
	if (!err)
		err = get_number_list(nest, BTNS_A_SELECTOR_ICMP, &ts->icmp,
				      &ts->n_icmp);
	if (!err)
		err = get_number_list(nest, BTNS_A_SELECTOR_MH, &ts->mh,
				      &ts->n_mh);
	return err;
}

int attr_get_ts(struct nlattr *attr, struct btns_ts *ts)
{
	struct nlattr *a[BTNS_A_SELECTOR_MAX + 1];
	int err;

	btns_ts_init(ts, AF_UNSPEC);
	if (!attr)
		return 0;
	if (nest_read(attr, a, BTNS_A_SELECTOR_MAX) ||
	    attr_get_u8(a[BTNS_A_SELECTOR_FAMILY], &ts->family) ||
	    attr_get_u16(a[BTNS_A_SELECTOR_PROTO], &ts->proto))
		return -EBADMSG;
	ts->opaque = a[BTNS_A_SELECTOR_OPAQUE];
	err = get_lists(attr, ts);
	if (err)
		btns_ts_free(ts);
	return err;
}

int attr_get_tunnel(struct nlattr *attr, struct btns_tunnel *tunnel)
{
	struct nlattr *a[BTNS_A_TUNNEL_MAX + 1];
	uint8_t remote = AF_UNSPEC;

	if (!attr)
		return 0;
	if (nest_read(attr, a, BTNS_A_TUNNEL_MAX) ||
	    attr_get_ip(a[BTNS_A_TUNNEL_LOCAL_IPV4],
			a[BTNS_A_TUNNEL_LOCAL_IPV6], &tunnel->family,
			&tunnel->local) ||
	    attr_get_ip(a[BTNS_A_TUNNEL_REMOTE_IPV4],
			a[BTNS_A_TUNNEL_REMOTE_IPV6], &remote,
			&tunnel->remote))
		return -EBADMSG;
	return remote == tunnel->family ? 0 : -EBADMSG;
}

int attr_get_limits(struct nlattr *attr, struct btns_sa_limits *limits)
{
	struct nlattr *a[BTNS_A_LIMITS_MAX + 1];

	if (!attr)
		return 0;
	if (nest_read(attr, a, BTNS_A_LIMITS_MAX) ||
	    attr_get_u64(a[BTNS_A_LIMITS_BYTES], &limits->bytes) ||
	    attr_get_u64(a[BTNS_A_LIMITS_PACKETS], &limits->packets) ||
	    attr_get_u64(a[BTNS_A_LIMITS_SECONDS], &limits->seconds))
		return -EBADMSG;
	return 0;
}
