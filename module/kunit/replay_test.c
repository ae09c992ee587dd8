// SPDX-License-Identifier: GPL-2.0-only
#include "../core/replay.h"

#include "table.h"

#define TWO32 (1ull << 32)
#define LAST64 (~0ull)

#define NEW BTNS_REPLAY_NEW
#define SEEN BTNS_REPLAY_SEEN
#define OLD BTNS_REPLAY_OLD

/* A ring of just the length asked for, so that KASAN and ASan guard its ends. */
static struct btns_replay replay_start(struct kunit *test, u32 window, bool esn)
{
	u32 blocks = btns_replay_blocks(window);
	struct btns_replay replay;
	u64 *ring = NULL;

	if (blocks) {
		ring = kunit_kzalloc(test, blocks * sizeof(*ring), GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, ring);
	}
	btns_replay_init(&replay, ring, window, esn);
	return replay;
}

/* What receiving a packet does, its ICV verifying. */
static enum btns_replay_verdict replay_receive(struct btns_replay *replay,
					       u64 seq)
{
	enum btns_replay_verdict verdict = btns_replay_check(replay, seq);

	if (verdict == NEW)
		btns_replay_advance(replay, seq);
	return verdict;
}

/* Packets in the order they come. */
struct replay_step {
	u64 seq;
	enum btns_replay_verdict want;
};

struct replay_case {
	const char *desc;
	u32 window;
	unsigned int nr_steps;
	struct replay_step steps[12];
};

static const struct replay_case replay_orders[] = {
	{ "zero is old before the first packet", 64, 1, { { 0, OLD } } },
	{ "zero is old after the first packet", 64, 2,
	  { { 1, NEW }, { 0, OLD } } },
	{ "zero is old without a window", 0, 2, { { 0, OLD }, { 1, NEW } } },
	{ "the same packet twice", 32, 2, { { 1, NEW }, { 1, SEEN } } },
	{ "the top twice", 64, 4,
	  { { 1, NEW }, { 70, NEW }, { 70, SEEN }, { 70, SEEN } } },
	{ "left edge of 32", 32, 5,
	  { { 100, NEW }, { 68, OLD }, { 69, NEW }, { 69, SEEN },
	    { 68, OLD } } },
	{ "left edge of 33", 33, 4,
	  { { 100, NEW }, { 67, OLD }, { 68, NEW }, { 68, SEEN } } },
	{ "left edge of 63", 63, 4,
	  { { 128, NEW }, { 65, OLD }, { 66, NEW }, { 66, SEEN } } },
	{ "left edge of 64 in the next block", 64, 5,
	  { { 128, NEW }, { 64, OLD }, { 65, NEW }, { 65, SEEN },
	    { 128, SEEN } } },
	{ "left edge of 64 in the same block", 64, 5,
	  { { 127, NEW }, { 63, OLD }, { 64, NEW }, { 64, SEEN },
	    { 127, SEEN } } },
	{ "left edge of 65", 65, 4,
	  { { 128, NEW }, { 63, OLD }, { 64, NEW }, { 64, SEEN } } },
	{ "left edge of 1024", 1024, 4,
	  { { 5000, NEW }, { 3976, OLD }, { 3977, NEW }, { 3977, SEEN } } },
	{ "left edge of 65536", 65536, 4,
	  { { 100000, NEW }, { 34464, OLD }, { 34465, NEW }, { 34465, SEEN } } },
	{ "left edge behind the first packet", 64, 4,
	  { { 64, NEW }, { 1, NEW }, { 1, SEEN }, { 0, OLD } } },
	{ "a packet leaves the window when the top moves on", 64, 6,
	  { { 1, NEW }, { 64, NEW }, { 1, SEEN }, { 65, NEW }, { 1, OLD },
	    { 2, NEW } } },
	{ "late packets are new once each", 64, 7,
	  { { 10, NEW }, { 8, NEW }, { 9, NEW }, { 8, SEEN }, { 9, SEEN },
	    { 7, NEW }, { 10, SEEN } } },
	{ "a late packet does not move the top", 32, 4,
	  { { 100, NEW }, { 90, NEW }, { 69, NEW }, { 68, OLD } } },
	{ "a jump of a ring less one forgets what it passes", 64, 6,
	  { { 64, NEW }, { 63, NEW }, { 127, NEW }, { 64, SEEN }, { 126, NEW },
	    { 65, NEW } } },
	{ "a jump of a ring forgets everything", 64, 5,
	  { { 64, NEW }, { 63, NEW }, { 128, NEW }, { 127, NEW }, { 65, NEW } } },
	{ "a jump of a ring and one forgets everything", 64, 5,
	  { { 64, NEW }, { 63, NEW }, { 129, NEW }, { 127, NEW },
	    { 128, NEW } } },
	{ "a jump of two blocks in a ring of four", 256, 8,
	  { { 250, NEW }, { 60, NEW }, { 120, NEW }, { 330, NEW }, { 316, NEW },
	    { 250, SEEN }, { 120, SEEN }, { 75, NEW } } },
	{ "a jump over many rings", 1024, 6,
	  { { 1, NEW }, { 1023, NEW }, { 1000000, NEW }, { 999999, NEW },
	    { 998977, NEW }, { 998976, OLD } } },
	{ "a jump by half the space", 64, 4,
	  { { 1, NEW }, { 1ull << 31, NEW }, { 1, OLD },
	    { (1ull << 31) - 63, NEW } } },
	{ "the last 32-bit number", 64, 4,
	  { { TWO32 - 2, NEW }, { TWO32 - 1, NEW }, { TWO32 - 1, SEEN },
	    { 1, OLD } } },
	{ "across 2^32", 64, 6,
	  { { TWO32 - 1, NEW }, { TWO32 + 1, NEW }, { TWO32, NEW },
	    { TWO32, SEEN }, { TWO32 - 1, SEEN }, { TWO32 - 63, OLD } } },
	{ "window from below 2^32 to above", 64, 5,
	  { { TWO32 + 10, NEW }, { TWO32 - 53, NEW }, { TWO32 - 54, OLD },
	    { TWO32 - 53, SEEN }, { 10, OLD } } },
	{ "the last 64-bit number", 64, 5,
	  { { LAST64 - 1, NEW }, { LAST64, NEW }, { LAST64, SEEN },
	    { LAST64 - 63, NEW }, { LAST64 - 64, OLD } } },
	{ "nothing is new behind the last 64-bit number", 128, 4,
	  { { LAST64, NEW }, { 1, OLD }, { 127, OLD }, { TWO32, OLD } } },
	{ "from the first number to the last", 1024, 5,
	  { { 1, NEW }, { LAST64, NEW }, { 1, OLD }, { LAST64 - 1023, NEW },
	    { LAST64 - 1024, OLD } } },
	{ "without a window duplicates are new", 0, 5,
	  { { 5, NEW }, { 5, NEW }, { 1, NEW }, { LAST64, NEW }, { 1, NEW } } },
};
BTNS_KUNIT_TABLE(replay_orders);

