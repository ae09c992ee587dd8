// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/btns.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink.h"

#include <uapi/linux/btns.h>

/* Common nested types */
const struct nla_policy btns_addr_range_nl_policy[BTNS_A_ADDR_RANGE_HI_IPV6 + 1] = {
	[BTNS_A_ADDR_RANGE_LO_IPV4] = { .type = NLA_U32, },
	[BTNS_A_ADDR_RANGE_HI_IPV4] = { .type = NLA_U32, },
	[BTNS_A_ADDR_RANGE_LO_IPV6] = NLA_POLICY_EXACT_LEN(16),
	[BTNS_A_ADDR_RANGE_HI_IPV6] = NLA_POLICY_EXACT_LEN(16),
};

const struct nla_policy btns_limits_nl_policy[BTNS_A_LIMITS_SECONDS + 1] = {
	[BTNS_A_LIMITS_BYTES] = { .type = NLA_U64, },
	[BTNS_A_LIMITS_PACKETS] = { .type = NLA_U64, },
	[BTNS_A_LIMITS_SECONDS] = { .type = NLA_U64, },
};

const struct nla_policy btns_name_nl_policy[BTNS_A_NAME_ID_VALUE + 1] = {
	[BTNS_A_NAME_ID_TYPE] = NLA_POLICY_MAX(NLA_U32, 7),
	[BTNS_A_NAME_ID_MATCH] = NLA_POLICY_MAX(NLA_U32, 2),
	[BTNS_A_NAME_ID_VALUE] = { .type = NLA_BINARY, },
};

const struct nla_policy btns_octet_range_nl_policy[BTNS_A_OCTET_RANGE_HI + 1] = {
	[BTNS_A_OCTET_RANGE_LO] = { .type = NLA_U8, },
	[BTNS_A_OCTET_RANGE_HI] = { .type = NLA_U8, },
};

const struct nla_policy btns_pad_entry_nl_policy[BTNS_A_PAD_ENTRY_GENERATION + 1] = {
	[BTNS_A_PAD_ENTRY_INDEX] = { .type = NLA_U32, },
	[BTNS_A_PAD_ENTRY_PRIORITY] = { .type = NLA_U32, },
	[BTNS_A_PAD_ENTRY_CLASS] = NLA_POLICY_MAX(NLA_U32, 3),
	[BTNS_A_PAD_ENTRY_ID_TYPE] = NLA_POLICY_MAX(NLA_U32, 7),
	[BTNS_A_PAD_ENTRY_ID_MATCH] = NLA_POLICY_MAX(NLA_U32, 2),
	[BTNS_A_PAD_ENTRY_ID_VALUE] = { .type = NLA_BINARY, },
	[BTNS_A_PAD_ENTRY_AUTH_METHODS] = { .type = NLA_U32, },
	[BTNS_A_PAD_ENTRY_TRUST_ANCHOR] = NLA_POLICY_EXACT_LEN(BTNS_KEY_HASH_LEN),
	[BTNS_A_PAD_ENTRY_KEY_HASH] = NLA_POLICY_EXACT_LEN(BTNS_KEY_HASH_LEN),
	[BTNS_A_PAD_ENTRY_CERTID_MATCH] = { .type = NLA_FLAG, },
	[BTNS_A_PAD_ENTRY_SPD_SEARCH] = NLA_POLICY_MAX(NLA_U32, 1),
	[BTNS_A_PAD_ENTRY_CHILD] = NLA_POLICY_NESTED(btns_addr_range_nl_policy),
	[BTNS_A_PAD_ENTRY_CLAIM] = NLA_POLICY_NESTED(btns_addr_range_nl_policy),
	[BTNS_A_PAD_ENTRY_IKE_ADDR] = NLA_POLICY_NESTED(btns_addr_range_nl_policy),
	[BTNS_A_PAD_ENTRY_FLAGS] = NLA_POLICY_MASK(NLA_U32, 0x7),
	[BTNS_A_PAD_ENTRY_MAX_SAS] = { .type = NLA_U32, },
	[BTNS_A_PAD_ENTRY_EXPIRES] = { .type = NLA_U32, },
	[BTNS_A_PAD_ENTRY_LABEL] = { .type = NLA_NUL_STRING, .len = BTNS_LABEL_MAX, },
	[BTNS_A_PAD_ENTRY_GENERATION] = { .type = NLA_U32, },
};

