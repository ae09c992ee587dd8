// SPDX-License-Identifier: GPL-2.0-or-later
/* btnsctl monitor: an event a line, until interrupted. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "acquire.h"
#include "ctl.h"
#include "drops.h"
#include "json.h"
#include "sa.h"

/* Kinds that are asked for; all when none is. */
struct kinds {
	bool sa;
	bool policy;
	bool pad;
	bool acquire;
	bool audit;
};

static int take_sa(struct parser *p, void *obj)
{
	struct kinds *kinds = obj;

	(void)p;
	kinds->sa = true;
	return 0;
}

static int take_policy(struct parser *p, void *obj)
{
	struct kinds *kinds = obj;

	(void)p;
	kinds->policy = true;
	return 0;
}

static int take_pad(struct parser *p, void *obj)
{
	struct kinds *kinds = obj;

	(void)p;
	kinds->pad = true;
	return 0;
}

static int take_acquire(struct parser *p, void *obj)
{
	struct kinds *kinds = obj;

	(void)p;
	kinds->acquire = true;
	return 0;
}

static int take_audit(struct parser *p, void *obj)
{
	struct kinds *kinds = obj;

	(void)p;
	kinds->audit = true;
	return 0;
}

static const struct keyword kind_keywords[] = {
	{ "sa", take_sa, NULL, 0 },
	{ "policy", take_policy, NULL, 0 },
	{ "pad", take_pad, NULL, 0 },
	{ "acquire", take_acquire, NULL, 0 },
	{ "audit", take_audit, NULL, 0 },
	{ NULL, NULL, NULL, 0 },
};

/* the event's name, NULL if it is not asked for or not known */
static const char *event_name(const struct kinds *kinds, uint8_t type)
{
	switch (type) {
	case BTNS_CMD_SA_ADD_NTF:
		return kinds->sa ? "sa-add" : NULL;
	case BTNS_CMD_SA_DEL_NTF:
		return kinds->sa ? "sa-del" : NULL;
	case BTNS_CMD_SA_EXPIRE_NTF:
		return kinds->sa ? "sa-expire" : NULL;
	case BTNS_CMD_POLICY_NTF:
		return kinds->policy ? "policy" : NULL;
	case BTNS_CMD_PAD_NTF:
		return kinds->pad ? "pad" : NULL;
	case BTNS_CMD_ACQUIRE_NTF:
		return kinds->acquire ? "acquire" : NULL;
	case BTNS_CMD_AUDIT_NTF:
		return kinds->audit ? "audit" : NULL;
	default:
		return NULL;
	}
}

static struct timespec now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return time;
}

/* ---- as JSON ---- */

static void add_expiry(struct json_object *obj, const struct btns_event *event)
{
	const struct btns_sa_info *sa = &event->sa;

	json_add_name(obj, "direction", BTNS_NAMES_SA_DIR, sa->dir);
	json_add_ip(obj, "src", sa->id.family, &sa->src);
	json_add_ip(obj, "dst", sa->id.family, &sa->id.dst);
	json_add_string(obj, "protocol-parameters", "esp");
	json_add_number(obj, "spi", sa->id.spi);
	json_add_number(obj, "reqid", sa->reqid);
	json_add_name(obj, "limit", BTNS_NAMES_SA_LIMIT, event->limit);
	json_add_bool(obj, "soft-lifetime-expire", !event->hard);
}

static void add_policy(struct json_object *obj, const struct btns_event *event)
{
	json_add_name(obj, "change", BTNS_NAMES_SPD_CHANGE, event->change);
	if (event->index)
		json_add_number(obj, "index", event->index);
	json_add_number(obj, "generation", event->spd.generation);
	json_add_number(obj, "policies", event->spd.count);
	json_add_bool(obj, "active", event->spd.active);
}

static void add_pad(struct json_object *obj, const struct btns_event *event)
{
	json_add_name(obj, "change", BTNS_NAMES_PAD_CHANGE, event->change);
	if (event->pad_index)
		json_add_number(obj, "index", event->pad_index);
	json_add_number(obj, "generation", event->pad.generation);
	json_add_number(obj, "entries", event->pad.count);
}

static void print_json(const struct ctl *ctl, const char *name,
		       const struct btns_event *event)
{
	struct json_object *obj = json_object_make();
	struct timespec time = now();
	char text[CTL_TIME_TEXT_MAX];

	json_add_string(obj, "event", name);
	if (ctl->timestamp) {
		json_add_string(obj, "timestamp",
				ctl_time_text(&time, text));
		json_add_number(obj, "epoch", (uint64_t)time.tv_sec);
	}
	if (!event) {
		json_print(obj, false);
		return;
	}
	switch (event->type) {
	case BTNS_CMD_SA_ADD_NTF:
	case BTNS_CMD_SA_DEL_NTF:
		json_add(obj, "sa", sa_json(&event->sa));
		break;
	case BTNS_CMD_SA_EXPIRE_NTF:
		add_expiry(obj, event);
		break;
	case BTNS_CMD_POLICY_NTF:
		add_policy(obj, event);
		break;
	case BTNS_CMD_PAD_NTF:
		add_pad(obj, event);
		break;
	case BTNS_CMD_AUDIT_NTF:
		drop_add_json(obj, &event->drop);
		break;
	default:
		acquire_add_json(obj, &event->acquire);
		break;
	}
	json_print(obj, false);
}

