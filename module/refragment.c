// SPDX-License-Identifier: GPL-2.0-only
#include "refragment.h"

#include "classify.h"

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>
#include <net/ip.h>
#include <net/ipv6_stubs.h>

/* The stack's fragmentation hands over nothing of its caller's. */
static DEFINE_PER_CPU(struct sk_buff_head *, collected);

u32 btns_refragment_size(const struct sk_buff *skb)
{
	if (!btns_is_forwarded(skb))
		return 0;
	if (skb->protocol == htons(ETH_P_IPV6))
		return IP6CB(skb)->frag_max_size;
	/* a DF bit in each of the fragments */
	return IPCB(skb)->flags & IPSKB_FRAG_PMTU ?
		IPCB(skb)->frag_max_size : 0;
}

int btns_refragment_limit(struct net *net, struct sk_buff *skb, u16 mtu)
{
	struct iphdr *iph;

	if (skb_ensure_writable(skb, sizeof(*iph)))
		return -ENOMEM;
	iph = (struct iphdr *)skb->data;
	if (iph->frag_off & htons(IP_DF)) {
		iph->frag_off &= ~htons(IP_DF);
		__ip_select_ident(net, iph, 1);
	}
	IPCB(skb)->frag_max_size = mtu;
	return 0;
}

static int collect(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	__skb_queue_tail(this_cpu_read(collected), skb);
	return 0;
}

int btns_refragment(struct net *net, struct sk_buff *skb,
		    struct sk_buff_head *fragments)
{
	int err;

	this_cpu_write(collected, fragments);
	if (skb->protocol == htons(ETH_P_IPV6))
		err = ipv6_stub->ipv6_fragment(net, skb->sk, skb, collect);
	else
		err = ip_do_fragment(net, skb->sk, skb, collect);
	if (err)
		__skb_queue_purge(fragments);
	return err;
}
