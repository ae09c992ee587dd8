// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * btnsctl pin ...: what is known of keys, and decisions about it.  They change the
 * store; btnsd puts the store into force.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "ctl.h"
#include "json.h"
#include "pubkey.h"
#include "store.h"

/**
 * struct pin_words - what somebody said
 * @peer: NULL: nothing
 * @key: if @has_key
 * @addrs: if there are any
 * @store: the file
 */
struct pin_words {
	const char *peer;
	bool has_key;
	struct btns_hash key;
	struct btns_addrs addrs;
	const char *store;
};

/* ---- words ---- */

static int take_peer(struct parser *p, void *obj)
{
	struct pin_words *words = obj;
	const char *why;

	if (parse_word(p, &words->peer))
		return -1;
	why = pin_peer_check(words->peer);
	return why ? parse_fail(p, "%s", why) : 0;
}

static int take_key(struct parser *p, void *obj)
{
	struct pin_words *words = obj;

	words->has_key = true;
	return pubkey_parse(p, &words->key);
}

static int take_addr(struct parser *p, void *obj)
{
	struct pin_words *words = obj;
	const char *word, *why;

	if (parse_word(p, &word))
		return -1;
	if (btns_addrs_parse(&words->addrs, word, &why))
		return parse_fail(p, "addr \"%s\": %s", word, why);
	if (!words->addrs.v4_count && !words->addrs.v6_count)
		return parse_fail(p, "a peer is somewhere, \"any\" is no address");
	return 0;
}

static int take_store(struct parser *p, void *obj)
{
	struct pin_words *words = obj;

	return parse_word(p, &words->store);
}

static const struct keyword peer_keywords[] = {
	{ "peer", take_peer, NULL, 0 },
	{ "store", take_store, NULL, 0 },
	{ NULL, NULL, NULL, 0 },
};

static const struct keyword key_keywords[] = {
	{ "peer", take_peer, NULL, 0 },
	{ "key", take_key, "file", 0 },
	{ "store", take_store, NULL, 0 },
	{ NULL, NULL, NULL, 0 },
};

static const struct keyword add_keywords[] = {
	{ "peer", take_peer, NULL, 0 },
	{ "key", take_key, "file", 0 },
	{ "addr", take_addr, NULL, 0 },
	{ "store", take_store, NULL, 0 },
	{ NULL, NULL, NULL, 0 },
};

static int parse_words(struct parser *p, const struct keyword *keywords,
		       struct pin_words *words)
{
	struct vocabulary vocabulary = { keywords, words, 0 };

	memset(words, 0, sizeof(*words));
	words->store = PINS_STORE;
	return parse_keywords(p, &vocabulary, 1, false);
}

static int need(struct parser *p, const struct pin_words *words, bool peer,
		bool key)
{
	if (peer && !words->peer)
		return parse_fail_at(p, &p->end, "\"peer\" missing");
	if (key && !words->has_key)
		return parse_fail_at(p, &p->end, "\"key\" missing");
	return 0;
}

/* ---- the store ---- */

static int exit_code(int err)
{
	return err == -EACCES || err == -EPERM ? EXIT_NOT_PERMITTED :
		EXIT_REFUSED;
}

/* No file is no pins. */
static int load(struct ctl *ctl, const char *store, struct pins *pins)
{
	char why[STORE_WHY_MAX];
	int err = store_load(store, pins, why);

	if (!err || err == -ENOENT)
		return EXIT_OK;
	return ctl_error(ctl, exit_code(err), "%s", why);
}

typedef int (*change_fn)(struct ctl *ctl, struct pins *pins,
			 const struct pin_words *words);

/* Nobody else changes the store between reading and writing it. */
static int change_store(struct ctl *ctl, const struct pin_words *words,
			change_fn change)
{
	int lock = store_lock(words->store), code, err;
	char why[STORE_WHY_MAX];
	struct pins pins;

	if (lock < 0)
		return ctl_error(ctl, exit_code(lock), "cannot lock %s: %s",
				 words->store, strerror(-lock));
	code = load(ctl, words->store, &pins);
	if (!code)
		code = change(ctl, &pins, words);
	if (!code) {
		err = store_save(words->store, &pins, why);
		if (err)
			code = ctl_error(ctl, exit_code(err), "%s", why);
	}
	pins_free(&pins);
	store_unlock(lock);
	return code;
}

/* ---- decisions ---- */

static int decide(struct ctl *ctl, struct pins *pins,
		  const struct pin_words *words, enum pin_event event)
{
	const struct pins_decision decision = {
		.event = event, .peer = words->peer, .key = words->key,
		.addrs = &words->addrs,
	};
	const char *why;
	int err = pins_decide(pins, &decision, time(NULL), &why);

	switch (err) {
	case 0:
		return EXIT_OK;
	case -EINVAL:
		return ctl_error(ctl, EXIT_REFUSED, "%s", why);
	case -ENOENT:
		return ctl_error(ctl, EXIT_ABSENT, "%s", why);
	case -ENOSPC:
		return ctl_error(ctl, EXIT_REFUSED,
				 "there are %d pins already, remove some",
				 PINS_MAX);
	default:
		return ctl_error(ctl, EXIT_REFUSED, "%s", strerror(-err));
	}
}

