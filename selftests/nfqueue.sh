#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns, a user space queue) 10.7.0.1 ==== 10.7.0.2 (XFRM) B
#
# A program that holds packets in a netfilter queue and lets them go later does
# not change what becomes of them: not in OUTPUT, not in POSTROUTING in front of
# btns, and not behind it. Nothing gets out in the clear on the way.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


# queued WHAT HOOK PRIORITY: the queue stands there, on what is not yet ESP
queue_at()
{
	must on "$A" nft -f - <<RULES
table ip queued {
	chain queued {
		type filter hook $1 priority $2
		oifname "wire" meta l4proto != esp queue to 0
	}
}
RULES
}

queued()
{
	local before

	before=$(cat "$tmp/count" 2>/dev/null || echo 0)
	capture_start wire "$A" wire "$B" wire
	check "$1: pings" pings "$A" "$B4" 56 4000
	check "$1: UDP and TCP" client "$A" "$B4" --udp 1,1400,9000 --tcp 200000
	check "$1: pings of the peer" pings "$B" "$A4" 56 4000
	capture_stop wire
	check_protected wire "$1"
	check "$1: the packets were in the queue" \
		test "$(cat "$tmp/count")" -gt $((before + 20))
	must on "$A" nft delete table ip queued
}

need tcpdump ping nft
ipv4_only=1
need_btns
need_xfrm
modprobe -q nfnetlink_queue
setup_pair
serve "$B" "$B4"
in_background "$A" "$python" "$lib_dir/nfqueue.py" 0 "$tmp/queue" "$tmp/count"
busywait 10 test -e "$tmp/queue" ||
	bail_out "no queue: $(<"$tmp/background.log")"

# of two hooks with one priority the later one comes first: this is behind us
queue_at postrouting 2147483647
protect_transport 4
queued "POSTROUTING behind btns"
queue_at postrouting 300
queued "POSTROUTING in front of btns"
queue_at output 0
queued "OUTPUT"

# what was decided before the queue counts for nothing after it
queue_at postrouting 300
must btnsctl -n "$A" sa flush
capture_start wire "$A" wire
counters_save "$A"
check "without an SA nothing comes out of the queue" unanswered "$A" "$B4"
expect_only "$A" tx_no_sa=1
capture_stop wire
check_not_seen wire "and nothing is on the wire" ip
finish
