/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "daemon set": what btnsd does beside the kernel's state. */
#ifndef BTNSCTL_DAEMON_H
#define BTNSCTL_DAEMON_H

#include "parse.h"
#include "pin.h"

/**
 * struct daemon_info - settings of btnsd
 * @policy: what becomes of keys that are new
 * @policy_at: where that is set; without a source: nowhere
 * @key: file of this host's public key in swanctl's pubkey/, NULL: no connections
 * @ike: proposals of IKE_SAs, NULL: charon's own
 * @esp: proposals of CHILD_SAs, NULL: charon's own
 *
 * The words are the configuration's.
 */
struct daemon_info {
	enum pin_policy policy;
	struct token policy_at;
	const char *key;
	const char *ike;
	const char *esp;
};

/* The words behind "daemon set"; 0 or -1. */
int daemon_parse_set(struct parser *p, struct daemon_info *info);

#endif
