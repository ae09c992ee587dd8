// SPDX-License-Identifier: GPL-2.0-or-later
#include "conns.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define TS_MAX 64	/* traffic selectors of one side of a child */

/**
 * struct conns - the file while it is written
 * @out: the file
 * @site: what is to be
 * @pins: or NULL
 * @say: who is told
 * @arg: of @say
 */
struct conns {
	FILE *out;
	const struct site *site;
	const struct pins *pins;
	void (*say)(void *arg, const char *text);
	void *arg;
};

/* Where a connection leads, and with which key. */
struct place {
	uint8_t family;			/* AF_UNSPEC: anywhere */
	struct btns_ip_range range;
	const struct btns_ip *local;	/* NULL: whatever leads there */
	const struct btns_hash *key;	/* NULL: any that the PAD lets in */
};

/* ---- which policies ---- */

static bool is_keyed(const struct btns_policy_info *policy)
{
	return policy->action == BTNS_ACTION_PROTECT && !policy->name_count &&
	       policy->flags & BTNS_POLICY_FLAG_BTNS_OK;
}

/* What charon's traffic selectors cannot say, or NULL. */
static const char *unsayable(const struct btns_ts *ts)
{
	if (ts->n_icmp || ts->n_mh || ts->opaque ||
	    ts->proto == BTNS_PROTO_OPAQUE)
		return "ICMP types, Mobility Header types and opaque cannot be negotiated";
	if (((size_t)ts->n_local + !ts->n_local) *
	    ((size_t)ts->n_lport + !ts->n_lport) > TS_MAX ||
	    ((size_t)ts->n_remote + !ts->n_remote) *
	    ((size_t)ts->n_rport + !ts->n_rport) > TS_MAX)
		return "its lists are too long for one negotiation";
	return NULL;
}

static bool covers(const struct btns_ip_range *outer,
		   const struct btns_ip_range *inner)
{
	return memcmp(&outer->lo, &inner->lo, sizeof(inner->lo)) <= 0 &&
	       memcmp(&outer->hi, &inner->hi, sizeof(inner->hi)) >= 0;
}

static bool speaks_of(const struct btns_ts *ts, const struct place *place)
{
	if (place->family == AF_UNSPEC || !ts->n_remote)
		return place->family == AF_UNSPEC ||
		       ts->family == AF_UNSPEC || ts->family == place->family;
	for (size_t i = 0; i < ts->n_remote; i++)
		if (ts->family == place->family &&
		    covers(&ts->remote[i], &place->range))
			return true;
	return false;
}

/* ---- traffic selectors ---- */

static void print_ports(FILE *out, uint16_t proto,
			const struct btns_u16_range *port)
{
	if (port && port->lo != port->hi)
		fprintf(out, "[%u/%u-%u]", proto, port->lo, port->hi);
	else if (port)
		fprintf(out, "[%u/%u]", proto, port->lo);
	else if (proto)
		fprintf(out, "[%u]", proto);
}

/* Every address with every port; @any stands for all addresses. */
static void print_side(FILE *out, const struct btns_ts *ts, uint8_t family,
		       const struct btns_ip_range *addr, size_t addrs,
		       const struct btns_u16_range *port, size_t ports,
		       const char *any)
{
	const char *before = " = ";
	char text[2 * BTNS_IP_TEXT_MAX];

	for (size_t a = 0; a < addrs + !addrs; a++)
		for (size_t p = 0; p < ports + !ports; p++) {
			if (addrs)
				btns_ts_range_print(family, &addr[a], text,
						    sizeof(text));
			fprintf(out, "%s%s", before, addrs ? text : any);
			print_ports(out, ts->proto, ports ? &port[p] : NULL);
			before = ", ";
		}
	fputc('\n', out);
}

/**
 * struct child - a child of a connection
 * @policy: of which it is
 * @ts: the selector, one of its own
 * @family: of the addresses
 * @number: of the policy in the files, from 1
 * @part: of the selector, from 1
 */
struct child {
	const struct btns_policy_info *policy;
	const struct btns_ts *ts;
	uint8_t family;
	size_t number;
	size_t part;
};

static void print_child(struct conns *conns, const struct place *place,
			const struct child *child)
{
	bool is_tunnel = child->policy->mode == BTNS_MODE_TUNNEL;
	const char *all = child->family == AF_INET ? "0.0.0.0/0" : "::/0";
	bool is_placed = place->family != AF_UNSPEC && !is_tunnel;
	const struct btns_ts *ts = child->ts;
	FILE *out = conns->out;

	fprintf(out, "\t\t\tpolicy-%zu-%zu-v%d {\n", child->number, child->part,
		child->family == AF_INET ? 4 : 6);
	fprintf(out, "\t\t\t\tmode = %s\n", is_tunnel ? "tunnel" : "transport");
	fputs("\t\t\t\tlocal_ts", out);
	print_side(out, ts, child->family, ts->local, ts->n_local, ts->lport,
		   ts->n_lport, is_tunnel ? all : "dynamic");
	fputs("\t\t\t\tremote_ts", out);
	print_side(out, ts, child->family,
		   is_placed ? &place->range : ts->remote,
		   is_placed ? 1 : ts->n_remote, ts->rport, ts->n_rport, all);
	if (conns->site->config.daemon.esp)
		fprintf(out, "\t\t\t\tesp_proposals = %s\n",
			conns->site->config.daemon.esp);
	fprintf(out, "\t\t\t\tstart_action = %s\n\t\t\t}\n",
		child->policy->dir == BTNS_POLICY_DIR_IN ? "none" : "trap");
}

