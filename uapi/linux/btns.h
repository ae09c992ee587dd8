/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/btns.yaml */
/* YNL-GEN uapi header */

#ifndef _UAPI_LINUX_BTNS_H
#define _UAPI_LINUX_BTNS_H

#define BTNS_FAMILY_NAME	"btns"
#define BTNS_FAMILY_VERSION	1

#define BTNS_KEY_HASH_LEN		32
#define BTNS_POLICIES_MAX		100000
#define BTNS_POLICY_SELECTORS_MAX	16
#define BTNS_POLICY_RANGES_MAX		256
#define BTNS_SELECTOR_RANGES_MAX	64
#define BTNS_PROTO_OPAQUE		256

/**
 * enum btns_sa_dir - The way a packet crosses the boundary of RFC 4301 3.1.
 * @BTNS_SA_DIR_IN: From the unprotected side; the source address is remote.
 * @BTNS_SA_DIR_OUT: To the unprotected side; the source address is local.
 */
enum btns_sa_dir {
	BTNS_SA_DIR_IN,
	BTNS_SA_DIR_OUT,
};

/**
 * enum btns_policy_dir - Directions that an SPD entry speaks for (SPD-I,
 *   SPD-O).
 */
enum btns_policy_dir {
	BTNS_POLICY_DIR_IN,
	BTNS_POLICY_DIR_OUT,
	BTNS_POLICY_DIR_BOTH,
};

enum btns_mode {
	BTNS_MODE_TRANSPORT,
	BTNS_MODE_TUNNEL,
};

/**
 * enum btns_aead - Combined mode algorithms.
 * @BTNS_AEAD_AES_GCM_16: RFC 4106; keys of 16, 24 or 32 octets and 4 of salt.
 * @BTNS_AEAD_CHACHA20_POLY1305: RFC 7634; key of 32 octets and 4 of salt.
 */
enum btns_aead {
	BTNS_AEAD_AES_GCM_16,
	BTNS_AEAD_CHACHA20_POLY1305,
};

/**
 * enum btns_action - Processing choices of an SPD entry, RFC 4301 4.4.1.
 */
enum btns_action {
	BTNS_ACTION_DISCARD,
	BTNS_ACTION_BYPASS,
	BTNS_ACTION_PROTECT,
};

/**
 * enum btns_assurance - What is known of the peer behind an SA, weakest first.
 * @BTNS_ASSURANCE_MANUAL: Keyed by hand; no identity, never BTNS, never
 *   latched.
 * @BTNS_ASSURANCE_NULL: NULL authentication, RFC 7619.
 * @BTNS_ASSURANCE_BTNS: A key that nobody vouches for, RFC 5386.
 * @BTNS_ASSURANCE_AUTH: Authenticated by a credential in the PAD.
 */
enum btns_assurance {
	BTNS_ASSURANCE_MANUAL,
	BTNS_ASSURANCE_NULL,
	BTNS_ASSURANCE_BTNS,
	BTNS_ASSURANCE_AUTH,
};

/**
 * enum btns_sa_state
 * @BTNS_SA_STATE_LARVAL: An SPI that was allocated and waits for its SA.
 * @BTNS_SA_STATE_DYING: A soft limit was reached; still in use, to be
 *   replaced.
 * @BTNS_SA_STATE_DEAD: Deleted or at a hard limit.
 */
enum btns_sa_state {
	BTNS_SA_STATE_LARVAL,
	BTNS_SA_STATE_LIVE,
	BTNS_SA_STATE_DYING,
	BTNS_SA_STATE_DEAD,
};

/**
 * enum btns_sa_limit - Which limit of an SA was reached.
 */
enum btns_sa_limit {
	BTNS_SA_LIMIT_NONE,
	BTNS_SA_LIMIT_TIME,
	BTNS_SA_LIMIT_BYTES,
	BTNS_SA_LIMIT_PACKETS,
};

/**
 * enum btns_spd_change - What happened to the SPD.
 * @BTNS_SPD_CHANGE_SET: A new set of entries is in force.
 * @BTNS_SPD_CHANGE_CONFIRMED: A set on probation was confirmed.
 * @BTNS_SPD_CHANGE_ROLLED_BACK: A set on probation was not confirmed; the one
 *   before is back.
 * @BTNS_SPD_CHANGE_RESET: There is no SPD any more; the namespace is inactive.
 */
enum btns_spd_change {
	BTNS_SPD_CHANGE_SET,
	BTNS_SPD_CHANGE_CONFIRMED,
	BTNS_SPD_CHANGE_ROLLED_BACK,
	BTNS_SPD_CHANGE_RESET,
};

enum btns_switch {
	BTNS_SWITCH_OFF,
	BTNS_SWITCH_ON,
};

/**
 * enum btns_icmp_class - Kinds of ICMP and ICMPv6 errors.
 * @BTNS_ICMP_CLASS_UNREACHABLE: Destination unreachable, but not too-big.
 * @BTNS_ICMP_CLASS_TOO_BIG: Fragmentation needed (3/4) or packet too big.
 * @BTNS_ICMP_CLASS_PARAMETER: Parameter problem.
 */
