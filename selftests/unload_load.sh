#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ==== 10.7.0.2 (btns) B
#
# The module comes and goes while packets are in every stage of its work, but not
# while a namespace relies on it. CYCLES says how often (20).
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


cycles=${CYCLES:-20}

need ping
ipv4_only=1
need_btns
setup_pair
load_start "$A" "$A4" "$B" "$B4"
protected=0
for ((cycle = 0; cycle < cycles; cycle++)); do
	load_module
	for ns in "$A" "$B"; do
		policy "$ns" proto udp action bypass
	done
	add_policy btns "$A" "$A4" "$B4" transport 1
	add_policy btns "$B" "$B4" "$A4" transport 1
	counters_save "$A"
	add_sa_pair transport 1 btns "$A" "$A4" 0x1001 btns "$B" "$B4" 0x2001
	busywait 10 counter_grew "$A" rx_protected && protected=$((protected + 1))
	[ $cycle -gt 0 ] || check_fails "an active namespace holds the module" \
		modprobe -r btns
	for ns in "$A" "$B"; do
		flush_policies btns "$ns"
	done
	must modprobe -r btns
done
check_equal "packets were protected in every cycle" $protected "$cycles"
check "the load lasted" load_runs
load_stop
check "without the module packets pass in the clear" pings "$A" "$B4" 56
finish
