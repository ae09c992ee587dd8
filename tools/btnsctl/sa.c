// SPDX-License-Identifier: GPL-2.0-or-later
/* An SA in words and in JSON; what is done with it is in sa_cmd.c. */
#include "sa.h"

#include <ctype.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <string.h>

#include "dscp.h"
#include "json.h"
#include "sa_words.h"
#include "selector.h"

#define SPI_MIN 256	/* RFC 4303 2.1 */

/* ---- from words ---- */

static int take_dir(struct parser *p, void *obj)
{
	struct sa_line *line = obj;

	return parse_name(p, BTNS_NAMES_SA_DIR, &line->info.dir);
}

static int take_addr(struct parser *p, struct btns_sa_info *sa,
		     struct btns_ip *ip)
{
	uint8_t family;

	if (parse_ip(p, &family, ip))
		return -1;
	if (sa->id.family != AF_UNSPEC && sa->id.family != family)
		return parse_fail(p, "src and dst are not both IPv4 or both IPv6");
	sa->id.family = family;
	return 0;
}

static int take_src(struct parser *p, void *obj)
{
	struct sa_line *line = obj;

	return take_addr(p, &line->info, &line->info.src);
}

static int take_dst(struct parser *p, void *obj)
{
	struct sa_line *line = obj;

	return take_addr(p, &line->info, &line->info.id.dst);
}

int sa_take_esp(struct parser *p, uint8_t *proto)
{
	const char *word;

	if (parse_word(p, &word))
		return -1;
	if (strcmp(word, "esp") && strcmp(word, "50"))
		return parse_fail(p, "proto of an SA is esp");
	*proto = IPPROTO_ESP;
	return 0;
}

static int take_proto(struct parser *p, void *obj)
{
	struct sa_line *line = obj;

	return sa_take_esp(p, &line->info.id.proto);
}

static int take_spi(struct parser *p, void *obj)
{
	struct sa_line *line = obj;

	return parse_u32(p, SPI_MIN, &line->info.id.spi);
}

static int take_mode(struct parser *p, void *obj)
{
	struct sa_line *line = obj;

	return parse_name(p, BTNS_NAMES_MODE, &line->info.mode);
}

static int take_reqid(struct parser *p, void *obj)
{
	struct sa_line *line = obj;

	return parse_u32(p, 1, &line->info.reqid);
}

static int take_aead(struct parser *p, void *obj)
{
	struct sa_line *line = obj;

	return parse_name(p, BTNS_NAMES_AEAD, &line->info.aead);
}

static int take_key(struct parser *p, void *obj)
{
	struct sa_line *line = obj;

	return key_parse(p, &line->key);
}

static int take_esn(struct parser *p, void *obj)
{
	struct sa_line *line = obj;

	(void)p;
	line->info.esn = true;
	return 0;
}

static int take_window(struct parser *p, void *obj)
{
	struct sa_line *line = obj;

	line->info.has_replay_window = true;
	return parse_u32(p, 0, &line->info.replay_window);
}

static int take_sel(struct parser *p, void *obj)
{
	struct sa_line *line = obj;
	struct vocabulary words = { selector_keywords, &line->info.ts, 0 };
	size_t before = p->pos;
	const char *why;

	line->info.has_ts = true;
	btns_ts_init(&line->info.ts, AF_UNSPEC);
	if (parse_keywords(p, &words, 1, true))
		return -1;
	if (p->completing && parse_is_end(p))
		return 0;
	if (p->pos == before)
		return parse_fail(p, "\"sel\" needs a selector, for example \"sel proto any\"");
	why = btns_ts_check(&line->info.ts);
	return why ? parse_fail(p, "%s", why) : 0;
}

static int take_time(struct parser *p, void *obj)
{
	struct btns_sa_limits *limits = obj;

	return parse_number(p, 0, UINT64_MAX, &limits->seconds);
}

static int take_bytes(struct parser *p, void *obj)
{
	struct btns_sa_limits *limits = obj;

	return parse_number(p, 0, UINT64_MAX, &limits->bytes);
}

static int take_packets(struct parser *p, void *obj)
{
	struct btns_sa_limits *limits = obj;

	return parse_number(p, 0, UINT64_MAX, &limits->packets);
}

static const struct keyword limit_keywords[] = {
	{ "time", take_time, NULL, 0 },
	{ "bytes", take_bytes, NULL, 0 },
	{ "packets", take_packets, NULL, 0 },
	{ NULL, NULL, NULL, 0 },
};

