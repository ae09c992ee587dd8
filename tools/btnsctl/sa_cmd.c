// SPDX-License-Identifier: GPL-2.0-or-later
/* btnsctl sa ... */
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "ctl.h"
#include "json.h"
#include "sa.h"
#include "sa_words.h"

/* What names one SA, and what an update changes in it. */
struct target {
	struct btns_sa_id id;
	bool has_soft;
	bool has_hard;
	struct btns_sa_limits soft;
	struct btns_sa_limits hard;
	uint32_t min;
	uint32_t max;
};

/* ---- words ---- */

static int take_dst(struct parser *p, void *obj)
{
	struct target *target = obj;

	return parse_ip(p, &target->id.family, &target->id.dst);
}

static int take_proto(struct parser *p, void *obj)
{
	struct target *target = obj;

	return sa_take_esp(p, &target->id.proto);
}

static int take_spi(struct parser *p, void *obj)
{
	struct target *target = obj;

	return parse_u32(p, 256, &target->id.spi);
}

static int take_soft(struct parser *p, void *obj)
{
	struct target *target = obj;

	target->has_soft = true;
	return sa_take_limits(p, &target->soft);
}

static int take_hard(struct parser *p, void *obj)
{
	struct target *target = obj;

	target->has_hard = true;
	return sa_take_limits(p, &target->hard);
}

static int take_min(struct parser *p, void *obj)
{
	struct target *target = obj;

	return parse_u32(p, 256, &target->min);
}

static int take_max(struct parser *p, void *obj)
{
	struct target *target = obj;

	return parse_u32(p, 256, &target->max);
}

static const struct keyword id_keywords[] = {
	{ "dst", take_dst, NULL, 0 },
	{ "proto", take_proto, "esp", 0 },
	{ "spi", take_spi, NULL, 0 },
	{ NULL, NULL, NULL, 0 },
};

static const struct keyword update_keywords[] = {
	{ "dst", take_dst, NULL, 0 },
	{ "proto", take_proto, "esp", 0 },
	{ "spi", take_spi, NULL, 0 },
	{ "soft", take_soft, NULL, 0 },
	{ "hard", take_hard, NULL, 0 },
	{ NULL, NULL, NULL, 0 },
};

static const struct keyword alloc_keywords[] = {
	{ "dst", take_dst, NULL, 0 },
	{ "proto", take_proto, "esp", 0 },
	{ "min", take_min, NULL, 0 },
	{ "max", take_max, NULL, 0 },
	{ NULL, NULL, NULL, 0 },
};

static int parse_target(struct parser *p, const struct keyword *keywords,
			bool needs_spi, struct target *target)
{
	struct vocabulary words = { keywords, target, 0 };

	memset(target, 0, sizeof(*target));
	target->id.proto = IPPROTO_ESP;
	if (parse_keywords(p, &words, 1, false))
		return -1;
	if (!parse_seen(&words, "dst"))
		return parse_fail_at(p, &p->end, "\"dst\" missing");
	if (needs_spi && !parse_seen(&words, "spi"))
		return parse_fail_at(p, &p->end, "\"spi\" missing");
	return 0;
}

static int filter_spi(struct parser *p, void *obj)
{
	struct btns_sa_filter *filter = obj;

	return parse_u32(p, 256, &filter->spi);
}

static int filter_dst(struct parser *p, void *obj)
{
	struct btns_sa_filter *filter = obj;

	return parse_ip(p, &filter->dst_family, &filter->dst);
}

static int filter_reqid(struct parser *p, void *obj)
{
	struct btns_sa_filter *filter = obj;

	return parse_u32(p, 1, &filter->reqid);
}

static int filter_dir(struct parser *p, void *obj)
{
	struct btns_sa_filter *filter = obj;

	filter->has_dir = true;
	return parse_name(p, BTNS_NAMES_SA_DIR, &filter->dir);
}

static const struct keyword filter_keywords[] = {
	{ "dst", filter_dst, NULL, 0 },
	{ "spi", filter_spi, NULL, 0 },
	{ "reqid", filter_reqid, NULL, 0 },
	{ "dir", filter_dir, NULL, KEYWORD_NAMES(BTNS_NAMES_SA_DIR) },
	{ NULL, NULL, NULL, 0 },
};

static int parse_filter(struct parser *p, struct btns_sa_filter *filter)
{
	struct vocabulary words = { filter_keywords, filter, 0 };

	memset(filter, 0, sizeof(*filter));
	return parse_keywords(p, &words, 1, false);
}

