// SPDX-License-Identifier: GPL-2.0-only
#include "../core/admit.h"

#include "table.h"

#define RSA 1
#define PSK 2
#define SIGNATURE 14
#define NULL_AUTH BTNS_IKE_AUTH_NULL

/* RFC 5386 figure 1: places, which have an address in either family. */
enum place {
	NOWHERE,
	A,
	Q,
	C,
	R,
	M,		/* the rogue */
	B1,		/* a host behind SG-B */
	SG_B,
	NEAR_M,		/* the next address, in IPv6 of the same /64 */
	MAPPED_Q,	/* Q's IPv4 address written as an IPv6 one */
	ONE_PLACE,
	NET_B = ONE_PLACE,
	NET_A,		/* A and what is near it, Q among it */
	WORLD,
};

static struct btns_addr addr_of(enum place place, u8 family)
{
	struct btns_addr addr = {};
	u8 *last = &addr.octets[btns_addr_len(family) - 1];

	if (place == MAPPED_Q) {
		memset(&addr.octets[10], 0xff, 2);
		addr.octets[12] = 10;
		addr.octets[15] = Q;
		return addr;
	}
	addr.octets[0] = family == AF_INET ? 10 : 0xfd;
	if (place == B1)
		addr.octets[1] = 1;
	*last = place == NEAR_M ? M + 1 : place;
	/* every host has a /64 of its own */
	if (family == AF_INET6)
		addr.octets[7] = place == NEAR_M ? M : place;
	return addr;
}

static struct btns_addr_range range_of(enum place place, u8 family)
{
	struct btns_addr_range range = {};
	size_t len = btns_addr_len(family);

	if (place < ONE_PLACE) {
		range.lo = addr_of(place, family);
		range.hi = range.lo;
		return range;
	}
	memset(range.hi.octets, 0xff, len);
	if (place == WORLD)
		return range;
	range.lo.octets[0] = family == AF_INET ? 10 : 0xfd;
	range.hi.octets[0] = range.lo.octets[0];
	range.lo.octets[1] = place == NET_B;
	range.hi.octets[1] = range.lo.octets[1];
	return range;
}

static const u8 key_a[32] = "key of A";
static const u8 key_b[32] = "key of B";
static const u8 key_c[32] = "key of C";
static const u8 key_m[32] = "key of M";
static const u8 key_q[32] = "key of Q";

static const u8 keys_a[][32] = { "key of A" };
static const u8 keys_b[][32] = { "key of B" };
static const u8 keys_q[][32] = { "key of Q" };

#define FQDN(text) { .type = BTNS_IDENT_FQDN, .value = (const u8 *)(text), \
	.len = sizeof(text) - 1 }
#define DOMAIN(text) { .type = BTNS_IDENT_FQDN,				\
	.match = BTNS_IDENT_SUBTREE, .value = (const u8 *)(text),	\
	.len = sizeof(text) - 1 }
#define KEY(k) { .type = BTNS_IDENT_PUBLIC_KEY, .value = (k), .len = 32 }
#define NOBODY { .type = BTNS_IDENT_ANY }
#define KEYS(list) { .hash = (list), .count = ARRAY_SIZE(list) }

/* ---- figures ---- */

#define ENTRIES_MAX 6

struct pad_line {
	struct btns_pad_entry entry;
	enum place child;
	enum place claim;
	enum place ike_addr;
};

struct spd_line {
	enum place remote;
	enum place gateway;	/* tunnel mode with this other end */
	enum place or_gateway;	/* or, second, with this one */
	u16 lport;
	u16 rport;
	u32 flags;
	u32 pfp;
	bool is_plain;		/* bypass, or discard */
	bool is_in_only;
	bool is_out_only;
	enum place or_remote;	/* a second selector */
	struct btns_ident name;	/* the entry is for this peer */
};

/* Entries are numbered from 1 in the PAD, from 10 in tens in the SPD. */
struct figure {
	enum place self;
	struct pad_line pad[ENTRIES_MAX];
	struct spd_line spd[ENTRIES_MAX];
	u32 n_pad;
	u32 n_spd;
};

#define BTNS_OK .flags = BTNS_ADMIT_BTNS_OK

/* figures 2 and 3, and the SPD in which entry 40 may be wide */
#define GATEWAY(fourth) {						\
	.self = A,							\
	.pad = {							\
		{ { .id = FQDN("b.example"), .keys = KEYS(keys_b) },	\
		  .child = NET_B },					\
		{ { .id = FQDN("q.example"), .keys = KEYS(keys_q) },	\
		  .child = Q },						\
		{ { .rank = BTNS_PAD_BTNS_ANY } },			\
	},								\
	.spd = {							\
		{ .remote = R, .is_plain = true },			\
		{ .remote = Q, .gateway = Q },				\
		{ .remote = NET_B, .gateway = SG_B },			\
		{ .remote = WORLD, .flags = (fourth) },			\
	},								\
	.n_pad = 3, .n_spd = 4,						\
}

static const struct figure gateway = GATEWAY(BTNS_ADMIT_BTNS_OK);
static const struct figure wide_gateway = GATEWAY(BTNS_ADMIT_BTNS_OK |
						  BTNS_ADMIT_WIDE);
static const struct figure near_gateway = GATEWAY(BTNS_ADMIT_BTNS_OK |
						  BTNS_ADMIT_PREFIX64);
static const struct figure stern_gateway = GATEWAY(0);
static const struct figure pinned_gateway = GATEWAY(BTNS_ADMIT_BTNS_OK |
						    BTNS_ADMIT_PINNED_ONLY);

/* figures 4 and 5 */
static const struct figure mixed = {
	.self = Q,
	.pad = {
		{ { .id = FQDN("a.example"), .keys = KEYS(keys_a) },
		  .child = A },
		{ { .rank = BTNS_PAD_BTNS_ANY } },
	},
	.spd = {
		{ .remote = A, .gateway = A },
		{ .remote = WORLD, .lport = 2049, BTNS_OK },
	},
	.n_pad = 2, .n_spd = 2,
};

