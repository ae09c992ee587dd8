// SPDX-License-Identifier: GPL-2.0-or-later
#include "packets.h"

#include "../module/bench.h"

#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/udp.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct record {
	uint16_t len;
	unsigned char octets[BENCH_PACKET_MAX];
};

unsigned int packets_device(const char *name)
{
	unsigned int index = if_nametoindex(name);

	if (!index)
		err(1, "%s", name);
	return index;
}

int packets_open_harness(void)
{
	int fd = open(BENCH_DEVICE, O_RDWR);

	if (fd < 0)
		err(1, BENCH_DEVICE);
	return fd;
}

int packets_create(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0)
		err(1, "%s", path);
	return fd;
}

static void put(int file, const struct record *record)
{
	ssize_t len = sizeof(record->len) + record->len;

	if (write(file, record, len) != len)
		err(1, "write a packet");
}

/* ---- making ---- */

static uint32_t sum(const void *octets, size_t len, uint32_t start)
{
	const unsigned char *octet = octets;
	size_t i;

	for (i = 0; i < len; i++)
		start += i % 2 ? octet[i] : octet[i] << 8;
	return start;
}

static uint16_t finish(uint32_t total)
{
	while (total >> 16)
		total = (total & 0xffff) + (total >> 16);
	total = ~total & 0xffff;
	return htons(total ? total : 0xffff);
}

/* @addrs: source and destination, for the pseudo header */
static size_t make_udp(unsigned char *at, const void *addrs, size_t addrs_len,
		       unsigned int size)
{
	struct udphdr *udp = (struct udphdr *)at;
	size_t len = sizeof(*udp) + size;

	memset(at, 0, len);
	udp->source = htons(2000);
	udp->dest = htons(PORT);
	udp->len = htons(len);
	udp->check = finish(sum(at, len, sum(addrs, addrs_len,
					     IPPROTO_UDP + len)));
	return len;
}

static size_t make4(unsigned char *at, const char *src, const char *dst,
		    unsigned int size)
{
	struct iphdr *ip = (struct iphdr *)at;
	size_t len;

	memset(ip, 0, sizeof(*ip));
	ip->version = 4;
	ip->ihl = 5;
	ip->ttl = 64;
	ip->protocol = IPPROTO_UDP;
	if (inet_pton(AF_INET, src, &ip->saddr) != 1 ||
	    inet_pton(AF_INET, dst, &ip->daddr) != 1)
		errx(2, "%s, %s: no addresses", src, dst);
	len = sizeof(*ip) + make_udp(at + sizeof(*ip), &ip->saddr, 8, size);
	ip->tot_len = htons(len);
	ip->check = finish(sum(ip, sizeof(*ip), 0));
	return len;
}

static size_t make6(unsigned char *at, const char *src, const char *dst,
		    unsigned int size)
{
	struct ip6_hdr *ip = (struct ip6_hdr *)at;
	size_t len;

	memset(ip, 0, sizeof(*ip));
	ip->ip6_flow = htonl(6u << 28);
	ip->ip6_nxt = IPPROTO_UDP;
	ip->ip6_hlim = 64;
	if (inet_pton(AF_INET6, src, &ip->ip6_src) != 1 ||
	    inet_pton(AF_INET6, dst, &ip->ip6_dst) != 1)
		errx(2, "%s, %s: no addresses", src, dst);
	len = make_udp(at + sizeof(*ip), &ip->ip6_src, 32, size);
	ip->ip6_plen = htons(len);
	return sizeof(*ip) + len;
}

void packets_make(const char *path, const char *src, const char *dst,
		  unsigned int size)
{
	int file = packets_create(path);
	struct record record;
	unsigned int i;

	record.len = strchr(src, ':') ? make6(record.octets, src, dst, size) :
					make4(record.octets, src, dst, size);
	for (i = 0; i < PACKETS; i++)
		put(file, &record);
	close(file);
}

/* ---- giving ---- */

void packets_store(int harness, const char *path)
{
	int file = open(path, O_RDONLY);
	struct record record;
	unsigned int i;

	if (file < 0)
		err(1, "%s", path);
	for (i = 0; i < PACKETS; i++) {
		if (read(file, &record.len, sizeof(record.len)) !=
		    sizeof(record.len) || record.len > sizeof(record.octets) ||
		    read(file, record.octets, record.len) != record.len)
			errx(1, "%s: too short", path);
		if (write(harness, record.octets, record.len) < 0)
			err(1, "store a packet");
	}
	close(file);
}

/* ---- catching ---- */

int packets_catch_open(unsigned int device)
{
	struct sockaddr_ll here = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = device,
	};
	int sock = socket(AF_PACKET, SOCK_DGRAM, 0), room = 16 << 20;

	if (sock < 0 ||
	    setsockopt(sock, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) ||
	    bind(sock, (struct sockaddr *)&here, sizeof(here)))
		err(1, "packet socket");
	return sock;
}

/* What arrives there is shown too; it is not what leaves. */
static bool catch_one(int sock, struct record *record)
{
	struct sockaddr_ll from;
	socklen_t from_len = sizeof(from);
	ssize_t len;

	do {
		len = recvfrom(sock, record->octets, sizeof(record->octets),
			       MSG_DONTWAIT, (struct sockaddr *)&from,
			       &from_len);
		if (len < 0)
			return false;
	} while (from.sll_pkttype != PACKET_OUTGOING);
	record->len = len;
	return true;
}

void packets_catch(int sock, int file, unsigned int count)
{
	struct record record;
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (!catch_one(sock, &record))
			errx(1, "%u of %u packets were caught", i, count);
		put(file, &record);
	}
}
