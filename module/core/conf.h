/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Settings of a namespace: each one number, with a range and a default.  A new
 * setting is a line here, a row in conf.c and an attribute in the specification.
 *
 * Any context, no side effects.
 */
#ifndef BTNS_CORE_CONF_H
#define BTNS_CORE_CONF_H

#include "types.h"

/* The numbers of the attributes; nl_conf.c makes sure. */
enum btns_conf_id {
	BTNS_CONF_ICMP_ERRORS_OUT = 1,
	BTNS_CONF_ICMP_RATE,
	BTNS_CONF_ICMP_PROTECTED,
	BTNS_CONF_ICMP_UNPROTECTED,
	BTNS_CONF_PMTU_AGE,
	BTNS_CONF_PMTU_FLOOR,
	BTNS_CONF_KEEP_SAS,
	BTNS_CONF_DOWNGRADE_HOLD,
	BTNS_CONF_SKIP_HEADERS,
	BTNS_CONF_COUNT		/* one more than there are */
};

enum btns_conf_kind {
	BTNS_CONF_NUMBER,
	BTNS_CONF_SWITCH,	/* 0: off, 1: on */
	BTNS_CONF_SET,		/* a bit for each of its names */
};

/**
 * struct btns_conf_setting - what a setting is
 * @name: in the words of btnsctl
 * @kind: enum btns_conf_kind
 * @min: the lowest value; 0 for a set
 * @max: the highest value; of a set, bits that may be there
 * @preset: the default
 * @words: of a switch and a set, what it is written with, a blank between two: of
 *	a switch for 0 and 1, of a set for the empty one and from bit 0 on
 * @wrong: what to say to another value
 */
struct btns_conf_setting {
	const char *name;
	u32 kind;
	u32 min;
	u32 max;
	u32 preset;
	const char *words;
	const char *wrong;
};

/**
 * btns_conf_setting() - what is known of a setting
 * @id: any number
 *
 * Return: NULL if there is no such setting.
 */
const struct btns_conf_setting *btns_conf_setting(u32 id);

/**
 * btns_conf_check() - may a setting have this value?
 * @id: of a setting that exists
 * @value: the value
 *
 * Return: NULL, or what to give instead, a constant fit for extack and a
 * terminal.
 */
const char *btns_conf_check(u32 id, u32 value);

#endif
