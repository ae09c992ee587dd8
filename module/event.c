// SPDX-License-Identifier: GPL-2.0-only
#include "event.h"

#include "generated/netlink.h"
#include "net.h"
#include "nl.h"
#include "nl_acquire.h"
#include "nl_drop.h"
#include "nl_sad.h"
#include "nl_selector.h"

/**
 * struct news - a message to everyone who listens
 * @skb: the message
 * @hdr: its header
 */
struct news {
	struct sk_buff *skb;
	void *hdr;
};

static bool has_listeners(const struct btns_net *bn)
{
	return genl_has_listeners(&btns_nl_family, bn->net, BTNS_NLGRP_EVENTS);
}

/**
 * btns_event_audit_is_heard() - does anybody audit?
 * @bn: namespace
 *
 * Context: any.
 * Return: true if btns_event_audit() would have a reader.
 */
bool btns_event_audit_is_heard(const struct btns_net *bn)
{
	return genl_has_listeners(&btns_nl_family, bn->net, BTNS_NLGRP_AUDIT);
}

/**
 * btns_event_is_heard() - does anybody listen?
 * @bn: namespace
 *
 * Context: any.
 * Return: true if an event would have a reader.
 */
bool btns_event_is_heard(const struct btns_net *bn)
{
	return has_listeners(bn);
}

/* @more: octets beyond those of a message of ordinary size */
static bool news_alloc(struct news *news, u8 cmd, size_t more)
{
	news->skb = genlmsg_new(NLMSG_DEFAULT_SIZE + more, GFP_ATOMIC);
	if (!news->skb)
		return false;
	news->hdr = genlmsg_put(news->skb, 0, 0, &btns_nl_family, 0, cmd);
	if (news->hdr)
		return true;
	nlmsg_free(news->skb);
	return false;
}

/* False when nobody listens or memory is short: then there is no news. */
static bool news_start_long(struct news *news, struct btns_net *bn, u8 cmd,
			    size_t more)
{
	return has_listeners(bn) && news_alloc(news, cmd, more);
}

static bool news_start(struct news *news, struct btns_net *bn, u8 cmd)
{
	return news_start_long(news, bn, cmd, 0);
}

/* @err: of filling the message */
static void news_send_to(struct news *news, struct btns_net *bn, int err,
			 unsigned int group)
{
	if (WARN_ON_ONCE(err)) {
		nlmsg_free(news->skb);
		return;
	}
	genlmsg_end(news->skb, news->hdr);
	genlmsg_multicast_netns(&btns_nl_family, bn->net, news->skb, 0, group,
				GFP_ATOMIC);
}

static void news_send(struct news *news, struct btns_net *bn, int err)
{
	news_send_to(news, bn, err, BTNS_NLGRP_EVENTS);
}

/**
 * btns_event_sa_add() - an SA was added or a larval one completed
 * @bn: namespace
 * @sa: the SA
 *
 * Context: any.
 */
void btns_event_sa_add(struct btns_net *bn, struct btns_sa *sa)
{
	struct news news;

	if (news_start_long(&news, bn, BTNS_CMD_SA_ADD_NTF,
			    btns_nl_selector_len(&sa->sel)))
		news_send(&news, bn, btns_nl_put_sa(news.skb, sa));
}

/**
 * btns_event_sa_del() - an SA was deleted by a command
 * @bn: namespace
 * @sa: the SA, with the counters it had at its end
 *
 * Context: any.
 */
void btns_event_sa_del(struct btns_net *bn, struct btns_sa *sa)
{
	struct news news;

	if (news_start_long(&news, bn, BTNS_CMD_SA_DEL_NTF,
			    btns_nl_selector_len(&sa->sel)))
		news_send(&news, bn, btns_nl_put_sa(news.skb, sa));
}

/**
 * btns_event_sa_expire() - an SA reached a limit
 * @bn: namespace
 * @sa: the SA
 * @limit: which, enum btns_sa_limit
 * @hard: it is dead
 *
 * Context: any.
 */
void btns_event_sa_expire(struct btns_net *bn, struct btns_sa *sa, u32 limit,
			  bool hard)
{
	struct news news;
	int err;

	if (!news_start(&news, bn, BTNS_CMD_SA_EXPIRE_NTF))
		return;
	err = btns_nl_put_sa_name(news.skb, sa);
	if (!err)
		err = nla_put_u32(news.skb, BTNS_A_SA_LIMIT, limit);
	if (!err && hard)
		err = nla_put_flag(news.skb, BTNS_A_SA_HARD_REACHED);
	news_send(&news, bn, err);
}

