#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1, fd07::1 ==== 10.7.0.2, fd07::2 (XFRM) B
#
# A datagram that protection would make longer than an IP packet can be is
# refused, and its sender is told; one that still fits works.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


# unanswered_of_size ADDRESS SIZE
unanswered_of_size()
{
	! on "$A" ping -n -q -c 1 -W 1 -p "$marker_hex" -s "$2" "$1"
}

# oversize WHAT ADDRESS UDP_LARGEST
oversize()
{
	capture_start wire "$A" wire
	counters_save "$A"
	check_errno "$1: the largest UDP datagram is too long" 90 \
		"$A" "$2" 7000 "$3"
	expect_counter "$A" tx_too_big +1
	counters_save "$A"
	check "$1: the largest ping goes nowhere" unanswered_of_size "$2" 65507
	expect_counter "$A" tx_too_big +1
	capture_stop wire
	check_not_seen wire "$1: nothing leaves" "$filter_esp or $filter_clear"

	capture_start wire "$A" wire
	check "$1: what fits comes back" client "$A" "$2" --udp 60000
	check "$1: so does a ping of that size" pings "$A" "$2" 60000
	capture_stop wire
	check_protected wire "$1"
}

need tcpdump ping
need_btns
need_xfrm
setup_pair
fix_neighbours
serve "$B" "$B4" "$B6"
protect_transport 4
oversize IPv4 "$B4" 65507
flush_policies btns "$A"
flush_policies xfrm "$B"
flush_sas btns "$A"
flush_sas xfrm "$B"
protect_transport 6
oversize IPv6 "$B6" 65527
finish
