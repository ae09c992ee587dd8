// SPDX-License-Identifier: GPL-2.0-only
#include "pmtu.h"

#include "core/icmp.h"
#include "drop.h"
#include "net.h"
#include "sa_life.h"
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

static struct btns_sa *quoted_sa(struct btns_net *bn,
				 const struct btns_sa_id *id,
				 const struct btns_addr *src)
{
	struct btns_sa *sa = btns_sad_lookup(bn, id);

	if (!sa || sa->dir != BTNS_SA_DIR_OUT || !btns_addr_equal(&sa->src, src))
		return NULL;
	return sa;
}

static bool is_believed(struct btns_net *bn, struct btns_sa *sa,
			enum btns_icmp_kind kind, u32 quoted_seq)
{
	u64 sent;

	if (!(btns_net_conf(bn, BTNS_CONF_ICMP_UNPROTECTED) & kind))
		return false;
	spin_lock_bh(&sa->lock);
	sent = sa->seq;
	spin_unlock_bh(&sa->lock);
	return btns_icmp_seq_is_recent(sent, quoted_seq);
}

/* RFC 4301 6.1.1: nobody's word makes a path smaller than the floor. */
static bool learn(struct btns_net *bn, struct btns_sa *sa, u32 mtu)
{
	u32 floor = btns_net_conf(bn, BTNS_CONF_PMTU_FLOOR);

	if (sa->id.family == AF_INET6)
		floor = max_t(u32, floor, IPV6_MIN_MTU);
	/* 0: from a router older than RFC 1191, or somebody who knows no better */
	return mtu && btns_sa_learn_pmtu(sa, max(mtu, floor),
					 btns_net_conf(bn, BTNS_CONF_PMTU_AGE));
}

/* RFC 4301 6.1: told is who complains, and of which SA. */
static void conclude(struct btns_net *bn, bool is_accepted,
		     const struct btns_flow *flow, const struct btns_sa *sa,
		     u32 quoted_seq)
{
	const struct btns_drop drop = {
		.flow = flow,
		.spi = sa->id.spi,
		.seq = quoted_seq,
		.has_seq = true,
		.why = BTNS_RX_ICMP_IGNORED,
		.dir = BTNS_PACKET_DIR_IN,
	};

	if (is_accepted)
		btns_stats_count(bn->stats, BTNS_RX_ICMP_ACCEPTED);
	else
		btns_drop_note(bn, &drop);
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
	const struct btns_flow flow = {
		.src.v4 = ip_hdr(skb)->saddr,
		.dst.v4 = ip_hdr(skb)->daddr,
		.icmp_type = icmp_hdr(skb)->type,
		.icmp_code = icmp_hdr(skb)->code,
		.family = AF_INET,
		.proto = IPPROTO_ICMP,
		.has_icmp = true,
	};
	struct btns_addr src = { .v4 = iph->saddr };
	const struct ip_esp_hdr *esph;
	struct ip_esp_hdr quote;
	enum btns_icmp_kind kind;
	struct btns_sa *sa;
	bool is_accepted;

	/* in a later fragment the ESP header is not where one looks for it */
	if (iph->frag_off & htons(IP_OFFSET))
		return -ENOENT;
	esph = skb_header_pointer(skb, iph->ihl * 4, sizeof(quote), &quote);
	if (!esph)
		return -ENOENT;
	id.spi = esph->spi;
	sa = quoted_sa(bn, &id, &src);
	if (!sa)
		return -ENOENT;

	kind = btns_icmp_kind(AF_INET, icmp_hdr(skb)->type,
			      icmp_hdr(skb)->code);
	is_accepted = is_believed(bn, sa, kind, ntohl(esph->seq_no));
	if (is_accepted && kind == BTNS_ICMP_TOO_BIG)
		is_accepted = learn(bn, sa, info);
	else if (is_accepted)
		ipv4_redirect(skb, bn->net, 0, IPPROTO_ESP);
	conclude(bn, is_accepted, &flow, sa, ntohl(esph->seq_no));
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
	struct btns_flow flow = {
		.icmp_type = type,
		.icmp_code = code,
		.family = AF_INET6,
		.proto = IPPROTO_ICMPV6,
		.has_icmp = true,
	};
	const struct ip_esp_hdr *esph;
	struct ip_esp_hdr quote;
	enum btns_icmp_kind kind;
	struct btns_addr src;
	struct btns_sa *sa;
	bool is_accepted;

	memcpy(&id.dst, &ip6h->daddr, sizeof(id.dst));
	memcpy(&src, &ip6h->saddr, sizeof(src));
	memcpy(&flow.src, &ipv6_hdr(skb)->saddr, sizeof(flow.src));
	memcpy(&flow.dst, &ipv6_hdr(skb)->daddr, sizeof(flow.dst));
	esph = skb_header_pointer(skb, offset, sizeof(quote), &quote);
	if (!esph)
		return -ENOENT;
	id.spi = esph->spi;
	sa = quoted_sa(bn, &id, &src);
	if (!sa)
		return -ENOENT;

	kind = btns_icmp_kind(AF_INET6, type, code);
	is_accepted = is_believed(bn, sa, kind, ntohl(esph->seq_no));
	if (is_accepted && kind == BTNS_ICMP_TOO_BIG)
		is_accepted = learn(bn, sa, ntohl(info));
	else if (is_accepted)
		ip6_redirect(skb, bn->net, skb->dev->ifindex, 0,
			     sock_net_uid(bn->net, NULL));
	conclude(bn, is_accepted, &flow, sa, ntohl(esph->seq_no));
	return 0;
}
