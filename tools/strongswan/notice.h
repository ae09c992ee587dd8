/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Telling btnsd who came with which key: the kernel hears of those with SAs only. */
#ifndef STRONGSWAN_NOTICE_H
#define STRONGSWAN_NOTICE_H

#include "tables.h"

/**
 * notice_send() - a peer proved to have a key for which nobody vouches
 * @who: the peer
 *
 * Whoever does not listen, or not fast enough, is not told.
 */
void notice_send(const struct who *who);

#endif
