// SPDX-License-Identifier: GPL-2.0-or-later
#include "attr.h"

#include <errno.h>
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
	[BTNS_A_SELECTOR_LOCAL] = { "local", &addr_range },
	[BTNS_A_SELECTOR_REMOTE] = { "remote", &addr_range },
	[BTNS_A_SELECTOR_PROTO] = { "proto", NULL },
	[BTNS_A_SELECTOR_LPORT] = { "lport", &range },
	[BTNS_A_SELECTOR_RPORT] = { "rport", &range },
	[BTNS_A_SELECTOR_ICMP_TYPE] = { "icmp-type", &range },
	[BTNS_A_SELECTOR_ICMP_CODE] = { "icmp-code", &range },
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
	[BTNS_A_SA_PEER_KEY_HASH] = { "peer-key-hash", NULL },
	[BTNS_A_SA_PAD_ENTRY] = { "pad-entry", NULL },
	[BTNS_A_SA_SPI_MIN] = { "spi-min", NULL },
	[BTNS_A_SA_SPI_MAX] = { "spi-max", NULL },
	[BTNS_A_SA_PATH_MTU] = { "path-mtu", NULL },
};
const struct attr_set attr_sa = SET(sa_names);

static const struct attr_name tunnel_names[] = {
	[BTNS_A_TUNNEL_LOCAL_IPV4] = { "local-ipv4", NULL },
	[BTNS_A_TUNNEL_LOCAL_IPV6] = { "local-ipv6", NULL },
	[BTNS_A_TUNNEL_REMOTE_IPV4] = { "remote-ipv4", NULL },
	[BTNS_A_TUNNEL_REMOTE_IPV6] = { "remote-ipv6", NULL },
};
static const struct attr_set tunnel_set = SET(tunnel_names);

static const struct attr_name policy_names[] = {
	[BTNS_A_POLICY_INDEX] = { "index", NULL },
	[BTNS_A_POLICY_DIR] = { "dir", NULL },
	[BTNS_A_POLICY_ACTION] = { "action", NULL },
	[BTNS_A_POLICY_SELECTOR] = { "selector", &selector },
	[BTNS_A_POLICY_PROTO] = { "proto", NULL },
	[BTNS_A_POLICY_MODE] = { "mode", NULL },
	[BTNS_A_POLICY_REQID] = { "reqid", NULL },
	[BTNS_A_POLICY_TUNNEL] = { "tunnel", &tunnel_set },
};
static const struct attr_set policy = SET(policy_names);

static const struct attr_name spd_names[] = {
	[BTNS_A_SPD_POLICY] = { "policy", &policy },
	[BTNS_A_SPD_GENERATION] = { "generation", NULL },
	[BTNS_A_SPD_CONFIRM] = { "confirm", NULL },
};
const struct attr_set attr_spd = SET(spd_names);

static const struct attr_name counter_names[] = {
	[BTNS_A_COUNTER_NAME] = { "name", NULL },
	[BTNS_A_COUNTER_VALUE] = { "value", NULL },
};
const struct attr_set attr_counter = SET(counter_names);

static const struct attr_name conf_names[] = {
	[BTNS_A_CONF_ICMP_ERRORS_OUT] = { "icmp-errors-out", NULL },
	[BTNS_A_CONF_ICMP_RATE] = { "icmp-rate", NULL },
	[BTNS_A_CONF_ICMP_PROTECTED] = { "icmp-protected", NULL },
	[BTNS_A_CONF_ICMP_UNPROTECTED] = { "icmp-unprotected", NULL },
	[BTNS_A_CONF_PMTU_AGE] = { "pmtu-age", NULL },
	[BTNS_A_CONF_PMTU_FLOOR] = { "pmtu-floor", NULL },
};
const struct attr_set attr_conf = SET(conf_names);

