// SPDX-License-Identifier: GPL-2.0-or-later
#include "hooks.h"

#include <encoding/payloads/auth_payload.h>
#include <string.h>
#include <threading/thread_value.h>

#include "charon.h"
#include "connection.h"
#include "notice.h"
#include "null.h"
#include "rawkey.h"
#include "request.h"

#define CUTS_MAX 32	/* parts of one traffic selector that the PAD leaves */

/**
 * struct hooks - the plugin's part of IKE
 * @listener: what charon sees; first
 * @link: the line to the kernel
 * @peers: what is known of peers
 * @acquires: SAs that are wanted
 * @child: of each thread, charon's number of the CHILD_SA that it installs
 */
struct hooks {
	listener_t listener;
	struct link *link;
	struct peers *peers;
	struct acquires *acquires;
	thread_value_t *child;
};

uint32_t hooks_child(struct hooks *hooks)
{
	return (uint32_t)(uintptr_t)hooks->child->get(hooks->child);
}

/* ---- messages ---- */

static bool is_signature(uint8_t method)
{
	return method <= BTNS_IKE_AUTH_MAX &&
	       (BTNS_IKE_AUTH_BIT(method) & BTNS_IKE_AUTH_SIGNATURES);
}

static void note_round(struct peer *peer, message_t *message)
{
	auth_payload_t *auth;

	peer->has_more = message->get_notify(message, ANOTHER_AUTH_FOLLOWS);
	auth = (auth_payload_t *)message->get_payload(message, PLV2_AUTH);
	if (auth)
		peer->method = (uint8_t)auth->get_auth_method(auth);
}

static void on_auth(struct hooks *hooks, struct peer *peer, ike_sa_t *ike_sa,
		    message_t *message, bool incoming)
{
	auth_payload_t *auth;

	auth = (auth_payload_t *)message->get_payload(message, PLV2_AUTH);
	if (incoming) {
		note_round(peer, message);
		null_receive(hooks->link, peer, ike_sa, message);
		rawkey_receive(peer, message);
		return;
	}
	null_send(peer, message);
	if (auth && is_signature(auth->get_auth_method(auth)))
		rawkey_send(ike_sa, message);
}

static void on_request(struct hooks *hooks, struct peer *peer, ike_sa_t *ike_sa,
		       message_t *message, bool incoming)
{
	if (!message->get_payload(message, PLV2_TS_INITIATOR))
		return;
	if (incoming)
		request_receive(hooks->link, peer, ike_sa, message);
	else
		request_send(hooks->link, peer, ike_sa, message);
}

METHOD(listener_t, message_hook, bool, struct hooks *this, ike_sa_t *ike_sa,
       message_t *message, bool incoming, bool plain)
{
	exchange_type_t type = message->get_exchange_type(message);
	struct peer *peer;

	if (!plain || !ike_sa || ike_sa->get_version(ike_sa) != IKEV2 ||
	    (type != IKE_SA_INIT && type != IKE_AUTH && type != CREATE_CHILD_SA))
		return TRUE;
	peer = peers_get(this->peers, ike_sa);
	if (type == IKE_SA_INIT && incoming)
		null_receive(this->link, peer, ike_sa, message);
	if (type == IKE_AUTH)
		on_auth(this, peer, ike_sa, message, incoming);
	if (message->get_request(message))
		on_request(this, peer, ike_sa, message, incoming);
	return TRUE;
}

/* ---- authentication ---- */

static void add_group(ike_sa_t *ike_sa, char *name)
{
	auth_cfg_t *auth = ike_sa->get_auth_cfg(ike_sa, FALSE);

	auth->add(auth, AUTH_RULE_GROUP, identification_create_from_string(name));
}

/* So that a connection can ask for it: remote { groups = btns }. */
static void add_groups(ike_sa_t *ike_sa, const struct btns_pad_info *entry,
		       const struct who *who)
{
	char digits[BTNS_HASH_TEXT_MAX], name[sizeof("btns-") + sizeof(digits)];

	switch (entry->pad_class) {
	case BTNS_PAD_CLASS_BTNS_KEY:
	case BTNS_PAD_CLASS_BTNS_ANY:
		btns_hash_print(&who->key, digits);
		snprintf(name, sizeof(name), "btns-%s", digits);
		add_group(ike_sa, "btns");
		add_group(ike_sa, name);
		break;
	case BTNS_PAD_CLASS_NULL_ANY:
		add_group(ike_sa, "btns-null");
		break;
	default:
		break;
	}
}

static bool is_initiator(ike_sa_t *ike_sa)
{
	ike_sa_id_t *id = ike_sa->get_id(ike_sa);

	return id->is_initiator(id);
}

/*
 * Is the connection that the peer complies with for such a peer?  We look as soon as
 * it can be said, and again when it is decided.
 */
