// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Pins: every cell of the machine, contacts and decisions as stories, the PAD that
 * comes of them, and a store that is old, new, or refused.
 */
#include <errno.h>
#include <gnutls/crypto.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spki.h"
#include "store.h"
#include "tap.h"

/* ---- the machine, once more by hand: a slip in the table is seen here ---- */

#define U PIN_UNKNOWN
#define C PIN_CANDIDATE
#define P PIN_PINNED
#define M PIN_MISMATCH
#define R PIN_REVOKED

static const enum pin_state machine[PIN_STATES][PIN_EVENTS] = {
	/*     ask acc no  riv acc add rev exp */
	[U] = { C,  P,  U,  M,  U,  P,  R,  U },
	[C] = { C,  P,  C,  M,  P,  P,  R,  U },
	[P] = { P,  P,  P,  P,  P,  P,  R,  P },
	[M] = { M,  M,  M,  M,  P,  P,  R,  M },
	[R] = { R,  R,  R,  R,  R,  R,  R,  R },
};

static void every_cell_is_meant(void)
{
	char detail[64];

	for (int s = 0; s < PIN_STATES; s++)
		for (int e = 0; e < PIN_EVENTS; e++) {
			const struct pin_step *step = pin_next(s, e);
			bool is_told = (step->news == PIN_REFUSED) == !!step->why;

			snprintf(detail, sizeof(detail), "%s, event %d",
				 pin_state_name(s), e);
			ok(step->next == machine[s][e] && is_told,
			   "machine", detail);
		}
}

static void only_decisions_trust(void)
{
	bool is_so = true;

	for (int s = 0; s < PIN_STATES; s++)
		for (int e = 0; e < PIN_EVENTS; e++) {
			bool is_new = pin_next(s, e)->next == P && s != P;
			bool is_decided = e == PIN_ACCEPT || e == PIN_ADD ||
				e == PIN_SEEN_ACCEPT_NEW;

			is_so = is_so && (!is_new || is_decided);
		}
	ok(is_so, "nothing is trusted but by a decision", "");
	for (int e = 0; e < PIN_EVENTS; e++)
		is_so = is_so && pin_next(R, e)->next == R &&
			(pin_next(P, e)->next == P || e == PIN_REVOKE);
	ok(is_so, "no contact and no time ends a pin or a revocation", "");
}

/* ---- stories ---- */

static struct btns_hash key_of(char name)
{
	struct btns_hash key;

	memset(&key, name, sizeof(key));
	return key;
}

static struct pins_contact contact_of(const char *ip, char key)
{
	struct pins_contact contact = { .key = key_of(key) };

	if (btns_ip_parse(ip, &contact.family, &contact.ip))
		abort();
	return contact;
}

/* A story: letters do something, the state of the key of the last one is told. */
struct act {
	char what;		/* m: met, a: accept, d: add, r: revoke,
				 * f: forget, t: time passes */
	char key;
	const char *peer;	/* or its address */
	enum pin_policy policy;
	enum pin_state then;	/* of that key of that peer */
	int news;		/* of m; of others -errno */
};

struct story {
	const char *name;
	struct act act[8];
};

#define ASK PIN_POLICY_ASK
#define NEW PIN_POLICY_ACCEPT_NEW
#define NO PIN_POLICY_NO
#define HOST "192.0.2.1"

