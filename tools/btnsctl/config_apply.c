// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * btnsctl config apply: bring the namespace to what a file says.
 *
 * Everything is checked before anything is done.  Then settings are changed,
 * the PAD is exchanged, new SAs are added, the SPD is exchanged, each in one
 * step, and SAs that the file does not name are deleted: at no time does an entry
 * in force lack an SA that it had or gets.
 * What goes wrong before the exchange is undone.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"

#define CONFIRM_MAX 86400

struct apply {
	struct ctl *ctl;
	struct parser *p;
	struct config *config;
	struct config_kernel kernel;
	struct config_apply_opts opts;
	size_t added;		/* SAs of the file dealt with so far */
	bool has_conf;		/* settings are those of the file */
	bool has_pad;		/* so is the PAD */
};

/* ---- checks ---- */

static int check_sa(struct apply *apply, struct config_sa *sa)
{
	const struct btns_sa_info *info = &sa->line.info;
	const struct btns_sa_info *there = config_find_sa(&apply->kernel, info);

	if (sa->line.key.kind != KEY_NONE) {
		if (!there)
			return EXIT_OK;
		if (apply->opts.is_reload && btns_sa_same(info, there)) {
			sa->line.key.kind = KEY_NONE;
			return EXIT_OK;
		}
		/* the same key with new numbers would repeat nonces */
		parse_fail_at(apply->p, &sa->at,
			      "SA exists already: leave out its key to keep it, or delete it first");
		return EXIT_REFUSED;
	}
	if (!there) {
		parse_fail_at(apply->p, &sa->at,
			      "SA does not exist, so it needs a key");
		return EXIT_ABSENT;
	}
	if (!btns_sa_same(info, there)) {
		parse_fail_at(apply->p, &sa->at,
			      "SA exists with other parameters, see \"btnsctl config diff\"");
		return EXIT_REFUSED;
	}
	return EXIT_OK;
}

static int check_spd(struct apply *apply)
{
	const struct config *config = apply->config;

	if (config->policy_count || config->has_flush)
		return EXIT_OK;
	if (apply->opts.confirm)
		return ctl_error(apply->ctl, EXIT_USAGE,
				 "--confirm is about the SPD, and the file has no policy");
	if (!apply->kernel.spd.active)
		return EXIT_OK;
	return ctl_error(apply->ctl, EXIT_USAGE,
			 "the file has no policy, but an SPD is in force: \"policy flush\" in the file empties it, \"btnsctl config reset\" removes it");
}

static int check(struct apply *apply)
{
	int code = check_spd(apply);

	for (size_t i = 0; i < apply->config->sa_count && !code; i++)
		code = check_sa(apply, &apply->config->sas[i]);
	if (apply->p->failed)
		parse_report(apply->p, apply->ctl->what, stderr);
	return code;
}

/* ---- changes ---- */

/* A refusal of the kernel, told as an error of the file. */
static int refused(struct apply *apply, const struct token *at, int err)
{
	struct btns_sock *sock = apply->ctl->sock;
	const char *said = btns_sock_error(sock);
	const char *attr = btns_sock_error_attr(sock);

	parse_fail_at(apply->p, at, "%s%s%s%s", *said ? said : strerror(-err),
		      *attr ? " (" : "", attr, *attr ? ")" : "");
	return err == -EPERM || err == -EACCES ? EXIT_NOT_PERMITTED :
		EXIT_REFUSED;
}

static void undo_sas(struct apply *apply)
{
	while (apply->added--) {
		const struct config_sa *sa = &apply->config->sas[apply->added];
		char id[SA_ID_TEXT_MAX];
		int err;

		if (sa->line.key.kind == KEY_NONE)
			continue;
		err = btns_sa_del(apply->ctl->sock, &sa->line.info.id);
		if (err && err != -ENOENT)
			ctl_error(apply->ctl, 0, "cannot take back %s: %s",
				  sa_id_text(&sa->line.info.id, id),
				  strerror(-err));
	}
	apply->added = 0;
}

static int add_sas(struct apply *apply)
{
	struct config *config = apply->config;

	for (; apply->added < config->sa_count; apply->added++) {
		struct config_sa *sa = &config->sas[apply->added];
		int err;

		if (sa->line.key.kind == KEY_NONE)
			continue;
		err = btns_sa_add(apply->ctl->sock, &sa->line.info,
				  sa->key.octets, sa->key.len);
		if (err)
			return refused(apply, &sa->at, err);
	}
	return EXIT_OK;
}

