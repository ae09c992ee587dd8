/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON output: json-c with names that say what is added where.  Out of memory
 * ends the program: there is nothing half said that is worth printing.
 */
#ifndef BTNSCTL_JSON_H
#define BTNSCTL_JSON_H

#include <btns.h>
#include <string.h>

struct json_object;

struct json_object *json_object_make(void);
struct json_object *json_array_make(void);
void json_add(struct json_object *obj, const char *name,
	      struct json_object *member);
void json_append(struct json_object *array, struct json_object *member);
struct json_object *json_add_object(struct json_object *obj, const char *name);
struct json_object *json_add_array(struct json_object *obj, const char *name);
struct json_object *json_append_object(struct json_object *array);
void json_append_string(struct json_object *array, const char *value,
			size_t len);
void json_append_number(struct json_object *array, uint64_t value);
void json_add_string(struct json_object *obj, const char *name,
		     const char *value);
void json_add_number(struct json_object *obj, const char *name, uint64_t value);
void json_add_bool(struct json_object *obj, const char *name, bool value);
void json_add_name(struct json_object *obj, const char *name,
		   enum btns_names names, uint32_t value);
void json_add_ip(struct json_object *obj, const char *name, uint8_t family,
		 const struct btns_ip *ip);

/* print on standard output, a line or indented, and free */
void json_print(struct json_object *obj, bool is_pretty);

#endif
