/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pins that there are, what contacts and decisions make of them, and the PAD
 * entries that put them into force.
 *
 * A peer is what somebody called it, or its address.  Where it may be found are
 * addresses; a key that is known there is known, another one is a rival of it.
 *
 * Pure: time is an argument, nothing is read, written or printed.
 */
#ifndef PINS_PINS_H
#define PINS_PINS_H

#include "pin.h"

#define PINS_MAX 4096
/* Strangers cannot fill the store: keys that nobody decided about. */
#define PINS_UNDECIDED_MAX 1024
/* Rivals of one address that are kept, and shown. */
#define PINS_RIVALS_MAX 4
/* Seconds for which a candidate waits. */
#define PINS_CANDIDATE_TIME 600
/* Seconds between two notes of when a key was seen last, and a candidate. */
#define PINS_LAST_STEP 3600
#define PINS_CANDIDATE_STEP 60

#define PIN_PEER_MAX BTNS_LABEL_MAX

enum pin_source {
	PIN_SOURCE_LOF,		/* it came first */
	PIN_SOURCE_ADMIN,	/* somebody knew it, or took it */
	PIN_SOURCES
};

/**
 * struct pin - one key of one peer
 * @peer: the peer
 * @key: SHA-256 of its SubjectPublicKeyInfo
 * @addrs: where the peer may be; none: nowhere in particular, revoked ones only
 * @state: never PIN_UNKNOWN
 * @source: why
 * @first: when it was seen or added, seconds since 1970
 * @last: when it was seen or decided about last, about
 */
struct pin {
	char peer[PIN_PEER_MAX + 1];
	struct btns_hash key;
	struct btns_addrs addrs;
	enum pin_state state;
	enum pin_source source;
	int64_t first;
	int64_t last;
};

/* Those that there are, in the order in which they came; all zero is none. */
struct pins {
	struct pin *list;
	size_t count;
	size_t room;
};

void pins_free(struct pins *pins);
int pins_copy(struct pins *to, const struct pins *from);

/* One more; it takes over @pin's lists.  -ENOSPC for too many, or -ENOMEM. */
int pins_append(struct pins *pins, struct pin *pin);

/* NULL, or what is wrong with a name for a peer */
const char *pin_peer_check(const char *peer);

const char *pin_source_name(enum pin_source source);
int pin_source_value(const char *name, enum pin_source *source);

/**
 * struct pins_contact - who was met
 * @family: of @ip
 * @ip: where
 * @key: with which key
 */
struct pins_contact {
	uint8_t family;
	struct btns_ip ip;
	struct btns_hash key;
};

/**
 * struct pins_outcome - what a contact came to
 * @news: what is to be said
 * @is_changed: the store has to be written
 * @pin: of the key, or NULL; as rival until the pins change
 * @rival: of PIN_ALARM: the pin that stands against the key, or NULL
 */
struct pins_outcome {
	enum pin_news news;
	bool is_changed;
	const struct pin *pin;
	const struct pin *rival;
};

/**
 * pins_meet() - somebody proved to have a key
 * @pins: what is known
 * @contact: who and where
 * @policy: what becomes of those who are new
 * @now: seconds since 1970
 * @outcome: what it came to
 *
 * Return: 0; -ENOSPC when there are too many already, or -ENOMEM: then nothing has
 * changed and the key is not known.
 */
int pins_meet(struct pins *pins, const struct pins_contact *contact,
	      enum pin_policy policy, int64_t now, struct pins_outcome *outcome);

/* Is another key pinned or revoked there, or is this one revoked? */
bool pins_refuse(const struct pins *pins, const struct pins_contact *contact);

/**
 * struct pins_decision - what somebody decided
 * @event: PIN_ACCEPT, PIN_ADD or PIN_REVOKE
 * @peer: about which peer
 * @key: about which key
 * @addrs: PIN_ADD: where the peer may be; NULL: as before
 */
struct pins_decision {
	enum pin_event event;
	const char *peer;
	struct btns_hash key;
	const struct btns_addrs *addrs;
};

/**
 * pins_decide() - do what somebody decided
 * @pins: what is known
 * @decision: what is to be
 * @now: seconds since 1970
 * @why: what is wrong, when it cannot be done
 *
 * Accepting a key that does not match takes the place of those that were trusted
 * for the peer.  Revoking is about the key, whosever it is.
 *
 * Return: 0, -EINVAL with @why, -ENOENT with @why when the key was never seen,
 * -ENOSPC, -ENOMEM.
 */
int pins_decide(struct pins *pins, const struct pins_decision *decision,
		int64_t now, const char **why);

/* Forget a peer's key, or all of them if @key is NULL; how many these were. */
size_t pins_forget(struct pins *pins, const char *peer,
		   const struct btns_hash *key);

/* Forget candidates that nobody decided about; how many these were. */
size_t pins_expire(struct pins *pins, int64_t now);

/* Seconds until pins_expire() has something to do, -1: nothing to wait for. */
int64_t pins_next_expiry(const struct pins *pins, int64_t now);

/**
 * pins_pad() - the PAD entries that put pins into force
 * @pins: what is known
 * @list: class btns-key, an entry for each key; to be given to
 *	btns_pad_list_free()
 * @count: of @list
 *
 * The kernel finds one entry for a key, so what a key is pinned or revoked for is
 * one entry.  A key that is revoked for one peer is so for all.  Candidates and
 * mismatches have none.
 *
 * Return: 0, -ENOMEM, or -ERANGE when a key has more addresses than an entry.
 */
int pins_pad(const struct pins *pins, struct btns_pad_info **list,
	     size_t *count);

#endif
