// SPDX-License-Identifier: GPL-2.0-only
#include "cover.h"

/* Blocks into which a range is cut; the prefix around more is good enough. */
#define SPLIT_MAX 8

#define PORT_NIBBLES 4

_Static_assert(sizeof(struct btns_key) == 44, "a key has no padding");

/* ---- nibbles ---- */

static u8 nibble(const u8 *octets, u8 at)
{
	return at % 2 ? octets[at / 2] & 15 : octets[at / 2] >> 4;
}

static void set_nibble(u8 *octets, u8 at, u8 value)
{
	u8 *octet = &octets[at / 2];

	*octet = at % 2 ? (*octet & 0xf0) | value :
			  (*octet & 0x0f) | (u8)(value << 4);
}

/* How many nibbles from @at to @end are @value, until one is not? */
static u8 run_of(const u8 *octets, u8 at, u8 end, u8 value)
{
	u8 from = at;

	while (at < end && nibble(octets, at) == value)
		at++;
	return at - from;
}

static u8 common_nibbles(const u8 *a, const u8 *b, u8 width)
{
	u8 at = 0;

	while (at + 1 < width && a[at / 2] == b[at / 2])
		at += 2;
	return at < width && nibble(a, at) == nibble(b, at) ? at + 1 : at;
}

/* ---- prefixes ---- */

static void prefix_cut(struct btns_prefix *prefix, u8 nibbles)
{
	u8 whole = nibbles / 2;

	prefix->nibbles = nibbles;
	if (nibbles % 2)
		prefix->octets[whole++] &= 0xf0;
	memset(prefix->octets + whole, 0, sizeof(prefix->octets) - whole);
}

/* Does every value that begins with @b begin with @a? */
static bool prefix_holds(const struct btns_prefix *a,
			 const struct btns_prefix *b)
{
	return a->nibbles <= b->nibbles &&
	       common_nibbles(a->octets, b->octets, a->nibbles) == a->nibbles;
}

static u8 longest(const struct btns_prefixes *prefixes)
{
	u8 i, nibbles = 0;

	for (i = 0; i < prefixes->count; i++)
		if (prefixes->list[i].nibbles > nibbles)
			nibbles = prefixes->list[i].nibbles;
	return nibbles;
}

/* There is room, or one of them holds it. */
static void put_prefix(struct btns_prefixes *prefixes,
		       const struct btns_prefix *prefix)
{
	u8 i, kept = 0;

	for (i = 0; i < prefixes->count; i++)
		if (prefix_holds(&prefixes->list[i], prefix))
			return;
	for (i = 0; i < prefixes->count; i++)
		if (!prefix_holds(prefix, &prefixes->list[i]))
			prefixes->list[kept++] = prefixes->list[i];
	prefixes->list[kept++] = *prefix;
	prefixes->count = kept;
}

/* Make the longest ones shorter by a nibble, and merge what becomes equal. */
static void shorten(struct btns_prefixes *prefixes)
{
	u8 i, count = prefixes->count, nibbles = longest(prefixes);
	struct btns_prefix prefix;

	prefixes->count = 0;
	for (i = 0; i < count; i++) {
		prefix = prefixes->list[i];
		if (prefix.nibbles == nibbles)
			prefix_cut(&prefix, nibbles - 1);
		put_prefix(prefixes, &prefix);
	}
}

/* The first @nibbles of @octets. */
static void add_prefix(struct btns_prefixes *prefixes, const u8 *octets,
		       u8 nibbles)
{
	struct btns_prefix prefix = {};

	memcpy(prefix.octets, octets, (prefixes->width + 1) / 2);
	prefix_cut(&prefix, nibbles);
	while (prefixes->count == BTNS_COVER_PREFIXES_MAX)
		shorten(prefixes);
	put_prefix(prefixes, &prefix);
}

/*
 * lo and hi differ first at nibble @at.  What lo's nibble begins is cut down to
 * the part from lo on, if that begins alike, what hi's begins to the part up to
 * hi; the blocks between are whole:
 *
 *	lo           hi
 *	3e8 ........ 7cf
 *	3    4 5 6   7
 */
static void add_blocks(struct btns_prefixes *prefixes, const u8 *lo,
		       const u8 *hi, u8 at)
{
	u8 end = prefixes->width, value, first = at + 1;
	u8 block[16] = {};

	memcpy(block, lo, (end + 1) / 2);
	add_prefix(prefixes, lo, first + run_of(lo, first, end, 15));
	for (value = nibble(lo, at) + 1; value < nibble(hi, at); value++) {
		set_nibble(block, at, value);
		add_prefix(prefixes, block, first);
	}
	add_prefix(prefixes, hi, first + run_of(hi, first, end, 0));
}

static void put_range(struct btns_prefixes *prefixes, const u8 *lo,
		      const u8 *hi)
{
	u8 end = prefixes->width, at = common_nibbles(lo, hi, end);
	bool is_whole = at == end ||
			(run_of(lo, at, end, 0) == end - at &&
			 run_of(hi, at, end, 15) == end - at);

	if (is_whole || nibble(hi, at) - nibble(lo, at) >= SPLIT_MAX)
		add_prefix(prefixes, lo, at);
	else
		add_blocks(prefixes, lo, hi, at);
}

