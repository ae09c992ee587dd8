// SPDX-License-Identifier: GPL-2.0-or-later
#include "link.h"

#include <errno.h>
#include <string.h>

#define DELETE_TRIES 3

const char *link_words(struct link *link, int err)
{
	const char *words = btns_sock_error(link->sock);

	return *words ? words : strerror(-err);
}

/*
 * A charon that ended without a word left SAs behind whose IKE_SAs are gone.
 * What is keyed by hand is somebody else's.
 */
static void remove_remains(struct link *link)
{
	struct btns_identity_info *identity = NULL;
	struct btns_sa_info *sa = NULL;
	size_t count;

	if (!btns_sa_dump(link->sock, NULL, &sa, &count)) {
		for (size_t i = 0; i < count; i++)
			if (sa[i].assurance != BTNS_ASSURANCE_MANUAL)
				btns_sa_del(link->sock, &sa[i].id);
		btns_sa_list_free(sa, count);
	}
	if (!btns_identity_dump(link->sock, &identity, &count)) {
		for (size_t i = 0; i < count; i++)
			btns_identity_del(link->sock, identity[i].handle);
		free(identity);
	}
}

struct link *link_open(void)
{
	struct btns_sock *sock;
	struct link *link;
	int err;

	err = btns_sock_open(&sock);
	if (err) {
		DBG1(DBG_KNL, "btns: no connection to the kernel: %s",
		     strerror(-err));
		return NULL;
	}
	INIT(link,
	     .mutex = mutex_create(MUTEX_TYPE_DEFAULT),
	     .sock = sock,
	     .tables = tables_new(),
	     .halves = halves_new(),
	     .pairs = linked_list_create(),
	     .stale = linked_list_create(),
	     .undead = linked_list_create(),
	);
	if (!link->tables || !link->halves) {
		link_close(link);
		return NULL;
	}
	remove_remains(link);
	return link;
}

void link_close(struct link *link)
{
	link_sweep(link);
	link->pairs->destroy_function(link->pairs, free);
	link->stale->destroy(link->stale);
	link->undead->destroy_function(link->undead, free);
	halves_free(link->halves);
	tables_free(link->tables);
	btns_sock_close(link->sock);
	link->mutex->destroy(link->mutex);
	free(link);
}

static bool is_id(const struct btns_sa_id *a, const struct btns_sa_id *b)
{
	return a->spi == b->spi && a->proto == b->proto &&
	       a->family == b->family &&
	       !memcmp(&a->dst, &b->dst, sizeof(a->dst));
}

struct link_pair *link_find(struct link *link, const struct btns_sa_id *id,
			    bool *is_in)
{
	struct link_pair *pair, *found = NULL;
	enumerator_t *each = link->pairs->create_enumerator(link->pairs);

	while (!found && each->enumerate(each, &pair)) {
		*is_in = pair->has_in && is_id(&pair->in, id);
		if (*is_in || (pair->has_out && is_id(&pair->out, id)))
			found = pair;
	}
	each->destroy(each);
	return found;
}

struct link_pair *link_find_spi(struct link *link, uint32_t ike, uint32_t spi,
				bool is_in)
{
	enumerator_t *each = link->pairs->create_enumerator(link->pairs);
	struct link_pair *pair, *found = NULL;

	while (!found && each->enumerate(each, &pair))
		if (pair->ike == ike &&
		    (is_in ? pair->has_in && pair->in.spi == spi :
			     pair->has_out && pair->out.spi == spi))
			found = pair;
	each->destroy(each);
	return found;
}

void link_rename(struct link *link, uint32_t old, uint32_t new)
{
	enumerator_t *each = link->pairs->create_enumerator(link->pairs);
	struct link_pair *pair;

	while (each->enumerate(each, &pair))
		if (pair->ike == old)
			pair->ike = new;
	each->destroy(each);
}

bool link_forget(struct link *link, const struct btns_sa_id *id)
{
	bool is_in;
	struct link_pair *pair = link_find(link, id, &is_in);

	if (!pair)
		return false;
	if (is_in)
		pair->has_in = false;
	else
		pair->has_out = false;
	if (!pair->has_in && !pair->has_out) {
		link->pairs->remove(link->pairs, pair, NULL);
		free(pair);
	}
	return true;
}

int link_delete(struct link *link, const struct btns_sa_id *id)
{
	struct btns_sa_id *undead;
	int err = -EINTR;

	for (int i = 0; i < DELETE_TRIES && err && err != -ENOENT; i++)
		err = btns_sa_del(link->sock, id);
	if (!err || err == -ENOENT)
		return err;
	undead = malloc_thing(struct btns_sa_id);
	*undead = *id;
	link->undead->insert_last(link->undead, undead);
	return err;
}

void link_retire_identity(struct link *link, uint32_t handle)
{
	if (handle)
		link->stale->insert_last(link->stale, (void *)(uintptr_t)handle);
}

/* Its request may have got through: then the name may be another SA's by now. */
static void sweep_sas(struct link *link)
{
	enumerator_t *each = link->undead->create_enumerator(link->undead);
	struct btns_sa_id *id;
	bool is_in;
	int err;

	while (each->enumerate(each, &id)) {
		err = link_find(link, id, &is_in) ? 0 :
						    btns_sa_del(link->sock, id);
		if (err && err != -ENOENT)
			continue;
		link->undead->remove_at(link->undead, each);
		free(id);
	}
	each->destroy(each);
}

static void sweep_identities(struct link *link)
{
	enumerator_t *each = link->stale->create_enumerator(link->stale);
	void *handle;
	int err;

	while (each->enumerate(each, &handle)) {
		err = btns_identity_del(link->sock, (uint32_t)(uintptr_t)handle);
		if (!err || err == -ENOENT)
			link->stale->remove_at(link->stale, each);
	}
	each->destroy(each);
}

/* SAs first: they hold identities. */
void link_sweep(struct link *link)
{
	sweep_sas(link);
	sweep_identities(link);
}
