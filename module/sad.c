// SPDX-License-Identifier: GPL-2.0-only
#include "sad.h"

#include "core/admit.h"
#include "event.h"
#include "net.h"
#include "pair.h"
#include "sa_life.h"
#include "sa_make.h"

#include <linux/jhash.h>
#include <linux/netlink.h>
#include <linux/random.h>
#include <linux/rhashtable.h>
#include <linux/wait_bit.h>

/* Tries at finding a free SPI before the range counts as full. */
#define SPI_TRIES 256

static const struct rhashtable_params by_id_params = {
	.key_len = sizeof(struct btns_sa_id),
	.key_offset = offsetof(struct btns_sa, id),
	.head_offset = offsetof(struct btns_sa, by_id),
	.automatic_shrinking = true,
};

/* ---- death ---- */

/* From here on no packet is given to the SA. */
static void sa_bury(struct btns_sa *sa)
{
	sa->is_published = false;
	btns_sa_end(sa);
	btns_sa_put(sa);
}

/* One that waits for its key manager has none. */
static bool sa_has_key(const struct btns_sa *sa)
{
	return sa->cipher.aead;
}

static void sa_kill(struct btns_net *bn, struct btns_sa *sa)
{
	struct btns_pair *pair = sa->pair;
	u32 dir = sa->dir;

	lockdep_assert_held(&bn->cfg);

	rhashtable_remove_fast(&bn->sad.by_id, &sa->by_id, by_id_params);
	if (sa_has_key(sa))
		btns_key_use_end(&bn->sad.keys, &sa->key_use);
	if (sa->dir == BTNS_SA_DIR_OUT) {
		btns_sa_index_remove(&bn->sad.out, &sa->place);
		btns_net_sa_gone(bn, sa);
		btns_opp_note(bn, sa->id.family, &sa->id.dst);
	}
	sa_bury(sa);
	/* only now: who still finds it alive may look at the pair */
	if (pair)
		btns_pair_leave(bn, pair, dir);
}

/* A limit was reached: say so, and end it if it was a hard one. */
static void expire(struct work_struct *work)
{
	struct btns_sa *sa = container_of(work, struct btns_sa, expire);
	struct btns_net *bn = sa->bn;
	u8 soft, hard;

	mutex_lock(&bn->cfg);
	btns_sa_reached(sa, &soft, &hard);
	if (sa->is_published && soft)
		btns_event_sa_expire(bn, sa, soft, false);
	if (sa->is_published && hard) {
		sa_kill(bn, sa);
		if (sa_has_key(sa))	/* a larval SA ends in silence */
			btns_event_sa_expire(bn, sa, hard, true);
	}
	mutex_unlock(&bn->cfg);
	btns_sa_put(sa);
}

/* ---- searches ---- */

struct btns_sa *btns_sad_lookup(struct btns_net *bn,
				const struct btns_sa_id *id)
{
	return rhashtable_lookup(&bn->sad.by_id, id, by_id_params);
}

/**
 * struct sa_want - what an outbound packet wants of its SA
 * @policy: the entry that protects it
 * @flow: the packet
 * @src: outer addresses
 * @dst: likewise
 * @dscps: DSCP values of which the SA has to be for one
 * @family: of both
 * @is_sure: the SA carries the packet; otherwise it might, if all of it were here
 */
struct sa_want {
	const struct btns_policy *policy;
	const struct btns_flow *flow;
	const struct btns_addr *src;
	const struct btns_addr *dst;
	u64 dscps;
	u8 family;
	bool is_sure;
};

static u32 sa_scope(const struct btns_addr *dst, u8 family, u32 reqid)
{
	return jhash(dst, sizeof(*dst), reqid ^ (u32)family << 24);
}

static bool sa_is_for(const struct btns_sa *sa, const struct sa_want *want)
{
	return sa->reqid == want->policy->reqid &&
	       sa->mode == want->policy->mode &&
	       sa->id.family == want->family &&
	       btns_addr_equal(&sa->id.dst, want->dst) &&
	       btns_addr_equal(&sa->src, want->src) &&
	       btns_sa_may_serve(sa, want->policy);
}

