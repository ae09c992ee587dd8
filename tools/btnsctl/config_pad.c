// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The PAD of a configuration.  Its order is that of classes, priorities and
 * indexes, not that of the file; what has no index in the file takes whatever it
 * has in the kernel.
 */
#include "config.h"

#include <errno.h>
#include <stdlib.h>

static int grow(struct config *config)
{
	size_t room = config->pad_room ? 2 * config->pad_room : 16;
	void *grown;

	grown = realloc(config->pads, room * sizeof(*config->pads));
	if (!grown)
		return -ENOMEM;
	config->pads = grown;
	grown = realloc(config->pad_at, room * sizeof(*config->pad_at));
	if (!grown)
		return -ENOMEM;
	config->pad_at = grown;
	config->pad_room = room;
	return 0;
}

int config_add_pad(struct config *config, struct parser *p)
{
	struct token at = p->tokens[0];
	struct btns_pad_info *pad;

	if (config->pad_count == BTNS_PAD_ENTRIES_MAX)
		return parse_fail(p, "more than %d entries",
				  BTNS_PAD_ENTRIES_MAX);
	if (config->pad_count == config->pad_room && grow(config))
		return parse_fail(p, "out of memory");
	pad = &config->pads[config->pad_count];
	if (pad_parse(p, pad)) {
		btns_pad_free(pad);
		return -1;
	}
	config->pad_at[config->pad_count++] = at;
	return 0;
}

void config_print_pads(FILE *out, const struct btns_pad_info *list,
		       size_t count)
{
	for (size_t i = 0; i < count; i++) {
		pad_print_add(out, &list[i]);
		fputc('\n', out);
	}
}

static int by_search(const void *a, const void *b)
{
	const struct config_pad *x = a, *y = b;

	return btns_pad_order(&x->info, &y->info);
}

struct config_pad *config_sorted_pads(const struct config *config)
{
	struct config_pad *sorted = calloc(config->pad_count + 1,
					   sizeof(*sorted));
	uint32_t highest = 0;

	if (!sorted)
		return NULL;
	for (size_t i = 0; i < config->pad_count; i++)
		if (config->pads[i].index > highest)
			highest = config->pads[i].index;
	for (size_t i = 0; i < config->pad_count; i++) {
		sorted[i].info = config->pads[i];
		sorted[i].has_index = sorted[i].info.index;
		if (!sorted[i].has_index)
			sorted[i].info.index = ++highest;
	}
	qsort(sorted, config->pad_count, sizeof(*sorted), by_search);
	return sorted;
}

bool config_pad_is(const struct config_pad *file,
		   const struct btns_pad_info *kernel)
{
	struct btns_pad_info copy = file->info;

	if (!file->has_index)
		copy.index = kernel->index;
	return btns_pad_same(&copy, kernel);
}

bool config_pads_are(const struct config *config,
		     const struct config_kernel *kernel)
{
	struct config_pad *sorted;
	bool same = config->pad_count == kernel->pad_count;

	if (!same)
		return false;
	sorted = config_sorted_pads(config);
	same = sorted;
	for (size_t i = 0; i < config->pad_count && same; i++)
		same = config_pad_is(&sorted[i], &kernel->pads[i]);
	free(sorted);
	return same;
}

/* Cheap, for most of the entries that are not the same. */
static bool may_be_same(const struct btns_pad_info *a,
			const struct btns_pad_info *b)
{
	return a->pad_class == b->pad_class && a->priority == b->priority &&
	       btns_id_equal(&a->id, &b->id);
}

static bool has_index(const struct config *config, uint32_t index)
{
	for (size_t i = 0; i < config->pad_count; i++)
		if (config->pads[i].index == index)
			return true;
	return false;
}

void config_keep_pad_indexes(struct config *config,
			     const struct config_kernel *kernel)
{
	for (size_t i = 0; i < config->pad_count; i++) {
		struct config_pad pad = { .info = config->pads[i] };

		if (pad.info.index)
			continue;
		for (size_t k = 0; k < kernel->pad_count; k++) {
			const struct btns_pad_info *there = &kernel->pads[k];

			if (!may_be_same(&pad.info, there) ||
			    !config_pad_is(&pad, there) ||
			    has_index(config, there->index))
				continue;
			config->pads[i].index = there->index;
			break;
		}
	}
}