/* figures 6 and 7 */
static const struct figure btns_only = {
	.self = C,
	.pad = { { { .rank = BTNS_PAD_BTNS_ANY } } },
	.spd = {
		{ .remote = WORLD, .rport = 2049, BTNS_OK },
		{ .remote = WORLD, .is_plain = true },
	},
	.n_pad = 1, .n_spd = 2,
};

/* 3.4: figure 2 and 3 without the entries of BTNS */
static const struct figure classic = {
	.self = A,
	.pad = {
		{ { .id = FQDN("b.example"), .keys = KEYS(keys_b) },
		  .child = NET_B },
		{ { .id = FQDN("q.example"), .keys = KEYS(keys_q) },
		  .child = Q },
	},
	.spd = {
		{ .remote = R, .is_plain = true },
		{ .remote = Q, .gateway = Q },
		{ .remote = NET_B, .gateway = SG_B },
	},
	.n_pad = 2, .n_spd = 3,
};

/* every class: 1 revoked, 2 by id, 3 NULL, 4 pinned C, 5 revoked key, 6 any */
static const struct figure rich = {
	.self = A,
	.pad = {
		{ { .id = FQDN("gone.example"), .flags = BTNS_PAD_REVOKED },
		  .child = Q },
		{ { .id = FQDN("id.example"), .flags = BTNS_PAD_BY_ID },
		  .claim = NET_B },
		{ { .rank = BTNS_PAD_NULL_ANY } },
		{ { .rank = BTNS_PAD_BTNS_KEY, .id = KEY(key_c) },
		  .child = C, .ike_addr = C },
		{ { .rank = BTNS_PAD_BTNS_KEY, .id = KEY(key_m),
		    .flags = BTNS_PAD_REVOKED } },
		{ { .rank = BTNS_PAD_BTNS_ANY,
		    .methods = BTNS_IKE_AUTH_BIT(SIGNATURE) } },
	},
	.spd = {
		{ .remote = C, .flags = BTNS_ADMIT_BTNS_OK |
					BTNS_ADMIT_PINNED_ONLY },
		{ .remote = R, .flags = BTNS_ADMIT_NULL_OK },
		{ .remote = M, .flags = BTNS_ADMIT_NULL_OK |
					BTNS_ADMIT_BTNS_OK },
		{ .remote = Q, BTNS_OK },
	},
	.n_pad = 6, .n_spd = 4,
};

/*
 * Whoever is named, wherever he is: Q by its name, all of x.example but R, who is
 * found by address, B and C by their keys; what names nobody stands before C's.
 */
static const struct figure named = {
	.self = A,
	.pad = {
		{ { .id = FQDN("q.example"), .flags = BTNS_PAD_BY_ID },
		  .claim = NET_B },
		{ { .id = FQDN("r.x.example") }, .child = WORLD },
		{ { .id = DOMAIN(".x.example"), .flags = BTNS_PAD_BY_ID },
		  .claim = NET_B },
		{ { .rank = BTNS_PAD_BTNS_KEY, .id = KEY(key_b),
		    .flags = BTNS_PAD_BY_ID } },
		{ { .rank = BTNS_PAD_BTNS_KEY, .id = KEY(key_c),
		    .flags = BTNS_PAD_BY_ID } },
		{ { .rank = BTNS_PAD_BTNS_ANY } },
	},
	.spd = {
		{ .remote = R, .gateway = M, .name = FQDN("q.example") },
		{ .remote = WORLD, .name = FQDN("q.example") },
		{ .remote = WORLD, .name = DOMAIN(".x.example") },
		{ .remote = NET_A, .name = KEY(key_b), BTNS_OK },
		{ .remote = WORLD, BTNS_OK },
		{ .remote = WORLD, .name = KEY(key_c), BTNS_OK },
	},
	.n_pad = 6, .n_spd = 6,
};

/* a NULL entry is missing */
static const struct figure no_null = {
	.self = A,
	.pad = { { { .rank = BTNS_PAD_BTNS_ANY } } },
	.spd = { { .remote = WORLD, .flags = BTNS_ADMIT_NULL_OK |
					     BTNS_ADMIT_BTNS_OK } },
	.n_pad = 1, .n_spd = 1,
};

/* directions: out 10, in 20; out 30 only; in 40 is stern */
static const struct figure one_way = {
	.self = A,
	.pad = { { { .rank = BTNS_PAD_BTNS_ANY } } },
	.spd = {
		{ .remote = M, .is_out_only = true, BTNS_OK },
		{ .remote = M, .is_in_only = true, BTNS_OK },
		{ .remote = C, .is_out_only = true, BTNS_OK },
		{ .remote = R, .is_in_only = true },
		{ .remote = R, .is_out_only = true, BTNS_OK },
		{ .remote = Q, BTNS_OK, .or_remote = NEAR_M },
	},
	.n_pad = 1, .n_spd = 6,
};

/* IKE's ports, mail and what M does not want stand apart from the rest */
static const struct figure exempt = {
	.self = A,
	.pad = { { { .rank = BTNS_PAD_BTNS_ANY } } },
	.spd = {
		{ .remote = WORLD, .lport = 500, .rport = 500, .is_plain = true },
		{ .remote = WORLD, .is_in_only = true, .rport = 25,
		  .is_plain = true },
		{ .remote = M, BTNS_OK },
		{ .remote = C, .rport = 80 },
		{ .remote = C, BTNS_OK },
	},
	.n_pad = 1, .n_spd = 5,
};