static bool sa_carries(const struct btns_sa *sa, const void *what)
{
	const struct sa_want *want = what;

	return sa_is_for(sa, want) && sa->dscps & want->dscps &&
	       btns_sa_is_usable(sa) &&
	       btns_selector_match(&sa->sel, want->flow, BTNS_OUT);
}

static bool sa_speaks(const struct btns_sa *sa, const void *what)
{
	const struct sa_want *want = what;

	return sa_is_for(sa, want) &&
	       (want->is_sure ?
		btns_selector_match(&sa->sel, want->flow, BTNS_OUT) :
		btns_selector_might_match(&sa->sel, want->flow, BTNS_OUT));
}

static void sa_want_by(struct sa_want *want, const struct btns_tunnel *tunnel)
{
	want->src = &tunnel->local;
	want->dst = &tunnel->remote;
	want->family = tunnel->family;
}

static void sa_want_init(struct sa_want *want, const struct btns_policy *policy,
			 const struct btns_flow *flow)
{
	const struct btns_tunnel *tunnels = btns_policy_tunnels(policy);

	want->policy = policy;
	want->flow = flow;
	want->is_sure = true;
	if (tunnels) {
		sa_want_by(want, tunnels);
		return;
	}
	want->src = &flow->src;
	want->dst = &flow->dst;
	want->family = flow->family;
}

static struct btns_sa *
sa_find_by(struct btns_net *bn, const struct sa_want *want,
	   bool (*fits)(const struct btns_sa *sa, const void *what))
{
	u32 scope = sa_scope(want->dst, want->family, want->policy->reqid);

	return btns_sa_index_lookup(&bn->sad.out, scope, want->flow, fits,
				    want);
}

/* RFC 4301 4.5.3: by the first tunnel that will do. */
static noinline struct btns_sa *
sa_find_any(struct btns_net *bn, struct sa_want *want,
	    bool (*fits)(const struct btns_sa *sa, const void *what))
{
	const struct btns_tunnel *tunnels = btns_policy_tunnels(want->policy);
	struct btns_sa *sa = NULL;
	u8 i;

	for (i = 0; !sa && i <= want->policy->more_tunnels; i++) {
		sa_want_by(want, &tunnels[i]);
		sa = sa_find_by(bn, want, fits);
	}
	return sa;
}

/* Most entries have one tunnel or none, and pay for no other. */
static struct btns_sa *
sa_find_out(struct btns_net *bn, struct sa_want *want,
	    bool (*fits)(const struct btns_sa *sa, const void *what))
{
	return likely(!want->policy->more_tunnels) ?
		sa_find_by(bn, want, fits) : sa_find_any(bn, want, fits);
}

/* A successor takes over when it is there: the newest is found first. */
struct btns_sa *btns_sad_lookup_out(struct btns_net *bn,
				    const struct btns_policy *policy,
				    const struct btns_flow *flow, u64 dscps)
{
	struct sa_want want;

	sa_want_init(&want, policy, flow);
	want.dscps = dscps;
	return sa_find_out(bn, &want, sa_carries);
}

bool btns_sad_has_named(struct btns_net *bn, const struct btns_policy *policy,
			const struct btns_flow *flow, enum btns_dir dir,
			bool is_sure)
{
	struct btns_flow out = *flow;
	struct sa_want want;

	if (dir == BTNS_IN)
		btns_flow_reverse(&out);
	sa_want_init(&want, policy, &out);
	want.is_sure = is_sure;
	return sa_find_out(bn, &want, sa_speaks);
}

/* ---- insertion ---- */

/* May it have its name?  A larval SA that has it makes way for whom it waits. */
static int check_id(struct btns_net *bn, const struct btns_sa *sa,
		    struct btns_sa **larval, struct netlink_ext_ack *extack)
{
	struct btns_sa *old = rhashtable_lookup_fast(&bn->sad.by_id, &sa->id,
						     by_id_params);

	*larval = old;
	if (!old)
		return 0;
	if (old->state != BTNS_SA_STATE_LARVAL ||
	    sa->state == BTNS_SA_STATE_LARVAL) {
		NL_SET_ERR_MSG(extack,
			       "an SA with this destination, proto and SPI exists");
		return -EEXIST;
	}
	if (sa->dir != BTNS_SA_DIR_IN) {
		NL_SET_ERR_MSG(extack,
			       "this SPI was allocated for an inbound SA");
		return -EEXIST;
	}
	return 0;
}