const struct nla_policy btns_policy_nl_policy[BTNS_A_POLICY_NAME + 1] = {
	[BTNS_A_POLICY_INDEX] = { .type = NLA_U32, },
	[BTNS_A_POLICY_DIR] = NLA_POLICY_MAX(NLA_U32, 2),
	[BTNS_A_POLICY_ACTION] = NLA_POLICY_MAX(NLA_U32, 2),
	[BTNS_A_POLICY_SELECTOR] = NLA_POLICY_NESTED(btns_selector_nl_policy),
	[BTNS_A_POLICY_PROTO] = { .type = NLA_U8, },
	[BTNS_A_POLICY_MODE] = NLA_POLICY_MAX(NLA_U32, 1),
	[BTNS_A_POLICY_REQID] = { .type = NLA_U32, },
	[BTNS_A_POLICY_TUNNEL] = NLA_POLICY_NESTED(btns_tunnel_nl_policy),
	[BTNS_A_POLICY_FLAGS] = NLA_POLICY_MASK(NLA_U32, 0x3ff),
	[BTNS_A_POLICY_PFP] = NLA_POLICY_MASK(NLA_U32, 0x1f),
	[BTNS_A_POLICY_NOMINAL] = { .type = NLA_FLAG, },
	[BTNS_A_POLICY_NAME] = NLA_POLICY_NESTED(btns_name_nl_policy),
};

const struct nla_policy btns_port_range_nl_policy[BTNS_A_PORT_RANGE_HI + 1] = {
	[BTNS_A_PORT_RANGE_LO] = { .type = NLA_U16, },
	[BTNS_A_PORT_RANGE_HI] = { .type = NLA_U16, },
};

const struct nla_policy btns_sa_half_nl_policy[BTNS_A_SA_SEQ_OVERFLOW + 1] = {
	[BTNS_A_SA_PROTO] = { .type = NLA_U8, },
	[BTNS_A_SA_SPI] = { .type = NLA_U32, },
	[BTNS_A_SA_SRC_IPV4] = { .type = NLA_U32, },
	[BTNS_A_SA_SRC_IPV6] = NLA_POLICY_EXACT_LEN(16),
	[BTNS_A_SA_DST_IPV4] = { .type = NLA_U32, },
	[BTNS_A_SA_DST_IPV6] = NLA_POLICY_EXACT_LEN(16),
	[BTNS_A_SA_MODE] = NLA_POLICY_MAX(NLA_U32, 1),
	[BTNS_A_SA_REQID] = { .type = NLA_U32, },
	[BTNS_A_SA_AEAD] = NLA_POLICY_MAX(NLA_U32, 1),
	[BTNS_A_SA_KEY] = { .type = NLA_BINARY, },
	[BTNS_A_SA_ESN] = { .type = NLA_FLAG, },
	[BTNS_A_SA_REPLAY_WINDOW] = { .type = NLA_U32, },
	[BTNS_A_SA_SELECTOR] = NLA_POLICY_NESTED(btns_selector_nl_policy),
	[BTNS_A_SA_SOFT] = NLA_POLICY_NESTED(btns_limits_nl_policy),
	[BTNS_A_SA_HARD] = NLA_POLICY_NESTED(btns_limits_nl_policy),
	[BTNS_A_SA_DF] = NLA_POLICY_MAX(NLA_U32, 2),
	[BTNS_A_SA_DSCP_MAP] = NLA_POLICY_EXACT_LEN(BTNS_DSCPS),
	[BTNS_A_SA_DSCP_SET] = { .type = NLA_U64, },
	[BTNS_A_SA_SEQ_OVERFLOW] = NLA_POLICY_MAX(NLA_U32, 1),
};

