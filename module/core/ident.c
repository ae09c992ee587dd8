// SPDX-License-Identifier: GPL-2.0-only
#include "ident.h"

#define NAME_MAX_LEN 255	/* RFC 1035 2.3.4 */
#define LABEL_MAX_LEN 63

#define DER_OID 0x06
#define DER_SEQUENCE 0x30
#define DER_SET 0x31

/* ---- names ---- */

static bool ident_is_label_char(u8 c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '_';
}

static const char *ident_check_name(const u8 *name, size_t len)
{
	size_t label = 0, i;

	if (len > NAME_MAX_LEN)
		return "name is too long, give at most 255 characters";
	for (i = 0; i < len; i++) {
		if (name[i] >= 'A' && name[i] <= 'Z')
			return "name has capital letters, give it in lower case";
		if (name[i] == '.' && !label)
			return "name has an empty label, remove the dot";
		if (name[i] == '.') {
			label = 0;
			continue;
		}
		if (!ident_is_label_char(name[i]))
			return "name has a character that host names have not, give letters, digits, hyphens, underscores and dots";
		if (++label > LABEL_MAX_LEN)
			return "name has a label that is too long, give at most 63 characters";
	}
	return label ? NULL :
		"name ends with a dot, or there is none: give labels separated by dots";
}

static const char *ident_check_fqdn(const struct btns_ident *id)
{
	if (id->match == BTNS_IDENT_EXACT)
		return ident_check_name(id->value, id->len);
	if (id->value[0] != '.')
		return "sub-tree of names does not begin with a dot, give .example for what is in example";
	return ident_check_name(id->value + 1, id->len - 1);
}

/* RFC 5322 3.2.3 without capitals; quoted mailboxes have many spellings */
static bool ident_is_mailbox_char(u8 c)
{
	if (c <= ' ' || c > '~' || (c >= 'A' && c <= 'Z'))
		return false;
	return !memchr("\"(),:;<>@[\\]", c, 12);
}

static const char *ident_check_rfc822(const struct btns_ident *id)
{
	bool is_subtree = id->match == BTNS_IDENT_SUBTREE;
	size_t at = 0;

	if (is_subtree && id->value[0] == '.')
		return ident_check_name(id->value + 1, id->len - 1);
	while (at < id->len && ident_is_mailbox_char(id->value[at]))
		at++;
	if (at == id->len || id->value[at] != '@')
		return is_subtree ?
			"sub-tree of mailboxes begins with neither @ nor a dot, give @example or .example" :
			"mailbox is not written as user@host in lower case without quotes";
	if (is_subtree && at)
		return "sub-tree of mailboxes names a user, give only what stands from the @ on";
	if (!is_subtree && !at)
		return "mailbox has no user before the @, give one or ask for a sub-tree";
	return ident_check_name(id->value + at + 1, id->len - at - 1);
}

/* ---- DER ---- */

/* What is left of some DER: the octets from @at to @end. */
struct der {
	const u8 *at;
	const u8 *end;
};

/*
 * Take one element with tag @tag, or with any if that is 0; its content is left
 * in @content.  Lengths are definite and as short as they can be, X.690 10.1.
 */
static bool der_take(struct der *der, u8 tag, struct der *content)
{
	size_t left = der->end - der->at, len, head = 2;

	if (left < 2 || (tag && der->at[0] != tag))
		return false;
	/* tags of more than one octet are not in names */
	if ((der->at[0] & 0x1f) == 0x1f)
		return false;

	len = der->at[1];
	if (len == 0x81) {
		head = 3;
		if (left < head || der->at[2] < 0x80)
			return false;
		len = der->at[2];
	} else if (len == 0x82) {
		head = 4;
		if (left < head || !der->at[2])
			return false;
		len = (size_t)der->at[2] << 8 | der->at[3];
	} else if (len > 0x7f) {
		return false;
	}
	if (len > left - head)
		return false;

	content->at = der->at + head;
	content->end = content->at + len;
	der->at = content->end;
	return true;
}

static bool der_is_empty(const struct der *der)
{
	return der->at == der->end;
}

/* AttributeTypeAndValue: an OID and whatever it says the value is. */
static bool dn_attribute(struct der *rdn)
{
	struct der attribute, oid, value;

	return der_take(rdn, DER_SEQUENCE, &attribute) &&
	       der_take(&attribute, DER_OID, &oid) && !der_is_empty(&oid) &&
	       der_take(&attribute, 0, &value) && der_is_empty(&attribute);
}

static bool dn_rdn(struct der *name)
{
	struct der rdn;

	if (!der_take(name, DER_SET, &rdn))
		return false;
	do {
		if (!dn_attribute(&rdn))
			return false;
	} while (!der_is_empty(&rdn));
	return true;
}

