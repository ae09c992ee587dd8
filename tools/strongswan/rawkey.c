// SPDX-License-Identifier: GPL-2.0-or-later
#include "rawkey.h"

#include <encoding/payloads/auth_payload.h>
#include <encoding/payloads/cert_payload.h>
#include <string.h>

#include "charon.h"

#define ENC_RAW_PUBLIC_KEY 15	/* RFC 7670; charon has no name for it */

static public_key_t *parse(cert_payload_t *payload)
{
	chunk_t *data = payload_get_field(&payload->payload_interface,
					  CHUNK_DATA, 0);
	key_type_t type = KEY_ANY;

	if (!data)
		return NULL;
	switch ((int)payload->get_cert_encoding(payload)) {
	case ENC_RAW_RSA_KEY:
		type = KEY_RSA;
		/* fallthrough */
	case ENC_RAW_PUBLIC_KEY:
		return lib->creds->create(lib->creds, CRED_PUBLIC_KEY, type,
					  BUILD_BLOB_ASN1_DER, *data, BUILD_END);
	default:
		return NULL;
	}
}

static bool is_raw(cert_payload_t *payload)
{
	int encoding = payload->get_cert_encoding(payload);

	return encoding == ENC_RAW_RSA_KEY || encoding == ENC_RAW_PUBLIC_KEY;
}

static bool is_same(public_key_t *a, public_key_t *b)
{
	struct btns_hash x, y;

	return charon_key_hash(a, &x) && charon_key_hash(b, &y) &&
	       !memcmp(&x, &y, sizeof(x));
}

/* One key in several encodings is one key; two keys are none. */
static void take(struct peer *peer, public_key_t *key)
{
	if (!key) {
		DBG1(DBG_IKE, "btns: a bare key of the peer cannot be read");
		peer->is_torn = true;
		return;
	}
	if (!peer->raw) {
		peer->raw = key;
		return;
	}
	if (!is_same(peer->raw, key)) {
		DBG1(DBG_IKE, "btns: the peer sent different bare keys");
		peer->is_torn = true;
	}
	key->destroy(key);
}

void rawkey_receive(struct peer *peer, message_t *message)
{
	enumerator_t *each = message->create_payload_enumerator(message);
	payload_t *payload;

	while (each->enumerate(each, &payload))
		if (payload->get_type(payload) == PLV2_CERTIFICATE &&
		    is_raw((cert_payload_t *)payload))
			take(peer, parse((cert_payload_t *)payload));
	each->destroy(each);
}

static void add(message_t *message, public_key_t *key, int encoding,
		cred_encoding_type_t form)
{
	chunk_t octets;

	if (!key->get_encoding(key, form, &octets))
		return;
	message->add_payload(message, &cert_payload_create_custom(
		PLV2_CERTIFICATE, encoding, octets)->payload_interface);
}

static bool has_setting(const char *name)
{
	return lib->settings->get_bool(lib->settings, "%s.plugins.btns.%s",
				       TRUE, lib->ns, name);
}

void rawkey_send(ike_sa_t *ike_sa, message_t *message)
{
	auth_cfg_t *auth = ike_sa->get_auth_cfg(ike_sa, TRUE);
	certificate_t *cert = auth->get(auth, AUTH_RULE_SUBJECT_CERT);
	public_key_t *key;

	if (!cert || !has_setting("send_bare_keys"))
		return;
	key = cert->get_public_key(cert);
	if (!key)
		return;
	add(message, key, ENC_RAW_PUBLIC_KEY, PUBKEY_SPKI_ASN1_DER);
	if (key->get_type(key) == KEY_RSA && has_setting("send_rsa_keys"))
		add(message, key, ENC_RAW_RSA_KEY, PUBKEY_ASN1_DER);
	key->destroy(key);
}
