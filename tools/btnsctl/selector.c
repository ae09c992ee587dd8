// SPDX-License-Identifier: GPL-2.0-or-later
#include "selector.h"

#include <stdio.h>
#include <sys/socket.h>

#include "json.h"

static int take_field(struct parser *p, void *obj)
{
	const char *field = p->key->name, *word, *why;

	if (parse_word(p, &word))
		return -1;
	if (btns_ts_set(obj, field, word, &why))
		return parse_fail(p, "%s \"%s\": %s", field, word, why);
	return 0;
}

static int take_opaque(struct parser *p, void *obj)
{
	(void)p;
	return btns_ts_set(obj, "opaque", NULL, NULL);
}

const struct keyword selector_keywords[] = {
	{ "family", take_field, "inet inet6", 0 },
	{ "local", take_field, "any", 0 },
	{ "remote", take_field, "any", 0 },
	{ "proto", take_field,
	  "any icmp tcp udp icmpv6 sctp dccp udplite mh opaque", 0 },
	{ "lport", take_field, NULL, 0 },
	{ "rport", take_field, NULL, 0 },
	{ "icmp", take_field, NULL, 0 },
	{ "mh", take_field, NULL, 0 },
	{ "opaque", take_opaque, NULL, 0 },
	{ NULL, NULL, NULL, 0 },
};

/* RFC 9061 has a prefix where we have a list: told where it says all. */
static void add_addrs(struct json_object *obj, const char *name,
		      const char *prefix_name, const struct btns_ts *ts,
		      const struct btns_ip_range *list, uint8_t count)
{
	int len = count == 1 ? btns_ts_range_prefix(ts->family, list) : -1;
	char text[BTNS_IP_TEXT_MAX + 16], ip[BTNS_IP_TEXT_MAX];
	struct json_object *array, *range;

	if (!count)
		return;
	if (len >= 0) {
		snprintf(text, sizeof(text), "%s/%d",
			 btns_ip_print(ts->family, &list->lo, ip), len);
		json_add_string(obj, prefix_name, text);
	}
	array = json_add_array(obj, name);
	for (uint8_t i = 0; i < count; i++) {
		range = json_append_object(array);
		json_add_ip(range, "start", ts->family, &list[i].lo);
		json_add_ip(range, "end", ts->family, &list[i].hi);
	}
}

static void add_numbers(struct json_object *obj, const char *name,
			const struct btns_u16_range *list, uint8_t count)
{
	struct json_object *array, *range;

	if (!count)
		return;
	array = json_add_array(obj, name);
	for (uint8_t i = 0; i < count; i++) {
		range = json_append_object(array);
		json_add_number(range, "start", list[i].lo);
		json_add_number(range, "end", list[i].hi);
	}
}

static void add_icmp_end(struct json_object *range, const char *name,
			 uint16_t number)
{
	struct json_object *end = json_add_object(range, name);

	json_add_number(end, "type", number >> 8);
	json_add_number(end, "code", number & 0xff);
}

static void add_icmp(struct json_object *obj, const struct btns_ts *ts)
{
	struct json_object *array, *range;

	if (!ts->n_icmp)
		return;
	array = json_add_array(obj, "icmp");
	for (uint8_t i = 0; i < ts->n_icmp; i++) {
		range = json_append_object(array);
		add_icmp_end(range, "start", ts->icmp[i].lo);
		add_icmp_end(range, "end", ts->icmp[i].hi);
	}
}

static void add_proto(struct json_object *obj, uint16_t proto)
{
	if (proto && proto != BTNS_PROTO_OPAQUE)
		json_add_number(obj, "inner-protocol", proto);
	else
		json_add_string(obj, "inner-protocol", btns_proto_name(proto));
}

struct json_object *selector_json(const struct btns_ts *ts)
{
	struct json_object *obj = json_object_make();

	if (ts->family != AF_UNSPEC)
		json_add_string(obj, "family",
				ts->family == AF_INET ? "inet" : "inet6");
	add_addrs(obj, "local", "local-prefix", ts, ts->local, ts->n_local);
	add_addrs(obj, "remote", "remote-prefix", ts, ts->remote, ts->n_remote);
	add_proto(obj, ts->proto);
	add_numbers(obj, "local-ports", ts->lport, ts->n_lport);
	add_numbers(obj, "remote-ports", ts->rport, ts->n_rport);
	add_icmp(obj, ts);
	add_numbers(obj, "mobility-header", ts->mh, ts->n_mh);
	if (ts->opaque)
		json_add_bool(obj, "opaque", true);
	return obj;
}
