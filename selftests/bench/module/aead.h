/* SPDX-License-Identifier: GPL-2.0-only */
/* A cipher called in a loop: what no datapath can go below. */
#ifndef BTNS_BENCH_AEAD_H
#define BTNS_BENCH_AEAD_H

struct bench_aead;

/* process context; 0 or -errno; sets @ask->insns */
int bench_aead(struct bench_aead *ask);

#endif
