// SPDX-License-Identifier: GPL-2.0-only
#include "nl_drop.h"

#include "core/selector.h"
#include "generated/netlink.h"
#include "net.h"
#include "nl.h"
#include "nl_selector.h"

#include <net/genetlink.h>

/* ---- writing ---- */

static const struct btns_nl_pair peer_pair = {
	.ipv4 = BTNS_A_DROP_PEER_IPV4,
	.ipv6 = BTNS_A_DROP_PEER_IPV6,
};

static u32 fragment_of(const struct btns_flow *flow)
{
	if (flow->is_later_fragment)
		return BTNS_FRAGMENT_LATER;
	return flow->is_fragment ? BTNS_FRAGMENT_FIRST : BTNS_FRAGMENT_WHOLE;
}

static int put_verdict(struct sk_buff *skb,
		       const struct btns_drop_record *record)
{
	if (nla_put_u32(skb, BTNS_A_DROP_VERDICT_BY, record->verdict))
		return -EMSGSIZE;
	if (record->verdict != BTNS_VERDICT_BY_ENTRY)
		return 0;
	return nla_put_u32(skb, BTNS_A_DROP_INDEX, record->index);
}

static int put_esp(struct sk_buff *skb, const struct btns_drop_record *record)
{
	if (record->spi && nla_put_be32(skb, BTNS_A_DROP_SPI, record->spi))
		return -EMSGSIZE;
	if (!record->has_seq)
		return 0;
	return nla_put_u64_64bit(skb, BTNS_A_DROP_SEQ, record->seq,
				 BTNS_A_DROP_PAD);
}

/* A forwarded packet has no local end; see the specification. */
static int put_flow(struct sk_buff *skb, const struct btns_drop_record *record)
{
	struct btns_selector_single single;

	btns_selector_from_flow(&single, &record->flow,
				record->dir == BTNS_PACKET_DIR_IN ? BTNS_IN :
								    BTNS_OUT);
	if (btns_nl_put_selector(skb, BTNS_A_DROP_FLOW, &single.sel) ||
	    nla_put_u32(skb, BTNS_A_DROP_FRAGMENT,
			fragment_of(&record->flow)))
		return -EMSGSIZE;
	if (!record->has_flow_label)
		return 0;
	return nla_put_u32(skb, BTNS_A_DROP_FLOW_LABEL, record->flow_label);
}

int btns_nl_put_drop(struct sk_buff *skb, const struct btns_drop_record *record)
{
	if (nla_put_u64_64bit(skb, BTNS_A_DROP_NUMBER, record->number,
			      BTNS_A_DROP_PAD) ||
	    nla_put_u64_64bit(skb, BTNS_A_DROP_TIME, record->time,
			      BTNS_A_DROP_PAD) ||
	    nla_put_u32(skb, BTNS_A_DROP_DIR, record->dir) ||
	    nla_put_string(skb, BTNS_A_DROP_REASON,
			   btns_stats_name(record->why)) ||
	    put_verdict(skb, record) ||
	    btns_nl_put_addr(skb, &peer_pair, record->peer_family,
			     &record->peer) ||
	    put_flow(skb, record))
		return -EMSGSIZE;
	return put_esp(skb, record);
}

/* ---- the list ---- */

static const struct btns_nl_pair remote_pair = {
	.ipv4 = BTNS_A_DROP_REMOTE_IPV4,
	.ipv6 = BTNS_A_DROP_REMOTE_IPV6,
	.both = "two remote addresses, give remote-ipv4 or remote-ipv6",
};

static int put_one(struct sk_buff *skb, struct netlink_callback *cb,
		   const struct btns_drop_record *record)
{
	void *hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				cb->nlh->nlmsg_seq, &btns_nl_family,
				NLM_F_MULTI, BTNS_CMD_DROP_GET);

	if (!hdr)
		return -EMSGSIZE;
	if (btns_nl_put_drop(skb, record)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

int btns_nl_drop_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct btns_net *bn = btns_net(sock_net(cb->skb->sk));
	const struct btns_nl_in in = {
		.tb = genl_info_dump(cb)->attrs,
		.extack = cb->extack,
	};
	u64 *after = (u64 *)cb->ctx;
	struct btns_drop_record record;
	struct btns_addr addr = {};
	u8 family = AF_UNSPEC;
	int err;

	if (in.tb[BTNS_A_DROP_REMOTE_IPV4] || in.tb[BTNS_A_DROP_REMOTE_IPV6]) {
		err = btns_nl_get_addr(&in, &remote_pair, &addr, &family);
		if (err)
			return err;
	}
	while (btns_drop_next(bn, *after, family, &addr, &record) &&
	       !put_one(skb, cb, &record))
		*after = record.number;
	return skb->len;
}
