#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# kernels: uml debug
#
#	H1 10.7.1.2 ---- A (btns) 10.7.0.1 ==== 10.7.0.2 B
#
# While local and forwarded packets want SAs, SAs come and go, acquires are
# refused, the SPD is replaced and removed, routes and devices go away, and in the
# end the namespace. Not one packet leaves in the clear, nothing is left behind
# (the module can be unloaded) and the debugging kernel has nothing to say.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# each kind of round five times; twice where that takes long
rounds=$((slow == 1 ? 40 : 16))

# traffic NS ADDRESS: TCP, UDP and ICMP, whether it arrives or not, for ever
traffic()
{
	ip netns exec "$1" nice -n 19 "$python" - "$2" <<'SCRIPT' &
import socket
import sys
import time

udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
waiting = []
while True:
    try:
        for port in range(1, 20):
            udp.sendto(b"BTNS-CLEAR-OCTET" * 50, (sys.argv[1], port))
    except OSError:
        pass
    tcp = socket.socket()
    tcp.setblocking(False)
    tcp.connect_ex((sys.argv[1], 7000))
    waiting.append(tcp)
    if len(waiting) > 20:
        waiting.pop(0).close()
    time.sleep(0.005)
SCRIPT
	processes+=($!)
}

refuse_all()
{
	local id

	for id in $(btnsctl -n "$A" acquire list |
		sed -n 's/.* id \([0-9]*\) .*/\1/p'); do
		btnsctl -n "$A" acquire fail id "$id" hold-off 1 2>/dev/null
	done
}

add_sas()
{
	new_key "$aead" "$bits"
	add_sa btns "$A" out "$A4" "$B4" "$1" transport 1 "$key"
	new_key "$aead" "$bits"
	add_sa btns "$A" out "$A4" "$B4" $(($1 + 1)) tunnel 2 "$key"
}

apply_spd()
{
	must btnsctl -n "$A" -f "$tmp/spd$1"
}

# what happens in round $1
disturb()
{
	case $(($1 % 8)) in
	0 | 3) add_sas $((0x2000 + 2 * $1)) ;;
	1 | 5) refuse_all ;;
	2) must btnsctl -n "$A" sa flush ;;
	4)
		must btnsctl -n "$A" sa flush
		apply_spd 2
		apply_spd 1
		;;
	6)
		must ip -n "$A" address add 10.99.0.1/32 dev lo
		add_sas $((0x2000 + 2 * $1))
		must ip -n "$A" address del 10.99.0.1/32 dev lo
		;;
	7)
		must btnsctl -n "$A" sa flush
		must ip -n "$A" link set wire down
		must ip -n "$A" link set wire up
		must ip -n "$A" route replace 10.7.2.0/24 via "$B4"
		;;
	esac
}

# a few packets are held, whatever else goes on
some_held()
{
	[ "$(counter_change "$A" tx_held)" -gt "$1" ]
}

need tcpdump
# shellcheck disable=SC2034 # of the library
ipv4_only=1
need_btns
setup_pair
setup_ns H1
setup_link "$H1" side "$A" side
setup_address "$H1" side 10.7.1.2/24
setup_address "$A" side 10.7.1.1/24
setup_router "$A"
must ip -n "$H1" route add default via 10.7.1.1
must ip -n "$A" route add 10.7.2.0/24 via "$B4"
fix_neighbours
add_policy btns "$A" "$A4" "$B4" transport 1
add_policy btns "$A" 10.7.1.0/24 10.7.2.0/24 tunnel 2 "$A4" "$B4"
btnsctl -n "$A" config show | grep -v '^sa ' >"$tmp/spd1"
sed 's/reqid 1/reqid 3/' "$tmp/spd1" >"$tmp/spd2"
swallow "$B" "meta l4proto esp"

btnsctl -n "$A" monitor acquire >/dev/null &
processes+=($!)
capture_filter="not arp"
capture_start wire "$A" wire
counters_save "$A"
traffic "$A" "$B4"
traffic "$H1" 10.7.2.2
check "packets wait" busywait 10 some_held 0
for ((round = 0; round < rounds; round++)); do
	disturb $round
	before=$(counter_change "$A" tx_held)
	busywait 1 some_held $((before + 5))
	fix_neighbours
done
for name in tx_held tx_protected tx_refused; do
	check "$name happened" counter_grew "$A" $name
done
capture_stop wire
check_protected wire "all that left"

# --- the device, then the namespace, with packets that wait

must btnsctl -n "$A" sa flush
before=$(counter_change "$A" tx_held)
check "packets wait again" busywait 10 some_held "$before"
must ip -n "$A" link del wire
check "the device is gone" negate ip -n "$A" link show wire
for ns in "$A" "$B" "$H1"; do
	must ip netns del "$ns"
done
namespaces=()
kill "${processes[@]}" 2>/dev/null
wait
check "the module can be unloaded" busywait 20 modprobe -r btns
finish
