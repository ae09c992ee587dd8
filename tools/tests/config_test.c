// SPDX-License-Identifier: GPL-2.0-or-later
/* btnsctl's grammar without a kernel: canonical text, round trips, errors. */
#include <netinet/in.h>
#include <stdlib.h>

#include "config.h"
#include "tap.h"

/* Parse a copy of @text; config_free() it in any case. */
static int parse(struct config *config, struct parser *p, const char *text)
{
	size_t len = strlen(text);
	char *copy = malloc(len + 1);

	memcpy(copy, text, len + 1);
	return config_parse(config, p, "test.conf", copy, len);
}

static char *print(const struct config *config)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	config_print_conf(out, &config->conf);
	config_print_pads(out, config->pads, config->pad_count);
	config_print_policies(out, config->policies, config->policy_count,
			      config->has_flush);
	for (size_t i = 0; i < config->sa_count; i++)
		config_print_sas(out, &config->sas[i].line.info, 1);
	fclose(out);
	return text;
}

/* ---- canonical text ---- */

#define SA "sa add dir in src 10.0.0.1 dst 10.0.0.2 proto esp spi 0x00000100 mode transport reqid 1 aead aes-gcm-16"
#define TUNNEL "sa add dir out src 10.0.0.1 dst 10.0.0.2 proto esp spi 0x00000100 mode tunnel reqid 1 aead aes-gcm-16"
#define OUT6 "sa add dir out src ::1 dst ::2 proto esp spi 0x00000100 mode"
#define CIPHER " reqid 1 aead aes-gcm-16"
#define HASH "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff"

