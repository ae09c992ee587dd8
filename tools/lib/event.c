// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Events are read a datagram at a time and handed out one by one, so that the
 * caller's loop stays in charge.
 */
#include "sock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "attr.h"

#define EVENT_BUFFER (1024 * 1024)	/* a flush of some thousand SAs */

static int subscribe(struct btns_sock *sock, const char *name)
{
	int group = genl_ctrl_resolve_grp(sock->nl, BTNS_FAMILY_NAME, name);
	int size = EVENT_BUFFER, fd = nl_socket_get_fd(sock->nl), err;

	if (group < 0)
		return sock_errno(group);
	nl_socket_disable_seq_check(sock->nl);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	err = nl_socket_set_nonblocking(sock->nl);
	if (!err)
		err = nl_socket_add_membership(sock->nl, group);
	return sock_errno(err);
}

int btns_event_subscribe(struct btns_sock *sock)
{
	return subscribe(sock, BTNS_MCGRP_EVENTS);
}

int btns_audit_subscribe(struct btns_sock *sock)
{
	return subscribe(sock, BTNS_MCGRP_AUDIT);
}

int btns_event_fd(const struct btns_sock *sock)
{
	return nl_socket_get_fd(sock->nl);
}

static int sa_event_read(struct nlmsghdr *hdr, struct btns_event *event)
{
	struct nlattr *a[BTNS_A_SA_MAX + 1];
	int err = sock_attrs(hdr, a, BTNS_A_SA_MAX);

	if (!err)
		err = sa_read(a, &event->sa);
	if (!err)
		err = attr_get_u32(a[BTNS_A_SA_LIMIT], &event->limit);
	if (!err)
		event->hard = a[BTNS_A_SA_HARD_REACHED];
	return err;
}

static int policy_event_read(struct nlmsghdr *hdr, struct btns_event *event)
{
	struct nlattr *a[BTNS_A_SPD_MAX + 1];
	int err = sock_attrs(hdr, a, BTNS_A_SPD_MAX);

	if (!err)
		err = spd_read(a, &event->spd);
	if (!err)
		err = attr_get_u32(a[BTNS_A_SPD_CHANGE], &event->change);
	if (!err)
		err = attr_get_u32(a[BTNS_A_SPD_INDEX], &event->index);
	return err;
}

static int pad_event_read(struct nlmsghdr *hdr, struct btns_event *event)
{
	struct nlattr *a[BTNS_A_PAD_MAX + 1];
	int err = sock_attrs(hdr, a, BTNS_A_PAD_MAX);

	if (!err)
		err = pad_read(a, &event->pad);
	if (!err)
		err = attr_get_u32(a[BTNS_A_PAD_CHANGE], &event->change);
	if (!err)
		err = attr_get_u32(a[BTNS_A_PAD_INDEX], &event->pad_index);
	return err;
}

static int acquire_event_read(struct nlmsghdr *hdr, struct btns_event *event)
{
	struct nlattr *a[BTNS_A_ACQUIRE_MAX + 1];
	int err = sock_attrs(hdr, a, BTNS_A_ACQUIRE_MAX);

	return err ? err : acquire_read(a, &event->acquire);
}

static int audit_event_read(struct nlmsghdr *hdr, struct btns_event *event)
{
	struct nlattr *a[BTNS_A_DROP_MAX + 1];
	int err = sock_attrs(hdr, a, BTNS_A_DROP_MAX);

	return err ? err : drop_read(a, &event->drop);
}

void btns_event_free(struct btns_event *event)
{
	btns_sa_free(&event->sa);
	btns_ts_free(&event->acquire.flow);
	btns_ts_free(&event->drop.flow);
	btns_ts_free(&event->drop.sel);
}

static int event_read(struct nlmsghdr *hdr, struct btns_event *event)
{
	memset(event, 0, sizeof(*event));
	if (!genlmsg_valid_hdr(hdr, 0))
		return -EBADMSG;
	event->type = genlmsg_hdr(hdr)->cmd;
	switch (event->type) {
	case BTNS_CMD_SA_ADD_NTF:
	case BTNS_CMD_SA_DEL_NTF:
	case BTNS_CMD_SA_EXPIRE_NTF:
		return sa_event_read(hdr, event);
	case BTNS_CMD_POLICY_NTF:
		return policy_event_read(hdr, event);
	case BTNS_CMD_PAD_NTF:
		return pad_event_read(hdr, event);
	case BTNS_CMD_ACQUIRE_NTF:
		return acquire_event_read(hdr, event);
	case BTNS_CMD_AUDIT_NTF:
		return audit_event_read(hdr, event);
	default:
		return 0;
	}
}

static int datagram_read(struct btns_sock *sock)
{
	struct sockaddr_nl from;
	unsigned char *data = NULL;
	int len = nl_recv(sock->nl, &from, &data, NULL);

	/* libnl has one error for "out of memory" and "receiver overrun" */
	if (len < 0)
		return len == -NLE_NOMEM ? -ENOBUFS : sock_errno(len);
	if (!len)
		return -EAGAIN;
	if (from.nl_pid) {		/* not from the kernel */
		free(data);
		return -EAGAIN;
	}
	free(sock->events);
	sock->events = data;
	sock->event = (struct nlmsghdr *)data;
	sock->events_left = len;
	return 0;
}

int btns_event_next(struct btns_sock *sock, struct btns_event *event)
{
	for (;;) {
		struct nlmsghdr *hdr = sock->event;
		int err;

		if (!hdr || !nlmsg_ok(hdr, sock->events_left)) {
			sock->event = NULL;
			err = datagram_read(sock);
			if (err)
				return err;
			continue;
		}
		sock->event = nlmsg_next(hdr, &sock->events_left);
		if (hdr->nlmsg_type != sock->family)
			continue;
		err = event_read(hdr, event);
		if (err)
			btns_event_free(event);
		return err;
	}
}
