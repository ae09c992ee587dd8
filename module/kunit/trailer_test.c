// SPDX-License-Identifier: GPL-2.0-only
#include "../core/trailer.h"

#include "table.h"

#define NONE 59

/* The payload ends with @octets, @len of them, and has zeros before. */
struct trailer_case {
	const char *desc;
	size_t payload_len;
	unsigned int len;
	enum btns_trailer_verdict want;
	struct btns_trailer out;
	u8 octets[16];
};

static const struct trailer_case trailers[] = {
	{ "nothing at all", 0, 0, BTNS_TRAILER_TOO_SHORT },
	{ "one octet", 1, 1, BTNS_TRAILER_TOO_SHORT, {}, { 6 } },
	{ "padding without payload", 2, 2, BTNS_TRAILER_PAD_TOO_LONG, {},
	  { 1, 6 } },
	{ "one pad octet too many", 4, 4, BTNS_TRAILER_PAD_TOO_LONG, {},
	  { 1, 2, 3, 6 } },
	{ "255 pad octets in 256 octets", 256, 2, BTNS_TRAILER_PAD_TOO_LONG, {},
	  { 255, 6 } },
	{ "padding of zeros", 8, 6, BTNS_TRAILER_PAD_PATTERN, {},
	  { 0, 0, 0, 0, 4, 6 } },
	{ "padding from zero", 8, 6, BTNS_TRAILER_PAD_PATTERN, {},
	  { 0, 1, 2, 3, 4, 6 } },
	{ "first pad octet wrong", 8, 5, BTNS_TRAILER_PAD_PATTERN, {},
	  { 2, 2, 3, 3, 6 } },
	{ "last pad octet wrong", 8, 5, BTNS_TRAILER_PAD_PATTERN, {},
	  { 1, 2, 4, 3, 6 } },
	{ "padding of its own length", 8, 5, BTNS_TRAILER_PAD_PATTERN, {},
	  { 3, 3, 3, 3, 6 } },
	{ "255 pad octets of zero", 1000, 2, BTNS_TRAILER_PAD_PATTERN, {},
	  { 255, 6 } },
	{ "trailer alone", 2, 2, BTNS_TRAILER_OK, { 0, 0, NONE }, { 0, NONE } },
	{ "no padding", 8, 2, BTNS_TRAILER_OK, { 6, 0, 6 }, { 0, 6 } },
	{ "one pad octet", 8, 3, BTNS_TRAILER_OK, { 5, 1, 17 }, { 1, 1, 17 } },
	{ "padding alone", 8, 8, BTNS_TRAILER_OK, { 0, 6, 4 },
	  { 1, 2, 3, 4, 5, 6, 6, 4 } },
	{ "padding goes on into the data", 8, 8, BTNS_TRAILER_OK, { 2, 4, 41 },
	  { 0, 0, 1, 2, 3, 4, 4, 41 } },
	{ "longest payload", 65535, 5, BTNS_TRAILER_OK, { 65530, 3, 255 },
	  { 1, 2, 3, 3, 255 } },
	{ "257 octets, no padding", 257, 2, BTNS_TRAILER_OK, { 255, 0, 6 },
	  { 0, 6 } },
};
BTNS_KUNIT_TABLE(trailers);

static size_t tail_len_of(size_t payload_len)
{
	return min_t(size_t, payload_len, BTNS_TRAILER_MAX);
}

/* The last octets of a payload, and not one more. */
static u8 *trailer_tail(struct kunit *test, size_t payload_len)
{
	size_t len = tail_len_of(payload_len);
	u8 *tail = kunit_kzalloc(test, len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, tail);
	return tail;
}

static void trailer_check_believes_nothing(struct kunit *test)
{
	const struct trailer_case *item = test->param_value;
	size_t tail_len = tail_len_of(item->payload_len);
	u8 *tail = trailer_tail(test, item->payload_len);
	struct btns_trailer out = {};

	memcpy(tail + tail_len - item->len, item->octets, item->len);

	KUNIT_ASSERT_EQ(test, btns_trailer_check(tail, tail_len,
						 item->payload_len, &out),
			item->want);
	KUNIT_EXPECT_EQ(test, out.data_len, item->out.data_len);
	KUNIT_EXPECT_EQ(test, out.pad_len, item->out.pad_len);
	KUNIT_EXPECT_EQ(test, out.next_header, item->out.next_header);
}

