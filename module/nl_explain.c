// SPDX-License-Identifier: GPL-2.0-only
#include "core/selector.h"
#include "drop.h"
#include "explain.h"
#include "generated/netlink.h"
#include "net.h"
#include "nl.h"
#include "policy.h"

#include <net/genetlink.h>

#define SPI_MIN 256

/* ---- reading ---- */

static const struct btns_nl_pair local_pair = {
	.ipv4 = BTNS_A_EXPLAIN_LOCAL_IPV4,
	.ipv6 = BTNS_A_EXPLAIN_LOCAL_IPV6,
	.none = "the local address is missing, give local-ipv4 or local-ipv6",
	.both = "two local addresses, give local-ipv4 or local-ipv6",
};

static const struct btns_nl_pair remote_pair = {
	.ipv4 = BTNS_A_EXPLAIN_REMOTE_IPV4,
	.ipv6 = BTNS_A_EXPLAIN_REMOTE_IPV6,
	.none = "the remote address is missing, give remote-ipv4 or remote-ipv6",
	.both = "two remote addresses, give remote-ipv4 or remote-ipv6",
};

static const struct btns_nl_pair dst_pair = {
	.ipv4 = BTNS_A_EXPLAIN_DST_IPV4,
	.ipv6 = BTNS_A_EXPLAIN_DST_IPV6,
	.both = "the SA has two destinations, give dst-ipv4 or dst-ipv6",
};

static int read_addrs(const struct btns_nl_in *in, u32 dir,
		      struct btns_flow *flow)
{
	bool is_in = dir == BTNS_PACKET_DIR_IN;
	u8 family;
	int err;

	err = btns_nl_get_addr(in, &local_pair, is_in ? &flow->dst : &flow->src,
			       &flow->family);
	if (!err)
		err = btns_nl_get_addr(in, &remote_pair,
				       is_in ? &flow->src : &flow->dst,
				       &family);
	if (err || family == flow->family)
		return err;
	return btns_nl_refuse(in, family == AF_INET ? remote_pair.ipv4 :
						      remote_pair.ipv6,
			      "remote is of another family than local, give two IPv4 or two IPv6 addresses",
			      -EINVAL);
}

static void read_fragment(const struct btns_nl_in *in, struct btns_flow *flow)
{
	const struct nlattr *attr = in->tb[BTNS_A_EXPLAIN_FRAGMENT];
	u32 fragment = attr ? nla_get_u32(attr) : BTNS_FRAGMENT_WHOLE;

	flow->is_fragment = fragment != BTNS_FRAGMENT_WHOLE;
	flow->is_later_fragment = fragment == BTNS_FRAGMENT_LATER;
}

/* @skip: bits of enum btns_skip */
static const char *wrong_proto(const struct btns_flow *flow, u32 skip)
{
	bool is_v6 = flow->family == AF_INET6;

	if (!flow->proto && (!is_v6 || skip & BTNS_SKIP_HOPOPTS))
		return "proto is 0, a packet has a protocol";
	/* a later fragment may name one, and hides the protocol behind it */
	if (is_v6 && !flow->is_later_fragment &&
	    (flow->proto == IPPROTO_FRAGMENT ||
	     btns_skip_bit(flow->proto) & skip))
		return "proto is an extension header that is skipped, give what follows it";
	return NULL;
}

static int read_proto(const struct btns_nl_in *in, u32 skip,
		      struct btns_flow *flow)
{
	const char *wrong;
	int err;

	err = btns_nl_need(in, BTNS_A_EXPLAIN_PROTO,
			   "proto is missing, give the packet's protocol");
	if (err)
		return err;
	flow->proto = nla_get_u8(in->tb[BTNS_A_EXPLAIN_PROTO]);
	flow->l4_proto = flow->proto;
	wrong = wrong_proto(flow, skip);
	return wrong ? btns_nl_refuse(in, BTNS_A_EXPLAIN_PROTO, wrong,
				      -EINVAL) : 0;
}

/* An attribute that is there if and only if the packet shows the field. */
static int check_field(const struct btns_nl_in *in, int type, bool is_shown,
		       const char *missing, const char *foreign)
{
	if (is_shown)
		return btns_nl_need(in, type, missing);
	return in->tb[type] ? btns_nl_refuse(in, type, foreign, -EINVAL) : 0;
}

#define NO_PORTS "such a packet shows no ports, leave them out"

