// SPDX-License-Identifier: GPL-2.0-or-later
#include "kernel.h"

#include <processing/jobs/callback_job.h>
#include <string.h>

#include "algorithm.h"
#include "charon.h"

#define STALE_TRIES 3
#define WINDOW_MIN 32
#define WINDOW_MAX 65536

/**
 * struct kernel - the interface
 * @public: what charon sees; first
 * @parts: what it consists of
 */
struct kernel {
	kernel_ipsec_t public;
	struct parts parts;
};

static struct parts parts_in_use;

void kernel_use(const struct parts *parts)
{
	parts_in_use = *parts;
}

static void lock(struct kernel *kernel)
{
	kernel->parts.link->mutex->lock(kernel->parts.link->mutex);
}

static void unlock(struct kernel *kernel)
{
	kernel->parts.link->mutex->unlock(kernel->parts.link->mutex);
}

/*
 * POLICY_SPI: charon hands over the outbound SA of a replacement at once, so that
 * both halves of a pair come together.  NO_POLICY_UPDATES: its policies protect
 * nothing, there is no gap that it would have to close when addresses change.
 */
METHOD(kernel_ipsec_t, get_features, kernel_feature_t, struct kernel *this)
{
	return KERNEL_POLICY_SPI | KERNEL_NO_POLICY_UPDATES;
}

/* ---- SPIs ---- */

METHOD(kernel_ipsec_t, get_spi, status_t, struct kernel *this, host_t *src,
       host_t *dst, uint8_t protocol, uint32_t *spi)
{
	struct link *link = this->parts.link;
	struct btns_sa_id id = { .proto = protocol };
	int err;

	if (protocol != IPPROTO_ESP ||
	    !charon_ip(dst, &id.family, &id.dst))
		return NOT_SUPPORTED;
	lock(this);
	err = btns_sa_alloc_spi(link->sock, &id, 0, 0);
	if (err)
		DBG1(DBG_KNL, "btns: no SPI for %H: %s", dst,
		     link_words(link, err));
	unlock(this);
	*spi = htonl(id.spi);
	return err ? FAILED : SUCCESS;
}

METHOD(kernel_ipsec_t, get_cpi, status_t, struct kernel *this, host_t *src,
       host_t *dst, uint16_t *cpi)
{
	return NOT_SUPPORTED;
}

/* ---- what charon asks for, as one half ---- */

static const char *unsupported(const kernel_ipsec_sa_id_t *id,
			       const kernel_ipsec_add_sa_t *data)
{
	if (id->proto != IPPROTO_ESP)
		return "btns has no AH, propose ESP";
	if (data->mode != MODE_TRANSPORT && data->mode != MODE_TUNNEL)
		return "btns has transport and tunnel mode only";
	if (data->encap)
		return "btns has no ESP in UDP, there may be no NAT between the hosts";
	if (data->ipcomp)
		return "btns does not compress, set ipcomp = no";
	if (id->mark.value || id->mark.mask || data->mark.value || id->if_id)
		return "SAs of btns have no marks and interfaces, leave them out";
	if (data->label || data->interface)
		return "SAs of btns have no labels and interfaces, leave them out";
	if (data->tfc)
		return "btns does not pad, leave out tfc_padding";
	if (data->mode == MODE_TUNNEL && !data->copy_ecn)
		return "btns copies ECN in tunnel mode, leave out copy_ecn = no";
	if (data->mode == MODE_TUNNEL && (data->copy_dscp == DSCP_COPY_IN_ONLY ||
					  data->copy_dscp == DSCP_COPY_YES))
		return "btns leaves the inner DSCP alone, set copy_dscp = out or no";
	if (data->enc_key.len > HALF_KEY_MAX)
		return "a key that is too long";
	return NULL;
}

static struct btns_sa_limits limits(const lifetime_cfg_t *from, bool is_hard)
{
	return (struct btns_sa_limits){
		.seconds = is_hard ? from->time.life : from->time.rekey,
		.bytes = is_hard ? from->bytes.life : from->bytes.rekey,
		.packets = is_hard ? from->packets.life : from->packets.rekey,
	};
}

static void set_window(struct btns_sa_info *sa, uint32_t window)
{
	sa->has_replay_window = sa->dir == BTNS_SA_DIR_IN;
	if (sa->has_replay_window)
		sa->replay_window = max(WINDOW_MIN, min(window, WINDOW_MAX));
}

