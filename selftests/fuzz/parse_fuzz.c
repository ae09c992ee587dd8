// SPDX-License-Identifier: GPL-2.0-or-later
#include <netinet/ip.h>
#include <netinet/ip6.h>

#include "core/parse.h"

#include "fuzz.h"

/* The longest packet there is, IPv6, and some more. */
#define PACKET_MAX (40 + 65535 + 64)

/* A header of the packet, in the order they come; the last has no length. */
struct model_header {
	u8 type;
	size_t off;
	size_t nh_off;
};

struct model {
	struct model_header headers[2 + BTNS_PARSE_MAX_EXTHDRS + 1];
	unsigned int nr;
	bool more;		/* any fragment header or field says so */
	bool later;
	size_t total;
};

static void model_add(struct model *m, u8 type, size_t off, size_t nh_off)
{
	m->headers[m->nr++] = (struct model_header){ type, off, nh_off };
}

static bool model_ipv4(struct model *m, const u8 *p, size_t len)
{
	struct iphdr ip;
	size_t frag;

	if (len < sizeof(ip))
		return false;
	memcpy(&ip, p, sizeof(ip));
	m->total = ntohs(ip.tot_len);
	if (ip.ihl < 5 || m->total > len || m->total < ip.ihl * 4u)
		return false;

	frag = ntohs(ip.frag_off);
	m->more = frag & IP_MF;
	m->later = frag & IP_OFFMASK;
	if (m->later && (frag & IP_OFFMASK) * 8 + m->total > 65535)
		return false;

	model_add(m, ip.protocol, ip.ihl * 4, 9);
	return true;
}

/* Length of the extension header at @off, 0 if it does not fit. */
static size_t model_exthdr_len(const struct model *m, const u8 *p, u8 type,
			       size_t off)
{
	size_t len = 8;

	if (off + 8 > m->total)
		return 0;
	if (type != IPPROTO_FRAGMENT)
		len = (p[off + 1] + 1u) * 8;
	return off + len > m->total ? 0 : len;
}

static bool model_fragment(struct model *m, const u8 *p, size_t off)
{
	struct ip6_frag frag;
	unsigned int start;
	size_t in_front, carried;

	memcpy(&frag, p + off, sizeof(frag));
	start = ntohs(frag.ip6f_offlg & IP6F_OFF_MASK);
	if (frag.ip6f_offlg & IP6F_MORE_FRAG)
		m->more = true;
	if (start)
		m->later = true;

	in_front = off - sizeof(struct ip6_hdr);
	carried = m->total - off - sizeof(frag);
	return in_front + start + carried <= 65535;
}

static bool model_ipv6(struct model *m, const u8 *p, size_t len)
{
	unsigned int walked = 0;
	size_t off = 40, step;
	struct ip6_hdr ip;
	u8 type;

	if (len < sizeof(ip))
		return false;
	memcpy(&ip, p, sizeof(ip));
	m->total = 40 + ntohs(ip.ip6_plen);
	if (!ip.ip6_plen || m->total > len)
		return false;

	type = ip.ip6_nxt;
	model_add(m, type, off, 6);
	while (!m->later && (type == 0 || type == 43 || type == 44 ||
			     type == 60)) {
		if (++walked > BTNS_PARSE_MAX_EXTHDRS)
			return false;
		step = model_exthdr_len(m, p, type, off);
		if (!step)
			return false;
		if (type == 44 && !model_fragment(m, p, off))
			return false;
		type = p[off];
		if (type == 0)
			return false;
		model_add(m, type, off + step, off);
		off += step;
	}
	return true;
}

static bool model_ports(u8 proto)
{
	static const u8 with_ports[] = { 6, 17, 33, 132, 136 };

	return memchr(with_ports, proto, sizeof(with_ports));
}

/* Ports, type and code, or type, of the header behind the last extension header. */
static bool model_next_layer(const struct model *m, const u8 *p,
			     struct btns_packet *pkt)
{
	const struct model_header *last = &m->headers[m->nr - 1];
	bool icmp = last->type == (pkt->flow.family == AF_INET ? 1 : 58);
	bool mh = last->type == 135 && pkt->flow.family == AF_INET6;
	size_t room = m->total - last->off;
	size_t want = icmp ? 2 : mh ? 3 : model_ports(last->type) ? 4 : 0;

	if (m->later || !want)
		return true;
	if (room < want)
		return m->more;

	p += last->off;
	if (icmp) {
		pkt->flow.has_icmp = true;
		pkt->flow.icmp_type = p[0];
		pkt->flow.icmp_code = p[1];
	} else if (mh) {
		pkt->flow.has_mh = true;
		pkt->flow.mh_type = p[2];
	} else {
		pkt->flow.has_ports = true;
		pkt->flow.sport = p[0] * 256 + p[1];
		pkt->flow.dport = p[2] * 256 + p[3];
	}
	return true;
}

/* Another header is the protocol: nothing of the last one counts. */
static void model_forget(struct btns_flow *flow)
{
	flow->has_ports = flow->has_icmp = flow->has_mh = false;
	flow->sport = flow->dport = 0;
	flow->icmp_type = flow->icmp_code = flow->mh_type = 0;
}

/* Behind the last header that is neither destination options nor the end. */
static unsigned int model_insert(const struct model *m)
{
	unsigned int i, insert = 0;

	for (i = 0; i + 1 < m->nr; i++)
		if (m->headers[i].type != 60)
			insert = i + 1;
	return insert;
}

