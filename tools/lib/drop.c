// SPDX-License-Identifier: GPL-2.0-or-later
/* Packets that were dropped. */
#include "sock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "attr.h"

struct drop_list {
	struct btns_drop *drop;
	size_t count;
	size_t room;
};

static int selectors_read(struct nlattr **a, struct btns_drop *drop)
{
	int err = attr_get_ts(a[BTNS_A_DROP_FLOW], &drop->flow);

	if (err || !a[BTNS_A_DROP_SELECTOR])
		return err;
	err = attr_get_ts(a[BTNS_A_DROP_SELECTOR], &drop->sel);
	if (err)
		btns_ts_free(&drop->flow);
	else
		drop->has_sel = true;
	return err;
}

int drop_read(struct nlattr **a, struct btns_drop *drop)
{
	memset(drop, 0, sizeof(*drop));
	if (attr_get_u64(a[BTNS_A_DROP_NUMBER], &drop->number) ||
	    attr_get_u64(a[BTNS_A_DROP_TIME], &drop->time) ||
	    attr_get_u32(a[BTNS_A_DROP_DIR], &drop->dir) ||
	    attr_get_name(a[BTNS_A_DROP_REASON], drop->reason,
			  sizeof(drop->reason)) ||
	    attr_get_u32(a[BTNS_A_DROP_VERDICT_BY], &drop->verdict_by) ||
	    attr_get_u32(a[BTNS_A_DROP_INDEX], &drop->index) ||
	    attr_get_ip(a[BTNS_A_DROP_PEER_IPV4], a[BTNS_A_DROP_PEER_IPV6],
			&drop->peer_family, &drop->peer) ||
	    attr_get_u32(a[BTNS_A_DROP_FRAGMENT], &drop->fragment) ||
	    attr_get_u32(a[BTNS_A_DROP_SPI], &drop->spi) ||
	    attr_get_u64(a[BTNS_A_DROP_SEQ], &drop->seq) ||
	    attr_get_u32(a[BTNS_A_DROP_FLOW_LABEL], &drop->flow_label))
		return -EBADMSG;
	drop->spi = ntohl(drop->spi);
	drop->has_seq = a[BTNS_A_DROP_SEQ];
	return selectors_read(a, drop);
}

static void drop_free(struct btns_drop *drop)
{
	btns_ts_free(&drop->flow);
	btns_ts_free(&drop->sel);
}

void btns_drop_list_free(struct btns_drop *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		drop_free(&list[i]);
	free(list);
}

static int list_read(struct nlattr **attrs, void *arg)
{
	struct drop_list *list = arg;
	int err;

	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 64;
		void *drop = realloc(list->drop, room * sizeof(*list->drop));

		if (!drop)
			return -ENOMEM;
		list->drop = drop;
		list->room = room;
	}
	err = drop_read(attrs, &list->drop[list->count]);
	if (!err)
		list->count++;
	return err;
}

static void list_restart(void *arg)
{
	struct drop_list *list = arg;

	while (list->count)
		drop_free(&list->drop[--list->count]);
}

int btns_drop_dump(struct btns_sock *sock, uint8_t family,
		   const struct btns_ip *remote, struct btns_drop **result,
		   size_t *count)
{
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_DROP_GET, 32);
	struct drop_list list = { NULL, 0, 0 };
	const struct reply reply = {
		.set = &attr_drop, .max = BTNS_A_DROP_MAX,
		.fn = list_read, .restart = list_restart, .arg = &list,
	};
	int err;

	*result = NULL;
	*count = 0;
	if (!msg)
		return -ENOMEM;
	if (family != AF_UNSPEC &&
	    attr_put_ip(msg, BTNS_A_DROP_REMOTE_IPV4, BTNS_A_DROP_REMOTE_IPV6,
			family, remote)) {
		nlmsg_free(msg);
		return -EMSGSIZE;
	}
	err = sock_dump(sock, msg, &attr_drop, &reply);
	if (err || !list.count) {
		btns_drop_list_free(list.drop, list.count);
		return err;
	}
	*result = list.drop;
	*count = list.count;
	return 0;
}
