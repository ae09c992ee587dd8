#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	H1 10.7.1.2 ---- A (btns) 10.7.0.1 ==== 10.7.0.2 (XFRM) B ---- 10.7.2.2 H2
#	   fd07:1::2                fd07::1 ==== fd07::2                 fd07:2::2
#
# Two gateways, one of them XFRM, protect what the networks behind them say to
# each other, IPv4 and IPv6, and let nothing of it out in the clear.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_xfrm.sh
. "$(dirname "$0")/lib_xfrm.sh"

# gateway_case WHAT HOST2: traffic of the hosts, watched between the gateways
gateway_case()
{
	local what=$1 host1=$2 host2=$3

	capture_start wire "$A" wire "$B" wire
	check "$what: both hosts learn the path MTU" \
		client "$H1" "$host2" --learn 1452
	check "$what: pings of 56 and 4000 octets from H1" \
		pings "$H1" "$host2" 56 4000
	check "$what: pings of 56 and 4000 octets from H2" \
		pings "$H2" "$host1" 56 4000
	check "$what: UDP of $udp_sizes octets and back, TCP $megabytes MB each way" \
		client "$H1" "$host2" --udp $udp_sizes --tcp $((megabytes << 20))
	capture_stop wire
	check_protected wire "$what"
}

need tcpdump ping
need_btns
need_xfrm
setup_chain
add_nd_bypass "$engine" "$A"
add_policy "$engine" "$A" 10.7.1.0/24 10.7.2.0/24 tunnel 1 "$A4" "$B4"
add_policy xfrm "$B" 10.7.2.0/24 10.7.1.0/24 tunnel 1 "$B4" "$A4"
add_policy "$engine" "$A" fd07:1::/64 fd07:2::/64 tunnel 2 "$A6" "$B6"
add_policy xfrm "$B" fd07:2::/64 fd07:1::/64 tunnel 2 "$B6" "$A6"
if [ "$engine" = btns ]; then
	# what A itself tells H1 of the path MTU
	policy "$A" dir out remote 10.7.1.0/24 proto icmp icmp 3 \
		action bypass
	policy "$A" dir out remote fd07:1::/64 proto 58 icmp 2 \
		action bypass
fi
add_sa_pair tunnel 1 "$engine" "$A" "$A4" 4096 xfrm "$B" "$B4" 4097
aead=chacha20-poly1305 bits=256
add_sa_pair tunnel 2 "$engine" "$A" "$A6" 4098 xfrm "$B" "$B6" 4099
serve "$H2" "$H24" "$H26"

gateway_case "gateway, IPv4" "$H14" "$H24"
gateway_case "gateway, IPv6" "$H16" "$H26"
finish