/* Those that the file does not mention get their defaults. */
static int set_conf(struct apply *apply)
{
	struct btns_conf_info conf = apply->config->conf;
	int err;

	conf_complete(&conf);
	for (uint32_t id = 1; btns_conf_name(id); id++)
		if (conf.value[id] == apply->kernel.conf.value[id])
			conf.has &= ~(1ULL << id);
	if (!conf.has)
		return EXIT_OK;
	err = btns_conf_set(apply->ctl->sock, &conf);
	if (err && apply->config->conf.has)
		return refused(apply, &apply->config->conf_at, err);
	if (err)
		return ctl_refused(apply->ctl, err);
	apply->has_conf = true;
	return EXIT_OK;
}

static void undo_conf(const struct apply *apply)
{
	int err = apply->has_conf ? btns_conf_set(apply->ctl->sock,
						  &apply->kernel.conf) : 0;

	if (err)
		ctl_error(apply->ctl, 0, "cannot take back settings: %s",
			  strerror(-err));
}

static int set_pad(struct apply *apply)
{
	const struct config *config = apply->config;
	const struct btns_pad_opts opts = {
		.has_generation = true,
		.generation = apply->kernel.pad.generation,
	};
	struct btns_sock *sock = apply->ctl->sock;
	long item;
	int err;

	/* a change has SAs judged anew: only if there is one */
	if (config_pads_are(config, &apply->kernel))
		return EXIT_OK;
	err = btns_pad_set(sock, config->pads, config->pad_count, &opts);
	if (!err) {
		apply->has_pad = true;
		return EXIT_OK;
	}
	item = btns_sock_error_item(sock);
	if (item >= 0 && (size_t)item < config->pad_count)
		return refused(apply, &config->pad_at[item], err);
	return ctl_refused(apply->ctl, err);
}

static void undo_pad(const struct apply *apply)
{
	const struct config_kernel *kernel = &apply->kernel;
	int err = apply->has_pad ? btns_pad_set(apply->ctl->sock, kernel->pads,
						kernel->pad_count, NULL) : 0;

	if (err)
		ctl_error(apply->ctl, 0, "cannot take back the PAD: %s",
			  strerror(-err));
}

/* "policy add ..." of an entry, from malloc(); NULL: no memory */
static char *policy_text(const struct btns_policy_info *policy, bool has_index)
{
	struct btns_policy_info copy = *policy;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	if (!has_index)
		copy.index = 0;
	policy_print_add(out, &copy);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}

/* What has no index in the file may have any. */
static bool policy_is(const struct btns_policy_info *file,
		      const struct btns_policy_info *kernel)
{
	char *a = policy_text(file, file->index);
	char *b = policy_text(kernel, file->index);
	bool is_same = a && b && !strcmp(a, b);

	free(a);
	free(b);
	return is_same;
}

/* Is the SPD in force that of the file already? */
static bool spd_is(const struct apply *apply)
{
	const struct config *config = apply->config;
	const struct config_kernel *kernel = &apply->kernel;
	bool is_same = kernel->spd.active && !kernel->spd.confirm &&
		       config->policy_count == kernel->policy_count;

	for (size_t i = 0; i < config->policy_count && is_same; i++)
		is_same = policy_is(&config->policies[i], &kernel->policies[i]);
	return is_same;
}

static int set_policies(struct apply *apply)
{
	const struct config *config = apply->config;
	const struct btns_spd_info *spd = &apply->kernel.spd;
	struct btns_spd_opts opts = {
		.has_generation = true,
		.generation = spd->active ? spd->generation : 0,
		.confirm = apply->opts.confirm,
	};
	struct btns_sock *sock = apply->ctl->sock;
	long item;
	int err, code;

	if (!config->policy_count && !config->has_flush)
		return EXIT_OK;
	if (apply->opts.is_reload && spd_is(apply))
		return EXIT_OK;
	err = btns_policy_set(sock, config->policies, config->policy_count,
			      &opts, NULL);
	if (!err)
		return EXIT_OK;
	item = btns_sock_error_item(sock);
	if (item >= 0 && (size_t)item < config->policy_count)
		return refused(apply, &config->policy_at[item], err);
	code = ctl_refused(apply->ctl, err);
	fputs("nothing was changed\n", stderr);
	return code;
}

static bool is_named(const struct apply *apply, const struct btns_sa_info *sa,
		     const struct btns_sa_info *sorted)
{
	struct config_kernel named = {
		.sas = (struct btns_sa_info *)sorted,
		.sa_count = apply->config->sa_count,
	};

	return config_find_sa(&named, sa);
}

