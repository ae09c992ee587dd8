#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	H1 10.7.1.2 -- A (btns) 10.7.0.1 ==== 10.7.0.2 (XFRM) B -- 10.7.2.2 H2
#	   fd07:1::2            fd07::1       fd07::2              fd07:2::2
#
# ESP takes room, and who sends learns how much is left: a local datagram that may
# not be fragmented gets EMSGSIZE, a forwarded one an ICMP error with an MTU that
# is exactly what fits, local TCP sends smaller segments and does not stall. The
# routing table is told nothing: the MTU of the path did not change.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


# local_case V: at the edge, ESP fills the wire up to its alignment
local_case()
{
	local size remote=B$1

	size=$(on "$A" "$python" "$lib_dir/traffic.py" largest "${!remote}" 9)
	capture_start wire "$A" wire
	check_errno "IPv$1: $size octets fit" 0 "$A" "${!remote}" 9 "$size" \
		--dont-fragment
	check_errno "IPv$1: one more does not: EMSGSIZE" 90 "$A" "${!remote}" 9 \
		$((size + 1)) --dont-fragment
	capture_stop wire
	# 1500 and the Ethernet header; padding is to 4 octets
	check_seen wire "IPv$1: the packet fills the wire" \
		"($filter_esp) and greater $((1500 + 14 - 3))" 1
	check "IPv$1: UDP of all sizes around it" client "$A" "${!remote}" \
		--udp $((size - 4))-$((size + 4))
	check "IPv$1: TCP does not stall" timeout $((20 * slow)) \
		ip netns exec "$A" "$python" "$lib_dir/traffic.py" client \
		"${!remote}" $port --tcp 1000000
	check_equal "IPv$1: the route's MTU stays" \
		"$(ip -n "$A" route get "${!remote}" | grep -c mtu)" 0
}

route_mtu()
{
	ip -n "$1" route get "$2" | sed -n 's/.* mtu \([0-9]*\).*/\1/p'
}

# forwarded_case V OVERHEAD: H1 must not fragment; what A tells it is exact
forwarded_case()
{
	local remote=H2$1 headers mtu

	case $1 in
	4) headers=28 ;;
	6) headers=48 ;;
	esac
	capture_start side "$A" side
	send_udp "$H1" "${!remote}" 9 $((1500 - headers)) --dont-fragment
	check "IPv$1: H1 is told" busywait 5 told "$1"
	mtu=$(route_mtu "$H1" "${!remote}")
	capture_stop side
	check_seen side "IPv$1: by one ICMP error" "$(too_big "$1")" 1
	check_equal "IPv$1: the MTU is what fits" "$mtu" \
		$(((1500 - $2 - 32) / 4 * 4 - 2))

	capture_start wire "$A" wire
	capture_start side "$A" side
	check_errno "IPv$1: $mtu octets are sent" 0 "$H1" "${!remote}" 9 \
		$((mtu - headers)) --dont-fragment
	check "IPv$1: and arrive" busywait 5 arrived_at "$H2" "$1"
	capture_stop wire
	capture_stop side
	check_seen wire "IPv$1: in one ESP packet that fills the wire" \
		"($filter_esp) and greater $((1500 + 14 - 3))" 1
	check_not_seen side "IPv$1: without another error" "$(too_big "$1")"
	check_errno "IPv$1: one octet more is not even sent" 90 "$H1" \
		"${!remote}" 9 $((mtu - headers + 1)) --dont-fragment
	check "IPv$1: forwarded TCP does not stall" timeout $((20 * slow)) \
		ip netns exec "$H1" "$python" "$lib_dir/traffic.py" client \
		"${!remote}" $port --tcp 1000000
}

told()
{
	local remote=H2$1

	[ -n "$(route_mtu "$H1" "${!remote}")" ]
}

too_big()
{
	case $1 in
	4) echo 'icmp[0] == 3 and icmp[1] == 4' ;;
	6) echo 'icmp6 and ip6[40] == 2' ;;
	esac
}

arrived_at()
{
	[ "$(on "$1" nft list counter inet seen "v$2" |
		sed -n 's/.*packets \([0-9]*\) .*/\1/p')" = 1 ]
}

need tcpdump nft
need_btns
need_xfrm
setup_chain
must on "$H2" nft -f - <<'RULES'
table inet seen {
	counter v4 { }
	counter v6 { }
	chain input {
		type filter hook input priority 0
		meta nfproto ipv4 udp dport 9 counter name v4 drop
		meta nfproto ipv6 udp dport 9 counter name v6 drop
	}
}
RULES
swallow "$B" "udp dport 9"
add_nd_bypass btns "$A"
# what a router says about a packet goes back to its sender in the clear
policy "$A" remote 10.7.1.0/24 proto icmp action bypass
policy "$A" remote fd07:1::/64 proto 58 action bypass
protect_transport 4
add_policy "$engine" "$A" "$A6" "$B6" transport 3
add_policy xfrm "$B" "$B6" "$A6" transport 3
add_sa_pair transport 3 "$engine" "$A" "$A6" 0x1003 xfrm "$B" "$B6" 0x2003
add_policy "$engine" "$A" 10.7.1.0/24 10.7.2.0/24 tunnel 4 "$A4" "$B4"
add_policy xfrm "$B" 10.7.2.0/24 10.7.1.0/24 tunnel 4 "$B4" "$A4"
add_sa_pair tunnel 4 "$engine" "$A" "$A4" 0x1004 xfrm "$B" "$B4" 0x2004
add_policy "$engine" "$A" fd07:1::/64 fd07:2::/64 tunnel 6 "$A6" "$B6"
add_policy xfrm "$B" fd07:2::/64 fd07:1::/64 tunnel 6 "$B6" "$A6"
add_sa_pair tunnel 6 "$engine" "$A" "$A6" 0x1006 xfrm "$B" "$B6" 0x2006
serve "$B" "$B4" "$B6"
local_case 4
local_case 6
rm "$tmp/ready.$B"
serve "$H2" "$H24" "$H26"
forwarded_case 4 20
forwarded_case 6 40
finish
