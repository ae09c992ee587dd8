// SPDX-License-Identifier: GPL-2.0-or-later
#include "peers.h"

#include <errno.h>
#include <string.h>

#include "charon.h"

#define METHOD_RSA 1
#define METHOD_SHARED 2
#define METHOD_NULL 13

struct peers {
	struct link *link;
	mutex_t *mutex;
	linked_list_t *list;
};

struct peers *peers_new(struct link *link)
{
	struct peers *peers;

	INIT(peers,
	     .link = link,
	     .mutex = mutex_create(MUTEX_TYPE_DEFAULT),
	     .list = linked_list_create(),
	);
	return peers;
}

static void retire(struct peers *peers, struct peer *peer)
{
	struct link *link = peers->link;

	link->mutex->lock(link->mutex);
	peer_leave(link, peer);
	link->mutex->unlock(link->mutex);
	DESTROY_IF(peer->raw);
	peer_forget_keys(peer);
	free(peer);
}

void peers_free(struct peers *peers)
{
	struct peer *peer;

	while (peers->list->remove_first(peers->list, (void **)&peer) == SUCCESS)
		retire(peers, peer);
	peers->list->destroy(peers->list);
	peers->mutex->destroy(peers->mutex);
	free(peers);
}

/* @peers->mutex held */
static struct peer *find(struct peers *peers, uint32_t ike)
{
	enumerator_t *each = peers->list->create_enumerator(peers->list);
	struct peer *peer, *found = NULL;

	while (!found && each->enumerate(each, &peer))
		if (peer->ike == ike)
			found = peer;
	each->destroy(each);
	return found;
}

struct peer *peers_get(struct peers *peers, ike_sa_t *ike_sa)
{
	uint32_t ike = ike_sa->get_unique_id(ike_sa);
	struct peer *peer;

	peers->mutex->lock(peers->mutex);
	peer = find(peers, ike);
	if (!peer) {
		INIT(peer, .ike = ike, .origin = ike);
		peers->list->insert_first(peers->list, peer);
	}
	peers->mutex->unlock(peers->mutex);
	return peer;
}

void peers_drop(struct peers *peers, ike_sa_t *ike_sa)
{
	struct peer *peer;

	peers->mutex->lock(peers->mutex);
	peer = find(peers, ike_sa->get_unique_id(ike_sa));
	if (peer)
		peers->list->remove(peers->list, peer, NULL);
	peers->mutex->unlock(peers->mutex);
	if (peer)
		retire(peers, peer);
}

void peers_copy(struct peers *peers, ike_sa_t *old, ike_sa_t *new)
{
	struct peer *from = peers_get(peers, old);
	struct peer *to = peers_get(peers, new);

	to->origin = from->origin;
	to->method = from->method;
	to->is_torn = from->is_torn;
	to->is_offered = from->is_offered;
	to->is_null = from->is_null;
	to->is_known = from->is_known;
	to->who = from->who;
	/* @old is over */
	to->peer_id = from->peer_id;
	to->local_id = from->local_id;
	to->told = from->told;
	from->peer_id = 0;
	from->local_id = 0;
	peer_forget_keys(to);
}

void peer_forget_keys(struct peer *peer)
{
	chunk_clear(&peer->sk_ours);
	chunk_clear(&peer->sk_theirs);
}

/* ---- finding out ---- */

/* IKEv1 has no AUTH payload that would say it. */
static uint8_t method_of_class(auth_cfg_t *auth)
{
	switch ((uintptr_t)auth->get(auth, AUTH_RULE_AUTH_CLASS)) {
	case AUTH_CLASS_PSK:
		return METHOD_SHARED;
	case AUTH_CLASS_PUBKEY:
		return METHOD_RSA;
	default:
		return 0;
	}
}

static void learn_credential(struct who *who, auth_cfg_t *auth)
{
	certificate_t *cert = auth->get(auth, AUTH_RULE_SUBJECT_CERT);

	if (!cert)
		return;
	who->has_key = charon_cert_key_hash(cert, &who->key);
	who->has_cert = charon_cert_hash(cert, &who->cert);
	cert = auth->get(auth, AUTH_RULE_CA_CERT);
	if (cert)
		who->has_anchor = charon_cert_key_hash(cert, &who->anchor);
}

static bool learn_place(struct who *who, ike_sa_t *ike_sa)
{
	return charon_ip(ike_sa->get_other_host(ike_sa), &who->ike_family,
			 &who->ike_addr);
}

/*
 * What no PAD entry could name is no one's; what is misspelt may be somebody's.  It
 * does not matter without authentication (RFC 7619 2.2).
 */
static bool learn_asserted(struct who *who, ike_sa_t *ike_sa)
{
	return charon_id(ike_sa->get_other_id(ike_sa), &who->asserted) !=
	       -EINVAL || who->method == METHOD_NULL;
}

bool peer_learn(struct peer *peer, ike_sa_t *ike_sa, struct who *now)
{
	auth_cfg_t *auth = ike_sa->get_auth_cfg(ike_sa, FALSE);

	memset(now, 0, sizeof(*now));
	now->method = ike_sa->get_version(ike_sa) == IKEV1 ?
		method_of_class(auth) : peer->method;
	peer->method = 0;
	learn_credential(now, auth);
	if (!learn_asserted(now, ike_sa) || !learn_place(now, ike_sa)) {
		peer->is_known = false;
		return false;
	}
	if (!peer->is_known || !peer->who.has_key)
		peer->who = *now;
	peer->is_known = true;
	peer->is_null |= now->method == METHOD_NULL;
	return true;
}

