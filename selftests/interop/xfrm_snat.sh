#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	H1 10.7.1.2 ---- A (btns, masquerading) 10.7.0.1 ==== 10.7.0.2 (XFRM) B
#
# Source NAT comes before the SPD: a host behind A, which the SPD says nothing
# of, talks to B through the transport mode SA of the address it is hidden
# behind; so do A's own packets.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_xfrm.sh
. "$(dirname "$0")/lib_xfrm.sh"

need tcpdump ping nft
need_btns
need_xfrm
setup_pair
setup_ns H1
# shellcheck disable=SC2153 # set by setup_ns
setup_link "$H1" side "$A" side
setup_address "$H1" side 10.7.1.2/24
setup_address "$A" side 10.7.1.1/24
setup_router "$A"
must ip -n "$H1" route add default via 10.7.1.1
must on "$A" nft -f - <<'RULES'
table ip nat {
	chain postrouting {
		type nat hook postrouting priority srcnat
		oifname "wire" masquerade
	}
}
RULES
add_policy "$engine" "$A" "$A4" "$B4" transport 1
add_policy xfrm "$B" "$B4" "$A4" transport 1
# A itself may tell H1 what is wrong with its packets
[ "$engine" != btns ] || policy "$A" dir out remote 10.7.1.2 proto icmp \
	action bypass
add_sa_pair transport 1 "$engine" "$A" "$A4" 4096 xfrm "$B" "$B4" 4097
serve "$B" "$B4"

capture_start wire "$A" wire "$B" wire
check "H1 learns the path MTU" \
	client "$H1" "$B4" --learn 1472
check "masqueraded pings of 56 and 4000 octets" pings "$H1" "$B4" 56 4000
check "masqueraded UDP of $udp_sizes octets and back, TCP $megabytes MB each way" \
	client "$H1" "$B4" --udp $udp_sizes --tcp $((megabytes << 20))
check "pings of 56 and 4000 octets of A itself" pings "$A" "$B4" 56 4000
capture_stop wire
check_protected wire "masqueraded"
finish
