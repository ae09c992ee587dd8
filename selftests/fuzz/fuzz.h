/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the fuzz targets share: values taken from the front of an input, zeros
 * once it is used up, and a check that stops the run.
 *
 * Each target compares a noun of module/core/ with a model of it that was
 * written from the header and the RFC, slow and plain, and shares no code.
 */
#ifndef BTNS_FUZZ_H
#define BTNS_FUZZ_H

#include <stdio.h>
#include <stdlib.h>

#include "core/types.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

struct fuzz_input {
	const u8 *data;
	size_t size;
};

static inline void fuzz_take(struct fuzz_input *in, void *to, size_t len)
{
	size_t some = len < in->size ? len : in->size;

	memset(to, 0, len);
	if (some)
		memcpy(to, in->data, some);
	in->data += some;
	in->size -= some;
}

static inline u8 fuzz_u8(struct fuzz_input *in)
{
	u8 value;

	fuzz_take(in, &value, sizeof(value));
	return value;
}

static inline u16 fuzz_u16(struct fuzz_input *in)
{
	u16 value;

	fuzz_take(in, &value, sizeof(value));
	return value;
}

static inline u32 fuzz_u32(struct fuzz_input *in)
{
	u32 value;

	fuzz_take(in, &value, sizeof(value));
	return value;
}

static inline u64 fuzz_u64(struct fuzz_input *in)
{
	u64 value;

	fuzz_take(in, &value, sizeof(value));
	return value;
}

#define fuzz_check(holds) do {						\
	if (!(holds)) {							\
		fprintf(stderr, "%s:%d: does not hold: %s\n",		\
			__FILE__, __LINE__, #holds);			\
		abort();						\
	}								\
} while (0)

/* Exactly @len octets, so that ASan sees a read one behind them. */
static inline u8 *fuzz_copy(const u8 *octets, size_t len)
{
	u8 *copy = malloc(len);

	if (!copy)
		abort();
	if (len)
		memcpy(copy, octets, len);
	return copy;
}

#endif
