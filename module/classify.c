// SPDX-License-Identifier: GPL-2.0-only
#include "classify.h"

#include "core/icmp.h"
#include "net.h"

#include <linux/skbuff.h>

bool btns_classify(const struct btns_net *bn, struct sk_buff *skb,
		   struct btns_packet *pkt)
{
	u32 skip = btns_net_conf(bn, BTNS_CONF_SKIP_HEADERS);
	int need;

	/* each round asks for more than was readable, so this ends */
	while ((need = btns_parse(skb->data, skb_headlen(skb), skb->len,
				  skip, pkt)) > 0) {
		if (!pskb_may_pull(skb, need))
			return false;
	}
	return need == 0;
}

bool btns_classify_quote(const struct btns_net *bn, struct sk_buff *skb,
			 const struct btns_packet *pkt, struct btns_flow *flow)
{
	u32 skip = btns_net_conf(bn, BTNS_CONF_SKIP_HEADERS);
	int need;

	while ((need = btns_icmp_quote(skb->data, skb_headlen(skb), pkt,
				       skip, flow)) > 0) {
		if (!pskb_may_pull(skb, need))
			return false;
	}
	return need == 0;
}
