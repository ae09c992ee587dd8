// SPDX-License-Identifier: GPL-2.0-or-later
#include "key.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT_MAX 1024	/* digits and white space */

int key_parse(struct parser *p, struct key_source *source)
{
	const char *word;
	uint64_t fd;

	if (parse_word(p, &word))
		return -1;
	if (!strcmp(word, "-")) {
		source->kind = KEY_STDIN;
		return 0;
	}
	if (!strcmp(word, "file")) {
		source->kind = KEY_FILE;
		return parse_word(p, &source->path);
	}
	if (!strcmp(word, "fd")) {
		source->kind = KEY_FD;
		if (parse_number(p, 0, INT_MAX, &fd))
			return -1;
		source->fd = (int)fd;
		return 0;
	}
	/* it may be a key */
	p->is_secret = true;
	return parse_fail(p, "key is read from \"file PATH\", \"fd N\" or \"-\"");
}

/* what is wrong with the file, or NULL */
static const char *check_access(int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return strerror(errno);
	if (S_ISDIR(st.st_mode))
		return "is a directory";
	if (S_ISREG(st.st_mode) && st.st_mode & (S_IROTH | S_IWOTH))
		return "others may read or write it, chmod o-rw";
	return NULL;
}

static const char *read_text(int fd, char *text, size_t *len)
{
	*len = 0;
	for (;;) {
		ssize_t got = read(fd, text + *len, TEXT_MAX - *len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return strerror(errno);
		if (!got)
			return NULL;
		*len += (size_t)got;
		if (*len == TEXT_MAX)
			return "is too long for a key";
	}
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static const char *decode(const char *text, size_t len, struct key *key)
{
	size_t digits = 0, i = 0;

	while (i < len && is_blank(text[i]))
		i++;
	if (len - i >= 2 && text[i] == '0' && (text[i + 1] | 0x20) == 'x')
		i += 2;
	for (; i < len; i++) {
		int digit = hex_digit(text[i]);

		if (is_blank(text[i]))
			continue;
		if (digit < 0)
			return "is not all hexadecimal digits";
		if (digits == 2 * KEY_MAX)
			return "is too long for a key";
		key->octets[digits / 2] =
			(uint8_t)(key->octets[digits / 2] << 4 | digit);
		digits++;
	}
	if (!digits)
		return "is empty";
	if (digits % 2)
		return "has an odd number of digits";
	key->len = digits / 2;
	return NULL;
}

static const char *read_fd(int fd, struct key *key)
{
	char text[TEXT_MAX];
	const char *wrong = check_access(fd);
	size_t len;

	if (wrong)
		return wrong;
	/* from here on no core dump, and no ptrace by our own user */
	prctl(PR_SET_DUMPABLE, 0);
	wrong = read_text(fd, text, &len);
	if (!wrong)
		wrong = decode(text, len, key);
	explicit_bzero(text, sizeof(text));
	return wrong;
}

static const char *read_file(const char *path, const char *dir, struct key *key)
{
	char full[PATH_MAX];
	const char *wrong;
	int fd, len;

	if (path[0] == '/' || !dir)
		len = snprintf(full, sizeof(full), "%s", path);
	else
		len = snprintf(full, sizeof(full), "%s/%s", dir, path);
	if (len >= (int)sizeof(full))
		return "path is too long";
	fd = open(full, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return strerror(errno);
	wrong = read_fd(fd, key);
	close(fd);
	return wrong;
}

int key_read(const struct key_source *source, const char *dir, struct key *key,
	     char *why, size_t size)
{
	const char *wrong, *name = "standard input";
	char number[32];

	memset(key, 0, sizeof(*key));
	switch (source->kind) {
	case KEY_FILE:
		name = source->path;
		wrong = read_file(source->path, dir, key);
		break;
	case KEY_FD:
		snprintf(number, sizeof(number), "fd %d", source->fd);
		name = number;
		wrong = read_fd(source->fd, key);
		break;
	case KEY_STDIN:
		wrong = read_fd(STDIN_FILENO, key);
		break;
	default:
		wrong = "no key";
		break;
	}
	if (!wrong)
		return 0;
	explicit_bzero(key, sizeof(*key));
	snprintf(why, size, "key from %s: %s", name, wrong);
	return -1;
}
