/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tell whoever started us how we are: the protocol of sd_notify(3), in a datagram. */
#ifndef BTNSD_NOTIFY_H
#define BTNSD_NOTIFY_H

/* "READY=1", ...; nothing happens where nobody listens. */
void notify_send(const char *text);

/* Milliseconds between two "WATCHDOG=1", -1: nobody waits for them. */
int notify_watchdog(void);

#endif
