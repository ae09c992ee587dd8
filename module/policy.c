// SPDX-License-Identifier: GPL-2.0-only
#include "policy.h"

#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#define SIZE_UNIT 8

const struct btns_policy btns_policy_undecided = {
	.dir = BTNS_POLICY_DIR_BOTH,
	.action = BTNS_ACTION_DISCARD,
};

const struct btns_policy btns_policy_inactive = {
	.dir = BTNS_POLICY_DIR_BOTH,
	.action = BTNS_ACTION_BYPASS,
};

/* ---- check ---- */

#define FLAG(name) BTNS_POLICY_FLAG_##name

/* Of SAs with peers that nobody vouches for, and of latches. */
#define FLAGS_PROTECT (FLAG(BTNS_OK) | FLAG(BTNS_PINNED_ONLY) |		\
		       FLAG(NULL_OK) | FLAG(BTNS_WIDE) |			\
		       FLAG(BTNS_PREFIX64) | FLAG(OPP_ACCEPT_CLEAR) |	\
		       FLAG(OPP_FAIL_CLEAR) | FLAG(NO_LATCH) |		\
		       FLAG(LATCH_REQUIRED))

#define FLAGS_NEED_BTNS (FLAG(BTNS_PINNED_ONLY) | FLAG(BTNS_WIDE) |	\
			 FLAG(OPP_ACCEPT_CLEAR) | FLAG(OPP_FAIL_CLEAR))

#define FLAGS_OPPORTUNISTIC (FLAG(OPP_ACCEPT_CLEAR) | FLAG(OPP_FAIL_CLEAR))

/* Nothing is asked for on behalf of an entry with names. */
#define FLAGS_NAMELESS (FLAGS_OPPORTUNISTIC | FLAG(NULL_OK))

#define PFP_PORTS (BTNS_PFP_LPORT | BTNS_PFP_RPORT)

static const char *check_flags(const struct btns_policy_params *params)
{
	u32 flags = params->flags;

	if (flags & FLAGS_NEED_BTNS && !(flags & FLAG(BTNS_OK)))
		return "btns-pinned-only, btns-wide and opp flags need btns-ok";
	if (flags & FLAG(NO_LATCH) && flags & FLAG(LATCH_REQUIRED))
		return "no-latch and latch-required exclude each other";
	if (flags & FLAG(LATCH_REQUIRED))
		return "latch-required: nothing latches connections yet, leave it out";
	if (flags & FLAGS_OPPORTUNISTIC &&
	    params->mode != BTNS_MODE_TRANSPORT)
		return "opp flags are for transport mode, leave them or the tunnel out";
	return NULL;
}

static const char *check_selectors(const struct btns_policy_params *params)
{
	const char *wrong;
	u8 i;

	for (i = 0; i < params->n_sel; i++) {
		const struct btns_selector *sel = &params->sel[i];

		wrong = btns_selector_check(sel);
		if (wrong)
			return wrong;
		if ((sel->opaque && params->pfp & PFP_PORTS) ||
		    (sel->proto == BTNS_PROTO_OPAQUE &&
		     params->pfp & (PFP_PORTS | BTNS_PFP_PROTO)))
			return "pfp asks for what an opaque selector says is hidden";
	}
	return NULL;
}

static const char *check_names(const struct btns_policy_params *params)
{
	if (params->n_names && params->flags & FLAGS_NAMELESS)
		return "an entry with names is for peers that come and prove them, leave null-ok and opp flags out";
	return btns_names_check(params->name, params->n_names);
}

static const char *check_protect(const struct btns_policy_params *params)
{
	const char *wrong;

	if (params->proto != IPPROTO_ESP)
		return "protect needs proto 50 (ESP)";
	if (!params->reqid)
		return "protect needs a reqid other than 0";
	if (params->mode == BTNS_MODE_TUNNEL && !params->n_tunnels)
		return "tunnel mode needs the addresses of the tunnel";
	if (params->mode == BTNS_MODE_TRANSPORT && params->n_tunnels)
		return "transport mode has no tunnel addresses";
	wrong = btns_tunnels_check(params->tunnel, params->n_tunnels);
	if (!wrong)
		wrong = check_flags(params);
	return wrong ? wrong : check_names(params);
}

static const char *check_plain(const struct btns_policy_params *params)
{
	if (params->proto || params->reqid || params->n_tunnels ||
	    params->mode != BTNS_MODE_TRANSPORT || params->pfp ||
	    params->n_names)
		return "only protect takes proto, mode, reqid, tunnel, pfp and names";
	if (params->flags & FLAGS_PROTECT)
		return "only protect takes flags other than app-override-ok";
	return NULL;
}

const char *btns_policy_check(const struct btns_policy_params *params)
{
	const char *wrong = check_selectors(params);

	if (wrong)
		return wrong;
	return params->action == BTNS_ACTION_PROTECT ? check_protect(params) :
						       check_plain(params);
}

/* ---- making one ---- */

static size_t size_of(const struct btns_policy_params *params, u8 nodes)
{
	size_t size = sizeof(struct btns_policy) +
		      nodes * sizeof(struct btns_rule_node);
	u8 i;

	size += params->n_tunnels * sizeof(struct btns_tunnel);
	size += btns_names_size(params->name, params->n_names);
	for (i = 0; i < params->n_sel; i++)
		size += btns_pack_size(&params->sel[i]);
	return size;
}

/* Behind the nodes. */
static void *tail_of(const struct btns_policy *policy)
{
	return (void *)&policy->rule.node[policy->rule.n_nodes];
}

