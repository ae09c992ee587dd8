// SPDX-License-Identifier: GPL-2.0-only
#include "sa.h"

#include "core/admit.h"
#include "net.h"
#include "pair.h"

#include <linux/timekeeping.h>

/* core/ cannot see the specification's numbers; here they meet. */
static_assert(BTNS_ADMIT_MANUAL == (int)BTNS_ASSURANCE_MANUAL);
static_assert(BTNS_ADMIT_NULL == (int)BTNS_ASSURANCE_NULL);
static_assert(BTNS_ADMIT_BTNS == (int)BTNS_ASSURANCE_BTNS);
static_assert(BTNS_ADMIT_AUTH == (int)BTNS_ASSURANCE_AUTH);
static_assert(BTNS_ADMIT_BTNS_OK == (int)BTNS_POLICY_FLAG_BTNS_OK);
static_assert(BTNS_ADMIT_PINNED_ONLY == (int)BTNS_POLICY_FLAG_BTNS_PINNED_ONLY);
static_assert(BTNS_ADMIT_NULL_OK == (int)BTNS_POLICY_FLAG_NULL_OK);
static_assert(BTNS_ADMIT_PFP_LOCAL == (int)BTNS_PFP_LOCAL);
static_assert(BTNS_ADMIT_PFP_REMOTE == (int)BTNS_PFP_REMOTE);
static_assert(BTNS_ADMIT_PFP_PROTO == (int)BTNS_PFP_PROTO);
static_assert(BTNS_ADMIT_PFP_LPORT == (int)BTNS_PFP_LPORT);
static_assert(BTNS_ADMIT_PFP_RPORT == (int)BTNS_PFP_RPORT);
static_assert(BTNS_ADMIT_WIDE == (int)BTNS_POLICY_FLAG_BTNS_WIDE);
static_assert(BTNS_ADMIT_PREFIX64 == (int)BTNS_POLICY_FLAG_BTNS_PREFIX64);
static_assert(BTNS_OUTER_DSCPS == BTNS_DSCPS);
static_assert(BTNS_OUTER_DF_COPY == (int)BTNS_DF_COPY);
static_assert(BTNS_OUTER_DF_SET == (int)BTNS_DF_SET);
static_assert(BTNS_OUTER_DF_CLEAR == (int)BTNS_DF_CLEAR);

struct workqueue_struct *btns_sa_wq;

bool btns_sa_get(struct btns_sa *sa)
{
	return refcount_inc_not_zero(&sa->ref);
}

void btns_sa_put(struct btns_sa *sa)
{
	if (refcount_dec_and_test(&sa->ref))
		queue_rcu_work(btns_sa_wq, &sa->free);
}

bool btns_sa_is_usable(const struct btns_sa *sa)
{
	u32 state = READ_ONCE(sa->state);	/* sa_life.c */

	return state == BTNS_SA_STATE_LIVE || state == BTNS_SA_STATE_DYING;
}

u64 btns_sa_age(const struct btns_sa *sa)
{
	return ktime_get_boottime_seconds() - sa->born;
}

bool btns_sa_is_meant(const struct btns_sa *sa,
		      const struct btns_policy *policy)
{
	const struct btns_tunnel *tunnels = btns_policy_tunnels(policy);
	bool out = sa->dir == BTNS_SA_DIR_OUT;

	if (sa->reqid != policy->reqid || sa->mode != policy->mode)
		return false;
	return !tunnels ||
	       btns_tunnels_join(tunnels, btns_policy_n_tunnels(policy),
				 out ? &sa->src : &sa->id.dst,
				 out ? &sa->id.dst : &sa->src, sa->id.family);
}

/* The pair, and who is there, stay for a grace period after the SA went. */
static bool sa_has_name(const struct btns_sa *sa,
			const struct btns_policy *policy)
{
	return sa->is_named && sa->pair &&
	       btns_names_hold(btns_policy_names(policy), &sa->pair->peer->id);
}

bool btns_sa_may_serve(const struct btns_sa *sa,
		       const struct btns_policy *policy)
{
	if (!btns_admit_serves(policy->flags, sa->needs, sa->is_pinned))
		return false;
	if (policy->has_names)
		return sa_has_name(sa, policy);
	return !sa->is_named || policy->action != BTNS_ACTION_PROTECT;
}

int btns_sa_module_init(void)
{
	btns_sa_wq = alloc_workqueue("btns", WQ_UNBOUND, 0);
	return btns_sa_wq ? 0 : -ENOMEM;
}

void btns_sa_module_exit(void)
{
	/* frees queued by the last puts pass through RCU into the queue */
	rcu_barrier();
	destroy_workqueue(btns_sa_wq);
}
