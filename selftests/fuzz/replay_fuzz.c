// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/replay.h"

#include "fuzz.h"

/* Every number ever accepted, in a hash table that a new round empties. */
#define SEEN_SLOTS (1u << 16)
#define SEEN_MAX (SEEN_SLOTS / 4)

struct model {
	u64 top;
	u32 window;
	bool esn;
	unsigned int nr_seen;
};

static struct {
	u64 seq;
	unsigned int round;
} seen[SEEN_SLOTS];
static unsigned int seen_round;

static unsigned int seen_slot(u64 seq)
{
	unsigned int slot = (u32)(seq * 0x9e3779b97f4a7c15ull >> 48);

	while (seen[slot].round == seen_round && seen[slot].seq != seq)
		slot = (slot + 1) % SEEN_SLOTS;
	return slot;
}

static bool model_saw(u64 seq)
{
	return seen[seen_slot(seq)].round == seen_round;
}

static void model_see(struct model *m, u64 seq)
{
	unsigned int slot = seen_slot(seq);

	if (seen[slot].round != seen_round)
		m->nr_seen++;
	seen[slot].seq = seq;
	seen[slot].round = seen_round;
	if (seq > m->top)
		m->top = seq;
}

static enum btns_replay_verdict model_check(const struct model *m, u64 seq)
{
	unsigned __int128 behind_left = (unsigned __int128)seq + m->window;

	if (!seq)
		return BTNS_REPLAY_OLD;
	if (!m->window)
		return BTNS_REPLAY_NEW;
	if (behind_left <= m->top)
		return BTNS_REPLAY_OLD;
	return model_saw(seq) ? BTNS_REPLAY_SEEN : BTNS_REPLAY_NEW;
}

/* The pseudo-code of RFC 4303 A2.3, word for word in 32 bits. */
static u64 model_infer(const struct model *m, u32 seql)
{
	u32 w = m->window ? m->window : 1u << 31;
	u32 th = (u32)(m->top >> 32), tl = (u32)m->top;
	u32 seqh;

	if (!m->esn)
		return seql;
	if (tl >= w - 1)
		seqh = seql >= tl - w + 1 ? th : th + 1;
	else if (!th)
		seqh = 0;	/* nothing came before the first subspace */
	else
		seqh = seql >= tl - w + 1 ? th - 1 : th;
	return (u64)seqh << 32 | seql;
}

static void receive(struct btns_replay *replay, struct model *m, u64 seq)
{
	enum btns_replay_verdict verdict = btns_replay_check(replay, seq);

	fuzz_check(verdict == model_check(m, seq));
	if (verdict != BTNS_REPLAY_NEW || m->nr_seen == SEEN_MAX)
		return;

	btns_replay_advance(replay, seq);
	model_see(m, seq);
	fuzz_check(replay->top == m->top);
	if (m->window)
		fuzz_check(btns_replay_check(replay, seq) == BTNS_REPLAY_SEEN);
}

static void receive_low(struct btns_replay *replay, struct model *m, u32 low)
{
	u64 seq = btns_replay_infer(replay, low);

	fuzz_check(seq == model_infer(m, low));
	receive(replay, m, seq);
}

static void receive_run(struct btns_replay *replay, struct model *m,
			unsigned int length, unsigned int stride)
{
	while (length--)
		receive(replay, m, m->top + stride);
}

/* A packet somewhere: near the top, near the left edge, by a jump, anywhere. */
static void step(struct btns_replay *replay, struct model *m,
		 struct fuzz_input *in)
{
	u8 op = fuzz_u8(in);
	u64 left = m->top - m->window;

	switch (op & 15) {
	case 0:
		return receive(replay, m, m->top + fuzz_u8(in));
	case 1:
		return receive(replay, m, m->top - fuzz_u8(in));
	case 2:
		return receive(replay, m, m->top - fuzz_u16(in));
	case 3:
		return receive(replay, m, left + (signed char)fuzz_u8(in));
	case 4:
		return receive(replay, m, m->top + fuzz_u16(in));
	case 5:
		return receive(replay, m, m->top + fuzz_u32(in));
	case 6:
		return receive(replay, m, fuzz_u64(in));
	case 7:
		return receive_low(replay, m, fuzz_u32(in));
	case 8:
		return receive_low(replay, m, (u32)left + (signed char)fuzz_u8(in));
	case 9:
		return receive_low(replay, m, (u32)m->top + (signed char)fuzz_u8(in));
	case 10:
		return receive_run(replay, m, fuzz_u8(in), 1);
	case 11:
		return receive_run(replay, m, fuzz_u8(in), op >> 4);
	case 12:
		return receive(replay, m, (m->top | 0xffffffff) + (op >> 4));
	case 13:
		return receive(replay, m, ~0ull - fuzz_u8(in));
	case 14:
		return receive_low(replay, m, (u32)m->top + (1u << 31) + (op >> 4));
	default:
		return receive(replay, m, m->top + (u64)replay->blocks * 64 +
			       (op >> 4) - 8);
	}
}

/* Model and window agree on everything in the window and around it. */
static void sweep(const struct btns_replay *replay, const struct model *m)
{
	u64 stride = m->window > 2048 ? m->window / 1021 : 1;
	u64 back, seq;

	for (back = 0; back < m->window + 130ull; back += stride) {
		seq = m->top - back;
		fuzz_check(btns_replay_check(replay, seq) ==
			   model_check(m, seq));
	}
	for (back = 1; back < 130; back++)
		fuzz_check(btns_replay_check(replay, m->top + back) ==
			   model_check(m, m->top + back));
}

static u32 take_window(struct fuzz_input *in)
{
	static const u32 usual[] = {
		0, 32, 33, 63, 64, 65, 127, 128, 129, 1024, 65535, 65536,
	};
	u8 which = fuzz_u8(in);

	if (which < 128)
		return usual[which % 12];
	return BTNS_REPLAY_WINDOW_MIN + fuzz_u16(in) %
	       (BTNS_REPLAY_WINDOW_MAX - BTNS_REPLAY_WINDOW_MIN + 1);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz_input in = { data, size };
	struct model m = { .window = take_window(&in) };
	u32 blocks = btns_replay_blocks(m.window);
	struct btns_replay replay;
	u64 *ring = NULL;

	seen_round++;
	m.esn = fuzz_u8(&in) & 1;
	if (blocks) {
		fuzz_check(!(blocks & (blocks - 1)));
		fuzz_check(blocks * 64 >= m.window);
		ring = calloc(blocks, sizeof(*ring));
		fuzz_check(ring);
	}
	btns_replay_init(&replay, ring, m.window, m.esn);

	while (in.size)
		step(&replay, &m, &in);
	sweep(&replay, &m);
	free(ring);
	return 0;
}
