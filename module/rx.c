// SPDX-License-Identifier: GPL-2.0-only
#include "rx.h"

#include "classify.h"
#include "core/icmp.h"
#include "encap.h"
#include "esp.h"
#include "nat.h"
#include "net.h"
#include "pmtu.h"
#include "proof.h"
#include "sad.h"
#include "spd.h"

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <net/esp.h>
#include <net/ip.h>
#include <net/xfrm.h>

/*
 * Before kernel XFRM (0) and its interfaces (10), which drop an SPI that they do
 * not know; behind VTI (100), which passes it on.
 */
#define RX_PRIORITY 50

/**
 * struct rx_cb - what a packet carries through the cipher
 * @seq: the whole sequence number
 * @nh_off: octet of the IP headers that names ESP
 */
struct rx_cb {
	u64 seq;
	u16 nh_off;
};

static struct rx_cb *rx_cb(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct rx_cb) > sizeof(skb->cb));
	return (struct rx_cb *)skb->cb;
}

static void rx_drop(struct btns_net *bn, struct sk_buff *skb,
		    enum btns_counter why)
{
	btns_stats_count(bn->stats, why);
	kfree_skb(skb);
}

/* ---- protected packets ---- */

static enum btns_counter rx_error(int err)
{
	switch (err) {
	case -EBADMSG:
		return BTNS_RX_ICV;
	case -ENOMEM:
		return BTNS_RX_NO_MEMORY;
	case -ENOSPC:
		return BTNS_RX_BUSY;
	case -ESTALE:
		return BTNS_RX_SA_DEAD;
	case -EALREADY:
		return BTNS_RX_REPLAY;
	default:
		return BTNS_RX_CRYPTO;
	}
}

/* Transport mode: whatever follows; tunnel mode: an IP packet. */
static enum btns_counter rx_decap(struct sk_buff *skb, const struct btns_sa *sa,
				  u8 next_header, struct btns_packet *pkt)
{
	u8 outer_dsfield;

	if (sa->mode == BTNS_MODE_TRANSPORT) {
		btns_decap_transport(skb, rx_cb(skb)->nh_off, next_header);
		return btns_classify(skb, pkt) ? BTNS_RX_PROTECTED :
						 BTNS_RX_INNER;
	}

	if (next_header != IPPROTO_IPIP && next_header != IPPROTO_IPV6)
		return BTNS_RX_NEXT_HEADER;
	if (!btns_decap_tunnel(skb, next_header, &outer_dsfield) ||
	    !btns_classify(skb, pkt))
		return BTNS_RX_INNER;
	/* RFC 4303 2.7: what follows the inner packet is padding */
	if (pskb_trim(skb, pkt->total_len))
		return BTNS_RX_NO_MEMORY;
	if (!btns_decap_ecn(skb, outer_dsfield))
		return BTNS_RX_ECN;
	return BTNS_RX_PROTECTED;
}

/* RFC 4301 5.2 steps 3 and 4 */
static enum btns_counter rx_fits(const struct btns_spd_reading *spd,
				 const struct btns_sa *sa,
				 const struct btns_flow *flow)
{
	const struct btns_policy *policy;

	if (!btns_selector_match(&sa->sel, flow, BTNS_IN))
		return BTNS_RX_SELECTOR;

	policy = btns_spd_lookup(spd, flow, BTNS_IN);
	if (!policy || policy->action == BTNS_ACTION_DISCARD)
		return BTNS_RX_POLICY;
	if (!btns_sa_may_serve(sa, policy))
		return BTNS_RX_ASSURANCE;
	if (policy->action == BTNS_ACTION_PROTECT && !btns_sa_is_meant(sa, policy))
		return BTNS_RX_MISMATCH;
	return BTNS_RX_PROTECTED;
}

/* An entry that discards an error by its own header is not asked twice. */
static bool rx_is_discarded(const struct btns_spd_reading *spd,
			    const struct btns_flow *flow)
{
	const struct btns_policy *policy = btns_spd_lookup(spd, flow, BTNS_IN);

	return policy && policy->action == BTNS_ACTION_DISCARD;
}

/*
 * RFC 4301 6.2: routers on the way are in nobody's selectors, so their errors
 * are judged by what they quote.  That must have been sent by the one to whom
 * the error goes, through an SA like this one; otherwise any peer could end
 * connections with any other.
 */
