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

const char *btns_conf_words(uint32_t id)
{
	const struct btns_conf_setting *setting = btns_conf_setting(id);

	return setting ? setting->words : NULL;
}

/* The word behind this one, NULL if it is the last. */
static const char *next_word(const char *word)
{
	const char *blank = strchr(word, ' ');

	return blank ? blank + 1 : NULL;
}

/* The place of a word of @len octets in @words, -1 if it is none of them. */
static int find_word(const char *words, const char *word, size_t len)
{
	int place = 0;

	for (; words; words = next_word(words), place++)
		if (strcspn(words, " ") == len && !strncmp(words, word, len))
			return place;
	return -1;
}

/* The first of @words is the empty set and stands alone. */
static int parse_set(const char *words, const char *text, uint32_t *value)
{
	*value = 0;
	if (!find_word(words, text, strlen(text)))
		return 0;
	for (;;) {
		size_t len = strcspn(text, ",");
		int place = find_word(words, text, len);

		if (place <= 0 || *value & 1U << (place - 1))
			return -EINVAL;
		*value |= 1U << (place - 1);
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

static int parse_switch(const char *words, const char *text, uint32_t *value)
{
	int place = find_word(words, text, strlen(text));

	*value = place > 0;
	return place < 0 ? -EINVAL : 0;
}

int btns_conf_parse(uint32_t id, const char *text, uint32_t *value,
		    const char **why)
{
	const struct btns_conf_setting *setting = btns_conf_setting(id);
	int err;

	if (!setting)
		return -ENOENT;
	if (setting->kind == BTNS_CONF_SET)
		err = parse_set(setting->words, text, value);
	else if (setting->kind == BTNS_CONF_SWITCH)
		err = parse_switch(setting->words, text, value);
	else
		err = parse_number(text, value);
	if (!err && btns_conf_check(id, *value))
		err = -EINVAL;
	if (err && why)
		*why = setting->wrong;
	return err;
}

static int print_word(const char *word, char *buf, size_t size)
{
	return snprintf(buf, size, "%.*s", (int)strcspn(word, " "), word);
}

static int print_set(const char *words, uint32_t value, char *buf, size_t size)
{
	const char *word = words;
	size_t used = 0;

	while ((word = next_word(word)) && used < size) {
		if (value & 1)
			used += (size_t)snprintf(buf + used, size - used,
						 "%s%.*s", used ? "," : "",
						 (int)strcspn(word, " "), word);
		value >>= 1;
	}
	return used ? (int)used : print_word(words, buf, size);
}

int btns_conf_print(uint32_t id, uint32_t value, char *buf, size_t size)
{
	const struct btns_conf_setting *setting = btns_conf_setting(id);
	int len;

	if (!setting)
		return -ENOENT;
	if (setting->kind == BTNS_CONF_SET)
		len = print_set(setting->words, value, buf, size);
	else if (setting->kind == BTNS_CONF_SWITCH)
		len = print_word(value ? next_word(setting->words) :
					 setting->words, buf, size);
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
