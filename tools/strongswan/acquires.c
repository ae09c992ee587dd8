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
 * @since: seconds
 */
struct wanted {
	uint32_t id;
	uint32_t pfp;
	struct span local;
	struct span remote;
	struct btns_ip peer;
	uint8_t family;
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

void acquires_free(struct acquires *acquires)
{
	acquires->list->destroy_function(acquires->list, free);
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
		free(last);
	}
}

void acquires_add(struct acquires *acquires, const struct btns_acquire *acquire,
		  const struct span *local, const struct span *remote)
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
	     .since = charon_now(),
	);
	acquires->mutex->lock(acquires->mutex);
	forget_old(acquires, wanted->since);
	acquires->list->insert_first(acquires->list, wanted);
	acquires->mutex->unlock(acquires->mutex);
}

static bool is_span(const struct span *a, const struct span *b)
{
	return a->family == b->family && a->proto == b->proto &&
	       a->port_lo == b->port_lo && a->port_hi == b->port_hi &&
	       !memcmp(&a->lo, &b->lo, sizeof(a->lo)) &&
	       !memcmp(&a->hi, &b->hi, sizeof(a->hi));
}

uint32_t acquires_pfp(struct acquires *acquires, const struct span *local,
		      const struct span *remote)
{
	struct wanted *wanted;
	enumerator_t *each;
	uint32_t pfp = 0;

	acquires->mutex->lock(acquires->mutex);
	each = acquires->list->create_enumerator(acquires->list);
	while (!pfp && each->enumerate(each, &wanted))
		if (is_span(&wanted->local, local) &&
		    is_span(&wanted->remote, remote))
			pfp = wanted->pfp;
	each->destroy(each);
	acquires->mutex->unlock(acquires->mutex);
	return pfp;
}

static bool is_with(const struct wanted *wanted, uint8_t family,
		    const struct btns_ip *peer)
{
	return wanted->family == family &&
	       !memcmp(&wanted->peer, peer, sizeof(*peer));
}

void acquires_fail(struct acquires *acquires, host_t *remote, uint32_t reason)
{
	struct link *link = acquires->link;
	struct wanted *wanted;
	enumerator_t *each;
	struct btns_ip peer;
	uint8_t family;

	if (!charon_ip(remote, &family, &peer))
		return;
	acquires->mutex->lock(acquires->mutex);
	each = acquires->list->create_enumerator(acquires->list);
	while (each->enumerate(each, &wanted)) {
		if (!is_with(wanted, family, &peer))
			continue;
		acquires->list->remove_at(acquires->list, each);
		link->mutex->lock(link->mutex);
		/* -ENOENT: it was answered or is over */
		btns_acquire_fail(link->sock, wanted->id, reason, 0);
		link->mutex->unlock(link->mutex);
		free(wanted);
	}
	each->destroy(each);
	acquires->mutex->unlock(acquires->mutex);
}
