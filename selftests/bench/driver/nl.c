// SPDX-License-Identifier: GPL-2.0-or-later
#include "nl.h"

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif

#define ROOM (32u << 20)		/* for a hundred thousand entries */
#define ANSWER 65536

void nl_open(struct nl *nl, int protocol)
{
	struct sockaddr_nl self = { .nl_family = AF_NETLINK };
	int send = ROOM + 65536, receive = 1 << 22, one = 1;

	memset(nl, 0, sizeof(*nl));
	nl->room = ROOM;
	nl->buf = malloc(nl->room);
	if (!nl->buf)
		err(1, "malloc");
	nl->fd = socket(AF_NETLINK, SOCK_RAW, protocol);
	if (nl->fd < 0)
		err(1, "netlink socket");
	if (setsockopt(nl->fd, SOL_SOCKET, SO_SNDBUFFORCE, &send, sizeof(send)) ||
	    setsockopt(nl->fd, SOL_SOCKET, SO_RCVBUFFORCE, &receive,
		       sizeof(receive)) ||
	    setsockopt(nl->fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one)) ||
	    setsockopt(nl->fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one)) ||
	    bind(nl->fd, (struct sockaddr *)&self, sizeof(self)))
		err(1, "netlink socket");
}

static void *grow(struct nl *nl, size_t len)
{
	size_t begin = nl->len;

	if (nl->room - begin < len + NLA_ALIGNTO)
		errx(1, "netlink request too long");
	nl->len += NLA_ALIGN(len);
	memset(nl->buf + begin, 0, nl->len - begin);
	return nl->buf + begin;
}

void nl_begin(struct nl *nl, uint16_t type, uint16_t flags, const void *header,
	      size_t len)
{
	struct nlmsghdr *nlh;

	nl->message = nl->len;
	nlh = grow(nl, sizeof(*nlh));
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	memcpy(grow(nl, len), header, len);
}

void nl_begin_family(struct nl *nl, uint8_t cmd)
{
	struct genlmsghdr genlh = { .cmd = cmd, .version = 1 };

	nl_begin(nl, nl->family, 0, &genlh, sizeof(genlh));
}

void nl_end(struct nl *nl)
{
	struct nlmsghdr *nlh = (void *)(nl->buf + nl->message);

	nlh->nlmsg_len = nl->len - nl->message;
}

void nl_put(struct nl *nl, uint16_t type, const void *data, size_t len)
{
	struct nlattr *attr = grow(nl, NLA_HDRLEN + len);

	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + len;
	memcpy((char *)attr + NLA_HDRLEN, data, len);
}

void nl_put_u16(struct nl *nl, uint16_t type, uint16_t value)
{
	nl_put(nl, type, &value, sizeof(value));
}

void nl_put_u32(struct nl *nl, uint16_t type, uint32_t value)
{
	nl_put(nl, type, &value, sizeof(value));
}

void nl_put_be32(struct nl *nl, uint16_t type, uint32_t value)
{
	nl_put_u32(nl, type, htonl(value));
}

size_t nl_nest(struct nl *nl, uint16_t type)
{
	size_t begin = nl->len;

	nl_put(nl, type | NLA_F_NESTED, "", 0);
	return begin;
}

/* The length of a nest of more than 64 KB is nobody's business: none is here. */
void nl_nest_end(struct nl *nl, size_t nest)
{
	struct nlattr *attr = (void *)(nl->buf + nest);

	attr->nla_len = nl->len - nest;
}

static const char *extack(const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *ack = NLMSG_DATA(nlh);
	size_t at = NLMSG_HDRLEN + sizeof(*ack);
	const struct nlattr *attr;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return "";
	while (at + NLA_HDRLEN <= nlh->nlmsg_len) {
		attr = (const void *)((const char *)nlh + at);
		if (attr->nla_type == NLMSGERR_ATTR_MSG)
			return (const char *)attr + NLA_HDRLEN;
		at += NLA_ALIGN(attr->nla_len);
		if (attr->nla_len < NLA_HDRLEN)
			break;
	}
	return "";
}

/* How many acknowledgements are in @len octets? */
static unsigned int acks(const void *octets, ssize_t len)
{
	const struct nlmsghdr *nlh = octets;
	const struct nlmsgerr *ack;
	unsigned int count = 0;

	for (; NLMSG_OK(nlh, (size_t)len); nlh = NLMSG_NEXT(nlh, len)) {
		if (nlh->nlmsg_type != NLMSG_ERROR)
			continue;
		ack = NLMSG_DATA(nlh);
		if (ack->error)
			errx(1, "refused: %s: %s", strerror(-ack->error),
			     extack(nlh));
		count++;
	}
	return count;
}

void nl_send(struct nl *nl, unsigned int messages)
{
	static char answer[ANSWER];
	ssize_t got;

	if (send(nl->fd, nl->buf, nl->len, 0) < 0)
		err(1, "netlink send");
	while (messages) {
		got = recv(nl->fd, answer, sizeof(answer), 0);
		if (got < 0)
			err(1, "netlink receive");
		messages -= acks(answer, got);
	}
	nl->len = 0;
}

void nl_turn(struct nl *nl, const void *octets, size_t len)
{
	char answer[2048];
	ssize_t got;
	unsigned int done = 0;

	if (send(nl->fd, octets, len, 0) < 0)
		err(1, "netlink send");
	while (!done) {
		got = recv(nl->fd, answer, sizeof(answer), 0);
		if (got < 0)
			err(1, "netlink receive");
		done = acks(answer, got);
	}
}

void nl_open_family(struct nl *nl, const char *name)
{
	struct genlmsghdr genlh = { .cmd = CTRL_CMD_GETFAMILY, .version = 1 };
	static char answer[ANSWER];
	const struct nlmsghdr *nlh = (void *)answer;
	const struct nlattr *attr;
	ssize_t got, at = NLMSG_HDRLEN + GENL_HDRLEN;

	nl_open(nl, NETLINK_GENERIC);
	nl_begin(nl, GENL_ID_CTRL, 0, &genlh, sizeof(genlh));
	nl_put(nl, CTRL_ATTR_FAMILY_NAME, name, strlen(name) + 1);
	nl_end(nl);
	if (send(nl->fd, nl->buf, nl->len, 0) < 0)
		err(1, "netlink send");
	got = recv(nl->fd, answer, sizeof(answer), 0);
	nl->len = 0;
	if (got < 0 || nlh->nlmsg_type == NLMSG_ERROR)
		errx(1, "no family %s: is the module loaded?", name);
	for (; at + NLA_HDRLEN <= got; at += NLA_ALIGN(attr->nla_len)) {
		attr = (const void *)(answer + at);
		if (attr->nla_type == CTRL_ATTR_FAMILY_ID)
			memcpy(&nl->family, answer + at + NLA_HDRLEN,
			       sizeof(nl->family));
	}
	/* its acknowledgement, unless it came along */
	if ((size_t)got <= NLMSG_ALIGN(nlh->nlmsg_len) &&
	    recv(nl->fd, answer, sizeof(answer), 0) < 0)
		err(1, "netlink receive");
}
