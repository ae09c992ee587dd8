/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words of a command line or of a file's statement, taken one after the other.
 *
 * What may come next is data (struct keyword): the same tables read a command,
 * say what is wrong with it, expand abbreviations and complete it in a shell.
 * The first error stays; where it is, is remembered with it.
 */
#ifndef BTNSCTL_PARSE_H
#define BTNSCTL_PARSE_H

#include <btns.h>
#include <stdio.h>

/* A text that statements come from; lives as long as its tokens. */
struct source {
	const char *name;
	const char *text;
	unsigned int number;	/* of the files of one configuration, in order */
};

/* A word, and where it stands in its file, counted from 1. */
struct token {
	const char *text;
	const struct source *source;	/* NULL: a command line */
	size_t offset;		/* in the file's text */
	unsigned int line;
	unsigned int col;
	unsigned int width;
};

struct parser;

/**
 * struct keyword - a word that may come, and what follows it
 * @name: the word
 * @take: reads what follows into the vocabulary's object; 0 or -1
 * @values: what may follow, for completion, separated by blanks; or NULL
 * @names: likewise, an enumeration plus one; 0: none
 * @may_repeat: it may come more than once
 */
struct keyword {
	const char *name;
	int (*take)(struct parser *p, void *obj);
	const char *values;
	unsigned int names;
	bool may_repeat;
};

#define KEYWORD_NAMES(names) ((names) + 1)

/* Keywords, each at most once if it does not say otherwise, about one object. */
struct vocabulary {
	const struct keyword *words;	/* up to one without a name */
	void *obj;
	uint64_t seen;			/* those taken, a bit each */
};

/**
 * struct parser - words and how far they are read
 * @source: the file that is read, NULL for a command line
 * @tokens: the words
 * @count: of @tokens
 * @pos: the next to be read
 * @end: stands for the end of the statement in a file
 * @completing: only say what may come behind the words
 * @partial: how that must begin
 * @key: the keyword whose values are read
 * @failed: there is an error
 * @bad: where
 * @error: which
 * @is_secret: the line of the error may hold a key, it is not shown
 */
struct parser {
	const struct source *source;
	const struct token *tokens;
	size_t count;
	size_t pos;
	struct token end;
	bool completing;
	const char *partial;
	const struct keyword *key;
	bool failed;
	struct token bad;
	char error[256];
	bool is_secret;
};

/* All return 0, or -1 after an error was noted. */
int parse_fail(struct parser *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));	/* about the last word read */
int parse_fail_at(struct parser *p, const struct token *at, const char *format,
		  ...) __attribute__((format(printf, 3, 4)));
int parse_end(struct parser *p);	/* nothing may follow */
int parse_word(struct parser *p, const char **word);
int parse_number(struct parser *p, uint64_t min, uint64_t max, uint64_t *number);
int parse_u32(struct parser *p, uint32_t min, uint32_t *number);
int parse_ip(struct parser *p, uint8_t *family, struct btns_ip *ip);
int parse_name(struct parser *p, enum btns_names names, uint32_t *value);
int parse_keyword(struct parser *p, const char *keyword);	/* just this one */

/*
 * Take keywords of @count vocabularies; up to the end, or if @is_part up to a
 * word that is in none of them.
 */
int parse_keywords(struct parser *p, struct vocabulary *vocabularies,
		   size_t count, bool is_part);

/* The last of -- for a command line -- abbreviated names that may come. */
int parse_choice(struct parser *p, const char *what, size_t count,
		 const char *(*name)(size_t i, const void *arg),
		 const void *arg, size_t *choice);

bool parse_is_end(const struct parser *p);
const struct token *parse_peek(const struct parser *p);	/* or the end */
bool parse_seen(const struct vocabulary *vocabulary, const char *name);

/* offer a word for completion */
void parse_offer(const struct parser *p, const char *word);

/* print the error: "Error: WHAT: ..." or "FILE:LINE:COL: ..." and the line */
void parse_report(const struct parser *p, const char *what, FILE *out);

#endif
