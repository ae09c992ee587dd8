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

# arrived COUNT: so many packets reached B by an SA since counters_save
arrived()
{
	[ "$(counter_change "$B" rx_protected)" = "$1" ]
}

# entry [pfp FIELDS]: A's only entry that protects
entry()
{
	must btnsctl -n "$A" policy change index 1 local "$A4" remote "$B4" \
		proto udp action protect reqid 1 mode transport "$@"
}

# sa_for PORT SPI: from A to B, for UDP to one port there
sa_for()
{
	new_key "$aead" "$bits"
	add_sa btns "$B" in "$A4" "$B4" "$2" transport 1 "$key" \
		sel local "$B4" remote "$A4" proto udp lport "$1"
	add_sa btns "$A" out "$A4" "$B4" "$2" transport 1 "$key" \
		sel local "$A4" remote "$B4" proto udp rport "$1"
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
	send_udp "$A" "$B4" 5000 100
	[ -s "$tmp/events" ]
}
busywait 10 asked || bail_out "no event"
send_udp "$A" "$B4" 5001 100
check_equal "without pfp packets to two ports want one SA" "$(acquires)" 1

# what waits would ask anew under another entry
must btnsctl -n "$A" acquire fail hold-off 1 id \
	"$(sed -n '1s/.* id \([0-9]*\) .*/\1/p' "$tmp/events")"
check "a refusal is forgotten" busywait 5 none_left
entry pfp rport
counters_save "$A"
for size in 100 101; do
	send_udp "$A" "$B4" 5000 $size
	send_udp "$A" "$B4" 5001 $size
done
check_equal "with pfp rport they want two" "$(acquires)" 2
check_equal "and say what makes them two" "$(acquires 'pfp rport')" 2
check_equal "that were asked for once each" \
	"$(counter_change "$A" acquire_sent)" 2
counters_save "$B"
sa_for 5001 0x2001
check "the SA for one port lets go what waits for that port" \
	busywait 10 arrived 2
check_equal "and nothing else" "$(acquires)" 1
check_equal "nobody is asked again" "$(counter_change "$A" acquire_sent)" 2
sa_for 5000 0x2002
check "the other one lets go the rest" \
	busywait 10 arrived 4
check "nothing waits any more" busywait 10 none_left
finish