/**
 * btns_event_spd() - the SPD changed
 * @bn: namespace, bn->cfg held
 * @change: enum btns_spd_change
 * @index: the entry that it is about, 0: all of it
 *
 * Context: process.
 */
void btns_event_spd(struct btns_net *bn, u32 change, u32 index)
{
	const struct btns_spd_set *set;
	struct news news;
	int err;

	lockdep_assert_held(&bn->cfg);

	if (!news_start(&news, bn, BTNS_CMD_POLICY_NTF))
		return;
	set = rcu_dereference_protected(bn->spd.set,
					lockdep_is_held(&bn->cfg));
	err = nla_put_u32(news.skb, BTNS_A_SPD_GENERATION,
			  set ? set->generation : 0);
	if (!err)
		err = nla_put_u32(news.skb, BTNS_A_SPD_CHANGE, change);
	if (!err && index)
		err = nla_put_u32(news.skb, BTNS_A_SPD_INDEX, index);
	if (!err)
		err = nla_put_u32(news.skb, BTNS_A_SPD_COUNT,
				  set ? set->count : 0);
	if (!err && set)
		err = nla_put_flag(news.skb, BTNS_A_SPD_ACTIVE);
	news_send(&news, bn, err);
}

/**
 * btns_event_pad() - the PAD changed
 * @bn: namespace, bn->cfg held
 * @change: enum btns_pad_change
 * @index: of the entry, 0: of all
 *
 * Context: process.
 */
void btns_event_pad(struct btns_net *bn, u32 change, u32 index)
{
	struct news news;
	int err;

	lockdep_assert_held(&bn->cfg);

	if (!news_start(&news, bn, BTNS_CMD_PAD_NTF))
		return;
	err = nla_put_u32(news.skb, BTNS_A_PAD_GENERATION, bn->pad.generation);
	if (!err)
		err = nla_put_u32(news.skb, BTNS_A_PAD_CHANGE, change);
	if (!err)
		err = nla_put_u32(news.skb, BTNS_A_PAD_COUNT,
				  bn->pad.list.count);
	if (!err && index)
		err = nla_put_u32(news.skb, BTNS_A_PAD_INDEX, index);
	news_send(&news, bn, err);
}

/**
 * btns_event_acquire() - an SA is wanted
 * @bn: namespace
 * @key: which
 * @flow: the outbound packet that wants it
 * @id: by which key management answers
 *
 * Context: any, rcu_read_lock held.
 * Return: false when there is no memory; true when everyone who listens was told.
 */
bool btns_event_acquire(struct btns_net *bn, const struct btns_acquire_key *key,
			const struct btns_flow *flow, u32 id)
{
	struct news news;

	if (!has_listeners(bn))
		return true;
	if (!news_start(&news, bn, BTNS_CMD_ACQUIRE_NTF))
		return false;
	news_send(&news, bn, btns_nl_put_acquire(news.skb, key, flow, id));
	return true;
}

/* RFC 4301 4.4.2.1 and 5.2: these want to be told with the SA's selectors. */
static bool wants_selector(const struct btns_drop_record *record)
{
	return record->why == BTNS_RX_SELECTOR ||
	       record->why == BTNS_RX_ICMP_MISMATCH ||
	       record->why == BTNS_TX_SEQ;
}

/**
 * btns_event_audit() - a packet was dropped
 * @bn: namespace
 * @record: the drop
 * @sa: by which it came or was to leave, or NULL
 *
 * Context: any, rcu_read_lock held.
 * Return: false when there is no memory.
 */
bool btns_event_audit(struct btns_net *bn,
		      const struct btns_drop_record *record,
		      const struct btns_sa *sa)
{
	const struct btns_selector *sel;
	struct news news;
	int err;

	sel = sa && wants_selector(record) ? &sa->sel : NULL;
	if (!news_alloc(&news, BTNS_CMD_AUDIT_NTF,
			sel ? btns_nl_selector_len(sel) : 0))
		return false;
	err = btns_nl_put_drop(news.skb, record);
	if (!err && sel)
		err = btns_nl_put_selector(news.skb, BTNS_A_DROP_SELECTOR, sel);
	news_send_to(&news, bn, err, BTNS_NLGRP_AUDIT);
	return true;
}