const struct nla_policy btns_selector_nl_policy[BTNS_A_SELECTOR_OPAQUE + 1] = {
	[BTNS_A_SELECTOR_FAMILY] = { .type = NLA_U8, },
	[BTNS_A_SELECTOR_LOCAL] = NLA_POLICY_NESTED(btns_addr_range_nl_policy),
	[BTNS_A_SELECTOR_REMOTE] = NLA_POLICY_NESTED(btns_addr_range_nl_policy),
	[BTNS_A_SELECTOR_PROTO] = { .type = NLA_U16, },
	[BTNS_A_SELECTOR_LPORT] = NLA_POLICY_NESTED(btns_port_range_nl_policy),
	[BTNS_A_SELECTOR_RPORT] = NLA_POLICY_NESTED(btns_port_range_nl_policy),
	[BTNS_A_SELECTOR_ICMP] = NLA_POLICY_NESTED(btns_port_range_nl_policy),
	[BTNS_A_SELECTOR_MH] = NLA_POLICY_NESTED(btns_octet_range_nl_policy),
	[BTNS_A_SELECTOR_OPAQUE] = { .type = NLA_FLAG, },
};

const struct nla_policy btns_tunnel_nl_policy[BTNS_A_TUNNEL_REMOTE_IPV6 + 1] = {
	[BTNS_A_TUNNEL_LOCAL_IPV4] = { .type = NLA_U32, },
	[BTNS_A_TUNNEL_LOCAL_IPV6] = NLA_POLICY_EXACT_LEN(16),
	[BTNS_A_TUNNEL_REMOTE_IPV4] = { .type = NLA_U32, },
	[BTNS_A_TUNNEL_REMOTE_IPV6] = NLA_POLICY_EXACT_LEN(16),
};

/* BTNS_CMD_SA_ADD - do */
static const struct nla_policy btns_sa_add_nl_policy[BTNS_A_SA_SEQ_OVERFLOW + 1] = {
	[BTNS_A_SA_DIR] = NLA_POLICY_MAX(NLA_U32, 1),
	[BTNS_A_SA_PROTO] = { .type = NLA_U8, },
	[BTNS_A_SA_SPI] = { .type = NLA_U32, },
	[BTNS_A_SA_SRC_IPV4] = { .type = NLA_U32, },
	[BTNS_A_SA_SRC_IPV6] = NLA_POLICY_EXACT_LEN(16),
	[BTNS_A_SA_DST_IPV4] = { .type = NLA_U32, },
	[BTNS_A_SA_DST_IPV6] = NLA_POLICY_EXACT_LEN(16),
	[BTNS_A_SA_MODE] = NLA_POLICY_MAX(NLA_U32, 1),
	[BTNS_A_SA_REQID] = { .type = NLA_U32, },
	[BTNS_A_SA_AEAD] = NLA_POLICY_MAX(NLA_U32, 1),
	[BTNS_A_SA_KEY] = { .type = NLA_BINARY, },
	[BTNS_A_SA_ESN] = { .type = NLA_FLAG, },
	[BTNS_A_SA_REPLAY_WINDOW] = { .type = NLA_U32, },
	[BTNS_A_SA_SELECTOR] = NLA_POLICY_NESTED(btns_selector_nl_policy),
	[BTNS_A_SA_SOFT] = NLA_POLICY_NESTED(btns_limits_nl_policy),
	[BTNS_A_SA_HARD] = NLA_POLICY_NESTED(btns_limits_nl_policy),
	[BTNS_A_SA_ASSURANCE] = NLA_POLICY_MAX(NLA_U32, 3),
	[BTNS_A_SA_DF] = NLA_POLICY_MAX(NLA_U32, 2),
	[BTNS_A_SA_DSCP_MAP] = NLA_POLICY_EXACT_LEN(BTNS_DSCPS),
	[BTNS_A_SA_DSCP_SET] = { .type = NLA_U64, },
	[BTNS_A_SA_SEQ_OVERFLOW] = NLA_POLICY_MAX(NLA_U32, 1),
};

/* BTNS_CMD_SA_UPDATE - do */
static const struct nla_policy btns_sa_update_nl_policy[BTNS_A_SA_HARD + 1] = {
	[BTNS_A_SA_PROTO] = { .type = NLA_U8, },
	[BTNS_A_SA_SPI] = { .type = NLA_U32, },
	[BTNS_A_SA_DST_IPV4] = { .type = NLA_U32, },
	[BTNS_A_SA_DST_IPV6] = NLA_POLICY_EXACT_LEN(16),
	[BTNS_A_SA_SOFT] = NLA_POLICY_NESTED(btns_limits_nl_policy),
	[BTNS_A_SA_HARD] = NLA_POLICY_NESTED(btns_limits_nl_policy),
};