/* The RDNs of a Name, which is a SEQUENCE of them. */
static bool dn_content(const struct btns_ident *id, struct der *content)
{
	struct der all = { id->value, id->value + id->len };

	return der_take(&all, DER_SEQUENCE, content) && der_is_empty(&all);
}

static const char *ident_check_dn(const struct btns_ident *id)
{
	static const char *const wrong =
		"not the DER of a distinguished name, give a Name with at least one RDN";
	struct der name;

	if (!dn_content(id, &name))
		return wrong;
	do {
		if (!dn_rdn(&name))
			return wrong;
	} while (!der_is_empty(&name));
	return NULL;
}

/* ---- all of them ---- */

static const char *ident_check_addr(const struct btns_ident *id)
{
	size_t len = id->type == BTNS_IDENT_IPV4 ? 4 : 16;

	if (id->match == BTNS_IDENT_EXACT)
		return id->len == len ? NULL :
			"address has a wrong length, give 4 octets for IPv4 and 16 for IPv6";
	if (id->len != 2 * len)
		return "range has a wrong length, give the lowest address and then the highest";
	if (memcmp(id->value, id->value + len, len) > 0)
		return "range of identities ends before it starts, swap its ends";
	return NULL;
}

static const char *ident_check_match(const struct btns_ident *id)
{
	switch (id->match) {
	case BTNS_IDENT_EXACT:
		return NULL;
	case BTNS_IDENT_SUBTREE:
		if (id->type == BTNS_IDENT_FQDN ||
		    id->type == BTNS_IDENT_RFC822 || id->type == BTNS_IDENT_DN)
			return NULL;
		return "only fqdn, rfc822 and dn have sub-trees";
	case BTNS_IDENT_RANGE:
		if (id->type == BTNS_IDENT_IPV4 || id->type == BTNS_IDENT_IPV6)
			return NULL;
		return "only ipv4 and ipv6 have ranges";
	default:
		return "unknown kind of match, give exact, subtree or range";
	}
}

const char *btns_ident_check(const struct btns_ident *id)
{
	const char *wrong = ident_check_match(id);

	if (wrong)
		return wrong;
	if (id->type == BTNS_IDENT_ANY)
		return id->len ? "identity any has no value, leave it out" :
				 NULL;
	if (!id->len)
		return "identity has no value, give one";
	if (id->len > BTNS_IDENT_LEN_MAX)
		return "identity is too long, give at most 1024 octets";

	switch (id->type) {
	case BTNS_IDENT_IPV4:
	case BTNS_IDENT_IPV6:
		return ident_check_addr(id);
	case BTNS_IDENT_FQDN:
		return ident_check_fqdn(id);
	case BTNS_IDENT_RFC822:
		return ident_check_rfc822(id);
	case BTNS_IDENT_DN:
		return ident_check_dn(id);
	case BTNS_IDENT_KEY_ID:
		return NULL;
	case BTNS_IDENT_PUBLIC_KEY:
		return id->len == BTNS_KEY_HASH_OCTETS ? NULL :
			"key has a wrong length, give the 32 octets of its SHA-256";
	default:
		return "unknown type of identity";
	}
}

static bool ident_match_exact(const struct btns_ident *pattern,
			      const struct btns_ident *id)
{
	return id->len == pattern->len &&
	       !memcmp(id->value, pattern->value, id->len);
}

/* What begins with a dot or an @ ends no label in the middle. */
static bool ident_match_suffix(const struct btns_ident *pattern,
			       const struct btns_ident *id)
{
	return id->len > pattern->len &&
	       !memcmp(id->value + id->len - pattern->len, pattern->value,
		       pattern->len);
}

/*
 * Both are whole RDNs one after the other, so where the octets of the pattern
 * end an RDN of the identity ends, too.
 */
static bool ident_match_dn(const struct btns_ident *pattern,
			   const struct btns_ident *id)
{
	struct der top, name;
	size_t len;

	if (!dn_content(pattern, &top) || !dn_content(id, &name))
		return false;
	len = top.end - top.at;
	return (size_t)(name.end - name.at) >= len &&
	       !memcmp(name.at, top.at, len);
}

static bool ident_match_range(const struct btns_ident *pattern,
			      const struct btns_ident *id)
{
	return memcmp(pattern->value, id->value, id->len) <= 0 &&
	       memcmp(id->value, pattern->value + id->len, id->len) <= 0;
}

bool btns_ident_match(const struct btns_ident *pattern,
		      const struct btns_ident *id)
{
	if (pattern->type != id->type || id->type == BTNS_IDENT_ANY)
		return false;

	switch (pattern->match) {
	case BTNS_IDENT_EXACT:
		return ident_match_exact(pattern, id);
	case BTNS_IDENT_SUBTREE:
		return pattern->type == BTNS_IDENT_DN ?
			ident_match_dn(pattern, id) :
			ident_match_suffix(pattern, id);
	case BTNS_IDENT_RANGE:
		return ident_match_range(pattern, id);
	default:
		return false;
	}
}
