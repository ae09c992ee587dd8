// SPDX-License-Identifier: GPL-2.0-or-later
/* A PAD entry in words and in JSON; what is done with it is in pad_cmd.c. */
#include "pad.h"

#include <string.h>
#include <sys/socket.h>

#include "json.h"

#define METHOD_MAX 31

/* ---- identities ---- */

int parse_id(struct parser *p, struct btns_id *id)
{
	const char *word, *why;
	uint32_t type;

	if (parse_word(p, &word))
		return -1;
	if (btns_value(BTNS_NAMES_ID_TYPE, word, &type) ||
	    type == BTNS_ID_TYPE_ANY)
		return parse_fail(p, "\"%s\" is no type of identity; these are " ID_TYPE_WORDS,
				  word);
	if (parse_word(p, &word))
		return -1;
	if (btns_id_parse(id, type, word, &why))
		return parse_fail(p, "\"%s\": %s", word, why);
	return 0;
}

void id_print(FILE *out, const struct btns_id *id)
{
	char text[BTNS_ID_TEXT_MAX];

	fprintf(out, "%s %s%s", btns_name(BTNS_NAMES_ID_TYPE, id->type) ?: "?",
		id->type == BTNS_ID_TYPE_PUBLIC_KEY ? "SHA256:" : "",
		btns_id_print(id, text));
}

/* Of a distinguished name the text does not tell. */
int parse_pattern(struct parser *p, struct btns_id *id)
{
	const char *word;

	if (parse_id(p, id))
		return -1;
	if (id->type != BTNS_ID_TYPE_DN)
		return 0;
	if (parse_is_end(p)) {
		if (p->completing)
			parse_offer(p, "subtree");
		return 0;
	}
	if (strcmp(parse_peek(p)->text, "subtree"))
		return 0;
	id->match = BTNS_ID_MATCH_SUBTREE;
	return parse_word(p, &word);
}

void pattern_print(FILE *out, const struct btns_id *id)
{
	id_print(out, id);
	if (id->type == BTNS_ID_TYPE_DN && id->match == BTNS_ID_MATCH_SUBTREE)
		fputs(" subtree", out);
}

static void fill_id(struct json_object *member, const struct btns_id *id)
{
	char text[BTNS_ID_TEXT_MAX];

	json_add_name(member, "type", BTNS_NAMES_ID_TYPE, id->type);
	if (id->type == BTNS_ID_TYPE_ANY)
		return;
	json_add_name(member, "match", BTNS_NAMES_ID_MATCH, id->match);
	json_add_string(member, "value", btns_id_print(id, text));
}

void id_json(struct json_object *obj, const char *name,
	     const struct btns_id *id)
{
	fill_id(json_add_object(obj, name), id);
}

void ids_json(struct json_object *obj, const char *name,
	      const struct btns_id *list, size_t count)
{
	struct json_object *array;

	if (!count)
		return;
	array = json_add_array(obj, name);
	for (size_t i = 0; i < count; i++)
		fill_id(json_append_object(array), &list[i]);
}

void hash_json(struct json_object *obj, const char *name,
	       const struct btns_hash *hash)
{
	char text[BTNS_HASH_TEXT_MAX];

	json_add_string(obj, name, btns_hash_print(hash, text));
}

/* ---- words ---- */

static int take_index(struct parser *p, void *obj)
{
	struct btns_pad_info *pad = obj;

	return parse_u32(p, 1, &pad->index);
}

static int take_priority(struct parser *p, void *obj)
{
	struct btns_pad_info *pad = obj;

	return parse_u32(p, 0, &pad->priority);
}

static int take_class(struct parser *p, void *obj)
{
	struct btns_pad_info *pad = obj;

	return parse_name(p, BTNS_NAMES_PAD_CLASS, &pad->pad_class);
}

static int take_id(struct parser *p, void *obj)
{
	struct btns_pad_info *pad = obj;

	return parse_id(p, &pad->id);
}

/* Only of a distinguished name the text does not tell. */
static int take_subtree(struct parser *p, void *obj)
{
	struct btns_pad_info *pad = obj;

	if (pad->id.type != BTNS_ID_TYPE_DN)
		return parse_fail(p, "\"subtree\" stands behind \"id dn\"; other sub-trees begin with a dot or an @");
	pad->id.match = BTNS_ID_MATCH_SUBTREE;
	return 0;
}