static enum btns_counter rx_fits_quote(const struct btns_spd_reading *spd,
				       struct sk_buff *skb,
				       const struct btns_sa *sa,
				       const struct btns_packet *pkt)
{
	const struct btns_policy *policy;
	struct btns_flow quoted;

	if (!(btns_icmp_error(&pkt->flow) &
	      btns_net_conf(spd->bn, BTNS_CONF_ICMP_PROTECTED)))
		return BTNS_RX_ICMP_MISMATCH;
	/* transport mode has no sources but its own */
	if (sa->mode == BTNS_MODE_TRANSPORT &&
	    !btns_addr_equal(&pkt->flow.src, &sa->src))
		return BTNS_RX_ICMP_MISMATCH;
	if (!btns_classify_quote(skb, pkt, &quoted) ||
	    !btns_selector_match(&sa->sel, &quoted, BTNS_IN))
		return BTNS_RX_ICMP_MISMATCH;
	if (!spd->set)
		return btns_sa_may_serve(sa, &btns_policy_inactive) ?
			BTNS_RX_PROTECTED : BTNS_RX_ASSURANCE;

	policy = btns_spd_lookup(spd, &quoted, BTNS_IN);
	if (!policy || policy->action != BTNS_ACTION_PROTECT ||
	    !btns_sa_is_meant(sa, policy))
		return BTNS_RX_ICMP_MISMATCH;
	return btns_sa_may_serve(sa, policy) ? BTNS_RX_PROTECTED :
					       BTNS_RX_ASSURANCE;
}

static enum btns_counter rx_judge_inner(const struct btns_spd_reading *spd,
					struct sk_buff *skb,
					const struct btns_sa *sa,
					const struct btns_packet *pkt)
{
	enum btns_counter result = rx_fits(spd, sa, &pkt->flow);

	if (result == BTNS_RX_PROTECTED || result == BTNS_RX_ASSURANCE ||
	    !btns_icmp_error(&pkt->flow))
		return result;
	if (rx_is_discarded(spd, &pkt->flow))
		return BTNS_RX_POLICY;
	return rx_fits_quote(spd, skb, sa, pkt);
}

/*
 * Here and not at the hooks: only here is it sure which SA brought which
 * octets.
 */
static enum btns_counter rx_accept(struct btns_net *bn, struct sk_buff *skb,
				   const struct btns_sa *sa,
				   const struct btns_packet *pkt)
{
	struct btns_spd_reading spd = { .bn = bn };
	enum btns_counter result;

	do {
		if (!btns_spd_read(&spd))
			return BTNS_RX_SPD_BUSY;
		result = rx_judge_inner(&spd, skb, sa, pkt);
	} while (!btns_spd_read_holds(&spd));
	return result;
}

/* Give the inner packet to the stack anew; owns it. */
static void rx_deliver(struct btns_net *bn, struct sk_buff *skb,
		       const struct btns_sa *sa, const struct btns_packet *pkt)
{
	if (!btns_proof_set(skb, sa)) {
		rx_drop(bn, skb, BTNS_RX_NO_MEMORY);
		return;
	}

	btns_stats_count(bn->stats, BTNS_RX_PROTECTED);
	skb_orphan(skb);
	skb_dst_drop(skb);
	nf_reset_ct(skb);
	skb_clear_hash(skb);
	skb->ip_summed = CHECKSUM_NONE;
	skb->encapsulation = 0;
	skb->pkt_type = PACKET_HOST;
	skb_set_transport_header(skb, pkt->l4_off);
	skb_mac_header_rebuild(skb);
	netif_rx(skb);
}

