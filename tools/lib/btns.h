/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libbtns: the generic netlink family of btns as C functions.
 *
 * Functions return 0 or a negative errno unless said otherwise, print nothing
 * and keep what the kernel said about a refusal until the next call.  A socket
 * belongs to one thread at a time.  Numbers are in host order, addresses in
 * network order.  Enumerations are those of <linux/btns.h>.
 *
 * A socket speaks of the network namespace in which it was opened.
 */
#ifndef BTNS_H
#define BTNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/btns.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- what is described ---- */

/**
 * struct btns_ip - an IPv4 or IPv6 address
 * @octets: network order; of an IPv4 address the first four, the rest zero
 *
 * The family is kept beside it.
 */
struct btns_ip {
	uint8_t octets[16];
};

/* Inclusive ranges. */
struct btns_ip_range {
	struct btns_ip lo;
	struct btns_ip hi;
};

struct btns_u16_range {
	uint16_t lo;
	uint16_t hi;
};

/**
 * struct btns_ts - a traffic selector, RFC 4301 4.4.1.1
 * @local: addresses on the protected side; a list, as all that follow
 * @remote: addresses on the unprotected side
 * @lport: local ports
 * @rport: remote ports
 * @icmp: ICMP or ICMPv6 messages, type * 256 + code
 * @mh: Mobility Header types
 * @n_local: ranges of @local; 0 is any, and so below
 * @n_remote: ranges of @remote
 * @n_lport: ranges of @lport
 * @n_rport: ranges of @rport
 * @n_icmp: ranges of @icmp
 * @n_mh: ranges of @mh
 * @proto: IANA protocol number, 0 for any, BTNS_PROTO_OPAQUE
 * @family: AF_INET, AF_INET6, or AF_UNSPEC for both, then without addresses
 * @opaque: only packets that show no port, type or code
 *
 * The lists are its own, from malloc().  btns_ts_init() makes one that matches
 * everything, btns_ts_free() ends it; an assignment moves it.
 */
struct btns_ts {
	struct btns_ip_range *local;
	struct btns_ip_range *remote;
	struct btns_u16_range *lport;
	struct btns_u16_range *rport;
	struct btns_u16_range *icmp;
	struct btns_u16_range *mh;
	uint8_t n_local;
	uint8_t n_remote;
	uint8_t n_lport;
	uint8_t n_rport;
	uint8_t n_icmp;
	uint8_t n_mh;
	uint16_t proto;
	uint8_t family;
	bool opaque;
};

/* Limits of an SA's life; 0 is none. */
struct btns_sa_limits {
	uint64_t seconds;
	uint64_t bytes;
	uint64_t packets;
};

/**
 * struct btns_sa_id - what names an SA
 * @dst: outer destination
 * @spi: security parameters index
 * @family: of @dst
 * @proto: 50 for ESP
 */
struct btns_sa_id {
	struct btns_ip dst;
	uint32_t spi;
	uint8_t family;
	uint8_t proto;
};

/**
 * struct btns_sa_info - a security association
 * @id: its name
 * @src: outer source, of the same family
 * @dir: enum btns_sa_dir
 * @mode: enum btns_mode
 * @reqid: ties it to SPD entries
 * @aead: enum btns_aead
 * @esn: 64-bit sequence numbers
 * @has_replay_window: @replay_window is meant
 * @replay_window: packets; inbound only
 * @has_ts: @ts is meant
 * @ts: the inner traffic that it may carry; its lists are the SA's
 * @soft: when to ask for a successor
 * @hard: when it dies
 * @assurance: enum btns_assurance; manual where somebody asks for an SA
 * @has_peer_key_hash: @peer_key_hash is meant; only from the kernel, as all that
 *	follows
 * @peer_key_hash: SHA-256 of the peer's SubjectPublicKeyInfo
 * @pad_entry: the PAD entry that let the peer in, 0 for manual SAs, as below
 * @policy: the SPD entry of its outbound traffic
 * @peer_id: handle of the peer's identity
 * @local_id: handle of this host's
 * @ike_sa: the key manager's name of its own SA
 * @rekey_of: SPI of the inbound SA that its pair replaced; 0: none
 * @state: enum btns_sa_state
 * @age: seconds since it was added
 * @bytes: octets to which the algorithm was applied
 * @packets: packets
 * @seq: outbound the last number sent, inbound the highest received
 * @replays: packets refused as replayed or too old
 * @icv_failures: packets whose integrity check failed
 * @path_mtu: what an ICMP error said, 0: nothing, or forgotten
 * @has_df: @df is meant; outbound, tunnel mode, IPv4 outside only
 * @df: enum btns_df
 * @has_dscp_map: @dscp_map is meant, otherwise DSCP is copied; outbound and tunnel
 *	mode only
 * @dscp_map: the outer DSCP of each inner one
 * @dscp_set: DSCP values that the SA is for, a bit each; 0: all.  Outbound only
 * @has_seq_overflow: @seq_overflow is meant; outbound only
 * @seq_overflow: enum btns_switch: the number may begin anew
 * @stateful_frag_check: fragments count by what the whole datagram shows; only from
 *	the kernel
 */
struct btns_sa_info {
	struct btns_sa_id id;
	struct btns_ip src;
	uint32_t dir;
	uint32_t mode;
	uint32_t reqid;
	uint32_t aead;
	bool esn;
	bool has_replay_window;
	uint32_t replay_window;
	bool has_ts;
	struct btns_ts ts;
	struct btns_sa_limits soft;
	struct btns_sa_limits hard;
	uint32_t assurance;
	bool has_peer_key_hash;
	uint8_t peer_key_hash[BTNS_KEY_HASH_LEN];
	uint32_t pad_entry;
	uint32_t policy;
	uint32_t peer_id;
	uint32_t local_id;
	uint64_t ike_sa;
	uint32_t rekey_of;
	uint32_t state;
	uint64_t age;
	uint64_t bytes;
	uint64_t packets;
	uint64_t seq;
	uint64_t replays;
	uint64_t icv_failures;
	uint32_t path_mtu;
	bool has_df;
	uint32_t df;
	bool has_dscp_map;
	uint8_t dscp_map[BTNS_DSCPS];
	uint64_t dscp_set;
	bool has_seq_overflow;
	uint32_t seq_overflow;
	bool stateful_frag_check;
};