/* BTNS_CMD_SA_DEL - do */
static const struct nla_policy btns_sa_del_nl_policy[BTNS_A_SA_DST_IPV6 + 1] = {
	[BTNS_A_SA_PROTO] = { .type = NLA_U8, },
	[BTNS_A_SA_SPI] = { .type = NLA_U32, },
	[BTNS_A_SA_DST_IPV4] = { .type = NLA_U32, },
	[BTNS_A_SA_DST_IPV6] = NLA_POLICY_EXACT_LEN(16),
};

/* BTNS_CMD_SA_FLUSH - do */
static const struct nla_policy btns_sa_flush_nl_policy[BTNS_A_SA_REQID + 1] = {
	[BTNS_A_SA_REQID] = { .type = NLA_U32, },
};

/* BTNS_CMD_SA_GET - dump */
static const struct nla_policy btns_sa_get_nl_policy[BTNS_A_SA_REQID + 1] = {
	[BTNS_A_SA_SPI] = { .type = NLA_U32, },
	[BTNS_A_SA_DST_IPV4] = { .type = NLA_U32, },
	[BTNS_A_SA_DST_IPV6] = NLA_POLICY_EXACT_LEN(16),
	[BTNS_A_SA_REQID] = { .type = NLA_U32, },
	[BTNS_A_SA_DIR] = NLA_POLICY_MAX(NLA_U32, 1),
};

/* BTNS_CMD_SPI_ALLOC - do */
static const struct nla_policy btns_spi_alloc_nl_policy[BTNS_A_SA_SPI_MAX + 1] = {
	[BTNS_A_SA_PROTO] = { .type = NLA_U8, },
	[BTNS_A_SA_DST_IPV4] = { .type = NLA_U32, },
	[BTNS_A_SA_DST_IPV6] = NLA_POLICY_EXACT_LEN(16),
	[BTNS_A_SA_SPI_MIN] = { .type = NLA_U32, },
	[BTNS_A_SA_SPI_MAX] = { .type = NLA_U32, },
};

/* BTNS_CMD_POLICY_SET - do */
static const struct nla_policy btns_policy_set_nl_policy[BTNS_A_SPD_CONFIRM + 1] = {
	[BTNS_A_SPD_POLICY] = NLA_POLICY_NESTED(btns_policy_nl_policy),
	[BTNS_A_SPD_GENERATION] = { .type = NLA_U32, },
	[BTNS_A_SPD_CONFIRM] = { .type = NLA_U32, },
};

/* BTNS_CMD_POLICY_ADD - do */
static const struct nla_policy btns_policy_add_nl_policy[BTNS_A_SPD_BEFORE + 1] = {
	[BTNS_A_SPD_POLICY] = NLA_POLICY_NESTED(btns_policy_nl_policy),
	[BTNS_A_SPD_BEFORE] = { .type = NLA_U32, },
	[BTNS_A_SPD_GENERATION] = { .type = NLA_U32, },
};

/* BTNS_CMD_POLICY_DEL - do */
static const struct nla_policy btns_policy_del_nl_policy[BTNS_A_SPD_INDEX + 1] = {
	[BTNS_A_SPD_INDEX] = { .type = NLA_U32, },
	[BTNS_A_SPD_GENERATION] = { .type = NLA_U32, },
};

/* BTNS_CMD_POLICY_CHANGE - do */
static const struct nla_policy btns_policy_change_nl_policy[BTNS_A_SPD_GENERATION + 1] = {
	[BTNS_A_SPD_POLICY] = NLA_POLICY_NESTED(btns_policy_nl_policy),
	[BTNS_A_SPD_GENERATION] = { .type = NLA_U32, },
};

/* BTNS_CMD_POLICY_MOVE - do */
static const struct nla_policy btns_policy_move_nl_policy[BTNS_A_SPD_BEFORE + 1] = {
	[BTNS_A_SPD_INDEX] = { .type = NLA_U32, },
	[BTNS_A_SPD_BEFORE] = { .type = NLA_U32, },
	[BTNS_A_SPD_GENERATION] = { .type = NLA_U32, },
};