static const struct {
	const char *in;
	const char *out;
} canonical[] = {
	{ "", "" },
	{ "# nothing\n\n  # at all", "" },
	{ "policy flush", "policy flush\n" },
	{ "policy add action discard", "policy add action discard\n" },
	{ "policy flush\npolicy add action bypass",
	  "policy add action bypass\n" },
	{ "policy add action bypass lport 500 proto 17",
	  "policy add proto udp lport 500 action bypass\n" },
	{ "policy add proto udp lport 53,500-600,7 remote 10.0.0.1,10.0.0.4-10.0.0.6 action bypass",
	  "policy add remote 10.0.0.1,10.0.0.4-10.0.0.6 proto udp lport 53,500-600,7 action bypass\n" },
	{ "policy add action bypass icmp 3/0-3/4,8 proto icmp",
	  "policy add proto icmp icmp 3/0-3/4,8 action bypass\n" },
	{ "policy add mh 5 proto mh action discard",
	  "policy add proto mh mh 5 action discard\n" },
	{ "policy add opaque proto tcp action discard",
	  "policy add proto tcp opaque action discard\n" },
	{ "policy add local 10.0.0.1 proto tcp lport 22 or proto udp lport 53 dir in action discard",
	  "policy add dir in local 10.0.0.1 proto tcp lport 22 or proto udp lport 53 action discard\n" },
	{ "policy add action protect local ::1 or reqid 1 local ::2 or proto any",
	  "policy add local ::1 or local ::2 or proto any action protect reqid 1 mode transport\n" },
	{ "policy add dir both action bypass index 0x10",
	  "policy add index 16 action bypass\n" },
	{ "policy add dir in remote 10.0.0.0/8 action discard",
	  "policy add dir in remote 10.0.0.0/8 action discard\n" },
	{ "policy add action protect reqid 1 remote ::/0",
	  "policy add family inet6 action protect reqid 1 mode transport\n" },
	{ "policy add pfp rport,local reqid 7 action protect no-latch btns-ok",
	  "policy add action protect btns-ok no-latch pfp local,rport reqid 7 mode transport\n" },
	{ "policy add name fqdn q.example action protect name public-key " HASH " reqid 1 remote 10.0.0.0/8",
	  "policy add remote 10.0.0.0/8 name fqdn q.example name public-key SHA256:" HASH " action protect reqid 1 mode transport\n" },
	{ "policy add name dn 300d310b3009060355040613026465 subtree reqid 1 name rfc822 @example action protect name dn 300d310b3009060355040613026465",
	  "policy add name dn 300d310b3009060355040613026465 subtree name rfc822 @example name dn 300d310b3009060355040613026465 action protect reqid 1 mode transport\n" },
	{ "policy add name key-id 00ff name ipv6 fd00::1 name fqdn .example or local ::1 action protect reqid 1", NULL },
	{ "policy add action protect reqid 1 local ::1 name key-id 00ff or name ipv6 fd00::/16 local ::2",
	  "policy add local ::1 or local ::2 name key-id 00ff name ipv6 fd00::/16 action protect reqid 1 mode transport\n" },
	{ "policy add name fqdn q.example action bypass", NULL },
	{ "policy add name fqdn q.example action discard", NULL },
	{ "policy add name any action protect reqid 1", NULL },
	{ "policy add name fqdn Q.example action protect reqid 1", NULL },
	{ "policy add name fqdn q.example subtree action protect reqid 1", NULL },
	{ "policy add name fqdn q.example null-ok action protect reqid 1", NULL },
	{ "policy add name fqdn q.example btns-ok opp-fail-clear action protect reqid 1", NULL },
	{ "policy add action discard app-override-ok",
	  "policy add action discard app-override-ok\n" },
	{ "policy add tunnel local ::1 remote ::2 action protect reqid 1 tunnel local 1.2.3.4 remote 1.2.3.5 mode tunnel tunnel local ::2 remote ::1 local fd00::1 tunnel local ::1 remote ::3",
	  "policy add local fd00::1 action protect reqid 1 mode tunnel tunnel local ::1 remote ::2 tunnel local 1.2.3.4 remote 1.2.3.5 tunnel local ::2 remote ::1 tunnel local ::1 remote ::3\n" },
	{ "policy add action protect reqid 1 mode tunnel tunnel local ::1 remote ::2",
	  "policy add action protect reqid 1 mode tunnel tunnel local ::1 remote ::2\n" },
	{ "policy \\\n  add\\\n\taction bypass# no comment here\n"
	  "", NULL },
	{ "policy \\\n  add\\\n\taction bypass # comment\n",
	  "policy add action bypass\n" },
	{ "policy add action bypass\r\npolicy add \\\r\naction discard\r\n",
	  "policy add action bypass\npolicy add action discard\n" },
	{ "\"policy\" \"add\" act\"ion\" bypass", "policy add action bypass\n" },
	{ "conf set pmtu-age 300 icmp-errors-out on",
	  "conf set icmp-errors-out on\nconf set pmtu-age 300\n" },
	{ "conf set icmp-protected parameter,too-big\nconf set pmtu-floor 0x500",
	  "conf set icmp-protected too-big,parameter\nconf set pmtu-floor 1280\n" },
	{ "conf set skip-headers dstopts,hopopts",
	  "conf set skip-headers hopopts,dstopts\n" },
	{ "conf set skip-headers none", "conf set skip-headers none\n" },
	{ "conf set icmp-unprotected none", "conf set icmp-unprotected none\n" },
	{ "conf set icmp-unprotected too-big pmtu-age 600 icmp-errors-out off",
	  "" },
	{ "pad add class btns-any index 9", "pad add index 9 class btns-any\n" },
	{ "pad add class auth id fqdn gw.example key-hash " HASH " child 192.0.2.0/24",
	  "pad add class auth id fqdn gw.example key-hash SHA256:" HASH " child 192.0.2.0/24\n" },
	{ "pad add child fd00::/8,10.0.0.1-10.0.0.3,10.0.0.9 id rfc822 @example class auth",
	  "pad add class auth id rfc822 @example child 10.0.0.1-10.0.0.3,10.0.0.9,fd00::/8\n" },
	{ "pad add class auth id fqdn .example spd-search id claim 10.0.0.0/8 auth 14,1",
	  "pad add class auth id fqdn .example auth 1,14 spd-search id claim 10.0.0.0/8\n" },
	{ "pad add class auth id dn 300d310b3009060355040613026465 subtree child ::/0 certid-match",
	  "pad add class auth id dn 300d310b3009060355040613026465 subtree certid-match child ::/0\n" },
	{ "pad add class auth id ipv4 10.0.0.0/8 child 10.0.0.0/8 ike-addr any",
	  "pad add class auth id ipv4 10.0.0.0/8 child 10.0.0.0/8\n" },
	{ "pad add class auth id ipv4 10.0.0.1/32 child 10.0.0.1 revoked disabled",
	  "pad add class auth id ipv4 10.0.0.1/32 child 10.0.0.1 revoked disabled\n" },
	{ "pad add class btns-key pinned id public-key " HASH " max-sas 4 expires 60 label \"a b\" priority 3",
	  "pad add priority 3 class btns-key id public-key SHA256:" HASH " pinned max-sas 4 expires 60 label \"a b\"\n" },
	{ "pad add class null-any ike-addr 10.0.0.0/8,fd00::1 spd-search addr",
	  "pad add class null-any ike-addr 10.0.0.0/8,fd00::1\n" },
	{ SA, SA "\n" },
	{ SA " key file \"a b.key\"", SA "\n" },
	{ "sa add aead aes-gcm-16 reqid 1 mode transport spi 256 dst 10.0.0.2 src 10.0.0.1 dir in",
	  SA "\n" },
	{ SA " replay-window 64 esn", SA " esn replay-window 64\n" },
	{ SA " sel proto any hard packets 9 bytes 8 time 7 soft time 6",
	  SA " sel proto any soft time 6 hard time 7 bytes 8 packets 9\n" },
	{ SA " sel remote 10.0.0.1 proto tcp local 10.0.0.2 rport 22 esn",
	  SA " esn sel local 10.0.0.2 remote 10.0.0.1 proto tcp rport 22\n" },
	{ SA " sel proto udp lport 1,3 opaque", NULL },
	{ SA " sel opaque proto udp esn", SA " esn sel proto udp opaque\n" },
	{ SA " sel proto udp lport 1,3-9", SA " sel proto udp lport 1,3-9\n" },
	{ SA " soft time 0 bytes 5 hard packets 0", SA " soft bytes 5\n" },
	{ TUNNEL " df copy dscp copy", TUNNEL "\n" },
	{ TUNNEL " dscp-set 46,0,1-7,8 dscp 0 df set",
	  TUNNEL " df set dscp 0 dscp-set 0-8,46\n" },
	{ TUNNEL " df clear seq-overflow off", TUNNEL " df clear\n" },
	{ TUNNEL " dscp 0-63=0,46=46,10-12=9",
	  TUNNEL " dscp 0-9=0,10-12=9,13-45=0,47-63=0\n" },
	{ TUNNEL " dscp 63=0", TUNNEL " dscp 63=0\n" },
	{ TUNNEL " dscp 1=1,0=0", TUNNEL "\n" },
	{ TUNNEL " dscp 0-63=63", TUNNEL " dscp 63\n" },
	{ TUNNEL " dscp-set 0-63", TUNNEL " dscp-set 0-63\n" },
	{ TUNNEL " dscp-set 63", TUNNEL " dscp-set 63\n" },
	{ OUT6 " transport" CIPHER " dscp-set 0x2e",
	  OUT6 " transport" CIPHER " dscp-set 46\n" },
	{ OUT6 " tunnel" CIPHER " dscp 0x2e",
	  OUT6 " tunnel" CIPHER " dscp 46\n" },
};

