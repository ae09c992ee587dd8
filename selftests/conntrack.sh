#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ==== 10.7.0.2 (XFRM) B
#
# Connection tracking sees whole connections, whether it came before the SPD or
# after it: replies are established, no packet is invalid, and the packets of a
# connection that btns takes away are confirmed nevertheless.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


track()
{
	must on "$A" nft -f - <<'RULES'
table ip track {
	counter invalid { }
	counter established { }
	counter fresh { }
	chain input {
		type filter hook input priority 0
		meta l4proto esp accept
		ct state invalid counter name invalid
		ct state established counter name established
		ct state new counter name fresh
	}
	chain output {
		type filter hook output priority 0
		meta l4proto esp accept
		ct state invalid counter name invalid
	}
}
RULES
}

packets()
{
	on "$A" nft list counter ip track "$1" |
		sed -n 's/.*packets \([0-9]*\) .*/\1/p'
}

# tracked WHAT
tracked()
{
	check "$1: pings from A" pings "$A" "$B4" 56 4000
	check "$1: pings from B" pings "$B" "$A4" 56 4000
	check "$1: UDP and TCP from A" client "$A" "$B4" --udp 1,1500 --tcp 100000
	check "$1: UDP and TCP from B" client "$B" "$A4" --udp 1,1500 --tcp 100000
	check_equal "$1: no packet is invalid" "$(packets invalid)" 0
	check "$1: replies are established" test "$(packets established)" -gt 20
	# two pings, two datagrams of one flow, two connections
	check_equal "$1: what comes in anew is what B began" "$(packets fresh)" 5
}

need ping nft
ipv4_only=1
need_btns
need_xfrm
setup_pair
serve "$A" "$A4"
serve "$B" "$B4"

track
protect_transport 4
tracked "tracked before protected"

must on "$A" nft delete table ip track
flush_policies "$engine" "$A"
add_policy "$engine" "$A" "$A4" "$B4" transport 1
track
tracked "protected before tracked"
finish
