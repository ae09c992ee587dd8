// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/ident.h"

#include "fuzz.h"

/* ---- names, by their labels ---- */

static bool model_name(const u8 *name, size_t len)
{
	static const char *const allowed =
		"abcdefghijklmnopqrstuvwxyz0123456789-_";
	size_t start = 0, i;

	if (!len || len > 255)
		return false;
	for (i = 0; i <= len; i++) {
		if (i < len && name[i] != '.') {
			if (!name[i] || !strchr(allowed, name[i]))
				return false;
			continue;
		}
		if (i == start || i - start > 63)
			return false;
		start = i + 1;
	}
	return true;
}

static bool model_mailbox(const struct btns_ident *id)
{
	const u8 *at = memchr(id->value, '@', id->len);
	const u8 *c;

	if (id->match == BTNS_IDENT_SUBTREE && id->value[0] == '.')
		return model_name(id->value + 1, id->len - 1);
	if (!at || (at == id->value) != (id->match == BTNS_IDENT_SUBTREE))
		return false;
	for (c = id->value; c < at; c++)
		if (*c < 33 || *c > 126 || (*c > 64 && *c < 91) ||
		    strchr("\"(),:;<>[\\]", *c))
			return false;
	return model_name(at + 1, id->value + id->len - at - 1);
}

/* ---- DER: octets of the element at the front, 0: there is none ---- */

static size_t model_element(const u8 *der, size_t size, size_t *head)
{
	size_t len;

	if (size < 2 || (der[0] & 31) == 31)
		return 0;
	len = der[1];
	*head = 2;
	if (len == 0x81 && size > 2) {
		len = der[2];
		*head = 3;
		if (len < 128)
			return 0;
	} else if (len == 0x82 && size > 3) {
		len = der[2] * 256u + der[3];
		*head = 4;
		if (len < 256)
			return 0;
	} else if (len >= 128) {
		return 0;
	}
	return *head + len <= size ? *head + len : 0;
}

/* Nothing but elements of a tag, at least one? */
static bool model_all(const u8 *der, size_t size, u8 tag,
		      bool (*inner)(const u8 *der, size_t size))
{
	size_t head, len;

	if (!size)
		return false;
	for (; size; der += len, size -= len) {
		len = model_element(der, size, &head);
		if (!len || der[0] != tag || !inner(der + head, len - head))
			return false;
	}
	return true;
}

static bool model_attribute(const u8 *der, size_t size)
{
	size_t head, len = model_element(der, size, &head);

	if (!len || der[0] != 6 || len == head)
		return false;
	der += len;
	size -= len;
	return size && model_element(der, size, &head) == size;
}

static bool model_rdn(const u8 *der, size_t size)
{
	return model_all(der, size, 0x30, model_attribute);
}

static bool model_rdns(const u8 *der, size_t size)
{
	return model_all(der, size, 0x31, model_rdn);
}

static bool model_dn(const struct btns_ident *id)
{
	size_t head, len = model_element(id->value, id->len, &head);

	return len == id->len && id->value[0] == 0x30 &&
	       model_rdns(id->value + head, len - head);
}

/* ---- all of them ---- */

static bool model_addr(const struct btns_ident *id, size_t len)
{
	size_t i;

	if (id->match == BTNS_IDENT_EXACT)
		return id->len == len;
	if (id->len != 2 * len)
		return false;
	for (i = 0; i < len; i++)
		if (id->value[i] != id->value[len + i])
			return id->value[i] < id->value[len + i];
	return true;
}

static bool model_match_fits(const struct btns_ident *id)
{
	if (id->match == BTNS_IDENT_SUBTREE)
		return id->type == BTNS_IDENT_FQDN ||
		       id->type == BTNS_IDENT_RFC822 ||
		       id->type == BTNS_IDENT_DN;
	if (id->match == BTNS_IDENT_RANGE)
		return id->type == BTNS_IDENT_IPV4 ||
		       id->type == BTNS_IDENT_IPV6;
	return id->match == BTNS_IDENT_EXACT;
}

