// SPDX-License-Identifier: GPL-2.0-or-later
/* libbtns without a kernel: text, selectors, and reading of refusals. */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <stdlib.h>

#include "attr.h"
#include "sock.h"
#include "tap.h"

/* ---- numbers ---- */

static void number_parse(void)
{
	static const struct {
		const char *text;
		uint64_t max;
		int err;
		uint64_t number;
	} cases[] = {
		{ "0", 9, 0, 0 },
		{ "9", 9, 0, 9 },
		{ "10", 9, -ERANGE, 0 },
		{ "0x10", 16, 0, 16 },
		{ "0XfF", 255, 0, 255 },
		{ "18446744073709551615", UINT64_MAX, 0, UINT64_MAX },
		{ "18446744073709551616", UINT64_MAX, -ERANGE, 0 },
		{ "99999999999999999999999", UINT64_MAX, -ERANGE, 0 },
		{ "0x10000000000000000", UINT64_MAX, -ERANGE, 0 },
		{ "", 9, -EINVAL, 0 },
		{ "0x", 9, -EINVAL, 0 },
		{ "-1", 9, -EINVAL, 0 },
		{ "+1", 9, -EINVAL, 0 },
		{ " 1", 9, -EINVAL, 0 },
		{ "1 ", 9, -EINVAL, 0 },
		{ "010", 99, -EINVAL, 0 },
		{ "1e3", 9999, -EINVAL, 0 },
		{ "0xg", 99, -EINVAL, 0 },
		{ "1a", 99, -EINVAL, 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t number = 0;
		int err = btns_number_parse(cases[i].text, cases[i].max,
					    &number);

		ok(err == cases[i].err && (err || number == cases[i].number),
		   "number_parse", cases[i].text);
	}
}

/* ---- names ---- */

static void names_round_trip(void)
{
	for (unsigned int names = 0; names < BTNS_NAMES_COUNT; names++) {
		bool good = btns_name(names, 0);
		const char *name;
		uint32_t value;

		for (uint32_t i = 0; (name = btns_name(names, i)); i++)
			good = good && !btns_value(names, name, &value) &&
			       value == i;
		ok(good, "names_round_trip", "");
	}
	ok(!btns_name(BTNS_NAMES_MODE, 2), "name_of_unknown_value_is_null", "");
	ok(!btns_name(BTNS_NAMES_MODE, UINT32_MAX), "name_of_huge_value_is_null",
	   "");
}

static void protos_round_trip(void)
{
	bool good = true;

	for (unsigned int i = 0; i <= UINT16_MAX; i++) {
		const char *name = btns_proto_name((uint16_t)i);
		uint16_t proto = 0;

		if (name)
			good = good && !btns_proto_value(name, &proto) &&
			       proto == i;
	}
	ok(good, "protos_round_trip", "");
}

/* ---- selectors ---- */

static void ts_text(void)
{
	/* what is written, and the canonical form of it */
	static const struct {
		const char *in;
		const char *out;
	} cases[] = {
		{ "", "" },
		{ "proto any", "" },
		{ "local any remote any", "" },
		{ "family inet", "family inet" },
		{ "family inet6 local any", "family inet6" },
		{ "local 0.0.0.0/0", "family inet" },
		{ "local 10.0.0.0/8", "local 10.0.0.0/8" },
		{ "local 10.0.0.1/32", "local 10.0.0.1" },
		{ "local 10.0.0.0-10.255.255.255", "local 10.0.0.0/8" },
		{ "local 10.0.0.1-10.0.0.2", "local 10.0.0.1-10.0.0.2" },
		{ "remote ::/0", "family inet6" },
		{ "remote 2001:DB8::0/32 family inet6", "remote 2001:db8::/32" },
		{ "proto 6 rport 22-22", "proto tcp rport 22" },
		{ "proto 47", "proto gre" },
		{ "proto 99", "proto 99" },
		{ "proto 60", "proto 60" },
		{ "lport 500 proto udp rport any", "proto udp lport 500" },
		{ "proto udp lport 0-65535", "proto udp" },
		{ "proto icmpv6 icmp 133-137", "proto icmpv6 icmp 133-137" },
		{ "proto icmp icmp 8/0", "proto icmp icmp 8/0" },
		{ "proto icmp icmp 3/0-3/4,8", "proto icmp icmp 3/0-3/4,8" },
		{ "proto icmp icmp 3/0-3/255", "proto icmp icmp 3" },
		{ "proto icmp icmp 3/0-4/255", "proto icmp icmp 3-4" },
		{ "proto icmp icmp 3-4/1", "proto icmp icmp 3/0-4/1" },
		{ "proto icmp icmp 3/1-4", "proto icmp icmp 3/1-4/255" },
		{ "proto icmp icmp 0-255", "proto icmp" },
		{ "proto icmp icmp any", "proto icmp" },
		{ "proto mh mh 5", "proto mh mh 5" },
		{ "proto 135 mh 1-2,7 family inet6", "family inet6 proto mh mh 1-2,7" },
		{ "proto mh mh 0-255", "proto mh" },
		{ "proto opaque", "proto opaque" },
		{ "opaque", "opaque" },
		{ "opaque proto udp", "proto udp opaque" },
		{ "proto tcp lport 22,80-90 rport 1,3,2",
		  "proto tcp lport 22,80-90 rport 1,3,2" },
		{ "local 10.0.0.0/8,192.168.1.1-192.168.1.9,172.16.0.1 remote any",
		  "local 10.0.0.0/8,192.168.1.1-192.168.1.9,172.16.0.1" },
		{ "remote ::1,2001:db8::/32", "remote ::1,2001:db8::/32" },
		/* together they are all ports, but they match no fragment */
		{ "proto udp lport 0-99,100-65535",
		  "proto udp lport 0-99,100-65535" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[BTNS_TS_TEXT_MAX];
		struct btns_ts ts, again;
		const char *why;

		if (!ok(!btns_ts_parse(&ts, cases[i].in, &why), "ts_parse",
			cases[i].in))
			continue;
		btns_ts_print(&ts, text, sizeof(text));
		same_text(text, cases[i].out, "ts_print_is_canonical");
		ok(!btns_ts_parse(&again, text, &why) &&
		   btns_ts_equal(&ts, &again), "ts_survives_its_text", text);
		btns_ts_free(&ts);
		btns_ts_free(&again);
	}
}

static void ts_refused(void)
{
	static const char *const cases[] = {
		"local", "local 10.0.0.1/8", "local 10.0.0.0/33",
		"local 10.0.0.0/-1", "local 10.0.0.0/", "local 10.0.0.0/08",
		"local 10.0.0.256", "local 10.0.0", "local 10.0.0.2-10.0.0.1",
		"local 10.0.0.1-::1", "local ::1/129", "local fe80::1%eth0",
		"local 10.0.0.1-", "local -10.0.0.1", "local 10.0.0.1--10.0.0.2",
		"local 10.0.0.0/8-10.0.0.1", "local 10.0.0.1 remote ::1",
		"family inet local ::1", "local ::1 family inet", "family 4",
		"proto", "proto 256", "proto tpc", "proto -1", "lport 5",
		"proto tcp lport 65536", "proto tcp lport 2-1",
		"proto tcp lport 1-2-3", "proto tcp lport x", "proto tcp lport 1-",
		"proto icmp icmp 256", "proto icmp lport 1",
		"proto icmp icmp 3/256", "proto icmp icmp 3/", "proto icmp icmp /3",
		"proto icmp icmp 4-3", "proto icmp icmp 3/2-3/1",
		"proto icmp icmp 3/1-", "proto icmp icmp 1/2/3",
		"proto icmp icmp-type 3", "proto tcp icmp 1", "icmp 8",
		"mh 5", "proto mh mh 256", "family inet proto mh mh 5",
		"proto opaque family inet", "proto opaque lport 1", "proto 256",
		"opaque proto tcp lport 22", "opaque proto icmp icmp 8",
		"opaque yes", "opaque mh 5 proto mh",
		"proto tcp lport 1,", "proto tcp lport ,1", "proto tcp lport 1,,2",
		"proto tcp lport 1,any", "proto tcp lport any,1",
		"proto tcp lport 1,0-65535", "local 10.0.0.1,::1",
		"local 10.0.0.1,0.0.0.0/0", "local 10.0.0.1,10.0.0.2,",
		"family inet6 local ::1,10.0.0.1",
		"family inet6 proto icmp", "family inet proto icmpv6",
		"proto 0x2c", "proto 44", "colour red",
		"local 10.0.0.1-10.0.0.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1",
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *why = NULL;
		struct btns_ts ts;

		ok(btns_ts_parse(&ts, cases[i], &why) == -EINVAL && why,
		   "ts_refused_with_a_reason", cases[i]);
	}
}

static struct btns_ip some_ip(uint8_t first, uint8_t last)
{
	struct btns_ip ip;

	/* the longest text of an address */
	memset(&ip, 0x11, sizeof(ip));
	ip.octets[0] = first;
	ip.octets[15] = last;
	return ip;
}

/* As long as a selector can be. */
static void longest_ts(struct btns_ts *ts)
{
	const uint8_t most = BTNS_SELECTOR_RANGES_MAX;

	btns_ts_init(ts, AF_INET6);
	ts->proto = IPPROTO_UDPLITE;
	ts->local = calloc(most, sizeof(*ts->local));
	ts->remote = calloc(most, sizeof(*ts->remote));
	ts->lport = calloc(most, sizeof(*ts->lport));
	ts->rport = calloc(most, sizeof(*ts->rport));
	ts->n_local = ts->n_remote = ts->n_lport = ts->n_rport = most;
	for (uint8_t i = 0; i < most; i++) {
		ts->local[i].lo = some_ip(0x11, i);
		ts->local[i].hi = some_ip(0x22, i);
		ts->lport[i] = (struct btns_u16_range){ 10000 + i, 20000 };
	}
	memcpy(ts->remote, ts->local, most * sizeof(*ts->local));
	memcpy(ts->rport, ts->lport, most * sizeof(*ts->lport));
}

static void ts_print_fits_or_says_so(void)
{
	char text[BTNS_TS_TEXT_MAX], small[8];
	struct btns_ts ts, again;
	const char *why;

	longest_ts(&ts);
	ok(btns_ts_print(&ts, text, sizeof(text)) > 8000, "ts_print_longest",
	   "");
	ok(!btns_ts_parse(&again, text, &why) && btns_ts_equal(&ts, &again),
	   "ts_parse_longest", "");
	ok(btns_ts_print(&ts, small, sizeof(small)) == -ENOSPC,
	   "ts_print_says_that_it_does_not_fit", "");
	ok(strlen(small) < sizeof(small), "ts_print_ends_its_text", "");
	btns_ts_free(&again);
	btns_ts_free(&ts);
}

static void ts_lists_have_an_end(void)
{
	char text[1024] = "proto tcp lport 0";
	struct btns_ts ts;
	const char *why;

	for (int i = 1; i < BTNS_SELECTOR_RANGES_MAX; i++)
		snprintf(text + strlen(text), 16, ",%d", i);
	ok(!btns_ts_parse(&ts, text, &why), "ts_takes_64_ranges", "");
	btns_ts_free(&ts);
	strcat(text, ",99");
	ok(btns_ts_parse(&ts, text, &why) == -EINVAL &&
	   !strcmp(why, "more than 64 ranges in a list"),
	   "ts_refuses_65_ranges", "");
}

/* ---- SAs ---- */

static struct btns_sa_info some_sa(void)
{
	struct btns_sa_info sa = {
		.id = { .spi = 0x1000, .family = AF_INET, .proto = 50 },
		.dir = BTNS_SA_DIR_IN, .mode = BTNS_MODE_TRANSPORT, .reqid = 1,
	};

	sa.id.dst.octets[0] = 10;
	sa.src.octets[0] = 11;
	return sa;
}

/* Has the SA, told with its defaults, this selector? */
static void sa_is_told(struct btns_sa_info *sa, const char *want,
		       const char *name)
{
	char text[BTNS_TS_TEXT_MAX];

	ok(!btns_sa_normalize(sa), "sa_normalize", "");
	btns_ts_print(&sa->ts, text, sizeof(text));
	same_text(text, want, name);
}

static void sa_defaults(void)
{
	struct btns_sa_info sa = some_sa(), told = some_sa();

	sa_is_told(&told, "local 10.0.0.0 remote 11.0.0.0",
		   "sa_inbound_transport_selector_is_dst_and_src");
	ok(told.replay_window == 1024, "sa_inbound_window_default", "");
	ok(btns_sa_same(&sa, &told), "sa_same_as_its_defaults", "");
	told.replay_window = 64;
	ok(!btns_sa_same(&sa, &told), "sa_not_same_with_another_window", "");
	btns_sa_free(&told);
	told = some_sa();
	told.has_ts = true;
	btns_ts_parse(&told.ts, "proto tcp lport 22,80", NULL);
	ok(!btns_sa_same(&sa, &told), "sa_not_same_with_a_selector", "");
	sa_is_told(&told, "local 10.0.0.0 remote 11.0.0.0 proto tcp lport 22,80",
		   "sa_transport_selector_is_narrowed_to_its_addresses");
	btns_sa_free(&told);
	told = some_sa();
	told.hard.bytes = 1;
	ok(!btns_sa_same(&sa, &told), "sa_not_same_with_another_limit", "");
	told = some_sa();
	told.has_peer_key_hash = true;
	ok(!btns_sa_same(&sa, &told), "sa_not_same_with_a_hash", "");
	told = some_sa();
	told.bytes = 99;
	ok(btns_sa_same(&sa, &told), "sa_same_with_other_counters", "");
}

/* ---- refusals ---- */

static char answer_room[512];

/* An answer as the kernel builds it: a capped error and its attributes. */
static struct nlmsghdr *answer(const char *text, int type1, uint32_t value1,
			       int type2, uint32_t value2)
{
	struct nl_msg *msg = nlmsg_alloc_simple(NLMSG_ERROR, NLM_F_ACK_TLVS |
						NLM_F_CAPPED);
	struct nlmsgerr err = { .error = -EINVAL };

	nlmsg_append(msg, &err, sizeof(err), NLMSG_ALIGNTO);
	if (text)
		nla_put_string(msg, NLMSGERR_ATTR_MSG, text);
	if (type1)
		nla_put_u32(msg, type1, value1);
	if (type2)
		nla_put_u32(msg, type2, value2);
	memcpy(answer_room, nlmsg_hdr(msg), nlmsg_hdr(msg)->nlmsg_len);
	nlmsg_free(msg);
	return (struct nlmsghdr *)answer_room;
}

struct places {
	uint32_t entry;		/* of the second policy */
	uint32_t index;		/* in it */
	uint32_t lport;		/* in its selector */
	uint32_t lo;		/* in its lport */
};

static uint32_t here(struct nl_msg *msg)
{
	return nlmsg_hdr(msg)->nlmsg_len;
}

/* a policy-set of two entries, and where things are in it */
static struct nl_msg *request(struct places *places)
{
	struct nl_msg *msg = nlmsg_alloc();
	struct nlattr *entry, *selector, *lport;

	genlmsg_put(msg, 0, 0, 100, 0, 0, BTNS_CMD_POLICY_SET, 1);
	for (int i = 0; i < 2; i++) {
		places->entry = here(msg);
		entry = nla_nest_start(msg, BTNS_A_SPD_POLICY);
		places->index = here(msg);
		nla_put_u32(msg, BTNS_A_POLICY_INDEX, 7);
		selector = nla_nest_start(msg, BTNS_A_POLICY_SELECTOR);
		nla_put_u8(msg, BTNS_A_SELECTOR_PROTO, 6);
		places->lport = here(msg);
		lport = nla_nest_start(msg, BTNS_A_SELECTOR_LPORT);
		places->lo = here(msg);
		nla_put_u16(msg, BTNS_A_PORT_RANGE_LO, 5);
		nla_put_u16(msg, BTNS_A_PORT_RANGE_HI, 4);
		nla_nest_end(msg, lport);
		nla_nest_end(msg, selector);
		nla_nest_end(msg, entry);
	}
	nla_put_u32(msg, BTNS_A_SPD_GENERATION, 3);
	return msg;
}

static void read_answer(struct btns_sock *sock, struct nl_msg *msg,
			const struct nlmsghdr *said)
{
	sock_error_clear(sock);
	sock_error_read(sock, said, sizeof(struct nlmsgerr), nlmsg_hdr(msg),
			&attr_spd);
}

static void refusal_names_the_attribute(void)
{
	struct btns_sock sock = { .item = -1 };
	struct places places;
	struct nl_msg *msg = request(&places);

	read_answer(&sock, msg, answer("port range ends before it starts",
				       NLMSGERR_ATTR_OFFS, places.lport, 0, 0));
	same_text(btns_sock_error(&sock), "port range ends before it starts",
		  "refusal_keeps_the_kernels_words");
	same_text(btns_sock_error_attr(&sock), "policy[1].selector.lport",
		  "refusal_names_a_nest");
	ok(btns_sock_error_item(&sock) == 1, "refusal_tells_the_entry", "");

	read_answer(&sock, msg, answer("x", NLMSGERR_ATTR_OFFS, places.lo, 0, 0));
	same_text(btns_sock_error_attr(&sock), "policy[1].selector.lport.lo",
		  "refusal_names_a_leaf");
	read_answer(&sock, msg, answer("x", NLMSGERR_ATTR_OFFS, places.index,
				       0, 0));
	same_text(btns_sock_error_attr(&sock), "policy[1].index",
		  "refusal_names_the_first_of_a_nest");
	read_answer(&sock, msg, answer("x", NLMSGERR_ATTR_OFFS, places.entry,
				       0, 0));
	same_text(btns_sock_error_attr(&sock), "policy[1]",
		  "refusal_names_an_entry");
	nlmsg_free(msg);
}

/* One of several is told by its place, from 0. */
static void refusal_names_the_place_in_a_list(void)
{
	struct btns_sock sock = { .item = -1 };
	struct nl_msg *msg = nlmsg_alloc();
	struct nlattr *entry, *selector, *range;
	uint32_t second = 0, third = 0;

	genlmsg_put(msg, 0, 0, 100, 0, 0, BTNS_CMD_POLICY_SET, 1);
	entry = nla_nest_start(msg, BTNS_A_SPD_POLICY);
	for (int i = 0; i < 2; i++) {
		second = here(msg);
		selector = nla_nest_start(msg, BTNS_A_POLICY_SELECTOR);
		for (int j = 0; j < 3; j++) {
			third = here(msg);
			range = nla_nest_start(msg, BTNS_A_SELECTOR_RPORT);
			nla_put_u16(msg, BTNS_A_PORT_RANGE_LO, 5);
			nla_nest_end(msg, range);
		}
		nla_nest_end(msg, selector);
	}
	nla_nest_end(msg, entry);
	read_answer(&sock, msg, answer("x", NLMSGERR_ATTR_OFFS, second, 0, 0));
	same_text(btns_sock_error_attr(&sock), "policy[0].selector[1]",
		  "refusal_names_a_selector_of_two");
	read_answer(&sock, msg, answer("x", NLMSGERR_ATTR_OFFS, third, 0, 0));
	same_text(btns_sock_error_attr(&sock), "policy[0].selector[1].rport[2]",
		  "refusal_names_a_range_of_three");
	nlmsg_free(msg);
}

/* A pair names the SA that is wrong. */
static void refusal_names_the_half(void)
{
	struct btns_sock sock = { .item = -1 };
	struct nl_msg *msg = nlmsg_alloc();
	uint32_t spi = 0, half = 0;
	struct nlattr *nest;

	genlmsg_put(msg, 0, 0, 100, 0, 0, BTNS_CMD_SA_PAIR_ADD, 1);
	nla_put_u32(msg, BTNS_A_SA_PAIR_PEER_ID, 1);
	for (int i = 0; i < 2; i++) {
		half = here(msg);
		nest = nla_nest_start(msg, i ? BTNS_A_SA_PAIR_OUT :
					       BTNS_A_SA_PAIR_IN);
		nla_put_u32(msg, BTNS_A_SA_REQID, 1);
		spi = here(msg);
		nla_put_u32(msg, BTNS_A_SA_SPI, 1);
		nla_nest_end(msg, nest);
	}
	sock_error_clear(&sock);
	sock_error_read(&sock, answer("x", NLMSGERR_ATTR_OFFS, spi, 0, 0),
			sizeof(struct nlmsgerr), nlmsg_hdr(msg),
			&attr_sa_pair);
	same_text(btns_sock_error_attr(&sock), "out.spi",
		  "refusal_names_what_is_wrong_in_half_of_a_pair");
	sock_error_clear(&sock);
	sock_error_read(&sock, answer(NULL, NLMSGERR_ATTR_MISS_NEST, half,
				      NLMSGERR_ATTR_MISS_TYPE,
				      BTNS_A_SA_KEY),
			sizeof(struct nlmsgerr), nlmsg_hdr(msg),
			&attr_sa_pair);
	same_text(btns_sock_error_attr(&sock), "out.key",
		  "refusal_names_what_half_of_a_pair_lacks");
	nlmsg_free(msg);
}

/* What is known of the peer comes with an SA of a pair. */
static void sa_tells_its_peer(void)
{
	static const uint8_t hash[BTNS_KEY_HASH_LEN] = { 1, 2, 3 };
	struct nlattr *attrs[BTNS_A_SA_MAX + 1];
	struct nl_msg *msg = nlmsg_alloc();
	struct btns_sa_info sa;
	int err;

	nla_put_u32(msg, BTNS_A_SA_ASSURANCE, BTNS_ASSURANCE_BTNS);
	nla_put(msg, BTNS_A_SA_PEER_KEY_HASH, sizeof(hash), hash);
	nla_put_u32(msg, BTNS_A_SA_PAD_ENTRY, 3);
	nla_put_u32(msg, BTNS_A_SA_POLICY, 4);
	nla_put_u32(msg, BTNS_A_SA_PEER_ID, 5);
	nla_put_u32(msg, BTNS_A_SA_LOCAL_ID, 6);
	nla_put_u64(msg, BTNS_A_SA_IKE_SA, 1ULL << 40);
	nla_put_u32(msg, BTNS_A_SA_REKEY_OF, htonl(0x1234));
	nla_parse(attrs, BTNS_A_SA_MAX, nlmsg_data(nlmsg_hdr(msg)),
		  nlmsg_datalen(nlmsg_hdr(msg)), NULL);
	err = sa_read(attrs, &sa);
	ok(!err && sa.assurance == BTNS_ASSURANCE_BTNS && sa.pad_entry == 3 &&
	   sa.policy == 4 && sa.peer_id == 5 && sa.local_id == 6 &&
	   sa.ike_sa == 1ULL << 40 && sa.rekey_of == 0x1234 &&
	   sa.has_peer_key_hash && !memcmp(sa.peer_key_hash, hash, 3),
	   "sa_tells_its_peer", "");
	btns_sa_free(&sa);
	nlmsg_free(msg);
}

static void refusal_of_what_is_missing(void)
{
	struct btns_sock sock = { .item = -1 };
	struct places places;
	struct nl_msg *msg = request(&places);

	read_answer(&sock, msg, answer(NULL, NLMSGERR_ATTR_MISS_NEST,
				       places.entry, NLMSGERR_ATTR_MISS_TYPE,
				       BTNS_A_POLICY_ACTION));
	same_text(btns_sock_error_attr(&sock), "policy[1].action",
		  "refusal_names_what_is_missing_in_a_nest");
	same_text(btns_sock_error(&sock), "attribute missing",
		  "refusal_says_missing");
	ok(btns_sock_error_item(&sock) == 1, "refusal_tells_the_entry", "");
	read_answer(&sock, msg, answer(NULL, NLMSGERR_ATTR_MISS_TYPE,
				       BTNS_A_SPD_CONFIRM, 0, 0));
	same_text(btns_sock_error_attr(&sock), "confirm",
		  "refusal_names_what_is_missing");
	nlmsg_free(msg);
}

static void refusal_that_makes_no_sense(void)
{
	struct btns_sock sock = { .item = -1 };
	struct nlmsghdr *said;
	struct places places;
	struct nl_msg *msg = request(&places);

	read_answer(&sock, msg, answer("x", NLMSGERR_ATTR_OFFS, 1U << 30, 0, 0));
	same_text(btns_sock_error_attr(&sock), "",
		  "refusal_beyond_the_request_names_nothing");
	read_answer(&sock, msg, answer("x", NLMSGERR_ATTR_MISS_TYPE, 999, 0, 0));
	same_text(btns_sock_error_attr(&sock), "attribute 999",
		  "refusal_about_an_unknown_attribute_names_its_number");
	said = answer("x", 0, 0, 0, 0);
	said->nlmsg_flags = 0;
	read_answer(&sock, msg, said);
	same_text(btns_sock_error(&sock), "",
		  "refusal_without_attributes_says_nothing");
	for (uint32_t at = 0; at < nlmsg_hdr(msg)->nlmsg_len + 8; at++)
		read_answer(&sock, msg, answer("x", NLMSGERR_ATTR_OFFS, at, 0,
					       0));
	ok(true, "refusal_at_any_place_is_read", "");
	nlmsg_free(msg);
}

/* ---- attributes ---- */

static void ts_survives_its_attributes(void)
{
	static const char *const cases[] = {
		"", "family inet", "family inet6", "local 10.0.0.0/8",
		"remote 2001:db8::1-2001:db8::5 proto tcp rport 1-1023",
		"proto icmpv6 icmp 133-137,1/4,3/0-3/4",
		"local 10.0.0.1 remote 10.0.0.2 proto sctp lport 5 rport 6",
		"local 10.0.0.1,10.0.0.3-10.0.0.5 proto tcp lport 5,7 rport 6,1-2",
		"proto mh mh 5,7-9", "proto opaque", "proto udp opaque",
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct nl_msg *msg = nlmsg_alloc();
		struct btns_ts ts, again;
		const char *why;
		int err;

		btns_ts_parse(&ts, cases[i], &why);
		err = attr_put_ts(msg, 1, &ts);
		if (!err)
			err = attr_get_ts(nlmsg_data(nlmsg_hdr(msg)), &again);
		ok(!err && btns_ts_equal(&ts, &again),
		   "ts_survives_its_attributes", cases[i]);
		ok(nlmsg_hdr(msg)->nlmsg_len <=
		   NLMSG_HDRLEN + attr_ts_size(&ts), "ts_size_is_enough",
		   cases[i]);
		btns_ts_free(&ts);
		btns_ts_free(&again);
		nlmsg_free(msg);
	}
}

static void id_text(void)
{
	static const struct {
		uint32_t type;
		const char *text;
		uint32_t match;
		int len;	/* -1: refused */
	} cases[] = {
		{ BTNS_ID_TYPE_FQDN, "a.example", BTNS_ID_MATCH_EXACT, 9 },
		{ BTNS_ID_TYPE_FQDN, ".example", BTNS_ID_MATCH_SUBTREE, 8 },
		{ BTNS_ID_TYPE_FQDN, "", 0, -1 },
		{ BTNS_ID_TYPE_FQDN, "A", 0, -1 },
		{ BTNS_ID_TYPE_RFC822, "a@b", BTNS_ID_MATCH_EXACT, 3 },
		{ BTNS_ID_TYPE_RFC822, "@b", BTNS_ID_MATCH_SUBTREE, 2 },
		{ BTNS_ID_TYPE_RFC822, ".b", BTNS_ID_MATCH_SUBTREE, 2 },
		{ BTNS_ID_TYPE_IPV4, "10.0.0.1", BTNS_ID_MATCH_EXACT, 4 },
		{ BTNS_ID_TYPE_IPV4, "10.0.0.1/32", BTNS_ID_MATCH_RANGE, 8 },
		{ BTNS_ID_TYPE_IPV4, "10.0.0.0/8", BTNS_ID_MATCH_RANGE, 8 },
		{ BTNS_ID_TYPE_IPV4, "10.0.0.1-10.0.0.3", BTNS_ID_MATCH_RANGE,
		  8 },
		{ BTNS_ID_TYPE_IPV4, "10.0.0.3-10.0.0.1", 0, -1 },
		{ BTNS_ID_TYPE_IPV4, "::1", 0, -1 },
		{ BTNS_ID_TYPE_IPV6, "::1", BTNS_ID_MATCH_EXACT, 16 },
		{ BTNS_ID_TYPE_IPV6, "fd00::/8", BTNS_ID_MATCH_RANGE, 32 },
		{ BTNS_ID_TYPE_KEY_ID, "00ff", BTNS_ID_MATCH_EXACT, 2 },
		{ BTNS_ID_TYPE_KEY_ID, "0", 0, -1 },
		{ BTNS_ID_TYPE_KEY_ID, "0g", 0, -1 },
		{ BTNS_ID_TYPE_PUBLIC_KEY, "00", 0, -1 },
		{ BTNS_ID_TYPE_DN, "300d310b3009060355040613026465",
		  BTNS_ID_MATCH_EXACT, 15 },
		{ BTNS_ID_TYPE_ANY, "00", 0, -1 },
	};
	char text[BTNS_ID_TEXT_MAX];
	struct btns_id id;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *why = NULL;
		int err = btns_id_parse(&id, cases[i].type, cases[i].text, &why);

		if (cases[i].len < 0) {
			ok(err && why, "id_refused", cases[i].text);
			continue;
		}
		ok(!err && id.len == cases[i].len &&
		   id.match == cases[i].match, "id_read", cases[i].text);
		same_text(btns_id_print(&id, text), cases[i].text,
			  "id_print_is_what_was_read");
	}
}

static void hash_text(void)
{
	char digits[BTNS_HASH_TEXT_MAX + 2], text[BTNS_HASH_TEXT_MAX];
	struct btns_hash hash;

	memset(digits, '7', sizeof(digits));
	digits[BTNS_HASH_TEXT_MAX - 1] = '\0';
	ok(!btns_hash_parse(digits, &hash), "hash_read", "");
	same_text(btns_hash_print(&hash, text), digits, "hash_print");
	digits[BTNS_HASH_TEXT_MAX - 2] = '\0';
	ok(btns_hash_parse(digits, &hash), "hash_too_short_is_refused", "");
	digits[BTNS_HASH_TEXT_MAX - 2] = '7';
	digits[BTNS_HASH_TEXT_MAX - 1] = '7';
	digits[BTNS_HASH_TEXT_MAX] = '7';
	digits[BTNS_HASH_TEXT_MAX + 1] = '\0';
	ok(btns_hash_parse(digits, &hash), "hash_too_long_is_refused", "");
	ok(btns_hash_parse("", &hash), "no_hash_is_refused", "");
}

static void addrs_text(void)
{
	struct btns_addrs addrs;
	char many[65 * 9 + 1];
	const char *why;

	ok(!btns_addrs_parse(&addrs, "fd00::/8,10.0.0.1,::1", &why) &&
	   addrs.v4_count == 1 && addrs.v6_count == 2, "addrs_by_family", "");
	btns_addrs_free(&addrs);
	ok(!btns_addrs_parse(&addrs, "any", &why) && !addrs.v4_count &&
	   !addrs.v6_count, "addrs_any_is_none", "");
	for (int i = 0; i < 65; i++)
		memcpy(many + 9 * i, "10.0.0.1,", 9);
	many[65 * 9 - 1] = '\0';
	ok(btns_addrs_parse(&addrs, many, &why), "addrs_too_many", "");
	many[64 * 9 - 1] = '\0';
	ok(!btns_addrs_parse(&addrs, many, &why), "addrs_most", "");
	btns_addrs_free(&addrs);
	ok(btns_addrs_parse(&addrs, "10.0.0.1,", &why) &&
	   btns_addrs_parse(&addrs, "", &why) &&
	   btns_addrs_parse(&addrs, ",10.0.0.1", &why) &&
	   btns_addrs_parse(&addrs, "10.0.0.1 ", &why), "addrs_refused", "");
}

/* ---- requests: the kernel's controller of families is always there ---- */

struct families {
	int count;
	bool has_ctrl;
};

static void families_restart(void *arg)
{
	memset(arg, 0, sizeof(struct families));
}

static int family_read(struct nlattr **attrs, void *arg)
{
	struct families *families = arg;

	families->count++;
	families->has_ctrl |= attrs[CTRL_ATTR_FAMILY_NAME] &&
		!strcmp(nla_get_string(attrs[CTRL_ATTR_FAMILY_NAME]), "nlctrl");
	return 0;
}

static struct nl_msg *family_request(struct btns_sock *sock, const char *name)
{
	struct nl_msg *msg = sock_msg(sock, CTRL_CMD_GETFAMILY, 64);

	if (name)
		nla_put_string(msg, CTRL_ATTR_FAMILY_NAME, name);
	return msg;
}

static bool asks_for_one(struct btns_sock *sock)
{
	struct families families = { 0 };
	const struct reply reply = {
		.max = CTRL_ATTR_MAX,
		.fn = family_read,
		.arg = &families,
	};

	return !sock_request(sock, family_request(sock, "nlctrl"), NULL,
			     &reply) &&
	       families.count == 1 && families.has_ctrl;
}

static bool asks_for_all(struct btns_sock *sock)
{
	struct families families;
	const struct reply reply = {
		.max = CTRL_ATTR_MAX,
		.fn = family_read,
		.restart = families_restart,
		.arg = &families,
	};

	return !sock_dump(sock, family_request(sock, NULL), NULL, &reply) &&
	       families.count && families.has_ctrl;
}

/* What comes late is the answer to nothing. */
static void request_gets_its_own_answer(void)
{
	struct btns_sock sock = { .item = -1, .family = GENL_ID_CTRL };
	struct nl_msg *msg;

	sock.nl = nl_socket_alloc();
	if (!ok(!genl_connect(sock.nl), "request_has_a_socket", ""))
		return;
	ok(asks_for_one(&sock), "request_is_answered", "");
	msg = family_request(&sock, "unheard-of");
	nl_send_auto(sock.nl, msg);
	nlmsg_free(msg);
	ok(asks_for_one(&sock), "request_passes_over_an_answer_that_is_late", "");
	ok(asks_for_one(&sock), "request_is_answered_after_that", "");

	/* the first datagram of a dump is longer, and lost */
	nl_socket_disable_msg_peek(sock.nl);
	nl_socket_set_msg_buf_size(sock.nl, 32);
	ok(!asks_for_all(&sock), "dump_that_loses_a_datagram_fails", "");
	nl_socket_enable_msg_peek(sock.nl);
	ok(asks_for_all(&sock), "dump_after_a_failed_one_is_whole", "");
	ok(asks_for_one(&sock), "request_after_a_failed_dump_is_answered", "");
	nl_socket_free(sock.nl);
}

int main(void)
{
	number_parse();
	names_round_trip();
	id_text();
	hash_text();
	addrs_text();
	protos_round_trip();
	ts_text();
	ts_refused();
	ts_print_fits_or_says_so();
	ts_lists_have_an_end();
	sa_defaults();
	refusal_names_the_attribute();
	refusal_names_the_place_in_a_list();
	refusal_names_the_half();
	sa_tells_its_peer();
	refusal_of_what_is_missing();
	refusal_that_makes_no_sense();
	ts_survives_its_attributes();
	request_gets_its_own_answer();
	return tap_finish();
}