/* ---- output ---- */

static enum color state_color(uint32_t state)
{
	switch (state) {
	case BTNS_SA_STATE_LIVE:
		return COLOR_GOOD;
	case BTNS_SA_STATE_DEAD:
		return COLOR_BAD;
	default:
		return COLOR_WARN;
	}
}

static void print_head(const struct ctl *ctl, const struct btns_sa_info *sa)
{
	char src[BTNS_IP_TEXT_MAX], dst[BTNS_IP_TEXT_MAX];
	const char *state = btns_name(BTNS_NAMES_SA_STATE, sa->state) ?: "?";

	btns_ip_print(sa->id.family, &sa->src, src);
	btns_ip_print(sa->id.family, &sa->id.dst, dst);
	if (sa->state == BTNS_SA_STATE_LARVAL) {
		printf("dst %s esp spi 0x%08x %slarval%s", dst, sa->id.spi,
		       ctl_color(ctl, COLOR_WARN), ctl_color(ctl, COLOR_NONE));
		return;
	}
	printf("%s src %s dst %s esp spi %s0x%08x%s reqid %u mode %s %s %s%s%s",
	       btns_name(BTNS_NAMES_SA_DIR, sa->dir) ?: "?", src, dst,
	       ctl_color(ctl, COLOR_NAME), sa->id.spi,
	       ctl_color(ctl, COLOR_NONE), sa->reqid,
	       btns_name(BTNS_NAMES_MODE, sa->mode) ?: "?",
	       btns_name(BTNS_NAMES_AEAD, sa->aead) ?: "?",
	       ctl_color(ctl, state_color(sa->state)), state,
	       ctl_color(ctl, COLOR_NONE));
}

static void print_sa(const struct ctl *ctl, const struct btns_sa_info *sa)
{
	const char *next = ctl->oneline ? "" : "\n   ";

	print_head(ctl, sa);
	if (sa->state != BTNS_SA_STATE_LARVAL) {
		fputs(next, stdout);
		sa_print_options(stdout, sa);
	}
	if (sa->assurance != BTNS_ASSURANCE_MANUAL) {
		fputs(next, stdout);
		sa_print_peer(stdout, sa);
	}
	if (ctl->stats)
		printf("%s bytes %" PRIu64 " packets %" PRIu64 " seq %" PRIu64
		       " replays %" PRIu64 " icv-failures %" PRIu64, next,
		       sa->bytes, sa->packets, sa->seq, sa->replays,
		       sa->icv_failures);
	if (ctl->details)
		printf("%s age %" PRIu64, next, sa->age);
	if (ctl->details && sa->has_seq_overflow)
		printf(" seq-overflow %s", btns_name(BTNS_NAMES_SWITCH,
						     sa->seq_overflow) ?: "?");
	if (ctl->details)
		printf(" stateful-frag-check %s",
		       sa->stateful_frag_check ? "on" : "off");
	if (ctl->details && sa->path_mtu)
		printf(" path-mtu %u", sa->path_mtu);
	putchar('\n');
}

static void print_list(const struct ctl *ctl, const struct btns_sa_info *list,
		       size_t count)
{
	struct json_object *array;

	if (!ctl->json) {
		for (size_t i = 0; i < count; i++)
			print_sa(ctl, &list[i]);
		return;
	}
	array = json_array_make();
	for (size_t i = 0; i < count; i++)
		json_append(array, sa_json(&list[i]));
	json_print(array, ctl->pretty);
}

/* ---- commands ---- */

static int run_list(struct ctl *ctl, struct parser *p)
{
	struct btns_sa_filter filter;
	struct btns_sa_info *list;
	size_t count;
	int code, err;

	if (parse_filter(p, &filter))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	err = btns_sa_dump(ctl->sock, &filter, &list, &count);
	if (!err)
		print_list(ctl, list, count);
	btns_sa_list_free(list, count);
	return ctl_result(ctl, err);
}

static int run_count(struct ctl *ctl, struct parser *p)
{
	struct btns_sa_filter filter;
	struct btns_sa_info *list;
	struct json_object *obj;
	size_t count;
	int code, err;

	if (parse_filter(p, &filter))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	err = btns_sa_dump(ctl->sock, &filter, &list, &count);
	btns_sa_list_free(list, count);
	if (err)
		return ctl_refused(ctl, err);
	if (ctl->json) {
		obj = json_object_make();
		json_add_number(obj, "count", count);
		json_print(obj, ctl->pretty);
	} else {
		printf("%zu\n", count);
	}
	return EXIT_OK;
}