static int enter_id(struct btns_net *bn, struct btns_sa *sa,
		    struct btns_sa *larval)
{
	struct rhashtable *table = &bn->sad.by_id;

	if (larval)
		return rhashtable_replace_fast(table, &larval->by_id,
					       &sa->by_id, by_id_params);
	return rhashtable_insert_fast(table, &sa->by_id, by_id_params);
}

/* In the table of names, in place of a larval SA if there is one. */
static int publish_id(struct btns_net *bn, struct btns_sa *sa,
		      struct btns_sa **larval, struct netlink_ext_ack *extack)
{
	struct btns_key_uses *keys = &bn->sad.keys;
	int err = check_id(bn, sa, larval, extack);

	if (!err && sa_has_key(sa))
		err = btns_key_use_begin(keys, &sa->key_use, extack);
	if (err)
		return err;
	err = enter_id(bn, sa, *larval);
	if (err && sa_has_key(sa))
		btns_key_use_end(keys, &sa->key_use);
	return err;
}

/* The opposite of an SA that has a key; cannot fail. */
static void withdraw_id(struct btns_net *bn, struct btns_sa *sa,
			struct btns_sa *larval)
{
	struct rhashtable *table = &bn->sad.by_id;

	if (larval)
		rhashtable_replace_fast(table, &sa->by_id, &larval->by_id,
					by_id_params);
	else
		rhashtable_remove_fast(table, &sa->by_id, by_id_params);
	btns_key_use_end(&bn->sad.keys, &sa->key_use);
}

/* By addresses alone it is found for fragments, too, that show nothing else. */
static void forget_upper(struct btns_selector *sel)
{
	sel->proto = BTNS_PROTO_ANY;
	sel->n_lport = 0;
	sel->n_rport = 0;
	sel->n_icmp = 0;
	sel->n_mh = 0;
	sel->opaque = false;
}

/* Where outbound packets find it, and, if it @is_named, entries with names. */
static int publish_peer(struct btns_net *bn, struct btns_sa *sa)
{
	u8 grade = BTNS_ADMIT_AUTH - btns_admit_rank(sa->assurance);
	struct btns_selector sel = sa->sel;

	if (sa->is_named)
		forget_upper(&sel);
	return btns_sa_index_add(&bn->sad.out, &sa->place, sa, &sel,
				 sa_scope(&sa->id.dst, sa->id.family,
					  sa->reqid), grade);
}

static int check_room(struct btns_net *bn, struct netlink_ext_ack *extack)
{
	if (atomic_read(&bn->sad.count) <= BTNS_SAD_MAX)
		return 0;
	NL_SET_ERR_MSG(extack, "too many SAs, delete some first");
	return -ERANGE;
}

/* It is in the tables. */
static void sa_begin(struct btns_sa *sa, struct btns_sa *larval)
{
	if (larval)
		sa_bury(larval);
	sa->is_published = true;
	if (sa->dir == BTNS_SA_DIR_OUT)
		btns_opp_note(sa->bn, sa->id.family, &sa->id.dst);
	btns_sa_start(sa);
}

static int publish(struct btns_net *bn, struct btns_sa *sa,
		   struct netlink_ext_ack *extack)
{
	struct btns_sa *larval;
	int err;

	err = check_room(bn, extack);
	/* found by packets only with the second table, so the name may fail */
	if (!err)
		err = publish_id(bn, sa, &larval, extack);
	if (err)
		return err;
	if (sa->dir == BTNS_SA_DIR_OUT) {
		err = publish_peer(bn, sa);
		if (err) {
			withdraw_id(bn, sa, larval);
			return err;
		}
	}
	sa_begin(sa, larval);
	return 0;
}

int btns_sad_insert(struct btns_net *bn, const struct btns_sa_params *params,
		    struct netlink_ext_ack *extack)
{
	struct btns_sa *sa;
	int err;

	lockdep_assert_held(&bn->cfg);

	sa = btns_sa_create(bn, params, expire, extack);
	if (IS_ERR(sa))
		return PTR_ERR(sa);

	err = publish(bn, sa, extack);
	if (err) {
		btns_sa_put(sa);
		return err;
	}
	btns_event_sa_add(bn, sa);
	if (sa->dir == BTNS_SA_DIR_OUT)
		btns_net_sa_ready(bn, sa);
	return 0;
}