/**
 * struct btns_sa_pair - the SAs that a key manager made with a peer
 * @in: the inbound one; its direction and assurance are not looked at
 * @out: the outbound one; likewise.  Both have the same mode, reqid, algorithm,
 *	selector and kind of sequence numbers, and addresses the other way round
 * @key_in: key, then salt, of @in
 * @key_out: likewise, of @out
 * @key_in_len: octets of @key_in
 * @key_out_len: octets of @key_out
 * @ike_addr: where the peer's IKE packets come from
 * @ike_family: of @ike_addr
 * @peer_id: handle of the peer's identity, from btns_identity_add()
 * @local_id: handle of this host's
 * @pad_entry: index of the PAD entry that lets the peer in
 * @pad_generation: of the PAD that was searched, from btns_pad_dump()
 * @policy: index of the SPD entry of outbound packets
 * @spd_generation: of the SPD that was searched, from btns_policy_dump()
 * @ike_sa: the key manager's name of its own SA; any number
 * @rekey_of: SPI of the inbound SA that this pair replaces; 0: none
 */
struct btns_sa_pair {
	struct btns_sa_info in;
	struct btns_sa_info out;
	const uint8_t *key_in;
	const uint8_t *key_out;
	size_t key_in_len;
	size_t key_out_len;
	struct btns_ip ike_addr;
	uint8_t ike_family;
	uint32_t peer_id;
	uint32_t local_id;
	uint32_t pad_entry;
	uint32_t pad_generation;
	uint32_t policy;
	uint32_t spd_generation;
	uint64_t ike_sa;
	uint32_t rekey_of;
};

/**
 * struct btns_sa_filter - which SAs a list is about
 * @spi: 0 for any
 * @dst_family: of @dst, AF_UNSPEC for any
 * @dst: outer destination
 * @reqid: 0 for any
 * @has_dir: @dir is meant
 * @dir: enum btns_sa_dir
 */
struct btns_sa_filter {
	uint32_t spi;
	uint8_t dst_family;
	struct btns_ip dst;
	uint32_t reqid;
	bool has_dir;
	uint32_t dir;
};

/* Outer addresses of a tunnel; AF_UNSPEC as family: there is none. */
struct btns_tunnel {
	struct btns_ip local;
	struct btns_ip remote;
	uint8_t family;
};

/**
 * struct btns_id - an identity, or the pattern of many
 * @type: enum btns_id_type; BTNS_ID_TYPE_ANY: there is none
 * @match: enum btns_id_match; an identity is exact
 * @len: of @value
 * @value: as in the family's specification
 */
struct btns_id {
	uint32_t type;
	uint32_t match;
	uint16_t len;
	uint8_t value[BTNS_ID_VALUE_MAX];
};

/**
 * struct btns_policy_info - an SPD entry, RFC 4301 4.4.1.2
 * @ts: what it speaks of, packets that match one of these; from malloc()
 * @ts_count: of @ts; 0: everything
 * @names: peers that it is for; protect only; from malloc()
 * @name_count: of @names
 * @tunnel: tunnel mode only, all different; the first is to be preferred
 * @tunnel_count: of @tunnel
 * @index: its name; 0: the kernel chooses one
 * @dir: enum btns_policy_dir
 * @action: enum btns_action
 * @mode: enum btns_mode; protect only
 * @reqid: protect only
 * @flags: bits of enum btns_policy_flag
 * @pfp: bits of enum btns_pfp; protect only
 */
struct btns_policy_info {
	struct btns_ts *ts;
	size_t ts_count;
	struct btns_id *names;
	size_t name_count;
	struct btns_tunnel tunnel[BTNS_POLICY_TUNNELS_MAX];
	size_t tunnel_count;
	uint32_t index;
	uint32_t dir;
	uint32_t action;
	uint32_t mode;
	uint32_t reqid;
	uint32_t flags;
	uint32_t pfp;
};

/**
 * struct btns_spd_info - the state of the SPD
 * @active: an SPD is in force
 * @generation: of the set in force
 * @count: entries, the nominal last DISCARD not counted
 * @confirm: seconds until rollback, 0: not on probation
 */
struct btns_spd_info {
	bool active;
	uint32_t generation;
	uint32_t count;
	uint32_t confirm;
};

/**
 * struct btns_spd_opts - what a change of the SPD insists on and asks for
 * @has_generation: refuse with -EBUSY unless @generation is in force
 * @generation: 0: no SPD is in force
 * @confirm: seconds of probation, 0: none
 */
struct btns_spd_opts {
	bool has_generation;
	uint32_t generation;
	uint32_t confirm;
};

/**
 * struct btns_addrs - ranges of addresses of both families
 * @v4: those of IPv4
 * @v6: those of IPv6
 * @v4_count: of @v4
 * @v6_count: of @v6
 *
 * The lists are its own, from malloc(); all zero is the empty one.
 * btns_addrs_free() ends it; an assignment moves it.
 */
struct btns_addrs {
	struct btns_ip_range *v4;
	struct btns_ip_range *v6;
	uint16_t v4_count;
	uint16_t v6_count;
};

/* A SHA-256 value. */
struct btns_hash {
	uint8_t octets[BTNS_KEY_HASH_LEN];
};

/**
 * struct btns_pad_info - an entry of the PAD
 * @index: its name; 0: the kernel chooses one
 * @priority: orders the entries of one class
 * @pad_class: enum btns_pad_class
 * @id: who the peer is; none for the two classes of anybody
 * @auth_methods: a bit for each method of IKEv2; 0: what the class allows
 * @key_hashes: keys that authenticate the peer
 * @key_count: of @key_hashes
 * @anchors: trust anchors that do
 * @anchor_count: of @anchors
 * @certid_match: the certificate has to name the identity
 * @spd_search: enum btns_spd_search
 * @child: addresses that the peer may speak for; none: any
 * @claim: addresses that no weaker peer may speak for
 * @ike_addr: where the peer has to come from; none: anywhere
 * @flags: of enum btns_pad_flag
 * @max_sas: pairs of SAs at a time; 0: any number
 * @expires: seconds until the entry goes; 0: never
 * @label: for people
 * @generation: of the PAD when it came or changed; only from the kernel
 */
struct btns_pad_info {
	uint32_t index;
	uint32_t priority;
	uint32_t pad_class;
	struct btns_id id;
	uint32_t auth_methods;
	struct btns_hash key_hashes[BTNS_PAD_HASHES_MAX];
	uint32_t key_count;
	struct btns_hash anchors[BTNS_PAD_HASHES_MAX];
	uint32_t anchor_count;
	bool certid_match;
	uint32_t spd_search;
	struct btns_addrs child;
	struct btns_addrs claim;
	struct btns_addrs ike_addr;
	uint32_t flags;
	uint32_t max_sas;
	uint32_t expires;
	char label[BTNS_LABEL_MAX + 1];
	uint32_t generation;
};

