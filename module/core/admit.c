// SPDX-License-Identifier: GPL-2.0-only
#include "admit.h"

/* ---- the first pass ---- */

static enum btns_admit_why admit_search(enum btns_pad_why why)
{
	switch (why) {
	case BTNS_PAD_FOUND:
		return BTNS_ADMIT_OK;
	case BTNS_PAD_NO_NULL:
		return BTNS_ADMIT_NO_NULL;
	case BTNS_PAD_METHOD:
	case BTNS_PAD_NO_SIGNATURE:
		return BTNS_ADMIT_METHOD;
	case BTNS_PAD_CREDENTIAL:
		return BTNS_ADMIT_CREDENTIAL;
	case BTNS_PAD_IS_REVOKED:
		return BTNS_ADMIT_REVOKED;
	case BTNS_PAD_WRONG_PLACE:
		return BTNS_ADMIT_WRONG_PLACE;
	case BTNS_PAD_NO_ENTRY:
		break;
	}
	return BTNS_ADMIT_NO_ENTRY;
}

/* Is the entry of a class that makes of a peer what it is said to be? */
static enum btns_admit_why admit_class(const struct btns_pad_entry *entry,
				       u8 level)
{
	bool is_auth = entry && entry->rank == BTNS_PAD_AUTH;

	if (level == BTNS_ADMIT_AUTH)
		return is_auth ? BTNS_ADMIT_OK : BTNS_ADMIT_NO_ENTRY;
	if (is_auth)
		return BTNS_ADMIT_ENROLLED;
	if (!entry)
		return BTNS_ADMIT_OK;	/* the search says why */
	/* RFC 7619 2.4: neither stands for the other */
	return (entry->rank == BTNS_PAD_NULL_ANY) ==
	       (level == BTNS_ADMIT_NULL) ? BTNS_ADMIT_OK : BTNS_ADMIT_NO_ENTRY;
}

static enum btns_admit_why admit_entry(const struct btns_pad_list *pad,
				       const struct btns_admit_ask *ask,
				       u32 index,
				       const struct btns_pad_entry **entry)
{
	enum btns_admit_why why;
	enum btns_pad_why found;

	*entry = btns_pad_search(pad, &ask->peer, &found);
	why = admit_class(*entry, ask->level);
	if (why == BTNS_ADMIT_OK)
		why = admit_search(found);
	if (why == BTNS_ADMIT_OK && index && index != (*entry)->index)
		why = BTNS_ADMIT_OTHER_ENTRY;
	return why;
}

/* ---- the second pass ---- */

static enum btns_admit_why admit_bound(enum btns_pad_bound bound)
{
	switch (bound) {
	case BTNS_PAD_ALLOWED:
		return BTNS_ADMIT_OK;
	case BTNS_PAD_TOO_FAR:
		return BTNS_ADMIT_TOO_FAR;
	case BTNS_PAD_IS_MAPPED:
		return BTNS_ADMIT_MAPPED;
	case BTNS_PAD_IS_CLAIMED:
		return BTNS_ADMIT_CLAIMED;
	case BTNS_PAD_NO_CHILD:
		break;
	}
	return BTNS_ADMIT_NO_CHILD;
}

static enum btns_admit_why admit_remote(const struct btns_pad_list *pad,
					const struct btns_admit_ask *ask,
					const struct btns_pad_entry *entry,
					enum btns_pad_reach reach, u8 family)
{
	const struct btns_selector *sel = ask->sel;
	enum btns_pad_bound bound = BTNS_PAD_ALLOWED;
	struct btns_addr_range all;
	u8 i;

	if (sel->family != AF_UNSPEC && sel->family != family)
		return BTNS_ADMIT_OK;
	if (!sel->n_remote) {
		memset(&all, 0, sizeof(all));
		memset(all.hi.octets, 0xff, btns_addr_len(family));
		return admit_bound(btns_pad_bound(pad, entry, &ask->peer, reach,
						  &all, family));
	}
	for (i = 0; i < sel->n_remote && bound == BTNS_PAD_ALLOWED; i++)
		bound = btns_pad_bound(pad, entry, &ask->peer, reach,
				       &sel->remote[i], family);
	return admit_bound(bound);
}

/* What is asked for is taken as it is or not at all: IKE narrows, not we. */
static enum btns_admit_why admit_reach(const struct btns_pad_list *pad,
				       const struct btns_admit_ask *ask,
				       const struct btns_pad_entry *entry,
				       enum btns_pad_reach reach)
{
	enum btns_admit_why why = admit_remote(pad, ask, entry, reach, AF_INET);

