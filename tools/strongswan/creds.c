// SPDX-License-Identifier: GPL-2.0-or-later
#include "creds.h"

#include <string.h>

#include "charon.h"
#include "connection.h"
#include "null.h"

#define RSA_BITS_MIN 2048

/**
 * struct creds - the set
 * @set: what charon sees; first
 * @link: where the PAD is
 * @peers: what peers sent
 */
struct creds {
	credential_set_t set;
	struct link *link;
	struct peers *peers;
};

/* The key of the CERT payloads; with several there is none. */
static public_key_t *sent_key(struct peer *peer, ike_sa_t *ike_sa)
{
	auth_cfg_t *auth = ike_sa->get_auth_cfg(ike_sa, FALSE);
	certificate_t *cert = auth->get(auth, AUTH_HELPER_SUBJECT_CERT);
	struct btns_hash raw, certified;

	if (peer->is_torn)
		return NULL;
	if (!cert)
		return peer->raw ? peer->raw->get_ref(peer->raw) : NULL;
	/* RFC 5386 2 asks for the bare key; older peers send a certificate alone */
	if (peer->raw &&
	    (!charon_key_hash(peer->raw, &raw) ||
	     !charon_cert_key_hash(cert, &certified) ||
	     memcmp(&raw, &certified, sizeof(raw)))) {
		DBG1(DBG_CFG, "btns: the peer's certificate and its bare key differ");
		return NULL;
	}
	return cert->get_public_key(cert);
}

static bool is_strong(public_key_t *key)
{
	return key->get_type(key) != KEY_RSA ||
	       key->get_keysize(key) >= RSA_BITS_MIN;
}

/*
 * RFC 5386 2: who asserts an enrolled identity authenticates as that or not at all.
 * An entry may name this very key; its owner is then in charon's own credentials.
 */
static const char *refusal(struct link *link, const struct who *who)
{
	const char *why = NULL;

	if (tables_refresh(link->tables, link->sock))
		return "PAD and SPD cannot be read";
	if (tables_enrolled(link->tables, &who->asserted))
		return "a PAD entry of class auth is for this identity";
	return tables_peer(link->tables, who, &why) ? NULL : why;
}

/* Does the PAD let in who has no more than this key? */
static bool is_welcome(struct creds *creds, struct peer *peer,
		       ike_sa_t *ike_sa, public_key_t *key)
{
	const char *why = "it cannot be said who it is";
	struct link *link = creds->link;
	struct who who;

	if (peer_suppose(peer, ike_sa, key, &who)) {
		link->mutex->lock(link->mutex);
		why = refusal(link, &who);
		link->mutex->unlock(link->mutex);
	}
	if (why)
		DBG1(DBG_CFG, "btns: not taking the key that '%Y' sent: %s",
		     ike_sa->get_other_id(ike_sa), why);
	return !why;
}

static bool is_asked_about_peer(ike_sa_t *ike_sa, identification_t *id)
{
	return ike_sa && id && ike_sa->get_version(ike_sa) == IKEV2 &&
	       !ike_sa->has_condition(ike_sa, COND_AUTHENTICATED) &&
	       id->equals(id, ike_sa->get_other_id(ike_sa));
}

/* ---- the set ---- */

/*
 * An initiator knows its connection, and sends no password to a stranger.  A
 * responder may find another one yet; the final authorize() looks.
 */
static bool is_meant(ike_sa_t *ike_sa)
{
	ike_sa_id_t *id = ike_sa->get_id(ike_sa);
	const char *why;

	if (!id->is_initiator(id))
		return true;
	why = connection_refusal(ike_sa, false);
	if (why)
		DBG1(DBG_CFG, "btns: not taking the key that '%Y' sent: %s",
		     ike_sa->get_other_id(ike_sa), why);
	return !why;
}

static certificate_t *offer(struct creds *creds, ike_sa_t *ike_sa,
			    key_type_t type, identification_t *id)
{
	struct peer *peer = peers_get(creds->peers, ike_sa);
	public_key_t *key = sent_key(peer, ike_sa);
	certificate_t *cert = NULL;

	if (!key)
		return NULL;
	if (key->get_type(key) == type && is_strong(key) && is_meant(ike_sa) &&
	    is_welcome(creds, peer, ike_sa, key)) {
		cert = lib->creds->create(lib->creds, CRED_CERTIFICATE,
					  CERT_TRUSTED_PUBKEY,
					  BUILD_PUBLIC_KEY, key,
					  BUILD_SUBJECT, id, BUILD_END);
		if (cert)
			peer->is_offered = true;
	}
	key->destroy(key);
	return cert;
}

/*
 * Only the search for the key that verifies the AUTH payload asks for trusted
 * certificates of any kind with a key of one kind.  The search for an issuer asks
 * otherwise: answering that would make a stranger's key a trust anchor.
 */
METHOD(credential_set_t, create_cert_enumerator, enumerator_t *,
       struct creds *this, certificate_type_t cert_type, key_type_t key_type,
       identification_t *id, bool trusted)
{
	ike_sa_t *ike_sa = charon->bus->get_sa(charon->bus);
	certificate_t *cert;

	if (!trusted || cert_type != CERT_ANY || key_type == KEY_ANY ||
	    !is_asked_about_peer(ike_sa, id))
		return NULL;
	cert = offer(this, ike_sa, key_type, id);
	if (!cert)
		return NULL;
	return enumerator_create_single(cert, (void *)cert->destroy);
}

METHOD(credential_set_t, create_shared_enumerator, enumerator_t *,
       struct creds *this, shared_key_type_t type, identification_t *me,
       identification_t *other)
{
	ike_sa_t *ike_sa = charon->bus->get_sa(charon->bus);

	if (type != SHARED_IKE || !ike_sa ||
	    ike_sa->get_version(ike_sa) != IKEV2 ||
	    ike_sa->has_condition(ike_sa, COND_AUTHENTICATED))
		return NULL;
	return null_secrets(peers_get(this->peers, ike_sa), ike_sa, me);
}

struct creds *creds_new(struct link *link, struct peers *peers)
{
	struct creds *creds;

	INIT(creds,
	     .set = {
		     .create_private_enumerator = (void *)return_null,
		     .create_cert_enumerator = _create_cert_enumerator,
		     .create_shared_enumerator = _create_shared_enumerator,
		     .create_cdp_enumerator = (void *)return_null,
		     .cache_cert = (void *)nop,
	     },
	     .link = link,
	     .peers = peers,
	);
	return creds;
}

void creds_free(struct creds *creds)
{
	free(creds);
}

credential_set_t *creds_set(struct creds *creds)
{
	return &creds->set;
}