static bool suits_connection(const struct peer *peer, ike_sa_t *ike_sa,
			     bool final)
{
	const char *why = NULL;

	if (!peer->is_offered && !peer->is_null)
		return true;
	if (final)
		why = connection_refusal(ike_sa, peer->is_null);
	else if (!peer->has_more && !is_initiator(ike_sa))
		why = connection_refusal_soon(ike_sa, peer->is_null);
	if (why)
		DBG1(DBG_IKE, "btns: '%Y' is refused: %s, and nobody vouches for it",
		     ike_sa->get_other_id(ike_sa), why);
	return !why;
}

static const char *known_by(const struct btns_pad_info *entry)
{
	switch (entry->pad_class) {
	case BTNS_PAD_CLASS_AUTH:
		return "";
	case BTNS_PAD_CLASS_NULL_ANY:
		return ", which anybody may say";
	default:
		return ", known by its key alone";
	}
}

/* Does the PAD let in who was found out in this round? */
static bool is_let_in(struct hooks *hooks, struct peer *peer, ike_sa_t *ike_sa)
{
	const struct btns_pad_info *entry = NULL;
	const char *why = "it cannot be said who it is";
	struct link *link = hooks->link;
	struct who now;

	link->mutex->lock(link->mutex);
	if (peer_learn(peer, ike_sa, &now)) {
		why = "PAD and SPD cannot be read";
		if (!tables_refresh(link->tables, link->sock))
			entry = peer_entry(link, peer, &now, &why);
	}
	if (entry) {
		DBG1(DBG_IKE, "btns: '%Y' falls under PAD entry %u%s",
		     ike_sa->get_other_id(ike_sa), entry->index,
		     known_by(entry));
		add_groups(ike_sa, entry, &now);
		if (entry->pad_class == BTNS_PAD_CLASS_BTNS_KEY ||
		    entry->pad_class == BTNS_PAD_CLASS_BTNS_ANY)
			notice_send(&now);
	} else {
		DBG1(DBG_IKE, "btns: '%Y' is refused: %s",
		     ike_sa->get_other_id(ike_sa), why);
	}
	link->mutex->unlock(link->mutex);
	return entry;
}

METHOD(listener_t, authorize, bool, struct hooks *this, ike_sa_t *ike_sa,
       bool final, bool *success)
{
	struct peer *peer = peers_get(this->peers, ike_sa);

	if (*success)
		*success = (final || is_let_in(this, peer, ike_sa)) &&
			   suits_connection(peer, ike_sa, final);
	if (final)
		peer_forget_keys(peer);
	return TRUE;
}

/* ---- traffic selectors ---- */

/* The flags of the SPD entry that decides; 0 where none does yet. */
static uint32_t spd_flags(struct link *link, const struct btns_pad_info *entry,
			  const struct who *who, linked_list_t *local,
			  linked_list_t *remote)
{
	const struct btns_policy_info *policy;
	struct btns_ts ts;
	uint32_t flags;

	if (charon_selector(local, remote, &ts))
		return 0;
	policy = tables_policy(link->tables, entry, who, &ts);
	flags = policy ? policy->flags : 0;
	btns_ts_free(&ts);
	return flags;
}

static void cut(struct link *link, const struct btns_pad_info *entry,
		const struct who *who, uint32_t flags, linked_list_t *remote,
		linked_list_t *left)
{
	struct btns_ip_range range, part[CUTS_MAX];
	enumerator_t *each = remote->create_enumerator(remote);
	traffic_selector_t *ts;
	struct span span;
	size_t count;

	while (each->enumerate(each, &ts)) {
		if (!charon_span(ts, &span))
			continue;
		range = (struct btns_ip_range){ span.lo, span.hi };
		count = tables_speak(link->tables, entry, who, flags,
				     span.family, &range, part, CUTS_MAX);
		for (size_t i = 0; i < count; i++) {
			span.lo = part[i].lo;
			span.hi = part[i].hi;
			left->insert_last(left, charon_ts(&span));
		}
	}
	each->destroy(each);
}

static void replace(linked_list_t *list, linked_list_t *by)
{
	traffic_selector_t *ts;

	while (list->remove_first(list, (void **)&ts) == SUCCESS)
		ts->destroy(ts);
	while (by->remove_first(by, (void **)&ts) == SUCCESS)
		list->insert_last(list, ts);
}