/* an SA of its own for each peer, each port, each protocol */
static const struct figure populated = {
	.self = A,
	.pad = { { { .id = FQDN("b.example"), .keys = KEYS(keys_b) },
		   .child = WORLD } },
	.spd = {
		{ .remote = NET_B, .pfp = BTNS_ADMIT_PFP_REMOTE },
		{ .remote = Q, .pfp = BTNS_ADMIT_PFP_LOCAL |
				      BTNS_ADMIT_PFP_RPORT },
		{ .remote = M, .pfp = BTNS_ADMIT_PFP_LPORT },
		{ .remote = C, .pfp = BTNS_ADMIT_PFP_PROTO },
	},
	.n_pad = 1, .n_spd = 4,
};

/* RFC 4301 4.5.3: network B is behind SG-B and R, C behind R alone */
static const struct figure gateways = {
	.self = A,
	.pad = { { { .id = FQDN("b.example"), .keys = KEYS(keys_b) },
		   .child = WORLD } },
	.spd = {
		{ .remote = NET_B, .gateway = SG_B, .or_gateway = R },
		{ .remote = C, .gateway = R },
	},
	.n_pad = 1, .n_spd = 2,
};

/* ---- from a figure to what is searched ---- */

struct world {
	struct btns_pad_entry entry[ENTRIES_MAX];
	struct btns_addr_range range[ENTRIES_MAX][3];
	const struct btns_pad_entry *order[ENTRIES_MAX];
	struct btns_pad_list pad;
	u64 packed[ENTRIES_MAX][48];
	u32 names[ENTRIES_MAX][16];
	struct btns_tunnel tunnels[ENTRIES_MAX][2];
	struct btns_admit_policy policy[ENTRIES_MAX];
	u32 n_spd;
	struct btns_admit_spd spd;
	u32 at;
};

static struct world world;

static bool next_policy(struct btns_admit_spd *spd,
			struct btns_admit_policy *policy)
{
	if (spd != &world.spd || world.at == world.n_spd)
		return false;
	*policy = world.policy[world.at++];
	return true;
}

static void set_addrs(struct btns_pad_addrs *addrs, enum place place,
		      struct btns_addr_range *range, u8 family)
{
	if (place == NOWHERE)
		return;
	*range = range_of(place, family);
	if (family == AF_INET) {
		addrs->v4 = range;
		addrs->v4_count = 1;
	} else {
		addrs->v6 = range;
		addrs->v6_count = 1;
	}
}

static void build_pad(const struct figure *fig, u8 family)
{
	u32 i;

	for (i = 0; i < fig->n_pad; i++) {
		const struct pad_line *line = &fig->pad[i];
		struct btns_pad_entry *entry = &world.entry[i];

		*entry = line->entry;
		entry->index = i + 1;
		set_addrs(&entry->child, line->child, &world.range[i][0],
			  family);
		set_addrs(&entry->claim, line->claim, &world.range[i][1],
			  family);
		set_addrs(&entry->ike_addr, line->ike_addr,
			  &world.range[i][2], family);
		world.order[i] = entry;
	}
	world.pad.entry = world.order;
	world.pad.count = fig->n_pad;
}

/* The traffic between two places. */
static void select_traffic(struct btns_selector_single *single, enum place self,
		   enum place remote, u16 lport, u16 rport, u8 family)
{
	struct btns_selector *sel = &single->sel;

	btns_selector_init(sel, family);
	single->local = range_of(self, family);
	sel->local = &single->local;
	sel->n_local = 1;
	if (remote != WORLD) {
		single->remote = range_of(remote, family);
		sel->remote = &single->remote;
		sel->n_remote = 1;
	}
	if (!lport && !rport)
		return;
	sel->proto = IPPROTO_TCP;
	single->lport = (struct btns_port_range){ lport, lport };
	single->rport = (struct btns_port_range){ rport, rport };
	sel->lport = &single->lport;
	sel->rport = &single->rport;
	sel->n_lport = !!lport;
	sel->n_rport = !!rport;
}

static struct btns_tunnel tunnel_to(const struct figure *fig, enum place gateway,
				    u8 family)
{
	return (struct btns_tunnel){
		.local = addr_of(fig->self, family),
		.remote = addr_of(gateway, family),
		.family = family,
	};
}

static void build_policy(const struct figure *fig, u32 i, u8 family)
{
	const struct spd_line *line = &fig->spd[i];
	struct btns_selector_single single;
	void *at = world.packed[i];

	select_traffic(&single, fig->self, line->remote, line->lport, line->rport,
	       family);
	at = btns_pack(at, &single.sel);
	if (line->or_remote) {
		select_traffic(&single, fig->self, line->or_remote, 0, 0, family);
		btns_pack(at, &single.sel);
	}
	if (line->name.len)
		btns_names_pack(world.names[i], &line->name, 1);
	world.tunnels[i][0] = tunnel_to(fig, line->gateway, family);
	world.tunnels[i][1] = tunnel_to(fig, line->or_gateway, family);
	world.policy[i] = (struct btns_admit_policy){
		.selectors = world.packed[i],
		.names = line->name.len ? (void *)world.names[i] : NULL,
		.n_sel = 1 + !!line->or_remote,
		.tunnels = world.tunnels[i],
		.n_tunnels = !!line->gateway + !!line->or_gateway,
		.index = 10 * (i + 1),
		.reqid = 7,
		.flags = line->flags,
		.pfp = line->pfp,
		.is_out = !line->is_in_only,
		.is_in = !line->is_out_only,
		.is_protect = !line->is_plain,
	};
}

static void build(const struct figure *fig, u8 family)
{
	u32 i;

	memset(&world, 0, sizeof(world));
	build_pad(fig, family);
	for (i = 0; i < fig->n_spd; i++)
		build_policy(fig, i, family);
	world.n_spd = fig->n_spd;
	world.spd.next = next_policy;
}

/* ---- the cells ---- */

struct admit_case {
	const char *desc;
	const struct figure *fig;
	struct btns_ident asserted;
	u8 level;
	u8 method;
	const u8 *key;
	enum place from;
	enum place remote;
	u32 pad;	/* PAD entry that the key manager means */
	u32 policy;	/* SPD entry */
	enum btns_admit_why why;
	u16 lport;
	u16 rport;
	enum place gateway;	/* tunnel mode with this other end */
	u8 family;		/* one alone */
};

