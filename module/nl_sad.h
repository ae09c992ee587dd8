/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SAs as attributes; the commands themselves are declared by the generated
 * header.
 *
 * Any context, a reference to the SA or rcu_read_lock held; take sa->lock.
 */
#ifndef BTNS_NL_SAD_H
#define BTNS_NL_SAD_H

struct btns_sa;
struct sk_buff;

/**
 * btns_nl_put_sa_name() - which SA is it?
 * @skb: gets direction, proto, SPI, addresses and reqid
 * @sa: the SA
 *
 * Return: 0 or -EMSGSIZE.
 */
int btns_nl_put_sa_name(struct sk_buff *skb, const struct btns_sa *sa);

/**
 * btns_nl_put_sa() - all that may be told of an SA
 * @skb: gets everything but the key
 * @sa: the SA; of a larval one there is little to tell
 *
 * Return: 0 or -EMSGSIZE.
 */
int btns_nl_put_sa(struct sk_buff *skb, struct btns_sa *sa);

#endif
