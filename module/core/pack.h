/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Selectors laid down in few octets, one behind the other: a table of 100,000
 * entries keeps the lists and no pointers to them.
 *
 * Any context, no side effects.
 */
#ifndef BTNS_CORE_PACK_H
#define BTNS_CORE_PACK_H

#include "selector.h"
#include "types.h"

#define BTNS_PACK_ALIGN 4	/* of where a packed selector starts and ends */

/**
 * btns_pack_size() - octets of a packed selector
 * @sel: the selector
 *
 * Return: as many, a multiple of BTNS_PACK_ALIGN.
 */
size_t btns_pack_size(const struct btns_selector *sel);

/**
 * btns_pack() - lay down a selector
 * @at: room for btns_pack_size() octets, aligned
 * @sel: the selector
 *
 * Return: behind it, where the next one can go.
 */
void *btns_pack(void *at, const struct btns_selector *sel);

/**
 * btns_unpack() - look at a packed selector
 * @at: from btns_pack()
 * @sel: filled in; its lists are those at @at
 *
 * Return: behind it, where the next one is.
 */
const void *btns_unpack(const void *at, struct btns_selector *sel);

#endif
