// SPDX-License-Identifier: GPL-2.0-or-later
#include "news.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define TEXT_MAX 256

int news_parse(const char *text, struct pins_contact *contact)
{
	char ip[BTNS_IP_TEXT_MAX], key[80];
	int end = 0;

	memset(contact, 0, sizeof(*contact));
	if (sscanf(text, "peer %45s key %79s%n", ip, key, &end) != 2 || !end ||
	    text[end] || btns_ip_parse(ip, &contact->family, &contact->ip) ||
	    btns_hash_parse(key, &contact->key))
		return -EINVAL;
	return 0;
}

int news_open(const char *path)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd, yes = 1, err;

	if (strlen(path) >= sizeof(name.sun_path))
		return -ENAMETOOLONG;
	strcpy(name.sun_path, path);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	unlink(path);
	if (!setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &yes, sizeof(yes)) &&
	    !bind(fd, (struct sockaddr *)&name, sizeof(name)) &&
	    !chmod(path, 0600))
		return fd;
	err = -errno;
	close(fd);
	return err;
}

static bool is_ours(struct msghdr *msg)
{
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(msg);
	struct ucred cred;

	if (!cmsg || cmsg->cmsg_level != SOL_SOCKET ||
	    cmsg->cmsg_type != SCM_CREDENTIALS)
		return false;
	memcpy(&cred, CMSG_DATA(cmsg), sizeof(cred));
	return !cred.uid || cred.uid == geteuid();
}

int news_next(int fd, struct pins_contact *contact)
{
	char text[TEXT_MAX + 1];
	union {
		char room[CMSG_SPACE(sizeof(struct ucred))];
		struct cmsghdr align;
	} control;
	struct iovec part = { text, TEXT_MAX };
	struct msghdr msg = {
		.msg_iov = &part, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	ssize_t len = recvmsg(fd, &msg, MSG_CMSG_CLOEXEC);

	if (len < 0)
		return -EAGAIN;
	if (msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC) || !is_ours(&msg))
		return -EINVAL;
	text[len] = '\0';
	return strlen(text) == (size_t)len ? news_parse(text, contact) : -EINVAL;
}