bool peer_suppose(const struct peer *peer, ike_sa_t *ike_sa, public_key_t *key,
		  struct who *who)
{
	memset(who, 0, sizeof(*who));
	who->method = peer->method;
	who->has_key = charon_key_hash(key, &who->key);
	return who->has_key && learn_asserted(who, ike_sa) &&
	       learn_place(who, ike_sa);
}

const char *peer_null_refusal(struct link *link, ike_sa_t *ike_sa)
{
	struct who who = { .method = METHOD_NULL };
	const char *why = NULL;

	if (!learn_place(&who, ike_sa))
		return "the peer has no address";
	if (tables_refresh(link->tables, link->sock))
		return "PAD and SPD cannot be read";
	return tables_peer(link->tables, &who, &why) ? NULL : why;
}

const struct btns_pad_info *peer_entry(struct link *link,
				       const struct peer *peer,
				       const struct who *who, const char **why)
{
	const struct btns_pad_info *entry;

	if (!peer->is_known) {
		*why = "the peer did not authenticate";
		return NULL;
	}
	entry = tables_peer(link->tables, who, why);
	if (entry && entry->pad_class == BTNS_PAD_CLASS_AUTH &&
	    peer->is_offered) {
		*why = "nobody vouches for the peer's key, and its PAD entry wants that";
		return NULL;
	}
	return entry;
}

static bool is_where(const struct who *a, const struct who *b)
{
	return a->ike_family == b->ike_family &&
	       !memcmp(&a->ike_addr, &b->ike_addr, sizeof(a->ike_addr));
}

const struct btns_pad_info *peer_entry_now(struct link *link, struct peer *peer,
					   ike_sa_t *ike_sa, const char **why)
{
	struct who who = peer->who;
	const struct btns_pad_info *entry;

	if (!learn_place(&who, ike_sa)) {
		*why = "the peer has no address";
		return NULL;
	}
	entry = peer_entry(link, peer, &who, why);
	/* RFC 4555 5.2: its right rests on the address at which it was reached */
	if (entry && entry->pad_class != BTNS_PAD_CLASS_AUTH &&
	    !is_where(&who, &peer->who)) {
		*why = "a peer that nobody vouches for does not move";
		return NULL;
	}
	if (entry)
		peer->who = who;
	return entry;
}

/* ---- the kernel's identities ---- */

static void describe(const struct peer *peer, const struct btns_pad_info *entry,
		     struct btns_identity_info *to)
{
	const struct who *who = &peer->who;

	memset(to, 0, sizeof(*to));
	to->auth_method = who->method;
	tables_proved(entry, who, &to->id);
	if (entry->pad_class == BTNS_PAD_CLASS_AUTH) {
		to->assurance = BTNS_ASSURANCE_AUTH;
		to->has_key_hash = who->has_key;
		to->has_cert_hash = who->has_cert;
		to->has_anchor = who->has_anchor;
		to->key_hash = who->key;
		to->cert_hash = who->cert;
		to->anchor = who->anchor;
		return;
	}
	/* RFC 5386 2: it is its key or nobody; what it says of itself does not count */
	to->assurance = entry->pad_class == BTNS_PAD_CLASS_NULL_ANY ?
		BTNS_ASSURANCE_NULL : BTNS_ASSURANCE_BTNS;
	to->has_asserted = who->asserted.type != BTNS_ID_TYPE_ANY;
	to->asserted = who->asserted;
}

/* To the kernel this host is somebody. */
static int place_id(ike_sa_t *ike_sa, struct btns_id *id)
{
	identification_t *from;
	int err;

	from = identification_create_from_sockaddr(
		ike_sa->get_my_host(ike_sa)->get_sockaddr(
			ike_sa->get_my_host(ike_sa)));
	err = charon_id(from, id);
	from->destroy(from);
	return err;
}

static int enter_local(struct link *link, ike_sa_t *ike_sa, uint32_t *handle)
{
	struct btns_identity_info local = { .is_local = true };
	auth_cfg_t *auth;
	certificate_t *cert;
	enumerator_t *each;
	int err;

	err = charon_id(ike_sa->get_my_id(ike_sa), &local.id);
	if (err && charon_is_nobody(ike_sa->get_my_id(ike_sa)))
		err = place_id(ike_sa, &local.id);
	if (err)
		return err;
	each = ike_sa->create_auth_cfg_enumerator(ike_sa, TRUE);
	while (!local.has_key_hash && each->enumerate(each, &auth)) {
		cert = auth->get(auth, AUTH_RULE_SUBJECT_CERT);
		if (cert)
			local.has_key_hash = charon_cert_key_hash(
				cert, &local.key_hash);
	}
	each->destroy(each);
	return btns_identity_add(link->sock, &local, handle);
}

int peer_enter(struct link *link, struct peer *peer, ike_sa_t *ike_sa,
	       const struct btns_pad_info *entry)
{
	struct btns_identity_info info;
	int err = 0;

	/* what the PAD makes of a peer may have changed since */
	describe(peer, entry, &info);
	if (peer->peer_id && memcmp(&info, &peer->told, sizeof(info)))
		peer_leave(link, peer);
	if (!peer->peer_id) {
		err = btns_identity_add(link->sock, &info, &peer->peer_id);
		peer->told = info;
	}
	if (!err && !peer->local_id)
		err = enter_local(link, ike_sa, &peer->local_id);
	return err;
}

void peer_leave(struct link *link, struct peer *peer)
{
	link_retire_identity(link, peer->peer_id);
	link_retire_identity(link, peer->local_id);
	peer->peer_id = 0;
	peer->local_id = 0;
	link_sweep(link);
}
