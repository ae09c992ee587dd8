// SPDX-License-Identifier: GPL-2.0-or-later
#include "json.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

static struct json_object *check(struct json_object *obj)
{
	if (!obj) {
		fputs("Error: out of memory\n", stderr);
		exit(1);
	}
	return obj;
}

struct json_object *json_object_make(void)
{
	return check(json_object_new_object());
}

struct json_object *json_array_make(void)
{
	return check(json_object_new_array());
}

void json_add(struct json_object *obj, const char *name,
	      struct json_object *member)
{
	if (json_object_object_add(obj, name, check(member)))
		check(NULL);
}

void json_append(struct json_object *array, struct json_object *member)
{
	if (json_object_array_add(array, check(member)))
		check(NULL);
}

struct json_object *json_add_object(struct json_object *obj, const char *name)
{
	struct json_object *member = json_object_make();

	json_add(obj, name, member);
	return member;
}

struct json_object *json_add_array(struct json_object *obj, const char *name)
{
	struct json_object *member = json_array_make();

	json_add(obj, name, member);
	return member;
}

struct json_object *json_append_object(struct json_object *array)
{
	struct json_object *member = json_object_make();

	json_append(array, member);
	return member;
}

void json_append_string(struct json_object *array, const char *value,
			size_t len)
{
	json_append(array, json_object_new_string_len(value, (int)len));
}

void json_append_number(struct json_object *array, uint64_t value)
{
	json_append(array, json_object_new_uint64(value));
}

void json_add_string(struct json_object *obj, const char *name,
		     const char *value)
{
	json_add(obj, name, json_object_new_string(value));
}

void json_add_number(struct json_object *obj, const char *name, uint64_t value)
{
	json_add(obj, name, json_object_new_uint64(value));
}

void json_add_bool(struct json_object *obj, const char *name, bool value)
{
	json_add(obj, name, json_object_new_boolean(value));
}

/* A kernel newer than this program may know more names. */
void json_add_name(struct json_object *obj, const char *name,
		   enum btns_names names, uint32_t value)
{
	const char *text = btns_name(names, value);

	if (text)
		json_add_string(obj, name, text);
	else
		json_add_number(obj, name, value);
}

void json_add_ip(struct json_object *obj, const char *name, uint8_t family,
		 const struct btns_ip *ip)
{
	char text[BTNS_IP_TEXT_MAX];

	json_add_string(obj, name, btns_ip_print(family, ip, text));
}

void json_print(struct json_object *obj, bool is_pretty)
{
	int flags = JSON_C_TO_STRING_NOSLASHESCAPE;
	const char *text;

	if (is_pretty)
		flags |= JSON_C_TO_STRING_PRETTY;
	text = json_object_to_json_string_ext(obj, flags);
	if (!text)
		check(NULL);
	puts(text);
	json_object_put(obj);
}
