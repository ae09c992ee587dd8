// SPDX-License-Identifier: GPL-2.0-or-later
#include "policies.h"

/**
 * struct user - a policy for one pair of SAs, or a trap
 * @dir: direction
 * @src: traffic selector of senders
 * @dst: of receivers
 * @prio: class of the policy
 * @reqid: charon's number
 * @spi: of the ESP SA, network order; 0: a trap
 * @mode: of the SA
 * @to: where the SA ends
 */
struct user {
	policy_dir_t dir;
	traffic_selector_t *src;
	traffic_selector_t *dst;
	policy_priority_t prio;
	uint32_t reqid;
	uint32_t spi;
	ipsec_mode_t mode;
	host_t *to;
};

struct policies {
	mutex_t *mutex;
	linked_list_t *users;	/* newest first */
};

struct policies *policies_new(void)
{
	struct policies *policies;

	INIT(policies,
	     .mutex = mutex_create(MUTEX_TYPE_DEFAULT),
	     .users = linked_list_create(),
	);
	return policies;
}

static void user_free(struct user *user)
{
	user->src->destroy(user->src);
	user->dst->destroy(user->dst);
	user->to->destroy(user->to);
	free(user);
}

void policies_flush(struct policies *policies)
{
	struct user *user;

	policies->mutex->lock(policies->mutex);
	while (policies->users->remove_first(policies->users,
					     (void **)&user) == SUCCESS)
		user_free(user);
	policies->mutex->unlock(policies->mutex);
}

void policies_free(struct policies *policies)
{
	policies_flush(policies);
	policies->users->destroy(policies->users);
	policies->mutex->destroy(policies->mutex);
	free(policies);
}

void policies_add(struct policies *policies, const kernel_ipsec_policy_id_t *id,
		  const kernel_ipsec_manage_policy_t *data)
{
	struct user *user;

	INIT(user,
	     .dir = id->dir,
	     .src = id->src_ts->clone(id->src_ts),
	     .dst = id->dst_ts->clone(id->dst_ts),
	     .prio = data->prio,
	     .reqid = data->sa->reqid,
	     .spi = data->sa->esp.spi,
	     .mode = data->sa->mode,
	     .to = data->dst->clone(data->dst),
	);
	policies->mutex->lock(policies->mutex);
	policies->users->insert_first(policies->users, user);
	policies->mutex->unlock(policies->mutex);
}

static bool is_policy(const struct user *user,
		      const kernel_ipsec_policy_id_t *id)
{
	return user->dir == id->dir &&
	       user->src->equals(user->src, id->src_ts) &&
	       user->dst->equals(user->dst, id->dst_ts);
}

bool policies_del(struct policies *policies, const kernel_ipsec_policy_id_t *id,
		  const kernel_ipsec_manage_policy_t *data)
{
	struct user *user, *found = NULL;
	enumerator_t *each;

	policies->mutex->lock(policies->mutex);
	each = policies->users->create_enumerator(policies->users);
	while (!found && each->enumerate(each, &user)) {
		if (!is_policy(user, id) || user->prio != data->prio ||
		    user->reqid != data->sa->reqid ||
		    user->spi != data->sa->esp.spi)
			continue;
		policies->users->remove_at(policies->users, each);
		found = user;
	}
	each->destroy(each);
	policies->mutex->unlock(policies->mutex);
	if (found)
		user_free(found);
	return found;
}

host_t *policies_sa(struct policies *policies,
		    const kernel_ipsec_policy_id_t *id, uint32_t *spi)
{
	enumerator_t *each;
	struct user *user;
	host_t *to = NULL;

	policies->mutex->lock(policies->mutex);
	each = policies->users->create_enumerator(policies->users);
	while (!to && each->enumerate(each, &user)) {
		if (!user->spi || !is_policy(user, id))
			continue;
		to = user->to->clone(user->to);
		*spi = user->spi;
	}
	each->destroy(each);
	policies->mutex->unlock(policies->mutex);
	return to;
}

static bool is_trap_for(const struct user *user, traffic_selector_t *local,
			traffic_selector_t *remote, ipsec_mode_t mode)
{
	return !user->spi && user->prio == POLICY_PRIORITY_ROUTED &&
	       user->dir == POLICY_OUT && user->mode == mode &&
	       local->is_contained_in(local, user->src) &&
	       remote->is_contained_in(remote, user->dst);
}

static bool is_narrower(const struct user *user, const struct user *than)
{
	return user->src->is_contained_in(user->src, than->src) &&
	       user->dst->is_contained_in(user->dst, than->dst) &&
	       !(than->src->equals(than->src, user->src) &&
		 than->dst->equals(than->dst, user->dst));
}

bool policies_trap(struct policies *policies, traffic_selector_t *local,
		   traffic_selector_t *remote, ipsec_mode_t mode,
		   struct trap *trap)
{
	struct user *user, *best = NULL;
	enumerator_t *each;

	policies->mutex->lock(policies->mutex);
	each = policies->users->create_enumerator(policies->users);
	while (each->enumerate(each, &user))
		if (is_trap_for(user, local, remote, mode) &&
		    (!best || is_narrower(user, best)))
			best = user;
	each->destroy(each);
	if (best) {
		trap->reqid = best->reqid;
		trap->is_for_any = best->to->is_anyaddr(best->to);
	}
	policies->mutex->unlock(policies->mutex);
	return best;
}
