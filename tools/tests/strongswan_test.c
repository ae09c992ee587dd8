// SPDX-License-Identifier: GPL-2.0-or-later
/* What of the plugin of strongSwan knows nothing of strongSwan. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "../strongswan/algorithm.h"
#include "../strongswan/half.h"
#include "../strongswan/span.h"
#include "../strongswan/tables.h"
#include "tap.h"

#define point(is_true, ...) ok(is_true, words(__VA_ARGS__), "")

__attribute__((format(printf, 1, 2)))
static const char *words(const char *format, ...)
{
	static char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return text;
}

/* ---- traffic selectors ---- */

/* "ADDR[-ADDR] PROTO LO HI", several with commas; IKE's view of one list */
static size_t spans_of(const char *text, struct span *to)
{
	char copy[1024], *rest = copy, *one;
	size_t n = 0;

	snprintf(copy, sizeof(copy), "%s", text);
	while (n < SPANS_MAX + 1 && (one = strsep(&rest, ","))) {
		struct btns_ip_range range;
		unsigned int proto, lo, hi;
		char addrs[128];

		if (sscanf(one, "%127s %u %u %u", addrs, &proto, &lo, &hi) != 4 ||
		    btns_ts_range_parse(addrs, &to[n].family, &range, NULL)) {
			printf("# not a span: %s\n", one);
			return 0;
		}
		to[n].lo = range.lo;
		to[n].hi = range.hi;
		to[n].proto = (uint8_t)proto;
		to[n].port_lo = (uint16_t)lo;
		to[n].port_hi = (uint16_t)hi;
		n++;
	}
	return n;
}

