/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SAs that are wanted.  RFC 4301 5.1: a packet that is to be protected and finds
 * no SA has key management asked for one.  Until that answers the packet waits
 * here; it is never sent in the clear meanwhile.
 *
 * One acquire stands for all packets that the same SA could carry: those of one
 * SPD entry between one pair of outer addresses.  It is larval until an SA comes
 * or key management refuses; a refusal is remembered for a while and answers at
 * once.
 *
 * An entry with several tunnels (RFC 4301 4.5.3) has its gateways asked for in
 * order: a packet waits for the first one that is not refused, and when it is,
 * asks for the next.  One that does not answer in time counts as refused, so that
 * all of them are tried while the packet lives.
 *
 * Everything is bounded: packets and memory of one acquire, acquires and
 * memory of a namespace, and how often key management is asked, for each remote
 * host, each SPD entry, and in all.  An entry can use half of what others leave
 * free, so a flood that one entry lets in does not starve another entry.
 *
 * It decides nothing about packets.  hold.c takes out what is due.
 */
#ifndef BTNS_ACQUIRE_H
#define BTNS_ACQUIRE_H

#include "acquire_queue.h"
#include "acquire_table.h"
#include "stats.h"

struct btns_net;
struct btns_sa;
struct btns_tunnel;

#define BTNS_ACQUIRE_INTERVAL (HZ / 4)	/* at which is looked what is due */

/**
 * struct btns_acquire_ask - a packet that no SA carries
 * @policy: the entry that protects it
 * @flow: its headers
 * @skb: the packet; NULL: there is none yet
 * @until: jiffies at which it has waited long enough; 0: it has not waited yet
 * @change: of the SPD that judged it, see struct btns_spd_reading
 * @is_syn: it opens a TCP connection, so it is kept before others
 * @is_patient: its sender cannot be told of a refusal now but later
 */
struct btns_acquire_ask {
	const struct btns_policy *policy;
	const struct btns_flow *flow;
	struct sk_buff *skb;
	unsigned long until;
	u64 change;
	bool is_syn;
	bool is_patient;
};

enum btns_acquire_answer {
	BTNS_ACQUIRE_HOLD,	/* btns_acquire_hold() is next */
	BTNS_ACQUIRE_REFUSED,	/* keying was refused a moment ago */
	BTNS_ACQUIRE_FULL,	/* too many packets wait */
	BTNS_ACQUIRE_LIMITED,	/* asked too often, or for too many */
	BTNS_ACQUIRE_NOBODY,	/* there is nobody to ask */
	BTNS_ACQUIRE_NO_MEMORY,
};

/**
 * struct btns_acquire_info - what is to be told of an acquire
 * @key: which SA is wanted
 * @flow: of the first packet
 * @id: its name
 * @state: enum btns_acquire_state
 * @reason: enum btns_acquire_reason, of a refused one
 * @packets: that wait
 * @bytes: memory that they occupy
 * @age: milliseconds since it became what @state says
 * @expires: milliseconds until it ends by itself
 */
struct btns_acquire_info {
	struct btns_acquire_key key;
	struct btns_flow flow;
	u32 id;
	u32 state;
	u32 reason;
	u32 packets;
	u32 bytes;
	u32 age;
	u32 expires;
};

/**
 * btns_acquire_admit() - may a packet wait, and is key management asked?
 * @bn: namespace
 * @ask: the packet; it stays the caller's
 * @reason: why not, for BTNS_ACQUIRE_REFUSED
 *
 * Sends an acquire event for the first packet that wants an SA.
 *
 * Context: any, rcu_read_lock held.
 * Return: the answer.
 */
enum btns_acquire_answer btns_acquire_admit(struct btns_net *bn,
					    const struct btns_acquire_ask *ask,
					    u32 *reason);

/**
 * btns_acquire_peek() - what would btns_acquire_admit() say?
 * @bn: namespace
 * @ask: a packet that there might be, without @skb
 * @reason: why not, for BTNS_ACQUIRE_REFUSED
 * @tunnel: gets the tunnel that the answer is about, NULL in transport mode; or
 *	NULL
 *
 * Nothing is asked, and no limit is used up.
 *
 * Context: any, rcu_read_lock held.
 * Return: the answer; memory may be short all the same.
 */
enum btns_acquire_answer btns_acquire_peek(struct btns_net *bn,
					   const struct btns_acquire_ask *ask,
					   u32 *reason,
					   const struct btns_tunnel **tunnel);

/**
 * btns_acquire_hold() - let a packet wait
 * @bn: namespace
 * @ask: the packet, with a reference on its route
 *
 * Whoever looked for an SA before must look again afterwards, and call
 * btns_acquire_wake() if there is one: it may have come in between.
 *
 * Context: BH off, rcu_read_lock held.
 * Return: true when it owns the packet from here; false when the acquire ended
 * meanwhile, so that the packet is to be decided anew.
 */
bool btns_acquire_hold(struct btns_net *bn,
		       const struct btns_acquire_ask *ask);

/* any context: an SA that packets may want is there */
void btns_acquire_wake(struct btns_net *bn, const struct btns_sa *sa);

/**
 * btns_acquire_fail() - key management refuses
 * @bn: namespace
 * @id: the acquire
 * @reason: enum btns_acquire_reason
 * @hold_off: seconds for which it is not to be asked again
 *
 * Context: any.
 * Return: 0, or -ENOENT when there is no such acquire (any more).
 */
int btns_acquire_fail(struct btns_net *bn, u32 id, u32 reason, u32 hold_off);

/**
 * btns_acquire_next() - read the table, one entry at a time
 * @bn: namespace
 * @after: id of the entry before, 0: the first
 * @info: the entry
 *
 * Context: any.
 * Return: false when there are no more.
 */
bool btns_acquire_next(struct btns_net *bn, u32 after,
		       struct btns_acquire_info *info);

/* a packet that was held is dropped; owns it */
void btns_acquire_drop(struct btns_net *bn, struct sk_buff *skb,
		       enum btns_counter why);

/* ---- namespace lifetime, process context ---- */

void btns_acquire_init(struct btns_net *bn, work_func_t work);
/* packets may wait; packets may not, and those that do are dropped */
void btns_acquire_open(struct btns_net *bn);
void btns_acquire_close(struct btns_net *bn);

#endif
