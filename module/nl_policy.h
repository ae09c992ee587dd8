/* SPDX-License-Identifier: GPL-2.0-only */
/* An SPD entry as netlink attributes, and back. */
#ifndef BTNS_NL_POLICY_H
#define BTNS_NL_POLICY_H

#include <linux/skbuff.h>
#include <net/netlink.h>

#include "policy.h"

/**
 * struct btns_nl_policy - an SPD entry from a message
 * @params: what it says
 * @octets: its names, selectors and their lists
 */
struct btns_nl_policy {
	struct btns_policy_params params;
	void *octets;
};

/**
 * btns_nl_policy_read() - an attribute of an entry, checked
 * @attr: BTNS_A_SPD_POLICY
 * @entry: what it says; then btns_nl_policy_free(), also after an error
 * @extack: told what is wrong
 *
 * Context: process.
 * Return: 0, -EINVAL, -ERANGE or -ENOMEM.
 */
int btns_nl_policy_read(struct nlattr *attr, struct btns_nl_policy *entry,
			struct netlink_ext_ack *extack);
void btns_nl_policy_free(struct btns_nl_policy *entry);

/* any context: 0, or -EMSGSIZE and a message to be cancelled */
int btns_nl_policy_put(struct sk_buff *skb, const struct btns_policy *policy);
int btns_nl_policy_put_nominal(struct sk_buff *skb);

#endif
