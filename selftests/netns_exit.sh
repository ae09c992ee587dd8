#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	H1 10.7.1.2 ---- A (btns) 10.7.0.1 ==== 10.7.0.2 (btns) B ---- 10.7.2.2 H2
#
# A gateway's namespace goes away under load, with its SPD, its SAs and packets in
# every stage of their way, and leaves nothing behind: the module can be unloaded.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

loaded_and_gone()
{
	[ ! -d /sys/module/btns ]
}

need ping
ipv4_only=1
need_btns
for round in 1 2 3 4; do
	setup_chain
	add_policy btns "$A" 10.7.1.0/24 10.7.2.0/24 tunnel 1 "$A4" "$B4"
	add_policy btns "$B" 10.7.2.0/24 10.7.1.0/24 tunnel 1 "$B4" "$A4"
	add_sa_pair tunnel 1 btns "$A" "$A4" 0x1001 btns "$B" "$B4" 0x2001
	counters_save "$A"
	counters_save "$B"
	load_start "$H1" "$H14" "$H2" "$H24"
	check "round $round: packets flow to H1" \
		busywait 10 counter_grew "$A" rx_protected
	check "round $round: packets flow to H2" \
		busywait 10 counter_grew "$B" rx_protected
	# once the first one, once the other, while both hosts go on
	if [ $((round % 2)) = 0 ]; then
		must ip netns del "$A"
		must ip netns del "$B"
	else
		must ip netns del "$B"
		must ip netns del "$A"
	fi
	check "round $round: the load lasted" load_runs
	load_stop
	must ip netns del "$H1"
	must ip netns del "$H2"
	namespaces=()
done
check "the module can be unloaded" busywait 20 modprobe -r btns
check "and is gone" loaded_and_gone
finish
