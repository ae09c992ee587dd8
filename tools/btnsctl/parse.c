// SPDX-License-Identifier: GPL-2.0-or-later
#include "parse.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

__attribute__((format(printf, 3, 0)))
static int note(struct parser *p, const struct token *at, const char *format,
		va_list args)
{
	if (p->failed)
		return -1;
	p->failed = true;
	p->bad = *at;
	vsnprintf(p->error, sizeof(p->error), format, args);
	return -1;
}

int parse_fail_at(struct parser *p, const struct token *at, const char *format,
		  ...)
{
	va_list args;

	va_start(args, format);
	note(p, at, format, args);
	va_end(args);
	return -1;
}

int parse_fail(struct parser *p, const char *format, ...)
{
	const struct token *at = p->pos ? &p->tokens[p->pos - 1] : &p->end;
	va_list args;

	va_start(args, format);
	note(p, at, format, args);
	va_end(args);
	return -1;
}

bool parse_is_end(const struct parser *p)
{
	return p->pos == p->count;
}

const struct token *parse_peek(const struct parser *p)
{
	return parse_is_end(p) ? &p->end : &p->tokens[p->pos];
}

int parse_end(struct parser *p)
{
	if (!parse_is_end(p))
		return parse_fail_at(p, parse_peek(p), "unexpected \"%s\"",
				     parse_peek(p)->text);
	return p->completing || p->failed ? -1 : 0;
}

void parse_offer(const struct parser *p, const char *word)
{
	if (!strncmp(word, p->partial, strlen(p->partial)))
		puts(word);
}

static void offer_values(const struct parser *p)
{
	const char *value, *word = p->key ? p->key->values : NULL;

	for (uint32_t i = 0; p->key && p->key->names &&
	     (value = btns_name(p->key->names - 1, i)); i++)
		parse_offer(p, value);
	while (word && *word) {
		char copy[32];
		size_t len = strcspn(word, " ");

		snprintf(copy, sizeof(copy), "%.*s", (int)len, word);
		parse_offer(p, copy);
		word += len + (word[len] == ' ');
	}
}

int parse_word(struct parser *p, const char **word)
{
	if (!parse_is_end(p)) {
		*word = p->tokens[p->pos++].text;
		return 0;
	}
	if (p->completing) {
		offer_values(p);
		p->failed = true;
		return -1;
	}
	return parse_fail_at(p, &p->end, "value missing behind \"%s\"",
			     p->pos ? p->tokens[p->pos - 1].text : "");
}

int parse_number(struct parser *p, uint64_t min, uint64_t max, uint64_t *number)
{
	const char *word;
	int err;

	if (parse_word(p, &word))
		return -1;
	err = btns_number_parse(word, max, number);
	if (err == -EINVAL)
		return parse_fail(p, "\"%s\" is not a number", word);
	if (err || *number < min)
		return parse_fail(p, "%s is not in %" PRIu64 " to %" PRIu64,
				  word, min, max);
	return 0;
}

int parse_u32(struct parser *p, uint32_t min, uint32_t *number)
{
	uint64_t value;

	if (parse_number(p, min, UINT32_MAX, &value))
		return -1;
	*number = (uint32_t)value;
	return 0;
}

int parse_ip(struct parser *p, uint8_t *family, struct btns_ip *ip)
{
	const char *word;

	if (parse_word(p, &word))
		return -1;
	if (btns_ip_parse(word, family, ip))
		return parse_fail(p, "\"%s\" is not an address", word);
	return 0;
}

/* 2: the same, 1: an abbreviation where these are allowed, 0: neither */
static int match(const struct parser *p, const char *word, const char *name)
{
	size_t len = strlen(word);

	if (!strcmp(word, name))
		return 2;
	return !p->source && len && name[0] != '-' && !strncmp(word, name, len);
}

int parse_choice(struct parser *p, const char *what, size_t count,
		 const char *(*name)(size_t i, const void *arg),
		 const void *arg, size_t *choice)
{
	size_t found = count, matches = 0;
	const char *word;

	if (parse_is_end(p) && p->completing) {
		for (size_t i = 0; i < count; i++)
			parse_offer(p, name(i, arg));
		p->failed = true;
		return -1;
	}
	if (parse_word(p, &word))
		return -1;
	for (size_t i = 0; i < count; i++) {
		int how = match(p, word, name(i, arg));

		if (how == 2) {
			*choice = i;
			return 0;
		}
		if (how) {
			found = i;
			matches++;
		}
	}
	if (matches > 1)
		return parse_fail(p, "\"%s\" may be more than one %s", word,
				  what);
	if (!matches)
		return parse_fail(p, "\"%s\" is no %s", word, what);
	*choice = found;
	return 0;
}

static const char *enum_name(size_t i, const void *arg)
{
	const enum btns_names *names = arg;

	return btns_name(*names, (uint32_t)i);
}