/* The next item of a comma separated list; NULL at its end. */
static const char *next_item(const char **list, char *item, size_t size)
{
	size_t len = strcspn(*list, ",");

	if (!**list || len >= size)
		return NULL;
	memcpy(item, *list, len);
	item[len] = '\0';
	*list += len + ((*list)[len] == ',');
	return item;
}

static int take_auth(struct parser *p, void *obj)
{
	struct btns_pad_info *pad = obj;
	const char *word, *list;
	char item[16];
	uint64_t method;

	if (parse_word(p, &word))
		return -1;
	for (list = word; next_item(&list, item, sizeof(item));) {
		if (btns_number_parse(item, METHOD_MAX, &method))
			return parse_fail(p, "\"%s\" is no list of IKEv2's authentication methods, numbers up to 31",
					  word);
		pad->auth_methods |= 1U << method;
	}
	if (*list || !pad->auth_methods)
		return parse_fail(p, "\"%s\" is no list of numbers", word);
	return 0;
}

static int take_hashes(struct parser *p, struct btns_hash *list,
		       uint32_t *count)
{
	const char *word, *rest;
	char item[BTNS_HASH_TEXT_MAX + 8];

	if (parse_word(p, &word))
		return -1;
	for (rest = word; next_item(&rest, item, sizeof(item));) {
		if (*count == BTNS_PAD_HASHES_MAX)
			return parse_fail(p, "more than %d hashes",
					  BTNS_PAD_HASHES_MAX);
		if (btns_hash_parse(item, &list[(*count)++]))
			return parse_fail(p, "\"%s\" is not %d hexadecimal digits, SHA256: before them or not",
					  item, 2 * BTNS_KEY_HASH_LEN);
	}
	return *rest || !*count ?
		parse_fail(p, "\"%s\" is no list of hashes", word) : 0;
}

static int take_keys(struct parser *p, void *obj)
{
	struct btns_pad_info *pad = obj;

	return take_hashes(p, pad->key_hashes, &pad->key_count);
}

static int take_anchors(struct parser *p, void *obj)
{
	struct btns_pad_info *pad = obj;

	return take_hashes(p, pad->anchors, &pad->anchor_count);
}

static int take_certid(struct parser *p, void *obj)
{
	struct btns_pad_info *pad = obj;

	(void)p;
	pad->certid_match = true;
	return 0;
}

static int take_search(struct parser *p, void *obj)
{
	struct btns_pad_info *pad = obj;

	return parse_name(p, BTNS_NAMES_SPD_SEARCH, &pad->spd_search);
}

static int take_addrs(struct parser *p, struct btns_addrs *addrs)
{
	const char *word, *why = "";

	if (parse_word(p, &word))
		return -1;
	if (btns_addrs_parse(addrs, word, &why))
		return parse_fail(p, "%s \"%s\": %s", p->key->name, word, why);
	return 0;
}

static int take_child(struct parser *p, void *obj)
{
	struct btns_pad_info *pad = obj;

	return take_addrs(p, &pad->child);
}

static int take_claim(struct parser *p, void *obj)
{
	struct btns_pad_info *pad = obj;

	return take_addrs(p, &pad->claim);
}

static int take_ike_addr(struct parser *p, void *obj)
{
	struct btns_pad_info *pad = obj;

	return take_addrs(p, &pad->ike_addr);
}

static const struct {
	const char *name;
	uint32_t flag;
} flags[] = {
	{ "revoked", BTNS_PAD_FLAG_REVOKED },
	{ "disabled", BTNS_PAD_FLAG_DISABLED },
	{ "pinned", BTNS_PAD_FLAG_PINNED },
};

#define FLAGS (sizeof(flags) / sizeof(flags[0]))

static int take_flag(struct parser *p, void *obj)
{
	struct btns_pad_info *pad = obj;

	for (size_t i = 0; i < FLAGS; i++)
		if (!strcmp(p->key->name, flags[i].name))
			pad->flags |= flags[i].flag;
	return 0;
}

static int take_max_sas(struct parser *p, void *obj)
{
	struct btns_pad_info *pad = obj;

	return parse_u32(p, 1, &pad->max_sas);
}

static int take_expires(struct parser *p, void *obj)
{
	struct btns_pad_info *pad = obj;

	return parse_u32(p, 1, &pad->expires);
}

