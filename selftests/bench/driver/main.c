// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is too many for a shell, or too quick, in the network namespace that the
 * shell put us into.  Verbs that measure print four numbers of instructions: of a
 * window to warm up and of three that count.
 */
#include "engine.h"
#include "meter.h"
#include "packets.h"
#include "paths.h"
#include "traffic.h"

#include "../module/bench.h"

#include <err.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

static const char usage[] =
"load ENGINE SHAPE N           N rules and the SA that serves them; for\n"
"                              sa-samereqid one rule and an SA for each of N flows\n"
"reset ENGINE                  none of these\n"
"insert ENGINE SHAPE N PLACE   one more rule where N are, at the end or in the middle\n"
"gateway SHAPE N FLOWS PROTO SIZE\n"
"                              a packet that is forwarded; FLOWS: first, last: all of\n"
"                              one rule's flow; spread: each of another\n"
"send SHAPE N FLOWS PROTO SIZE likewise, a packet that a local program sends\n"
"make FILE SRC DST SIZE        UDP packets for these:\n"
"forward FILE IN OUT PROTO     a packet that is forwarded\n"
"keep-forward FILE IN OUT PROTO KEEP\n"
"                              no measurement: keep what leaves in a file\n"
"send-to SRC DST SIZE OUT PROTO\n"
"                              a packet that a local program sends\n"
"keep-send-to SRC DST SIZE OUT PROTO KEEP\n"
"receive FILE IN DST           a packet that a local program reads\n"
"oneway SRC DST SIZE NETNS     a packet from a program here to one in NETNS\n"
"aead NAME SIZE WAY            a call of a cipher; WAY: seal or open\n";

static void __attribute__((noreturn)) fail_usage(void)
{
	fputs(usage, stderr);
	exit(2);
}

static const struct engine *engine_named(const char *name)
{
	if (!strcmp(name, engine_btns.name))
		return &engine_btns;
	if (!strcmp(name, engine_xfrm.name))
		return &engine_xfrm;
	errx(2, "no engine %s", name);
}

static rule_shape shape_named(const char *name)
{
	rule_shape shape = rule_shape_named(name);

	if (!shape)
		errx(2, "no shape %s", name);
	return shape;
}

static uint32_t number(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (*end || !*text || value > 1000000)
		errx(2, "'%s' is no number", text);
	return value;
}

/* ---- load ---- */

#define SPI 0x1000

static struct rule any_host(uint32_t i, uint32_t n)
{
	(void)n;
	return (struct rule){
		.place = i,
		.local = 0x0a000000,
		.local_len = 8,
		.remote = 0x0b000000,
		.remote_len = 8,
		.priority = 1000,
	};
}

static void load_sas(const struct engine *engine, struct nl *nl, uint32_t n)
{
	rule_shape shape = shape_named("hosts");
	uint32_t i, waiting = 0;
	struct rule rule;

	for (i = 0; i < n; i++) {
		rule = shape(i, n);
		engine->sa(nl, SPI + i, &rule);
		if (++waiting == BATCH) {
			nl_send(nl, waiting);
			waiting = 0;
		}
	}
	if (waiting)
		nl_send(nl, waiting);
}

static int do_load(char **arg)
{
	const struct engine *engine = engine_named(arg[0]);
	rule_shape shape = shape_named(arg[1]);
	uint32_t n = number(arg[2]);
	struct nl nl;

	engine->open(&nl);
	if (!strcmp(arg[1], "sa-samereqid")) {
		engine->load(&nl, any_host, 1);
		load_sas(engine, &nl, n);
		return 0;
	}
	engine->load(&nl, shape, n);
	engine->sa(&nl, SPI, NULL);
	nl_send(&nl, 1);
	return 0;
}

static int do_reset(char **arg)
{
	const struct engine *engine = engine_named(arg[0]);
	struct nl nl;

	engine->open(&nl);
	engine->reset(&nl);
	return 0;
}

/* ---- insert ---- */

struct inserts {
	struct nl nl;
	uint64_t insns[WINDOW];
	size_t at[WINDOWS * WINDOW + 1];
	uint64_t most;
};

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* The median, for a table that has to grow makes one of many a thousand times dear. */
static uint64_t insert_window(void *arg, unsigned int first, unsigned int count)
{
	struct inserts *inserts = arg;
	uint64_t begin;
	unsigned int i;

	for (i = 0; i < count; i++) {
		size_t at = inserts->at[first + i];

		begin = meter_now();
		nl_turn(&inserts->nl, inserts->nl.buf + at,
			inserts->at[first + i + 1] - at);
		inserts->insns[i] = meter_now() - begin;
		if (inserts->insns[i] > inserts->most)
			inserts->most = inserts->insns[i];
	}
	qsort(inserts->insns, count, sizeof(*inserts->insns), compare);
	return inserts->insns[count / 2] * count;
}

