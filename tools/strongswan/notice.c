// SPDX-License-Identifier: GPL-2.0-or-later
#include "notice.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "charon.h"

#define SOCKET "/run/btns/peers"	/* of btnsd(8) */

static bool find_listener(struct sockaddr_un *to)
{
	const char *path = lib->settings->get_str(lib->settings,
						  "%s.plugins.btns.peers",
						  SOCKET, lib->ns);

	memset(to, 0, sizeof(*to));
	to->sun_family = AF_UNIX;
	if (strlen(path) >= sizeof(to->sun_path))
		return false;
	strcpy(to->sun_path, path);
	return true;
}

void notice_send(const struct who *who)
{
	char ip[BTNS_IP_TEXT_MAX], key[BTNS_HASH_TEXT_MAX];
	struct sockaddr_un to;
	char text[192];
	int fd, len;

	if (!who->has_key || !find_listener(&to))
		return;
	len = snprintf(text, sizeof(text), "peer %s key SHA256:%s",
		       btns_ip_print(who->ike_family, &who->ike_addr, ip),
		       btns_hash_print(&who->key, key));
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return;
	(void)!sendto(fd, text, (size_t)len, MSG_NOSIGNAL,
		      (struct sockaddr *)&to, sizeof(to));
	close(fd);
}
