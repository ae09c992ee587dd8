#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ==== 10.7.0.2 (XFRM) B
#
# A bypass entry lets through in the clear what it names and nothing else: here
# UDP to one port, in front of an entry that protects all the rest.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


need tcpdump ping
ipv4_only=1
need_btns
need_xfrm
setup_pair
policy "$A" local "$A4" remote "$B4" proto udp rport $port action bypass
protect_transport 4
# B must let the clear port pass, too
must ip -n "$B" xfrm policy add src "$B4" dst "$A4" proto udp sport $port \
	dir out priority 1
must ip -n "$B" xfrm policy add src "$A4" dst "$B4" proto udp dport $port \
	dir in priority 1
must ip -n "$B" xfrm policy update src "$B4" dst "$A4" dir out priority 2 \
	tmpl proto esp reqid 1 mode transport
must ip -n "$B" xfrm policy update src "$A4" dst "$B4" dir in priority 2 \
	tmpl proto esp reqid 1 mode transport
serve "$B" "$B4"

capture_start wire "$A" wire "$B" wire
counters_save "$A"
check "UDP to the port passes" client "$A" "$B4" --udp 100-109
expect_only "$A" tx_bypass=10 rx_bypass=10
counters_save "$A"
check "ping passes" pings "$A" "$B4" 56
expect_only "$A" tx_protected=1 rx_protected=1
check "TCP to the same port passes" client "$A" "$B4" --tcp 10000
check_equal "and is not bypassed" "$(counter_change "$A" tx_bypass)" 0
capture_stop wire
check_seen wire "the port is in the clear" "udp port $port" 20
check_equal "nothing else is" \
	"$(capture_count wire "$filter_clear and not udp port $port")" 0
finish
