// SPDX-License-Identifier: GPL-2.0-only
#include "nl_outer.h"

#include "nl.h"
#include "sa.h"

#include <net/netlink.h>

static bool is_out_tunnel(u32 dir, u32 mode)
{
	return dir == BTNS_SA_DIR_OUT && mode == BTNS_MODE_TUNNEL;
}

/* ---- reading ---- */

static int read_df(const struct btns_nl_in *in, struct btns_sa_params *sa)
{
	const struct nlattr *df = in->tb[BTNS_A_SA_DF];

	if (!df)
		return 0;
	if (!is_out_tunnel(sa->dir, sa->mode) || sa->id.family != AF_INET)
		return btns_nl_refuse(in, BTNS_A_SA_DF,
				      "df is for outbound SAs in tunnel mode between IPv4 addresses, leave it out",
				      -EINVAL);
	sa->outer.df = nla_get_u32(df);
	return 0;
}

static int read_dscp_map(const struct btns_nl_in *in, struct btns_sa_params *sa)
{
	const struct nlattr *map = in->tb[BTNS_A_SA_DSCP_MAP];
	const char *wrong;

	if (!map)
		return 0;
	if (!is_out_tunnel(sa->dir, sa->mode))
		return btns_nl_refuse(in, BTNS_A_SA_DSCP_MAP,
				      "dscp-map is for outbound SAs in tunnel mode, leave it out",
				      -EINVAL);
	wrong = btns_outer_check_map(nla_data(map));
	if (wrong)
		return btns_nl_refuse(in, BTNS_A_SA_DSCP_MAP, wrong, -ERANGE);
	sa->outer.dscp_map = nla_data(map);
	return 0;
}

/* RFC 4301 4.4.2.1: not checked against inbound traffic. */
static int read_dscp_set(const struct btns_nl_in *in, struct btns_sa_params *sa)
{
	const struct nlattr *set = in->tb[BTNS_A_SA_DSCP_SET];

	sa->dscps = BTNS_DSCPS_ALL;
	if (!set)
		return 0;
	if (sa->dir != BTNS_SA_DIR_OUT)
		return btns_nl_refuse(in, BTNS_A_SA_DSCP_SET,
				      "dscp-set is for outbound SAs, leave it out",
				      -EINVAL);
	sa->dscps = nla_get_u64(set);
	if (!sa->dscps)
		return btns_nl_refuse(in, BTNS_A_SA_DSCP_SET,
				      "dscp-set is empty, set the bit of a DSCP or leave it out",
				      -EINVAL);
	return 0;
}

/*
 * RFC 4303 3.3.3 lets numbers begin anew where the peer does not look at them.
 * Here each is the IV as well, and one that comes again under its key gives away
 * what counter modes hide (RFC 4106 2, RFC 7634 2).
 */
static int check_seq_overflow(const struct btns_nl_in *in, u32 dir)
{
	const struct nlattr *overflow = in->tb[BTNS_A_SA_SEQ_OVERFLOW];

	if (!overflow)
		return 0;
	if (dir != BTNS_SA_DIR_OUT)
		return btns_nl_refuse(in, BTNS_A_SA_SEQ_OVERFLOW,
				      "seq-overflow is for outbound SAs, leave it out",
				      -EINVAL);
	if (nla_get_u32(overflow) == BTNS_SWITCH_ON)
		return btns_nl_refuse(in, BTNS_A_SA_SEQ_OVERFLOW,
				      "the algorithm makes its IV of the sequence number, give seq-overflow off",
				      -EOPNOTSUPP);
	return 0;
}

int btns_nl_get_outer(const struct btns_nl_in *in, struct btns_sa_params *sa)
{
	int err;

	err = read_df(in, sa);
	if (!err)
		err = read_dscp_map(in, sa);
	if (!err)
		err = read_dscp_set(in, sa);
	if (!err)
		err = check_seq_overflow(in, sa->dir);
	return err;
}

/* ---- writing ---- */

static int put_tunnel(struct sk_buff *skb, const struct btns_sa *sa)
{
	const struct btns_outer *outer = &sa->outer;

	if (sa->id.family == AF_INET &&
	    nla_put_u32(skb, BTNS_A_SA_DF, outer->df))
		return -EMSGSIZE;
	if (outer->dscp_map && nla_put(skb, BTNS_A_SA_DSCP_MAP,
				       BTNS_OUTER_DSCPS, outer->dscp_map))
		return -EMSGSIZE;
	return 0;
}

static int put_out(struct sk_buff *skb, const struct btns_sa *sa)
{
	if (sa->dscps != BTNS_DSCPS_ALL &&
	    nla_put_u64_64bit(skb, BTNS_A_SA_DSCP_SET, sa->dscps,
			      BTNS_A_SA_PAD))
		return -EMSGSIZE;
	return nla_put_u32(skb, BTNS_A_SA_SEQ_OVERFLOW, BTNS_SWITCH_OFF);
}

int btns_nl_put_outer(struct sk_buff *skb, const struct btns_sa *sa)
{
	bool is_out = sa->dir == BTNS_SA_DIR_OUT;

	if (is_out && put_out(skb, sa))
		return -EMSGSIZE;
	if (is_out_tunnel(sa->dir, sa->mode) && put_tunnel(skb, sa))
		return -EMSGSIZE;
	/* nf_defrag puts together what goes out, nobody what comes out of an SA */
	return nla_put_u32(skb, BTNS_A_SA_STATEFUL_FRAG_CHECK,
			   is_out ? BTNS_SWITCH_ON : BTNS_SWITCH_OFF);
}
