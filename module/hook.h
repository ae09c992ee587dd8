/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where netfilter meets btns: the hooks, and verdicts as netfilter wants them.
 *
 * Process context, bn->cfg held.
 */
#ifndef BTNS_HOOK_H
#define BTNS_HOOK_H

struct net;

int btns_hook_register(struct net *net);
void btns_hook_unregister(struct net *net);

#endif
