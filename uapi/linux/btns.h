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
#define BTNS_POLICY_TUNNELS_MAX		4
#define BTNS_POLICY_NAMES_MAX		16
#define BTNS_POLICY_NAMES_OCTETS_MAX	2048
#define BTNS_SELECTOR_RANGES_MAX	64
#define BTNS_PROTO_OPAQUE		256
#define BTNS_ID_VALUE_MAX		1024
#define BTNS_PAD_ENTRIES_MAX		16384
#define BTNS_PAD_RANGES_MAX		64
#define BTNS_PAD_HASHES_MAX		16
#define BTNS_DSCPS			64
#define BTNS_LABEL_MAX			63
#define BTNS_IDENTITIES_MAX		65536

/**
 * enum btns_id_type - Kinds of identities, RFC 4301 4.4.3.1 and RFC 5386 2.
 *   There is one way to write each: names in lower case without a final dot.
 * @BTNS_ID_TYPE_ANY: Nobody in particular; without a value.
 * @BTNS_ID_TYPE_IPV4: Four octets.
 * @BTNS_ID_TYPE_IPV6: Sixteen octets.
 * @BTNS_ID_TYPE_FQDN: A host name.
 * @BTNS_ID_TYPE_RFC822: A mailbox, user@host.
 * @BTNS_ID_TYPE_DN: The DER of a distinguished name.
 * @BTNS_ID_TYPE_KEY_ID: Any octets.
 * @BTNS_ID_TYPE_PUBLIC_KEY: SHA-256 of a SubjectPublicKeyInfo; never on the
 *   wire.
 */
enum btns_id_type {
	BTNS_ID_TYPE_ANY,
	BTNS_ID_TYPE_IPV4,
	BTNS_ID_TYPE_IPV6,
	BTNS_ID_TYPE_FQDN,
	BTNS_ID_TYPE_RFC822,
	BTNS_ID_TYPE_DN,
	BTNS_ID_TYPE_KEY_ID,
	BTNS_ID_TYPE_PUBLIC_KEY,
};

/**
 * enum btns_id_match - What an identity in a PAD entry stands for.
 * @BTNS_ID_MATCH_EXACT: Itself.
 * @BTNS_ID_MATCH_SUBTREE: Names that end with it, which begins with a dot;
 *   mailboxes likewise, or with an @; distinguished names that begin with its
 *   RDNs.
 * @BTNS_ID_MATCH_RANGE: Addresses; the lowest one is followed by the highest.
 */
enum btns_id_match {
	BTNS_ID_MATCH_EXACT,
	BTNS_ID_MATCH_SUBTREE,
	BTNS_ID_MATCH_RANGE,
};

/**
 * enum btns_pad_class - Kinds of PAD entries, in the order in which they are
 *   searched.
 * @BTNS_PAD_CLASS_AUTH: A peer with a credential.
 * @BTNS_PAD_CLASS_NULL_ANY: Anybody who uses NULL authentication, RFC 7619.
 * @BTNS_PAD_CLASS_BTNS_KEY: One key that nobody vouches for, RFC 5386.
 * @BTNS_PAD_CLASS_BTNS_ANY: Any such key, the wildcard of RFC 5386.
 */
enum btns_pad_class {
	BTNS_PAD_CLASS_AUTH,
	BTNS_PAD_CLASS_NULL_ANY,
	BTNS_PAD_CLASS_BTNS_KEY,
	BTNS_PAD_CLASS_BTNS_ANY,
};

/**
 * enum btns_spd_search - How the SPD is searched for a peer, RFC 4301 4.4.3.3.
 * @BTNS_SPD_SEARCH_ADDR: By the addresses of the traffic, which have to be in
 *   child.
 * @BTNS_SPD_SEARCH_ID: By the peer's identity: in entries that name it. Its
 *   SAs are for one remote address.
 */
enum btns_spd_search {
	BTNS_SPD_SEARCH_ADDR,
	BTNS_SPD_SEARCH_ID,
};

/**
 * enum btns_pad_flag
 * @BTNS_PAD_FLAG_REVOKED: Whoever matches is refused and tries no later entry.
 * @BTNS_PAD_FLAG_DISABLED: As if the entry were not there.
 * @BTNS_PAD_FLAG_PINNED: Somebody decided to trust this key; btns-key only.
 */
