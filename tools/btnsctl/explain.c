// SPDX-License-Identifier: GPL-2.0-or-later
/* btnsctl explain in, out, forward */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "ctl.h"
#include "json.h"

/* ---- the packet ---- */

struct packet {
	struct btns_explain_ask ask;
	uint8_t remote_family;
};

static int take_local(struct parser *p, void *obj)
{
	struct packet *packet = obj;

	return parse_ip(p, &packet->ask.family, &packet->ask.local);
}

static int take_remote(struct parser *p, void *obj)
{
	struct packet *packet = obj;

	return parse_ip(p, &packet->remote_family, &packet->ask.remote);
}

static int take_proto(struct parser *p, void *obj)
{
	struct packet *packet = obj;
	const char *word;
	uint16_t proto;

	if (parse_word(p, &word))
		return -1;
	/* where hop-by-hop options are not skipped their number is a protocol */
	if (btns_proto_value(word, &proto) || proto > UINT8_MAX ||
	    (!proto && strcmp(word, "0") != 0))
		return parse_fail(p, "\"%s\" is not a packet's protocol",
				  word);
	packet->ask.proto = (uint8_t)proto;
	return 0;
}

static int take_port(struct parser *p, uint16_t *port)
{
	uint64_t number;

	if (parse_number(p, 0, UINT16_MAX, &number))
		return -1;
	*port = (uint16_t)number;
	return 0;
}

static int take_lport(struct parser *p, void *obj)
{
	struct packet *packet = obj;

	return take_port(p, &packet->ask.lport);
}

static int take_rport(struct parser *p, void *obj)
{
	struct packet *packet = obj;

	return take_port(p, &packet->ask.rport);
}

/* TYPE[/CODE] */
static int take_icmp(struct parser *p, void *obj)
{
	struct packet *packet = obj;
	uint64_t type, code = 0;
	const char *word, *slash;
	char first[8];

	if (parse_word(p, &word))
		return -1;
	slash = strchr(word, '/');
	snprintf(first, sizeof(first), "%.*s",
		 (int)(slash ? slash - word : (long)strlen(word)), word);
	if (btns_number_parse(first, UINT8_MAX, &type) ||
	    (slash && btns_number_parse(slash + 1, UINT8_MAX, &code)))
		return parse_fail(p, "\"%s\" is not TYPE or TYPE/CODE", word);
	packet->ask.has_icmp = true;
	packet->ask.icmp = (uint16_t)(type << 8 | code);
	return 0;
}

static int take_mh(struct parser *p, void *obj)
{
	struct packet *packet = obj;
	uint64_t number;

	if (parse_number(p, 0, UINT8_MAX, &number))
		return -1;
	packet->ask.has_mh = true;
	packet->ask.mh = (uint8_t)number;
	return 0;
}

static int take_fragment(struct parser *p, void *obj)
{
	struct packet *packet = obj;

	return parse_name(p, BTNS_NAMES_FRAGMENT, &packet->ask.fragment);
}

static int take_spi(struct parser *p, void *obj)
{
	struct packet *packet = obj;

	return parse_u32(p, 256, &packet->ask.spi);
}

static int take_dst(struct parser *p, void *obj)
{
	struct packet *packet = obj;

	return parse_ip(p, &packet->ask.dst_family, &packet->ask.dst);
}

static int take_dscp(struct parser *p, void *obj)
{
	struct packet *packet = obj;
	uint64_t number;

	if (parse_number(p, 0, BTNS_DSCPS - 1, &number))
		return -1;
	packet->ask.dscp = (uint8_t)number;
	return 0;
}

#define COMMON_KEYWORDS							\
	{ "local", take_local, NULL, 0 },				\
	{ "remote", take_remote, NULL, 0 },				\
	{ "proto", take_proto,						\
	  "icmp tcp udp icmpv6 sctp dccp udplite mh", 0 },		\
	{ "lport", take_lport, NULL, 0 },				\
	{ "rport", take_rport, NULL, 0 },				\
	{ "icmp", take_icmp, NULL, 0 },					\
	{ "mh", take_mh, NULL, 0 },					\
	{ "dscp", take_dscp, NULL, 0 },					\
	{ "fragment", take_fragment, NULL,				\
	  KEYWORD_NAMES(BTNS_NAMES_FRAGMENT) }