/* The state of the PAD; generation 0: there was no entry yet. */
struct btns_pad_state {
	uint32_t generation;
	uint32_t count;
};

/* What a change of the PAD insists on: refuse with -EBUSY otherwise. */
struct btns_pad_opts {
	bool has_generation;
	uint32_t generation;
};

/**
 * struct btns_identity_info - who an IKE peer or this host is
 * @handle: its name, chosen by the kernel
 * @id: who it is
 * @is_local: this host; what follows but the key and certificate is of peers
 * @assurance: enum btns_assurance
 * @auth_method: IKEv2's number
 * @has_key_hash: @key_hash is meant
 * @has_cert_hash: @cert_hash is meant
 * @has_anchor: @anchor is meant
 * @key_hash: of the key that signed
 * @cert_hash: of its certificate
 * @anchor: of the trust anchor that vouches for it
 * @has_asserted: @asserted is meant
 * @asserted: who it says it is, for which nobody vouches
 * @refs: SAs that name it; only from the kernel
 */
struct btns_identity_info {
	uint32_t handle;
	struct btns_id id;
	bool is_local;
	uint32_t assurance;
	uint32_t auth_method;
	bool has_key_hash;
	bool has_cert_hash;
	bool has_anchor;
	struct btns_hash key_hash;
	struct btns_hash cert_hash;
	struct btns_hash anchor;
	bool has_asserted;
	struct btns_id asserted;
	uint32_t refs;
};

#define BTNS_COUNTER_NAME_MAX 32

/* One statistic of the namespace. */
struct btns_counter_info {
	char name[BTNS_COUNTER_NAME_MAX];
	uint64_t value;
};

#define BTNS_CONF_ROOM 64

/**
 * struct btns_conf_info - settings of the namespace
 * @has: a bit, 1 << number, for each that is meant
 * @value: by number, which is that of the attribute, BTNS_A_CONF_*
 */
struct btns_conf_info {
	uint64_t has;
	uint32_t value[BTNS_CONF_ROOM];
};

/**
 * struct btns_acquire - an SA that is wanted: a packet found none
 * @id: by which it is refused
 * @index: of the SPD entry that protects
 * @reqid: of that entry
 * @mode: enum btns_mode
 * @tunnel: outer addresses; tunnel mode only
 * @flow: the first packet, every range a single value
 * @pfp: bits of enum btns_pfp: what of @flow the SA is to be limited to
 * @state: enum btns_acquire_state; this and what follows not in events
 * @reason: enum btns_acquire_reason, if it was refused
 * @packets: that wait for it
 * @bytes: memory that they occupy
 * @age: milliseconds since the first packet, or since the refusal
 * @expires: milliseconds until it ends by itself
 */
struct btns_acquire {
	uint32_t id;
	uint32_t index;
	uint32_t reqid;
	uint32_t mode;
	struct btns_tunnel tunnel;
	struct btns_ts flow;
	uint32_t pfp;
	uint32_t state;
	uint32_t reason;
	uint32_t packets;
	uint32_t bytes;
	uint32_t age;
	uint32_t expires;
};

/**
 * struct btns_drop - a packet that was dropped
 * @number: counts the drops of the namespace from 1
 * @time: nanoseconds since 1970, UTC
 * @dir: enum btns_packet_dir
 * @reason: the counter that counted it
 * @verdict_by: enum btns_verdict_by: what of the SPD spoke of it
 * @index: the SPD entry, if one did
 * @peer_family: of @peer
 * @peer: the remote host, of an SA's packet the SA's other end
 * @flow: the packet, every range a single value; of a forwarded one the local
 *	end is the source
 * @fragment: enum btns_fragment
 * @spi: of ESP; 0: none
 * @has_seq: @seq is meant
 * @seq: sequence number of ESP
 * @flow_label: IPv6
 * @has_sel: @sel is meant
 * @sel: what the SA may carry; only in events, and where it matters
 */
struct btns_drop {
	uint64_t number;
	uint64_t time;
	uint32_t dir;
	char reason[BTNS_COUNTER_NAME_MAX];
	uint32_t verdict_by;
	uint32_t index;
	uint8_t peer_family;
	struct btns_ip peer;
	struct btns_ts flow;
	uint32_t fragment;
	uint32_t spi;
	bool has_seq;
	uint64_t seq;
	uint32_t flow_label;
	bool has_sel;
	struct btns_ts sel;
};

/**
 * struct btns_explain_ask - a packet that there might be
 * @dir: enum btns_packet_dir
 * @family: of @local and @remote
 * @local: address here; of a forwarded packet the source
 * @remote: address there
 * @proto: IANA protocol number
 * @has_ports: @lport and @rport are meant
 * @lport: port here
 * @rport: port there
 * @has_icmp: @icmp is meant
 * @icmp: type * 256 + code
 * @has_mh: @mh is meant
 * @mh: type of a Mobility Header
 * @fragment: enum btns_fragment
 * @spi: of the ESP SA that it came by; 0: none
 * @dst_family: of @dst; AF_UNSPEC: that SA's packets go where this one goes
 * @dst: outer destination of that SA
 * @dscp: what the packet is marked with, 0 to 63
 */
struct btns_explain_ask {
	uint32_t dir;
	uint8_t family;
	struct btns_ip local;
	struct btns_ip remote;
	uint8_t proto;
	bool has_ports;
	uint16_t lport;
	uint16_t rport;
	bool has_icmp;
	uint16_t icmp;
	bool has_mh;
	uint8_t mh;
	uint32_t fragment;
	uint32_t spi;
	uint8_t dst_family;
	struct btns_ip dst;
	uint8_t dscp;
};

/**
 * struct btns_explain_step - who was asked about a packet, and the answer
 * @what: enum btns_explain_what
 * @dir: enum btns_sa_dir: of a policy, which way it was asked about
 * @verdict_by: enum btns_verdict_by, of a policy
 * @index: of the SPD entry, if one spoke
 * @action: enum btns_action, of a policy
 * @spi: of an SA; 0: there is none
 * @family: of @src and @dst; AF_UNSPEC: they are not told
 * @src: outer source of the SA; of keying: of the tunnel that it is about
 * @dst: outer destination of the SA
 * @mode: enum btns_mode of the SA
 * @reqid: of the SA
 * @answer: enum btns_keying_answer, of keying
 */
