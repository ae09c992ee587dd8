// SPDX-License-Identifier: GPL-2.0-or-later
#include "notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define WATCHDOG_MS_MIN 100

void notify_send(const char *text)
{
	const char *name = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	socklen_t len;
	int fd;

	if (!name || (*name != '/' && *name != '@') ||
	    strlen(name) >= sizeof(to.sun_path))
		return;
	strcpy(to.sun_path, name);
	len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));
	if (*name == '@')
		to.sun_path[0] = '\0';	/* an abstract name has no end */
	else
		len++;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return;
	/* who does not listen is not told */
	(void)!sendto(fd, text, strlen(text), MSG_NOSIGNAL,
		      (struct sockaddr *)&to, len);
	close(fd);
}

int notify_watchdog(void)
{
	const char *text = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
	long long half;

	if (!text || (pid && atoll(pid) != getpid()))
		return -1;
	half = atoll(text) / 2000;
	if (half <= 0)
		return -1;
	return half < WATCHDOG_MS_MIN ? WATCHDOG_MS_MIN :
		half > 3600000 ? 3600000 : (int)half;
}
