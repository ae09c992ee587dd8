/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What charon found out about the peers of its IKE_SAs, as PAD and kernel want
 * to know it: what the peer asserts, with what it authenticated, which key signed,
 * and whether anybody but us vouches for that key.
 *
 * A record belongs to the thread that has its IKE_SA checked out.
 */
#ifndef STRONGSWAN_PEERS_H
#define STRONGSWAN_PEERS_H

#include "link.h"
#include "span.h"

/**
 * struct peer - the peer of one IKE_SA
 * @ike: charon's number of the IKE_SA
 * @origin: of the one that authenticated and was replaced by it; it is the same peer
 * @method: IKEv2's number of how it authenticates in this round; 0: not yet
 * @has_more: another round follows this one
 * @raw: the bare key of its CERT payloads, or NULL
 * @is_torn: its CERT payloads have different keys
 * @is_offered: charon was given its key by us, nobody vouches for it
 * @takes_null: its AUTH payload is NULL authentication, which is welcome
 * @gives_null: ours is
 * @is_null: in a round it did not authenticate, RFC 7619
 * @sk_ours: SK_pi or SK_pr of the IKE_SA, that of this end
 * @sk_theirs: that of the other end
 * @is_known: @who is meant
 * @who: from its authentication
 * @peer_id: handle of the identity in the kernel, 0: none yet
 * @told: what the kernel knows under @peer_id
 * @local_id: handle of our own
 * @rekeyed: inbound SPI of the SA that is being replaced, 0: none; by whether this
 *	host began that
 * @has_asked: @here and @there are meant
 * @here: of the traffic that it asks for, what stands first, this end
 * @there: the other end
 */
struct peer {
	uint32_t ike;
	uint32_t origin;
	uint8_t method;
	bool has_more;
	public_key_t *raw;
	bool is_torn;
	bool is_offered;
	bool takes_null;
	bool gives_null;
	bool is_null;
	chunk_t sk_ours;
	chunk_t sk_theirs;
	bool is_known;
	struct who who;
	uint32_t peer_id;
	struct btns_identity_info told;
	uint32_t local_id;
	uint32_t rekeyed[2];
	bool has_asked;
	struct span here;
	struct span there;
};

struct peers;

struct peers *peers_new(struct link *link);
void peers_free(struct peers *peers);

/* the record of an IKE_SA, made if there is none */
struct peer *peers_get(struct peers *peers, ike_sa_t *ike_sa);

/* the IKE_SA ends, or begins anew */
void peers_drop(struct peers *peers, ike_sa_t *ike_sa);

/* @new replaces @old: the peer is the same */
void peers_copy(struct peers *peers, ike_sa_t *old, ike_sa_t *new);

/**
 * peer_learn() - a round of authentication is over
 * @peer: the peer
 * @ike_sa: its IKE_SA
 * @now: who it is by this round alone
 *
 * What is said and what proves it are of one round: @peer->who is who it is by the
 * first round that shows a key, or else by the last.
 *
 * Return: false when that cannot be said.
 */
bool peer_learn(struct peer *peer, ike_sa_t *ike_sa, struct who *now);

/* what would be learnt if @key signed; for the search of the PAD before that */
bool peer_suppose(const struct peer *peer, ike_sa_t *ike_sa, public_key_t *key,
		  struct who *who);

/* why the PAD lets in nobody there without authentication; NULL; @link is locked */
const char *peer_null_refusal(struct link *link, ike_sa_t *ike_sa);

/* it is known who it is */
void peer_forget_keys(struct peer *peer);

/**
 * peer_entry() - the PAD entry that a peer falls under
 * @link: locked, its tables are refreshed
 * @peer: the peer
 * @who: @peer->who, or of a round of its authentication
 * @why: in words, when there is none
 *
 * RFC 5386 2: a peer whose key we offered never falls under an entry for those
 * that authenticate with a credential.
 *
 * Return: the entry, NULL.
 */
const struct btns_pad_info *peer_entry(struct link *link,
				       const struct peer *peer,
				       const struct who *who, const char **why);

/**
 * peer_entry_now() - the same where the peer is now
 * @link: locked, its tables are refreshed
 * @peer: the peer
 * @ike_sa: its IKE_SA
 * @why: in words, when there is none
 */
const struct btns_pad_info *peer_entry_now(struct link *link, struct peer *peer,
					   ike_sa_t *ike_sa, const char **why);

/**
 * peer_enter() - have the kernel know both identities
 * @link: locked
 * @peer: the peer
 * @ike_sa: its IKE_SA
 * @entry: from peer_entry()
 */
int peer_enter(struct link *link, struct peer *peer, ike_sa_t *ike_sa,
	       const struct btns_pad_info *entry);

/* the kernel may not know them any more; @link is locked */
void peer_leave(struct link *link, struct peer *peer);

#endif
