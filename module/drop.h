/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The end of a packet: one place where it is counted, remembered, traced and
 * told to those who audit (RFC 4301 9, RFC 4303 4).  Each packet that is dropped
 * comes by here once, with one reason.
 *
 * Nothing is sent to anybody else: who forges packets learns nothing.
 */
#ifndef BTNS_DROP_H
#define BTNS_DROP_H

#include <linux/siphash.h>
#include <linux/spinlock.h>
#include <uapi/linux/btns.h>

#include "core/recent.h"
#include "stats.h"

struct btns_net;
struct btns_policy;
struct btns_sa;
struct sk_buff;

/**
 * struct btns_drop - what is known of a packet that ends
 * @skb: the packet, its network header set; NULL: no header can be read
 * @flow: its headers; NULL: those of @skb are looked at; of ESP the outer ones
 * @policy: the SPD entry that spoke of it, NULL: none, or none was asked
 * @sa: that it came by, or was to leave by; NULL: none
 * @spi: of ESP without SA, network order; 0: no ESP
 * @seq: of ESP, as far as known
 * @why: the counter
 * @dir: enum btns_packet_dir
 * @has_seq: there is a sequence number
 */
struct btns_drop {
	const struct sk_buff *skb;
	const struct btns_flow *flow;
	const struct btns_policy *policy;
	const struct btns_sa *sa;
	__be32 spi;
	u64 seq;
	enum btns_counter why;
	u32 dir;
	bool has_seq;
};

/**
 * struct btns_drops - the drops of one namespace
 * @lock: protects @recent and @audit
 * @recent: the last ones; it has room since btns_drops_open()
 * @key: of the hash of addresses
 * @audit: how often each reason is told
 */
struct btns_drops {
	spinlock_t lock;
	struct btns_recent recent;
	siphash_key_t key;
	struct btns_bucket audit[BTNS_COUNTER_COUNT];
};

/**
 * btns_drop_note() - a packet is dropped
 * @bn: namespace
 * @drop: what is known of it
 *
 * The packet stays the caller's.  It is not remembered in a namespace that
 * never had an SPD, and neither that nor told while another processor notes a
 * drop.
 *
 * Context: any, rcu_read_lock held.
 */
void btns_drop_note(struct btns_net *bn, const struct btns_drop *drop);

/**
 * btns_drop_next() - read the last drops, one at a time
 * @bn: namespace
 * @after: number of the one before, 0: the first
 * @family: AF_UNSPEC: everybody's
 * @addr: otherwise those about this remote host
 * @record: the drop
 *
 * Context: process.
 * Return: false when there are no more.
 */
bool btns_drop_next(struct btns_net *bn, u64 after, u8 family,
		    const struct btns_addr *addr,
		    struct btns_drop_record *record);

/**
 * btns_drop_verdict() - who said what is to become of a packet?
 * @policy: what the SPD answered
 *
 * Return: enum btns_verdict_by; not BTNS_VERDICT_BY_NOBODY.
 */
u32 btns_drop_verdict(const struct btns_policy *policy);

/* ---- namespace lifetime, process context ---- */

void btns_drops_init(struct btns_net *bn);
/* before there are hooks: bn->cfg held; again is fine; 0 or -ENOMEM */
int btns_drops_open(struct btns_net *bn);
void btns_drops_exit(struct btns_net *bn);	/* there are no more packets */

#endif