static int do_insert(char **arg)
{
	const struct engine *engine = engine_named(arg[0]);
	rule_shape shape = shape_named(arg[1]);
	uint32_t n = number(arg[2]), i;
	uint32_t before = strcmp(arg[3], "middle") ? 0 : n / 2;
	static struct inserts inserts;
	struct rule rule;

	engine->open(&inserts.nl);
	for (i = 0; i < WINDOWS * WINDOW; i++) {
		inserts.at[i] = inserts.nl.len;
		rule = shape(n + i, n);
		engine->insert(&inserts.nl, &rule, before);
	}
	inserts.at[i] = inserts.nl.len;
	meter(insert_window, &inserts);
	fprintf(stderr, "the dearest one: %llu\n",
		(unsigned long long)inserts.most);
	return 0;
}

/* ---- packets ---- */

static struct traffic *traffic_asked(char **arg, bool *spread)
{
	rule_shape shape = shape_named(arg[0]);
	uint32_t n = number(arg[1]);
	static struct traffic traffic;

	*spread = !strcmp(arg[2], "spread");
	traffic_fill(&traffic, shape, n, *spread, !strcmp(arg[2], "first"));
	traffic.proto = number(arg[3]);
	traffic.size = number(arg[4]);
	return &traffic;
}

static int do_gateway(char **arg)
{
	bool spread;

	traffic_gateway(traffic_asked(arg, &spread));
	return 0;
}

static int do_send(char **arg)
{
	bool spread;
	struct traffic *traffic = traffic_asked(arg, &spread);

	traffic_send(traffic, spread);
	return 0;
}

/* ---- ways ---- */

static int do_make(char **arg)
{
	packets_make(arg[0], arg[1], arg[2], number(arg[3]));
	return 0;
}

static int do_forward(char **arg)
{
	paths_forward(arg[0], arg[1], arg[2], number(arg[3]), NULL);
	return 0;
}

static int do_keep_forward(char **arg)
{
	paths_forward(arg[0], arg[1], arg[2], number(arg[3]), arg[4]);
	return 0;
}

static int do_send_to(char **arg)
{
	paths_send(arg[0], arg[1], number(arg[2]), arg[3], number(arg[4]),
		   NULL);
	return 0;
}

static int do_keep_send_to(char **arg)
{
	paths_send(arg[0], arg[1], number(arg[2]), arg[3], number(arg[4]),
		   arg[5]);
	return 0;
}

static int do_receive(char **arg)
{
	paths_receive(arg[0], arg[1], arg[2]);
	return 0;
}

static int do_oneway(char **arg)
{
	paths_oneway(arg[0], arg[1], number(arg[2]), arg[3]);
	return 0;
}

/* ---- aead ---- */

struct aead {
	int fd;
	struct bench_aead ask;
};

static uint64_t aead_window(void *arg, unsigned int first, unsigned int count)
{
	struct aead *aead = arg;

	(void)first;
	aead->ask.calls = count;
	if (ioctl(aead->fd, BENCH_AEAD, &aead->ask))
		err(1, "%s", aead->ask.name);
	return aead->ask.insns;
}

/* RFC 4106 and RFC 7634 have a salt behind the key, the raw modes have not. */
static int do_aead(char **arg)
{
	struct aead aead = { .fd = open(BENCH_DEVICE, O_RDWR) };
	bool has_salt = strstr(arg[0], "rfc4106") || strstr(arg[0], "rfc7539esp");

	if (aead.fd < 0)
		err(1, BENCH_DEVICE);
	snprintf(aead.ask.name, sizeof(aead.ask.name), "%s", arg[0]);
	aead.ask.size = number(arg[1]);
	aead.ask.decrypt = !strcmp(arg[2], "open");
	/* rfc4106() counts the IV among the associated data, seqiv() adds it */
	aead.ask.assoc = strncmp(arg[0], "rfc", 3) || !has_salt ? 8 : 16;
	aead.ask.key_len = (strstr(arg[0], "chacha") ? 32 : 16) +
			   (has_salt ? 4 : 0);
	meter(aead_window, &aead);
	return 0;
}

static const struct {
	const char *name;
	int args;
	int (*verb)(char **arg);
} verbs[] = {
	{ "load", 3, do_load },
	{ "reset", 1, do_reset },
	{ "insert", 4, do_insert },
	{ "gateway", 5, do_gateway },
	{ "send", 5, do_send },
	{ "make", 4, do_make },
	{ "forward", 4, do_forward },
	{ "keep-forward", 5, do_keep_forward },
	{ "send-to", 5, do_send_to },
	{ "keep-send-to", 6, do_keep_send_to },
	{ "receive", 3, do_receive },
	{ "oneway", 4, do_oneway },
	{ "aead", 3, do_aead },
};

int main(int argc, char **argv)
{
	size_t i;

	if (argc < 2)
		fail_usage();
	for (i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (!strcmp(argv[1], verbs[i].name) && argc - 2 == verbs[i].args)
			return verbs[i].verb(argv + 2);
	fail_usage();
}
