/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SAs as attributes; the commands themselves are declared by the generated
 * header.
 *
 * Any context, a reference to the SA or rcu_read_lock held; take sa->lock.
 */
#ifndef BTNS_NL_SAD_H
#define BTNS_NL_SAD_H

#include "core/types.h"

struct btns_nl_in;
struct btns_sa;
struct btns_sa_params;
struct sk_buff;

/**
 * struct btns_nl_sa_lists - what the selector of the SA asked for points to
 * @octets: lists as given; NULL if none are
 * @local: the address that a transport mode SA is narrowed to
 * @remote: likewise
 */
struct btns_nl_sa_lists {
	void *octets;
	struct btns_addr_range local;
	struct btns_addr_range remote;
};

/**
 * btns_nl_get_sa() - read an SA
 * @in: attribute set sa or sa-half
 * @sa: zeroed, but its direction
 * @lists: zeroed; its octets are the caller's to free, also after an error
 *
 * Of the peer nothing is read.
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int btns_nl_get_sa(const struct btns_nl_in *in, struct btns_sa_params *sa,
		   struct btns_nl_sa_lists *lists);

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