/* One child for each family that the selector and the place have. */
static void print_families(struct conns *conns, const struct place *place,
			   struct child *child)
{
	static const uint8_t families[] = { AF_INET, AF_INET6 };

	for (size_t i = 0; i < 2; i++) {
		child->family = families[i];
		if ((child->ts->family == AF_UNSPEC ||
		     child->ts->family == child->family) &&
		    (place->family == AF_UNSPEC ||
		     place->family == child->family ||
		     child->policy->mode == BTNS_MODE_TUNNEL))
			print_child(conns, place, child);
	}
}

static void print_policy(struct conns *conns, const struct place *place,
			 size_t number)
{
	const struct btns_policy_info *policy =
		&conns->site->config.policies[number];
	struct child child = { .policy = policy, .number = number + 1 };
	struct btns_ts everything;

	btns_ts_init(&everything, AF_UNSPEC);
	for (size_t i = 0; i < policy->ts_count + !policy->ts_count; i++) {
		child.ts = policy->ts_count ? &policy->ts[i] : &everything;
		child.part = i + 1;
		if (!unsayable(child.ts) &&
		    (policy->mode == BTNS_MODE_TUNNEL ||
		     speaks_of(child.ts, place)))
			print_families(conns, place, &child);
	}
}

/* ---- connections ---- */

static void print_begin(struct conns *conns, const char *name,
			const struct place *place)
{
	const struct daemon_info *daemon = &conns->site->config.daemon;
	char text[2 * BTNS_IP_TEXT_MAX] = "%any", digits[BTNS_HASH_TEXT_MAX];
	char local[BTNS_IP_TEXT_MAX];
	FILE *out = conns->out;

	if (place->family != AF_UNSPEC)
		btns_ts_range_print(place->family, &place->range, text,
				    sizeof(text));
	fprintf(out, "\t%s {\n", name);
	fputs("\t\tversion = 2\n\t\tmobike = no\n\t\tunique = never\n"
	      "\t\tsend_cert = always\n\t\tsend_certreq = no\n", out);
	if (daemon->ike)
		fprintf(out, "\t\tproposals = %s\n", daemon->ike);
	if (place->local)
		fprintf(out, "\t\tlocal_addrs = %s\n",
			btns_ip_print(place->family, place->local, local));
	fprintf(out, "\t\tremote_addrs = %s\n", text);
	fprintf(out, "\t\tlocal {\n\t\t\tauth = pubkey\n\t\t\tpubkeys = %s\n\t\t}\n",
		daemon->key);
	fprintf(out, "\t\tremote {\n\t\t\tauth = pubkey\n\t\t\tid = %%any\n\t\t\tgroups = btns%s%s\n\t\t}\n",
		place->key ? "-" : "",
		place->key ? btns_hash_print(place->key, digits) : "");
	fputs("\t\tchildren {\n", out);
}

static void print_end(struct conns *conns)
{
	fputs("\t\t}\n\t}\n", conns->out);
}

static void print_hosts(struct conns *conns, const char *name,
			const struct place *place)
{
	const struct config *config = &conns->site->config;

	print_begin(conns, name, place);
	for (size_t i = 0; i < config->policy_count; i++)
		if (is_keyed(&config->policies[i]) &&
		    config->policies[i].mode != BTNS_MODE_TUNNEL)
			print_policy(conns, place, i);
	print_end(conns);
}

/*
 * The key of a place where one is pinned.  With several the PAD alone says who
 * speaks for it: a connection asks for one group.
 */
static void find_key(const struct conns *conns, struct place *place)
{
	const struct btns_hash *found = NULL;

	place->key = NULL;
	for (size_t i = 0; conns->pins && i < conns->pins->count; i++) {
		const struct pin *pin = &conns->pins->list[i];
		bool is_v4 = place->family == AF_INET;
		size_t count = is_v4 ? pin->addrs.v4_count : pin->addrs.v6_count;
		const struct btns_ip_range *list = is_v4 ? pin->addrs.v4 :
			pin->addrs.v6;

		for (size_t n = 0; n < count; n++) {
			if (pin->state != PIN_PINNED ||
			    memcmp(&list[n].lo, &place->range.hi,
				   sizeof(list[n].lo)) > 0 ||
			    memcmp(&list[n].hi, &place->range.lo,
				   sizeof(list[n].hi)) < 0)
				continue;
			if (found && memcmp(found, &pin->key, sizeof(*found)))
				return;
			found = &pin->key;
		}
	}
	place->key = found;
}