/* The first header that is not skipped; a fragment header always is. */
static u8 model_proto(const struct model *m, bool v4, u32 skip)
{
	unsigned int i;
	u8 type;

	for (i = 0; !v4 && i + 1 < m->nr; i++) {
		type = m->headers[i].type;
		if ((type == 0 && !(skip & 1)) || (type == 43 && !(skip & 2)) ||
		    (type == 60 && !(skip & 4)))
			return type;
	}
	return m->headers[m->nr - 1].type;
}

static int model_parse(const u8 *p, size_t len, u32 skip,
		       struct btns_packet *pkt)
{
	const struct model_header *last, *insert;
	struct model m = {};
	bool v4, ok = false;

	memset(pkt, 0, sizeof(*pkt));
	if (!len)
		return -EINVAL;
	v4 = p[0] >> 4 == 4;
	if (v4)
		ok = model_ipv4(&m, p, len);
	else if (p[0] >> 4 == 6)
		ok = model_ipv6(&m, p, len);
	if (!ok)
		return -EINVAL;

	last = &m.headers[m.nr - 1];
	insert = &m.headers[model_insert(&m)];
	pkt->flow.family = v4 ? AF_INET : AF_INET6;
	pkt->flow.proto = model_proto(&m, v4, skip);
	pkt->flow.l4_proto = last->type;
	pkt->flow.is_fragment = m.more || m.later;
	pkt->flow.is_later_fragment = m.later;
	memcpy(&pkt->flow.src, p + (v4 ? 12 : 8), v4 ? 4 : 16);
	memcpy(&pkt->flow.dst, p + (v4 ? 16 : 24), v4 ? 4 : 16);
	pkt->total_len = m.total;
	pkt->l4_off = last->off;
	pkt->l4_nh_off = last->nh_off;
	pkt->insert_off = insert->off;
	pkt->insert_nh_off = insert->nh_off;
	if (!model_next_layer(&m, p, pkt))
		return -EINVAL;
	if (pkt->flow.proto != last->type)
		model_forget(&pkt->flow);
	return 0;
}

static void check_flow(const struct btns_flow *flow,
		       const struct btns_flow *want)
{
	fuzz_check(btns_addr_equal(&flow->src, &want->src));
	fuzz_check(btns_addr_equal(&flow->dst, &want->dst));
	fuzz_check(flow->sport == want->sport);
	fuzz_check(flow->dport == want->dport);
	fuzz_check(flow->icmp_type == want->icmp_type);
	fuzz_check(flow->icmp_code == want->icmp_code);
	fuzz_check(flow->family == want->family);
	fuzz_check(flow->proto == want->proto);
	fuzz_check(flow->l4_proto == want->l4_proto);
	fuzz_check(flow->has_ports == want->has_ports);
	fuzz_check(flow->has_icmp == want->has_icmp);
	fuzz_check(flow->has_mh == want->has_mh);
	fuzz_check(flow->mh_type == want->mh_type);
	fuzz_check(flow->is_fragment == want->is_fragment);
	fuzz_check(flow->is_later_fragment == want->is_later_fragment);
}

static void check_packet(const struct btns_packet *pkt,
			 const struct btns_packet *want)
{
	check_flow(&pkt->flow, &want->flow);
	fuzz_check(pkt->total_len == want->total_len);
	fuzz_check(pkt->l4_off == want->l4_off);
	fuzz_check(pkt->l4_nh_off == want->l4_nh_off);
	fuzz_check(pkt->insert_off == want->insert_off);
	fuzz_check(pkt->insert_nh_off == want->insert_nh_off);
}

/* Begin with @avail octets and bring as many as are asked for. */
static void check_from(const u8 *packet, size_t avail, size_t len, u32 skip,
		       int want_ret, const struct btns_packet *want)
{
	struct btns_packet pkt;
	u8 *copy;
	int ret;

	for (;;) {
		copy = fuzz_copy(packet, avail);
		ret = btns_parse(copy, avail, len, skip, &pkt);
		free(copy);
		if (ret <= 0)
			break;
		fuzz_check((size_t)ret > avail && (size_t)ret <= len);
		avail = ret;
	}

	fuzz_check(ret == want_ret);
	if (!ret)
		check_packet(&pkt, want);
}

/* Make the length field that of the packet, so that more than it is tested. */
static void fix_length(u8 *packet, size_t len)
{
	if (len >= 20 && packet[0] >> 4 == 4 && len <= 65535) {
		packet[2] = len >> 8;
		packet[3] = len;
	} else if (len >= 40 && packet[0] >> 4 == 6 && len - 40 <= 65535) {
		packet[4] = (len - 40) >> 8;
		packet[5] = len - 40;
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static u8 packet[PACKET_MAX];
	struct fuzz_input in = { data, size };
	u8 options = fuzz_u8(&in);
	u32 skip = BTNS_SKIP_ALL & ~(options >> 2);
	size_t start = fuzz_u8(&in);
	struct btns_packet want;
	size_t len, extra = 0;
	int ret;

	/* Octets that nobody wrote are zero and cost the fuzzer nothing. */
	if (options & 1)
		extra = fuzz_u16(&in);
	if (in.size + extra > sizeof(packet))
		return 0;
	len = in.size + extra;
	memset(packet, 0, len);
	fuzz_take(&in, packet, in.size);
	if (options & 2)
		fix_length(packet, len);

	ret = model_parse(packet, len, skip, &want);
	check_from(packet, len, len, skip, ret, &want);
	check_from(packet, start < len ? start : len, len, skip, ret, &want);
	check_from(packet, 0, len, skip, ret, &want);
	return 0;
}