enum btns_pad_flag {
	BTNS_PAD_FLAG_REVOKED = 1,
	BTNS_PAD_FLAG_DISABLED = 2,
	BTNS_PAD_FLAG_PINNED = 4,
};

/**
 * enum btns_pad_change - What happened to the PAD.
 * @BTNS_PAD_CHANGE_SET: A new set of entries is in force.
 * @BTNS_PAD_CHANGE_EXPIRED: The time of an entry was over, it is gone.
 */
enum btns_pad_change {
	BTNS_PAD_CHANGE_SET,
	BTNS_PAD_CHANGE_ADD,
	BTNS_PAD_CHANGE_CHANGE,
	BTNS_PAD_CHANGE_DEL,
	BTNS_PAD_CHANGE_EXPIRED,
};

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
 * enum btns_df - DF in the outer header of a tunnel over IPv4, RFC 4301 8.1.
 *   An inner IPv6 packet counts as one with DF.
 * @BTNS_DF_COPY: That of the inner header. A packet without DF that does not
 *   fit is protected first, and then fragmented without DF.
 * @BTNS_DF_SET: Always. A packet without DF that does not fit is fragmented
 *   first, if the SA takes fragments: its selector asks for no ports, ICMP
 *   messages or Mobility Header types. Otherwise as for copy.
 * @BTNS_DF_CLEAR: Never. An inner IPv4 packet that does not fit is protected
 *   first, and then fragmented, also one with DF: its sender hears of no
 *   limit.
 */