static const struct story stories[] = {
	{ "accept-new takes the first, and says it once", {
		{ 'm', 'A', HOST, NEW, P, PIN_TAKEN },
		{ 'm', 'A', HOST, NEW, P, PIN_SAME } } },
	{ "and nobody after it", {
		{ 'm', 'A', HOST, NEW, P, PIN_TAKEN },
		{ 'm', 'B', HOST, NEW, M, PIN_ALARM },
		{ 'm', 'B', HOST, NEW, M, PIN_ALARM },
		{ 'm', 'A', HOST, NEW, P, PIN_SAME } } },
	{ "each address has its first", {
		{ 'm', 'A', HOST, NEW, P, PIN_TAKEN },
		{ 'm', 'B', "fd00::1", NEW, P, PIN_TAKEN },
		{ 'm', 'A', "fd00::1", NEW, M, PIN_ALARM } } },
	{ "ask asks, and takes nobody", {
		{ 'm', 'A', HOST, ASK, C, PIN_ASKED },
		{ 'm', 'A', HOST, ASK, C, PIN_SAME },
		{ 'm', 'B', HOST, ASK, C, PIN_ASKED },
		{ 'a', 'A', HOST, ASK, P, 0 },
		{ 'm', 'B', HOST, ASK, M, PIN_ALARM } } },
	{ "a candidate is forgotten, a pin is not", {
		{ 'm', 'A', HOST, ASK, C, PIN_ASKED },
		{ 't', 'A', HOST, ASK, U, 0 },
		{ 'm', 'A', HOST, NEW, P, PIN_TAKEN },
		{ 't', 'A', HOST, ASK, P, 0 } } },
	{ "no wants nobody new", {
		{ 'm', 'A', HOST, NO, U, PIN_SAME },
		{ 'd', 'A', HOST, NO, P, 0 },
		{ 'm', 'A', HOST, NO, P, PIN_SAME },
		{ 'm', 'B', HOST, NO, M, PIN_ALARM } } },
	{ "accepting what does not match takes the place of the pin", {
		{ 'd', 'A', HOST, ASK, P, 0 },
		{ 'm', 'B', HOST, NEW, M, PIN_ALARM },
		{ 'a', 'B', HOST, ASK, P, 0 },
		{ 'm', 'B', HOST, NEW, P, PIN_SAME },
		{ 'm', 'A', HOST, NEW, M, PIN_ALARM } } },
	{ "adding a key leaves the others", {
		{ 'd', 'A', HOST, ASK, P, 0 },
		{ 'd', 'B', HOST, ASK, P, 0 },
		{ 'm', 'A', HOST, NEW, P, PIN_SAME },
		{ 'm', 'B', HOST, NEW, P, PIN_SAME } } },
	{ "who was an alarm stays one when the pin has gone", {
		{ 'd', 'A', HOST, ASK, P, 0 },
		{ 'm', 'B', HOST, NEW, M, PIN_ALARM },
		{ 'f', 'A', HOST, ASK, U, 0 },
		{ 'm', 'B', HOST, NEW, M, PIN_ALARM } } },
	{ "forget and come again is unknown", {
		{ 'm', 'A', HOST, NEW, P, PIN_TAKEN },
		{ 'f', 'A', HOST, ASK, U, 0 },
		{ 'm', 'B', HOST, NEW, P, PIN_TAKEN } } },
	{ "revoked is for good", {
		{ 'm', 'A', HOST, NEW, P, PIN_TAKEN },
		{ 'r', 'A', HOST, ASK, R, 0 },
		{ 'm', 'A', HOST, NEW, R, PIN_ALARM },
		{ 'a', 'A', HOST, ASK, R, -EINVAL },
		{ 'd', 'A', HOST, ASK, R, -EINVAL },
		{ 'm', 'B', HOST, NEW, M, PIN_ALARM } } },
	{ "a key that is revoked for one is so for another", {
		{ 'r', 'A', "somebody", ASK, R, 0 },
		{ 'm', 'A', HOST, NEW, U, PIN_ALARM },
		{ 'd', 'A', HOST, ASK, U, -EINVAL } } },
	{ "what was not seen cannot be accepted", {
		{ 'a', 'A', HOST, ASK, U, -ENOENT } } },
	{ "nor what is pinned", {
		{ 'd', 'A', HOST, ASK, P, 0 },
		{ 'a', 'A', HOST, ASK, P, -EINVAL } } },
	{ "a name is one word", {
		{ 'd', 'A', "a b", ASK, U, -EINVAL } } },
};

static enum pin_state state_of(const struct pins *pins, const char *peer,
			       const struct btns_hash *key)
{
	for (size_t i = 0; i < pins->count; i++)
		if (!strcmp(pins->list[i].peer, peer) &&
		    !memcmp(&pins->list[i].key, key, sizeof(*key)))
			return pins->list[i].state;
	return PIN_UNKNOWN;
}

static int decide(struct pins *pins, const struct act *act, int64_t now)
{
	struct pins_decision decision = {
		.event = act->what == 'a' ? PIN_ACCEPT :
			 act->what == 'd' ? PIN_ADD : PIN_REVOKE,
		.peer = act->peer,
		.key = key_of(act->key),
	};
	struct btns_addrs addrs = { NULL, NULL, 0, 0 };
	const char *why;
	int err;

	if (!btns_addrs_parse(&addrs, act->peer, &why))
		decision.addrs = &addrs;
	err = pins_decide(pins, &decision, now, &why);
	btns_addrs_free(&addrs);
	if ((err == -EINVAL || err == -ENOENT) && !why)
		return 1;
	return err;
}