static int read_fields(const struct btns_nl_in *in, struct btns_flow *flow)
{
	bool is_v6 = flow->family == AF_INET6;
	struct nlattr **tb = in->tb;
	u16 icmp;
	int err;

	if (!flow->is_later_fragment) {
		flow->has_ports = btns_proto_has_ports(flow->proto);
		flow->has_icmp = flow->proto == (is_v6 ? IPPROTO_ICMPV6 :
							 IPPROTO_ICMP);
		flow->has_mh = is_v6 && flow->proto == IPPROTO_MH;
	}
	err = check_field(in, BTNS_A_EXPLAIN_LPORT, flow->has_ports,
			  "lport is missing, the protocol has ports", NO_PORTS);
	if (!err)
		err = check_field(in, BTNS_A_EXPLAIN_RPORT, flow->has_ports,
				  "rport is missing, the protocol has ports",
				  NO_PORTS);
	if (!err)
		err = check_field(in, BTNS_A_EXPLAIN_ICMP, flow->has_icmp,
				  "icmp is missing, give type * 256 + code",
				  "such a packet shows no ICMP type, leave it out");
	if (!err)
		err = check_field(in, BTNS_A_EXPLAIN_MH, flow->has_mh,
				  "mh is missing, give the type",
				  "such a packet shows no Mobility Header type, leave it out");
	if (err)
		return err;

	if (flow->has_icmp) {
		icmp = nla_get_u16(tb[BTNS_A_EXPLAIN_ICMP]);
		flow->icmp_type = icmp >> 8;
		flow->icmp_code = icmp & 0xff;
	}
	if (flow->has_mh)
		flow->mh_type = nla_get_u8(tb[BTNS_A_EXPLAIN_MH]);
	return 0;
}

static void read_ports(const struct btns_nl_in *in, u32 dir,
		       struct btns_flow *flow)
{
	u16 lport, rport;

	if (!flow->has_ports)
		return;
	lport = nla_get_u16(in->tb[BTNS_A_EXPLAIN_LPORT]);
	rport = nla_get_u16(in->tb[BTNS_A_EXPLAIN_RPORT]);
	flow->sport = dir == BTNS_PACKET_DIR_IN ? rport : lport;
	flow->dport = dir == BTNS_PACKET_DIR_IN ? lport : rport;
}

static int read_sa(const struct btns_nl_in *in, struct btns_explain_ask *ask)
{
	struct nlattr **tb = in->tb;
	bool has_dst = tb[dst_pair.ipv4] || tb[dst_pair.ipv6];

	if (!tb[BTNS_A_EXPLAIN_SPI]) {
		if (!has_dst)
			return 0;
		return btns_nl_need(in, BTNS_A_EXPLAIN_SPI,
				    "spi is missing, dst belongs to it");
	}
	if (ask->dir == BTNS_PACKET_DIR_OUT)
		return btns_nl_refuse(in, BTNS_A_EXPLAIN_SPI,
				      "what goes out came by no SA, leave spi out",
				      -EINVAL);
	ask->id.spi = nla_get_be32(tb[BTNS_A_EXPLAIN_SPI]);
	ask->id.proto = IPPROTO_ESP;
	if (ntohl(ask->id.spi) < SPI_MIN)
		return btns_nl_refuse(in, BTNS_A_EXPLAIN_SPI,
				      "spi is reserved, give one from 256 on",
				      -ERANGE);
	if (has_dst)
		return btns_nl_get_addr(in, &dst_pair, &ask->id.dst,
					&ask->id.family);
	if (ask->dir == BTNS_PACKET_DIR_FORWARD)
		return btns_nl_need(in, dst_pair.ipv4,
				    "dst is missing, give the address here to which the SA's packets go");
	ask->id.dst = ask->flow.dst;
	ask->id.family = ask->flow.family;
	return 0;
}

static int read_ask(const struct btns_nl_in *in, u32 skip,
		    struct btns_explain_ask *ask)
{
	int err = btns_nl_need(in, BTNS_A_EXPLAIN_DIR,
			       "dir is missing, give in, out or forward");

	if (err)
		return err;
	ask->dir = nla_get_u32(in->tb[BTNS_A_EXPLAIN_DIR]);
	err = read_addrs(in, ask->dir, &ask->flow);
	if (err)
		return err;
	read_fragment(in, &ask->flow);
	err = read_proto(in, skip, &ask->flow);
	if (!err)
		err = read_fields(in, &ask->flow);
	if (err)
		return err;
	read_ports(in, ask->dir, &ask->flow);
	if (in->tb[BTNS_A_EXPLAIN_DSCP])
		ask->dscp = nla_get_u8(in->tb[BTNS_A_EXPLAIN_DSCP]);
	return read_sa(in, ask);
}

/* ---- writing ---- */

static int put_dir(struct sk_buff *skb, const struct btns_explain_step *step)
{
	return nla_put_u32(skb, BTNS_A_EXPLAIN_STEP_DIR,
			   step->dir == BTNS_OUT ? BTNS_SA_DIR_OUT :
						   BTNS_SA_DIR_IN);
}

static int put_policy(struct sk_buff *skb, const struct btns_explain_step *step)
{
	const struct btns_policy *policy = step->policy;
	u32 by = btns_drop_verdict(policy);

	if (put_dir(skb, step) ||
	    nla_put_u32(skb, BTNS_A_EXPLAIN_STEP_VERDICT_BY, by) ||
	    nla_put_u32(skb, BTNS_A_EXPLAIN_STEP_ACTION,
			policy ? policy->action : BTNS_ACTION_DISCARD))
		return -EMSGSIZE;
	if (by != BTNS_VERDICT_BY_ENTRY)
		return 0;
	return nla_put_u32(skb, BTNS_A_EXPLAIN_STEP_INDEX, policy->index);
}