static const struct {
	const char *desc;
	const char *local;
	const char *remote;
	const char *want;	/* the selector's text; NULL: refused */
} selector_cases[] = {
	{ "two hosts", "10.0.0.1 0 0 65535", "10.0.0.2 0 0 65535",
	  "local 10.0.0.1 remote 10.0.0.2" },
	{ "two IPv6 hosts", "fd00::1 0 0 65535", "fd00::2 0 0 65535",
	  "local fd00::1 remote fd00::2" },
	{ "ports at both ends", "10.0.0.1 6 1024 65535", "10.0.0.2 6 22 22",
	  "local 10.0.0.1 remote 10.0.0.2 proto tcp lport 1024-65535 rport 22" },
	{ "a protocol at one end only", "10.0.0.1 0 0 65535",
	  "10.0.0.2 17 53 53",
	  "local 10.0.0.1 remote 10.0.0.2 proto udp rport 53" },
	{ "two protocols", "10.0.0.1 6 0 65535", "10.0.0.2 17 0 65535", NULL },
	{ "two protocols at one end",
	  "10.0.0.1 6 0 65535,10.0.0.1 17 0 65535", "10.0.0.2 0 0 65535",
	  NULL },
	{ "any protocol next to one",
	  "10.0.0.1 6 1 1,10.0.0.9 0 0 65535", "10.0.0.2 0 0 65535", NULL },
	{ "two families", "10.0.0.1 0 0 65535", "fd00::2 0 0 65535", NULL },
	{ "two families at one end",
	  "10.0.0.1 0 0 65535,fd00::1 0 0 65535", "10.0.0.2 0 0 65535", NULL },
	{ "several networks", "10.1.0.0/16 0 0 65535,10.3.0.0/16 0 0 65535",
	  "10.2.0.0/16 0 0 65535",
	  "local 10.1.0.0/16,10.3.0.0/16 remote 10.2.0.0/16" },
	{ "several ports of one host", "10.0.0.1 6 22 22,10.0.0.1 6 80 81",
	  "10.0.0.2 6 0 65535",
	  "local 10.0.0.1 remote 10.0.0.2 proto tcp lport 22,80-81" },
	{ "other ports for other hosts: no product, not to be widened to one",
	  "10.0.0.1 6 22 22,10.0.0.9 6 80 80", "10.0.0.2 6 0 65535", NULL },
	{ "the packet before what it is part of",
	  "10.0.0.1 6 40000 40000,10.0.0.1 6 0 65535",
	  "10.0.0.2 6 22 22,10.0.0.2 6 22 22",
	  "local 10.0.0.1 remote 10.0.0.2 proto tcp rport 22" },
	{ "the packet in any protocol",
	  "10.0.0.1 6 40000 40000,10.0.0.1 0 0 65535",
	  "10.0.0.2 6 22 22,10.0.0.2 0 0 65535",
	  "local 10.0.0.1 remote 10.0.0.2" },
	{ "a packet, and less than it at the other end",
	  "10.0.0.1 6 1 1", "10.0.0.2 6 22 22,10.0.0.0/24 6 22 22",
	  "local 10.0.0.1 remote 10.0.0.0/24 proto tcp lport 1 rport 22" },
	{ "ICMP types at the local end", "10.0.0.1 1 2048 2303",
	  "10.0.0.2 1 0 65535",
	  "local 10.0.0.1 remote 10.0.0.2 proto icmp icmp 8" },
	{ "at the remote end", "10.0.0.1 1 0 65535", "10.0.0.2 1 768 772",
	  "local 10.0.0.1 remote 10.0.0.2 proto icmp icmp 3/0-3/4" },
	{ "at both", "fd00::1 58 32768 32768", "fd00::2 58 32768 32768",
	  "local fd00::1 remote fd00::2 proto icmpv6 icmp 128/0" },
	{ "different ones", "10.0.0.1 1 2048 2048", "10.0.0.2 1 0 0", NULL },
	{ "any ICMP", "10.0.0.1 1 0 65535", "10.0.0.2 1 0 65535",
	  "local 10.0.0.1 remote 10.0.0.2 proto icmp" },
	{ "a mobility header", "fd00::1 135 1280 1280", "fd00::2 135 0 65535",
	  "local fd00::1 remote fd00::2 proto mh mh 5" },
	{ "something behind its type", "fd00::1 135 1281 1281",
	  "fd00::2 135 0 65535", NULL },
	{ "ports of a protocol that has none", "10.0.0.1 47 1 1",
	  "10.0.0.2 47 0 65535", NULL },
	{ "ports of any protocol", "10.0.0.1 0 1 1", "10.0.0.2 0 0 65535",
	  NULL },
	{ "no ports to be seen", "10.0.0.1 6 65535 0", "10.0.0.2 6 65535 0",
	  "local 10.0.0.1 remote 10.0.0.2 proto tcp opaque" },
	{ "at one end", "10.0.0.1 6 65535 0", "10.0.0.2 6 0 65535", NULL },
	{ "beside others", "10.0.0.1 6 65535 0,10.0.0.1 6 22 22",
	  "10.0.0.2 6 65535 0", NULL },
	{ "a range of ports that ends before it starts", "10.0.0.1 6 9 8",
	  "10.0.0.2 6 0 65535", NULL },
	{ "nothing", "", "10.0.0.2 6 0 65535", NULL },
};

static void test_selectors(void)
{
	static struct span local[SPANS_MAX + 1], remote[SPANS_MAX + 1];

	for (size_t i = 0; i < sizeof(selector_cases) /
	     sizeof(selector_cases[0]); i++) {
		size_t n_local = 0, n_remote;
		char text[BTNS_TS_TEXT_MAX] = "";
		const char *wrong;
		struct btns_ts ts;

		if (*selector_cases[i].local)
			n_local = spans_of(selector_cases[i].local, local);
		n_remote = spans_of(selector_cases[i].remote, remote);
		wrong = span_selector(local, n_local, remote, n_remote, &ts);
		if (!wrong) {
			btns_ts_print(&ts, text, sizeof(text));
			btns_ts_free(&ts);
		}
		point(selector_cases[i].want ?
		   !wrong && !strcmp(text, selector_cases[i].want) : !!wrong,
		   "selector: %s", selector_cases[i].desc);
		if (selector_cases[i].want && strcmp(text,
						     selector_cases[i].want))
			printf("# %s %s\n", wrong ? wrong : "", text);
	}
	for (size_t i = 0; i <= SPANS_MAX; i++)
		local[i] = remote[0];
	point(span_selector(local, SPANS_MAX + 1, remote, 1,
			 &(struct btns_ts){ 0 }) != NULL,
	   "selector: too many of them");
}

