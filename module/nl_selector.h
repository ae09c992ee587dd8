/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Traffic selectors as attributes, and back.  Who reads one first asks how much
 * room its lists need, and keeps that room for as long as the selector.
 *
 * Process context; writers in any.
 */
#ifndef BTNS_NL_SELECTOR_H
#define BTNS_NL_SELECTOR_H

#include "core/selector.h"

struct netlink_ext_ack;
struct nlattr;
struct sk_buff;

/**
 * btns_nl_selector_room() - how much room do a selector's lists need?
 * @attr: attribute set selector
 * @size: octets, added to what is there
 * @extack: told what is wrong
 *
 * Return: 0, or -ERANGE when a list is too long.
 */
int btns_nl_selector_room(const struct nlattr *attr, size_t *size,
			  struct netlink_ext_ack *extack);

/**
 * btns_nl_get_selector() - read a traffic selector
 * @attr: attribute set selector
 * @sel: ANY where nothing is given
 * @room: of btns_nl_selector_room() octets or more; what that asked for is taken
 * @extack: told what is wrong
 *
 * Return: 0 when btns_selector_check() accepts it, -EINVAL, or -ERANGE.
 */
int btns_nl_get_selector(const struct nlattr *attr, struct btns_selector *sel,
			 struct btns_selector_room *room,
			 struct netlink_ext_ack *extack);

/**
 * btns_nl_get_addr_range() - read a range of addresses
 * @attr: attribute set addr-range
 * @range: the range, its ends perhaps the wrong way round
 * @family: of both ends
 * @extack: told what is wrong
 *
 * Return: 0 or -EINVAL.
 */
int btns_nl_get_addr_range(const struct nlattr *attr,
			   struct btns_addr_range *range, u8 *family,
			   struct netlink_ext_ack *extack);

/**
 * btns_nl_put_addr_list() - write ranges of addresses
 * @skb: message
 * @type: of each
 * @family: of all
 * @list: the ranges
 * @count: of them
 *
 * Return: 0 or -EMSGSIZE.
 */
int btns_nl_put_addr_list(struct sk_buff *skb, int type, u8 family,
			  const struct btns_addr_range *list, u32 count);

/**
 * btns_nl_put_selector() - write a traffic selector
 * @skb: message
 * @type: of the nest
 * @sel: ANY is left out
 *
 * Return: 0 or -EMSGSIZE.
 */
int btns_nl_put_selector(struct sk_buff *skb, int type,
			 const struct btns_selector *sel);

/**
 * btns_nl_selector_len() - octets that btns_nl_put_selector() takes
 * @sel: the selector
 *
 * Return: as many or some more.
 */
size_t btns_nl_selector_len(const struct btns_selector *sel);

#endif
