// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The store of pins.  Any octets are read without harm, and what is accepted is
 * printed as it was or was written otherwise before.  Then the octets are contacts
 * and decisions: what is in force came from a decision, a revoked key stays one, a
 * pin that nobody touched stays, and the kernel takes the PAD of it.
 */
#include <gnutls/crypto.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "store.h"

static void check(bool is_so)
{
	if (!is_so)
		abort();
}

static void read_text(const char *data, size_t size)
{
	char why[STORE_TEXT_WHY_MAX] = "", *text, *twice;
	struct pins pins, again;
	size_t len, len_twice;

	if (store_parse(&pins, data, size, why)) {
		check(why[0] && !pins.count && !pins.list);
		return;
	}
	check(!store_print(&pins, &text, &len));
	check(!store_parse(&again, text, len, why));
	check(!store_print(&again, &twice, &len_twice));
	check(len == len_twice && !memcmp(text, twice, len));
	pins_free(&again);
	pins_free(&pins);
	free(twice);
	free(text);
}

/* As lines of a store whose first line and checksum are right. */
static void read_lines(const uint8_t *data, size_t size)
{
	static const char head[] = "btns-pins 1\n";
	size_t len = sizeof(head) - 1 + size;
	char digits[BTNS_HASH_TEXT_MAX];
	struct btns_hash hash;
	char *text = malloc(len + 128);

	memcpy(text, head, sizeof(head) - 1);
	memcpy(text + sizeof(head) - 1, data, size);
	check(!gnutls_hash_fast(GNUTLS_DIG_SHA256, text, len, hash.octets));
	len += (size_t)sprintf(text + len, "end SHA256:%s\n",
			       btns_hash_print(&hash, digits));
	read_text(text, len);
	free(text);
}

/* ---- a naive model: a state for each of few peers and keys ---- */

#define PLACES 4
#define KEYS 4
#define ACTS_MAX 64

struct model {
	enum pin_state state[PLACES][KEYS];
};

static const char *const places[PLACES] = {
	"10.0.0.1", "10.0.0.2", "fd00::1", "fd00::2",
};

static struct btns_hash key_of(unsigned int key)
{
	struct btns_hash hash;

	memset(&hash, 'A' + (int)key, sizeof(hash));
	return hash;
}

static bool is_barred(const struct model *model, unsigned int key)
{
	for (unsigned int i = 0; i < PLACES; i++)
		if (model->state[i][key] == PIN_REVOKED)
			return true;
	return false;
}

static bool has_rival(const struct model *model, unsigned int place,
		      unsigned int key)
{
	for (unsigned int i = 0; i < KEYS; i++)
		if (i != key && (model->state[place][i] == PIN_PINNED ||
				 model->state[place][i] == PIN_REVOKED))
			return true;
	return false;
}

static void model_meet(struct model *model, unsigned int place,
		       unsigned int key, enum pin_policy policy)
{
	enum pin_state *state = &model->state[place][key];

	if (is_barred(model, key) || *state == PIN_PINNED ||
	    *state == PIN_MISMATCH)
		return;
	if (has_rival(model, place, key))
		*state = PIN_MISMATCH;
	else if (policy == PIN_POLICY_ACCEPT_NEW)
		*state = PIN_PINNED;
	else if (policy == PIN_POLICY_ASK && *state == PIN_UNKNOWN)
		*state = PIN_CANDIDATE;
}

static void model_decide(struct model *model, unsigned int place,
			 unsigned int key, enum pin_event event)
{
	enum pin_state *state = &model->state[place][key];
	bool is_known = false;

	if (event == PIN_REVOKE) {
		for (unsigned int i = 0; i < PLACES; i++) {
			is_known |= model->state[i][key] != PIN_UNKNOWN;
			if (model->state[i][key] != PIN_UNKNOWN)
				model->state[i][key] = PIN_REVOKED;
		}
		if (!is_known)
			*state = PIN_REVOKED;
		return;
	}
	if (is_barred(model, key) || *state == PIN_PINNED)
		return;
	if (event == PIN_ADD) {
		*state = PIN_PINNED;
		return;
	}
	if (*state == PIN_UNKNOWN)
		return;
	if (*state == PIN_MISMATCH)
		for (unsigned int i = 0; i < KEYS; i++)
			if (model->state[place][i] == PIN_PINNED)
				model->state[place][i] = PIN_UNKNOWN;
	*state = PIN_PINNED;
}

