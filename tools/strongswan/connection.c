// SPDX-License-Identifier: GPL-2.0-or-later
#include "connection.h"

#include <string.h>

static bool is_btns_group(identification_t *group)
{
	chunk_t name = group->get_encoding(group);

	return name.len >= 4 && !memcmp(name.ptr, "btns", 4) &&
	       (name.len == 4 || name.ptr[4] == '-');
}

static bool asks_for_strangers(auth_cfg_t *auth)
{
	enumerator_t *each = auth->create_enumerator(auth);
	bool asks = false;
	auth_rule_t rule;
	void *value;

	while (!asks && each->enumerate(each, &rule, &value))
		asks = rule == AUTH_RULE_GROUP && is_btns_group(value);
	each->destroy(each);
	return asks;
}

static const char *refusal(peer_cfg_t *connection)
{
	bool names_key = false, asks = false;
	enumerator_t *each;
	auth_cfg_t *auth;

	each = connection->create_auth_cfg_enumerator(connection, FALSE);
	while (each->enumerate(each, &auth)) {
		names_key |= !!auth->get(auth, AUTH_RULE_SUBJECT_CERT);
		asks |= asks_for_strangers(auth);
	}
	each->destroy(each);
	if (names_key)
		return NULL;
	if (!asks)
		return "its connection does not say groups = btns";
	/* RFC 7619 2.3: what it asserts ends nobody's IKE_SA */
	return connection->get_unique_policy(connection) == UNIQUE_NEVER ?
		NULL : "its connection does not say unique = never";
}

const char *connection_refusal(ike_sa_t *ike_sa)
{
	peer_cfg_t *connection = ike_sa->get_peer_cfg(ike_sa);

	return connection ? refusal(connection) :
			    "there is no connection for it";
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

const char *connection_refusal_soon(ike_sa_t *ike_sa)
{
	backend_manager_t *backends = charon->backends;
	peer_cfg_t *now = ike_sa->get_peer_cfg(ike_sa), *connection;
	bool is_left = !now;
	const char *why = NULL;
	enumerator_t *each;

	if (now && complies(now, ike_sa))
		return refusal(now);
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
		why = refusal(connection);
		break;
	}
	each->destroy(each);
	return is_left ? why : "connections changed meanwhile";
}
