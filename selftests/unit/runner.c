// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs every suite linked in and prints KTAP.  Each test function has a process
 * of its own, so that one that a sanitizer stops is one failure, and the rest
 * still run.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <kunit/test.h>

/* Shared with the processes of the test functions. */
struct tally {
	unsigned int passed;
	unsigned int failed;
};

static struct kunit_suite *suites;
static struct kunit_suite **suites_end = &suites;

void kunit_register(struct kunit_suite *suite)
{
	*suites_end = suite;
	suites_end = &suite->next;
}

void *kunit_kzalloc(struct kunit *test, size_t size, int gfp)
{
	struct kunit_memory *memory = malloc(sizeof(*memory));

	(void)gfp;
	if (!memory)
		return NULL;

	memory->octets = calloc(size, 1);
	memory->next = test->memory;
	test->memory = memory;
	return memory->octets;
}

void kunit_kfree(struct kunit *test, void *octets)
{
	struct kunit_memory **link = &test->memory;
	struct kunit_memory *memory;

	while (*link && (*link)->octets != octets)
		link = &(*link)->next;
	memory = *link;
	if (!memory)
		abort();

	*link = memory->next;
	free(memory->octets);
	free(memory);
}

void kunit_fail(struct kunit *test, const struct kunit_place *place,
		const char *fmt, ...)
{
	va_list args;

	test->failed = true;
	printf("        # %s:%d: expected %s: ", place->file, place->line,
	       place->check);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	putchar('\n');
}

void kunit_abort(struct kunit *test)
{
	longjmp(test->abort, 1);
}

static bool run_once(const struct kunit_case *item, const void *param)
{
	struct kunit test = { .param_value = param };

	if (!setjmp(test.abort))
		item->run_case(&test);
	while (test.memory)
		kunit_kfree(&test, test.memory->octets);
	return !test.failed;
}

static const char *mark(bool ok)
{
	return ok ? "ok" : "not ok";
}

static bool run_params(const struct kunit_case *item, struct tally *tally)
{
	char desc[KUNIT_PARAM_DESC_SIZE] = "";
	const void *param = NULL;
	unsigned int nr = 0;
	bool all_ok = true;
	bool ok;

	printf("        KTAP version 1\n        # Subtest: %s\n", item->name);
	while ((param = item->generate_params(param, desc))) {
		ok = run_once(item, param);
		printf("        %s %u %s\n", mark(ok), ++nr, desc);
		all_ok &= ok;
		*(ok ? &tally->passed : &tally->failed) += 1;
	}
	printf("        1..%u\n", nr);

	/* An empty table proves nothing. */
	return all_ok && nr;
}

static bool run_case(const struct kunit_case *item, struct tally *tally)
{
	bool ok;

	if (item->generate_params)
		return run_params(item, tally);

	ok = run_once(item, NULL);
	*(ok ? &tally->passed : &tally->failed) += 1;
	return ok;
}

/* exit() and not _exit(): the leak check runs there. */
static bool run_case_apart(const struct kunit_case *item, struct tally *tally)
{
	unsigned int failed = tally->failed;
	int status = -1;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid)
		exit(run_case(item, tally) ? EXIT_SUCCESS : EXIT_FAILURE);
	if (pid > 0 && waitpid(pid, &status, 0) == pid && !status)
		return true;

	/* Died, or leaked, without a check that failed. */
	if (tally->failed == failed)
		tally->failed++;
	return false;
}

static bool run_suite(const struct kunit_suite *suite, struct tally *tally)
{
	const struct kunit_case *item;
	unsigned int nr = 0;
	bool all_ok = true;
	bool ok;

	printf("    KTAP version 1\n    # Subtest: %s\n", suite->name);
	for (item = suite->test_cases; item->run_case; item++) {
		ok = run_case_apart(item, tally);
		printf("    %s %u %s\n", mark(ok), ++nr, item->name);
		all_ok &= ok;
	}
	printf("    1..%u\n", nr);
	return all_ok && nr;
}

int main(void)
{
	struct kunit_suite *suite;
	struct tally *tally;
	unsigned int nr = 0;
	bool all_ok = true;
	bool ok;

	tally = mmap(NULL, sizeof(*tally), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (tally == MAP_FAILED) {
		perror("mmap");
		return EXIT_FAILURE;
	}

	puts("KTAP version 1");
	for (suite = suites; suite; suite = suite->next) {
		ok = run_suite(suite, tally);
		printf("%s %u %s\n", mark(ok), ++nr, suite->name);
		all_ok &= ok;
	}
	printf("1..%u\n", nr);
	printf("%u passed, %u failed, 0 skipped\n", tally->passed,
	       tally->failed);
	return all_ok && nr ? EXIT_SUCCESS : EXIT_FAILURE;
}
