/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attributes of the family: their names, and what several commands write and
 * read alike; for libbtns' own files only.
 */
#ifndef BTNS_LIB_ATTR_H
#define BTNS_LIB_ATTR_H

#include <netlink/attr.h>
#include <netlink/msg.h>

#include "btns.h"

struct attr_name {
	const char *name;
	const struct attr_set *nest;	/* NULL: not a nest */
	bool is_list;			/* may be there more than once */
};

struct attr_set {
	const struct attr_name *attr;	/* by number */
	unsigned int max;
};

extern const struct attr_set attr_sa;
extern const struct attr_set attr_sa_pair;
extern const struct attr_set attr_spd;
extern const struct attr_set attr_counter;
extern const struct attr_set attr_acquire;
extern const struct attr_set attr_conf;
extern const struct attr_set attr_drop;
extern const struct attr_set attr_explain;
extern const struct attr_set attr_pad;
extern const struct attr_set attr_identity;

/* An address is one of two attributes, @v4 or @v6. Negative: no room. */
int attr_put_ip(struct nl_msg *msg, int v4, int v6, uint8_t family,
		const struct btns_ip *ip);
int attr_put_ts(struct nl_msg *msg, int type, const struct btns_ts *ts);
int attr_put_ranges(struct nl_msg *msg, int type, uint8_t family,
		    const struct btns_ip_range *list, size_t count);
size_t attr_ts_size(const struct btns_ts *ts);	/* octets it takes at most */
int attr_put_tunnel(struct nl_msg *msg, int type,
		    const struct btns_tunnel *tunnel);
int attr_put_limits(struct nl_msg *msg, int type,
		    const struct btns_sa_limits *limits);

/* What is absent is left as it is; -EBADMSG: not what the family promises. */
int attr_get_u8(const struct nlattr *attr, uint8_t *value);
int attr_get_u16(const struct nlattr *attr, uint16_t *value);
int attr_get_u32(const struct nlattr *attr, uint32_t *value);
int attr_get_u64(const struct nlattr *attr, uint64_t *value);
int attr_get_name(const struct nlattr *attr, char *name, size_t size);
int attr_get_ip(const struct nlattr *v4, const struct nlattr *v6,
		uint8_t *family, struct btns_ip *ip);
int attr_get_range(struct nlattr *attr, uint8_t *family,
		   struct btns_ip_range *range);
/* also -ENOMEM; after an error there is nothing to free */
int attr_get_ts(struct nlattr *attr, struct btns_ts *ts);
int attr_get_tunnel(struct nlattr *attr, struct btns_tunnel *tunnel);
int attr_get_limits(struct nlattr *attr, struct btns_sa_limits *limits);

/* sa.c, policy.c, pad.c, acquire.c, drop.c: also what events carry */
int sa_read(struct nlattr **attrs, struct btns_sa_info *sa);
int spd_read(struct nlattr **attrs, struct btns_spd_info *spd);
int acquire_read(struct nlattr **attrs, struct btns_acquire *acquire);
int drop_read(struct nlattr **attrs, struct btns_drop *drop);
int pad_read(struct nlattr **attrs, struct btns_pad_state *state);

#endif
