/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The IPsec half of charon's interface to kernels, on btns.
 */
#ifndef STRONGSWAN_KERNEL_H
#define STRONGSWAN_KERNEL_H

#include <daemon.h>

#include "hooks.h"
#include "policies.h"

/* all that the plugin consists of */
struct parts {
	struct link *link;
	struct peers *peers;
	struct policies *policies;
	struct acquires *acquires;
	struct hooks *hooks;
};

/* for kernel_ipsec_register(); uses the parts of kernel_use() */
kernel_ipsec_t *kernel_create(void);
void kernel_use(const struct parts *parts);

#endif