#define AUTH_PEER(name, key) FQDN(name), BTNS_ADMIT_AUTH, RSA, key
#define BTNS_PEER(name, key) FQDN(name), BTNS_ADMIT_BTNS, SIGNATURE, key
#define NULL_PEER NOBODY, BTNS_ADMIT_NULL, NULL_AUTH, NULL
#define IS(x) BTNS_ADMIT_##x

static const struct admit_case admit_cells[] = {
	/* figures 2 and 3, section 3.1; also the worked vector */
	{ "3.1 Q for itself", &gateway, AUTH_PEER("q.example", key_q), Q, Q, 2,
	  20, IS(OK), .gateway = Q },
	{ "3.1 Q from elsewhere", &gateway, AUTH_PEER("q.example", key_q), M, Q,
	  2, 20, IS(OK), .gateway = Q },
	{ "3.1 Q for a host of B", &gateway, AUTH_PEER("q.example", key_q), Q,
	  B1, 2, 30, IS(NO_CHILD), .gateway = SG_B },
	{ "3.1 Q for the world", &gateway, AUTH_PEER("q.example", key_q), Q,
	  WORLD, 2, 40, IS(NO_CHILD) },
	{ "3.1 SG-B for its network", &gateway, AUTH_PEER("b.example", key_b),
	  SG_B, NET_B, 1, 30, IS(OK), .gateway = SG_B },
	{ "3.1 SG-B for a host in it", &gateway, AUTH_PEER("b.example", key_b),
	  SG_B, B1, 1, 30, IS(OK), .gateway = SG_B },
	{ "3.1 SG-B for Q", &gateway, AUTH_PEER("b.example", key_b), SG_B, Q, 1,
	  20, IS(NO_CHILD), .gateway = Q },
	{ "3.1 C for itself", &gateway, BTNS_PEER("c.example", key_c), C, C, 3,
	  40, IS(OK) },
	{ "3.1 C for the world", &gateway, BTNS_PEER("c.example", key_c), C,
	  WORLD, 3, 40, IS(CLAIMED), .family = AF_INET },
	{ "3.1 C for the world of IPv6", &gateway,
	  BTNS_PEER("c.example", key_c), C, WORLD, 3, 40, IS(MAPPED),
	  .family = AF_INET6 },
	{ "3.1 M for itself", &gateway, BTNS_PEER("m.example", key_m), M, M, 3,
	  40, IS(OK) },
	{ "3.1 M for itself, entry not named", &gateway,
	  BTNS_PEER("m.example", key_m), M, M, 0, 0, IS(OK) },
	{ "3.1 M says that it is Q", &gateway, BTNS_PEER("q.example", key_m), M,
	  M, 3, 40, IS(ENROLLED) },
	{ "3.1 M says that it is Q, with Q's address", &gateway,
	  BTNS_PEER("q.example", key_m), Q, Q, 2, 20, IS(ENROLLED),
	  .gateway = Q },
	{ "3.1 M passes as Q with its own key", &gateway,
	  AUTH_PEER("q.example", key_m), Q, Q, 2, 20, IS(CREDENTIAL),
	  .gateway = Q },
	{ "3.1 M passes as B without a key", &gateway,
	  AUTH_PEER("b.example", NULL), SG_B, B1, 1, 30, IS(CREDENTIAL),
	  .gateway = SG_B },
	{ "3.1 M for Q", &gateway, BTNS_PEER("m.example", key_m), M, Q, 3, 20,
	  IS(CLAIMED), .gateway = Q },
	{ "3.1 M for Q, in Q's place", &gateway, BTNS_PEER("m.example", key_m),
	  Q, Q, 3, 20, IS(CLAIMED), .gateway = Q },
	{ "3.1 M for Q by the last entry", &gateway,
	  BTNS_PEER("m.example", key_m), Q, Q, 3, 40, IS(CLAIMED) },
	{ "3.1 M for a host of B", &gateway, BTNS_PEER("m.example", key_m), B1,
	  B1, 3, 40, IS(CLAIMED) },
	{ "3.1 M for all of B", &gateway, BTNS_PEER("m.example", key_m), M,
	  NET_B, 3, 40, IS(CLAIMED) },
	{ "3.1 M for a net with Q in it", &gateway,
	  BTNS_PEER("m.example", key_m), M, NET_A, 3, 40, IS(CLAIMED) },
	{ "3.1 M for R", &gateway, BTNS_PEER("m.example", key_m), M, R, 3, 40,
	  IS(TOO_FAR) },
	{ "3.1 M for R, in R's place", &gateway, BTNS_PEER("m.example", key_m),
	  R, R, 3, 40, IS(NO_PROTECT) },
	{ "3.1 M for C, in C's place", &gateway, BTNS_PEER("m.example", key_m),
	  C, C, 3, 40, IS(OK) },
	{ "3.1 nobody", &gateway, NULL_PEER, M, M, 3, 40, IS(NO_NULL) },
	/* figures 4 and 5, section 3.2 */
	{ "3.2 A for itself", &mixed, AUTH_PEER("a.example", key_a), A, A, 1, 10,
	  IS(OK), .gateway = A },
	{ "3.2 A for Q's port alone", &mixed, AUTH_PEER("a.example", key_a), A,
	  A, 1, 10, IS(OK), .lport = 2049, .gateway = A },
	{ "3.2 A in transport mode", &mixed, AUTH_PEER("a.example", key_a), A, A,
	  1, 10, IS(MODE), .lport = 2049 },
	{ "3.2 A by the second entry", &mixed, AUTH_PEER("a.example", key_a), A,
	  A, 1, 20, IS(OTHER_POLICY), .lport = 2049, .gateway = A },
	{ "3.2 C for the port", &mixed, BTNS_PEER("c.example", key_c), C, C, 2,
	  20, IS(OK), .lport = 2049 },
	{ "3.2 C for all ports", &mixed, BTNS_PEER("c.example", key_c), C, C, 2,
	  20, IS(BEYOND) },
	{ "3.2 C for another port", &mixed, BTNS_PEER("c.example", key_c), C, C,
	  2, 20, IS(NO_POLICY), .lport = 22 },
	{ "3.2 SG-B is anybody", &mixed, BTNS_PEER("b.example", key_b), SG_B,
	  SG_B, 2, 20, IS(OK), .lport = 2049 },
	{ "3.2 M for B in B's place", &mixed, BTNS_PEER("m.example", key_m), B1,
	  B1, 2, 20, IS(OK), .lport = 2049 },
	{ "3.2 M for A in A's place", &mixed, BTNS_PEER("m.example", key_m), A,
	  A, 2, 20, IS(CLAIMED), .lport = 2049 },
	{ "3.2 M says that it is A", &mixed, BTNS_PEER("a.example", key_m), A, A,
	  1, 10, IS(ENROLLED), .gateway = A },
	/* figures 6 and 7, section 3.3 */
	{ "3.3 Q for the port", &btns_only, BTNS_PEER("q.example", key_q), Q, Q,
	  1, 10, IS(OK), .rport = 2049 },
	{ "3.3 Q says what it likes", &btns_only, BTNS_PEER("m.example", key_q),
	  Q, Q, 1, 10, IS(OK), .rport = 2049 },
	{ "3.3 Q for all ports", &btns_only, BTNS_PEER("q.example", key_q), Q, Q,
	  1, 10, IS(BEYOND) },
	{ "3.3 Q for telnet", &btns_only, BTNS_PEER("q.example", key_q), Q, Q, 1,
	  20, IS(NO_PROTECT), .rport = 23 },
	{ "3.3 M for Q in M's place", &btns_only, BTNS_PEER("m.example", key_m),
	  M, Q, 1, 10, IS(TOO_FAR), .rport = 2049 },
	{ "3.3 M for Q in Q's place", &btns_only, BTNS_PEER("m.example", key_m),
	  Q, Q, 1, 10, IS(OK), .rport = 2049 },
	/* section 3.4 */
	{ "3.4 C without BTNS", &classic, BTNS_PEER("c.example", key_c), C, C, 0,
	  0, IS(NO_ENTRY) },
	{ "3.4 Q without BTNS", &classic, AUTH_PEER("q.example", key_q), Q, Q, 2,
	  20, IS(OK), .gateway = Q },
	/* the flags of the SPD entry */
	{ "wide: M for what is near A", &wide_gateway,
	  BTNS_PEER("m.example", key_m), M, NET_A, 3, 40, IS(CLAIMED) },
	{ "wide: M for another host", &wide_gateway,
	  BTNS_PEER("m.example", key_m), M, C, 3, 40, IS(OK) },
	{ "wide: M for its neighbour", &wide_gateway,
	  BTNS_PEER("m.example", key_m), M, NEAR_M, 3, 40, IS(OK) },
	{ "wide: M for R", &wide_gateway, BTNS_PEER("m.example", key_m), M, R, 3,
	  40, IS(TOO_FAR) },
	{ "wide: M for Q", &wide_gateway, BTNS_PEER("m.example", key_m), M, Q, 3,
	  20, IS(CLAIMED), .gateway = Q },
	{ "wide: an IPv4 address in disguise", &wide_gateway,
	  BTNS_PEER("m.example", key_m), M, MAPPED_Q, 3, 40, IS(MAPPED),
	  .family = AF_INET6 },
	{ "prefix: M for its neighbour", &near_gateway,
	  BTNS_PEER("m.example", key_m), M, NEAR_M, 3, 40, IS(OK),
	  .family = AF_INET6 },
	{ "prefix: is nothing in IPv4", &near_gateway,
	  BTNS_PEER("m.example", key_m), M, NEAR_M, 3, 40, IS(TOO_FAR),
	  .family = AF_INET },
	{ "prefix: M for C", &near_gateway, BTNS_PEER("m.example", key_m), M, C,
	  3, 40, IS(TOO_FAR) },
	{ "no prefix: M for its neighbour", &gateway,
	  BTNS_PEER("m.example", key_m), M, NEAR_M, 3, 40, IS(TOO_FAR) },
	{ "stern: M for itself", &stern_gateway, BTNS_PEER("m.example", key_m),
	  M, M, 3, 40, IS(NEEDS_BTNS_OK) },
	{ "stern: Q for itself", &stern_gateway, AUTH_PEER("q.example", key_q),
	  Q, Q, 2, 20, IS(OK), .gateway = Q },
	{ "pinned only: M", &pinned_gateway, BTNS_PEER("m.example", key_m), M, M,
	  3, 40, IS(NEEDS_PIN) },
	/* every class of PAD entry */
	{ "revoked identity", &rich, AUTH_PEER("gone.example", key_q), Q, Q, 1,
	  40, IS(REVOKED) },
	{ "by id, and nothing has names", &rich,
	  AUTH_PEER("id.example", key_q), Q, Q, 2, 40, IS(NAMES_NOBODY) },
	{ "auth by no entry", &rich, AUTH_PEER("x.example", key_q), Q, Q, 6, 40,
	  IS(NO_ENTRY) },
	{ "a shared secret, no entry", &rich, FQDN("x.example"),
	  BTNS_ADMIT_BTNS, PSK, key_q, M, M, 6, 30, IS(METHOD) },
	{ "a method that the entry does not take", &rich, FQDN("x.example"),
	  BTNS_ADMIT_BTNS, RSA, key_q, M, M, 6, 30, IS(METHOD) },
	{ "pinned key", &rich, BTNS_PEER("x.example", key_c), C, C, 4, 10,
	  IS(OK) },
	{ "pinned key from elsewhere", &rich, BTNS_PEER("x.example", key_c), M,
	  C, 4, 10, IS(WRONG_PLACE) },
	{ "pinned key passed as any", &rich, BTNS_PEER("x.example", key_c), C, C,
	  6, 10, IS(OTHER_ENTRY) },
	{ "any key in the place of a pinned one", &rich,
	  BTNS_PEER("x.example", key_q), C, C, 6, 10, IS(CLAIMED) },
	{ "revoked key", &rich, BTNS_PEER("x.example", key_m), M, M, 6, 30,
	  IS(REVOKED) },
	{ "any key", &rich, BTNS_PEER("x.example", key_q), M, M, 6, 30, IS(OK) },
	{ "any key where NULL is good enough", &rich,
	  BTNS_PEER("x.example", key_q), R, R, 6, 20, IS(NEEDS_BTNS_OK) },
	{ "NULL", &rich, NULL_PEER, R, R, 3, 20, IS(OK) },
	{ "NULL beside BTNS", &rich, NULL_PEER, M, M, 3, 30, IS(OK) },
	{ "NULL where a key is needed", &rich, NULL_PEER, C, C, 3, 10,
	  IS(CLAIMED) },
	{ "NULL asserts somebody", &rich, FQDN("id.example"), BTNS_ADMIT_NULL,
	  NULL_AUTH, NULL, R, R, 3, 20, IS(OK) },
	{ "NULL without an entry", &no_null, NULL_PEER, M, M, 1, 10,
	  IS(NO_NULL) },
	{ "NULL passed as BTNS", &rich, NOBODY, BTNS_ADMIT_BTNS, NULL_AUTH,
	  key_q, R, R, 3, 20, IS(NO_ENTRY) },
	{ "BTNS passed as NULL", &rich, FQDN("x.example"), BTNS_ADMIT_NULL,
	  SIGNATURE, key_q, M, M, 6, 30, IS(NO_ENTRY) },
	/* directions, sets of selectors */
	{ "an entry for each direction", &one_way, BTNS_PEER("m", key_m), M, M,
	  1, 10, IS(OK) },
	{ "the inbound one is meant", &one_way, BTNS_PEER("m", key_m), M, M, 1,
	  20, IS(OTHER_POLICY) },
	{ "nothing comes in", &one_way, BTNS_PEER("m", key_m), C, C, 1, 30,
	  IS(NO_POLICY) },
	{ "stern inwards", &one_way, BTNS_PEER("m", key_m), R, R, 1, 50,
	  IS(NEEDS_BTNS_OK) },
	{ "the second selector", &one_way, BTNS_PEER("m", key_m), NEAR_M, NEAR_M,
	  1, 60, IS(OK) },
	/* entries in front that have a part of it */
	{ "parts are bypassed and discarded", &exempt, BTNS_PEER("m", key_m), M,
	  M, 1, 30, IS(OK) },
	{ "the part that is bypassed", &exempt, BTNS_PEER("m", key_m), M, M, 1,
	  30, IS(NO_PROTECT), .lport = 500, .rport = 500 },
	{ "the part that does not come in", &exempt, BTNS_PEER("m", key_m), M,
	  M, 1, 30, IS(NO_PROTECT), .rport = 25 },
	{ "a part is protected otherwise", &exempt, BTNS_PEER("m", key_m), C, C,
	  1, 50, IS(NEEDS_BTNS_OK) },
	{ "what that leaves", &exempt, BTNS_PEER("m", key_m), C, C, 1, 50,
	  IS(OK), .rport = 81 },
	/* populated from the packet */
	{ "a host of its own", &populated, AUTH_PEER("b.example", key_b), SG_B,
	  B1, 1, 10, IS(OK) },
	{ "all hosts", &populated, AUTH_PEER("b.example", key_b), SG_B, NET_B,
	  1, 10, IS(PFP) },
	{ "a port of its own", &populated, AUTH_PEER("b.example", key_b), SG_B,
	  Q, 1, 20, IS(OK), .rport = 80 },
	{ "the other port", &populated, AUTH_PEER("b.example", key_b), SG_B, Q,
	  1, 20, IS(PFP), .lport = 80 },
	{ "no port", &populated, AUTH_PEER("b.example", key_b), SG_B, Q, 1, 20,
	  IS(PFP) },
	{ "a local port of its own", &populated,
	  AUTH_PEER("b.example", key_b), SG_B, M, 1, 30, IS(OK), .lport = 80 },
	{ "no local port", &populated, AUTH_PEER("b.example", key_b), SG_B, M,
	  1, 30, IS(PFP), .rport = 80 },
	{ "a protocol of its own", &populated, AUTH_PEER("b.example", key_b),
	  SG_B, C, 1, 40, IS(OK), .rport = 80 },
	{ "all protocols", &populated, AUTH_PEER("b.example", key_b), SG_B, C,
	  1, 40, IS(PFP) },
	/* names */
	{ "named, from anywhere", &named, AUTH_PEER("q.example", key_q), M, M,
	  1, 20, IS(OK) },
	{ "named, from elsewhere", &named, AUTH_PEER("q.example", key_q), B1,
	  B1, 1, 20, IS(OK) },
	{ "named, for one port", &named, AUTH_PEER("q.example", key_q), M, M,
	  1, 20, IS(OK), .rport = 80 },
	{ "named, the entry not told", &named, AUTH_PEER("q.example", key_q),
	  M, M, 0, 0, IS(OK) },
	{ "named, for another host", &named, AUTH_PEER("q.example", key_q), M,
	  C, 1, 20, IS(NOT_ONE) },
	{ "named, for a net", &named, AUTH_PEER("q.example", key_q), B1, NET_B,
	  1, 20, IS(NOT_ONE) },
	{ "named, for the world", &named, AUTH_PEER("q.example", key_q), M,
	  WORLD, 1, 20, IS(NOT_ONE) },
	{ "named, for a host in a tunnel", &named,
	  AUTH_PEER("q.example", key_q), M, R, 1, 10, IS(OK), .gateway = M },
	{ "named, for another host in the tunnel", &named,
	  AUTH_PEER("q.example", key_q), M, C, 1, 20, IS(MODE), .gateway = M },
	{ "named by a domain", &named, AUTH_PEER("a.x.example", key_q), M, M,
	  3, 30, IS(OK) },
	{ "passed as another name", &named, AUTH_PEER("a.x.example", key_q), M,
	  M, 3, 20, IS(OTHER_POLICY) },
	{ "who is found by address passes its name over", &named,
	  AUTH_PEER("r.x.example", key_q), M, M, 2, 50, IS(OK) },
	{ "and gets no SA by it", &named, AUTH_PEER("r.x.example", key_q), M,
	  M, 2, 30, IS(OTHER_POLICY) },
	{ "a named key", &named, BTNS_PEER("b", key_b), Q, Q, 4, 40, IS(OK) },
	{ "a named key beyond its entry", &named, BTNS_PEER("b", key_b), B1,
	  B1, 4, 40, IS(CLAIMED) },
	{ "a named key for another host", &named, BTNS_PEER("b", key_b), Q, M,
	  4, 40, IS(NOT_ONE) },
	{ "asserts the name of the key's entry", &named,
	  BTNS_PEER("x", key_m), Q, Q, 6, 40, IS(OTHER_POLICY) },
	{ "no named key", &named, BTNS_PEER("m", key_m), Q, Q, 6, 50, IS(OK) },
	{ "M asserts Q's name", &named, BTNS_PEER("q.example", key_m), M, M, 6,
	  20, IS(ENROLLED) },
	{ "named behind what names nobody", &named, BTNS_PEER("c", key_c), C,
	  C, 5, 60, IS(NAMES_NOBODY) },
	/* the form */
	{ "tunnel where transport is meant", &gateway,
	  BTNS_PEER("m.example", key_m), M, M, 3, 40, IS(MODE), .gateway = M },
	{ "transport where a tunnel is meant", &gateway,
	  AUTH_PEER("q.example", key_q), Q, Q, 2, 20, IS(MODE) },
	{ "a tunnel to elsewhere", &gateway, AUTH_PEER("q.example", key_q), Q, Q,
	  2, 20, IS(OUTER), .gateway = M },
	{ "the first of two gateways", &gateways, AUTH_PEER("b.example", key_b),
	  SG_B, NET_B, 1, 10, IS(OK), .gateway = SG_B },
	{ "the second of two gateways", &gateways,
	  AUTH_PEER("b.example", key_b), R, B1, 1, 10, IS(OK), .gateway = R },
	{ "neither of two gateways", &gateways, AUTH_PEER("b.example", key_b),
	  M, NET_B, 1, 10, IS(OUTER), .gateway = M },
	{ "the gateway of another entry", &gateways,
	  AUTH_PEER("b.example", key_b), SG_B, C, 1, 20, IS(OUTER),
	  .gateway = SG_B },
	{ "transport where there are gateways", &gateways,
	  AUTH_PEER("b.example", key_b), B1, B1, 1, 10, IS(MODE) },
};
BTNS_KUNIT_TABLE(admit_cells);