int sa_take_limits(struct parser *p, struct btns_sa_limits *limits)
{
	struct vocabulary words = { limit_keywords, limits, 0 };
	size_t before = p->pos;

	if (parse_keywords(p, &words, 1, true))
		return -1;
	if (p->completing && parse_is_end(p))
		return 0;
	if (p->pos == before)
		return parse_fail(p, "\"%s\" needs time, bytes or packets",
				  p->key->name);
	return 0;
}

static int take_soft(struct parser *p, void *obj)
{
	struct sa_line *line = obj;

	return sa_take_limits(p, &line->info.soft);
}

static int take_hard(struct parser *p, void *obj)
{
	struct sa_line *line = obj;

	return sa_take_limits(p, &line->info.hard);
}

static int take_df(struct parser *p, void *obj)
{
	struct sa_line *line = obj;

	line->info.has_df = true;
	return parse_name(p, BTNS_NAMES_DF, &line->info.df);
}

static int take_dscp(struct parser *p, void *obj)
{
	struct sa_line *line = obj;

	return dscp_take_map(p, &line->info);
}

static int take_dscp_set(struct parser *p, void *obj)
{
	struct sa_line *line = obj;

	return dscp_take_set(p, &line->info.dscp_set);
}

static int take_overflow(struct parser *p, void *obj)
{
	struct sa_line *line = obj;

	line->info.has_seq_overflow = true;
	return parse_name(p, BTNS_NAMES_SWITCH, &line->info.seq_overflow);
}

static const struct keyword sa_keywords[] = {
	{ "dir", take_dir, NULL, KEYWORD_NAMES(BTNS_NAMES_SA_DIR) },
	{ "src", take_src, NULL, 0 },
	{ "dst", take_dst, NULL, 0 },
	{ "proto", take_proto, "esp", 0 },
	{ "spi", take_spi, NULL, 0 },
	{ "mode", take_mode, NULL, KEYWORD_NAMES(BTNS_NAMES_MODE) },
	{ "reqid", take_reqid, NULL, 0 },
	{ "aead", take_aead, NULL, KEYWORD_NAMES(BTNS_NAMES_AEAD) },
	{ "key", take_key, "file fd -", 0 },
	{ "esn", take_esn, NULL, 0 },
	{ "replay-window", take_window, NULL, 0 },
	{ "sel", take_sel, NULL, 0 },
	{ "soft", take_soft, NULL, 0 },
	{ "hard", take_hard, NULL, 0 },
	{ "df", take_df, NULL, KEYWORD_NAMES(BTNS_NAMES_DF) },
	{ "dscp", take_dscp, "copy", 0 },
	{ "dscp-set", take_dscp_set, NULL, 0 },
	{ "seq-overflow", take_overflow, NULL,
	  KEYWORD_NAMES(BTNS_NAMES_SWITCH) },
	{ NULL, NULL, NULL, 0 },
};

/* Words that only some SAs have. */
static int check_words(struct parser *p, const struct vocabulary *words,
		       const struct btns_sa_info *sa)
{
	static const struct {
		const char *word;
		uint32_t dir;
		bool is_tunnel;
	} rules[] = {
		{ "replay-window", BTNS_SA_DIR_IN, false },
		{ "df", BTNS_SA_DIR_OUT, true },
		{ "dscp", BTNS_SA_DIR_OUT, true },
		{ "dscp-set", BTNS_SA_DIR_OUT, false },
		{ "seq-overflow", BTNS_SA_DIR_OUT, false },
	};

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (!parse_seen(words, rules[i].word))
			continue;
		if (sa->dir != rules[i].dir)
			return parse_fail_at(p, &p->end,
					     "\"%s\" is for \"dir %s\" only",
					     rules[i].word,
					     btns_name(BTNS_NAMES_SA_DIR,
						       rules[i].dir));
		if (rules[i].is_tunnel && sa->mode != BTNS_MODE_TUNNEL)
			return parse_fail_at(p, &p->end,
					     "\"%s\" is for \"mode tunnel\" only",
					     rules[i].word);
	}
	if (parse_seen(words, "df") && sa->id.family != AF_INET)
		return parse_fail_at(p, &p->end,
				     "\"df\" is for IPv4 addresses only");
	return 0;
}