static bool model_ok(const struct btns_ident *id)
{
	if (!model_match_fits(id))
		return false;
	if (id->type == BTNS_IDENT_ANY)
		return !id->len;
	if (!id->len || id->len > 1024)
		return false;
	switch (id->type) {
	case BTNS_IDENT_IPV4:
		return model_addr(id, 4);
	case BTNS_IDENT_IPV6:
		return model_addr(id, 16);
	case BTNS_IDENT_FQDN:
		if (id->match == BTNS_IDENT_SUBTREE)
			return id->value[0] == '.' &&
			       model_name(id->value + 1, id->len - 1);
		return model_name(id->value, id->len);
	case BTNS_IDENT_RFC822:
		return model_mailbox(id);
	case BTNS_IDENT_DN:
		return model_dn(id);
	case BTNS_IDENT_KEY_ID:
		return true;
	default:
		return id->type == BTNS_IDENT_PUBLIC_KEY && id->len == 32;
	}
}

/* Take label after label from the front until the rest is the pattern. */
static bool model_below(const struct btns_ident *pattern,
			const struct btns_ident *id)
{
	size_t i;

	for (i = 1; i < id->len; i++)
		if ((id->value[i] == '.' || id->value[i] == '@') &&
		    id->len - i == pattern->len &&
		    !memcmp(id->value + i, pattern->value, pattern->len))
			return true;
	return false;
}

/* RDN by RDN */
static bool model_dn_below(const struct btns_ident *pattern,
			   const struct btns_ident *id)
{
	size_t a, b, ahead, bhead, alen, blen;

	model_element(pattern->value, pattern->len, &a);
	model_element(id->value, id->len, &b);
	for (; a < pattern->len; a += alen, b += blen) {
		alen = model_element(pattern->value + a, pattern->len - a,
				     &ahead);
		blen = model_element(id->value + b, id->len - b, &bhead);
		if (!blen || alen != blen ||
		    memcmp(pattern->value + a, id->value + b, alen))
			return false;
	}
	return true;
}

static bool model_match(const struct btns_ident *pattern,
			const struct btns_ident *id)
{
	struct btns_ident range = *pattern;
	u8 both[32];

	if (pattern->type != id->type || !id->len)
		return false;
	switch (pattern->match) {
	case BTNS_IDENT_EXACT:
		return id->len == pattern->len &&
		       !memcmp(id->value, pattern->value, id->len);
	case BTNS_IDENT_SUBTREE:
		return id->type == BTNS_IDENT_DN ?
			model_dn_below(pattern, id) : model_below(pattern, id);
	default:
		/* in order: start, address; and address, end */
		memcpy(both, pattern->value, id->len);
		memcpy(both + id->len, id->value, id->len);
		range.value = both;
		if (!model_addr(&range, id->len))
			return false;
		memcpy(both, id->value, id->len);
		memcpy(both + id->len, pattern->value + id->len, id->len);
		return model_addr(&range, id->len);
	}
}

static u16 take_len(struct fuzz_input *in)
{
	u16 len = fuzz_u8(in);

	return len == 255 ? fuzz_u16(in) % 1100 : len;
}

/* @value: exactly what the identity has, to be freed */
static u8 *take_ident(struct fuzz_input *in, struct btns_ident *id)
{
	u8 room[1100], *value;

	id->type = fuzz_u8(in) % (BTNS_IDENT_TYPES + 1);
	id->match = fuzz_u8(in) % 4;
	id->len = take_len(in);
	fuzz_take(in, room, id->len);
	value = fuzz_copy(room, id->len);
	id->value = value;
	return value;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz_input in = { data, size };
	struct btns_ident pattern, id;
	u8 *one = take_ident(&in, &pattern);
	u8 *other = take_ident(&in, &id);
	bool ok = !btns_ident_check(&pattern);

	fuzz_check(ok == model_ok(&pattern));
	fuzz_check(!btns_ident_check(&id) == model_ok(&id));
	id.match = BTNS_IDENT_EXACT;
	if (ok && !btns_ident_check(&id))
		fuzz_check(btns_ident_match(&pattern, &id) ==
			   model_match(&pattern, &id));
	free(one);
	free(other);
	return 0;
}