struct btns_explain_step {
	uint32_t what;
	uint32_t dir;
	uint32_t verdict_by;
	uint32_t index;
	uint32_t action;
	uint32_t spi;
	uint8_t family;
	struct btns_ip src;
	struct btns_ip dst;
	uint32_t mode;
	uint32_t reqid;
	uint32_t answer;
};

#define BTNS_EXPLAIN_STEPS_MAX 16

/**
 * struct btns_explanation - what would become of a packet
 * @step: the answers, in order
 * @steps: how many there are
 * @verdict: enum btns_explain_verdict
 * @counter: what would count it, "": nothing; the reason if it is dropped
 * @quote_decides: it is an ICMP error, and what it quotes may be judged instead
 */
struct btns_explanation {
	struct btns_explain_step step[BTNS_EXPLAIN_STEPS_MAX];
	size_t steps;
	uint32_t verdict;
	char counter[BTNS_COUNTER_NAME_MAX];
	bool quote_decides;
};

/**
 * struct btns_event - something happened
 * @type: BTNS_CMD_SA_ADD_NTF, _SA_DEL_NTF, _SA_EXPIRE_NTF, _POLICY_NTF,
 *	_PAD_NTF, _ACQUIRE_NTF or _AUDIT_NTF; later kernels may send others
 * @sa: of the first three; of an expiry only its name, src, dir and reqid
 * @limit: enum btns_sa_limit of an expiry
 * @hard: the expiry was the SA's end
 * @spd: of _POLICY_NTF
 * @pad: of _PAD_NTF
 * @pad_index: of the entry that _PAD_NTF is about, 0: of all
 * @change: enum btns_spd_change of _POLICY_NTF, btns_pad_change of _PAD_NTF
 * @index: the entry that _POLICY_NTF is about; 0: the whole SPD
 * @acquire: of _ACQUIRE_NTF
 * @drop: of _AUDIT_NTF
 */
struct btns_event {
	uint8_t type;
	struct btns_sa_info sa;
	uint32_t limit;
	bool hard;
	struct btns_spd_info spd;
	struct btns_pad_state pad;
	uint32_t pad_index;
	uint32_t change;
	uint32_t index;
	struct btns_acquire acquire;
	struct btns_drop drop;
};

/* ---- sock.c: talking to the kernel ---- */

struct btns_sock;

/**
 * btns_sock_open() - connect to the family
 * @sock: the socket
 *
 * Return: 0; -EPROTONOSUPPORT when the kernel has no btns and could not load
 * it; another negative errno.
 */
int btns_sock_open(struct btns_sock **sock);

/**
 * btns_sock_close() - the opposite
 * @sock: may be NULL
 */
void btns_sock_close(struct btns_sock *sock);

/**
 * btns_sock_error() - what the kernel said about the last refusal
 * @sock: the socket
 *
 * Return: its words (extended acknowledgement), or "" if there were none;
 * valid until the next call.
 */
const char *btns_sock_error(const struct btns_sock *sock);

/**
 * btns_sock_error_attr() - which attribute of the request was refused
 * @sock: the socket
 *
 * Return: its path, for example "policy[3].selector.lport", or "" if the kernel
 * did not say; valid until the next call.
 */
const char *btns_sock_error_attr(const struct btns_sock *sock);

/**
 * btns_sock_error_item() - which entry of a list was refused
 * @sock: the socket
 *
 * Return: its place in the list given to btns_policy_set() or btns_pad_set(),
 * from 0; -1 if the refusal was not about one entry.
 */
long btns_sock_error_item(const struct btns_sock *sock);

/* ---- sa.c ---- */

/**
 * btns_sa_add() - insert an SA that is keyed by hand
 * @sock: the socket
 * @sa: what it is; what comes only from the kernel is ignored
 * @key: key, then salt, as KEYMAT delivers them; the caller wipes it
 * @len: octets of @key
 *
 * Return: 0; -EEXIST when an SA has this name already, unless it is larval; -EBUSY
 * when one has this key and salt; another negative errno.
 */
int btns_sa_add(struct btns_sock *sock, const struct btns_sa_info *sa,
		const uint8_t *key, size_t len);

/**
 * btns_sa_pair_add() - insert both SAs that a key manager made, or none
 * @sock: the socket
 * @pair: the SAs and who is at the other end; the caller wipes the keys
 *
 * The kernel searches PAD and SPD again; what it finds decides.
 *
 * Return: 0; -ESTALE when PAD or SPD have another generation: search again;
 * -ENOENT when an identity, an entry or the SA to be replaced is not there;
 * -EACCES when PAD or SPD forbid the SAs, btns_sock_error() says why; -EDQUOT
 * when the PAD entry allows no more; -EEXIST when an SA has this name already;
 * -EBUSY when one has this key; another negative errno.
 */
int btns_sa_pair_add(struct btns_sock *sock, const struct btns_sa_pair *pair);

/**
 * btns_sa_free() - what an SA's description points to
 * @sa: the description itself is the caller's
 */
void btns_sa_free(struct btns_sa_info *sa);

/**
 * btns_sa_list_free() - a list of SAs and all of them
 * @list: may be NULL
 * @count: entries of @list
 */
void btns_sa_list_free(struct btns_sa_info *list, size_t count);

/**
 * btns_sa_update() - replace limits
 * @sock: the socket
 * @id: which SA
 * @soft: NULL: they stay as they are
 * @hard: NULL: they stay as they are
 */
int btns_sa_update(struct btns_sock *sock, const struct btns_sa_id *id,
		   const struct btns_sa_limits *soft,
		   const struct btns_sa_limits *hard);

/**
 * btns_sa_del() - delete an SA
 * @sock: the socket
 * @id: which
 */
int btns_sa_del(struct btns_sock *sock, const struct btns_sa_id *id);

/**
 * btns_sa_flush() - delete many SAs
 * @sock: the socket
 * @reqid: those of one number, 0: all
 */
int btns_sa_flush(struct btns_sock *sock, uint32_t reqid);

/**
 * btns_sa_alloc_spi() - reserve an SPI for an inbound SA
 * @sock: the socket
 * @id: dst, family and proto are read, spi is set
 * @min: the lowest to choose, 0: the kernel's default
 * @max: the highest to choose, 0: the kernel's default
 */
