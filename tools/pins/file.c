// SPDX-License-Identifier: GPL-2.0-or-later
/* The pins in a file: read as a whole, replaced as a whole. */
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_OCTETS_MAX (64 * 1024 * 1024)

static int say(char *why, const char *path, const char *what, int err)
{
	snprintf(why, STORE_WHY_MAX, "%s: %s", path, what);
	return err;
}

static int say_errno(char *why, const char *path, int err)
{
	return say(why, path, strerror(err), -err);
}

/* ---- locks ---- */

int store_lock(const char *path)
{
	char name[PATH_MAX];
	int fd, err;

	if (snprintf(name, sizeof(name), "%s.lock", path) >= (int)sizeof(name))
		return -ENAMETOOLONG;
	fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	do {
		err = flock(fd, LOCK_EX) ? errno : 0;
	} while (err == EINTR);
	if (!err)
		return fd;
	close(fd);
	return -err;
}

void store_unlock(int lock)
{
	if (lock >= 0)
		close(lock);
}

/* ---- reading ---- */

static const char *check_file(const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return "is no regular file";
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return "belongs to somebody else, chown it";
	if (st->st_mode & (S_IWGRP | S_IWOTH))
		return "others may write it, chmod go-w";
	if (st->st_size > FILE_OCTETS_MAX)
		return "is too large";
	return NULL;
}

/* One octet more than @size says if there is more; from malloc(), or NULL. */
static char *read_all(int fd, size_t size, size_t *len)
{
	char *text = malloc(size + 1);

	*len = 0;
	while (text && *len <= size) {
		ssize_t got = read(fd, text + *len, size + 1 - *len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			free(text);
			return NULL;
		}
		if (!got)
			break;
		*len += (size_t)got;
	}
	return text;
}

static int load(int fd, const char *path, struct pins *pins, char *why)
{
	char wrong[STORE_TEXT_WHY_MAX];
	const char *refused;
	struct stat st;
	size_t len;
	char *text;
	int err;

	if (fstat(fd, &st))
		return say_errno(why, path, errno);
	refused = check_file(&st);
	if (refused)
		return say(why, path, refused, -EINVAL);
	text = read_all(fd, (size_t)st.st_size, &len);
	if (!text)
		return say_errno(why, path, errno);
	err = store_parse(pins, text, len, wrong);
	free(text);
	return err ? say(why, path, wrong, err) : 0;
}

int store_load(const char *path, struct pins *pins, char *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), err;

	memset(pins, 0, sizeof(*pins));
	if (fd < 0)
		return say_errno(why, path, errno);
	err = load(fd, path, pins, why);
	close(fd);
	return err;
}

/* ---- writing ---- */

static int write_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t put = write(fd, text, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return errno;
		text += put;
		len -= (size_t)put;
	}
	return fsync(fd) ? errno : 0;
}

/* That the new name is on the disk, too. */
static int sync_dir(const char *path)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_MAX] = ".";
	int fd, err;

	if (slash)
		snprintf(dir, sizeof(dir), "%.*s", (int)(slash - path) + 1,
			 path);
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	err = fsync(fd) ? errno : 0;
	close(fd);
	return err;
}

/* The lock is held: nobody else writes @new. */
static int replace(const char *path, const char *new, const char *text,
		   size_t len)
{
	int fd, err;

	unlink(new);
	fd = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno;
	err = write_all(fd, text, len);
	if (close(fd) && !err)
		err = errno;
	if (!err && rename(new, path))
		err = errno;
	if (err)
		unlink(new);
	return err ? err : sync_dir(path);
}

int store_save(const char *path, const struct pins *pins, char *why)
{
	char new[PATH_MAX];
	char *text;
	size_t len;
	int err;

	if (snprintf(new, sizeof(new), "%s.new", path) >= (int)sizeof(new))
		return say_errno(why, path, ENAMETOOLONG);
	err = store_print(pins, &text, &len);
	if (err)
		return say_errno(why, path, -err);
	err = replace(path, new, text, len);
	free(text);
	return err ? say_errno(why, path, err) : 0;
}
