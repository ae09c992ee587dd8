/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words of a configuration file: separated by blanks, a statement a line,
 * # starts a comment where a word could begin, a backslash at the end of a line
 * continues it, double quotes keep blanks in a word.
 */
#ifndef BTNSCTL_LEXER_H
#define BTNSCTL_LEXER_H

#include "parse.h"

/**
 * struct lexer - how far a text is read
 * @p: gets errors
 * @source: the text
 * @len: of its text
 * @pos: what comes next
 * @line: where that is, from 1
 * @line_start: offset of that line
 * @out: where the next word is copied to; there is room for the whole text
 * @tokens: of the statement
 * @count: of @tokens
 */
struct lexer {
	struct parser *p;
	const struct source *source;
	size_t len;
	size_t pos;
	unsigned int line;
	size_t line_start;
	char *out;
	struct token *tokens;
	size_t count;
	size_t room;
};

/*
 * The next statement that is not empty, into @lexer's parser.
 * 1, 0 at the end of the text, or -1 after an error was noted.
 */
int lexer_next(struct lexer *lexer);

#endif
