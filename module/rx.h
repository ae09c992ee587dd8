/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The inbound packet, RFC 4301 5.2: ESP from the kernel's protocol handlers,
 * and everything else from the hooks at LOCAL_IN and FORWARD.
 */
#ifndef BTNS_RX_H
#define BTNS_RX_H

#include "verdict.h"

struct btns_net;
struct sk_buff;

/**
 * btns_rx_local() - may a packet go to a local socket?
 * @bn: the namespace
 * @skb: skb->data at the IP header
 *
 * Context: any, rcu_read_lock held.
 * Return: BTNS_PASS, or BTNS_DROP and counted.
 */
enum btns_verdict btns_rx_local(struct btns_net *bn, struct sk_buff *skb);

/**
 * btns_rx_forward() - may a packet pass through this host?
 * @bn: the namespace
 * @skb: skb->data at the IP header
 *
 * Packets that go out are passed on for btns_tx_decide() to judge.
 *
 * Context: any, rcu_read_lock held.
 * Return: BTNS_PASS, or BTNS_DROP and counted.
 */
enum btns_verdict btns_rx_forward(struct btns_net *bn, struct sk_buff *skb);

/* module lifetime: the protocol handlers, for all namespaces */
int btns_rx_init(void);
void btns_rx_exit(void);

#endif