int btns_sa_alloc_spi(struct btns_sock *sock, struct btns_sa_id *id,
		      uint32_t min, uint32_t max);

/**
 * btns_sa_dump() - list SAs
 * @sock: the socket
 * @filter: which, NULL: all
 * @list: the list, to be given to btns_sa_list_free(); NULL if empty
 * @count: entries of @list
 *
 * The list holds every SA that was there from begin to end of the call.
 */
int btns_sa_dump(struct btns_sock *sock, const struct btns_sa_filter *filter,
		 struct btns_sa_info **list, size_t *count);

/**
 * btns_sa_same() - were two SAs asked for in the same words?
 * @a: one SA
 * @b: another SA
 *
 * State and counters do not count.  What was left out counts as its default.
 */
bool btns_sa_same(const struct btns_sa_info *a, const struct btns_sa_info *b);

/**
 * btns_sa_normalize() - fill in the defaults of what was left out
 * @sa: the SA
 */
int btns_sa_normalize(struct btns_sa_info *sa);

/**
 * btns_sa_copy() - a description with lists of its own
 * @to: the copy
 * @from: the original
 */
int btns_sa_copy(struct btns_sa_info *to, const struct btns_sa_info *from);

/* ---- policy.c ---- */

/**
 * btns_policy_set() - replace the whole SPD at once
 * @sock: the socket
 * @list: entries in order, first match wins
 * @count: entries of @list; none: everything is discarded
 * @opts: may be NULL
 * @generation: of the new set, may be NULL
 *
 * Return: -EMSGSIZE when the set does not fit into the send buffer and the
 * caller may not enlarge it (net.core.wmem_max).
 */
int btns_policy_set(struct btns_sock *sock,
		    const struct btns_policy_info *list, size_t count,
		    const struct btns_spd_opts *opts, uint32_t *generation);

/**
 * btns_policy_add() - one more entry
 * @sock: the socket
 * @policy: the entry
 * @before: index of the entry before which it is to stand; 0: behind all
 * @opts: may be NULL; confirm is ignored
 * @index: of the entry, may be NULL
 *
 * Return: -EEXIST when its index is taken, -ENOENT when @before is not there.
 */
int btns_policy_add(struct btns_sock *sock,
		    const struct btns_policy_info *policy, uint32_t before,
		    const struct btns_spd_opts *opts, uint32_t *index);

/**
 * btns_policy_del() - one entry less
 * @sock: the socket
 * @index: which
 * @opts: may be NULL; confirm is ignored
 *
 * Return: -ENOENT; -EPERM for 0, the nominal last entry.
 */
int btns_policy_del(struct btns_sock *sock, uint32_t index,
		    const struct btns_spd_opts *opts);

/**
 * btns_policy_change() - another entry in the place of one
 * @sock: the socket
 * @policy: the entry; its index says which one goes
 * @opts: may be NULL; confirm is ignored
 */
int btns_policy_change(struct btns_sock *sock,
		       const struct btns_policy_info *policy,
		       const struct btns_spd_opts *opts);

/**
 * btns_policy_move() - the same entry in another place
 * @sock: the socket
 * @index: which
 * @before: as in btns_policy_add()
 * @opts: may be NULL; confirm is ignored
 */
int btns_policy_move(struct btns_sock *sock, uint32_t index, uint32_t before,
		     const struct btns_spd_opts *opts);

/**
 * btns_policy_copy() - an entry with selectors and names of its own
 * @to: the copy
 * @from: the original
 */
int btns_policy_copy(struct btns_policy_info *to,
		     const struct btns_policy_info *from);

/**
 * btns_policy_add_ts() - one more selector of an entry
 * @policy: the entry
 *
 * Return: the selector, matching everything; NULL when out of memory.  Those
 * returned before may have moved.
 */
struct btns_ts *btns_policy_add_ts(struct btns_policy_info *policy);

/**
 * btns_policy_add_name() - one more name of an entry
 * @policy: the entry
 *
 * Return: the name, to be filled in; NULL when out of memory.  Those returned
 * before may have moved.
 */
struct btns_id *btns_policy_add_name(struct btns_policy_info *policy);

/**
 * btns_policy_names_check() - would the kernel take an entry's names?
 * @policy: the entry
 *
 * Return: NULL, or what is wrong.
 */
const char *btns_policy_names_check(const struct btns_policy_info *policy);

/**
 * btns_policy_free() - the selectors and names of an entry
 * @policy: the entry itself is the caller's
 */
void btns_policy_free(struct btns_policy_info *policy);

/**
 * btns_policy_list_free() - a list of entries and all of them
 * @list: may be NULL
 * @count: entries of @list
 */
void btns_policy_list_free(struct btns_policy_info *list, size_t count);

/**
 * btns_policy_dump() - list the SPD in order
 * @sock: the socket
 * @list: the list, to be given to btns_policy_list_free(); NULL if empty
 * @count: entries of @list
 * @spd: the state to which exactly this list belongs
 *
 * The nominal last DISCARD, which every SPD has, is left out.
 */
int btns_policy_dump(struct btns_sock *sock, struct btns_policy_info **list,
		     size_t *count, struct btns_spd_info *spd);

/**
 * btns_spd_get() - the state of the SPD
 * @sock: the socket
 * @spd: the state
 */
int btns_spd_get(struct btns_sock *sock, struct btns_spd_info *spd);

/**
 * btns_spd_confirm() - keep the set on probation
 * @sock: the socket
 * @opts: may be NULL; confirm is ignored
 */
int btns_spd_confirm(struct btns_sock *sock, const struct btns_spd_opts *opts);

/**
 * btns_spd_reset() - remove the SPD, packets pass in the clear
 * @sock: the socket
 * @opts: may be NULL; confirm is ignored
 */
int btns_spd_reset(struct btns_sock *sock, const struct btns_spd_opts *opts);

/* ---- pad.c ---- */

/**
 * btns_pad_init() - an entry of which nothing is said
 * @pad: the entry
 */
void btns_pad_init(struct btns_pad_info *pad);

/**
 * btns_pad_free() - the lists of an entry
 * @pad: the entry
 */
void btns_pad_free(struct btns_pad_info *pad);

/**
 * btns_pad_list_free() - a list of entries and all that is theirs
 * @list: from malloc(), as btns_pad_dump() makes it; may be NULL
 * @count: entries of @list
 */
void btns_pad_list_free(struct btns_pad_info *list, size_t count);