/* What kernel XFRM makes of it: without copies DF and DSCP are 0 outside. */
static void set_outer(struct btns_sa_info *sa, const kernel_ipsec_add_sa_t *data)
{
	if (sa->dir != BTNS_SA_DIR_OUT || sa->mode != BTNS_MODE_TUNNEL)
		return;
	sa->has_df = sa->id.family == AF_INET;
	if (sa->has_df && !data->copy_df)
		sa->df = BTNS_DF_CLEAR;
	/* a map of zeroes */
	sa->has_dscp_map = data->copy_dscp == DSCP_COPY_NO;
}

static const char *set_algorithm(struct half *half,
				 const kernel_ipsec_add_sa_t *data)
{
	const struct algorithm_ask ask = {
		.encr = data->enc_alg,
		.integ = data->int_alg,
		.encr_len = data->enc_key.len,
		.integ_len = data->int_key.len,
	};
	const char *wrong = algorithm_find(&ask, &half->sa.aead);

	if (wrong)
		return wrong;
	half->key_len = data->enc_key.len;
	memcpy(half->key, data->enc_key.ptr, half->key_len);
	return NULL;
}

static const char *make_half(struct kernel *kernel, struct half *half,
			     kernel_ipsec_sa_id_t *id,
			     kernel_ipsec_add_sa_t *data)
{
	linked_list_t *local = data->inbound ? data->dst_ts : data->src_ts;
	linked_list_t *remote = data->inbound ? data->src_ts : data->dst_ts;
	ike_sa_t *ike_sa = charon->bus->get_sa(charon->bus);
	uint32_t child = hooks_child(kernel->parts.hooks);
	struct btns_sa_info *sa = &half->sa;
	const char *wrong = unsupported(id, data);
	uint8_t family;

	memset(half, 0, sizeof(*half));
	if (!ike_sa || !child)
		wrong = "an SA of nobody";
	if (wrong)
		return wrong;
	half->ike = ike_sa->get_unique_id(ike_sa);
	half->child = child;
	half->is_ours = data->initiator;
	if (!charon_sa_id(id, &sa->id) ||
	    !charon_ip(id->src, &family, &sa->src) || family != sa->id.family)
		return "addresses of different families";
	sa->dir = data->inbound ? BTNS_SA_DIR_IN : BTNS_SA_DIR_OUT;
	sa->mode = data->mode == MODE_TUNNEL ? BTNS_MODE_TUNNEL :
					       BTNS_MODE_TRANSPORT;
	sa->esn = data->esn;
	sa->soft = limits(data->lifetime, false);
	sa->hard = limits(data->lifetime, true);
	set_window(sa, data->replay_window);
	set_outer(sa, data);
	wrong = charon_selector(local, remote, &sa->ts);
	sa->has_ts = !wrong;
	return wrong ? wrong : set_algorithm(half, data);
}

/* ---- both halves, as the kernel wants them ---- */

/* The entries under which the pair is: the administrator's, not charon's. */
static int complete(struct link *link, struct btns_sa_pair *pair,
		    struct peer *peer, ike_sa_t *ike_sa, const char **why)
{
	const struct btns_policy_info *policy = NULL;
	const struct btns_pad_info *entry;
	int err;

	*why = NULL;
	err = tables_refresh(link->tables, link->sock);
	if (err)
		return err;
	entry = peer_entry_now(link, peer, ike_sa, why);
	if (entry)
		policy = tables_policy(link->tables, entry, &peer->who,
				       &pair->out.ts);
	if (entry && (!policy || policy->action != BTNS_ACTION_PROTECT))
		*why = "no entry of the SPD protects the traffic";
	if (!entry || !policy || policy->action != BTNS_ACTION_PROTECT)
		return -EACCES;
	err = peer_enter(link, peer, ike_sa, entry);
	if (err)
		return err;

	pair->peer_id = peer->peer_id;
	pair->local_id = peer->local_id;
	pair->ike_family = peer->who.ike_family;
	pair->ike_addr = peer->who.ike_addr;
	pair->pad_entry = entry->index;
	pair->pad_generation = tables_pad_generation(link->tables);
	pair->policy = policy->index;
	pair->spd_generation = tables_spd_generation(link->tables);
	pair->in.reqid = policy->reqid;
	pair->out.reqid = policy->reqid;
	pair->ike_sa = peer->origin;
	return 0;
}