int parse_name(struct parser *p, enum btns_names names, uint32_t *value)
{
	size_t count = 0, choice;
	char what[64];

	while (btns_name(names, (uint32_t)count))
		count++;
	snprintf(what, sizeof(what), "%s", p->key ? p->key->name : "name");
	if (parse_choice(p, what, count, enum_name, &names, &choice))
		return -1;
	*value = (uint32_t)choice;
	return 0;
}

int parse_keyword(struct parser *p, const char *keyword)
{
	const char *word;

	if (parse_is_end(p) && p->completing) {
		parse_offer(p, keyword);
		p->failed = true;
		return -1;
	}
	if (parse_is_end(p))
		return parse_fail_at(p, &p->end, "\"%s\" missing", keyword);
	if (parse_word(p, &word))
		return -1;
	if (!match(p, word, keyword))
		return parse_fail(p, "\"%s\" where \"%s\" is expected", word,
				  keyword);
	return 0;
}

struct found {
	struct vocabulary *vocabulary;
	unsigned int index;
	unsigned int matches;
};

static void find_in(const struct parser *p, const char *word,
		    struct vocabulary *vocabulary, struct found *found)
{
	const struct keyword *words = vocabulary->words;

	for (unsigned int i = 0; words[i].name; i++) {
		int how = match(p, word, words[i].name);

		if (!how)
			continue;
		found->vocabulary = vocabulary;
		found->index = i;
		found->matches++;
		if (how == 2) {
			found->matches = 1;
			return;
		}
	}
}

static struct found find(const struct parser *p, const char *word,
			 struct vocabulary *vocabularies, size_t count)
{
	struct found found = { NULL, 0, 0 };

	for (size_t i = 0; i < count; i++) {
		struct found here = { NULL, 0, 0 };

		find_in(p, word, &vocabularies[i], &here);
		if (!here.matches)
			continue;
		if (here.matches == 1 &&
		    !strcmp(word, here.vocabulary->words[here.index].name))
			return here;
		here.matches += found.matches;
		found = here;
	}
	return found;
}

static int take(struct parser *p, const struct found *found)
{
	struct vocabulary *vocabulary = found->vocabulary;
	const struct keyword *key = &vocabulary->words[found->index];
	const struct keyword *outer = p->key;
	int err;

	if (vocabulary->seen & (1ULL << found->index) && !key->may_repeat)
		return parse_fail(p, "\"%s\" given twice", key->name);
	vocabulary->seen |= 1ULL << found->index;
	p->key = key;
	err = key->take(p, vocabulary->obj);
	p->key = outer;
	return err;
}

static void offer_keywords(const struct parser *p,
			   const struct vocabulary *vocabulary)
{
	for (unsigned int i = 0; vocabulary->words[i].name; i++)
		if (!(vocabulary->seen & (1ULL << i)) ||
		    vocabulary->words[i].may_repeat)
			parse_offer(p, vocabulary->words[i].name);
}

int parse_keywords(struct parser *p, struct vocabulary *vocabularies,
		   size_t count, bool is_part)
{
	while (!parse_is_end(p)) {
		const char *word = p->tokens[p->pos].text;
		struct found found = find(p, word, vocabularies, count);

		if (!found.matches && is_part)
			return 0;
		p->pos++;
		if (!found.matches)
			return parse_fail(p, "unexpected \"%s\"", word);
		if (found.matches > 1)
			return parse_fail(p,
					  "\"%s\" abbreviates more than one word",
					  word);
		if (take(p, &found))
			return -1;
	}
	if (!p->completing)
		return 0;
	for (size_t i = 0; i < count; i++)
		offer_keywords(p, &vocabularies[i]);
	if (!is_part)
		p->failed = true;
	return is_part ? 0 : -1;
}

bool parse_seen(const struct vocabulary *vocabulary, const char *name)
{
	for (unsigned int i = 0; vocabulary->words[i].name; i++)
		if (!strcmp(vocabulary->words[i].name, name))
			return vocabulary->seen & (1ULL << i);
	return false;
}

/* the line of the error, and carets under the word */
static void report_line(const struct parser *p, FILE *out)
{
	const char *text = p->bad.source->text;
	const char *line = text + p->bad.offset - (p->bad.col - 1);
	size_t len = strcspn(line, "\r\n");

	fprintf(out, "%.*s\n", (int)len, line);
	for (unsigned int i = 0; i + 1 < p->bad.col && i < len; i++)
		fputc(line[i] == '\t' ? '\t' : ' ', out);
	for (unsigned int i = 0; i < p->bad.width || i == 0; i++)
		fputc('^', out);
	fputc('\n', out);
}

void parse_report(const struct parser *p, const char *what, FILE *out)
{
	if (!p->bad.source) {
		fprintf(out, "Error: %s%s%s\n", what, *what ? ": " : "",
			p->error);
		return;
	}
	fprintf(out, "%s:%u:%u: error: %s\n", p->bad.source->name, p->bad.line, p->bad.col,
		p->error);
	if (!p->is_secret)
		report_line(p, out);
	fprintf(out, "nothing was changed\n");
}
