/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The same entries and SAs in the words of btns and of XFRM.
 */
#ifndef BENCH_ENGINE_H
#define BENCH_ENGINE_H

#include "nl.h"
#include "rules.h"

/**
 * struct engine - who is configured
 * @name: on the command line
 * @open: a socket
 * @load: put the first @n rules in force
 * @insert: a request for one more, before the rule at @before unless that is 0
 * @sa: a request for an outbound SA of the tunnel; @sel: of this flow alone, or NULL
 * @reset: take all away
 */
struct engine {
	const char *name;
	void (*open)(struct nl *nl);
	void (*load)(struct nl *nl, rule_shape shape, uint32_t n);
	void (*insert)(struct nl *nl, const struct rule *rule, uint32_t before);
	void (*sa)(struct nl *nl, uint32_t spi, const struct rule *sel);
	void (*reset)(struct nl *nl);
};

extern const struct engine engine_btns, engine_xfrm;

#define AEAD_KEY_LEN 20			/* AES-128 and salt */
#define BATCH 64			/* requests in flight */

#endif
