#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ---- 10.7.0.2 B
#
# The first entry that matches decides, whatever its index and however narrow
# the ones behind it are; an entry put in front of others takes effect at once.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


passes()
{
	check "$1" pings "$A" "$B4" 56
}

is_lost()
{
	counters_save "$A"
	check "$1" unanswered "$A" "$B4"
	expect_counter "$A" tx_policy +1
}

need ping
ipv4_only=1
need_btns
setup_pair

policy "$A" index 7 local any remote 10.7.0.0/24 action discard
policy "$A" index 3 local any remote "$B4" action bypass
is_lost "a wide discard wins over a narrow bypass of lower index behind it"

policy "$A" index 9 before 7 local any remote "$B4" proto icmp action bypass
passes "a bypass put in front wins"

policy "$A" index 1 before 9 local any remote "$B4" proto udp action discard
passes "an entry for another protocol does not matter"

policy "$A" index 2 before 9 dir in local any remote "$B4" action discard
counters_save "$A"
check "an entry for one direction stops that one" unanswered "$A" "$B4"
expect_only "$A" tx_bypass=1 rx_policy=1

must btnsctl -n "$A" policy del index 2
passes "when it is gone the next one decides"
must btnsctl -n "$A" policy del index 9
is_lost "and the next"
must btnsctl -n "$A" policy del index 7
passes "and the last"
must btnsctl -n "$A" policy del index 3
is_lost "and then nothing is left but discard"
finish
