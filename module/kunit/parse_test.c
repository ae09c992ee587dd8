// SPDX-License-Identifier: GPL-2.0-only
#include "../core/parse.h"

#include "table.h"

#define HI(x) ((x) >> 8 & 0xff)
#define LO(x) ((x) & 0xff)
#define BE16(x) HI(x), LO(x)

/* 192.0.2.1 to 198.51.100.2, header checksum not looked at */
#define IPV4_OPTS(words, total, frag, proto)				\
	0x40 | (words), 0, BE16(total), 0, 1, BE16(frag), 64, proto, 0, 0, \
	192, 0, 2, 1, 198, 51, 100, 2
#define IPV4(total, frag, proto) IPV4_OPTS(5, total, frag, proto)
#define NOPS 1, 1, 1, 1
#define DF 0x4000
#define MF 0x2000

/* 2001:db8::1 to 2001:db8::2 */
#define IPV6(payload, nexthdr)						\
	0x60, 0, 0, 0, BE16(payload), nexthdr, 64,			\
	0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,	\
	0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2
#define EXT(nexthdr) nexthdr, 0, 1, 4, 0, 0, 0, 0
#define EXT16(nexthdr) nexthdr, 1, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
#define FRAG(nexthdr, field) nexthdr, 0, BE16(field), 0, 0, 0, 1
#define FRAG_M 1

#define HOP 0
#define ICMP 1
#define TCP 6
#define UDP 17
#define DCCP 33
#define RT 43
#define FR 44
#define GRE 47
#define ESP 50
#define AH 51
#define ICMP6 58
#define NONE 59
#define DST 60
#define SCTP 132
#define MHDR 135
#define UDPLITE 136

#define PORTS BE16(12345), BE16(443)
/* RFC 6275 6.1.1: next header, length, type, reserved, checksum */
#define MH_HDR(type) 59, 0, type, 0, 0, 0, 0, 0
#define UDP_HDR PORTS, 0, 8, 0, 0

static const u8 ipv4_src[16] = { 192, 0, 2, 1 };
static const u8 ipv4_dst[16] = { 198, 51, 100, 2 };
static const u8 ipv6_src[16] = { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 };
static const u8 ipv6_dst[16] = { 0x20, 0x01, 0x0d, 0xb8, [15] = 2 };

/* A packet of @len octets, zeros behind those given; @avail 0: all readable. */
struct parse_bad_case {
	const char *desc;
	size_t len;
	size_t avail;
	u8 octets[160];
};

