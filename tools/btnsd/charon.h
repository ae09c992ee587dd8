/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * charon, as far as btnsd drives it: a file of connections, and swanctl to load it
 * whenever the file is another one or charon has started.
 */
#ifndef BTNSD_CHARON_H
#define BTNSD_CHARON_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct charon - what charon was told
 * @file: the file of connections
 * @vici: path of charon's socket
 * @is_wanted: there may be connections
 * @is_due: what charon has is not what is in the file
 * @swanctl: the one that runs, 0: none
 * @retry: not before this time, in milliseconds of the monotonic clock
 * @wait: until the next try after a failure, in milliseconds
 * @inode: of the socket of which charon was told last
 * @born: when that was made
 */
struct charon {
	const char *file;
	const char *vici;
	bool is_wanted;
	bool is_due;
	pid_t swanctl;
	int64_t retry;
	int wait;
	ino_t inode;
	int64_t born;
};

/* The connections are to be these; 0 or -1 after a message. */
int charon_write(struct charon *charon, const char *text);

/* Run swanctl if it is time; @now: milliseconds of the monotonic clock */
void charon_drive(struct charon *charon, int64_t now);

/* Milliseconds until charon_drive() is to be called, -1: not by time. */
int charon_wait(const struct charon *charon, int64_t now);

/* Processes have ended: is one of them ours? */
void charon_reap(struct charon *charon, int64_t now);

#endif
