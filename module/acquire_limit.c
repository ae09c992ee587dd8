// SPDX-License-Identifier: GPL-2.0-only
#include "acquire_limit.h"

#include <linux/ktime.h>
#include <linux/slab.h>

#define PEER_MAX (2 * BTNS_ACQUIRES_MAX)
#define PEER_ACQUIRES_MAX 32		/* at one time, for one remote host */

/* How often key management is asked: in all, by an SPD entry, for a host. */
static const struct btns_rate total_rate = { NSEC_PER_SEC / 500, 1000 };
static const struct btns_rate share_rate = { NSEC_PER_SEC / 250, 500 };
static const struct btns_rate peer_rate = { NSEC_PER_SEC / 10, 10 };

/* ---- remote hosts ---- */

/* Whoever has an IPv6 address has its whole /64. */
static struct btns_addr peer_addr(const struct btns_acquire_key *key)
{
	struct btns_addr addr = key->remote;

	if (key->family == AF_INET6)
		memset(addr.octets + 8, 0, 8);
	return addr;
}

static struct hlist_head *bucket_of(struct btns_acquires *all,
				    const struct btns_addr *addr)
{
	return &all->peers[btns_acquire_hash(all, addr)];
}

static struct btns_acquire_peer *find_peer(struct btns_acquires *all,
					   u32 family,
					   const struct btns_addr *addr)
{
	struct hlist_head *list = bucket_of(all, addr);
	struct btns_acquire_peer *peer;

	hlist_for_each_entry(peer, list, by_addr)
		if (peer->family == family && btns_addr_equal(&peer->addr, addr))
			return peer;
	return NULL;
}

struct btns_acquire_peer *
btns_acquire_peer_get(struct btns_acquires *all,
		      const struct btns_acquire_key *key, u64 now)
{
	struct btns_addr addr = peer_addr(key);
	struct btns_acquire_peer *peer = find_peer(all, key->family, &addr);

	if (peer || all->peer_count >= PEER_MAX)
		return peer;

	peer = kzalloc(sizeof(*peer), GFP_ATOMIC | __GFP_NOWARN);
	if (!peer)
		return NULL;
	peer->addr = addr;
	peer->family = key->family;
	btns_bucket_fill(&peer->bucket, &peer_rate, now);
	hlist_add_head(&peer->by_addr, bucket_of(all, &addr));
	all->peer_count++;
	return peer;
}

static void forget_peer(struct btns_acquires *all,
			struct btns_acquire_peer *peer)
{
	hlist_del(&peer->by_addr);
	all->peer_count--;
	kfree(peer);
}

void btns_acquire_peers_sweep(struct btns_acquires *all)
{
	u64 now = ktime_get_ns();
	struct btns_acquire_peer *peer;
	struct hlist_node *next;
	unsigned int i;

	for (i = 0; i < BTNS_ACQUIRE_BUCKETS; i++)
		hlist_for_each_entry_safe(peer, next, &all->peers[i], by_addr)
			if (!peer->acquires &&
			    btns_bucket_is_full(&peer->bucket, &peer_rate, now))
				forget_peer(all, peer);
}

void btns_acquire_peers_free(struct btns_acquires *all)
{
	struct btns_acquire_peer *peer;
	struct hlist_node *next;
	unsigned int i;

	for (i = 0; i < BTNS_ACQUIRE_BUCKETS; i++)
		hlist_for_each_entry_safe(peer, next, &all->peers[i], by_addr)
			forget_peer(all, peer);
}

/* ---- limits ---- */

/* All of it or nothing: who is refused by one limit costs the others nothing. */
static bool has_tokens(const struct btns_acquires *all,
		       const struct btns_acquire_peer *peer,
		       const struct btns_acquire_share *share, u64 now)
{
	return btns_acquire_share_allows(share->acquires, 1, all->count,
					 BTNS_ACQUIRES_MAX) &&
	       peer->acquires < PEER_ACQUIRES_MAX &&
	       btns_bucket_has(&share->bucket, &share_rate, now) &&
	       btns_bucket_has(&peer->bucket, &peer_rate, now) &&
	       btns_bucket_has(&all->bucket, &total_rate, now);
}

bool btns_acquire_limit_take(struct btns_acquires *all,
			     struct btns_acquire_peer *peer,
			     struct btns_acquire_share *share, u64 now)
{
	if (!has_tokens(all, peer, share, now))
		return false;

	btns_bucket_take(&share->bucket, &share_rate, now);
	btns_bucket_take(&peer->bucket, &peer_rate, now);
	btns_bucket_take(&all->bucket, &total_rate, now);
	return true;
}

bool btns_acquire_limit_peek(struct btns_acquires *all,
			     const struct btns_acquire_key *key)
{
	struct btns_addr addr = peer_addr(key);
	struct btns_acquire_peer fresh = {};
	const struct btns_acquire_peer *peer;
	u64 now = ktime_get_ns();

	peer = find_peer(all, key->family, &addr);
	if (!peer && all->peer_count >= PEER_MAX)
		return false;
	btns_bucket_fill(&fresh.bucket, &peer_rate, now);
	return has_tokens(all, peer ?: &fresh,
			  btns_acquire_share_of(all, key->index), now);
}

void btns_acquire_limits_init(struct btns_acquires *all)
{
	u64 now = ktime_get_ns();
	unsigned int i;

	for (i = 0; i < BTNS_ACQUIRE_SHARES; i++)
		btns_bucket_fill(&all->share[i].bucket, &share_rate, now);
	btns_bucket_fill(&all->bucket, &total_rate, now);
}
