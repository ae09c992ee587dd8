// SPDX-License-Identifier: GPL-2.0-only
#include "../core/ident.h"

#include "table.h"

#define ID(t, m, text) { .type = BTNS_IDENT_##t, .match = BTNS_IDENT_##m, \
	.value = (const u8 *)(text), .len = sizeof(text) - 1 }

/* DER of one RDN with one attribute: C, O or CN, a value of some octets */
#define C_DE "\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02" "de"
#define C_FR "\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02" "fr"
#define O_BBN "\x31\x0c\x30\x0a\x06\x03\x55\x04\x0a\x0c\x03" "bbn"
#define CN_A "\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01" "a"
#define CN_A_C_DE "\x31\x15\x30\x08\x06\x03\x55\x04\x03\x0c\x01" "a" \
	"\x30\x09\x06\x03\x55\x04\x06\x13\x02" "de"
#define DN(len, rdns) "\x30" len rdns

#define KEY "0123456789abcdef0123456789abcdef"
#define LABEL63 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz0123456789-"
#define NAME255 LABEL63 "." LABEL63 "." LABEL63 "." LABEL63

struct ident_check_case {
	const char *desc;
	struct btns_ident id;
};

static const struct ident_check_case ident_good[] = {
	{ "anybody", { .type = BTNS_IDENT_ANY } },
	{ "IPv4 address", ID(IPV4, EXACT, "\x0a\0\0\1") },
	{ "IPv4 range", ID(IPV4, RANGE, "\x0a\0\0\1\x0a\0\0\1") },
	{ "all of IPv4", ID(IPV4, RANGE, "\0\0\0\0\xff\xff\xff\xff") },
	{ "IPv6 address", ID(IPV6, EXACT, "\x20\1\0\0\0\0\0\0\0\0\0\0\0\0\0\1") },
	{ "IPv6 range", ID(IPV6, RANGE, "\x20\1\0\0\0\0\0\0\0\0\0\0\0\0\0\1"
				       "\x20\1\0\0\0\0\0\0\0\0\0\0\0\0\0\2") },
	{ "host name", ID(FQDN, EXACT, "foo.example.com") },
	{ "host name of one label", ID(FQDN, EXACT, "x") },
	{ "hyphen and underscore", ID(FQDN, EXACT, "_a-b.9") },
	{ "label of 63", ID(FQDN, EXACT, LABEL63) },
	{ "name of 255", ID(FQDN, EXACT, NAME255) },
	{ "sub-tree of host names", ID(FQDN, SUBTREE, ".example.com") },
	{ "mailbox", ID(RFC822, EXACT, "foo@example.com") },
	{ "mailbox with tag", ID(RFC822, EXACT, "foo+bar/baz.x@example") },
	{ "mailboxes of a domain", ID(RFC822, SUBTREE, "@example.com") },
	{ "mailboxes beneath a domain", ID(RFC822, SUBTREE, ".example.com") },
	{ "DN of one RDN", ID(DN, EXACT, DN("\x0d", C_DE)) },
	{ "DN of three", ID(DN, EXACT, DN("\x27", C_DE O_BBN CN_A)) },
	{ "RDN of two attributes", ID(DN, EXACT, DN("\x17", CN_A_C_DE)) },
	{ "sub-tree of DNs", ID(DN, SUBTREE, DN("\x1b", C_DE O_BBN)) },
	{ "key id of any octets", ID(KEY_ID, EXACT, "\0\xff Z") },
	{ "key", ID(PUBLIC_KEY, EXACT, KEY) },
};
BTNS_KUNIT_TABLE(ident_good);