/* What a peer proved: what it asserts with a credential, or its key. */
static struct btns_ident id_of(const struct admit_case *item)
{
	const struct btns_ident key = KEY(item->key);
	const struct btns_ident nobody = NOBODY;

	if (item->level == BTNS_ADMIT_AUTH)
		return item->asserted;
	return item->level == BTNS_ADMIT_BTNS && item->key ? key : nobody;
}

static void make_ask(const struct admit_case *item,
		     struct btns_selector_single *single,
		     struct btns_admit_ask *ask, u8 family)
{
	select_traffic(single, item->fig->self, item->remote, item->lport, item->rport,
	       family);
	*ask = (struct btns_admit_ask){
		.id = id_of(item),
		.peer = {
			.asserted = item->asserted,
			.key_hash = item->key,
			.ike_addr = addr_of(item->from, family),
			.ike_family = family,
			.method = item->method,
		},
		.sel = &single->sel,
		.local = addr_of(item->fig->self, family),
		.remote = addr_of(item->gateway ? item->gateway : item->remote,
				  family),
		.family = family,
		.level = item->level,
		.is_tunnel = item->gateway != NOWHERE,
		.reqid = 7,
	};
}

static enum btns_admit_why admit(const struct admit_case *item,
				 const struct btns_admit_ask *ask)
{
	struct btns_admit_leave leave;
	enum btns_admit_why why;
	u32 found;

	world.at = 0;
	why = btns_admit_peer(&world.pad, ask, item->pad, &leave);
	return why ? why : btns_admit_policy(&world.spd, ask, &leave,
					     item->policy, &found);
}

