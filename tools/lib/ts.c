// SPDX-License-Identifier: GPL-2.0-or-later
/* Traffic selectors: their text, and the kernel's own opinion of them. */
#include "btns.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "core/selector.h"

static void range_init(struct btns_ip_range *range, uint8_t family)
{
	memset(range, 0, sizeof(*range));
	if (family != AF_UNSPEC)
		memset(range->hi.octets, 0xff, family == AF_INET ? 4 : 16);
}

void btns_ts_init(struct btns_ts *ts, uint8_t family)
{
	memset(ts, 0, sizeof(*ts));
	ts->family = family;
	range_init(&ts->local, family);
	range_init(&ts->remote, family);
	ts->lport.hi = UINT16_MAX;
	ts->rport.hi = UINT16_MAX;
	ts->icmp_type.hi = UINT8_MAX;
	ts->icmp_code.hi = UINT8_MAX;
}

bool btns_ts_equal(const struct btns_ts *a, const struct btns_ts *b)
{
	return a->family == b->family && a->proto == b->proto &&
	       !memcmp(&a->local, &b->local, sizeof(a->local)) &&
	       !memcmp(&a->remote, &b->remote, sizeof(a->remote)) &&
	       a->lport.lo == b->lport.lo && a->lport.hi == b->lport.hi &&
	       a->rport.lo == b->rport.lo && a->rport.hi == b->rport.hi &&
	       a->icmp_type.lo == b->icmp_type.lo &&
	       a->icmp_type.hi == b->icmp_type.hi &&
	       a->icmp_code.lo == b->icmp_code.lo &&
	       a->icmp_code.hi == b->icmp_code.hi;
}

static void range_to_core(struct btns_addr_range *core,
			  const struct btns_ip_range *range)
{
	memcpy(core->lo.octets, range->lo.octets, sizeof(core->lo.octets));
	memcpy(core->hi.octets, range->hi.octets, sizeof(core->hi.octets));
}

const char *btns_ts_check(const struct btns_ts *ts)
{
	struct btns_selector sel;

	btns_selector_init(&sel, ts->family);
	range_to_core(&sel.local, &ts->local);
	range_to_core(&sel.remote, &ts->remote);
	sel.proto = ts->proto;
	sel.lport = (struct btns_port_range){ ts->lport.lo, ts->lport.hi };
	sel.rport = (struct btns_port_range){ ts->rport.lo, ts->rport.hi };
	sel.icmp_type = (struct btns_octet_range){
		ts->icmp_type.lo, ts->icmp_type.hi
	};
	sel.icmp_code = (struct btns_octet_range){
		ts->icmp_code.lo, ts->icmp_code.hi
	};
	return btns_selector_check(&sel);
}

/* ---- from text; these return what is wrong, or NULL ---- */

