/* SPDX-License-Identifier: GPL-2.0-only */
/* Building a security association from what a key manager says. */
#ifndef BTNS_SA_MAKE_H
#define BTNS_SA_MAKE_H

#include <linux/workqueue.h>

#include "sa.h"

struct netlink_ext_ack;

/**
 * btns_sa_create() - an SA that is in no table yet
 * @bn: namespace; its count of SAs has this one until the memory is free
 * @params: what it is to be
 * @expire: as for btns_sa_life_init()
 * @extack: told why it is refused
 *
 * Context: process.
 * Return: the SA and its one reference, or an error: -ENOMEM, -EINVAL and what
 * the crypto API says of the key.
 */
struct btns_sa *btns_sa_create(struct btns_net *bn,
			       const struct btns_sa_params *params,
			       work_func_t expire,
			       struct netlink_ext_ack *extack);

/* process context: an SPI that waits for its SA, NULL without memory */
struct btns_sa *btns_sa_create_larval(struct btns_net *bn,
				      const struct btns_sa_id *id,
				      work_func_t expire);

#endif
