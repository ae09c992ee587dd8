/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the sender of a packet learns that there will be no SA for it, RFC 4301
 * 5.1.1 and 6.
 *
 * Local senders get an errno: from send() when that is still possible, at the
 * socket when it is a connect() that waits, and otherwise by an ICMP error as
 * for a host that does not answer.  Other hosts get an ICMP error, but no more
 * of them than icmp-rate allows; icmp-errors-out does not silence them, since
 * key management asks for them by refusing.
 */
#ifndef BTNS_REFUSE_H
#define BTNS_REFUSE_H

#include <linux/types.h>

struct btns_net;
struct sk_buff;

/**
 * btns_refuse_errno() - what send() and connect() say
 * @reason: enum btns_acquire_reason
 *
 * Return: a negative errno.
 */
int btns_refuse_errno(u32 reason);

/**
 * btns_refuse_needs_time() - can its sender be told only later?
 * @skb: an outbound packet
 *
 * A connect() in progress takes no notice of what becomes of its segments, and
 * holds its socket while it sends the first one.
 *
 * Context: any.
 * Return: true for local TCP that is connecting.
 */
bool btns_refuse_needs_time(const struct sk_buff *skb);

/**
 * btns_refuse_forwarded() - tell another host
 * @bn: the namespace
 * @skb: its packet, at POST_ROUTING; it stays the caller's
 * @reason: enum btns_acquire_reason
 *
 * Context: any, rcu_read_lock held.
 */
void btns_refuse_forwarded(struct btns_net *bn, struct sk_buff *skb,
			   u32 reason);

/**
 * btns_refuse_held() - tell the sender of a packet that waited
 * @bn: the namespace
 * @skb: the packet; it stays the caller's
 * @reason: enum btns_acquire_reason
 *
 * Context: process, with no lock and no socket held.
 * Return: false when the sender cannot be told just now.
 */
bool btns_refuse_held(struct btns_net *bn, struct sk_buff *skb, u32 reason);

#endif