static const struct ident_check_case ident_bad[] = {
	{ "unknown type", { .type = BTNS_IDENT_TYPES, .value = (u8 *)"a",
			    .len = 1 } },
	{ "unknown match", { .type = BTNS_IDENT_FQDN, .match = 3,
			     .value = (u8 *)"a", .len = 1 } },
	{ "anybody with a value", ID(ANY, EXACT, "a") },
	{ "sub-tree of anybody", { .match = BTNS_IDENT_SUBTREE } },
	{ "IPv4 without octets", ID(IPV4, EXACT, "") },
	{ "IPv4 of three octets", ID(IPV4, EXACT, "\1\2\3") },
	{ "IPv4 of sixteen", ID(IPV4, EXACT, "0123456789abcdef") },
	{ "IPv6 of four octets", ID(IPV6, EXACT, "\1\2\3\4") },
	{ "IPv4 range of one address", ID(IPV4, RANGE, "\1\2\3\4") },
	{ "IPv4 range backwards", ID(IPV4, RANGE, "\1\0\0\1\1\0\0\0") },
	{ "IPv6 range of four octets each", ID(IPV6, RANGE, "\1\2\3\4\1\2\3\5") },
	{ "sub-tree of addresses", ID(IPV4, SUBTREE, "\1\2\3\4") },
	{ "range of names", ID(FQDN, RANGE, "ab") },
	{ "no name", ID(FQDN, EXACT, "") },
	{ "capitals", ID(FQDN, EXACT, "foo.Example.com") },
	{ "final dot", ID(FQDN, EXACT, "example.com.") },
	{ "first dot", ID(FQDN, EXACT, ".example.com") },
	{ "two dots", ID(FQDN, EXACT, "a..b") },
	{ "blank", ID(FQDN, EXACT, "a b") },
	{ "end of string", ID(FQDN, EXACT, "a\0b") },
	{ "octet above ASCII", ID(FQDN, EXACT, "\xc3\xa4") },
	{ "star", ID(FQDN, EXACT, "*.example.com") },
	{ "mailbox as name", ID(FQDN, EXACT, "foo@example.com") },
	{ "label of 64", ID(FQDN, EXACT, LABEL63 "x") },
	{ "name of 257", ID(FQDN, EXACT, NAME255 ".x") },
	{ "sub-tree without dot", ID(FQDN, SUBTREE, "example.com") },
	{ "sub-tree of a dot", ID(FQDN, SUBTREE, ".") },
	{ "sub-tree of two dots", ID(FQDN, SUBTREE, "..a") },
	{ "mailbox without host", ID(RFC822, EXACT, "foo@") },
	{ "mailbox without user", ID(RFC822, EXACT, "@example.com") },
	{ "mailbox without @", ID(RFC822, EXACT, "example.com") },
	{ "mailbox with two @", ID(RFC822, EXACT, "a@b@c") },
	{ "mailbox with capitals", ID(RFC822, EXACT, "Foo@example.com") },
	{ "host of a mailbox with capitals", ID(RFC822, EXACT, "foo@Example") },
	{ "quoted mailbox", ID(RFC822, EXACT, "\"foo\"@example.com") },
	{ "sub-tree with a user", ID(RFC822, SUBTREE, "foo@example.com") },
	{ "sub-tree of mailboxes without sign", ID(RFC822, SUBTREE, "example") },
	{ "sub-tree of an @", ID(RFC822, SUBTREE, "@") },
	{ "DN without RDN", ID(DN, EXACT, "\x30\x00") },
	{ "sub-tree of all DNs", ID(DN, SUBTREE, "\x30\x00") },
	{ "DN cut short", ID(DN, EXACT, "\x30\x0d\x31\x0b\x30") },
	{ "octet behind the DN", ID(DN, EXACT, DN("\x0d", C_DE) "\0") },
	{ "length not the shortest", ID(DN, EXACT, "\x30\x81\x0d" C_DE) },
	{ "two octets of length where one does",
	  ID(DN, EXACT, "\x30\x82\x00\x0d" C_DE) },
	{ "indefinite length", ID(DN, EXACT, "\x30\x80" C_DE "\0\0") },
	{ "not a sequence", ID(DN, EXACT, "\x31\x0d" C_DE) },
	{ "RDN not a set",
	  ID(DN, EXACT, "\x30\x0d\x30\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02"
	     "de") },
	{ "empty RDN", ID(DN, EXACT, "\x30\x02\x31\x00") },
	{ "RDN longer than the DN", ID(DN, EXACT, "\x30\x02\x31\x01") },
	{ "attribute without value",
	  ID(DN, EXACT, "\x30\x09\x31\x07\x30\x05\x06\x03\x55\x04\x06") },
	{ "attribute of three parts",
	  ID(DN, EXACT, "\x30\x0f\x31\x0d\x30\x0b\x06\x03\x55\x04\x06\x13\x02"
	     "de\x05\x00") },
	{ "attribute without OID",
	  ID(DN, EXACT, "\x30\x0a\x31\x08\x30\x06\x13\x00\x13\x02" "de") },
	{ "long tag",
	  ID(DN, EXACT, "\x30\x0a\x31\x08\x30\x06\x06\x01\x55\x1f\x81\x00") },
	{ "sub-tree of key ids", ID(KEY_ID, SUBTREE, "a") },
	{ "empty key id", ID(KEY_ID, EXACT, "") },
	{ "key of 31 octets", ID(PUBLIC_KEY, EXACT, "0123456789abcdef"
				 "0123456789abcde") },
	{ "range of keys", ID(PUBLIC_KEY, RANGE, KEY KEY) },
};
BTNS_KUNIT_TABLE(ident_bad);

