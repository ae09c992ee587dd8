#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A command whose N-th allocation fails has done its work or nothing, for every
# N, and leaks nothing: the runner looks for reports and references, kmemleak
# for memory.
#
#	A (wire) ---- (wire) B: nothing is sent
#
# kernels: uml debug
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

faults=/sys/kernel/debug
need_btns
[ -e /proc/self/fail-nth ] || skip "no fault injection in this kernel"
[ -d $faults/failslab ] || skip "no failslab in this kernel"
need_client

setup_pair
# every kind of allocation may fail; only a thread that asks for it meets that
must tee $faults/failslab/ignore-gfp-wait \
	$faults/fail_page_alloc/ignore-gfp-wait <<<N
must tee $faults/fail_page_alloc/min-order <<<0
# shellcheck disable=SC2153 # set by setup_ns
finish_with on "$A" "$python" "$lib_dir/nl_failslab.py" "$client"