/* The name of an outbound SA serves no packet, so it may come first. */
static int publish_pair(struct btns_net *bn, struct btns_sa *in,
			struct btns_sa *out, struct netlink_ext_ack *extack)
{
	struct btns_sa *larval, *none;
	int err;

	err = check_room(bn, extack);
	if (!err)
		err = publish_id(bn, out, &none, extack);
	if (err)
		return err;
	err = publish_id(bn, in, &larval, extack);
	if (err)
		goto err_out;
	err = publish_peer(bn, out);
	if (err)
		goto err_in;
	sa_begin(in, larval);
	sa_begin(out, NULL);
	return 0;

err_in:
	withdraw_id(bn, in, larval);
err_out:
	withdraw_id(bn, out, NULL);
	return err;
}

int btns_sad_insert_pair(struct btns_net *bn, const struct btns_sa_params *in,
			 const struct btns_sa_params *out,
			 struct netlink_ext_ack *extack)
{
	struct btns_sa *sa_in, *sa_out;
	int err;

	lockdep_assert_held(&bn->cfg);

	sa_in = btns_sa_create(bn, in, expire, extack);
	if (IS_ERR(sa_in))
		return PTR_ERR(sa_in);
	sa_out = btns_sa_create(bn, out, expire, extack);
	if (IS_ERR(sa_out)) {
		err = PTR_ERR(sa_out);
		goto err_in;
	}
	err = publish_pair(bn, sa_in, sa_out, extack);
	if (err)
		goto err_out;

	btns_pair_enter(bn, in->pair, sa_in, sa_out);
	btns_event_sa_add(bn, sa_in);
	btns_event_sa_add(bn, sa_out);
	btns_net_sa_ready(bn, sa_out);
	return 0;

err_out:
	btns_sa_put(sa_out);
err_in:
	btns_sa_put(sa_in);
	return err;
}

/* Uniform over 0 to @span, both included. */
static u32 random_upto(u32 span)
{
	return ((u64)get_random_u32() * ((u64)span + 1)) >> 32;
}

int btns_sad_alloc_spi(struct btns_net *bn, struct btns_sa_id *id, u32 min,
		       u32 max, struct netlink_ext_ack *extack)
{
	struct btns_sa *sa;
	int err = -EEXIST;
	int i;

	lockdep_assert_held(&bn->cfg);

	sa = btns_sa_create_larval(bn, id, expire);
	if (!sa)
		return -ENOMEM;

	for (i = 0; i < SPI_TRIES && err == -EEXIST; i++) {
		sa->id.spi = htonl(min + random_upto(max - min));
		err = publish(bn, sa, NULL);
	}
	if (err) {
		btns_sa_put(sa);
		if (err == -EEXIST)
			NL_SET_ERR_MSG(extack,
				       "no free SPI found, widen the range");
		return err;
	}
	id->spi = sa->id.spi;
	return 0;
}

/* ---- changes ---- */

static struct btns_sa *find(struct btns_net *bn, const struct btns_sa_id *id,
			    struct netlink_ext_ack *extack)
{
	struct btns_sa *sa;

	lockdep_assert_held(&bn->cfg);

	sa = rhashtable_lookup_fast(&bn->sad.by_id, id, by_id_params);
	if (!sa)
		NL_SET_ERR_MSG(extack,
			       "no SA with this destination, proto and SPI");
	return sa;
}

int btns_sad_update(struct btns_net *bn, const struct btns_sa_id *id,
		    const struct btns_limits *soft,
		    const struct btns_limits *hard,
		    struct netlink_ext_ack *extack)
{
	struct btns_sa *sa = find(bn, id, extack);
	struct btns_lifetime life;
	const char *wrong;

	if (!sa)
		return -ENOENT;
	if (!btns_sa_is_usable(sa)) {
		NL_SET_ERR_MSG(extack, "a larval or dead SA has no limits");
		return -EINVAL;
	}

	life = sa->life;	/* changed under bn->cfg only */
	if (soft)
		life.soft = *soft;
	if (hard)
		life.hard = *hard;
	wrong = btns_lifetime_check(&life);
	if (wrong) {
		extack->_msg = wrong;
		return -EINVAL;
	}
	btns_sa_set_life(sa, &life);
	return 0;
}