static void text_is_canonical(void)
{
	for (size_t i = 0; i < sizeof(canonical) / sizeof(canonical[0]); i++) {
		struct config config, again;
		char *text = NULL, *twice = NULL;
		struct parser p, q;
		int err = parse(&config, &p, canonical[i].in);

		if (!canonical[i].out) {
			ok(err, "config_refused", canonical[i].in);
		} else if (!ok(!err, "config_accepted", p.error)) {
			printf("# in: %s\n", canonical[i].in);
		} else {
			text = print(&config);
			same_text(text, canonical[i].out,
				  "config_print_is_canonical");
			if (!ok(!parse(&again, &q, text),
				"config_reads_what_it_prints", q.error))
				return;
			twice = print(&again);
			same_text(twice, text, "config_round_trip_is_identical");
			config_free(&again);
		}
		config_free(&config);
		free(text);
		free(twice);
	}
}

/* ---- any state of the kernel survives its text ---- */

static uint32_t seed = 1;

static uint32_t random_below(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)(((uint64_t)(seed >> 8) * n) >> 24);
}

static struct btns_ip random_ip(uint8_t family)
{
	struct btns_ip ip = { { 0 } };

	for (int i = 0; i < (family == AF_INET ? 4 : 16); i++)
		ip.octets[i] = random_below(3) ? (uint8_t)random_below(256) : 0;
	return ip;
}

static void random_range(uint8_t family, struct btns_ip_range *range)
{
	int len = random_below(family == AF_INET ? 33 : 129);
	struct btns_ip other;

	range->lo = range->hi = random_ip(family);
	if (random_below(2)) {
		other = random_ip(family);
		if (memcmp(&other, &range->lo, sizeof(other)) < 0)
			range->lo = other;
		else
			range->hi = other;
		return;
	}
	for (int bit = len; bit < (family == AF_INET ? 32 : 128); bit++) {
		range->lo.octets[bit / 8] &= ~(0x80 >> bit % 8);
		range->hi.octets[bit / 8] |= 0x80 >> bit % 8;
	}
}

static void random_numbers(struct btns_u16_range **list, uint8_t *count,
			   uint16_t max)
{
	*count = random_below(4);
	*list = *count ? calloc(*count, sizeof(**list)) : NULL;
	for (uint8_t i = 0; i < *count; i++) {
		(*list)[i].lo = 1 + random_below(max);
		(*list)[i].hi = (*list)[i].lo +
				random_below(max + 1 - (*list)[i].lo);
	}
}

static void random_addrs(uint8_t family, struct btns_ip_range **list,
			 uint8_t *count)
{
	*count = family == AF_UNSPEC ? 0 : random_below(4);
	*list = *count ? calloc(*count, sizeof(**list)) : NULL;
	for (uint8_t i = 0; i < *count; i++)
		do
			random_range(family, &(*list)[i]);
		while (!btns_ts_range_prefix(family, &(*list)[i]));
}

