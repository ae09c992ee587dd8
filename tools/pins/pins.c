// SPDX-License-Identifier: GPL-2.0-or-later
#include "pins.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* ---- the list ---- */

static void pin_free(struct pin *pin)
{
	btns_addrs_free(&pin->addrs);
}

void pins_free(struct pins *pins)
{
	for (size_t i = 0; i < pins->count; i++)
		pin_free(&pins->list[i]);
	free(pins->list);
	memset(pins, 0, sizeof(*pins));
}

int pins_append(struct pins *pins, struct pin *pin)
{
	size_t room = pins->room ? 2 * pins->room : 16;

	if (pins->count == PINS_MAX)
		return -ENOSPC;
	if (pins->count == pins->room) {
		struct pin *list = realloc(pins->list, room * sizeof(*list));

		if (!list)
			return -ENOMEM;
		pins->list = list;
		pins->room = room;
	}
	pins->list[pins->count++] = *pin;
	memset(&pin->addrs, 0, sizeof(pin->addrs));
	return 0;
}

static int addrs_append(struct btns_addrs *to, const struct btns_addrs *from)
{
	int err = 0;

	for (size_t i = 0; i < from->v4_count && !err; i++)
		err = btns_addrs_add(to, AF_INET, &from->v4[i]);
	for (size_t i = 0; i < from->v6_count && !err; i++)
		err = btns_addrs_add(to, AF_INET6, &from->v6[i]);
	return err;
}

int pins_copy(struct pins *to, const struct pins *from)
{
	int err = 0;

	memset(to, 0, sizeof(*to));
	for (size_t i = 0; i < from->count && !err; i++) {
		struct pin copy = from->list[i];

		memset(&copy.addrs, 0, sizeof(copy.addrs));
		err = addrs_append(&copy.addrs, &from->list[i].addrs);
		if (!err)
			err = pins_append(to, &copy);
		pin_free(&copy);
	}
	if (err)
		pins_free(to);
	return err;
}

static void remove_at(struct pins *pins, size_t i)
{
	pin_free(&pins->list[i]);
	pins->count--;
	memmove(&pins->list[i], &pins->list[i + 1],
		(pins->count - i) * sizeof(*pins->list));
}

const char *pin_peer_check(const char *peer)
{
	size_t len = strlen(peer);

	if (!len || len > PIN_PEER_MAX)
		return "a peer's name has 1 to 63 characters";
	for (size_t i = 0; i < len; i++)
		if (peer[i] <= ' ' || peer[i] > '~' || peer[i] == '"' ||
		    peer[i] == '\\' || peer[i] == '#')
			return "a peer's name has printable ASCII characters, without blanks, #, \" and \\";
	return NULL;
}

static const char *const source_names[] = {
	[PIN_SOURCE_LOF] = "lof",
	[PIN_SOURCE_ADMIN] = "admin",
};

const char *pin_source_name(enum pin_source source)
{
	return source_names[source];
}

int pin_source_value(const char *name, enum pin_source *source)
{
	for (int i = 0; i < PIN_SOURCES; i++) {
		if (strcmp(source_names[i], name))
			continue;
		*source = (enum pin_source)i;
		return 0;
	}
	return -ENOENT;
}

/* ---- contacts ---- */

static bool has_key(const struct pin *pin, const struct btns_hash *key)
{
	return !memcmp(&pin->key, key, sizeof(*key));
}

static bool is_at(const struct pin *pin, const struct pins_contact *contact)
{
	const struct btns_addrs *addrs = &pin->addrs;
	bool is_v4 = contact->family == AF_INET;
	const struct btns_ip_range *list = is_v4 ? addrs->v4 : addrs->v6;
	size_t count = is_v4 ? addrs->v4_count : addrs->v6_count;

	for (size_t i = 0; i < count; i++)
		if (memcmp(&list[i].lo, &contact->ip, sizeof(contact->ip)) <= 0 &&
		    memcmp(&list[i].hi, &contact->ip, sizeof(contact->ip)) >= 0)
			return true;
	return false;
}

static struct pin *find_revoked(struct pins *pins, const struct btns_hash *key)
{
	for (size_t i = 0; i < pins->count; i++)
		if (pins->list[i].state == PIN_REVOKED &&
		    has_key(&pins->list[i], key))
			return &pins->list[i];
	return NULL;
}

