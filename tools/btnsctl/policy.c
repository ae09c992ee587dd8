// SPDX-License-Identifier: GPL-2.0-or-later
/* An SPD entry in words and in JSON; what is done with it is in policy_cmd.c. */
#include "policy.h"

#include <string.h>
#include <sys/socket.h>

#include "json.h"
#include "pad.h"
#include "selector.h"

static int take_index(struct parser *p, void *obj)
{
	struct policy_line *line = obj;

	return parse_u32(p, 1, &line->info.index);
}

static int take_dir(struct parser *p, void *obj)
{
	struct policy_line *line = obj;

	return parse_name(p, BTNS_NAMES_POLICY_DIR, &line->info.dir);
}

static int take_action(struct parser *p, void *obj)
{
	struct policy_line *line = obj;

	return parse_name(p, BTNS_NAMES_ACTION, &line->info.action);
}

static int take_reqid(struct parser *p, void *obj)
{
	struct policy_line *line = obj;

	return parse_u32(p, 1, &line->info.reqid);
}

static int take_mode(struct parser *p, void *obj)
{
	struct policy_line *line = obj;

	return parse_name(p, BTNS_NAMES_MODE, &line->info.mode);
}

static bool tunnel_same(const struct btns_tunnel *a,
			const struct btns_tunnel *b)
{
	return a->family == b->family &&
	       !memcmp(&a->local, &b->local, sizeof(a->local)) &&
	       !memcmp(&a->remote, &b->remote, sizeof(a->remote));
}

static int take_tunnel(struct parser *p, void *obj)
{
	struct policy_line *line = obj;
	struct btns_policy_info *policy = &line->info;
	struct btns_tunnel *tunnel = &policy->tunnel[policy->tunnel_count];
	uint8_t family;

	if (policy->tunnel_count == BTNS_POLICY_TUNNELS_MAX)
		return parse_fail(p, "more than %d tunnels in one entry",
				  BTNS_POLICY_TUNNELS_MAX);
	if (parse_keyword(p, "local") ||
	    parse_ip(p, &tunnel->family, &tunnel->local) ||
	    parse_keyword(p, "remote") ||
	    parse_ip(p, &family, &tunnel->remote))
		return -1;
	if (family != tunnel->family)
		return parse_fail(p, "ends of the tunnel are not both IPv4 or both IPv6");
	for (size_t i = 0; i < policy->tunnel_count; i++)
		if (tunnel_same(&policy->tunnel[i], tunnel))
			return parse_fail(p, "a tunnel with the same ends stands before");
	policy->tunnel_count++;
	return 0;
}

static int take_before(struct parser *p, void *obj)
{
	struct policy_line *line = obj;

	return parse_u32(p, 1, &line->before);
}

static int take_name(struct parser *p, void *obj)
{
	struct policy_line *line = obj;
	struct btns_id *name = btns_policy_add_name(&line->info);

	return name ? parse_pattern(p, name) : parse_fail(p, "out of memory");
}

/* Words separated by commas, a bit each. */
static int take_pfp(struct parser *p, void *obj)
{
	struct policy_line *line = obj;
	char list[64], *rest = list, *name;
	const char *word;
	uint32_t bit;

	if (parse_word(p, &word))
		return -1;
	if (strlen(word) >= sizeof(list))
		return parse_fail(p, "\"%s\" is no list of fields", word);
	strcpy(list, word);
	while ((name = strsep(&rest, ","))) {
		if (btns_value(BTNS_NAMES_PFP, name, &bit))
			return parse_fail(p, "\"%s\" is no field of local, remote, proto, lport, rport",
					  name);
		line->info.pfp |= 1U << bit;
	}
	return 0;
}

/* The word itself is the flag. */
static int take_flag(struct parser *p, void *obj)
{
	struct policy_line *line = obj;
	uint32_t bit;

	if (btns_value(BTNS_NAMES_POLICY_FLAG, p->key->name, &bit))
		return -1;
	line->info.flags |= 1U << bit;
	return 0;
}

