// SPDX-License-Identifier: GPL-2.0-only
#include "nat.h"

#include <linux/skbuff.h>
#include <net/netfilter/nf_conntrack.h>

#if IS_ENABLED(CONFIG_NF_CONNTRACK)
/* An ICMP error travels in the name of the flow that it quotes. */
static bool is_icmp_error(const struct btns_flow *flow,
			  enum ip_conntrack_info ctinfo)
{
	return (ctinfo == IP_CT_RELATED || ctinfo == IP_CT_RELATED_REPLY) &&
	       (flow->l4_proto == IPPROTO_ICMP ||
		flow->l4_proto == IPPROTO_ICMPV6);
}

void btns_nat_undo(const struct sk_buff *skb, struct btns_flow *flow)
{
	const struct nf_conntrack_tuple *tuple;
	enum ip_conntrack_info ctinfo;
	const struct nf_conn *ct;

	ct = nf_ct_get(skb, &ctinfo);
	if (!ct || !(READ_ONCE(ct->status) & IPS_NAT_MASK))
		return;

	tuple = &ct->tuplehash[CTINFO2DIR(ctinfo)].tuple;
	if (tuple->src.l3num != flow->family)
		return;
	if (is_icmp_error(flow, ctinfo)) {
		/* its source is whoever complains, only its target was ours */
		memcpy(&flow->dst, &tuple->dst.u3,
		       btns_addr_len(flow->family));
		return;
	}
	if (tuple->dst.protonum != flow->l4_proto)
		return;

	memcpy(&flow->src, &tuple->src.u3, btns_addr_len(flow->family));
	memcpy(&flow->dst, &tuple->dst.u3, btns_addr_len(flow->family));
	if (flow->has_ports) {
		flow->sport = ntohs(tuple->src.u.all);
		flow->dport = ntohs(tuple->dst.u.all);
	}
}
#else
void btns_nat_undo(const struct sk_buff *skb, struct btns_flow *flow)
{
}
#endif