static void admit_decides(struct kunit *test)
{
	static const u8 families[] = { AF_INET, AF_INET6 };
	const struct admit_case *item = test->param_value;
	struct btns_selector_single single;
	struct btns_admit_ask ask;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(families); i++) {
		u8 family = families[i];

		if (item->family && item->family != family)
			continue;
		build(item->fig, family);
		make_ask(item, &single, &ask, family);
		KUNIT_EXPECT_EQ_MSG(test, admit(item, &ask), item->why,
				    "IPv%d", family == AF_INET ? 4 : 6);
	}
}

/* One packet may be IPv4 or IPv6 where the selector does not say. */
static void admit_looks_at_both_families(struct kunit *test)
{
	struct btns_selector_single single;
	struct admit_case item = {
		.fig = &no_null, .asserted = FQDN("m"),
		.level = BTNS_ADMIT_BTNS, .method = RSA, .key = key_m,
		.from = M, .remote = M,
	};
	struct btns_admit_leave leave;
	struct btns_admit_ask ask;

	build(item.fig, AF_INET);
	make_ask(&item, &single, &ask, AF_INET);
	KUNIT_EXPECT_EQ(test, btns_admit_peer(&world.pad, &ask, 0, &leave),
			BTNS_ADMIT_OK);
	KUNIT_EXPECT_EQ(test, leave.needs, BTNS_ADMIT_BTNS_OK);

	btns_selector_init(&single.sel, AF_UNSPEC);
	KUNIT_EXPECT_EQ(test, btns_admit_peer(&world.pad, &ask, 0, &leave),
			BTNS_ADMIT_MAPPED);
}

