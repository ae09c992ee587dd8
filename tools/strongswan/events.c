// SPDX-License-Identifier: GPL-2.0-or-later
#include "events.h"

#include <processing/jobs/callback_job.h>
#include <string.h>

#include "charon.h"
#include "initiate.h"

#define ASK_SECONDS 1	/* after a trap; it is not ready when that is told */

/**
 * struct events - the line for events
 * @listener: what charon sees; first
 * @parts: what the plugin consists of
 * @sock: for events only
 * @will_ask: what is wanted will be asked for soon
 */
struct events {
	listener_t listener;
	struct parts parts;
	struct btns_sock *sock;
	bool will_ask;
};

/* ---- SAs that are wanted ---- */

static void refuse(struct events *events, const struct btns_acquire *acquire)
{
	struct link *link = events->parts.link;

	link->mutex->lock(link->mutex);
	btns_acquire_fail(link->sock, acquire->id, BTNS_ACQUIRE_REASON_POLICY,
			  0);
	link->mutex->unlock(link->mutex);
}

static void note(struct events *events, const struct btns_acquire *acquire,
		 const struct trap *trap, const struct span *local,
		 const struct span *remote)
{
	char *connection = initiate_connection(trap->reqid);

	acquires_add(events->parts.acquires, acquire, connection, local, remote);
	free(connection);
}

/* Return: false: no connection is for it. */
static bool bring(struct events *events, const struct btns_acquire *acquire,
		  const struct span *local, const struct span *remote)
{
	ipsec_mode_t mode = acquire->mode == BTNS_MODE_TUNNEL ?
		MODE_TUNNEL : MODE_TRANSPORT;
	kernel_acquire_data_t data = {
		.src = charon_ts(local),
		.dst = charon_ts(remote),
	};
	struct trap trap;
	bool found;

	found = policies_trap(events->parts.policies, data.src, data.dst, mode,
			      &trap);
	if (found) {
		note(events, acquire, &trap, local, remote);
		if (acquire->pfp && !trap.is_for_any)
			initiate(trap.reqid, data.src, data.dst);
		else
			charon->kernel->acquire(charon->kernel, trap.reqid,
						&data);
	} else {
		DBG1(DBG_KNL, "btns: SPD entry %u wants an SA for %R === %R, no connection is for that",
		     acquire->index, data.src, data.dst);
	}
	data.src->destroy(data.src);
	data.dst->destroy(data.dst);
	return found;
}

static void on_acquire(struct events *events, const struct btns_acquire *acquire)
{
	struct span local, remote;

	if (!span_flow(&acquire->flow, &local, &remote) ||
	    !bring(events, acquire, &local, &remote))
		refuse(events, acquire);
}

/* ---- SAs that end ---- */

static void expire(const struct btns_sa_id *id, bool hard)
{
	host_t *dst = charon_host(id->family, &id->dst);

	if (!dst)
		return;
	charon->kernel->expire(charon->kernel, id->proto, htonl(id->spi), dst,
			       hard);
	dst->destroy(dst);
}

static bool forget(struct events *events, const struct btns_sa_id *id)
{
	struct link *link = events->parts.link;
	bool was_ours;

	link->mutex->lock(link->mutex);
	was_ours = link_forget(link, id);
	link->mutex->unlock(link->mutex);
	return was_ours;
}

static bool is_ours(struct events *events, const struct btns_sa_id *id)
{
	struct link *link = events->parts.link;
	bool is_in, found;

	link->mutex->lock(link->mutex);
	found = link_find(link, id, &is_in);
	link->mutex->unlock(link->mutex);
	return found;
}

static void handle(struct events *events, const struct btns_event *event)
{
	switch (event->type) {
	case BTNS_CMD_ACQUIRE_NTF:
		on_acquire(events, &event->acquire);
		break;
	case BTNS_CMD_SA_EXPIRE_NTF:
		if (event->hard ? forget(events, &event->sa.id) :
				  is_ours(events, &event->sa.id))
			expire(&event->sa.id, event->hard);
		break;
	case BTNS_CMD_SA_DEL_NTF:
		/* not by charon: PAD or SPD do not let it be any more */
		if (forget(events, &event->sa.id))
			expire(&event->sa.id, true);
		break;
	default:
		break;
	}
}

/* ---- events that were lost ---- */

static bool is_listed(const struct btns_sa_info *list, size_t count,
		      const struct btns_sa_id *id)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].id.spi == id->spi &&
		    list[i].id.family == id->family &&
		    !memcmp(&list[i].id.dst, &id->dst, sizeof(id->dst)))
			return true;
	return false;
}

/* What of a pair is no more; false: all is there. */
static bool lose_missing(struct link_pair *pair, const struct btns_sa_info *list,
			 size_t count)
{
	bool had_in = pair->has_in, had_out = pair->has_out;

	pair->has_in = had_in && is_listed(list, count, &pair->in);
	pair->has_out = had_out && is_listed(list, count, &pair->out);
	return pair->has_in != had_in || pair->has_out != had_out;
}

