// SPDX-License-Identifier: GPL-2.0-only
#include "admit.h"
#include "generated/netlink.h"
#include "net.h"
#include "nl.h"
#include "nl_sad.h"

#include <linux/slab.h>

static const struct btns_nl_pair ike_addr_pair = {
	.ipv4 = BTNS_A_SA_PAIR_IKE_ADDR_IPV4,
	.ipv6 = BTNS_A_SA_PAIR_IKE_ADDR_IPV6,
	.none = "ike-addr is missing, give ike-addr-ipv4 or ike-addr-ipv6",
	.both = "two IKE addresses, give ike-addr-ipv4 or ike-addr-ipv6",
};

/**
 * struct pair_request - a pair that somebody asks for
 * @params: the pair
 * @lists: of its SAs' selectors, by enum btns_sa_dir
 */
struct pair_request {
	struct btns_admit_params params;
	struct btns_nl_sa_lists lists[2];
};

/* Numbers that are there, and what to say where they are not. */
static const struct {
	int type;
	const char *text;
} needed[] = {
	{ BTNS_A_SA_PAIR_IN, "in is missing, give the inbound SA" },
	{ BTNS_A_SA_PAIR_OUT, "out is missing, give the outbound SA" },
	{ BTNS_A_SA_PAIR_PEER_ID,
	  "peer-id is missing, give the handle of the peer's identity" },
	{ BTNS_A_SA_PAIR_LOCAL_ID,
	  "local-id is missing, give the handle of this host's identity" },
	{ BTNS_A_SA_PAIR_PAD_ENTRY,
	  "pad-entry is missing, give the index of the entry that lets the peer in" },
	{ BTNS_A_SA_PAIR_PAD_GENERATION,
	  "pad-generation is missing, give that of the PAD that was searched" },
	{ BTNS_A_SA_PAIR_POLICY,
	  "policy is missing, give the index of the SPD entry" },
	{ BTNS_A_SA_PAIR_SPD_GENERATION,
	  "spd-generation is missing, give that of the SPD that was searched" },
};

static int check_needed(const struct btns_nl_in *in)
{
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(needed); i++) {
		err = btns_nl_need(in, needed[i].type, needed[i].text);
		if (err)
			return err;
	}
	if (!nla_get_u32(in->tb[BTNS_A_SA_PAIR_PAD_ENTRY]))
		return btns_nl_refuse(in, BTNS_A_SA_PAIR_PAD_ENTRY,
				      "no PAD entry has index 0, give another",
				      -EINVAL);
	if (!nla_get_u32(in->tb[BTNS_A_SA_PAIR_POLICY]))
		return btns_nl_refuse(in, BTNS_A_SA_PAIR_POLICY,
				      "index 0 is the nominal last SPD entry, which protects nothing",
				      -EINVAL);
	return 0;
}

static void read_numbers(const struct btns_nl_in *in,
			 struct btns_admit_params *params)
{
	struct nlattr **tb = in->tb;

	params->peer_id = nla_get_u32(tb[BTNS_A_SA_PAIR_PEER_ID]);
	params->local_id = nla_get_u32(tb[BTNS_A_SA_PAIR_LOCAL_ID]);
	params->pad_entry = nla_get_u32(tb[BTNS_A_SA_PAIR_PAD_ENTRY]);
	params->pad_generation = nla_get_u32(tb[BTNS_A_SA_PAIR_PAD_GENERATION]);
	params->policy = nla_get_u32(tb[BTNS_A_SA_PAIR_POLICY]);
	params->spd_generation = nla_get_u32(tb[BTNS_A_SA_PAIR_SPD_GENERATION]);
	if (tb[BTNS_A_SA_PAIR_IKE_SA])
		params->ike_sa = nla_get_u64(tb[BTNS_A_SA_PAIR_IKE_SA]);
	if (tb[BTNS_A_SA_PAIR_REKEY_OF])
		params->rekey_of = nla_get_be32(tb[BTNS_A_SA_PAIR_REKEY_OF]);
}

static int read_half(const struct btns_nl_in *pair, int type, u32 dir,
		     struct btns_sa_params *sa, struct btns_nl_sa_lists *lists)
{
	struct nlattr *tb[BTNS_A_SA_SEQ_OVERFLOW + 1];
	const struct btns_nl_in in = {
		.tb = tb,
		.nest = pair->tb[type],
		.extack = pair->extack,
	};
	int err;