int attr_put_ip(struct nl_msg *msg, int v4, int v6, uint8_t family,
		const struct btns_ip *ip)
{
	if (family == AF_INET)
		return nla_put(msg, v4, 4, ip->octets);
	return nla_put(msg, v6, 16, ip->octets);
}

static bool ip_range_is_any(uint8_t family, const struct btns_ip_range *r)
{
	return family == AF_UNSPEC || btns_ts_range_prefix(family, r) == 0;
}

static int put_ip_range(struct nl_msg *msg, int type, uint8_t family,
			const struct btns_ip_range *r)
{
	struct nlattr *nest;

	if (ip_range_is_any(family, r))
		return 0;
	nest = nla_nest_start(msg, type);
	if (!nest ||
	    attr_put_ip(msg, BTNS_A_ADDR_RANGE_LO_IPV4,
			BTNS_A_ADDR_RANGE_LO_IPV6, family, &r->lo) ||
	    attr_put_ip(msg, BTNS_A_ADDR_RANGE_HI_IPV4,
			BTNS_A_ADDR_RANGE_HI_IPV6, family, &r->hi))
		return -ENOBUFS;
	return nla_nest_end(msg, nest);
}

static int put_port_range(struct nl_msg *msg, int type,
			  const struct btns_u16_range *r)
{
	struct nlattr *nest;

	if (r->lo == 0 && r->hi == UINT16_MAX)
		return 0;
	nest = nla_nest_start(msg, type);
	if (!nest || nla_put_u16(msg, BTNS_A_PORT_RANGE_LO, r->lo) ||
	    nla_put_u16(msg, BTNS_A_PORT_RANGE_HI, r->hi))
		return -ENOBUFS;
	return nla_nest_end(msg, nest);
}

static int put_octet_range(struct nl_msg *msg, int type,
			   const struct btns_u8_range *r)
{
	struct nlattr *nest;

	if (r->lo == 0 && r->hi == UINT8_MAX)
		return 0;
	nest = nla_nest_start(msg, type);
	if (!nest || nla_put_u8(msg, BTNS_A_OCTET_RANGE_LO, r->lo) ||
	    nla_put_u8(msg, BTNS_A_OCTET_RANGE_HI, r->hi))
		return -ENOBUFS;
	return nla_nest_end(msg, nest);
}

