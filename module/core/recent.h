/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The last packets that were dropped, a few of each remote host.
 *
 * Bounded twice: a host that has many drops pushes out only its own, and hosts
 * push out each other only within a small set that a keyed hash picks, and not
 * faster than a rate.  Room, hash and time are arguments.
 *
 * Any context; the caller's lock.
 */
#ifndef BTNS_CORE_RECENT_H
#define BTNS_CORE_RECENT_H

#include "bucket.h"
#include "parse.h"

#define BTNS_RECENT_SETS 64
#define BTNS_RECENT_WAYS 4
#define BTNS_RECENT_PEERS (BTNS_RECENT_SETS * BTNS_RECENT_WAYS)
#define BTNS_RECENT_DEPTH 8	/* drops of one host */

#define BTNS_RECENT_SRC 1
#define BTNS_RECENT_DST 2

/**
 * struct btns_drop_record - what is remembered of a drop
 * @number: counts the drops of a namespace from 1; 0: none
 * @time: nanoseconds since 1970
 * @seq: of ESP, whole; valid if @has_seq
 * @flow: the packet; of ESP that was not opened, or not made, the outer one
 * @peer: address of the remote host, of a packet of an SA that of its other end
 * @peer_family: of @peer
 * @remote_ends: bits of BTNS_RECENT_SRC and _DST: ends of @flow that are remote
 * @spi: of ESP, network order; 0: none
 * @index: of the SPD entry, if @verdict says so
 * @flow_label: 20 bits; valid if @has_flow_label
 * @why: enum btns_counter
 * @dir: enum btns_packet_dir
 * @verdict: enum btns_verdict_by
 * @has_seq: there is a sequence number
 * @has_flow_label: there is a flow label: IPv6
 */
struct btns_drop_record {
	u64 number;
	u64 time;
	u64 seq;
	struct btns_flow flow;
	struct btns_addr peer;
	__be32 spi;
	u32 index;
	u32 flow_label;
	u8 peer_family;
	u8 remote_ends;
	u8 why;
	u8 dir;
	u8 verdict;
	bool has_seq;
	bool has_flow_label;
};

/**
 * struct btns_recent_peer - one remote host
 * @addr: an IPv4 address, or a prefix of 64 bits
 * @family: of @addr; 0: nobody yet
 * @last: number of its last drop
 * @drop: a ring; the number of a drop that is not there is 0
 * @next: where the next one goes
 */
struct btns_recent_peer {
	struct btns_addr addr;
	u8 family;
	u64 last;
	struct btns_drop_record drop[BTNS_RECENT_DEPTH];
	u32 next;
};

/**
 * struct btns_recent - the drops of one namespace
 * @peers: BTNS_RECENT_PEERS, zeroed at first; NULL: no room yet
 * @number: of the last drop
 * @evictions: how often a host may push out another one
 */
struct btns_recent {
	struct btns_recent_peer *peers;
	u64 number;
	struct btns_bucket evictions;
};

/**
 * btns_recent_init() - nothing was dropped yet
 * @recent: the table
 * @peers: its room, zeroed
 * @now: the time, nanoseconds
 */
void btns_recent_init(struct btns_recent *recent,
		      struct btns_recent_peer *peers, u64 now);

/**
 * btns_recent_group() - who counts as one host
 * @family: of the address
 * @addr: a remote address
 *
 * Whoever has an IPv6 address has its whole /64.
 *
 * Return: the address of the group, to be hashed.
 */
struct btns_addr btns_recent_group(u8 family, const struct btns_addr *addr);

/**
 * btns_recent_add() - remember one more
 * @recent: the table
 * @record: the drop; gets its number, remembered or not
 * @hash: of btns_recent_group(), keyed
 * @now: the time, nanoseconds
 *
 * The oldest of the host's drops makes way.  A host without any takes the place
 * of the one in its set that was quiet for longest, if that may be done now.
 * Without room, or if nobody knows whose it is, nothing is remembered.
 *
 * Return: false if it is not remembered.
 */
bool btns_recent_add(struct btns_recent *recent,
		     struct btns_drop_record *record, u64 hash, u64 now);

/**
 * btns_recent_next() - read the table in the order of drops
 * @recent: the table
 * @after: number of the one before, 0: the first
 * @family: AF_UNSPEC: drops of everybody
 * @addr: otherwise those whose peer or remote end is this one
 *
 * Return: the drop, or NULL when there are no more.
 */
const struct btns_drop_record *
btns_recent_next(const struct btns_recent *recent, u64 after, u8 family,
		 const struct btns_addr *addr);

#endif