struct ident_match_case {
	const char *desc;
	struct btns_ident pattern;
	struct btns_ident id;
};

/* RFC 4301 4.4.3.1, with its examples */
static const struct ident_match_case ident_in[] = {
	{ "the name", ID(FQDN, EXACT, "foo.example.com"),
	  ID(FQDN, EXACT, "foo.example.com") },
	{ "a name in the sub-tree", ID(FQDN, SUBTREE, ".example.com"),
	  ID(FQDN, EXACT, "foo.example.com") },
	{ "two labels deeper", ID(FQDN, SUBTREE, ".example.com"),
	  ID(FQDN, EXACT, "a.b.example.com") },
	{ "the mailbox", ID(RFC822, EXACT, "foo@example.com"),
	  ID(RFC822, EXACT, "foo@example.com") },
	{ "a mailbox of the domain", ID(RFC822, SUBTREE, "@example.com"),
	  ID(RFC822, EXACT, "foo@example.com") },
	{ "a mailbox beneath the domain", ID(RFC822, SUBTREE, ".example.com"),
	  ID(RFC822, EXACT, "foo@mail.example.com") },
	{ "the DN", ID(DN, EXACT, DN("\x1b", C_DE O_BBN)),
	  ID(DN, EXACT, DN("\x1b", C_DE O_BBN)) },
	{ "a DN in the sub-tree", ID(DN, SUBTREE, DN("\x1b", C_DE O_BBN)),
	  ID(DN, EXACT, DN("\x27", C_DE O_BBN CN_A)) },
	{ "the top of the sub-tree", ID(DN, SUBTREE, DN("\x1b", C_DE O_BBN)),
	  ID(DN, EXACT, DN("\x1b", C_DE O_BBN)) },
	{ "the first address of a range", ID(IPV4, RANGE, "\1\0\0\5\1\0\0\7"),
	  ID(IPV4, EXACT, "\1\0\0\5") },
	{ "the last address of a range", ID(IPV4, RANGE, "\1\0\0\5\1\0\0\7"),
	  ID(IPV4, EXACT, "\1\0\0\7") },
	{ "the key id", ID(KEY_ID, EXACT, "\0a"), ID(KEY_ID, EXACT, "\0a") },
	{ "the key", ID(PUBLIC_KEY, EXACT, KEY), ID(PUBLIC_KEY, EXACT, KEY) },
};
BTNS_KUNIT_TABLE(ident_in);