/* ---- both ---- */

static void meet(struct pins *pins, struct model *model, unsigned int place,
		 unsigned int key, unsigned int policy)
{
	struct pins_contact contact = { .key = key_of(key) };
	struct pins_outcome outcome;

	check(!btns_ip_parse(places[place], &contact.family, &contact.ip));
	check(!pins_meet(pins, &contact, (enum pin_policy)policy, 1000,
			 &outcome));
	model_meet(model, place, key, (enum pin_policy)policy);
}

static void decide(struct pins *pins, struct model *model, unsigned int place,
		   unsigned int key, enum pin_event event)
{
	struct pins_decision decision = {
		.event = event, .peer = places[place], .key = key_of(key),
	};
	struct btns_addrs addrs;
	const char *why;

	check(!btns_addrs_parse(&addrs, places[place], &why));
	/* so that what is revoked is somewhere, as in the model */
	decision.addrs = &addrs;
	pins_decide(pins, &decision, 1000, &why);
	model_decide(model, place, key, event);
	btns_addrs_free(&addrs);
}

static void forget(struct pins *pins, struct model *model, unsigned int place,
		   unsigned int key)
{
	struct btns_hash hash = key_of(key);

	pins_forget(pins, places[place], &hash);
	model->state[place][key] = PIN_UNKNOWN;
}

static void expire(struct pins *pins, struct model *model)
{
	pins_expire(pins, 1000 + PINS_CANDIDATE_TIME);
	for (unsigned int i = 0; i < PLACES * KEYS; i++)
		if (model->state[i / KEYS][i % KEYS] == PIN_CANDIDATE)
			model->state[i / KEYS][i % KEYS] = PIN_UNKNOWN;
}

static enum pin_state state_of(const struct pins *pins, const char *peer,
			       const struct btns_hash *key)
{
	for (size_t i = 0; i < pins->count; i++)
		if (!strcmp(pins->list[i].peer, peer) &&
		    !memcmp(&pins->list[i].key, key, sizeof(*key)))
			return pins->list[i].state;
	return PIN_UNKNOWN;
}

static void compare(const struct pins *pins, const struct model *model)
{
	struct btns_pad_info *list;
	size_t count;

	for (unsigned int i = 0; i < PLACES * KEYS; i++) {
		struct btns_hash key = key_of(i % KEYS);

		check(state_of(pins, places[i / KEYS], &key) ==
		      model->state[i / KEYS][i % KEYS]);
	}
	check(!pins_pad(pins, &list, &count) && count <= KEYS);
	for (size_t i = 0; i < count; i++)
		check(!btns_pad_check(&list[i]) && list[i].flags &&
		      list[i].child.v4_count + list[i].child.v6_count);
	btns_pad_list_free(list, count);
}

static void act(struct pins *pins, struct model *model, uint8_t what)
{
	unsigned int place = what % PLACES, key = what / PLACES % KEYS;

	switch (what / (PLACES * KEYS)) {
	case 0:
	case 1:
	case 2:
		meet(pins, model, place, key, what / (PLACES * KEYS));
		break;
	case 3:
		decide(pins, model, place, key, PIN_ACCEPT);
		break;
	case 4:
		decide(pins, model, place, key, PIN_ADD);
		break;
	case 5:
		decide(pins, model, place, key, PIN_REVOKE);
		break;
	case 6:
		forget(pins, model, place, key);
		break;
	default:
		expire(pins, model);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pins pins = { NULL, 0, 0 };
	struct model model = { { { PIN_UNKNOWN } } };
	char *text;
	size_t len;

	read_text((const char *)data, size);
	read_lines(data, size);
	for (size_t i = 0; i < size && i < ACTS_MAX; i++) {
		act(&pins, &model, data[i]);
		compare(&pins, &model);
	}
	check(!store_print(&pins, &text, &len));
	read_text(text, len);
	free(text);
	pins_free(&pins);
	return 0;
}
