// SPDX-License-Identifier: GPL-2.0-or-later
/* Settings in words and in JSON; what is done with them is in conf_cmd.c. */
#include "conf.h"

#include <string.h>

#include "json.h"

static int take_setting(struct parser *p, void *obj)
{
	struct btns_conf_info *conf = obj;
	const char *word, *why = "";
	uint32_t id = 1;

	while (strcmp(btns_conf_name(id), p->key->name) != 0)
		id++;
	if (parse_word(p, &word))
		return -1;
	if (btns_conf_parse(id, word, &conf->value[id], &why))
		return parse_fail(p, "\"%s\": %s", word, why);
	conf->has |= 1ULL << id;
	return 0;
}

/* A word for each setting, and what may follow it, which no number has. */
static const struct keyword *setting_keywords(void)
{
	static struct keyword keywords[BTNS_CONF_ROOM];

	for (uint32_t id = 1; btns_conf_name(id); id++) {
		struct keyword *keyword = &keywords[id - 1];

		keyword->name = btns_conf_name(id);
		keyword->take = take_setting;
		keyword->values = btns_conf_words(id);
	}
	return keywords;
}

int conf_parse_set(struct parser *p, struct btns_conf_info *conf)
{
	struct vocabulary words = { setting_keywords(), conf, 0 };

	conf->has = 0;
	if (parse_keywords(p, &words, 1, false))
		return -1;
	if (!conf->has)
		return parse_fail_at(p, &p->end, "setting missing behind \"set\"");
	return 0;
}

void conf_print_set(FILE *out, uint32_t id, uint32_t value)
{
	char text[BTNS_CONF_TEXT_MAX];

	if (btns_conf_print(id, value, text, sizeof(text)) > 0)
		fprintf(out, "conf set %s %s", btns_conf_name(id), text);
}

static struct json_object *set_json(const char *text)
{
	struct json_object *array = json_array_make();

	while (*text && strcmp(text, "none") != 0) {
		size_t len = strcspn(text, ",");

		json_append_string(array, text, len);
		text += len + (text[len] == ',');
	}
	return array;
}

/* The kind of a setting shows in how its default is written. */
struct json_object *conf_json(const struct btns_conf_info *conf)
{
	struct json_object *obj = json_object_make();

	for (uint32_t id = 1; btns_conf_name(id); id++) {
		const char *name = btns_conf_name(id);
		char text[BTNS_CONF_TEXT_MAX];
		uint32_t value;

		if (!(conf->has & 1ULL << id) ||
		    btns_conf_print(id, conf->value[id], text, sizeof(text)) < 0)
			continue;
		if (!btns_conf_parse(id, "off", &value, NULL))
			json_add_bool(obj, name, conf->value[id]);
		else if (!btns_conf_parse(id, "none", &value, NULL))
			json_add(obj, name, set_json(text));
		else
			json_add_number(obj, name, conf->value[id]);
	}
	return obj;
}

void conf_complete(struct btns_conf_info *conf)
{
	for (uint32_t id = 1; btns_conf_name(id); id++) {
		if (conf->has & 1ULL << id)
			continue;
		conf->value[id] = btns_conf_default(id);
		conf->has |= 1ULL << id;
	}
}
