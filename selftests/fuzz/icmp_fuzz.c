// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/icmp.h"

#include "fuzz.h"

#define QUOTE_MAX (40 + 65535)

/*
 * The model: the quoted packet once more, whole, with made up octets behind those
 * that are there; once all zero, once all one.  What differs was not there.  That
 * it can be read does not depend on what is skipped.
 */
static int parse_filled(const u8 *quote, size_t len, u8 fill, u32 skip,
			struct btns_packet *pkt)
{
	static u8 whole[QUOTE_MAX];

	memset(whole, fill, sizeof(whole));
	memcpy(whole, quote, len);
	return btns_parse(whole, sizeof(whole), sizeof(whole), skip, pkt);
}

/* How many octets hold what selectors look at? */
static size_t model_needs(const struct btns_packet *pkt)
{
	bool icmp = pkt->flow.proto == (pkt->flow.family == AF_INET ? 1 : 58);

	if (pkt->flow.is_later_fragment)
		return pkt->l4_off;
	/* a first fragment may end inside them by its own length */
	if (pkt->flow.is_fragment && !pkt->flow.has_icmp &&
	    !pkt->flow.has_ports && !pkt->flow.has_mh)
		return pkt->l4_off;
	if (pkt->flow.has_mh)
		return pkt->l4_off + 3;
	if (icmp)
		return pkt->l4_off + 2;
	return pkt->l4_off + (btns_proto_has_ports(pkt->flow.proto) ? 4 : 0);
}

static int model_quote(const u8 *packet, const struct btns_packet *error,
		       u32 skip, struct btns_flow *flow)
{
	size_t off = error->l4_off + 8;
	struct btns_packet zeros, ones;
	const u8 *quote = packet + off;
	size_t len;

	if (off > error->total_len)
		return -EINVAL;
	len = error->total_len - off;
	if (parse_filled(quote, len, 0, BTNS_SKIP_ALL, &zeros) ||
	    parse_filled(quote, len, 0xff, BTNS_SKIP_ALL, &ones))
		return -EINVAL;
	if (memcmp(&zeros.flow, &ones.flow, sizeof(zeros.flow)))
		return -EINVAL;

	if (model_needs(&zeros) > len ||
	    zeros.flow.family != error->flow.family)
		return -EINVAL;

	fuzz_check(!parse_filled(quote, len, 0, skip, &zeros));
	*flow = zeros.flow;
	flow->src = zeros.flow.dst;
	flow->dst = zeros.flow.src;
	flow->sport = zeros.flow.dport;
	flow->dport = zeros.flow.sport;
	return memcmp(&flow->dst, &error->flow.dst, 16) ? -EINVAL : 0;
}

static void check_from(const u8 *packet, size_t avail, size_t len,
		       const struct btns_packet *error, u32 skip, int want_ret,
		       const struct btns_flow *want)
{
	struct btns_flow flow;
	u8 *copy;
	int ret;

	for (;;) {
		copy = fuzz_copy(packet, avail);
		memset(&flow, 0, sizeof(flow));
		ret = btns_icmp_quote(copy, avail, error, skip, &flow);
		free(copy);
		if (ret <= 0)
			break;
		fuzz_check((size_t)ret > avail &&
			   (size_t)ret <= error->total_len);
		fuzz_check((size_t)ret <= len);
		avail = ret;
	}
	fuzz_check(ret == want_ret);
	if (!ret)
		fuzz_check(!memcmp(&flow, want, sizeof(flow)));
}

/* Put a header in front that makes an error of the input, to who sent it. */
static size_t make_error(u8 *packet, struct fuzz_input *in, u8 options)
{
	bool v4 = options & 1;
	size_t head = v4 ? 20 : 40, len = head + 8 + in->size;

	memset(packet, 0, head + 8);
	memcpy(packet + head + 8, in->data, in->size);
	packet[0] = v4 ? 0x45 : 0x60;
	packet[v4 ? 9 : 6] = v4 ? 1 : 58;
	packet[v4 ? 2 : 4] = (v4 ? len : len - head) >> 8;
	packet[v4 ? 3 : 5] = v4 ? len : len - head;
	packet[head] = v4 ? 11 : 3;
	if (options & 2 && in->size >= head)
		memcpy(packet + (v4 ? 16 : 24), in->data + (v4 ? 12 : 8),
		       v4 ? 4 : 16);
	return len;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz_input in = { data, size };
	u8 options = fuzz_u8(&in);
	u32 skip = BTNS_SKIP_ALL & ~(options >> 2);
	size_t start = fuzz_u8(&in);
	struct btns_packet error;
	static u8 packet[65536];
	struct btns_flow want;
	size_t len;
	int ret;

	if (in.size > 4096)
		return 0;
	len = make_error(packet, &in, options);
	memset(&want, 0, sizeof(want));
	fuzz_check(!btns_parse(packet, len, len, skip, &error));
	fuzz_check(btns_icmp_error(&error.flow) == BTNS_ICMP_TIME_EXCEEDED);

	ret = model_quote(packet, &error, skip, &want);
	check_from(packet, len, len, &error, skip, ret, &want);
	check_from(packet, start < len ? start : len, len, &error, skip, ret,
		   &want);
	check_from(packet, error.l4_off, len, &error, skip, ret, &want);
	return 0;
}