static void admit_compares_reqids(struct kunit *test)
{
	struct admit_case item = admit_cells[0];
	struct btns_selector_single single;
	struct btns_admit_ask ask;

	build(item.fig, AF_INET);
	make_ask(&item, &single, &ask, AF_INET);
	ask.reqid++;
	KUNIT_EXPECT_EQ(test, admit(&item, &ask), BTNS_ADMIT_REQID);
}

static void admit_has_words_for_all(struct kunit *test)
{
	enum btns_admit_why why;

	for (why = BTNS_ADMIT_OK + 1; why < BTNS_ADMIT_WHYS; why++)
		KUNIT_EXPECT_NOT_NULL(test, btns_admit_text(why));
}

struct meets_case {
	const char *desc;
	enum place a;
	enum place b;
	bool want;
};

static const struct meets_case meets[] = {
	{ "the same host", M, M, true },
	{ "two hosts", M, C, false },
	{ "a net and a host in it", NET_B, B1, true },
	{ "a host and a net that it is not in", M, NET_B, false },
	{ "everything", WORLD, M, true },
};
BTNS_KUNIT_TABLE(meets);

static void admit_meets_by_remote_address(struct kunit *test)
{
	const struct meets_case *item = test->param_value;
	struct btns_selector_single a, b;

	/* ports do not matter: the address is what is claimed */
	select_traffic(&a, A, item->a, 1, 0, AF_INET);
	select_traffic(&b, Q, item->b, 2, 0, AF_INET);
	KUNIT_EXPECT_EQ(test, btns_admit_meets(&a.sel, &b.sel), item->want);
	KUNIT_EXPECT_EQ(test, btns_admit_meets(&b.sel, &a.sel), item->want);
	select_traffic(&b, Q, item->b, 2, 0, AF_INET6);
	KUNIT_EXPECT_EQ(test, btns_admit_meets(&a.sel, &b.sel), false);
	btns_selector_init(&b.sel, AF_UNSPEC);
	KUNIT_EXPECT_EQ(test, btns_admit_meets(&a.sel, &b.sel), true);
}