static int play(struct pins *pins, const struct act *act, int64_t *now)
{
	const struct btns_hash key = key_of(act->key);
	struct pins_outcome outcome;
	struct pins_contact contact;

	switch (act->what) {
	case 'm':
		contact = contact_of(act->peer, act->key);
		if (pins_meet(pins, &contact, act->policy, *now, &outcome))
			return -1;
		if (outcome.news == PIN_ALARM && !outcome.rival &&
		    (!outcome.pin || outcome.pin->state != PIN_REVOKED) &&
		    (!outcome.pin || outcome.pin->state != PIN_MISMATCH))
			return -1;
		return outcome.news;
	case 'f':
		return pins_forget(pins, act->peer, &key) ? 0 : -ENOENT;
	case 't':
		*now += PINS_CANDIDATE_TIME;
		pins_expire(pins, *now);
		return 0;
	default:
		return decide(pins, act, *now);
	}
}

static void stories_end_well(void)
{
	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
		struct pins pins = { NULL, 0, 0 };
		int64_t now = 1700000000;
		char detail[64] = "";
		bool is_well = true;

		for (int n = 0; n < 8 && stories[i].act[n].what; n++) {
			const struct act *act = &stories[i].act[n];
			const struct btns_hash key = key_of(act->key);
			int got = play(&pins, act, &now);

			if (is_well && (got != act->news ||
			    state_of(&pins, act->peer, &key) != act->then)) {
				is_well = false;
				snprintf(detail, sizeof(detail),
					 "act %d: %d, %s", n + 1, got,
					 pin_state_name(state_of(
						 &pins, act->peer, &key)));
			}
		}
		ok(is_well, stories[i].name, detail);
		pins_free(&pins);
	}
}

static int add(struct pins *pins, const char *peer, char key, const char *where)
{
	struct pins_decision decision = {
		.event = PIN_ADD, .peer = peer, .key = key_of(key),
	};
	struct btns_addrs addrs;
	const char *why;
	int err;

	if (btns_addrs_parse(&addrs, where, &why))
		abort();
	decision.addrs = &addrs;
	err = pins_decide(pins, &decision, 1700000000, &why);
	btns_addrs_free(&addrs);
	return err;
}

static void names_stand_for_addresses(void)
{
	struct pins pins = { NULL, 0, 0 };
	struct pins_contact contact = contact_of("10.0.0.77", 'B');
	struct pins_outcome outcome;

	add(&pins, "lab", 'A', "10.0.0.0/24");
	ok(!pins_meet(&pins, &contact, NEW, 1, &outcome) &&
	   outcome.news == PIN_ALARM && outcome.rival &&
	   !strcmp(outcome.rival->peer, "lab") && outcome.pin &&
	   !strcmp(outcome.pin->peer, "lab"),
	   "a stranger at an address of a named peer is a rival of that peer", "");
	ok(pins_refuse(&pins, &contact), "and is refused", "");
	contact = contact_of("10.0.0.77", 'A');
	ok(!pins_refuse(&pins, &contact), "the peer is not", "");
	contact = contact_of("10.0.1.77", 'B');
	ok(!pins_refuse(&pins, &contact), "nor who is elsewhere", "");
	ok(!pins_meet(&pins, &contact, NEW, 1, &outcome) &&
	   outcome.news == PIN_TAKEN, "and beside it is somebody else", "");
	ok(add(&pins, "far", 'C', "any") == -EINVAL,
	   "a peer is somewhere", "");
	pins_free(&pins);
}

static void strangers_fill_nothing(void)
{
	struct pins pins = { NULL, 0, 0 };
	struct pins_outcome outcome;
	struct pins_contact contact = contact_of("fd00::", 'x');
	int err = 0, kept = 0;

	for (int i = 0; i < PINS_UNDECIDED_MAX; i++) {
		contact.ip.octets[14] = (uint8_t)(i >> 8);
		contact.ip.octets[15] = (uint8_t)i;
		err |= pins_meet(&pins, &contact, ASK, 1, &outcome);
	}
	contact.ip.octets[13] = 1;
	ok(!err && pins_meet(&pins, &contact, ASK, 1, &outcome) == -ENOSPC &&
	   outcome.news == PIN_SAME && !outcome.pin,
	   "candidates are so many and no more", "");
	ok(!add(&pins, "known", 'A', "10.0.0.1"), "a decision has room", "");
	contact = contact_of("10.0.0.1", 'x');
	ok(pins_meet(&pins, &contact, ASK, 1, &outcome) == -ENOSPC &&
	   outcome.news == PIN_ALARM && outcome.rival,
	   "an alarm is one without room, too", "");
	pins_free(&pins);

	add(&pins, "known", 'A', "10.0.0.1");
	for (char key = 'B'; key <= 'Z'; key++) {
		contact = contact_of("10.0.0.1", key);
		kept += !pins_meet(&pins, &contact, ASK, 1, &outcome);
		err |= outcome.news != PIN_ALARM;
	}
	ok(!err && kept == PINS_RIVALS_MAX, "rivals of one address, too", "");
	pins_free(&pins);
}

