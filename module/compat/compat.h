/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The differences between kernels, all of them: what is missing in an older one
 * is written here under its newest upstream name.  Included before every
 * source; probe.mk finds out what there is.
 */
#ifndef BTNS_COMPAT_H
#define BTNS_COMPAT_H

#include <linux/crypto.h>
#include <linux/hrtimer.h>
#include <net/genetlink.h>

/* 6.2: operations of a family split into do and dump */
#ifndef BTNS_HAVE_GENL_SPLIT_OPS
#define genl_split_ops genl_ops
#define split_ops ops
#define n_split_ops n_ops
#endif

/* 6.6: a dump's attributes moved into struct genl_info */
#ifndef BTNS_HAVE_GENL_INFO_DUMP
#define genl_info_dump genl_dumpit_info
#endif

/* 6.3: completions are given their data and no longer the request */
#ifdef BTNS_HAVE_CRYPTO_COMPLETION_DATA
#define BTNS_CRYPTO_COMPLETION(name, data, err)				\
	static void name(void *data, int err)
#else
#define BTNS_CRYPTO_COMPLETION(name, arg, err)				\
	static void name##_data(void *arg, int err);			\
	static void name(struct crypto_async_request *req, int err)	\
	{								\
		name##_data(req->data, err);				\
	}								\
	static void name##_data(void *arg, int err)
#endif

/* 6.5: segmentation moved out of netdevice.h */
#ifdef BTNS_HAVE_NET_GSO_H
#include <net/gso.h>
#else
#include <linux/netdevice.h>
#endif

/* 6.13: one call for a timer and its function */
#ifndef BTNS_HAVE_HRTIMER_SETUP
static inline void
hrtimer_setup(struct hrtimer *timer,
	      enum hrtimer_restart (*function)(struct hrtimer *),
	      clockid_t clock_id, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock_id, mode);
	timer->function = function;
}
#endif

#endif