static void random_ts(struct btns_ts *ts, uint8_t family)
{
	static const uint16_t protos[] = {
		0, 1, 6, 17, 58, 99, 132, 135, 255, BTNS_PROTO_OPAQUE,
	};

	btns_ts_init(ts, family);
	random_addrs(family, &ts->local, &ts->n_local);
	random_addrs(family, &ts->remote, &ts->n_remote);
	do
		ts->proto = protos[random_below(sizeof(protos) /
						sizeof(protos[0]))];
	while (btns_ts_check(ts));
	ts->opaque = !random_below(8);
	if (ts->opaque)
		return;
	if (ts->proto == 6 || ts->proto == 17 || ts->proto == 132) {
		random_numbers(&ts->lport, &ts->n_lport, UINT16_MAX);
		random_numbers(&ts->rport, &ts->n_rport, UINT16_MAX);
	}
	if (ts->proto == 1 || ts->proto == 58)
		random_numbers(&ts->icmp, &ts->n_icmp, UINT16_MAX);
	if (ts->proto == 135 && ts->family != AF_INET)
		random_numbers(&ts->mh, &ts->n_mh, UINT8_MAX);
}

static uint8_t random_family(void)
{
	return random_below(2) ? AF_INET : AF_INET6;
}

static void random_name(struct btns_id *id)
{
	id->type = random_below(2) ? BTNS_ID_TYPE_KEY_ID :
				     BTNS_ID_TYPE_PUBLIC_KEY;
	id->len = id->type == BTNS_ID_TYPE_KEY_ID ?
		(uint16_t)(1 + random_below(100)) : BTNS_KEY_HASH_LEN;
	for (int i = 0; i < id->len; i++)
		id->value[i] = (uint8_t)random_below(256);
}

/* All different: the last octet of the other end counts. */
static void random_tunnels(struct btns_policy_info *policy)
{
	uint32_t count = 1 + random_below(BTNS_POLICY_TUNNELS_MAX);

	for (uint32_t n = 0; n < count; n++) {
		struct btns_tunnel *tunnel = &policy->tunnel[n];

		tunnel->family = random_family();
		tunnel->local = random_ip(tunnel->family);
		tunnel->remote = random_ip(tunnel->family);
		tunnel->remote.octets[3] = (uint8_t)n;
	}
	policy->tunnel_count = count;
}

static struct btns_policy_info random_policy(uint32_t index)
{
	struct btns_policy_info policy = {
		.index = index, .dir = random_below(3),
		.action = random_below(3),
	};

	for (int more = 1; more; more = !random_below(3) && policy.ts_count < 16)
		random_ts(btns_policy_add_ts(&policy),
			  random_below(3) ? random_family() : AF_UNSPEC);
	if (policy.action != BTNS_ACTION_PROTECT)
		return policy;
	for (uint32_t n = random_below(4) ? 0 : random_below(17); n--;)
		random_name(btns_policy_add_name(&policy));
	policy.reqid = 1 + random_below(1000);
	policy.mode = random_below(2);
	if (policy.mode == BTNS_MODE_TUNNEL)
		random_tunnels(&policy);
	return policy;
}

static struct btns_sa_limits random_limits(void)
{
	struct btns_sa_limits limits = {
		.seconds = random_below(3), .bytes = random_below(2),
		.packets = random_below(2) * UINT64_MAX,
	};

	return limits;
}

static void random_outer(struct btns_sa_info *sa)
{
	sa->dscp_set = random_below(2) * (uint64_t)random_below(UINT32_MAX) << 31;
	if (sa->mode != BTNS_MODE_TUNNEL)
		return;
	if (sa->id.family == AF_INET)
		sa->df = random_below(3);
	sa->has_dscp_map = random_below(2);
	for (int i = 0; sa->has_dscp_map && i < BTNS_DSCPS; i++)
		sa->dscp_map[i] = i && random_below(2) ?
			sa->dscp_map[i - 1] : (uint8_t)random_below(BTNS_DSCPS);
}

static struct btns_sa_info random_sa(uint32_t spi)
{
	struct btns_sa_info sa = {
		.id = { .family = random_family(), .proto = 50, .spi = spi },
		.dir = random_below(2), .mode = random_below(2),
		.reqid = 1 + random_below(1000), .aead = random_below(2),
		.esn = random_below(2), .has_ts = true,
	};

	if (sa.dir == BTNS_SA_DIR_OUT)
		random_outer(&sa);
	sa.id.dst = random_ip(sa.id.family);
	sa.src = random_ip(sa.id.family);
	random_ts(&sa.ts, random_below(3) ? random_family() : AF_UNSPEC);
	sa.soft = random_limits();
	sa.hard = random_limits();
	if (sa.dir == BTNS_SA_DIR_IN) {
		sa.has_replay_window = true;
		sa.replay_window = random_below(65537);
	}
	return sa;
}

/* Only what any class may have: the judge of the rest is tested elsewhere. */
static struct btns_pad_info random_pad(uint32_t index)
{
	struct btns_pad_info pad;

