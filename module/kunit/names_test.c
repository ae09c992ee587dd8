// SPDX-License-Identifier: GPL-2.0-only
#include "../core/names.h"

#include "table.h"

static const u8 names_key[32] = "key of B";
static const u8 names_other_key[32] = "key of M";
static const u8 names_long[BTNS_IDENT_LEN_MAX] = { 1 };

/* C=DE, and C=DE O=A */
static const u8 names_top[] = {
	0x30, 0x0d, 0x31, 0x0b, 0x30, 0x09, 0x06, 0x03, 0x55, 0x04, 0x06, 0x13,
	0x02, 'D', 'E',
};
static const u8 names_below[] = {
	0x30, 0x19, 0x31, 0x0b, 0x30, 0x09, 0x06, 0x03, 0x55, 0x04, 0x06, 0x13,
	0x02, 'D', 'E', 0x31, 0x0a, 0x30, 0x08, 0x06, 0x03, 0x55, 0x04, 0x0a,
	0x13, 0x01, 'A',
};
static const u8 names_addrs[] = { 10, 0, 0, 1, 10, 0, 0, 9 };

#define NAME(kind, how, octets, count) { .type = BTNS_IDENT_##kind,	\
	.match = BTNS_IDENT_##how, .value = (const u8 *)(octets),	\
	.len = (count) }
#define TEXT(kind, how, text) NAME(kind, how, text, sizeof(text) - 1)
#define KEY(k) NAME(PUBLIC_KEY, EXACT, k, 32)
#define NAMES_ROOM 4

struct names_case {
	const char *desc;
	struct btns_ident names[NAMES_ROOM];
	u8 count;
	struct btns_ident id;
	bool want;
};

/* RFC 4301 4.4.1.1: mailbox, host name, distinguished name, octets; and a key */
static const struct names_case names_hold[] = {
	{ "a host", { TEXT(FQDN, EXACT, "q.example") }, 1,
	  TEXT(FQDN, EXACT, "q.example"), true },
	{ "another host", { TEXT(FQDN, EXACT, "q.example") }, 1,
	  TEXT(FQDN, EXACT, "m.example"), false },
	{ "a host below it", { TEXT(FQDN, EXACT, "q.example") }, 1,
	  TEXT(FQDN, EXACT, "a.q.example"), false },
	{ "a host of a domain", { TEXT(FQDN, SUBTREE, ".example") }, 1,
	  TEXT(FQDN, EXACT, "q.example"), true },
	{ "a mailbox", { TEXT(RFC822, EXACT, "mozart@example") }, 1,
	  TEXT(RFC822, EXACT, "mozart@example"), true },
	{ "a mailbox of a host", { TEXT(RFC822, SUBTREE, "@example") }, 1,
	  TEXT(RFC822, EXACT, "mozart@example"), true },
	{ "a name is no mailbox", { TEXT(RFC822, SUBTREE, "@example") }, 1,
	  TEXT(FQDN, EXACT, "example"), false },
	{ "a distinguished name",
	  { NAME(DN, EXACT, names_top, sizeof(names_top)) }, 1,
	  NAME(DN, EXACT, names_top, sizeof(names_top)), true },
	{ "one below it, exactly",
	  { NAME(DN, EXACT, names_top, sizeof(names_top)) }, 1,
	  NAME(DN, EXACT, names_below, sizeof(names_below)), false },
	{ "one below it",
	  { NAME(DN, SUBTREE, names_top, sizeof(names_top)) }, 1,
	  NAME(DN, EXACT, names_below, sizeof(names_below)), true },
	{ "octets", { NAME(KEY_ID, EXACT, "\0\1\2", 3) }, 1,
	  NAME(KEY_ID, EXACT, "\0\1\2", 3), true },
	{ "fewer octets", { NAME(KEY_ID, EXACT, "\0\1\2", 3) }, 1,
	  NAME(KEY_ID, EXACT, "\0\1", 2), false },
	{ "an address of a range", { NAME(IPV4, RANGE, names_addrs, 8) }, 1,
	  NAME(IPV4, EXACT, names_addrs + 4, 4), true },
	{ "a key", { KEY(names_key) }, 1, KEY(names_key), true },
	{ "another key", { KEY(names_key) }, 1, KEY(names_other_key), false },
	{ "octets are no key", { NAME(KEY_ID, EXACT, names_key, 32) }, 1,
	  KEY(names_key), false },
	{ "nobody", { KEY(names_key) }, 1, NAME(ANY, EXACT, NULL, 0), false },
	{ "the last of several",
	  { TEXT(FQDN, EXACT, "a"), NAME(KEY_ID, EXACT, "1", 1),
	    NAME(KEY_ID, EXACT, "22", 2), TEXT(FQDN, EXACT, "q.example") }, 4,
	  TEXT(FQDN, EXACT, "q.example"), true },
	{ "none of several",
	  { TEXT(FQDN, EXACT, "a"), NAME(KEY_ID, EXACT, "1", 1),
	    TEXT(FQDN, EXACT, "b") }, 3,
	  TEXT(FQDN, EXACT, "q.example"), false },
};
BTNS_KUNIT_TABLE(names_hold);

