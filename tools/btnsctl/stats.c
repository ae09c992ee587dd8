// SPDX-License-Identifier: GPL-2.0-or-later
/* btnsctl stats */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ctl.h"
#include "json.h"

static const struct btns_counter_info *
find(const struct btns_counter_info *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(list[i].name, name))
			return &list[i];
	return NULL;
}

/* Keep those that are asked for, in the order asked; the first unknown name. */
static const char *choose(const struct parser *p,
			  const struct btns_counter_info *list, size_t count,
			  struct btns_counter_info *chosen)
{
	for (size_t i = p->pos; i < p->count; i++) {
		const struct btns_counter_info *counter =
			find(list, count, p->tokens[i].text);

		if (!counter)
			return p->tokens[i].text;
		*chosen++ = *counter;
	}
	return NULL;
}

static void print(const struct ctl *ctl, const struct btns_counter_info *list,
		  size_t count)
{
	struct json_object *obj;

	if (!ctl->json) {
		for (size_t i = 0; i < count; i++)
			printf("%-16s %" PRIu64 "\n", list[i].name,
			       list[i].value);
		return;
	}
	obj = json_object_make();
	for (size_t i = 0; i < count; i++)
		json_add_number(obj, list[i].name, list[i].value);
	json_print(obj, ctl->pretty);
}

static int print_chosen(struct ctl *ctl, const struct parser *p,
			const struct btns_counter_info *list, size_t count)
{
	size_t asked = p->count - p->pos;
	struct btns_counter_info *chosen = calloc(asked, sizeof(*chosen));
	const char *unknown;

	if (!chosen)
		return ctl_error(ctl, EXIT_REFUSED, "out of memory");
	unknown = choose(p, list, count, chosen);
	if (!unknown)
		print(ctl, chosen, asked);
	free(chosen);
	if (unknown)
		return ctl_error(ctl, EXIT_ABSENT, "no counter \"%s\"",
				 unknown);
	return EXIT_OK;
}

int stats_run(struct ctl *ctl, struct parser *p)
{
	struct btns_counter_info *list;
	size_t count;
	int code, err;

	if (p->completing)
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	err = btns_stats_dump(ctl->sock, &list, &count);
	if (err)
		return ctl_refused(ctl, err);
	if (parse_is_end(p))
		print(ctl, list, count);
	else
		code = print_chosen(ctl, p, list, count);
	free(list);
	return code;
}