enum btns_df {
	BTNS_DF_COPY,
	BTNS_DF_SET,
	BTNS_DF_CLEAR,
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
 * @BTNS_SPD_CHANGE_ADDED: An entry was added.
 * @BTNS_SPD_CHANGE_DELETED: An entry was deleted.
 * @BTNS_SPD_CHANGE_CHANGED: An entry was replaced by another of the same
 *   index.
 * @BTNS_SPD_CHANGE_MOVED: An entry was moved to another place.
 */
enum btns_spd_change {
	BTNS_SPD_CHANGE_SET,
	BTNS_SPD_CHANGE_CONFIRMED,
	BTNS_SPD_CHANGE_ROLLED_BACK,
	BTNS_SPD_CHANGE_RESET,
	BTNS_SPD_CHANGE_ADDED,
	BTNS_SPD_CHANGE_DELETED,
	BTNS_SPD_CHANGE_CHANGED,
	BTNS_SPD_CHANGE_MOVED,
};

/**
 * enum btns_policy_flag - What else an SPD entry says. All but app-override-ok
 *   need action protect.
 * @BTNS_POLICY_FLAG_BTNS_OK: SAs with peers that only their key names may
 *   serve it, RFC 5386 2.
 * @BTNS_POLICY_FLAG_BTNS_PINNED_ONLY: Of those peers, only such as a PAD entry
 *   names; needs btns-ok.
 * @BTNS_POLICY_FLAG_NULL_OK: SAs with peers that did not authenticate may
 *   serve it, RFC 7619.
 * @BTNS_POLICY_FLAG_BTNS_WIDE: Such peers may speak for more than their own
 *   address; needs btns-ok.
 * @BTNS_POLICY_FLAG_BTNS_PREFIX64: An IPv6 peer may speak for its /64.
 * @BTNS_POLICY_FLAG_OPP_ACCEPT_CLEAR: Clear packets pass, both ways, while
 *   there is no SA and one is asked for; needs btns-ok, transport mode. Not
 *   with a host that a PAD entry of class auth or btns-key claims, nor for
 *   downgrade-hold seconds after there was an SA with it.
 * @BTNS_POLICY_FLAG_OPP_FAIL_CLEAR: Clear packets pass, both ways, while it is
 *   known that keying failed, for a reason other than policy; otherwise as
 *   opp-accept-clear.
 * @BTNS_POLICY_FLAG_NO_LATCH: Connections are not latched.
 * @BTNS_POLICY_FLAG_LATCH_REQUIRED: Only latched connections; excludes
 *   no-latch.
 * @BTNS_POLICY_FLAG_APP_OVERRIDE_OK: Applications may ask for something else.
 */
enum btns_policy_flag {
	BTNS_POLICY_FLAG_BTNS_OK = 1,
	BTNS_POLICY_FLAG_BTNS_PINNED_ONLY = 2,
	BTNS_POLICY_FLAG_NULL_OK = 4,
	BTNS_POLICY_FLAG_BTNS_WIDE = 8,
	BTNS_POLICY_FLAG_BTNS_PREFIX64 = 16,
	BTNS_POLICY_FLAG_OPP_ACCEPT_CLEAR = 32,
	BTNS_POLICY_FLAG_OPP_FAIL_CLEAR = 64,
	BTNS_POLICY_FLAG_NO_LATCH = 128,
	BTNS_POLICY_FLAG_LATCH_REQUIRED = 256,
	BTNS_POLICY_FLAG_APP_OVERRIDE_OK = 512,
};

/**
 * enum btns_pfp - Fields of which an SA takes the value of the packet that
 *   asks for it, RFC 4301 4.4.1 ("populate from packet").
 */
enum btns_pfp {
	BTNS_PFP_LOCAL = 1,
	BTNS_PFP_REMOTE = 2,
	BTNS_PFP_PROTO = 4,
	BTNS_PFP_LPORT = 8,
	BTNS_PFP_RPORT = 16,
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
 * enum btns_skip_header - Extension headers of IPv6 that can be passed over or
 *   be a protocol.
 * @BTNS_SKIP_HEADER_HOPOPTS: Hop-by-hop options, 0. No selector can name them.
 * @BTNS_SKIP_HEADER_ROUTING: Routing, 43.
 * @BTNS_SKIP_HEADER_DSTOPTS: Destination options, 60.
 */
enum btns_skip_header {
	BTNS_SKIP_HEADER_HOPOPTS = 1,
	BTNS_SKIP_HEADER_ROUTING = 2,
	BTNS_SKIP_HEADER_DSTOPTS = 4,
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

/**
 * enum btns_packet_dir - Which way a packet goes.
 * @BTNS_PACKET_DIR_IN: To this host.
 * @BTNS_PACKET_DIR_OUT: From this host.
 * @BTNS_PACKET_DIR_FORWARD: From another host to another host.
 */
enum btns_packet_dir {
	BTNS_PACKET_DIR_IN,
	BTNS_PACKET_DIR_OUT,
	BTNS_PACKET_DIR_FORWARD,
};

/**
 * enum btns_verdict_by - What of the SPD spoke of a packet.
 * @BTNS_VERDICT_BY_NOBODY: It was not asked.
 * @BTNS_VERDICT_BY_ENTRY: The entry of the index.
 * @BTNS_VERDICT_BY_NOMINAL: The nominal last DISCARD, since no entry speaks of
 *   the packet.
 * @BTNS_VERDICT_BY_FRAGMENT: An entry that protects or discards might speak of
 *   it, if the fragment showed what it asks for (RFC 4301 7).
 * @BTNS_VERDICT_BY_NO_SPD: There is no SPD.
 */
enum btns_verdict_by {
	BTNS_VERDICT_BY_NOBODY,
	BTNS_VERDICT_BY_ENTRY,
	BTNS_VERDICT_BY_NOMINAL,
	BTNS_VERDICT_BY_FRAGMENT,
	BTNS_VERDICT_BY_NO_SPD,
};

/**
 * enum btns_fragment - What part of a datagram a packet is.
 */
enum btns_fragment {
	BTNS_FRAGMENT_WHOLE,
	BTNS_FRAGMENT_FIRST,
	BTNS_FRAGMENT_LATER,
};

/**
 * enum btns_explain_verdict - What becomes of a packet.
 * @BTNS_EXPLAIN_VERDICT_PASS: It goes its way, in the clear or as it came out
 *   of its SA.
 * @BTNS_EXPLAIN_VERDICT_PROTECT: The SA takes it.
 * @BTNS_EXPLAIN_VERDICT_HOLD: It waits for an SA, and key management is asked
 *   if it was not yet.
 */
enum btns_explain_verdict {
	BTNS_EXPLAIN_VERDICT_DROP,
	BTNS_EXPLAIN_VERDICT_PASS,
	BTNS_EXPLAIN_VERDICT_PROTECT,
	BTNS_EXPLAIN_VERDICT_HOLD,
};

/**
 * enum btns_explain_what - Whom a step asks.
 * @BTNS_EXPLAIN_WHAT_POLICY: The SPD; dir says which way.
 * @BTNS_EXPLAIN_WHAT_SA: The SAD; without spi there is none.
 * @BTNS_EXPLAIN_WHAT_KEYING: Those who make SAs.
 * @BTNS_EXPLAIN_WHAT_INWARD: A forwarded packet that no entry makes leave goes
 *   to the protected side.
 */
enum btns_explain_what {
	BTNS_EXPLAIN_WHAT_POLICY,
	BTNS_EXPLAIN_WHAT_SA,
	BTNS_EXPLAIN_WHAT_KEYING,
	BTNS_EXPLAIN_WHAT_INWARD,
};

/**
 * enum btns_keying_answer - What comes of asking for an SA.
 * @BTNS_KEYING_ANSWER_HOLD: The packet waits.
 * @BTNS_KEYING_ANSWER_REFUSED: Keying was refused a moment ago.
 * @BTNS_KEYING_ANSWER_FULL: Too many packets wait.
 * @BTNS_KEYING_ANSWER_LIMITED: Asked too often, or for too many.
 * @BTNS_KEYING_ANSWER_NOBODY: Nobody listens.
 */
enum btns_keying_answer {
	BTNS_KEYING_ANSWER_HOLD,
	BTNS_KEYING_ANSWER_REFUSED,
	BTNS_KEYING_ANSWER_FULL,
	BTNS_KEYING_ANSWER_LIMITED,
	BTNS_KEYING_ANSWER_NOBODY,
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
	BTNS_A_SA_PEER_ID,
	BTNS_A_SA_LOCAL_ID,
	BTNS_A_SA_POLICY,
	BTNS_A_SA_IKE_SA,
	BTNS_A_SA_REKEY_OF,
	BTNS_A_SA_DF,
	BTNS_A_SA_DSCP_MAP,
	BTNS_A_SA_DSCP_SET,
	BTNS_A_SA_SEQ_OVERFLOW,
	BTNS_A_SA_STATEFUL_FRAG_CHECK,

