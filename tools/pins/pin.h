/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The leap of faith: what is known of a key that a peer showed, and what becomes
 * of that.  A pin is one key of one peer.  The key of a peer is not believed
 * because it came first; somebody, or a policy that somebody chose, pins it.  Then
 * no other key speaks for that peer until somebody says so.
 *
 * Pure: time is an argument, nothing is read, written or printed.
 */
#ifndef PINS_PIN_H
#define PINS_PIN_H

#include <btns.h>

enum pin_state {
	PIN_UNKNOWN,	/* never seen, or forgotten; there is no record of it */
	PIN_CANDIDATE,	/* seen, nobody decided; forgotten after a while */
	PIN_PINNED,	/* trusted */
	PIN_MISMATCH,	/* seen where another key is trusted; not let in */
	PIN_REVOKED,	/* never again */
	PIN_STATES
};

/* What happens to a key. The first three are numbered as enum pin_policy. */
enum pin_event {
	PIN_SEEN_ASK,		/* it signed; whoever decides is asked */
	PIN_SEEN_ACCEPT_NEW,	/* it signed; who comes first is believed */
	PIN_SEEN_NO,		/* it signed; nobody new is wanted */
	PIN_SEEN_RIVAL,		/* it signed where another key is known */
	PIN_ACCEPT,		/* somebody takes what was seen */
	PIN_ADD,		/* somebody knows the key already */
	PIN_REVOKE,		/* somebody knows that it is bad */
	PIN_EXPIRE,		/* nobody decided in time */
	PIN_EVENTS
};

enum pin_policy {
	PIN_POLICY_ASK,
	PIN_POLICY_ACCEPT_NEW,
	PIN_POLICY_NO,
	PIN_POLICIES
};

/* What is to be said of a step, and how loud. */
enum pin_news {
	PIN_SAME,	/* nothing new */
	PIN_ASKED,	/* a key waits for a decision */
	PIN_TAKEN,	/* a key is trusted from now on */
	PIN_GONE,	/* a key is forgotten */
	PIN_BARRED,	/* a key is revoked from now on */
	PIN_ALARM,	/* another key than the trusted one */
	PIN_REFUSED,	/* it cannot be done, @why of the step says why */
};

/**
 * struct pin_step - one cell of the machine
 * @next: the state afterwards
 * @news: what is to be said
 * @why: of PIN_REFUSED: what to do instead
 */
struct pin_step {
	enum pin_state next;
	enum pin_news news;
	const char *why;
};

/**
 * pin_next() - what an event makes of a key
 * @state: of the key
 * @event: what happens
 *
 * Return: the step.
 */
const struct pin_step *pin_next(enum pin_state state, enum pin_event event);

const char *pin_state_name(enum pin_state state);
int pin_state_value(const char *name, enum pin_state *state);
const char *pin_policy_name(enum pin_policy policy);
int pin_policy_value(const char *name, enum pin_policy *policy);

#endif