/* One that is gone meanwhile is not replaced. */
static uint32_t replaced(struct link *link, const struct peer *peer,
			 bool is_ours)
{
	uint32_t spi = peer->rekeyed[is_ours];

	return spi && link_find_spi(link, peer->ike, spi, true) ? spi : 0;
}

static void remember(struct link *link, const struct btns_sa_pair *from,
		     uint32_t ike)
{
	struct link_pair *pair;

	INIT(pair,
	     .in = from->in.id,
	     .out = from->out.id,
	     .ike = ike,
	     .has_in = true,
	     .has_out = true,
	);
	link->pairs->insert_first(link->pairs, pair);
}

static bool add_pair(struct kernel *kernel, struct half *in, struct half *out)
{
	struct link *link = kernel->parts.link;
	struct btns_sa_pair pair = {
		.in = in->sa,
		.out = out->sa,
		.key_in = in->key,
		.key_out = out->key,
		.key_in_len = in->key_len,
		.key_out_len = out->key_len,
	};
	ike_sa_t *ike_sa = charon->bus->get_sa(charon->bus);
	struct peer *peer = peers_get(kernel->parts.peers, ike_sa);
	const char *why = NULL;
	int err = -ESTALE;

	/* the administrator may change PAD, SPD and identities in between */
	for (int i = 0; i < STALE_TRIES && (err == -ESTALE || err == -ENOENT);
	     i++) {
		if (err == -ENOENT)
			peer_leave(link, peer);
		pair.rekey_of = replaced(link, peer, in->is_ours);
		err = complete(link, &pair, peer, ike_sa, &why);
		if (!err)
			err = btns_sa_pair_add(link->sock, &pair);
	}
	if (err)
		DBG1(DBG_KNL, "btns: no SAs with '%Y': %s",
		     ike_sa->get_other_id(ike_sa),
		     why ? why : link_words(link, err));
	else
		remember(link, &pair, peer->ike);
	return !err;
}

static job_requeue_t expire_halves(struct kernel *this)
{
	size_t count;

	lock(this);
	count = halves_expire(this->parts.link->halves, charon_now());
	unlock(this);
	if (count)
		DBG1(DBG_KNL, "btns: %zu SAs waited in vain for the other of their pair",
		     count);
	return JOB_REQUEUE_NONE;
}

METHOD(kernel_ipsec_t, add_sa, status_t, struct kernel *this,
       kernel_ipsec_sa_id_t *id, kernel_ipsec_add_sa_t *data)
{
	struct half half, in, out;
	enum half_fate fate = HALF_REFUSED;
	const char *why = make_half(this, &half, id, data);
	bool is_done = false;

	if (why) {
		half_clear(&half);
		DBG1(DBG_KNL, "btns: no SA between %H and %H: %s", id->src,
		     id->dst, why);
		return FAILED;
	}
	lock(this);
	fate = halves_put(this->parts.link->halves, &half, charon_now(), &in,
			  &out, &why);
	if (fate == HALF_PAIRED) {
		is_done = add_pair(this, &in, &out);
		half_clear(&in);
		half_clear(&out);
	}
	unlock(this);
	if (fate == HALF_REFUSED)
		DBG1(DBG_KNL, "btns: no SA between %H and %H: %s", id->src,
		     id->dst, why);
	if (fate != HALF_KEPT)
		return is_done ? SUCCESS : FAILED;
	lib->scheduler->schedule_job(lib->scheduler, (job_t *)
		callback_job_create((callback_job_cb_t)expire_halves, this,
				    NULL, NULL), HALF_SECONDS + 1);
	return SUCCESS;
}

/* charon negotiates new SAs instead */
METHOD(kernel_ipsec_t, update_sa, status_t, struct kernel *this,
       kernel_ipsec_sa_id_t *id, kernel_ipsec_update_sa_t *data)
{
	return NOT_SUPPORTED;
}

/* ---- SAs that are there ---- */

/* 0: one is at @sa, to be given to btns_sa_list_free() with @count */
static int find_sa(struct link *link, const struct btns_sa_id *id,
		   struct btns_sa_info **sa, size_t *count)
{
	const struct btns_sa_filter filter = {
		.spi = id->spi,
		.dst_family = id->family,
		.dst = id->dst,
	};
	int err = btns_sa_dump(link->sock, &filter, sa, count);

