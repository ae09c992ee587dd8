// SPDX-License-Identifier: GPL-2.0-only
#include "sa_make.h"

#include "net.h"
#include "sa_life.h"

#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/wait_bit.h>
#include <net/xfrm.h>

/* A larval SA waits this long for the key manager, in seconds. */
#define LARVAL_LIFETIME 30

/* Process context, a grace period after the last reference went. */
static void sa_free(struct work_struct *work)
{
	struct btns_sa *sa = container_of(to_rcu_work(work), struct btns_sa,
					  free);
	struct btns_sad *sad = &sa->bn->sad;

	if (sa->shadow) {
		/* packets in socket queues may keep it; dead is all it must be */
		sa->shadow->km.state = XFRM_STATE_DEAD;
		xfrm_state_put(sa->shadow);
	}
	btns_cipher_exit(&sa->cipher);
	dst_cache_destroy(&sa->dst_cache);
	kvfree(sa->replay.ring);
	kfree_sensitive(sa);

	if (atomic_dec_and_test(&sad->count))
		wake_up_var(&sad->count);
}

/* @room: octets for what it points to */
static struct btns_sa *sa_alloc(struct btns_net *bn,
				const struct btns_sa_id *id, size_t room,
				work_func_t expire)
{
	struct btns_sa *sa = kzalloc(struct_size(sa, lists, room),
				     GFP_KERNEL_ACCOUNT);

	if (!sa)
		return NULL;

	sa->id = *id;
	sa->bn = bn;
	sa->born = ktime_get_boottime_seconds();
	sa->state = BTNS_SA_STATE_LARVAL;
	sa->dir = BTNS_SA_DIR_IN;
	refcount_set(&sa->ref, 1);
	INIT_RCU_WORK(&sa->free, sa_free);
	btns_sa_life_init(sa, expire);
	atomic_inc(&bn->sad.count);
	return sa;
}

/*
 * The secpath of a decapsulated packet points at this state, which no table of
 * the kernel holds.  Mode transport whatever ours is: a tunnel state would be
 * looked for in the kernel's own policies and not be found.
 */
static int make_shadow(struct btns_sa *sa)
{
	struct xfrm_state *x = xfrm_state_alloc(sa->bn->net);

	if (!x)
		return -ENOMEM;

	x->id.spi = sa->id.spi;
	x->id.proto = sa->id.proto;
	memcpy(&x->id.daddr, &sa->id.dst, sizeof(x->id.daddr));
	memcpy(&x->props.saddr, &sa->src, sizeof(x->props.saddr));
	x->props.family = sa->id.family;
	x->props.reqid = sa->reqid;
	x->props.mode = XFRM_MODE_TRANSPORT;
	x->km.state = XFRM_STATE_VALID;
	sa->shadow = x;
	return 0;
}

static int make_receiver(struct btns_sa *sa, u32 window)
{
	u32 blocks = btns_replay_blocks(window);
	u64 *ring = NULL;

	if (blocks) {
		ring = kvcalloc(blocks, sizeof(*ring), GFP_KERNEL_ACCOUNT);
		if (!ring)
			return -ENOMEM;
	}
	btns_replay_init(&sa->replay, ring, window, sa->esn);
	return make_shadow(sa);
}

static int make_sender(struct btns_sa *sa)
{
	return dst_cache_init(&sa->dst_cache, GFP_KERNEL);
}

static size_t lists_size(const struct btns_sa_params *params)
{
	return btns_selector_size(&params->sel) +
	       (params->outer.dscp_map ? BTNS_OUTER_DSCPS : 0);
}

/* What @params borrows stands behind the SA. */
static bool copy_lists(struct btns_sa *sa, const struct btns_sa_params *params,
		       size_t size)
{
	struct btns_selector_room room = {
		.at = sa->lists,
		.end = sa->lists + size,
	};

	if (!btns_selector_copy(&sa->sel, &params->sel, &room))
		return false;
	sa->outer = params->outer;
	if (sa->outer.dscp_map)
		sa->outer.dscp_map = memcpy(room.at, params->outer.dscp_map,
					    BTNS_OUTER_DSCPS);
	return true;
}

struct btns_sa *btns_sa_create(struct btns_net *bn,
			       const struct btns_sa_params *params,
			       work_func_t expire,
			       struct netlink_ext_ack *extack)
{
	size_t size = lists_size(params);
	struct btns_sa *sa = sa_alloc(bn, &params->id, size, expire);
	int err = -EINVAL;

	if (!sa)
		return ERR_PTR(-ENOMEM);

	if (WARN_ON_ONCE(!copy_lists(sa, params, size)))
		goto err_put;
	sa->src = params->src;
	sa->dscps = params->dscps;
	sa->life = params->life;
	sa->dir = params->dir;
	sa->mode = params->mode;
	sa->aead = params->aead;
	sa->assurance = params->assurance;
	sa->needs = params->needs;
	sa->is_pinned = params->is_pinned;
	sa->is_named = params->is_named;
	sa->reqid = params->reqid;
	sa->pair = params->pair;
	sa->esn = params->esn;

	btns_key_use_init(&bn->sad.keys, &sa->key_use, params->key,
			  params->key_len);
	err = btns_cipher_init(&sa->cipher, params->aead, params->key,
			       params->key_len, extack);
	if (err)
		goto err_put;
	sa->is_async = crypto_aead_tfm(sa->cipher.aead)->__crt_alg->cra_flags &
		       CRYPTO_ALG_ASYNC;

	err = sa->dir == BTNS_SA_DIR_IN ?
		make_receiver(sa, params->replay_window) : make_sender(sa);
	if (err)
		goto err_put;

	sa->state = BTNS_SA_STATE_LIVE;
	return sa;

err_put:
	btns_sa_put(sa);
	return ERR_PTR(err);
}

struct btns_sa *btns_sa_create_larval(struct btns_net *bn,
				      const struct btns_sa_id *id,
				      work_func_t expire)
{
	struct btns_sa *sa = sa_alloc(bn, id, 0, expire);

	if (sa)
		sa->life.hard.seconds = LARVAL_LIFETIME;
	return sa;
}