static void replay_judges_in_order(struct kunit *test)
{
	const struct replay_case *item = test->param_value;
	struct btns_replay replay = replay_start(test, item->window, true);
	unsigned int i;

	for (i = 0; i < item->nr_steps; i++)
		KUNIT_EXPECT_EQ_MSG(test,
				    replay_receive(&replay, item->steps[i].seq),
				    item->steps[i].want, "step %u", i);
}

/* RFC 4303 A2.2: highest number, window, received low half, whole number. */
struct replay_infer_case {
	const char *desc;
	u64 top;
	u32 window;
	u32 low;
	u64 want;
};

static const struct replay_infer_case replay_infer[] = {
	{ "before the first packet", 0, 64, 1, 1 },
	{ "before the first packet, last low half", 0, 64, 0xffffffff, 0xffffffff },
	{ "case A, first subspace, left edge", 1000, 64, 937, 937 },
	{ "case A, first subspace, left of the window", 1000, 64, 936, TWO32 + 936 },
	{ "case A, first subspace, top", 1000, 64, 1000, 1000 },
	{ "case A, first subspace, ahead", 1000, 64, 1001, 1001 },
	{ "case A, first subspace, far ahead", 1000, 64, 0xffffffff, 0xffffffff },
	{ "case A, narrowest, left edge", 3 * TWO32 + 63, 64, 0, 3 * TWO32 },
	{ "case A, narrowest, left of the window", 3 * TWO32 + 63, 64, 0xffffffff,
	  3 * TWO32 + 0xffffffff },
	{ "case A, left edge", 3 * TWO32 + 5000, 1024, 3977, 3 * TWO32 + 3977 },
	{ "case A, left of the window", 3 * TWO32 + 5000, 1024, 3976,
	  4 * TWO32 + 3976 },
	{ "case A, zero", 3 * TWO32 + 5000, 1024, 0, 4 * TWO32 },
	{ "case A, top at the end of a subspace", 4 * TWO32 - 1, 64, 0, 4 * TWO32 },
	{ "case A, top at the end of a subspace, left edge", 4 * TWO32 - 1, 64,
	  0xffffffc0, 4 * TWO32 - 64 },
	{ "case B, left edge", 3 * TWO32 + 10, 64, 0xffffffcb, 3 * TWO32 - 53 },
	{ "case B, left of the window", 3 * TWO32 + 10, 64, 0xffffffca,
	  3 * TWO32 + 0xffffffca },
	{ "case B, last of the subspace before", 3 * TWO32 + 10, 64, 0xffffffff,
	  3 * TWO32 - 1 },
	{ "case B, first of its subspace", 3 * TWO32 + 10, 64, 0, 3 * TWO32 },
	{ "case B, top", 3 * TWO32 + 10, 64, 10, 3 * TWO32 + 10 },
	{ "case B, ahead", 3 * TWO32 + 10, 64, 11, 3 * TWO32 + 11 },
	{ "case B, top at the start of a subspace", 3 * TWO32, 65536, 0xffff0001,
	  3 * TWO32 - 65535 },
	{ "case B, widest", 3 * TWO32 + 65534, 65536, 0xffffffff, 3 * TWO32 - 1 },
	{ "case B, widest, left of the window", 3 * TWO32 + 65534, 65536,
	  0xfffffffe, 3 * TWO32 + 0xfffffffe },
	{ "case B, first subspace, no window before", 10, 64, 0xffffffff,
	  0xffffffff },
	{ "case B, first subspace, would-be left edge", 10, 64, 0xffffffcb,
	  0xffffffcb },
	{ "case B, second subspace reaches the first", TWO32 + 10, 64, 0xffffffff,
	  0xffffffff },
	{ "last subspace, inside", LAST64 - 100, 64, 0xffffff9b, LAST64 - 100 },
	{ "last subspace, last number", LAST64 - 100, 64, 0xffffffff, LAST64 },
	{ "behind the last subspace", LAST64, 64, 1, 1 },
	{ "no window, one late", 3 * TWO32 + 5000, 0, 4999, 3 * TWO32 + 4999 },
	{ "no window, late from the subspace before", 3 * TWO32, 0, 0xffffffff,
	  3 * TWO32 - 1 },
	{ "no window, furthest late", 3 * TWO32 - 1, 0, 0x80000000,
	  2 * TWO32 + 0x80000000 },
	{ "no window, too late is ahead", 3 * TWO32 - 1, 0, 0x7fffffff,
	  3 * TWO32 + 0x7fffffff },
};
BTNS_KUNIT_TABLE(replay_infer);

