// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "paths.h"

#include "../module/bench.h"
#include "packets.h"

#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define BURST 32		/* of the way from socket to socket */
#define ROOM (8 << 20)		/* of a socket, for a whole window */

static const char payload[BENCH_PACKET_MAX];

/* ---- sockets ---- */

union name {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static socklen_t name(union name *name, const char *addr, uint16_t port)
{
	memset(name, 0, sizeof(*name));
	if (inet_pton(AF_INET6, addr, &name->v6.sin6_addr) == 1) {
		name->v6.sin6_family = AF_INET6;
		name->v6.sin6_port = htons(port);
		return sizeof(name->v6);
	}
	if (inet_pton(AF_INET, addr, &name->v4.sin_addr) != 1)
		errx(2, "%s: no address", addr);
	name->v4.sin_family = AF_INET;
	name->v4.sin_port = htons(port);
	return sizeof(name->v4);
}

static int bound_socket(const char *addr, uint16_t port)
{
	union name self;
	socklen_t len = name(&self, addr, port);
	int fd = socket(self.any.sa_family, SOCK_DGRAM, 0), room = ROOM;

	if (fd < 0 || bind(fd, &self.any, len) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)))
		err(1, "socket of %s", addr);
	return fd;
}

static int connected_socket(const char *src, const char *dst)
{
	int fd = bound_socket(src, 2000);
	union name to;
	socklen_t len = name(&to, dst, PORT);

	if (connect(fd, &to.any, len))
		err(1, "connect to %s", dst);
	return fd;
}

static void send_some(int sock, unsigned int size, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (send(sock, payload, size, 0) < 0)
			err(1, "send");
}

/* A packet that is lost would be waited for: so not for ever. */
static void receive_some(int sock, unsigned int count)
{
	char octets[BENCH_PACKET_MAX];
	unsigned int i;

	for (i = 0; i < count; i++)
		if (recv(sock, octets, sizeof(octets), 0) < 0)
			err(1, "receive packet %u of %u", i + 1, count);
}

static void be_impatient(int sock)
{
	struct timeval limit = { .tv_sec = 60 };

	if (setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)))
		err(1, "SO_RCVTIMEO");
}

/**
 * struct path - what the windows are about
 * @harness: the module
 * @ask: packets that arrive
 * @left: packets that leave
 * @sock: packets that are sent, or read
 * @other: those that are read where others are sent
 * @size: octets of payload
 */
struct path {
	int harness;
	struct bench_replay ask;
	struct bench_count left;
	int sock;
	int other;
	unsigned int size;
};

/* ---- forwarded ---- */

static uint64_t forward_window(void *arg, unsigned int first,
			       unsigned int count)
{
	struct path *path = arg;

	path->ask.first = first;
	path->ask.count = count;
	if (ioctl(path->harness, BENCH_REPLAY, &path->ask))
		err(1, "replay");
	if (path->ask.out && path->ask.left != count)
		errx(1, "%u of %u packets left as protocol %u", path->ask.left,
		     count, path->ask.proto);
	return path->ask.insns;
}

/* Each window of packets is kept: do not measure, listen. */
static void keep_all(meter_window window, struct path *path, const char *out,
		     const char *keep)
{
	int sock = packets_catch_open(packets_device(out));
	int file = packets_create(keep);
	unsigned int i;

	for (i = 0; i < WINDOWS; i++) {
		window(path, i * WINDOW, WINDOW);
		packets_catch(sock, file, WINDOW);
	}
}

void paths_forward(const char *packets, const char *in, const char *out,
		   unsigned int proto, const char *keep)
{
	struct path path = {
		.harness = packets_open_harness(),
		.ask.in = packets_device(in),
		.ask.out = packets_device(out),
		.ask.proto = proto,
	};

	packets_store(path.harness, packets);
	if (keep)
		keep_all(forward_window, &path, out, keep);
	else
		meter(forward_window, &path);
}

/* ---- sent ---- */

static uint64_t left(struct path *path)
{
	if (ioctl(path->harness, BENCH_COUNT, &path->left))
		err(1, "count");
	return path->left.packets;
}

static uint64_t send_window(void *arg, unsigned int first, unsigned int count)
{
	struct path *path = arg;
	uint64_t before = left(path), begin, insns;

	(void)first;
	begin = meter_now();
	send_some(path->sock, path->size, count);
	insns = meter_now() - begin;
	if (left(path) - before != count)
		errx(1, "%u packets sent, %u left as protocol %u", count,
		     (unsigned int)(left(path) - before), path->left.proto);
	return insns;
}

void paths_send(const char *src, const char *dst, unsigned int size,
		const char *out, unsigned int proto, const char *keep)
{
	struct path path = {
		.harness = packets_open_harness(),
		.left.device = packets_device(out),
		.left.proto = proto,
		.size = size,
	};

	path.sock = connected_socket(src, dst);
	if (keep)
		keep_all(send_window, &path, out, keep);
	else
		meter(send_window, &path);
}

/* ---- received ---- */

static uint64_t receive_window(void *arg, unsigned int first,
			       unsigned int count)
{
	struct path *path = arg;
	uint64_t insns = forward_window(path, first, count);
	uint64_t begin = meter_now();

	receive_some(path->sock, count);
	return insns + meter_now() - begin;
}

void paths_receive(const char *packets, const char *in, const char *dst)
{
	struct path path = {
		.harness = packets_open_harness(),
		.ask.in = packets_device(in),
	};

	path.sock = bound_socket(dst, PORT);
	be_impatient(path.sock);
	packets_store(path.harness, packets);
	meter(receive_window, &path);
}

/* ---- from socket to socket ---- */

static uint64_t oneway_window(void *arg, unsigned int first, unsigned int count)
{
	struct path *path = arg;
	uint64_t begin = meter_now();
	unsigned int done, some;

	(void)first;
	for (done = 0; done < count; done += some) {
		some = count - done < BURST ? count - done : BURST;
		send_some(path->sock, path->size, some);
		receive_some(path->other, some);
	}
	return meter_now() - begin;
}

void paths_oneway(const char *src, const char *dst, unsigned int size,
		  const char *netns)
{
	struct path path = { .size = size };
	char file[256];
	int there;

	path.sock = connected_socket(src, dst);
	snprintf(file, sizeof(file), "/run/netns/%s", netns);
	there = open(file, O_RDONLY);
	if (there < 0 || setns(there, CLONE_NEWNET))
		err(1, "%s", file);
	path.other = bound_socket(dst, PORT);
	be_impatient(path.other);
	meter(oneway_window, &path);
}
