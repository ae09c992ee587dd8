#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A42
#
#	A 10.7.0.1 ==== 10.7.0.2, 10.7.0.3, 10.7.0.4 B ---- 10.9.0.0/16, 10.10.0.0/16
#
# Which gateways networks are behind. Nobody ever answers for 10.7.0.2.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

first=10.7.0.2 second=10.7.0.3 other=10.7.0.4

# gateways RANGE WIDER ADDRESS...: RANGE is behind these, the first is preferred.
# A template of XFRM has one remote, and a selector one policy, so the nearest is
# a policy of less priority for a wider range.
gateways()
{
	local network=$1 range=$1 wider=$2 words=() priority=10 address

	shift 2
	for address; do
		words+=(tunnel local "$A4" remote "$address")
		[ "$engine" = btns ] || must ip -n "$A" xfrm policy add \
			src 0.0.0.0/0 dst "$range" dir out priority $priority \
			tmpl src "$A4" dst "$address" proto esp reqid 1 \
			mode tunnel
		range=$wider priority=$((priority + 10))
	done
	[ "$engine" = xfrm ] || policy "$A" remote "$network" action protect \
		reqid 1 mode tunnel "${words[@]}"
}

listen_to_events()
{
	case $engine in
	btns) in_background "$A" btnsctl monitor acquire ;;
	xfrm) in_background "$A" ip xfrm monitor acquire ;;
	esac
	busywait 5 process_sleeps "$background"
}

# asked_for ADDRESS: the gateways that were, in order
asked_for()
{
	case $engine in
	btns) sed -n "s/.* tunnel local $A4 remote \([^ ]*\) .* remote $1 .*/\1/p" ;;
	xfrm) awk -v "to=$1/32" '
		$1 == "sel" { is_it = $5 == to }
		$1 == "tmpl" && is_it { print $5 }' ;;
	esac <"$tmp/background.log"
}

# asked GATEWAY ADDRESS: is it, for a packet to this address?
asked()
{
	say "$A" "$2" 9 100
	asked_for "$2" | grep -qxF "$1"
}

# towards GATEWAY: does what A says to the first network leave there?
towards()
{
	watch_wire say "$A" 10.9.1.1 9 100 && wire_has "ip proto 50 and dst $1"
}

ipv4_only=1
begin
setup_pair
setup_address "$B" wire $second/24 $other/24
fix_neighbours
must ip -n "$A" route add 10.9.0.0/16 via "$B4"
must ip -n "$A" route add 10.10.0.0/16 via "$B4"
# as short as it goes, and as btns' own time for a gateway that is not the last
must on "$A" sysctl -qw net.core.xfrm_acq_expires=1

row A42
gateways 10.9.0.0/16 10.8.0.0/15 $first $second
gateways 10.10.0.0/16 '' $other
listen_to_events
fact "for one network its gateway is asked" soon asked $other 10.10.1.1
fact "for another one its own" soon asked $first 10.9.1.1
fact "of two that is the first one" \
	equal "$(asked_for 10.9.1.1 | head -n 1)" $first
fact "when that is dead the second one is asked" \
	busywait 20 asked $second 10.9.1.1
new_key "$aead" "$bits"
add_sa "$engine" "$A" out "$A4" $second 0x3001 tunnel 1 "$key"
fact "and gets the packets" towards $second
new_key "$aead" "$bits"
add_sa "$engine" "$A" out "$A4" $first 0x3002 tunnel 1 "$key"
fact "until the first one is there" towards $first

end_rows