static void time_is_told(void)
{
	struct pins pins = { NULL, 0, 0 };
	struct pins_outcome outcome;
	struct pins_contact contact = contact_of("10.0.0.1", 'A');

	ok(pins_next_expiry(&pins, 0) == -1, "nothing waits for nothing", "");
	pins_meet(&pins, &contact, ASK, 1000, &outcome);
	ok(pins_next_expiry(&pins, 1000) == PINS_CANDIDATE_TIME &&
	   pins_next_expiry(&pins, 1000 + PINS_CANDIDATE_TIME) == 0,
	   "a candidate waits so long", "");
	ok(pins_next_expiry(&pins, 1) == 0 && pins_expire(&pins, 1) == 1,
	   "not longer because the clock was set back", "");
	pins_free(&pins);
}

/* ---- the PAD ---- */

static char *print(const struct pins *pins)
{
	char *text;
	size_t len;

	if (store_print(pins, &text, &len))
		abort();
	return text;
}

static void pad_is_what_was_decided(void)
{
	struct pins pins = { NULL, 0, 0 };
	struct pins_contact contact = contact_of("10.0.0.9", 'M');
	struct pins_outcome outcome;
	struct btns_pad_info *list;
	const char *wrong = NULL;
	struct btns_hash key = key_of('B');
	struct pins_decision bad = { PIN_REVOKE, "bad", key, NULL };
	const char *why;
	size_t count;

	add(&pins, "alice", 'A', "10.0.0.1,fd00::1");
	add(&pins, "also", 'A', "10.0.0.2");
	add(&pins, "net", 'N', "0.0.0.0/0");
	pins_meet(&pins, &contact, ASK, 1, &outcome);
	pins_decide(&pins, &bad, 1, &why);
	ok(!pins_pad(&pins, &list, &count) && count == 3,
	   "an entry for each key, none for candidates and alarms", "");
	ok(list[0].child.v4_count == 2 && list[0].child.v6_count == 1 &&
	   list[0].flags == BTNS_PAD_FLAG_PINNED &&
	   !strcmp(list[0].label, "alice"),
	   "a key of two peers is one entry for both places", "");
	ok(list[1].claim.v4_count == 1, "all addresses are claimed, too", "");
	ok(list[2].flags == BTNS_PAD_FLAG_REVOKED, "revoked is revoked", "");
	for (size_t i = 0; i < count && !wrong; i++)
		wrong = btns_pad_check(&list[i]);
	ok(!wrong, "the kernel takes them", wrong ? wrong : "");
	btns_pad_list_free(list, count);

	bad.key = key_of('A');
	pins_decide(&pins, &bad, 1, &why);
	pins_pad(&pins, &list, &count);
	ok(list[0].flags == BTNS_PAD_FLAG_REVOKED,
	   "who revokes a key revokes it everywhere", "");
	btns_pad_list_free(list, count);
	pins_free(&pins);
}

/* ---- the store ---- */

static void fill(struct pins *pins)
{
	struct pins_contact contact = contact_of("10.0.0.1", 'B');
	struct pins_decision bad = { PIN_REVOKE, "-", key_of('Z'), NULL };
	struct pins_outcome outcome;
	const char *why;

	memset(pins, 0, sizeof(*pins));
	add(pins, "alice@host.example", 'A', "10.0.0.1,10.0.0.3-10.0.0.9,fd00::/64");
	pins_meet(pins, &contact, ASK, 1700000001, &outcome);
	contact = contact_of("fd01::1", 'C');
	pins_meet(pins, &contact, ASK, 1700000002, &outcome);
	pins_decide(pins, &bad, 1700000003, &why);
}

static void text_comes_back(void)
{
	struct pins pins, again, copy;
	char why[STORE_TEXT_WHY_MAX] = "", *text, *twice;

	fill(&pins);
	text = print(&pins);
	if (ok(!store_parse(&again, text, strlen(text), why),
	       "what was written is read", why)) {
		twice = print(&again);
		same_text(twice, text, "and is the same");
		free(twice);
	}
	ok(!pins_copy(&copy, &pins), "a copy", "");
	twice = print(&copy);
	same_text(twice, text, "is the same");
	free(twice);
	pins_free(&copy);
	pins_free(&again);
	pins_free(&pins);
	free(text);
}