static const struct keyword policy_keywords[] = {
	{ "index", take_index, NULL, 0 },
	{ "dir", take_dir, NULL, KEYWORD_NAMES(BTNS_NAMES_POLICY_DIR) },
	{ "action", take_action, NULL, KEYWORD_NAMES(BTNS_NAMES_ACTION) },
	{ "reqid", take_reqid, NULL, 0 },
	{ "mode", take_mode, NULL, KEYWORD_NAMES(BTNS_NAMES_MODE) },
	{ "tunnel", take_tunnel, NULL, 0, true },
	{ "before", take_before, NULL, 0 },
	{ "name", take_name, ID_TYPE_WORDS, 0, true },
	{ "pfp", take_pfp, "local remote proto lport rport", 0 },
	{ "btns-ok", take_flag, NULL, 0 },
	{ "btns-pinned-only", take_flag, NULL, 0 },
	{ "null-ok", take_flag, NULL, 0 },
	{ "btns-wide", take_flag, NULL, 0 },
	{ "btns-prefix64", take_flag, NULL, 0 },
	{ "opp-accept-clear", take_flag, NULL, 0 },
	{ "opp-fail-clear", take_flag, NULL, 0 },
	{ "no-latch", take_flag, NULL, 0 },
	{ "latch-required", take_flag, NULL, 0 },
	{ "app-override-ok", take_flag, NULL, 0 },
	{ NULL, NULL, NULL, 0 },
};

#define FLAG(name) BTNS_POLICY_FLAG_##name

#define FLAGS_NAMELESS (FLAG(NULL_OK) | FLAG(OPP_ACCEPT_CLEAR) | \
			FLAG(OPP_FAIL_CLEAR))

static const char *check_flags(uint32_t flags)
{
	uint32_t need = FLAG(BTNS_PINNED_ONLY) | FLAG(BTNS_WIDE) |
			FLAG(OPP_ACCEPT_CLEAR) | FLAG(OPP_FAIL_CLEAR);

	if (flags & need && !(flags & FLAG(BTNS_OK)))
		return "btns-pinned-only, btns-wide and opp flags need \"btns-ok\"";
	if (flags & FLAG(NO_LATCH) && flags & FLAG(LATCH_REQUIRED))
		return "no-latch and latch-required exclude each other";
	return NULL;
}

static const char *check_action(const struct vocabulary *words,
				const struct btns_policy_info *policy)
{
	bool has_tunnel = parse_seen(words, "tunnel");

	if (!parse_seen(words, "action"))
		return "\"action\" missing";
	if (policy->action != BTNS_ACTION_PROTECT) {
		if (parse_seen(words, "reqid") || parse_seen(words, "mode") ||
		    has_tunnel || policy->pfp || policy->name_count)
			return "reqid, mode, tunnel, pfp and name are for \"action protect\" only";
		if (policy->flags & ~(uint32_t)FLAG(APP_OVERRIDE_OK))
			return "flags other than app-override-ok are for \"action protect\" only";
		return NULL;
	}
	if (!parse_seen(words, "reqid"))
		return "\"action protect\" needs \"reqid\"";
	if (policy->mode == BTNS_MODE_TUNNEL && !has_tunnel)
		return "\"mode tunnel\" needs \"tunnel local ADDR remote ADDR\"";
	if (policy->mode != BTNS_MODE_TUNNEL && has_tunnel)
		return "\"tunnel\" needs \"mode tunnel\"";
	if (policy->name_count && policy->flags & FLAGS_NAMELESS)
		return "an entry with names is for peers that come and prove them, leave null-ok and opp flags out";
	return check_flags(policy->flags) ?: btns_policy_names_check(policy);
}

/* A selector is made of words: an empty one beside others is a mistake. */
static int check_selectors(struct parser *p, const struct btns_policy_info *policy)
{
	size_t ranges = 0;

	for (size_t i = 0; i < policy->ts_count; i++) {
		const char *why = btns_ts_check(&policy->ts[i]);

		if (why)
			return parse_fail_at(p, &p->end, "%s", why);
		ranges += btns_ts_ranges(&policy->ts[i]);
	}
	if (ranges > BTNS_POLICY_RANGES_MAX)
		return parse_fail_at(p, &p->end,
				     "more than %d ranges in one entry",
				     BTNS_POLICY_RANGES_MAX);
	return 0;
}