static const struct parse_bad_case parse_bad[] = {
	{ "nothing at all", 0 },
	{ "one octet short of an IPv4 header", 19, 0, { IPV4(19, 0, UDP) } },
	{ "version 0", 60, 0, { 0x05, 0, 0, 60 } },
	{ "version 5", 60, 0, { 0x55, 0, 0, 60 } },
	{ "version 15", 60, 0, { 0xf5, 0, 0, 60 } },
	{ "IPv4 header length of 4 words", 28, 0,
	  { IPV4_OPTS(4, 28, 0, UDP), UDP_HDR } },
	{ "IPv4 options longer than the packet", 56, 0,
	  { IPV4_OPTS(15, 56, 0, GRE) } },
	{ "IPv4 total length behind the data", 28, 0,
	  { IPV4(29, 0, UDP), UDP_HDR } },
	{ "IPv4 total length inside the header", 28, 0,
	  { IPV4(19, 0, UDP), UDP_HDR } },
	{ "IPv4 total length zero", 28, 0, { IPV4(0, 0, UDP), UDP_HDR } },
	{ "IPv4 ends inside the ports", 23, 0, { IPV4(23, 0, TCP), PORTS } },
	{ "IPv4 ends before the ports", 20, 0, { IPV4(20, 0, UDP) } },
	{ "IPv4 ports only behind the total length", 28, 0,
	  { IPV4(23, 0, UDP), UDP_HDR } },
	{ "IPv4 ends inside type and code", 21, 0, { IPV4(21, 0, ICMP), 8 } },
	{ "IPv4 fragment ends behind 65535", 32, 0,
	  { IPV4(32, 8188, UDP), UDP_HDR } },
	{ "IPv4 more fragments behind 65535", 28, 0,
	  { IPV4(28, MF | 8191, UDP), UDP_HDR } },
	{ "one octet short of an IPv6 header", 39, 0, { IPV6(8, UDP) } },
	{ "IPv6 payload behind the data", 48, 0, { IPV6(9, UDP), UDP_HDR } },
	{ "IPv6 jumbogram", 56, 0, { IPV6(0, HOP), UDP, 0, 0xc2, 4, 0, 1, 0, 0 } },
	{ "IPv6 payload length zero", 40, 0, { IPV6(0, NONE) } },
	{ "IPv6 ends inside the ports", 43, 0, { IPV6(3, UDP), PORTS } },
	{ "IPv6 ends inside type and code", 41, 0, { IPV6(1, ICMP6), 128 } },
	{ "IPv6 ends before the mobility header type", 42, 0,
	  { IPV6(2, MHDR), 59, 0 } },
	{ "atomic fragment ends before the mobility header type", 50, 0,
	  { IPV6(10, FR), FRAG(MHDR, 0), 59, 0 } },
	{ "IPv6 ends inside the ports behind an extension header", 51, 0,
	  { IPV6(11, DST), EXT(TCP), PORTS } },
	{ "IPv6 extension header cut short", 47, 0, { IPV6(7, DST), EXT(TCP) } },
	{ "IPv6 extension header longer than the packet", 55, 0,
	  { IPV6(15, DST), EXT16(NONE) } },
	{ "IPv6 extension header behind the payload length", 56, 0,
	  { IPV6(15, DST), EXT16(NONE) } },
	{ "IPv6 extension header of 2048 octets", 56, 0,
	  { IPV6(16, DST), NONE, 255 } },
	{ "hop-by-hop behind hop-by-hop", 64, 0,
	  { IPV6(24, HOP), EXT(HOP), EXT(UDP), UDP_HDR } },
	{ "hop-by-hop behind destination options", 64, 0,
	  { IPV6(24, DST), EXT(HOP), EXT(UDP), UDP_HDR } },
	{ "hop-by-hop behind a fragment header", 64, 0,
	  { IPV6(24, FR), FRAG(HOP, FRAG_M), EXT(UDP), UDP_HDR } },
	{ "hop-by-hop in a later fragment", 56, 0,
	  { IPV6(16, FR), FRAG(HOP, 8), UDP_HDR } },
	{ "13 extension headers", 152, 0,
	  { IPV6(112, DST), EXT(DST), EXT(DST), EXT(DST), EXT(DST), EXT(DST),
	    EXT(DST), EXT(DST), EXT(DST), EXT(DST), EXT(DST), EXT(DST),
	    EXT(DST), EXT(UDP), UDP_HDR } },
	{ "IPv6 fragment ends behind 65535", 56, 0,
	  { IPV6(16, FR), FRAG(UDP, 65528), UDP_HDR } },
	{ "IPv6 fragment ends behind 65535 with its options", 72, 0,
	  { IPV6(32, HOP), EXT(FR), FRAG(UDP, 65512), UDP_HDR, UDP_HDR } },
	{ "atomic fragment ends inside the ports", 51, 0,
	  { IPV6(11, FR), FRAG(UDP, 0), PORTS } },
};
BTNS_KUNIT_TABLE(parse_bad);

/* @want is without addresses, which are all the same. */
struct parse_good_case {
	const char *desc;
	size_t len;
	size_t avail;
	struct btns_packet want;
	u8 octets[160];
};

#define FLOW4(p, ...) .flow = { .family = AF_INET, .proto = (p),	\
				.l4_proto = (p), ##__VA_ARGS__ }
#define FLOW6(p, ...) .flow = { .family = AF_INET6, .proto = (p),	\
				.l4_proto = (p), ##__VA_ARGS__ }
#define HAS_PORTS .has_ports = true, .sport = 12345, .dport = 443
#define HAS_ICMP(t, c) .has_icmp = true, .icmp_type = (t), .icmp_code = (c)
#define HAS_MH(t) .has_mh = true, .mh_type = (t)
#define FIRST .is_fragment = true
#define LATER .is_fragment = true, .is_later_fragment = true
#define L4(off, nh) .l4_off = (off), .l4_nh_off = (nh)
#define INSERT(off, nh) .insert_off = (off), .insert_nh_off = (nh)
#define TOTAL(len) .total_len = (len)