	btns_pad_init(&pad);
	pad.index = index;
	pad.priority = random_below(3);
	pad.pad_class = random_below(2) ? BTNS_PAD_CLASS_NULL_ANY :
					  BTNS_PAD_CLASS_AUTH;
	for (uint32_t n = random_below(4); n--;) {
		uint8_t family = random_family();
		struct btns_ip_range range;

		random_range(family, &range);
		btns_addrs_add(&pad.child, family, &range);
		btns_addrs_add(&pad.ike_addr, family, &range);
	}
	pad.max_sas = random_below(3);
	pad.expires = random_below(3);
	if (random_below(2))
		snprintf(pad.label, sizeof(pad.label), "label %u", index);
	if (pad.pad_class != BTNS_PAD_CLASS_AUTH)
		return pad;
	pad.id.type = BTNS_ID_TYPE_KEY_ID;
	pad.id.len = (uint16_t)(1 + random_below(40));
	for (int i = 0; i < pad.id.len; i++)
		pad.id.value[i] = (uint8_t)random_below(256);
	if (!pad.child.v4_count && !pad.child.v6_count)
		pad.spd_search = BTNS_SPD_SEARCH_ID;
	pad.auth_methods = random_below(2) ? 2 : 0;
	pad.flags = random_below(2) * BTNS_PAD_FLAG_REVOKED;
	return pad;
}

#define STATES 5000

static void any_state_survives_its_text(void)
{
	static struct btns_policy_info policies[STATES];
	static struct btns_sa_info sas[STATES];
	static struct btns_pad_info pads[STATES];
	struct config config;
	bool good = true;
	char *text = NULL;
	struct parser p;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	for (uint32_t i = 0; i < STATES; i++) {
		policies[i] = random_policy(i + 1);
		sas[i] = random_sa(i + 256);
		pads[i] = random_pad(i + 1);
	}
	config_print_pads(out, pads, STATES);
	config_print_policies(out, policies, STATES, true);
	config_print_sas(out, sas, STATES);
	fclose(out);
	if (ok(!parse(&config, &p, text), "any_state_is_read", p.error)) {
		for (uint32_t i = 0; i < STATES && good; i++)
			good = policy_same(&policies[i], &config.policies[i]) &&
			       btns_sa_same(&sas[i], &config.sas[i].line.info) &&
			       btns_pad_same(&pads[i], &config.pads[i]);
		ok(good && config.sa_count == STATES &&
		   config.pad_count == STATES &&
		   config.policy_count == STATES, "any_state_survives_its_text",
		   "");
	} else {
		parse_report(&p, "", stdout);
	}
	config_free(&config);
	free(text);
	for (uint32_t i = 0; i < STATES; i++) {
		btns_policy_free(&policies[i]);
		btns_sa_free(&sas[i]);
		btns_pad_free(&pads[i]);
	}
}

/* ---- errors and where they are ---- */