/* From here on words are about one more selector. */
static int add_selector(struct parser *p, struct btns_policy_info *policy,
			struct vocabulary *words)
{
	if (policy->ts_count == BTNS_POLICY_SELECTORS_MAX)
		return parse_fail(p, "more than %d selectors in one entry",
				  BTNS_POLICY_SELECTORS_MAX);
	words->obj = btns_policy_add_ts(policy);
	words->seen = 0;
	return words->obj ? 0 : parse_fail(p, "out of memory");
}

/* [KEYWORDS] [SELECTOR [or SELECTOR]...], keywords of the entry anywhere */
static int parse_entry(struct parser *p, struct btns_policy_info *policy,
		       struct vocabulary words[2])
{
	const char *word;

	for (;;) {
		if (add_selector(p, policy, &words[1]) ||
		    parse_keywords(p, words, 2, true))
			return -1;
		if (parse_is_end(p) && p->completing && words[1].seen)
			parse_offer(p, "or");
		if (words[1].seen ? parse_is_end(p) : policy->ts_count == 1)
			return parse_end(p);
		if (!words[1].seen)
			return parse_fail(p, "\"or\" stands between two selectors");
		parse_word(p, &word);
		if (strcmp(word, "or"))
			return parse_fail(p, "unexpected \"%s\"", word);
	}
}

int policy_parse_add(struct parser *p, struct policy_line *line)
{
	struct vocabulary words[] = {
		{ policy_keywords, line, 0 },
		{ selector_keywords, NULL, 0 },
	};
	const char *why;

	memset(line, 0, sizeof(*line));
	line->info.dir = BTNS_POLICY_DIR_BOTH;
	if (parse_entry(p, &line->info, words))
		return -1;
	why = check_action(&words[0], &line->info);
	if (why)
		return parse_fail_at(p, &p->end, "%s", why);
	return check_selectors(p, &line->info);
}

int policy_parse_change(struct parser *p, struct policy_line *line)
{
	if (policy_parse_add(p, line))
		return -1;
	if (line->before)
		return parse_fail_at(p, &p->end, "the entry keeps its place, leave out \"before\" or use \"policy move\"");
	if (!line->info.index)
		return parse_fail_at(p, &p->end, "\"index\" missing");
	return 0;
}

void tunnel_print(FILE *out, const struct btns_tunnel *tunnel)
{
	char local[BTNS_IP_TEXT_MAX], remote[BTNS_IP_TEXT_MAX];

	fprintf(out, "local %s remote %s",
		btns_ip_print(tunnel->family, &tunnel->local, local),
		btns_ip_print(tunnel->family, &tunnel->remote, remote));
}

static void add_ends(struct json_object *obj, const struct btns_tunnel *tunnel)
{
	json_add_ip(obj, "local", tunnel->family, &tunnel->local);
	json_add_ip(obj, "remote", tunnel->family, &tunnel->remote);
}

void tunnel_json(struct json_object *obj, const struct btns_tunnel *tunnel)
{
	add_ends(json_add_object(obj, "tunnel"), tunnel);
}

/* RFC 9061 knows one; the name is its, and there is always a list. */
static void tunnels_json(struct json_object *obj,
			 const struct btns_policy_info *policy)
{
	struct json_object *array;

	if (!policy->tunnel_count)
		return;
	array = json_add_array(obj, "tunnel");
	for (size_t i = 0; i < policy->tunnel_count; i++)
		add_ends(json_append_object(array), &policy->tunnel[i]);
}

/* Among several an empty one has to be said. */
static void print_selectors(FILE *out, const struct btns_policy_info *policy)
{
	char text[BTNS_TS_TEXT_MAX];

	for (size_t i = 0; i < policy->ts_count; i++) {
		int len = btns_ts_print(&policy->ts[i], text, sizeof(text));

		if (i)
			fputs(" or", out);
		if (len > 0)
			fprintf(out, " %s", text);
		else if (policy->ts_count > 1)
			fputs(" proto any", out);
	}
}

/* Those of @bits, each behind what @lead says. */
static void print_bits(FILE *out, enum btns_names names, uint32_t bits,
		       const char *first, const char *next)
{
	const char *name, *lead = first;

	for (uint32_t bit = 0; (name = btns_name(names, bit)); bit++) {
		if (!(bits & 1U << bit))
			continue;
		fprintf(out, "%s%s", lead, name);
		lead = next;
	}
}

void pfp_print(FILE *out, uint32_t pfp)
{
	print_bits(out, BTNS_NAMES_PFP, pfp, " pfp ", ",");
}