int sa_parse_add(struct parser *p, struct sa_line *line)
{
	static const char *const needed[] = {
		"dir", "src", "dst", "spi", "mode", "reqid", "aead",
	};
	struct vocabulary words = { sa_keywords, line, 0 };

	memset(line, 0, sizeof(*line));
	line->info.id.proto = IPPROTO_ESP;
	if (parse_keywords(p, &words, 1, false))
		return -1;
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!parse_seen(&words, needed[i]))
			return parse_fail_at(p, &p->end, "\"%s\" missing",
					     needed[i]);
	return check_words(p, &words, &line->info);
}

const char *sa_check_key(uint32_t aead, size_t len)
{
	if (aead == BTNS_AEAD_AES_GCM_16 && len != 20 && len != 28 && len != 36)
		return "key of aes-gcm-16 is 20, 28 or 36 octets: 16, 24 or 32 of key and 4 of salt";
	if (aead == BTNS_AEAD_CHACHA20_POLY1305 && len != 36)
		return "key of chacha20-poly1305 is 36 octets: 32 of key and 4 of salt";
	return NULL;
}

/* ---- to words ---- */

const char *sa_id_text(const struct btns_sa_id *id, char *buf)
{
	char dst[BTNS_IP_TEXT_MAX];

	snprintf(buf, SA_ID_TEXT_MAX, "esp spi 0x%08x dst %s", id->spi,
		 btns_ip_print(id->family, &id->dst, dst));
	return buf;
}

static void print_limits(FILE *out, const char *name,
			 const struct btns_sa_limits *limits)
{
	if (!limits->seconds && !limits->bytes && !limits->packets)
		return;
	fprintf(out, " %s", name);
	if (limits->seconds)
		fprintf(out, " time %" PRIu64, limits->seconds);
	if (limits->bytes)
		fprintf(out, " bytes %" PRIu64, limits->bytes);
	if (limits->packets)
		fprintf(out, " packets %" PRIu64, limits->packets);
}

void sa_print_options(FILE *out, const struct btns_sa_info *sa)
{
	char sel[BTNS_TS_TEXT_MAX];

	if (sa->esn)
		fputs(" esn", out);
	if (sa->dir == BTNS_SA_DIR_IN && sa->has_replay_window)
		fprintf(out, " replay-window %u", sa->replay_window);
	if (sa->has_ts && btns_ts_print(&sa->ts, sel, sizeof(sel)) >= 0)
		fprintf(out, " sel %s", *sel ? sel : "proto any");
	if (sa->df != BTNS_DF_COPY)
		fprintf(out, " df %s", btns_name(BTNS_NAMES_DF, sa->df) ?: "?");
	dscp_print(out, sa);
	print_limits(out, "soft", &sa->soft);
	print_limits(out, "hard", &sa->hard);
}

void sa_print_peer(FILE *out, const struct btns_sa_info *sa)
{
	fprintf(out, " assurance %s",
		btns_name(BTNS_NAMES_ASSURANCE, sa->assurance) ?: "?");
	if (sa->has_peer_key_hash) {
		fputs(" peer-key-hash SHA256:", out);
		for (int i = 0; i < BTNS_KEY_HASH_LEN; i++)
			fprintf(out, "%02x", sa->peer_key_hash[i]);
	}
	fprintf(out, " pad-entry %u policy %u peer-id %u local-id %u ike-sa %"
		PRIu64, sa->pad_entry, sa->policy, sa->peer_id, sa->local_id,
		sa->ike_sa);
	if (sa->rekey_of)
		fprintf(out, " rekey-of 0x%08x", sa->rekey_of);
}

void sa_print_add(FILE *out, const struct btns_sa_info *sa)
{
	char src[BTNS_IP_TEXT_MAX], dst[BTNS_IP_TEXT_MAX];

	fprintf(out, "sa add dir %s src %s dst %s proto esp spi 0x%08x",
		btns_name(BTNS_NAMES_SA_DIR, sa->dir) ?: "?",
		btns_ip_print(sa->id.family, &sa->src, src),
		btns_ip_print(sa->id.family, &sa->id.dst, dst), sa->id.spi);
	fprintf(out, " mode %s reqid %u aead %s",
		btns_name(BTNS_NAMES_MODE, sa->mode) ?: "?", sa->reqid,
		btns_name(BTNS_NAMES_AEAD, sa->aead) ?: "?");
	sa_print_options(out, sa);
}

/* ---- to JSON ---- */

static void add_limits(struct json_object *obj, const char *name,
		       const struct btns_sa_limits *limits)
{
	struct json_object *member;

	if (!limits->seconds && !limits->bytes && !limits->packets)
		return;
	member = json_add_object(obj, name);
	if (limits->seconds)
		json_add_number(member, "time", limits->seconds);
	if (limits->bytes)
		json_add_number(member, "bytes", limits->bytes);
	if (limits->packets)
		json_add_number(member, "packets", limits->packets);
}