/* ---- per packet ---- */

#define F(x) BTNS_ADMIT_##x

struct serves_case {
	const char *desc;
	u32 flags;
	u32 needs;
	bool is_pinned;
	bool want;
};

static const struct serves_case serves[] = {
	{ "auth, no flags", 0, 0, false, true },
	{ "auth, all flags", 0x3ff, 0, false, true },
	{ "btns, no flags", 0, F(BTNS_OK), false, false },
	{ "btns, btns-ok", F(BTNS_OK), F(BTNS_OK), false, true },
	{ "btns, null-ok", F(NULL_OK), F(BTNS_OK), false, false },
	{ "btns, pinned-only", F(BTNS_OK) | F(PINNED_ONLY), F(BTNS_OK), false,
	  false },
	{ "pinned, pinned-only", F(BTNS_OK) | F(PINNED_ONLY), F(BTNS_OK), true,
	  true },
	{ "pinned, no flags", 0, F(BTNS_OK), true, false },
	{ "null, btns-ok", F(BTNS_OK), F(NULL_OK), false, false },
	{ "null, null-ok", F(NULL_OK), F(NULL_OK), false, true },
	{ "null, pinned-only", F(NULL_OK) | F(BTNS_OK) | F(PINNED_ONLY),
	  F(NULL_OK), false, true },
	{ "wide, btns-ok", F(BTNS_OK), F(BTNS_OK) | F(WIDE), false, false },
	{ "wide, wide", F(BTNS_OK) | F(WIDE), F(BTNS_OK) | F(WIDE), false,
	  true },
	{ "prefix, wide", F(BTNS_OK) | F(WIDE), F(BTNS_OK) | F(PREFIX64), false,
	  true },
	{ "wide, prefix", F(BTNS_OK) | F(PREFIX64), F(BTNS_OK) | F(WIDE), false,
	  false },
};
BTNS_KUNIT_TABLE(serves);

static void admit_serves_by_flags(struct kunit *test)
{
	const struct serves_case *item = test->param_value;

	KUNIT_EXPECT_EQ(test, btns_admit_serves(item->flags, item->needs,
						item->is_pinned), item->want);
}

static void admit_ranks_levels(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, btns_admit_rank(BTNS_ADMIT_MANUAL),
			btns_admit_rank(BTNS_ADMIT_AUTH));
	KUNIT_EXPECT_EQ(test, btns_admit_rank(BTNS_ADMIT_AUTH) >
			      btns_admit_rank(BTNS_ADMIT_BTNS), true);
	KUNIT_EXPECT_EQ(test, btns_admit_rank(BTNS_ADMIT_BTNS) >
			      btns_admit_rank(BTNS_ADMIT_NULL), true);
}

static struct kunit_case admit_cases[] = {
	KUNIT_CASE_PARAM(admit_decides, admit_cells_gen_params),
	KUNIT_CASE(admit_looks_at_both_families),
	KUNIT_CASE(admit_compares_reqids),
	KUNIT_CASE(admit_has_words_for_all),
	KUNIT_CASE_PARAM(admit_meets_by_remote_address, meets_gen_params),
	KUNIT_CASE_PARAM(admit_serves_by_flags, serves_gen_params),
	KUNIT_CASE(admit_ranks_levels),
	{}
};

static struct kunit_suite admit_suite = {
	.name = "btns_admit",
	.test_cases = admit_cases,
};

kunit_test_suite(admit_suite);