static const struct keyword out_keywords[] = {
	COMMON_KEYWORDS,
	{ NULL, NULL, NULL, 0 },
};

static const struct keyword in_keywords[] = {
	COMMON_KEYWORDS,
	{ "spi", take_spi, NULL, 0 },
	{ "dst", take_dst, NULL, 0 },
	{ NULL, NULL, NULL, 0 },
};

static int check(struct parser *p, const struct vocabulary *words,
		 struct packet *packet)
{
	static const char *const needed[] = { "local", "remote", "proto" };
	bool has_lport = parse_seen(words, "lport");

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!parse_seen(words, needed[i]))
			return parse_fail_at(p, &p->end, "\"%s\" missing",
					     needed[i]);
	if (packet->remote_family != packet->ask.family)
		return parse_fail_at(p, &p->end,
				     "local and remote are of different families");
	if (has_lport != parse_seen(words, "rport"))
		return parse_fail_at(p, &p->end, "\"%s\" missing",
				     has_lport ? "rport" : "lport");
	packet->ask.has_ports = has_lport;
	return 0;
}

/* ---- as text ---- */

static void print_policy(const struct ctl *ctl,
			 const struct btns_explain_step *step)
{
	printf("policy %s", btns_name(BTNS_NAMES_SA_DIR, step->dir) ?: "?");
	if (step->verdict_by == BTNS_VERDICT_BY_ENTRY)
		printf(" index %u", step->index);
	else
		printf(" %s", btns_name(BTNS_NAMES_VERDICT_BY,
					step->verdict_by) ?: "?");
	printf(" action %s%s%s\n", ctl_color(ctl, COLOR_NAME),
	       btns_name(BTNS_NAMES_ACTION, step->action) ?: "?",
	       ctl_color(ctl, COLOR_NONE));
}

static void print_sa(const struct btns_explain_step *step)
{
	char src[BTNS_IP_TEXT_MAX], dst[BTNS_IP_TEXT_MAX];

	printf("sa %s", btns_name(BTNS_NAMES_SA_DIR, step->dir) ?: "?");
	if (!step->spi) {
		puts(" none");
		return;
	}
	printf(" src %s dst %s proto esp spi 0x%08x mode %s reqid %u\n",
	       btns_ip_print(step->family, &step->src, src),
	       btns_ip_print(step->family, &step->dst, dst), step->spi,
	       btns_name(BTNS_NAMES_MODE, step->mode) ?: "?", step->reqid);
}

static void print_keying(const struct btns_explain_step *step)
{
	char src[BTNS_IP_TEXT_MAX], dst[BTNS_IP_TEXT_MAX];

	printf("keying %s", btns_name(BTNS_NAMES_KEYING_ANSWER,
				      step->answer) ?: "?");
	if (step->family != AF_UNSPEC)
		printf(" src %s dst %s",
		       btns_ip_print(step->family, &step->src, src),
		       btns_ip_print(step->family, &step->dst, dst));
	putchar('\n');
}

static void print_text(const struct ctl *ctl,
		       const struct btns_explanation *result)
{
	bool is_drop = result->verdict == BTNS_EXPLAIN_VERDICT_DROP;

	for (size_t i = 0; i < result->steps; i++) {
		const struct btns_explain_step *step = &result->step[i];

		switch (step->what) {
		case BTNS_EXPLAIN_WHAT_POLICY:
			print_policy(ctl, step);
			break;
		case BTNS_EXPLAIN_WHAT_SA:
			print_sa(step);
			break;
		case BTNS_EXPLAIN_WHAT_KEYING:
			print_keying(step);
			break;
		case BTNS_EXPLAIN_WHAT_INWARD:
			puts("inward, to the protected side");
			break;
		}
	}
	printf("verdict %s%s%s", ctl_color(ctl, is_drop ? COLOR_BAD : COLOR_GOOD),
	       btns_name(BTNS_NAMES_EXPLAIN_VERDICT, result->verdict) ?: "?",
	       ctl_color(ctl, COLOR_NONE));
	if (*result->counter)
		printf(" counter %s", result->counter);
	puts(result->quote_decides ? ", but what it quotes may decide" : "");
}

