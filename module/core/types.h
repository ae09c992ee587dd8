/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fixed-size types of the pure layer.
 *
 * core/ is bytes and structs in, verdicts out: no skb, lock, allocation, clock
 * or printk.  The same sources are built into btns.ko, btns_kunit.ko, the
 * userspace tests and fuzzers, and btnsctl; this header is the only one that
 * knows on which side it is.
 */
#ifndef BTNS_CORE_TYPES_H
#define BTNS_CORE_TYPES_H

#ifdef __KERNEL__
#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/kernel.h>
#include <linux/socket.h>
#include <linux/string.h>
#include <linux/types.h>
#include <asm/byteorder.h>
#else
#include <arpa/inet.h>
#include <errno.h>
#include <linux/types.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t s64;

#ifndef __force
#define __force
#endif

#ifndef min
#define min(a, b) ((a) < (b) ? (a) : (b))
#endif
#endif /* __KERNEL__ */

/**
 * struct btns_addr - an IPv4 or IPv6 address
 * @octets: network order; of an IPv4 address the first four, the rest zero
 * @v4: the same as an IPv4 address
 *
 * The family is kept beside it, once for the pair of a packet or an SA.  The
 * zero tail makes memcmp() over all sixteen octets right for both families.
 */
struct btns_addr {
	union {
		u8 octets[16];
		__be32 v4;
	};
};

/* Octets of an address of @family that count. */
static inline size_t btns_addr_len(int family)
{
	return family == AF_INET ? 4 : 16;
}

static inline bool btns_addr_equal(const struct btns_addr *a,
				   const struct btns_addr *b)
{
	return !memcmp(a, b, sizeof(*a));
}

/* Inclusive, lo <= hi in network order octet by octet. */
struct btns_addr_range {
	struct btns_addr lo;
	struct btns_addr hi;
};

/* Inclusive, host order: ports, and other numbers of two octets or one. */
struct btns_port_range {
	u16 lo;
	u16 hi;
};

/* Which way a packet crosses the boundary of RFC 4301 3.1. */
enum btns_dir {
	BTNS_IN,	/* unprotected to protected: source is remote */
	BTNS_OUT,	/* protected to unprotected: source is local */
};

#endif
