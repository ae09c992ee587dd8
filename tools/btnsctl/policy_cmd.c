// SPDX-License-Identifier: GPL-2.0-or-later
/* btnsctl policy ... */
#include <errno.h>
#include <string.h>

#include "ctl.h"
#include "json.h"
#include "policy.h"

struct spd {
	struct btns_policy_info *list;
	size_t count;
	struct btns_spd_info state;
};

static int spd_find(const struct spd *spd, uint32_t index, size_t *place)
{
	for (size_t i = 0; i < spd->count; i++) {
		if (spd->list[i].index == index) {
			*place = i;
			return 0;
		}
	}
	return -ENOENT;
}

static int run_add(struct ctl *ctl, struct parser *p)
{
	struct policy_line line;
	int code = EXIT_USAGE;

	if (!policy_parse_add(p, &line))
		code = ctl_open(ctl);
	if (!code)
		code = ctl_result(ctl, btns_policy_add(ctl->sock, &line.info,
						       line.before, NULL,
						       NULL));
	btns_policy_free(&line.info);
	return code;
}

static int run_change(struct ctl *ctl, struct parser *p)
{
	struct policy_line line;
	int code = EXIT_USAGE;

	if (!policy_parse_change(p, &line))
		code = ctl_open(ctl);
	if (!code)
		code = ctl_result(ctl, btns_policy_change(ctl->sock, &line.info,
							  NULL));
	btns_policy_free(&line.info);
	return code;
}

/* Names an entry; 0 is the nominal one, about which the kernel has its say. */
struct entry_name {
	uint32_t index;
	uint32_t before;
};

static int take_any_index(struct parser *p, void *obj)
{
	struct entry_name *name = obj;

	return parse_u32(p, 0, &name->index);
}

static int take_before(struct parser *p, void *obj)
{
	struct entry_name *name = obj;

	return parse_u32(p, 1, &name->before);
}

static const struct keyword del_keywords[] = {
	{ "index", take_any_index, NULL, 0 },
	{ NULL, NULL, NULL, 0 },
};

static const struct keyword move_keywords[] = {
	{ "index", take_any_index, NULL, 0 },
	{ "before", take_before, NULL, 0 },
	{ NULL, NULL, NULL, 0 },
};

static int parse_name_of(struct parser *p, const struct keyword *keywords,
			 struct entry_name *name)
{
	struct vocabulary words = { keywords, name, 0 };

	memset(name, 0, sizeof(*name));
	if (parse_keywords(p, &words, 1, false))
		return -1;
	if (!parse_seen(&words, "index"))
		return parse_fail_at(p, &p->end, "\"index\" missing");
	return 0;
}

static int run_del(struct ctl *ctl, struct parser *p)
{
	struct entry_name name;
	int code;

	if (parse_name_of(p, del_keywords, &name))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	return code ? code :
		ctl_result(ctl, btns_policy_del(ctl->sock, name.index, NULL));
}

static int run_move(struct ctl *ctl, struct parser *p)
{
	struct entry_name name;
	int code;

	if (parse_name_of(p, move_keywords, &name))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	return code ? code :
		ctl_result(ctl, btns_policy_move(ctl->sock, name.index,
						 name.before, NULL));
}

static int take_index(struct parser *p, void *obj)
{
	return parse_u32(p, 1, obj);
}

static const struct keyword index_keywords[] = {
	{ "index", take_index, NULL, 0 },
	{ NULL, NULL, NULL, 0 },
};

static int parse_index(struct parser *p, bool is_needed, uint32_t *index)
{
	struct vocabulary words = { index_keywords, index, 0 };

	*index = 0;
	if (parse_keywords(p, &words, 1, false))
		return -1;
	if (is_needed && !*index)
		return parse_fail_at(p, &p->end, "\"index\" missing");
	return 0;
}

static int run_flush(struct ctl *ctl, struct parser *p)
{
	int code, err;

	if (parse_end(p))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	err = btns_policy_set(ctl->sock, NULL, 0, NULL, NULL);
	if (err)
		return ctl_refused(ctl, err);
	fputs("policy flush: the SPD is empty now and discards everything; \"btnsctl config reset\" removes it\n",
	      stderr);
	return EXIT_OK;
}

/* Keep one entry alone. */
static int spd_pick(struct spd *spd, uint32_t index)
{
	struct btns_policy_info picked;
	size_t place;

	if (spd_find(spd, index, &place))
		return -ENOENT;
	picked = spd->list[place];
	spd->list[place] = spd->list[0];
	spd->list[0] = picked;
	while (spd->count > 1)
		btns_policy_free(&spd->list[--spd->count]);
	return 0;
}

static void print_text(const struct ctl *ctl, const struct spd *spd)
{
	for (size_t i = 0; i < spd->count; i++) {
		policy_print_add(stdout, &spd->list[i]);
		putchar('\n');
	}
	if (spd->state.active)
		printf("%s# index 0, nominal: no other entry matches: discard%s\n",
		       ctl_color(ctl, COLOR_WARN), ctl_color(ctl, COLOR_NONE));
	else
		puts("# no SPD: the namespace is inactive, packets pass in the clear");
}

/* What every SPD ends with, RFC 4301 4.4.1. */
static void append_nominal(struct json_object *array)
{
	struct json_object *obj = json_append_object(array);

	json_add_number(obj, "index", 0);
	json_add_bool(obj, "nominal", true);
	json_add_name(obj, "direction", BTNS_NAMES_POLICY_DIR,
		      BTNS_POLICY_DIR_BOTH);
	json_add_array(obj, "traffic-selectors");
	json_add_name(obj, "action", BTNS_NAMES_ACTION, BTNS_ACTION_DISCARD);
}

static void print_json(const struct ctl *ctl, const struct spd *spd,
		       bool is_whole)
{
	struct json_object *array = json_array_make();

	for (size_t i = 0; i < spd->count; i++)
		json_append(array, policy_json(&spd->list[i]));
	if (is_whole && spd->state.active)
		append_nominal(array);
	json_print(array, ctl->pretty);
}

static int show(struct ctl *ctl, uint32_t index)
{
	struct spd spd;
	int err;

	err = btns_policy_dump(ctl->sock, &spd.list, &spd.count, &spd.state);
	if (!err && index)
		err = spd_pick(&spd, index);
	if (!err && ctl->json) {
		print_json(ctl, &spd, !index);
	} else if (!err && index) {
		policy_print_add(stdout, &spd.list[0]);
		putchar('\n');
	} else if (!err) {
		print_text(ctl, &spd);
	}
	btns_policy_list_free(spd.list, spd.count);
	if (err == -ENOENT)
		return ctl_error(ctl, EXIT_ABSENT, "no entry %u", index);
	return ctl_result(ctl, err);
}

static int run_list(struct ctl *ctl, struct parser *p)
{
	uint32_t index;
	int code;

	if (parse_index(p, false, &index))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	return code ? code : show(ctl, index);
}

static int run_get(struct ctl *ctl, struct parser *p)
{
	uint32_t index;
	int code;

	if (parse_index(p, true, &index))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	return code ? code : show(ctl, index);
}

const struct command policy_commands[] = {
	{ "list", run_list },
	{ "show", run_list },
	{ "get", run_get },
	{ "add", run_add },
	{ "del", run_del },
	{ "change", run_change },
	{ "move", run_move },
	{ "flush", run_flush },
	{ NULL, NULL },
};
