// SPDX-License-Identifier: GPL-2.0-or-later
/* Settings of the namespace; what they may be is the kernel's own table. */
#include "sock.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "attr.h"
#include "core/conf.h"

static_assert(BTNS_A_CONF_MAX < BTNS_CONF_ROOM, "room for every setting");

static const char *const classes[] = {
	"unreachable", "too-big", "redirect", "time-exceeded", "parameter",
};

#define CLASSES (sizeof(classes) / sizeof(classes[0]))

const char *btns_conf_name(uint32_t id)
{
	const struct btns_conf_setting *setting = btns_conf_setting(id);

	return setting ? setting->name : NULL;
}

uint32_t btns_conf_default(uint32_t id)
{
	const struct btns_conf_setting *setting = btns_conf_setting(id);

	return setting ? setting->preset : 0;
}

static int parse_classes(const char *text, uint32_t *value)
{
	*value = 0;
	if (!strcmp(text, "none"))
		return 0;
	for (;;) {
		size_t len = strcspn(text, ","), i = 0;

		while (i < CLASSES && (strlen(classes[i]) != len ||
				       strncmp(classes[i], text, len) != 0))
			i++;
		if (i == CLASSES || *value & 1U << i)
			return -EINVAL;
		*value |= 1U << i;
		if (!text[len])
			return 0;
		text += len + 1;
	}
}

static int parse_number(const char *text, uint32_t *value)
{
	uint64_t number;

	if (btns_number_parse(text, UINT32_MAX, &number))
		return -EINVAL;
	*value = (uint32_t)number;
	return 0;
}

static int parse_switch(const char *text, uint32_t *value)
{
	*value = !strcmp(text, "on");
	return *value || !strcmp(text, "off") ? 0 : -EINVAL;
}

int btns_conf_parse(uint32_t id, const char *text, uint32_t *value,
		    const char **why)
{
	const struct btns_conf_setting *setting = btns_conf_setting(id);
	int err;

	if (!setting)
		return -ENOENT;
	if (setting->kind == BTNS_CONF_CLASSES)
		err = parse_classes(text, value);
	else if (setting->kind == BTNS_CONF_SWITCH)
		err = parse_switch(text, value);
	else
		err = parse_number(text, value);
	if (!err && btns_conf_check(id, *value))
		err = -EINVAL;
	if (err && why)
		*why = setting->wrong;
	return err;
}

static int print_classes(uint32_t value, char *buf, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < CLASSES && used < size; i++)
		if (value & 1U << i)
			used += (size_t)snprintf(buf + used, size - used,
						 "%s%s", used ? "," : "",
						 classes[i]);
	if (!used)
		used = (size_t)snprintf(buf, size, "none");
	return (int)used;
}

int btns_conf_print(uint32_t id, uint32_t value, char *buf, size_t size)
{
	const struct btns_conf_setting *setting = btns_conf_setting(id);
	int len;

	if (!setting)
		return -ENOENT;
	if (setting->kind == BTNS_CONF_CLASSES)
		len = print_classes(value, buf, size);
	else if (setting->kind == BTNS_CONF_SWITCH)
		len = snprintf(buf, size, "%s", value ? "on" : "off");
	else
		len = snprintf(buf, size, "%u", value);
	return (size_t)len < size ? len : -ENOSPC;
}

static int conf_read(struct nlattr **attrs, void *arg)
{
	struct btns_conf_info *conf = arg;

	for (uint32_t id = 1; id < BTNS_CONF_COUNT; id++) {
		if (!attrs[id])
			continue;
		if (attr_get_u32(attrs[id], &conf->value[id]))
			return -EBADMSG;
		conf->has |= 1ULL << id;
	}
	return 0;
}

int btns_conf_get(struct btns_sock *sock, struct btns_conf_info *conf)
{
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_CONF_GET, 0);
	const struct reply reply = {
		.set = &attr_conf, .max = BTNS_A_CONF_MAX,
		.fn = conf_read, .arg = conf,
	};

	memset(conf, 0, sizeof(*conf));
	return msg ? sock_request(sock, msg, &attr_conf, &reply) : -ENOMEM;
}

int btns_conf_set(struct btns_sock *sock, const struct btns_conf_info *conf)
{
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_CONF_SET,
				      BTNS_CONF_ROOM * NLA_HDRLEN * 2);

	if (!msg)
		return -ENOMEM;
	for (uint32_t id = 1; id < BTNS_CONF_ROOM; id++) {
		if (!(conf->has & 1ULL << id))
			continue;
		if (nla_put_u32(msg, (int)id, conf->value[id])) {
			nlmsg_free(msg);
			return -ENOBUFS;
		}
	}
	return sock_request(sock, msg, &attr_conf, NULL);
}
