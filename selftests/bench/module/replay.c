// SPDX-License-Identifier: GPL-2.0-only
#include "replay.h"

#include "bench.h"
#include "sink.h"

#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/sched.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/timex.h>
#include <linux/uaccess.h>

/* Packets that a driver hands up before softirqs come to their turn. */
#define BURST 64
/* How long the last packets may take to leave, in instructions. */
#define PATIENCE 200000000ULL

struct bench_packet {
	unsigned int len;
	u8 octets[];
};

/* ---- the store ---- */

struct bench_store *bench_store_new(void)
{
	struct bench_store *store;

	return kvzalloc(struct_size(store, packet, BENCH_PACKETS_MAX),
			GFP_KERNEL);
}

void bench_store_forget(struct bench_store *store)
{
	while (store->count)
		kfree(store->packet[--store->count]);
}

void bench_store_free(struct bench_store *store)
{
	bench_store_forget(store);
	kvfree(store);
}

int bench_store_add(struct bench_store *store, const char __user *octets,
		    size_t size)
{
	struct bench_packet *packet;

	if (size < sizeof(struct iphdr) || size > BENCH_PACKET_MAX)
		return -EMSGSIZE;
	if (store->count == BENCH_PACKETS_MAX)
		return -ENOSPC;

	packet = kmalloc(struct_size(packet, octets, size), GFP_KERNEL);
	if (!packet)
		return -ENOMEM;
	packet->len = size;
	if (copy_from_user(packet->octets, octets, size)) {
		kfree(packet);
		return -EFAULT;
	}
	store->packet[store->count++] = packet;
	return 0;
}

/* ---- packets ---- */

static bool is_ipv6(const struct bench_packet *packet)
{
	return packet->octets[0] >> 4 == 6;
}

static u8 proto_of(const struct bench_packet *packet)
{
	return is_ipv6(packet) ?
	       ((const struct ipv6hdr *)packet->octets)->nexthdr :
	       ((const struct iphdr *)packet->octets)->protocol;
}

/*
 * As from a driver with buffers of 2 KB: head room as usual, tail room left over,
 * the Ethernet header pulled, UDP's and TCP's checksum seen to by the card.
 */
static struct sk_buff *packet_skb(const struct bench_packet *packet,
				  struct net_device *dev)
{
	struct sk_buff *skb = netdev_alloc_skb_ip_align(dev, ETH_HLEN +
							BENCH_PACKET_MAX);
	struct ethhdr *eth;

	if (!skb)
		return NULL;

	eth = skb_put(skb, ETH_HLEN);
	memcpy(eth->h_dest, dev->dev_addr, ETH_ALEN);
	eth_zero_addr(eth->h_source);
	eth->h_proto = htons(is_ipv6(packet) ? ETH_P_IPV6 : ETH_P_IP);
	skb_put_data(skb, packet->octets, packet->len);
	skb->protocol = eth_type_trans(skb, dev);
	skb_reset_network_header(skb);
	if (proto_of(packet) == IPPROTO_UDP || proto_of(packet) == IPPROTO_TCP)
		skb->ip_summed = CHECKSUM_UNNECESSARY;
	return skb;
}

static void free_skbs(struct sk_buff **skbs, unsigned int count)
{
	while (count)
		kfree_skb(skbs[--count]);
	kvfree(skbs);
}

static struct sk_buff **packet_skbs(const struct bench_store *store,
				    const struct bench_replay *ask,
				    struct net_device *dev)
{
	struct sk_buff **skbs = kvcalloc(ask->count, sizeof(*skbs), GFP_KERNEL);
	unsigned int i;

	if (!skbs)
		return NULL;
	for (i = 0; i < ask->count; i++) {
		skbs[i] = packet_skb(store->packet[ask->first + i], dev);
		if (!skbs[i]) {
			free_skbs(skbs, i);
			return NULL;
		}
	}
	return skbs;
}

/* ---- going ---- */

static void receive(struct sk_buff **skbs, unsigned int count)
{
	unsigned int i = 0, end;

	while (i < count) {
		end = min(count, i + BURST);
		local_bh_disable();
		while (i < end)
			netif_receive_skb(skbs[i++]);
		local_bh_enable();
	}
}

/* What a turn costs in which nobody else had anything to do. */
static u64 idle_turn(void)
{
	u64 least = U64_MAX, begin;
	int i;

	for (i = 0; i < 32; i++) {
		begin = get_cycles();
		schedule();
		least = min_t(u64, least, get_cycles() - begin);
	}
	return least;
}

/*
 * Some engines finish packets in threads.  Let these run, without ever being idle:
 * idle time counts as instructions.  Return what the waiting itself has cost.
 */
static u64 await(const struct net_device *out, u8 proto, u64 want, u64 turn)
{
	u64 begin = get_cycles(), waited = 0;

	while (bench_sink_count(out, proto) < want &&
	       get_cycles() - begin < PATIENCE) {
		schedule();
		waited += turn;
	}
	return waited;
}

int bench_replay(const struct bench_store *store, struct bench_replay *ask,
		 struct net_device *in, const struct net_device *out)
{
	u64 turn, begin, waited = 0, before = 0;
	struct sk_buff **skbs;

	if (!ask->count || ask->first > store->count ||
	    ask->count > store->count - ask->first)
		return -ERANGE;
	if (ask->proto > U8_MAX)
		return -EINVAL;

	skbs = packet_skbs(store, ask, in);
	if (!skbs)
		return -ENOMEM;
	turn = idle_turn();
	if (out)
		before = bench_sink_count(out, ask->proto);

	begin = get_cycles();
	receive(skbs, ask->count);
	if (out)
		waited = await(out, ask->proto, before + ask->count, turn);
	ask->insns = get_cycles() - begin - waited;

	ask->left = out ? bench_sink_count(out, ask->proto) - before : 0;
	kvfree(skbs);
	return 0;
}