static void replay_infers_high_half(struct kunit *test)
{
	const struct replay_infer_case *item = test->param_value;
	struct btns_replay replay = replay_start(test, item->window, true);

	if (item->top)
		btns_replay_advance(&replay, item->top);
	KUNIT_EXPECT_EQ(test, btns_replay_infer(&replay, item->low), item->want);
}

/* Whatever is inferred agrees with what was received, and looks back no more. */
static void replay_infers_only_what_may_come(struct kunit *test)
{
	const struct replay_infer_case *item = test->param_value;
	struct btns_replay replay = replay_start(test, item->window, true);
	u64 seq;

	if (item->top)
		btns_replay_advance(&replay, item->top);
	seq = btns_replay_infer(&replay, item->low);

	KUNIT_EXPECT_EQ(test, (u32)seq, item->low);
	if (seq >= TWO32)
		KUNIT_EXPECT_NE(test, btns_replay_check(&replay, seq), OLD);
}

static void replay_infers_nothing_without_esn(struct kunit *test)
{
	const struct replay_infer_case *item = test->param_value;
	struct btns_replay replay = replay_start(test, item->window, false);

	btns_replay_advance(&replay, (u32)item->top | 1);
	KUNIT_EXPECT_EQ(test, btns_replay_infer(&replay, item->low),
			(u64)item->low);
}

struct replay_window_case {
	const char *desc;
	u32 window;
	u32 blocks;
};

static const struct replay_window_case replay_windows[] = {
	{ "32", 32, 1 },
	{ "33", 33, 1 },
	{ "63", 63, 1 },
	{ "64", 64, 1 },
	{ "65", 65, 2 },
	{ "128", 128, 2 },
	{ "129", 129, 4 },
	{ "1000", 1000, 16 },
	{ "1024", 1024, 16 },
	{ "1025", 1025, 32 },
	{ "65535", 65535, 1024 },
	{ "65536", 65536, 1024 },
};
BTNS_KUNIT_TABLE(replay_windows);

static void replay_ring_is_a_power_of_two(struct kunit *test)
{
	const struct replay_window_case *item = test->param_value;

	KUNIT_EXPECT_EQ(test, btns_replay_blocks(item->window), item->blocks);
}

