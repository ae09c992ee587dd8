// SPDX-License-Identifier: GPL-2.0-or-later
#include "lexer.h"

#include <stdlib.h>
#include <string.h>

static bool at_end(const struct lexer *lexer)
{
	return lexer->pos == lexer->len;
}

static char peek(const struct lexer *lexer)
{
	return at_end(lexer) ? '\n' : lexer->source->text[lexer->pos];
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool is_continuation(const struct lexer *lexer)
{
	const char *here = lexer->source->text + lexer->pos;

	if (at_end(lexer) || *here != '\\')
		return false;
	return here[1] == '\n' || (here[1] == '\r' && here[2] == '\n');
}

static struct token here(const struct lexer *lexer)
{
	struct token token = {
		.text = "", .source = lexer->source,
		.offset = lexer->pos, .line = lexer->line,
		.col = (unsigned int)(lexer->pos - lexer->line_start) + 1,
		.width = 1,
	};

	return token;
}

static int fail(struct lexer *lexer, const char *what)
{
	struct token at = here(lexer);

	return parse_fail_at(lexer->p, &at, "%s", what);
}

/* step over the newline that is next */
static void next_line(struct lexer *lexer)
{
	if (!at_end(lexer))
		lexer->pos++;
	lexer->line++;
	lexer->line_start = lexer->pos;
}

static void skip_blanks(struct lexer *lexer)
{
	for (;;) {
		if (is_continuation(lexer)) {
			lexer->pos += lexer->source->text[lexer->pos + 1] == '\r' ?
				2 : 1;
			next_line(lexer);
		} else if (!at_end(lexer) && is_blank(peek(lexer))) {
			lexer->pos++;
		} else {
			break;
		}
	}
	if (peek(lexer) != '#')
		return;
	while (peek(lexer) != '\n')
		lexer->pos++;
}

static bool is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

/* the characters of a word, its quotes taken off */
static int copy_word(struct lexer *lexer)
{
	bool is_quoted = false;

	for (;; lexer->pos++) {
		char c = peek(lexer);

		if (c == '\n' && is_quoted)
			return fail(lexer, "quote is not closed on its line");
		if (c == '\n' || (!is_quoted && is_blank(c)))
			return 0;
		if (c == '"') {
			is_quoted = !is_quoted;
			continue;
		}
		if (!is_quoted && is_continuation(lexer))
			return 0;
		if (c == '\\')
			return fail(lexer, "backslash is for the end of a line only");
		if (is_control(c) && c != '\t')
			return fail(lexer, "control character");
		*lexer->out++ = c;
	}
}

static int add_word(struct lexer *lexer)
{
	struct token token = here(lexer);
	int err;

	if (lexer->count == lexer->room) {
		size_t room = lexer->room ? 2 * lexer->room : 32;
		void *tokens = realloc(lexer->tokens,
				       room * sizeof(*lexer->tokens));

		if (!tokens)
			return fail(lexer, "out of memory");
		lexer->tokens = tokens;
		lexer->room = room;
	}
	token.text = lexer->out;
	err = copy_word(lexer);
	*lexer->out++ = '\0';
	token.width = (unsigned int)(lexer->pos - token.offset);
	lexer->tokens[lexer->count++] = token;
	return err;
}

int lexer_next(struct lexer *lexer)
{
	lexer->count = 0;
	for (;;) {
		skip_blanks(lexer);
		if (peek(lexer) != '\n') {
			if (add_word(lexer))
				return -1;
			continue;
		}
		if (lexer->count)
			break;
		if (at_end(lexer))
			return 0;
		next_line(lexer);
	}
	lexer->p->tokens = lexer->tokens;
	lexer->p->count = lexer->count;
	lexer->p->pos = 0;
	lexer->p->end = here(lexer);
	return 1;
}
