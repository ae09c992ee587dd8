// SPDX-License-Identifier: GPL-2.0-or-later
/* SAs that are wanted. */
#include "sock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "attr.h"

struct acquire_list {
	struct btns_acquire *acquire;
	size_t count;
	size_t room;
};

int acquire_read(struct nlattr **a, struct btns_acquire *acquire)
{
	memset(acquire, 0, sizeof(*acquire));
	if (attr_get_u32(a[BTNS_A_ACQUIRE_ID], &acquire->id) ||
	    attr_get_u32(a[BTNS_A_ACQUIRE_INDEX], &acquire->index) ||
	    attr_get_u32(a[BTNS_A_ACQUIRE_REQID], &acquire->reqid) ||
	    attr_get_u32(a[BTNS_A_ACQUIRE_MODE], &acquire->mode) ||
	    attr_get_tunnel(a[BTNS_A_ACQUIRE_TUNNEL], &acquire->tunnel) ||
	    attr_get_u32(a[BTNS_A_ACQUIRE_PFP], &acquire->pfp) ||
	    attr_get_u32(a[BTNS_A_ACQUIRE_STATE], &acquire->state) ||
	    attr_get_u32(a[BTNS_A_ACQUIRE_REASON], &acquire->reason) ||
	    attr_get_u32(a[BTNS_A_ACQUIRE_PACKETS], &acquire->packets) ||
	    attr_get_u32(a[BTNS_A_ACQUIRE_BYTES], &acquire->bytes) ||
	    attr_get_u32(a[BTNS_A_ACQUIRE_AGE], &acquire->age) ||
	    attr_get_u32(a[BTNS_A_ACQUIRE_EXPIRES], &acquire->expires))
		return -EBADMSG;
	return attr_get_ts(a[BTNS_A_ACQUIRE_FLOW], &acquire->flow);
}

void btns_acquire_list_free(struct btns_acquire *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		btns_ts_free(&list[i].flow);
	free(list);
}

static int list_read(struct nlattr **attrs, void *arg)
{
	struct acquire_list *list = arg;
	int err;

	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 64;
		void *acquire = realloc(list->acquire,
					room * sizeof(*list->acquire));

		if (!acquire)
			return -ENOMEM;
		list->acquire = acquire;
		list->room = room;
	}
	err = acquire_read(attrs, &list->acquire[list->count]);
	if (!err)
		list->count++;
	return err;
}

static void list_restart(void *arg)
{
	struct acquire_list *list = arg;

	while (list->count)
		btns_ts_free(&list->acquire[--list->count].flow);
}

int btns_acquire_dump(struct btns_sock *sock, struct btns_acquire **result,
		      size_t *count)
{
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_ACQUIRE_GET, 0);
	struct acquire_list list = { NULL, 0, 0 };
	const struct reply reply = {
		.set = &attr_acquire, .max = BTNS_A_ACQUIRE_MAX,
		.fn = list_read, .restart = list_restart, .arg = &list,
	};
	int err;

	*result = NULL;
	*count = 0;
	if (!msg)
		return -ENOMEM;
	err = sock_dump(sock, msg, &attr_acquire, &reply);
	if (err || !list.count) {
		btns_acquire_list_free(list.acquire, list.count);
		return err;
	}
	*result = list.acquire;
	*count = list.count;
	return 0;
}

int btns_acquire_fail(struct btns_sock *sock, uint32_t id, uint32_t reason,
		      uint32_t hold_off)
{
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_ACQUIRE_FAIL, 64);

	if (!msg)
		return -ENOMEM;
	if (nla_put_u32(msg, BTNS_A_ACQUIRE_ID, id) ||
	    nla_put_u32(msg, BTNS_A_ACQUIRE_REASON, reason) ||
	    (hold_off &&
	     nla_put_u32(msg, BTNS_A_ACQUIRE_HOLD_OFF, hold_off))) {
		nlmsg_free(msg);
		return -EMSGSIZE;
	}
	return sock_request(sock, msg, &attr_acquire, NULL);
}