/* RFC 5386 2, second pass; nothing left is TS_UNACCEPTABLE */
static void narrow_peer(struct hooks *hooks, ike_sa_t *ike_sa,
			linked_list_t *local, linked_list_t *remote)
{
	struct peer *peer = peers_get(hooks->peers, ike_sa);
	const struct btns_pad_info *entry = NULL;
	linked_list_t *left = linked_list_create();
	struct link *link = hooks->link;
	const char *why = "PAD and SPD cannot be read";

	link->mutex->lock(link->mutex);
	if (!tables_refresh(link->tables, link->sock))
		entry = peer_entry_now(link, peer, ike_sa, &why);
	if (entry)
		cut(link, entry, &peer->who,
		    spd_flags(link, entry, &peer->who, local, remote), remote,
		    left);
	else
		DBG1(DBG_IKE, "btns: no traffic with '%Y': %s",
		     ike_sa->get_other_id(ike_sa), why);
	link->mutex->unlock(link->mutex);
	if (entry && remote->get_count(remote) && !left->get_count(left))
		DBG1(DBG_IKE, "btns: PAD: '%Y' may speak for nothing of %#R",
		     ike_sa->get_other_id(ike_sa), remote);
	replace(remote, left);
	left->destroy(left);
}

static void pin(linked_list_t *list, const struct span *packet, uint32_t pfp,
		bool is_local)
{
	linked_list_t *left = linked_list_create();
	enumerator_t *each = list->create_enumerator(list);
	traffic_selector_t *ts;
	struct span span;

	while (each->enumerate(each, &ts))
		if (charon_span(ts, &span) &&
		    span_pin(&span, packet, pfp, is_local))
			left->insert_last(left, charon_ts(&span));
	each->destroy(each);
	replace(list, left);
	left->destroy(left);
}

/* RFC 4301 4.4.1: what the SPD entry takes of the packet that a peer asks for */
static uint32_t pfp_of(struct link *link, struct peer *peer, ike_sa_t *ike_sa)
{
	const struct btns_policy_info *policy = NULL;
	const struct btns_pad_info *entry = NULL;
	const char *why;
	struct btns_ts ts;
	uint32_t pfp;

	if (span_selector(&peer->here, 1, &peer->there, 1, &ts))
		return 0;
	link->mutex->lock(link->mutex);
	if (!tables_refresh(link->tables, link->sock))
		entry = peer_entry_now(link, peer, ike_sa, &why);
	if (entry)
		policy = tables_policy(link->tables, entry, &peer->who, &ts);
	pfp = policy ? policy->pfp : 0;
	link->mutex->unlock(link->mutex);
	btns_ts_free(&ts);
	return pfp;
}

static void narrow_answer(struct hooks *hooks, ike_sa_t *ike_sa,
			  linked_list_t *local, linked_list_t *remote)
{
	struct peer *peer = peers_get(hooks->peers, ike_sa);
	uint32_t pfp = peer->has_asked ?
		pfp_of(hooks->link, peer, ike_sa) : 0;

	if (!pfp)
		return;
	pin(local, &peer->here, pfp, true);
	pin(remote, &peer->there, pfp, false);
	if (!local->get_count(local) || !remote->get_count(remote))
		DBG1(DBG_IKE, "btns: SPD: '%Y' names no packet to take the values of (pfp)",
		     ike_sa->get_other_id(ike_sa));
}

/* The packet that asked for the SA stands first in both lists. */
static void narrow_proposal(struct hooks *hooks, struct bargain bargain,
			    linked_list_t *local, linked_list_t *remote)
{
	traffic_selector_t *here, *there;
	struct span mine, other;
	uint32_t pfp;

	if (local->get_first(local, (void **)&here) != SUCCESS ||
	    remote->get_first(remote, (void **)&there) != SUCCESS ||
	    !charon_span(here, &mine) || !charon_span(there, &other))
		return;
	pfp = acquires_begin(hooks->acquires, bargain, &mine, &other);
	if (!pfp)
		return;
	pin(local, &mine, pfp, true);
	pin(remote, &other, pfp, false);
}

METHOD(listener_t, narrow, bool, struct hooks *this, ike_sa_t *ike_sa,
       child_sa_t *child_sa, narrow_hook_t type, linked_list_t *local,
       linked_list_t *remote)
{
	const struct bargain bargain = {
		.ike = ike_sa->get_unique_id(ike_sa),
		.child = child_sa->get_unique_id(child_sa),
	};

	switch (type) {
	case NARROW_INITIATOR_PRE_NOAUTH:
	case NARROW_INITIATOR_PRE_AUTH:
		narrow_proposal(this, bargain, local, remote);
		break;
	case NARROW_INITIATOR_POST_NOAUTH:
	case NARROW_INITIATOR_POST_AUTH:
		narrow_peer(this, ike_sa, local, remote);
		break;
	case NARROW_RESPONDER:
		narrow_peer(this, ike_sa, local, remote);
		narrow_answer(this, ike_sa, local, remote);
		break;
	default:
		break;
	}
	return TRUE;
}

/* ---- beginnings and ends ---- */

