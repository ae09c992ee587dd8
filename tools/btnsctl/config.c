// SPDX-License-Identifier: GPL-2.0-or-later
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lexer.h"

#define FILE_MAX (256UL * 1024 * 1024)

/* ---- statements ---- */

static int add_sa(struct config *config, struct parser *p)
{
	struct config_sa *sa;

	if (config->sa_count == config->sa_room) {
		size_t room = config->sa_room ? 2 * config->sa_room : 16;
		void *sas = realloc(config->sas, room * sizeof(*config->sas));

		if (!sas)
			return parse_fail(p, "out of memory");
		config->sas = sas;
		config->sa_room = room;
	}
	sa = &config->sas[config->sa_count];
	memset(sa, 0, sizeof(*sa));
	sa->at = p->tokens[0];
	if (sa_parse_add(p, &sa->line)) {
		btns_sa_free(&sa->line.info);
		return -1;
	}
	config->sa_count++;
	return 0;
}

static int grow_policies(struct config *config)
{
	size_t room = config->policy_room ? 2 * config->policy_room : 16;
	void *grown;

	grown = realloc(config->policies, room * sizeof(*config->policies));
	if (!grown)
		return -ENOMEM;
	config->policies = grown;
	grown = realloc(config->policy_at, room * sizeof(*config->policy_at));
	if (!grown)
		return -ENOMEM;
	config->policy_at = grown;
	config->policy_room = room;
	return 0;
}

static int add_policy(struct config *config, struct parser *p)
{
	struct token at = p->tokens[0];
	struct policy_line line;

	if (config->policy_count == BTNS_POLICIES_MAX)
		return parse_fail(p, "more than %d entries", BTNS_POLICIES_MAX);
	if (config->policy_count == config->policy_room &&
	    grow_policies(config))
		return parse_fail(p, "out of memory");
	if (policy_parse_add(p, &line)) {
		btns_policy_free(&line.info);
		return -1;
	}
	if (line.before) {
		btns_policy_free(&line.info);
		return parse_fail_at(p, &at, "\"before\" is not for files: entries are in order there");
	}
	config->policies[config->policy_count] = line.info;
	config->policy_at[config->policy_count++] = at;
	return 0;
}

static int set_conf(struct config *config, struct parser *p)
{
	struct btns_conf_info conf = { .has = 0 };
	struct token at = p->tokens[0];

	if (conf_parse_set(p, &conf))
		return -1;
	if (!config->conf.has)
		config->conf_at = at;
	for (uint32_t id = 1; btns_conf_name(id); id++) {
		if (!(conf.has & 1ULL << id))
			continue;
		if (config->conf.has & 1ULL << id)
			return parse_fail_at(p, &at, "%s is set already",
					     btns_conf_name(id));
		config->conf.has |= 1ULL << id;
		config->conf.value[id] = conf.value[id];
	}
	return 0;
}

static int add_conf(struct config *config, struct parser *p)
{
	const char *command;

	if (parse_word(p, &command))
		return -1;
	if (strcmp(command, "set"))
		return parse_fail(p, "\"conf %s\" is not for files; \"conf set\" is",
				  command);
	return set_conf(config, p);
}

static int set_daemon(struct config *config, struct parser *p)
{
	const char *command;

	if (parse_word(p, &command))
		return -1;
	if (strcmp(command, "set"))
		return parse_fail(p, "\"daemon %s\" is no statement; \"daemon set\" is",
				  command);
	return daemon_parse_set(p, &config->daemon);
}

static int add_pad(struct config *config, struct parser *p)
{
	const char *command;

	if (parse_word(p, &command))
		return -1;
	if (strcmp(command, "add"))
		return parse_fail(p, "\"pad %s\" is not for files; \"pad add\" is",
				  command);
	return config_add_pad(config, p);
}