void policy_print_add(FILE *out, const struct btns_policy_info *policy)
{
	fputs("policy add", out);
	if (policy->index)
		fprintf(out, " index %u", policy->index);
	if (policy->dir != BTNS_POLICY_DIR_BOTH)
		fprintf(out, " dir %s",
			btns_name(BTNS_NAMES_POLICY_DIR, policy->dir) ?: "?");
	print_selectors(out, policy);
	for (size_t i = 0; i < policy->name_count; i++) {
		fputs(" name ", out);
		pattern_print(out, &policy->names[i]);
	}
	fprintf(out, " action %s",
		btns_name(BTNS_NAMES_ACTION, policy->action) ?: "?");
	print_bits(out, BTNS_NAMES_POLICY_FLAG, policy->flags, " ", " ");
	if (policy->action != BTNS_ACTION_PROTECT)
		return;
	pfp_print(out, policy->pfp);
	fprintf(out, " reqid %u mode %s", policy->reqid,
		btns_name(BTNS_NAMES_MODE, policy->mode) ?: "?");
	for (size_t i = 0; i < policy->tunnel_count; i++) {
		fputs(" tunnel ", out);
		tunnel_print(out, &policy->tunnel[i]);
	}
}

static void add_bits(struct json_object *obj, const char *key,
		     enum btns_names names, uint32_t bits)
{
	struct json_object *array;
	const char *name;

	if (!bits)
		return;
	array = json_add_array(obj, key);
	for (uint32_t bit = 0; (name = btns_name(names, bit)); bit++)
		if (bits & 1U << bit)
			json_append_string(array, name, strlen(name));
}

void pfp_add_json(struct json_object *obj, uint32_t pfp)
{
	add_bits(obj, "pfp-flag", BTNS_NAMES_PFP, pfp);
}

struct json_object *policy_json(const struct btns_policy_info *policy)
{
	struct json_object *obj = json_object_make(), *array;

	if (policy->index)
		json_add_number(obj, "index", policy->index);
	json_add_name(obj, "direction", BTNS_NAMES_POLICY_DIR, policy->dir);
	array = json_add_array(obj, "traffic-selectors");
	for (size_t i = 0; i < policy->ts_count; i++)
		json_append(array, selector_json(&policy->ts[i]));
	ids_json(obj, "names", policy->names, policy->name_count);
	json_add_name(obj, "action", BTNS_NAMES_ACTION, policy->action);
	add_bits(obj, "flags", BTNS_NAMES_POLICY_FLAG, policy->flags);
	if (policy->action != BTNS_ACTION_PROTECT)
		return obj;
	pfp_add_json(obj, policy->pfp);
	json_add_string(obj, "protocol-parameters", "esp");
	json_add_number(obj, "reqid", policy->reqid);
	json_add_name(obj, "mode", BTNS_NAMES_MODE, policy->mode);
	tunnels_json(obj, policy);
	return obj;
}

static bool selectors_same(const struct btns_policy_info *a,
			   const struct btns_policy_info *b)
{
	bool same = a->ts_count == b->ts_count;

	for (size_t i = 0; i < a->ts_count && same; i++)
		same = btns_ts_equal(&a->ts[i], &b->ts[i]);
	return same;
}

static bool names_same(const struct btns_policy_info *a,
		       const struct btns_policy_info *b)
{
	bool same = a->name_count == b->name_count;

	for (size_t i = 0; i < a->name_count && same; i++)
		same = btns_id_equal(&a->names[i], &b->names[i]);
	return same;
}

static bool tunnels_same(const struct btns_policy_info *a,
			 const struct btns_policy_info *b)
{
	bool same = a->tunnel_count == b->tunnel_count;

	for (size_t i = 0; i < a->tunnel_count && same; i++)
		same = tunnel_same(&a->tunnel[i], &b->tunnel[i]);
	return same;
}

bool policy_same(const struct btns_policy_info *a,
		 const struct btns_policy_info *b)
{
	return a->index == b->index && a->dir == b->dir &&
	       a->action == b->action && selectors_same(a, b) &&
	       names_same(a, b) &&
	       a->mode == b->mode && a->reqid == b->reqid &&
	       a->flags == b->flags && a->pfp == b->pfp &&
	       tunnels_same(a, b);
}