static const struct parse_good_case parse_good[] = {
	{ "IPv4 UDP", 28, 0,
	  { FLOW4(UDP, HAS_PORTS), TOTAL(28), L4(20, 9), INSERT(20, 9) },
	  { IPV4(28, 0, UDP), UDP_HDR } },
	{ "IPv4 TCP", 40, 0,
	  { FLOW4(TCP, HAS_PORTS), TOTAL(40), L4(20, 9), INSERT(20, 9) },
	  { IPV4(40, DF, TCP), PORTS } },
	{ "IPv4 SCTP", 32, 0,
	  { FLOW4(SCTP, HAS_PORTS), TOTAL(32), L4(20, 9), INSERT(20, 9) },
	  { IPV4(32, 0, SCTP), PORTS } },
	{ "IPv4 DCCP", 32, 0,
	  { FLOW4(DCCP, HAS_PORTS), TOTAL(32), L4(20, 9), INSERT(20, 9) },
	  { IPV4(32, 0, DCCP), PORTS } },
	{ "IPv4 UDP-Lite", 28, 0,
	  { FLOW4(UDPLITE, HAS_PORTS), TOTAL(28), L4(20, 9), INSERT(20, 9) },
	  { IPV4(28, 0, UDPLITE), UDP_HDR } },
	{ "IPv4 ports and no more", 24, 0,
	  { FLOW4(UDP, HAS_PORTS), TOTAL(24), L4(20, 9), INSERT(20, 9) },
	  { IPV4(24, 0, UDP), PORTS } },
	{ "IPv4 octets behind the packet", 46, 0,
	  { FLOW4(UDP, HAS_PORTS), TOTAL(28), L4(20, 9), INSERT(20, 9) },
	  { IPV4(28, 0, UDP), UDP_HDR } },
	{ "IPv4 with one word of options", 32, 0,
	  { FLOW4(UDP, HAS_PORTS), TOTAL(32), L4(24, 9), INSERT(24, 9) },
	  { IPV4_OPTS(6, 32, 0, UDP), NOPS, UDP_HDR } },
	{ "IPv4 with ten words of options", 68, 0,
	  { FLOW4(UDP, HAS_PORTS), TOTAL(68), L4(60, 9), INSERT(60, 9) },
	  { IPV4_OPTS(15, 68, 0, UDP), NOPS, NOPS, NOPS, NOPS, NOPS, NOPS,
	    NOPS, NOPS, NOPS, NOPS, UDP_HDR } },
	{ "IPv4 ICMP", 28, 0,
	  { FLOW4(ICMP, HAS_ICMP(3, 4)), TOTAL(28), L4(20, 9), INSERT(20, 9) },
	  { IPV4(28, 0, ICMP), 3, 4 } },
	{ "IPv4 ICMPv6 has no type", 28, 0,
	  { FLOW4(ICMP6), TOTAL(28), L4(20, 9), INSERT(20, 9) },
	  { IPV4(28, 0, ICMP6), 128, 0 } },
	{ "IPv4 ESP", 28, 0,
	  { FLOW4(ESP), TOTAL(28), L4(20, 9), INSERT(20, 9) },
	  { IPV4(28, 0, ESP), UDP_HDR } },
	{ "IPv4 without payload", 20, 0,
	  { FLOW4(GRE), TOTAL(20), L4(20, 9), INSERT(20, 9) },
	  { IPV4(20, 0, GRE) } },
	{ "IPv4 extension header numbers are protocols", 28, 0,
	  { FLOW4(DST), TOTAL(28), L4(20, 9), INSERT(20, 9) },
	  { IPV4(28, 0, DST), EXT(UDP) } },
	{ "IPv4 protocol zero", 28, 0,
	  { FLOW4(0), TOTAL(28), L4(20, 9), INSERT(20, 9) },
	  { IPV4(28, 0, 0), EXT(UDP) } },
	{ "IPv4 reserved bit is no fragment", 28, 0,
	  { FLOW4(UDP, HAS_PORTS), TOTAL(28), L4(20, 9), INSERT(20, 9) },
	  { IPV4(28, 0x8000, UDP), UDP_HDR } },
	{ "IPv4 first fragment", 28, 0,
	  { FLOW4(UDP, HAS_PORTS, FIRST), TOTAL(28), L4(20, 9), INSERT(20, 9) },
	  { IPV4(28, MF, UDP), UDP_HDR } },
	{ "IPv4 first fragment that ends inside the ports", 23, 0,
	  { FLOW4(UDP, FIRST), TOTAL(23), L4(20, 9), INSERT(20, 9) },
	  { IPV4(23, MF, UDP), PORTS } },
	{ "IPv4 first fragment that ends inside type and code", 21, 0,
	  { FLOW4(ICMP, FIRST), TOTAL(21), L4(20, 9), INSERT(20, 9) },
	  { IPV4(21, MF, ICMP), 8 } },
	{ "IPv4 second fragment", 28, 0,
	  { FLOW4(UDP, LATER), TOTAL(28), L4(20, 9), INSERT(20, 9) },
	  { IPV4(28, MF | 1, UDP), UDP_HDR } },
	{ "IPv4 last fragment", 28, 0,
	  { FLOW4(UDP, LATER), TOTAL(28), L4(20, 9), INSERT(20, 9) },
	  { IPV4(28, 0x1000, UDP), UDP_HDR } },
	{ "IPv4 later fragment of ICMP", 28, 0,
	  { FLOW4(ICMP, LATER), TOTAL(28), L4(20, 9), INSERT(20, 9) },
	  { IPV4(28, 185, ICMP), 8, 0 } },
	{ "IPv4 fragment that ends at 65535", 31, 0,
	  { FLOW4(UDP, LATER), TOTAL(31), L4(20, 9), INSERT(20, 9) },
	  { IPV4(31, 8188, UDP), PORTS } },
	{ "IPv4 of 65535 octets, headers readable", 65535, 24,
	  { FLOW4(UDP, HAS_PORTS), TOTAL(65535), L4(20, 9), INSERT(20, 9) },
	  { IPV4(65535, 0, UDP), PORTS } },

	{ "IPv6 UDP", 48, 0,
	  { FLOW6(UDP, HAS_PORTS), TOTAL(48), L4(40, 6), INSERT(40, 6) },
	  { IPV6(8, UDP), UDP_HDR } },
	{ "IPv6 TCP with octets behind the packet", 80, 0,
	  { FLOW6(TCP, HAS_PORTS), TOTAL(60), L4(40, 6), INSERT(40, 6) },
	  { IPV6(20, TCP), PORTS } },
	{ "IPv6 ICMPv6", 48, 0,
	  { FLOW6(ICMP6, HAS_ICMP(135, 0)), TOTAL(48), L4(40, 6),
	    INSERT(40, 6) },
	  { IPV6(8, ICMP6), 135, 0 } },
	{ "IPv6 ICMP has no type", 48, 0,
	  { FLOW6(ICMP), TOTAL(48), L4(40, 6), INSERT(40, 6) },
	  { IPV6(8, ICMP), 8, 0 } },
	{ "IPv6 mobility header", 48, 0,
	  { FLOW6(MHDR, HAS_MH(5)), TOTAL(48), L4(40, 6), INSERT(40, 6) },
	  { IPV6(8, MHDR), MH_HDR(5) } },
	{ "IPv6 mobility header behind destination options", 56, 0,
	  { FLOW6(MHDR, HAS_MH(255)), TOTAL(56), L4(48, 40), INSERT(40, 6) },
	  { IPV6(16, DST), EXT(MHDR), MH_HDR(255) } },
	{ "IPv6 mobility header's type and no more", 43, 0,
	  { FLOW6(MHDR, HAS_MH(7)), TOTAL(43), L4(40, 6), INSERT(40, 6) },
	  { IPV6(3, MHDR), 59, 0, 7 } },
	{ "IPv6 first fragment that ends before the mobility header type", 50, 0,
	  { FLOW6(MHDR, FIRST), TOTAL(50), L4(48, 40), INSERT(48, 40) },
	  { IPV6(10, FR), FRAG(MHDR, FRAG_M), 59, 0 } },
	{ "IPv6 later fragment of a mobility header", 56, 0,
	  { FLOW6(MHDR, LATER), TOTAL(56), L4(48, 40), INSERT(48, 40) },
	  { IPV6(16, FR), FRAG(MHDR, 8), MH_HDR(5) } },
	{ "IPv4 has no mobility header", 28, 0,
	  { FLOW4(MHDR), TOTAL(28), L4(20, 9), INSERT(20, 9) },
	  { IPV4(28, 0, MHDR), MH_HDR(5) } },
	{ "IPv6 no next header", 48, 0,
	  { FLOW6(NONE), TOTAL(48), L4(40, 6), INSERT(40, 6) },
	  { IPV6(8, NONE) } },
	{ "IPv6 AH ends the walk", 56, 0,
	  { FLOW6(AH), TOTAL(56), L4(40, 6), INSERT(40, 6) },
	  { IPV6(16, AH), EXT(DST), EXT(UDP) } },
	{ "IPv6 ESP behind hop-by-hop", 56, 0,
	  { FLOW6(ESP), TOTAL(56), L4(48, 40), INSERT(48, 40) },
	  { IPV6(16, HOP), EXT(ESP), UDP_HDR } },
	{ "IPv6 of 65575 octets, headers readable", 65575, 44,
	  { FLOW6(UDP, HAS_PORTS), TOTAL(65575), L4(40, 6), INSERT(40, 6) },
	  { IPV6(65535, UDP), PORTS } },

	/* RFC 4303 3.1.1: what stays in front of ESP and what goes inside */
	{ "hop-by-hop stays in front", 56, 0,
	  { FLOW6(UDP, HAS_PORTS), TOTAL(56), L4(48, 40), INSERT(48, 40) },
	  { IPV6(16, HOP), EXT(UDP), UDP_HDR } },
	{ "destination options go inside", 56, 0,
	  { FLOW6(UDP, HAS_PORTS), TOTAL(56), L4(48, 40), INSERT(40, 6) },
	  { IPV6(16, DST), EXT(UDP), UDP_HDR } },
	{ "destination options behind hop-by-hop go inside", 72, 0,
	  { FLOW6(UDP, HAS_PORTS), TOTAL(72), L4(64, 48), INSERT(48, 40) },
	  { IPV6(32, HOP), EXT(DST), EXT16(UDP), UDP_HDR } },
	{ "destination options before routing stay in front", 64, 0,
	  { FLOW6(UDP, HAS_PORTS), TOTAL(64), L4(56, 48), INSERT(56, 48) },
	  { IPV6(24, DST), EXT(RT), EXT(UDP), UDP_HDR } },
	{ "destination options behind routing go inside", 72, 0,
	  { FLOW6(UDP, HAS_PORTS), TOTAL(72), L4(64, 56), INSERT(56, 40) },
	  { IPV6(32, RT), EXT16(DST), EXT(UDP), UDP_HDR } },
	{ "destination options before an atomic fragment stay in front", 64, 0,
	  { FLOW6(UDP, HAS_PORTS), TOTAL(64), L4(56, 48), INSERT(56, 48) },
	  { IPV6(24, DST), EXT(FR), FRAG(UDP, 0), UDP_HDR } },
	{ "all headers in the order of RFC 8200", 88, 0,
	  { FLOW6(UDP, HAS_PORTS), TOTAL(88), L4(80, 72), INSERT(72, 64) },
	  { IPV6(48, HOP), EXT(DST), EXT(RT), EXT(FR), FRAG(DST, 0), EXT(UDP),
	    UDP_HDR } },
	{ "12 extension headers", 144, 0,
	  { FLOW6(UDP, HAS_PORTS), TOTAL(144), L4(136, 128), INSERT(40, 6) },
	  { IPV6(104, DST), EXT(DST), EXT(DST), EXT(DST), EXT(DST), EXT(DST),
	    EXT(DST), EXT(DST), EXT(DST), EXT(DST), EXT(DST), EXT(DST),
	    EXT(UDP), UDP_HDR } },
	{ "extension header up to the end", 48, 0,
	  { FLOW6(NONE), TOTAL(48), L4(48, 40), INSERT(40, 6) },
	  { IPV6(8, DST), EXT(NONE) } },

	{ "IPv6 atomic fragment is whole", 56, 0,
	  { FLOW6(UDP, HAS_PORTS), TOTAL(56), L4(48, 40), INSERT(48, 40) },
	  { IPV6(16, FR), FRAG(UDP, 0), UDP_HDR } },
	{ "IPv6 fragment header's reserved bits are no offset", 56, 0,
	  { FLOW6(UDP, HAS_PORTS), TOTAL(56), L4(48, 40), INSERT(48, 40) },
	  { IPV6(16, FR), FRAG(UDP, 6), UDP_HDR } },
	{ "IPv6 fragment header's reserved octet is no length", 56, 0,
	  { FLOW6(UDP, HAS_PORTS), TOTAL(56), L4(48, 40), INSERT(48, 40) },
	  { IPV6(16, FR), UDP, 255, 0, 0, 0, 0, 0, 1, UDP_HDR } },
	{ "IPv6 first fragment", 56, 0,
	  { FLOW6(UDP, HAS_PORTS, FIRST), TOTAL(56), L4(48, 40),
	    INSERT(48, 40) },
	  { IPV6(16, FR), FRAG(UDP, FRAG_M), UDP_HDR } },
	{ "IPv6 first fragment with destination options", 64, 0,
	  { FLOW6(UDP, HAS_PORTS, FIRST), TOTAL(64), L4(56, 48),
	    INSERT(48, 40) },
	  { IPV6(24, FR), FRAG(DST, FRAG_M), EXT(UDP), UDP_HDR } },
	{ "IPv6 first fragment that ends inside the ports", 51, 0,
	  { FLOW6(UDP, FIRST), TOTAL(51), L4(48, 40), INSERT(48, 40) },
	  { IPV6(11, FR), FRAG(UDP, FRAG_M), PORTS } },
	{ "IPv6 second fragment", 56, 0,
	  { FLOW6(UDP, LATER), TOTAL(56), L4(48, 40), INSERT(48, 40) },
	  { IPV6(16, FR), FRAG(UDP, 8 | FRAG_M), UDP_HDR } },
	{ "IPv6 last fragment", 56, 0,
	  { FLOW6(ICMP6, LATER), TOTAL(56), L4(48, 40), INSERT(48, 40) },
	  { IPV6(16, FR), FRAG(ICMP6, 1448), 128, 0 } },
	{ "IPv6 later fragment's data are no extension header", 56, 0,
	  { FLOW6(DST, LATER), TOTAL(56), L4(48, 40), INSERT(48, 40) },
	  { IPV6(16, FR), FRAG(DST, 8), EXT(UDP) } },
	{ "IPv6 later fragment without data", 48, 0,
	  { FLOW6(UDP, LATER), TOTAL(48), L4(48, 40), INSERT(48, 40) },
	  { IPV6(8, FR), FRAG(UDP, 8) } },
	{ "IPv6 fragment that ends at 65535", 55, 0,
	  { FLOW6(UDP, LATER), TOTAL(55), L4(48, 40), INSERT(48, 40) },
	  { IPV6(15, FR), FRAG(UDP, 65528), PORTS } },
	{ "IPv6 fragment that ends at 65535 with its options", 71, 0,
	  { FLOW6(UDP, LATER), TOTAL(71), L4(56, 48), INSERT(56, 48) },
	  { IPV6(31, HOP), EXT(FR), FRAG(UDP, 65512), UDP_HDR, PORTS } },
	{ "first fragment in an atomic fragment", 64, 0,
	  { FLOW6(UDP, HAS_PORTS, FIRST), TOTAL(64), L4(56, 48),
	    INSERT(56, 48) },
	  { IPV6(24, FR), FRAG(FR, 0), FRAG(UDP, FRAG_M), UDP_HDR } },
};
BTNS_KUNIT_TABLE(parse_good);