static struct pin *find_met(struct pins *pins,
			    const struct pins_contact *contact)
{
	struct pin *found = find_revoked(pins, &contact->key);

	for (size_t i = 0; i < pins->count && !found; i++)
		if (has_key(&pins->list[i], &contact->key) &&
		    is_at(&pins->list[i], contact))
			found = &pins->list[i];
	/* two peers may share an address: what is trusted for one is trusted */
	for (size_t i = 0; i < pins->count && found; i++)
		if (pins->list[i].state == PIN_PINNED &&
		    found->state != PIN_REVOKED &&
		    has_key(&pins->list[i], &contact->key) &&
		    is_at(&pins->list[i], contact))
			return &pins->list[i];
	return found;
}

/*
 * Another key that is known there.  A revoked one counts: what was refused to it is
 * not for whoever comes next.
 */
static struct pin *find_rival(struct pins *pins,
			      const struct pins_contact *contact)
{
	struct pin *found = NULL;

	for (size_t i = 0; i < pins->count; i++) {
		struct pin *pin = &pins->list[i];

		if (has_key(pin, &contact->key) || !is_at(pin, contact))
			continue;
		if (pin->state == PIN_PINNED)
			return pin;
		if (pin->state == PIN_REVOKED)
			found = pin;
	}
	return found;
}

bool pins_refuse(const struct pins *pins, const struct pins_contact *contact)
{
	struct pins shared = *pins;	/* nothing of it changes */
	const struct pin *pin = find_met(&shared, contact);

	if (pin && pin->state == PIN_PINNED)
		return false;
	return (pin && pin->state == PIN_REVOKED) ||
	       find_rival(&shared, contact);
}

static bool is_undecided(const struct pin *pin)
{
	return pin->state == PIN_CANDIDATE || pin->state == PIN_MISMATCH;
}

/* Is there room for one more that nobody decided about? */
static bool has_room(const struct pins *pins,
		     const struct pins_contact *contact, enum pin_state next)
{
	size_t undecided = 0, rivals = 0;

	for (size_t i = 0; i < pins->count; i++) {
		const struct pin *pin = &pins->list[i];

		undecided += is_undecided(pin);
		rivals += pin->state == PIN_MISMATCH && is_at(pin, contact);
	}
	if (next == PIN_MISMATCH && rivals >= PINS_RIVALS_MAX)
		return false;
	return next == PIN_PINNED || undecided < PINS_UNDECIDED_MAX;
}

static int add_met(struct pins *pins, const struct pins_contact *contact,
		   const struct pin *rival, enum pin_state state, int64_t now)
{
	const struct btns_ip_range here = { contact->ip, contact->ip };
	struct pin pin = {
		.key = contact->key, .state = state, .source = PIN_SOURCE_LOF,
		.first = now, .last = now,
	};
	char text[BTNS_IP_TEXT_MAX];
	int err;

	if (!has_room(pins, contact, state))
		return -ENOSPC;
	strcpy(pin.peer, rival ? rival->peer :
	       btns_ip_print(contact->family, &contact->ip, text));
	err = btns_addrs_add(&pin.addrs, contact->family, &here);
	if (!err)
		err = pins_append(pins, &pin);
	pin_free(&pin);
	return err;
}

/* The list may have moved. */
static void report(struct pins *pins, const struct pins_contact *contact,
		   const struct pin_step *step, struct pins_outcome *outcome)
{
	outcome->news = step->news;
	outcome->pin = find_met(pins, contact);
	if (step->news == PIN_ALARM)
		outcome->rival = find_rival(pins, contact);
}

/* When it was seen last is noted so often, not with every contact. */
static bool is_stale(const struct pin *pin, int64_t now)
{
	return now - pin->last >= (pin->state == PIN_CANDIDATE ?
				   PINS_CANDIDATE_STEP : PINS_LAST_STEP);
}

int pins_meet(struct pins *pins, const struct pins_contact *contact,
	      enum pin_policy policy, int64_t now, struct pins_outcome *outcome)
{
	struct pin *pin = find_met(pins, contact);
	const struct pin *rival = find_rival(pins, contact);
	enum pin_state state = pin ? pin->state : PIN_UNKNOWN;
	const struct pin_step *step = pin_next(state, rival ? PIN_SEEN_RIVAL :
					       (enum pin_event)policy);
	int err = 0;

