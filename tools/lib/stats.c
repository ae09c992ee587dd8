// SPDX-License-Identifier: GPL-2.0-or-later
#include "sock.h"

#include <errno.h>
#include <stdlib.h>

#include "attr.h"

struct counter_list {
	struct btns_counter_info *counter;
	size_t count;
	size_t room;
};

static int counter_read(struct nlattr **attrs, struct btns_counter_info *counter)
{
	if (!attrs[BTNS_A_COUNTER_NAME] || !attrs[BTNS_A_COUNTER_VALUE] ||
	    attr_get_name(attrs[BTNS_A_COUNTER_NAME], counter->name,
			  sizeof(counter->name)))
		return -EBADMSG;
	return attr_get_u64(attrs[BTNS_A_COUNTER_VALUE], &counter->value);
}

static int list_read(struct nlattr **attrs, void *arg)
{
	struct counter_list *list = arg;

	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 64;
		void *counter = realloc(list->counter,
					room * sizeof(*list->counter));

		if (!counter)
			return -ENOMEM;
		list->counter = counter;
		list->room = room;
	}
	return counter_read(attrs, &list->counter[list->count++]);
}

static void list_restart(void *arg)
{
	struct counter_list *list = arg;

	list->count = 0;
}

int btns_stats_dump(struct btns_sock *sock, struct btns_counter_info **result,
		    size_t *count)
{
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_STATS_GET, 0);
	struct counter_list list = { NULL, 0, 0 };
	const struct reply reply = {
		.set = &attr_counter, .max = BTNS_A_COUNTER_MAX,
		.fn = list_read, .restart = list_restart, .arg = &list,
	};
	int err;

	*result = NULL;
	*count = 0;
	if (!msg)
		return -ENOMEM;
	err = sock_dump(sock, msg, &attr_counter, &reply);
	if (err || !list.count) {
		free(list.counter);
		return err;
	}
	*result = list.counter;
	*count = list.count;
	return 0;
}
