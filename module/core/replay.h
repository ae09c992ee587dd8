/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Anti-replay window, RFC 4303 3.4.3 and appendix A, as a ring of 64-bit blocks
 * (RFC 6479 without its spare block), and the high half of extended sequence
 * numbers.
 *
 * Any context.  The owner serialises _advance() against everything else;
 * _check() and _infer() only read.
 */
#ifndef BTNS_CORE_REPLAY_H
#define BTNS_CORE_REPLAY_H

#include "types.h"

#define BTNS_REPLAY_WINDOW_MIN 32u	/* RFC 4303 3.4.3: MUST */
#define BTNS_REPLAY_WINDOW_DEFAULT 1024u
#define BTNS_REPLAY_WINDOW_MAX 65536u

/**
 * struct btns_replay - the receiver's view of an SA's sequence numbers
 * @top: highest authenticated number; 0 before the first packet
 * @window: numbers up to @top that are still accepted, @top included; 0: off
 * @blocks: ring length in 64-bit blocks, a power of two
 * @esn: 64-bit numbers of which packets carry the low half
 * @ring: @blocks words owned by the caller; bit n % 64 of block n / 64 % @blocks
 *	is set when number n, @top or one of those before it that the ring has
 *	room for, was seen
 */
struct btns_replay {
	u64 top;
	u32 window;
	u32 blocks;
	bool esn;
	u64 *ring;
};

enum btns_replay_verdict {
	BTNS_REPLAY_NEW,	/* not seen, inside the window or ahead of it */
	BTNS_REPLAY_SEEN,	/* a duplicate */
	BTNS_REPLAY_OLD,	/* left of the window, or number zero */
};

/**
 * btns_replay_blocks() - ring length for a window
 * @window: 0, or BTNS_REPLAY_WINDOW_MIN to BTNS_REPLAY_WINDOW_MAX
 *
 * Return: 64-bit blocks that the caller allocates, zeroed; 0 for window 0.
 */
u32 btns_replay_blocks(u32 window);

/**
 * btns_replay_init() - start with nothing received
 * @replay: to be filled in
 * @ring: btns_replay_blocks(@window) zeroed words, or NULL for window 0
 * @window: as for btns_replay_blocks()
 * @esn: extended sequence numbers
 */
void btns_replay_init(struct btns_replay *replay, u64 *ring, u32 window,
		      bool esn);

/**
 * btns_replay_infer() - the whole number of a received low half
 * @replay: the window
 * @low: the sequence number field, host order
 *
 * RFC 4303 A2.2: the high half that puts the number inside the window or, if
 * none does, ahead of it.  With window 0 the 2^31 numbers up to the top stand in
 * for one.  As long as the window would reach back beyond number zero the high
 * half is zero.  Behind the last 64-bit number there is none: the result wraps
 * around zero, which is left of any window.
 *
 * Return: @low without ESN, otherwise the 64-bit number.
 */
u64 btns_replay_infer(const struct btns_replay *replay, u32 low);

/**
 * btns_replay_check() - may this number still be accepted?
 * @replay: the window
 * @seq: the whole number
 *
 * With window 0 every number but zero is new.
 *
 * Return: the verdict; nothing changes.
 */
enum btns_replay_verdict btns_replay_check(const struct btns_replay *replay,
					   u64 seq);

/**
 * btns_replay_advance() - record a number whose ICV verified
 * @replay: the window
 * @seq: a number for which btns_replay_check() says BTNS_REPLAY_NEW now
 */
void btns_replay_advance(struct btns_replay *replay, u64 seq);

#endif