	memset(outcome, 0, sizeof(*outcome));
	if (!pin && step->next != PIN_UNKNOWN) {
		err = add_met(pins, contact, rival, step->next, now);
		outcome->is_changed = !err;
	} else if (pin && (pin->state != step->next || is_stale(pin, now))) {
		pin->state = step->next;
		pin->last = now;
		outcome->is_changed = true;
	}
	report(pins, contact, step, outcome);
	/* whoever there was no room for is not let in by it, and is an alarm still */
	if (err && step->news != PIN_ALARM)
		outcome->news = PIN_SAME;
	return err;
}

/* ---- decisions ---- */

static struct pin *find_named(struct pins *pins, const char *peer,
			      const struct btns_hash *key)
{
	for (size_t i = 0; i < pins->count; i++)
		if (!strcmp(pins->list[i].peer, peer) &&
		    has_key(&pins->list[i], key))
			return &pins->list[i];
	return NULL;
}

static bool is_somewhere(const struct btns_addrs *addrs)
{
	return addrs && (addrs->v4_count || addrs->v6_count);
}

static int replace_addrs(struct pin *pin, const struct btns_addrs *addrs)
{
	struct btns_addrs copy = { NULL, NULL, 0, 0 };
	int err;

	if (!is_somewhere(addrs))
		return 0;
	err = addrs_append(&copy, addrs);
	if (err) {
		btns_addrs_free(&copy);
		return err;
	}
	btns_addrs_free(&pin->addrs);
	pin->addrs = copy;
	return 0;
}

/* What a peer's new key stands in the place of. */
static void unseat(struct pins *pins, const char *peer,
		   const struct btns_hash *but)
{
	for (size_t i = pins->count; i--;) {
		const struct pin *pin = &pins->list[i];

		if (pin->state == PIN_PINNED && !strcmp(pin->peer, peer) &&
		    !has_key(pin, but))
			remove_at(pins, i);
	}
}

static int add_decided(struct pins *pins, const struct pins_decision *decision,
		       enum pin_state state, int64_t now)
{
	struct pin pin = {
		.key = decision->key, .state = state,
		.source = PIN_SOURCE_ADMIN, .first = now, .last = now,
	};
	int err;

	strcpy(pin.peer, decision->peer);
	err = replace_addrs(&pin, decision->addrs);
	if (!err)
		err = pins_append(pins, &pin);
	pin_free(&pin);
	return err;
}

static int change(struct pins *pins, struct pin *pin,
		  const struct pins_decision *decision, enum pin_state next,
		  int64_t now)
{
	bool is_mismatch = pin->state == PIN_MISMATCH;
	int err = decision->event == PIN_ADD ?
		replace_addrs(pin, decision->addrs) : 0;

	if (err)
		return err;
	pin->state = next;
	pin->source = PIN_SOURCE_ADMIN;
	pin->last = now;
	if (is_mismatch && decision->event == PIN_ACCEPT)
		unseat(pins, decision->peer, &decision->key);
	return 0;
}

/* It is the key that is bad, not what it is called. */
static int revoke(struct pins *pins, const struct pins_decision *decision,
		  int64_t now)
{
	bool is_there = false;

	for (size_t i = 0; i < pins->count; i++) {
		struct pin *pin = &pins->list[i];

		if (!has_key(pin, &decision->key))
			continue;
		is_there = true;
		pin->state = pin_next(pin->state, PIN_REVOKE)->next;
		pin->source = PIN_SOURCE_ADMIN;
		pin->last = now;
	}
	return is_there ? 0 : add_decided(pins, decision, PIN_REVOKED, now);
}

