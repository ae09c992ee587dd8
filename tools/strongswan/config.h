/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How Debian configured its strongSwan, as far as headers look at it: included
 * before everything else.  ME (--enable-mediation) changes the layout of ike_sa_t
 * and others; plugin.c compares it with the running charon.
 */
#ifndef CONFIG_H_INCLUDED
#define CONFIG_H_INCLUDED

#define ME
#define USE_IKEV1
#define USE_IKEV2
#define VERSION "5.9.8"
#define HAVE_ALLOCA_H 1
#define HAVE_CLOCK_GETTIME 1
#define HAVE_CLOSEFROM 1
#define HAVE_CONDATTR_CLOCK_MONOTONIC
#define HAVE_EXPLICIT_BZERO 1
#define HAVE_FMEMOPEN 1
#define HAVE_GCC_ATOMIC_OPERATIONS
#define HAVE_INT128
#define HAVE_MEMRCHR 1
#define HAVE_PRINTF_SPECIFIER
#define HAVE_SIGWAITINFO 1
#define HAVE_STDBOOL_H 1
#define HAVE_SYS_PARAM_H 1

#endif