METHOD(listener_t, child_state_change, bool, struct hooks *this,
       ike_sa_t *ike_sa, child_sa_t *child_sa, child_sa_state_t state)
{
	uint32_t child = child_sa->get_unique_id(child_sa);
	uint32_t installs = state == CHILD_INSTALLING ? child : 0;

	this->child->set(this->child, (void *)(uintptr_t)installs);
	switch (state) {
	case CHILD_RETRYING:
		acquires_again(this->acquires, child);
		break;
	case CHILD_INSTALLED:
		acquires_end(this->acquires, child);
		break;
	case CHILD_DESTROYING:
		/* it never came to be, whatever the peer said to it */
		acquires_fail(this->acquires, child,
			      BTNS_ACQUIRE_REASON_REFUSED);
		break;
	default:
		break;
	}
	return TRUE;
}

METHOD(listener_t, ike_state_change, bool, struct hooks *this,
       ike_sa_t *ike_sa, ike_sa_state_t state)
{
	/* one that begins anew may find somebody else */
	if (state == IKE_DESTROYING || state == IKE_CREATED)
		peers_drop(this->peers, ike_sa);
	return TRUE;
}

METHOD(listener_t, ike_derived_keys, bool, struct hooks *this,
       ike_sa_t *ike_sa, chunk_t sk_d, chunk_t sk_ai, chunk_t sk_ar,
       chunk_t sk_ei, chunk_t sk_er, chunk_t sk_pi, chunk_t sk_pr)
{
	if (ike_sa && ike_sa->get_version(ike_sa) == IKEV2 &&
	    !ike_sa->has_condition(ike_sa, COND_AUTHENTICATED))
		null_keys(peers_get(this->peers, ike_sa), ike_sa, sk_pi, sk_pr);
	return TRUE;
}

METHOD(listener_t, ike_rekey, bool, struct hooks *this, ike_sa_t *old,
       ike_sa_t *new)
{
	struct link *link = this->link;

	peers_copy(this->peers, old, new);
	link->mutex->lock(link->mutex);
	link_rename(link, old->get_unique_id(old), new->get_unique_id(new));
	link->mutex->unlock(link->mutex);
	return TRUE;
}

/* IKEv1: an IKE_SA hands its CHILD_SAs to its successor. */
METHOD(listener_t, children_migrate, bool, struct hooks *this,
       ike_sa_t *ike_sa, ike_sa_id_t *new, uint32_t unique)
{
	struct link *link = this->link;

	if (!new)
		return TRUE;
	link->mutex->lock(link->mutex);
	link_rename(link, ike_sa->get_unique_id(ike_sa), unique);
	link->mutex->unlock(link->mutex);
	return TRUE;
}

/* Whoever sends us a first message can make it fail, in anybody's name. */
static bool is_meant(ike_sa_t *ike_sa)
{
	return is_initiator(ike_sa) ||
	       ike_sa->has_condition(ike_sa, COND_AUTHENTICATED);
}

/* Senders that wait hear of it at once. */
METHOD(listener_t, alert, bool, struct hooks *this, ike_sa_t *ike_sa,
       alert_t alert, va_list args)
{
	uint32_t reason = BTNS_ACQUIRE_REASON_REFUSED;
	child_sa_t *child_sa;

	switch (alert) {
	case ALERT_INSTALL_CHILD_SA_FAILED:
		child_sa = va_arg(args, child_sa_t *);
		acquires_fail(this->acquires, child_sa->get_unique_id(child_sa),
			      BTNS_ACQUIRE_REASON_POLICY);
		break;
	case ALERT_RETRANSMIT_SEND_TIMEOUT:
		reason = BTNS_ACQUIRE_REASON_TIMEOUT;
		/* fallthrough */
	case ALERT_PEER_AUTH_FAILED:
	case ALERT_LOCAL_AUTH_FAILED:
	case ALERT_PROPOSAL_MISMATCH_IKE:
		if (ike_sa && is_meant(ike_sa))
			acquires_fail_all(this->acquires, ike_sa, reason);
		break;
	default:
		break;
	}
	return TRUE;
}

struct hooks *hooks_new(struct link *link, struct peers *peers,
			struct acquires *acquires)
{
	struct hooks *hooks;

	INIT(hooks,
	     .listener = {
		     .alert = _alert,
		     .ike_state_change = _ike_state_change,
		     .child_state_change = _child_state_change,
		     .message = _message_hook,
		     .ike_derived_keys = _ike_derived_keys,
		     .ike_rekey = _ike_rekey,
		     .children_migrate = _children_migrate,
		     .authorize = _authorize,
		     .narrow = _narrow,
	     },
	     .link = link,
	     .peers = peers,
	     .acquires = acquires,
	     .child = thread_value_create(NULL),
	);
	return hooks;
}

void hooks_free(struct hooks *hooks)
{
	hooks->child->destroy(hooks->child);
	free(hooks);
}

listener_t *hooks_listener(struct hooks *hooks)
{
	return &hooks->listener;
}
