/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SAs that are wanted, as attributes; the commands themselves are declared by
 * the generated header.
 *
 * Any context.
 */
#ifndef BTNS_NL_ACQUIRE_H
#define BTNS_NL_ACQUIRE_H

#include <linux/types.h>

struct btns_acquire_key;
struct btns_flow;
struct sk_buff;

/**
 * btns_nl_put_acquire() - which SA is wanted?
 * @skb: gets SPD entry, reqid, mode, tunnel, flow and id
 * @key: which SA
 * @flow: of the first packet
 * @id: by which key management answers
 *
 * Return: 0 or -EMSGSIZE.
 */
int btns_nl_put_acquire(struct sk_buff *skb, const struct btns_acquire_key *key,
			const struct btns_flow *flow, u32 id);

#endif