static void fill_tail(struct btns_policy *policy,
		      const struct btns_policy_params *params)
{
	void *at = tail_of(policy);
	u8 i;

	BUILD_BUG_ON(sizeof(struct btns_tunnel) % BTNS_PACK_ALIGN);
	BUILD_BUG_ON(sizeof(struct btns_tunnel) % BTNS_NAMES_ALIGN);
	BUILD_BUG_ON(BTNS_NAMES_ALIGN % BTNS_PACK_ALIGN);
	memcpy(at, params->tunnel, params->n_tunnels * sizeof(*params->tunnel));
	at += params->n_tunnels * sizeof(*params->tunnel);
	if (params->n_names) {
		btns_names_pack(at, params->name, params->n_names);
		at += btns_names_size(params->name, params->n_names);
	}
	for (i = 0; i < params->n_sel; i++)
		at = btns_pack(at, &params->sel[i]);
}

struct btns_policy *btns_policy_new(const struct btns_policy_params *params,
				    u8 nodes)
{
	size_t units = DIV_ROUND_UP(size_of(params, nodes), SIZE_UNIT);
	struct btns_policy *policy;

	BUILD_BUG_ON(sizeof(struct btns_policy) > 48);
	BUILD_BUG_ON(BTNS_TUNNELS_MAX != BTNS_POLICY_TUNNELS_MAX);
	BUILD_BUG_ON(BTNS_TUNNELS_MAX > 4);	/* @more_tunnels has two bits */
	if (WARN_ON_ONCE(units > U16_MAX))
		return NULL;
	policy = kvzalloc(units * SIZE_UNIT, GFP_KERNEL_ACCOUNT);
	if (!policy)
		return NULL;

	INIT_LIST_HEAD(&policy->order);
	policy->index = params->index;
	policy->reqid = params->reqid;
	policy->flags = params->flags;
	policy->size = units;
	policy->pfp = params->pfp;
	policy->dir = params->dir;
	policy->action = params->action;
	policy->mode = params->mode;
	policy->has_names = params->n_names > 0;
	policy->more_tunnels = params->n_tunnels ? params->n_tunnels - 1 : 0;
	policy->proto = params->proto;
	policy->n_sel = params->n_sel;
	policy->rule.n_nodes = nodes;
	fill_tail(policy, params);
	return policy;
}

struct btns_policy *btns_policy_copy(const struct btns_policy *from)
{
	size_t size = from->size * SIZE_UNIT;
	struct btns_policy *policy = kvmalloc(size, GFP_KERNEL_ACCOUNT);

	if (!policy)
		return NULL;
	memcpy(policy, from, size);
	INIT_LIST_HEAD(&policy->order);
	policy->rule.is_live = false;
	return policy;
}

void btns_policy_free(struct btns_policy *policy)
{
	kvfree(policy);
}

/* No room for an rcu_head in each: a head for many, or a wait, will do. */
void btns_policy_free_later(struct btns_policy *policy)
{
	kvfree_rcu_mightsleep(policy);
}

/* ---- reading ---- */

const struct btns_tunnel *btns_policy_tunnels(const struct btns_policy *policy)
{
	return policy->mode == BTNS_MODE_TUNNEL ? tail_of(policy) : NULL;
}

static const void *behind_tunnels(const struct btns_policy *policy)
{
	return tail_of(policy) +
	       btns_policy_n_tunnels(policy) * sizeof(struct btns_tunnel);
}

const struct btns_name_list *btns_policy_names(const struct btns_policy *policy)
{
	return policy->has_names ? behind_tunnels(policy) : NULL;
}

const void *btns_policy_selectors(const struct btns_policy *policy)
{
	const void *at = behind_tunnels(policy);
	const struct btns_name_list *names = btns_policy_names(policy);

	return names ? at + names->size : at;
}

bool btns_policy_has_dir(const struct btns_policy *policy, enum btns_dir dir)
{
	if (policy->dir == BTNS_POLICY_DIR_BOTH)
		return true;
	return (policy->dir == BTNS_POLICY_DIR_OUT) == (dir == BTNS_OUT);
}

/* Inlined, so that the search for a packet's entry makes no indirect call. */
static __always_inline bool
any_selector(const struct btns_policy *policy, const struct btns_flow *flow,
	     enum btns_dir dir,
	     bool (*match)(const struct btns_selector *sel,
			   const struct btns_flow *flow, enum btns_dir dir))
{
	const void *at = btns_policy_selectors(policy);
	struct btns_selector sel;
	u8 i;

	if (!btns_policy_has_dir(policy, dir))
		return false;
	for (i = 0; i < policy->n_sel; i++) {
		at = btns_unpack(at, &sel);
		if (match(&sel, flow, dir))
			return true;
	}
	return false;
}

bool btns_policy_matches(const struct btns_policy *policy,
			 const struct btns_flow *flow, enum btns_dir dir)
{
	return any_selector(policy, flow, dir, btns_selector_match);
}

bool btns_policy_might_match(const struct btns_policy *policy,
			     const struct btns_flow *flow, enum btns_dir dir)
{
	return any_selector(policy, flow, dir, btns_selector_might_match);
}

bool btns_policy_lacks(const struct btns_policy *policy,
		       const struct btns_flow *flow)
{
	if (policy->pfp & PFP_PORTS && !flow->has_ports && !flow->has_icmp &&
	    !flow->has_mh)
		return true;
	/* nor can a selector say 0: that is any protocol */
	return policy->pfp & BTNS_PFP_PROTO &&
	       (btns_flow_hides_proto(flow) || flow->proto == BTNS_PROTO_ANY);
}