static void prefixes_init(struct btns_prefixes *prefixes, u8 width)
{
	memset(&prefixes->list[0], 0, sizeof(prefixes->list[0]));
	prefixes->count = 0;
	prefixes->width = width;
}

void btns_prefixes_of_addrs(struct btns_prefixes *prefixes,
			    const struct btns_addr_range *list, u8 count,
			    u8 family)
{
	u8 i;

	prefixes_init(prefixes, (u8)(2 * btns_addr_len(family)));
	for (i = 0; i < count; i++)
		put_range(prefixes, list[i].lo.octets, list[i].hi.octets);
	if (!count)
		prefixes->count = 1;
}

void btns_prefixes_of_ports(struct btns_prefixes *prefixes,
			    const struct btns_port_range *list, u8 count)
{
	u8 i;

	prefixes_init(prefixes, PORT_NIBBLES);
	for (i = 0; i < count; i++) {
		const u8 lo[] = { list[i].lo >> 8, (u8)list[i].lo };
		const u8 hi[] = { list[i].hi >> 8, (u8)list[i].hi };

		put_range(prefixes, lo, hi);
	}
	if (!count)
		prefixes->count = 1;
}

/* ---- boxes ---- */

static u32 count_boxes(const struct btns_cover *cover)
{
	return (u32)cover->local.count * cover->remote.count *
	       cover->lport.count * cover->rport.count;
}

static struct btns_prefixes *most_prefixes(struct btns_cover *cover)
{
	struct btns_prefixes *fields[] = {
		&cover->local, &cover->remote, &cover->lport, &cover->rport,
	};
	struct btns_prefixes *most = fields[0];
	u8 i;

	for (i = 1; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (fields[i]->count > most->count)
			most = fields[i];
	return most;
}

u32 btns_cover_init(struct btns_cover *cover, const struct btns_selector *sel,
		    u32 limit)
{
	cover->proto = sel->proto;
	cover->family = sel->family;
	btns_prefixes_of_addrs(&cover->local, sel->local, sel->n_local,
			       sel->family);
	btns_prefixes_of_addrs(&cover->remote, sel->remote, sel->n_remote,
			       sel->family);
	btns_prefixes_of_ports(&cover->rport, sel->rport, sel->n_rport);
	if (sel->n_icmp)
		btns_prefixes_of_ports(&cover->lport, sel->icmp, sel->n_icmp);
	else if (sel->n_mh)
		btns_prefixes_of_ports(&cover->lport, sel->mh, sel->n_mh);
	else
		btns_prefixes_of_ports(&cover->lport, sel->lport,
				       sel->n_lport);

	/* a field of several prefixes has a nibble to give away */
	while (count_boxes(cover) > limit)
		shorten(most_prefixes(cover));
	return count_boxes(cover);
}

/* Take the place within a field from @at, leave that among the others. */
static const struct btns_prefix *take_place(const struct btns_prefixes *field,
					    u32 *at)
{
	u32 place = *at % field->count;

	*at /= field->count;
	return &field->list[place];
}

static void mask_octets(u8 *mask, u8 nibbles)
{
	memset(mask, 0xff, nibbles / 2);
	if (nibbles % 2)
		mask[nibbles / 2] = 0xf0;
}

static void put_addr(struct btns_addr *key, struct btns_addr *mask,
		     const struct btns_prefix *prefix)
{
	memcpy(key->octets, prefix->octets, sizeof(key->octets));
	mask_octets(mask->octets, prefix->nibbles);
}

static void put_port(u16 *key, u16 *mask, const struct btns_prefix *prefix)
{
	u8 octets[2] = {};

	mask_octets(octets, prefix->nibbles);
	*key = (u16)(prefix->octets[0] << 8 | prefix->octets[1]);
	*mask = (u16)(octets[0] << 8 | octets[1]);
}

void btns_cover_box(const struct btns_cover *cover, u32 at,
		    struct btns_box *box)
{
	struct btns_key *key = &box->key, *mask = &box->mask;

	memset(box, 0, sizeof(*box));
	put_addr(&key->local, &mask->local, take_place(&cover->local, &at));
	put_addr(&key->remote, &mask->remote, take_place(&cover->remote, &at));
	put_port(&key->lport, &mask->lport, take_place(&cover->lport, &at));
	put_port(&key->rport, &mask->rport, take_place(&cover->rport, &at));
	if (cover->proto != BTNS_PROTO_ANY) {
		key->proto = cover->proto;
		mask->proto = 0xffff;
	}
	if (cover->family != AF_UNSPEC) {
		key->family = cover->family;
		mask->family = 0xff;
	}
}

/* ---- packets ---- */

void btns_key_from_flow(struct btns_key *key, const struct btns_flow *flow,
			enum btns_dir dir)
{
	bool out = dir == BTNS_OUT;

	memset(key, 0, sizeof(*key));
	key->local = out ? flow->src : flow->dst;
	key->remote = out ? flow->dst : flow->src;
	key->family = flow->family;
	key->proto = btns_flow_hides_proto(flow) ? BTNS_PROTO_OPAQUE :
						   flow->proto;
	if (flow->has_ports) {
		key->lport = out ? flow->sport : flow->dport;
		key->rport = out ? flow->dport : flow->sport;
	} else if (flow->has_icmp) {
		key->lport = btns_icmp_number(flow->icmp_type, flow->icmp_code);
	} else if (flow->has_mh) {
		key->lport = flow->mh_type;
	}
}
