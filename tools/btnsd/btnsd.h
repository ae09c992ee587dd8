/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The daemon's state: what is to be (files and pins), and what follows from it in
 * the kernel and in charon.  One thread; main.c's loop calls in, nothing calls back.
 */
#ifndef BTNSD_BTNSD_H
#define BTNSD_BTNSD_H

#include "charon.h"
#include "site.h"

/**
 * struct btnsd - the daemon
 * @ctl: its connection for requests, and its name in messages
 * @conf: the file or directory of the configuration
 * @store: the file of the pins
 * @site: what is to be, and is in force
 * @pins: those in force
 * @charon: what charon was told
 * @is_due: pins could not be put into force, it has to be tried again
 */
struct btnsd {
	struct ctl ctl;
	const char *conf;
	const char *store;
	struct site site;
	struct pins pins;
	struct charon charon;
	bool is_due;
};

/**
 * btnsd_start() - bring kernel and charon to what the files say
 * @btnsd: with @conf, @store and @ctl.sock
 *
 * A store that cannot be read closes the namespace for keys that the files do not
 * name; the rest is put into force.
 *
 * Return: an exit code, after a message if it is not EXIT_OK.
 */
int btnsd_start(struct btnsd *btnsd);

/* Only check, and print charon's connections: an exit code. */
int btnsd_check(struct btnsd *btnsd);

/* The files again; after an error what was in force stays: 0 or -1 with messages. */
int btnsd_reload(struct btnsd *btnsd);

/* The store may be another one; one that cannot be read changes nothing. */
void btnsd_read_pins(struct btnsd *btnsd);

/*
 * Somebody proved to have a key, and may have got no more than that: it matters if
 * he was refused for it.
 */
void btnsd_hear(struct btnsd *btnsd, const struct pins_contact *contact);

/*
 * An SA, of an event or a list: does it tell of a contact?  Of a tunnel it does not:
 * a pin would be for its end, and not for what is behind.
 */
void btnsd_meet_sa(struct btnsd *btnsd, const struct btns_sa_info *sa);

/* Events were lost, or nobody listened: whoever has SAs was met. */
void btnsd_meet_all(struct btnsd *btnsd);

/* What has to be done by time, candidates above all; milliseconds until there is more, or -1. */
int btnsd_work(struct btnsd *btnsd);

void btnsd_stop(struct btnsd *btnsd);

#endif
