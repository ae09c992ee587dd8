// SPDX-License-Identifier: GPL-2.0-only
#include "nl.h"

#include "core/ident.h"
#include "generated/netlink.h"
#include "policy.h"

#include <linux/in.h>
#include <linux/inet.h>
#include <net/ipv6.h>

/* ---- reading ---- */

void btns_nl_refuse_attr(struct netlink_ext_ack *extack,
			 const struct nlattr *attr, const char *text)
{
	NL_SET_BAD_ATTR(extack, attr);
	if (extack)
		extack->_msg = text;
}

int btns_nl_refuse(const struct btns_nl_in *in, int type, const char *text,
		   int err)
{
	btns_nl_refuse_attr(in->extack, in->tb[type], text);
	return err;
}

static int refuse_absence(const struct btns_nl_in *in, int type,
			  const char *text)
{
	NL_SET_ERR_ATTR_MISS(in->extack, (struct nlattr *)in->nest, type);
	if (in->extack)
		in->extack->_msg = text;
	return -EINVAL;
}

int btns_nl_need(const struct btns_nl_in *in, int type, const char *text)
{
	return in->tb[type] ? 0 : refuse_absence(in, type, text);
}

int btns_nl_get_addr(const struct btns_nl_in *in,
		     const struct btns_nl_pair *pair, struct btns_addr *addr,
		     u8 *family)
{
	const struct nlattr *ipv4 = in->tb[pair->ipv4];
	const struct nlattr *ipv6 = in->tb[pair->ipv6];

	if (!ipv4 && !ipv6)
		return refuse_absence(in, pair->ipv4, pair->none);
	if (ipv4 && ipv6)
		return btns_nl_refuse(in, pair->ipv6, pair->both, -EINVAL);

	memset(addr, 0, sizeof(*addr));
	*family = ipv4 ? AF_INET : AF_INET6;
	memcpy(addr->octets, nla_data(ipv4 ? ipv4 : ipv6),
	       btns_addr_len(*family));
	return 0;
}

static bool addr_is_host(const struct btns_addr *addr, u8 family)
{
	const struct in6_addr *ip6 = (const struct in6_addr *)addr->octets;

	if (family == AF_INET)
		return !ipv4_is_zeronet(addr->v4) &&
		       !ipv4_is_multicast(addr->v4) &&
		       !ipv4_is_lbcast(addr->v4);
	return !ipv6_addr_any(ip6) && !ipv6_addr_is_multicast(ip6);
}

int btns_nl_get_host(const struct btns_nl_in *in,
		     const struct btns_nl_pair *pair, struct btns_addr *addr,
		     u8 *family)
{
	int err = btns_nl_get_addr(in, pair, addr, family);

	if (err)
		return err;
	if (!addr_is_host(addr, *family))
		return btns_nl_refuse(in, *family == AF_INET ? pair->ipv4 :
							       pair->ipv6,
				      "not the address of a host, give a unicast address",
				      -EINVAL);
	return 0;
}

int btns_nl_get_id(const struct btns_nl_in *in, const struct btns_nl_id *attrs,
		   struct btns_ident *id)
{
	const struct nlattr *type = in->tb[attrs->type];
	const struct nlattr *match = in->tb[attrs->match];
	const struct nlattr *value = in->tb[attrs->value];
	const char *wrong;

	if (type)
		id->type = nla_get_u32(type);
	else if (value)
		return btns_nl_refuse(in, attrs->value,
				      "id-value needs an id-type", -EINVAL);
	if (match)
		id->match = nla_get_u32(match);
	if (value) {
		id->value = nla_data(value);
		id->len = nla_len(value);
	}

	wrong = btns_ident_check(id);
	if (!wrong)
		return 0;
	return btns_nl_refuse(in, value ? attrs->value :
				  type ? attrs->type : attrs->match,
			      wrong, -EINVAL);
}

static u64 get_limit(const struct btns_nl_in *in, int type)
{
	return in->tb[type] ? nla_get_u64(in->tb[type]) : 0;
}

int btns_nl_get_limits(struct nlattr *attr, struct btns_limits *limits,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[BTNS_A_LIMITS_SECONDS + 1];
	const struct btns_nl_in in = { tb, attr, extack };
	int err;

	err = nla_parse_nested(tb, ARRAY_SIZE(tb) - 1, attr,
			       btns_limits_nl_policy, extack);
	if (err)
		return err;

	limits->bytes = get_limit(&in, BTNS_A_LIMITS_BYTES);
	limits->packets = get_limit(&in, BTNS_A_LIMITS_PACKETS);
	limits->seconds = get_limit(&in, BTNS_A_LIMITS_SECONDS);
	/* the timer adds them to the clock, which must not wrap */
	if (limits->seconds > U32_MAX)
		return btns_nl_refuse(&in, BTNS_A_LIMITS_SECONDS,
				      "time limit is out of range, give less than 2^32 seconds",
				      -ERANGE);
	return 0;
}

static const struct btns_nl_pair tunnel_local = {
	.ipv4 = BTNS_A_TUNNEL_LOCAL_IPV4,
	.ipv6 = BTNS_A_TUNNEL_LOCAL_IPV6,
	.none = "tunnel has no local address, give local-ipv4 or local-ipv6",
	.both = "tunnel has two local addresses, give local-ipv4 or local-ipv6",
};

