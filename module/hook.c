// SPDX-License-Identifier: GPL-2.0-only
#include "hook.h"

#include "net.h"
#include "refuse.h"
#include "rx.h"
#include "tx.h"

#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/route.h>

/*
 * After SNAT, so that the SPD sees what the peer will see, and before
 * fragmentation.  Conntrack confirms at the same priority and may stand before
 * or behind, depending on which was loaded first; see run_later_hooks().
 */
#define HOOK_OUT_PRIORITY INT_MAX
#define HOOK_IN_PRIORITY (NF_IP_PRI_FIRST + 1)

static unsigned int hook_out(void *priv, struct sk_buff *skb,
			     const struct nf_hook_state *state);

/* RFC 4301 3.1: traffic within the host does not cross the boundary. */
static bool is_loopback(const struct net_device *dev)
{
	return dev && dev->flags & IFF_LOOPBACK;
}

/* A frame that br_netfilter shows to the IP hooks is not routed by this host. */
static bool is_bridged(const struct sk_buff *skb)
{
	return skb_dst(skb) && skb_dst(skb)->flags & DST_FAKE_RTABLE;
}

static bool is_transformed(const struct sk_buff *skb, u8 pf)
{
	return pf == NFPROTO_IPV4 ?
		IPCB(skb)->flags & IPSKB_XFRM_TRANSFORMED :
		IP6CB(skb)->flags & IP6SKB_XFRM_TRANSFORMED;
}

/*
 * IPv4 multicast shows a copy here that goes back to local listeners: a clone
 * that has lost its socket while the hook's state still names it.  What a
 * kernel tunnel sends looks alike, so its copies are judged like originals.
 */
static bool is_looped_copy(const struct sk_buff *skb,
			   const struct nf_hook_state *state)
{
	const struct rtable *rt = skb_rtable(skb);

	return state->pf == NFPROTO_IPV4 && !skb->sk && state->sk &&
	       !state->sk->sk_kern_sock && skb_cloned(skb) && rt &&
	       rt->rt_flags & (RTCF_MULTICAST | RTCF_BROADCAST);
}

/* What send() reports. */
static int drop_errno(const struct btns_tx *tx)
{
	switch (tx->why) {
	case BTNS_TX_REFUSED:
		return btns_refuse_errno(tx->reason);
	case BTNS_TX_HOLD_FULL:
	case BTNS_TX_LIMITED:
	case BTNS_TX_SPD_BUSY:
		return -ENOBUFS;
	case BTNS_TX_NO_SA:
	case BTNS_TX_NO_ROUTE:
		return -EHOSTUNREACH;
	case BTNS_TX_TOO_BIG:
	case BTNS_TX_FRAGMENT:
		return -EMSGSIZE;
	default:
		return -EPERM;
	}
}

/* A queue behind our hook gave the packet back. */
static int resume_out(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	rcu_read_lock();
	local_bh_disable();
	btns_tx_resume(btns_net(net), skb, sk, 0);
	local_bh_enable();
	rcu_read_unlock();
	return 0;
}

/*
 * We take the packet away in the middle of the hook's list: what stands behind
 * us, conntrack's confirmation above all, must still see it.
 *
 * Return: true if the packet is ours again, false if somebody else has it.
 */
static bool run_later_hooks(struct sk_buff *skb,
			    const struct nf_hook_state *state)
{
	const struct nf_hook_entries *entries;
	struct nf_hook_state later = *state;
	unsigned int i;

	entries = state->pf == NFPROTO_IPV4 ?
		rcu_dereference(state->net->nf.hooks_ipv4[state->hook]) :
		rcu_dereference(state->net->nf.hooks_ipv6[state->hook]);
	for (i = 0; entries && i < entries->num_hook_entries; i++)
		if (entries->hooks[i].hook == hook_out)
			break;
	if (!entries || i + 1 >= entries->num_hook_entries)
		return true;

	later.okfn = resume_out;
	return nf_hook_slow(skb, &later, entries, i + 1) == 1;
}

