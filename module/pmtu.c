// SPDX-License-Identifier: GPL-2.0-only
#include "pmtu.h"

#include "net.h"
#include "sad.h"

#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/esp.h>
#include <net/icmp.h>
#include <net/ip6_route.h>
#include <net/route.h>
#include <net/sock.h>

/* How far behind the last packet sent a quoted one may be. */
#define QUOTE_WINDOW 65536

static struct btns_sa *quoted_sa(struct btns_net *bn,
				 const struct btns_sa_id *id,
				 const struct btns_addr *src)
{
	struct btns_sa *sa = btns_sad_lookup(bn, id);

	if (!sa || sa->dir != BTNS_SA_DIR_OUT || !btns_addr_equal(&sa->src, src))
		return NULL;
	return sa;
}

/*
 * Anybody can send an ICMP error; who has seen our packets can quote a number
 * that we sent of late, and who has not must guess it.
 */
static bool is_number_recent(struct btns_sa *sa, u32 quoted)
{
	u64 seq;

	spin_lock_bh(&sa->lock);
	seq = sa->seq;
	spin_unlock_bh(&sa->lock);
	/* modulo 2^32: ESN quotes the low half only */
	return seq && (u32)seq - quoted < min_t(u64, seq, QUOTE_WINDOW);
}

int btns_pmtu_error4(struct sk_buff *skb, u32 info)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;
	struct btns_net *bn = btns_net(dev_net(skb->dev));
	struct btns_sa_id id = {
		.dst.v4 = iph->daddr,
		.family = AF_INET,
		.proto = IPPROTO_ESP,
	};
	struct btns_addr src = { .v4 = iph->saddr };
	const struct ip_esp_hdr *esph;
	struct ip_esp_hdr quote;
	struct btns_sa *sa;

	esph = skb_header_pointer(skb, iph->ihl * 4, sizeof(quote), &quote);
	if (!esph)
		return -ENOENT;
	id.spi = esph->spi;
	sa = quoted_sa(bn, &id, &src);
	if (!sa)
		return -ENOENT;

	if (icmp_hdr(skb)->type == ICMP_DEST_UNREACH &&
	    icmp_hdr(skb)->code == ICMP_FRAG_NEEDED &&
	    is_number_recent(sa, ntohl(esph->seq_no)))
		ipv4_update_pmtu(skb, bn->net, info, 0, IPPROTO_ESP);
	return 0;
}

int btns_pmtu_error6(struct sk_buff *skb, struct inet6_skb_parm *opt, u8 type,
		     u8 code, int offset, __be32 info)
{
	const struct ipv6hdr *ip6h = (const struct ipv6hdr *)skb->data;
	struct btns_net *bn = btns_net(dev_net(skb->dev));
	struct btns_sa_id id = {
		.family = AF_INET6,
		.proto = IPPROTO_ESP,
	};
	const struct ip_esp_hdr *esph;
	struct ip_esp_hdr quote;
	struct btns_addr src;
	struct btns_sa *sa;

	memcpy(&id.dst, &ip6h->daddr, sizeof(id.dst));
	memcpy(&src, &ip6h->saddr, sizeof(src));
	esph = skb_header_pointer(skb, offset, sizeof(quote), &quote);
	if (!esph)
		return -ENOENT;
	id.spi = esph->spi;
	sa = quoted_sa(bn, &id, &src);
	if (!sa)
		return -ENOENT;

	if (type == ICMPV6_PKT_TOOBIG &&
	    is_number_recent(sa, ntohl(esph->seq_no)))
		ip6_update_pmtu(skb, bn->net, info, 0, 0,
				sock_net_uid(bn->net, NULL));
	return 0;
}
