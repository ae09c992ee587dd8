// SPDX-License-Identifier: GPL-2.0-only
#include "admit.h"

#include "core/admit.h"
#include "ident.h"
#include "net.h"
#include "pair.h"
#include "policy.h"
#include "spd_set.h"

#include <linux/netlink.h>

/* ---- the SPD in order ---- */

/**
 * struct spd_walk - where the search is
 * @spd: what core/admit knows of it
 * @set: the entries; NULL: none
 * @at: the one that was given last
 * @seen: how many were
 */
struct spd_walk {
	struct btns_admit_spd spd;
	struct btns_spd_set *set;
	struct btns_policy *at;
	u32 seen;
};

static void describe(const struct btns_policy *policy,
		     struct btns_admit_policy *to)
{
	to->selectors = btns_policy_selectors(policy);
	to->n_sel = policy->n_sel;
	to->names = btns_policy_names(policy);
	to->index = policy->index;
	to->reqid = policy->reqid;
	to->flags = policy->flags;
	to->pfp = policy->pfp;
	to->is_out = policy->dir != BTNS_POLICY_DIR_IN;
	to->is_in = policy->dir != BTNS_POLICY_DIR_OUT;
	to->is_protect = policy->action == BTNS_ACTION_PROTECT;
	to->tunnels = btns_policy_tunnels(policy);
	to->n_tunnels = btns_policy_n_tunnels(policy);
}

static bool next_policy(struct btns_admit_spd *spd,
			struct btns_admit_policy *policy)
{
	struct spd_walk *walk = container_of(spd, struct spd_walk, spd);

	if (!walk->set)
		return false;
	/* there may be a hundred thousand */
	if (!(++walk->seen % 1024))
		cond_resched();
	walk->at = list_prepare_entry(walk->at, &walk->set->order, order);
	walk->at = list_next_entry(walk->at, order);
	if (list_entry_is_head(walk->at, &walk->set->order, order))
		return false;
	describe(walk->at, policy);
	return true;
}

static enum btns_admit_why judge_policy(struct btns_spd_set *set,
					const struct btns_admit_ask *ask,
					const struct btns_admit_leave *leave,
					u32 index, u32 *found)
{
	struct spd_walk walk = { .spd.next = next_policy, .set = set };

	return btns_admit_policy(&walk.spd, ask, leave, index, found);
}

/* ---- what is asked ---- */

static void take_peer(struct btns_admit_ask *ask, const struct btns_pair *pair)
{
	const struct btns_identity *peer = pair->peer;
	struct btns_pad_peer *to = &ask->peer;

	ask->id = peer->id;
	to->asserted = peer->assurance == BTNS_ASSURANCE_AUTH ?
		peer->id : peer->asserted;
	to->key_hash = pair->has_key ? pair->key_hash : NULL;
	to->anchor_hash = peer->has_anchor ? peer->anchor_hash : NULL;
	to->method = peer->method;
	to->ike_addr = pair->ike_addr;
	to->ike_family = pair->ike_family;
}

/* @out: of the outbound SA, whose source is local */
static void ask_params(struct btns_admit_ask *ask, const struct btns_pair *pair,
		       const struct btns_sa_params *out)
{
	take_peer(ask, pair);
	ask->sel = &out->sel;
	ask->local = out->src;
	ask->remote = out->id.dst;
	ask->family = out->id.family;
	ask->level = pair->assurance;
	ask->is_tunnel = out->mode == BTNS_MODE_TUNNEL;
	ask->reqid = out->reqid;
}

static void ask_again(struct btns_admit_ask *ask, const struct btns_pair *pair)
{
	const struct btns_sa *sa = btns_pair_sa(pair);
	bool out = sa->dir == BTNS_SA_DIR_OUT;

	take_peer(ask, pair);
	ask->sel = &sa->sel;
	ask->local = out ? sa->src : sa->id.dst;
	ask->remote = out ? sa->id.dst : sa->src;
	ask->family = sa->id.family;
	ask->level = pair->assurance;
	ask->is_tunnel = sa->mode == BTNS_MODE_TUNNEL;
	ask->reqid = sa->reqid;
}

/* ---- again ---- */

bool btns_admit_pad_holds(struct btns_net *bn, const struct btns_pair *pair)
{
	const struct btns_sa *sa = btns_pair_sa(pair);
	struct btns_admit_leave leave;
	struct btns_admit_ask ask;

	lockdep_assert_held(&bn->cfg);

	ask_again(&ask, pair);
	return !btns_admit_peer(&bn->pad.list, &ask, pair->pad_entry, &leave) &&
	       leave.needs == sa->needs &&
	       leave.is_pinned == sa->is_pinned && leave.is_named == sa->is_named;
}

bool btns_admit_spd_holds(struct btns_spd_set *set, struct btns_pair *pair)
{
	const struct btns_sa *sa = btns_pair_sa(pair);
	const struct btns_admit_leave leave = {
		.needs = sa->needs,
		.is_pinned = sa->is_pinned,
		.is_named = sa->is_named,
	};
	struct btns_admit_ask ask;
	u32 found;

	ask_again(&ask, pair);
	if (judge_policy(set, &ask, &leave, 0, &found))
		return false;
	WRITE_ONCE(pair->policy, found);	/* btns_nl_put_sa() */
	return true;
}

