// SPDX-License-Identifier: GPL-2.0-only
#include "generated/netlink.h"
#include "net.h"
#include "stats.h"

static int put_counter(struct sk_buff *skb, struct netlink_callback *cb,
		       const struct btns_net *bn, enum btns_counter counter)
{
	void *hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				cb->nlh->nlmsg_seq, &btns_nl_family,
				NLM_F_MULTI, BTNS_CMD_STATS_GET);

	if (!hdr)
		return -EMSGSIZE;
	if (nla_put_string(skb, BTNS_A_COUNTER_NAME,
			   btns_stats_name(counter)) ||
	    nla_put_u64_64bit(skb, BTNS_A_COUNTER_VALUE,
			      btns_stats_sum(bn->stats, counter),
			      BTNS_A_COUNTER_PAD)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

int btns_nl_stats_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct btns_net *bn = btns_net(sock_net(cb->skb->sk));
	unsigned int at = cb->args[0];

	while (at < BTNS_COUNTER_COUNT && !put_counter(skb, cb, bn, at))
		at++;
	cb->args[0] = at;
	return skb->len;
}