static const struct {
	const char *in;
	unsigned int line;
	unsigned int col;
	const char *error;	/* begins so */
} refused[] = {
	{ "polcy add action bypass", 1, 1, "\"polcy\" begins no statement" },
	{ "daemon", 1, 7, "value missing behind \"daemon\"" },
	{ "daemon get", 1, 8, "\"daemon get\" is no statement" },
	{ "daemon set", 1, 11, "what is to be set is missing" },
	{ "daemon set leap-of-faith maybe", 1, 26, "\"maybe\" is no leap-of-faith" },
	{ "daemon set leap-of-faith no\ndaemon set leap-of-faith ask", 2, 12,
	  "leap-of-faith is set already" },
	{ "daemon set local-key \"a b\"", 1, 22, "local-key has letters" },
	{ "daemon set local-key \"\"", 1, 22, "local-key is empty" },
	{ "daemon set esp-proposals a}", 1, 26, "esp-proposals has letters" },
	{ "conf show", 1, 6, "\"conf show\" is not for files" },
	{ "conf set", 1, 9, "setting missing behind" },
	{ "conf set pmtu-age", 1, 18, "value missing behind \"pmtu-age\"" },
	{ "conf set pmtu 1", 1, 10, "unexpected \"pmtu\"" },
	{ "conf set pmtu-age 0", 1, 19, "\"0\": pmtu-age is out of range" },
	{ "conf set pmtu-age x", 1, 19, "\"x\": pmtu-age is out of range" },
	{ "conf set icmp-errors-out yes", 1, 26, "\"yes\": icmp-errors-out is" },
	{ "conf set icmp-protected too-big,too-big", 1, 25,
	  "\"too-big,too-big\": icmp-protected takes" },
	{ "conf set icmp-protected too-big,", 1, 25,
	  "\"too-big,\": icmp-protected takes" },
	{ "conf set icmp-protected redirect", 1, 25,
	  "\"redirect\": icmp-protected takes" },
	{ "conf set skip-headers fragment", 1, 23,
	  "\"fragment\": skip-headers takes" },
	{ "conf set skip-headers none,routing", 1, 23,
	  "\"none,routing\": skip-headers takes" },
	{ "conf set icmp-unprotected parameter", 1, 27,
	  "\"parameter\": icmp-unprotected takes" },
	{ "conf set pmtu-age 60\nconf set pmtu-floor 576 pmtu-age 61", 2, 1,
	  "pmtu-age is set already" },
	{ "pad list", 1, 5, "\"pad list\" is not for files" },
	{ "pad add", 1, 8, "\"class\" missing" },
	{ "pad add class any", 1, 15, "\"any\" is no class" },
	{ "pad add class auth", 1, 19, "class auth needs an identity" },
	{ "pad add class auth id fqdn a", 1, 29, "class auth needs child" },
	{ "pad add class auth id any a", 1, 23, "\"any\" is no type of" },
	{ "pad add class auth id fqdn A.b", 1, 28, "\"A.b\": name has capital" },
	{ "pad add class auth id ipv4 ::1", 1, 28, "\"::1\": address is not of" },
	{ "pad add class auth id dn 3000", 1, 26, "\"3000\": not the DER" },
	{ "pad add class auth id key-id abc", 1, 30, "\"abc\": not hexadecimal" },
	{ "pad add class auth id fqdn a subtree", 1, 30, "\"subtree\" stands behind" },
	{ "pad add class btns-any child 10.0.0.1/8", 1, 30,
	  "child \"10.0.0.1/8\": address has bits" },
	{ "pad add class btns-any child 10.0.0.1,", 1, 30,
	  "child \"10.0.0.1,\": not an address" },
	{ "pad add class btns-any claim 10.0.0.1", 1, 38, "a class for anybody claims" },
	{ "pad add class btns-any auth 2", 1, 30, "the class does not allow" },
	{ "pad add class btns-any auth 32", 1, 29, "\"32\" is no list of IKEv2" },
	{ "pad add class btns-any auth 1,,2", 1, 29, "\"1,,2\" is no list of" },
	{ "pad add class auth key-hash 00", 1, 29, "\"00\" is not 64" },
	{ "pad add class btns-any label \"\"", 1, 30, "label has 1 to 63" },
	{ "pad add class btns-any index 1\npad add class null-any index 1", 2, 1,
	  "index of this entry is in line 1 already" },
	{ "policy\n", 1, 7, "value missing behind \"policy\"" },
	{ "policy del index 1", 1, 8, "\"policy del\" is not for files" },
	{ "sa flush", 1, 4, "\"sa flush\" is not for files" },
	{ "\n\n policy flush now", 3, 15, "unexpected \"now\"" },
	{ "policy add act bypass", 1, 12, "unexpected \"act\"" },
	{ "policy add action byp", 1, 19, "\"byp\" is no action" },
	{ "policy add", 1, 11, "\"action\" missing" },
	{ "policy add action protect", 1, 26, "\"action protect\" needs" },
	{ "policy add action bypass reqid 1", 1, 33, "reqid, mode, tunnel, pfp and name" },
	{ "policy add action protect reqid 0", 1, 33, "0 is not in 1 to" },
	{ "policy add action protect reqid 1 mode tunnel", 1, 46,
	  "\"mode tunnel\" needs" },
	{ "policy add action protect reqid 1 tunnel local ::1 remote ::2", 1,
	  62, "\"tunnel\" needs" },
	{ "policy add action protect reqid 1 mode tunnel tunnel local ::1 remote 1.2.3.4",
	  1, 71, "ends of the tunnel" },
	{ "policy add mode tunnel tunnel local ::1 remote ::2 tunnel local ::1 remote ::2",
	  1, 76, "a tunnel with the same ends stands before" },
	{ "policy add tunnel local ::1 remote ::2 tunnel local ::1 remote ::3 tunnel local ::1 remote ::4 tunnel local ::1 remote ::5 tunnel local ::1 remote ::6",
	  1, 124, "more than 4 tunnels in one entry" },
	{ "policy add action protect reqid 1 mode tunnel tunnel remote ::1", 1,
	  54, "\"remote\" where \"local\" is expected" },
	{ "policy add index 1 action bypass\npolicy add index 1 action discard",
	  2, 1, "index of this entry is in line 1 already" },
	{ "policy add action bypass before 1", 1, 1, "\"before\" is not for files" },
	{ "policy add action bypass\n  policy add action \\\n\tpass", 3, 2,
	  "\"pass\" is no action" },
	{ "policy add action bypass action bypass", 1, 26, "\"action\" given twice" },
	{ "policy add proto tcp proto udp action bypass", 1, 22,
	  "\"proto\" given twice" },
	{ "policy add lport 22 action bypass", 1, 34, "ports need a protocol" },
	{ "policy add icmp 3/256 proto icmp action bypass", 1, 17,
	  "icmp \"3/256\": not TYPE" },
	{ "policy add opaque proto tcp lport 1 action bypass", 1, 50,
	  "opaque means" },
	{ "policy add or proto tcp action bypass", 1, 12, "unexpected \"or\"" },
	{ "policy add action bypass or", 1, 26, "unexpected \"or\"" },
	{ "policy add proto tcp or", 1, 22, "\"or\" stands between" },
	{ "policy add proto tcp or or proto udp", 1, 22,
	  "\"or\" stands between" },
	{ "policy add proto tcp or action bypass", 1, 32,
	  "\"or\" stands between" },
	{ "policy add proto tcp or proto tcp proto udp", 1, 35,
	  "\"proto\" given twice" },
	{ "policy add proto tcp action bypass or proto udp action bypass", 1, 49,
	  "\"action\" given twice" },
	{ "policy add proto tcp lport 22,80, action bypass", 1, 28,
	  "lport \"22,80,\": not a number" },
	{ "policy add local 10.0.0.1/8 action bypass", 1, 18,
	  "local \"10.0.0.1/8\": address has bits set" },
	{ "policy add \"action bypass", 1, 26, "quote is not closed" },
	{ "policy add\\ action bypass", 1, 11, "backslash is for" },
	{ "policy add\001", 1, 11, "control character" },
	{ "sa add key 0123456789abcdef", 1, 12, "key is read from" },
	{ "sa add key file", 1, 16, "value missing behind \"file\"" },
	{ "sa add key fd -1", 1, 15, "\"-1\" is not a number" },
	{ "sa add spi 255", 1, 12, "255 is not in 256 to 4294967295" },
	{ "sa add spi 0x100000000", 1, 12, "0x100000000 is not in" },
	{ "sa add dir both", 1, 12, "\"both\" is no dir" },
	{ "sa add src 10.0.0.1 dst ::1", 1, 25, "src and dst are not both" },
	{ "sa add proto ah", 1, 14, "proto of an SA is esp" },
	{ "sa add sel", 1, 8, "\"sel\" needs a selector" },
	{ "sa add sel esn", 1, 8, "\"sel\" needs a selector" },
	{ "sa add soft", 1, 8, "\"soft\" needs time" },
	{ "sa add soft time", 1, 17, "value missing behind \"time\"" },
	{ "sa add soft time -1", 1, 18, "\"-1\" is not a number" },
	{ "sa add soft time 1 time 2", 1, 20, "\"time\" given twice" },
	{ "sa add assurance btns", 1, 8, "unexpected \"assurance\"" },
	{ "sa add pad-entry 1", 1, 8, "unexpected \"pad-entry\"" },
	{ "sa add dir out src ::1 dst ::2 spi 256 mode tunnel reqid 1 aead aes-gcm-16 replay-window 64",
	  1, 92, "\"replay-window\" is for" },
	{ SA " df set", 1, 111, "\"df\" is for \"dir out\" only" },
	{ OUT6 " transport" CIPHER " df set", 1, 102,
	  "\"df\" is for \"mode tunnel\" only" },
	{ OUT6 " tunnel" CIPHER " df set", 1, 99,
	  "\"df\" is for IPv4 addresses only" },
	{ OUT6 " transport" CIPHER " dscp 0", 1, 102,
	  "\"dscp\" is for \"mode tunnel\" only" },
	{ SA " dscp-set 0", 1, 115, "\"dscp-set\" is for \"dir out\" only" },
	{ SA " seq-overflow on", 1, 120, "\"seq-overflow\" is for" },
	{ "sa add df sometimes", 1, 11, "\"sometimes\" is no df" },
	{ "sa add seq-overflow 1", 1, 21, "\"1\" is no seq-overflow" },
	{ "sa add dscp 64", 1, 13, "\"64\" is not copy, a DSCP" },
	{ "sa add dscp -1", 1, 13, "\"-1\" is not copy, a DSCP" },
	{ "sa add dscp 0=64", 1, 13, "\"0=64\" is not copy, a DSCP" },
	{ "sa add dscp 64=0", 1, 13, "\"64=0\" is not copy, a DSCP" },
	{ "sa add dscp 7-6=0", 1, 13, "\"7-6=0\" is not copy, a DSCP" },
	{ "sa add dscp 0=0,", 1, 13, "\"0=0,\" is not copy, a DSCP" },
	{ "sa add dscp 0=0=0", 1, 13, "\"0=0=0\" is not copy, a DSCP" },
	{ "sa add dscp 0=0-1", 1, 13, "\"0=0-1\" is not copy, a DSCP" },
	{ "sa add dscp 0,1", 1, 13, "\"0,1\" is not copy, a DSCP" },
	{ "sa add dscp =", 1, 13, "\"=\" is not copy, a DSCP" },
	{ "sa add dscp-set 64", 1, 17, "\"64\" is no list of DSCP values" },
	{ "sa add dscp-set 0-64", 1, 17, "\"0-64\" is no list of DSCP values" },
	{ "sa add dscp-set 8-0", 1, 17, "\"8-0\" is no list of DSCP values" },
	{ "sa add dscp-set 0,", 1, 17, "\"0,\" is no list of DSCP values" },
	{ "sa add dscp-set \"\"", 1, 17, "\"\" is no list of DSCP values" },
	{ "sa add dscp-set 0=1", 1, 17, "\"0=1\" is no list of DSCP values" },
	{ "sa add dscp-set 000000000000", 1, 17, "\"000000000000\" is no list of DSCP values" },
	{ SA "\n" SA, 2, 1, "SA with this dst and spi is in line 1 already" },
};

