/* SPDX-License-Identifier: GPL-2.0-only */
/* What packets use up of an SA, and when it ends: RFC 4301 4.4.2.1, 4303 3.3.3. */
#ifndef BTNS_SA_LIFE_H
#define BTNS_SA_LIFE_H

#include <linux/workqueue.h>

#include "sa.h"

/**
 * btns_sa_life_init() - before anybody else sees an SA
 * @sa: the SA
 * @expire: its work, queued with a reference when a limit is reached, which it
 *          puts
 */
void btns_sa_life_init(struct btns_sa *sa, work_func_t expire);

/* process context: from now on time passes for it */
void btns_sa_start(struct btns_sa *sa);

/* process context, bn->cfg held: new limits, judged at once */
void btns_sa_set_life(struct btns_sa *sa, const struct btns_lifetime *life);

/**
 * btns_sa_reached() - which limits have been?
 * @sa: the SA
 * @soft: enum btns_limit; each is said once
 * @hard: enum btns_limit
 *
 * Context: process.
 */
void btns_sa_reached(struct btns_sa *sa, u8 *soft, u8 *hard);

/* process context: no packet is given to it after this, and its timer stops */
void btns_sa_end(struct btns_sa *sa);

/**
 * btns_sa_send() - take the next sequence number
 * @sa: outbound
 * @bytes: octets to which the algorithm will be applied
 * @seq: the number
 *
 * Counts the packet and looks at the limits.
 *
 * Context: any, rcu_read_lock held or a reference owned; takes sa->lock.
 * Return: 0, -ESTALE when the SA is dead, -EOVERFLOW when the numbers are used
 * up (RFC 4303 3.3.3), which kills the SA.
 */
int btns_sa_send(struct btns_sa *sa, unsigned int bytes, u64 *seq);

/**
 * btns_sa_precheck() - is a packet worth decrypting?
 * @sa: inbound
 * @low: its sequence number field, host order
 * @seq: the whole number
 *
 * RFC 4303 3.4.3: before the ICV, and without moving the window.
 *
 * Context and Return: as btns_sa_receive().
 */
int btns_sa_precheck(struct btns_sa *sa, u32 low, u64 *seq);

/**
 * btns_sa_receive() - accept a packet whose ICV verified
 * @sa: inbound
 * @bytes: octets to which the algorithm was applied
 * @seq: from btns_sa_precheck(); checked again, another CPU may have been first
 *
 * Counts the packet, moves the window and looks at the limits.
 *
 * Context: any, rcu_read_lock held or a reference owned; takes sa->lock.
 * Return: 0, -ESTALE when the SA is dead, -EALREADY for a replay.
 */
int btns_sa_receive(struct btns_sa *sa, unsigned int bytes, u64 seq);

/* any context, rcu_read_lock held or a reference owned; takes sa->lock */
void btns_sa_count_icv_failure(struct btns_sa *sa);

/**
 * btns_sa_learn_pmtu() - the path takes no larger packets than this
 * @sa: outbound
 * @mtu: octets of an outer packet
 * @seconds: until it is forgotten
 *
 * Context: any, rcu_read_lock held or a reference owned; takes sa->lock.
 * Return: false if smaller ones are known to be needed.
 */
bool btns_sa_learn_pmtu(struct btns_sa *sa, u32 mtu, u32 seconds);

/**
 * btns_sa_pmtu() - the path MTU that was learned
 * @sa: outbound
 *
 * Context: any, rcu_read_lock held or a reference owned; may take sa->lock.
 * Return: octets, U32_MAX if nothing was learned or it was too long ago.
 */
u32 btns_sa_pmtu(struct btns_sa *sa);

#endif
