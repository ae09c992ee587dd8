/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that btns knows of one network namespace.
 */
#ifndef BTNS_NET_H
#define BTNS_NET_H

#include <linux/mutex.h>
#include <linux/ratelimit_types.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "core/conf.h"

#include "acquire.h"
#include "drop.h"
#include "ident.h"
#include "opp.h"
#include "pad.h"
#include "pair.h"
#include "sad.h"
#include "spd.h"
#include "stats.h"

/**
 * struct btns_net - a namespace's share
 * @net: the namespace; it outlives this
 * @cfg: serialises every change of @sad, @pairs, @spd, @pad and @idents
 * @sad: security associations
 * @pairs: of them, those of key managers; protected by @cfg
 * @spd: policies
 * @acquires: SAs that are wanted
 * @opp: with whom packets may pass in the clear
 * @drops: packets that were dropped lately
 * @pad: who may be a peer
 * @idents: who peers turned out to be
 * @stats: counters
 * @reject_limit: bounds ICMP errors to senders
 * @conf: settings by enum btns_conf_id; written under @cfg, read locklessly
 * @has_hooks: netfilter hooks are registered; protected by @cfg
 */
struct btns_net {
	struct net *net;
	struct mutex cfg;
	struct btns_sad sad;
	struct list_head pairs;
	struct btns_spd spd;
	struct btns_acquires acquires;
	struct btns_opp opp;
	struct btns_drops drops;
	struct btns_pad pad;
	struct btns_idents idents;
	struct btns_stats __percpu *stats;
	struct ratelimit_state reject_limit;
	u32 conf[BTNS_CONF_COUNT];
	bool has_hooks;
};

extern unsigned int btns_net_id;

static inline struct btns_net *btns_net(const struct net *net)
{
	return net_generic(net, btns_net_id);
}

/* any context: the value of a setting */
static inline u32 btns_net_conf(const struct btns_net *bn,
				enum btns_conf_id id)
{
	return READ_ONCE(bn->conf[id]);	/* btns_nl_conf_set_doit() */
}

/*
 * any context: is there an SPD?  What comes as it goes is judged as if it had
 * gone.
 */
static inline bool btns_net_is_active(const struct btns_net *bn)
{
	return rcu_access_pointer(bn->spd.set);
}

/*
 * process context, bn->cfg held; the SPD calls them, main.c implements them:
 * packets of a namespace meet btns only between the two
 */
int btns_net_activate(struct btns_net *bn, struct netlink_ext_ack *extack);
void btns_net_deactivate(struct btns_net *bn);

/*
 * bn->cfg held; the SAD calls them, main.c implements them: packets may use @sa,
 * which is outbound, or may not any more
 */
void btns_net_sa_ready(struct btns_net *bn, const struct btns_sa *sa);
void btns_net_sa_gone(struct btns_net *bn, const struct btns_sa *sa);

#endif
