// SPDX-License-Identifier: GPL-2.0-or-later
#include "ctl.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int ctl_error(const struct ctl *ctl, int code, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "Error: %s%s", ctl->what, ctl->what[0] ? ": " : "");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return code;
}

int ctl_open(struct ctl *ctl)
{
	int err = btns_sock_open(&ctl->sock);

	if (err == -EPROTONOSUPPORT) {
		ctl_error(ctl, 0, "the kernel has no btns");
		fputs("Hint: modprobe btns\n", stderr);
		return EXIT_NO_MODULE;
	}
	if (err)
		return ctl_error(ctl, EXIT_REFUSED, "cannot connect: %s",
				 strerror(-err));
	return EXIT_OK;
}

static const char *hint(int err)
{
	switch (err) {
	case -EBUSY:
		return "somebody else changed it meanwhile; look and try again";
	case -EMSGSIZE:
		return "the set is larger than net.core.wmem_max allows here";
	case -EPERM:
	case -EACCES:
		return "this needs CAP_NET_ADMIN over the network namespace";
	default:
		return NULL;
	}
}

static int exit_code(int err)
{
	switch (err) {
	case -ENOENT:
		return EXIT_ABSENT;
	case -EPERM:
	case -EACCES:
		return EXIT_NOT_PERMITTED;
	default:
		return EXIT_REFUSED;
	}
}

int ctl_refused(const struct ctl *ctl, int err)
{
	const char *said = ctl->sock ? btns_sock_error(ctl->sock) : "";
	const char *attr = ctl->sock ? btns_sock_error_attr(ctl->sock) : "";

	if (*attr)
		ctl_error(ctl, 0, "%s (%s)", *said ? said : strerror(-err),
			  attr);
	else
		ctl_error(ctl, 0, "%s", *said ? said : strerror(-err));
	if (!*said && hint(err))
		fprintf(stderr, "Hint: %s\n", hint(err));
	return exit_code(err);
}

int ctl_result(const struct ctl *ctl, int err)
{
	return err ? ctl_refused(ctl, err) : EXIT_OK;
}

const char *ctl_color(const struct ctl *ctl, enum color color)
{
	static const char *const codes[] = {
		[COLOR_GOOD] = "\033[32m",
		[COLOR_WARN] = "\033[33m",
		[COLOR_BAD] = "\033[31m",
		[COLOR_NAME] = "\033[36m",
		[COLOR_NONE] = "\033[0m",
	};

	return ctl->color ? codes[color] : "";
}

const char *ctl_time_text(const struct timespec *time, char *buf)
{
	char date[32];
	struct tm tm;

	gmtime_r(&time->tv_sec, &tm);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(buf, CTL_TIME_TEXT_MAX, "%s.%06ldZ", date,
		 time->tv_nsec / 1000);
	return buf;
}
