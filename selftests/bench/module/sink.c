// SPDX-License-Identifier: GPL-2.0-only
#include "sink.h"

#include "bench.h"

#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/rtnetlink.h>

/* One CPU: no need for counters of each. */
struct sink {
	u64 packets[256];
};

static netdev_tx_t sink_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct sink *sink = netdev_priv(dev);

	if (skb->protocol == htons(ETH_P_IP))
		sink->packets[ip_hdr(skb)->protocol]++;
	else if (skb->protocol == htons(ETH_P_IPV6))
		sink->packets[ipv6_hdr(skb)->nexthdr]++;
	dev_kfree_skb(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops sink_ops = {
	.ndo_start_xmit = sink_xmit,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
};

static void sink_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &sink_ops;
	dev->needs_free_netdev = true;
	dev->flags &= ~IFF_MULTICAST;
	dev->priv_flags |= IFF_NO_QUEUE;
	dev->features = NETIF_F_HW_CSUM | NETIF_F_SG | NETIF_F_HIGHDMA;
	dev->hw_features = dev->features;
	dev->max_mtu = ETH_MAX_MTU;
	eth_hw_addr_random(dev);
}

static struct rtnl_link_ops sink_link_ops = {
	.kind = BENCH_LINK_KIND,
	.priv_size = sizeof(struct sink),
	.setup = sink_setup,
};

bool bench_sink_is(const struct net_device *dev)
{
	return dev->rtnl_link_ops == &sink_link_ops;
}

u64 bench_sink_count(const struct net_device *dev, u8 proto)
{
	const struct sink *sink = netdev_priv(dev);

	return READ_ONCE(sink->packets[proto]);	/* sink_xmit() */
}

int bench_sink_init(void)
{
	return rtnl_link_register(&sink_link_ops);
}

void bench_sink_exit(void)
{
	rtnl_link_unregister(&sink_link_ops);
}
