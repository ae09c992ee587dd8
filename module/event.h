/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * News for key managers and monitors, multicast on the group "events", and for
 * those who watch what is dropped, on the group "audit".
 *
 * A leaf: the tables and the packet paths call it, netlink implements it.  Any
 * context; nothing sleeps, nothing fails visibly: a listener that is too slow
 * sees ENOBUFS and asks anew.
 */
#ifndef BTNS_EVENT_H
#define BTNS_EVENT_H

#include <linux/types.h>
#include <uapi/linux/btns.h>

struct btns_acquire_key;
struct btns_drop_record;
struct btns_flow;
struct btns_net;
struct btns_sa;

void btns_event_sa_add(struct btns_net *bn, struct btns_sa *sa);
void btns_event_sa_del(struct btns_net *bn, struct btns_sa *sa);
void btns_event_sa_expire(struct btns_net *bn, struct btns_sa *sa, u32 limit,
			  bool hard);
void btns_event_spd(struct btns_net *bn, u32 change, u32 index);
void btns_event_pad(struct btns_net *bn, u32 change, u32 index);

/* somebody listens; without anybody nothing is sent */
bool btns_event_is_heard(const struct btns_net *bn);

/* the caller limits how often; false: out of memory */
bool btns_event_acquire(struct btns_net *bn, const struct btns_acquire_key *key,
			const struct btns_flow *flow, u32 id);

/* somebody audits */
bool btns_event_audit_is_heard(const struct btns_net *bn);

/* the caller limits how often, and holds rcu_read_lock; false: out of memory */
bool btns_event_audit(struct btns_net *bn,
		      const struct btns_drop_record *record,
		      const struct btns_sa *sa);

#endif