	return why ? why : admit_remote(pad, ask, entry, reach, AF_INET6);
}

static bool admit_is_one_addr(const struct btns_addr_range *list, u8 count)
{
	return count == 1 && btns_addr_equal(&list->lo, &list->hi);
}

/*
 * RFC 4301 4.4.1.1: whoever is found by name speaks for the one address that it
 * has; no list says which.  In a tunnel that is the inner one, on which the SPD
 * entry has the last word.
 */
static enum btns_admit_why admit_one_host(const struct btns_admit_ask *ask)
{
	const struct btns_selector *sel = ask->sel;

	if (!admit_is_one_addr(sel->remote, sel->n_remote))
		return BTNS_ADMIT_NOT_ONE;
	if (!ask->is_tunnel &&
	    (sel->family != ask->peer.ike_family ||
	     !btns_addr_equal(&sel->remote->lo, &ask->peer.ike_addr)))
		return BTNS_ADMIT_NOT_ONE;
	return BTNS_ADMIT_OK;
}

/* The least reach that will do is what the SPD entry has to allow. */
static enum btns_admit_why admit_addrs(const struct btns_pad_list *pad,
				       const struct btns_admit_ask *ask,
				       struct btns_admit_leave *leave)
{
	static const struct {
		enum btns_pad_reach reach;
		u8 needs;
	} step[] = {
		{ BTNS_PAD_REACH_HOST, 0 },
		{ BTNS_PAD_REACH_PREFIX64, BTNS_ADMIT_PREFIX64 },
		{ BTNS_PAD_REACH_WIDE, BTNS_ADMIT_WIDE },
	};
	enum btns_admit_why why = BTNS_ADMIT_TOO_FAR;
	size_t i;

	for (i = 0; why == BTNS_ADMIT_TOO_FAR &&
	     i < sizeof(step) / sizeof(*step); i++) {
		why = admit_reach(pad, ask, leave->entry, step[i].reach);
		if (why == BTNS_ADMIT_OK)
			leave->needs |= step[i].needs;
	}
	return why;
}

enum btns_admit_why btns_admit_peer(const struct btns_pad_list *pad,
				    const struct btns_admit_ask *ask,
				    u32 index, struct btns_admit_leave *leave)
{
	enum btns_admit_why why;

	leave->needs = 0;
	leave->is_pinned = false;
	leave->is_named = false;
	why = admit_entry(pad, ask, index, &leave->entry);
	if (why)
		return why;

	leave->is_pinned = leave->entry->rank == BTNS_PAD_BTNS_KEY;
	if (ask->level == BTNS_ADMIT_BTNS)
		leave->needs = BTNS_ADMIT_BTNS_OK;
	if (ask->level == BTNS_ADMIT_NULL)
		leave->needs = BTNS_ADMIT_NULL_OK;
	leave->is_named = leave->entry->flags & BTNS_PAD_BY_ID;
	why = leave->is_named ? admit_one_host(ask) : BTNS_ADMIT_OK;
	return why ? why : admit_addrs(pad, ask, leave);
}

/* ---- the SPD ---- */

/**
 * struct admit_hit - the first entry that speaks of the traffic
 * @policy: the entry
 * @is_there: there is one
 * @covers: it speaks of all of it
 */
struct admit_hit {
	struct btns_admit_policy policy;
	bool is_there;
	bool covers;
};

static bool admit_speaks(const struct btns_admit_policy *policy,
			 const struct btns_selector *sel, bool *covers)
{
	const void *at = policy->selectors;
	struct btns_selector one;
	bool speaks = false;
	u8 i;

	*covers = false;
	for (i = 0; i < policy->n_sel; i++) {
		at = btns_unpack(at, &one);
		if (!btns_selector_intersects(&one, sel))
			continue;
		speaks = true;
		if (btns_selector_covers(&one, sel))
			*covers = true;
	}
	return speaks;
}

static void admit_hit(struct admit_hit *hit,
		      const struct btns_admit_policy *policy, bool covers)
{
	if (hit->is_there)
		return;
	hit->policy = *policy;
	hit->is_there = true;
	hit->covers = covers;
}

/* To others it is as if an entry with names were not there. */
static bool admit_is_there(const struct btns_admit_policy *policy,
			   const struct btns_admit_ask *ask,
			   const struct btns_admit_leave *leave)
{
	return !policy->names ||
	       (leave->is_named && btns_names_hold(policy->names, &ask->id));
}

