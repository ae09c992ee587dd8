/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What becomes of packets that waited for an SA: decided anew and sent, or
 * dropped and their senders told.
 */
#ifndef BTNS_HOLD_H
#define BTNS_HOLD_H

struct work_struct;

/**
 * btns_hold_work() - look at what is due in a namespace
 * @work: struct btns_acquires' own
 *
 * Context: process.
 */
void btns_hold_work(struct work_struct *work);

#endif
