#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	H1 10.7.1.2, fd07:1::2 ---- A (btns, masquerading) ==== (btns) B
#	                             10.7.0.1, fd07::1   10.7.0.2, fd07::2
#
# The SPD sees a packet as the peer will see it: source NAT comes first. An entry
# for the address that a host had before speaks of nothing any more.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


need tcpdump ping nft
need_btns
setup_pair
setup_ns H1
# shellcheck disable=SC2153 # set by setup_ns
setup_link "$H1" side "$A" side
setup_address "$H1" side 10.7.1.2/24 fd07:1::2/64
setup_address "$A" side 10.7.1.1/24 fd07:1::1/64
setup_router "$A"
must ip -n "$H1" route add default via 10.7.1.1
must ip -n "$H1" -6 route add default via fd07:1::1
must on "$A" nft -f - <<'RULES'
table inet nat {
	chain postrouting {
		type nat hook postrouting priority srcnat
		oifname "wire" masquerade
	}
}
RULES
serve "$B" "$B4" "$B6"
for ns in "$A" "$B"; do
	add_nd_bypass btns "$ns"
done

# the addresses of H1 as they were: nothing may match them outwards
policy "$A" local 10.7.1.0/24 remote "$B4" action bypass
policy "$A" local fd07:1::/64 remote "$B6" action bypass
# A itself may tell H1 what is wrong with its packets
policy "$A" dir out remote 10.7.1.2 proto icmp action bypass
policy "$A" dir out remote fd07:1::2 proto 58 action bypass
capture_start wire "$A" wire
counters_save "$A"
check "an entry for the old source does not let it out" unanswered "$H1" "$B4"
check "nor over IPv6" unanswered "$H1" "$B6"
check_equal "both are discarded" "$(counter_change "$A" tx_policy)" 2
capture_stop wire
check_not_seen wire "nothing leaves" "$filter_clear"

add_policy btns "$A" "$A4" "$B4" transport 1
add_policy btns "$B" "$B4" "$A4" transport 1
add_policy btns "$A" "$A6" "$B6" transport 3
add_policy btns "$B" "$B6" "$A6" transport 3
add_sa_pair transport 1 btns "$A" "$A4" 0x1001 btns "$B" "$B4" 0x2001
add_sa_pair transport 3 btns "$A" "$A6" 0x1003 btns "$B" "$B6" 0x2003
capture_start wire "$A" wire "$B" wire
check "masqueraded, H1 reaches B" pings "$H1" "$B4" 56 1000
check "masqueraded, H1 reaches B over IPv6" pings "$H1" "$B6" 56 1000
for address in "$B4" "$B6"; do
	check "H1 learns what fits, $address" \
		client "$H1" "$address" --learn 1452
	check "masqueraded UDP and TCP, $address" client "$H1" "$address" \
		--udp 1,1400,4000 --tcp 200000
done
capture_stop wire
check_protected wire "masqueraded"
finish
