/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Many SPD entries of some shapes, and packets for them.  An entry speaks of IPv4
 * packets from somewhere in 10.0.0.0/8; those of one shape stand in order and each
 * is the first that matches its packet.
 */
#ifndef BENCH_RULES_H
#define BENCH_RULES_H

#include <stdint.h>

#define LOCAL_HOST 0x0a010002u		/* 10.1.0.2 */
#define LOCAL_MANY 0x0a014000u		/* 10.1.64.0/18 */
#define TUNNEL_LOCAL 0xc0000201u	/* 192.0.2.1 */
#define TUNNEL_REMOTE 0xc0000202u
#define REQID 1

/**
 * struct rule - an entry
 * @place: in the order, from 0
 * @local: address, host order
 * @local_len: bits of it that count
 * @remote: likewise
 * @remote_len: likewise
 * @lport: 0: any, and any protocol
 * @rport: likewise
 * @priority: in which XFRM is to search
 * @probe: a remote address that no earlier entry speaks of
 */
struct rule {
	uint32_t place;
	uint32_t local;
	uint32_t local_len;
	uint32_t remote;
	uint32_t remote_len;
	uint16_t lport;
	uint16_t rport;
	uint32_t priority;
	uint32_t probe;
};

/* One packet of a flow: what an IP and a UDP header say, host order. */
struct flow {
	uint32_t src;
	uint32_t dst;
	uint16_t sport;
	uint16_t dport;
};

/* Entry @i of @n; from @n on: more that come later.  NULL if there is no such. */
typedef struct rule (*rule_shape)(uint32_t i, uint32_t n);

rule_shape rule_shape_named(const char *name);

/**
 * rule_flow() - a flow that a rule speaks of
 * @rule: the rule
 * @serial: another one for each number below 8192
 */
struct flow rule_flow(const struct rule *rule, uint32_t serial);

/* A number below @n, the same sequence each time. */
uint32_t rule_random(uint32_t step, uint32_t n);

#endif
