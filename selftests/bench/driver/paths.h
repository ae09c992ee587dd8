/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ways of a packet through hosts and gateways.  Packets come from files
 * (packets.h); devices and addresses are named.  Where @keep is not NULL, packets
 * are not measured but kept in that file as they leave.
 */
#ifndef BENCH_PATHS_H
#define BENCH_PATHS_H

/* arrive on @in, leave through @out by @proto */
void paths_forward(const char *path, const char *in, const char *out,
		   unsigned int proto, const char *keep);

/* sent from @src to @dst by one connected socket, leave likewise */
void paths_send(const char *src, const char *dst, unsigned int size,
		const char *out, unsigned int proto, const char *keep);

/* arrive on @in, are read from a socket of @dst */
void paths_receive(const char *path, const char *in, const char *dst);

/* from a socket of @src to one of @dst in another namespace of ip netns */
void paths_oneway(const char *src, const char *dst, unsigned int size,
		  const char *netns);

#endif