static void test_packets(void)
{
	struct span local, remote, wide = { 0 };
	const char *why = "";
	struct btns_ts flow;

	point(!btns_ts_parse(&flow, "local 10.0.0.1 remote 10.0.0.2 proto tcp lport 40000 rport 22",
			  &why), "packet: %s", why);
	point(span_flow(&flow, &local, &remote) && local.port_lo == 40000 &&
	   local.port_hi == 40000 && remote.port_lo == 22 &&
	   remote.proto == 6 && remote.family == AF_INET,
	   "packet: addresses, ports and protocol");
	btns_ts_free(&flow);

	spans_of("10.0.0.0/8 0 0 65535", &wide);
	point(span_pin(&wide, &remote, 0, false) && !wide.proto &&
	   memcmp(&wide.lo, &remote.lo, sizeof(wide.lo)),
	   "populate from packet: nothing asked for, nothing taken");
	point(span_pin(&wide, &remote, BTNS_PFP_LOCAL, false) &&
	   memcmp(&wide.lo, &remote.lo, sizeof(wide.lo)),
	   "populate from packet: the other end's address is not ours");
	point(span_pin(&wide, &remote, BTNS_PFP_RPORT, false) &&
	   wide.port_lo == 22 && wide.port_hi == 22 && wide.proto == 6,
	   "populate from packet: a port comes with its protocol");
	point(span_pin(&wide, &remote, BTNS_PFP_REMOTE, false) &&
	   !memcmp(&wide.lo, &remote.lo, sizeof(wide.lo)) &&
	   !memcmp(&wide.hi, &remote.hi, sizeof(wide.hi)),
	   "populate from packet: an address");
	point(!span_pin(&wide, &local, BTNS_PFP_REMOTE, false),
	   "populate from packet: not from one that is elsewhere");
	spans_of("10.0.0.2 6 0 65535", &remote);
	spans_of("10.0.0.0/8 6 22 22", &wide);
	point(!span_pin(&wide, &remote, BTNS_PFP_RPORT, false),
	   "populate from packet: not from what is wider than it may be");
	spans_of("10.0.0.0/8 6 0 65535", &wide);
	point(span_pin(&wide, &remote, BTNS_PFP_REMOTE, false) &&
	   !memcmp(&wide.hi, &remote.hi, sizeof(wide.hi)) &&
	   wide.port_hi == 65535,
	   "populate from packet: from an SA that is replaced");
	point(!span_pin(&wide, &remote, BTNS_PFP_RPORT, false),
	   "populate from packet: not from many");
	spans_of("10.0.0.2 0 0 65535", &remote);
	spans_of("10.0.0.0/8 0 0 65535", &wide);
	point(!span_pin(&wide, &remote, BTNS_PFP_PROTO, false),
	   "populate from packet: nor from what has any protocol");

	point(!btns_ts_parse(&flow, "local fd00::1 remote fd00::2 proto icmpv6 icmp 128/0",
			  &why), "packet: %s", why);
	point(span_flow(&flow, &local, &remote) && local.port_lo == 32768 &&
	   remote.port_hi == 32768, "packet: type and code at both ends");
	btns_ts_free(&flow);
	point(!btns_ts_parse(&flow, "local fd00::1 remote fd00::2 proto opaque",
			  &why), "packet: %s", why);
	point(!span_flow(&flow, &local, &remote),
	   "packet: one that hides its protocol asks for nothing");
	btns_ts_free(&flow);
}

/* ---- algorithms ---- */