/* Each tunnel of an entry is a way to the same networks. */
static void print_tunnel(struct conns *conns, size_t number, size_t which)
{
	const struct btns_tunnel *tunnel =
		&conns->site->config.policies[number].tunnel[which];
	struct place place = {
		.family = tunnel->family,
		.range = { tunnel->remote, tunnel->remote },
		.local = &tunnel->local,
	};
	char name[64];

	find_key(conns, &place);
	snprintf(name, sizeof(name), "btns-tunnel-%zu-%zu", number + 1,
		 which + 1);
	print_begin(conns, name, &place);
	print_policy(conns, &place, number);
	print_end(conns);
}

static void print_tunnels(struct conns *conns)
{
	const struct config *config = &conns->site->config;

	for (size_t i = 0; i < config->policy_count; i++) {
		const struct btns_policy_info *policy = &config->policies[i];

		if (!is_keyed(policy) || policy->mode != BTNS_MODE_TUNNEL)
			continue;
		for (size_t t = 0; t < policy->tunnel_count; t++)
			print_tunnel(conns, i, t);
	}
}

/* The places of pins, each once. */
struct places {
	struct place *list;
	size_t count;
};

static int add_places(struct places *places, uint8_t family,
		      const struct btns_ip_range *list, size_t count)
{
	void *grown = realloc(places->list, (places->count + count + 1) *
			      sizeof(*places->list));

	if (!grown)
		return -1;
	places->list = grown;
	for (size_t i = 0; i < count; i++)
		places->list[places->count++] = (struct place){
			.family = family, .range = list[i],
		};
	return 0;
}

static int by_place(const void *first, const void *second)
{
	const struct place *a = first, *b = second;

	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return memcmp(&a->range, &b->range, sizeof(a->range));
}

static void print_pins(struct conns *conns)
{
	struct places places = { NULL, 0 };
	size_t number = 0;
	int err = 0;

	for (size_t i = 0; conns->pins && i < conns->pins->count && !err; i++) {
		const struct pin *pin = &conns->pins->list[i];

		if (pin->state != PIN_PINNED)
			continue;
		err = add_places(&places, AF_INET, pin->addrs.v4,
				 pin->addrs.v4_count) ||
		      add_places(&places, AF_INET6, pin->addrs.v6,
				 pin->addrs.v6_count);
	}
	if (err)
		conns->say(conns->arg, "out of memory: pins have no connections of their own");
	if (places.count)
		qsort(places.list, places.count, sizeof(*places.list), by_place);
	for (size_t i = 0; i < places.count && !err; i++) {
		char name[64];

		if (i && !by_place(&places.list[i - 1], &places.list[i]))
			continue;
		find_key(conns, &places.list[i]);
		snprintf(name, sizeof(name), "btns-pin-%zu", ++number);
		print_hosts(conns, name, &places.list[i]);
	}
	free(places.list);
}

/* ---- the whole ---- */

static void tell_unsayable(struct conns *conns)
{
	const struct config *config = &conns->site->config;
	char text[512];

	for (size_t i = 0; i < config->policy_count; i++) {
		const struct btns_policy_info *policy = &config->policies[i];
		const char *why = NULL;

		for (size_t n = 0; n < policy->ts_count && !why; n++)
			why = unsayable(&policy->ts[n]);
		if (!why || !is_keyed(policy))
			continue;
		snprintf(text, sizeof(text),
			 "%s:%u: charon gets no connection for this policy or a part of it: %s",
			 config->policy_at[i].source->name,
			 config->policy_at[i].line, why);
		conns->say(conns->arg, text);
	}
}

static bool lets_anybody_in(const struct site *site)
{
	for (size_t i = 0; i < site->own_pads; i++) {
		const struct btns_pad_info *pad = &site->config.pads[i];

		if (!(pad->flags & (BTNS_PAD_FLAG_DISABLED |
				    BTNS_PAD_FLAG_REVOKED)) &&
		    (pad->pad_class == BTNS_PAD_CLASS_BTNS_ANY ||
		     pad->pad_class == BTNS_PAD_CLASS_BTNS_KEY))
			return true;
	}
	return false;
}

void conns_print(FILE *out, const struct site *site, const struct pins *pins,
		 void (*say)(void *arg, const char *text), void *arg)
{
	struct conns conns = { out, site, pins, say, arg };
	const struct place anywhere = { .family = AF_UNSPEC };

	fputs("# written by btnsd, which writes it again: do not change it\n"
	      "connections {\n", out);
	if (site->config.daemon.key) {
		tell_unsayable(&conns);
		print_pins(&conns);
		print_tunnels(&conns);
		if (lets_anybody_in(site))
			print_hosts(&conns, "btns-any", &anywhere);
	}
	fputs("}\n", out);
}