static const struct btns_nl_pair tunnel_remote = {
	.ipv4 = BTNS_A_TUNNEL_REMOTE_IPV4,
	.ipv6 = BTNS_A_TUNNEL_REMOTE_IPV6,
	.none = "tunnel has no remote address, give remote-ipv4 or remote-ipv6",
	.both = "tunnel has two remote addresses, give remote-ipv4 or remote-ipv6",
};

int btns_nl_get_tunnel(struct nlattr *attr, struct btns_tunnel *tunnel,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[BTNS_A_TUNNEL_REMOTE_IPV6 + 1];
	const struct btns_nl_in in = { tb, attr, extack };
	u8 family;
	int err;

	err = nla_parse_nested(tb, ARRAY_SIZE(tb) - 1, attr,
			       btns_tunnel_nl_policy, extack);
	if (!err)
		err = btns_nl_get_host(&in, &tunnel_local, &tunnel->local,
				       &tunnel->family);
	if (!err)
		err = btns_nl_get_host(&in, &tunnel_remote, &tunnel->remote,
				       &family);
	if (err)
		return err;

	if (family != tunnel->family) {
		btns_nl_refuse_attr(extack, attr,
				    "tunnel mixes IPv4 and IPv6, use one of them");
		return -EINVAL;
	}
	return 0;
}

/* ---- writing ---- */

int btns_nl_put_addr(struct sk_buff *skb, const struct btns_nl_pair *pair,
		     u8 family, const struct btns_addr *addr)
{
	return nla_put(skb, family == AF_INET ? pair->ipv4 : pair->ipv6,
		       btns_addr_len(family), addr->octets);
}

/* The set has no padding attribute: nla_get_u64() takes any alignment. */
static int put_limit(struct sk_buff *skb, int type, u64 limit)
{
	return limit ? nla_put(skb, type, sizeof(limit), &limit) : 0;
}

int btns_nl_put_id(struct sk_buff *skb, const struct btns_nl_id *attrs,
		   const struct btns_ident *id)
{
	if (nla_put_u32(skb, attrs->type, id->type) ||
	    nla_put_u32(skb, attrs->match, id->match) ||
	    nla_put(skb, attrs->value, id->len, id->value))
		return -EMSGSIZE;
	return 0;
}

int btns_nl_put_limits(struct sk_buff *skb, int type,
		       const struct btns_limits *limits)
{
	struct nlattr *nest;

	if (!limits->bytes && !limits->packets && !limits->seconds)
		return 0;
	nest = nla_nest_start(skb, type);
	if (!nest)
		return -EMSGSIZE;
	if (put_limit(skb, BTNS_A_LIMITS_BYTES, limits->bytes) ||
	    put_limit(skb, BTNS_A_LIMITS_PACKETS, limits->packets) ||
	    put_limit(skb, BTNS_A_LIMITS_SECONDS, limits->seconds))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

int btns_nl_put_tunnel(struct sk_buff *skb, int type, u8 family,
		       const struct btns_addr *local,
		       const struct btns_addr *remote)
{
	struct nlattr *nest = nla_nest_start(skb, type);

	if (!nest)
		return -EMSGSIZE;
	if (btns_nl_put_addr(skb, &tunnel_local, family, local) ||
	    btns_nl_put_addr(skb, &tunnel_remote, family, remote))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* ---- the family ---- */

struct sk_buff *btns_nl_reply_new(struct genl_info *info, u8 cmd, void **hdr)
{
	struct sk_buff *skb = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);

	if (!skb)
		return NULL;
	*hdr = genlmsg_put_reply(skb, info, &btns_nl_family, 0, cmd);
	if (*hdr)
		return skb;
	nlmsg_free(skb);
	return NULL;
}

/*
 * A command without attributes refuses all.  Kernels with split operations do
 * not look at them if there is no policy; before, genetlink had this one too.
 */
#define TAKES_NO_ATTRS {						\
	.type = NLA_REJECT,						\
	.reject_message = "this command takes no attributes",		\
}

static const struct nla_policy no_attrs[] = {
	TAKES_NO_ATTRS,
	TAKES_NO_ATTRS,
};

static struct genl_split_ops nl_ops[BTNS_CMD_MAX] __ro_after_init;

/* News names peers and traffic: not for everyone who may open a socket. */
static const struct genl_multicast_group mcgrps[] = {
	[BTNS_NLGRP_AUDIT] = {
		.name = BTNS_MCGRP_AUDIT,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
	[BTNS_NLGRP_EVENTS] = {
		.name = BTNS_MCGRP_EVENTS,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
};

/**
 * btns_nl_init() - make the family known
 *
 * Context: module init; what it finishes becomes read-only thereafter.
 * Return: 0 or an errno.
 */
int __init btns_nl_init(void)
{
	unsigned int i;

	if (WARN_ON(btns_nl_family.n_split_ops > ARRAY_SIZE(nl_ops)))
		return -EINVAL;
	for (i = 0; i < btns_nl_family.n_split_ops; i++) {
		nl_ops[i] = btns_nl_family.split_ops[i];
		if (nl_ops[i].policy)
			continue;
		nl_ops[i].policy = no_attrs;
		nl_ops[i].maxattr = ARRAY_SIZE(no_attrs) - 1;
	}
	btns_nl_family.split_ops = nl_ops;
	btns_nl_family.mcgrps = mcgrps;
	return genl_register_family(&btns_nl_family);
}

/**
 * btns_nl_exit() - take the family back
 *
 * Context: process; waits for commands that run.
 */
void btns_nl_exit(void)
{
	genl_unregister_family(&btns_nl_family);
}