int btns_sad_delete(struct btns_net *bn, const struct btns_sa_id *id,
		    struct netlink_ext_ack *extack)
{
	struct btns_sa *sa = find(bn, id, extack);

	if (!sa)
		return -ENOENT;

	btns_event_sa_del(bn, sa);
	sa_kill(bn, sa);
	return 0;
}

void btns_sad_kill_pair(struct btns_net *bn, struct btns_pair *pair)
{
	/* the pair ends with the last one */
	struct btns_sa *half[] = {
		pair->half[BTNS_SA_DIR_OUT], pair->half[BTNS_SA_DIR_IN],
	};
	unsigned int i;

	lockdep_assert_held(&bn->cfg);

	for (i = 0; i < ARRAY_SIZE(half); i++) {
		if (!half[i])
			continue;
		btns_event_sa_del(bn, half[i]);
		sa_kill(bn, half[i]);
	}
}

typedef bool (*pick_sa)(const struct btns_sa *sa, void *arg);

/*
 * Kill those that @is_picked names and the walk comes by.  RCU must not be held
 * while it is asked, which may take long, nor while sa_kill() waits for a timer.
 */
static unsigned int kill_once(struct btns_net *bn, pick_sa is_picked, void *arg,
			      bool tell)
{
	struct rhashtable_iter iter;
	unsigned int killed = 0;
	struct btns_sa *sa;

	rhashtable_walk_enter(&bn->sad.by_id, &iter);
	rhashtable_walk_start(&iter);
	while ((sa = rhashtable_walk_next(&iter))) {
		if (IS_ERR(sa))
			continue;	/* resized: the walk starts over */
		refcount_inc(&sa->ref);
		rhashtable_walk_stop(&iter);
		if (is_picked(sa, arg)) {
			if (tell)
				btns_event_sa_del(bn, sa);
			sa_kill(bn, sa);
			killed++;
		}
		btns_sa_put(sa);
		cond_resched();
		rhashtable_walk_start(&iter);
	}
	rhashtable_walk_stop(&iter);
	rhashtable_walk_exit(&iter);
	return killed;
}

static void kill_all(struct btns_net *bn, pick_sa is_picked, void *arg,
		     bool tell)
{
	lockdep_assert_held(&bn->cfg);

	/* a walk may pass over the neighbour of what it deletes: go again */
	while (kill_once(bn, is_picked, arg, tell))
		cond_resched();
}

static bool has_reqid(const struct btns_sa *sa, void *arg)
{
	const u32 *reqid = arg;

	return !*reqid || sa->reqid == *reqid;
}

void btns_sad_flush(struct btns_net *bn, u32 reqid)
{
	kill_all(bn, has_reqid, &reqid, true);
}

void btns_sad_retire(struct btns_net *bn, pick_sa is_picked, void *arg)
{
	kill_all(bn, is_picked, arg, true);
}

/* ---- namespaces ---- */

int btns_sad_init(struct btns_net *bn)
{
	int err;

	atomic_set(&bn->sad.count, 0);
	err = rhashtable_init(&bn->sad.by_id, &by_id_params);
	if (err)
		return err;
	err = btns_sa_index_init(&bn->sad.out, btns_sa_wq);
	if (err)
		goto err_id;
	err = btns_key_uses_init(&bn->sad.keys);
	if (err)
		goto err_out;
	return 0;

err_out:
	btns_sa_index_destroy(&bn->sad.out);
err_id:
	rhashtable_destroy(&bn->sad.by_id);
	return err;
}

void btns_sad_close(struct btns_net *bn)
{
	u32 all = 0;

	mutex_lock(&bn->cfg);
	kill_all(bn, has_reqid, &all, false);
	mutex_unlock(&bn->cfg);
}

/*
 * Requests in flight hold their SA, and an SA points at its namespace; the
 * cipher's queue drains by itself, so this ends.
 */
void btns_sad_exit(struct btns_net *bn)
{
	wait_var_event(&bn->sad.count, !atomic_read(&bn->sad.count));
	btns_key_uses_exit(&bn->sad.keys);
	btns_sa_index_destroy(&bn->sad.out);
	rhashtable_destroy(&bn->sad.by_id);
}
