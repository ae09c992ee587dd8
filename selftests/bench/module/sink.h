/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Devices that drop what is sent through them and count it by the protocol of its
 * outermost IP header.  They take checksums off the stack's hands, as most do.
 */
#ifndef BTNS_BENCH_SINK_H
#define BTNS_BENCH_SINK_H

#include <linux/types.h>

struct net_device;

/* any context */
bool bench_sink_is(const struct net_device *dev);
u64 bench_sink_count(const struct net_device *dev, u8 proto);

/* module lifetime */
int bench_sink_init(void);
void bench_sink_exit(void);

#endif
