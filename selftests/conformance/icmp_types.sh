#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A27 D49
#
#	A 10.7.0.1 ---- 10.7.0.2 B
#
# ICMP errors in the clear, which anybody may have made up: those for the host's
# sockets, and those about its ESP.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# message TYPE CODE: from B to A, about a datagram that A might have sent
message()
{
	probe "$B" icmp --from "$B4" --to "$A4" "$1" "$2" 0 \
		"$(probe "$B" quote --from "$A4" --to "$B4")"
}

taken()
{
	arrives a "^icmp $1/$2 " message "$1" "$2"
}

ignored()
{
	vanishes a "^icmp $1/$2 " message "$1" "$2"
}

# largest: what A can send to B without fragments
largest()
{
	on "$A" "$python" "$lib_dir/traffic.py" largest "$B4" 9
}

# number: the last one that A sent by its SA
number()
{
	case $engine in
	btns)
		btnsctl -n "$A" -j -s sa get dst "$B4" spi 0x2001 |
			grep -o '"seq-number-counter":[0-9]*' | cut -d: -f2
		;;
	xfrm)
		ip -n "$A" -s xfrm state get dst "$B4" proto esp spi 0x2001 |
			sed -n 's/.*oseq 0x\([0-9a-f]*\).*/0x\1/p' | head -n 1
		;;
	esac
}

# too_big MTU: some router says so of a packet that A sent
too_big()
{
	say "$A" "$B4" 9 100
	probe "$B" icmp --from 10.7.0.99 --to "$A4" 3 4 "$1" \
		"$(probe "$B" quote --from "$A4" --to "$B4" --esp \
			--spi 0x2001 --seq "$(number)")"
	settle a
}

believed()
{
	too_big "$1"
	[ "$(largest)" -lt "$1" ]
}

disbelieved()
{
	local before

	before=$(largest)
	too_big "$1"
	equal "$(largest)" "$before" && [ "$before" -gt "$1" ]
}

# believe yes|no: what routers say of the size of ESP packets
believe()
{
	case $engine/$1 in
	btns/no) must btnsctl -n "$A" conf set icmp-unprotected none ;;
	btns/yes) must btnsctl -n "$A" conf reset ;;
	xfrm/no) must on "$A" sysctl -qw net.ipv4.ip_no_pmtu_disc=2 ;;
	xfrm/yes) must on "$A" sysctl -qw net.ipv4.ip_no_pmtu_disc=0 ;;
	esac
}

ipv4_only=1
begin
setup_pair
fix_neighbours
listen "$A" a icmp
strict "$A"

row D49
entry "$A" local "$A4" remote "$B4" proto icmp icmp 3/1 action bypass
fact "an entry lets in errors of a type and code" taken 3 1
fact "not of another code" ignored 3 2
fact "nor of another type" ignored 11 1
entry "$A" local "$A4" remote "$B4" proto icmp icmp 11/0 action bypass
fact "unless an entry is for that" taken 11 0

row A27
entry "$A" first yes local "$A4" remote "$B4" proto icmp icmp 12/0 \
	action discard
entry "$A" local "$A4" remote "$B4" proto icmp action bypass
fact "errors of one type can be ignored" ignored 12 0
fact "and all others accepted" taken 3 3
forget "$A"
flush_sas xfrm "$B"
add_policy "$engine" "$A" "$A4" "$B4" transport 1
sas_v4 transport 1 0x1001
open_rest "$A"
believe no
fact "an error about the size of ESP packets can be ignored" disbelieved 900
believe yes
fact "or believed" believed 900

end_rows