static int delete_others(struct apply *apply)
{
	const struct config *config = apply->config;
	struct btns_sa_info *sorted = calloc(config->sa_count + 1,
					     sizeof(*sorted));
	int code = EXIT_OK;

	if (!sorted)
		return ctl_error(apply->ctl, EXIT_REFUSED,
				 "out of memory, old SAs stay");
	for (size_t i = 0; i < config->sa_count; i++)
		sorted[i] = config->sas[i].line.info;
	config_sort_sas(sorted, config->sa_count);
	for (size_t i = 0; i < apply->kernel.sa_count; i++) {
		const struct btns_sa_info *sa = &apply->kernel.sas[i];
		int err;

		if (is_named(apply, sa, sorted))
			continue;
		err = btns_sa_del(apply->ctl->sock, &sa->id);
		if (err && err != -ENOENT)
			code = ctl_refused(apply->ctl, err);
	}
	free(sorted);
	return code;
}

static int change(struct apply *apply)
{
	int code = set_conf(apply);

	if (!code)
		code = set_pad(apply);
	if (!code)
		code = add_sas(apply);
	if (!code)
		code = set_policies(apply);
	if (code) {
		undo_sas(apply);
		undo_pad(apply);
		undo_conf(apply);
		if (apply->p->failed)
			parse_report(apply->p, apply->ctl->what, stderr);
		return code;
	}
	if (!apply->opts.confirm)
		return delete_others(apply);
	fprintf(stderr, "config apply: on probation for %u s; \"btnsctl config confirm\" keeps it; SAs not in the file stay\n",
		apply->opts.confirm);
	return EXIT_OK;
}

int config_apply(struct ctl *ctl, struct config *config, struct parser *p,
		 const struct config_apply_opts *opts)
{
	struct apply apply = {
		.ctl = ctl, .config = config, .p = p, .opts = *opts,
	};
	int err = config_kernel_read(ctl->sock, &apply.kernel), code;

	if (err) {
		code = ctl_refused(ctl, err);
	} else {
		config_keep_pad_indexes(config, &apply.kernel);
		code = check(&apply);
		if (!code)
			code = change(&apply);
	}
	config_kernel_free(&apply.kernel);
	return code;
}

int config_apply_pad(struct ctl *ctl, struct config *config, struct parser *p)
{
	struct apply apply = { .ctl = ctl, .config = config, .p = p };
	struct config_kernel *kernel = &apply.kernel;
	int err = btns_pad_dump(ctl->sock, &kernel->pads, &kernel->pad_count,
				&kernel->pad), code;

	if (err) {
		code = ctl_refused(ctl, err);
	} else {
		config_keep_pad_indexes(config, kernel);
		code = set_pad(&apply);
		if (p->failed)
			parse_report(p, ctl->what, stderr);
	}
	config_kernel_free(kernel);
	return code;
}

static int apply_file(struct ctl *ctl, struct config *config, struct parser *p,
		      const struct config_apply_opts *opts)
{
	int code = config_load(ctl, config, p, ctl->file);

	if (code)
		return code;
	if (config_read_keys(config, p)) {
		parse_report(p, ctl->what, stderr);
		return EXIT_USAGE;
	}
	if (ctl->check)
		return EXIT_OK;
	code = ctl_open(ctl);
	return code ? code : config_apply(ctl, config, p, opts);
}

/* ---- words ---- */

struct words {
	struct ctl *ctl;
	struct config_apply_opts opts;
};

static int take_file(struct parser *p, void *obj)
{
	struct words *words = obj;

	return parse_word(p, &words->ctl->file);
}

static int take_confirm(struct parser *p, void *obj)
{
	struct words *words = obj;
	uint64_t seconds;

	if (parse_number(p, 1, CONFIRM_MAX, &seconds))
		return -1;
	words->opts.confirm = (uint32_t)seconds;
	return 0;
}

static int take_check(struct parser *p, void *obj)
{
	struct words *words = obj;

	(void)p;
	words->ctl->check = true;
	return 0;
}

int config_apply_run(struct ctl *ctl, struct parser *p)
{
	static const struct keyword keywords[] = {
		{ "-f", take_file, NULL, 0 },
		{ "--confirm", take_confirm, NULL, 0 },
		{ "-C", take_check, NULL, 0 },
		{ NULL, NULL, NULL, 0 },
	};
	struct words said = { .ctl = ctl };
	struct vocabulary words = { keywords, &said, 0 };
	struct parser of_file = { .source = NULL };
	struct config config;
	int code;

	if (parse_keywords(p, &words, 1, false))
		return EXIT_USAGE;
	if (!ctl->file) {
		parse_fail_at(p, &p->end, "\"-f FILE\" missing");
		return EXIT_USAGE;
	}
	code = apply_file(ctl, &config, &of_file, &said.opts);
	config_free(&config);
	return code;
}
