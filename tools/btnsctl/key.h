/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keys of manual SAs: hexadecimal digits in a file, on a file descriptor or on
 * standard input, never on the command line or in a configuration file.
 */
#ifndef BTNSCTL_KEY_H
#define BTNSCTL_KEY_H

#include "parse.h"

enum key_kind {
	KEY_NONE,
	KEY_FILE,
	KEY_FD,
	KEY_STDIN,
};

struct key_source {
	enum key_kind kind;
	const char *path;	/* KEY_FILE; lives as long as the words */
	int fd;			/* KEY_FD */
};

#define KEY_MAX 64

struct key {
	uint8_t octets[KEY_MAX];
	size_t len;
};

/* KEYSRC := file PATH | fd N | - */
int key_parse(struct parser *p, struct key_source *source);

/**
 * key_read() - read a key
 * @source: where from
 * @dir: what a relative path is relative to, NULL: the working directory
 * @key: the key, to be wiped by the caller
 * @why: what is wrong
 * @size: of @why
 *
 * A regular file that others may read or write is refused.
 *
 * Return: 0 or -1.
 */
int key_read(const struct key_source *source, const char *dir, struct key *key,
	     char *why, size_t size);

#endif
