/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/btns.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_BTNS_GEN_H
#define _LINUX_BTNS_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/btns.h>

/* Common nested types */
extern const struct nla_policy btns_addr_range_nl_policy[BTNS_A_ADDR_RANGE_HI_IPV6 + 1];
extern const struct nla_policy btns_limits_nl_policy[BTNS_A_LIMITS_SECONDS + 1];
extern const struct nla_policy btns_name_nl_policy[BTNS_A_NAME_ID_VALUE + 1];
extern const struct nla_policy btns_octet_range_nl_policy[BTNS_A_OCTET_RANGE_HI + 1];
extern const struct nla_policy btns_pad_entry_nl_policy[BTNS_A_PAD_ENTRY_GENERATION + 1];
extern const struct nla_policy btns_policy_nl_policy[BTNS_A_POLICY_NAME + 1];
extern const struct nla_policy btns_port_range_nl_policy[BTNS_A_PORT_RANGE_HI + 1];
extern const struct nla_policy btns_sa_half_nl_policy[BTNS_A_SA_SEQ_OVERFLOW + 1];
extern const struct nla_policy btns_selector_nl_policy[BTNS_A_SELECTOR_OPAQUE + 1];
extern const struct nla_policy btns_tunnel_nl_policy[BTNS_A_TUNNEL_REMOTE_IPV6 + 1];

int btns_nl_sa_get_start(struct netlink_callback *cb);
int btns_nl_policy_get_start(struct netlink_callback *cb);
int btns_nl_pad_get_start(struct netlink_callback *cb);
int btns_nl_sa_get_done(struct netlink_callback *cb);

int btns_nl_sa_add_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_sa_update_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_sa_del_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_sa_flush_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_sa_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int btns_nl_spi_alloc_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_policy_set_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_policy_add_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_policy_del_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_policy_change_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_policy_move_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_policy_confirm_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_policy_reset_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_policy_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int btns_nl_spd_get_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_stats_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int btns_nl_acquire_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int btns_nl_acquire_fail_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_conf_get_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_conf_set_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_pad_add_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_pad_change_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_pad_del_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_pad_set_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_pad_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int btns_nl_pad_state_get_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_identity_add_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_identity_del_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_identity_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int btns_nl_sa_pair_add_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_explain_doit(struct sk_buff *skb, struct genl_info *info);
int btns_nl_drop_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);

enum {
	BTNS_NLGRP_EVENTS,
	BTNS_NLGRP_AUDIT,
};

extern struct genl_family btns_nl_family;

#endif /* _LINUX_BTNS_GEN_H */