int pins_decide(struct pins *pins, const struct pins_decision *decision,
		int64_t now, const char **why)
{
	const struct pin_step *step;
	struct pin *pin;

	*why = pin_peer_check(decision->peer);
	if (*why)
		return -EINVAL;
	if (decision->event == PIN_REVOKE)
		return revoke(pins, decision, now);
	pin = find_revoked(pins, &decision->key);
	if (!pin)
		pin = find_named(pins, decision->peer, &decision->key);
	step = pin_next(pin ? pin->state : PIN_UNKNOWN, decision->event);
	if (step->news == PIN_REFUSED) {
		*why = step->why;
		return pin ? -EINVAL : -ENOENT;
	}
	if (decision->event == PIN_ADD && !is_somewhere(decision->addrs) &&
	    !(pin && is_somewhere(&pin->addrs))) {
		*why = "say with \"addr\" where the peer may be";
		return -EINVAL;
	}
	return pin ? change(pins, pin, decision, step->next, now) :
		add_decided(pins, decision, step->next, now);
}

size_t pins_forget(struct pins *pins, const char *peer,
		   const struct btns_hash *key)
{
	size_t before = pins->count;

	for (size_t i = pins->count; i--;)
		if (!strcmp(pins->list[i].peer, peer) &&
		    (!key || has_key(&pins->list[i], key)))
			remove_at(pins, i);
	return before - pins->count;
}

/* ---- time ---- */

/* A clock that was set back makes nobody wait longer than from now. */
static int64_t time_left(const struct pin *pin, int64_t now)
{
	int64_t end;

	if (pin_next(pin->state, PIN_EXPIRE)->next == pin->state)
		return -1;
	end = pin->last + PINS_CANDIDATE_TIME;
	if (end <= now || pin->last > now)
		return 0;
	return end - now;
}

size_t pins_expire(struct pins *pins, int64_t now)
{
	size_t before = pins->count;

	for (size_t i = pins->count; i--;)
		if (!time_left(&pins->list[i], now))
			remove_at(pins, i);
	return before - pins->count;
}

int64_t pins_next_expiry(const struct pins *pins, int64_t now)
{
	int64_t next = -1;

	for (size_t i = 0; i < pins->count; i++) {
		int64_t left = time_left(&pins->list[i], now);

		if (left >= 0 && (next < 0 || left < next))
			next = left;
	}
	return next;
}

/* ---- the PAD ---- */

static bool is_in_force(const struct pin *pin)
{
	return pin->state == PIN_PINNED || pin->state == PIN_REVOKED;
}

static struct btns_pad_info *entry_of(struct btns_pad_info *list, size_t count,
				      const struct btns_hash *key)
{
	for (size_t i = 0; i < count; i++)
		if (!memcmp(list[i].id.value, key, sizeof(*key)))
			return &list[i];
	return NULL;
}

static void describe(struct btns_pad_info *entry, const struct pin *pin)
{
	btns_pad_init(entry);
	entry->pad_class = BTNS_PAD_CLASS_BTNS_KEY;
	entry->id.type = BTNS_ID_TYPE_PUBLIC_KEY;
	entry->id.match = BTNS_ID_MATCH_EXACT;
	entry->id.len = sizeof(pin->key);
	memcpy(entry->id.value, &pin->key, sizeof(pin->key));
	strcpy(entry->label, pin->peer);
}

static int add_to_entry(struct btns_pad_info *entry, const struct pin *pin)
{
	int err;

	if (pin->state == PIN_REVOKED)
		entry->flags = BTNS_PAD_FLAG_REVOKED;
	else if (!(entry->flags & BTNS_PAD_FLAG_REVOKED))
		entry->flags = BTNS_PAD_FLAG_PINNED;
	/* claimed, too: a list of all addresses claims nothing by itself */
	err = addrs_append(&entry->child, &pin->addrs);
	return err ? err : addrs_append(&entry->claim, &pin->addrs);
}

int pins_pad(const struct pins *pins, struct btns_pad_info **list,
	     size_t *count)
{
	int err = 0;

	*count = 0;
	*list = calloc(pins->count + 1, sizeof(**list));
	if (!*list)
		return -ENOMEM;
	for (size_t i = 0; i < pins->count && !err; i++) {
		const struct pin *pin = &pins->list[i];
		struct btns_pad_info *entry;

		if (!is_in_force(pin))
			continue;
		entry = entry_of(*list, *count, &pin->key);
		if (!entry) {
			entry = &(*list)[(*count)++];
			describe(entry, pin);
		}
		err = add_to_entry(entry, pin);
	}
	if (!err)
		return 0;
	btns_pad_list_free(*list, *count);
	*list = NULL;
	*count = 0;
	return err;
}