static const struct {
	const char *desc;
	struct algorithm_ask ask;
	bool is_known;
	uint32_t aead;
} algorithm_cases[] = {
	{ "AES-GCM of 128 bits", { 20, 1024, 20, 0 }, true,
	  BTNS_AEAD_AES_GCM_16 },
	{ "of 192", { 20, 1024, 28, 0 }, true, BTNS_AEAD_AES_GCM_16 },
	{ "of 256", { 20, 0, 36, 0 }, true, BTNS_AEAD_AES_GCM_16 },
	{ "without its salt", { 20, 1024, 16, 0 }, false, 0 },
	{ "with an ICV of 8 octets", { 18, 1024, 20, 0 }, false, 0 },
	{ "ChaCha20-Poly1305", { 28, 1024, 36, 0 }, true,
	  BTNS_AEAD_CHACHA20_POLY1305 },
	{ "with half a key", { 28, 1024, 20, 0 }, false, 0 },
	{ "AES-CBC with HMAC", { 12, 12, 16, 32 }, false, 0 },
	{ "AES-CBC without anything", { 12, 1024, 16, 0 }, false, 0 },
	{ "NULL without anything", { 11, 1024, 0, 0 }, false, 0 },
	{ "AES-GCM with an HMAC beside it", { 20, 12, 20, 32 }, false, 0 },
	{ "AES-GCM with a key of nobody", { 20, 1024, 20, 32 }, false, 0 },
};

static void test_algorithms(void)
{
	for (size_t i = 0; i < sizeof(algorithm_cases) /
	     sizeof(algorithm_cases[0]); i++) {
		uint32_t aead = UINT32_MAX;
		const char *wrong = algorithm_find(&algorithm_cases[i].ask,
						   &aead);

		point(algorithm_cases[i].is_known ?
		   !wrong && aead == algorithm_cases[i].aead :
		   wrong && aead == UINT32_MAX,
		   "algorithm: %s", algorithm_cases[i].desc);
	}
}

/* ---- halves ---- */

static struct half half_of(uint32_t dir, uint32_t ike, uint32_t child)
{
	struct half half = {
		.ike = ike,
		.child = child,
		.key = "0123456789abcdefghi",
		.key_len = 20,
	};
	struct span here, there;
	bool is_in = dir == BTNS_SA_DIR_IN;

	spans_of("10.0.0.1 0 0 65535", &here);
	spans_of("10.0.0.2 0 0 65535", &there);
	half.sa.dir = dir;
	half.sa.id.spi = 0x1000 + 2 * child + is_in;
	half.sa.id.family = AF_INET;
	half.sa.id.proto = 50;
	half.sa.id.dst = is_in ? here.lo : there.lo;
	half.sa.src = is_in ? there.lo : here.lo;
	half.sa.has_ts = !span_selector(&here, 1, &there, 1, &half.sa.ts);
	return half;
}

/* what is put in a second half, and what then becomes of both */
static enum half_fate put_changed(void (*change)(struct half *half))
{
	struct halves *halves = halves_new();
	struct half first = half_of(BTNS_SA_DIR_IN, 1, 1);
	struct half second = half_of(BTNS_SA_DIR_OUT, 1, 1);
	enum half_fate fate;
	struct half in, out;
	const char *why;

	halves_put(halves, &first, 0, &in, &out, &why);
	change(&second);
	fate = halves_put(halves, &second, 0, &in, &out, &why);
	if (fate == HALF_PAIRED) {
		half_clear(&in);
		half_clear(&out);
	}
	if (fate == HALF_REFUSED && halves_count(halves))
		fate = HALF_KEPT;	/* the first one should have gone */
	halves_free(halves);
	return fate;
}

static void change_nothing(struct half *half) { (void)half; }
static void change_dir(struct half *half) { half->sa.dir = BTNS_SA_DIR_IN; }
static void change_src(struct half *half) { half->sa.src.octets[3]++; }
static void change_dst(struct half *half) { half->sa.id.dst.octets[3]++; }
static void change_mode(struct half *half) { half->sa.mode++; }
static void change_aead(struct half *half) { half->sa.aead++; }
static void change_esn(struct half *half) { half->sa.esn = true; }
static void change_key(struct half *half) { half->key_len += 16; }
static void change_ts(struct half *half) { half->sa.ts.proto = 6; }
static void change_child(struct half *half) { half->child++; }
static void change_ike(struct half *half) { half->ike++; }

