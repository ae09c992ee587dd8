/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * What the harness module does for the driver: ioctls on /dev/btns_bench.
 * write() stores one IP packet; those of an open file are its own.  Devices are
 * those of the caller's network namespace.
 *
 * Counts of instructions are differences of the time stamp counter.  They are
 * what their name says where the emulator makes it count instructions.
 */
#ifndef BTNS_BENCH_H
#define BTNS_BENCH_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define BENCH_DEVICE "/dev/btns_bench"
#define BENCH_LINK_KIND "bench"		/* of ip link add NAME type */

#define BENCH_PACKET_MAX 1600		/* octets */
#define BENCH_PACKETS_MAX 4096		/* stored at a time */
#define BENCH_AEAD_CALLS_MAX 400

/**
 * struct bench_replay - stored packets arrive, and are counted where they leave
 * @in: index of the device on which they arrive
 * @out: index of the bench device on which they leave; 0: do not wait
 * @first: the first packet, as write() stored them
 * @count: packets
 * @proto: by which they are to leave, the protocol of the outermost header
 * @left: told: how many did
 * @insns: told: from the first one's arrival to the last one's end
 */
struct bench_replay {
	__u32 in;
	__u32 out;
	__u32 first;
	__u32 count;
	__u32 proto;
	__u32 left;
	__u64 insns;
};

/**
 * struct bench_count - packets that a bench device dropped
 * @device: its index
 * @proto: of the outermost header
 * @packets: told
 */
struct bench_count {
	__u32 device;
	__u32 proto;
	__u64 packets;
};

/**
 * struct bench_aead - a cipher called in a loop
 * @name: in the kernel's crypto API
 * @key: as the API wants it
 * @key_len: octets of @key
 * @assoc: octets of associated data
 * @size: octets of plain text
 * @calls: how often
 * @decrypt: not 0: open what was sealed
 * @insns: told: of all calls
 */
struct bench_aead {
	char name[64];
	__u8 key[64];
	__u32 key_len;
	__u32 assoc;
	__u32 size;
	__u32 calls;
	__u32 decrypt;
	__u64 insns;
};

#define BENCH_FORGET _IO('b', 0)	/* the stored packets */
#define BENCH_REPLAY _IOWR('b', 1, struct bench_replay)
#define BENCH_COUNT _IOWR('b', 2, struct bench_count)
#define BENCH_AEAD _IOWR('b', 3, struct bench_aead)

#endif
