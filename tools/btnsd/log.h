/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What btnsd says: a line on standard error, with its level where the journal reads. */
#ifndef BTNSD_LOG_H
#define BTNSD_LOG_H

/* as syslog(3) has them */
enum { LOG_LEVEL_ALERT = 1, LOG_LEVEL_ERROR = 3, LOG_LEVEL_WARNING = 4,
       LOG_LEVEL_NOTICE = 5, LOG_LEVEL_INFO = 6 };

void log_line(int level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* May something that a stranger repeats be said?  So often in a minute, and no more. */
int log_may_repeat(void);

#endif
