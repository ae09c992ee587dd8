// SPDX-License-Identifier: GPL-2.0-only
#include "key_use.h"

#include <linux/netlink.h>
#include <linux/random.h>
#include <linux/rhashtable.h>

static const struct rhashtable_params params = {
	.key_len = sizeof(u64),
	.key_offset = offsetof(struct btns_key_use, hash),
	.head_offset = offsetof(struct btns_key_use, node),
	.automatic_shrinking = true,
};

void btns_key_use_init(const struct btns_key_uses *uses,
		       struct btns_key_use *use, const u8 *key,
		       unsigned int len)
{
	use->hash = siphash(key, len, &uses->secret);
}

int btns_key_use_begin(struct btns_key_uses *uses, struct btns_key_use *use,
		       struct netlink_ext_ack *extack)
{
	int err = rhashtable_lookup_insert_fast(&uses->table, &use->node,
						params);

	if (err == -EEXIST) {
		NL_SET_ERR_MSG(extack,
			       "another SA has this key, and one key for two repeats nonces: give each its own");
		err = -EBUSY;
	}
	return err;
}

void btns_key_use_end(struct btns_key_uses *uses, struct btns_key_use *use)
{
	rhashtable_remove_fast(&uses->table, &use->node, params);
}

int btns_key_uses_init(struct btns_key_uses *uses)
{
	get_random_bytes(&uses->secret, sizeof(uses->secret));
	return rhashtable_init(&uses->table, &params);
}

void btns_key_uses_exit(struct btns_key_uses *uses)
{
	rhashtable_destroy(&uses->table);
	memzero_explicit(&uses->secret, sizeof(uses->secret));
}
