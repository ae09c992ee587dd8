/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packets of many flows, through a gateway or from this host, and their cost. */
#ifndef BENCH_TRAFFIC_H
#define BENCH_TRAFFIC_H

#include "meter.h"
#include "rules.h"

#include <stdbool.h>

/**
 * struct traffic - what is sent
 * @flow: of each packet
 * @size: octets of UDP payload
 * @proto: by which it is to leave
 */
struct traffic {
	struct flow flow[WINDOWS * WINDOW];
	unsigned int size;
	unsigned int proto;
};

/**
 * traffic_fill() - flows for @n rules
 * @traffic: its flows are set
 * @shape: of the rules
 * @n: how many
 * @spread: each packet of a flow of its own that no other had, its rule at random,
 *	the same rules in every window; otherwise all of one flow, of the last rule
 * @from_end: the first rule, instead of the last one
 */
void traffic_fill(struct traffic *traffic, rule_shape shape, uint32_t n,
		  bool spread, bool from_end);

/* arrive on in0, leave through out0 */
void traffic_gateway(struct traffic *traffic);

/*
 * sent by sockets, leave through out0: one connected socket, or @spread: unconnected
 * ones, each for a packet
 */
void traffic_send(struct traffic *traffic, bool spread);

#endif
