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

const struct keyword selector_keywords[] = {
	{ "family", take_field, "inet inet6", 0 },
	{ "local", take_field, "any", 0 },
	{ "remote", take_field, "any", 0 },
	{ "proto", take_field, "any icmp tcp udp icmpv6 sctp dccp udplite", 0 },
	{ "lport", take_field, NULL, 0 },
	{ "rport", take_field, NULL, 0 },
	{ "icmp-type", take_field, NULL, 0 },
	{ "icmp-code", take_field, NULL, 0 },
	{ NULL, NULL, NULL, 0 },
};

static void add_addrs(struct json_object *obj, const char *prefix,
		      const char *range_name, uint8_t family,
		      const struct btns_ip_range *range)
{
	int len = btns_ts_range_prefix(family, range);
	char text[BTNS_IP_TEXT_MAX + 16], ip[BTNS_IP_TEXT_MAX];
	struct json_object *ends;

	if (len == 0)
		return;
	if (len > 0) {
		snprintf(text, sizeof(text), "%s/%d",
			 btns_ip_print(family, &range->lo, ip), len);
		json_add_string(obj, prefix, text);
		return;
	}
	ends = json_add_object(obj, range_name);
	json_add_ip(ends, "start", family, &range->lo);
	json_add_ip(ends, "end", family, &range->hi);
}

static void fill_range(struct json_object *range, unsigned int lo,
		       unsigned int hi)
{
	json_add_number(range, "start", lo);
	json_add_number(range, "end", hi);
}

/* RFC 9061 has a list of ranges here; ours has at most one entry. */
static void add_ports(struct json_object *obj, const char *name,
		      const struct btns_u16_range *range)
{
	if (range->lo == 0 && range->hi == UINT16_MAX)
		return;
	fill_range(json_append_object(json_add_array(obj, name)), range->lo,
		   range->hi);
}

static void add_octets(struct json_object *obj, const char *name,
		       const struct btns_u8_range *range)
{
	if (range->lo == 0 && range->hi == UINT8_MAX)
		return;
	fill_range(json_add_object(obj, name), range->lo, range->hi);
}

struct json_object *selector_json(const struct btns_ts *ts)
{
	struct json_object *obj = json_object_make();

	if (ts->family != AF_UNSPEC) {
		json_add_string(obj, "family",
				ts->family == AF_INET ? "inet" : "inet6");
		add_addrs(obj, "local-prefix", "local-range", ts->family,
			  &ts->local);
		add_addrs(obj, "remote-prefix", "remote-range", ts->family,
			  &ts->remote);
	}
	if (ts->proto)
		json_add_number(obj, "inner-protocol", ts->proto);
	else
		json_add_string(obj, "inner-protocol", "any");
	add_ports(obj, "local-ports", &ts->lport);
	add_ports(obj, "remote-ports", &ts->rport);
	add_octets(obj, "icmp-type", &ts->icmp_type);
	add_octets(obj, "icmp-code", &ts->icmp_code);
	return obj;
}
