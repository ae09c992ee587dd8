// SPDX-License-Identifier: GPL-2.0-or-later
/* btnsctl drops */
#include "drops.h"

#include <stdlib.h>
#include <sys/socket.h>

#include "ctl.h"
#include "json.h"
#include "selector.h"

static struct timespec time_of(const struct btns_drop *drop)
{
	return (struct timespec){
		.tv_sec = (time_t)(drop->time / 1000000000),
		.tv_nsec = (long)(drop->time % 1000000000),
	};
}

/* ---- what an event and a list tell alike ---- */

static void print_sel(FILE *out, const char *name, const struct btns_ts *ts)
{
	char text[BTNS_TS_TEXT_MAX];

	if (btns_ts_print(ts, text, sizeof(text)) >= 0)
		fprintf(out, " %s %s", name, *text ? text : "any");
}

void drop_print(FILE *out, const struct btns_drop *drop)
{
	struct timespec time = time_of(drop);
	char text[CTL_TIME_TEXT_MAX], ip[BTNS_IP_TEXT_MAX];

	fprintf(out, " %s %s %s", ctl_time_text(&time, text),
		btns_name(BTNS_NAMES_PACKET_DIR, drop->dir) ?: "?",
		drop->reason);
	if (drop->verdict_by == BTNS_VERDICT_BY_ENTRY)
		fprintf(out, " index %u", drop->index);
	else if (drop->verdict_by != BTNS_VERDICT_BY_NOBODY)
		fprintf(out, " %s",
			btns_name(BTNS_NAMES_VERDICT_BY, drop->verdict_by) ?:
			"?");
	if (drop->peer_family != AF_UNSPEC)
		fprintf(out, " peer %s",
			btns_ip_print(drop->peer_family, &drop->peer, ip));
	if (drop->spi)
		fprintf(out, " spi 0x%08x", drop->spi);
	if (drop->has_seq)
		fprintf(out, " seq %llu", (unsigned long long)drop->seq);
	print_sel(out, "flow", &drop->flow);
	if (drop->fragment != BTNS_FRAGMENT_WHOLE)
		fprintf(out, " fragment %s",
			btns_name(BTNS_NAMES_FRAGMENT, drop->fragment) ?: "?");
	if (drop->flow_label)
		fprintf(out, " flow-label 0x%05x", drop->flow_label);
	if (drop->has_sel)
		print_sel(out, "sel", &drop->sel);
}

void drop_add_json(struct json_object *obj, const struct btns_drop *drop)
{
	struct timespec time = time_of(drop);
	char text[CTL_TIME_TEXT_MAX];

	json_add_number(obj, "number", drop->number);
	json_add_string(obj, "timestamp", ctl_time_text(&time, text));
	json_add_number(obj, "epoch", (uint64_t)time.tv_sec);
	json_add_name(obj, "direction", BTNS_NAMES_PACKET_DIR, drop->dir);
	json_add_string(obj, "reason", drop->reason);
	json_add_name(obj, "verdict-by", BTNS_NAMES_VERDICT_BY,
		      drop->verdict_by);
	if (drop->verdict_by == BTNS_VERDICT_BY_ENTRY)
		json_add_number(obj, "index", drop->index);
	if (drop->peer_family != AF_UNSPEC)
		json_add_ip(obj, "peer", drop->peer_family, &drop->peer);
	if (drop->spi)
		json_add_number(obj, "spi", drop->spi);
	if (drop->has_seq)
		json_add_number(obj, "seq", drop->seq);
	json_add(obj, "traffic-selector", selector_json(&drop->flow));
	json_add_name(obj, "fragment", BTNS_NAMES_FRAGMENT, drop->fragment);
	if (drop->flow.family == AF_INET6)
		json_add_number(obj, "flow-label", drop->flow_label);
	if (drop->has_sel)
		json_add(obj, "sa-traffic-selector", selector_json(&drop->sel));
}

/* ---- the list ---- */

struct filter {
	uint8_t family;
	struct btns_ip remote;
};

static int take_remote(struct parser *p, void *obj)
{
	struct filter *filter = obj;

	return parse_ip(p, &filter->family, &filter->remote);
}

static const struct keyword keywords[] = {
	{ "remote", take_remote, NULL, 0 },
	{ NULL, NULL, NULL, 0 },
};

static void print_list(const struct ctl *ctl, const struct btns_drop *list,
		       size_t count)
{
	struct json_object *array;

	if (!ctl->json) {
		for (size_t i = 0; i < count; i++) {
			printf("%s%llu%s", ctl_color(ctl, COLOR_NAME),
			       (unsigned long long)list[i].number,
			       ctl_color(ctl, COLOR_NONE));
			drop_print(stdout, &list[i]);
			putchar('\n');
		}
		return;
	}
	array = json_array_make();
	for (size_t i = 0; i < count; i++)
		drop_add_json(json_append_object(array), &list[i]);
	json_print(array, ctl->pretty);
}

int drops_run(struct ctl *ctl, struct parser *p)
{
	struct filter filter = { .family = AF_UNSPEC };
	struct vocabulary words = { keywords, &filter, 0 };
	struct btns_drop *list;
	size_t count;
	int code, err;

	if (parse_keywords(p, &words, 1, false))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	err = btns_drop_dump(ctl->sock, filter.family, &filter.remote, &list,
			     &count);
	if (!err)
		print_list(ctl, list, count);
	btns_drop_list_free(list, count);
	return ctl_result(ctl, err);
}