/* What is shown to selectors; addresses are the same, and none show fields. */
struct parse_skip_case {
	const char *desc;
	u32 skip;
	u8 proto;
	u8 l4_proto;
	bool has_ports;
	size_t len;
	u8 octets[160];
};

#define NO_HOP (BTNS_SKIP_ALL & ~BTNS_SKIP_HOPOPTS)
#define NO_RT (BTNS_SKIP_ALL & ~BTNS_SKIP_ROUTING)
#define NO_DST (BTNS_SKIP_ALL & ~BTNS_SKIP_DSTOPTS)

static const struct parse_skip_case parse_skip[] = {
	{ "destination options are the protocol", NO_DST, DST, UDP, false, 56,
	  { IPV6(16, DST), EXT(UDP), UDP_HDR } },
	{ "a routing header is", NO_RT, RT, UDP, false, 56,
	  { IPV6(16, RT), EXT(UDP), UDP_HDR } },
	{ "hop-by-hop options are", NO_HOP, HOP, UDP, false, 56,
	  { IPV6(16, HOP), EXT(UDP), UDP_HDR } },
	{ "behind one that is skipped", NO_DST, DST, TCP, false, 76,
	  { IPV6(36, RT), EXT(DST), EXT(TCP), PORTS } },
	{ "the first of two that are not", BTNS_SKIP_HOPOPTS, RT, UDP, false,
	  72, { IPV6(32, HOP), EXT(RT), EXT(DST), EXT(UDP), UDP_HDR } },
	{ "in their order, not that of the numbers", 0, DST, UDP, false, 64,
	  { IPV6(24, DST), EXT(RT), EXT(UDP), UDP_HDR } },
	{ "none of those that are not skipped is there", NO_DST, UDP, UDP, true,
	  64, { IPV6(24, HOP), EXT(RT), EXT(UDP), UDP_HDR } },
	{ "no header at all", 0, UDP, UDP, true, 48,
	  { IPV6(8, UDP), UDP_HDR } },
	{ "a fragment header is always skipped", 0, UDP, UDP, true, 56,
	  { IPV6(16, FR), FRAG(UDP, FRAG_M), UDP_HDR } },
	{ "type and code behind it do not count", NO_DST, DST, ICMP6, false, 56,
	  { IPV6(16, DST), EXT(ICMP6), 128, 0 } },
	{ "nor does a mobility header's type", NO_DST, DST, MHDR, false, 56,
	  { IPV6(16, DST), EXT(MHDR), MH_HDR(5) } },
	{ "nor does ESP", NO_HOP, HOP, ESP, false, 56,
	  { IPV6(16, HOP), EXT(ESP), UDP_HDR } },
	{ "ESP itself is never skipped", BTNS_SKIP_ALL, ESP, ESP, false, 56,
	  { IPV6(16, ESP), EXT(UDP), UDP_HDR } },
	{ "in front of a first fragment", NO_RT, RT, UDP, false, 64,
	  { IPV6(24, RT), EXT(FR), FRAG(UDP, FRAG_M), UDP_HDR } },
	{ "in front of a later fragment", NO_RT, RT, UDP, false, 64,
	  { IPV6(24, RT), EXT(FR), FRAG(UDP, 8), UDP_HDR } },
	{ "in a first fragment", NO_DST, DST, UDP, false, 64,
	  { IPV6(24, FR), FRAG(DST, FRAG_M), EXT(UDP), UDP_HDR } },
	{ "named by a later fragment", NO_DST, DST, DST, false, 56,
	  { IPV6(16, FR), FRAG(DST, 8), EXT(UDP) } },
	{ "IPv4 has no extension headers", 0, DST, DST, false, 28,
	  { IPV4(28, 0, DST), EXT(UDP) } },
	{ "nor has it hop-by-hop options", 0, 0, 0, false, 28,
	  { IPV4(28, 0, 0), EXT(UDP) } },
};
BTNS_KUNIT_TABLE(parse_skip);