/* It is printed as it came: nothing that a file would read otherwise. */
static int take_label(struct parser *p, void *obj)
{
	struct btns_pad_info *pad = obj;
	const char *word;

	if (parse_word(p, &word))
		return -1;
	if (!*word || strlen(word) > BTNS_LABEL_MAX)
		return parse_fail(p, "label has 1 to %d characters",
				  BTNS_LABEL_MAX);
	for (const char *c = word; *c; c++)
		if (*c < ' ' || *c > '~' || *c == '"' || *c == '\\')
			return parse_fail(p, "label has a character that is not printable ASCII, or \" or \\");
	strcpy(pad->label, word);
	return 0;
}

static const struct keyword pad_keywords[] = {
	{ "index", take_index, NULL, 0 },
	{ "priority", take_priority, NULL, 0 },
	{ "class", take_class, NULL, KEYWORD_NAMES(BTNS_NAMES_PAD_CLASS) },
	{ "id", take_id, ID_TYPE_WORDS, 0 },
	{ "subtree", take_subtree, NULL, 0 },
	{ "auth", take_auth, NULL, 0 },
	{ "key-hash", take_keys, NULL, 0 },
	{ "trust-anchor", take_anchors, NULL, 0 },
	{ "certid-match", take_certid, NULL, 0 },
	{ "spd-search", take_search, NULL,
	  KEYWORD_NAMES(BTNS_NAMES_SPD_SEARCH) },
	{ "child", take_child, "any", 0 },
	{ "claim", take_claim, NULL, 0 },
	{ "ike-addr", take_ike_addr, "any", 0 },
	{ "revoked", take_flag, NULL, 0 },
	{ "disabled", take_flag, NULL, 0 },
	{ "pinned", take_flag, NULL, 0 },
	{ "max-sas", take_max_sas, NULL, 0 },
	{ "expires", take_expires, NULL, 0 },
	{ "label", take_label, NULL, 0 },
	{ NULL, NULL, NULL, 0 },
};

int pad_parse(struct parser *p, struct btns_pad_info *pad)
{
	struct vocabulary words = { pad_keywords, pad, 0 };
	const char *why;

	btns_pad_init(pad);
	if (parse_keywords(p, &words, 1, false))
		return -1;
	if (!parse_seen(&words, "class"))
		return parse_fail_at(p, &p->end, "\"class\" missing");
	why = btns_pad_check(pad);
	return why ? parse_fail_at(p, &p->end, "%s", why) : 0;
}

/* ---- text ---- */

static void print_list(FILE *out, uint8_t family,
		       const struct btns_ip_range *list, size_t count,
		       const char **before)
{
	char text[2 * BTNS_IP_TEXT_MAX];

	for (size_t i = 0; i < count; i++) {
		btns_ts_range_print(family, &list[i], text, sizeof(text));
		fprintf(out, "%s%s", *before, text);
		*before = ",";
	}
}

static void print_addrs(FILE *out, const char *name,
			const struct btns_addrs *addrs)
{
	const char *before = " ";

	if (!addrs->v4_count && !addrs->v6_count)
		return;
	fprintf(out, " %s", name);
	print_list(out, AF_INET, addrs->v4, addrs->v4_count, &before);
	print_list(out, AF_INET6, addrs->v6, addrs->v6_count, &before);
}

static void print_hashes(FILE *out, const char *name,
			 const struct btns_hash *list, uint32_t count)
{
	char text[BTNS_HASH_TEXT_MAX];

	for (uint32_t i = 0; i < count; i++) {
		if (!i)
			fprintf(out, " %s ", name);
		fprintf(out, "%sSHA256:%s", i ? "," : "",
			btns_hash_print(&list[i], text));
	}
}

static void print_methods(FILE *out, uint32_t methods)
{
	const char *before = " auth ";

	for (unsigned int i = 0; i <= METHOD_MAX; i++) {
		if (!(methods & 1U << i))
			continue;
		fprintf(out, "%s%u", before, i);
		before = ",";
	}
}

static void print_who(FILE *out, const struct btns_pad_info *pad)
{
	if (pad->id.type != BTNS_ID_TYPE_ANY) {
		fputs(" id ", out);
		pattern_print(out, &pad->id);
	}
	print_methods(out, pad->auth_methods);
	print_hashes(out, "key-hash", pad->key_hashes, pad->key_count);
	print_hashes(out, "trust-anchor", pad->anchors, pad->anchor_count);
	if (pad->certid_match)
		fputs(" certid-match", out);
}