static void *names_lay_down(struct kunit *test, const struct btns_ident *names,
			    u8 count)
{
	size_t size = btns_names_size(names, count);
	void *room = kunit_kzalloc(test, size, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, room);
	KUNIT_EXPECT_EQ(test, size % BTNS_NAMES_ALIGN, 0);
	btns_names_pack(room, names, count);
	return room;
}

static void names_hold_whom_they_name(struct kunit *test)
{
	const struct names_case *c = test->param_value;
	const void *list = names_lay_down(test, c->names, c->count);

	KUNIT_ASSERT_EQ(test, !btns_names_check(c->names, c->count), true);
	KUNIT_EXPECT_EQ(test, btns_names_hold(list, &c->id), c->want);
}

static void names_give_back_what_they_got(struct kunit *test)
{
	const struct names_case *c = test->param_value;
	const struct btns_name_list *list;
	struct btns_ident name;
	const void *at = NULL;
	u8 i = 0;

	list = names_lay_down(test, c->names, c->count);
	KUNIT_EXPECT_EQ(test, list->count, c->count);
	while ((at = btns_names_next(list, at, &name))) {
		KUNIT_ASSERT_GT(test, c->count, i);
		KUNIT_EXPECT_EQ(test, name.type, c->names[i].type);
		KUNIT_EXPECT_EQ(test, name.match, c->names[i].match);
		KUNIT_ASSERT_EQ(test, name.len, c->names[i].len);
		KUNIT_EXPECT_EQ(test, memcmp(name.value, c->names[i].value,
					     name.len), 0);
		i++;
	}
	KUNIT_EXPECT_EQ(test, i, c->count);
}

struct names_refusal {
	const char *desc;
	struct btns_ident names[NAMES_ROOM];
	u8 count;
};

static const struct names_refusal names_refused[] = {
	{ "anybody", { NAME(ANY, EXACT, NULL, 0) }, 1 },
	{ "anybody behind somebody",
	  { KEY(names_key), NAME(ANY, EXACT, NULL, 0) }, 2 },
	{ "capital letters", { TEXT(FQDN, EXACT, "Q.example") }, 1 },
	{ "no value", { TEXT(KEY_ID, EXACT, "") }, 1 },
	{ "half a key", { NAME(PUBLIC_KEY, EXACT, names_key, 16) }, 1 },
	{ "a range of names", { TEXT(FQDN, RANGE, "a.b") }, 1 },
	{ "too long together",
	  { NAME(KEY_ID, EXACT, names_long, 1024),
	    NAME(KEY_ID, EXACT, names_long, 1024),
	    NAME(KEY_ID, EXACT, names_long, 1) }, 3 },
};
BTNS_KUNIT_TABLE(names_refused);

static void names_refuse(struct kunit *test)
{
	const struct names_refusal *c = test->param_value;

	KUNIT_EXPECT_NOT_NULL(test, btns_names_check(c->names, c->count));
}

static void names_have_limits(struct kunit *test)
{
	struct btns_ident names[BTNS_NAMES_MAX + 1];
	u8 i;

	for (i = 0; i <= BTNS_NAMES_MAX; i++)
		names[i] = (struct btns_ident)TEXT(FQDN, EXACT, "q.example");
	KUNIT_EXPECT_EQ(test, !btns_names_check(names, 0), true);
	KUNIT_EXPECT_EQ(test, !btns_names_check(names, BTNS_NAMES_MAX), true);
	KUNIT_EXPECT_NOT_NULL(test,
			      btns_names_check(names, BTNS_NAMES_MAX + 1));
	KUNIT_EXPECT_EQ(test, btns_names_size(names, 0), 0);
	for (i = 0; i < 2; i++)
		names[i] = (struct btns_ident)NAME(KEY_ID, EXACT, names_long,
						   1024);
	KUNIT_EXPECT_EQ(test, !btns_names_check(names, 2), true);
}

static struct kunit_case names_cases[] = {
	KUNIT_CASE_PARAM(names_hold_whom_they_name, names_hold_gen_params),
	KUNIT_CASE_PARAM(names_give_back_what_they_got, names_hold_gen_params),
	KUNIT_CASE_PARAM(names_refuse, names_refused_gen_params),
	KUNIT_CASE(names_have_limits),
	{}
};

static struct kunit_suite names_suite = {
	.name = "btns_names",
	.test_cases = names_cases,
};
kunit_test_suite(names_suite);
