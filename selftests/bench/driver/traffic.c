// SPDX-License-Identifier: GPL-2.0-or-later
#include "traffic.h"

#include "../module/bench.h"

#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define ARRIVE "in0"
#define LEAVE "out0"

/* @octets: room for BENCH_PACKET_MAX */
struct packet {
	struct iphdr ip;
	struct udphdr udp;
	unsigned char payload[BENCH_PACKET_MAX - sizeof(struct iphdr) -
			      sizeof(struct udphdr)];
};

void traffic_fill(struct traffic *traffic, rule_shape shape, uint32_t n,
		  bool spread, bool from_end)
{
	struct rule rule = shape(from_end ? 0 : n - 1, n);
	unsigned int i;

	for (i = 0; i < WINDOWS * WINDOW; i++) {
		if (spread)
			rule = shape(rule_random(i % WINDOW, n), n);
		traffic->flow[i] = rule_flow(&rule, spread ? i : 0);
	}
}

static unsigned int device(const char *name)
{
	unsigned int index = if_nametoindex(name);

	if (!index)
		err(1, "%s", name);
	return index;
}

/* ---- through a gateway ---- */

static uint16_t checksum(const void *header, size_t len)
{
	const unsigned char *octet = header;
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < len; i += 2)
		sum += octet[i] << 8 | octet[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons(~sum);
}

/* UDP over IPv4 may do without a checksum. */
static size_t make_packet(struct packet *packet, const struct flow *flow,
			  unsigned int size)
{
	size_t len = sizeof(packet->ip) + sizeof(packet->udp) + size;

	memset(packet, 0, len);
	packet->ip.version = 4;
	packet->ip.ihl = 5;
	packet->ip.ttl = 64;
	packet->ip.tot_len = htons(len);
	packet->ip.protocol = IPPROTO_UDP;
	packet->ip.saddr = htonl(flow->src);
	packet->ip.daddr = htonl(flow->dst);
	packet->ip.check = checksum(&packet->ip, sizeof(packet->ip));
	packet->udp.source = htons(flow->sport);
	packet->udp.dest = htons(flow->dport);
	packet->udp.len = htons(sizeof(packet->udp) + size);
	return len;
}

struct gateway {
	int fd;
	struct bench_replay ask;
};

static uint64_t gateway_window(void *arg, unsigned int first,
			       unsigned int count)
{
	struct gateway *gateway = arg;
	struct bench_replay *ask = &gateway->ask;

	ask->first = first;
	ask->count = count;
	if (ioctl(gateway->fd, BENCH_REPLAY, ask))
		err(1, "replay");
	if (ask->left != count)
		errx(1, "%u of %u packets left as protocol %u", ask->left,
		     count, ask->proto);
	return ask->insns;
}

void traffic_gateway(struct traffic *traffic)
{
	struct gateway gateway = { .fd = open(BENCH_DEVICE, O_RDWR) };
	struct packet packet;
	unsigned int i;
	size_t len;

	if (gateway.fd < 0)
		err(1, BENCH_DEVICE);
	for (i = 0; i < WINDOWS * WINDOW; i++) {
		len = make_packet(&packet, &traffic->flow[i], traffic->size);
		if (write(gateway.fd, &packet, len) < 0)
			err(1, "write a packet");
	}
	gateway.ask.in = device(ARRIVE);
	gateway.ask.out = device(LEAVE);
	gateway.ask.proto = traffic->proto;
	meter(gateway_window, &gateway);
	close(gateway.fd);
}

/* ---- from this host ---- */

struct sender {
	int fd;
	struct bench_count count;
	unsigned int size;
	int sock[WINDOWS * WINDOW];
	struct sockaddr_in to[WINDOWS * WINDOW];
	bool spread;
};

static uint64_t left(struct sender *sender)
{
	if (ioctl(sender->fd, BENCH_COUNT, &sender->count))
		err(1, "count");
	return sender->count.packets;
}

static uint64_t send_window(void *arg, unsigned int first, unsigned int count)
{
	static const char payload[BENCH_PACKET_MAX];
	struct sender *sender = arg;
	uint64_t before = left(sender), begin, insns;
	unsigned int i;
	ssize_t sent = 0;

	begin = meter_now();
	for (i = first; i < first + count && sent >= 0; i++)
		sent = sender->spread ?
		       sendto(sender->sock[i], payload, sender->size, 0,
			      (struct sockaddr *)&sender->to[i],
			      sizeof(sender->to[i])) :
		       send(sender->sock[0], payload, sender->size, 0);
	insns = meter_now() - begin;
	if (sent < 0)
		err(1, "send");
	if (left(sender) - before != count)
		errx(1, "%u packets sent, %u left as protocol %u", count,
		     (unsigned int)(left(sender) - before),
		     sender->count.proto);
	return insns;
}

static struct sockaddr_in name(uint32_t addr, uint16_t port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(addr),
		.sin_port = htons(port),
	};
}

/*
 * Transparent, for the addresses are not this host's: with routes of type local for
 * them every forwarded packet would be dearer, in this namespace, for good.
 */
static int bound_socket(const struct flow *flow)
{
	struct sockaddr_in self = name(flow->src, flow->sport);
	int fd = socket(AF_INET, SOCK_DGRAM, 0), one = 1;

	if (fd < 0 ||
	    setsockopt(fd, SOL_IP, IP_TRANSPARENT, &one, sizeof(one)) ||
	    bind(fd, (struct sockaddr *)&self, sizeof(self)))
		err(1, "socket of a flow");
	return fd;
}

void traffic_send(struct traffic *traffic, bool spread)
{
	static struct sender sender;
	struct rlimit files = { 65536, 65536 };
	unsigned int i;

	if (setrlimit(RLIMIT_NOFILE, &files))
		err(1, "RLIMIT_NOFILE");
	sender.fd = open(BENCH_DEVICE, O_RDWR);
	if (sender.fd < 0)
		err(1, BENCH_DEVICE);
	sender.spread = spread;
	sender.size = traffic->size;
	sender.count.device = device(LEAVE);
	sender.count.proto = traffic->proto;
	for (i = 0; i < (spread ? WINDOWS * WINDOW : 1); i++) {
		sender.sock[i] = bound_socket(&traffic->flow[i]);
		sender.to[i] = name(traffic->flow[i].dst,
				    traffic->flow[i].dport);
	}
	if (!spread && connect(sender.sock[0], (struct sockaddr *)&sender.to[0],
			       sizeof(sender.to[0])))
		err(1, "connect");
	meter(send_window, &sender);
}
