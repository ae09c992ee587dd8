// SPDX-License-Identifier: GPL-2.0-or-later
#include "tables.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define RANGES_MAX 512		/* that one range may be cut into */

/**
 * struct tables - PAD and SPD
 * @pad: in the order in which it is searched
 * @entry: the same for the kernel's judge
 * @sorted: pointers to @entry
 * @policy: in order
 * @pad_state: to which exactly @pad belongs
 * @spd_state: to which exactly @policy belongs
 * @has_pad: @pad is meant
 * @has_spd: @policy is meant
 */
struct tables {
	struct btns_pad_info *pad;
	struct btns_pad_entry *entry;
	const struct btns_pad_entry **sorted;
	size_t pad_count;
	struct btns_policy_info *policy;
	size_t policy_count;
	struct btns_pad_state pad_state;
	struct btns_spd_info spd_state;
	bool has_pad;
	bool has_spd;
};

struct tables *tables_new(void)
{
	return calloc(1, sizeof(struct tables));
}

static void drop_pad(struct tables *tables)
{
	btns_pad_list_free(tables->pad, tables->pad_count);
	free(tables->entry);
	free(tables->sorted);
	tables->pad = NULL;
	tables->entry = NULL;
	tables->sorted = NULL;
	tables->pad_count = 0;
	tables->has_pad = false;
}

static void drop_spd(struct tables *tables)
{
	btns_policy_list_free(tables->policy, tables->policy_count);
	tables->policy = NULL;
	tables->policy_count = 0;
	tables->has_spd = false;
}

void tables_forget(struct tables *tables)
{
	drop_pad(tables);
	drop_spd(tables);
}

void tables_free(struct tables *tables)
{
	if (!tables)
		return;
	tables_forget(tables);
	free(tables);
}

/* @pad is the tables' from here on */
static int take_pad(struct tables *tables, struct btns_pad_info *pad,
		    size_t count)
{
	tables->pad = pad;
	tables->pad_count = count;
	tables->entry = calloc(count + 1, sizeof(*tables->entry));
	tables->sorted = calloc(count + 1, sizeof(*tables->sorted));
	if (!tables->entry || !tables->sorted) {
		drop_pad(tables);
		return -ENOMEM;
	}
	for (size_t i = 0; i < count; i++) {
		tables->entry[i] = pad_core(&pad[i]);
		tables->sorted[i] = &tables->entry[i];
	}
	tables->has_pad = true;
	return 0;
}

int tables_set(struct tables *tables, struct btns_pad_info *pad,
	       size_t pad_count, struct btns_policy_info *policy,
	       size_t policy_count)
{
	tables_forget(tables);
	tables->policy = policy;
	tables->policy_count = policy_count;
	tables->has_spd = true;
	return take_pad(tables, pad, pad_count);
}

static int refresh_pad(struct tables *tables, struct btns_sock *sock)
{
	struct btns_pad_state state;
	struct btns_pad_info *pad;
	size_t count;
	int err;

	err = btns_pad_state_get(sock, &state);
	if (!err && tables->has_pad &&
	    state.generation == tables->pad_state.generation)
		return 0;
	drop_pad(tables);
	if (!err)
		err = btns_pad_dump(sock, &pad, &count, &tables->pad_state);
	return err ? err : take_pad(tables, pad, count);
}

static int refresh_spd(struct tables *tables, struct btns_sock *sock)
{
	struct btns_spd_info state;
	int err;

	err = btns_spd_get(sock, &state);
	if (!err && tables->has_spd && state.active == tables->spd_state.active &&
	    state.generation == tables->spd_state.generation)
		return 0;
	drop_spd(tables);
	if (!err)
		err = btns_policy_dump(sock, &tables->policy,
				       &tables->policy_count,
				       &tables->spd_state);
	tables->has_spd = !err;
	return err;
}

int tables_refresh(struct tables *tables, struct btns_sock *sock)
{
	int err = refresh_pad(tables, sock);

	if (!err)
		err = refresh_spd(tables, sock);
	if (err)
		tables_forget(tables);
	return err;
}

uint32_t tables_pad_generation(const struct tables *tables)
{
	return tables->pad_state.generation;
}

uint32_t tables_spd_generation(const struct tables *tables)
{
	return tables->spd_state.active ? tables->spd_state.generation : 0;
}

/* ---- the PAD ---- */

static struct btns_ident core_id(const struct btns_id *id)
{
	return (struct btns_ident){
		.value = id->value,
		.len = id->len,
		.type = (uint8_t)id->type,
		.match = (uint8_t)id->match,
	};
}

static struct btns_pad_peer core_peer(const struct who *who)
{
	struct btns_pad_peer peer = {
		.asserted = core_id(&who->asserted),
		.key_hash = who->has_key ? who->key.octets : NULL,
		.anchor_hash = who->has_anchor ? who->anchor.octets : NULL,
		.ike_family = who->ike_family,
		.method = who->method,
	};

	memcpy(peer.ike_addr.octets, who->ike_addr.octets,
	       sizeof(peer.ike_addr.octets));
	return peer;
}

static struct btns_pad_list core_list(const struct tables *tables)
{
	return (struct btns_pad_list){
		.entry = tables->sorted,
		.count = (uint32_t)tables->pad_count,
	};
}

static const char *words(enum btns_pad_why why)
{
	switch (why) {
	case BTNS_PAD_NO_NULL:
		return "no PAD entry lets in who does not authenticate";
	case BTNS_PAD_METHOD:
		return "the peer's PAD entry does not take this authentication method";
	case BTNS_PAD_NO_SIGNATURE:
		return "no PAD entry for the identity, and without a signature there is no key to be known by";
	case BTNS_PAD_CREDENTIAL:
		return "the peer's PAD entry names other keys and trust anchors";
	case BTNS_PAD_IS_REVOKED:
		return "the peer's PAD entry is revoked";
	case BTNS_PAD_WRONG_PLACE:
		return "the peer's PAD entry does not let it come from this address";
	default:
		return "no PAD entry is for such a peer";
	}
}

