/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Packets that wait for an SA, and the memory that they may occupy.
 *
 * Whoever calls these holds the lock of the table, where nothing else is said.
 */
#ifndef BTNS_ACQUIRE_QUEUE_H
#define BTNS_ACQUIRE_QUEUE_H

#include <linux/ipv6.h>
#include <net/ip.h>

#include "acquire_table.h"

#define BTNS_HELD_LIFETIME (10 * HZ)	/* for which a packet is of use */

/**
 * struct btns_held - what a packet that waits carries
 * @until: jiffies when it has waited long enough
 * @cookie: of its route
 * @reason: enum btns_acquire_reason, why it was refused
 * @is_syn: it opens a TCP connection
 *
 * Behind what IP keeps in its control block: the stack wants that back.
 */
struct btns_held {
	unsigned long until;
	u32 cookie;
	u8 reason;
	bool is_syn;
};

#define BTNS_HELD_OFFSET 32

static inline struct btns_held *btns_held(const struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct inet_skb_parm) > BTNS_HELD_OFFSET);
	BUILD_BUG_ON(sizeof(struct inet6_skb_parm) > BTNS_HELD_OFFSET);
	BUILD_BUG_ON(BTNS_HELD_OFFSET + sizeof(struct btns_held) >
		     sizeof(skb->cb));
	return (struct btns_held *)(skb->cb + BTNS_HELD_OFFSET);
}

/* without the lock: until when, why refused, its route's cookie */
static inline unsigned long btns_acquire_until(const struct sk_buff *skb)
{
	return btns_held(skb)->until;
}

static inline u32 btns_acquire_reason(const struct sk_buff *skb)
{
	return btns_held(skb)->reason;
}

static inline u32 btns_acquire_cookie(const struct sk_buff *skb)
{
	return btns_held(skb)->cookie;
}

/* is there room for @size, if up to all packets that are no SYN make way? */
bool btns_acquire_has_room(struct btns_acquires *all,
			   const struct btns_acquire *acquire, u32 size,
			   bool is_syn);

/* the newest packets that are no SYN make way for one that is, to @out */
bool btns_acquire_make_room(struct btns_acquires *all,
			    struct btns_acquire *acquire,
			    const struct sk_buff *skb, bool is_syn,
			    struct sk_buff_head *out);

void btns_acquire_enqueue(struct btns_acquires *all,
			  struct btns_acquire *acquire, struct sk_buff *skb);
void btns_acquire_dequeue(struct btns_acquires *all,
			  struct btns_acquire *acquire, struct sk_buff *skb);

/* all of them, in order, each with the reason of a refusal */
void btns_acquire_move_all(struct btns_acquires *all,
			   struct btns_acquire *acquire,
			   struct sk_buff_head *to);

#endif
