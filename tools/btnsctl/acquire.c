// SPDX-License-Identifier: GPL-2.0-or-later
/* btnsctl acquire list, fail */
#include <stdlib.h>
#include <sys/socket.h>

#include "acquire.h"
#include "ctl.h"
#include "json.h"
#include "policy.h"
#include "selector.h"

/* ---- what an event and a list tell alike ---- */

void acquire_print(FILE *out, const struct btns_acquire *acquire)
{
	char flow[BTNS_TS_TEXT_MAX];

	fprintf(out, " id %u index %u reqid %u mode %s", acquire->id,
		acquire->index, acquire->reqid,
		btns_name(BTNS_NAMES_MODE, acquire->mode) ?: "?");
	if (acquire->tunnel.family != AF_UNSPEC) {
		fputs(" tunnel ", out);
		tunnel_print(out, &acquire->tunnel);
	}
	pfp_print(out, acquire->pfp);
	if (btns_ts_print(&acquire->flow, flow, sizeof(flow)) > 0)
		fprintf(out, " flow %s", flow);
}

void acquire_add_json(struct json_object *obj,
		      const struct btns_acquire *acquire)
{
	json_add_number(obj, "id", acquire->id);
	json_add_number(obj, "index", acquire->index);
	json_add_number(obj, "reqid", acquire->reqid);
	json_add_name(obj, "mode", BTNS_NAMES_MODE, acquire->mode);
	if (acquire->tunnel.family != AF_UNSPEC)
		tunnel_json(obj, &acquire->tunnel);
	pfp_add_json(obj, acquire->pfp);
	json_add(obj, "traffic-selector", selector_json(&acquire->flow));
}

/* ---- list ---- */

static bool is_refused(const struct btns_acquire *acquire)
{
	return acquire->state == BTNS_ACQUIRE_STATE_REFUSED;
}

static void print_one(const struct ctl *ctl, const struct btns_acquire *acquire)
{
	const char *next = ctl->oneline ? "" : "\n   ";

	printf("%s%s%s",
	       ctl_color(ctl, is_refused(acquire) ? COLOR_BAD : COLOR_WARN),
	       btns_name(BTNS_NAMES_ACQUIRE_STATE, acquire->state) ?: "?",
	       ctl_color(ctl, COLOR_NONE));
	acquire_print(stdout, acquire);
	fputs(next, stdout);
	if (is_refused(acquire))
		printf(" reason %s",
		       btns_name(BTNS_NAMES_ACQUIRE_REASON, acquire->reason) ?:
		       "?");
	printf(" packets %u bytes %u age-ms %u expires-ms %u\n",
	       acquire->packets, acquire->bytes, acquire->age,
	       acquire->expires);
}

static struct json_object *acquire_json(const struct btns_acquire *acquire)
{
	struct json_object *obj = json_object_make();

	json_add_name(obj, "state", BTNS_NAMES_ACQUIRE_STATE, acquire->state);
	if (is_refused(acquire))
		json_add_name(obj, "reason", BTNS_NAMES_ACQUIRE_REASON,
			      acquire->reason);
	acquire_add_json(obj, acquire);
	json_add_number(obj, "packets", acquire->packets);
	json_add_number(obj, "bytes", acquire->bytes);
	json_add_number(obj, "age-ms", acquire->age);
	json_add_number(obj, "expires-ms", acquire->expires);
	return obj;
}

static void print_list(const struct ctl *ctl, const struct btns_acquire *list,
		       size_t count)
{
	struct json_object *array;

	if (!ctl->json) {
		for (size_t i = 0; i < count; i++)
			print_one(ctl, &list[i]);
		return;
	}
	array = json_array_make();
	for (size_t i = 0; i < count; i++)
		json_append(array, acquire_json(&list[i]));
	json_print(array, ctl->pretty);
}

static int run_list(struct ctl *ctl, struct parser *p)
{
	struct btns_acquire *list;
	size_t count;
	int code, err;

	if (parse_end(p))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	err = btns_acquire_dump(ctl->sock, &list, &count);
	if (!err)
		print_list(ctl, list, count);
	btns_acquire_list_free(list, count);
	return ctl_result(ctl, err);
}

/* ---- fail ---- */

struct failure {
	uint32_t id;
	uint32_t reason;
	uint32_t hold_off;
};

static int take_id(struct parser *p, void *obj)
{
	struct failure *failure = obj;

	return parse_u32(p, 1, &failure->id);
}

static int take_reason(struct parser *p, void *obj)
{
	struct failure *failure = obj;

	return parse_name(p, BTNS_NAMES_ACQUIRE_REASON, &failure->reason);
}

static int take_hold_off(struct parser *p, void *obj)
{
	struct failure *failure = obj;

	return parse_u32(p, 1, &failure->hold_off);
}

static const struct keyword fail_keywords[] = {
	{ "id", take_id, NULL, 0 },
	{ "reason", take_reason, NULL,
	  KEYWORD_NAMES(BTNS_NAMES_ACQUIRE_REASON) },
	{ "hold-off", take_hold_off, NULL, 0 },
	{ NULL, NULL, NULL, 0 },
};

static int run_fail(struct ctl *ctl, struct parser *p)
{
	struct failure failure = { 0, BTNS_ACQUIRE_REASON_REFUSED, 0 };
	struct vocabulary words = { fail_keywords, &failure, 0 };
	int code;

	if (parse_keywords(p, &words, 1, false))
		return EXIT_USAGE;
	if (!parse_seen(&words, "id")) {
		parse_fail_at(p, &p->end, "\"id\" missing");
		return EXIT_USAGE;
	}
	code = ctl_open(ctl);
	if (code)
		return code;
	return ctl_result(ctl, btns_acquire_fail(ctl->sock, failure.id,
						 failure.reason,
						 failure.hold_off));
}

const struct command acquire_commands[] = {
	{ "list", run_list },
	{ "show", run_list },
	{ "fail", run_fail },
	{ NULL, NULL },
};
