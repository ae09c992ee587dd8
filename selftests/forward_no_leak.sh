#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	H1 10.7.1.2 ---- A (btns) 10.7.0.1 ==== 10.7.0.2 (XFRM) B ---- 10.7.2.2 H2
#	   fd07:1::2              fd07::1       fd07::2               fd07:2::2
#
# What an entry protects or discards outwards is not let out in the clear by an
# earlier entry that speaks of what comes in.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

need tcpdump ping
need_btns
need_xfrm
setup_chain
policy "$A" dir in family inet proto icmp action bypass
policy "$A" dir in family inet6 proto 58 action bypass
add_nd_bypass btns "$A"
for v in 4 6; do
	net1=10.7.1.0/24 net2=10.7.2.0/24
	[ $v != 6 ] || net1=fd07:1::/64 net2=fd07:2::/64
	a=A$v b=B$v
	add_policy btns "$A" $net1 $net2 tunnel $v "${!a}" "${!b}"
	add_policy xfrm "$B" $net2 $net1 tunnel $v "${!b}" "${!a}"
done

capture_start wire "$A" wire
counters_save "$A"
check "IPv4, no SA: a ping has no answer" unanswered "$H1" $H24
check "IPv6, no SA: a ping has no answer" unanswered "$H1" $H26
check_equal "both want an SA" "$(counter_change "$A" tx_no_sa)" 2
capture_stop wire
check_not_seen wire "nothing leaves without an SA" "$filter_clear"

for v in 4 6; do
	a=A$v b=B$v
	add_sa_pair tunnel $v btns "$A" "${!a}" 0x100$v \
		xfrm "$B" "${!b}" 0x200$v
done
capture_start wire "$A" wire "$B" wire
counters_save "$A"
check "IPv4: H2 answers" pings "$H1" $H24 56 1000
check "IPv6: H2 answers" pings "$H1" $H26 56 1000
check_equal "all of it left protected" "$(counter_change "$A" tx_protected)" 4
check_equal "all of it came protected" "$(counter_change "$A" rx_protected)" 4
capture_stop wire
check_protected wire "pings through the gateway"

# the same entry for what comes in, before one that discards
must btnsctl -n "$A" config reset
policy "$A" dir in family inet proto icmp action bypass
policy "$A" dir in family inet6 proto 58 action bypass
add_nd_bypass btns "$A"
policy "$A" action discard
capture_start wire "$A" wire
counters_save "$A"
check "IPv4, discarded: no answer" unanswered "$H1" $H24
check "IPv6, discarded: no answer" unanswered "$H1" $H26
check_equal "both are discarded" "$(counter_change "$A" tx_policy)" 2
capture_stop wire
check_not_seen wire "nothing leaves that is discarded" "$filter_clear"
finish
