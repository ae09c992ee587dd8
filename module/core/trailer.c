// SPDX-License-Identifier: GPL-2.0-only
#include "trailer.h"

static bool trailer_pad_counts(const u8 *pad, unsigned int pad_len)
{
	unsigned int i;

	for (i = 0; i < pad_len; i++)
		if (pad[i] != i + 1)
			return false;

	return true;
}

enum btns_trailer_verdict btns_trailer_check(const u8 *tail, size_t tail_len,
					     size_t payload_len,
					     struct btns_trailer *out)
{
	u8 pad_len;

	if (tail_len < BTNS_TRAILER_MIN || payload_len < tail_len)
		return BTNS_TRAILER_TOO_SHORT;

	pad_len = tail[tail_len - 2];
	if (pad_len > tail_len - BTNS_TRAILER_MIN)
		return BTNS_TRAILER_PAD_TOO_LONG;
	if (!trailer_pad_counts(tail + tail_len - BTNS_TRAILER_MIN - pad_len,
				pad_len))
		return BTNS_TRAILER_PAD_PATTERN;

	out->data_len = payload_len - BTNS_TRAILER_MIN - pad_len;
	out->pad_len = pad_len;
	out->next_header = tail[tail_len - 1];
	return BTNS_TRAILER_OK;
}

unsigned int btns_trailer_pad(size_t payload_len, unsigned int align)
{
	/* Modulo a power of two, so that wrapping around does no harm. */
	return -((unsigned int)payload_len + BTNS_TRAILER_MIN) & (align - 1);
}

void btns_trailer_fill(u8 *tail, unsigned int pad_len, u8 next_header)
{
	unsigned int i;

	for (i = 0; i < pad_len; i++)
		tail[i] = (u8)(i + 1);
	tail[pad_len] = (u8)pad_len;
	tail[pad_len + 1] = next_header;
}
