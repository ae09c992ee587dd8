/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The plugin's one line to the kernel, and what it knows of what is behind it.
 *
 * charon calls from many threads at a time; one of them talks.
 */
#ifndef STRONGSWAN_LINK_H
#define STRONGSWAN_LINK_H

#include <daemon.h>
#include <threading/mutex.h>

#include "half.h"
#include "tables.h"

/**
 * struct link_pair - a pair in the kernel that is ours
 * @in: the inbound SA
 * @out: the outbound one
 * @ike: charon's number of the IKE_SA
 * @has_in: @in is there still
 * @has_out: @out is
 * @packets: of each when somebody asked last
 * @used: when that had grown, seconds
 */
struct link_pair {
	struct btns_sa_id in;
	struct btns_sa_id out;
	uint32_t ike;
	bool has_in;
	bool has_out;
	uint64_t packets[2];
	uint64_t used[2];
};

/**
 * struct link - the line
 * @mutex: protects all of it, and makes requests one at a time
 * @sock: for requests
 * @tables: PAD and SPD
 * @halves: SAs that wait for the other of their pair
 * @pairs: struct link_pair
 * @stale: handles of identities that nobody needs; u32 as pointers
 * @undead: struct btns_sa_id of SAs that could not be deleted
 */
struct link {
	mutex_t *mutex;
	struct btns_sock *sock;
	struct tables *tables;
	struct halves *halves;
	linked_list_t *pairs;
	linked_list_t *stale;
	linked_list_t *undead;
};

/* NULL: the kernel has no btns, or cannot be reached; that is logged */
struct link *link_open(void);
void link_close(struct link *link);

/* @link->mutex held, all that follow */

struct link_pair *link_find(struct link *link, const struct btns_sa_id *id,
			    bool *is_in);

/* the pair of an IKE_SA one of whose SAs, inbound or outbound, has this SPI */
struct link_pair *link_find_spi(struct link *link, uint32_t ike, uint32_t spi,
				bool is_in);

/* another IKE_SA takes the place of one */
void link_rename(struct link *link, uint32_t old, uint32_t new);

/* an SA is no more; its pair ends with the second one; false: not ours */
bool link_forget(struct link *link, const struct btns_sa_id *id);

/**
 * link_delete() - delete an SA
 * @link: the line
 * @id: which; charon has forgotten it
 *
 * One that the kernel keeps, because the request failed on its way, is tried again
 * by link_sweep().
 *
 * Return: 0, -ENOENT or why it is there still.
 */
int link_delete(struct link *link, const struct btns_sa_id *id);

/* delete an identity as soon as no SA names it */
void link_retire_identity(struct link *link, uint32_t handle);

/* try again to delete what could not be */
void link_sweep(struct link *link);

/* what the kernel said, for a log */
const char *link_words(struct link *link, int err);

#endif
