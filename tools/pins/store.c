// SPDX-License-Identifier: GPL-2.0-or-later
#include "store.h"

#include <errno.h>
#include <gnutls/crypto.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define HEAD "btns-pins 1\n"
#define TIME_MAX INT64_C(253402300799)	/* the last second of the year 9999 */

/* ---- text ---- */

static void print_addrs(FILE *out, uint8_t family,
			const struct btns_ip_range *list, size_t count,
			const char **before)
{
	char text[2 * BTNS_IP_TEXT_MAX];

	for (size_t i = 0; i < count; i++) {
		btns_ts_range_print(family, &list[i], text, sizeof(text));
		fprintf(out, "%s%s", *before, text);
		*before = ",";
	}
}

static void print_pin(FILE *out, const struct pin *pin)
{
	char digits[BTNS_HASH_TEXT_MAX];
	const char *before = " addr ";

	fprintf(out, "%s %s key SHA256:%s", pin_state_name(pin->state),
		pin->peer, btns_hash_print(&pin->key, digits));
	print_addrs(out, AF_INET, pin->addrs.v4, pin->addrs.v4_count, &before);
	print_addrs(out, AF_INET6, pin->addrs.v6, pin->addrs.v6_count, &before);
	fprintf(out, " source %s first %" PRId64 " last %" PRId64,
		pin_source_name(pin->source), pin->first, pin->last);
}

static int print_end(const char *text, size_t len, char *end, size_t size)
{
	char digits[BTNS_HASH_TEXT_MAX];
	struct btns_hash hash;

	if (gnutls_hash_fast(GNUTLS_DIG_SHA256, text, len, hash.octets))
		return -ENOMEM;
	return snprintf(end, size, "end SHA256:%s\n",
			btns_hash_print(&hash, digits));
}

int store_print_pin(const struct pin *pin, char **line)
{
	size_t len;
	FILE *out = open_memstream(line, &len);

	if (!out)
		return -ENOMEM;
	print_pin(out, pin);
	return fclose(out) ? -ENOMEM : 0;
}

int store_print(const struct pins *pins, char **text, size_t *len)
{
	FILE *out = open_memstream(text, len);
	char end[128];
	int err = 0;

	if (!out)
		return -ENOMEM;
	fputs(HEAD, out);
	for (size_t i = 0; i < pins->count; i++) {
		print_pin(out, &pins->list[i]);
		fputc('\n', out);
	}
	if (fflush(out) || print_end(*text, *len, end, sizeof(end)) < 0)
		err = -ENOMEM;
	else
		fputs(end, out);
	if (fclose(out))
		err = -ENOMEM;
	if (err)
		free(*text);
	return err;
}

/* ---- words ---- */

/* The next word of a line; NULL at its end, or if it is too long. */
static const char *next_word(const char **line, char *word, size_t size)
{
	size_t len = strcspn(*line, " ");

	if (!len || len >= size)
		return NULL;
	memcpy(word, *line, len);
	word[len] = '\0';
	*line += len + ((*line)[len] == ' ');
	return word;
}

/* The word behind @name. */
static const char *word_of(const char **line, const char *name, char *word,
			   size_t size)
{
	const char *found = next_word(line, word, size);

	if (!found || strcmp(found, name))
		return NULL;
	return next_word(line, word, size);
}

static bool parse_time(const char *text, int64_t *time)
{
	uint64_t number;

	if (!text || btns_number_parse(text, (uint64_t)TIME_MAX, &number))
		return false;
	*time = (int64_t)number;
	return true;
}

#define WORD_MAX 16384	/* the addresses */

static const char *parse_who(const char **line, struct pin *pin, char *word)
{
	const char *text = next_word(line, word, WORD_MAX), *why;

	if (!text || pin_state_value(text, &pin->state) ||
	    pin->state == PIN_UNKNOWN)
		return "a line begins with candidate, pinned, mismatch or revoked";
	text = next_word(line, word, WORD_MAX);
	why = pin_peer_check(text ? text : "");
	if (why)
		return why;
	strcpy(pin->peer, text);
	text = word_of(line, "key", word, WORD_MAX);
	if (!text || btns_hash_parse(text, &pin->key))
		return "\"key SHA256:\" and 64 hexadecimal digits are expected behind the peer";
	return NULL;
}