/* BTNS_CMD_POLICY_CONFIRM - do */
static const struct nla_policy btns_policy_confirm_nl_policy[BTNS_A_SPD_GENERATION + 1] = {
	[BTNS_A_SPD_GENERATION] = { .type = NLA_U32, },
};

/* BTNS_CMD_POLICY_RESET - do */
static const struct nla_policy btns_policy_reset_nl_policy[BTNS_A_SPD_GENERATION + 1] = {
	[BTNS_A_SPD_GENERATION] = { .type = NLA_U32, },
};

/* BTNS_CMD_ACQUIRE_FAIL - do */
static const struct nla_policy btns_acquire_fail_nl_policy[BTNS_A_ACQUIRE_HOLD_OFF + 1] = {
	[BTNS_A_ACQUIRE_ID] = { .type = NLA_U32, },
	[BTNS_A_ACQUIRE_REASON] = NLA_POLICY_MAX(NLA_U32, 3),
	[BTNS_A_ACQUIRE_HOLD_OFF] = { .type = NLA_U32, },
};

/* BTNS_CMD_CONF_SET - do */
static const struct nla_policy btns_conf_set_nl_policy[BTNS_A_CONF_SKIP_HEADERS + 1] = {
	[BTNS_A_CONF_ICMP_ERRORS_OUT] = NLA_POLICY_MAX(NLA_U32, 1),
	[BTNS_A_CONF_ICMP_RATE] = { .type = NLA_U32, },
	[BTNS_A_CONF_ICMP_PROTECTED] = NLA_POLICY_MASK(NLA_U32, 0x1f),
	[BTNS_A_CONF_ICMP_UNPROTECTED] = NLA_POLICY_MASK(NLA_U32, 0x1f),
	[BTNS_A_CONF_PMTU_AGE] = { .type = NLA_U32, },
	[BTNS_A_CONF_PMTU_FLOOR] = { .type = NLA_U32, },
	[BTNS_A_CONF_KEEP_SAS] = NLA_POLICY_MAX(NLA_U32, 1),
	[BTNS_A_CONF_DOWNGRADE_HOLD] = { .type = NLA_U32, },
	[BTNS_A_CONF_SKIP_HEADERS] = NLA_POLICY_MASK(NLA_U32, 0x7),
};

/* BTNS_CMD_PAD_ADD - do */
static const struct nla_policy btns_pad_add_nl_policy[BTNS_A_PAD_GENERATION + 1] = {
	[BTNS_A_PAD_ENTRY] = NLA_POLICY_NESTED(btns_pad_entry_nl_policy),
	[BTNS_A_PAD_GENERATION] = { .type = NLA_U32, },
};

/* BTNS_CMD_PAD_CHANGE - do */
static const struct nla_policy btns_pad_change_nl_policy[BTNS_A_PAD_GENERATION + 1] = {
	[BTNS_A_PAD_ENTRY] = NLA_POLICY_NESTED(btns_pad_entry_nl_policy),
	[BTNS_A_PAD_GENERATION] = { .type = NLA_U32, },
};

/* BTNS_CMD_PAD_DEL - do */
static const struct nla_policy btns_pad_del_nl_policy[BTNS_A_PAD_GENERATION + 1] = {
	[BTNS_A_PAD_INDEX] = { .type = NLA_U32, },
	[BTNS_A_PAD_GENERATION] = { .type = NLA_U32, },
};

/* BTNS_CMD_PAD_SET - do */
static const struct nla_policy btns_pad_set_nl_policy[BTNS_A_PAD_GENERATION + 1] = {
	[BTNS_A_PAD_ENTRY] = NLA_POLICY_NESTED(btns_pad_entry_nl_policy),
	[BTNS_A_PAD_GENERATION] = { .type = NLA_U32, },
};

