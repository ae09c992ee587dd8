/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Peers of which the plugin of charon tells: a datagram "peer ADDRESS key SHA256:..."
 * for each that proved to have a key, whatever became of it.  A peer with the wrong
 * key gets no SA, so the kernel has nothing to tell of it.
 */
#ifndef BTNSD_NEWS_H
#define BTNSD_NEWS_H

#include "pins.h"

/* A socket, non-blocking, for who has our user id; or a negative errno. */
int news_open(const char *path);

/* 0; -EAGAIN when there is nothing; -EINVAL for what is not to be believed */
int news_next(int fd, struct pins_contact *contact);

/* one such text; 0 or -EINVAL */
int news_parse(const char *text, struct pins_contact *contact);

#endif
