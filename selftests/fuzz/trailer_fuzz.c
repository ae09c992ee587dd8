// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/trailer.h"

#include "fuzz.h"

/* Read from the end of the whole payload, one octet after the other. */
static enum btns_trailer_verdict model_check(const u8 *payload, size_t len,
					     struct btns_trailer *out)
{
	unsigned int pad_len, expected;
	size_t left = len;

	if (left < 2)
		return BTNS_TRAILER_TOO_SHORT;
	out->next_header = payload[--left];
	pad_len = payload[--left];
	if (left < pad_len)
		return BTNS_TRAILER_PAD_TOO_LONG;
	for (expected = pad_len; expected > 0; expected--)
		if (payload[--left] != expected)
			return BTNS_TRAILER_PAD_PATTERN;
	out->pad_len = pad_len;
	out->data_len = left;
	return BTNS_TRAILER_OK;
}

static void check_payload(const u8 *payload, size_t len)
{
	size_t tail_len = len < BTNS_TRAILER_MAX ? len : BTNS_TRAILER_MAX;
	u8 *tail = fuzz_copy(payload + len - tail_len, tail_len);
	struct btns_trailer out = {}, want = {};
	enum btns_trailer_verdict verdict;

	verdict = btns_trailer_check(tail, tail_len, len, &out);
	fuzz_check(verdict == model_check(payload, len, &want));
	if (verdict == BTNS_TRAILER_OK) {
		fuzz_check(out.data_len == want.data_len);
		fuzz_check(out.pad_len == want.pad_len);
		fuzz_check(out.next_header == want.next_header);
	}
	free(tail);
}

/* @pad_len pad octets behind @data, written by _fill(), are found again. */
static void check_filled(const u8 *data, size_t data_len, unsigned int pad_len,
			 u8 next_header)
{
	size_t len = data_len + pad_len + BTNS_TRAILER_MIN;
	struct btns_trailer out = {};
	u8 *payload = malloc(len);

	fuzz_check(payload);
	if (data_len)
		memcpy(payload, data, data_len);
	btns_trailer_fill(payload + data_len, pad_len, next_header);

	fuzz_check(model_check(payload, len, &out) == BTNS_TRAILER_OK);
	fuzz_check(out.data_len == data_len);
	fuzz_check(out.pad_len == pad_len);
	fuzz_check(out.next_header == next_header);
	check_payload(payload, len);
	free(payload);
}

/* Of all pad lengths the least that aligns. */
static void check_pad(size_t data_len, unsigned int align)
{
	unsigned int pad_len = 0;

	while ((data_len + pad_len + 2) % align)
		pad_len++;
	fuzz_check(btns_trailer_pad(data_len, align) == pad_len);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz_input in = { data, size };
	unsigned int align = 4u << fuzz_u8(&in) % 7;
	unsigned int pad_len = fuzz_u8(&in);
	u8 next_header = fuzz_u8(&in);

	check_payload(in.data, in.size);
	check_filled(in.data, in.size, pad_len, next_header);
	check_filled(in.data, in.size, btns_trailer_pad(in.size, align),
		     next_header);
	check_pad(in.size, align);
	check_pad(in.size + fuzz_u32(&in), align);
	return 0;
}
