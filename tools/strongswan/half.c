// SPDX-License-Identifier: GPL-2.0-or-later
#include "half.h"

#include <stdlib.h>
#include <string.h>

struct waiting {
	struct waiting *next;
	struct half half;
	uint64_t until;
};

struct halves {
	struct waiting *first;
	size_t count;
};

void half_clear(struct half *half)
{
	btns_sa_free(&half->sa);
	explicit_bzero(half, sizeof(*half));
}

struct halves *halves_new(void)
{
	return calloc(1, sizeof(struct halves));
}

static void end(struct halves *halves, struct waiting **at)
{
	struct waiting *gone = *at;

	*at = gone->next;
	halves->count--;
	half_clear(&gone->half);
	free(gone);
}

void halves_free(struct halves *halves)
{
	if (!halves)
		return;
	while (halves->first)
		end(halves, &halves->first);
	free(halves);
}

static bool is_other_way(const struct btns_sa_info *a,
			 const struct btns_sa_info *b)
{
	return a->dir != b->dir && a->id.family == b->id.family &&
	       a->id.proto == b->id.proto &&
	       !memcmp(&a->src, &b->id.dst, sizeof(a->src)) &&
	       !memcmp(&b->src, &a->id.dst, sizeof(b->src));
}

static const char *compare(const struct half *a, const struct half *b)
{
	if (a->sa.dir == b->sa.dir)
		return "two SAs of a pair in the same direction";
	if (!is_other_way(&a->sa, &b->sa))
		return "the SAs of a pair are between different addresses";
	if (a->sa.mode != b->sa.mode || a->sa.aead != b->sa.aead ||
	    a->sa.esn != b->sa.esn || a->key_len != b->key_len)
		return "the SAs of a pair differ in mode or cipher";
	if (!btns_ts_equal(&a->sa.ts, &b->sa.ts))
		return "the SAs of a pair are for different traffic";
	return NULL;
}

static void move(struct half *to, struct half *from)
{
	*to = *from;
	explicit_bzero(from, sizeof(*from));
}

static const char *keep(struct halves *halves, struct half *half, uint64_t now)
{
	struct waiting *new;

	if (halves->count >= HALVES_MAX)
		return "too many SAs wait for their other half";
	new = calloc(1, sizeof(*new));
	if (!new)
		return "out of memory";
	move(&new->half, half);
	new->until = now + HALF_SECONDS;
	new->next = halves->first;
	halves->first = new;
	halves->count++;
	return NULL;
}

static void join(struct half *a, struct half *b, struct half *in,
		 struct half *out)
{
	bool is_in = a->sa.dir == BTNS_SA_DIR_IN;

	move(in, is_in ? a : b);
	move(out, is_in ? b : a);
}

enum half_fate halves_put(struct halves *halves, struct half *half,
			  uint64_t now, struct half *in, struct half *out,
			  const char **why)
{
	struct waiting **at = &halves->first;

	halves_expire(halves, now);
	while (*at && ((*at)->half.ike != half->ike ||
		       (*at)->half.child != half->child))
		at = &(*at)->next;
	if (!*at) {
		*why = keep(halves, half, now);
		if (!*why)
			return HALF_KEPT;
		half_clear(half);
		return HALF_REFUSED;
	}
	*why = compare(&(*at)->half, half);
	if (*why)
		half_clear(half);
	else
		join(&(*at)->half, half, in, out);
	end(halves, at);
	return *why ? HALF_REFUSED : HALF_PAIRED;
}

static bool is_id(const struct btns_sa_id *a, const struct btns_sa_id *b)
{
	return a->spi == b->spi && a->proto == b->proto &&
	       a->family == b->family && !memcmp(&a->dst, &b->dst,
						 sizeof(a->dst));
}

bool halves_drop(struct halves *halves, const struct btns_sa_id *id)
{
	for (struct waiting **at = &halves->first; *at; at = &(*at)->next) {
		if (is_id(&(*at)->half.sa.id, id)) {
			end(halves, at);
			return true;
		}
	}
	return false;
}

size_t halves_expire(struct halves *halves, uint64_t now)
{
	struct waiting **at = &halves->first;
	size_t ended = 0;

	while (*at) {
		if ((*at)->until > now) {
			at = &(*at)->next;
			continue;
		}
		end(halves, at);
		ended++;
	}
	return ended;
}

size_t halves_count(const struct halves *halves)
{
	return halves->count;
}
