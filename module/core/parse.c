// SPDX-License-Identifier: GPL-2.0-only
#include "parse.h"

#define IPV4_HDR_MIN 20
#define IPV4_PROTO_OFF 9
#define IPV4_MORE_FRAGMENTS 0x2000
#define IPV4_OFFSET_MASK 0x1fff

#define IPV6_HDR_LEN 40
#define IPV6_NEXTHDR_OFF 6
#define IPV6_MORE_FRAGMENTS 0x0001
#define IPV6_OFFSET_MASK 0xfff8

/* Every extension header is a multiple of this, and at least this, long. */
#define EXTHDR_UNIT 8

#define IP_LEN_MAX 65535

/* Octets of a next layer header that hold what selectors look at. */
#define PORTS_LEN 4
#define ICMP_LEN 2
#define MH_LEN 3	/* RFC 6275 6.1.1: next header, length, type */

/*
 * What is left to look at: @data[0] to @data[@avail - 1] may be read, @limit
 * says where the packet ends.  @limit begins as the caller's length and shrinks
 * to the packet's own once that is known.
 */
struct parse_view {
	const u8 *data;
	size_t avail;
	size_t limit;
};

static u16 parse_be16(const u8 *p)
{
	return (u16)(p[0] << 8 | p[1]);
}

/* 0 if the first @end octets may be read, else what btns_parse() returns. */
static int parse_need(const struct parse_view *view, size_t end)
{
	if (end > view->limit)
		return -EINVAL;

	return end > view->avail ? (int)end : 0;
}

/* Believe the packet's own length, if the headers before @hdr_end fit in it. */
static int parse_set_total(struct parse_view *view, size_t total,
			   size_t hdr_end, struct btns_packet *pkt)
{
	if (total < hdr_end || total > view->limit)
		return -EINVAL;

	view->limit = total;
	pkt->total_len = (u32)total;
	return 0;
}

/* How much of the header behind all others might selectors look at? */
static size_t parse_upper_len(const struct btns_flow *flow)
{
	bool v4 = flow->family == AF_INET;

	if (flow->is_later_fragment)
		return 0;
	if (btns_proto_has_ports(flow->l4_proto))
		return PORTS_LEN;
	if (flow->l4_proto == (v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6))
		return ICMP_LEN;
	return !v4 && flow->l4_proto == IPPROTO_MH ? MH_LEN : 0;
}

static void parse_upper(const u8 *l4, size_t len, struct btns_flow *flow)
{
	switch (len) {
	case PORTS_LEN:
		flow->has_ports = true;
		flow->sport = parse_be16(l4);
		flow->dport = parse_be16(l4 + 2);
		break;
	case ICMP_LEN:
		flow->has_icmp = true;
		flow->icmp_type = l4[0];
		flow->icmp_code = l4[1];
		break;
	case MH_LEN:
		flow->has_mh = true;
		flow->mh_type = l4[2];
		break;
	}
}

/*
 * The next layer header, as far as selectors go.  Only a first fragment may end
 * inside it; the rest of the header is in another packet then, and RFC 4301
 * 4.4.1.1 calls the fields OPAQUE.
 */
static int parse_next_layer(const struct parse_view *view,
			    struct btns_packet *pkt)
{
	struct btns_flow *flow = &pkt->flow;
	size_t len = parse_upper_len(flow);
	size_t end = (size_t)pkt->l4_off + len;
	int err;

	if (!len || (end > view->limit && flow->is_fragment))
		return 0;
	err = parse_need(view, end);
	if (err)
		return err;

	/* else another header stands for it, which has no such fields */
	if (flow->proto == flow->l4_proto)
		parse_upper(view->data + pkt->l4_off, len, flow);
	return 0;
}

static int parse_ipv4_fragment(const struct parse_view *view,
			       struct btns_flow *flow)
{
	u16 field = parse_be16(view->data + 6);
	u32 offset = (u32)(field & IPV4_OFFSET_MASK) << 3;

	flow->is_later_fragment = offset;
	flow->is_fragment = offset || (field & IPV4_MORE_FRAGMENTS);

	/* The whole packet, its header included, has a 16-bit length. */
	if (offset && offset + view->limit > IP_LEN_MAX)
		return -EINVAL;

	return 0;
}

static int parse_ipv4(struct parse_view *view, struct btns_packet *pkt)
{
	struct btns_flow *flow = &pkt->flow;
	const u8 *data = view->data;
	size_t hdr_len;
	int err;

	hdr_len = (data[0] & 0x0fu) << 2;
	if (hdr_len < IPV4_HDR_MIN)
		return -EINVAL;
	err = parse_set_total(view, parse_be16(data + 2), hdr_len, pkt);
	if (err)
		return err;
	err = parse_ipv4_fragment(view, flow);
	if (err)
		return err;
	err = parse_need(view, hdr_len);
	if (err)
		return err;

	flow->family = AF_INET;
	flow->proto = data[IPV4_PROTO_OFF];
	flow->l4_proto = flow->proto;
	memcpy(flow->src.octets, data + 12, 4);
	memcpy(flow->dst.octets, data + 16, 4);

	pkt->l4_off = (u16)hdr_len;
	pkt->l4_nh_off = IPV4_PROTO_OFF;
	pkt->insert_off = pkt->l4_off;
	pkt->insert_nh_off = pkt->l4_nh_off;
	return parse_next_layer(view, pkt);
}