/* Octets before and after may be anything: there is no '\0' to stop at. */
static int parse_octets(const char *text, size_t len)
{
	char why[STORE_TEXT_WHY_MAX] = "", *copy = malloc(len ? len : 1);
	struct pins pins;
	int err;

	memcpy(copy, text, len);
	err = store_parse(&pins, copy, len, why);
	if (err && (!why[0] || pins.count || pins.list))
		err = 1;
	pins_free(&pins);
	free(copy);
	return err;
}

static void damage_is_seen(void)
{
	struct pins pins;
	size_t len, bad = 0;
	char *text;

	fill(&pins);
	text = print(&pins);
	len = strlen(text);
	for (size_t cut = 0; cut < len; cut++)
		bad += parse_octets(text, cut) != -EINVAL;
	ok(!bad, "cut off anywhere it is refused", "");
	bad = 0;
	for (size_t i = 0; i < len; i++)
		for (int bit = 0; bit < 8; bit++) {
			text[i] ^= (char)(1 << bit);
			bad += parse_octets(text, len) != -EINVAL;
			text[i] ^= (char)(1 << bit);
		}
	ok(!bad, "with any bit another one it is refused", "");
	bad = 0;
	for (size_t i = 0; i < len; i++) {
		char *shorter = malloc(len);

		memcpy(shorter, text, i);
		memcpy(shorter + i, text + i + 1, len - i);
		bad += parse_octets(shorter, len - 1) != -EINVAL;
		free(shorter);
	}
	ok(!bad, "without any octet it is refused", "");
	text = realloc(text, len + 2);
	strcpy(text + len, "\n");
	ok(parse_octets(text, len + 1) == -EINVAL,
	   "with an octet behind it it is refused", "");
	free(text);
	pins_free(&pins);
}

/* Lines with a right checksum: what else can be wrong with them? */
#define KEY64 "4141414141414141414141414141414141414141414141414141414141414141"

static const struct {
	const char *line;
	const char *why;
} lines[] = {
	{ "pinned a key SHA256:" KEY64 " addr 10.0.0.1 source lof first 1 last 2",
	  NULL },
	{ "revoked a key SHA256:" KEY64 " source admin first 1 last 2", NULL },
	{ "trusted a", "line 2: a line begins with" },
	{ "unknown a", "line 2: a line begins with" },
	{ "", "line 2: a line begins with" },
	{ "pinned", "line 2: a peer's name" },
	{ "pinned \x01 key", "line 2: a peer's name" },
	{ "pinned a key SHA256:00", "line 2: \"key SHA256:\" and 64" },
	{ "pinned a key SHA256:" KEY64 " source lof first 1 last 2",
	  "line 2: \"addr\" and addresses" },
	{ "pinned a key SHA256:" KEY64 " addr any source lof first 1 last 2",
	  "line 2: a pin has addresses" },
	{ "pinned a key SHA256:" KEY64 " addr 10.0.0.300 source lof first 1 last 2",
	  "line 2: " },
	{ "pinned a key SHA256:" KEY64 " addr 10.0.0.1 source me first 1 last 2",
	  "line 2: \"source lof\"" },
	{ "pinned a key SHA256:" KEY64 " addr 10.0.0.1 source lof first x last 2",
	  "line 2: \"first\" and" },
	{ "pinned a key SHA256:" KEY64 " addr 10.0.0.1 source lof first 1 last 2 3",
	  "line 2: something follows" },
	{ "pinned a key SHA256:" KEY64 " addr 10.0.0.1 source lof first 1 last 2\n"
	  "revoked a key SHA256:" KEY64 " source admin first 1 last 2",
	  "line 3: this key of this peer" },
};

static void frame(const char *line, char *text, size_t size)
{
	char digits[BTNS_HASH_TEXT_MAX];
	struct btns_hash hash;
	int len = snprintf(text, size, "btns-pins 1\n%s\n", line);

	if (gnutls_hash_fast(GNUTLS_DIG_SHA256, text, (size_t)len, hash.octets))
		abort();
	snprintf(text + len, size - (size_t)len, "end SHA256:%s\n",
		 btns_hash_print(&hash, digits));
}

