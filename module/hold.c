// SPDX-License-Identifier: GPL-2.0-only
#include "hold.h"

#include "acquire.h"
#include "acquire_sweep.h"
#include "net.h"
#include "refuse.h"
#include "tx.h"

#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <net/dst.h>
#include <net/ip.h>

/*
 * The route may be gone, since keying itself often changes routes and addresses.
 * A packet whose new route ends within this host has lost its way.
 */
static bool find_route(struct btns_net *bn, struct sk_buff *skb)
{
	const struct dst_entry *dst = skb_dst(skb);
	int err = 0;

	if (!dst_check(skb_dst(skb), btns_acquire_cookie(skb)))
		err = skb->protocol == htons(ETH_P_IP) ?
			ip_route_me_harder(bn->net, skb->sk, skb, RTN_UNSPEC) :
			ip6_route_me_harder(bn->net, skb->sk, skb);
	if (err)
		return false;

	dst = skb_dst(skb);
	skb->dev = dst->dev;
	return net_eq(dev_net(dst->dev), bn->net) &&
	       !(dst->dev->flags & IFF_LOOPBACK);
}

static void release(struct btns_net *bn, struct sk_buff *skb)
{
	unsigned long until = btns_acquire_until(skb);

	rcu_read_lock();
	local_bh_disable();
	if (find_route(bn, skb))
		btns_tx_resume(bn, skb, skb->sk, until);
	else
		btns_acquire_drop(bn, skb, BTNS_TX_NO_ROUTE);
	local_bh_enable();
	rcu_read_unlock();
}

static void refuse_sender(struct btns_net *bn, struct sk_buff *skb)
{
	if (btns_refuse_held(bn, skb, btns_acquire_reason(skb)))
		btns_acquire_drop(bn, skb, BTNS_TX_REFUSED);
	else
		btns_acquire_retry(bn, skb);
}

void btns_hold_work(struct work_struct *work)
{
	struct btns_acquires *all = container_of(to_delayed_work(work),
						 struct btns_acquires, work);
	struct btns_net *bn = container_of(all, struct btns_net, acquires);
	struct btns_acquire_due due;
	unsigned long delay;
	struct sk_buff *skb;

	delay = btns_acquire_sweep(bn, &due);
	while ((skb = __skb_dequeue(&due.release))) {
		release(bn, skb);
		cond_resched();
	}
	while ((skb = __skb_dequeue(&due.refuse))) {
		refuse_sender(bn, skb);
		cond_resched();
	}
	while ((skb = __skb_dequeue(&due.expired)))
		btns_acquire_drop(bn, skb, BTNS_TX_HOLD_EXPIRED);
	/* unless it is queued already, for an earlier moment */
	if (delay)
		queue_delayed_work(system_unbound_wq, &all->work, delay);
}