static int add_statement(struct config *config, struct parser *p)
{
	const char *object, *command;

	if (parse_word(p, &object))
		return -1;
	if (!strcmp(object, "conf"))
		return add_conf(config, p);
	if (!strcmp(object, "pad"))
		return add_pad(config, p);
	if (!strcmp(object, "daemon"))
		return set_daemon(config, p);
	if (strcmp(object, "sa") && strcmp(object, "policy"))
		return parse_fail(p, "\"%s\" begins no statement; these are \"pad add\", \"policy add\", \"policy flush\", \"sa add\", \"conf set\" and \"daemon set\"",
				  object);
	if (parse_word(p, &command))
		return -1;
	if (!strcmp(command, "add"))
		return *object == 's' ? add_sa(config, p) :
			add_policy(config, p);
	if (strcmp(object, "policy") || strcmp(command, "flush"))
		return parse_fail(p, "\"%s %s\" is not for files; \"sa add\", \"policy add\" and \"policy flush\" are",
				  object, command);
	config->has_flush = true;
	return parse_end(p);
}

/* ---- what no two statements may share ---- */

struct place {
	const struct token *at;
	const void *thing;
};

static int in_file_order(const struct place *a, const struct place *b)
{
	unsigned int x = a->at->source->number, y = b->at->source->number;

	if (x != y)
		return x < y ? -1 : 1;
	return a->at->offset < b->at->offset ? -1 :
	       a->at->offset > b->at->offset;
}

