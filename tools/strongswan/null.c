// SPDX-License-Identifier: GPL-2.0-or-later
#include "null.h"

#include <encoding/payloads/auth_payload.h>
#include <encoding/payloads/id_payload.h>
#include <encoding/payloads/notify_payload.h>

#include "charon.h"
#include "connection.h"

static bool is_initiator(ike_sa_t *ike_sa)
{
	ike_sa_id_t *id = ike_sa->get_id(ike_sa);

	return id->is_initiator(id);
}

static auth_payload_t *auth_of(message_t *message)
{
	return (auth_payload_t *)message->get_payload(message, PLV2_AUTH);
}

void null_keys(struct peer *peer, ike_sa_t *ike_sa, chunk_t pi, chunk_t pr)
{
	bool is_ours = is_initiator(ike_sa);

	peer_forget_keys(peer);
	peer->sk_ours = chunk_clone(is_ours ? pi : pr);
	peer->sk_theirs = chunk_clone(is_ours ? pr : pi);
}

/* ---- messages ---- */

/*
 * charon does not find the identity of nobody equal to itself: it would refuse to be
 * addressed as nobody, and think that a round of authentication is still missing.
 */
static bool is_in_the_way(payload_t *payload)
{
	identification_t *id;
	bool is_it;

	if (payload->get_type(payload) == PLV2_NOTIFY)
		return ((notify_payload_t *)payload)->get_notify_type(
			(notify_payload_t *)payload) == MULTIPLE_AUTH_SUPPORTED;
	if (payload->get_type(payload) != PLV2_ID_RESPONDER)
		return false;
	id = ((id_payload_t *)payload)->get_identification(
		(id_payload_t *)payload);
	is_it = charon_is_nobody(id);
	id->destroy(id);
	return is_it;
}

static void clear_the_way(message_t *message)
{
	enumerator_t *each = message->create_payload_enumerator(message);
	payload_t *payload;

	while (each->enumerate(each, &payload)) {
		if (!is_in_the_way(payload))
			continue;
		message->remove_payload_at(message, each);
		payload->destroy(payload);
	}
	each->destroy(each);
}

/* RFC 7619 2: what PAD and connection say; its identity has no say (2.2) */
static const char *refusal(struct link *link, struct peer *peer,
			   ike_sa_t *ike_sa)
{
	const char *why = NULL;

	if (peer->is_known || peer->has_more)
		return "it is one of several rounds of authentication";
	if (!peer->sk_theirs.len)
		return "the keys of the IKE_SA are not known";
	/* a responder finds its connection later */
	if (is_initiator(ike_sa))
		why = connection_uses_eap(ike_sa) ?
			"we authenticate by EAP (RFC 7619 2)" :
			connection_refusal(ike_sa, true);
	if (why)
		return why;
	link->mutex->lock(link->mutex);
	why = peer_null_refusal(link, ike_sa);
	link->mutex->unlock(link->mutex);
	return why;
}

static void receive_auth(struct link *link, struct peer *peer, ike_sa_t *ike_sa,
			 message_t *message)
{
	auth_payload_t *auth = auth_of(message);
	const char *why;

	peer->takes_null = false;
	if (!auth || auth->get_auth_method(auth) != AUTH_NULL)
		return;
	why = refusal(link, peer, ike_sa);
	if (why) {
		DBG1(DBG_IKE, "btns: no NULL authentication of %H: %s",
		     ike_sa->get_other_host(ike_sa), why);
		return;
	}
	peer->takes_null = true;
	auth->set_auth_method(auth, AUTH_PSK);
	if (message->get_request(message))
		clear_the_way(message);
}

void null_receive(struct link *link, struct peer *peer, ike_sa_t *ike_sa,
		  message_t *message)
{
	if (message->get_exchange_type(message) == IKE_AUTH)
		receive_auth(link, peer, ike_sa, message);
	else if (!message->get_request(message) &&
		 connection_is_nobody(ike_sa))
		clear_the_way(message);
}

void null_send(struct peer *peer, message_t *message)
{
	auth_payload_t *auth = auth_of(message);

	if (auth && peer->gives_null)
		auth->set_auth_method(auth, AUTH_NULL);
	peer->gives_null = false;
}

/* ---- secrets ---- */

CALLBACK(perfect_match, bool, void *none, enumerator_t *orig, va_list args)
{
	id_match_t *me, *other;
	shared_key_t **key;

	VA_ARGS_VGET(args, key, me, other);
	if (!orig->enumerate(orig, key))
		return FALSE;
	if (me)
		*me = ID_MATCH_PERFECT;
	if (other)
		*other = ID_MATCH_PERFECT;
	return TRUE;
}

static enumerator_t *just(chunk_t secret)
{
	shared_key_t *key = shared_key_create(SHARED_IKE, chunk_clone(secret));

	return enumerator_create_filter(
		enumerator_create_single(key, (void *)key->destroy),
		perfect_match, NULL, NULL);
}

/*
 * A responder to EAP (RFC 7619 2), whose AUTH payload comes later, may not; nor one
 * that would ask for another round of authentication for ever, see is_in_the_way().
 */
static bool may_be_nobody(const struct peer *peer, ike_sa_t *ike_sa)
{
	return is_initiator(ike_sa) ||
	       (peer->is_known &&
		!ike_sa->supports_extension(ike_sa, EXT_MULTIPLE_AUTH));
}

/*
 * charon asks alike for the secret of its own AUTH payload and for that of the peer's.
 * From the arrival of a payload until it was judged (@peer->method) it is the latter.
 */
enumerator_t *null_secrets(struct peer *peer, ike_sa_t *ike_sa,
			   identification_t *me)
{
	if (peer->method)
		return peer->takes_null ? just(peer->sk_theirs) : NULL;
	if (!me || !charon_is_nobody(me) || !peer->sk_ours.len ||
	    !may_be_nobody(peer, ike_sa))
		return NULL;
	peer->gives_null = true;
	return just(peer->sk_ours);
}