/* Parse a copy that ends where it says, so that KASAN and ASan see over-reads. */
static int parse_skipping(struct kunit *test, const u8 *octets, size_t avail,
			  size_t len, u32 skip, struct btns_packet *pkt)
{
	u8 *copy = kunit_kzalloc(test, avail, GFP_KERNEL);
	int ret;

	KUNIT_ASSERT_NOT_NULL(test, copy);
	memcpy(copy, octets, avail);
	ret = btns_parse(copy, avail, len, skip, pkt);
	kunit_kfree(test, copy);
	return ret;
}

static int parse_copy(struct kunit *test, const u8 *octets, size_t avail,
		      size_t len, struct btns_packet *pkt)
{
	return parse_skipping(test, octets, avail, len, BTNS_SKIP_ALL, pkt);
}

static void expect_addr(struct kunit *test, const struct btns_addr *addr,
			const u8 *octets)
{
	KUNIT_EXPECT_EQ(test, memcmp(addr->octets, octets, 16), 0);
}

static void expect_flow(struct kunit *test, const struct btns_flow *flow,
			const struct btns_flow *want)
{
	bool v4 = want->family == AF_INET;

	expect_addr(test, &flow->src, v4 ? ipv4_src : ipv6_src);
	expect_addr(test, &flow->dst, v4 ? ipv4_dst : ipv6_dst);
	KUNIT_EXPECT_EQ(test, flow->family, want->family);
	KUNIT_EXPECT_EQ(test, flow->proto, want->proto);
	KUNIT_EXPECT_EQ(test, flow->l4_proto, want->l4_proto);
	KUNIT_EXPECT_EQ(test, flow->has_ports, want->has_ports);
	KUNIT_EXPECT_EQ(test, flow->sport, want->sport);
	KUNIT_EXPECT_EQ(test, flow->dport, want->dport);
	KUNIT_EXPECT_EQ(test, flow->has_icmp, want->has_icmp);
	KUNIT_EXPECT_EQ(test, flow->icmp_type, want->icmp_type);
	KUNIT_EXPECT_EQ(test, flow->icmp_code, want->icmp_code);
	KUNIT_EXPECT_EQ(test, flow->has_mh, want->has_mh);
	KUNIT_EXPECT_EQ(test, flow->mh_type, want->mh_type);
	KUNIT_EXPECT_EQ(test, flow->is_fragment, want->is_fragment);
	KUNIT_EXPECT_EQ(test, flow->is_later_fragment, want->is_later_fragment);
}

