#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ==== 10.7.0.2 B (XFRM)
#	         fd07::1       fd07::2
#	                       10.7.0.9, fd07::9 somebody
#
# Somebody tells A that its ESP is too big. That counts only if he quotes what A
# sent of late, not below the floor, not for ever, and only for the SA.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# sa_member V NAME: a number in the JSON of A's outbound SA, nothing if it is not
# there
sa_member()
{
	local b=B$1

	btnsctl -n "$A" -j sa get dst "${!b}" spi "0x200$1" |
		sed -n "s/.*\"$2\": *\([0-9]*\).*/\1/p"
}

# forge V KIND MTU NUMBER [FROM SPI]: KIND is too_big or unreachable
forge()
{
	local v=$1 a=A$1 b=B$1 m=M$1 from=${5:-} spi=${6:-0x200$1}
	local type=3 code=4

	[ "$v$2" != 4unreachable ] || code=1
	[ "$v$2" != 6too_big ] || { type=2 code=0; }
	[ "$v$2" != 6unreachable ] || { type=1 code=0; }
	must icmp "$B" send "${!m}" "${!a}" $type $code "$3" \
		"$(icmp "$B" quote "${from:-${!a}}" "${!b}" --esp "$spi" "$4")"
}

# forged WHAT COUNTER MTU V ARGUMENT...: of forge; the path MTU is MTU then
forged()
{
	local what=$1 counter=$2 mtu=$3 v=$4

	shift 3
	counters_save "$A"
	forge "$@"
	expect_moves "$A" ${counter:+"$counter=1"}
	check_equal "IPv$v: $what" "$(sa_member "$v" path-mtu)" "$mtu"
}

forgotten()
{
	[ -z "$(sa_member "$1" path-mtu)" ]
}

largest()
{
	local b=B$1

	on "$A" "$python" "$lib_dir/traffic.py" largest "${!b}" 9
}

# case_of V LOW FLOOR
case_of()
{
	local v=$1 low=$2 floor=$3 b=B$1 m=M$1 before seq
	local ignored=rx_icmp_ignored accepted=rx_icmp_accepted

	check "IPv$v: A and B talk" pings "$A" "${!b}" 56 1000
	before=$(largest "$v")
	seq=$(sa_member "$v" seq-number-counter)

	forged "a number not sent yet" $ignored '' "$v" too_big 1300 \
		$((seq + 1))
	forged "a number out of the blue" $ignored '' "$v" too_big 1300 \
		0x12345678
	forged "number zero" $ignored '' "$v" too_big 1300 0
	forged "another SPI is not ours" '' '' "$v" too_big 1300 "$seq" '' \
		0x2fff
	forged "another source is not ours" '' '' "$v" too_big 1300 "$seq" \
		"${!m}"
	forged "no size at all" $ignored '' "$v" too_big 0 "$seq"
	forged "another error" $ignored '' "$v" unreachable 0 "$seq"
	must btnsctl -n "$A" conf set icmp-unprotected none
	forged "a class that is switched off" $ignored '' "$v" too_big 1300 \
		"$seq"
	must btnsctl -n "$A" conf reset
	check_equal "IPv$v: what fits is what fitted" "$(largest "$v")" "$before"

	forged "the last number sent" $accepted 1300 "$v" too_big 1300 "$seq"
	forged "a larger size is no news" $ignored 1300 "$v" too_big 1400 1
	forged "an older number" $accepted 1290 "$v" too_big 1290 1
	check "IPv$v: less fits now" test "$(largest "$v")" -lt 1290
	check_equal "IPv$v: the route is told nothing" \
		"$(ip -n "$A" route get "${!b}" | grep -c mtu)" 0

	capture_start wire "$A" wire
	check "IPv$v: larger datagrams arrive all the same" \
		pings "$A" "${!b}" 1250 3000
	capture_stop wire
	check_seen wire "IPv$v: in packets that fit" "$filter_esp"
	check_not_seen wire "IPv$v: and in no others" \
		"greater $((1290 + 14 + 1))"

	forged "less than the floor" $accepted "$floor" "$v" too_big "$low" \
		"$seq"
	must btnsctl -n "$A" conf set pmtu-age $((10 * slow))
	forged "the clock starts anew" $accepted "$floor" "$v" too_big "$low" \
		"$seq"
	check "IPv$v: it is forgotten" busywait 30 forgotten "$v"
	check_equal "IPv$v: what fits is what fitted" "$(largest "$v")" "$before"
	must btnsctl -n "$A" conf reset
}

need tcpdump ping
need_btns
need_xfrm
setup_pair
M4=10.7.0.9 M6=fd07::9
setup_address "$B" wire $M4/24 $M6/64
swallow "$B" "udp dport 9"
policy "$A" dir in proto icmp icmp 3 action bypass
policy "$A" dir in proto 58 icmp 1-2 action bypass
add_nd_bypass btns "$A"
for v in 4 6; do
	a=A$v b=B$v
	add_policy btns "$A" "${!a}" "${!b}" transport $v
	add_policy xfrm "$B" "${!b}" "${!a}" transport $v
	add_sa_pair transport $v btns "$A" "${!a}" 0x100$v \
		xfrm "$B" "${!b}" 0x200$v
done
case_of 4 68 576
case_of 6 1000 1280
finish
