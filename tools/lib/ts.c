// SPDX-License-Identifier: GPL-2.0-or-later
/* Traffic selectors: their text, and the kernel's own opinion of them. */
#include "btns.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core.h"

void btns_ts_init(struct btns_ts *ts, uint8_t family)
{
	memset(ts, 0, sizeof(*ts));
	ts->family = family;
}

void btns_ts_free(struct btns_ts *ts)
{
	free(ts->local);
	free(ts->remote);
	free(ts->lport);
	free(ts->rport);
	free(ts->icmp);
	free(ts->mh);
	btns_ts_init(ts, AF_UNSPEC);
}

size_t btns_ts_ranges(const struct btns_ts *ts)
{
	return (size_t)ts->n_local + ts->n_remote + ts->n_lport + ts->n_rport +
	       ts->n_icmp + ts->n_mh;
}

/* A copy of @count things; @failed is left alone if there was memory. */
static void *list_copy(const void *list, size_t count, size_t size,
		       bool *failed)
{
	void *copy;

	if (!count)
		return NULL;
	copy = malloc(count * size);
	if (copy)
		memcpy(copy, list, count * size);
	else
		*failed = true;
	return copy;
}

int btns_ts_copy(struct btns_ts *to, const struct btns_ts *from)
{
	bool failed = false;

	*to = *from;
	to->local = list_copy(from->local, from->n_local, sizeof(*to->local),
			      &failed);
	to->remote = list_copy(from->remote, from->n_remote,
			       sizeof(*to->remote), &failed);
	to->lport = list_copy(from->lport, from->n_lport, sizeof(*to->lport),
			      &failed);
	to->rport = list_copy(from->rport, from->n_rport, sizeof(*to->rport),
			      &failed);
	to->icmp = list_copy(from->icmp, from->n_icmp, sizeof(*to->icmp),
			     &failed);
	to->mh = list_copy(from->mh, from->n_mh, sizeof(*to->mh), &failed);
	if (!failed)
		return 0;
	btns_ts_free(to);
	return -ENOMEM;
}

static bool ip_lists_equal(const struct btns_ip_range *a, uint8_t n_a,
			   const struct btns_ip_range *b, uint8_t n_b)
{
	return n_a == n_b && (!n_a || !memcmp(a, b, n_a * sizeof(*a)));
}

static bool number_lists_equal(const struct btns_u16_range *a, uint8_t n_a,
			       const struct btns_u16_range *b, uint8_t n_b)
{
	return n_a == n_b && (!n_a || !memcmp(a, b, n_a * sizeof(*a)));
}

bool btns_ts_equal(const struct btns_ts *a, const struct btns_ts *b)
{
	return a->family == b->family && a->proto == b->proto &&
	       a->opaque == b->opaque &&
	       ip_lists_equal(a->local, a->n_local, b->local, b->n_local) &&
	       ip_lists_equal(a->remote, a->n_remote, b->remote, b->n_remote) &&
	       number_lists_equal(a->lport, a->n_lport, b->lport, b->n_lport) &&
	       number_lists_equal(a->rport, a->n_rport, b->rport, b->n_rport) &&
	       number_lists_equal(a->icmp, a->n_icmp, b->icmp, b->n_icmp) &&
	       number_lists_equal(a->mh, a->n_mh, b->mh, b->n_mh);
}

/* ---- the kernel's opinion: its types are laid out as ours ---- */

_Static_assert(sizeof(struct btns_ip_range) == sizeof(struct btns_addr_range) &&
	       sizeof(struct btns_u16_range) == sizeof(struct btns_port_range),
	       "a list for the kernel's judge is a list of ours");

static const struct btns_addr_range *core_addrs(const struct btns_ip_range *list)
{
	return (const void *)list;
}

static const struct btns_port_range *core_numbers(const struct btns_u16_range *l)
{
	return (const void *)l;
}

