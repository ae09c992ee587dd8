// SPDX-License-Identifier: GPL-2.0-only
#include "reject.h"

#include "net.h"

#include <linux/icmpv6.h>
#include <linux/ratelimit.h>
#include <net/icmp.h>

bool btns_reject_may_tell(struct btns_net *bn)
{
	/* a number that is stored again and again, and read under its lock */
	WRITE_ONCE(bn->reject_limit.burst,
		   btns_net_conf(bn, BTNS_CONF_ICMP_RATE));
	return __ratelimit(&bn->reject_limit);
}

void btns_reject_prohibited(struct btns_net *bn, struct sk_buff *skb)
{
	if (!btns_net_conf(bn, BTNS_CONF_ICMP_ERRORS_OUT) ||
	    !btns_reject_may_tell(bn))
		return;
	/* _ndo_: to who sent it, not to whom SNAT made it come from */
	if (skb->protocol == htons(ETH_P_IP))
		icmp_ndo_send(skb, ICMP_DEST_UNREACH, ICMP_PKT_FILTERED, 0);
	else
		icmpv6_ndo_send(skb, ICMPV6_DEST_UNREACH,
				ICMPV6_ADM_PROHIBITED, 0);
}
