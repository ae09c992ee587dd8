/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stored IP packets that arrive on a device as if a network card had received
 * them.
 */
#ifndef BTNS_BENCH_REPLAY_H
#define BTNS_BENCH_REPLAY_H

#include <linux/types.h>

struct bench_replay;
struct net;
struct net_device;

/**
 * struct bench_store - packets
 * @count: of those that are there
 * @packet: they
 */
struct bench_store {
	unsigned int count;
	struct bench_packet *packet[];
};

/* process context */
struct bench_store *bench_store_new(void);
void bench_store_forget(struct bench_store *store);
void bench_store_free(struct bench_store *store);

/* process context; 0 or -errno; @octets is the user's memory */
int bench_store_add(struct bench_store *store, const char __user *octets,
		    size_t size);

/**
 * bench_replay() - have packets arrive
 * @store: where they are
 * @ask: which; @left and @insns are set
 * @in: device on which they arrive
 * @out: bench device on which they leave, or NULL
 *
 * Context: process; BH are off while a burst arrives.
 * Return: 0 or -errno.
 */
int bench_replay(const struct bench_store *store, struct bench_replay *ask,
		 struct net_device *in, const struct net_device *out);

#endif
