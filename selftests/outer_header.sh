#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	lo 10.8.1.1, fd08:1::1 A (btns) ==== B (XFRM) 10.8.2.1, fd08:2::1 lo
#
# The DSCP of an outer header is what its SA makes of the inner one: a copy, one
# value for all, or a map. Inside it stays, and the congestion mark is copied
# whatever the DSCP. What an SA cannot have is refused.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# no_sa WHAT PATTERN WORD...: such an SA is refused, with a reason
no_sa()
{
	local what=$1 pattern=$2

	shift 2
	check_fails "refused: $what" on "$A" btnsctl sa add spi 0x3001 reqid 1 \
		aead "$aead" key file "$key" "$@"
	cp "$tmp/output" "$tmp/said"
	check "it says why" grep -qE "$pattern" "$tmp/said"
	check_fails "and there is none" btnsctl -n "$A" sa get dst "$B4" \
		spi 0x3001
}

refusals()
{
	local out=(dir out src "$A4" dst "$B4")

	new_key "$aead" "$bits"
	no_sa "DSCP in transport mode" 'mode tunnel' "${out[@]}" \
		mode transport dscp 0
	no_sa "DSCP of an inbound SA" 'dir out' dir in src "$A4" dst "$B4" \
		mode tunnel dscp 0
	no_sa "a DSCP of 64" '0 to 63' "${out[@]}" mode tunnel dscp 64
	no_sa "a map to 64" '0 to 63' "${out[@]}" mode tunnel dscp 0=64
	no_sa "DF in transport mode" 'mode tunnel' "${out[@]}" mode transport \
		df clear
	no_sa "DF over IPv6" 'IPv4' dir out src "$A6" dst "$B6" mode tunnel \
		df set
	no_sa "numbers that begin anew" 'IV of the sequence number' \
		"${out[@]}" mode tunnel seq-overflow on
}

# sender WORD...: A's only SA for both tunnels, over IPv4 and over IPv6
sender()
{
	flush_sas btns "$A"
	flush_sas xfrm "$B"
	new_key "$aead" "$bits"
	add_sa btns "$A" out "$A4" "$B4" 0x2001 tunnel 1 "$key" "$@"
	add_sa xfrm "$B" in "$A4" "$B4" 0x2001 tunnel 1 "$key"
	new_key "$aead" "$bits"
	add_sa btns "$A" out "$A6" "$B6" 0x2002 tunnel 2 "$key" "$@"
	add_sa xfrm "$B" in "$A6" "$B6" 0x2002 tunnel 2 "$key"
}

one_ping()
{
	on "$A" ping -n -q -c 1 -W 1 "$@"
	true
}

# is_outside WHAT TOS WANTED: the outer header of a packet with it has that one,
# over either version, and the inner one keeps its own
is_outside()
{
	local seen=$(($2))

	must on "$B" nft reset counters
	capture_start wire "$A" wire
	one_ping -Q "$seen" "$I24"
	one_ping -Q "$seen" "$I26"
	capture_stop wire
	check_seen wire "$1: IPv4 has $3 outside" \
		"ip proto 50 and ip[1] == $3" 1
	check_seen wire "$1: IPv6 has $3 outside" \
		"ip6 proto 50 and (ip6[0:2] & 0x0ff0) >> 4 == $3" 1
	check_equal "$1: both have $2 inside" "$(inside $((seen >> 2)))" 2
}

# inside DSCP: how many echo requests with it B has seen since the last reset
inside()
{
	on "$B" nft list counters | awk -v name="class$1" '
		/counter/ { is_it = $2 == name }
		/packets/ && is_it { n += $2 }
		END { print n + 0 }'
}

# count_inside DSCP...
count_inside()
{
	local dscp counters='' rules=''

	for dscp; do
		counters+="counter class$dscp { }
"
		rules+="ip protocol icmp ip dscp $dscp counter name class$dscp
			icmpv6 type echo-request ip6 dscp $dscp counter name class$dscp
"
	done
	must on "$B" nft -f - <<RULES
table inet seen {
	$counters
	chain input {
		type filter hook input priority 0
		$rules
	}
}
RULES
}

need tcpdump ping nft
need_btns
need_xfrm
setup_pair
setup_inner
fix_neighbours
add_nd_bypass btns "$A"
refusals
add_policy btns "$A" "$I14" "$I24" tunnel 1 "$A4" "$B4"
add_policy btns "$A" "$I16" "$I26" tunnel 2 "$A6" "$B6"
add_policy xfrm "$B" "$I24" "$I14" tunnel 1 "$B4" "$A4"
add_policy xfrm "$B" "$I26" "$I16" tunnel 2 "$B6" "$A6"
count_inside 0 10 46 63

sender
is_outside "copied" 0xb8 184
is_outside "copied, with a mark" 0x2a 42

sender dscp 0
is_outside "none outside" 0xb8 0
is_outside "none outside, with a mark" 0xba 2

sender dscp 63
is_outside "one for all" 0x28 252

sender dscp 0-63=0,46=10
is_outside "mapped" 0xb8 40
is_outside "mapped, with a mark" 0xbb 43
is_outside "another one mapped" 0xfd 1
finish
