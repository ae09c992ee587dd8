// SPDX-License-Identifier: GPL-2.0-or-later
/* btnsctl pad ... */
#include <errno.h>
#include <stdlib.h>

#include "ctl.h"
#include "json.h"
#include "pad.h"

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

static int add(struct ctl *ctl, const struct btns_pad_info *pad)
{
	int code = ctl_open(ctl);

	return code ? code :
	       ctl_result(ctl, btns_pad_add(ctl->sock, pad, NULL, NULL));
}

static int run_add(struct ctl *ctl, struct parser *p)
{
	struct btns_pad_info pad;
	int code = EXIT_USAGE;

	if (!pad_parse(p, &pad))
		code = add(ctl, &pad);
	btns_pad_free(&pad);
	return code;
}

static int change(struct ctl *ctl, const struct btns_pad_info *pad)
{
	int code = ctl_open(ctl), err;

	if (code)
		return code;
	err = btns_pad_change(ctl->sock, pad, NULL);
	if (err == -ENOENT)
		return ctl_error(ctl, EXIT_ABSENT, "no entry %u", pad->index);
	return ctl_result(ctl, err);
}

static int run_change(struct ctl *ctl, struct parser *p)
{
	struct btns_pad_info pad;
	int code = EXIT_USAGE;

	if (!pad_parse(p, &pad)) {
		if (pad.index)
			code = change(ctl, &pad);
		else
			parse_fail_at(p, &p->end, "\"index\" missing");
	}
	btns_pad_free(&pad);
	return code;
}

static int run_del(struct ctl *ctl, struct parser *p)
{
	uint32_t index;
	int code, err;

	if (parse_index(p, true, &index))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	err = btns_pad_del(ctl->sock, index, NULL);
	if (err == -ENOENT)
		return ctl_error(ctl, EXIT_ABSENT, "no entry %u", index);
	return ctl_result(ctl, err);
}

static int run_flush(struct ctl *ctl, struct parser *p)
{
	int code;

	if (parse_end(p))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	return code ? code :
	       ctl_result(ctl, btns_pad_set(ctl->sock, NULL, 0, NULL));
}

/* Those with @index, or all if that is 0; their number. */
static size_t print(const struct ctl *ctl, const struct btns_pad_info *list,
		    size_t count, uint32_t index)
{
	struct json_object *array = ctl->json ? json_array_make() : NULL;
	size_t shown = 0;

	for (size_t i = 0; i < count; i++) {
		if (index && list[i].index != index)
			continue;
		shown++;
		if (array) {
			json_append(array, pad_json(&list[i]));
			continue;
		}
		pad_print_add(stdout, &list[i]);
		putchar('\n');
	}
	if (array)
		json_print(array, ctl->pretty);
	return shown;
}

static int show(struct ctl *ctl, uint32_t index)
{
	struct btns_pad_info *list;
	struct btns_pad_state state;
	size_t count, shown = 0;
	int err = btns_pad_dump(ctl->sock, &list, &count, &state);

	if (!err)
		shown = print(ctl, list, count, index);
	btns_pad_list_free(list, count);
	if (!err && index && !shown)
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

const struct command pad_commands[] = {
	{ "list", run_list },
	{ "show", run_list },
	{ "add", run_add },
	{ "change", run_change },
	{ "del", run_del },
	{ "flush", run_flush },
	{ NULL, NULL },
};