/* BTNS_CMD_IDENTITY_ADD - do */
static const struct nla_policy btns_identity_add_nl_policy[BTNS_A_IDENTITY_ASSERTED_VALUE + 1] = {
	[BTNS_A_IDENTITY_ID_TYPE] = NLA_POLICY_MAX(NLA_U32, 7),
	[BTNS_A_IDENTITY_ID_VALUE] = { .type = NLA_BINARY, },
	[BTNS_A_IDENTITY_LOCAL] = { .type = NLA_FLAG, },
	[BTNS_A_IDENTITY_ASSURANCE] = NLA_POLICY_MAX(NLA_U32, 3),
	[BTNS_A_IDENTITY_AUTH_METHOD] = NLA_POLICY_MAX(NLA_U32, 255),
	[BTNS_A_IDENTITY_KEY_HASH] = NLA_POLICY_EXACT_LEN(BTNS_KEY_HASH_LEN),
	[BTNS_A_IDENTITY_CERT_HASH] = NLA_POLICY_EXACT_LEN(BTNS_KEY_HASH_LEN),
	[BTNS_A_IDENTITY_TRUST_ANCHOR] = NLA_POLICY_EXACT_LEN(BTNS_KEY_HASH_LEN),
	[BTNS_A_IDENTITY_ASSERTED_TYPE] = NLA_POLICY_MAX(NLA_U32, 7),
	[BTNS_A_IDENTITY_ASSERTED_VALUE] = { .type = NLA_BINARY, },
};

/* BTNS_CMD_IDENTITY_DEL - do */
static const struct nla_policy btns_identity_del_nl_policy[BTNS_A_IDENTITY_HANDLE + 1] = {
	[BTNS_A_IDENTITY_HANDLE] = { .type = NLA_U32, },
};

/* BTNS_CMD_SA_PAIR_ADD - do */
static const struct nla_policy btns_sa_pair_add_nl_policy[BTNS_A_SA_PAIR_REKEY_OF + 1] = {
	[BTNS_A_SA_PAIR_IN] = NLA_POLICY_NESTED(btns_sa_half_nl_policy),
	[BTNS_A_SA_PAIR_OUT] = NLA_POLICY_NESTED(btns_sa_half_nl_policy),
	[BTNS_A_SA_PAIR_PEER_ID] = { .type = NLA_U32, },
	[BTNS_A_SA_PAIR_LOCAL_ID] = { .type = NLA_U32, },
	[BTNS_A_SA_PAIR_IKE_ADDR_IPV4] = { .type = NLA_U32, },
	[BTNS_A_SA_PAIR_IKE_ADDR_IPV6] = NLA_POLICY_EXACT_LEN(16),
	[BTNS_A_SA_PAIR_PAD_ENTRY] = { .type = NLA_U32, },
	[BTNS_A_SA_PAIR_PAD_GENERATION] = { .type = NLA_U32, },
	[BTNS_A_SA_PAIR_POLICY] = { .type = NLA_U32, },
	[BTNS_A_SA_PAIR_SPD_GENERATION] = { .type = NLA_U32, },
	[BTNS_A_SA_PAIR_IKE_SA] = { .type = NLA_U64, },
	[BTNS_A_SA_PAIR_REKEY_OF] = { .type = NLA_U32, },
};

/* BTNS_CMD_EXPLAIN - do */
static const struct nla_policy btns_explain_nl_policy[BTNS_A_EXPLAIN_DSCP + 1] = {
	[BTNS_A_EXPLAIN_DIR] = NLA_POLICY_MAX(NLA_U32, 2),
	[BTNS_A_EXPLAIN_LOCAL_IPV4] = { .type = NLA_U32, },
	[BTNS_A_EXPLAIN_LOCAL_IPV6] = NLA_POLICY_EXACT_LEN(16),
	[BTNS_A_EXPLAIN_REMOTE_IPV4] = { .type = NLA_U32, },
	[BTNS_A_EXPLAIN_REMOTE_IPV6] = NLA_POLICY_EXACT_LEN(16),
	[BTNS_A_EXPLAIN_PROTO] = { .type = NLA_U8, },
	[BTNS_A_EXPLAIN_LPORT] = { .type = NLA_U16, },
	[BTNS_A_EXPLAIN_RPORT] = { .type = NLA_U16, },
	[BTNS_A_EXPLAIN_ICMP] = { .type = NLA_U16, },
	[BTNS_A_EXPLAIN_MH] = { .type = NLA_U8, },
	[BTNS_A_EXPLAIN_FRAGMENT] = NLA_POLICY_MAX(NLA_U32, 2),
	[BTNS_A_EXPLAIN_SPI] = { .type = NLA_U32, },
	[BTNS_A_EXPLAIN_DST_IPV4] = { .type = NLA_U32, },
	[BTNS_A_EXPLAIN_DST_IPV6] = NLA_POLICY_EXACT_LEN(16),
	[BTNS_A_EXPLAIN_DSCP] = NLA_POLICY_MAX(NLA_U8, 63),
};

