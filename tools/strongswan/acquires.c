// SPDX-License-Identifier: GPL-2.0-or-later
#include "acquires.h"

#include <string.h>

#include "charon.h"

/* The kernel keeps none longer (its settings say how long). */
#define SECONDS_MAX 300
#define COUNT_MAX 4096

/**
 * struct wanted - one of them
 * @id: the kernel's name of it
 * @pfp: bits of enum btns_pfp
 * @local: the packet, this end
 * @remote: the other end
 * @peer: with whom the SA will be
 * @family: of @peer
 * @connection: charon's name of the connection, or NULL
 * @bargain: the CHILD_SA that is proposed for it; zero: none yet
 * @since: seconds
 */
struct wanted {
	uint32_t id;
	uint32_t pfp;
	struct span local;
	struct span remote;
	struct btns_ip peer;
	uint8_t family;
	char *connection;
	struct bargain bargain;
	uint64_t since;
};

struct acquires {
	struct link *link;
	mutex_t *mutex;
	linked_list_t *list;
};

struct acquires *acquires_new(struct link *link)
{
	struct acquires *acquires;

	INIT(acquires,
	     .link = link,
	     .mutex = mutex_create(MUTEX_TYPE_DEFAULT),
	     .list = linked_list_create(),
	);
	return acquires;
}

static void wanted_free(struct wanted *wanted)
{
	free(wanted->connection);
	free(wanted);
}

void acquires_free(struct acquires *acquires)
{
	acquires->list->destroy_function(acquires->list, (void *)wanted_free);
	acquires->mutex->destroy(acquires->mutex);
	free(acquires);
}

/* newest first, so the old ones are at the end */
static void forget_old(struct acquires *acquires, uint64_t now)
{
	linked_list_t *list = acquires->list;
	struct wanted *last;

	while (list->get_last(list, (void **)&last) == SUCCESS &&
	       (last->since + SECONDS_MAX < now ||
		list->get_count(list) >= COUNT_MAX)) {
		list->remove_last(list, (void **)&last);
		wanted_free(last);
	}
}

void acquires_add(struct acquires *acquires, const struct btns_acquire *acquire,
		  const char *connection, const struct span *local,
		  const struct span *remote)
{
	bool is_tunnel = acquire->tunnel.family != AF_UNSPEC;
	struct wanted *wanted;

	INIT(wanted,
	     .id = acquire->id,
	     .pfp = acquire->pfp,
	     .local = *local,
	     .remote = *remote,
	     .peer = is_tunnel ? acquire->tunnel.remote : remote->lo,
	     .family = is_tunnel ? acquire->tunnel.family : remote->family,
	     .connection = strdupnull(connection),
	     .since = charon_now(),
	);
	acquires->mutex->lock(acquires->mutex);
	forget_old(acquires, wanted->since);
	acquires->list->insert_first(acquires->list, wanted);
	acquires->mutex->unlock(acquires->mutex);
}

bool acquires_has(struct acquires *acquires, uint32_t id)
{
	struct wanted *wanted;
	enumerator_t *each;
	bool found = false;

	acquires->mutex->lock(acquires->mutex);
	each = acquires->list->create_enumerator(acquires->list);
	while (!found && each->enumerate(each, &wanted))
		found = wanted->id == id;
	each->destroy(each);
	acquires->mutex->unlock(acquires->mutex);
	return found;
}

static bool is_span(const struct span *a, const struct span *b)
{
	return a->family == b->family && a->proto == b->proto &&
	       a->port_lo == b->port_lo && a->port_hi == b->port_hi &&
	       !memcmp(&a->lo, &b->lo, sizeof(a->lo)) &&
	       !memcmp(&a->hi, &b->hi, sizeof(a->hi));
}

uint32_t acquires_begin(struct acquires *acquires, struct bargain bargain,
			const struct span *local, const struct span *remote)
{
	struct wanted *wanted;
	enumerator_t *each;
	uint32_t pfp = 0;

	acquires->mutex->lock(acquires->mutex);
	each = acquires->list->create_enumerator(acquires->list);
	while (each->enumerate(each, &wanted)) {
		if (!is_span(&wanted->local, local) ||
		    !is_span(&wanted->remote, remote))
			continue;
		pfp |= wanted->pfp;
		/* an SA that is replaced may be for the same packets */
		if (!wanted->bargain.child)
			wanted->bargain = bargain;
	}
	each->destroy(each);
	acquires->mutex->unlock(acquires->mutex);
	return pfp;
}

void acquires_again(struct acquires *acquires, uint32_t child)
{
	enumerator_t *each;
	struct wanted *wanted;

	acquires->mutex->lock(acquires->mutex);
	each = acquires->list->create_enumerator(acquires->list);
	while (each->enumerate(each, &wanted))
		if (wanted->bargain.child == child)
			wanted->bargain = (struct bargain){ 0 };
	each->destroy(each);
	acquires->mutex->unlock(acquires->mutex);
}

/* ---- ends ---- */

/**
 * struct end - what ends, and how
 * @child: a CHILD_SA; 0: an IKE_SA
 * @ike: that IKE_SA
 * @connection: its connection
 * @peer: its peer
 * @family: of @peer
 * @is_failure: the kernel is told of @reason
 * @reason: enum btns_acquire_reason
 */
struct end {
	uint32_t child;
	uint32_t ike;
	const char *connection;
	struct btns_ip peer;
	uint8_t family;
	bool is_failure;
	uint32_t reason;
};

static bool ends(const struct wanted *wanted, const struct end *end)
{
	if (end->child || wanted->bargain.child)
		return end->child ? wanted->bargain.child == end->child :
				    wanted->bargain.ike == end->ike;
	return wanted->family == end->family &&
	       !memcmp(&wanted->peer, &end->peer, sizeof(end->peer)) &&
	       wanted->connection && end->connection &&
	       streq(wanted->connection, end->connection);
}

static void tell(struct link *link, const struct wanted *wanted, uint32_t reason)
{
	link->mutex->lock(link->mutex);
	/* -ENOENT: it was answered or is over */
	btns_acquire_fail(link->sock, wanted->id, reason, 0);
	link->mutex->unlock(link->mutex);
}

static void end_those(struct acquires *acquires, const struct end *end)
{
	struct wanted *wanted;
	enumerator_t *each;

	acquires->mutex->lock(acquires->mutex);
	each = acquires->list->create_enumerator(acquires->list);
	while (each->enumerate(each, &wanted)) {
		if (!ends(wanted, end))
			continue;
		acquires->list->remove_at(acquires->list, each);
		if (end->is_failure)
			tell(acquires->link, wanted, end->reason);
		wanted_free(wanted);
	}
	each->destroy(each);
	acquires->mutex->unlock(acquires->mutex);
}

void acquires_end(struct acquires *acquires, uint32_t child)
{
	const struct end end = { .child = child };

	end_those(acquires, &end);
}

void acquires_fail(struct acquires *acquires, uint32_t child, uint32_t reason)
{
	const struct end end = {
		.child = child,
		.is_failure = true,
		.reason = reason,
	};

	end_those(acquires, &end);
}

void acquires_fail_all(struct acquires *acquires, ike_sa_t *ike_sa,
		       uint32_t reason)
{
	peer_cfg_t *connection = ike_sa->get_peer_cfg(ike_sa);
	struct end end = {
		.ike = ike_sa->get_unique_id(ike_sa),
		.connection = connection ? connection->get_name(connection) :
					   NULL,
		.is_failure = true,
		.reason = reason,
	};

	if (charon_ip(ike_sa->get_other_host(ike_sa), &end.family, &end.peer))
		end_those(acquires, &end);
}