static void lines_are_told(void)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char text[1024], why[STORE_TEXT_WHY_MAX] = "";
		struct pins pins;
		int err;

		frame(lines[i].line, text, sizeof(text));
		err = store_parse(&pins, text, strlen(text), why);
		ok(lines[i].why ? err == -EINVAL &&
		   !strncmp(why, lines[i].why, strlen(lines[i].why)) : !err,
		   "line", err ? why : lines[i].line);
		pins_free(&pins);
	}
}

static void put(const char *path, const char *text, size_t len, mode_t mode)
{
	FILE *file = fopen(path, "w");

	if (!file || fwrite(text, 1, len, file) != len || fclose(file) ||
	    chmod(path, mode))
		abort();
}

static void file_is_old_or_new(void)
{
	char dir[] = "/tmp/pins_test.XXXXXX", path[64], other[80];
	char why[STORE_WHY_MAX] = "", *text;
	struct pins pins, again;
	struct stat st;
	int lock;

	if (!mkdtemp(dir))
		abort();
	snprintf(path, sizeof(path), "%s/pins", dir);
	fill(&pins);
	text = print(&pins);
	ok(store_load(path, &again, why) == -ENOENT && why[0],
	   "no file is no file", why);
	lock = store_lock(path);
	ok(lock >= 0 && !store_save(path, &pins, why), "a file is written", why);
	store_unlock(lock);
	ok(!store_load(path, &again, why) && again.count == pins.count,
	   "and read", why);
	pins_free(&again);
	ok(!stat(path, &st) && (st.st_mode & 07777) == 0600,
	   "its owner's alone", "");
	snprintf(other, sizeof(other), "%s.new", path);
	put(other, "btns-pins", 9, 0600);
	ok(!store_load(path, &again, why) && again.count == pins.count,
	   "what a crash left half written is not looked at", why);
	pins_free(&again);
	ok(!store_save(path, &pins, why) && access(other, F_OK),
	   "nor in the way", why);
	put(path, text, strlen(text), 0620);
	ok(store_load(path, &again, why) == -EINVAL && strstr(why, "chmod"),
	   "a file that others may write is refused", why);
	put(path, text, 40, 0600);
	ok(store_load(path, &again, why) == -EINVAL && strstr(why, "cut off"),
	   "so is one that was cut off", why);
	unlink(path);
	ok(!symlink("pins.lock", path) && store_load(path, &again, why) < 0,
	   "so is a link", why);
	unlink(path);
	snprintf(other, sizeof(other), "%s.lock", path);
	unlink(other);
	rmdir(dir);
	ok(store_save(path, &pins, why) == -ENOENT && strstr(why, path),
	   "without its directory there is none, which is told", why);
	pins_free(&pins);
	free(text);
}

/* ---- keys ---- */

/* RFC 8410 10.1 */
static const char ed25519_pem[] =
	"-----BEGIN PUBLIC KEY-----\n"
	"MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
	"-----END PUBLIC KEY-----\n";
static const char ed25519_spki[] =
	"302a300506032b657003210019bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";

static void keys_have_names(void)
{
	char digits[BTNS_HASH_TEXT_MAX];
	uint8_t der[44];
	struct btns_hash hash;
	struct spki spki;
	const char *wrong;

	for (size_t i = 0; i < sizeof(der); i++)
		sscanf(ed25519_spki + 2 * i, "%2hhx", &der[i]);
	gnutls_hash_fast(GNUTLS_DIG_SHA256, der, sizeof(der), hash.octets);
	wrong = spki_read((const uint8_t *)ed25519_pem, strlen(ed25519_pem),
			  &spki);
	ok(!wrong && !memcmp(&spki.hash, &hash, sizeof(hash)),
	   "a key in PEM is the hash of its SubjectPublicKeyInfo",
	   wrong ? wrong : btns_hash_print(&spki.hash, digits));
	wrong = spki_read(der, sizeof(der), &spki);
	ok(!wrong && !memcmp(&spki.hash, &hash, sizeof(hash)),
	   "and in DER", wrong ? wrong : "");
	ok(spki_read(der, sizeof(der) - 1, &spki), "not without its end", "");
	ok(spki_read(der, 0, &spki), "nor nothing", "");
}

int main(void)
{
	every_cell_is_meant();
	only_decisions_trust();
	stories_end_well();
	names_stand_for_addresses();
	strangers_fill_nothing();
	time_is_told();
	pad_is_what_was_decided();
	text_comes_back();
	damage_is_seen();
	lines_are_told();
	file_is_old_or_new();
	keys_have_names();
	return tap_finish();
}