/* Entered when the cipher is done with a packet, at once or later; owns it. */
static void rx_done(struct sk_buff *skb, struct btns_sa *sa, int err)
{
	struct btns_net *bn = sa->bn;
	enum btns_counter result;
	struct btns_packet pkt;
	u8 next_header;

	if (err == -EINPROGRESS)
		return;
	if (err == -EBADMSG)
		btns_sa_count_icv_failure(sa);
	if (!err)
		err = btns_sa_receive(sa, skb->len - BTNS_ESP_HEADER_LEN -
					  BTNS_AEAD_ICV_LEN, rx_cb(skb)->seq);
	if (err) {
		rx_drop(bn, skb, rx_error(err));
		return;
	}

	if (!btns_esp_trim(skb, &next_header)) {
		rx_drop(bn, skb, BTNS_RX_PADDING);
		return;
	}
	if (next_header == IPPROTO_NONE) {
		/* RFC 4303 2.6: a dummy, meant to be thrown away */
		rx_drop(bn, skb, BTNS_RX_DUMMY);
		return;
	}

	result = rx_decap(skb, sa, next_header, &pkt);
	if (result == BTNS_RX_PROTECTED)
		result = rx_accept(bn, skb, sa, &pkt);
	if (result != BTNS_RX_PROTECTED) {
		rx_drop(bn, skb, result);
		return;
	}
	rx_deliver(bn, skb, sa, &pkt);
}

static struct btns_sa *rx_find_sa(struct btns_net *bn,
				  const struct sk_buff *skb)
{
	struct btns_sa_id id = { .proto = IPPROTO_ESP };
	struct btns_sa *sa;

	id.spi = ((const struct ip_esp_hdr *)skb->data)->spi;
	if (skb->protocol == htons(ETH_P_IP)) {
		id.family = AF_INET;
		id.dst.v4 = ip_hdr(skb)->daddr;
	} else {
		id.family = AF_INET6;
		memcpy(&id.dst, &ipv6_hdr(skb)->daddr, sizeof(id.dst));
	}

	sa = btns_sad_lookup(bn, &id);
	/* a larval SA has no key yet, an outbound one is no proof of anything */
	return sa && sa->shadow ? sa : NULL;
}

/* RFC 4303 3.4.1: the stack reassembles first, so this is never a fragment. */
static bool rx_is_fragment(const struct sk_buff *skb)
{
	return skb->protocol == htons(ETH_P_IP) &&
	       ip_is_fragment(ip_hdr(skb));
}

static void rx_save(struct sk_buff *skb, u64 seq)
{
	/* IP6CB and rx_cb share their octets: read before writing */
	u16 nh_off = skb->protocol == htons(ETH_P_IP) ?
		     offsetof(struct iphdr, protocol) : IP6CB(skb)->nhoff;

	rx_cb(skb)->seq = seq;
	rx_cb(skb)->nh_off = nh_off;
}

/**
 * btns_rx_esp() - an ESP packet for this host
 * @skb: skb->data at the ESP header
 *
 * Context: softirq or process, rcu_read_lock held.
 * Return: 0 with the packet taken, or -EINVAL with it untouched: not ours.
 */
static int btns_rx_esp(struct sk_buff *skb)
{
	struct btns_net *bn = btns_net(dev_net(skb->dev));
	struct btns_sa *sa;
	int err;
	u64 seq;

	if (!pskb_may_pull(skb, sizeof(struct ip_esp_hdr)))
		return -EINVAL;
	sa = rx_find_sa(bn, skb);
	if (!sa) {
		btns_stats_count(bn->stats, BTNS_RX_NO_SA);
		return -EINVAL;
	}

	if (rx_is_fragment(skb)) {
		rx_drop(bn, skb, BTNS_RX_FRAGMENT);
		return 0;
	}
	/* the header must be linear: reassembly may leave less of it so */
	if (skb->len < BTNS_ESP_LEN_MIN || skb->len % BTNS_ESP_ALIGN ||
	    !pskb_may_pull(skb, BTNS_ESP_HEADER_LEN)) {
		rx_drop(bn, skb, BTNS_RX_TRUNCATED);
		return 0;
	}
	err = btns_sa_precheck(sa, ntohl(((struct ip_esp_hdr *)skb->data)->seq_no),
			       &seq);
	if (err) {
		rx_drop(bn, skb, rx_error(err));
		return 0;
	}

	rx_save(skb, seq);
	local_bh_disable();
	rx_done(skb, sa, btns_esp_open(skb, sa, seq, rx_done));
	local_bh_enable();
	return 0;
}

/* ---- clear packets ---- */

static enum btns_verdict rx_judge(struct btns_net *bn,
				  const struct btns_policy *policy)
{
	if (!policy || policy->action == BTNS_ACTION_DISCARD) {
		btns_stats_count(bn->stats, BTNS_RX_POLICY);
		return BTNS_DROP;
	}
	if (policy->action == BTNS_ACTION_PROTECT) {
		btns_stats_count(bn->stats, BTNS_RX_CLEAR);
		return BTNS_DROP;
	}
	btns_stats_count(bn->stats, BTNS_RX_BYPASS);
	return BTNS_PASS;
}

