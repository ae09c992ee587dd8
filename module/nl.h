/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The netlink family, and what its commands share: attributes into structs and
 * back.  Readers are pure; they refuse with an errno after telling extack which
 * attribute it is and what to do about it.  Writers return -EMSGSIZE when the
 * message is full.
 *
 * Process context; writers in any.
 */
#ifndef BTNS_NL_H
#define BTNS_NL_H

#include "core/lifetime.h"
#include "core/types.h"

#include <linux/netlink.h>

struct btns_ident;
struct btns_tunnel;
struct genl_info;
struct sk_buff;

/**
 * struct btns_nl_in - attributes to be read, parsed and validated by policy
 * @tb: by type
 * @nest: the attribute they stand in, or NULL: in the message itself
 * @extack: told what is wrong
 */
struct btns_nl_in {
	struct nlattr **tb;
	const struct nlattr *nest;
	struct netlink_ext_ack *extack;
};

/**
 * struct btns_nl_pair - two attributes of which exactly one is to be given
 * @ipv4: type of the IPv4 address
 * @ipv6: type of the IPv6 address
 * @none: refuses neither
 * @both: refuses both
 */
struct btns_nl_pair {
	int ipv4;
	int ipv6;
	const char *none;
	const char *both;
};

/**
 * struct btns_nl_id - attributes that make up an identity, or a pattern
 * @type: type of the attribute with enum btns_id_type
 * @match: of the one with enum btns_id_match
 * @value: of the one with the octets
 */
struct btns_nl_id {
	int type;
	int match;
	int value;
};

/*
 * A dump's message has to hold the longest entry there can be; this is also what
 * libnl's buffer takes.
 */
#define BTNS_NL_DUMP_MIN 16384

int btns_nl_init(void);
void btns_nl_exit(void);

/**
 * btns_nl_refuse_attr() - say that an attribute is wrong
 * @extack: told, unless NULL
 * @attr: which it is
 * @text: what to do about it, a constant
 */
void btns_nl_refuse_attr(struct netlink_ext_ack *extack,
			 const struct nlattr *attr, const char *text);

/**
 * btns_nl_refuse() - an attribute is wrong
 * @in: where it stands
 * @type: which it is; it is there
 * @text: what to do about it, a constant
 * @err: to be returned
 *
 * Return: @err.
 */
int btns_nl_refuse(const struct btns_nl_in *in, int type, const char *text,
		   int err);

/**
 * btns_nl_need() - an attribute has to be there
 * @in: where it stands
 * @type: which it is
 * @text: refuses its absence, a constant
 *
 * Return: 0 or -EINVAL.
 */
int btns_nl_need(const struct btns_nl_in *in, int type, const char *text);

/**
 * btns_nl_get_addr() - read an address
 * @in: where it stands
 * @pair: its two attributes
 * @addr: the address
 * @family: its family
 *
 * Return: 0 or -EINVAL.
 */
int btns_nl_get_addr(const struct btns_nl_in *in,
		     const struct btns_nl_pair *pair, struct btns_addr *addr,
		     u8 *family);

/**
 * btns_nl_get_host() - read an address that one host can have
 * @in: where it stands
 * @pair: its two attributes
 * @addr: the address; neither unspecified, multicast nor broadcast
 * @family: its family
 *
 * Return: 0 or -EINVAL.
 */
int btns_nl_get_host(const struct btns_nl_in *in,
		     const struct btns_nl_pair *pair, struct btns_addr *addr,
		     u8 *family);

/**
 * btns_nl_get_id() - read an identity or a pattern
 * @in: where it stands
 * @attrs: its attributes; one of them is there, or none is wanted
 * @id: the identity, zeroed; its value stays in the message
 *
 * Return: 0 or -EINVAL.
 */
int btns_nl_get_id(const struct btns_nl_in *in, const struct btns_nl_id *attrs,
		   struct btns_ident *id);

/**
 * btns_nl_get_limits() - read one set of limits
 * @attr: attribute set limits
 * @limits: 0 where nothing is given
 * @extack: told what is wrong
 *
 * Return: 0, -EINVAL, or -ERANGE for more seconds than the clock counts.
 */
int btns_nl_get_limits(struct nlattr *attr, struct btns_limits *limits,
		       struct netlink_ext_ack *extack);

/**
 * btns_nl_get_tunnel() - read the outer addresses of a tunnel
 * @attr: attribute set tunnel
 * @tunnel: gets them
 * @extack: told what is wrong
 *
 * Return: 0 or -EINVAL.
 */
int btns_nl_get_tunnel(struct nlattr *attr, struct btns_tunnel *tunnel,
		       struct netlink_ext_ack *extack);

/**
 * btns_nl_reply_new() - start the reply to a command
 * @info: the command
 * @cmd: enum of the reply
 * @hdr: for genlmsg_end()
 *
 * Before the table is changed: afterwards nothing may fail for want of memory.
 *
 * Return: a message of ordinary size, or NULL when out of memory.
 */
struct sk_buff *btns_nl_reply_new(struct genl_info *info, u8 cmd, void **hdr);

/* All return 0 or -EMSGSIZE. */
int btns_nl_put_addr(struct sk_buff *skb, const struct btns_nl_pair *pair,
		     u8 family, const struct btns_addr *addr);
int btns_nl_put_id(struct sk_buff *skb, const struct btns_nl_id *attrs,
		   const struct btns_ident *id);
int btns_nl_put_limits(struct sk_buff *skb, int type,
		       const struct btns_limits *limits);
int btns_nl_put_tunnel(struct sk_buff *skb, int type, u8 family,
		       const struct btns_addr *local,
		       const struct btns_addr *remote);

#endif