static int do_add(struct ctl *ctl, struct pins *pins,
		  const struct pin_words *words)
{
	return decide(ctl, pins, words, PIN_ADD);
}

static int do_accept(struct ctl *ctl, struct pins *pins,
		     const struct pin_words *words)
{
	return decide(ctl, pins, words, PIN_ACCEPT);
}

static int do_revoke(struct ctl *ctl, struct pins *pins,
		     const struct pin_words *words)
{
	return decide(ctl, pins, words, PIN_REVOKE);
}

static int do_remove(struct ctl *ctl, struct pins *pins,
		     const struct pin_words *words)
{
	if (pins_forget(pins, words->peer, words->has_key ? &words->key : NULL))
		return EXIT_OK;
	return ctl_error(ctl, EXIT_ABSENT, "nothing is known of %s%s",
			 words->peer, words->has_key ? " with this key" : "");
}

/* ---- commands ---- */

/* A peer that is called by its address is there. */
static int locate(struct parser *p, struct pin_words *words)
{
	uint8_t family;
	struct btns_ip_range here;

	if (words->addrs.v4_count || words->addrs.v6_count ||
	    btns_ip_parse(words->peer, &family, &here.lo))
		return 0;
	here.hi = here.lo;
	return btns_addrs_add(&words->addrs, family, &here) ?
		parse_fail(p, "out of memory") : 0;
}

static int run_add(struct ctl *ctl, struct parser *p)
{
	struct pin_words words;
	int code = EXIT_USAGE;

	if (!parse_words(p, add_keywords, &words) &&
	    !need(p, &words, true, true) && !locate(p, &words))
		code = change_store(ctl, &words, do_add);
	btns_addrs_free(&words.addrs);
	return code;
}

static int run_accept(struct ctl *ctl, struct parser *p)
{
	struct pin_words words;

	if (parse_words(p, key_keywords, &words) ||
	    need(p, &words, true, true))
		return EXIT_USAGE;
	return change_store(ctl, &words, do_accept);
}

static int run_revoke(struct ctl *ctl, struct parser *p)
{
	struct pin_words words;

	if (parse_words(p, key_keywords, &words) ||
	    need(p, &words, false, true))
		return EXIT_USAGE;
	if (!words.peer)
		words.peer = "-";
	return change_store(ctl, &words, do_revoke);
}

static int run_remove(struct ctl *ctl, struct parser *p)
{
	struct pin_words words;

	if (parse_words(p, key_keywords, &words) ||
	    need(p, &words, true, false))
		return EXIT_USAGE;
	return change_store(ctl, &words, do_remove);
}

static void add_addrs(struct json_object *array, uint8_t family,
		      const struct btns_ip_range *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct json_object *range = json_append_object(array);

		json_add_ip(range, "start", family, &list[i].lo);
		json_add_ip(range, "end", family, &list[i].hi);
	}
}

static struct json_object *pin_json(const struct pin *pin)
{
	struct json_object *obj = json_object_make(), *array;
	char digits[BTNS_HASH_TEXT_MAX];

	json_add_string(obj, "state", pin_state_name(pin->state));
	json_add_string(obj, "peer", pin->peer);
	json_add_string(obj, "key-hash", btns_hash_print(&pin->key, digits));
	array = json_add_array(obj, "addresses");
	add_addrs(array, AF_INET, pin->addrs.v4, pin->addrs.v4_count);
	add_addrs(array, AF_INET6, pin->addrs.v6, pin->addrs.v6_count);
	json_add_string(obj, "source", pin_source_name(pin->source));
	json_add_number(obj, "first", (uint64_t)pin->first);
	json_add_number(obj, "last", (uint64_t)pin->last);
	return obj;
}

static void print_line(const struct ctl *ctl, const struct pin *pin)
{
	enum color color = pin->state == PIN_PINNED ? COLOR_GOOD :
		pin->state == PIN_CANDIDATE ? COLOR_WARN : COLOR_BAD;
	size_t word = strlen(pin_state_name(pin->state));
	char *line;

	if (store_print_pin(pin, &line))
		return;
	printf("%s%.*s%s%s\n", ctl_color(ctl, color), (int)word, line,
	       ctl_color(ctl, COLOR_NONE), line + word);
	free(line);
}

static void show(const struct ctl *ctl, const struct pins *pins,
		 const char *peer)
{
	struct json_object *array = ctl->json ? json_array_make() : NULL;

	for (size_t i = 0; i < pins->count; i++) {
		const struct pin *pin = &pins->list[i];

		if (peer && strcmp(pin->peer, peer))
			continue;
		if (array)
			json_append(array, pin_json(pin));
		else
			print_line(ctl, pin);
	}
	if (array)
		json_print(array, ctl->pretty);
}

static int run_list(struct ctl *ctl, struct parser *p)
{
	struct pin_words words;
	struct pins pins;
	int code;

	if (parse_words(p, peer_keywords, &words))
		return EXIT_USAGE;
	code = load(ctl, words.store, &pins);
	if (code)
		return code;
	show(ctl, &pins, words.peer);
	pins_free(&pins);
	return EXIT_OK;
}

const struct command pin_commands[] = {
	{ "list", run_list },
	{ "show", run_list },
	{ "add", run_add },
	{ "accept", run_accept },
	{ "revoke", run_revoke },
	{ "remove", run_remove },
	{ NULL, NULL },
};
