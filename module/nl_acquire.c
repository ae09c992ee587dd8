// SPDX-License-Identifier: GPL-2.0-only
#include "nl_acquire.h"

#include "acquire.h"
#include "core/selector.h"
#include "generated/netlink.h"
#include "net.h"
#include "nl.h"
#include "nl_selector.h"

#include <net/genetlink.h>

/* Seconds for which a refusal answers without asking. */
#define HOLD_OFF_DEFAULT 5
#define HOLD_OFF_MAX 30

/* ---- writing ---- */

int btns_nl_put_acquire(struct sk_buff *skb, const struct btns_acquire_key *key,
			const struct btns_flow *flow, u32 id)
{
	struct btns_selector_single single;

	if (nla_put_u32(skb, BTNS_A_ACQUIRE_ID, id) ||
	    nla_put_u32(skb, BTNS_A_ACQUIRE_INDEX, key->index) ||
	    nla_put_u32(skb, BTNS_A_ACQUIRE_REQID, key->reqid) ||
	    nla_put_u32(skb, BTNS_A_ACQUIRE_MODE, key->mode))
		return -EMSGSIZE;
	if (key->mode == BTNS_MODE_TUNNEL &&
	    btns_nl_put_tunnel(skb, BTNS_A_ACQUIRE_TUNNEL, key->family,
			       &key->local, &key->remote))
		return -EMSGSIZE;
	if (key->pfp && nla_put_u32(skb, BTNS_A_ACQUIRE_PFP, key->pfp))
		return -EMSGSIZE;
	btns_selector_from_flow(&single, flow, BTNS_OUT);
	return btns_nl_put_selector(skb, BTNS_A_ACQUIRE_FLOW, &single.sel);
}

static int put_info(struct sk_buff *skb, const struct btns_acquire_info *info)
{
	if (btns_nl_put_acquire(skb, &info->key, &info->flow, info->id) ||
	    nla_put_u32(skb, BTNS_A_ACQUIRE_STATE, info->state) ||
	    nla_put_u32(skb, BTNS_A_ACQUIRE_PACKETS, info->packets) ||
	    nla_put_u32(skb, BTNS_A_ACQUIRE_BYTES, info->bytes) ||
	    nla_put_u32(skb, BTNS_A_ACQUIRE_AGE, info->age) ||
	    nla_put_u32(skb, BTNS_A_ACQUIRE_EXPIRES, info->expires))
		return -EMSGSIZE;
	if (info->state != BTNS_ACQUIRE_STATE_REFUSED)
		return 0;
	return nla_put_u32(skb, BTNS_A_ACQUIRE_REASON, info->reason);
}

/* ---- commands ---- */

static int put_one(struct sk_buff *skb, struct netlink_callback *cb,
		   const struct btns_acquire_info *info)
{
	void *hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				cb->nlh->nlmsg_seq, &btns_nl_family,
				NLM_F_MULTI, BTNS_CMD_ACQUIRE_GET);

	if (!hdr)
		return -EMSGSIZE;
	if (put_info(skb, info)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

/* In the order of their ids; what comes and goes meanwhile may be missing. */
int btns_nl_acquire_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct btns_net *bn = btns_net(sock_net(cb->skb->sk));
	struct btns_acquire_info info;
	u32 after = cb->args[0];

	while (btns_acquire_next(bn, after, &info) && !put_one(skb, cb, &info))
		after = info.id;
	cb->args[0] = after;
	return skb->len;
}

static int read_hold_off(const struct btns_nl_in *in, u32 *seconds)
{
	const struct nlattr *attr = in->tb[BTNS_A_ACQUIRE_HOLD_OFF];

	*seconds = attr ? nla_get_u32(attr) : HOLD_OFF_DEFAULT;
	if (*seconds >= 1 && *seconds <= HOLD_OFF_MAX)
		return 0;
	return btns_nl_refuse(in, BTNS_A_ACQUIRE_HOLD_OFF,
			      "hold-off is out of range, give 1 to 30 seconds",
			      -ERANGE);
}

int btns_nl_acquire_fail_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct btns_nl_in in = {
		.tb = info->attrs,
		.extack = info->extack,
	};
	u32 reason = BTNS_ACQUIRE_REASON_REFUSED, hold_off;
	int err;

	err = btns_nl_need(&in, BTNS_A_ACQUIRE_ID,
			   "id is missing, give that of the acquire event");
	if (!err)
		err = read_hold_off(&in, &hold_off);
	if (err)
		return err;
	if (in.tb[BTNS_A_ACQUIRE_REASON])
		reason = nla_get_u32(in.tb[BTNS_A_ACQUIRE_REASON]);

	err = btns_acquire_fail(btns_net(genl_info_net(info)),
				nla_get_u32(in.tb[BTNS_A_ACQUIRE_ID]), reason,
				hold_off);
	if (err)
		return btns_nl_refuse(&in, BTNS_A_ACQUIRE_ID,
				      "no such acquire, it was answered or timed out",
				      err);
	return 0;
}
