// SPDX-License-Identifier: GPL-2.0-only
#include "ident.h"

#include "core/pad.h"
#include "net.h"

#include <linux/netlink.h>
#include <linux/slab.h>

/* core/ cannot see the specification's numbers; here they meet. */
static_assert(BTNS_IDENT_ANY == (int)BTNS_ID_TYPE_ANY);
static_assert(BTNS_IDENT_IPV4 == (int)BTNS_ID_TYPE_IPV4);
static_assert(BTNS_IDENT_IPV6 == (int)BTNS_ID_TYPE_IPV6);
static_assert(BTNS_IDENT_FQDN == (int)BTNS_ID_TYPE_FQDN);
static_assert(BTNS_IDENT_RFC822 == (int)BTNS_ID_TYPE_RFC822);
static_assert(BTNS_IDENT_DN == (int)BTNS_ID_TYPE_DN);
static_assert(BTNS_IDENT_KEY_ID == (int)BTNS_ID_TYPE_KEY_ID);
static_assert(BTNS_IDENT_PUBLIC_KEY == (int)BTNS_ID_TYPE_PUBLIC_KEY);
static_assert(BTNS_IDENT_EXACT == (int)BTNS_ID_MATCH_EXACT);
static_assert(BTNS_IDENT_SUBTREE == (int)BTNS_ID_MATCH_SUBTREE);
static_assert(BTNS_IDENT_RANGE == (int)BTNS_ID_MATCH_RANGE);

struct btns_identity *btns_ident_alloc(const struct btns_identity *like)
{
	struct btns_identity *identity;
	u8 *values;

	identity = kmalloc(sizeof(*identity) + like->id.len +
			   like->asserted.len, GFP_KERNEL_ACCOUNT);
	if (!identity)
		return NULL;

	*identity = *like;
	values = (u8 *)(identity + 1);
	memcpy(values, like->id.value, like->id.len);
	identity->id.value = values;
	values += like->id.len;
	memcpy(values, like->asserted.value, like->asserted.len);
	identity->asserted.value = values;
	return identity;
}

void btns_ident_free(struct btns_identity *identity)
{
	/* packets may still be held against the names of an SPD entry */
	kfree_rcu(identity, rcu);
}

static const char *judge_local(const struct btns_identity *identity)
{
	if (identity->id.type == BTNS_IDENT_ANY)
		return "this host is somebody, give an identity";
	if (identity->assurance || identity->method || identity->has_anchor ||
	    identity->asserted.type != BTNS_IDENT_ANY)
		return "assurance, auth-method, trust-anchor and asserted are of peers, leave them out";
	return NULL;
}

static const char *judge_auth(const struct btns_identity *identity)
{
	if (identity->id.type == BTNS_IDENT_ANY ||
	    identity->id.type == BTNS_IDENT_PUBLIC_KEY)
		return "assurance auth needs an identity that somebody vouches for";
	if (!identity->method || identity->method == BTNS_IKE_AUTH_NULL)
		return "assurance auth needs an auth-method other than NULL";
	if (identity->asserted.type != BTNS_IDENT_ANY)
		return "assurance auth: the identity is what the peer asserted, leave asserted out";
	return NULL;
}

static const char *judge_btns(const struct btns_identity *identity)
{
	if (identity->id.type != BTNS_IDENT_PUBLIC_KEY)
		return "assurance btns: the identity is the key, give id-type public-key";
	if (identity->method > BTNS_IKE_AUTH_MAX ||
	    !(BTNS_IKE_AUTH_BIT(identity->method) & BTNS_IKE_AUTH_SIGNATURES))
		return "assurance btns needs a signature, auth-method 1, 9, 10, 11 or 14";
	if (identity->has_key && memcmp(identity->key_hash, identity->id.value,
					BTNS_KEY_HASH_LEN))
		return "assurance btns: key-hash is another key than the identity";
	if (identity->has_cert || identity->has_anchor)
		return "assurance btns: nobody vouches for the key, leave certificate and trust-anchor out";
	return NULL;
}

static const char *judge_null(const struct btns_identity *identity)
{
	if (identity->id.type != BTNS_IDENT_ANY)
		return "assurance null: the peer is nobody, give id-type any";
	if (identity->method != BTNS_IKE_AUTH_NULL)
		return "assurance null needs auth-method 13";
	if (identity->has_key || identity->has_cert || identity->has_anchor)
		return "assurance null: there is no credential, leave the hashes out";
	return NULL;
}

const char *btns_ident_judge(const struct btns_identity *identity)
{
	const char *wrong = btns_ident_check(&identity->id);

	if (!wrong)
		wrong = btns_ident_check(&identity->asserted);
	if (wrong)
		return wrong;
	if (identity->asserted.type == BTNS_IDENT_PUBLIC_KEY)
		return "a key is not asserted, it is never on the wire";
	if (identity->is_local)
		return judge_local(identity);
	switch (identity->assurance) {
	case BTNS_ASSURANCE_AUTH:
		return judge_auth(identity);
	case BTNS_ASSURANCE_BTNS:
		return judge_btns(identity);
	case BTNS_ASSURANCE_NULL:
		return judge_null(identity);
	default:
		return "SAs keyed by hand have no identity, give another assurance";
	}
}

struct btns_identity *btns_ident_find(struct btns_net *bn, u32 handle)
{
	lockdep_assert_held(&bn->cfg);

	return xa_load(&bn->idents.by_handle, handle);
}

int btns_ident_add(struct btns_net *bn, struct btns_identity *identity,
		   struct netlink_ext_ack *extack)
{
	struct btns_idents *idents = &bn->idents;
	int err;

	lockdep_assert_held(&bn->cfg);

	if (idents->count >= BTNS_IDENTITIES_MAX) {
		NL_SET_ERR_MSG(extack, "too many identities, delete some first");
		return -ERANGE;
	}
	/* in a circle: a handle that somebody still keeps names nobody else */
	err = xa_alloc_cyclic(&idents->by_handle, &identity->handle, identity,
			      XA_LIMIT(1, U32_MAX), &idents->next,
			      GFP_KERNEL_ACCOUNT);
	if (err < 0)
		return err;
	idents->count++;
	return 0;
}

int btns_ident_delete(struct btns_net *bn, u32 handle,
		      struct netlink_ext_ack *extack)
{
	struct btns_identity *identity = btns_ident_find(bn, handle);

	if (!identity) {
		NL_SET_ERR_MSG(extack, "no identity with this handle");
		return -ENOENT;
	}
	if (identity->refs) {
		NL_SET_ERR_MSG(extack, "SAs name this identity, delete them first");
		return -EBUSY;
	}
	xa_erase(&bn->idents.by_handle, handle);
	bn->idents.count--;
	btns_ident_free(identity);
	return 0;
}

void btns_ident_init(struct btns_net *bn)
{
	xa_init_flags(&bn->idents.by_handle, XA_FLAGS_ALLOC1);
}

void btns_ident_exit(struct btns_net *bn)
{
	struct btns_identity *identity;
	unsigned long handle;

	xa_for_each(&bn->idents.by_handle, handle, identity)
		btns_ident_free(identity);
	xa_destroy(&bn->idents.by_handle);
}
