/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The acquires of a namespace: what one is, its key, and how it is found.
 *
 * Whoever calls these holds the lock of the table, where nothing else is said.
 */
#ifndef BTNS_ACQUIRE_TABLE_H
#define BTNS_ACQUIRE_TABLE_H

#include <linux/jhash.h>
#include <linux/list.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <uapi/linux/btns.h>

#include "core/bucket.h"
#include "core/parse.h"

struct btns_policy;

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
 * @peers: struct btns_acquire_peer by address
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
 * struct btns_acquire - an SA that is wanted
 * @by_remote: in the table of its namespace
 * @key: which SA
 * @flow: of the first packet
 * @peer: of its remote address
 * @queue: packets that wait, oldest first
 * @bytes: memory that they occupy
 * @syns: how many of them are kept before others
 * @id: its name
 * @state: enum btns_acquire_state
 * @reason: enum btns_acquire_reason, of a refused one
 * @change: of the SPD that was asked last whether it is still wanted
 * @is_ready: its packets are to be decided anew, and that ends it
 * @goes_on: it was refused just now: the packets that it has are to be decided
 *	anew, since there are other tunnels
 * @since: jiffies when it became what @state says
 * @ends: jiffies when it ends by itself
 *
 * The table's lock protects it; it belongs to the table until it is freed.
 */
struct btns_acquire {
	struct hlist_node by_remote;
	struct btns_acquire_key key;
	struct btns_flow flow;
	struct btns_acquire_peer *peer;
	struct sk_buff_head queue;
	u32 bytes;
	u32 syns;
	u32 id;
	u32 state;
	u32 reason;
	u64 change;
	bool is_ready;
	bool goes_on;
	unsigned long since;
	unsigned long ends;
};

/**
 * struct btns_acquire_peer - how often a remote host is asked for
 * @by_addr: in the table of its namespace
 * @addr: an IPv4 address, or a prefix of 64 bits
 * @family: of @addr
 * @acquires: that are for it now
 * @bucket: how often it may be asked for
 *
 * Kept while it has acquires, and until its bucket is full again.
 */
struct btns_acquire_peer {
	struct hlist_node by_addr;
	struct btns_addr addr;
	u32 family;
	u32 acquires;
	struct btns_bucket bucket;
};

static inline unsigned int btns_acquire_hash(const struct btns_acquires *all,
					     const struct btns_addr *addr)
{
	return jhash(addr, sizeof(*addr), all->seed) % BTNS_ACQUIRE_BUCKETS;
}

static inline struct btns_acquire_share *
btns_acquire_share_of(struct btns_acquires *all, u32 index)
{
	return &all->share[index % BTNS_ACQUIRE_SHARES];
}

/**
 * btns_acquire_make_key() - which SA does a packet want?
 * @key: the answer
 * @policy: the entry that protects it
 * @place: of the tunnel, from 0; without meaning in transport mode
 * @flow: the packet
 *
 * Context: any, no lock needed.
 */
void btns_acquire_make_key(struct btns_acquire_key *key,
			   const struct btns_policy *policy, u8 place,
			   const struct btns_flow *flow);

/**
 * btns_acquire_find() - what a packet waits for
 * @all: the table
 * @policy: the entry that protects it
 * @flow: the packet
 * @key: gets the key of an SA by the first tunnel that is not refused
 *
 * Return: its acquire, or NULL if @key is to be asked for; or the refused acquire
 * of the last tunnel, if all of them are.
 */
struct btns_acquire *btns_acquire_find(struct btns_acquires *all,
				       const struct btns_policy *policy,
				       const struct btns_flow *flow,
				       struct btns_acquire_key *key);

struct btns_acquire *btns_acquire_find_id(struct btns_acquires *all, u32 id);

/* it is not to be asked for again for so many jiffies */
void btns_acquire_set_refused(struct btns_acquire *acquire, u32 reason,
			      unsigned long hold_off);

/* its queue is empty; frees it */
void btns_acquire_end(struct btns_acquires *all, struct btns_acquire *acquire);

/* without the lock: as if the packet that asked had not been there */
void btns_acquire_forget(struct btns_acquires *all, u32 id);

/* Soon, but not within the call: the caller may hold a socket's lock. */
static inline void btns_acquire_work_now(struct btns_acquires *all)
{
	mod_delayed_work(system_unbound_wq, &all->work, 0);
}

#endif
