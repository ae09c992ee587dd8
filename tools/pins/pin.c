// SPDX-License-Identifier: GPL-2.0-or-later
#include "pin.h"

#include <errno.h>
#include <string.h>

#define STEP(next, news) { PIN_##next, PIN_##news, NULL }
#define REFUSE(state, why) { PIN_##state, PIN_REFUSED, why }

#define IS_REVOKED "this key is revoked; remove it first if that was a mistake"
#define NOT_SEEN "this key was never seen there; \"pin add\" takes a key that you know"

static const struct pin_step steps[PIN_STATES][PIN_EVENTS] = {
	[PIN_UNKNOWN] = {
		[PIN_SEEN_ASK] = STEP(CANDIDATE, ASKED),
		[PIN_SEEN_ACCEPT_NEW] = STEP(PINNED, TAKEN),
		[PIN_SEEN_NO] = STEP(UNKNOWN, SAME),
		[PIN_SEEN_RIVAL] = STEP(MISMATCH, ALARM),
		[PIN_ACCEPT] = REFUSE(UNKNOWN, NOT_SEEN),
		[PIN_ADD] = STEP(PINNED, TAKEN),
		[PIN_REVOKE] = STEP(REVOKED, BARRED),
		[PIN_EXPIRE] = STEP(UNKNOWN, SAME),
	},
	[PIN_CANDIDATE] = {
		[PIN_SEEN_ASK] = STEP(CANDIDATE, SAME),
		/* the policy was another one when it was seen first */
		[PIN_SEEN_ACCEPT_NEW] = STEP(PINNED, TAKEN),
		[PIN_SEEN_NO] = STEP(CANDIDATE, SAME),
		/* another one was taken meanwhile */
		[PIN_SEEN_RIVAL] = STEP(MISMATCH, ALARM),
		[PIN_ACCEPT] = STEP(PINNED, TAKEN),
		[PIN_ADD] = STEP(PINNED, TAKEN),
		[PIN_REVOKE] = STEP(REVOKED, BARRED),
		[PIN_EXPIRE] = STEP(UNKNOWN, GONE),
	},
	/* nothing that the peer does, and no time, takes a pin away */
	[PIN_PINNED] = {
		[PIN_SEEN_ASK] = STEP(PINNED, SAME),
		[PIN_SEEN_ACCEPT_NEW] = STEP(PINNED, SAME),
		[PIN_SEEN_NO] = STEP(PINNED, SAME),
		/* several keys of one peer, all of them trusted */
		[PIN_SEEN_RIVAL] = STEP(PINNED, SAME),
		[PIN_ACCEPT] = REFUSE(PINNED, "this key is pinned already"),
		[PIN_ADD] = STEP(PINNED, SAME),
		[PIN_REVOKE] = STEP(REVOKED, BARRED),
		[PIN_EXPIRE] = STEP(PINNED, SAME),
	},
	/*
	 * Who was once refused is not believed because the trusted key has gone:
	 * only somebody's decision ends that.
	 */
	[PIN_MISMATCH] = {
		[PIN_SEEN_ASK] = STEP(MISMATCH, ALARM),
		[PIN_SEEN_ACCEPT_NEW] = STEP(MISMATCH, ALARM),
		[PIN_SEEN_NO] = STEP(MISMATCH, ALARM),
		[PIN_SEEN_RIVAL] = STEP(MISMATCH, ALARM),
		[PIN_ACCEPT] = STEP(PINNED, TAKEN),
		[PIN_ADD] = STEP(PINNED, TAKEN),
		[PIN_REVOKE] = STEP(REVOKED, BARRED),
		[PIN_EXPIRE] = STEP(MISMATCH, SAME),
	},
	[PIN_REVOKED] = {
		[PIN_SEEN_ASK] = STEP(REVOKED, ALARM),
		[PIN_SEEN_ACCEPT_NEW] = STEP(REVOKED, ALARM),
		[PIN_SEEN_NO] = STEP(REVOKED, ALARM),
		[PIN_SEEN_RIVAL] = STEP(REVOKED, ALARM),
		[PIN_ACCEPT] = REFUSE(REVOKED, IS_REVOKED),
		[PIN_ADD] = REFUSE(REVOKED, IS_REVOKED),
		[PIN_REVOKE] = STEP(REVOKED, SAME),
		[PIN_EXPIRE] = STEP(REVOKED, SAME),
	},
};

const struct pin_step *pin_next(enum pin_state state, enum pin_event event)
{
	return &steps[state][event];
}

static const char *const state_names[] = {
	[PIN_UNKNOWN] = "unknown",
	[PIN_CANDIDATE] = "candidate",
	[PIN_PINNED] = "pinned",
	[PIN_MISMATCH] = "mismatch",
	[PIN_REVOKED] = "revoked",
};

static const char *const policy_names[] = {
	[PIN_POLICY_ASK] = "ask",
	[PIN_POLICY_ACCEPT_NEW] = "accept-new",
	[PIN_POLICY_NO] = "no",
};

static int find(const char *const *names, int count, const char *name)
{
	for (int i = 0; i < count; i++)
		if (!strcmp(names[i], name))
			return i;
	return -ENOENT;
}

const char *pin_state_name(enum pin_state state)
{
	return state_names[state];
}

int pin_state_value(const char *name, enum pin_state *state)
{
	int found = find(state_names, PIN_STATES, name);

	if (found < 0)
		return found;
	*state = (enum pin_state)found;
	return 0;
}

const char *pin_policy_name(enum pin_policy policy)
{
	return policy_names[policy];
}

int pin_policy_value(const char *name, enum pin_policy *policy)
{
	int found = find(policy_names, PIN_POLICIES, name);

	if (found < 0)
		return found;
	*policy = (enum pin_policy)found;
	return 0;
}