/* ---- for the first time ---- */

static struct btns_spd_set *current_set(struct btns_net *bn)
{
	return rcu_dereference_protected(bn->spd.set,
					 lockdep_is_held(&bn->cfg));
}

/* What the key manager saw has to be what is in force. */
static int check_generations(struct btns_net *bn,
			     const struct btns_admit_params *params,
			     struct netlink_ext_ack *extack)
{
	const struct btns_spd_set *set = current_set(bn);

	if (params->pad_generation != bn->pad.generation) {
		NL_SET_ERR_MSG(extack,
			       "the PAD changed meanwhile, search it again and repeat");
		return -ESTALE;
	}
	if (params->spd_generation != (set ? set->generation : 0)) {
		NL_SET_ERR_MSG(extack,
			       "the SPD changed meanwhile, search it again and repeat");
		return -ESTALE;
	}
	return 0;
}

static const struct btns_pad_entry *find_entry(struct btns_net *bn, u32 index)
{
	const struct btns_pad_list *list = &bn->pad.list;
	u32 place = btns_pad_place(list, index);

	return place < list->count ? list->entry[place] : NULL;
}

static int check_names(struct btns_net *bn,
		       const struct btns_admit_params *params,
		       struct netlink_ext_ack *extack)
{
	struct btns_spd_set *set = current_set(bn);

	if (!find_entry(bn, params->pad_entry)) {
		NL_SET_ERR_MSG(extack, "no PAD entry with the index of pad-entry");
		return -ENOENT;
	}
	if (!set || !btns_spd_set_find(set, params->policy)) {
		NL_SET_ERR_MSG(extack, "no SPD entry with the index of policy");
		return -ENOENT;
	}
	return 0;
}

static struct btns_identity *find_identity(struct btns_net *bn, u32 handle,
					   bool is_local,
					   struct netlink_ext_ack *extack)
{
	struct btns_identity *identity = btns_ident_find(bn, handle);

	if (!identity) {
		extack->_msg = is_local ?
			"no identity with the handle of local-id" :
			"no identity with the handle of peer-id";
		return ERR_PTR(-ENOENT);
	}
	if (identity->is_local != is_local) {
		extack->_msg = is_local ?
			"local-id is the identity of a peer, name one of this host" :
			"peer-id is the identity of this host, name one of a peer";
		return ERR_PTR(-EINVAL);
	}
	return identity;
}

/* The pair that is wanted, or why there cannot be one. */
static struct btns_pair *make_pair(struct btns_net *bn,
				   const struct btns_admit_params *params,
				   struct netlink_ext_ack *extack)
{
	struct btns_identity *peer, *local;
	struct btns_pair *pair;

	peer = find_identity(bn, params->peer_id, false, extack);
	if (IS_ERR(peer))
		return ERR_CAST(peer);
	local = find_identity(bn, params->local_id, true, extack);
	if (IS_ERR(local))
		return ERR_CAST(local);
	pair = btns_pair_alloc(peer, local);
	if (!pair)
		return ERR_PTR(-ENOMEM);
	pair->ike_addr = params->ike_addr;
	pair->ike_family = params->ike_family;
	pair->ike_sa = params->ike_sa;
	pair->rekey_of = params->rekey_of;
	pair->pad_entry = params->pad_entry;
	pair->policy = params->policy;
	return pair;
}

/* RFC 5386 2: who speaks for an address by right keeps it. */
static bool is_taken(struct btns_net *bn, const struct btns_selector *sel)
{
	struct btns_pair *pair;

	list_for_each_entry(pair, &bn->pairs, list)
		if (pair->assurance == BTNS_ASSURANCE_AUTH &&
		    btns_admit_meets(&btns_pair_sa(pair)->sel, sel))
			return true;
	return false;
}

static int refuse(enum btns_admit_why why, struct netlink_ext_ack *extack)
{
	if (!why)
		return 0;
	extack->_msg = btns_admit_text(why);
	return -EACCES;
}

/* Whether it may be, and what the SAs have to know of that. */
static int judge(struct btns_net *bn, struct btns_admit_params *params,
		 const struct btns_pair *pair, struct netlink_ext_ack *extack)
{
	struct btns_admit_leave leave;
	struct btns_admit_ask ask;
	enum btns_admit_why why;
	u32 found;

	ask_params(&ask, pair, &params->out);
	why = btns_admit_peer(&bn->pad.list, &ask, params->pad_entry, &leave);
	if (why)
		return refuse(why, extack);
	if (pair->assurance != BTNS_ASSURANCE_AUTH &&
	    is_taken(bn, &params->out.sel)) {
		NL_SET_ERR_MSG(extack,
			       "remote addresses that an authenticated peer's SA is for, narrow the selector");
		return -EACCES;
	}
	params->in.needs = leave.needs;
	params->out.needs = leave.needs;
	params->in.is_pinned = leave.is_pinned;
	params->out.is_pinned = leave.is_pinned;
	params->in.is_named = leave.is_named;
	params->out.is_named = leave.is_named;
	why = judge_policy(current_set(bn), &ask, &leave, params->policy,
			   &found);
	return refuse(why, extack);
}