	__BTNS_A_SA_MAX,
	BTNS_A_SA_MAX = (__BTNS_A_SA_MAX - 1)
};

enum {
	BTNS_A_SA_PAIR_PAD = 1,
	BTNS_A_SA_PAIR_IN,
	BTNS_A_SA_PAIR_OUT,
	BTNS_A_SA_PAIR_PEER_ID,
	BTNS_A_SA_PAIR_LOCAL_ID,
	BTNS_A_SA_PAIR_IKE_ADDR_IPV4,
	BTNS_A_SA_PAIR_IKE_ADDR_IPV6,
	BTNS_A_SA_PAIR_PAD_ENTRY,
	BTNS_A_SA_PAIR_PAD_GENERATION,
	BTNS_A_SA_PAIR_POLICY,
	BTNS_A_SA_PAIR_SPD_GENERATION,
	BTNS_A_SA_PAIR_IKE_SA,
	BTNS_A_SA_PAIR_REKEY_OF,

	__BTNS_A_SA_PAIR_MAX,
	BTNS_A_SA_PAIR_MAX = (__BTNS_A_SA_PAIR_MAX - 1)
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
	BTNS_A_NAME_ID_TYPE = 1,
	BTNS_A_NAME_ID_MATCH,
	BTNS_A_NAME_ID_VALUE,

	__BTNS_A_NAME_MAX,
	BTNS_A_NAME_MAX = (__BTNS_A_NAME_MAX - 1)
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
	BTNS_A_POLICY_FLAGS,
	BTNS_A_POLICY_PFP,
	BTNS_A_POLICY_NOMINAL,
	BTNS_A_POLICY_NAME,

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
	BTNS_A_SPD_INDEX,
	BTNS_A_SPD_BEFORE,