static const char *parse_where(const char **line, struct pin *pin, char *word)
{
	const char *why = "addresses are expected behind addr";

	if (strncmp(*line, "addr ", 5))
		return pin->state == PIN_REVOKED ? NULL :
			"\"addr\" and addresses are expected behind the key";
	if (!word_of(line, "addr", word, WORD_MAX) ||
	    btns_addrs_parse(&pin->addrs, word, &why))
		return why;
	if (!pin->addrs.v4_count && !pin->addrs.v6_count)
		return "a pin has addresses, \"any\" is none";
	return NULL;
}

static const char *parse_when(const char **line, struct pin *pin, char *word)
{
	const char *text = word_of(line, "source", word, WORD_MAX);

	if (!text || pin_source_value(text, &pin->source))
		return "\"source lof\" or \"source admin\" is expected";
	if (!parse_time(word_of(line, "first", word, WORD_MAX), &pin->first) ||
	    !parse_time(word_of(line, "last", word, WORD_MAX), &pin->last))
		return "\"first\" and \"last\" with seconds since 1970 are expected";
	return **line ? "something follows the last word" : NULL;
}

static const char *check_twin(const struct pins *pins, const struct pin *pin)
{
	for (size_t i = 0; i < pins->count; i++)
		if (!strcmp(pins->list[i].peer, pin->peer) &&
		    !memcmp(&pins->list[i].key, &pin->key, sizeof(pin->key)))
			return "this key of this peer is there already";
	return NULL;
}

/* What is wrong with a line, or NULL. */
static const char *parse_line(struct pins *pins, const char *line, char *word)
{
	struct pin pin = { .first = 0 };
	const char *why = parse_who(&line, &pin, word);
	int err;

	if (!why)
		why = parse_where(&line, &pin, word);
	if (!why)
		why = parse_when(&line, &pin, word);
	if (!why)
		why = check_twin(pins, &pin);
	if (!why) {
		err = pins_append(pins, &pin);
		if (err)
			why = err == -ENOSPC ? "too many pins" : "out of memory";
	}
	btns_addrs_free(&pin.addrs);
	return why;
}

/* ---- the whole ---- */

/* Its end is where the last line begins. */
static const char *check_frame(const char *text, size_t len, size_t *body)
{
	char end[128];
	int end_len;

	if (!len)
		return "it is empty, and should at least have its first and last line";
	if (memchr(text, '\0', len))
		return "there is an octet 0 in it";
	if (len < strlen(HEAD) || memcmp(text, HEAD, strlen(HEAD)))
		return "it does not begin with \"btns-pins 1\"";
	end_len = print_end(text, 0, end, sizeof(end));
	if (end_len < 0)
		return "SHA-256 does not work here";
	if (len < strlen(HEAD) + (size_t)end_len)
		return "its last line is missing: it was cut off";
	*body = len - (size_t)end_len;
	if (text[*body - 1] != '\n' || strncmp(text + *body, "end ", 4))
		return "its last line is missing: it was cut off";
	if (print_end(text, *body, end, sizeof(end)) != end_len ||
	    memcmp(text + *body, end, (size_t)end_len))
		return "its checksum is wrong: it was changed by something else than btns";
	return NULL;
}

static const char *parse_lines(struct pins *pins, char *text, char *word,
			       unsigned int *number)
{
	const char *why = NULL;
	char *line, *rest = text;

	while (!why && (line = strsep(&rest, "\n")) && rest) {
		(*number)++;
		why = parse_line(pins, line, word);
	}
	return why;
}

int store_parse(struct pins *pins, const char *text, size_t len, char *why)
{
	char *copy = NULL, *word = NULL;
	unsigned int line = 1;
	const char *wrong;
	size_t body = 0;

	memset(pins, 0, sizeof(*pins));
	wrong = check_frame(text, len, &body);
	if (wrong) {
		snprintf(why, STORE_TEXT_WHY_MAX, "%s", wrong);
		return -EINVAL;
	}
	copy = strndup(text + strlen(HEAD), body - strlen(HEAD));
	word = malloc(WORD_MAX);
	wrong = copy && word ? parse_lines(pins, copy, word, &line) :
			       "out of memory";
	free(word);
	free(copy);
	if (!wrong)
		return 0;
	snprintf(why, STORE_TEXT_WHY_MAX, "line %u: %s", line, wrong);
	pins_free(pins);
	return -EINVAL;
}