static void admit_find(struct btns_admit_spd *spd,
		       const struct btns_admit_ask *ask,
		       const struct btns_admit_leave *leave,
		       struct admit_hit *out, struct admit_hit *in)
{
	struct btns_admit_policy policy;
	bool covers;

	out->is_there = false;
	in->is_there = false;
	while (!(out->is_there && in->is_there) && spd->next(spd, &policy)) {
		if (!admit_is_there(&policy, ask, leave) ||
		    !admit_speaks(&policy, ask->sel, &covers))
			continue;
		/* none of its packets meet the pair's SAs, but there are others */
		if (!policy.is_protect && !covers)
			continue;
		if (policy.is_out)
			admit_hit(out, &policy, covers);
		if (policy.is_in)
			admit_hit(in, &policy, covers);
	}
}

static enum btns_admit_why admit_level(const struct btns_admit_policy *policy,
				       const struct btns_admit_leave *leave)
{
	u32 lacks = btns_admit_lacks(policy->flags, leave->needs);

	if (lacks & BTNS_ADMIT_BTNS_OK)
		return BTNS_ADMIT_NEEDS_BTNS_OK;
	if (lacks & BTNS_ADMIT_NULL_OK)
		return BTNS_ADMIT_NEEDS_NULL_OK;
	return btns_admit_serves(policy->flags, leave->needs,
				 leave->is_pinned) ? BTNS_ADMIT_OK :
						     BTNS_ADMIT_NEEDS_PIN;
}

static bool admit_is_one_port(const struct btns_port_range *list, u8 count)
{
	return count == 1 && list->lo == list->hi;
}

/* RFC 4301 4.4.1.1: a message type stands where ports do, on both sides. */
static bool admit_is_one_end(const struct btns_selector *sel,
			     const struct btns_port_range *port, u8 count)
{
	return admit_is_one_port(port, count) ||
	       admit_is_one_port(sel->icmp, sel->n_icmp) ||
	       admit_is_one_port(sel->mh, sel->n_mh);
}

/* RFC 4301 4.4.1, PFP: does the SA have one value in each of the fields? */
static bool admit_is_populated(const struct btns_selector *sel, u32 pfp)
{
	if (pfp & BTNS_ADMIT_PFP_LOCAL &&
	    !admit_is_one_addr(sel->local, sel->n_local))
		return false;
	if (pfp & BTNS_ADMIT_PFP_REMOTE &&
	    !admit_is_one_addr(sel->remote, sel->n_remote))
		return false;
	if (pfp & BTNS_ADMIT_PFP_PROTO && (sel->proto == BTNS_PROTO_ANY ||
					   sel->proto == BTNS_PROTO_OPAQUE))
		return false;
	if (pfp & BTNS_ADMIT_PFP_LPORT &&
	    !admit_is_one_end(sel, sel->lport, sel->n_lport))
		return false;
	return !(pfp & BTNS_ADMIT_PFP_RPORT) ||
	       admit_is_one_end(sel, sel->rport, sel->n_rport);
}

static enum btns_admit_why admit_form(const struct btns_admit_policy *policy,
				      const struct btns_admit_ask *ask)
{
	if ((policy->n_tunnels > 0) != ask->is_tunnel)
		return BTNS_ADMIT_MODE;
	if (policy->reqid != ask->reqid)
		return BTNS_ADMIT_REQID;
	if (ask->is_tunnel &&
	    !btns_tunnels_join(policy->tunnels, policy->n_tunnels, &ask->local,
			       &ask->remote, ask->family))
		return BTNS_ADMIT_OUTER;
	return BTNS_ADMIT_OK;
}

static enum btns_admit_why admit_one(const struct admit_hit *hit,
				     const struct btns_admit_ask *ask,
				     const struct btns_admit_leave *leave)
{
	const u32 reach = BTNS_ADMIT_PREFIX64 | BTNS_ADMIT_WIDE;
	enum btns_admit_why why;

	if (!hit->is_there)
		return BTNS_ADMIT_NO_POLICY;
	/* belongs to the second pass, though this entry says how far it goes */
	if (btns_admit_lacks(hit->policy.flags, leave->needs & reach))
		return BTNS_ADMIT_TOO_FAR;
	if (!hit->policy.is_protect)
		return BTNS_ADMIT_NO_PROTECT;
	if (leave->is_named && !hit->policy.names)
		return BTNS_ADMIT_NAMES_NOBODY;
	why = admit_level(&hit->policy, leave);
	if (!why && !hit->covers)
		why = BTNS_ADMIT_BEYOND;
	if (!why && !admit_is_populated(ask->sel, hit->policy.pfp))
		why = BTNS_ADMIT_PFP;
	return why ? why : admit_form(&hit->policy, ask);
}