	__BTNS_A_SPD_MAX,
	BTNS_A_SPD_MAX = (__BTNS_A_SPD_MAX - 1)
};

enum {
	BTNS_A_PAD_ENTRY_INDEX = 1,
	BTNS_A_PAD_ENTRY_PRIORITY,
	BTNS_A_PAD_ENTRY_CLASS,
	BTNS_A_PAD_ENTRY_ID_TYPE,
	BTNS_A_PAD_ENTRY_ID_MATCH,
	BTNS_A_PAD_ENTRY_ID_VALUE,
	BTNS_A_PAD_ENTRY_AUTH_METHODS,
	BTNS_A_PAD_ENTRY_TRUST_ANCHOR,
	BTNS_A_PAD_ENTRY_KEY_HASH,
	BTNS_A_PAD_ENTRY_CERTID_MATCH,
	BTNS_A_PAD_ENTRY_SPD_SEARCH,
	BTNS_A_PAD_ENTRY_CHILD,
	BTNS_A_PAD_ENTRY_CLAIM,
	BTNS_A_PAD_ENTRY_IKE_ADDR,
	BTNS_A_PAD_ENTRY_FLAGS,
	BTNS_A_PAD_ENTRY_MAX_SAS,
	BTNS_A_PAD_ENTRY_EXPIRES,
	BTNS_A_PAD_ENTRY_LABEL,
	BTNS_A_PAD_ENTRY_GENERATION,

	__BTNS_A_PAD_ENTRY_MAX,
	BTNS_A_PAD_ENTRY_MAX = (__BTNS_A_PAD_ENTRY_MAX - 1)
};

enum {
	BTNS_A_PAD_ENTRY = 1,
	BTNS_A_PAD_INDEX,
	BTNS_A_PAD_GENERATION,
	BTNS_A_PAD_COUNT,
	BTNS_A_PAD_CHANGE,

	__BTNS_A_PAD_MAX,
	BTNS_A_PAD_MAX = (__BTNS_A_PAD_MAX - 1)
};

enum {
	BTNS_A_IDENTITY_HANDLE = 1,
	BTNS_A_IDENTITY_ID_TYPE,
	BTNS_A_IDENTITY_ID_VALUE,
	BTNS_A_IDENTITY_LOCAL,
	BTNS_A_IDENTITY_ASSURANCE,
	BTNS_A_IDENTITY_AUTH_METHOD,
	BTNS_A_IDENTITY_KEY_HASH,
	BTNS_A_IDENTITY_CERT_HASH,
	BTNS_A_IDENTITY_TRUST_ANCHOR,
	BTNS_A_IDENTITY_ASSERTED_TYPE,
	BTNS_A_IDENTITY_ASSERTED_VALUE,
	BTNS_A_IDENTITY_REFS,

	__BTNS_A_IDENTITY_MAX,
	BTNS_A_IDENTITY_MAX = (__BTNS_A_IDENTITY_MAX - 1)
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
	BTNS_A_ACQUIRE_PFP,

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
	BTNS_A_CONF_KEEP_SAS,
	BTNS_A_CONF_DOWNGRADE_HOLD,
	BTNS_A_CONF_SKIP_HEADERS,

	__BTNS_A_CONF_MAX,
	BTNS_A_CONF_MAX = (__BTNS_A_CONF_MAX - 1)
};

enum {
	BTNS_A_DROP_PAD = 1,
	BTNS_A_DROP_NUMBER,
	BTNS_A_DROP_TIME,
	BTNS_A_DROP_DIR,
	BTNS_A_DROP_REASON,
	BTNS_A_DROP_VERDICT_BY,
	BTNS_A_DROP_INDEX,
	BTNS_A_DROP_PEER_IPV4,
	BTNS_A_DROP_PEER_IPV6,
	BTNS_A_DROP_FLOW,
	BTNS_A_DROP_FRAGMENT,
	BTNS_A_DROP_SPI,
	BTNS_A_DROP_SEQ,
	BTNS_A_DROP_FLOW_LABEL,
	BTNS_A_DROP_SELECTOR,
	BTNS_A_DROP_REMOTE_IPV4,
	BTNS_A_DROP_REMOTE_IPV6,

