// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine.h"

#include <linux/btns.h>
#include <netinet/in.h>
#include <string.h>

static void open_btns(struct nl *nl)
{
	nl_open_family(nl, BTNS_FAMILY_NAME);
}

static void put_range(struct nl *nl, uint16_t type, uint32_t addr, uint32_t len)
{
	uint32_t host = len == 32 ? 0 : ~0u >> len;
	size_t nest = nl_nest(nl, type);

	nl_put_be32(nl, BTNS_A_ADDR_RANGE_LO_IPV4, addr & ~host);
	nl_put_be32(nl, BTNS_A_ADDR_RANGE_HI_IPV4, addr | host);
	nl_nest_end(nl, nest);
}

static void put_port(struct nl *nl, uint16_t type, uint16_t port)
{
	size_t nest = nl_nest(nl, type);

	nl_put_u16(nl, BTNS_A_PORT_RANGE_LO, port);
	nl_put_u16(nl, BTNS_A_PORT_RANGE_HI, port);
	nl_nest_end(nl, nest);
}

static void put_selector(struct nl *nl, uint16_t type, const struct rule *rule)
{
	size_t nest = nl_nest(nl, type);

	put_range(nl, BTNS_A_SELECTOR_LOCAL, rule->local, rule->local_len);
	put_range(nl, BTNS_A_SELECTOR_REMOTE, rule->remote, rule->remote_len);
	if (rule->lport) {
		nl_put_u16(nl, BTNS_A_SELECTOR_PROTO, IPPROTO_UDP);
		put_port(nl, BTNS_A_SELECTOR_LPORT, rule->lport);
		put_port(nl, BTNS_A_SELECTOR_RPORT, rule->rport);
	}
	nl_nest_end(nl, nest);
}

static void put_policy(struct nl *nl, const struct rule *rule)
{
	size_t policy = nl_nest(nl, BTNS_A_SPD_POLICY), tunnel;

	nl_put_u32(nl, BTNS_A_POLICY_INDEX, rule->place + 1);
	nl_put_u32(nl, BTNS_A_POLICY_ACTION, BTNS_ACTION_PROTECT);
	nl_put_u32(nl, BTNS_A_POLICY_MODE, BTNS_MODE_TUNNEL);
	nl_put_u32(nl, BTNS_A_POLICY_REQID, REQID);
	tunnel = nl_nest(nl, BTNS_A_POLICY_TUNNEL);
	nl_put_be32(nl, BTNS_A_TUNNEL_LOCAL_IPV4, TUNNEL_LOCAL);
	nl_put_be32(nl, BTNS_A_TUNNEL_REMOTE_IPV4, TUNNEL_REMOTE);
	nl_nest_end(nl, tunnel);
	put_selector(nl, BTNS_A_POLICY_SELECTOR, rule);
	nl_nest_end(nl, policy);
}

static void load(struct nl *nl, rule_shape shape, uint32_t n)
{
	struct rule rule;
	uint32_t i;

	nl_begin_family(nl, BTNS_CMD_POLICY_SET);
	for (i = 0; i < n; i++) {
		rule = shape(i, n);
		put_policy(nl, &rule);
	}
	nl_end(nl);
	nl_send(nl, 1);
}

static void insert(struct nl *nl, const struct rule *rule, uint32_t before)
{
	nl_begin_family(nl, BTNS_CMD_POLICY_ADD);
	put_policy(nl, rule);
	if (before)
		nl_put_u32(nl, BTNS_A_SPD_BEFORE, before + 1);
	nl_end(nl);
}

static void sa(struct nl *nl, uint32_t spi, const struct rule *sel)
{
	unsigned char key[AEAD_KEY_LEN] = { 1, 2, 3 };	/* and one for each SA */
	unsigned char esp = IPPROTO_ESP;

	memcpy(key + sizeof(key) - sizeof(spi), &spi, sizeof(spi));
	nl_begin_family(nl, BTNS_CMD_SA_ADD);
	nl_put_u32(nl, BTNS_A_SA_DIR, BTNS_SA_DIR_OUT);
	nl_put(nl, BTNS_A_SA_PROTO, &esp, sizeof(esp));
	nl_put_be32(nl, BTNS_A_SA_SPI, spi);
	nl_put_be32(nl, BTNS_A_SA_SRC_IPV4, TUNNEL_LOCAL);
	nl_put_be32(nl, BTNS_A_SA_DST_IPV4, TUNNEL_REMOTE);
	nl_put_u32(nl, BTNS_A_SA_MODE, BTNS_MODE_TUNNEL);
	nl_put_u32(nl, BTNS_A_SA_REQID, REQID);
	nl_put_u32(nl, BTNS_A_SA_AEAD, BTNS_AEAD_AES_GCM_16);
	nl_put(nl, BTNS_A_SA_KEY, key, sizeof(key));
	if (sel)
		put_selector(nl, BTNS_A_SA_SELECTOR, sel);
	nl_end(nl);
}

static void reset(struct nl *nl)
{
	nl_begin_family(nl, BTNS_CMD_POLICY_RESET);
	nl_end(nl);
	nl_begin_family(nl, BTNS_CMD_SA_FLUSH);
	nl_end(nl);
	nl_send(nl, 2);
}

const struct engine engine_btns = {
	.name = "btns",
	.open = open_btns,
	.load = load,
	.insert = insert,
	.sa = sa,
	.reset = reset,
};