/* ---- as JSON ---- */

static void add_step(struct json_object *array,
		     const struct btns_explain_step *step)
{
	struct json_object *obj = json_append_object(array);

	json_add_name(obj, "what", BTNS_NAMES_EXPLAIN_WHAT, step->what);
	switch (step->what) {
	case BTNS_EXPLAIN_WHAT_POLICY:
		json_add_name(obj, "direction", BTNS_NAMES_SA_DIR, step->dir);
		json_add_name(obj, "verdict-by", BTNS_NAMES_VERDICT_BY,
			      step->verdict_by);
		if (step->verdict_by == BTNS_VERDICT_BY_ENTRY)
			json_add_number(obj, "index", step->index);
		json_add_name(obj, "action", BTNS_NAMES_ACTION, step->action);
		break;
	case BTNS_EXPLAIN_WHAT_SA:
		json_add_name(obj, "direction", BTNS_NAMES_SA_DIR, step->dir);
		if (!step->spi)
			break;
		json_add_ip(obj, "src", step->family, &step->src);
		json_add_ip(obj, "dst", step->family, &step->dst);
		json_add_string(obj, "protocol-parameters", "esp");
		json_add_number(obj, "spi", step->spi);
		json_add_name(obj, "mode", BTNS_NAMES_MODE, step->mode);
		json_add_number(obj, "reqid", step->reqid);
		break;
	case BTNS_EXPLAIN_WHAT_KEYING:
		json_add_name(obj, "answer", BTNS_NAMES_KEYING_ANSWER,
			      step->answer);
		if (step->family == AF_UNSPEC)
			break;
		json_add_ip(obj, "src", step->family, &step->src);
		json_add_ip(obj, "dst", step->family, &step->dst);
		break;
	}
}

static void print_json(const struct ctl *ctl,
		       const struct btns_explanation *result)
{
	struct json_object *obj = json_object_make();
	struct json_object *array = json_add_array(obj, "steps");

	for (size_t i = 0; i < result->steps; i++)
		add_step(array, &result->step[i]);
	json_add_name(obj, "verdict", BTNS_NAMES_EXPLAIN_VERDICT,
		      result->verdict);
	if (*result->counter)
		json_add_string(obj, "counter", result->counter);
	if (result->quote_decides)
		json_add_bool(obj, "quote-decides", true);
	json_print(obj, ctl->pretty);
}

/* ---- commands ---- */

static int run(struct ctl *ctl, struct parser *p, uint32_t dir,
	       const struct keyword *keywords)
{
	struct packet packet = { .ask = { .dir = dir } };
	struct vocabulary words = { keywords, &packet, 0 };
	struct btns_explanation result;
	int code, err;

	if (parse_keywords(p, &words, 1, false) || check(p, &words, &packet))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	err = btns_explain(ctl->sock, &packet.ask, &result);
	if (err)
		return ctl_refused(ctl, err);
	if (ctl->json)
		print_json(ctl, &result);
	else
		print_text(ctl, &result);
	return EXIT_OK;
}

static int run_in(struct ctl *ctl, struct parser *p)
{
	return run(ctl, p, BTNS_PACKET_DIR_IN, in_keywords);
}

static int run_out(struct ctl *ctl, struct parser *p)
{
	return run(ctl, p, BTNS_PACKET_DIR_OUT, out_keywords);
}

static int run_forward(struct ctl *ctl, struct parser *p)
{
	return run(ctl, p, BTNS_PACKET_DIR_FORWARD, in_keywords);
}

const struct command explain_commands[] = {
	{ "out", run_out },
	{ "in", run_in },
	{ "forward", run_forward },
	{ NULL, NULL },
};
