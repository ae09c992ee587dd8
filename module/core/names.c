// SPDX-License-Identifier: GPL-2.0-only
#include "names.h"

/* What is in front of a name's value. */
struct name_head {
	u16 len;
	u8 type;
	u8 match;
};

_Static_assert(sizeof(struct btns_name_list) % BTNS_NAMES_ALIGN == 0 &&
	       sizeof(struct name_head) % BTNS_NAMES_ALIGN == 0,
	       "names start aligned");

/* the last two octets of struct btns_name_list have to be enough */
_Static_assert(BTNS_NAMES_OCTETS_MAX + 16 * BTNS_NAMES_MAX < 0xffff,
	       "names fit into their size");

static size_t name_size(u16 len)
{
	size_t size = sizeof(struct name_head) + len;

	return (size + BTNS_NAMES_ALIGN - 1) / BTNS_NAMES_ALIGN *
	       BTNS_NAMES_ALIGN;
}

const char *btns_names_check(const struct btns_ident *name, u8 count)
{
	const char *wrong;
	size_t octets = 0;
	u8 i;

	if (count > BTNS_NAMES_MAX)
		return "too many names, give at most 16";
	for (i = 0; i < count; i++) {
		if (name[i].type == BTNS_IDENT_ANY)
			return "an entry for any peer has no name, leave it out";
		wrong = btns_ident_check(&name[i]);
		if (wrong)
			return wrong;
		octets += name[i].len;
	}
	return octets <= BTNS_NAMES_OCTETS_MAX ? NULL :
		"names are too long, give at most 2048 octets in all names of an entry";
}

size_t btns_names_size(const struct btns_ident *name, u8 count)
{
	size_t size = count ? sizeof(struct btns_name_list) : 0;
	u8 i;

	for (i = 0; i < count; i++)
		size += name_size(name[i].len);
	return size;
}

void btns_names_pack(void *at, const struct btns_ident *name, u8 count)
{
	const struct btns_name_list names = {
		.size = (u16)btns_names_size(name, count),
		.count = count,
	};
	u8 *to = at;
	u8 i;

	memset(to, 0, names.size);
	memcpy(to, &names, sizeof(names));
	to += sizeof(names);
	for (i = 0; i < count; i++) {
		const struct name_head head = {
			.len = name[i].len,
			.type = name[i].type,
			.match = name[i].match,
		};

		memcpy(to, &head, sizeof(head));
		memcpy(to + sizeof(head), name[i].value, name[i].len);
		to += name_size(name[i].len);
	}
}

const void *btns_names_next(const struct btns_name_list *names, const void *at,
			    struct btns_ident *name)
{
	const u8 *end = (const u8 *)names + names->size;
	const u8 *from = at ? at : (const u8 *)(names + 1);
	struct name_head head;

	if (from == end)
		return NULL;
	memcpy(&head, from, sizeof(head));
	name->value = from + sizeof(head);
	name->len = head.len;
	name->type = head.type;
	name->match = head.match;
	return from + name_size(head.len);
}

bool btns_names_hold(const struct btns_name_list *names,
		     const struct btns_ident *id)
{
	struct btns_ident name;
	const void *at = NULL;

	while ((at = btns_names_next(names, at, &name)))
		if (btns_ident_match(&name, id))
			return true;
	return false;
}
