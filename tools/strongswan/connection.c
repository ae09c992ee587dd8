// SPDX-License-Identifier: GPL-2.0-or-later
#include "connection.h"

#include <string.h>

#include "charon.h"

/* groups = btns, btns-HASH, btns-null */
static bool is_group_of(identification_t *group, bool is_null)
{
	chunk_t name = group->get_encoding(group);

	if (chunk_equals(name, chunk_from_str("btns-null")))
		return is_null;
	return !is_null && name.len >= 4 && !memcmp(name.ptr, "btns", 4) &&
	       (name.len == 4 || name.ptr[4] == '-');
}

static bool asks_for_strangers(auth_cfg_t *auth, bool is_null)
{
	enumerator_t *each = auth->create_enumerator(auth);
	bool asks = false;
	auth_rule_t rule;
	void *value;

	while (!asks && each->enumerate(each, &rule, &value))
		asks = rule == AUTH_RULE_GROUP && is_group_of(value, is_null);
	each->destroy(each);
	return asks;
}

static bool names_peer(auth_cfg_t *auth)
{
	identification_t *id = auth->get(auth, AUTH_RULE_IDENTITY);

	return id && id->get_type(id) != ID_ANY;
}

static const char *refusal(peer_cfg_t *connection, bool is_null)
{
	bool names_key = false, is_named = false, asks = false;
	enumerator_t *each;
	auth_cfg_t *auth;

	each = connection->create_auth_cfg_enumerator(connection, FALSE);
	while (each->enumerate(each, &auth)) {
		names_key |= !!auth->get(auth, AUTH_RULE_SUBJECT_CERT);
		is_named |= names_peer(auth);
		asks |= asks_for_strangers(auth, is_null);
	}
	each->destroy(each);
	if (names_key && !is_null)
		return NULL;
	if (!asks)
		return is_null ? "its connection does not say groups = btns-null" :
				 "its connection does not say groups = btns";
	if (is_named && is_null)
		return "its connection asks for an identity, and it has none";
	/* RFC 7619 2.3: what it asserts ends nobody's IKE_SA */
	return connection->get_unique_policy(connection) == UNIQUE_NEVER ?
		NULL : "its connection does not say unique = never";
}

const char *connection_refusal(ike_sa_t *ike_sa, bool is_null)
{
	peer_cfg_t *connection = ike_sa->get_peer_cfg(ike_sa);

	return connection ? refusal(connection, is_null) :
			    "there is no connection for it";
}

/* ---- ourselves ---- */

static auth_class_t class_of(auth_cfg_t *auth)
{
	return (uintptr_t)auth->get(auth, AUTH_RULE_AUTH_CLASS);
}

static bool is_nobody(auth_cfg_t *auth)
{
	identification_t *id = auth->get(auth, AUTH_RULE_IDENTITY);

	return class_of(auth) == AUTH_CLASS_PSK && id && charon_is_nobody(id);
}

static bool is_by_eap(auth_cfg_t *auth)
{
	return class_of(auth) == AUTH_CLASS_EAP;
}

/* In a round of ours?  An initiator has its connection from the beginning. */
static bool do_we(ike_sa_t *ike_sa, bool (*is_so)(auth_cfg_t *auth))
{
	peer_cfg_t *connection = ike_sa->get_peer_cfg(ike_sa);
	enumerator_t *each;
	auth_cfg_t *auth;
	bool found = false;

	if (!connection)
		return false;
	each = connection->create_auth_cfg_enumerator(connection, TRUE);
	while (!found && each->enumerate(each, &auth))
		found = is_so(auth);
	each->destroy(each);
	return found;
}

bool connection_uses_eap(ike_sa_t *ike_sa)
{
	return do_we(ike_sa, is_by_eap);
}

bool connection_is_nobody(ike_sa_t *ike_sa)
{
	return do_we(ike_sa, is_nobody);
}

/* ---- the choice, as charon will make it ---- */

/* @rounds: those that are over, and the present one, which charon has not added yet */
static bool complies(peer_cfg_t *connection, ike_sa_t *ike_sa)
{
	enumerator_t *asked, *rounds;
	auth_cfg_t *round, *rule;
	bool fits = true;

	asked = connection->create_auth_cfg_enumerator(connection, FALSE);
	rounds = ike_sa->create_auth_cfg_enumerator(ike_sa, FALSE);
	while (fits && rounds->enumerate(rounds, &round))
		fits = asked->enumerate(asked, &rule) &&
		       round->complies(round, rule, FALSE);
	round = ike_sa->get_auth_cfg(ike_sa, FALSE);
	fits = fits && asked->enumerate(asked, &rule) &&
	       round->complies(round, rule, FALSE) &&
	       !asked->enumerate(asked, &rule);
	rounds->destroy(rounds);
	asked->destroy(asked);
	return fits;
}

/* Those with other IKE proposals are none; charon looks at them in its order. */
static bool has_proposal(peer_cfg_t *connection, ike_sa_t *ike_sa)
{
	ike_cfg_t *ike_cfg = connection->get_ike_cfg(connection);

	return ike_cfg->has_proposal(ike_cfg, ike_sa->get_proposal(ike_sa),
				     TRUE);
}

const char *connection_refusal_soon(ike_sa_t *ike_sa, bool is_null)
{
	backend_manager_t *backends = charon->backends;
	peer_cfg_t *now = ike_sa->get_peer_cfg(ike_sa), *connection;
	bool is_left = !now;
	const char *why = NULL;
	enumerator_t *each;

	if (now && complies(now, ike_sa))
		return refusal(now, is_null);
	each = backends->create_peer_cfg_enumerator(
		backends, ike_sa->get_my_host(ike_sa),
		ike_sa->get_other_host(ike_sa), ike_sa->get_my_id(ike_sa),
		ike_sa->get_other_id(ike_sa), IKEV2);
	while (each->enumerate(each, &connection)) {
		/* what stands before the present one was looked at before */
		if (!is_left) {
			is_left = connection == now;
			continue;
		}
		if (!has_proposal(connection, ike_sa) ||
		    !complies(connection, ike_sa))
			continue;
		why = refusal(connection, is_null);
		break;
	}
	each->destroy(each);
	return is_left ? why : "connections changed meanwhile";
}
