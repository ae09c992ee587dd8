// SPDX-License-Identifier: GPL-2.0-or-later
#include "request.h"

#include <encoding/payloads/notify_payload.h>
#include <encoding/payloads/ts_payload.h>
#include <string.h>

#include "charon.h"

/* RFC 7296 1.3.3: the inbound SPI of the sender, network order; 0: nothing */
static uint32_t replaced_spi(message_t *message)
{
	notify_payload_t *notify = message->get_notify(message, REKEY_SA);

	return notify ? notify->get_spi(notify) : 0;
}

static bool is_at(host_t *host, const struct btns_sa_id *id)
{
	struct btns_ip ip;
	uint8_t family;

	return charon_ip(host, &family, &ip) && family == id->family &&
	       !memcmp(&ip, &id->dst, sizeof(ip));
}

/*
 * The CHILD_SA that a request replaces, and its inbound SPI.  When a host has moved
 * (MOBIKE) its traffic is that of another address: then there is none.
 */
static child_sa_t *replaced(struct link *link, ike_sa_t *ike_sa,
			    message_t *message, bool is_ours, uint32_t *in)
{
	uint32_t spi = replaced_spi(message);
	struct link_pair *pair;
	bool is_here = false;

	*in = 0;
	if (!spi)
		return NULL;
	link->mutex->lock(link->mutex);
	pair = link_find_spi(link, ike_sa->get_unique_id(ike_sa), ntohl(spi),
			     is_ours);
	if (pair) {
		*in = pair->in.spi;
		is_here = is_at(ike_sa->get_my_host(ike_sa), &pair->in) &&
			  is_at(ike_sa->get_other_host(ike_sa), &pair->out);
	}
	link->mutex->unlock(link->mutex);
	return is_here ? ike_sa->get_child_sa(ike_sa, PROTO_ESP, spi, is_ours) :
			 NULL;
}

static bool first_of(linked_list_t *list, struct span *to)
{
	traffic_selector_t *ts;

	return list->get_first(list, (void **)&ts) == SUCCESS &&
	       charon_span(ts, to);
}

static linked_list_t *traffic(child_sa_t *child, bool is_local)
{
	return linked_list_create_from_enumerator(
		child->create_ts_enumerator(child, is_local));
}

/* ---- the peer's ---- */

static bool note_child(struct peer *peer, child_sa_t *child)
{
	linked_list_t *local = traffic(child, TRUE);
	linked_list_t *remote = traffic(child, FALSE);
	bool is_noted = first_of(local, &peer->here) &&
			first_of(remote, &peer->there);

	local->destroy(local);
	remote->destroy(remote);
	return is_noted;
}

static bool note_payload(message_t *message, payload_type_t type,
			 struct span *to)
{
	ts_payload_t *payload;
	linked_list_t *list;
	bool is_noted;

	payload = (ts_payload_t *)message->get_payload(message, type);
	if (!payload)
		return false;
	list = payload->get_traffic_selectors(payload);
	is_noted = first_of(list, to);
	list->destroy_offset(list, offsetof(traffic_selector_t, destroy));
	return is_noted;
}

void request_receive(struct link *link, struct peer *peer, ike_sa_t *ike_sa,
		     message_t *message)
{
	child_sa_t *child = replaced(link, ike_sa, message, false,
				     &peer->rekeyed[false]);

	peer->has_asked = child ? note_child(peer, child) :
		note_payload(message, PLV2_TS_RESPONDER, &peer->here) &&
		note_payload(message, PLV2_TS_INITIATOR, &peer->there);
}

/* ---- ours ---- */

static void take_out(message_t *message, payload_type_t type)
{
	enumerator_t *each = message->create_payload_enumerator(message);
	payload_t *payload;

	while (each->enumerate(each, &payload)) {
		if (payload->get_type(payload) != type)
			continue;
		message->remove_payload_at(message, each);
		payload->destroy(payload);
	}
	each->destroy(each);
}

static void put_in(message_t *message, child_sa_t *child, bool is_local)
{
	linked_list_t *list = traffic(child, is_local);

	take_out(message, is_local ? PLV2_TS_INITIATOR : PLV2_TS_RESPONDER);
	message->add_payload(message,
		(payload_t *)ts_payload_create_from_traffic_selectors(
			is_local, list, NULL));
	list->destroy(list);
}

void request_send(struct link *link, struct peer *peer, ike_sa_t *ike_sa,
		  message_t *message)
{
	child_sa_t *child = replaced(link, ike_sa, message, true,
				     &peer->rekeyed[true]);

	if (!child)
		return;
	/* charon would begin again with all that the connection allows */
	put_in(message, child, true);
	put_in(message, child, false);
}