	__BTNS_A_DROP_MAX,
	BTNS_A_DROP_MAX = (__BTNS_A_DROP_MAX - 1)
};

enum {
	BTNS_A_EXPLAIN_STEP_WHAT = 1,
	BTNS_A_EXPLAIN_STEP_DIR,
	BTNS_A_EXPLAIN_STEP_VERDICT_BY,
	BTNS_A_EXPLAIN_STEP_INDEX,
	BTNS_A_EXPLAIN_STEP_ACTION,
	BTNS_A_EXPLAIN_STEP_SPI,
	BTNS_A_EXPLAIN_STEP_SRC_IPV4,
	BTNS_A_EXPLAIN_STEP_SRC_IPV6,
	BTNS_A_EXPLAIN_STEP_DST_IPV4,
	BTNS_A_EXPLAIN_STEP_DST_IPV6,
	BTNS_A_EXPLAIN_STEP_MODE,
	BTNS_A_EXPLAIN_STEP_REQID,
	BTNS_A_EXPLAIN_STEP_ANSWER,

	__BTNS_A_EXPLAIN_STEP_MAX,
	BTNS_A_EXPLAIN_STEP_MAX = (__BTNS_A_EXPLAIN_STEP_MAX - 1)
};

enum {
	BTNS_A_EXPLAIN_DIR = 1,
	BTNS_A_EXPLAIN_LOCAL_IPV4,
	BTNS_A_EXPLAIN_LOCAL_IPV6,
	BTNS_A_EXPLAIN_REMOTE_IPV4,
	BTNS_A_EXPLAIN_REMOTE_IPV6,
	BTNS_A_EXPLAIN_PROTO,
	BTNS_A_EXPLAIN_LPORT,
	BTNS_A_EXPLAIN_RPORT,
	BTNS_A_EXPLAIN_ICMP,
	BTNS_A_EXPLAIN_MH,
	BTNS_A_EXPLAIN_FRAGMENT,
	BTNS_A_EXPLAIN_SPI,
	BTNS_A_EXPLAIN_DST_IPV4,
	BTNS_A_EXPLAIN_DST_IPV6,
	BTNS_A_EXPLAIN_STEP,
	BTNS_A_EXPLAIN_VERDICT,
	BTNS_A_EXPLAIN_COUNTER,
	BTNS_A_EXPLAIN_QUOTE_DECIDES,
	BTNS_A_EXPLAIN_DSCP,

	__BTNS_A_EXPLAIN_MAX,
	BTNS_A_EXPLAIN_MAX = (__BTNS_A_EXPLAIN_MAX - 1)
};

enum {
	BTNS_CMD_SA_ADD = 1,
	BTNS_CMD_SA_UPDATE,
	BTNS_CMD_SA_DEL,
	BTNS_CMD_SA_FLUSH,
	BTNS_CMD_SA_GET,
	BTNS_CMD_SPI_ALLOC,
	BTNS_CMD_POLICY_SET,
	BTNS_CMD_POLICY_ADD,
	BTNS_CMD_POLICY_DEL,
	BTNS_CMD_POLICY_CHANGE,
	BTNS_CMD_POLICY_MOVE,
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
	BTNS_CMD_PAD_ADD,
	BTNS_CMD_PAD_CHANGE,
	BTNS_CMD_PAD_DEL,
	BTNS_CMD_PAD_SET,
	BTNS_CMD_PAD_GET,
	BTNS_CMD_PAD_STATE_GET,
	BTNS_CMD_IDENTITY_ADD,
	BTNS_CMD_IDENTITY_DEL,
	BTNS_CMD_IDENTITY_GET,
	BTNS_CMD_PAD_NTF,
	BTNS_CMD_SA_PAIR_ADD,
	BTNS_CMD_EXPLAIN,
	BTNS_CMD_DROP_GET,
	BTNS_CMD_AUDIT_NTF,

	__BTNS_CMD_MAX,
	BTNS_CMD_MAX = (__BTNS_CMD_MAX - 1)
};

#define BTNS_MCGRP_EVENTS	"events"
#define BTNS_MCGRP_AUDIT	"audit"

#endif /* _UAPI_LINUX_BTNS_H */
