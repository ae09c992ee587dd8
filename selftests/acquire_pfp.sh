#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ==== 10.7.0.2 (btns) B
#
# An entry that is populated from the packet (RFC 4301 4.4.1, PFP) has an SA of
# its own asked for each value: packets to two ports wait apart, and the SA for
# the one lets go its packets alone. Without PFP they wait together.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# acquires [WORDS]: how many there are, with these words
acquires()
{
	btnsctl -n "$A" acquire list | grep -c " id .*${1:-}"
}

none_left()
{
	[ "$(acquires)" = 0 ]
}

# carried SPI: how many packets reached B by the SA
carried()
{
	btnsctl -n "$B" -j sa list dir in | "$python" -c '
import json, sys
for sa in json.load(sys.stdin):
    if sa["spi"] == int(sys.argv[1], 0):
        print(sa["sa-lifetime-current"]["packets"])' "$1"
}

some_by()
{
	[ "$(carried "$1")" -gt 0 ]
}

# entry [pfp FIELDS]: A's only entry that protects
entry()
{
	must btnsctl -n "$A" policy change index 1 local "$A4" remote "$B4" \
		proto udp action protect reqid 1 mode transport "$@"
}

# sa_for NS in|out PORT SPI KEY: its half of one from A to B, for UDP to one port
sa_for()
{
	local sel=(local "$A4" remote "$B4" proto udp rport "$3")

	[ "$2" = out ] || sel=(local "$B4" remote "$A4" proto udp lport "$3")
	add_sa btns "$1" "$2" "$A4" "$B4" "$4" transport 1 "$5" sel "${sel[@]}"
}

# send PORT...: a datagram to each, without delay: what waits has ten seconds
send()
{
	# shellcheck disable=SC2016 # the inner shell's
	on "$A" bash -c 'for port in "${@:2}"; do echo >"/dev/udp/$1/$port"; done' \
		- "$B4" "$@"
}

# shellcheck disable=SC2034 # of the library
ipv4_only=1
need_btns
setup_pair
fix_neighbours
must btnsctl -n "$A" policy add index 1 action discard
entry
add_policy btns "$B" "$B4" "$A4" transport 1
btnsctl -n "$A" monitor acquire >"$tmp/events" &
processes+=($!)
asked()
{
	send 5000
	[ -s "$tmp/events" ]
}
busywait 10 asked || bail_out "no event"
send 5001
check_equal "without pfp packets to two ports want one SA" "$(acquires)" 1

# what waits would ask anew under another entry
must btnsctl -n "$A" acquire fail hold-off 1 id \
	"$(sed -n '1s/.* id \([0-9]*\) .*/\1/p' "$tmp/events")"
check "a refusal is forgotten" busywait 5 none_left
entry pfp rport
new_key "$aead" "$bits"
key_5000=$key
new_key "$aead" "$bits"
key_5001=$key
sa_for "$B" in 5000 0x2002 "$key_5000"
sa_for "$B" in 5001 0x2001 "$key_5001"
counters_save "$A"
send 5000 5001
check_equal "with pfp rport they want two" "$(acquires)" 2
check_equal "and say what makes them two" "$(acquires 'pfp rport')" 2
check_equal "that were asked for once each" \
	"$(counter_change "$A" acquire_sent)" 2
send 5000 5001
sa_for "$A" out 5001 0x2001 "$key_5001"
check "the SA for one port lets go what waits for that port" \
	busywait 10 some_by 0x2001
check_equal "and nothing else" "$(acquires)" 1
check_equal "nobody is asked again" "$(counter_change "$A" acquire_sent)" 2
send 5000
sa_for "$A" out 5000 0x2002 "$key_5000"
check "the other one lets go the rest" busywait 10 some_by 0x2002
check "nothing waits any more" busywait 10 none_left
finish
