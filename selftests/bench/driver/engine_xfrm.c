// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine.h"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/xfrm.h>
#include <netinet/in.h>
#include <string.h>

static void open_xfrm(struct nl *nl)
{
	nl_open(nl, NETLINK_XFRM);
}

static void fill_selector(struct xfrm_selector *sel, const struct rule *rule)
{
	sel->family = AF_INET;
	sel->saddr.a4 = htonl(rule->local);
	sel->prefixlen_s = rule->local_len;
	sel->daddr.a4 = htonl(rule->remote);
	sel->prefixlen_d = rule->remote_len;
	if (!rule->lport)
		return;
	sel->proto = IPPROTO_UDP;
	sel->sport = htons(rule->lport);
	sel->sport_mask = 0xffff;
	sel->dport = htons(rule->rport);
	sel->dport_mask = 0xffff;
}

static void fill_limits(struct xfrm_lifetime_cfg *lft)
{
	lft->soft_byte_limit = XFRM_INF;
	lft->hard_byte_limit = XFRM_INF;
	lft->soft_packet_limit = XFRM_INF;
	lft->hard_packet_limit = XFRM_INF;
}

/* XFRM has no order but priorities, so "before" is not asked of it. */
static void insert(struct nl *nl, const struct rule *rule, uint32_t before)
{
	struct xfrm_userpolicy_info policy = {
		.priority = rule->priority,
		.dir = XFRM_POLICY_OUT,
		.action = XFRM_POLICY_ALLOW,
		.share = XFRM_SHARE_ANY,
	};
	struct xfrm_user_tmpl tmpl = {
		.id = { .daddr.a4 = htonl(TUNNEL_REMOTE), .proto = IPPROTO_ESP },
		.family = AF_INET,
		.saddr.a4 = htonl(TUNNEL_LOCAL),
		.reqid = REQID,
		.mode = XFRM_MODE_TUNNEL,
		.aalgos = ~0u,
		.ealgos = ~0u,
		.calgos = ~0u,
	};

	(void)before;
	fill_selector(&policy.sel, rule);
	fill_limits(&policy.lft);
	nl_begin(nl, XFRM_MSG_NEWPOLICY, NLM_F_CREATE | NLM_F_EXCL, &policy,
		 sizeof(policy));
	nl_put(nl, XFRMA_TMPL, &tmpl, sizeof(tmpl));
	nl_end(nl);
}

static void load(struct nl *nl, rule_shape shape, uint32_t n)
{
	struct rule rule;
	uint32_t i;

	for (i = 0; i < n; i++) {
		rule = shape(i, n);
		insert(nl, &rule, 0);
		if (i % BATCH == BATCH - 1)
			nl_send(nl, BATCH);
	}
	if (n % BATCH)
		nl_send(nl, n % BATCH);
}

static void sa(struct nl *nl, uint32_t spi, const struct rule *sel)
{
	struct xfrm_usersa_info state = {
		.id = { .daddr.a4 = htonl(TUNNEL_REMOTE), .spi = htonl(spi),
			.proto = IPPROTO_ESP },
		.saddr.a4 = htonl(TUNNEL_LOCAL),
		.reqid = REQID,
		.family = AF_INET,
		.mode = XFRM_MODE_TUNNEL,
	};
	struct {
		struct xfrm_algo_aead head;
		unsigned char key[AEAD_KEY_LEN];
	} aead = {
		.head = { .alg_name = "rfc4106(gcm(aes))",
			  .alg_key_len = AEAD_KEY_LEN * 8, .alg_icv_len = 128 },
		.key = { 1, 2, 3 },
	};

	if (sel)
		fill_selector(&state.sel, sel);
	fill_limits(&state.lft);
	nl_begin(nl, XFRM_MSG_NEWSA, NLM_F_CREATE | NLM_F_EXCL, &state,
		 sizeof(state));
	nl_put(nl, XFRMA_ALG_AEAD, &aead, sizeof(aead));
	nl_end(nl);
}

static void reset(struct nl *nl)
{
	struct xfrm_usersa_flush flush = { .proto = 0 };

	nl_begin(nl, XFRM_MSG_FLUSHPOLICY, 0, "", 0);
	nl_end(nl);
	nl_begin(nl, XFRM_MSG_FLUSHSA, 0, &flush, sizeof(flush));
	nl_end(nl);
	nl_send(nl, 2);
}

const struct engine engine_xfrm = {
	.name = "xfrm",
	.open = open_xfrm,
	.load = load,
	.insert = insert,
	.sa = sa,
	.reset = reset,
};