const struct btns_pad_info *tables_peer(const struct tables *tables,
					const struct who *who,
					const char **why)
{
	const struct btns_pad_list list = core_list(tables);
	const struct btns_pad_peer peer = core_peer(who);
	const struct btns_pad_entry *entry;
	enum btns_pad_why found;

	entry = btns_pad_search(&list, &peer, &found);
	if (entry && found == BTNS_PAD_FOUND)
		return &tables->pad[entry - tables->entry];
	*why = words(found);
	return NULL;
}

bool tables_enrolled(const struct tables *tables,
		     const struct btns_id *asserted)
{
	const struct btns_ident id = core_id(asserted);

	for (size_t i = 0; i < tables->pad_count; i++) {
		const struct btns_pad_entry *entry = &tables->entry[i];

		if (entry->rank == BTNS_PAD_AUTH &&
		    !(entry->flags & BTNS_PAD_DISABLED) &&
		    btns_ident_match(&entry->id, &id))
			return true;
	}
	return false;
}

void tables_proved(const struct btns_pad_info *entry, const struct who *who,
		   struct btns_id *id)
{
	if (entry->pad_class == BTNS_PAD_CLASS_AUTH) {
		*id = who->asserted;
		return;
	}
	memset(id, 0, sizeof(*id));
	id->type = BTNS_ID_TYPE_ANY;
	if (entry->pad_class == BTNS_PAD_CLASS_NULL_ANY)
		return;
	id->type = BTNS_ID_TYPE_PUBLIC_KEY;
	id->len = sizeof(who->key.octets);
	memcpy(id->value, who->key.octets, id->len);
}

static enum btns_pad_reach reach_of(uint32_t flags)
{
	if (flags & BTNS_POLICY_FLAG_BTNS_WIDE)
		return BTNS_PAD_REACH_WIDE;
	if (flags & BTNS_POLICY_FLAG_BTNS_PREFIX64)
		return BTNS_PAD_REACH_PREFIX64;
	return BTNS_PAD_REACH_HOST;
}

/* An SA for more than one address the kernel refuses. */
static void keep_place(struct btns_addr_set *set,
		       const struct btns_pad_peer *peer)
{
	const struct btns_addr_range here = { peer->ike_addr, peer->ike_addr };

	if (set->family != peer->ike_family ||
	    !btns_addr_list_covers(set->range, set->count, &here, set->family))
		return;
	set->range[0] = here;
	set->count = 1;
}

size_t tables_speak(const struct tables *tables,
		    const struct btns_pad_info *entry, const struct who *who,
		    uint32_t flags, uint8_t family,
		    const struct btns_ip_range *range,
		    struct btns_ip_range *to, size_t room)
{
	struct btns_addr_range *memory = calloc(2, RANGES_MAX * sizeof(*memory));
	const struct btns_pad_list list = core_list(tables);
	const struct btns_pad_peer peer = core_peer(who);
	struct btns_addr_set left, scratch;
	size_t count = 0;

	if (!memory)
		return 0;
	btns_addr_set_init(&left, memory, RANGES_MAX, family);
	btns_addr_set_init(&scratch, memory + RANGES_MAX, RANGES_MAX, family);
	btns_addr_set_add(&left, (const struct btns_addr_range *)range);
	btns_pad_narrow(&list, &tables->entry[entry - tables->pad], &peer,
			reach_of(flags), &left, &scratch);
	if (entry->spd_search == BTNS_SPD_SEARCH_ID)
		keep_place(&left, &peer);
	if (left.count <= room) {
		count = left.count;
		memcpy(to, left.range, count * sizeof(*to));
	}
	free(memory);
	return count;
}

/* ---- the SPD ---- */

static bool speaks(const struct btns_policy_info *policy,
		   const struct btns_selector *sel, bool *covers)
{
	bool is_some = !policy->ts_count;

	*covers = is_some;
	for (size_t i = 0; i < policy->ts_count; i++) {
		const struct btns_selector one = ts_core(&policy->ts[i]);

		if (!btns_selector_intersects(&one, sel))
			continue;
		is_some = true;
		*covers |= btns_selector_covers(&one, sel);
	}
	return is_some;
}

static bool is_named(const struct btns_policy_info *policy,
		     const struct btns_pad_info *entry, const struct who *who)
{
	struct btns_ident name, one;
	bool is_match = false;
	struct btns_id id;

	if (!entry || entry->spd_search != BTNS_SPD_SEARCH_ID)
		return false;
	tables_proved(entry, who, &id);
	one = core_id(&id);
	for (size_t i = 0; !is_match && i < policy->name_count; i++) {
		name = core_id(&policy->names[i]);
		is_match = btns_ident_match(&name, &one);
	}
	return is_match;
}

/* As btns_admit_policy() of the kernel does it. */
const struct btns_policy_info *tables_policy(const struct tables *tables,
					     const struct btns_pad_info *entry,
					     const struct who *who,
					     const struct btns_ts *ts)
{
	const struct btns_selector sel = ts_core(ts);
	bool covers;

	for (size_t i = 0; i < tables->policy_count; i++) {
		const struct btns_policy_info *policy = &tables->policy[i];

		if (policy->dir == BTNS_POLICY_DIR_IN ||
		    (policy->name_count && !is_named(policy, entry, who)) ||
		    !speaks(policy, &sel, &covers))
			continue;
		if (policy->action == BTNS_ACTION_PROTECT || covers)
			return policy;
	}
	return NULL;
}