static int run_get(struct ctl *ctl, struct parser *p)
{
	struct btns_sa_filter filter = { 0 };
	struct btns_sa_info *list;
	struct target target;
	size_t count;
	int code, err;

	if (parse_target(p, id_keywords, true, &target))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	filter.spi = target.id.spi;
	filter.dst_family = target.id.family;
	filter.dst = target.id.dst;
	err = btns_sa_dump(ctl->sock, &filter, &list, &count);
	if (!err && !count)
		err = -ENOENT;
	if (!err)
		print_list(ctl, list, count);
	btns_sa_list_free(list, count);
	if (err == -ENOENT)
		return ctl_error(ctl, EXIT_ABSENT, "no such SA");
	return ctl_result(ctl, err);
}

static int add(struct ctl *ctl, const struct sa_line *line)
{
	const char *wrong = NULL;
	char why[512];
	struct key key;
	int code, err;

	if (line->key.kind == KEY_NONE)
		return ctl_error(ctl, EXIT_USAGE, "\"key\" missing");
	if (key_read(&line->key, NULL, &key, why, sizeof(why)))
		return ctl_error(ctl, EXIT_USAGE, "%s", why);
	wrong = sa_check_key(line->info.aead, key.len);
	if (wrong) {
		code = ctl_error(ctl, EXIT_USAGE, "%s", wrong);
		goto out;
	}
	code = ctl_open(ctl);
	if (code)
		goto out;
	err = btns_sa_add(ctl->sock, &line->info, key.octets, key.len);
	code = ctl_result(ctl, err);
out:
	explicit_bzero(&key, sizeof(key));
	return code;
}

static int run_add(struct ctl *ctl, struct parser *p)
{
	struct sa_line line;
	int code = EXIT_USAGE;

	if (!sa_parse_add(p, &line))
		code = add(ctl, &line);
	btns_sa_free(&line.info);
	return code;
}

static int run_update(struct ctl *ctl, struct parser *p)
{
	struct target target;
	int code;

	if (parse_target(p, update_keywords, true, &target))
		return EXIT_USAGE;
	if (!target.has_soft && !target.has_hard)
		return ctl_error(ctl, EXIT_USAGE,
				 "nothing to update, give soft or hard limits");
	code = ctl_open(ctl);
	if (code)
		return code;
	return ctl_result(ctl, btns_sa_update(ctl->sock, &target.id,
			  target.has_soft ? &target.soft : NULL,
			  target.has_hard ? &target.hard : NULL));
}

static int run_del(struct ctl *ctl, struct parser *p)
{
	struct target target;
	int code;

	if (parse_target(p, id_keywords, true, &target))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	return ctl_result(ctl, btns_sa_del(ctl->sock, &target.id));
}

static int take_flush_reqid(struct parser *p, void *obj)
{
	return parse_u32(p, 1, obj);
}

static int run_flush(struct ctl *ctl, struct parser *p)
{
	static const struct keyword keywords[] = {
		{ "reqid", take_flush_reqid, NULL, 0 },
		{ NULL, NULL, NULL, 0 },
	};
	uint32_t reqid = 0;
	struct vocabulary words = { keywords, &reqid, 0 };
	int code;

	if (parse_keywords(p, &words, 1, false))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	return ctl_result(ctl, btns_sa_flush(ctl->sock, reqid));
}

static int run_allocspi(struct ctl *ctl, struct parser *p)
{
	struct json_object *obj;
	struct target target;
	int code, err;

	if (parse_target(p, alloc_keywords, false, &target))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	err = btns_sa_alloc_spi(ctl->sock, &target.id, target.min, target.max);
	if (err)
		return ctl_refused(ctl, err);
	if (ctl->json) {
		obj = json_object_make();
		json_add_number(obj, "spi", target.id.spi);
		json_print(obj, ctl->pretty);
	} else {
		printf("0x%08x\n", target.id.spi);
	}
	return EXIT_OK;
}

const struct command sa_commands[] = {
	{ "list", run_list },
	{ "show", run_list },
	{ "get", run_get },
	{ "add", run_add },
	{ "update", run_update },
	{ "del", run_del },
	{ "flush", run_flush },
	{ "allocspi", run_allocspi },
	{ "count", run_count },
	{ NULL, NULL },
};