static void expect_packet(struct kunit *test, const struct btns_packet *pkt,
			  const struct btns_packet *want)
{
	expect_flow(test, &pkt->flow, &want->flow);
	KUNIT_EXPECT_EQ(test, pkt->total_len, want->total_len);
	KUNIT_EXPECT_EQ(test, pkt->l4_off, want->l4_off);
	KUNIT_EXPECT_EQ(test, pkt->l4_nh_off, want->l4_nh_off);
	KUNIT_EXPECT_EQ(test, pkt->insert_off, want->insert_off);
	KUNIT_EXPECT_EQ(test, pkt->insert_nh_off, want->insert_nh_off);
}

static void parse_refuses_malformed(struct kunit *test)
{
	const struct parse_bad_case *bad = test->param_value;
	struct btns_packet pkt;

	KUNIT_EXPECT_EQ(test, parse_copy(test, bad->octets, bad->len, bad->len,
					 &pkt), -EINVAL);
}

/* Asked for more octets again and again, a caller ends at the refusal too. */
static void parse_refuses_malformed_piecemeal(struct kunit *test)
{
	const struct parse_bad_case *bad = test->param_value;
	struct btns_packet pkt;
	size_t avail = 0;
	int ret;

	while ((ret = parse_copy(test, bad->octets, avail, bad->len, &pkt)) > 0) {
		KUNIT_ASSERT_GT(test, (size_t)ret, avail);
		KUNIT_ASSERT_LE(test, (size_t)ret, bad->len);
		avail = ret;
	}
	KUNIT_EXPECT_EQ(test, ret, -EINVAL);
}