struct btns_selector ts_core(const struct btns_ts *ts)
{
	return (struct btns_selector){
		.local = core_addrs(ts->local),
		.remote = core_addrs(ts->remote),
		.lport = core_numbers(ts->lport),
		.rport = core_numbers(ts->rport),
		.icmp = core_numbers(ts->icmp),
		.mh = core_numbers(ts->mh),
		.n_local = ts->n_local,
		.n_remote = ts->n_remote,
		.n_lport = ts->n_lport,
		.n_rport = ts->n_rport,
		.n_icmp = ts->n_icmp,
		.n_mh = ts->n_mh,
		.proto = ts->proto,
		.family = ts->family,
		.opaque = ts->opaque,
	};
}

const char *btns_ts_check(const struct btns_ts *ts)
{
	const struct btns_selector sel = ts_core(ts);

	return btns_selector_check(&sel);
}

/* ---- from text; these return what is wrong, or NULL ---- */

static const char no_memory[] = "out of memory";

static const char *set_family(struct btns_ts *ts, uint8_t family)
{
	if (ts->family != AF_UNSPEC && ts->family != family)
		return "addresses and family are not all IPv4 or all IPv6";
	ts->family = family;
	return NULL;
}

static const char *family_from_text(struct btns_ts *ts, const char *text)
{
	if (!strcmp(text, "inet"))
		return set_family(ts, AF_INET);
	if (!strcmp(text, "inet6"))
		return set_family(ts, AF_INET6);
	return "family is inet or inet6";
}

static const char *range_from_prefix(const char *addr, const char *len,
				     uint8_t *family,
				     struct btns_ip_range *range)
{
	uint64_t bits;
	unsigned int all;

	if (btns_ip_parse(addr, family, &range->lo))
		return "not an address";
	all = *family == AF_INET ? 32 : 128;
	if (btns_number_parse(len, all, &bits))
		return "prefix length is not 0 to 32 (IPv4) or 128 (IPv6)";
	range->hi = range->lo;
	for (unsigned int bit = (unsigned int)bits; bit < all; bit++) {
		uint8_t mask = 0x80 >> (bit & 7);

		if (range->lo.octets[bit / 8] & mask)
			return "address has bits set behind its prefix, clear them";
		range->hi.octets[bit / 8] |= mask;
	}
	return NULL;
}

static const char *range_from_ends(const char *lo, const char *hi,
				   uint8_t *family, struct btns_ip_range *range)
{
	uint8_t hi_family;

	if (btns_ip_parse(lo, family, &range->lo) ||
	    btns_ip_parse(hi, &hi_family, &range->hi))
		return "not an address";
	if (*family != hi_family)
		return "range begins and ends in different families";
	if (memcmp(&range->lo, &range->hi, sizeof(range->lo)) > 0)
		return "address range ends before it starts, swap its ends";
	return NULL;
}

static const char *addr_from_item(char *item, uint8_t *family,
				  struct btns_ip_range *range)
{
	char *cut = strpbrk(item, "/-");

	if (cut && *cut == '/') {
		*cut = '\0';
		return range_from_prefix(item, cut + 1, family, range);
	}
	if (cut)
		*cut++ = '\0';
	return range_from_ends(item, cut ? cut : item, family, range);
}

int btns_ts_range_parse(const char *text, uint8_t *family,
			struct btns_ip_range *range, const char **why)
{
	char item[2 * BTNS_IP_TEXT_MAX];
	const char *wrong = "not an address";

	if (strlen(text) < sizeof(item)) {
		strcpy(item, text);
		wrong = addr_from_item(item, family, range);
	}
	if (why)
		*why = wrong;
	return wrong ? -EINVAL : 0;
}

static const char *number_from_item(char *item, uint64_t max,
				    struct btns_u16_range *range)
{
	char *cut = strchr(item, '-');
	uint64_t lo, hi;

	if (cut)
		*cut++ = '\0';
	if (btns_number_parse(item, max, &lo) ||
	    btns_number_parse(cut ? cut : item, max, &hi))
		return max == UINT16_MAX ?
			"not a number or a range of numbers up to 65535" :
			"not a number or a range of numbers up to 255";
	if (lo > hi)
		return "range ends before it starts, swap its ends";
	*range = (struct btns_u16_range){ (uint16_t)lo, (uint16_t)hi };
	return NULL;
}

