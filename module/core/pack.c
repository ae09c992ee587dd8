// SPDX-License-Identifier: GPL-2.0-only
#include "pack.h"

/* What is in front of the lists; all but the pointers of a selector. */
struct pack_head {
	u8 n_local;
	u8 n_remote;
	u8 n_lport;
	u8 n_rport;
	u8 n_icmp;
	u8 n_mh;
	u16 proto;
	u8 family;
	bool opaque;
	u16 zero;
};

_Static_assert(sizeof(struct pack_head) % BTNS_PACK_ALIGN == 0,
	       "lists start aligned");
_Static_assert(sizeof(struct btns_addr_range) % BTNS_PACK_ALIGN == 0 &&
	       sizeof(struct btns_port_range) % BTNS_PACK_ALIGN == 0,
	       "lists end aligned");

size_t btns_pack_size(const struct btns_selector *sel)
{
	size_t addrs = (size_t)sel->n_local + sel->n_remote;
	size_t others = (size_t)sel->n_lport + sel->n_rport + sel->n_icmp +
			sel->n_mh;

	return sizeof(struct pack_head) +
	       addrs * sizeof(struct btns_addr_range) +
	       others * sizeof(struct btns_port_range);
}

static u8 *put_list(u8 *at, const void *list, size_t len)
{
	if (len)
		memcpy(at, list, len);
	return at + len;
}

void *btns_pack(void *at, const struct btns_selector *sel)
{
	const struct pack_head head = {
		.n_local = sel->n_local,
		.n_remote = sel->n_remote,
		.n_lport = sel->n_lport,
		.n_rport = sel->n_rport,
		.n_icmp = sel->n_icmp,
		.n_mh = sel->n_mh,
		.proto = sel->proto,
		.family = sel->family,
		.opaque = sel->opaque,
	};
	u8 *end = put_list(at, &head, sizeof(head));

	end = put_list(end, sel->local, sel->n_local * sizeof(*sel->local));
	end = put_list(end, sel->remote, sel->n_remote * sizeof(*sel->remote));
	end = put_list(end, sel->lport, sel->n_lport * sizeof(*sel->lport));
	end = put_list(end, sel->rport, sel->n_rport * sizeof(*sel->rport));
	end = put_list(end, sel->icmp, sel->n_icmp * sizeof(*sel->icmp));
	return put_list(end, sel->mh, sel->n_mh * sizeof(*sel->mh));
}

/* The list of @count at @ports, which goes on behind it. */
static const struct btns_port_range *
take_ports(const struct btns_port_range **ports, u8 count)
{
	const struct btns_port_range *list = *ports;

	*ports += count;
	return count ? list : NULL;
}

const void *btns_unpack(const void *at, struct btns_selector *sel)
{
	const struct pack_head *head = at;
	const struct btns_addr_range *addrs = (const void *)(head + 1);
	const struct btns_port_range *ports;

	sel->n_local = head->n_local;
	sel->n_remote = head->n_remote;
	sel->n_lport = head->n_lport;
	sel->n_rport = head->n_rport;
	sel->n_icmp = head->n_icmp;
	sel->n_mh = head->n_mh;
	sel->proto = head->proto;
	sel->family = head->family;
	sel->opaque = head->opaque;

	sel->local = head->n_local ? addrs : NULL;
	addrs += head->n_local;
	sel->remote = head->n_remote ? addrs : NULL;
	addrs += head->n_remote;
	ports = (const void *)addrs;
	sel->lport = take_ports(&ports, head->n_lport);
	sel->rport = take_ports(&ports, head->n_rport);
	sel->icmp = take_ports(&ports, head->n_icmp);
	sel->mh = take_ports(&ports, head->n_mh);
	return ports;
}
