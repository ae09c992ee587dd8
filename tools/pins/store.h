/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pins as a text, and the text in a file.
 *
 *	btns-pins 1
 *	pinned host.example key SHA256:... addr 192.0.2.2 source lof first 1 last 2
 *	end SHA256:...
 *
 * The last line is over all octets before it: a text that lacks an octet, or in
 * which one is another, is refused as a whole.
 */
#ifndef PINS_STORE_H
#define PINS_STORE_H

#include "pins.h"

#define PINS_STORE "/var/lib/btns/pins"

#define STORE_TEXT_WHY_MAX 256	/* of store_parse() */
#define STORE_WHY_MAX 4608	/* of the others, which name the file */

/**
 * store_parse() - pins from their text
 * @pins: filled in; none after an error
 * @text: the text
 * @len: of @text
 * @why: what is wrong, with the line; at least STORE_TEXT_WHY_MAX
 *
 * Return: 0, -EINVAL with @why, -ENOMEM.
 */
int store_parse(struct pins *pins, const char *text, size_t len, char *why);

/**
 * store_print() - the text of pins
 * @pins: the pins
 * @text: the text, to be given to free()
 * @len: of @text
 *
 * Return: 0 or -ENOMEM.
 */
int store_print(const struct pins *pins, char **text, size_t *len);

/* a line of the text, without its end; for people, too */
int store_print_pin(const struct pin *pin, char **line);

/**
 * store_lock() - keep others from changing the file
 * @path: of the file
 *
 * Who reads the file to write it holds this in between.
 *
 * Return: to be given to store_unlock(), or a negative errno.
 */
int store_lock(const char *path);
void store_unlock(int lock);

/**
 * store_load() - read the file
 * @path: of the file
 * @pins: filled in; none after an error
 * @why: what is wrong; at least STORE_WHY_MAX
 *
 * A file that others may write, or that belongs to somebody else than root or
 * whoever asks, is refused.
 *
 * Return: 0; -ENOENT when there is no file; another negative errno.  Each error
 * has its @why.
 */
int store_load(const char *path, struct pins *pins, char *why);

/**
 * store_save() - write the file
 * @path: of the file
 * @pins: what is to be in it
 * @why: what is wrong; at least STORE_WHY_MAX
 *
 * At any time, a crash included, the file is the old one or the new one.
 *
 * Return: 0 or a negative errno with @why.
 */
int store_save(const char *path, const struct pins *pins, char *why);

#endif