/* TYPE or TYPE/CODE; @code if none is there */
static const char *icmp_from_end(char *end, uint64_t code, uint16_t *number)
{
	char *cut = strchr(end, '/');
	uint64_t type;

	if (cut)
		*cut++ = '\0';
	if (btns_number_parse(end, UINT8_MAX, &type) ||
	    (cut && btns_number_parse(cut, UINT8_MAX, &code)))
		return "not TYPE, TYPE/CODE or a range of these, numbers up to 255";
	*number = (uint16_t)(type << 8 | code);
	return NULL;
}

static const char *icmp_from_item(char *item, struct btns_u16_range *range)
{
	char *cut = strchr(item, '-'), *slash = strchr(item, '/');
	const char *why;

	if (cut) {
		*cut++ = '\0';
		why = icmp_from_end(item, 0, &range->lo);
		if (!why)
			why = icmp_from_end(cut, UINT8_MAX, &range->hi);
	} else {
		why = icmp_from_end(item, 0, &range->lo);
		range->hi = slash ? range->lo : range->lo | UINT8_MAX;
	}
	if (!why && range->lo > range->hi)
		why = "range ends before it starts, swap its ends";
	return why;
}

/* What a list is about. */
enum list_kind { LIST_ADDRS, LIST_PORTS, LIST_ICMP, LIST_MH };

/* An item of a list into its place. */
static const char *item_from_text(struct btns_ts *ts, enum list_kind kind,
				  char *item, void *list, size_t place)
{
	struct btns_ip_range *addrs = list;
	struct btns_u16_range *numbers = list;
	const char *why;
	uint8_t family;

	switch (kind) {
	case LIST_ADDRS:
		why = addr_from_item(item, &family, &addrs[place]);
		return why ? why : set_family(ts, family);
	case LIST_PORTS:
		return number_from_item(item, UINT16_MAX, &numbers[place]);
	case LIST_MH:
		return number_from_item(item, UINT8_MAX, &numbers[place]);
	default:
		return icmp_from_item(item, &numbers[place]);
	}
}

/* Is the only range of a list everything there is?  Then no list says it. */
static bool range_is_any(const struct btns_ts *ts, enum list_kind kind,
			 const void *list)
{
	const struct btns_u16_range *number = list;

	if (kind == LIST_ADDRS)
		return btns_ts_range_prefix(ts->family, list) == 0;
	return number->lo == 0 &&
	       number->hi == (kind == LIST_MH ? UINT8_MAX : UINT16_MAX);
}

static const char *items_from_text(struct btns_ts *ts, enum list_kind kind,
				   char *text, void *list, uint8_t *count)
{
	char *item = text, *next;
	const char *why = NULL;

	for (*count = 0; item && !why; item = next) {
		next = strchr(item, ',');
		if (next)
			*next++ = '\0';
		if (*count == BTNS_SELECTOR_RANGES_MAX)
			return "more than 64 ranges in a list";
		why = item_from_text(ts, kind, item, list, (*count)++);
	}
	if (!why && *count == 1 && range_is_any(ts, kind, list))
		*count = 0;
	return why;
}

/* Comma separated, or "any"; @field, a pointer, is replaced. */
static const char *list_from_text(struct btns_ts *ts, enum list_kind kind,
				  const char *text, void *field, uint8_t *count)
{
	size_t size = kind == LIST_ADDRS ? sizeof(struct btns_ip_range) :
		sizeof(struct btns_u16_range);
	const char *why = no_memory;
	void *list, *old;
	char *copy;

	if (!strcmp(text, "any"))
		return NULL;
	list = calloc(BTNS_SELECTOR_RANGES_MAX, size);
	copy = strdup(text);
	if (list && copy)
		why = items_from_text(ts, kind, copy, list, count);
	free(copy);
	if (why || !*count) {
		free(list);
		*count = 0;
		list = NULL;
	} else {
		/* never smaller than it was made, but perhaps somewhere else */
		void *shrunk = realloc(list, *count * size);

		list = shrunk ? shrunk : list;
	}
	memcpy(&old, field, sizeof(old));
	free(old);
	memcpy(field, &list, sizeof(list));
	return why;
}

