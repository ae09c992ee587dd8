// SPDX-License-Identifier: GPL-2.0-or-later
/* btnsctl status: is this namespace protected, in a few lines. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ctl.h"
#include "json.h"
#include "store.h"

struct status {
	struct btns_spd_info spd;
	uint64_t sa_in;
	uint64_t sa_out;
	uint64_t protected;
	uint64_t clear;
	uint64_t dropped;
	bool has_pins;		/* @pins is meant: there is a store */
	size_t pins[PIN_STATES];
	char no_pins[STORE_WHY_MAX];	/* why the store cannot be read */
};

static int count_sas(struct ctl *ctl, struct status *status)
{
	struct btns_sa_info *list;
	size_t count;
	int err = btns_sa_dump(ctl->sock, NULL, &list, &count);

	for (size_t i = 0; i < count; i++) {
		if (list[i].state != BTNS_SA_STATE_LIVE &&
		    list[i].state != BTNS_SA_STATE_DYING)
			continue;
		if (list[i].dir == BTNS_SA_DIR_IN)
			status->sa_in++;
		else
			status->sa_out++;
	}
	btns_sa_list_free(list, count);
	return err;
}

/* Counters of what is not the end of a packet here, or its only one. */
static bool is_aside(const char *name)
{
	static const char *const aside[] = {
		"rx_no_sa", "tx_held", "acquire_sent", "rx_icmp_accepted",
		"rx_icmp_ignored", "audit_suppressed",
	};

	for (size_t i = 0; i < sizeof(aside) / sizeof(*aside); i++)
		if (!strcmp(name, aside[i]))
			return true;
	return false;
}

/* The others are ends: protected, in the clear, or dropped. */
static int count_packets(struct ctl *ctl, struct status *status)
{
	struct btns_counter_info *list;
	size_t count;
	int err = btns_stats_dump(ctl->sock, &list, &count);

	for (size_t i = 0; i < count; i++) {
		const char *end = strchr(list[i].name, '_');

		if (!end || is_aside(list[i].name))
			continue;
		if (!strcmp(end, "_protected"))
			status->protected += list[i].value;
		else if (!strcmp(end, "_bypass") || !strcmp(end, "_opp_clear"))
			status->clear += list[i].value;
		else
			status->dropped += list[i].value;
	}
	free(list);
	return err;
}

/* Who may not read it is told nothing of it. */
static void count_pins(struct status *status)
{
	struct pins pins;
	int err = store_load(PINS_STORE, &pins, status->no_pins);

	status->has_pins = !err;
	if (err == -ENOENT || err == -EACCES)
		status->no_pins[0] = '\0';
	for (size_t i = 0; i < pins.count; i++)
		status->pins[pins.list[i].state]++;
	pins_free(&pins);
}

static void print_pins(const struct ctl *ctl, const struct status *status)
{
	bool is_alarm = status->pins[PIN_MISMATCH];

	if (status->no_pins[0])
		printf("%spins%s: %s\n", ctl_color(ctl, COLOR_BAD),
		       ctl_color(ctl, COLOR_NONE), status->no_pins);
	if (!status->has_pins)
		return;
	printf("pins: %zu pinned, %zu candidates, %s%zu mismatches%s, %zu revoked\n",
	       status->pins[PIN_PINNED], status->pins[PIN_CANDIDATE],
	       ctl_color(ctl, is_alarm ? COLOR_BAD : COLOR_NONE),
	       status->pins[PIN_MISMATCH], ctl_color(ctl, COLOR_NONE),
	       status->pins[PIN_REVOKED]);
}

static void print_text(const struct ctl *ctl, const struct status *status)
{
	const struct btns_spd_info *spd = &status->spd;

	printf("btns %s netns %s: ", BTNS_VERSION,
	       ctl->netns ? ctl->netns : "(this)");
	if (spd->active)
		printf("%sactive%s, policy generation %u\n",
		       ctl_color(ctl, COLOR_GOOD), ctl_color(ctl, COLOR_NONE),
		       spd->generation);
	else
		printf("%sinactive%s, packets pass in the clear\n",
		       ctl_color(ctl, COLOR_WARN), ctl_color(ctl, COLOR_NONE));
	printf("policy %u   sa %" PRIu64 " in / %" PRIu64 " out\n", spd->count,
	       status->sa_in, status->sa_out);
	printf("packets: %" PRIu64 " protected, %" PRIu64 " clear, %" PRIu64
	       " dropped\n", status->protected, status->clear, status->dropped);
	print_pins(ctl, status);
	if (spd->confirm)
		printf("%son probation%s: rolled back in %u s unless \"btnsctl config confirm\"\n",
		       ctl_color(ctl, COLOR_BAD), ctl_color(ctl, COLOR_NONE),
		       spd->confirm);
}

static void print_json(const struct ctl *ctl, const struct status *status)
{
	struct json_object *obj = json_object_make(), *member;

	json_add_bool(obj, "active", status->spd.active);
	json_add_number(obj, "generation", status->spd.generation);
	json_add_number(obj, "policies", status->spd.count);
	if (status->spd.confirm)
		json_add_number(obj, "confirm", status->spd.confirm);
	json_add_number(obj, "sa-in", status->sa_in);
	json_add_number(obj, "sa-out", status->sa_out);
	member = json_add_object(obj, "packets");
	json_add_number(member, "protected", status->protected);
	json_add_number(member, "clear", status->clear);
	json_add_number(member, "dropped", status->dropped);
	if (status->has_pins) {
		member = json_add_object(obj, "pins");
		for (int i = PIN_CANDIDATE; i < PIN_STATES; i++)
			json_add_number(member, pin_state_name(i),
					status->pins[i]);
	} else if (status->no_pins[0]) {
		json_add_string(obj, "pins-unreadable", status->no_pins);
	}
	json_print(obj, ctl->pretty);
}

int status_run(struct ctl *ctl, struct parser *p)
{
	struct status status = { .sa_in = 0 };
	int code, err;

	if (parse_end(p))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	err = btns_spd_get(ctl->sock, &status.spd);
	if (!err)
		err = count_sas(ctl, &status);
	if (!err)
		err = count_packets(ctl, &status);
	if (err)
		return ctl_refused(ctl, err);
	count_pins(&status);
	if (ctl->json)
		print_json(ctl, &status);
	else
		print_text(ctl, &status);
	return EXIT_OK;
}
