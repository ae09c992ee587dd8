/* SPDX-License-Identifier: GPL-2.0-only */
/* Drops as attributes; any context. */
#ifndef BTNS_NL_DROP_H
#define BTNS_NL_DROP_H

#include "core/recent.h"

struct sk_buff;

/**
 * btns_nl_put_drop() - what a list and an event tell alike
 * @skb: message
 * @record: the drop
 *
 * Return: 0 or -EMSGSIZE.
 */
int btns_nl_put_drop(struct sk_buff *skb,
		     const struct btns_drop_record *record);

#endif
