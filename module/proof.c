// SPDX-License-Identifier: GPL-2.0-only
#include "proof.h"

#include "net.h"
#include "sad.h"

#include <net/xfrm.h>

bool btns_proof_set(struct sk_buff *skb, const struct btns_sa *sa)
{
	struct sec_path *sp = secpath_set(skb);

	/* an empty secpath makes the kernel read in front of its array */
	if (!sp || sp->len >= XFRM_MAX_DEPTH) {
		secpath_reset(skb);
		return false;
	}
	xfrm_state_hold(sa->shadow);
	sp->xvec[sp->len++] = sa->shadow;
	return true;
}

const struct btns_sa *btns_proof_sa(struct btns_net *bn,
				    const struct sk_buff *skb)
{
	const struct sec_path *sp = skb_sec_path(skb);
	const struct btns_sa *sa;
	const struct xfrm_state *x;
	struct btns_sa_id id = {};

	if (!sp || !sp->len)
		return NULL;

	x = sp->xvec[sp->len - 1];
	memcpy(&id.dst, &x->id.daddr, sizeof(id.dst));
	id.spi = x->id.spi;
	id.family = x->props.family;
	id.proto = x->id.proto;
	sa = btns_sad_lookup(bn, &id);
	return sa && sa->shadow == x && btns_sa_is_usable(sa) ? sa : NULL;
}
