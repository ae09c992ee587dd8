// SPDX-License-Identifier: GPL-2.0-only
#include "../core/conf.h"
#include "../core/icmp.h"

#include "table.h"

struct conf_case {
	const char *desc;
	u32 id;
	u32 value;
	bool ok;
};

static const struct conf_case confs[] = {
	{ "off", BTNS_CONF_ICMP_ERRORS_OUT, 0, true },
	{ "on", BTNS_CONF_ICMP_ERRORS_OUT, 1, true },
	{ "neither", BTNS_CONF_ICMP_ERRORS_OUT, 2, false },
	{ "rate 0", BTNS_CONF_ICMP_RATE, 0, false },
	{ "lowest rate", BTNS_CONF_ICMP_RATE, 1, true },
	{ "highest rate", BTNS_CONF_ICMP_RATE, 10000, true },
	{ "rate too high", BTNS_CONF_ICMP_RATE, 10001, false },
	{ "nothing through an SA", BTNS_CONF_ICMP_PROTECTED, 0, true },
	{ "all through an SA", BTNS_CONF_ICMP_PROTECTED, BTNS_ICMP_QUOTING,
	  true },
	{ "redirect through an SA", BTNS_CONF_ICMP_PROTECTED,
	  BTNS_ICMP_REDIRECT, false },
	{ "no class", BTNS_CONF_ICMP_PROTECTED, 32, false },
	{ "nothing in the clear", BTNS_CONF_ICMP_UNPROTECTED, 0, true },
	{ "both in the clear", BTNS_CONF_ICMP_UNPROTECTED,
	  BTNS_ICMP_TOO_BIG | BTNS_ICMP_REDIRECT, true },
	{ "unreachable in the clear", BTNS_CONF_ICMP_UNPROTECTED,
	  BTNS_ICMP_UNREACHABLE, false },
	{ "age 0", BTNS_CONF_PMTU_AGE, 0, false },
	{ "a day", BTNS_CONF_PMTU_AGE, 86400, true },
	{ "more than a day", BTNS_CONF_PMTU_AGE, 86401, false },
	{ "floor below IPv4's", BTNS_CONF_PMTU_FLOOR, 67, false },
	{ "IPv4's floor", BTNS_CONF_PMTU_FLOOR, 68, true },
	{ "highest floor", BTNS_CONF_PMTU_FLOOR, 65535, true },
	{ "floor too high", BTNS_CONF_PMTU_FLOOR, 65536, false },
	{ "SAs kept", BTNS_CONF_KEEP_SAS, 1, true },
	{ "more than kept", BTNS_CONF_KEEP_SAS, 2, false },
	{ "no downgrade is held", BTNS_CONF_DOWNGRADE_HOLD, 0, true },
	{ "held for a year", BTNS_CONF_DOWNGRADE_HOLD, 31536000, true },
	{ "held for longer", BTNS_CONF_DOWNGRADE_HOLD, 31536001, false },
	{ "no header is skipped", BTNS_CONF_SKIP_HEADERS, 0, true },
	{ "all are", BTNS_CONF_SKIP_HEADERS, BTNS_SKIP_ALL, true },
	{ "one more than there are", BTNS_CONF_SKIP_HEADERS, 8, false },
};
BTNS_KUNIT_TABLE(confs);

static void conf_check_knows_the_range(struct kunit *test)
{
	const struct conf_case *item = test->param_value;

	KUNIT_EXPECT_EQ(test, !btns_conf_check(item->id, item->value),
			item->ok);
}

static void conf_settings_are_complete(struct kunit *test)
{
	const struct btns_conf_setting *setting;
	u32 id;

	KUNIT_ASSERT_NULL(test, btns_conf_setting(0));
	KUNIT_ASSERT_NULL(test, btns_conf_setting(BTNS_CONF_COUNT));
	for (id = 1; id < BTNS_CONF_COUNT; id++) {
		setting = btns_conf_setting(id);
		KUNIT_ASSERT_NOT_NULL(test, setting);
		KUNIT_EXPECT_NOT_NULL(test, setting->name);
		KUNIT_EXPECT_NOT_NULL(test, setting->wrong);
		KUNIT_ASSERT_NULL(test, btns_conf_check(id, setting->preset));
	}
}

static void conf_words_say_every_value(struct kunit *test)
{
	const struct btns_conf_setting *setting;
	const char *at;
	u32 id, words;

	for (id = 1; id < BTNS_CONF_COUNT; id++) {
		setting = btns_conf_setting(id);
		KUNIT_EXPECT_EQ(test, !setting->words,
				setting->kind == BTNS_CONF_NUMBER);
		if (!setting->words)
			continue;
		words = 1;
		for (at = setting->words; *at; at++)
			words += *at == ' ';
		/* the first one is no bit */
		if (setting->kind == BTNS_CONF_SET)
			KUNIT_EXPECT_EQ(test, setting->max >> (words - 1), 0);
		else
			KUNIT_EXPECT_EQ(test, words, setting->max + 1);
	}
}

static struct kunit_case conf_cases[] = {
	KUNIT_CASE_PARAM(conf_check_knows_the_range, confs_gen_params),
	KUNIT_CASE(conf_settings_are_complete),
	KUNIT_CASE(conf_words_say_every_value),
	{}
};

static struct kunit_suite conf_suite = {
	.name = "btns_conf",
	.test_cases = conf_cases,
};

kunit_test_suite(conf_suite);