enum btns_icmp_class {
	BTNS_ICMP_CLASS_UNREACHABLE = 1,
	BTNS_ICMP_CLASS_TOO_BIG = 2,
	BTNS_ICMP_CLASS_REDIRECT = 4,
	BTNS_ICMP_CLASS_TIME_EXCEEDED = 8,
	BTNS_ICMP_CLASS_PARAMETER = 16,
};

/**
 * enum btns_acquire_state
 * @BTNS_ACQUIRE_STATE_LARVAL: An SA is wanted; packets wait for it.
 * @BTNS_ACQUIRE_STATE_REFUSED: There will be none for now; senders are told at
 *   once.
 */
enum btns_acquire_state {
	BTNS_ACQUIRE_STATE_LARVAL,
	BTNS_ACQUIRE_STATE_REFUSED,
};

/**
 * enum btns_acquire_reason - Why there will be no SA, and what senders are
 *   told.
 * @BTNS_ACQUIRE_REASON_REFUSED: The peer refuses; EACCES, ICMP
 *   administratively prohibited.
 * @BTNS_ACQUIRE_REASON_UNREACHABLE: No way to the peer; EHOSTUNREACH, ICMP
 *   host unreachable.
 * @BTNS_ACQUIRE_REASON_TIMEOUT: The peer does not answer; ETIMEDOUT, ICMP host
 *   unreachable.
 * @BTNS_ACQUIRE_REASON_POLICY: A rule of this side forbids; EPERM, ICMP
 *   administratively prohibited.
 */
enum btns_acquire_reason {
	BTNS_ACQUIRE_REASON_REFUSED,
	BTNS_ACQUIRE_REASON_UNREACHABLE,
	BTNS_ACQUIRE_REASON_TIMEOUT,
	BTNS_ACQUIRE_REASON_POLICY,
};

enum {
	BTNS_A_ADDR_RANGE_LO_IPV4 = 1,
	BTNS_A_ADDR_RANGE_HI_IPV4,
	BTNS_A_ADDR_RANGE_LO_IPV6,
	BTNS_A_ADDR_RANGE_HI_IPV6,

	__BTNS_A_ADDR_RANGE_MAX,
	BTNS_A_ADDR_RANGE_MAX = (__BTNS_A_ADDR_RANGE_MAX - 1)
};

enum {
	BTNS_A_PORT_RANGE_LO = 1,
	BTNS_A_PORT_RANGE_HI,

	__BTNS_A_PORT_RANGE_MAX,
	BTNS_A_PORT_RANGE_MAX = (__BTNS_A_PORT_RANGE_MAX - 1)
};

enum {
	BTNS_A_OCTET_RANGE_LO = 1,
	BTNS_A_OCTET_RANGE_HI,

	__BTNS_A_OCTET_RANGE_MAX,
	BTNS_A_OCTET_RANGE_MAX = (__BTNS_A_OCTET_RANGE_MAX - 1)
};

enum {
	BTNS_A_SELECTOR_FAMILY = 1,
	BTNS_A_SELECTOR_LOCAL,
	BTNS_A_SELECTOR_REMOTE,
	BTNS_A_SELECTOR_PROTO,
	BTNS_A_SELECTOR_LPORT,
	BTNS_A_SELECTOR_RPORT,
	BTNS_A_SELECTOR_ICMP,
	BTNS_A_SELECTOR_MH,
	BTNS_A_SELECTOR_OPAQUE,

	__BTNS_A_SELECTOR_MAX,
	BTNS_A_SELECTOR_MAX = (__BTNS_A_SELECTOR_MAX - 1)
};

enum {
	BTNS_A_LIMITS_BYTES = 1,
	BTNS_A_LIMITS_PACKETS,
	BTNS_A_LIMITS_SECONDS,

	__BTNS_A_LIMITS_MAX,
	BTNS_A_LIMITS_MAX = (__BTNS_A_LIMITS_MAX - 1)
};

enum {
	BTNS_A_SA_PAD = 1,
	BTNS_A_SA_DIR,
	BTNS_A_SA_PROTO,
	BTNS_A_SA_SPI,
	BTNS_A_SA_SRC_IPV4,
	BTNS_A_SA_SRC_IPV6,
	BTNS_A_SA_DST_IPV4,
	BTNS_A_SA_DST_IPV6,
	BTNS_A_SA_MODE,
	BTNS_A_SA_REQID,
	BTNS_A_SA_AEAD,
	BTNS_A_SA_KEY,
	BTNS_A_SA_ESN,
	BTNS_A_SA_REPLAY_WINDOW,
	BTNS_A_SA_SELECTOR,
	BTNS_A_SA_SOFT,
	BTNS_A_SA_HARD,
	BTNS_A_SA_ASSURANCE,
	BTNS_A_SA_PEER_KEY_HASH,
	BTNS_A_SA_PAD_ENTRY,
	BTNS_A_SA_STATE,
	BTNS_A_SA_AGE,
	BTNS_A_SA_BYTES,
	BTNS_A_SA_PACKETS,
	BTNS_A_SA_SEQ,
	BTNS_A_SA_REPLAYS,
	BTNS_A_SA_ICV_FAILURES,
	BTNS_A_SA_LIMIT,
	BTNS_A_SA_HARD_REACHED,
	BTNS_A_SA_SPI_MIN,
	BTNS_A_SA_SPI_MAX,
	BTNS_A_SA_PATH_MTU,

