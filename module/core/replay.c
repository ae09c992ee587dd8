// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ring holds one bit for each of the last R = 64 * blocks numbers, R >= the
 * window, and R is a power of two so that no division is needed:
 *
 *	    top - R    top - window             top
 *	.......|------------|-------------------|.......
 *	          kept but     the window         not there yet,
 *	          too old                         their bits are stale
 *
 * When the top moves, the bits it passes are cleared first.  They are those of
 * numbers R before and belong to nobody, so, unlike RFC 6479, no block is held
 * in reserve and a power of two as window costs exactly that many bits.
 */
#include "replay.h"

/*
 * How far behind the top a number is taken for a late one when there is no
 * window that would say so: half the space of the low 32 bits.
 */
#define REPLAY_WINDOWLESS_REACH (1ull << 31)

static u64 *replay_block(const struct btns_replay *replay, u64 block)
{
	return &replay->ring[block & (replay->blocks - 1)];
}

static u64 replay_bit(u64 seq)
{
	return 1ull << (seq & 63);
}

/* Forget the numbers @first to @last. */
static void replay_clear(struct btns_replay *replay, u64 first, u64 last)
{
	u64 from = ~0ull << (first & 63);
	u64 to = ~0ull >> (63 - (last & 63));
	u64 block = first >> 6;

	if (block == last >> 6) {
		*replay_block(replay, block) &= ~(from & to);
		return;
	}

	*replay_block(replay, block) &= ~from;
	for (block++; block != last >> 6; block++)
		*replay_block(replay, block) = 0;
	*replay_block(replay, block) &= ~to;
}

static void replay_move(struct btns_replay *replay, u64 top)
{
	/* Around the ring once is enough, however far the top jumps. */
	if (top - replay->top >= (u64)replay->blocks << 6)
		memset(replay->ring, 0,
		       replay->blocks * sizeof(replay->ring[0]));
	else
		replay_clear(replay, replay->top + 1, top);
	replay->top = top;
}

u32 btns_replay_blocks(u32 window)
{
	u32 blocks = 1;

	if (!window)
		return 0;

	while (blocks << 6 < window)
		blocks <<= 1;
	return blocks;
}

void btns_replay_init(struct btns_replay *replay, u64 *ring, u32 window,
		      bool esn)
{
	replay->top = 0;
	replay->window = window;
	replay->blocks = btns_replay_blocks(window);
	replay->esn = esn;
	replay->ring = ring;
}

u64 btns_replay_infer(const struct btns_replay *replay, u32 low)
{
	u64 reach = replay->window ? replay->window : REPLAY_WINDOWLESS_REACH;
	u64 bottom = 0;

	if (!replay->esn)
		return low;

	/*
	 * Cases A and B of RFC 4303 A2.2 in one: the only number with these
	 * low bits among the 2^32 from the window's left edge on.
	 */
	if (replay->top >= reach)
		bottom = replay->top - reach + 1;
	return bottom + (u32)(low - (u32)bottom);
}

enum btns_replay_verdict btns_replay_check(const struct btns_replay *replay,
					   u64 seq)
{
	if (!seq)
		return BTNS_REPLAY_OLD;
	if (!replay->window || seq > replay->top)
		return BTNS_REPLAY_NEW;
	if (replay->top - seq >= replay->window)
		return BTNS_REPLAY_OLD;

	return *replay_block(replay, seq >> 6) & replay_bit(seq) ?
		BTNS_REPLAY_SEEN : BTNS_REPLAY_NEW;
}

void btns_replay_advance(struct btns_replay *replay, u64 seq)
{
	if (!replay->window) {
		if (seq > replay->top)
			replay->top = seq;
		return;
	}

	if (seq > replay->top)
		replay_move(replay, seq);
	*replay_block(replay, seq >> 6) |= replay_bit(seq);
}
