// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * btnsctl policy ...
 *
 * The kernel knows only whole sets.  A change of one entry reads the set and
 * puts a changed one in its place, on the condition that nobody else did.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ctl.h"
#include "json.h"
#include "policy.h"

#define TRIES 10	/* while others change the SPD too */

struct spd {
	struct btns_policy_info *list;
	size_t count;
	struct btns_spd_info state;
};

/* 0, or a negative errno; -ENOENT and -EEXIST: index is not, or is there */
typedef int (*edit_fn)(struct spd *spd, const void *arg);

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

static int spd_edit(struct ctl *ctl, edit_fn edit, const void *arg)
{
	int err = -EBUSY;

	for (int tries = 0; tries < TRIES && err == -EBUSY; tries++) {
		struct btns_spd_opts opts = { .has_generation = true };
		struct spd spd;

		err = btns_policy_dump(ctl->sock, &spd.list, &spd.count,
				       &spd.state);
		if (!err)
			err = edit(&spd, arg);
		/* 0 stands for "there is none" */
		if (!err && spd.state.active)
			opts.generation = spd.state.generation;
		if (!err)
			err = btns_policy_set(ctl->sock, spd.list, spd.count,
					      &opts, NULL);
		btns_policy_list_free(spd.list, spd.count);
	}
	return err;
}

static int edit_add(struct spd *spd, const void *arg)
{
	const struct policy_line *line = arg;
	struct btns_policy_info *list, added;
	size_t place = spd->count, same;

	if (line->before && spd_find(spd, line->before, &place))
		return -ENOENT;
	if (line->info.index && !spd_find(spd, line->info.index, &same))
		return -EEXIST;
	list = realloc(spd->list, (spd->count + 1) * sizeof(*list));
	if (!list)
		return -ENOMEM;
	spd->list = list;
	if (btns_policy_copy(&added, &line->info))
		return -ENOMEM;
	memmove(list + place + 1, list + place,
		(spd->count - place) * sizeof(*list));
	list[place] = added;
	spd->count++;
	return 0;
}

static int add(struct ctl *ctl, const struct policy_line *line)
{
	int code = ctl_open(ctl), err;

	if (code)
		return code;
	err = spd_edit(ctl, edit_add, line);
	if (err == -ENOENT && !*btns_sock_error(ctl->sock))
		return ctl_error(ctl, EXIT_ABSENT, "no entry %u to stand before",
				 line->before);
	if (err == -EEXIST && !*btns_sock_error(ctl->sock))
		return ctl_error(ctl, EXIT_REFUSED, "entry %u exists already",
				 line->info.index);
	return ctl_result(ctl, err);
}

static int run_add(struct ctl *ctl, struct parser *p)
{
	struct policy_line line;
	int code = EXIT_USAGE;

	if (!policy_parse_add(p, &line))
		code = add(ctl, &line);
	btns_policy_free(&line.info);
	return code;
}

static int edit_del(struct spd *spd, const void *arg)
{
	const uint32_t *index = arg;
	size_t place;

	if (spd_find(spd, *index, &place))
		return -ENOENT;
	btns_policy_free(&spd->list[place]);
	spd->count--;
	memmove(spd->list + place, spd->list + place + 1,
		(spd->count - place) * sizeof(*spd->list));
	return 0;
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

static int run_del(struct ctl *ctl, struct parser *p)
{
	uint32_t index;
	int code, err;

	if (parse_index(p, true, &index))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	err = spd_edit(ctl, edit_del, &index);
	if (err == -ENOENT && !*btns_sock_error(ctl->sock))
		return ctl_error(ctl, EXIT_ABSENT, "no entry %u", index);
	return ctl_result(ctl, err);
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
		printf("%s# no other entry matches: discard%s\n",
		       ctl_color(ctl, COLOR_WARN), ctl_color(ctl, COLOR_NONE));
	else
		puts("# no SPD: the namespace is inactive, packets pass in the clear");
}

static void print_json(const struct ctl *ctl, const struct spd *spd)
{
	struct json_object *array = json_array_make();

	for (size_t i = 0; i < spd->count; i++)
		json_append(array, policy_json(&spd->list[i]));
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
		print_json(ctl, &spd);
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
	{ "flush", run_flush },
	{ NULL, NULL },
};
