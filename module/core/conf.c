// SPDX-License-Identifier: GPL-2.0-only
#include "conf.h"

#include "icmp.h"

#define SWITCH_WORDS "off on"
#define CLASS_WORDS "none unreachable too-big redirect time-exceeded parameter"

static const struct btns_conf_setting settings[BTNS_CONF_COUNT] = {
	[BTNS_CONF_ICMP_ERRORS_OUT] = {
		.name = "icmp-errors-out",
		.kind = BTNS_CONF_SWITCH,
		.max = 1,
		.words = SWITCH_WORDS,
		.wrong = "icmp-errors-out is neither off nor on",
	},
	[BTNS_CONF_ICMP_RATE] = {
		.name = "icmp-rate",
		.min = 1,
		.max = 10000,
		.preset = 10,
		.wrong = "icmp-rate is out of range, give 1 to 10000 a second",
	},
	[BTNS_CONF_ICMP_PROTECTED] = {
		.name = "icmp-protected",
		.kind = BTNS_CONF_SET,
		.max = BTNS_ICMP_QUOTING,
		.preset = BTNS_ICMP_QUOTING,
		.words = CLASS_WORDS,
		.wrong = "icmp-protected takes unreachable, too-big, time-exceeded and parameter; redirect needs an SPD entry",
	},
	[BTNS_CONF_ICMP_UNPROTECTED] = {
		.name = "icmp-unprotected",
		.kind = BTNS_CONF_SET,
		.max = BTNS_ICMP_TOO_BIG | BTNS_ICMP_REDIRECT,
		.preset = BTNS_ICMP_TOO_BIG,
		.words = CLASS_WORDS,
		.wrong = "icmp-unprotected takes too-big and redirect; nothing is ever done about the others",
	},
	[BTNS_CONF_PMTU_AGE] = {
		.name = "pmtu-age",
		.min = 1,
		.max = 86400,
		.preset = 600,
		.wrong = "pmtu-age is out of range, give 1 to 86400 seconds",
	},
	[BTNS_CONF_PMTU_FLOOR] = {
		.name = "pmtu-floor",
		.min = 68,
		.max = 65535,
		.preset = 576,
		.wrong = "pmtu-floor is out of range, give 68 to 65535 octets",
	},
	[BTNS_CONF_KEEP_SAS] = {
		.name = "keep-sas",
		.kind = BTNS_CONF_SWITCH,
		.max = 1,
		.words = SWITCH_WORDS,
		.wrong = "keep-sas is neither off nor on",
	},
	[BTNS_CONF_DOWNGRADE_HOLD] = {
		.name = "downgrade-hold",
		.max = 31536000,
		.preset = 86400,
		.wrong = "downgrade-hold is out of range, give 0 to 31536000 seconds",
	},
	[BTNS_CONF_SKIP_HEADERS] = {
		.name = "skip-headers",
		.kind = BTNS_CONF_SET,
		.max = BTNS_SKIP_ALL,
		.preset = BTNS_SKIP_ALL,
		.words = "none hopopts routing dstopts",
		.wrong = "skip-headers takes hopopts, routing and dstopts; a fragment header is always skipped, ESP and AH never are",
	},
};

const struct btns_conf_setting *btns_conf_setting(u32 id)
{
	return id && id < BTNS_CONF_COUNT ? &settings[id] : NULL;
}

const char *btns_conf_check(u32 id, u32 value)
{
	const struct btns_conf_setting *setting = &settings[id];
	bool is_right;

	if (setting->kind == BTNS_CONF_SET)
		is_right = !(value & ~setting->max);
	else
		is_right = value >= setting->min && value <= setting->max;
	return is_right ? NULL : setting->wrong;
}
