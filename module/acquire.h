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
 * A table: it decides nothing about packets.  hold.c empties it.
 */
#ifndef BTNS_ACQUIRE_H
#define BTNS_ACQUIRE_H

#include <linux/list.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <uapi/linux/btns.h>

#include "core/bucket.h"
#include "core/parse.h"
#include "stats.h"

struct btns_net;
struct btns_policy;
struct btns_sa;
struct btns_tunnel;

#define BTNS_ACQUIRES_MAX 1024		/* in one namespace */
#define BTNS_ACQUIRE_PACKETS_MAX 64	/* that wait for one SA */
#define BTNS_ACQUIRE_BYTES_MAX (256 << 10) /* of memory, likewise */
#define BTNS_ACQUIRES_BYTES_MAX (4 << 20) /* in one namespace */

#define BTNS_ACQUIRE_BUCKETS 128
#define BTNS_ACQUIRE_SHARES 32

/**
 * struct btns_acquire_key - which SA is wanted
 * @local: outer address here
 * @remote: outer address there
 * @index: of the SPD entry
 * @reqid: of the SPD entry
 * @mode: enum btns_mode, of the SPD entry
 * @family: of both addresses
 * @pfp: bits of enum btns_pfp, of the SPD entry
 * @flow_local: inner address here, like all that follow 0 unless @pfp asks for it
 * @flow_remote: inner address there
 * @proto: of the packet
 * @lport: port here; of ICMP type * 256 + code, of a Mobility Header its type
 * @rport: port there; likewise
 * @tunnel: which of the entry's tunnels, from 0
 * @tunnels: how many it has; 0: transport mode
 *
 * Without padding, compared as octets.  An entry that changes makes another key,
 * and each value of a field that is populated from the packet does.
 */
struct btns_acquire_key {
	struct btns_addr local;
	struct btns_addr remote;
	u32 index;
	u32 reqid;
	u32 mode;
	u32 family;
	u32 pfp;
	struct btns_addr flow_local;
	struct btns_addr flow_remote;
	u16 proto;
	u16 lport;
	u16 rport;
	u8 tunnel;
	u8 tunnels;
};

/**
 * struct btns_acquire_share - what one SPD entry uses
 * @bucket: how often it may ask
 * @acquires: how many it has
 * @bytes: memory that its packets occupy
 *
 * Entries whose indexes are equal modulo BTNS_ACQUIRE_SHARES have one together.
 */
struct btns_acquire_share {
	struct btns_bucket bucket;
	u32 acquires;
	u32 bytes;
};

/**
 * struct btns_acquires - the acquires of one namespace
 * @lock: protects all but @work and @seed
 * @by_remote: struct btns_acquire by its key's remote address
 * @peers: struct acquire_peer by address
 * @share: by index of the SPD entry
 * @bucket: how often key management may be asked
 * @retry: packets whose senders could not be told yet
 * @count: acquires
 * @gateways: those of entries with several tunnels
 * @peer_count: entries of @peers
 * @bytes: memory that packets occupy
 * @last_id: the last id that was given out
 * @seed: of the hash
 * @is_open: packets may wait; false in an inactive namespace
 * @work: looks at what is due
 */
struct btns_acquires {
	spinlock_t lock;
	struct hlist_head by_remote[BTNS_ACQUIRE_BUCKETS];
	struct hlist_head peers[BTNS_ACQUIRE_BUCKETS];
	struct btns_acquire_share share[BTNS_ACQUIRE_SHARES];
	struct btns_bucket bucket;
	struct sk_buff_head retry;
	u32 count;
	u32 gateways;
	u32 peer_count;
	u32 bytes;
	u32 last_id;
	u32 seed;
	bool is_open;
	struct delayed_work work;
};

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
 * struct btns_acquire_due - packets that wait no longer
 * @release: to be decided anew, those of one acquire in order
 * @refuse: their senders are to be told btns_acquire_reason()
 * @expired: waited too long
 */
struct btns_acquire_due {
	struct sk_buff_head release;
	struct sk_buff_head refuse;
	struct sk_buff_head expired;
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

/* ---- for whoever empties the table ---- */

/**
 * btns_acquire_sweep() - take out what is due
 * @bn: namespace
 * @due: gets the packets; the caller owns them
 *
 * Context: process.
 * Return: jiffies until the next call, 0: none is needed.
 */
unsigned long btns_acquire_sweep(struct btns_net *bn,
				 struct btns_acquire_due *due);

/* a packet of @refuse whose sender cannot be told now; owns it */
void btns_acquire_retry(struct btns_net *bn, struct sk_buff *skb);

/* a packet that was held is dropped; owns it */
void btns_acquire_drop(struct btns_net *bn, struct sk_buff *skb,
		       enum btns_counter why);

/* of a packet that was held: until when, why refused, its route's cookie */
unsigned long btns_acquire_until(const struct sk_buff *skb);
u32 btns_acquire_reason(const struct sk_buff *skb);
u32 btns_acquire_cookie(const struct sk_buff *skb);

/* ---- namespace lifetime, process context ---- */

void btns_acquire_init(struct btns_net *bn, work_func_t work);
/* packets may wait; packets may not, and those that do are dropped */
void btns_acquire_open(struct btns_net *bn);
void btns_acquire_close(struct btns_net *bn);

#endif