/**
 * btns_pad_check() - would the kernel take it?
 * @pad: the entry
 *
 * Return: NULL, or what is wrong, in the kernel's own words.
 */
const char *btns_pad_check(const struct btns_pad_info *pad);

/**
 * btns_pad_same() - do two entries say the same?
 * @a: one entry
 * @b: another entry
 *
 * How long they have to live does not count, but whether they have to end.
 */
bool btns_pad_same(const struct btns_pad_info *a,
		   const struct btns_pad_info *b);

/**
 * btns_pad_order() - which entry is searched first?
 * @a: one entry
 * @b: another entry
 *
 * Return: less than 0, 0 or more than 0.
 */
int btns_pad_order(const struct btns_pad_info *a,
		   const struct btns_pad_info *b);

/**
 * btns_pad_add() - add an entry
 * @sock: the socket
 * @pad: the entry
 * @opts: may be NULL
 * @index: its name, may be NULL
 */
int btns_pad_add(struct btns_sock *sock, const struct btns_pad_info *pad,
		 const struct btns_pad_opts *opts, uint32_t *index);

/**
 * btns_pad_change() - replace the entry with an index
 * @sock: the socket
 * @pad: what it is to be
 * @opts: may be NULL
 */
int btns_pad_change(struct btns_sock *sock, const struct btns_pad_info *pad,
		    const struct btns_pad_opts *opts);

/**
 * btns_pad_del() - delete an entry
 * @sock: the socket
 * @index: its name
 * @opts: may be NULL
 */
int btns_pad_del(struct btns_sock *sock, uint32_t index,
		 const struct btns_pad_opts *opts);

/**
 * btns_pad_set() - replace all entries at once
 * @sock: the socket
 * @list: entries in any order
 * @count: entries of @list; none: nobody is let in
 * @opts: may be NULL
 */
int btns_pad_set(struct btns_sock *sock, const struct btns_pad_info *list,
		 size_t count, const struct btns_pad_opts *opts);

/**
 * btns_pad_dump() - list the PAD in the order in which it is searched
 * @sock: the socket
 * @list: the list, for btns_pad_list_free(); NULL if empty
 * @count: entries of @list
 * @state: to which exactly this list belongs
 */
int btns_pad_dump(struct btns_sock *sock, struct btns_pad_info **list,
		  size_t *count, struct btns_pad_state *state);

/**
 * btns_pad_state_get() - the state of the PAD
 * @sock: the socket
 * @state: the state
 */
int btns_pad_state_get(struct btns_sock *sock, struct btns_pad_state *state);

/* ---- ident.c ---- */

/**
 * btns_identity_add() - make an identity known
 * @sock: the socket
 * @identity: what it is; handle and refs are ignored
 * @handle: its name
 */
int btns_identity_add(struct btns_sock *sock,
		      const struct btns_identity_info *identity,
		      uint32_t *handle);

/**
 * btns_identity_del() - forget an identity
 * @sock: the socket
 * @handle: which
 */
int btns_identity_del(struct btns_sock *sock, uint32_t handle);

/**
 * btns_identity_dump() - list identities
 * @sock: the socket
 * @list: the list, to be given to free(); NULL if empty
 * @count: entries of @list
 */
int btns_identity_dump(struct btns_sock *sock,
		       struct btns_identity_info **list, size_t *count);

/**
 * btns_id_parse() - an identity or a pattern from its text
 * @id: filled in
 * @type: enum btns_id_type
 * @text: a name, a mailbox, an address; hexadecimal digits for the others
 * @why: what is wrong; may be NULL
 *
 * What begins with a dot or an @ is a sub-tree of names or mailboxes, a prefix
 * or two addresses with a hyphen between them are a range.  SHA256: may stand
 * before a key.
 *
 * Return: 0 or -EINVAL.
 */
int btns_id_parse(struct btns_id *id, uint32_t type, const char *text,
		  const char **why);

/* room for any identity's text and its end */
#define BTNS_ID_TEXT_MAX (2 * BTNS_ID_VALUE_MAX + 8)

/**
 * btns_id_print() - the text of an identity
 * @id: the identity
 * @buf: the text, at least BTNS_ID_TEXT_MAX; "" if there is none
 *
 * btns_id_parse() makes the same identity of it, but for the sub-tree of a
 * distinguished name.
 *
 * Return: @buf.
 */
const char *btns_id_print(const struct btns_id *id, char *buf);

/**
 * btns_id_check() - would the kernel take it?
 * @id: the identity
 *
 * Return: NULL, or what is wrong, in the kernel's own words.
 */
const char *btns_id_check(const struct btns_id *id);

/**
 * btns_id_equal() - same identity?
 * @a: one
 * @b: another
 */
bool btns_id_equal(const struct btns_id *a, const struct btns_id *b);

/**
 * btns_hash_parse() - a SHA-256 value from its text
 * @text: hexadecimal digits, SHA256: before them or not
 * @hash: the value
 *
 * Return: 0 or -EINVAL.
 */
int btns_hash_parse(const char *text, struct btns_hash *hash);

#define BTNS_HASH_TEXT_MAX (2 * BTNS_KEY_HASH_LEN + 1)

/**
 * btns_hash_print() - the text of a SHA-256 value
 * @hash: the value
 * @buf: its digits, at least BTNS_HASH_TEXT_MAX
 *
 * Return: @buf.
 */
const char *btns_hash_print(const struct btns_hash *hash, char *buf);

/* ---- addrs.c ---- */

/**
 * btns_addrs_add() - one more range
 * @addrs: the ranges
 * @family: AF_INET or AF_INET6
 * @range: the range
 *
 * Return: 0, -ENOMEM, or -ERANGE for more than BTNS_PAD_RANGES_MAX.
 */
int btns_addrs_add(struct btns_addrs *addrs, uint8_t family,
		   const struct btns_ip_range *range);

/**
 * btns_addrs_parse() - ranges from their text
 * @addrs: filled in; to be given to btns_addrs_free() when 0 is returned
 * @text: as local and remote of a selector, but of both families; "any": none
 * @why: what is wrong; may be NULL
 *
 * Return: 0 or -EINVAL.
 */
int btns_addrs_parse(struct btns_addrs *addrs, const char *text,
		     const char **why);

/**
 * btns_addrs_free() - the ranges of a set
 * @addrs: the set; empty afterwards
 */
void btns_addrs_free(struct btns_addrs *addrs);