static void replay_needs_no_ring_without_window(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, btns_replay_blocks(0), 0u);
}

/* Every number of a full window is a duplicate; after a jump none is. */
static void replay_remembers_the_whole_window(struct kunit *test)
{
	const struct replay_window_case *item = test->param_value;
	struct btns_replay replay = replay_start(test, item->window, true);
	u64 top = TWO32 + item->window / 2;
	u64 left = top - item->window + 1;
	u64 seq;

	for (seq = left; seq <= top; seq++)
		KUNIT_ASSERT_EQ(test, replay_receive(&replay, seq), NEW);
	for (seq = left; seq <= top; seq++)
		KUNIT_ASSERT_EQ(test, btns_replay_check(&replay, seq), SEEN);
	KUNIT_EXPECT_EQ(test, btns_replay_check(&replay, left - 1), OLD);

	left = top + 1;
	top += item->window;
	KUNIT_EXPECT_EQ(test, replay_receive(&replay, top), NEW);
	for (seq = left; seq < top; seq++)
		KUNIT_ASSERT_EQ(test, btns_replay_check(&replay, seq), NEW);
	KUNIT_EXPECT_EQ(test, btns_replay_check(&replay, left - 1), OLD);
}

/* Each step from one up to three rings wide forgets exactly what it passes. */
static void replay_forgets_what_a_jump_passes(struct kunit *test)
{
	u32 window = 128, step, back;
	struct btns_replay replay;
	u64 top;

	for (step = 1; step < 3 * window; step++) {
		replay = replay_start(test, window, true);
		for (top = 1; top <= 2 * window + 17; top++)
			btns_replay_advance(&replay, top);
		top += step - 1;
		btns_replay_advance(&replay, top);

		KUNIT_EXPECT_EQ(test, btns_replay_check(&replay, top), SEEN);
		for (back = 1; back < window; back++)
			KUNIT_EXPECT_EQ_MSG(test,
					    btns_replay_check(&replay, top - back),
					    back < step ? NEW : SEEN,
					    "step %u, %u back", step, back);
	}
}

/* The top decides the high half, so a late packet must not pull it back. */
static void replay_keeps_the_top_without_window(struct kunit *test)
{
	struct btns_replay replay = replay_start(test, 0, true);

	btns_replay_advance(&replay, 3 * TWO32 + 5);
	btns_replay_advance(&replay, TWO32 + 5);

	KUNIT_EXPECT_EQ(test, replay.top, 3 * TWO32 + 5);
	KUNIT_EXPECT_EQ(test, btns_replay_infer(&replay, 6), 3 * TWO32 + 6);
}

static void replay_check_changes_nothing(struct kunit *test)
{
	struct btns_replay replay = replay_start(test, 64, true);
	struct btns_replay before;
	u64 ring;

	btns_replay_advance(&replay, 100);
	before = replay;
	ring = replay.ring[0];

	KUNIT_EXPECT_EQ(test, btns_replay_check(&replay, 200), NEW);
	KUNIT_EXPECT_EQ(test, btns_replay_check(&replay, 90), NEW);
	KUNIT_EXPECT_EQ(test, btns_replay_check(&replay, 100), SEEN);
	KUNIT_EXPECT_EQ(test, btns_replay_check(&replay, 1), OLD);

	KUNIT_EXPECT_EQ(test, replay.top, before.top);
	KUNIT_EXPECT_EQ(test, replay.ring[0], ring);
}

static struct kunit_case replay_cases[] = {
	KUNIT_CASE_PARAM(replay_judges_in_order, replay_orders_gen_params),
	KUNIT_CASE_PARAM(replay_infers_high_half, replay_infer_gen_params),
	KUNIT_CASE_PARAM(replay_infers_only_what_may_come,
			 replay_infer_gen_params),
	KUNIT_CASE_PARAM(replay_infers_nothing_without_esn,
			 replay_infer_gen_params),
	KUNIT_CASE_PARAM(replay_ring_is_a_power_of_two,
			 replay_windows_gen_params),
	KUNIT_CASE(replay_needs_no_ring_without_window),
	KUNIT_CASE_PARAM(replay_remembers_the_whole_window,
			 replay_windows_gen_params),
	KUNIT_CASE(replay_forgets_what_a_jump_passes),
	KUNIT_CASE(replay_keeps_the_top_without_window),
	KUNIT_CASE(replay_check_changes_nothing),
	{}
};

static struct kunit_suite replay_suite = {
	.name = "btns_replay",
	.test_cases = replay_cases,
};

kunit_test_suite(replay_suite);
