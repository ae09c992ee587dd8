/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is to be: the files, and the pins that go with them.  From it come the
 * kernel's SPD and PAD and charon's connections.
 */
#ifndef BTNSD_SITE_H
#define BTNSD_SITE_H

#include "config.h"
#include "store.h"

/**
 * struct site - what is to be
 * @config: the files; then the entries of the pins behind those of the PAD
 * @p: of @config
 * @own_pads: entries of the PAD that are the files'
 * @closed: the pins cannot be read: only keys that the files name are let in
 */
struct site {
	struct config config;
	struct parser p;
	size_t own_pads;
	bool closed;
};

/**
 * site_load() - read the files
 * @ctl: the run, for messages
 * @site: filled in, to be given to site_free() in any case
 * @path: a file, or a directory of *.conf, read in the order of their names
 *
 * All is checked, keys of SAs are read; nothing is done.
 *
 * Return: an exit code, after a message if it is not EXIT_OK.
 */
int site_load(const struct ctl *ctl, struct site *site, const char *path);

/**
 * site_add_pins() - the PAD entries of the pins
 * @site: of site_load()
 * @pins: NULL: they cannot be read
 * @store: their file, for messages
 * @why: what is wrong; at least SITE_WHY_MAX
 *
 * Without pins the wildcard is disabled: a store that is lost is not an empty one.
 *
 * Return: 0 or -1 with @why.
 */
int site_add_pins(struct site *site, const struct pins *pins,
		  const char *store, char *why);

#define SITE_WHY_MAX 512

/* Has the configuration an entry for this very key?  Then pins are not asked. */
bool site_knows_key(const struct site *site, const struct btns_hash *key);

void site_free(struct site *site);

/* What makes the configuration weaker than it looks, told one by one. */
void site_warn(const struct site *site,
	       void (*say)(void *arg, const char *text), void *arg);

#endif
