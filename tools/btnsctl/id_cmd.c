// SPDX-License-Identifier: GPL-2.0-or-later
/* btnsctl id ...: the identities that a key manager made known */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "ctl.h"
#include "json.h"
#include "pad.h"

#define METHOD_MAX 255

/* ---- words ---- */

static int take_id(struct parser *p, void *obj)
{
	struct btns_identity_info *identity = obj;

	return parse_id(p, &identity->id);
}

static int take_local(struct parser *p, void *obj)
{
	struct btns_identity_info *identity = obj;

	(void)p;
	identity->is_local = true;
	return 0;
}

static int take_assurance(struct parser *p, void *obj)
{
	struct btns_identity_info *identity = obj;

	return parse_name(p, BTNS_NAMES_ASSURANCE, &identity->assurance);
}

static int take_method(struct parser *p, void *obj)
{
	struct btns_identity_info *identity = obj;
	uint64_t method;

	if (parse_number(p, 1, METHOD_MAX, &method))
		return -1;
	identity->auth_method = (uint32_t)method;
	return 0;
}

static int take_hash(struct parser *p, struct btns_hash *hash, bool *has)
{
	const char *word;

	if (parse_word(p, &word))
		return -1;
	*has = true;
	return !btns_hash_parse(word, hash) ? 0 :
		parse_fail(p, "%s is %d hexadecimal digits, SHA256: before them or not",
			   p->key->name, 2 * BTNS_KEY_HASH_LEN);
}

static int take_key(struct parser *p, void *obj)
{
	struct btns_identity_info *identity = obj;

	return take_hash(p, &identity->key_hash, &identity->has_key_hash);
}

static int take_cert(struct parser *p, void *obj)
{
	struct btns_identity_info *identity = obj;

	return take_hash(p, &identity->cert_hash, &identity->has_cert_hash);
}

static int take_anchor(struct parser *p, void *obj)
{
	struct btns_identity_info *identity = obj;

	return take_hash(p, &identity->anchor, &identity->has_anchor);
}

/* "any" alone: nothing that a PAD entry could name */
static int take_asserted(struct parser *p, void *obj)
{
	struct btns_identity_info *identity = obj;
	const char *word;

	identity->has_asserted = true;
	if (!parse_is_end(p) && !strcmp(parse_peek(p)->text, "any"))
		return parse_word(p, &word);
	return parse_id(p, &identity->asserted);
}

static const struct keyword id_keywords[] = {
	{ "id", take_id, ID_TYPE_WORDS, 0 },
	{ "local", take_local, NULL, 0 },
	{ "assurance", take_assurance, "null btns auth", 0 },
	{ "auth", take_method, NULL, 0 },
	{ "key-hash", take_key, NULL, 0 },
	{ "cert-hash", take_cert, NULL, 0 },
	{ "trust-anchor", take_anchor, NULL, 0 },
	{ "asserted", take_asserted, "any " ID_TYPE_WORDS, 0 },
	{ NULL, NULL, NULL, 0 },
};

/* ---- commands ---- */

static int run_add(struct ctl *ctl, struct parser *p)
{
	struct btns_identity_info identity = { .handle = 0 };
	struct vocabulary words = { id_keywords, &identity, 0 };
	uint32_t handle = 0;
	int code, err;

	if (parse_keywords(p, &words, 1, false))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	err = btns_identity_add(ctl->sock, &identity, &handle);
	if (err)
		return ctl_refused(ctl, err);
	if (ctl->json)
		printf("{\"handle\":%" PRIu32 "}\n", handle);
	else
		printf("%" PRIu32 "\n", handle);
	return EXIT_OK;
}

static int take_handle(struct parser *p, void *obj)
{
	return parse_u32(p, 1, obj);
}