static int compare_indexes(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static int by_index(const void *first, const void *second)
{
	const struct place *a = first, *b = second;
	int order = compare_indexes(a->thing, b->thing);

	return order ? order : in_file_order(a, b);
}

/* The kernel's key: destination and SPI, whatever the direction. */
static int compare_names(const struct btns_sa_id *a, const struct btns_sa_id *b)
{
	int order = memcmp(&a->dst, &b->dst, sizeof(a->dst));

	if (!order)
		order = (int)a->family - (int)b->family;
	if (!order)
		order = a->spi < b->spi ? -1 : a->spi > b->spi;
	return order;
}

static int by_name(const void *first, const void *second)
{
	const struct place *a = first, *b = second;
	int order = compare_names(a->thing, b->thing);

	return order ? order : in_file_order(a, b);
}

static int fail_twin(struct parser *p, const struct place *first,
		     const struct place *second, const char *what)
{
	bool is_other = first->at->source != second->at->source;

	return parse_fail_at(p, second->at, "%s is in line %u%s%s already",
			     what, first->at->line, is_other ? " of " : "",
			     is_other ? first->at->source->name : "");
}

static int check_unique(struct parser *p, struct place *places, size_t count,
			int (*compare)(const void *, const void *),
			const char *what)
{
	if (!count)
		return 0;
	qsort(places, count, sizeof(*places), compare);
	for (size_t i = 1; i < count; i++) {
		struct place twin = places[i];

		/* equal but for the place in the file? */
		twin.at = places[i - 1].at;
		if (!compare(&places[i - 1], &twin))
			return fail_twin(p, &places[i - 1], &places[i], what);
	}
	return 0;
}

static int check_twins(const struct config *config, struct parser *p)
{
	size_t most = config->policy_count + config->sa_count +
		      config->pad_count, count = 0;
	struct place *places = calloc(most + 1, sizeof(*places));
	int err;

	if (!places)
		return parse_fail(p, "out of memory");
	for (size_t i = 0; i < config->policy_count; i++)
		if (config->policies[i].index)
			places[count++] = (struct place){
				&config->policy_at[i],
				&config->policies[i].index
			};
	err = check_unique(p, places, count, by_index, "index of this entry");
	for (size_t i = count = 0; i < config->pad_count; i++)
		if (config->pads[i].index)
			places[count++] = (struct place){
				&config->pad_at[i], &config->pads[i].index
			};
	if (!err)
		err = check_unique(p, places, count, by_index,
				   "index of this entry");
	for (count = 0; count < config->sa_count; count++)
		places[count] = (struct place){
			&config->sas[count].at,
			&config->sas[count].line.info.id
		};
	if (!err)
		err = check_unique(p, places, count, by_name,
				   "SA with this dst and spi");
	free(places);
	return err;
}

/* ---- files ---- */

/* NULL: no memory, and @text is freed. */
static struct config_source *add_source(struct config *config,
					const char *name, char *text,
					size_t len)
{
	struct config_source *source = calloc(1, sizeof(*source));
	char *copy = strdup(name);
	/* each word ends with a '\0' where at least the text's end is */
	char *words = malloc(len + 1);

	if (!source || !copy || !words) {
		free(source);
		free(copy);
		free(words);
		free(text);
		return NULL;
	}
	source->source.name = copy;
	source->source.text = text;
	source->source.number = config->sources ?
		config->sources->source.number + 1 : 0;
	source->words = words;
	source->next = config->sources;
	config->sources = source;
	return source;
}

int config_parse_more(struct config *config, struct parser *p,
		      const char *name, char *text, size_t len)
{
	struct config_source *source = add_source(config, name, text, len);
	struct lexer lexer = { .p = p, .len = len, .line = 1 };
	int more = -1;

	memset(p, 0, sizeof(*p));
	if (!source)
		return parse_fail(p, "out of memory");
	p->source = &source->source;
	lexer.source = &source->source;
	lexer.out = source->words;
	while ((more = lexer_next(&lexer)) > 0)
		if (add_statement(config, p))
			break;
	free(lexer.tokens);
	p->tokens = NULL;
	p->count = 0;
	p->pos = 0;
	return more ? -1 : 0;
}

int config_parse_end(const struct config *config, struct parser *p)
{
	return check_twins(config, p);
}

int config_parse(struct config *config, struct parser *p, const char *name,
		 char *text, size_t len)
{
	memset(config, 0, sizeof(*config));
	return config_parse_more(config, p, name, text, len) ||
	       config_parse_end(config, p) ? -1 : 0;
}

static char *read_stream(FILE *file, size_t *len)
{
	size_t room = 65536;
	char *text = malloc(room);

	*len = 0;
	while (text) {
		size_t got = fread(text + *len, 1, room - *len - 1, file);
		void *grown;

		*len += got;
		if (ferror(file) || *len > FILE_MAX)
			break;
		if (!got) {
			text[*len] = '\0';
			return text;
		}
		if (room - *len > 1)
			continue;
		room *= 2;
		grown = realloc(text, room);
		if (!grown)
			break;
		text = grown;
	}
	free(text);
	return NULL;
}

static char *read_file(const char *name, size_t *len)
{
	FILE *file;
	char *text;

	if (!strcmp(name, "-"))
		return read_stream(stdin, len);
	file = fopen(name, "re");
	if (!file)
		return NULL;
	errno = 0;
	text = read_stream(file, len);
	fclose(file);
	return text;
}

int config_load_more(const struct ctl *ctl, struct config *config,
		     struct parser *p, const char *name)
{
	size_t len;
	char *text = read_file(name, &len);

	if (!text)
		return ctl_error(ctl, EXIT_USAGE, "cannot read %s: %s", name,
				 errno ? strerror(errno) : "too large");
	if (config_parse_more(config, p, strcmp(name, "-") ? name : "<stdin>",
			      text, len)) {
		parse_report(p, ctl->what, stderr);
		return EXIT_USAGE;
	}
	return EXIT_OK;
}

int config_load(const struct ctl *ctl, struct config *config, struct parser *p,
		const char *name)
{
	int code;

	memset(config, 0, sizeof(*config));
	code = config_load_more(ctl, config, p, name);
	if (!code && config_parse_end(config, p)) {
		parse_report(p, ctl->what, stderr);
		code = EXIT_USAGE;
	}
	return code;
}

static int read_key(struct config_sa *sa, struct parser *p, const char *dir)
{
	const char *wrong;
	char why[512];

	if (sa->line.key.kind == KEY_NONE)
		return 0;
	if (sa->line.key.kind == KEY_STDIN &&
	    !strcmp(sa->at.source->name, "<stdin>"))
		return parse_fail_at(p, &sa->at,
				     "the file itself is on standard input, so the key cannot be");
	if (key_read(&sa->line.key, dir, &sa->key, why, sizeof(why)))
		return parse_fail_at(p, &sa->at, "%s", why);
	wrong = sa_check_key(sa->line.info.aead, sa->key.len);
	return wrong ? parse_fail_at(p, &sa->at, "%s", wrong) : 0;
}

/* Paths of keys are relative to the file that names them. */
static int read_key_beside(struct config_sa *sa, struct parser *p)
{
	const char *name = sa->at.source->name, *slash = strrchr(name, '/');
	char *dir = NULL;
	int err;

	if (slash) {
		dir = strndup(name, (size_t)(slash - name) + 1);
		if (!dir)
			return parse_fail(p, "out of memory");
	}
	err = read_key(sa, p, dir);
	free(dir);
	return err;
}

int config_read_keys(struct config *config, struct parser *p)
{
	int err = 0;

	for (size_t i = 0; i < config->sa_count && !err; i++)
		err = read_key_beside(&config->sas[i], p);
	return err;
}

void config_free(struct config *config)
{
	for (size_t i = 0; i < config->sa_count; i++)
		btns_sa_free(&config->sas[i].line.info);
	if (config->sas)
		explicit_bzero(config->sas,
			       config->sa_room * sizeof(*config->sas));
	free(config->sas);
	btns_policy_list_free(config->policies, config->policy_count);
	free(config->policy_at);
	btns_pad_list_free(config->pads, config->pad_count);
	free(config->pad_at);
	while (config->sources) {
		struct config_source *source = config->sources;

		config->sources = source->next;
		free((char *)source->source.name);
		free((char *)source->source.text);
		free(source->words);
		free(source);
	}
	memset(config, 0, sizeof(*config));
}

/* ---- printing ---- */

void config_print_policies(FILE *out, const struct btns_policy_info *list,
			   size_t count, bool has_spd)
{
	if (has_spd && !count)
		fputs("policy flush\n", out);
	for (size_t i = 0; i < count; i++) {
		policy_print_add(out, &list[i]);
		fputc('\n', out);
	}
}

void config_print_conf(FILE *out, const struct btns_conf_info *conf)
{
	for (uint32_t id = 1; btns_conf_name(id); id++) {
		if (!(conf->has & 1ULL << id) ||
		    conf->value[id] == btns_conf_default(id))
			continue;
		conf_print_set(out, id, conf->value[id]);
		fputc('\n', out);
	}
}

void config_print_sas(FILE *out, const struct btns_sa_info *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		sa_print_add(out, &list[i]);
		fputc('\n', out);
	}
}

