// SPDX-License-Identifier: GPL-2.0-only
#include "mtu.h"

#include "encap.h"
#include "esp.h"
#include "refragment.h"
#include "sa.h"

#include <linux/icmpv6.h>
#include <linux/tcp.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/tcp.h>

unsigned int btns_mtu_inner(const struct btns_sa *sa, unsigned int outer_mtu,
			    unsigned int headers_len)
{
	unsigned int kept = sa->mode == BTNS_MODE_TUNNEL ? 0 : headers_len;
	unsigned int fixed = kept + btns_encap_room(sa) + BTNS_AEAD_ICV_LEN;
	unsigned int room;

	if (outer_mtu < fixed + BTNS_ESP_ALIGN)
		return 0;
	/* data, padding and trailer together are a multiple of the alignment */
	room = round_down(outer_mtu - fixed, BTNS_ESP_ALIGN);
	return kept + room - BTNS_TRAILER_MIN;
}

/*
 * Socket-locked as a rule, since TCP transmits under its lock; a queue between
 * TCP and this hook breaks the rule, and then two plain stores meet TCP's own,
 * which computes its segment size anew either way.
 */
static void clamp_mss(struct sock *sk, unsigned int mss)
{
	struct tcp_sock *tp = tcp_sk(sk);

	if (READ_ONCE(tp->rx_opt.mss_clamp) <= mss)
		return;
	WRITE_ONCE(tp->rx_opt.mss_clamp, mss);
	/* no path MTU equals 0: the next segment syncs with the clamp */
	WRITE_ONCE(inet_csk(sk)->icsk_pmtu_cookie, 0);
}

static bool tell_local_tcp(const struct sk_buff *skb,
			   const struct btns_packet *pkt,
			   unsigned int inner_mtu)
{
	unsigned int headers = pkt->l4_off + sizeof(struct tcphdr);
	struct sock *sk = skb->sk;

	/* resets and raw senders come with a socket of another kind */
	if (pkt->flow.l4_proto != IPPROTO_TCP || !sk || !sk_fullsock(sk) ||
	    !sk_is_tcp(sk))
		return false;

	if (inner_mtu > headers + TCP_MIN_MSS)
		clamp_mss(sk, inner_mtu - headers);
	return true;
}

/*
 * Protection may push a long datagram over the end of IPv4's length field, and
 * of IPv6's payload length, which does not count the header.
 */
static bool is_too_long(const struct sk_buff *skb, const struct btns_sa *sa)
{
	return !skb_is_gso(skb) && skb->len + btns_encap_room(sa) +
				   BTNS_ESP_TAIL_MAX > IP_MAX_MTU;
}

static bool fits(const struct sk_buff *skb, unsigned int inner_mtu)
{
	if (skb_is_gso(skb))
		return skb_gso_validate_network_len(skb, inner_mtu);
	return (btns_refragment_size(skb) ?: skb->len) <= inner_mtu;
}

/* What was put together may be cut again, but not smaller than it came. */
static bool may_fragment(const struct sk_buff *skb)
{
	return skb->ignore_df && !btns_refragment_size(skb);
}

/* An SA that clears DF hides the fragments from the sender, RFC 4301 8.1. */
static enum btns_fit fit4(struct sk_buff *skb, const struct btns_sa *sa,
			  unsigned int inner_mtu, bool is_forwarded)
{
	if (!(ip_hdr(skb)->frag_off & htons(IP_DF)) || may_fragment(skb) ||
	    sa->outer.df == BTNS_OUTER_DF_CLEAR)
		return BTNS_FIT_FRAGMENTED;

	if (is_forwarded)
		icmp_send(skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED,
			  htonl(inner_mtu));
	return BTNS_FIT_NEVER;
}

/* RFC 4301 8.2.1, RFC 8200 5: nobody need send less than 1280 octets. */
static enum btns_fit fit6(struct sk_buff *skb, unsigned int inner_mtu,
			  bool is_forwarded)
{
	inner_mtu = max_t(unsigned int, inner_mtu, IPV6_MIN_MTU);
	if (fits(skb, inner_mtu) || may_fragment(skb))
		return BTNS_FIT_FRAGMENTED;

	if (is_forwarded)
		icmpv6_send(skb, ICMPV6_PKT_TOOBIG, 0, inner_mtu);
	return BTNS_FIT_NEVER;
}

/* RFC 4301 7.3: not one that asks for what later fragments do not show. */
static bool takes_fragments(const struct btns_selector *sel)
{
	return !sel->n_lport && !sel->n_rport && !sel->n_icmp && !sel->n_mh;
}

/*
 * RFC 4301 8.2.1, case 2: before protection, if the outer packet is to have DF,
 * and the packet may be cut as small as any router may have to (RFC 791).
 */
static bool is_to_cut(const struct btns_packet *pkt, const struct btns_sa *sa,
		      unsigned int inner_mtu)
{
	return sa->outer.df == BTNS_OUTER_DF_SET &&
	       pkt->flow.family == AF_INET && inner_mtu >= IPV4_MIN_MTU &&
	       takes_fragments(&sa->sel);
}

enum btns_fit btns_mtu_fit(struct sk_buff *skb, const struct btns_packet *pkt,
			   const struct btns_sa *sa, unsigned int outer_mtu,
			   bool is_forwarded)
{
	unsigned int inner_mtu = btns_mtu_inner(sa, outer_mtu,
						pkt->insert_off);
	bool local_tcp = !is_forwarded && tell_local_tcp(skb, pkt, inner_mtu);
	enum btns_fit fit = BTNS_FIT_FRAGMENTED;

	if (fits(skb, inner_mtu))
		return BTNS_FIT_WHOLE;
	if (is_too_long(skb, sa))
		return BTNS_FIT_NEVER;
	if (!local_tcp)
		fit = pkt->flow.family == AF_INET ?
			fit4(skb, sa, inner_mtu, is_forwarded) :
			fit6(skb, inner_mtu, is_forwarded);
	if (fit == BTNS_FIT_FRAGMENTED && is_to_cut(pkt, sa, inner_mtu))
		return BTNS_FIT_CUT;
	return fit;
}