int attr_put_ts(struct nl_msg *msg, int type, const struct btns_ts *ts)
{
	struct nlattr *nest = nla_nest_start(msg, type);

	if (!nest ||
	    (ts->family != AF_UNSPEC &&
	     nla_put_u8(msg, BTNS_A_SELECTOR_FAMILY, ts->family)) ||
	    put_ip_range(msg, BTNS_A_SELECTOR_LOCAL, ts->family, &ts->local) ||
	    put_ip_range(msg, BTNS_A_SELECTOR_REMOTE, ts->family, &ts->remote) ||
	    (ts->proto && nla_put_u8(msg, BTNS_A_SELECTOR_PROTO, ts->proto)) ||
	    put_port_range(msg, BTNS_A_SELECTOR_LPORT, &ts->lport) ||
	    put_port_range(msg, BTNS_A_SELECTOR_RPORT, &ts->rport) ||
	    put_octet_range(msg, BTNS_A_SELECTOR_ICMP_TYPE, &ts->icmp_type) ||
	    put_octet_range(msg, BTNS_A_SELECTOR_ICMP_CODE, &ts->icmp_code))
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

int attr_get_u32(const struct nlattr *attr, uint32_t *value)
{
	return get(attr, value, sizeof(*value));
}

int attr_get_u64(const struct nlattr *attr, uint64_t *value)
{
	return get(attr, value, sizeof(*value));
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

static int get_ip_range(struct nlattr *attr, uint8_t family,
			struct btns_ip_range *r)
{
	struct nlattr *a[BTNS_A_ADDR_RANGE_MAX + 1];
	uint8_t lo = family, hi = family;
	int err;

	if (!attr)
		return 0;
	if (nest_read(attr, a, BTNS_A_ADDR_RANGE_MAX))
		return -EBADMSG;
	err = attr_get_ip(a[BTNS_A_ADDR_RANGE_LO_IPV4],
			  a[BTNS_A_ADDR_RANGE_LO_IPV6], &lo, &r->lo);
	if (!err)
		err = attr_get_ip(a[BTNS_A_ADDR_RANGE_HI_IPV4],
				  a[BTNS_A_ADDR_RANGE_HI_IPV6], &hi, &r->hi);
	return err || lo != family || hi != family ? -EBADMSG : 0;
}

static int get_port_range(struct nlattr *attr, struct btns_u16_range *r)
{
	struct nlattr *a[BTNS_A_PORT_RANGE_MAX + 1];

	if (!attr)
		return 0;
	if (nest_read(attr, a, BTNS_A_PORT_RANGE_MAX) ||
	    get(a[BTNS_A_PORT_RANGE_LO], &r->lo, sizeof(r->lo)) ||
	    get(a[BTNS_A_PORT_RANGE_HI], &r->hi, sizeof(r->hi)))
		return -EBADMSG;
	return 0;
}

static int get_octet_range(struct nlattr *attr, struct btns_u8_range *r)
{
	struct nlattr *a[BTNS_A_OCTET_RANGE_MAX + 1];

	if (!attr)
		return 0;
	if (nest_read(attr, a, BTNS_A_OCTET_RANGE_MAX) ||
	    attr_get_u8(a[BTNS_A_OCTET_RANGE_LO], &r->lo) ||
	    attr_get_u8(a[BTNS_A_OCTET_RANGE_HI], &r->hi))
		return -EBADMSG;
	return 0;
}

/* The family may be told by an address alone. */
static uint8_t ts_family(struct nlattr *attr)
{
	struct nlattr *a[BTNS_A_ADDR_RANGE_MAX + 1];

	if (!attr || nest_read(attr, a, BTNS_A_ADDR_RANGE_MAX))
		return AF_UNSPEC;
	if (a[BTNS_A_ADDR_RANGE_LO_IPV4])
		return AF_INET;
	return a[BTNS_A_ADDR_RANGE_LO_IPV6] ? AF_INET6 : AF_UNSPEC;
}

int attr_get_ts(struct nlattr *attr, struct btns_ts *ts)
{
	struct nlattr *a[BTNS_A_SELECTOR_MAX + 1];
	uint8_t family = AF_UNSPEC;

	btns_ts_init(ts, family);
	if (!attr)
		return 0;
	if (nest_read(attr, a, BTNS_A_SELECTOR_MAX) ||
	    attr_get_u8(a[BTNS_A_SELECTOR_FAMILY], &family))
		return -EBADMSG;
	if (family == AF_UNSPEC)
		family = ts_family(a[BTNS_A_SELECTOR_LOCAL]);
	if (family == AF_UNSPEC)
		family = ts_family(a[BTNS_A_SELECTOR_REMOTE]);
	btns_ts_init(ts, family);
	if (get_ip_range(a[BTNS_A_SELECTOR_LOCAL], family, &ts->local) ||
	    get_ip_range(a[BTNS_A_SELECTOR_REMOTE], family, &ts->remote) ||
	    attr_get_u8(a[BTNS_A_SELECTOR_PROTO], &ts->proto) ||
	    get_port_range(a[BTNS_A_SELECTOR_LPORT], &ts->lport) ||
	    get_port_range(a[BTNS_A_SELECTOR_RPORT], &ts->rport) ||
	    get_octet_range(a[BTNS_A_SELECTOR_ICMP_TYPE], &ts->icmp_type) ||
	    get_octet_range(a[BTNS_A_SELECTOR_ICMP_CODE], &ts->icmp_code))
		return -EBADMSG;
	return 0;
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
