#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	H1 10.7.1.2 -- A (btns) 10.7.0.1 ==== 10.7.0.2 (XFRM) B -- 10.7.2.2 H2
#	fd07:1::2                                              fd07:2::2
#
# DF of outer headers is what the SA says, and what does not fit follows from it:
# copied, packets without DF leave as ESP in fragments; set, they are fragmented
# before, and no ESP is; clear, ESP is, whatever the inner packet says. Who is not
# to be fragmented hears of it, unless DF is cleared.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

esp='ip proto 50'
with_df="$esp and ip[6] & 0x40 != 0"
without_df="$esp and ip[6] & 0x40 == 0"
fragment="$esp and ip[6:2] & 0x3fff != 0"
whole="$esp and ip[6:2] & 0x3fff == 0"

# tunnel WORD...: fresh SAs, A's outbound one with these words
tunnel()
{
	flush_sas btns "$A"
	flush_sas xfrm "$B"
	new_key "$aead" "$bits"
	add_sa xfrm "$B" in "$A4" "$B4" 0x2001 tunnel 1 "$key"
	add_sa btns "$A" out "$A4" "$B4" 0x2001 tunnel 1 "$key" "$@"
	new_key "$aead" "$bits"
	add_sa btns "$A" in "$B4" "$A4" 0x1001 tunnel 1 "$key"
	add_sa xfrm "$B" out "$B4" "$A4" 0x1001 tunnel 1 "$key"
}

# sent SIZE do|dont: a ping from H1 to H2, seen on the wire and at H1; the status
# says whether it was answered
sent()
{
	local status

	# what it was told before
	must ip -n "$H1" route flush cache
	capture_start wire "$A" wire
	capture_start side "$A" side
	on "$H1" ping -n -q -c 1 -W $((2 * slow)) -s "$1" -M "$2" "$H24"
	status=$?
	capture_stop wire
	capture_stop side
	return "$status"
}

told='icmp[0] == 3 and icmp[1] == 4'

# what a packet that fits gets, by its own DF: FILTER FILTER
fitting()
{
	check "$1: one with DF is answered" sent 100 'do'
	check_seen wire "$1: outside $2" "${!2}" 1
	check "$1: one without is answered" sent 100 dont
	check_seen wire "$1: outside $3" "${!3}" 1
}

# long_answered WHAT do|dont
long_answered()
{
	check "$1: a long one, $2 fragment it not, is answered" sent 1472 "$2"
	check_not_seen side "$1: nobody is told of a limit" "$told"
}

long_refused()
{
	check_fails "$1: a long one with DF is not answered" sent 1472 'do'
	check_seen side "$1: its sender is told" "$told" 1
	check_not_seen wire "$1: nothing leaves" "$esp"
}

in_esp_fragments()
{
	check_seen wire "$1: in fragments of ESP" "$fragment"
	check_not_seen wire "$1: none of them has DF" "$with_df"
	check_not_seen wire "$1: none is whole" "$whole"
}

# A's own: TCP whose segments do not fit yet
own_tcp()
{
	capture_start wire "$A" wire
	check "$1: TCP of this host does not stall" timeout $((20 * slow)) \
		ip netns exec "$A" "$python" "$lib_dir/traffic.py" client \
		"$I24" $port --tcp 300000
	capture_stop wire
}

need tcpdump ping nft
need_btns
need_xfrm
setup_chain
setup_inner
fix_neighbours
add_nd_bypass btns "$A"
# what A says of a packet goes back to its sender in the clear
policy "$A" remote 10.7.1.0/24 proto icmp action bypass
policy "$A" remote fd07:1::/64 proto 58 action bypass
add_policy btns "$A" 10.7.1.0/24 10.7.2.0/24 tunnel 1 "$A4" "$B4"
add_policy xfrm "$B" 10.7.2.0/24 10.7.1.0/24 tunnel 1 "$B4" "$A4"
add_policy btns "$A" "$I14" "$I24" tunnel 1 "$A4" "$B4"
add_policy xfrm "$B" "$I24" "$I14" tunnel 1 "$B4" "$A4"
add_policy btns "$A" fd07:1::/64 fd07:2::/64 tunnel 1 "$A4" "$B4"
add_policy xfrm "$B" fd07:2::/64 fd07:1::/64 tunnel 1 "$B4" "$A4"
serve "$B" "$I24"

tunnel
fitting copy with_df without_df
long_refused copy
long_answered copy dont
in_esp_fragments copy

tunnel df set
fitting set with_df with_df
long_refused set
long_answered set dont
check_not_seen wire "set: no ESP is fragmented" "$fragment"
check_seen wire "set: there are two of it, with DF" "$with_df" 2
check_not_seen wire "set: and none without" "$without_df"
own_tcp set
check_seen wire "set: all its ESP has DF" "$with_df"
check_not_seen wire "set: none has not" "$without_df"
# an SA that asks for ports takes no fragments that do not show them
tunnel df set sel local 10.7.1.0/24 remote 10.7.2.0/24 proto icmp icmp 8
long_answered "set, by type" dont
in_esp_fragments "set, by type"

tunnel df clear
fitting clear without_df without_df
long_answered clear dont
in_esp_fragments clear
long_answered clear 'do'
in_esp_fragments clear
own_tcp clear
check_not_seen wire "clear: no ESP has DF" "$with_df"

# RFC 4301 8.2.1, case 3: of IPv6 inside the sender is always told
must ip -n "$H1" -6 route flush cache
capture_start wire "$A" wire
capture_start side "$A" side
check_fails "clear: a long IPv6 packet is not answered" on "$H1" \
	ping -n -q -c 1 -W 1 -s 1452 -M 'do' "$H26"
capture_stop wire
capture_stop side
check_seen side "clear: its sender is told" 'icmp6 and ip6[40] == 2' 1
check_not_seen wire "clear: nothing leaves" "$esp"
check "clear: a short one is answered" pings "$H1" "$H26" 100
finish
