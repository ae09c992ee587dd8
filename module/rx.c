// SPDX-License-Identifier: GPL-2.0-only
#include "rx.h"

#include "acquire.h"
#include "classify.h"
#include "core/icmp.h"
#include "drop.h"
#include "encap.h"
#include "esp.h"
#include "nat.h"
#include "net.h"
#include "pmtu.h"
#include "proof.h"
#include "sa_life.h"
#include "sad.h"
#include "spd.h"
#include "tx.h"

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

/* @drop: what is known of a protected packet */
static void rx_drop(struct btns_drop *drop, struct sk_buff *skb,
		    enum btns_counter why)
{
	drop->why = why;
	btns_drop_note(drop->sa->bn, drop);
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
		return btns_classify(sa->bn, skb, pkt) ? BTNS_RX_PROTECTED :
							 BTNS_RX_INNER;
	}

	if (next_header != IPPROTO_IPIP && next_header != IPPROTO_IPV6)
		return BTNS_RX_NEXT_HEADER;
	if (!btns_decap_tunnel(skb, next_header, &outer_dsfield) ||
	    !btns_classify(sa->bn, skb, pkt))
		return BTNS_RX_INNER;
	/* RFC 4303 2.7: what follows the inner packet is padding */
	if (pskb_trim(skb, pkt->total_len))
		return BTNS_RX_NO_MEMORY;
	if (!btns_decap_ecn(skb, outer_dsfield))
		return BTNS_RX_ECN;
	return BTNS_RX_PROTECTED;
}

/* RFC 4301 5.2 steps 3 and 4; @by: the entry that speaks of it */
static enum btns_counter rx_fits(const struct btns_spd_reading *spd,
				 const struct btns_sa *sa,
				 const struct btns_flow *flow,
				 const struct btns_policy **by)
{
	const struct btns_policy *policy;

	if (!btns_selector_match(&sa->sel, flow, BTNS_IN))
		return BTNS_RX_SELECTOR;

	policy = btns_spd_lookup(spd, flow, BTNS_IN);
	*by = policy;
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
			    const struct btns_flow *flow,
			    const struct btns_policy **by)
{
	*by = btns_spd_lookup(spd, flow, BTNS_IN);
	return *by && (*by)->action == BTNS_ACTION_DISCARD;
}

enum btns_counter btns_rx_judge_inner(const struct btns_spd_reading *spd,
				      const struct btns_sa *sa,
				      const struct btns_flow *flow,
				      const struct btns_policy **by)
{
	enum btns_counter result;

	*by = NULL;
	result = rx_fits(spd, sa, flow, by);
	if (result == BTNS_RX_PROTECTED || result == BTNS_RX_ASSURANCE ||
	    !btns_icmp_error(flow))
		return result;
	return rx_is_discarded(spd, flow, by) ? BTNS_RX_POLICY :
						BTNS_RX_ICMP_MISMATCH;
}

bool btns_rx_may_quote(const struct btns_net *bn, const struct btns_sa *sa,
		       const struct btns_flow *flow)
{
	if (!(btns_icmp_error(flow) & btns_net_conf(bn, BTNS_CONF_ICMP_PROTECTED)))
		return false;
	/* transport mode has no sources but its own */
	return sa->mode != BTNS_MODE_TRANSPORT ||
	       btns_addr_equal(&flow->src, &sa->src);
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
				       const struct btns_packet *pkt,
				       const struct btns_policy **by)
{
	const struct btns_policy *policy;
	struct btns_flow quoted;

	if (!btns_rx_may_quote(spd->bn, sa, &pkt->flow) ||
	    !btns_classify_quote(spd->bn, skb, pkt, &quoted) ||
	    !btns_selector_match(&sa->sel, &quoted, BTNS_IN))
		return BTNS_RX_ICMP_MISMATCH;
	if (!spd->set)
		return btns_sa_may_serve(sa, &btns_policy_inactive) ?
			BTNS_RX_PROTECTED : BTNS_RX_ASSURANCE;

	policy = btns_spd_lookup(spd, &quoted, BTNS_IN);
	*by = policy;
	if (!policy || policy->action != BTNS_ACTION_PROTECT ||
	    !btns_sa_is_meant(sa, policy))
		return BTNS_RX_ICMP_MISMATCH;
	return btns_sa_may_serve(sa, policy) ? BTNS_RX_PROTECTED :
					       BTNS_RX_ASSURANCE;
}

