/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is due: packets whose SA is there, whose acquire was refused, or that
 * waited too long.  For whoever empties the table, hold.c.
 */
#ifndef BTNS_ACQUIRE_SWEEP_H
#define BTNS_ACQUIRE_SWEEP_H

#include <linux/skbuff.h>

struct btns_net;

/**
 * struct btns_acquire_due - packets that wait no longer
 * @release: to be decided anew, those of one acquire in order
 * @refuse: their senders are to be told btns_acquire_reason()
 * @expired: waited too long
 */
struct btns_acquire_due {
	struct sk_buff_head release;
	struct sk_buff_head refuse;
	struct sk_buff_head expired;
};

/**
 * btns_acquire_sweep() - take out what is due
 * @bn: namespace
 * @due: gets the packets; the caller owns them
 *
 * Context: process.
 * Return: jiffies until the next call, 0: none is needed.
 */
unsigned long btns_acquire_sweep(struct btns_net *bn,
				 struct btns_acquire_due *due);

/* a packet of @refuse whose sender cannot be told now; owns it */
void btns_acquire_retry(struct btns_net *bn, struct sk_buff *skb);

#endif
