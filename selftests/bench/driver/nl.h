/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Netlink requests as octets.  No library: what is measured is the kernel, and what
 * is loaded are hundreds of thousands of entries.  Errors end the program.
 */
#ifndef BENCH_NL_H
#define BENCH_NL_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct nl - a socket, and requests to be sent
 * @fd: the socket
 * @family: message type of the generic netlink family
 * @buf: the requests
 * @len: octets of them
 * @room: octets that fit
 * @message: where the last one begins
 */
struct nl {
	int fd;
	uint16_t family;
	unsigned char *buf;
	size_t len;
	size_t room;
	size_t message;
};

void nl_open(struct nl *nl, int protocol);
void nl_open_family(struct nl *nl, const char *name);

/* a message that is to be acknowledged, and its header of @len octets */
void nl_begin(struct nl *nl, uint16_t type, uint16_t flags, const void *header,
	      size_t len);
void nl_begin_family(struct nl *nl, uint8_t cmd);
void nl_end(struct nl *nl);

void nl_put(struct nl *nl, uint16_t type, const void *data, size_t len);
void nl_put_u16(struct nl *nl, uint16_t type, uint16_t value);
void nl_put_u32(struct nl *nl, uint16_t type, uint32_t value);
void nl_put_be32(struct nl *nl, uint16_t type, uint32_t value);
size_t nl_nest(struct nl *nl, uint16_t type);
void nl_nest_end(struct nl *nl, size_t nest);

/* send what there is and wait for as many acknowledgements */
void nl_send(struct nl *nl, unsigned int messages);

/* send @len octets, one request, and wait for what comes back */
void nl_turn(struct nl *nl, const void *octets, size_t len);

#endif