/*
 * Here and not at the hooks: only here is it sure which SA brought which
 * octets.
 */
static enum btns_counter rx_accept(struct btns_net *bn, struct sk_buff *skb,
				   const struct btns_sa *sa,
				   const struct btns_packet *pkt,
				   const struct btns_policy **by)
{
	struct btns_spd_reading spd = { .bn = bn };
	enum btns_counter result;

	do {
		*by = NULL;
		if (!btns_spd_read(&spd))
			return BTNS_RX_SPD_BUSY;
		result = btns_rx_judge_inner(&spd, sa, &pkt->flow, by);
		if (result == BTNS_RX_ICMP_MISMATCH)
			result = rx_fits_quote(&spd, skb, sa, pkt, by);
	} while (!btns_spd_read_holds(&spd));
	return result;
}

/* Give the inner packet to the stack anew; owns it. */
static void rx_deliver(struct btns_drop *drop, struct sk_buff *skb,
		       const struct btns_packet *pkt)
{
	const struct btns_sa *sa = drop->sa;

	if (!btns_proof_set(skb, sa)) {
		rx_drop(drop, skb, BTNS_RX_NO_MEMORY);
		return;
	}

	btns_stats_count(sa->bn->stats, BTNS_RX_PROTECTED);
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

/* The inner packet comes out and is judged; owns it. */
static void rx_open(struct btns_drop *drop, struct sk_buff *skb,
		    u8 next_header)
{
	const struct btns_sa *sa = drop->sa;
	enum btns_counter result;
	struct btns_packet pkt;

	/* no header of @skb is sure from here on until it is parsed */
	drop->skb = NULL;
	result = rx_decap(skb, sa, next_header, &pkt);
	if (result != BTNS_RX_PROTECTED) {
		rx_drop(drop, skb, result);
		return;
	}
	drop->flow = &pkt.flow;
	drop->skb = skb;
	result = rx_accept(sa->bn, skb, sa, &pkt, &drop->policy);
	if (result != BTNS_RX_PROTECTED) {
		rx_drop(drop, skb, result);
		return;
	}
	rx_deliver(drop, skb, &pkt);
}

/* Entered when the cipher is done with a packet, at once or later; owns it. */
static void rx_done(struct sk_buff *skb, struct btns_sa *sa, int err)
{
	struct btns_drop drop = {
		.skb = skb,
		.sa = sa,
		.has_seq = true,
		.dir = BTNS_PACKET_DIR_IN,
	};
	u8 next_header;

	if (err == -EINPROGRESS)
		return;
	drop.seq = rx_cb(skb)->seq;
	if (err == -EBADMSG)
		btns_sa_count_icv_failure(sa);
	if (!err)
		err = btns_sa_receive(sa, skb->len - BTNS_ESP_HEADER_LEN -
					  BTNS_AEAD_ICV_LEN, drop.seq);
	if (err) {
		rx_drop(&drop, skb, rx_error(err));
		return;
	}

	if (!btns_esp_trim(skb, &next_header)) {
		rx_drop(&drop, skb, BTNS_RX_PADDING);
		return;
	}
	if (next_header == IPPROTO_NONE) {
		/* RFC 4303 2.6: a dummy, meant to be thrown away: no news */
		btns_stats_count(sa->bn->stats, BTNS_RX_DUMMY);
		consume_skb(skb);
		return;
	}
	rx_open(&drop, skb, next_header);
}

/* a larval SA has no key yet, an outbound one is no proof of anything */
struct btns_sa *btns_rx_find_sa(struct btns_net *bn,
				const struct btns_sa_id *id)
{
	struct btns_sa *sa = btns_sad_lookup(bn, id);

	return sa && sa->shadow ? sa : NULL;
}

static struct btns_sa *rx_find_sa(struct btns_net *bn,
				  const struct sk_buff *skb)
{
	struct btns_sa_id id = { .proto = IPPROTO_ESP };

	id.spi = ((const struct ip_esp_hdr *)skb->data)->spi;
	if (skb->protocol == htons(ETH_P_IP)) {
		id.family = AF_INET;
		id.dst.v4 = ip_hdr(skb)->daddr;
	} else {
		id.family = AF_INET6;
		memcpy(&id.dst, &ipv6_hdr(skb)->daddr, sizeof(id.dst));
	}
	return btns_rx_find_sa(bn, &id);
}

/*
 * RFC 4301 5.2 step 3a: no SA.  That is for kernel XFRM to say where it has one,
 * and where btns has no say.
 */
static void rx_note_no_sa(struct btns_net *bn, const struct sk_buff *skb)
{
	const struct ip_esp_hdr *esph = (const struct ip_esp_hdr *)skb->data;
	bool is_v4 = skb->protocol == htons(ETH_P_IP);
	const struct btns_drop drop = {
		.skb = skb,
		.spi = esph->spi,
		.seq = ntohl(esph->seq_no),
		.has_seq = true,
		.why = BTNS_RX_NO_SA,
		.dir = BTNS_PACKET_DIR_IN,
	};
	struct xfrm_state *x;

	if (!btns_net_is_active(bn)) {
		btns_stats_count(bn->stats, BTNS_RX_NO_SA);
		return;
	}
	x = xfrm_state_lookup(bn->net, skb->mark,
			      is_v4 ? (const xfrm_address_t *)
				      &ip_hdr(skb)->daddr :
				      (const xfrm_address_t *)
				      &ipv6_hdr(skb)->daddr,
			      esph->spi, IPPROTO_ESP,
			      is_v4 ? AF_INET : AF_INET6);
	if (!x) {
		btns_drop_note(bn, &drop);
		return;
	}
	btns_stats_count(bn->stats, BTNS_RX_NO_SA);
	xfrm_state_put(x);
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
	struct btns_drop drop = {
		.skb = skb,
		.has_seq = true,
		.dir = BTNS_PACKET_DIR_IN,
	};
	struct btns_sa *sa;
	int err;

	if (!pskb_may_pull(skb, sizeof(struct ip_esp_hdr)))
		return -EINVAL;
	sa = rx_find_sa(bn, skb);
	if (!sa) {
		rx_note_no_sa(bn, skb);
		return -EINVAL;
	}

	drop.sa = sa;
	drop.seq = ntohl(((struct ip_esp_hdr *)skb->data)->seq_no);
	if (rx_is_fragment(skb)) {
		rx_drop(&drop, skb, BTNS_RX_FRAGMENT);
		return 0;
	}
	/* the header must be linear: reassembly may leave less of it so */
	if (skb->len < BTNS_ESP_LEN_MIN || skb->len % BTNS_ESP_ALIGN ||
	    !pskb_may_pull(skb, BTNS_ESP_HEADER_LEN)) {
		rx_drop(&drop, skb, BTNS_RX_TRUNCATED);
		return 0;
	}
	err = btns_sa_precheck(sa, drop.seq, &drop.seq);
	if (err) {
		rx_drop(&drop, skb, rx_error(err));
		return 0;
	}

	rx_save(skb, drop.seq);
	local_bh_disable();
	rx_done(skb, sa, btns_esp_open(skb, sa, drop.seq, rx_done));
	local_bh_enable();
	return 0;
}

/* ---- clear packets ---- */

enum btns_counter btns_rx_judge(const struct btns_policy *in)
{
	if (!in || in->action == BTNS_ACTION_DISCARD)
		return BTNS_RX_POLICY;
	return in->action == BTNS_ACTION_PROTECT ? BTNS_RX_CLEAR :
						   BTNS_RX_BYPASS;
}

bool btns_rx_may_pass(struct btns_net *bn, const struct btns_policy *in,
		      const struct btns_flow *flow)
{
	struct btns_flow back = *flow;
	const struct btns_acquire_ask ask = { .policy = in, .flow = &back };
	enum btns_acquire_answer answer;
	u32 reason = 0;

	if (!(in->flags & (BTNS_POLICY_FLAG_OPP_ACCEPT_CLEAR |
			   BTNS_POLICY_FLAG_OPP_FAIL_CLEAR)))
		return false;
	btns_flow_reverse(&back);
	if (btns_sad_lookup_out(bn, in, &back, BTNS_DSCPS_ALL))
		return false;
	answer = btns_acquire_peek(bn, &ask, &reason, NULL);
	return btns_tx_may_pass(bn, in, &back, answer, reason);
}

/* @drop: what is known of a clear packet */
static enum btns_verdict rx_verdict(struct btns_net *bn,
				    struct btns_drop *drop,
				    enum btns_counter result)
{
	if (result == BTNS_RX_BYPASS || result == BTNS_RX_OPP_CLEAR) {
		btns_stats_count(bn->stats, result);
		return BTNS_PASS;
	}
	drop->why = result;
	btns_drop_note(bn, drop);
	return BTNS_DROP;
}

bool btns_rx_is_exempt(const struct btns_flow *flow)
{
	return flow->l4_proto == IPPROTO_ESP || flow->l4_proto == IPPROTO_AH;
}

enum btns_verdict btns_rx_local(struct btns_net *bn, struct sk_buff *skb)
{
	struct btns_drop drop = { .skb = skb, .dir = BTNS_PACKET_DIR_IN };
	struct btns_spd_reading spd = { .bn = bn };
	enum btns_counter result;
	struct btns_packet pkt;

	/* judged by rx_accept() on its way in */
	if (btns_proof_sa(bn, skb))
		return BTNS_PASS;
	if (!btns_classify(bn, skb, &pkt))
		return rx_verdict(bn, &drop, BTNS_RX_MALFORMED);
	if (btns_rx_is_exempt(&pkt.flow))
		return BTNS_PASS;
	btns_nat_undo(skb, &pkt.flow);
	drop.flow = &pkt.flow;
	do {
		drop.policy = NULL;
		if (!btns_spd_read(&spd))
			return rx_verdict(bn, &drop, BTNS_RX_SPD_BUSY);
		drop.policy = btns_spd_lookup(&spd, &pkt.flow, BTNS_IN);
	} while (!btns_spd_read_holds(&spd));
	result = btns_rx_judge(drop.policy);
	if (result == BTNS_RX_CLEAR &&
	    btns_rx_may_pass(bn, drop.policy, &pkt.flow))
		result = BTNS_RX_OPP_CLEAR;
	return rx_verdict(bn, &drop, result);
}

/* The earlier entry says which way it goes; see btns_tx_goes_in(). */
bool btns_rx_speaks(const struct btns_policy *in, const struct btns_policy *out)
{
	return in && (!out || btns_policy_is_before(in, out));
}

enum btns_verdict btns_rx_forward(struct btns_net *bn, struct sk_buff *skb)
{
	struct btns_drop drop = { .skb = skb, .dir = BTNS_PACKET_DIR_FORWARD };
	struct btns_spd_reading spd = { .bn = bn };
	const struct btns_policy *out, *in;
	struct btns_packet pkt;
	struct btns_flow wire;

	if (btns_proof_sa(bn, skb))
		return BTNS_PASS;
	if (!btns_classify(bn, skb, &pkt))
		return rx_verdict(bn, &drop, BTNS_RX_MALFORMED);

	wire = pkt.flow;
	btns_nat_undo(skb, &wire);
	drop.flow = &wire;
	do {
		if (!btns_spd_read(&spd))
			return rx_verdict(bn, &drop, BTNS_RX_SPD_BUSY);
		in = btns_spd_lookup(&spd, &wire, BTNS_IN);
		out = in ? btns_spd_lookup(&spd, &pkt.flow, BTNS_OUT) : NULL;
	} while (!btns_spd_read_holds(&spd));

	if (!btns_rx_speaks(in, out))
		return BTNS_PASS;
	drop.policy = in;
	return rx_verdict(bn, &drop, btns_rx_judge(in));
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