static unsigned int send_out(struct btns_tx *tx)
{
	enum btns_verdict verdict = btns_tx_decide(tx);

	switch (verdict) {
	case BTNS_PASS:
		return NF_ACCEPT;
	case BTNS_DROP:
		return NF_DROP_ERR(drop_errno(tx));
	case BTNS_PROTECT:
	case BTNS_HOLD:
		break;
	}

	if (!run_later_hooks(tx->skb, tx->state))
		btns_tx_abandon(tx);
	else if (verdict == BTNS_PROTECT)
		btns_tx_protect(tx);
	else
		btns_tx_hold(tx);
	return NF_STOLEN;
}

static unsigned int hook_out(void *priv, struct sk_buff *skb,
			     const struct nf_hook_state *state)
{
	struct btns_tx tx = {
		.bn = btns_net(state->net),
		.skb = skb,
		.state = state,
	};
	unsigned int verdict;

	if (!btns_net_is_active(tx.bn) || is_loopback(state->out) ||
	    is_bridged(skb) || is_transformed(skb, state->pf) ||
	    is_looped_copy(skb, state))
		return NF_ACCEPT;

	/* local senders come with softirqs on; the path is per-CPU from here */
	local_bh_disable();
	verdict = send_out(&tx);
	local_bh_enable();
	return verdict;
}

static unsigned int hook_local(void *priv, struct sk_buff *skb,
			       const struct nf_hook_state *state)
{
	struct btns_net *bn = btns_net(state->net);

	/* PACKET_LOOPBACK: a multicast copy of our own, see is_looped_copy() */
	if (!btns_net_is_active(bn) || is_loopback(state->in) ||
	    skb->pkt_type == PACKET_LOOPBACK)
		return NF_ACCEPT;
	return btns_rx_local(bn, skb) == BTNS_PASS ? NF_ACCEPT : NF_DROP;
}

static unsigned int hook_forward(void *priv, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	struct btns_net *bn = btns_net(state->net);

	if (!btns_net_is_active(bn) || is_bridged(skb))
		return NF_ACCEPT;
	/* IPv4 marks forwarded packets itself, IPv6 multicast ones only */
	if (state->pf == NFPROTO_IPV6)
		IP6CB(skb)->flags |= IP6SKB_FORWARDED;
	return btns_rx_forward(bn, skb) == BTNS_PASS ? NF_ACCEPT : NF_DROP;
}

/* The outbound ones first. */
#define HOOK_OPS_OUT 2

static const struct nf_hook_ops hook_ops[] = {
	{
		.hook = hook_out,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_POST_ROUTING,
		.priority = HOOK_OUT_PRIORITY,
	},
	{
		.hook = hook_out,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_POST_ROUTING,
		.priority = HOOK_OUT_PRIORITY,
	},
	{
		.hook = hook_local,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_LOCAL_IN,
		.priority = HOOK_IN_PRIORITY,
	},
	{
		.hook = hook_local,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_LOCAL_IN,
		.priority = HOOK_IN_PRIORITY,
	},
	{
		.hook = hook_forward,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_FORWARD,
		.priority = HOOK_IN_PRIORITY,
	},
	{
		.hook = hook_forward,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_FORWARD,
		.priority = HOOK_IN_PRIORITY,
	},
};

int btns_hook_register(struct net *net)
{
	return nf_register_net_hooks(net, hook_ops, ARRAY_SIZE(hook_ops));
}

/*
 * Going, a hook takes the packets out of netfilter's queues, but one that is
 * still within hook_out() may queue another, with resume_out() in it.  So those
 * hooks go first, and the others, later, empty the queues once more.
 */
void btns_hook_unregister(struct net *net)
{
	nf_unregister_net_hooks(net, hook_ops, HOOK_OPS_OUT);
	synchronize_net();
	nf_unregister_net_hooks(net, hook_ops + HOOK_OPS_OUT,
				ARRAY_SIZE(hook_ops) - HOOK_OPS_OUT);
}