/**
 * btns_addrs_equal() - the same ranges in the same order?
 * @a: ranges
 * @b: other ranges
 */
bool btns_addrs_equal(const struct btns_addrs *a, const struct btns_addrs *b);

/* ---- stats.c ---- */

/**
 * btns_stats_dump() - the counters of the namespace
 * @sock: the socket
 * @list: the list, to be given to free(); NULL if empty
 * @count: entries of @list
 */
int btns_stats_dump(struct btns_sock *sock, struct btns_counter_info **list,
		    size_t *count);

/* ---- conf.c ---- */

/**
 * btns_conf_get() - the settings of the namespace
 * @sock: the socket
 * @conf: all that the kernel has and this library knows
 */
int btns_conf_get(struct btns_sock *sock, struct btns_conf_info *conf);

/**
 * btns_conf_set() - change settings, all or none
 * @sock: the socket
 * @conf: those that are meant
 */
int btns_conf_set(struct btns_sock *sock, const struct btns_conf_info *conf);

/**
 * btns_conf_name() - the name of a setting
 * @id: its number, from 1
 *
 * Return: the name; NULL if there is no such setting, nor one behind it.
 */
const char *btns_conf_name(uint32_t id);

/**
 * btns_conf_default() - what a setting is unless somebody sets it
 * @id: its number
 */
uint32_t btns_conf_default(uint32_t id);

/**
 * btns_conf_words() - what a setting is written with
 * @id: its number
 *
 * Return: words separated by blanks, of a set the one for the empty set first;
 * NULL for a number, or if there is no such setting.
 */
const char *btns_conf_words(uint32_t id);

/**
 * btns_conf_parse() - a setting's value from its text
 * @id: its number
 * @text: as in btnsctl(8)
 * @value: the value
 * @why: what to give instead; may be NULL
 *
 * Return: 0, -EINVAL, or -ENOENT when there is no such setting.
 */
int btns_conf_parse(uint32_t id, const char *text, uint32_t *value,
		    const char **why);

#define BTNS_CONF_TEXT_MAX 64	/* room for any value's text and its end */

/**
 * btns_conf_print() - the text of a setting's value
 * @id: its number
 * @value: the value
 * @buf: the text
 * @size: of @buf
 *
 * Return: characters written without the end, -ENOSPC if they do not fit,
 * -ENOENT when there is no such setting.
 */
int btns_conf_print(uint32_t id, uint32_t value, char *buf, size_t size);

/* ---- acquire.c ---- */

/**
 * btns_acquire_list_free() - a list of acquires and all of them
 * @list: the list, may be NULL
 * @count: entries of @list
 */
void btns_acquire_list_free(struct btns_acquire *list, size_t count);

/**
 * btns_acquire_dump() - list the SAs that are wanted
 * @sock: the socket
 * @list: the list, to be given to btns_acquire_list_free();
 *	NULL if empty
 * @count: entries of @list
 *
 * For a key manager that has lost events, see btns_event_next().
 */
int btns_acquire_dump(struct btns_sock *sock, struct btns_acquire **list,
		      size_t *count);

/**
 * btns_acquire_fail() - there will be no SA
 * @sock: the socket
 * @id: of the acquire
 * @reason: enum btns_acquire_reason, what senders are told
 * @hold_off: seconds, 1 to 30, until packets ask again; 0: the kernel's default
 *
 * Return: -ENOENT when the acquire was answered or timed out meanwhile.
 */
int btns_acquire_fail(struct btns_sock *sock, uint32_t id, uint32_t reason,
		      uint32_t hold_off);

/* ---- drop.c ---- */

/**
 * btns_drop_list_free() - a list of drops and all of them
 * @list: the list, may be NULL
 * @count: entries of @list
 */
void btns_drop_list_free(struct btns_drop *list, size_t count);

/**
 * btns_drop_dump() - list the last drops in order
 * @sock: the socket
 * @family: AF_UNSPEC: everybody's
 * @remote: otherwise those about this host
 * @list: the list, to be given to btns_drop_list_free(); NULL if empty
 * @count: entries of @list
 */
int btns_drop_dump(struct btns_sock *sock, uint8_t family,
		   const struct btns_ip *remote, struct btns_drop **list,
		   size_t *count);

/* ---- explain.c ---- */

/**
 * btns_explain() - what would become of a packet?
 * @sock: the socket
 * @ask: the packet
 * @result: filled in
 *
 * The kernel judges it as it judges packets; nothing is sent or counted.
 */
int btns_explain(struct btns_sock *sock, const struct btns_explain_ask *ask,
		 struct btns_explanation *result);

/* ---- event.c ---- */

/**
 * btns_event_subscribe() - from now on events arrive
 * @sock: from here on for events only, and non-blocking
 */
int btns_event_subscribe(struct btns_sock *sock);

/**
 * btns_audit_subscribe() - from now on drops arrive as events
 * @sock: from here on for events only, and non-blocking
 *
 * By itself or beside btns_event_subscribe().  Unlike that it does not make the
 * kernel ask for SAs.
 */
int btns_audit_subscribe(struct btns_sock *sock);

/**
 * btns_event_fd() - what to poll() for POLLIN
 * @sock: the socket
 *
 * Return: the file descriptor; the socket's, not the caller's to close.
 */
int btns_event_fd(const struct btns_sock *sock);

/**
 * btns_event_next() - the next event
 * @sock: the socket
 * @event: filled in; to be given to btns_event_free() when 0 is returned
 *
 * Return: 0; -EAGAIN when there is none now; -ENOBUFS when events were lost,
 * after which the next call goes on: list anew what matters.
 */
int btns_event_next(struct btns_sock *sock, struct btns_event *event);

/**
 * btns_event_free() - what an event points to
 * @event: the event itself is the caller's
 */
void btns_event_free(struct btns_event *event);

/* ---- ts.c ---- */

/**
 * btns_ts_init() - the selector that matches everything of a family
 * @ts: to be filled in
 * @family: AF_INET, AF_INET6 or AF_UNSPEC
 */
void btns_ts_init(struct btns_ts *ts, uint8_t family);

/**
 * btns_ts_free() - the lists of a selector
 * @ts: afterwards one that matches everything
 */
void btns_ts_free(struct btns_ts *ts);

/**
 * btns_ts_copy() - a selector with lists of its own
 * @to: the copy
 * @from: the original
 */
int btns_ts_copy(struct btns_ts *to, const struct btns_ts *from);