/* ---- others ---- */

static bool is_same(const struct btns_ident *a, const struct btns_ident *b)
{
	return a->type == b->type && a->len == b->len &&
	       !memcmp(a->value, b->value, a->len);
}

/* A peer that did not authenticate is known by its IKE SA alone. */
static bool is_same_peer(const struct btns_pair *a, const struct btns_pair *b)
{
	if (a->assurance != b->assurance)
		return false;
	if (a->assurance == BTNS_ASSURANCE_NULL)
		return a->ike_sa && a->ike_sa == b->ike_sa;
	return is_same(&a->peer->id, &b->peer->id);
}

/* RFC 7619 3.3: nobody replaces the SAs of somebody else. */
static struct btns_pair *find_replaced(struct btns_net *bn,
				       const struct btns_admit_params *params,
				       const struct btns_pair *pair,
				       struct netlink_ext_ack *extack)
{
	struct btns_sa_id id = params->in.id;
	struct btns_pair *old = NULL;
	struct btns_sa *sa;

	if (!params->rekey_of)
		return NULL;
	id.spi = params->rekey_of;
	rcu_read_lock();
	sa = btns_sad_lookup(bn, &id);
	/* bn->cfg is held, so it stays where it is */
	if (sa && sa->dir == BTNS_SA_DIR_IN)
		old = sa->pair;
	rcu_read_unlock();
	if (!old) {
		NL_SET_ERR_MSG(extack,
			       "rekey-of is no inbound SA of a key manager at this address");
		return ERR_PTR(-ENOENT);
	}
	if (!is_same_peer(old, pair)) {
		NL_SET_ERR_MSG(extack,
			       "rekey-of is an SA with another peer, name one with this peer");
		return ERR_PTR(-EACCES);
	}
	return old;
}

/*
 * RFC 5387 5.4.  A pair does not count any more once it is replaced, or none
 * could be at the limit; but there are never twice as many.
 */
static int check_limit(struct btns_net *bn,
		       const struct btns_admit_params *params,
		       const struct btns_pair *replaced,
		       struct netlink_ext_ack *extack)
{
	u32 max = find_entry(bn, params->pad_entry)->max_sas;
	const struct btns_pair *pair;
	u64 all = 0, fresh = 0;

	if (!max)
		return 0;
	list_for_each_entry(pair, &bn->pairs, list) {
		if (pair->pad_entry != params->pad_entry)
			continue;
		all++;
		fresh += !pair->is_replaced && pair != replaced;
	}
	if (fresh < max && all < 2 * (u64)max)
		return 0;
	NL_SET_ERR_MSG(extack,
		       "the PAD entry allows no more SAs, raise its max-sas or delete some");
	return -EDQUOT;
}

/* RFC 5386 2: whoever took an address before its owner came has to leave. */
static void evict(struct btns_net *bn, const struct btns_selector *sel)
{
	struct btns_pair *pair, *next;

	list_for_each_entry_safe(pair, next, &bn->pairs, list)
		if (pair->assurance != BTNS_ASSURANCE_AUTH &&
		    btns_admit_meets(&btns_pair_sa(pair)->sel, sel))
			btns_sad_kill_pair(bn, pair);
}

static int admit(struct btns_net *bn, struct btns_admit_params *params,
		 struct btns_pair *pair, struct netlink_ext_ack *extack)
{
	struct btns_pair *replaced;
	int err;

	err = judge(bn, params, pair, extack);
	if (err)
		return err;
	replaced = find_replaced(bn, params, pair, extack);
	if (IS_ERR(replaced))
		return PTR_ERR(replaced);
	err = check_limit(bn, params, replaced, extack);
	if (err)
		return err;

	params->in.pair = pair;
	params->out.pair = pair;
	params->in.assurance = pair->assurance;
	params->out.assurance = pair->assurance;
	err = btns_sad_insert_pair(bn, &params->in, &params->out, extack);
	if (err)
		return err;
	if (replaced)
		replaced->is_replaced = true;
	if (pair->assurance == BTNS_ASSURANCE_AUTH)
		evict(bn, &params->out.sel);
	return 0;
}

int btns_admit_pair(struct btns_net *bn, struct btns_admit_params *params,
		    struct netlink_ext_ack *extack)
{
	struct btns_pair *pair;
	int err;

	lockdep_assert_held(&bn->cfg);

	err = check_generations(bn, params, extack);
	if (!err)
		err = check_names(bn, params, extack);
	if (err)
		return err;
	pair = make_pair(bn, params, extack);
	if (IS_ERR(pair))
		return PTR_ERR(pair);
	err = admit(bn, params, pair, extack);
	if (err)
		btns_pair_free(pair);
	return err;
}
