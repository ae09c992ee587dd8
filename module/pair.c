// SPDX-License-Identifier: GPL-2.0-only
#include "pair.h"

#include "ident.h"
#include "net.h"

#include <linux/slab.h>

static void take_key(struct btns_pair *pair, const struct btns_identity *peer)
{
	const u8 *hash = NULL;

	if (peer->id.type == BTNS_IDENT_PUBLIC_KEY)
		hash = peer->id.value;
	else if (peer->has_key)
		hash = peer->key_hash;
	pair->has_key = hash;
	if (hash)
		memcpy(pair->key_hash, hash, sizeof(pair->key_hash));
}

struct btns_pair *btns_pair_alloc(struct btns_identity *peer,
				  struct btns_identity *local)
{
	struct btns_pair *pair = kzalloc(sizeof(*pair), GFP_KERNEL_ACCOUNT);

	if (!pair)
		return NULL;
	INIT_LIST_HEAD(&pair->list);
	pair->peer = peer;
	pair->local = local;
	pair->peer_handle = peer->handle;
	pair->local_handle = local->handle;
	pair->assurance = peer->assurance;
	take_key(pair, peer);
	return pair;
}

void btns_pair_free(struct btns_pair *pair)
{
	/* who lists SAs may still see one of them */
	kfree_rcu(pair, rcu);
}

void btns_pair_enter(struct btns_net *bn, struct btns_pair *pair,
		     struct btns_sa *in, struct btns_sa *out)
{
	lockdep_assert_held(&bn->cfg);

	pair->half[BTNS_SA_DIR_IN] = in;
	pair->half[BTNS_SA_DIR_OUT] = out;
	pair->peer->refs++;
	pair->local->refs++;
	list_add_tail(&pair->list, &bn->pairs);
}

void btns_pair_leave(struct btns_net *bn, struct btns_pair *pair, u32 dir)
{
	lockdep_assert_held(&bn->cfg);

	pair->half[dir] = NULL;
	if (btns_pair_sa(pair))
		return;
	pair->peer->refs--;
	pair->local->refs--;
	list_del(&pair->list);
	btns_pair_free(pair);
}
