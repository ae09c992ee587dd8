// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * btnsctl config diff: what config apply would change, as lines that go (-) and
 * lines that come (+).  Keys are not compared: the kernel does not tell them.
 */
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "json.h"

struct diff {
	struct ctl *ctl;
	struct json_object *array;	/* -j */
	bool is_different;
};

/* ---- one line ---- */

static void put_line(struct diff *diff, char sign, const char *line)
{
	const struct ctl *ctl = diff->ctl;
	struct json_object *obj;
	char text[2] = { sign, '\0' };

	diff->is_different = true;
	if (!diff->array) {
		printf("%s%c%s%s\n",
		       ctl_color(ctl, sign == '+' ? COLOR_GOOD : COLOR_BAD),
		       sign, line, ctl_color(ctl, COLOR_NONE));
		return;
	}
	obj = json_append_object(diff->array);
	json_add_string(obj, "change", text);
	json_add_string(obj, "line", line);
}

static void out_of_memory(const struct diff *diff)
{
	ctl_error(diff->ctl, 0, "out of memory");
	exit(EXIT_REFUSED);
}

static void put_policy(struct diff *diff, char sign,
		       const struct btns_policy_info *policy)
{
	char *line = NULL;
	size_t len;
	FILE *out = open_memstream(&line, &len);

	if (!out)
		out_of_memory(diff);
	policy_print_add(out, policy);
	if (fclose(out))
		out_of_memory(diff);
	put_line(diff, sign, line);
	free(line);
}

static void put_pad(struct diff *diff, char sign,
		    const struct btns_pad_info *pad)
{
	char *line = NULL;
	size_t len;
	FILE *out = open_memstream(&line, &len);

	if (!out)
		out_of_memory(diff);
	pad_print_add(out, pad);
	if (fclose(out))
		out_of_memory(diff);
	put_line(diff, sign, line);
	free(line);
}

static void put_sa(struct diff *diff, char sign, const struct btns_sa_info *sa)
{
	char *line = NULL;
	size_t len;
	FILE *out = open_memstream(&line, &len);

	if (!out)
		out_of_memory(diff);
	sa_print_add(out, sa);
	if (fclose(out))
		out_of_memory(diff);
	put_line(diff, sign, line);
	free(line);
}

/* An SA of the file, told with the defaults of what it leaves out. */
static void put_new_sa(struct diff *diff, const struct btns_sa_info *sa)
{
	struct btns_sa_info whole;

	if (btns_sa_copy(&whole, sa) || btns_sa_normalize(&whole))
		out_of_memory(diff);
	put_sa(diff, '+', &whole);
	btns_sa_free(&whole);
}

static void put_setting(struct diff *diff, char sign, uint32_t id,
			uint32_t value)
{
	char line[128];
	FILE *out = fmemopen(line, sizeof(line), "w");

	if (!out)
		return;
	conf_print_set(out, id, value);
	fclose(out);
	put_line(diff, sign, line);
}

/* ---- settings: defaults are not mentioned ---- */

static void diff_conf(struct diff *diff, const struct config *config,
		      const struct config_kernel *kernel)
{
	struct btns_conf_info conf = config->conf;

	conf_complete(&conf);
	for (uint32_t id = 1; btns_conf_name(id); id++) {
		uint32_t old = kernel->conf.value[id], new = conf.value[id];

		if (!(kernel->conf.has & 1ULL << id) || old == new)
			continue;
		if (old != btns_conf_default(id))
			put_setting(diff, '-', id, old);
		if (new != btns_conf_default(id))
			put_setting(diff, '+', id, new);
	}
}

/* ---- the PAD: the common head and tail are left out ---- */

static void put_new_pad(struct diff *diff, const struct config_pad *pad)
{
	struct btns_pad_info info = pad->info;

	if (!pad->has_index)
		info.index = 0;
	put_pad(diff, '+', &info);
}

static void diff_pads(struct diff *diff, const struct config *config,
		      const struct config_kernel *kernel)
{
	size_t head = 0, olds = kernel->pad_count, news = config->pad_count;
	struct config_pad *sorted = config_sorted_pads(config);

	if (!sorted)
		out_of_memory(diff);
	while (head < olds && head < news &&
	       config_pad_is(&sorted[head], &kernel->pads[head]))
		head++;
	while (olds > head && news > head &&
	       config_pad_is(&sorted[news - 1], &kernel->pads[olds - 1])) {
		olds--;
		news--;
	}
	for (size_t i = head; i < olds; i++)
		put_pad(diff, '-', &kernel->pads[i]);
	for (size_t i = head; i < news; i++)
		put_new_pad(diff, &sorted[i]);
	free(sorted);
}

