/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What would become of a packet, and why: the tables are asked as for a packet,
 * in the same order and by the same functions, and each answer is kept.
 *
 * Only what a flow shows is judged: routes, sizes, address translation, what an
 * ICMP error quotes, kernel XFRM and the hooks of others have no part in it.
 */
#ifndef BTNS_EXPLAIN_H
#define BTNS_EXPLAIN_H

#include <uapi/linux/btns.h>

#include "acquire.h"
#include "core/parse.h"
#include "sa.h"
#include "stats.h"

struct btns_net;
struct btns_policy;

#define BTNS_EXPLAIN_STEPS_MAX 8

/**
 * struct btns_explain_ask - a packet that there might be
 * @flow: its headers
 * @id: of the SA that it came by; its SPI is 0: none
 * @dir: enum btns_packet_dir
 * @dscp: what it is marked with
 */
struct btns_explain_ask {
	struct btns_flow flow;
	struct btns_sa_id id;
	u32 dir;
	u8 dscp;
};

/**
 * struct btns_explain_step - an answer
 * @what: enum btns_explain_what: who gave it
 * @dir: of a policy: which way it was asked about
 * @policy: the entry, NULL: none; the SPD was asked
 * @sa: the SA, NULL: there is none; the SAD was asked
 * @answer: of those who make SAs
 * @tunnel: by which one is asked for; NULL: in transport mode
 */
struct btns_explain_step {
	u32 what;
	enum btns_dir dir;
	const struct btns_policy *policy;
	const struct btns_sa *sa;
	enum btns_acquire_answer answer;
	const struct btns_tunnel *tunnel;
};

/**
 * struct btns_explanation - what becomes of a packet
 * @step: the answers, in order
 * @steps: how many there are
 * @verdict: enum btns_explain_verdict
 * @counter: what counts it; BTNS_COUNTER_COUNT: nothing does
 * @quote_decides: it is an ICMP error whose quote was not seen
 * @is_forwarded: it comes from another host
 */
struct btns_explanation {
	struct btns_explain_step step[BTNS_EXPLAIN_STEPS_MAX];
	unsigned int steps;
	u32 verdict;
	enum btns_counter counter;
	bool quote_decides;
	bool is_forwarded;
};

/**
 * btns_explain() - judge a packet that there might be
 * @bn: namespace
 * @ask: the packet
 * @result: what becomes of it; the entries and SAs in it live as long as
 *	rcu_read_lock is held
 *
 * Nothing is counted, sent or asked for.
 *
 * Context: process, rcu_read_lock held.
 */
void btns_explain(struct btns_net *bn, const struct btns_explain_ask *ask,
		  struct btns_explanation *result);

#endif