/* ---- as text ---- */

static void print_expiry(const struct btns_event *event)
{
	char id[SA_ID_TEXT_MAX];

	printf(" %s limit %s reqid %u %s",
	       event->hard ? "hard" : "soft",
	       btns_name(BTNS_NAMES_SA_LIMIT, event->limit) ?: "?",
	       event->sa.reqid, sa_id_text(&event->sa.id, id));
}

static void print_pad(const struct btns_event *event)
{
	printf(" %s", btns_name(BTNS_NAMES_PAD_CHANGE, event->change) ?: "?");
	if (event->pad_index)
		printf(" index %u", event->pad_index);
	printf(" generation %u entries %u", event->pad.generation,
	       event->pad.count);
}

static void print_text(const struct ctl *ctl, const char *name,
		       const struct btns_event *event)
{
	struct timespec time = now();
	char text[SA_ID_TEXT_MAX];

	if (ctl->timestamp)
		printf("%s ", ctl_time_text(&time, text));
	fputs(name, stdout);
	switch (event ? event->type : 0) {
	case BTNS_CMD_SA_ADD_NTF:
	case BTNS_CMD_SA_DEL_NTF:
		printf(" dir %s reqid %u %s",
		       btns_name(BTNS_NAMES_SA_DIR, event->sa.dir) ?: "?",
		       event->sa.reqid, sa_id_text(&event->sa.id, text));
		break;
	case BTNS_CMD_SA_EXPIRE_NTF:
		print_expiry(event);
		break;
	case BTNS_CMD_POLICY_NTF:
		printf(" %s generation %u policies %u %s",
		       btns_name(BTNS_NAMES_SPD_CHANGE, event->change) ?: "?",
		       event->spd.generation, event->spd.count,
		       event->spd.active ? "active" : "inactive");
		break;
	case BTNS_CMD_PAD_NTF:
		print_pad(event);
		break;
	case BTNS_CMD_ACQUIRE_NTF:
		acquire_print(stdout, &event->acquire);
		break;
	case BTNS_CMD_AUDIT_NTF:
		drop_print(stdout, &event->drop);
		break;
	default:
		break;
	}
	putchar('\n');
}

/* @event NULL: events were lost */
static void print_event(const struct ctl *ctl, const char *name,
			const struct btns_event *event)
{
	if (ctl->json)
		print_json(ctl, name, event);
	else
		print_text(ctl, name, event);
	fflush(stdout);
}

static int wait_for_event(struct ctl *ctl)
{
	struct pollfd fd = {
		.fd = btns_event_fd(ctl->sock), .events = POLLIN,
	};

	if (poll(&fd, 1, -1) < 0 && errno != EINTR)
		return -errno;
	return 0;
}

static int watch(struct ctl *ctl, const struct kinds *kinds)
{
	struct btns_event event;
	const char *name;
	int err = 0;

	while (!err) {
		err = btns_event_next(ctl->sock, &event);
		if (err == -EAGAIN) {
			err = wait_for_event(ctl);
		} else if (err == -ENOBUFS) {
			print_event(ctl, "lost", NULL);
			err = 0;
		} else if (!err) {
			name = event_name(kinds, event.type);
			if (name)
				print_event(ctl, name, &event);
			btns_event_free(&event);
		}
		if (ferror(stdout))
			return -EPIPE;
	}
	return err;
}

/* Who only audits is not asked for SAs, so packets do not wait for any. */
static int subscribe(struct ctl *ctl, const struct kinds *kinds)
{
	bool events = kinds->sa || kinds->policy || kinds->pad ||
		      kinds->acquire;
	int err = events ? btns_event_subscribe(ctl->sock) : 0;

	return err || !kinds->audit ? err : btns_audit_subscribe(ctl->sock);
}

int monitor_run(struct ctl *ctl, struct parser *p)
{
	struct kinds kinds = { .sa = false };
	struct vocabulary words = { kind_keywords, &kinds, 0 };
	int code, err;

	if (parse_keywords(p, &words, 1, false))
		return EXIT_USAGE;
	if (!words.seen)
		kinds = (struct kinds){ true, true, true, true, true };
	code = ctl_open(ctl);
	if (code)
		return code;
	err = subscribe(ctl, &kinds);
	if (!err)
		err = watch(ctl, &kinds);
	return ctl_result(ctl, err);
}