/* @gone: to each pair that misses an SA one that charon knows it by */
static void find_missing(struct link *link, const struct btns_sa_info *list,
			 size_t count, linked_list_t *gone)
{
	enumerator_t *each = link->pairs->create_enumerator(link->pairs);
	struct btns_sa_id name, *id;
	struct link_pair *pair;

	while (each->enumerate(each, &pair)) {
		name = pair->has_in ? pair->in : pair->out;
		if (!lose_missing(pair, list, count))
			continue;
		id = malloc_thing(struct btns_sa_id);
		*id = name;
		gone->insert_last(gone, id);
		/* charon deletes the other one, if it is there still */
		if (!pair->has_in && !pair->has_out) {
			link->pairs->remove_at(link->pairs, each);
			free(pair);
		}
	}
	each->destroy(each);
}

static void end_missing(struct events *events)
{
	struct link *link = events->parts.link;
	linked_list_t *gone = linked_list_create();
	struct btns_sa_info *list;
	struct btns_sa_id *id;
	size_t count;

	link->mutex->lock(link->mutex);
	if (!btns_sa_dump(link->sock, NULL, &list, &count)) {
		find_missing(link, list, count, gone);
		btns_sa_list_free(list, count);
	}
	link->mutex->unlock(link->mutex);
	while (gone->remove_first(gone, (void **)&id) == SUCCESS) {
		expire(id, true);
		free(id);
	}
	gone->destroy(gone);
}

/* ---- SAs that were wanted before ---- */

/* A connection for it may come yet. */
static void on_old_acquire(struct events *events,
			   const struct btns_acquire *acquire)
{
	struct span local, remote;

	if (acquire->state == BTNS_ACQUIRE_STATE_LARVAL &&
	    !acquires_has(events->parts.acquires, acquire->id) &&
	    span_flow(&acquire->flow, &local, &remote))
		bring(events, acquire, &local, &remote);
}

static void ask_again(struct events *events)
{
	struct link *link = events->parts.link;
	struct btns_acquire *list;
	size_t count;
	int err;

	link->mutex->lock(link->mutex);
	err = btns_acquire_dump(link->sock, &list, &count);
	link->mutex->unlock(link->mutex);
	if (err)
		return;
	for (size_t i = 0; i < count; i++)
		on_old_acquire(events, &list[i]);
	btns_acquire_list_free(list, count);
}

static job_requeue_t ask(struct events *this)
{
	this->will_ask = false;
	ask_again(this);
	return JOB_REQUEUE_NONE;
}

/*
 * The kernel asks once.  What it asked another charon, or before this connection was
 * there, waits still, and with it all that wants the same SA.
 */
METHOD(listener_t, child_state_change, bool, struct events *this,
       ike_sa_t *ike_sa, child_sa_t *child_sa, child_sa_state_t state)
{
	if (state == CHILD_ROUTED && cas_bool(&this->will_ask, false, true))
		lib->scheduler->schedule_job(lib->scheduler, (job_t *)
			callback_job_create((callback_job_cb_t)ask, this, NULL,
					    NULL), ASK_SECONDS);
	return TRUE;
}

/* ---- reading ---- */

static bool on_readable(struct events *this, int fd, watcher_event_t what)
{
	struct btns_event event;
	int err;

	while ((err = btns_event_next(this->sock, &event)) != -EAGAIN) {
		if (!err) {
			handle(this, &event);
			btns_event_free(&event);
		} else if (err == -ENOBUFS) {
			DBG1(DBG_KNL, "btns: events were lost, looking again");
			end_missing(this);
			ask_again(this);
		} else if (err != -EINTR) {
			DBG1(DBG_KNL, "btns: an event cannot be read: %s",
			     strerror(-err));
			break;
		}
	}
	return TRUE;
}

struct events *events_new(const struct parts *parts)
{
	struct btns_sock *sock;
	struct events *events;
	int err;

	err = btns_sock_open(&sock);
	if (!err)
		err = btns_event_subscribe(sock);
	if (err) {
		DBG1(DBG_KNL, "btns: no events from the kernel: %s",
		     strerror(-err));
		btns_sock_close(sock);
		return NULL;
	}
	INIT(events,
	     .listener.child_state_change = _child_state_change,
	     .parts = *parts,
	     .sock = sock,
	);
	lib->watcher->add(lib->watcher, btns_event_fd(sock), WATCHER_READ,
			  (watcher_cb_t)on_readable, events);
	charon->bus->add_listener(charon->bus, &events->listener);
	return events;
}

void events_free(struct events *events)
{
	charon->bus->remove_listener(charon->bus, &events->listener);
	lib->watcher->remove(lib->watcher, btns_event_fd(events->sock));
	btns_sock_close(events->sock);
	free(events);
}
