// SPDX-License-Identifier: GPL-2.0-or-later
#include "rules.h"

#include <stddef.h>
#include <string.h>

#define LENGTHS 16			/* of the prefixes shape: /32 to /17 */
#define PORTS 50000

static struct rule rule_new(uint32_t i, uint32_t remote, uint32_t len)
{
	return (struct rule){
		.place = i,
		.local = 0x0a000000,
		.local_len = 8,
		.remote = remote,
		.remote_len = len,
		.priority = 1000,
		.probe = remote,
	};
}

/* Host to host: the one shape for which XFRM has a hash table. */
static struct rule hosts_from(uint32_t base, uint32_t i)
{
	struct rule rule = rule_new(i, base + i * 5, 32);

	rule.local = LOCAL_HOST;
	rule.local_len = 32;
	return rule;
}

static struct rule nets_from(uint32_t base, uint32_t i)
{
	struct rule rule = rule_new(i, base + (i << 8), 24);

	rule.probe += 7;
	return rule;
}

/*
 * Sixteen prefixes, each within the next, of every sixteenth of 65536 addresses:
 * all /32, then all /31, and so on.  What a prefix has and no longer one does is its
 * upper half.
 */
static struct rule prefixes_from(uint32_t base, uint32_t i, uint32_t n)
{
	uint32_t groups = (n + LENGTHS - 1) / LENGTHS;
	uint32_t wider = i / groups, group = i % groups;
	struct rule rule;

	if (i >= n) {
		wider = (i - n) % LENGTHS;
		group = groups + (i - n);
	}
	rule = rule_new(i, base + (group << 16), 32 - wider);
	rule.priority += wider;
	if (wider)
		rule.probe += 1u << (wider - 1);
	return rule;
}

static struct rule ports_from(uint32_t base, uint32_t i)
{
	struct rule rule = rule_new(i, base, 24);

	rule.probe += 7;
	rule.lport = 1000 + i / PORTS;
	rule.rport = 1 + i % PORTS;
	return rule;
}

static struct rule hosts(uint32_t i, uint32_t n)
{
	(void)n;
	return hosts_from(0x0b000000, i);
}

static struct rule nets(uint32_t i, uint32_t n)
{
	(void)n;
	return nets_from(0x0b000000, i);
}

static struct rule prefixes(uint32_t i, uint32_t n)
{
	return prefixes_from(0x0b000000, i, n);
}

static struct rule ports(uint32_t i, uint32_t n)
{
	(void)n;
	return ports_from(0x0b000000, i);
}

static struct rule mixed(uint32_t i, uint32_t n)
{
	struct rule rule;

	switch (i % 4) {
	case 0:
		rule = hosts_from(0x0b000000, i / 4);
		break;
	case 1:
		rule = nets_from(0x40000000, i / 4);
		break;
	case 2:
		rule = prefixes_from(0x64000000, i / 4, (n + 3) / 4);
		break;
	default:
		rule = ports_from(0x80000000, i / 4);
	}
	rule.place = i;
	return rule;
}

static const struct {
	const char *name;
	rule_shape shape;
} shapes[] = {
	{ "hosts", hosts },
	{ "nets", nets },
	{ "prefixes", prefixes },
	{ "ports", ports },
	{ "mixed", mixed },
	{ "sa-samereqid", hosts },
};

rule_shape rule_shape_named(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
		if (!strcmp(shapes[i].name, name))
			return shapes[i].shape;
	return NULL;
}

struct flow rule_flow(const struct rule *rule, uint32_t serial)
{
	struct flow flow = {
		.src = LOCAL_HOST,
		.dst = rule->probe,
		.sport = 2000 + serial,
		.dport = 9,
	};

	if (rule->lport) {
		flow.src = LOCAL_MANY + 1 + serial;
		flow.sport = rule->lport;
		flow.dport = rule->rport;
	}
	return flow;
}

uint32_t rule_random(uint32_t step, uint32_t n)
{
	uint64_t x = (step + 1) * 0x9e3779b97f4a7c15ull;

	x ^= x >> 29;
	x *= 0xbf58476d1ce4e5b9ull;
	x ^= x >> 32;
	return x % n;
}
