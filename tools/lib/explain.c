// SPDX-License-Identifier: GPL-2.0-or-later
/* What would become of a packet. */
#include "sock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "attr.h"

#define ASK_SIZE 256	/* octets that all attributes take at most */

static int put_fields(struct nl_msg *msg, const struct btns_explain_ask *ask)
{
	if (ask->has_ports &&
	    (nla_put_u16(msg, BTNS_A_EXPLAIN_LPORT, ask->lport) ||
	     nla_put_u16(msg, BTNS_A_EXPLAIN_RPORT, ask->rport)))
		return -ENOBUFS;
	if (ask->has_icmp && nla_put_u16(msg, BTNS_A_EXPLAIN_ICMP, ask->icmp))
		return -ENOBUFS;
	return ask->has_mh ? nla_put_u8(msg, BTNS_A_EXPLAIN_MH, ask->mh) : 0;
}

static int put_ask(struct nl_msg *msg, const struct btns_explain_ask *ask)
{
	if (nla_put_u32(msg, BTNS_A_EXPLAIN_DIR, ask->dir) ||
	    attr_put_ip(msg, BTNS_A_EXPLAIN_LOCAL_IPV4,
			BTNS_A_EXPLAIN_LOCAL_IPV6, ask->family, &ask->local) ||
	    attr_put_ip(msg, BTNS_A_EXPLAIN_REMOTE_IPV4,
			BTNS_A_EXPLAIN_REMOTE_IPV6, ask->family,
			&ask->remote) ||
	    nla_put_u8(msg, BTNS_A_EXPLAIN_PROTO, ask->proto) ||
	    put_fields(msg, ask) ||
	    nla_put_u32(msg, BTNS_A_EXPLAIN_FRAGMENT, ask->fragment) ||
	    nla_put_u8(msg, BTNS_A_EXPLAIN_DSCP, ask->dscp))
		return -ENOBUFS;
	if (ask->spi && nla_put_u32(msg, BTNS_A_EXPLAIN_SPI, htonl(ask->spi)))
		return -ENOBUFS;
	if (ask->dst_family == AF_UNSPEC)
		return 0;
	return attr_put_ip(msg, BTNS_A_EXPLAIN_DST_IPV4,
			   BTNS_A_EXPLAIN_DST_IPV6, ask->dst_family,
			   &ask->dst);
}

static int step_read(struct nlattr *attr, void *arg)
{
	struct btns_explanation *result = arg;
	struct nlattr *a[BTNS_A_EXPLAIN_STEP_MAX + 1];
	struct btns_explain_step *step;

	if (result->steps == BTNS_EXPLAIN_STEPS_MAX)
		return -EBADMSG;
	step = &result->step[result->steps++];
	memset(step, 0, sizeof(*step));
	if (nla_parse_nested(a, BTNS_A_EXPLAIN_STEP_MAX, attr, NULL) ||
	    attr_get_u32(a[BTNS_A_EXPLAIN_STEP_WHAT], &step->what) ||
	    attr_get_u32(a[BTNS_A_EXPLAIN_STEP_DIR], &step->dir) ||
	    attr_get_u32(a[BTNS_A_EXPLAIN_STEP_VERDICT_BY],
			 &step->verdict_by) ||
	    attr_get_u32(a[BTNS_A_EXPLAIN_STEP_INDEX], &step->index) ||
	    attr_get_u32(a[BTNS_A_EXPLAIN_STEP_ACTION], &step->action) ||
	    attr_get_u32(a[BTNS_A_EXPLAIN_STEP_SPI], &step->spi) ||
	    attr_get_ip(a[BTNS_A_EXPLAIN_STEP_SRC_IPV4],
			a[BTNS_A_EXPLAIN_STEP_SRC_IPV6], &step->family,
			&step->src) ||
	    attr_get_ip(a[BTNS_A_EXPLAIN_STEP_DST_IPV4],
			a[BTNS_A_EXPLAIN_STEP_DST_IPV6], &step->family,
			&step->dst) ||
	    attr_get_u32(a[BTNS_A_EXPLAIN_STEP_MODE], &step->mode) ||
	    attr_get_u32(a[BTNS_A_EXPLAIN_STEP_REQID], &step->reqid) ||
	    attr_get_u32(a[BTNS_A_EXPLAIN_STEP_ANSWER], &step->answer))
		return -EBADMSG;
	step->spi = ntohl(step->spi);
	return 0;
}

static int result_read(struct nlattr **a, void *arg)
{
	struct btns_explanation *result = arg;

	result->quote_decides = a[BTNS_A_EXPLAIN_QUOTE_DECIDES];
	if (!a[BTNS_A_EXPLAIN_VERDICT] ||
	    attr_get_u32(a[BTNS_A_EXPLAIN_VERDICT], &result->verdict))
		return -EBADMSG;
	return attr_get_name(a[BTNS_A_EXPLAIN_COUNTER], result->counter,
			     sizeof(result->counter));
}

int btns_explain(struct btns_sock *sock, const struct btns_explain_ask *ask,
		 struct btns_explanation *result)
{
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_EXPLAIN, ASK_SIZE);
	const struct reply reply = {
		.set = &attr_explain, .max = BTNS_A_EXPLAIN_MAX,
		.fn = result_read, .many = BTNS_A_EXPLAIN_STEP,
		.each = step_read, .arg = result,
	};

	memset(result, 0, sizeof(*result));
	if (!msg)
		return -ENOMEM;
	if (put_ask(msg, ask)) {
		nlmsg_free(msg);
		return -EMSGSIZE;
	}
	return sock_request(sock, msg, &attr_explain, &reply);
}
