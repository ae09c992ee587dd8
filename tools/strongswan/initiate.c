// SPDX-License-Identifier: GPL-2.0-or-later
#include "initiate.h"

#include <processing/jobs/callback_job.h>

/* of no trap and no SA: charon then gives a new one, and sees no duplicate */
#define REQID_NONE UINT32_MAX

/**
 * struct initiation - what is to begin
 * @trap: charon's number of the trap
 * @local: the packet, this end
 * @remote: the other end
 */
struct initiation {
	uint32_t trap;
	traffic_selector_t *local;
	traffic_selector_t *remote;
};

static void initiation_free(struct initiation *this)
{
	this->local->destroy(this->local);
	this->remote->destroy(this->remote);
	free(this);
}

/* the connection of a trap; both to be destroyed */
static bool find_trap(uint32_t reqid, peer_cfg_t **peer, child_cfg_t **child)
{
	enumerator_t *each = charon->traps->create_enumerator(charon->traps);
	bool found = false;
	child_sa_t *trap;

	while (!found && each->enumerate(each, peer, &trap))
		found = trap->get_reqid(trap) == reqid;
	if (found) {
		*child = trap->get_config(trap);
		(*child)->get_ref(*child);
		(*peer)->get_ref(*peer);
	}
	each->destroy(each);
	return found;
}

char *initiate_connection(uint32_t reqid)
{
	child_cfg_t *child;
	peer_cfg_t *peer;
	char *name;

	if (!find_trap(reqid, &peer, &child))
		return NULL;
	name = strdup(peer->get_name(peer));
	child->destroy(child);
	peer->destroy(peer);
	return name;
}

static job_requeue_t begin(struct initiation *this)
{
	ike_sa_manager_t *manager = charon->ike_sa_manager;
	child_init_args_t args = {
		.reqid = REQID_NONE,
		.src = this->local,
		.dst = this->remote,
	};
	child_cfg_t *child;
	peer_cfg_t *peer;
	ike_sa_t *ike_sa;

	if (!find_trap(this->trap, &peer, &child))
		return JOB_REQUEUE_NONE;
	ike_sa = manager->checkout_by_config(manager, peer);
	peer->destroy(peer);
	if (!ike_sa)
		child->destroy(child);
	else if (ike_sa->initiate(ike_sa, child, &args) == DESTROY_ME)
		manager->checkin_and_destroy(manager, ike_sa);
	else
		manager->checkin(manager, ike_sa);
	return JOB_REQUEUE_NONE;
}

void initiate(uint32_t reqid, traffic_selector_t *local,
	      traffic_selector_t *remote)
{
	struct initiation *initiation;

	DBG1(DBG_KNL, "btns: an SA of its own for %R === %R", local, remote);
	INIT(initiation,
	     .trap = reqid,
	     .local = local->clone(local),
	     .remote = remote->clone(remote),
	);
	lib->processor->queue_job(lib->processor, (job_t *)callback_job_create(
		(callback_job_cb_t)begin, initiation,
		(callback_job_cleanup_t)initiation_free, NULL));
}
