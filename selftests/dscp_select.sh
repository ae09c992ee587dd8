#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	lo 10.8.1.1 A (btns) 10.7.0.1 ==== 10.7.0.2 B (XFRM) 10.8.2.1 lo
#
# Of SAs with the same selectors a packet takes the newest one that is for its
# DSCP. One for whose DSCP there is none has no SA: it waits, it is dropped, it
# never leaves in the clear, and an SA for others does not let it go.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# add_out SPI [WORD...]: one more SA from A to B
add_out()
{
	new_key "$aead" "$bits"
	add_sa xfrm "$B" in "$A4" "$B4" "$1" "$mode" 1 "$key"
	add_sa btns "$A" out "$A4" "$B4" "$1" "$mode" 1 "$key" "${@:2}"
}

del_out()
{
	must btnsctl -n "$A" sa del dst "$B4" spi "$1"
	must ip -n "$B" xfrm state del src "$A4" dst "$B4" proto esp spi "$1"
}

# send DSCP...: a packet of each to $to
send()
{
	local dscp

	for dscp; do
		on "$A" ping -n -q -c 1 -W 1 -Q $((dscp << 2)) "$to" >/dev/null
	done
	true
}

# by SPI: how many packets went by it
by()
{
	btnsctl -n "$A" -j -s sa get dst "$B4" spi "$1" |
		grep -o '"seq-number-counter":[0-9]*' | cut -d: -f2
}

# takes WHAT SPI DSCP...: each of them goes by this SA
takes()
{
	local what=$1 spi=$2 before dscp

	shift 2
	before=$(by "$spi")
	send "$@"
	check_equal "$what" $(($(by "$spi") - before)) $#
	for dscp; do
		check "explain says so of $dscp" explained "$dscp" \
			"\"spi\":$((spi))"
	done
}

# explained DSCP PATTERN
explained()
{
	btnsctl -n "$A" -j explain out local "$from" remote "$to" proto icmp \
		icmp 8 dscp "$1" | grep -qE "$2"
}

# homeless WHAT DSCP COUNTER: there is no SA for it
homeless()
{
	counters_save "$A"
	capture_start wire "$A" wire
	send "$2"
	capture_stop wire
	expect_counter "$A" "$3" +1
	check_not_seen wire "$1: nothing leaves" ip
	check "explain says so" explained "$2" "\"counter\":\"$3\""
}

held()
{
	[ "$(counter_change "$A" tx_held)" -ge 1 ]
}

# A packet waits for an SA that is for it.
waiting()
{
	local waiter

	flush_sas btns "$A"
	flush_sas xfrm "$B"
	in_background "$A" btnsctl monitor
	waiter=$background
	counters_save "$A"
	capture_start wire "$A" wire
	send 0
	check "it is held" busywait 10 held
	add_out 0x2101 dscp-set 46
	add_out 0x2102 dscp-set 0-45
	check "the SA for it lets it go" busywait 10 has_sent 0x2102
	check_equal "the one before, for another, did not" "$(by 0x2101)" 0
	capture_stop wire
	check_not_seen wire "nothing leaves in the clear" \
		"ip and not ($filter_esp)"
	kill "$waiter"
}

has_sent()
{
	[ "$(by "$1")" -ge 1 ]
}

# An entry that lets packets pass while there is no SA: there is one.
opportunistic()
{
	flush_sas btns "$A"
	flush_sas xfrm "$B"
	must btnsctl -n "$A" conf set downgrade-hold 0
	policy "$A" local "$A4" remote "$B4" action protect reqid 1 \
		btns-ok opp-accept-clear
	in_background "$A" btnsctl monitor
	check "without an SA a packet passes in the clear" \
		busywait 10 pings "$A" "$B4" 100
	add_out 0x2201 dscp-set 46
	counters_save "$A"
	capture_start wire "$A" wire
	send 0
	capture_stop wire
	expect_counter "$A" tx_opp_clear +0
	check_not_seen wire "with one for another DSCP it does not" \
		"ip and not ($filter_esp)"
	check "explain says so" explained 0 '"verdict":"hold"'
}

# no_set WHAT PATTERN WORD...: refused
no_set()
{
	check_fails "refused: $1" on "$A" btnsctl sa add spi 0x3001 reqid 1 \
		src "$A4" dst "$B4" mode transport aead "$aead" \
		key file "$key" "${@:3}"
	cp "$tmp/output" "$tmp/said"
	check "it says why" grep -qE "$2" "$tmp/said"
}

ipv4_only=1
need tcpdump ping
need_btns
need_xfrm
setup_pair
setup_inner
fix_neighbours
new_key "$aead" "$bits"
no_set "an inbound SA" 'dir out' dir in dscp-set 1
no_set "a DSCP of 64" '0 to 63' dir out dscp-set 0,64
no_set "none at all" 'missing' dir out dscp-set

mode=transport from=$A4 to=$B4
policy "$A" local "$A4" remote "$B4" action protect reqid 1 mode transport
add_out 0x2001 dscp-set 46
homeless "the only SA is for another" 0 tx_no_sa
add_out 0x2002 dscp-set 0-45,47-62
takes "expedited traffic by its SA" 0x2001 46
takes "other traffic by the other" 0x2002 0 45 47 62
homeless "in neither set" 63 tx_no_sa
add_out 0x2003 dscp-set 40-63
takes "by the newest that is for it" 0x2003 46 63 40
takes "the older one keeps the rest" 0x2002 39
add_out 0x2004
takes "one without a set is for all" 0x2004 0 46 63
del_out 0x2004
takes "and gives them back" 0x2003 46
waiting

# in tunnel mode the inner header counts, whatever the outer one says
flush_policies btns "$A"
flush_sas btns "$A"
flush_sas xfrm "$B"
mode=tunnel from=$I14 to=$I24
policy "$A" local "$I14" remote "$I24" action protect reqid 1 mode tunnel \
	tunnel local "$A4" remote "$B4"
add_out 0x2301 dscp-set 46 dscp 0
add_out 0x2302 dscp-set 0-45 dscp 46
takes "tunnel: by the inner DSCP" 0x2301 46
takes "tunnel: and not by the outer one" 0x2302 0

flush_policies btns "$A"
mode=transport from=$A4 to=$B4
opportunistic
finish
