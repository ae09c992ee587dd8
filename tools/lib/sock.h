/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A connection to the family and one request at a time on it; for libbtns' own
 * files only.
 */
#ifndef BTNS_LIB_SOCK_H
#define BTNS_LIB_SOCK_H

#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include "btns.h"

struct attr_set;

struct btns_sock {
	struct nl_sock *nl;
	int family;
	char error[256];	/* the kernel's words */
	char attr[128];		/* path of the attribute it refused */
	long item;		/* place in a list of that attribute, or -1 */
	unsigned char *events;	/* a datagram that is being read */
	struct nlmsghdr *event;	/* what of it comes next */
	int events_left;	/* octets from there */
};

/* One reply or one event: its attributes, by number. */
typedef int (*reply_fn)(struct nlattr **attrs, void *arg);

/**
 * struct reply - what to do with the replies to a request
 * @set: their attributes
 * @max: the highest attribute number
 * @fn: called for each; an error of its is the request's
 * @many: an attribute that a reply may have more than once; 0: none
 * @each: called for each of these, before @fn
 * @restart: forget what @fn was told, the list starts again
 * @arg: for both
 */
struct reply {
	const struct attr_set *set;
	int max;
	reply_fn fn;
	int many;
	int (*each)(struct nlattr *attr, void *arg);
	void (*restart)(void *arg);
	void *arg;
};

/* A request with room for @size octets of attributes; NULL: no memory. */
struct nl_msg *sock_msg(struct btns_sock *sock, uint8_t cmd, size_t size);

/*
 * Send a request, wait for its acknowledgement and free it.  @set is that of
 * the request's attributes, to name a refused one.  @reply may be NULL.  A
 * request that holds a key is wiped.
 */
int sock_request(struct btns_sock *sock, struct nl_msg *msg,
		 const struct attr_set *set, const struct reply *reply);

/*
 * The same for a dump.  When the kernel says that the list changed under the
 * reader, it is read again from the start.
 */
int sock_dump(struct btns_sock *sock, struct nl_msg *msg,
	      const struct attr_set *set, const struct reply *reply);

/* errno, negative, of an error of libnl */
int sock_errno(int nle);

/* parse the attributes of a message behind its generic netlink header */
int sock_attrs(struct nlmsghdr *hdr, struct nlattr **attrs, int max);

/* error.c: remember what an answer says about the refusal of @request */
void sock_error_clear(struct btns_sock *sock);
void sock_error_read(struct btns_sock *sock, const struct nlmsghdr *answer,
		     size_t skip, const struct nlmsghdr *request,
		     const struct attr_set *set);

#endif
