/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a packet was before this host translated its addresses.
 */
#ifndef BTNS_NAT_H
#define BTNS_NAT_H

#include "core/parse.h"

struct sk_buff;

/**
 * btns_nat_undo() - see a received packet as it came
 * @skb: received here, local or forwarded, conntrack's entry attached if any
 * @flow: its addresses and ports, put back to what they were on the wire
 *
 * SPD-I speaks of the wire: a clear packet that imitates a protected flow of
 * this gateway must not become somebody else's by translation.
 *
 * Context: any, rcu_read_lock held.
 */
void btns_nat_undo(const struct sk_buff *skb, struct btns_flow *flow);

#endif
