/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PAD and SPD as the kernel holds them, searched as the kernel will search them.
 *
 * The administrator's entries decide, not charon's configuration: what is found
 * here is what the kernel is told with a pair of SAs, and it looks again.
 *
 * Nothing of strongSwan's is known here; whoever calls has locked.
 */
#ifndef STRONGSWAN_TABLES_H
#define STRONGSWAN_TABLES_H

#include "btns.h"
#include "core.h"

/**
 * struct who - what was found out about a peer
 * @asserted: the identity of its ID payload
 * @key: of the key that signed
 * @cert: of the certificate that the key is in
 * @anchor: of the trust anchor that vouches for that
 * @has_key: @key is meant
 * @has_cert: @cert is meant
 * @has_anchor: @anchor is meant
 * @method: IKEv2's number of how it authenticated
 * @ike_family: of @ike_addr
 * @ike_addr: where its IKE packets come from
 */
struct who {
	struct btns_id asserted;
	struct btns_hash key;
	struct btns_hash cert;
	struct btns_hash anchor;
	bool has_key;
	bool has_cert;
	bool has_anchor;
	uint8_t method;
	uint8_t ike_family;
	struct btns_ip ike_addr;
};

struct tables;

struct tables *tables_new(void);
void tables_free(struct tables *tables);

/**
 * tables_refresh() - read again what changed since
 * @tables: PAD and SPD
 * @sock: where they are
 *
 * Return: 0 or a negative errno; then both are empty.
 */
int tables_refresh(struct tables *tables, struct btns_sock *sock);

/* read both again next time, whatever their generations say */
void tables_forget(struct tables *tables);

uint32_t tables_pad_generation(const struct tables *tables);
uint32_t tables_spd_generation(const struct tables *tables);

/* for tests: entries that are @tables' from here on, in the order of dumps */
int tables_set(struct tables *tables, struct btns_pad_info *pad,
	       size_t pad_count, struct btns_policy_info *policy,
	       size_t policy_count);

/**
 * tables_peer() - the PAD entry that a peer falls under
 * @tables: PAD and SPD
 * @who: the peer
 * @why: in words, when there is none that lets it in; constant
 *
 * RFC 5386 2: first by what it asserts, then by its key.
 *
 * Return: the entry, until the next tables_refresh(); NULL.
 */
const struct btns_pad_info *tables_peer(const struct tables *tables,
					const struct who *who,
					const char **why);

/**
 * tables_enrolled() - is what a peer asserts an enrolled identity?
 * @tables: PAD and SPD
 * @asserted: what it asserts
 *
 * Return: true if an entry of class auth is for it: then that entry lets it in,
 * or none does.
 */
bool tables_enrolled(const struct tables *tables,
		     const struct btns_id *asserted);

/**
 * tables_proved() - the identity that a peer proved
 * @entry: from tables_peer()
 * @who: the peer
 * @id: filled in; its key, if nobody vouches for more (RFC 5386 2); nobody's without
 *	authentication
 */
void tables_proved(const struct btns_pad_info *entry, const struct who *who,
		   struct btns_id *id);

/**
 * tables_policy() - the SPD entry that decides about traffic
 * @tables: PAD and SPD
 * @entry: from tables_peer(); NULL: nobody is there yet
 * @who: the peer; NULL with @entry
 * @ts: the traffic
 *
 * An entry that bypasses or discards a part of it, as one for IKE does, is passed
 * over: what that speaks of reaches no SA.  So is one with names that is not for
 * this peer (RFC 4301 4.4.1.1).
 *
 * Return: the first that protects some of it going out, or speaks of all of it;
 * NULL: there is none.
 */
const struct btns_policy_info *tables_policy(const struct tables *tables,
					     const struct btns_pad_info *entry,
					     const struct who *who,
					     const struct btns_ts *ts);

/**
 * tables_speak() - what of a range a peer may speak for
 * @tables: PAD and SPD
 * @entry: from tables_peer()
 * @who: the peer
 * @flags: of the SPD entry, enum btns_policy_flag
 * @family: of @range
 * @range: what it asks for
 * @to: what is left of that
 * @room: in @to
 *
 * The second pass of RFC 5386 2.  Where the SPD is searched by name a peer speaks
 * for the one address that it has (RFC 4301 4.4.1.1): the one that it is at, if that
 * is asked for; another one in a tunnel.
 *
 * Return: ranges in @to; 0 also when they are too many.
 */
size_t tables_speak(const struct tables *tables,
		    const struct btns_pad_info *entry, const struct who *who,
		    uint32_t flags, uint8_t family,
		    const struct btns_ip_range *range,
		    struct btns_ip_range *to, size_t room);

#endif
