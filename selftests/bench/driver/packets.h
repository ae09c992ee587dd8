/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets of all windows: made, or caught where they leave, kept in a file and given
 * to the harness module.  In the file each follows its length.
 */
#ifndef BENCH_PACKETS_H
#define BENCH_PACKETS_H

#include "meter.h"

#include <stddef.h>
#include <stdint.h>

#define PACKETS (WINDOWS * WINDOW)
#define PORT 9

/* the name of a device as its index, and a path to an open file; or the end */
unsigned int packets_device(const char *name);
int packets_open_harness(void);

/* one UDP packet from @src to @dst, as often as needed */
void packets_make(const char *path, const char *src, const char *dst,
		  unsigned int size);

/* give those of a file to the harness */
void packets_store(int harness, const char *path);

/**
 * packets_catch_open() - begin to listen where packets leave
 * @device: the bench device
 *
 * Return: a socket for packets_catch().
 */
int packets_catch_open(unsigned int device);

/**
 * packets_catch() - keep what has left meanwhile
 * @sock: from packets_catch_open()
 * @file: where to
 * @count: so many there are to be
 */
void packets_catch(int sock, int file, unsigned int count);

/* a new file for packets_catch() */
int packets_create(const char *path);

#endif
