// SPDX-License-Identifier: GPL-2.0-only
#include "acquire_queue.h"

#include "acquire_limit.h"

bool btns_acquire_has_room(struct btns_acquires *all,
			   const struct btns_acquire *acquire, u32 size,
			   bool is_syn)
{
	const struct btns_acquire_share *share =
		btns_acquire_share_of(all, acquire->key.index);

	if (is_syn && acquire->syns < skb_queue_len(&acquire->queue))
		return size <= BTNS_ACQUIRE_BYTES_MAX;
	return skb_queue_len(&acquire->queue) < BTNS_ACQUIRE_PACKETS_MAX &&
	       acquire->bytes + size <= BTNS_ACQUIRE_BYTES_MAX &&
	       btns_acquire_share_allows(share->bytes, size, all->bytes,
					 BTNS_ACQUIRES_BYTES_MAX);
}

void btns_acquire_enqueue(struct btns_acquires *all,
			  struct btns_acquire *acquire, struct sk_buff *skb)
{
	__skb_queue_tail(&acquire->queue, skb);
	acquire->syns += btns_held(skb)->is_syn;
	acquire->bytes += skb->truesize;
	all->bytes += skb->truesize;
	btns_acquire_share_of(all, acquire->key.index)->bytes += skb->truesize;
}

void btns_acquire_dequeue(struct btns_acquires *all,
			  struct btns_acquire *acquire, struct sk_buff *skb)
{
	__skb_unlink(skb, &acquire->queue);
	acquire->syns -= btns_held(skb)->is_syn;
	acquire->bytes -= skb->truesize;
	all->bytes -= skb->truesize;
	btns_acquire_share_of(all, acquire->key.index)->bytes -= skb->truesize;
}

void btns_acquire_move_all(struct btns_acquires *all,
			   struct btns_acquire *acquire,
			   struct sk_buff_head *to)
{
	struct sk_buff *skb;

	while ((skb = skb_peek(&acquire->queue))) {
		btns_acquire_dequeue(all, acquire, skb);
		btns_held(skb)->reason = acquire->reason;
		__skb_queue_tail(to, skb);
	}
}

bool btns_acquire_make_room(struct btns_acquires *all,
			    struct btns_acquire *acquire,
			    const struct sk_buff *skb, bool is_syn,
			    struct sk_buff_head *out)
{
	struct sk_buff *last, *before;

	if (!btns_acquire_has_room(all, acquire, skb->truesize, is_syn))
		return false;
	skb_queue_reverse_walk_safe(&acquire->queue, last, before) {
		if (btns_acquire_has_room(all, acquire, skb->truesize, false))
			return true;
		if (btns_held(last)->is_syn)
			continue;
		btns_acquire_dequeue(all, acquire, last);
		__skb_queue_tail(out, last);
	}
	return btns_acquire_has_room(all, acquire, skb->truesize, false);
}
