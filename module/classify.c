// SPDX-License-Identifier: GPL-2.0-only
#include "classify.h"

#include "core/icmp.h"

#include <linux/skbuff.h>

bool btns_classify(struct sk_buff *skb, struct btns_packet *pkt)
{
	int need;

	/* each round asks for more than was readable, so this ends */
	while ((need = btns_parse(skb->data, skb_headlen(skb), skb->len,
				  pkt)) > 0) {
		if (!pskb_may_pull(skb, need))
			return false;
	}
	return need == 0;
}

bool btns_classify_quote(struct sk_buff *skb, const struct btns_packet *pkt,
			 struct btns_flow *flow)
{
	int need;

	while ((need = btns_icmp_quote(skb->data, skb_headlen(skb), pkt,
				       flow)) > 0) {
		if (!pskb_may_pull(skb, need))
			return false;
	}
	return need == 0;
}
