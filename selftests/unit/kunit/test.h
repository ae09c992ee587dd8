/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stands in for the kernel's <kunit/test.h>, so that the suites of
 * module/kunit/ run in userspace under sanitizers: as much of KUnit as they
 * use, with its names and meaning.  runner.c is the other half.
 */
#ifndef BTNS_UNIT_KUNIT_TEST_H
#define BTNS_UNIT_KUNIT_TEST_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define KUNIT_PARAM_DESC_SIZE 128
#define GFP_KERNEL 0

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define min_t(type, a, b) ((type)(a) < (type)(b) ? (type)(a) : (type)(b))

/* An allocation that ends with its test. */
struct kunit_memory {
	struct kunit_memory *next;
	void *octets;
};

struct kunit {
	const void *param_value;
	bool failed;
	jmp_buf abort;
	struct kunit_memory *memory;
};

struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
	const void *(*generate_params)(const void *prev, char *desc);
};

struct kunit_suite {
	const char *name;
	struct kunit_case *test_cases;
	struct kunit_suite *next;
};

void kunit_register(struct kunit_suite *suite);
void *kunit_kzalloc(struct kunit *test, size_t size, int gfp);
void kunit_kfree(struct kunit *test, void *octets);

/* Where a check stands and how it is written. */
struct kunit_place {
	const char *file;
	int line;
	const char *check;
};

void kunit_fail(struct kunit *test, const struct kunit_place *place,
		const char *fmt, ...) __attribute__((format(printf, 3, 4)));
_Noreturn void kunit_abort(struct kunit *test);

static inline void strscpy(char *to, const char *from, size_t size)
{
	size_t len = strnlen(from, size - 1);

	memcpy(to, from, len);
	to[len] = '\0';
}

#define KUNIT_CASE(test_name) { .run_case = test_name, .name = #test_name }
#define KUNIT_CASE_PARAM(test_name, gen_params)				\
	{ .run_case = test_name, .name = #test_name,			\
	  .generate_params = gen_params }

#define KUNIT_ARRAY_PARAM(name, array, get_desc)			\
	static const void *name##_gen_params(const void *prev, char *desc) \
	{								\
		typeof((array)[0]) *next = prev;			\
									\
		next = next ? next + 1 : (array);			\
		if (next == (array) + ARRAY_SIZE(array))		\
			return NULL;					\
		get_desc(next, desc);					\
		return next;						\
	}

#define kunit_test_suite(suite)						\
	__attribute__((constructor)) static void suite##_register(void)	\
	{								\
		kunit_register(&(suite));				\
	}

#define KUNIT_PLACE(text) (&(const struct kunit_place){ __FILE__, __LINE__, text })

#define KUNIT_COMPARE(test, left, op, right, text, fmt, ...) ({		\
	typeof(left) left__ = (left);					\
	typeof(right) right__ = (right);				\
	bool holds__ = left__ op right__;				\
									\
	if (!holds__)							\
		kunit_fail(test, KUNIT_PLACE(text), "%lld, %lld " fmt,	\
			   (long long)left__, (long long)right__,	\
			   ##__VA_ARGS__);				\
	holds__; })

#define KUNIT_CONDITION(test, condition, text) ({			\
	bool holds__ = (condition);					\
									\
	if (!holds__)							\
		kunit_fail(test, KUNIT_PLACE(text), "does not hold");	\
	holds__; })

#define KUNIT_OR_ABORT(test, check) do {				\
	if (!(check))							\
		kunit_abort(test);					\
} while (0)

#define KUNIT_EXPECT_EQ(test, left, right)				\
	KUNIT_COMPARE(test, left, ==, right, #left " == " #right, "")
#define KUNIT_EXPECT_EQ_MSG(test, left, right, ...)			\
	KUNIT_COMPARE(test, left, ==, right, #left " == " #right, __VA_ARGS__)
#define KUNIT_EXPECT_NE(test, left, right)				\
	KUNIT_COMPARE(test, left, !=, right, #left " != " #right, "")
#define KUNIT_EXPECT_NOT_NULL(test, ptr)				\
	KUNIT_CONDITION(test, (ptr) != NULL, #ptr " != NULL")
#define KUNIT_EXPECT_STREQ(test, left, right)				\
	KUNIT_CONDITION(test, !strcmp(left, right), #left " equals " #right)

#define KUNIT_ASSERT_EQ(test, left, right)				\
	KUNIT_OR_ABORT(test, KUNIT_EXPECT_EQ(test, left, right))
#define KUNIT_ASSERT_GT(test, left, right)				\
	KUNIT_OR_ABORT(test, KUNIT_COMPARE(test, left, >, right,	\
					   #left " > " #right, ""))
#define KUNIT_ASSERT_LE(test, left, right)				\
	KUNIT_OR_ABORT(test, KUNIT_COMPARE(test, left, <=, right,	\
					   #left " <= " #right, ""))
#define KUNIT_ASSERT_NULL(test, ptr)					\
	KUNIT_OR_ABORT(test, KUNIT_CONDITION(test, (ptr) == NULL,	\
					     #ptr " == NULL"))
#define KUNIT_ASSERT_NOT_NULL(test, ptr)				\
	KUNIT_OR_ABORT(test, KUNIT_EXPECT_NOT_NULL(test, ptr))

#endif
