/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints: btns:btns_drop.  Not an interface that stays: what drop-get and
 * the group audit tell does.
 *
 * A leaf, but made by drop.c: only that file defines CREATE_TRACE_POINTS.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM btns

#if !defined(BTNS_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define BTNS_TRACE_H

#include <linux/tracepoint.h>
#include <net/net_namespace.h>

#include "core/recent.h"
#include "stats.h"

TRACE_EVENT(btns_drop,

	TP_PROTO(const struct net *net, const struct btns_drop_record *record),

	TP_ARGS(net, record),

	TP_STRUCT__entry(
		__field(unsigned int, netns)
		__field(u64, seq)
		__field(u32, spi)
		__field(u32, index)
		__field(u16, sport)
		__field(u16, dport)
		__field(u8, dir)
		__field(u8, proto)
		__array(char, reason, 24)
		__array(u8, src, 16)
		__array(u8, dst, 16)
	),

	TP_fast_assign(
		const struct btns_flow *flow = &record->flow;
		bool is_v4 = flow->family == AF_INET;

		__entry->netns = net->ns.inum;
		__entry->seq = record->seq;
		__entry->spi = ntohl(record->spi);
		__entry->index = record->index;
		__entry->sport = flow->has_ports ? flow->sport : 0;
		__entry->dport = flow->has_ports ? flow->dport : 0;
		__entry->dir = record->dir;
		__entry->proto = flow->proto;
		strscpy(__entry->reason, btns_stats_name(record->why),
			sizeof(__entry->reason));
		/* IPv4 as ::ffff:a.b.c.d, so that there is one way to print */
		memset(__entry->src, 0, sizeof(__entry->src));
		memset(__entry->dst, 0, sizeof(__entry->dst));
		if (is_v4) {
			memset(__entry->src + 10, 0xff, 2);
			memset(__entry->dst + 10, 0xff, 2);
		}
		memcpy(__entry->src + (is_v4 ? 12 : 0), &flow->src,
		       is_v4 ? 4 : 16);
		memcpy(__entry->dst + (is_v4 ? 12 : 0), &flow->dst,
		       is_v4 ? 4 : 16);
	),

	TP_printk("netns=%u reason=%s dir=%s src=%pI6c dst=%pI6c proto=%u sport=%u dport=%u index=%u spi=0x%08x seq=%llu",
		  __entry->netns, __entry->reason,
		  __print_symbolic(__entry->dir,
				   { BTNS_PACKET_DIR_IN, "in" },
				   { BTNS_PACKET_DIR_OUT, "out" },
				   { BTNS_PACKET_DIR_FORWARD, "forward" }),
		  __entry->src, __entry->dst, __entry->proto, __entry->sport,
		  __entry->dport, __entry->index, __entry->spi,
		  __entry->seq)
);

#endif

/* below BTNS_TRACE_H on purpose: read again and again */
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH module
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