/**
 * btns_ts_ranges() - how many ranges are there?
 * @ts: the selector
 *
 * Return: those of all lists together.
 */
size_t btns_ts_ranges(const struct btns_ts *ts);

/**
 * btns_ts_check() - would the kernel take it?
 * @ts: the selector
 *
 * Return: NULL, or what is wrong, in the kernel's own words.
 */
const char *btns_ts_check(const struct btns_ts *ts);

/**
 * btns_ts_equal() - same selector?
 * @a: one selector
 * @b: another selector
 *
 * In the same words: the order of a list counts.
 */
bool btns_ts_equal(const struct btns_ts *a, const struct btns_ts *b);

/**
 * btns_ts_set() - one field from its words
 * @ts: from btns_ts_init() with AF_UNSPEC
 * @key: family, local, remote, proto, lport, rport, icmp, mh or opaque
 * @value: as in btnsctl(8); opaque has none
 * @why: what is wrong with @value; may be NULL
 *
 * Return: -ENOENT when @key is not a field, -EINVAL when @value is wrong, -ENOMEM.
 */
int btns_ts_set(struct btns_ts *ts, const char *key, const char *value,
		const char **why);

/**
 * btns_ts_parse() - a selector from its text
 * @ts: filled in; to be given to btns_ts_free() when 0 is returned
 * @text: pairs of key and value, separated by blanks
 * @why: what is wrong; may be NULL
 */
int btns_ts_parse(struct btns_ts *ts, const char *text, const char **why);

#define BTNS_TS_TEXT_MAX 14336	/* room for any selector's text and its end */

/**
 * btns_ts_print() - a selector's text
 * @ts: the selector
 * @buf: the text; "" for one that matches everything
 * @size: of @buf
 *
 * btns_ts_parse() makes the same selector of it.
 *
 * Return: characters written without the end, -ENOSPC if they do not fit.
 */
int btns_ts_print(const struct btns_ts *ts, char *buf, size_t size);

/**
 * btns_ts_range_print() - one address range in the words of a selector
 * @family: of the range
 * @range: the range
 * @buf: "10.0.0.0/8", "10.0.0.1" or "10.0.0.1-10.0.0.9"
 * @size: of @buf
 *
 * Return: characters written without the end, -ENOSPC if they do not fit.
 */
int btns_ts_range_print(uint8_t family, const struct btns_ip_range *range,
			char *buf, size_t size);

/**
 * btns_ts_range_parse() - one address range from its text
 * @text: as btns_ts_range_print() writes it
 * @family: of the range
 * @range: the range
 * @why: what is wrong; may be NULL
 *
 * Return: 0 or -EINVAL.
 */
int btns_ts_range_parse(const char *text, uint8_t *family,
			struct btns_ip_range *range, const char **why);

/**
 * btns_ts_range_prefix() - is an address range a prefix?
 * @family: of the range
 * @range: the range
 *
 * Return: its length, -1 if it is none.
 */
int btns_ts_range_prefix(uint8_t family, const struct btns_ip_range *range);

/* ---- text.c ---- */

/* The enumerations that have names. */
enum btns_names {
	BTNS_NAMES_SA_DIR,
	BTNS_NAMES_POLICY_DIR,
	BTNS_NAMES_MODE,
	BTNS_NAMES_AEAD,
	BTNS_NAMES_ACTION,
	BTNS_NAMES_ASSURANCE,
	BTNS_NAMES_SA_STATE,
	BTNS_NAMES_SA_LIMIT,
	BTNS_NAMES_SPD_CHANGE,
	BTNS_NAMES_ACQUIRE_STATE,
	BTNS_NAMES_ACQUIRE_REASON,
	BTNS_NAMES_ID_TYPE,
	BTNS_NAMES_ID_MATCH,
	BTNS_NAMES_PAD_CLASS,
	BTNS_NAMES_SPD_SEARCH,
	BTNS_NAMES_PAD_CHANGE,
	BTNS_NAMES_POLICY_FLAG,	/* of bits, by their number */
	BTNS_NAMES_PFP,		/* likewise */
	BTNS_NAMES_PACKET_DIR,
	BTNS_NAMES_VERDICT_BY,
	BTNS_NAMES_FRAGMENT,
	BTNS_NAMES_EXPLAIN_VERDICT,
	BTNS_NAMES_EXPLAIN_WHAT,
	BTNS_NAMES_KEYING_ANSWER,
	BTNS_NAMES_DF,
	BTNS_NAMES_SWITCH,
	BTNS_NAMES_COUNT
};

/**
 * btns_name() - the name of an enumeration's value
 * @names: the enumeration
 * @value: the value
 *
 * Return: the name; NULL if it has none.
 */
const char *btns_name(enum btns_names names, uint32_t value);

/**
 * btns_value() - the value that has a name
 * @names: the enumeration
 * @name: the name, in full
 * @value: the value
 *
 * Return: 0 or -ENOENT.
 */
int btns_value(enum btns_names names, const char *name, uint32_t *value);

/**
 * btns_proto_name() - the name of a protocol number in selectors
 * @proto: the number
 *
 * Return: the name; NULL if it is written as a number.
 */
const char *btns_proto_name(uint16_t proto);

/**
 * btns_proto_value() - a protocol from its name or number
 * @text: the name or number
 * @proto: the number
 *
 * Return: 0 or -EINVAL.
 */
int btns_proto_value(const char *text, uint16_t *proto);

/**
 * btns_ip_parse() - an address from its text
 * @text: the text
 * @family: AF_INET or AF_INET6
 * @ip: the address
 *
 * Return: 0 or -EINVAL.
 */
int btns_ip_parse(const char *text, uint8_t *family, struct btns_ip *ip);

#define BTNS_IP_TEXT_MAX 46	/* room for any address's text and its end */

/**
 * btns_ip_print() - an address's text
 * @family: AF_INET or AF_INET6
 * @ip: the address
 * @buf: the text, at least BTNS_IP_TEXT_MAX
 *
 * Return: @buf.
 */
const char *btns_ip_print(uint8_t family, const struct btns_ip *ip, char *buf);

/**
 * btns_number_parse() - a number from its text
 * @text: decimal, or hexadecimal after 0x; nothing else around it
 * @max: the largest allowed
 * @number: the number
 *
 * Return: 0, -EINVAL or -ERANGE.
 */
int btns_number_parse(const char *text, uint64_t max, uint64_t *number);

#ifdef __cplusplus
}
#endif

#endif