	if (err)
		return err;
	return *count ? 0 : -ENOENT;
}

static int query(struct link *link, const struct btns_sa_id *id,
		 uint64_t *bytes, uint64_t *packets, time_t *used)
{
	struct link_pair *pair;
	struct btns_sa_info *sa;
	size_t count;
	bool is_in;
	int err;

	err = find_sa(link, id, &sa, &count);
	if (err)
		return err;
	*bytes = sa[0].bytes;
	*packets = sa[0].packets;
	*used = 0;
	pair = link_find(link, id, &is_in);
	if (pair) {
		/* the kernel does not say when: since the last question */
		if (pair->packets[is_in] != *packets)
			pair->used[is_in] = charon_now();
		pair->packets[is_in] = *packets;
		*used = (time_t)pair->used[is_in];
	}
	btns_sa_list_free(sa, count);
	return 0;
}

METHOD(kernel_ipsec_t, query_sa, status_t, struct kernel *this,
       kernel_ipsec_sa_id_t *id, kernel_ipsec_query_sa_t *data, uint64_t *bytes,
       uint64_t *packets, time_t *time)
{
	uint64_t octets, count;
	struct btns_sa_id sa;
	time_t used;
	int err;

	if (!charon_sa_id(id, &sa))
		return NOT_SUPPORTED;
	lock(this);
	err = query(this->parts.link, &sa, &octets, &count, &used);
	unlock(this);
	if (err)
		return err == -ENOENT ? NOT_FOUND : FAILED;
	if (bytes)
		*bytes = octets;
	if (packets)
		*packets = count;
	if (time)
		*time = used;
	return SUCCESS;
}

/* Of a pair that never came to be there is no more than the SPI. */
static int delete_larval(struct link *link, const struct btns_sa_id *id)
{
	struct btns_sa_info *sa;
	bool is_larval;
	size_t count;
	int err;

	err = find_sa(link, id, &sa, &count);
	if (err)
		return err;
	is_larval = sa[0].state == BTNS_SA_STATE_LARVAL;
	btns_sa_list_free(sa, count);
	return is_larval ? link_delete(link, id) : -ENOENT;
}

/*
 * A peer chooses the SPI of what is sent to it.  It may choose one that is taken,
 * and charon deletes what it could not install.
 */
static int delete(struct link *link, const struct btns_sa_id *id)
{
	ike_sa_t *ike_sa = charon->bus->get_sa(charon->bus);
	bool is_in;
	struct link_pair *pair = link_find(link, id, &is_in);
	int err;

	if (!pair)
		return delete_larval(link, id);
	if (ike_sa && pair->ike != ike_sa->get_unique_id(ike_sa))
		return -ENOENT;
	err = link_delete(link, id);
	/* the kernel's event waits for the lock, and is then no news */
	link_forget(link, id);
	return err;
}

METHOD(kernel_ipsec_t, del_sa, status_t, struct kernel *this,
       kernel_ipsec_sa_id_t *id, kernel_ipsec_del_sa_t *data)
{
	struct link *link = this->parts.link;
	struct btns_sa_id sa;
	bool was_half;
	int err;

	if (!charon_sa_id(id, &sa))
		return NOT_SUPPORTED;
	lock(this);
	was_half = halves_drop(link->halves, &sa);
	err = delete(link, &sa);
	link_sweep(link);
	unlock(this);
	if (err && err != -ENOENT)
		DBG1(DBG_KNL, "btns: SA %.8x to %H is still there: %s", sa.spi,
		     id->dst, strerror(-err));
	if (err && !(err == -ENOENT && was_half))
		return err == -ENOENT ? NOT_FOUND : FAILED;
	return SUCCESS;
}

/* Only ours: what is keyed by hand is somebody else's. */
METHOD(kernel_ipsec_t, flush_sas, status_t, struct kernel *this)
{
	struct link *link = this->parts.link;
	struct link_pair *pair;

	lock(this);
	while (link->pairs->remove_first(link->pairs,
					 (void **)&pair) == SUCCESS) {
		if (pair->has_out)
			link_delete(link, &pair->out);
		if (pair->has_in)
			link_delete(link, &pair->in);
		free(pair);
	}
	link_sweep(link);
	unlock(this);
	return SUCCESS;
}

/* ---- policies ---- */