static const struct ident_match_case ident_out[] = {
	{ "another name", ID(FQDN, EXACT, "foo.example.com"),
	  ID(FQDN, EXACT, "bar.example.com") },
	{ "a longer name", ID(FQDN, EXACT, "foo.example.com"),
	  ID(FQDN, EXACT, "a.foo.example.com") },
	{ "the sub-tree's own name", ID(FQDN, SUBTREE, ".example.com"),
	  ID(FQDN, EXACT, "example.com") },
	{ "the end of another label", ID(FQDN, SUBTREE, ".example.com"),
	  ID(FQDN, EXACT, "badexample.com") },
	{ "the sub-tree's name in front", ID(FQDN, SUBTREE, ".example.com"),
	  ID(FQDN, EXACT, "a.example.com.evil") },
	{ "shorter than the pattern", ID(FQDN, SUBTREE, ".example.com"),
	  ID(FQDN, EXACT, "com") },
	{ "a mailbox of another domain", ID(RFC822, SUBTREE, "@example.com"),
	  ID(RFC822, EXACT, "foo@mail.example.com") },
	{ "a mailbox of the domain itself", ID(RFC822, SUBTREE, ".example.com"),
	  ID(RFC822, EXACT, "foo@example.com") },
	{ "a user that looks like a domain", ID(RFC822, SUBTREE, ".example.com"),
	  ID(RFC822, EXACT, "a.example.com@evil") },
	{ "a name where a mailbox is wanted", ID(RFC822, SUBTREE, ".example.com"),
	  ID(FQDN, EXACT, "foo.example.com") },
	{ "a key id that spells a name", ID(FQDN, EXACT, "a"),
	  ID(KEY_ID, EXACT, "a") },
	{ "another DN", ID(DN, EXACT, DN("\x0d", C_DE)),
	  ID(DN, EXACT, DN("\x0d", C_FR)) },
	{ "another sub-tree", ID(DN, SUBTREE, DN("\x0d", C_FR)),
	  ID(DN, EXACT, DN("\x1b", C_DE O_BBN)) },
	{ "the RDNs in another order", ID(DN, SUBTREE, DN("\x0e", O_BBN)),
	  ID(DN, EXACT, DN("\x1b", C_DE O_BBN)) },
	{ "less than the sub-tree's RDNs", ID(DN, SUBTREE, DN("\x1b", C_DE O_BBN)),
	  ID(DN, EXACT, DN("\x0d", C_DE)) },
	{ "half of an RDN", ID(DN, SUBTREE, DN("\x0c", CN_A)),
	  ID(DN, EXACT, DN("\x17", CN_A_C_DE)) },
	{ "below the range", ID(IPV4, RANGE, "\1\0\0\5\1\0\0\7"),
	  ID(IPV4, EXACT, "\1\0\0\4") },
	{ "above the range", ID(IPV4, RANGE, "\1\0\0\5\1\0\0\7"),
	  ID(IPV4, EXACT, "\1\0\0\x08") },
	{ "a longer key id", ID(KEY_ID, EXACT, "a"), ID(KEY_ID, EXACT, "a\0") },
	{ "anybody", { .type = BTNS_IDENT_ANY }, { .type = BTNS_IDENT_ANY } },
};
BTNS_KUNIT_TABLE(ident_out);

static void ident_accepts(struct kunit *test)
{
	const struct ident_check_case *item = test->param_value;

	KUNIT_ASSERT_NULL(test, btns_ident_check(&item->id));
}

static void ident_refuses(struct kunit *test)
{
	const struct ident_check_case *item = test->param_value;

	KUNIT_ASSERT_NOT_NULL(test, btns_ident_check(&item->id));
}

static void match_of(struct kunit *test, bool want)
{
	const struct ident_match_case *item = test->param_value;

	KUNIT_ASSERT_NULL(test, btns_ident_check(&item->pattern));
	KUNIT_ASSERT_NULL(test, btns_ident_check(&item->id));
	KUNIT_EXPECT_EQ(test, btns_ident_match(&item->pattern, &item->id), want);
}

static void ident_falls_under_pattern(struct kunit *test)
{
	match_of(test, true);
}

static void ident_does_not_fall_under_pattern(struct kunit *test)
{
	match_of(test, false);
}

static void ident_of_most_octets(struct kunit *test)
{
	u8 *octets = kunit_kzalloc(test, BTNS_IDENT_LEN_MAX + 1, GFP_KERNEL);
	struct btns_ident id = {
		.type = BTNS_IDENT_KEY_ID,
		.value = octets,
		.len = BTNS_IDENT_LEN_MAX,
	};

	KUNIT_ASSERT_NOT_NULL(test, octets);
	KUNIT_ASSERT_NULL(test, btns_ident_check(&id));
	id.len++;
	KUNIT_ASSERT_NOT_NULL(test, btns_ident_check(&id));
}

static struct kunit_case ident_cases[] = {
	KUNIT_CASE_PARAM(ident_accepts, ident_good_gen_params),
	KUNIT_CASE_PARAM(ident_refuses, ident_bad_gen_params),
	KUNIT_CASE_PARAM(ident_falls_under_pattern, ident_in_gen_params),
	KUNIT_CASE_PARAM(ident_does_not_fall_under_pattern,
			 ident_out_gen_params),
	KUNIT_CASE(ident_of_most_octets),
	{}
};

static struct kunit_suite ident_suite = {
	.name = "btns_ident",
	.test_cases = ident_cases,
};
kunit_test_suite(ident_suite);
