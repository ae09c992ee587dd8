#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ==== 10.7.0.2 (btns) B, and nobody at 10.64.0.0/10
#
# A flood to 100,000 destinations that one SPD entry protects costs a bounded
# number of acquires, events and octets, and a connection under another entry is
# keyed and served meanwhile.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# the flood: prints how many of its datagrams were not refused
flood()
{
	on "$A" "$python" - 100000 <<'SCRIPT'
import socket
import sys

sent = 0
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
    sock.setsockopt(socket.IPPROTO_IP, 11, 1)   # IP_RECVERR: ENOBUFS, too
    for number in range(int(sys.argv[1])):
        address = f"10.{64 + (number >> 16)}.{number >> 8 & 255}.{number & 255}"
        try:
            sock.sendto(b"x", (address, 9))
            sent += 1
        except OSError:
            pass
print(sent)
SCRIPT
}

# total FIELD: its sum over all acquires; "" counts them
total()
{
	btnsctl -n "$A" -j acquire list | "$python" -c '
import json, sys
print(sum(a[sys.argv[1]] if sys.argv[1] else 1 for a in json.load(sys.stdin)))' \
		"$1"
}

at_most()
{
	note "$1 of $2"
	[ "$1" -le "$2" ]
}

asked_for()
{
	grep -q " reqid $1 " "$tmp/events"
}

none_left()
{
	[ "$(total '')" = 0 ]
}

need ping
# shellcheck disable=SC2034 # of the library
ipv4_only=1
need_btns
setup_pair
fix_neighbours
must ip -n "$A" route add 10.64.0.0/10 via "$B4"
add_policy btns "$A" "$A4" "$B4" transport 1
add_policy btns "$B" "$B4" "$A4" transport 1
add_policy btns "$A" any 10.64.0.0/10 transport 2
new_key "$aead" "$bits"
add_sa btns "$B" out "$B4" "$A4" 0x1001 transport 1 "$key"
add_sa btns "$A" in "$B4" "$A4" 0x1001 transport 1 "$key"

btnsctl -n "$A" monitor acquire >"$tmp/events" &
processes+=($!)
asked()
{
	on "$A" ping -n -c 1 -W 1 10.127.255.254
	asked_for 2
}
busywait 10 asked || bail_out "no event"

counters_save "$A"
begin=$SECONDS
flood >"$tmp/flood" &
flooding=$!
check "the flood meets its limits" busywait 20 counter_grew "$A" acquire_limited

# --- somebody else, in the middle of it

in_background "$A" ping -n -c 1 -W $((20 * slow)) "$B4"
check "the other entry's SA is asked for" busywait 10 asked_for 1
new_key "$aead" "$bits"
add_sa btns "$B" in "$A4" "$B4" 0x2001 transport 1 "$key"
add_sa btns "$A" out "$A4" "$B4" 0x2001 transport 1 "$key"
check "its packet waited and is answered" wait "$background"

wait $flooding
seconds=$((SECONDS - begin + 1))
check "acquires are bounded" at_most "$(total '')" 1024
check "one entry has half of them" at_most "$(total '')" 513
check "memory is bounded" at_most "$(total bytes)" $((4 << 20))
check "events are bounded" at_most "$(counter_change "$A" acquire_sent)" \
	$((500 + 250 * seconds + 1))
check "the sender is told of the others" at_most "$(<"$tmp/flood")" \
	"$(counter_change "$A" tx_held)"
check "all acquires end by themselves" busywait 45 none_left
finish