static const char *set_list(struct btns_ts *ts, const char *key,
			    const char *value)
{
	if (!strcmp(key, "local"))
		return list_from_text(ts, LIST_ADDRS, value, &ts->local,
				      &ts->n_local);
	if (!strcmp(key, "remote"))
		return list_from_text(ts, LIST_ADDRS, value, &ts->remote,
				      &ts->n_remote);
	if (!strcmp(key, "lport"))
		return list_from_text(ts, LIST_PORTS, value, &ts->lport,
				      &ts->n_lport);
	if (!strcmp(key, "rport"))
		return list_from_text(ts, LIST_PORTS, value, &ts->rport,
				      &ts->n_rport);
	if (!strcmp(key, "icmp"))
		return list_from_text(ts, LIST_ICMP, value, &ts->icmp,
				      &ts->n_icmp);
	return list_from_text(ts, LIST_MH, value, &ts->mh, &ts->n_mh);
}

static bool is_list(const char *key)
{
	static const char *const lists[] = {
		"local", "remote", "lport", "rport", "icmp", "mh",
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (!strcmp(key, lists[i]))
			return true;
	return false;
}

int btns_ts_set(struct btns_ts *ts, const char *key, const char *value,
		const char **why)
{
	const char *wrong = NULL;

	if (!strcmp(key, "opaque"))
		ts->opaque = true;
	else if (!strcmp(key, "family"))
		wrong = family_from_text(ts, value);
	else if (!strcmp(key, "proto"))
		wrong = btns_proto_value(value, &ts->proto) ?
			"not a protocol's name or number" : NULL;
	else if (is_list(key))
		wrong = set_list(ts, key, value);
	else
		return -ENOENT;
	if (why)
		*why = wrong;
	if (wrong)
		return wrong == no_memory ? -ENOMEM : -EINVAL;
	return 0;
}

/* One field of @save's text; false at its end. */
static bool parse_field(struct btns_ts *ts, char **save, const char **wrong)
{
	const char *key = strtok_r(NULL, " \t", save), *value = "";
	int err;

	if (!key)
		return false;
	if (strcmp(key, "opaque"))
		value = strtok_r(NULL, " \t", save);
	err = value ? btns_ts_set(ts, key, value, wrong) : -EINVAL;
	if (err && !*wrong)
		*wrong = value ? "not a selector's field" :
			"last field has no value";
	return true;
}

int btns_ts_parse(struct btns_ts *ts, const char *text, const char **why)
{
	char *copy = strdup(text), *save = copy;
	const char *wrong = copy ? NULL : no_memory;

	btns_ts_init(ts, AF_UNSPEC);
	while (!wrong && parse_field(ts, &save, &wrong))
		;
	free(copy);
	if (!wrong)
		wrong = btns_ts_check(ts);
	if (why)
		*why = wrong;
	if (!wrong)
		return 0;
	btns_ts_free(ts);
	return wrong == no_memory ? -ENOMEM : -EINVAL;
}

/* ---- to text ---- */

struct text {
	char *buf;
	size_t size;
	size_t used;
};

__attribute__((format(printf, 2, 3)))
static void append(struct text *text, const char *format, ...)
{
	size_t left = text->used < text->size ? text->size - text->used : 0;
	va_list args;

	va_start(args, format);
	text->used += vsnprintf(left ? text->buf + text->used : NULL, left,
				format, args);
	va_end(args);
}

static int text_result(const struct text *text)
{
	return text->used < text->size ? (int)text->used : -ENOSPC;
}

int btns_ts_range_prefix(uint8_t family, const struct btns_ip_range *range)
{
	int all = family == AF_INET ? 32 : 128, len = 0;

	while (len < all &&
	       !((range->lo.octets[len / 8] ^ range->hi.octets[len / 8]) &
		 (0x80 >> (len % 8))))
		len++;
	for (int bit = len; bit < all; bit++) {
		uint8_t mask = 0x80 >> (bit % 8);

		if (range->lo.octets[bit / 8] & mask ||
		    !(range->hi.octets[bit / 8] & mask))
			return -1;
	}
	return len;
}

int btns_ts_range_print(uint8_t family, const struct btns_ip_range *range,
			char *buf, size_t size)
{
	int len = btns_ts_range_prefix(family, range);
	struct text text = { buf, size, 0 };
	char lo[BTNS_IP_TEXT_MAX], hi[BTNS_IP_TEXT_MAX];

	btns_ip_print(family, &range->lo, lo);
	btns_ip_print(family, &range->hi, hi);
	if (len == (family == AF_INET ? 32 : 128))
		append(&text, "%s", lo);
	else if (len >= 0)
		append(&text, "%s/%d", lo, len);
	else
		append(&text, "%s-%s", lo, hi);
	return text_result(&text);
}

static void append_key(struct text *text, const char *key)
{
	append(text, "%s%s ", text->used ? " " : "", key);
}

static void append_addrs(struct text *text, const char *key, uint8_t family,
			 const struct btns_ip_range *list, uint8_t count)
{
	char buf[2 * BTNS_IP_TEXT_MAX];

	for (uint8_t i = 0; i < count; i++) {
		if (i)
			append(text, ",");
		else
			append_key(text, key);
		btns_ts_range_print(family, &list[i], buf, sizeof(buf));
		append(text, "%s", buf);
	}
}

static void append_numbers(struct text *text, const char *key,
			   const struct btns_u16_range *list, uint8_t count)
{
	for (uint8_t i = 0; i < count; i++) {
		if (i)
			append(text, ",");
		else
			append_key(text, key);
		append(text, "%u", list[i].lo);
		if (list[i].lo != list[i].hi)
			append(text, "-%u", list[i].hi);
	}
}

/* A type alone stands for all of its codes. */
static void append_icmp_range(struct text *text,
			      const struct btns_u16_range *range)
{
	unsigned int lo = range->lo >> 8, hi = range->hi >> 8;

	if ((range->lo & 0xff) == 0 && (range->hi & 0xff) == 0xff) {
		append(text, "%u", lo);
		if (lo != hi)
			append(text, "-%u", hi);
		return;
	}
	append(text, "%u/%u", lo, range->lo & 0xff);
	if (range->lo != range->hi)
		append(text, "-%u/%u", hi, range->hi & 0xff);
}

static void append_icmp(struct text *text, const struct btns_u16_range *list,
			uint8_t count)
{
	for (uint8_t i = 0; i < count; i++) {
		if (i)
			append(text, ",");
		else
			append_key(text, "icmp");
		append_icmp_range(text, &list[i]);
	}
}

static void append_proto(struct text *text, uint16_t proto)
{
	const char *name = btns_proto_name(proto);

	if (!proto)
		return;
	append_key(text, "proto");
	if (name)
		append(text, "%s", name);
	else
		append(text, "%u", proto);
}

int btns_ts_print(const struct btns_ts *ts, char *buf, size_t size)
{
	struct text text = { buf, size, 0 };

	if (size)
		buf[0] = '\0';
	if (ts->family != AF_UNSPEC && !ts->n_local && !ts->n_remote) {
		append_key(&text, "family");
		append(&text, ts->family == AF_INET ? "inet" : "inet6");
	}
	append_addrs(&text, "local", ts->family, ts->local, ts->n_local);
	append_addrs(&text, "remote", ts->family, ts->remote, ts->n_remote);
	append_proto(&text, ts->proto);
	append_numbers(&text, "lport", ts->lport, ts->n_lport);
	append_numbers(&text, "rport", ts->rport, ts->n_rport);
	append_icmp(&text, ts->icmp, ts->n_icmp);
	append_numbers(&text, "mh", ts->mh, ts->n_mh);
	if (ts->opaque)
		append(&text, "%sopaque", text.used ? " " : "");
	return text_result(&text);
}