static bool parse_is_exthdr(u8 proto)
{
	return proto == IPPROTO_FRAGMENT || btns_skip_bit(proto);
}

/*
 * @off: the fragment header.  A header on a whole packet, RFC 6946's atomic
 * fragment, makes no fragment.
 */
static int parse_ipv6_fragment(const struct parse_view *view, size_t off,
			       struct btns_flow *flow)
{
	u16 field = parse_be16(view->data + off + 2);
	u32 offset = field & IPV6_OFFSET_MASK;
	size_t payload;

	if (offset)
		flow->is_later_fragment = true;
	if (offset || (field & IPV6_MORE_FRAGMENTS))
		flow->is_fragment = true;

	/*
	 * RFC 8200 4.5: the payload length after reassembly is that of the
	 * extension headers in front, which stay, and of what the fragments
	 * carry.  The fragment header itself is gone by then.
	 */
	payload = off - IPV6_HDR_LEN;
	payload += offset + view->limit - (off + EXTHDR_UNIT);
	return payload > IP_LEN_MAX ? -EINVAL : 0;
}

/*
 * One extension header at @pkt->l4_off: step over it.
 *
 * All but destination options stay in front of ESP and AH, and with them what
 * precedes them, so each moves the insertion point behind itself.
 */
static int parse_exthdr(const struct parse_view *view, struct btns_packet *pkt)
{
	struct btns_flow *flow = &pkt->flow;
	size_t off = pkt->l4_off;
	u8 type = flow->l4_proto;
	size_t end;
	int err;

	err = parse_need(view, off + EXTHDR_UNIT);
	if (err)
		return err;

	end = off + EXTHDR_UNIT;
	if (type == IPPROTO_FRAGMENT)
		err = parse_ipv6_fragment(view, off, flow);
	else
		end += (size_t)view->data[off + 1] * EXTHDR_UNIT;
	if (err)
		return err;
	err = parse_need(view, end);
	if (err)
		return err;

	flow->l4_proto = view->data[off];
	pkt->l4_off = (u16)end;
	pkt->l4_nh_off = (u16)off;
	if (type != IPPROTO_DSTOPTS) {
		pkt->insert_off = pkt->l4_off;
		pkt->insert_nh_off = pkt->l4_nh_off;
	}
	/* RFC 8200 4.3: hop-by-hop options right behind the IPv6 header only. */
	return flow->l4_proto == IPPROTO_HOPOPTS ? -EINVAL : 0;
}

static int parse_exthdrs(const struct parse_view *view, u32 skip,
			 struct btns_packet *pkt)
{
	struct btns_flow *flow = &pkt->flow;
	unsigned int walked = 0;
	bool is_found = false;
	int err;

	/* A later fragment holds no header of the chain behind its own. */
	while (!flow->is_later_fragment && parse_is_exthdr(flow->l4_proto)) {
		if (walked++ == BTNS_PARSE_MAX_EXTHDRS)
			return -EINVAL;
		if (!is_found) {
			is_found = btns_skip_bit(flow->l4_proto) & ~skip;
			flow->proto = flow->l4_proto;
		}
		err = parse_exthdr(view, pkt);
		if (err)
			return err;
	}
	if (!is_found)
		flow->proto = flow->l4_proto;
	return 0;
}

static int parse_ipv6(struct parse_view *view, u32 skip,
		      struct btns_packet *pkt)
{
	struct btns_flow *flow = &pkt->flow;
	const u8 *data = view->data;
	size_t payload;
	int err;

	err = parse_need(view, IPV6_HDR_LEN);
	if (err)
		return err;
	payload = parse_be16(data + 4);
	if (!payload)
		return -EINVAL;
	err = parse_set_total(view, IPV6_HDR_LEN + payload, IPV6_HDR_LEN, pkt);
	if (err)
		return err;

	flow->family = AF_INET6;
	flow->l4_proto = data[IPV6_NEXTHDR_OFF];
	memcpy(flow->src.octets, data + 8, 16);
	memcpy(flow->dst.octets, data + 24, 16);

	pkt->l4_off = IPV6_HDR_LEN;
	pkt->l4_nh_off = IPV6_NEXTHDR_OFF;
	pkt->insert_off = pkt->l4_off;
	pkt->insert_nh_off = pkt->l4_nh_off;
	err = parse_exthdrs(view, skip, pkt);
	if (err)
		return err;
	return parse_next_layer(view, pkt);
}

int btns_parse(const u8 *data, size_t avail, size_t len, u32 skip,
	       struct btns_packet *pkt)
{
	struct parse_view view = { .data = data, .avail = avail, .limit = len };
	int err;

	memset(pkt, 0, sizeof(*pkt));

	/* The shorter of the two headers, to learn which it is. */
	err = parse_need(&view, IPV4_HDR_MIN);
	if (err)
		return err;

	switch (data[0] >> 4) {
	case 4:
		return parse_ipv4(&view, pkt);
	case 6:
		return parse_ipv6(&view, skip, pkt);
	default:
		return -EINVAL;
	}
}
