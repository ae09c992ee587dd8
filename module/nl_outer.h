/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What RFC 4301 4.4.2.1 has an outbound SA say besides cipher and selectors, as
 * attributes: outer headers, DSCP values, the end of its numbers.
 */
#ifndef BTNS_NL_OUTER_H
#define BTNS_NL_OUTER_H

struct btns_nl_in;
struct btns_sa;
struct btns_sa_params;
struct sk_buff;

/**
 * btns_nl_get_outer() - read them
 * @in: attribute set sa or sa-half
 * @sa: direction, mode and addresses are known; the map points into @in
 *
 * Context: any.
 * Return: 0 or a negative errno.
 */
int btns_nl_get_outer(const struct btns_nl_in *in, struct btns_sa_params *sa);

/**
 * btns_nl_put_outer() - write them
 * @skb: gets them
 * @sa: the SA, not a larval one
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int btns_nl_put_outer(struct sk_buff *skb, const struct btns_sa *sa);

#endif