/* ---- policies: the common head and tail are left out ---- */

/* An entry without an index in the file takes whatever it has. */
static bool policy_is(const struct btns_policy_info *file,
		      const struct btns_policy_info *kernel)
{
	struct btns_policy_info copy = *file;

	if (!copy.index)
		copy.index = kernel->index;
	return policy_same(&copy, kernel);
}

static void diff_policies(struct diff *diff, const struct config *config,
			  const struct config_kernel *kernel)
{
	size_t head = 0, olds = kernel->policy_count;
	size_t news = config->policy_count;

	while (head < olds && head < news &&
	       policy_is(&config->policies[head], &kernel->policies[head]))
		head++;
	while (olds > head && news > head &&
	       policy_is(&config->policies[news - 1],
			 &kernel->policies[olds - 1])) {
		olds--;
		news--;
	}
	for (size_t i = head; i < olds; i++)
		put_policy(diff, '-', &kernel->policies[i]);
	for (size_t i = head; i < news; i++)
		put_policy(diff, '+', &config->policies[i]);
}

/* "policy flush" stands for an SPD without entries */
static void diff_spd(struct diff *diff, const struct config *config,
		     const struct config_kernel *kernel)
{
	bool old = kernel->spd.active && !kernel->policy_count;
	bool new = config->has_flush && !config->policy_count;

	if (old && !new)
		put_line(diff, '-', "policy flush");
	diff_policies(diff, config, kernel);
	if (new && !old)
		put_line(diff, '+', "policy flush");
}

/* ---- SAs ---- */

static void diff_sas(struct diff *diff, const struct config *config,
		     const struct config_kernel *kernel)
{
	bool *named = calloc(kernel->sa_count + 1, sizeof(*named));

	if (!named)
		out_of_memory(diff);
	for (size_t i = 0; i < config->sa_count; i++) {
		const struct btns_sa_info *sa = &config->sas[i].line.info;
		struct btns_sa_info *there = config_find_sa(kernel, sa);

		if (there)
			named[there - kernel->sas] = true;
		if (there && btns_sa_same(sa, there))
			continue;
		if (there)
			put_sa(diff, '-', there);
		put_new_sa(diff, sa);
	}
	for (size_t i = 0; i < kernel->sa_count; i++)
		if (!named[i])
			put_sa(diff, '-', &kernel->sas[i]);
	free(named);
}

static int diff_file(struct ctl *ctl, struct config *config,
		     struct config_kernel *kernel)
{
	struct diff diff = { .ctl = ctl };
	struct parser p;
	int code = config_load(ctl, config, &p, ctl->file), err;

	if (!code)
		code = ctl_open(ctl);
	if (code)
		return code;
	err = config_kernel_read(ctl->sock, kernel);
	if (err)
		return ctl_refused(ctl, err);
	if (ctl->json)
		diff.array = json_array_make();
	diff_conf(&diff, config, kernel);
	diff_pads(&diff, config, kernel);
	diff_spd(&diff, config, kernel);
	diff_sas(&diff, config, kernel);
	if (ctl->json)
		json_print(diff.array, ctl->pretty);
	return diff.is_different ? EXIT_DIFFERENT : EXIT_OK;
}

static int take_file(struct parser *p, void *obj)
{
	struct ctl *ctl = obj;

	return parse_word(p, &ctl->file);
}

int config_diff_run(struct ctl *ctl, struct parser *p)
{
	static const struct keyword keywords[] = {
		{ "-f", take_file, NULL, 0 },
		{ NULL, NULL, NULL, 0 },
	};
	struct vocabulary words = { keywords, ctl, 0 };
	struct config_kernel kernel = { .sas = NULL };
	struct config config = { .sources = NULL };
	int code;

	if (parse_keywords(p, &words, 1, false))
		return EXIT_USAGE;
	if (!ctl->file) {
		parse_fail_at(p, &p->end, "\"-f FILE\" missing");
		return EXIT_USAGE;
	}
	code = diff_file(ctl, &config, &kernel);
	config_kernel_free(&kernel);
	config_free(&config);
	return code;
}
