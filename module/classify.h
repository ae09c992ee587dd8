/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A socket buffer's headers, through the pure parser.
 */
#ifndef BTNS_CLASSIFY_H
#define BTNS_CLASSIFY_H

#include "core/parse.h"

struct sk_buff;

/**
 * btns_classify() - parse the packet that starts at skb->data
 * @skb: an IP packet; may be pulled, so header pointers are stale afterwards
 * @pkt: filled in on success
 *
 * Context: any.
 * Return: true, or false when the packet is malformed or memory is short.
 */
bool btns_classify(struct sk_buff *skb, struct btns_packet *pkt);

#endif
