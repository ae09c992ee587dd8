#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ==== 10.7.0.2 (btns) B
#
# SAs are deleted and replaced while packets use them: no packet leaves in the
# clear, none leaves by a deleted SA, and what comes after the new ones flows.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


need tcpdump ping
ipv4_only=1
need_btns
setup_pair
add_policy btns "$A" "$A4" "$B4" transport 1
add_policy btns "$B" "$B4" "$A4" transport 1
add_sa_pair transport 1 btns "$A" "$A4" 0x1000 btns "$B" "$B4" 0x2000
capture_start wire "$A" wire "$B" wire
load_start "$A" "$A4" "$B" "$B4"
counters_save "$A"
check "packets flow" busywait 10 counter_grew "$A" rx_protected

for n in 1 2 3 4 5; do
	# make before break
	old=$((0x1000 + n - 1)) new=$((0x1000 + n))
	add_sa_pair transport 1 btns "$A" "$A4" $new btns "$B" "$B4" \
		$((new + 0x1000))
	must btnsctl -n "$A" sa del dst "$B4" proto esp spi $((old + 0x1000))
	must btnsctl -n "$B" sa del dst "$A4" proto esp spi $old
	must btnsctl -n "$B" sa del dst "$B4" proto esp spi $((old + 0x1000))
	must btnsctl -n "$A" sa del dst "$A4" proto esp spi $old
	counters_save "$A"
	check "replacement $n: packets flow" \
		busywait 10 counter_grew "$A" rx_protected
done

must btnsctl -n "$A" sa flush
capture_stop wire
capture_start after "$A" wire
counters_save "$A"
check "without SAs packets are refused" busywait 10 counter_grew "$A" tx_no_sa
check "the load lasted" load_runs
load_stop
capture_stop after
check_protected wire "replacing under load"
check_not_seen after "after the flush nothing leaves A" ip
finish