static const struct btns_nl_pair sa_src_pair = {
	.ipv4 = BTNS_A_EXPLAIN_STEP_SRC_IPV4,
	.ipv6 = BTNS_A_EXPLAIN_STEP_SRC_IPV6,
};

static const struct btns_nl_pair sa_dst_pair = {
	.ipv4 = BTNS_A_EXPLAIN_STEP_DST_IPV4,
	.ipv6 = BTNS_A_EXPLAIN_STEP_DST_IPV6,
};

static int put_outer(struct sk_buff *skb, u8 family,
		     const struct btns_addr *src, const struct btns_addr *dst)
{
	return btns_nl_put_addr(skb, &sa_src_pair, family, src) ?:
	       btns_nl_put_addr(skb, &sa_dst_pair, family, dst);
}

static int put_sa(struct sk_buff *skb, const struct btns_explain_step *step)
{
	const struct btns_sa *sa = step->sa;

	if (put_dir(skb, step))
		return -EMSGSIZE;
	if (!sa)
		return 0;
	if (nla_put_be32(skb, BTNS_A_EXPLAIN_STEP_SPI, sa->id.spi) ||
	    put_outer(skb, sa->id.family, &sa->src, &sa->id.dst) ||
	    nla_put_u32(skb, BTNS_A_EXPLAIN_STEP_MODE, sa->mode))
		return -EMSGSIZE;
	return nla_put_u32(skb, BTNS_A_EXPLAIN_STEP_REQID, sa->reqid);
}

static u32 keying_answer(enum btns_acquire_answer answer)
{
	switch (answer) {
	case BTNS_ACQUIRE_HOLD:
		return BTNS_KEYING_ANSWER_HOLD;
	case BTNS_ACQUIRE_REFUSED:
		return BTNS_KEYING_ANSWER_REFUSED;
	case BTNS_ACQUIRE_FULL:
		return BTNS_KEYING_ANSWER_FULL;
	case BTNS_ACQUIRE_LIMITED:
	case BTNS_ACQUIRE_NO_MEMORY:
		return BTNS_KEYING_ANSWER_LIMITED;
	case BTNS_ACQUIRE_NOBODY:
		break;
	}
	return BTNS_KEYING_ANSWER_NOBODY;
}

static int put_keying(struct sk_buff *skb, const struct btns_explain_step *step)
{
	const struct btns_tunnel *tunnel = step->tunnel;

	if (tunnel && put_outer(skb, tunnel->family, &tunnel->local,
				&tunnel->remote))
		return -EMSGSIZE;
	return nla_put_u32(skb, BTNS_A_EXPLAIN_STEP_ANSWER,
			   keying_answer(step->answer));
}

static int put_step(struct sk_buff *skb, const struct btns_explain_step *step)
{
	struct nlattr *nest = nla_nest_start(skb, BTNS_A_EXPLAIN_STEP);
	int err = 0;

	if (!nest || nla_put_u32(skb, BTNS_A_EXPLAIN_STEP_WHAT, step->what))
		return -EMSGSIZE;
	switch (step->what) {
	case BTNS_EXPLAIN_WHAT_POLICY:
		err = put_policy(skb, step);
		break;
	case BTNS_EXPLAIN_WHAT_SA:
		err = put_sa(skb, step);
		break;
	case BTNS_EXPLAIN_WHAT_KEYING:
		err = put_keying(skb, step);
		break;
	}
	if (!err)
		nla_nest_end(skb, nest);
	return err;
}

static int put_result(struct sk_buff *skb,
		      const struct btns_explanation *result)
{
	unsigned int i;

	for (i = 0; i < result->steps; i++)
		if (put_step(skb, &result->step[i]))
			return -EMSGSIZE;
	if (nla_put_u32(skb, BTNS_A_EXPLAIN_VERDICT, result->verdict))
		return -EMSGSIZE;
	if (result->counter != BTNS_COUNTER_COUNT &&
	    nla_put_string(skb, BTNS_A_EXPLAIN_COUNTER,
			   btns_stats_name(result->counter)))
		return -EMSGSIZE;
	return result->quote_decides ?
		nla_put_flag(skb, BTNS_A_EXPLAIN_QUOTE_DECIDES) : 0;
}

int btns_nl_explain_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct btns_net *bn = btns_net(genl_info_net(info));
	const struct btns_nl_in in = {
		.tb = info->attrs,
		.extack = info->extack,
	};
	struct btns_explain_ask ask = {};
	struct btns_explanation result;
	struct sk_buff *reply;
	void *hdr;
	int err;

	err = read_ask(&in, btns_net_conf(bn, BTNS_CONF_SKIP_HEADERS), &ask);
	if (err)
		return err;
	reply = btns_nl_reply_new(info, BTNS_CMD_EXPLAIN, &hdr);
	if (!reply)
		return -ENOMEM;

	rcu_read_lock();
	btns_explain(bn, &ask, &result);
	err = put_result(reply, &result);
	rcu_read_unlock();
	if (err) {
		nlmsg_free(reply);
		return err;
	}
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}
