// SPDX-License-Identifier: GPL-2.0-only
#include "core/icmp.h"
#include "generated/netlink.h"
#include "net.h"
#include "nl.h"

/* core/ cannot see the specification's numbers; here they meet. */
static_assert(BTNS_CONF_ICMP_ERRORS_OUT == (int)BTNS_A_CONF_ICMP_ERRORS_OUT);
static_assert(BTNS_CONF_ICMP_RATE == (int)BTNS_A_CONF_ICMP_RATE);
static_assert(BTNS_CONF_ICMP_PROTECTED == (int)BTNS_A_CONF_ICMP_PROTECTED);
static_assert(BTNS_CONF_ICMP_UNPROTECTED == (int)BTNS_A_CONF_ICMP_UNPROTECTED);
static_assert(BTNS_CONF_PMTU_AGE == (int)BTNS_A_CONF_PMTU_AGE);
static_assert(BTNS_CONF_PMTU_FLOOR == (int)BTNS_A_CONF_PMTU_FLOOR);
static_assert(BTNS_CONF_KEEP_SAS == (int)BTNS_A_CONF_KEEP_SAS);
static_assert(BTNS_CONF_DOWNGRADE_HOLD == (int)BTNS_A_CONF_DOWNGRADE_HOLD);
static_assert(BTNS_CONF_SKIP_HEADERS == (int)BTNS_A_CONF_SKIP_HEADERS);
static_assert(BTNS_CONF_COUNT == (int)BTNS_A_CONF_MAX + 1);
static_assert(BTNS_ICMP_UNREACHABLE == (int)BTNS_ICMP_CLASS_UNREACHABLE);
static_assert(BTNS_ICMP_TOO_BIG == (int)BTNS_ICMP_CLASS_TOO_BIG);
static_assert(BTNS_ICMP_REDIRECT == (int)BTNS_ICMP_CLASS_REDIRECT);
static_assert(BTNS_ICMP_TIME_EXCEEDED == (int)BTNS_ICMP_CLASS_TIME_EXCEEDED);
static_assert(BTNS_ICMP_PARAMETER == (int)BTNS_ICMP_CLASS_PARAMETER);
static_assert(BTNS_SKIP_HOPOPTS == (int)BTNS_SKIP_HEADER_HOPOPTS);
static_assert(BTNS_SKIP_ROUTING == (int)BTNS_SKIP_HEADER_ROUTING);
static_assert(BTNS_SKIP_DSTOPTS == (int)BTNS_SKIP_HEADER_DSTOPTS);

int btns_nl_conf_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct btns_net *bn = btns_net(genl_info_net(info));
	struct sk_buff *reply;
	void *hdr;
	u32 id;

	reply = btns_nl_reply_new(info, BTNS_CMD_CONF_GET, &hdr);
	if (!reply)
		return -ENOMEM;
	for (id = 1; id < BTNS_CONF_COUNT; id++) {
		if (nla_put_u32(reply, id, btns_net_conf(bn, id))) {
			nlmsg_free(reply);
			return -EMSGSIZE;
		}
	}
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}

static int check_settings(struct genl_info *info)
{
	const struct btns_nl_in in = { info->attrs, NULL, info->extack };
	bool is_empty = true;
	const char *wrong;
	u32 id;

	for (id = 1; id < BTNS_CONF_COUNT; id++) {
		if (!info->attrs[id])
			continue;
		is_empty = false;
		wrong = btns_conf_check(id, nla_get_u32(info->attrs[id]));
		if (wrong)
			return btns_nl_refuse(&in, id, wrong, -ERANGE);
	}
	if (!is_empty)
		return 0;
	NL_SET_ERR_MSG(info->extack, "nothing to set, give a setting");
	return -EINVAL;
}

int btns_nl_conf_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct btns_net *bn = btns_net(genl_info_net(info));
	int err = check_settings(info);
	u32 id;

	if (err)
		return err;

	mutex_lock(&bn->cfg);
	for (id = 1; id < BTNS_CONF_COUNT; id++)
		if (info->attrs[id])
			WRITE_ONCE(bn->conf[id], /* btns_net_conf() */
				   nla_get_u32(info->attrs[id]));
	mutex_unlock(&bn->cfg);
	return 0;
}
