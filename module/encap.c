// SPDX-License-Identifier: GPL-2.0-only
#include "encap.h"

#include "esp.h"
#include "net.h"
#include "sa.h"

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/dsfield.h>
#include <net/inet_ecn.h>
#include <net/ip.h>
#include <net/ip6_route.h>
#include <net/route.h>

static struct dst_entry *route4(struct btns_sa *sa)
{
	struct flowi4 fl4 = {
		.saddr = sa->src.v4,
		.daddr = sa->id.dst.v4,
	};
	struct rtable *rt;

	/* not ip_route_output_flow(): that asks kernel XFRM for its opinion */
	rt = __ip_route_output_key(sa->bn->net, &fl4);
	if (IS_ERR(rt))
		return NULL;
	dst_cache_set_ip4(&sa->dst_cache, &rt->dst, fl4.saddr);
	return &rt->dst;
}

static struct dst_entry *route6(struct btns_sa *sa)
{
	struct flowi6 fl6 = {};
	struct dst_entry *dst;

	memcpy(&fl6.saddr, &sa->src, sizeof(fl6.saddr));
	memcpy(&fl6.daddr, &sa->id.dst, sizeof(fl6.daddr));
	dst = ip6_route_output(sa->bn->net, NULL, &fl6);
	if (dst->error) {
		dst_release(dst);
		return NULL;
	}
	dst_cache_set_ip6(&sa->dst_cache, dst, &fl6.saddr);
	return dst;
}

struct dst_entry *btns_encap_route(struct btns_sa *sa)
{
	struct dst_entry *dst = dst_cache_get(&sa->dst_cache);

	if (dst)
		return dst;
	return sa->id.family == AF_INET ? route4(sa) : route6(sa);
}

unsigned int btns_encap_room(const struct btns_sa *sa)
{
	unsigned int room = BTNS_ESP_HEADER_LEN;

	if (sa->mode == BTNS_MODE_TUNNEL)
		room += sa->id.family == AF_INET ? sizeof(struct iphdr) :
						   sizeof(struct ipv6hdr);
	return room;
}

unsigned int btns_encap_transport(struct sk_buff *skb,
				  const struct btns_packet *pkt,
				  u8 *next_header)
{
	u8 *headers = skb_push(skb, BTNS_ESP_HEADER_LEN);

	memmove(headers, headers + BTNS_ESP_HEADER_LEN, pkt->insert_off);
	skb_reset_network_header(skb);
	skb_set_transport_header(skb, pkt->insert_off);

	*next_header = headers[pkt->insert_nh_off];
	headers[pkt->insert_nh_off] = IPPROTO_ESP;
	return pkt->insert_off;
}

static void outer4(struct sk_buff *skb, const struct btns_sa *sa, u8 dsfield,
		   bool df)
{
	struct iphdr *iph = (struct iphdr *)skb->data;

	iph->version = 4;
	iph->ihl = sizeof(*iph) / 4;
	iph->tos = dsfield;
	iph->frag_off = df ? htons(IP_DF) : 0;
	iph->ttl = ip4_dst_hoplimit(skb_dst(skb));
	iph->protocol = IPPROTO_ESP;
	iph->saddr = sa->src.v4;
	iph->daddr = sa->id.dst.v4;
	ip_select_ident(sa->bn->net, skb, NULL);
}

static void outer6(struct sk_buff *skb, const struct btns_sa *sa, u8 dsfield)
{
	struct ipv6hdr *ip6h = (struct ipv6hdr *)skb->data;

	ip6_flow_hdr(ip6h, dsfield, 0);
	ip6h->nexthdr = IPPROTO_ESP;
	ip6h->hop_limit = ip6_dst_hoplimit(skb_dst(skb));
	memcpy(&ip6h->saddr, &sa->src, sizeof(ip6h->saddr));
	memcpy(&ip6h->daddr, &sa->id.dst, sizeof(ip6h->daddr));
}

unsigned int btns_encap_tunnel(struct sk_buff *skb, const struct btns_sa *sa,
			       struct dst_entry *dst, bool may_fragment,
			       u8 *next_header)
{
	unsigned int outer_len;
	bool df = true;
	u8 dsfield;

	if (skb->protocol == htons(ETH_P_IP)) {
		const struct iphdr *iph = (const struct iphdr *)skb->data;

		dsfield = ipv4_get_dsfield(iph);
		df = iph->frag_off & htons(IP_DF);
		*next_header = IPPROTO_IPIP;
	} else {
		dsfield = ipv6_get_dsfield((const struct ipv6hdr *)skb->data);
		*next_header = IPPROTO_IPV6;
	}
	dsfield = btns_outer_dsfield(&sa->outer, dsfield);
	df = !may_fragment && btns_outer_has_df(&sa->outer, df);

	outer_len = btns_encap_room(sa) - BTNS_ESP_HEADER_LEN;
	skb_push(skb, btns_encap_room(sa));
	skb_reset_network_header(skb);
	skb_set_transport_header(skb, outer_len);
	skb_dst_drop(skb);
	skb_dst_set(skb, dst);

	if (sa->id.family == AF_INET) {
		skb->protocol = htons(ETH_P_IP);
		outer4(skb, sa, dsfield, df);
	} else {
		skb->protocol = htons(ETH_P_IPV6);
		outer6(skb, sa, dsfield);
	}
	return outer_len;
}

void btns_decap_transport(struct sk_buff *skb, unsigned int nh_off,
			  u8 next_header)
{
	unsigned int len = skb->data - skb_network_header(skb);
	u8 *headers;

	__skb_pull(skb, BTNS_ESP_HEADER_LEN);
	headers = skb->data - len;
	memmove(headers, skb_network_header(skb), len);
	skb_push(skb, len);
	skb_reset_network_header(skb);
	skb_set_transport_header(skb, len);

	headers[nh_off] = next_header;
	if (skb->protocol == htons(ETH_P_IP)) {
		struct iphdr *iph = (struct iphdr *)headers;

		iph->tot_len = htons(skb->len);
		ip_send_check(iph);
	} else {
		struct ipv6hdr *ip6h = (struct ipv6hdr *)headers;

		ip6h->payload_len = htons(skb->len - sizeof(*ip6h));
	}
}

bool btns_decap_tunnel(struct sk_buff *skb, u8 next_header,
		       u8 *outer_dsfield)
{
	bool inner4 = next_header == IPPROTO_IPIP;

	*outer_dsfield = skb->protocol == htons(ETH_P_IP) ?
		ipv4_get_dsfield(ip_hdr(skb)) : ipv6_get_dsfield(ipv6_hdr(skb));

	__skb_pull(skb, BTNS_ESP_HEADER_LEN);
	if (!pskb_may_pull(skb, inner4 ? sizeof(struct iphdr) :
					 sizeof(struct ipv6hdr)))
		return false;
	if (skb->data[0] >> 4 != (inner4 ? 4 : 6))
		return false;

	skb->protocol = inner4 ? htons(ETH_P_IP) : htons(ETH_P_IPV6);
	skb_reset_network_header(skb);
	return true;
}

bool btns_decap_ecn(struct sk_buff *skb, u8 outer_dsfield)
{
	u8 inner = skb->protocol == htons(ETH_P_IP) ?
		ipv4_get_dsfield(ip_hdr(skb)) : ipv6_get_dsfield(ipv6_hdr(skb));

	return INET_ECN_decapsulate(skb, outer_dsfield, inner) <= 1;
}