static size_t good_avail(const struct parse_good_case *good)
{
	return good->avail ? good->avail : good->len;
}

/* No prefix of a packet, short of its own length, is a packet. */
static void parse_refuses_truncated(struct kunit *test)
{
	const struct parse_good_case *good = test->param_value;
	size_t most = min_t(size_t, good->want.total_len, good_avail(good));
	struct btns_packet pkt;
	size_t len;

	for (len = 0; len < most; len++)
		KUNIT_EXPECT_EQ(test, parse_copy(test, good->octets, len, len,
						 &pkt), -EINVAL);
}

static void parse_accepts_whole(struct kunit *test)
{
	const struct parse_good_case *good = test->param_value;
	struct btns_packet pkt;
	int ret;

	ret = parse_copy(test, good->octets, good_avail(good), good->len, &pkt);
	KUNIT_ASSERT_EQ(test, ret, 0);
	expect_packet(test, &pkt, &good->want);
}

/* From however few octets a caller starts, it ends at the same packet. */
static void parse_accepts_piecemeal(struct kunit *test)
{
	const struct parse_good_case *good = test->param_value;
	struct btns_packet pkt;
	size_t start, avail;
	int ret;

	for (start = 0; start < good_avail(good); start++) {
		avail = start;
		while ((ret = parse_copy(test, good->octets, avail, good->len,
					 &pkt)) > 0) {
			KUNIT_ASSERT_GT(test, (size_t)ret, avail);
			KUNIT_ASSERT_LE(test, (size_t)ret, good_avail(good));
			avail = ret;
		}
		KUNIT_ASSERT_EQ(test, ret, 0);
		expect_packet(test, &pkt, &good->want);
	}
}

