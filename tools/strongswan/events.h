/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel reports, brought to charon: SAs that are wanted, that are to be
 * replaced, that are no more.
 */
#ifndef STRONGSWAN_EVENTS_H
#define STRONGSWAN_EVENTS_H

#include "kernel.h"

struct events;

/* NULL: no events, that is logged */
struct events *events_new(const struct parts *parts);
void events_free(struct events *events);

#endif
