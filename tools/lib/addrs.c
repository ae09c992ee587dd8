// SPDX-License-Identifier: GPL-2.0-or-later
/* Ranges of addresses of both families, as PAD entries have them. */
#include "btns.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

int btns_addrs_add(struct btns_addrs *addrs, uint8_t family,
		   const struct btns_ip_range *range)
{
	bool is_v4 = family == AF_INET;
	struct btns_ip_range **list = is_v4 ? &addrs->v4 : &addrs->v6;
	uint16_t *count = is_v4 ? &addrs->v4_count : &addrs->v6_count;
	void *grown;

	if (*count == BTNS_PAD_RANGES_MAX)
		return -ERANGE;
	grown = realloc(*list, (*count + 1u) * sizeof(**list));
	if (!grown)
		return -ENOMEM;
	*list = grown;
	(*list)[(*count)++] = *range;
	return 0;
}

void btns_addrs_free(struct btns_addrs *addrs)
{
	free(addrs->v4);
	free(addrs->v6);
	memset(addrs, 0, sizeof(*addrs));
}

static bool lists_equal(const struct btns_ip_range *a, size_t n_a,
			const struct btns_ip_range *b, size_t n_b)
{
	return n_a == n_b && (!n_a || !memcmp(a, b, n_a * sizeof(*a)));
}

bool btns_addrs_equal(const struct btns_addrs *a, const struct btns_addrs *b)
{
	return lists_equal(a->v4, a->v4_count, b->v4, b->v4_count) &&
	       lists_equal(a->v6, a->v6_count, b->v6, b->v6_count);
}

/* One item of @len characters; what is wrong, or NULL. */
static const char *add_item(struct btns_addrs *addrs, const char *text,
			    size_t len)
{
	char item[2 * BTNS_IP_TEXT_MAX];
	struct btns_ip_range range;
	const char *why;
	uint8_t family;

	if (len >= sizeof(item))
		return "not an address";
	memcpy(item, text, len);
	item[len] = '\0';
	if (btns_ts_range_parse(item, &family, &range, &why))
		return why;
	switch (btns_addrs_add(addrs, family, &range)) {
	case 0:
		return NULL;
	case -ERANGE:
		return "more than 64 ranges of one family";
	default:
		return "out of memory";
	}
}

int btns_addrs_parse(struct btns_addrs *addrs, const char *text,
		     const char **why)
{
	const char *wrong = NULL;

	memset(addrs, 0, sizeof(*addrs));
	if (!strcmp(text, "any"))
		return 0;
	for (;;) {
		size_t len = strcspn(text, ",");

		wrong = add_item(addrs, text, len);
		if (wrong || !text[len])
			break;
		text += len + 1;
	}
	if (!wrong)
		return 0;
	btns_addrs_free(addrs);
	if (why)
		*why = wrong;
	return -EINVAL;
}