static bool rx_classify(struct btns_net *bn, struct sk_buff *skb,
			struct btns_packet *pkt)
{
	if (btns_classify(skb, pkt))
		return true;
	btns_stats_count(bn->stats, BTNS_RX_MALFORMED);
	return false;
}

static enum btns_verdict rx_give_up(struct btns_net *bn)
{
	btns_stats_count(bn->stats, BTNS_RX_SPD_BUSY);
	return BTNS_DROP;
}

enum btns_verdict btns_rx_local(struct btns_net *bn, struct sk_buff *skb)
{
	struct btns_spd_reading spd = { .bn = bn };
	const struct btns_policy *policy;
	struct btns_packet pkt;

	/* judged by rx_accept() on its way in */
	if (btns_proof_sa(bn, skb))
		return BTNS_PASS;
	if (!rx_classify(bn, skb, &pkt))
		return BTNS_DROP;
	/* RFC 4301 5.2 step 3a: the SAD decides, ours or kernel XFRM's */
	if (pkt.flow.proto == IPPROTO_ESP || pkt.flow.proto == IPPROTO_AH)
		return BTNS_PASS;
	btns_nat_undo(skb, &pkt.flow);
	do {
		if (!btns_spd_read(&spd))
			return rx_give_up(bn);
		policy = btns_spd_lookup(&spd, &pkt.flow, BTNS_IN);
	} while (!btns_spd_read_holds(&spd));
	return rx_judge(bn, policy);
}

enum btns_verdict btns_rx_forward(struct btns_net *bn, struct sk_buff *skb)
{
	struct btns_spd_reading spd = { .bn = bn };
	const struct btns_policy *out, *in;
	struct btns_packet pkt;
	struct btns_flow wire;

	if (btns_proof_sa(bn, skb))
		return BTNS_PASS;
	if (!rx_classify(bn, skb, &pkt))
		return BTNS_DROP;

	wire = pkt.flow;
	btns_nat_undo(skb, &wire);
	do {
		if (!btns_spd_read(&spd))
			return rx_give_up(bn);
		out = btns_spd_lookup(&spd, &pkt.flow, BTNS_OUT);
		in = btns_spd_lookup(&spd, &wire, BTNS_IN);
	} while (!btns_spd_read_holds(&spd));

	/* the earlier entry says which way it goes; see tx_goes_in() */
	if (!in || (out && !btns_policy_is_before(in, out)))
		return BTNS_PASS;
	return rx_judge(bn, in);
}

/* ---- registration ---- */

/* ESP in UDP is not ours yet: the next handler may have it. */
static int rx_encapsulated(struct sk_buff *skb, int nexthdr, __be32 spi,
			   int encap_type)
{
	return -EINVAL;
}

/* The kernel asks every handler about every packet of XFRM: go on. */
static int rx_xfrm_callback(struct sk_buff *skb, int err)
{
	return 1;
}

static struct xfrm4_protocol esp4_handler = {
	.handler = btns_rx_esp,
	.input_handler = rx_encapsulated,
	.cb_handler = rx_xfrm_callback,
	.err_handler = btns_pmtu_error4,
	.priority = RX_PRIORITY,
};

static struct xfrm6_protocol esp6_handler = {
	.handler = btns_rx_esp,
	.input_handler = rx_encapsulated,
	.cb_handler = rx_xfrm_callback,
	.err_handler = btns_pmtu_error6,
	.priority = RX_PRIORITY,
};

int btns_rx_init(void)
{
	int err;

	err = xfrm4_protocol_register(&esp4_handler, IPPROTO_ESP);
	if (err)
		return err;
	err = xfrm6_protocol_register(&esp6_handler, IPPROTO_ESP);
	if (err)
		xfrm4_protocol_deregister(&esp4_handler, IPPROTO_ESP);
	return err;
}

void btns_rx_exit(void)
{
	xfrm6_protocol_deregister(&esp6_handler, IPPROTO_ESP);
	xfrm4_protocol_deregister(&esp4_handler, IPPROTO_ESP);
}