/* ---- what is in force ---- */

int config_compare_ids(const struct btns_sa_info *a,
		       const struct btns_sa_info *b)
{
	if (a->dir != b->dir)
		return a->dir < b->dir ? -1 : 1;
	return compare_names(&a->id, &b->id);
}

static int compare_sas(const void *a, const void *b)
{
	return config_compare_ids(a, b);
}

void config_sort_sas(struct btns_sa_info *list, size_t count)
{
	if (count)
		qsort(list, count, sizeof(*list), compare_sas);
}

struct btns_sa_info *config_find_sa(const struct config_kernel *kernel,
				    const struct btns_sa_info *sa)
{
	struct btns_sa_info *found = NULL, key = *sa;

	/* the order begins with the direction, the name does not know it */
	for (uint32_t dir = BTNS_SA_DIR_IN; dir <= BTNS_SA_DIR_OUT; dir++) {
		key.dir = dir;
		if (!found && kernel->sa_count)
			found = bsearch(&key, kernel->sas, kernel->sa_count,
					sizeof(*kernel->sas), compare_sas);
	}
	return found;
}

static bool is_settled(const struct btns_sa_info *sa)
{
	return sa->assurance == BTNS_ASSURANCE_MANUAL &&
	       (sa->state == BTNS_SA_STATE_LIVE ||
		sa->state == BTNS_SA_STATE_DYING);
}

int config_kernel_read(struct btns_sock *sock, struct config_kernel *kernel)
{
	size_t count, kept = 0;
	int err;

	memset(kernel, 0, sizeof(*kernel));
	err = btns_policy_dump(sock, &kernel->policies, &kernel->policy_count,
			       &kernel->spd);
	if (!err)
		err = btns_pad_dump(sock, &kernel->pads, &kernel->pad_count,
				    &kernel->pad);
	if (!err)
		err = btns_conf_get(sock, &kernel->conf);
	if (!err)
		err = btns_sa_dump(sock, NULL, &kernel->sas, &count);
	if (err)
		return err;
	for (size_t i = 0; i < count; i++)
		if (is_settled(&kernel->sas[i]))
			kernel->sas[kept++] = kernel->sas[i];
		else
			btns_sa_free(&kernel->sas[i]);
	kernel->sa_count = kept;
	config_sort_sas(kernel->sas, kept);
	return 0;
}

void config_kernel_free(struct config_kernel *kernel)
{
	btns_sa_list_free(kernel->sas, kernel->sa_count);
	btns_policy_list_free(kernel->policies, kernel->policy_count);
	btns_pad_list_free(kernel->pads, kernel->pad_count);
}
