// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the kernel says about a refusal: a sentence, the place of the attribute
 * it is about, or which attribute is missing.  Places become names by walking
 * the request that was sent.
 */
#include "sock.h"

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "attr.h"

#define NO_PLACE UINT32_MAX

void sock_error_clear(struct btns_sock *sock)
{
	sock->error[0] = '\0';
	sock->attr[0] = '\0';
	sock->item = -1;
}

const char *btns_sock_error(const struct btns_sock *sock)
{
	return sock->error;
}

const char *btns_sock_error_attr(const struct btns_sock *sock)
{
	return sock->attr;
}

long btns_sock_error_item(const struct btns_sock *sock)
{
	return sock->item;
}

__attribute__((format(printf, 2, 3)))
static void path_append(struct btns_sock *sock, const char *format, ...)
{
	size_t used = strlen(sock->attr);
	va_list args;

	va_start(args, format);
	vsnprintf(sock->attr + used, sizeof(sock->attr) - used, format, args);
	va_end(args);
}

static void path_append_attr(struct btns_sock *sock, const struct attr_set *set,
			     unsigned int type, long item)
{
	const char *dot = sock->attr[0] ? "." : "";

	if (set && type <= set->max && set->attr[type].name)
		path_append(sock, "%s%s", dot, set->attr[type].name);
	else
		path_append(sock, "%sattribute %u", dot, type);
	if (item >= 0)
		path_append(sock, "[%ld]", item);
}

/* Which of its kind is @target, from 0?  -1 if there is but one. */
static long place_in_list(struct nlattr *first, int left,
			  const struct nlattr *target)
{
	struct nlattr *attr;
	long place = 0, count = 0;
	int rem;

	nla_for_each_attr(attr, first, left, rem) {
		if (nla_type(attr) != nla_type(target))
			continue;
		place += attr < target;
		count++;
	}
	return count > 1 ? place : -1;
}

static bool is_list(const struct attr_set *set, unsigned int type)
{
	return set && type <= set->max && set->attr[type].is_list;
}

/* One of the entries that a whole database is made of? */
static bool is_set_item(const struct attr_set *set, unsigned int type)
{
	return (set == &attr_spd && type == BTNS_A_SPD_POLICY) ||
	       (set == &attr_pad && type == BTNS_A_PAD_ENTRY);
}

/*
 * Name the attribute that lies @place octets behind the start of the request.
 * Returns the set of its nest, for a missing attribute within.
 */
static const struct attr_set *path_find(struct btns_sock *sock,
					const struct nlmsghdr *request,
					const struct attr_set *set,
					uint32_t place)
{
	const char *target = (const char *)request + place;
	struct nlattr *attr = (void *)((char *)request + NLMSG_HDRLEN +
				       GENL_HDRLEN);
	int left = (int)(request->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN);
	struct nlattr *first = attr;
	int all = left;
	long entry = -1;

	while (nla_ok(attr, left)) {
		unsigned int type = nla_type(attr);
		bool is_entry = is_set_item(set, type);

		if (is_entry)
			entry++;
		if (target >= (char *)attr + NLA_ALIGN(attr->nla_len)) {
			attr = nla_next(attr, &left);
			continue;
		}
		path_append_attr(sock, set, type, is_entry ? entry :
				 is_list(set, type) ?
				 place_in_list(first, all, attr) : -1);
		if (is_entry)
			sock->item = entry;
		set = set && type <= set->max ? set->attr[type].nest : NULL;
		if (target <= (char *)attr || !set)
			return set;
		left = nla_len(attr);
		attr = nla_data(attr);
		first = attr;
		all = left;
	}
	return set;
}

static uint32_t place_of(const struct nlattr *attr)
{
	return attr && nla_len(attr) >= (int)sizeof(uint32_t) ?
		nla_get_u32(attr) : NO_PLACE;
}

static void error_locate(struct btns_sock *sock, struct nlattr **said,
			 const struct nlmsghdr *request,
			 const struct attr_set *set)
{
	uint32_t place = place_of(said[NLMSGERR_ATTR_OFFS]);
	uint32_t nest = place_of(said[NLMSGERR_ATTR_MISS_NEST]);
	uint32_t missing = place_of(said[NLMSGERR_ATTR_MISS_TYPE]);

	if (missing != NO_PLACE) {
		if (nest != NO_PLACE && nest < request->nlmsg_len)
			set = path_find(sock, request, set, nest);
		path_append_attr(sock, set, missing, -1);
		if (!sock->error[0])
			snprintf(sock->error, sizeof(sock->error),
				 "attribute missing");
	} else if (place != NO_PLACE && place < request->nlmsg_len) {
		path_find(sock, request, set, place);
	}
}

void sock_error_read(struct btns_sock *sock, const struct nlmsghdr *answer,
		     size_t skip, const struct nlmsghdr *request,
		     const struct attr_set *set)
{
	struct nlattr *said[NLMSGERR_ATTR_MAX + 1] = { NULL };
	size_t head = NLMSG_HDRLEN + NLMSG_ALIGN(skip);
	const struct nlattr *text;

	if (!(answer->nlmsg_flags & NLM_F_ACK_TLVS) ||
	    answer->nlmsg_len <= head)
		return;
	if (nla_parse(said, NLMSGERR_ATTR_MAX, (void *)((char *)answer + head),
		      (int)(answer->nlmsg_len - head), NULL))
		return;
	text = said[NLMSGERR_ATTR_MSG];
	if (text)
		snprintf(sock->error, sizeof(sock->error), "%.*s",
			 nla_len(text), (char *)nla_data(text));
	error_locate(sock, said, request, set);
}