void pad_print_add(FILE *out, const struct btns_pad_info *pad)
{
	fputs("pad add", out);
	if (pad->index)
		fprintf(out, " index %u", pad->index);
	if (pad->priority)
		fprintf(out, " priority %u", pad->priority);
	fprintf(out, " class %s",
		btns_name(BTNS_NAMES_PAD_CLASS, pad->pad_class) ?: "?");
	print_who(out, pad);
	if (pad->spd_search)
		fprintf(out, " spd-search %s",
			btns_name(BTNS_NAMES_SPD_SEARCH, pad->spd_search) ?:
			"?");
	print_addrs(out, "child", &pad->child);
	print_addrs(out, "claim", &pad->claim);
	print_addrs(out, "ike-addr", &pad->ike_addr);
	for (size_t i = 0; i < FLAGS; i++)
		if (pad->flags & flags[i].flag)
			fprintf(out, " %s", flags[i].name);
	if (pad->max_sas)
		fprintf(out, " max-sas %u", pad->max_sas);
	if (pad->expires)
		fprintf(out, " expires %u", pad->expires);
	if (*pad->label)
		fprintf(out, " label \"%s\"", pad->label);
}

/* ---- JSON ---- */

static void add_list(struct json_object *array, uint8_t family,
		     const struct btns_ip_range *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct json_object *range = json_append_object(array);

		json_add_ip(range, "start", family, &list[i].lo);
		json_add_ip(range, "end", family, &list[i].hi);
	}
}

static void add_addrs(struct json_object *obj, const char *name,
		      const struct btns_addrs *addrs)
{
	struct json_object *array;

	if (!addrs->v4_count && !addrs->v6_count)
		return;
	array = json_add_array(obj, name);
	add_list(array, AF_INET, addrs->v4, addrs->v4_count);
	add_list(array, AF_INET6, addrs->v6, addrs->v6_count);
}

static void add_hashes(struct json_object *obj, const char *name,
		       const struct btns_hash *list, uint32_t count)
{
	char text[BTNS_HASH_TEXT_MAX];
	struct json_object *array;

	if (!count)
		return;
	array = json_add_array(obj, name);
	for (uint32_t i = 0; i < count; i++) {
		btns_hash_print(&list[i], text);
		json_append_string(array, text, strlen(text));
	}
}

static void add_methods(struct json_object *obj, uint32_t methods)
{
	struct json_object *array;

	if (!methods)
		return;
	array = json_add_array(obj, "auth-methods");
	for (unsigned int i = 0; i <= METHOD_MAX; i++)
		if (methods & 1U << i)
			json_append_number(array, i);
}

struct json_object *pad_json(const struct btns_pad_info *pad)
{
	struct json_object *obj = json_object_make();

	json_add_number(obj, "index", pad->index);
	json_add_number(obj, "priority", pad->priority);
	json_add_name(obj, "class", BTNS_NAMES_PAD_CLASS, pad->pad_class);
	if (pad->id.type != BTNS_ID_TYPE_ANY)
		id_json(obj, "id", &pad->id);
	add_methods(obj, pad->auth_methods);
	add_hashes(obj, "key-hashes", pad->key_hashes, pad->key_count);
	add_hashes(obj, "trust-anchors", pad->anchors, pad->anchor_count);
	if (pad->certid_match)
		json_add_bool(obj, "certid-match", true);
	json_add_name(obj, "spd-search", BTNS_NAMES_SPD_SEARCH,
		      pad->spd_search);
	add_addrs(obj, "child", &pad->child);
	add_addrs(obj, "claim", &pad->claim);
	add_addrs(obj, "ike-addr", &pad->ike_addr);
	for (size_t i = 0; i < FLAGS; i++)
		if (pad->flags & flags[i].flag)
			json_add_bool(obj, flags[i].name, true);
	if (pad->max_sas)
		json_add_number(obj, "max-sas", pad->max_sas);
	if (pad->expires)
		json_add_number(obj, "expires", pad->expires);
	if (*pad->label)
		json_add_string(obj, "label", pad->label);
	if (pad->generation)
		json_add_number(obj, "generation", pad->generation);
	return obj;
}