/* BTNS_CMD_DROP_GET - dump */
static const struct nla_policy btns_drop_get_nl_policy[BTNS_A_DROP_REMOTE_IPV6 + 1] = {
	[BTNS_A_DROP_REMOTE_IPV4] = { .type = NLA_U32, },
	[BTNS_A_DROP_REMOTE_IPV6] = NLA_POLICY_EXACT_LEN(16),
};

/* Ops table for btns */
static const struct genl_split_ops btns_nl_ops[] = {
	{
		.cmd		= BTNS_CMD_SA_ADD,
		.doit		= btns_nl_sa_add_doit,
		.policy		= btns_sa_add_nl_policy,
		.maxattr	= BTNS_A_SA_SEQ_OVERFLOW,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BTNS_CMD_SA_UPDATE,
		.doit		= btns_nl_sa_update_doit,
		.policy		= btns_sa_update_nl_policy,
		.maxattr	= BTNS_A_SA_HARD,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BTNS_CMD_SA_DEL,
		.doit		= btns_nl_sa_del_doit,
		.policy		= btns_sa_del_nl_policy,
		.maxattr	= BTNS_A_SA_DST_IPV6,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BTNS_CMD_SA_FLUSH,
		.doit		= btns_nl_sa_flush_doit,
		.policy		= btns_sa_flush_nl_policy,
		.maxattr	= BTNS_A_SA_REQID,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BTNS_CMD_SA_GET,
		.start		= btns_nl_sa_get_start,
		.dumpit		= btns_nl_sa_get_dumpit,
		.done		= btns_nl_sa_get_done,
		.policy		= btns_sa_get_nl_policy,
		.maxattr	= BTNS_A_SA_REQID,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= BTNS_CMD_SPI_ALLOC,
		.doit		= btns_nl_spi_alloc_doit,
		.policy		= btns_spi_alloc_nl_policy,
		.maxattr	= BTNS_A_SA_SPI_MAX,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BTNS_CMD_POLICY_SET,
		.doit		= btns_nl_policy_set_doit,
		.policy		= btns_policy_set_nl_policy,
		.maxattr	= BTNS_A_SPD_CONFIRM,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BTNS_CMD_POLICY_ADD,
		.doit		= btns_nl_policy_add_doit,
		.policy		= btns_policy_add_nl_policy,
		.maxattr	= BTNS_A_SPD_BEFORE,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BTNS_CMD_POLICY_DEL,
		.doit		= btns_nl_policy_del_doit,
		.policy		= btns_policy_del_nl_policy,
		.maxattr	= BTNS_A_SPD_INDEX,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BTNS_CMD_POLICY_CHANGE,
		.doit		= btns_nl_policy_change_doit,
		.policy		= btns_policy_change_nl_policy,
		.maxattr	= BTNS_A_SPD_GENERATION,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BTNS_CMD_POLICY_MOVE,
		.doit		= btns_nl_policy_move_doit,
		.policy		= btns_policy_move_nl_policy,
		.maxattr	= BTNS_A_SPD_BEFORE,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BTNS_CMD_POLICY_CONFIRM,
		.doit		= btns_nl_policy_confirm_doit,
		.policy		= btns_policy_confirm_nl_policy,
		.maxattr	= BTNS_A_SPD_GENERATION,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BTNS_CMD_POLICY_RESET,
		.doit		= btns_nl_policy_reset_doit,
		.policy		= btns_policy_reset_nl_policy,
		.maxattr	= BTNS_A_SPD_GENERATION,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd	= BTNS_CMD_POLICY_GET,
		.start	= btns_nl_policy_get_start,
		.dumpit	= btns_nl_policy_get_dumpit,
		.flags	= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd	= BTNS_CMD_SPD_GET,
		.doit	= btns_nl_spd_get_doit,
		.flags	= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd	= BTNS_CMD_STATS_GET,
		.dumpit	= btns_nl_stats_get_dumpit,
		.flags	= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd	= BTNS_CMD_ACQUIRE_GET,
		.dumpit	= btns_nl_acquire_get_dumpit,
		.flags	= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= BTNS_CMD_ACQUIRE_FAIL,
		.doit		= btns_nl_acquire_fail_doit,
		.policy		= btns_acquire_fail_nl_policy,
		.maxattr	= BTNS_A_ACQUIRE_HOLD_OFF,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd	= BTNS_CMD_CONF_GET,
		.doit	= btns_nl_conf_get_doit,
		.flags	= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BTNS_CMD_CONF_SET,
		.doit		= btns_nl_conf_set_doit,
		.policy		= btns_conf_set_nl_policy,
		.maxattr	= BTNS_A_CONF_SKIP_HEADERS,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BTNS_CMD_PAD_ADD,
		.doit		= btns_nl_pad_add_doit,
		.policy		= btns_pad_add_nl_policy,
		.maxattr	= BTNS_A_PAD_GENERATION,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BTNS_CMD_PAD_CHANGE,
		.doit		= btns_nl_pad_change_doit,
		.policy		= btns_pad_change_nl_policy,
		.maxattr	= BTNS_A_PAD_GENERATION,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BTNS_CMD_PAD_DEL,
		.doit		= btns_nl_pad_del_doit,
		.policy		= btns_pad_del_nl_policy,
		.maxattr	= BTNS_A_PAD_GENERATION,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BTNS_CMD_PAD_SET,
		.doit		= btns_nl_pad_set_doit,
		.policy		= btns_pad_set_nl_policy,
		.maxattr	= BTNS_A_PAD_GENERATION,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd	= BTNS_CMD_PAD_GET,
		.start	= btns_nl_pad_get_start,
		.dumpit	= btns_nl_pad_get_dumpit,
		.flags	= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd	= BTNS_CMD_PAD_STATE_GET,
		.doit	= btns_nl_pad_state_get_doit,
		.flags	= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BTNS_CMD_IDENTITY_ADD,
		.doit		= btns_nl_identity_add_doit,
		.policy		= btns_identity_add_nl_policy,
		.maxattr	= BTNS_A_IDENTITY_ASSERTED_VALUE,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BTNS_CMD_IDENTITY_DEL,
		.doit		= btns_nl_identity_del_doit,
		.policy		= btns_identity_del_nl_policy,
		.maxattr	= BTNS_A_IDENTITY_HANDLE,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd	= BTNS_CMD_IDENTITY_GET,
		.dumpit	= btns_nl_identity_get_dumpit,
		.flags	= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= BTNS_CMD_SA_PAIR_ADD,
		.doit		= btns_nl_sa_pair_add_doit,
		.policy		= btns_sa_pair_add_nl_policy,
		.maxattr	= BTNS_A_SA_PAIR_REKEY_OF,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BTNS_CMD_EXPLAIN,
		.doit		= btns_nl_explain_doit,
		.policy		= btns_explain_nl_policy,
		.maxattr	= BTNS_A_EXPLAIN_DSCP,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BTNS_CMD_DROP_GET,
		.dumpit		= btns_nl_drop_get_dumpit,
		.policy		= btns_drop_get_nl_policy,
		.maxattr	= BTNS_A_DROP_REMOTE_IPV6,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DUMP,
	},
};

static const struct genl_multicast_group btns_nl_mcgrps[] = {
	[BTNS_NLGRP_EVENTS] = { "events", },
	[BTNS_NLGRP_AUDIT] = { "audit", },
};

struct genl_family btns_nl_family __ro_after_init = {
	.name		= BTNS_FAMILY_NAME,
	.version	= BTNS_FAMILY_VERSION,
	.netnsok	= true,
	.parallel_ops	= true,
	.module		= THIS_MODULE,
	.split_ops	= btns_nl_ops,
	.n_split_ops	= ARRAY_SIZE(btns_nl_ops),
	.mcgrps		= btns_nl_mcgrps,
	.n_mcgrps	= ARRAY_SIZE(btns_nl_mcgrps),
};
