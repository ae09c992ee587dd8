// SPDX-License-Identifier: GPL-2.0-only
#include "icmp.h"

#define ICMP4_UNREACHABLE 3
#define ICMP4_REDIRECT 5
#define ICMP4_TIME_EXCEEDED 11
#define ICMP4_PARAMETER 12
#define ICMP4_CODE_FRAG_NEEDED 4

#define ICMP6_UNREACHABLE 1
#define ICMP6_TOO_BIG 2
#define ICMP6_TIME_EXCEEDED 3
#define ICMP6_PARAMETER 4
#define ND_REDIRECT 137

/* Octets of an error before the packet that it quotes, both versions. */
#define ICMP_ERROR_LEN 8

/* A quoted packet may have been as long as IPv6 packets can be. */
#define QUOTED_LEN_MAX (40 + 65535)

static enum btns_icmp_kind icmp4_kind(u8 type, u8 code)
{
	switch (type) {
	case ICMP4_UNREACHABLE:
		return code == ICMP4_CODE_FRAG_NEEDED ? BTNS_ICMP_TOO_BIG :
							BTNS_ICMP_UNREACHABLE;
	case ICMP4_REDIRECT:
		return BTNS_ICMP_REDIRECT;
	case ICMP4_TIME_EXCEEDED:
		return BTNS_ICMP_TIME_EXCEEDED;
	case ICMP4_PARAMETER:
		return BTNS_ICMP_PARAMETER;
	default:
		return BTNS_ICMP_NONE;
	}
}

static enum btns_icmp_kind icmp6_kind(u8 type)
{
	switch (type) {
	case ICMP6_UNREACHABLE:
		return BTNS_ICMP_UNREACHABLE;
	case ICMP6_TOO_BIG:
		return BTNS_ICMP_TOO_BIG;
	case ICMP6_TIME_EXCEEDED:
		return BTNS_ICMP_TIME_EXCEEDED;
	case ICMP6_PARAMETER:
		return BTNS_ICMP_PARAMETER;
	case ND_REDIRECT:
		return BTNS_ICMP_REDIRECT;
	default:
		return BTNS_ICMP_NONE;
	}
}

enum btns_icmp_kind btns_icmp_kind(u8 family, u8 type, u8 code)
{
	return family == AF_INET ? icmp4_kind(type, code) : icmp6_kind(type);
}

enum btns_icmp_kind btns_icmp_error(const struct btns_flow *flow)
{
	enum btns_icmp_kind kind;

	if (!flow->has_icmp || flow->is_fragment)
		return BTNS_ICMP_NONE;
	kind = btns_icmp_kind(flow->family, flow->icmp_type, flow->icmp_code);
	return kind & BTNS_ICMP_QUOTING ? kind : BTNS_ICMP_NONE;
}

int btns_icmp_quote(const u8 *data, size_t avail,
		    const struct btns_packet *pkt, u32 skip,
		    struct btns_flow *flow)
{
	size_t off = (size_t)pkt->l4_off + ICMP_ERROR_LEN;
	struct btns_packet quoted;
	int need;

	if (off > pkt->total_len)
		return -EINVAL;
	/* a link layer may have padded the packet */
	avail = min(avail, (size_t)pkt->total_len);
	if (off > avail)
		return (int)off;

	need = btns_parse(data + off, avail - off, QUOTED_LEN_MAX, skip,
			  &quoted);
	if (need > 0 && off + (size_t)need <= pkt->total_len)
		return (int)(off + (size_t)need);
	if (need || quoted.flow.family != pkt->flow.family)
		return -EINVAL;

	*flow = quoted.flow;
	btns_flow_reverse(flow);
	return btns_addr_equal(&flow->dst, &pkt->flow.dst) ? 0 : -EINVAL;
}

bool btns_icmp_seq_is_recent(u64 sent, u32 quoted)
{
	u64 window = min(sent, (u64)BTNS_ICMP_SEQ_WINDOW);

	/* modulo 2^32: with ESN packets carry the low half */
	return (u32)sent - quoted < window;
}