static int run_del(struct ctl *ctl, struct parser *p)
{
	static const struct keyword keywords[] = {
		{ "handle", take_handle, NULL, 0 },
		{ NULL, NULL, NULL, 0 },
	};
	uint32_t handle = 0;
	struct vocabulary words = { keywords, &handle, 0 };
	int code, err;

	if (parse_keywords(p, &words, 1, false))
		return EXIT_USAGE;
	if (!handle) {
		parse_fail_at(p, &p->end, "\"handle\" missing");
		return EXIT_USAGE;
	}
	code = ctl_open(ctl);
	if (code)
		return code;
	err = btns_identity_del(ctl->sock, handle);
	if (err == -ENOENT)
		return ctl_error(ctl, EXIT_ABSENT, "no identity %u", handle);
	return ctl_result(ctl, err);
}

static void print_hash(const char *name, bool is_there,
		       const struct btns_hash *hash)
{
	char text[BTNS_HASH_TEXT_MAX];

	if (is_there)
		printf(" %s SHA256:%s", name, btns_hash_print(hash, text));
}

/* RFC 7619 3.1: what nobody vouches for must not look as if somebody did. */
static void print_asserted(const struct btns_id *asserted)
{
	fputs(" asserted ", stdout);
	if (asserted->type == BTNS_ID_TYPE_ANY)
		fputs("any", stdout);
	else
		id_print(stdout, asserted);
}

static void print_text(const struct btns_identity_info *identity)
{
	printf("handle %u", identity->handle);
	if (identity->id.type != BTNS_ID_TYPE_ANY) {
		fputs(" id ", stdout);
		id_print(stdout, &identity->id);
	}
	if (identity->is_local)
		fputs(" local", stdout);
	else
		printf(" assurance %s auth %u",
		       btns_name(BTNS_NAMES_ASSURANCE, identity->assurance) ?:
		       "?", identity->auth_method);
	print_hash("key-hash", identity->has_key_hash, &identity->key_hash);
	print_hash("cert-hash", identity->has_cert_hash, &identity->cert_hash);
	print_hash("trust-anchor", identity->has_anchor, &identity->anchor);
	if (identity->has_asserted)
		print_asserted(&identity->asserted);
	printf(" refs %u\n", identity->refs);
}

static struct json_object *to_json(const struct btns_identity_info *identity)
{
	struct json_object *obj = json_object_make();

	json_add_number(obj, "handle", identity->handle);
	id_json(obj, "id", &identity->id);
	if (identity->is_local) {
		json_add_bool(obj, "local", true);
	} else {
		json_add_name(obj, "assurance", BTNS_NAMES_ASSURANCE,
			      identity->assurance);
		json_add_number(obj, "auth-method", identity->auth_method);
	}
	if (identity->has_key_hash)
		hash_json(obj, "key-hash", &identity->key_hash);
	if (identity->has_cert_hash)
		hash_json(obj, "cert-hash", &identity->cert_hash);
	if (identity->has_anchor)
		hash_json(obj, "trust-anchor", &identity->anchor);
	if (identity->has_asserted)
		id_json(obj, "asserted-untrusted", &identity->asserted);
	json_add_number(obj, "refs", identity->refs);
	return obj;
}

static int run_list(struct ctl *ctl, struct parser *p)
{
	struct json_object *array = NULL;
	struct btns_identity_info *list;
	size_t count;
	int code, err;

	if (parse_end(p))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	err = btns_identity_dump(ctl->sock, &list, &count);
	if (err)
		return ctl_refused(ctl, err);
	if (ctl->json)
		array = json_array_make();
	for (size_t i = 0; i < count; i++) {
		if (ctl->json)
			json_append(array, to_json(&list[i]));
		else
			print_text(&list[i]);
	}
	if (ctl->json)
		json_print(array, ctl->pretty);
	free(list);
	return EXIT_OK;
}

const struct command id_commands[] = {
	{ "list", run_list },
	{ "show", run_list },
	{ "add", run_add },
	{ "del", run_del },
	{ NULL, NULL },
};