static void test_pairing(void)
{
	static const struct {
		const char *desc;
		void (*change)(struct half *half);
		enum half_fate want;
	} cases[] = {
		{ "the other half", change_nothing, HALF_PAIRED },
		{ "one in the same direction", change_dir, HALF_REFUSED },
		{ "one from elsewhere", change_src, HALF_REFUSED },
		{ "one to elsewhere", change_dst, HALF_REFUSED },
		{ "one in another mode", change_mode, HALF_REFUSED },
		{ "one with another cipher", change_aead, HALF_REFUSED },
		{ "one with other numbers", change_esn, HALF_REFUSED },
		{ "one with a longer key", change_key, HALF_REFUSED },
		{ "one for other traffic", change_ts, HALF_REFUSED },
		{ "one of another CHILD_SA", change_child, HALF_KEPT },
		{ "one of another IKE_SA", change_ike, HALF_KEPT },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		point(put_changed(cases[i].change) == cases[i].want,
		   "half: then %s", cases[i].desc);
}

static void test_halves(void)
{
	struct halves *halves = halves_new();
	struct half in, out, half = half_of(BTNS_SA_DIR_OUT, 1, 1);
	const char *why = NULL;
	struct btns_sa_id id;

	point(halves_put(halves, &half, 100, &in, &out, &why) == HALF_KEPT &&
	   halves_count(halves) == 1 && !half.key_len && !half.sa.ts.local,
	   "half: the outbound one may come first; it is moved");
	half = half_of(BTNS_SA_DIR_IN, 1, 1);
	point(halves_put(halves, &half, 100, &in, &out, &why) == HALF_PAIRED &&
	   in.sa.dir == BTNS_SA_DIR_IN && out.sa.dir == BTNS_SA_DIR_OUT &&
	   in.key_len == 20 && out.key_len == 20 && !halves_count(halves),
	   "half: both are handed out, each in its place");
	half_clear(&in);
	half_clear(&out);
	point(!in.key_len && !memcmp(in.key, (uint8_t[HALF_KEY_MAX]){ 0 },
				  HALF_KEY_MAX), "half: its key is wiped");

	half = half_of(BTNS_SA_DIR_IN, 1, 2);
	halves_put(halves, &half, 100, &in, &out, &why);
	point(!halves_expire(halves, 100 + HALF_SECONDS - 1) &&
	   halves_count(halves) == 1, "half: it waits its time");
	point(halves_expire(halves, 100 + HALF_SECONDS) == 1 &&
	   !halves_count(halves), "half: and not longer");
	half = half_of(BTNS_SA_DIR_OUT, 1, 2);
	point(halves_put(halves, &half, 130, &in, &out, &why) == HALF_KEPT,
	   "half: one that comes too late finds none");
	half = half_of(BTNS_SA_DIR_IN, 1, 2);
	point(halves_put(halves, &half, 130 + HALF_SECONDS, &in, &out, &why) ==
	   HALF_KEPT && halves_count(halves) == 1,
	   "half: nor is one found whose time is over");

	half = half_of(BTNS_SA_DIR_OUT, 1, 9);
	id = half.sa.id;
	half_clear(&half);
	point(!halves_drop(halves, &id), "half: another SA is deleted");
	half = half_of(BTNS_SA_DIR_IN, 1, 2);
	id = half.sa.id;
	half_clear(&half);
	point(halves_drop(halves, &id) && !halves_count(halves),
	   "half: it is deleted");

	for (uint32_t i = 0; i < HALVES_MAX; i++) {
		half = half_of(BTNS_SA_DIR_IN, 7, i);
		halves_put(halves, &half, 200, &in, &out, &why);
	}
	half = half_of(BTNS_SA_DIR_IN, 7, HALVES_MAX);
	point(halves_put(halves, &half, 200, &in, &out, &why) == HALF_REFUSED &&
	   halves_count(halves) == HALVES_MAX, "half: there may be too many");
	halves_free(halves);
}

/* ---- PAD and SPD ---- */

static struct btns_pad_info pad_of(uint32_t index, uint32_t pad_class,
				   const char *name, const char *child)
{
	struct btns_pad_info pad;

	btns_pad_init(&pad);
	pad.index = index;
	pad.pad_class = pad_class;
	if (name)
		btns_id_parse(&pad.id, BTNS_ID_TYPE_FQDN, name, NULL);
	if (child)
		btns_addrs_parse(&pad.child, child, NULL);
	return pad;
}

static struct who who_of(const char *name, uint8_t method, const char *addr)
{
	struct who who = { .method = method, .has_key = method != 2 };

	memset(who.key.octets, 7, sizeof(who.key.octets));
	btns_id_parse(&who.asserted, BTNS_ID_TYPE_FQDN, name, NULL);
	btns_ip_parse(addr, &who.ike_family, &who.ike_addr);
	return who;
}

static void add_policy(struct btns_policy_info *policy, uint32_t index,
		       uint32_t action, uint32_t dir, const char *ts)
{
	memset(policy, 0, sizeof(*policy));
	policy->index = index;
	policy->action = action;
	policy->dir = dir;
	if (ts)
		btns_ts_parse(btns_policy_add_ts(policy), ts, NULL);
}

/* figures 2 and 3 of RFC 5386: Q is enrolled, then anybody by his key */
static struct tables *make_tables(void)
{
	struct btns_pad_info *pad = calloc(2, sizeof(*pad));
	struct btns_policy_info *policy = calloc(4, sizeof(*policy));
	struct tables *tables = tables_new();

	pad[0] = pad_of(2, BTNS_PAD_CLASS_AUTH, "q.example", "10.0.0.2");
	pad[1] = pad_of(3, BTNS_PAD_CLASS_BTNS_ANY, NULL, NULL);
	add_policy(&policy[0], 9, BTNS_ACTION_BYPASS, BTNS_POLICY_DIR_IN,
		   "remote 10.0.0.5");
	add_policy(&policy[1], 10, BTNS_ACTION_BYPASS, BTNS_POLICY_DIR_BOTH,
		   "remote 10.0.0.4");
	add_policy(&policy[2], 20, BTNS_ACTION_PROTECT, BTNS_POLICY_DIR_BOTH,
		   "remote 10.0.0.2");
	add_policy(&policy[3], 30, BTNS_ACTION_PROTECT, BTNS_POLICY_DIR_BOTH,
		   NULL);
	if (tables_set(tables, pad, 2, policy, 4))
		abort();
	return tables;
}

static uint32_t policy_for(const struct tables *tables, const char *text)
{
	const struct btns_policy_info *policy;
	struct btns_ts ts;

	btns_ts_parse(&ts, text, NULL);
	policy = tables_policy(tables, NULL, NULL, &ts);
	btns_ts_free(&ts);
	return policy ? policy->index : 0;
}

static uint32_t entry_for(const struct tables *tables, const char *name,
			  uint8_t method)
{
	const struct who who = who_of(name, method, "10.0.0.5");
	const struct btns_pad_info *entry;
	const char *why = NULL;

	entry = tables_peer(tables, &who, &why);
	return entry ? entry->index : why ? 0 : UINT32_MAX;
}

static size_t speaks_for(const struct tables *tables, const char *name,
			 uint32_t flags, const char *addrs,
			 struct btns_ip_range *to)
{
	struct who who = who_of(name, 14, "10.0.0.5");
	const struct btns_pad_info *entry;
	struct btns_ip_range range;
	const char *why;
	uint8_t family;

	entry = tables_peer(tables, &who, &why);
	btns_ts_range_parse(addrs, &family, &range, NULL);
	return entry ? tables_speak(tables, entry, &who, flags, family, &range,
				    to, 4) : 99;
}

static void test_tables(void)
{
	const uint32_t wide = BTNS_POLICY_FLAG_BTNS_OK |
			      BTNS_POLICY_FLAG_BTNS_WIDE;
	struct tables *tables = make_tables();
	struct btns_ip_range left[4];
	struct btns_id id;
	char text[64] = "";

	point(entry_for(tables, "q.example", 2) == 2 &&
	   entry_for(tables, "q.example", 14) == 2,
	   "PAD: an enrolled peer, with a secret and with a signature");
	point(entry_for(tables, "m.example", 14) == 3, "PAD: anybody with a key");
	point(!entry_for(tables, "m.example", 2), "PAD: a secret is no key");
	btns_id_parse(&id, BTNS_ID_TYPE_FQDN, "q.example", NULL);
	point(tables_enrolled(tables, &id), "PAD: an enrolled name");
	btns_id_parse(&id, BTNS_ID_TYPE_FQDN, "m.example", NULL);
	point(!tables_enrolled(tables, &id), "PAD: another");

	point(speaks_for(tables, "m.example", 0, "0.0.0.0/0", left) == 1 &&
	   btns_ts_range_print(AF_INET, left, text, sizeof(text)) > 0 &&
	   !strcmp(text, "10.0.0.5"),
	   "PAD: a key speaks for the address that it comes from");
	point(!speaks_for(tables, "m.example", 0, "10.0.0.2", left) &&
	   !speaks_for(tables, "m.example", wide, "10.0.0.2", left),
	   "PAD: and never for that of an enrolled peer");
	point(speaks_for(tables, "m.example", wide, "10.0.0.0/24", left) == 2,
	   "PAD: where more is allowed, that is cut out");
	point(speaks_for(tables, "q.example", 0, "10.0.0.0/24", left) == 1 &&
	   btns_ts_range_print(AF_INET, left, text, sizeof(text)) > 0 &&
	   !strcmp(text, "10.0.0.2"),
	   "PAD: an enrolled peer speaks for its own, wherever it is");

	point(policy_for(tables, "local 10.0.0.1 remote 10.0.0.2") == 20 &&
	   policy_for(tables, "local 10.0.0.1 remote 10.0.0.4") == 10,
	   "SPD: the first entry that speaks of the traffic");
	point(policy_for(tables, "local 10.0.0.1 remote 10.0.0.0/24") == 20,
	   "SPD: one that bypasses a part of it is passed over");
	point(policy_for(tables, "local 10.0.0.1 remote 10.0.0.2-10.0.0.3") == 20,
	   "SPD: one that protects a part of it is not");
	point(policy_for(tables, "local 10.0.0.1 remote 10.0.0.4 proto tcp") == 10,
	   "SPD: nor one that bypasses more than all of it");
	point(policy_for(tables, "local 10.0.0.1 remote 10.0.0.5") == 30,
	   "SPD: not one of what comes in; one without selectors, of all");
	tables_forget(tables);
	point(!policy_for(tables, "remote 10.0.0.2") &&
	   !entry_for(tables, "q.example", 14),
	   "PAD and SPD: nothing is known of them");
	tables_free(tables);
}

/* RFC 7619 2.2, 2.4: what is asserted has no say, and there is an entry for that */
static void test_null(void)
{
	struct btns_pad_info *pad = calloc(2, sizeof(*pad));
	struct tables *tables = make_tables();
	const struct btns_pad_info *entry;
	struct btns_ip_range left[4];
	const char *why = "";
	struct btns_id id;
	struct who who;

	point(!entry_for(tables, "m.example", 13) &&
	      !entry_for(tables, "q.example", 13),
	      "PAD: without authentication a peer is not anybody with a key");
	tables_free(tables);
	tables = tables_new();
	pad[0] = pad_of(2, BTNS_PAD_CLASS_AUTH, "q.example", "10.0.0.2");
	pad[1] = pad_of(4, BTNS_PAD_CLASS_NULL_ANY, NULL, NULL);
	if (tables_set(tables, pad, 2, NULL, 0))
		abort();
	point(entry_for(tables, "m.example", 13) == 4 &&
	      entry_for(tables, "q.example", 13) == 4,
	      "PAD: it is nobody, whatever it asserts");
	point(!entry_for(tables, "m.example", 14),
	      "PAD: and who has a key is not nobody");
	who = who_of("q.example", 13, "10.0.0.5");
	entry = tables_peer(tables, &who, &why);
	if (!entry)
		abort();
	tables_proved(entry, &who, &id);
	point(id.type == BTNS_ID_TYPE_ANY && !id.len, "PAD: nobody proved nothing");
	point(tables_speak(tables, entry, &who, 0, AF_INET,
			   &(struct btns_ip_range){ .hi.octets = "\377\377\377\377" },
			   left, 4) == 1 &&
	      !memcmp(&left[0].lo, &who.ike_addr, 4) &&
	      !memcmp(&left[0].hi, &who.ike_addr, 4),
	      "PAD: nobody speaks for the address that it comes from");
	tables_free(tables);
}

/* RFC 4301 4.4.1.1: entry 10 is for Q, 20 for the key that who_of() makes */
static struct tables *make_named(uint32_t spd_search)
{
	struct btns_policy_info *policy = calloc(3, sizeof(*policy));
	struct btns_pad_info *pad = calloc(3, sizeof(*pad));
	struct tables *tables = tables_new();
	struct btns_id *name;

	pad[0] = pad_of(2, BTNS_PAD_CLASS_AUTH, "q.example", NULL);
	pad[1] = pad_of(3, BTNS_PAD_CLASS_BTNS_KEY, NULL, NULL);
	pad[1].id.type = BTNS_ID_TYPE_PUBLIC_KEY;
	pad[1].id.len = BTNS_KEY_HASH_LEN;
	memset(pad[1].id.value, 7, BTNS_KEY_HASH_LEN);
	pad[0].spd_search = spd_search;
	pad[1].spd_search = spd_search;
	pad[2] = pad_of(4, BTNS_PAD_CLASS_AUTH, "r.example", "10.0.0.5");
	add_policy(&policy[0], 10, BTNS_ACTION_PROTECT, BTNS_POLICY_DIR_BOTH,
		   NULL);
	name = btns_policy_add_name(&policy[0]);
	btns_id_parse(name, BTNS_ID_TYPE_FQDN, "p.example", NULL);
	name = btns_policy_add_name(&policy[0]);
	btns_id_parse(name, BTNS_ID_TYPE_FQDN, "q.example", NULL);
	add_policy(&policy[1], 20, BTNS_ACTION_PROTECT, BTNS_POLICY_DIR_BOTH,
		   NULL);
	*btns_policy_add_name(&policy[1]) = pad[1].id;
	add_policy(&policy[2], 30, BTNS_ACTION_PROTECT, BTNS_POLICY_DIR_BOTH,
		   NULL);
	if (tables_set(tables, pad, 3, policy, 3))
		abort();
	return tables;
}

static uint32_t policy_of(const struct tables *tables, const char *name)
{
	const struct who who = who_of(name, 14, "10.0.0.5");
	const struct btns_pad_info *entry;
	const struct btns_policy_info *policy;
	struct btns_ts ts;
	const char *why;

	entry = tables_peer(tables, &who, &why);
	btns_ts_parse(&ts, "local 10.0.0.1 remote 10.0.0.5", NULL);
	policy = tables_policy(tables, entry, &who, &ts);
	btns_ts_free(&ts);
	return entry && policy ? policy->index : 0;
}

static void test_names(void)
{
	struct tables *tables = make_named(BTNS_SPD_SEARCH_ID);
	struct btns_ip_range left[4];
	char text[64] = "";

	point(policy_of(tables, "q.example") == 10,
	      "SPD: an entry that names the peer");
	point(policy_of(tables, "m.example") == 20,
	      "SPD: one that names its key, when nobody vouches for its name");
	point(policy_of(tables, "r.example") == 30,
	      "SPD: one that names others is passed over");
	point(policy_for(tables, "local 10.0.0.1 remote 10.0.0.5") == 30,
	      "SPD: and as long as nobody is there");
	point(speaks_for(tables, "q.example", 0, "0.0.0.0/0", left) == 1 &&
	      btns_ts_range_print(AF_INET, left, text, sizeof(text)) > 0 &&
	      !strcmp(text, "10.0.0.5"),
	      "PAD: who is found by name speaks for the address that it has");
	point(speaks_for(tables, "q.example", 0, "10.9.0.0/24", left) == 1 &&
	      btns_ts_range_print(AF_INET, left, text, sizeof(text)) > 0 &&
	      !strcmp(text, "10.9.0.0/24"),
	      "PAD: unless it is to be another one");
	tables_free(tables);

	tables = make_named(BTNS_SPD_SEARCH_ADDR);
	point(policy_of(tables, "m.example") == 30,
	      "SPD: names are not for who is found by its address");
	tables_free(tables);
}

int main(void)
{
	test_selectors();
	test_packets();
	test_algorithms();
	test_pairing();
	test_halves();
	test_tables();
	test_names();
	test_null();
	return tap_finish();
}