	__BTNS_A_SA_MAX,
	BTNS_A_SA_MAX = (__BTNS_A_SA_MAX - 1)
};

enum {
	BTNS_A_TUNNEL_LOCAL_IPV4 = 1,
	BTNS_A_TUNNEL_LOCAL_IPV6,
	BTNS_A_TUNNEL_REMOTE_IPV4,
	BTNS_A_TUNNEL_REMOTE_IPV6,

	__BTNS_A_TUNNEL_MAX,
	BTNS_A_TUNNEL_MAX = (__BTNS_A_TUNNEL_MAX - 1)
};

enum {
	BTNS_A_POLICY_INDEX = 1,
	BTNS_A_POLICY_DIR,
	BTNS_A_POLICY_ACTION,
	BTNS_A_POLICY_SELECTOR,
	BTNS_A_POLICY_PROTO,
	BTNS_A_POLICY_MODE,
	BTNS_A_POLICY_REQID,
	BTNS_A_POLICY_TUNNEL,

	__BTNS_A_POLICY_MAX,
	BTNS_A_POLICY_MAX = (__BTNS_A_POLICY_MAX - 1)
};

enum {
	BTNS_A_SPD_POLICY = 1,
	BTNS_A_SPD_GENERATION,
	BTNS_A_SPD_CONFIRM,
	BTNS_A_SPD_COUNT,
	BTNS_A_SPD_ACTIVE,
	BTNS_A_SPD_CHANGE,

	__BTNS_A_SPD_MAX,
	BTNS_A_SPD_MAX = (__BTNS_A_SPD_MAX - 1)
};

enum {
	BTNS_A_COUNTER_PAD = 1,
	BTNS_A_COUNTER_NAME,
	BTNS_A_COUNTER_VALUE,

	__BTNS_A_COUNTER_MAX,
	BTNS_A_COUNTER_MAX = (__BTNS_A_COUNTER_MAX - 1)
};

enum {
	BTNS_A_ACQUIRE_INDEX = 1,
	BTNS_A_ACQUIRE_REQID,
	BTNS_A_ACQUIRE_MODE,
	BTNS_A_ACQUIRE_TUNNEL,
	BTNS_A_ACQUIRE_FLOW,
	BTNS_A_ACQUIRE_ID,
	BTNS_A_ACQUIRE_STATE,
	BTNS_A_ACQUIRE_REASON,
	BTNS_A_ACQUIRE_PACKETS,
	BTNS_A_ACQUIRE_BYTES,
	BTNS_A_ACQUIRE_AGE,
	BTNS_A_ACQUIRE_EXPIRES,
	BTNS_A_ACQUIRE_HOLD_OFF,

	__BTNS_A_ACQUIRE_MAX,
	BTNS_A_ACQUIRE_MAX = (__BTNS_A_ACQUIRE_MAX - 1)
};

enum {
	BTNS_A_CONF_ICMP_ERRORS_OUT = 1,
	BTNS_A_CONF_ICMP_RATE,
	BTNS_A_CONF_ICMP_PROTECTED,
	BTNS_A_CONF_ICMP_UNPROTECTED,
	BTNS_A_CONF_PMTU_AGE,
	BTNS_A_CONF_PMTU_FLOOR,

	__BTNS_A_CONF_MAX,
	BTNS_A_CONF_MAX = (__BTNS_A_CONF_MAX - 1)
};

enum {
	BTNS_CMD_SA_ADD = 1,
	BTNS_CMD_SA_UPDATE,
	BTNS_CMD_SA_DEL,
	BTNS_CMD_SA_FLUSH,
	BTNS_CMD_SA_GET,
	BTNS_CMD_SPI_ALLOC,
	BTNS_CMD_POLICY_SET,
	BTNS_CMD_POLICY_CONFIRM,
	BTNS_CMD_POLICY_RESET,
	BTNS_CMD_POLICY_GET,
	BTNS_CMD_SPD_GET,
	BTNS_CMD_STATS_GET,
	BTNS_CMD_ACQUIRE_GET,
	BTNS_CMD_ACQUIRE_FAIL,
	BTNS_CMD_SA_ADD_NTF,
	BTNS_CMD_SA_DEL_NTF,
	BTNS_CMD_SA_EXPIRE_NTF,
	BTNS_CMD_POLICY_NTF,
	BTNS_CMD_ACQUIRE_NTF,
	BTNS_CMD_CONF_GET,
	BTNS_CMD_CONF_SET,

	__BTNS_CMD_MAX,
	BTNS_CMD_MAX = (__BTNS_CMD_MAX - 1)
};

#define BTNS_MCGRP_EVENTS	"events"

#endif /* _UAPI_LINUX_BTNS_H */