/* leaves of RFC 9061 */
static void add_outer(struct json_object *obj, const struct btns_sa_info *sa)
{
	if (sa->has_df)
		json_add_name(obj, "df-bit", BTNS_NAMES_DF, sa->df);
	dscp_add_json(obj, sa);
	if (sa->has_seq_overflow)
		json_add_bool(obj, "seq-overflow",
			      sa->seq_overflow == BTNS_SWITCH_ON);
	json_add_bool(obj, "stateful-frag-check", sa->stateful_frag_check);
}

static void add_identity(struct json_object *obj, const struct btns_sa_info *sa)
{
	json_add_name(obj, "direction", BTNS_NAMES_SA_DIR, sa->dir);
	if (sa->state != BTNS_SA_STATE_LARVAL)
		json_add_ip(obj, "src", sa->id.family, &sa->src);
	json_add_ip(obj, "dst", sa->id.family, &sa->id.dst);
	json_add_string(obj, "protocol-parameters", "esp");
	json_add_number(obj, "spi", sa->id.spi);
}

static void add_peer(struct json_object *obj, const struct btns_sa_info *sa)
{
	char hash[2 * BTNS_KEY_HASH_LEN + 1];

	json_add_name(obj, "assurance", BTNS_NAMES_ASSURANCE, sa->assurance);
	if (sa->has_peer_key_hash) {
		for (int i = 0; i < BTNS_KEY_HASH_LEN; i++)
			snprintf(hash + 2 * i, 3, "%02x", sa->peer_key_hash[i]);
		json_add_string(obj, "peer-key-hash", hash);
	}
	if (sa->assurance == BTNS_ASSURANCE_MANUAL)
		return;
	json_add_number(obj, "pad-entry", sa->pad_entry);
	json_add_number(obj, "policy", sa->policy);
	json_add_number(obj, "peer-id", sa->peer_id);
	json_add_number(obj, "local-id", sa->local_id);
	json_add_number(obj, "ike-sa", sa->ike_sa);
	if (sa->rekey_of)
		json_add_number(obj, "rekey-of", sa->rekey_of);
}

static void add_counters(struct json_object *obj, const struct btns_sa_info *sa)
{
	struct json_object *member;

	member = json_add_object(obj, "sa-lifetime-current");
	json_add_number(member, "time", sa->age);
	json_add_number(member, "bytes", sa->bytes);
	json_add_number(member, "packets", sa->packets);
	if (sa->path_mtu)
		json_add_number(obj, "path-mtu", sa->path_mtu);
	member = json_add_object(obj, "replay-stats");
	json_add_number(member, "packet-dropped", sa->replays);
	json_add_number(member, "failed", sa->icv_failures);
	json_add_number(member, "seq-number-counter", sa->seq);
}

struct json_object *sa_json(const struct btns_sa_info *sa)
{
	/* IANA's ENCR numbers, which RFC 9061 uses */
	static const uint32_t encr[] = {
		[BTNS_AEAD_AES_GCM_16] = 20,
		[BTNS_AEAD_CHACHA20_POLY1305] = 28,
	};
	struct json_object *obj = json_object_make();

	add_identity(obj, sa);
	json_add_name(obj, "state", BTNS_NAMES_SA_STATE, sa->state);
	if (sa->state == BTNS_SA_STATE_LARVAL)
		return obj;
	json_add_name(obj, "mode", BTNS_NAMES_MODE, sa->mode);
	json_add_number(obj, "reqid", sa->reqid);
	json_add_name(obj, "aead", BTNS_NAMES_AEAD, sa->aead);
	if (sa->aead < sizeof(encr) / sizeof(encr[0]))
		json_add_number(obj, "encryption-algorithm", encr[sa->aead]);
	json_add_bool(obj, "ext-seq-num", sa->esn);
	if (sa->dir == BTNS_SA_DIR_IN && sa->has_replay_window)
		json_add_number(obj, "anti-replay-window-size",
				sa->replay_window);
	if (sa->has_ts)
		json_add(obj, "traffic-selector", selector_json(&sa->ts));
	add_outer(obj, sa);
	add_limits(obj, "sa-lifetime-soft", &sa->soft);
	add_limits(obj, "sa-lifetime-hard", &sa->hard);
	add_peer(obj, sa);
	add_counters(obj, sa);
	return obj;
}