static void errors_say_where(void)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct config config;
		struct parser p;
		int err = parse(&config, &p, refused[i].in);
		bool good = err && p.bad.line == refused[i].line &&
			    p.bad.col == refused[i].col &&
			    !strncmp(p.error, refused[i].error,
				     strlen(refused[i].error));

		ok(good, "error_says_what_and_where", refused[i].error);
		if (!good && err)
			printf("# %u:%u: %s\n", p.bad.line, p.bad.col, p.error);
		config_free(&config);
	}
}

static const char *const needed[] = {
	"dir in", "src ::1", "dst ::2", "spi 256", "mode tunnel", "reqid 1",
	"aead aes-gcm-16",
};

#define NEEDED (sizeof(needed) / sizeof(needed[0]))

static void sa_needs_every_keyword(void)
{
	for (size_t left_out = 0; left_out < NEEDED; left_out++) {
		char text[256] = "sa add", wanted[64];
		struct config config;
		struct parser p;

		for (size_t i = 0; i < NEEDED; i++)
			if (i != left_out) {
				strcat(text, " ");
				strcat(text, needed[i]);
			}
		snprintf(wanted, sizeof(wanted), "\"%.*s\" missing",
			 (int)strcspn(needed[left_out], " "), needed[left_out]);
		ok(parse(&config, &p, text), "sa_needs_keyword",
		   needed[left_out]);
		same_text(p.error, wanted, "sa_names_what_is_missing");
		config_free(&config);
	}
}

