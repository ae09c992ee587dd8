/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run of btnsctl: its options, its connection, how it ends. */
#ifndef BTNSCTL_CTL_H
#define BTNSCTL_CTL_H

#include <btns.h>
#include <time.h>

#include "parse.h"

#ifndef BTNS_VERSION
#define BTNS_VERSION "unknown"
#endif

/* exit codes, btnsctl(8) */
enum {
	EXIT_OK = 0,
	EXIT_REFUSED = 1,	/* by the kernel, or by what is there already */
	EXIT_USAGE = 2,
	EXIT_ABSENT = 3,	/* no such object */
	EXIT_NO_MODULE = 4,
	EXIT_NOT_PERMITTED = 5,
	EXIT_DIFFERENT = 6,
};

/**
 * struct ctl - this run
 * @json: -j
 * @pretty: -p
 * @oneline: -o
 * @stats: -s
 * @details: -d
 * @timestamp: -t
 * @color: decided, not asked for
 * @check: -C
 * @netns: -n, or NULL
 * @file: -f, or NULL
 * @confirm: --confirm, or NULL
 * @what: "sa add", for messages
 * @sock: from ctl_open()
 */
struct ctl {
	bool json;
	bool pretty;
	bool oneline;
	bool stats;
	bool details;
	bool timestamp;
	bool color;
	bool check;
	const char *netns;
	const char *file;
	const char *confirm;
	char what[64];
	struct btns_sock *sock;
};

/* A command reads its words from @p; EXIT_USAGE when p->failed. */
struct command {
	const char *name;
	int (*run)(struct ctl *ctl, struct parser *p);
};

extern const struct command sa_commands[];	/* up to one without a name */
extern const struct command policy_commands[];
extern const struct command acquire_commands[];
extern const struct command pad_commands[];
extern const struct command id_commands[];
extern const struct command pin_commands[];
extern const struct command key_commands[];
extern const struct command config_commands[];
extern const struct command conf_commands[];
extern const struct command explain_commands[];
int stats_run(struct ctl *ctl, struct parser *p);
int drops_run(struct ctl *ctl, struct parser *p);
int monitor_run(struct ctl *ctl, struct parser *p);
int status_run(struct ctl *ctl, struct parser *p);

/* Connect; an exit code, after a message if it is not EXIT_OK. */
int ctl_open(struct ctl *ctl);

/* Say what the kernel said about @err, negative; returns the exit code. */
int ctl_refused(const struct ctl *ctl, int err);

/* Say something else that went wrong; returns @code. */
int ctl_error(const struct ctl *ctl, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* 0 -> EXIT_OK, else ctl_refused() */
int ctl_result(const struct ctl *ctl, int err);

#define CTL_TIME_TEXT_MAX 64

/* date and time in UTC, as RFC 3339 has them; @buf: CTL_TIME_TEXT_MAX octets */
const char *ctl_time_text(const struct timespec *time, char *buf);

enum color { COLOR_GOOD, COLOR_WARN, COLOR_BAD, COLOR_NAME, COLOR_NONE };
const char *ctl_color(const struct ctl *ctl, enum color color);

#endif
