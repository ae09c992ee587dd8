/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counters of a namespace: per-CPU, never reset, one for every way a packet can
 * end.  The names below are what netlink and btnsctl show.
 *
 * Any context.
 */
#ifndef BTNS_STATS_H
#define BTNS_STATS_H

#include <linux/percpu.h>
#include <linux/types.h>

/* X(IDENTIFIER, "public name"); tx is towards the unprotected side. */
#define BTNS_COUNTERS(X)						\
	X(TX_BYPASS, "tx_bypass")                    /* passed in the clear by a bypass entry */ \
	X(TX_OPP_CLEAR, "tx_opp_clear")              /* passed in the clear by an opportunistic entry */ \
	X(TX_PROTECTED, "tx_protected")              /* sent as ESP */ \
	X(TX_MALFORMED, "tx_malformed")              /* dropped: headers that do not parse */ \
	X(TX_POLICY, "tx_policy")                    /* dropped: discard entry, or no entry */ \
	X(TX_SPD_BUSY, "tx_spd_busy")                /* dropped: the SPD kept changing meanwhile */ \
	X(TX_NO_SA, "tx_no_sa")                      /* dropped: no SA carries the flow, nobody to ask */ \
	X(TX_ICMP_NO_SA, "tx_icmp_no_sa")            /* dropped: ICMP error, no entry, nor SA for what it quotes */ \
	X(TX_HELD, "tx_held")                        /* waits for an SA; its end is counted once more */ \
	X(TX_HOLD_FULL, "tx_hold_full")              /* dropped: too many packets wait */ \
	X(TX_HOLD_EXPIRED, "tx_hold_expired")        /* dropped: waited too long, or as the SPD went */ \
	X(TX_REFUSED, "tx_refused")                  /* dropped: keying was refused or timed out */ \
	X(TX_ASKED, "acquire_sent")                  /* key management was asked for an SA */ \
	X(TX_LIMITED, "acquire_limited")             /* dropped: asked too often or for too many */ \
	X(TX_FRAGMENT, "tx_fragment")                /* dropped: transport mode takes whole packets */ \
	X(TX_TOO_BIG, "tx_too_big")                  /* dropped: does not fit and may not be fragmented */ \
	X(TX_FOREIGN, "tx_foreign")                  /* dropped: kernel XFRM has a policy for it too */ \
	X(TX_SA_DEAD, "tx_sa_dead")                  /* dropped: the SA died on the way */ \
	X(TX_SEQ, "tx_seq")                          /* dropped: sequence numbers used up */ \
	X(TX_CRYPTO, "tx_crypto")                    /* dropped: the cipher failed */ \
	X(TX_BUSY, "tx_busy")                        /* dropped: the cipher's queue is full */ \
	X(TX_NO_ROUTE, "tx_no_route")                /* dropped: no route to the tunnel's end */ \
	X(TX_NO_MEMORY, "tx_no_memory")              /* dropped: out of memory */ \
	X(RX_BYPASS, "rx_bypass")                    /* accepted in the clear by a bypass entry */ \
	X(RX_OPP_CLEAR, "rx_opp_clear")              /* accepted in the clear by an opportunistic entry */ \
	X(RX_PROTECTED, "rx_protected")              /* decapsulated and accepted */ \
	X(RX_NO_SA, "rx_no_sa")                      /* not ours: no SA has this SPI; left to XFRM */ \
	X(RX_TRUNCATED, "rx_truncated")              /* dropped: ESP shorter than its parts */ \
	X(RX_FRAGMENT, "rx_fragment")                /* dropped: ESP in an IP fragment */ \
	X(RX_REPLAY, "rx_replay")                    /* dropped: sequence number seen or too old */ \
	X(RX_ICV, "rx_icv")                          /* dropped: integrity check failed */ \
	X(RX_PADDING, "rx_padding")                  /* dropped: padding not 1, 2, 3 or too long */ \
	X(RX_NEXT_HEADER, "rx_next_header")          /* dropped: next header does not fit the mode */ \
	X(RX_INNER, "rx_inner")                      /* dropped: inner packet does not parse */ \
	X(RX_ECN, "rx_ecn")                          /* dropped: congestion mark on a not-ECT packet */ \
	X(RX_SELECTOR, "rx_selector")                /* dropped: inner packet outside the SA's selector */ \
	X(RX_DUMMY, "rx_dummy")                      /* dropped as meant: dummy packet, next header 59 */ \
	X(RX_SA_DEAD, "rx_sa_dead")                  /* dropped: the SA died on the way */ \
	X(RX_CRYPTO, "rx_crypto")                    /* dropped: the cipher failed */ \
	X(RX_BUSY, "rx_busy")                        /* dropped: the cipher's queue is full */ \
	X(RX_NO_MEMORY, "rx_no_memory")              /* dropped: out of memory */ \
	X(RX_MALFORMED, "rx_malformed")              /* dropped: clear packet that does not parse */ \
	X(RX_POLICY, "rx_policy")                    /* dropped: discard entry, or no entry */ \
	X(RX_SPD_BUSY, "rx_spd_busy")                /* dropped: the SPD kept changing meanwhile */ \
	X(RX_CLEAR, "rx_clear")                      /* dropped: in the clear where an entry protects */ \
	X(RX_MISMATCH, "rx_mismatch")                /* dropped: protected, but not as the entry asks */ \
	X(RX_ASSURANCE, "rx_assurance")              /* dropped: the entry wants to know more of the peer */ \
	X(RX_ICMP_MISMATCH, "rx_icmp_mismatch")      /* dropped: neither ICMP error nor what it quotes fits the SA */ \
	X(RX_ICMP_ACCEPTED, "rx_icmp_accepted")      /* ICMP error about our ESP, acted upon */ \
	X(RX_ICMP_IGNORED, "rx_icmp_ignored")        /* ICMP error about our ESP, ignored */ \
	X(AUDIT_SUPPRESSED, "audit_suppressed")      /* a drop that listeners were not told of: too many */

enum btns_counter {
#define BTNS_COUNTER_ID(id, name) BTNS_##id,
	BTNS_COUNTERS(BTNS_COUNTER_ID)
#undef BTNS_COUNTER_ID
	BTNS_COUNTER_COUNT
};

struct btns_stats {
	u64 count[BTNS_COUNTER_COUNT];
};

/**
 * btns_stats_count() - one more
 * @stats: the namespace's counters
 * @counter: which
 */
static inline void btns_stats_count(struct btns_stats __percpu *stats,
				    enum btns_counter counter)
{
	this_cpu_inc(stats->count[counter]);
}

/**
 * btns_stats_sum() - a counter over all CPUs
 * @stats: the namespace's counters
 * @counter: which
 *
 * Return: the sum; CPUs are read one after the other, not at one instant.
 */
u64 btns_stats_sum(const struct btns_stats __percpu *stats,
		   enum btns_counter counter);

/**
 * btns_stats_name() - a counter's public name
 * @counter: which
 *
 * Return: for example "tx_no_sa".
 */
const char *btns_stats_name(enum btns_counter counter);

#endif