/* A trap waits for packets that an SPD entry protects; without one there are none. */
static void check_trap(struct kernel *kernel, const kernel_ipsec_policy_id_t *id)
{
	struct link *link = kernel->parts.link;
	const struct btns_policy_info *policy = NULL;
	struct btns_ts ts;
	struct span local, remote;

	if (!charon_span(id->src_ts, &local) ||
	    !charon_span(id->dst_ts, &remote) ||
	    span_selector(&local, 1, &remote, 1, &ts))
		return;
	lock(kernel);
	if (!tables_refresh(link->tables, link->sock))
		policy = tables_policy(link->tables, NULL, NULL, &ts);
	if (!policy || policy->action != BTNS_ACTION_PROTECT)
		DBG1(DBG_KNL, "btns: no entry of the SPD protects %R === %R, nothing will ask for SAs",
		     id->src_ts, id->dst_ts);
	unlock(kernel);
	btns_ts_free(&ts);
}

METHOD(kernel_ipsec_t, add_policy, status_t, struct kernel *this,
       kernel_ipsec_policy_id_t *id, kernel_ipsec_manage_policy_t *data)
{
	/* whoever wants to let pass or drop writes an entry of the SPD */
	if (data->type != POLICY_IPSEC || data->prio == POLICY_PRIORITY_FALLBACK) {
		DBG1(DBG_KNL, "btns: %R === %R is not for charon to decide, write an entry of the SPD",
		     id->src_ts, id->dst_ts);
		return NOT_SUPPORTED;
	}
	policies_add(this->parts.policies, id, data);
	if (data->prio == POLICY_PRIORITY_ROUTED && id->dir == POLICY_OUT)
		check_trap(this, id);
	return SUCCESS;
}

METHOD(kernel_ipsec_t, query_policy, status_t, struct kernel *this,
       kernel_ipsec_policy_id_t *id, kernel_ipsec_query_policy_t *data,
       time_t *use_time)
{
	struct btns_sa_id sa = { .proto = IPPROTO_ESP };
	uint64_t bytes, packets;
	uint32_t spi = 0;
	host_t *to = policies_sa(this->parts.policies, id, &spi);
	int err = -ENOENT;

	if (!to)
		return NOT_FOUND;
	sa.spi = ntohl(spi);
	if (charon_ip(to, &sa.family, &sa.dst)) {
		lock(this);
		err = query(this->parts.link, &sa, &bytes, &packets, use_time);
		unlock(this);
	}
	to->destroy(to);
	return err ? NOT_FOUND : SUCCESS;
}

METHOD(kernel_ipsec_t, del_policy, status_t, struct kernel *this,
       kernel_ipsec_policy_id_t *id, kernel_ipsec_manage_policy_t *data)
{
	return policies_del(this->parts.policies, id, data) ? SUCCESS :
							       NOT_FOUND;
}

METHOD(kernel_ipsec_t, flush_policies, status_t, struct kernel *this)
{
	policies_flush(this->parts.policies);
	return SUCCESS;
}

/* ---- sockets ---- */

/* RFC 4301 5.2: IKE passes by an entry of the SPD; no socket is exempt. */
METHOD(kernel_ipsec_t, bypass_socket, bool, struct kernel *this, int fd,
       int family)
{
	return TRUE;
}

/* With the socket option ESP in UDP would go to the kernel's own IPsec. */
METHOD(kernel_ipsec_t, enable_udp_decap, bool, struct kernel *this, int fd,
       int family, uint16_t port)
{
	return FALSE;
}

METHOD(kernel_ipsec_t, destroy, void, struct kernel *this)
{
	free(this);
}

kernel_ipsec_t *kernel_create(void)
{
	struct kernel *kernel;

	INIT(kernel,
	     .public = {
		     .get_features = _get_features,
		     .get_spi = _get_spi,
		     .get_cpi = _get_cpi,
		     .add_sa = _add_sa,
		     .update_sa = _update_sa,
		     .query_sa = _query_sa,
		     .del_sa = _del_sa,
		     .flush_sas = _flush_sas,
		     .add_policy = _add_policy,
		     .query_policy = _query_policy,
		     .del_policy = _del_policy,
		     .flush_policies = _flush_policies,
		     .bypass_socket = _bypass_socket,
		     .enable_udp_decap = _enable_udp_decap,
		     .destroy = _destroy,
	     },
	     .parts = parts_in_use,
	);
	return &kernel->public;
}