static void parse_takes_what_is_not_skipped(struct kunit *test)
{
	const struct parse_skip_case *item = test->param_value;
	struct btns_packet pkt;

	KUNIT_ASSERT_EQ(test, parse_skipping(test, item->octets, item->len,
					     item->len, item->skip, &pkt), 0);
	KUNIT_EXPECT_EQ(test, pkt.flow.proto, item->proto);
	KUNIT_EXPECT_EQ(test, pkt.flow.l4_proto, item->l4_proto);
	KUNIT_EXPECT_EQ(test, pkt.flow.has_ports, item->has_ports);
	KUNIT_EXPECT_EQ(test, pkt.flow.has_icmp, false);
	KUNIT_EXPECT_EQ(test, pkt.flow.has_mh, false);
	if (!item->has_ports)
		KUNIT_EXPECT_EQ(test, pkt.flow.sport | pkt.flow.dport |
				pkt.flow.icmp_type | pkt.flow.mh_type, 0);
}

/* Where the headers are, ESP's place among them, does not depend on it. */
static void parse_finds_headers_whatever_is_skipped(struct kunit *test)
{
	const struct parse_good_case *good = test->param_value;
	struct btns_packet pkt;
	size_t avail;
	u32 skip;
	int ret;

	for (skip = 0; skip <= BTNS_SKIP_ALL; skip++) {
		avail = 0;
		while ((ret = parse_skipping(test, good->octets, avail,
					     good->len, skip, &pkt)) > 0)
			avail = ret;
		KUNIT_ASSERT_EQ(test, ret, 0);
		KUNIT_EXPECT_EQ(test, pkt.flow.l4_proto,
				good->want.flow.l4_proto);
		/* they show nothing else */
		if (pkt.flow.proto == pkt.flow.l4_proto) {
			expect_packet(test, &pkt, &good->want);
			continue;
		}
		KUNIT_EXPECT_EQ(test, btns_skip_bit(pkt.flow.proto) & skip, 0);
		pkt.flow = good->want.flow;
		memcpy(&pkt.flow.src, ipv6_src, sizeof(ipv6_src));
		memcpy(&pkt.flow.dst, ipv6_dst, sizeof(ipv6_dst));
		expect_packet(test, &pkt, &good->want);
	}
}

static void parse_refuses_whatever_is_skipped(struct kunit *test)
{
	const struct parse_bad_case *bad = test->param_value;
	struct btns_packet pkt;
	u32 skip;

	for (skip = 0; skip <= BTNS_SKIP_ALL; skip++)
		KUNIT_EXPECT_EQ(test, parse_skipping(test, bad->octets,
						     bad->len, bad->len, skip,
						     &pkt), -EINVAL);
}

static struct kunit_case parse_cases[] = {
	KUNIT_CASE_PARAM(parse_refuses_malformed, parse_bad_gen_params),
	KUNIT_CASE_PARAM(parse_refuses_malformed_piecemeal,
			 parse_bad_gen_params),
	KUNIT_CASE_PARAM(parse_refuses_truncated, parse_good_gen_params),
	KUNIT_CASE_PARAM(parse_accepts_whole, parse_good_gen_params),
	KUNIT_CASE_PARAM(parse_accepts_piecemeal, parse_good_gen_params),
	KUNIT_CASE_PARAM(parse_takes_what_is_not_skipped,
			 parse_skip_gen_params),
	KUNIT_CASE_PARAM(parse_finds_headers_whatever_is_skipped,
			 parse_good_gen_params),
	KUNIT_CASE_PARAM(parse_refuses_whatever_is_skipped,
			 parse_bad_gen_params),
	{}
};

static struct kunit_suite parse_suite = {
	.name = "btns_parse",
	.test_cases = parse_cases,
};

kunit_test_suite(parse_suite);
