// SPDX-License-Identifier: GPL-2.0-or-later
#include "dscp.h"

#include <string.h>

#include "json.h"

#define DSCP_MAX (BTNS_DSCPS - 1)

/* ---- from words ---- */

/* the number at @at, up to a sign or the end; -1: none, or above 63 */
static int take_number(const char **at)
{
	size_t len = strcspn(*at, "-=,");
	uint64_t number;
	char text[8];

	if (len >= sizeof(text))
		return -1;
	memcpy(text, *at, len);
	text[len] = '\0';
	if (btns_number_parse(text, DSCP_MAX, &number))
		return -1;
	*at += len;
	return (int)number;
}

/* NUM or NUM-NUM; 0 or -1 */
static int take_range(const char **at, int *lo, int *hi)
{
	*lo = take_number(at);
	*hi = *lo;
	if (*lo >= 0 && **at == '-') {
		(*at)++;
		*hi = take_number(at);
	}
	return *lo < 0 || *hi < *lo ? -1 : 0;
}

/* another one behind a comma? 1: yes, 0: that was the last, -1: neither */
static int goes_on(const char **at)
{
	if (!**at)
		return 0;
	return *(*at)++ == ',' ? 1 : -1;
}

/* RANGE=NUM,... */
static int read_map(const char *at, uint8_t *map)
{
	int lo, hi, outer, more;

	do {
		if (take_range(&at, &lo, &hi) || *at++ != '=')
			return -1;
		outer = take_number(&at);
		if (outer < 0)
			return -1;
		memset(map + lo, outer, (size_t)(hi - lo) + 1);
		more = goes_on(&at);
	} while (more > 0);
	return more;
}

static void set_identity(uint8_t *map)
{
	for (uint8_t i = 0; i < BTNS_DSCPS; i++)
		map[i] = i;
}

static bool is_identity(const uint8_t *map)
{
	for (uint8_t i = 0; i < BTNS_DSCPS; i++)
		if (map[i] != i)
			return false;
	return true;
}

int dscp_take_map(struct parser *p, struct btns_sa_info *sa)
{
	const char *word;
	uint64_t number;

	if (parse_word(p, &word))
		return -1;
	set_identity(sa->dscp_map);
	if (!btns_number_parse(word, DSCP_MAX, &number))
		memset(sa->dscp_map, (int)number, sizeof(sa->dscp_map));
	else if (strcmp(word, "copy") && read_map(word, sa->dscp_map))
		return parse_fail(p, "\"%s\" is not copy, a DSCP of 0 to 63, or INNER=OUTER,...",
				  word);
	sa->has_dscp_map = !is_identity(sa->dscp_map);
	return 0;
}

int dscp_take_set(struct parser *p, uint64_t *set)
{
	const char *word, *at;
	int lo, hi, more;

	if (parse_word(p, &word))
		return -1;
	at = word;
	do {
		more = take_range(&at, &lo, &hi) ? -1 : goes_on(&at);
		for (; more >= 0 && lo <= hi; lo++)
			*set |= UINT64_C(1) << lo;
	} while (more > 0);
	return more ? parse_fail(p, "\"%s\" is no list of DSCP values, 0 to 63",
				 word) : 0;
}

/* ---- to words ---- */

static bool is_uniform(const uint8_t *map)
{
	for (int i = 1; i < BTNS_DSCPS; i++)
		if (map[i] != map[0])
			return false;
	return true;
}

/* @sep: what comes before it; the values after @lo to @hi are like it */
static void print_range(FILE *out, char sep, int lo, int hi)
{
	fprintf(out, "%c%d", sep, lo);
	if (hi > lo)
		fprintf(out, "-%d", hi);
}

/* those that are not mapped to themselves */
static void print_map(FILE *out, const uint8_t *map)
{
	char sep = ' ';

	for (int lo = 0, hi; lo < BTNS_DSCPS; lo = hi + 1) {
		for (hi = lo; hi < DSCP_MAX && map[hi + 1] == map[lo];)
			hi++;
		if (hi == lo && map[lo] == lo)
			continue;
		print_range(out, sep, lo, hi);
		fprintf(out, "=%u", map[lo]);
		sep = ',';
	}
}

static void print_set(FILE *out, uint64_t set)
{
	char sep = ' ';

	for (int lo = 0, hi; lo < BTNS_DSCPS; lo = hi + 1) {
		hi = lo;
		if (!(set >> lo & 1))
			continue;
		while (hi < DSCP_MAX && set >> (hi + 1) & 1)
			hi++;
		print_range(out, sep, lo, hi);
		sep = ',';
	}
}

void dscp_print(FILE *out, const struct btns_sa_info *sa)
{
	if (sa->has_dscp_map && !is_identity(sa->dscp_map)) {
		fputs(" dscp", out);
		if (is_uniform(sa->dscp_map))
			fprintf(out, " %u", sa->dscp_map[0]);
		else
			print_map(out, sa->dscp_map);
	}
	if (sa->dscp_set) {
		fputs(" dscp-set", out);
		print_set(out, sa->dscp_set);
	}
}

/* ---- to JSON ---- */

/* RFC 9061: one without inner-dscp is for all of them */
static void add_mapping(struct json_object *array, const uint8_t *map)
{
	bool is_one = is_uniform(map);

	for (int i = 0; i < (is_one ? 1 : BTNS_DSCPS); i++) {
		struct json_object *one = json_append_object(array);

		if (!is_one)
			json_add_number(one, "inner-dscp", (uint64_t)i);
		json_add_number(one, "outer-dscp", map[i]);
	}
}

void dscp_add_json(struct json_object *obj, const struct btns_sa_info *sa)
{
	struct json_object *values;

	if (sa->dir == BTNS_SA_DIR_OUT && sa->mode == BTNS_MODE_TUNNEL)
		json_add_bool(obj, "bypass-dscp", !sa->has_dscp_map);
	if (sa->has_dscp_map)
		add_mapping(json_add_array(obj, "dscp-mapping"), sa->dscp_map);
	if (!sa->dscp_set)
		return;
	values = json_add_array(obj, "dscp-values");
	for (int i = 0; i < BTNS_DSCPS; i++)
		if (sa->dscp_set >> i & 1)
			json_append_number(values, (uint64_t)i);
}