/* Every pad length comes back from what was written, the longest included. */
static void trailer_check_reads_what_fill_wrote(struct kunit *test)
{
	struct btns_trailer out;
	unsigned int pad_len;
	size_t data_len = 40, payload_len, tail_len;
	u8 *tail;

	for (pad_len = 0; pad_len <= BTNS_TRAILER_PAD_MAX; pad_len++) {
		payload_len = data_len + pad_len + BTNS_TRAILER_MIN;
		tail_len = tail_len_of(payload_len);
		tail = trailer_tail(test, payload_len);
		btns_trailer_fill(tail + tail_len - pad_len - BTNS_TRAILER_MIN,
				  pad_len, 41);

		KUNIT_ASSERT_EQ(test, btns_trailer_check(tail, tail_len,
							 payload_len, &out),
				BTNS_TRAILER_OK);
		KUNIT_EXPECT_EQ(test, out.data_len, data_len);
		KUNIT_EXPECT_EQ(test, out.pad_len, pad_len);
		KUNIT_EXPECT_EQ(test, out.next_header, 41);
	}
}

/* One wrong octet, whichever, is found. */
static void trailer_check_compares_every_pad_octet(struct kunit *test)
{
	size_t len = BTNS_TRAILER_MAX;
	u8 *tail = trailer_tail(test, len);
	struct btns_trailer out;
	unsigned int i;

	btns_trailer_fill(tail, BTNS_TRAILER_PAD_MAX, 6);
	for (i = 0; i < BTNS_TRAILER_PAD_MAX; i++) {
		tail[i] ^= 0x80;
		KUNIT_EXPECT_EQ(test, btns_trailer_check(tail, len, len, &out),
				BTNS_TRAILER_PAD_PATTERN);
		tail[i] ^= 0x80;
	}
	KUNIT_EXPECT_EQ(test, btns_trailer_check(tail, len, len, &out),
			BTNS_TRAILER_OK);
}

/* RFC 4303 2.4: 1, 2, 3, ... then pad length and next header. */
static void trailer_fill_counts_from_one(struct kunit *test)
{
	static const u8 want[] = { 1, 2, 3, 3, 50 };
	u8 *tail = trailer_tail(test, sizeof(want));

	btns_trailer_fill(tail, 3, 50);
	KUNIT_EXPECT_EQ(test, memcmp(tail, want, sizeof(want)), 0);
}

struct trailer_pad_case {
	const char *desc;
	size_t payload_len;
	unsigned int align;
	unsigned int want;
};

static const struct trailer_pad_case trailer_pads[] = {
	{ "nothing to 4", 0, 4, 2 },
	{ "1 to 4", 1, 4, 1 },
	{ "2 to 4 fits", 2, 4, 0 },
	{ "3 to 4 is worst", 3, 4, 3 },
	{ "40 to 4", 40, 4, 2 },
	{ "14 to 16 fits", 14, 16, 0 },
	{ "15 to 16 is worst", 15, 16, 15 },
	{ "1400 to 16", 1400, 16, 6 },
	{ "0 to 256", 0, 256, 254 },
	{ "255 to 256 is worst", 255, 256, 255 },
	{ "65535 to 8", 65535, 8, 7 },
};
BTNS_KUNIT_TABLE(trailer_pads);

static void trailer_pad_aligns_with_least(struct kunit *test)
{
	const struct trailer_pad_case *item = test->param_value;

	KUNIT_EXPECT_EQ(test, btns_trailer_pad(item->payload_len, item->align),
			item->want);
}

static struct kunit_case trailer_cases[] = {
	KUNIT_CASE_PARAM(trailer_check_believes_nothing, trailers_gen_params),
	KUNIT_CASE(trailer_check_reads_what_fill_wrote),
	KUNIT_CASE(trailer_check_compares_every_pad_octet),
	KUNIT_CASE(trailer_fill_counts_from_one),
	KUNIT_CASE_PARAM(trailer_pad_aligns_with_least,
			 trailer_pads_gen_params),
	{}
};

static struct kunit_suite trailer_suite = {
	.name = "btns_trailer",
	.test_cases = trailer_cases,
};

kunit_test_suite(trailer_suite);