static const char *set_family(struct btns_ts *ts, uint8_t family)
{
	if (ts->family == family)
		return NULL;
	if (ts->family != AF_UNSPEC)
		return "addresses and family are not all IPv4 or all IPv6";
	ts->family = family;
	range_init(&ts->local, family);
	range_init(&ts->remote, family);
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

static const char *addrs_from_text(struct btns_ts *ts,
				   struct btns_ip_range *field, const char *text)
{
	struct btns_ip_range range;
	char copy[2 * BTNS_IP_TEXT_MAX];
	const char *why;
	uint8_t family;
	char *cut;

	if (!strcmp(text, "any"))
		return NULL;
	if (snprintf(copy, sizeof(copy), "%s", text) >= (int)sizeof(copy))
		return "not an address";
	cut = strpbrk(copy, "/-");
	if (cut && *cut == '/') {
		*cut = '\0';
		why = range_from_prefix(copy, cut + 1, &family, &range);
	} else if (cut) {
		*cut = '\0';
		why = range_from_ends(copy, cut + 1, &family, &range);
	} else {
		why = range_from_ends(copy, copy, &family, &range);
	}
	if (!why)
		why = set_family(ts, family);
	if (!why)
		*field = range;
	return why;
}

static const char *numbers_from_text(const char *text, uint64_t max,
				     uint64_t *lo, uint64_t *hi)
{
	char copy[32];
	char *cut;

	*lo = 0;
	*hi = max;
	if (!strcmp(text, "any"))
		return NULL;
	if (snprintf(copy, sizeof(copy), "%s", text) >= (int)sizeof(copy))
		return "not a number or a range of numbers";
	cut = strchr(copy, '-');
	if (cut)
		*cut++ = '\0';
	if (btns_number_parse(copy, max, lo) ||
	    btns_number_parse(cut ? cut : copy, max, hi))
		return max == UINT16_MAX ?
			"not a number or a range of numbers up to 65535" :
			"not a number or a range of numbers up to 255";
	return *lo > *hi ? "range ends before it starts, swap its ends" : NULL;
}

static const char *ports_from_text(struct btns_u16_range *field,
				   const char *text)
{
	uint64_t lo, hi;
	const char *why = numbers_from_text(text, UINT16_MAX, &lo, &hi);

	if (!why)
		*field = (struct btns_u16_range){ (uint16_t)lo, (uint16_t)hi };
	return why;
}

static const char *octets_from_text(struct btns_u8_range *field,
				    const char *text)
{
	uint64_t lo, hi;
	const char *why = numbers_from_text(text, UINT8_MAX, &lo, &hi);

	if (!why)
		*field = (struct btns_u8_range){ (uint8_t)lo, (uint8_t)hi };
	return why;
}

int btns_ts_set(struct btns_ts *ts, const char *key, const char *value,
		const char **why)
{
	const char *wrong;

	if (!strcmp(key, "family"))
		wrong = family_from_text(ts, value);
	else if (!strcmp(key, "local"))
		wrong = addrs_from_text(ts, &ts->local, value);
	else if (!strcmp(key, "remote"))
		wrong = addrs_from_text(ts, &ts->remote, value);
	else if (!strcmp(key, "proto"))
		wrong = btns_proto_value(value, &ts->proto) ?
			"not a protocol's name or number" : NULL;
	else if (!strcmp(key, "lport"))
		wrong = ports_from_text(&ts->lport, value);
	else if (!strcmp(key, "rport"))
		wrong = ports_from_text(&ts->rport, value);
	else if (!strcmp(key, "icmp-type"))
		wrong = octets_from_text(&ts->icmp_type, value);
	else if (!strcmp(key, "icmp-code"))
		wrong = octets_from_text(&ts->icmp_code, value);
	else
		return -ENOENT;
	if (why)
		*why = wrong;
	return wrong ? -EINVAL : 0;
}

int btns_ts_parse(struct btns_ts *ts, const char *text, const char **why)
{
	char copy[BTNS_TS_TEXT_MAX], *save = NULL, *key;
	const char *wrong = NULL;
	int err;

	btns_ts_init(ts, AF_UNSPEC);
	if (snprintf(copy, sizeof(copy), "%s", text) >= (int)sizeof(copy))
		wrong = "selector is too long";
	key = wrong ? NULL : strtok_r(copy, " \t", &save);
	while (key && !wrong) {
		const char *value = strtok_r(NULL, " \t", &save);

		err = value ? btns_ts_set(ts, key, value, &wrong) : -EINVAL;
		if (err && !wrong)
			wrong = value ? "not a selector's field" :
				"last field has no value";
		key = strtok_r(NULL, " \t", &save);
	}
	if (!wrong)
		wrong = btns_ts_check(ts);
	if (why)
		*why = wrong;
	return wrong ? -EINVAL : 0;
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

static bool addrs_are_any(const struct btns_ts *ts,
			  const struct btns_ip_range *range)
{
	return ts->family == AF_UNSPEC ||
	       btns_ts_range_prefix(ts->family, range) == 0;
}

static void append_addrs(struct text *text, const char *key,
			 const struct btns_ts *ts,
			 const struct btns_ip_range *range)
{
	char buf[2 * BTNS_IP_TEXT_MAX];

	if (addrs_are_any(ts, range))
		return;
	btns_ts_range_print(ts->family, range, buf, sizeof(buf));
	append_key(text, key);
	append(text, "%s", buf);
}

static void append_numbers(struct text *text, const char *key, unsigned int lo,
			   unsigned int hi, unsigned int max)
{
	if (lo == 0 && hi == max)
		return;
	append_key(text, key);
	append(text, "%u", lo);
	if (lo != hi)
		append(text, "-%u", hi);
}

static void append_proto(struct text *text, uint8_t proto)
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
	if (ts->family != AF_UNSPEC && addrs_are_any(ts, &ts->local) &&
	    addrs_are_any(ts, &ts->remote)) {
		append_key(&text, "family");
		append(&text, ts->family == AF_INET ? "inet" : "inet6");
	}
	append_addrs(&text, "local", ts, &ts->local);
	append_addrs(&text, "remote", ts, &ts->remote);
	append_proto(&text, ts->proto);
	append_numbers(&text, "lport", ts->lport.lo, ts->lport.hi, UINT16_MAX);
	append_numbers(&text, "rport", ts->rport.lo, ts->rport.hi, UINT16_MAX);
	append_numbers(&text, "icmp-type", ts->icmp_type.lo, ts->icmp_type.hi,
		       UINT8_MAX);
	append_numbers(&text, "icmp-code", ts->icmp_code.lo, ts->icmp_code.hi,
		       UINT8_MAX);
	return text_result(&text);
}