enum btns_admit_why btns_admit_policy(struct btns_admit_spd *spd,
				      const struct btns_admit_ask *ask,
				      const struct btns_admit_leave *leave,
				      u32 index, u32 *found)
{
	struct admit_hit out, in;
	enum btns_admit_why why;

	admit_find(spd, ask, leave, &out, &in);
	*found = out.is_there ? out.policy.index : 0;
	why = admit_one(&out, ask, leave);
	if (!why)
		why = admit_one(&in, ask, leave);
	if (!why && index && index != *found)
		why = BTNS_ADMIT_OTHER_POLICY;
	return why;
}

bool btns_admit_meets(const struct btns_selector *a,
		      const struct btns_selector *b)
{
	if (a->family != b->family && a->family != AF_UNSPEC &&
	    b->family != AF_UNSPEC)
		return false;
	return !a->n_remote || !b->n_remote ||
	       btns_addr_ranges_overlap(a->remote, a->n_remote, b->remote,
					b->n_remote);
}

/* ---- words ---- */

const char *btns_admit_text(enum btns_admit_why why)
{
	static const char *const text[BTNS_ADMIT_WHYS] = {
		[BTNS_ADMIT_NO_ENTRY] =
			"no PAD entry is for such a peer, add one",
		[BTNS_ADMIT_NO_NULL] =
			"no PAD entry of class null-any lets in who does not authenticate",
		[BTNS_ADMIT_METHOD] =
			"the peer's PAD entry does not take its auth-method, add it there",
		[BTNS_ADMIT_CREDENTIAL] =
			"the peer's PAD entry names other keys and trust anchors",
		[BTNS_ADMIT_REVOKED] =
			"the peer's PAD entry is revoked",
		[BTNS_ADMIT_WRONG_PLACE] =
			"the peer's PAD entry does not let it come from this ike-addr",
		[BTNS_ADMIT_ENROLLED] =
			"a PAD entry of class auth is for the identity that the peer asserts, it has to authenticate as that",
		[BTNS_ADMIT_OTHER_ENTRY] =
			"another PAD entry is the first that is for this peer, name that one",
		[BTNS_ADMIT_NO_CHILD] =
			"remote addresses beyond child of the peer's PAD entry, narrow the selector",
		[BTNS_ADMIT_TOO_FAR] =
			"remote addresses other than ike-addr, narrow the selector or flag the SPD entry btns-wide",
		[BTNS_ADMIT_MAPPED] =
			"remote addresses that are IPv4 ones in IPv6, leave them out",
		[BTNS_ADMIT_CLAIMED] =
			"remote addresses that another PAD entry claims, narrow the selector",
		[BTNS_ADMIT_NOT_ONE] =
			"a peer whose PAD entry searches by id speaks for the one address that it has, narrow the selector",
		[BTNS_ADMIT_NO_POLICY] =
			"no SPD entry speaks of the selector's traffic, or only in one direction, add one",
		[BTNS_ADMIT_NO_PROTECT] =
			"the first SPD entry that speaks of all of the selector's traffic does not protect it",
		[BTNS_ADMIT_OTHER_POLICY] =
			"another SPD entry is the first that speaks of the selector's traffic, name that one",
		[BTNS_ADMIT_NAMES_NOBODY] =
			"the peer's PAD entry searches by id and the SPD entry has no names, put one that names the peer before it",
		[BTNS_ADMIT_NEEDS_BTNS_OK] =
			"the SPD entry is not for peers that nobody vouches for, flag it btns-ok",
		[BTNS_ADMIT_NEEDS_PIN] =
			"the SPD entry is only for keys that a PAD entry names, add one of class btns-key",
		[BTNS_ADMIT_NEEDS_NULL_OK] =
			"the SPD entry is not for peers that did not authenticate, flag it null-ok",
		[BTNS_ADMIT_BEYOND] =
			"selector reaches beyond each selector of the SPD entry, narrow it",
		[BTNS_ADMIT_PFP] =
			"the SPD entry takes fields from the packet (pfp), give the selector one value in each",
		[BTNS_ADMIT_MODE] =
			"the SPD entry wants the other mode",
		[BTNS_ADMIT_REQID] =
			"the SPD entry has another reqid",
		[BTNS_ADMIT_OUTER] =
			"the tunnels of the SPD entry have other ends",
	};

	return text[why];
}