	err = nla_parse_nested(tb, BTNS_A_SA_SEQ_OVERFLOW, in.nest,
			       btns_sa_half_nl_policy, in.extack);
	if (err)
		return err;
	sa->dir = dir;
	err = btns_nl_get_sa(&in, sa, lists);
	if (err)
		return err;
	/* RFC 4303 3.4.3: off is for keys that somebody enters */
	if (dir == BTNS_SA_DIR_IN && !sa->replay_window)
		return btns_nl_refuse(&in, BTNS_A_SA_REPLAY_WINDOW,
				      "a key manager's SA checks for replays, give a replay-window",
				      -EINVAL);
	return 0;
}

static bool is_same_traffic(const struct btns_selector *a,
			    const struct btns_selector *b)
{
	return btns_selector_covers(a, b) && btns_selector_covers(b, a);
}

/* RFC 4301 4.1: both of a pair are made the same way. */
static const char *compare(const struct btns_sa_params *in,
			   const struct btns_sa_params *out)
{
	if (in->id.family != out->id.family ||
	    !btns_addr_equal(&in->id.dst, &out->src) ||
	    !btns_addr_equal(&in->src, &out->id.dst))
		return "the SAs are not between the same addresses, swap those of in";
	if (in->mode != out->mode || in->reqid != out->reqid)
		return "the SAs differ in mode or reqid, use one";
	if (in->aead != out->aead || in->key_len != out->key_len ||
	    in->esn != out->esn)
		return "the SAs differ in aead, length of key or esn, use one";
	if (!is_same_traffic(&in->sel, &out->sel))
		return "the SAs have different selectors, use one";
	return NULL;
}

static int read_pair(const struct btns_nl_in *in, struct pair_request *request)
{
	struct btns_admit_params *params = &request->params;
	const char *wrong;
	int err;

	err = check_needed(in);
	if (!err)
		err = btns_nl_get_host(in, &ike_addr_pair, &params->ike_addr,
				       &params->ike_family);
	if (err)
		return err;
	read_numbers(in, params);
	err = read_half(in, BTNS_A_SA_PAIR_IN, BTNS_SA_DIR_IN, &params->in,
			&request->lists[BTNS_SA_DIR_IN]);
	if (!err)
		err = read_half(in, BTNS_A_SA_PAIR_OUT, BTNS_SA_DIR_OUT,
				&params->out, &request->lists[BTNS_SA_DIR_OUT]);
	if (err)
		return err;
	wrong = compare(&params->in, &params->out);
	return wrong ? btns_nl_refuse(in, BTNS_A_SA_PAIR_OUT, wrong, -EINVAL) :
		       0;
}

static void free_request(struct pair_request *request)
{
	kfree(request->lists[BTNS_SA_DIR_IN].octets);
	kfree(request->lists[BTNS_SA_DIR_OUT].octets);
	kfree(request);
}

/* The message is freed unwiped, and may name a nest or a key more than once. */
static void wipe_keys(struct genl_info *info)
{
	struct nlattr *nest, *attr;
	int rem, rest;

	nlmsg_for_each_attr(nest, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(nest) != BTNS_A_SA_PAIR_IN &&
		    nla_type(nest) != BTNS_A_SA_PAIR_OUT)
			continue;
		nla_for_each_nested(attr, nest, rest)
			if (nla_type(attr) == BTNS_A_SA_KEY)
				memzero_explicit(nla_data(attr), nla_len(attr));
	}
}

int btns_nl_sa_pair_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct btns_net *bn = btns_net(genl_info_net(info));
	const struct btns_nl_in in = {
		.tb = info->attrs,
		.extack = info->extack,
	};
	struct pair_request *request;
	int err = -ENOMEM;

	request = kzalloc(sizeof(*request), GFP_KERNEL);
	if (!request)
		goto out;
	err = read_pair(&in, request);
	if (!err) {
		mutex_lock(&bn->cfg);
		err = btns_admit_pair(bn, &request->params, info->extack);
		mutex_unlock(&bn->cfg);
	}
	free_request(request);
out:
	wipe_keys(info);
	return err;
}