static void report_points_at_the_word(void)
{
	struct config config;
	char *text = NULL;
	struct parser p;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	parse(&config, &p, "# one\npolicy add\taction pass # two\n");
	parse_report(&p, "config apply", out);
	fclose(out);
	same_text(text,
		  "test.conf:2:19: error: \"pass\" is no action\n"
		  "policy add\taction pass # two\n"
		  "          \t       ^^^^\n"
		  "nothing was changed\n", "report_points_at_the_word");
	config_free(&config);
	free(text);
}

static int parse_more(struct config *config, struct parser *p,
		      const char *name, const char *text)
{
	return config_parse_more(config, p, name, strdup(text), strlen(text));
}

static void files_are_one_configuration(void)
{
	struct config config = { .sources = NULL };
	struct parser p;

	ok(!parse_more(&config, &p, "a.conf", "\npolicy add index 5 action bypass\n") &&
	   !parse_more(&config, &p, "b.conf", "daemon set leap-of-faith accept-new local-key self.pem\n"
		       "policy add action discard") &&
	   !config_parse_end(&config, &p) && config.policy_count == 2 &&
	   config.policies[0].index == 5,
	   "files_are_read_in_order", p.error);
	ok(config.daemon.policy == PIN_POLICY_ACCEPT_NEW &&
	   !strcmp(config.daemon.key, "self.pem") && !config.daemon.esp,
	   "daemon_settings_are_kept", "");
	ok(parse_more(&config, &p, "c.conf", "policy add action x") &&
	   !strcmp(p.bad.source->name, "c.conf") && p.bad.line == 1,
	   "error_names_its_file", p.error);
	ok(!parse_more(&config, &p, "d.conf", "policy add index 5 action bypass") &&
	   config_parse_end(&config, &p) &&
	   !strcmp(p.bad.source->name, "d.conf") &&
	   !strcmp(p.error, "index of this entry is in line 2 of a.conf already"),
	   "twins_are_found_in_other_files", p.error);
	config_free(&config);
}

static void indexes_are_kept(void)
{
	struct config config, there;
	struct config_kernel kernel = { .sas = NULL };
	struct parser p;

	parse(&there, &p,
	      "pad add index 7 class btns-key id public-key " HASH " child 10.0.0.1 pinned\n"
	      "pad add index 9 class btns-any");
	parse(&config, &p,
	      "pad add class btns-any\n"
	      "pad add class btns-key id public-key " HASH " child 10.0.0.2 pinned\n"
	      "pad add class btns-key id public-key " HASH " child 10.0.0.1 pinned\n"
	      "pad add class btns-key id public-key " HASH " child 10.0.0.1 pinned");
	kernel.pads = there.pads;
	kernel.pad_count = there.pad_count;
	config_keep_pad_indexes(&config, &kernel);
	ok(config.pads[0].index == 9 && config.pads[1].index == 0 &&
	   config.pads[2].index == 7 && config.pads[3].index == 0,
	   "what_is_there_keeps_its_index", p.error);
	config_free(&config);
	config_free(&there);
}

int main(void)
{
	text_is_canonical();
	any_state_survives_its_text();
	errors_say_where();
	sa_needs_every_keyword();
	report_points_at_the_word();
	files_are_one_configuration();
	indexes_are_kept();
	return tap_finish();
}
