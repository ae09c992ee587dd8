#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ==== 10.7.0.2 (XFRM) B
#
# A protected packet is delivered once. Sent again, at once or from the far end of
# the window, it is dropped and counted, with 32-bit and 64-bit numbers.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


# replay_all: every frame of the capture once more, from B
replay_all()
{
	on "$B" "$python" "$lib_dir/esp.py" replay "$tmp/wire.1.pcap" wire
}

# replayed WHAT COUNTER: which one tells of packets behind the window
replayed()
{
	local count=20

	add_sa_pair transport 1 "$engine" "$A" "$A4" 0x1001 xfrm "$B" "$B4" 0x2001
	capture_snap=2000 capture_filter='ip proto 50'
	capture_start wire "$B" wire
	check "$1: pings" on "$B" ping -n -q -c $count -i 0.01 "$A4"
	capture_stop wire
	check_seen wire "$1: all are captured" 'ip proto 50' $count

	counters_save "$A"
	check "$1: all are sent again" replay_all
	busywait 5 moved_by rx_replay $count
	expect_only "$A" rx_replay=$count

	# far enough that the left edge of the window passes what was captured
	check "$1: more pings than the window has room for" \
		on "$B" ping -n -q -f -c 100 "$A4"
	counters_save "$A"
	check "$1: all are sent once more" replay_all
	busywait 5 moved_by "$2" $count
	expect_only "$A" "$2=$count"
	check "$1: new packets still pass" pings "$B" "$A4" 56
	flush_sas "$engine" "$A"
	flush_sas xfrm "$B"
}

moved_by()
{
	[ "$(counter_change "$A" "$1")" = "$2" ]
}

need tcpdump ping
ipv4_only=1
need_btns
need_xfrm
setup_pair
window=64
add_policy "$engine" "$A" "$A4" "$B4" transport 1
add_policy xfrm "$B" "$B4" "$A4" transport 1
replayed "32-bit numbers" rx_replay
esn=esn
# RFC 4303 A2.2: so far behind the window, the low half of a number is taken for
# one of the next 2^32, and the ICV tells that it is not
replayed "64-bit numbers" rx_icv
finish
