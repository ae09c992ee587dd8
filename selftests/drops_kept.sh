#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1, fd07::1 ---- 10.7.0.2, fd07::2 B (and whom it imitates)
#
# The last drops of each remote host are kept, with what is known of each packet;
# who has many pushes out his own, and a flood from forged addresses does not push
# out those of others at once. They outlive the SPD.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# drops [WORD...]: sets found to the list as JSON
drops()
{
	found=$(btnsctl -n "$A" -j drops "$@")
}

# holds EXPRESSION: of the list that drops found, the last one being d
holds()
{
	"$python" -c 'import json, sys
found = json.loads(sys.argv[1])
d = found[-1] if found else {}
sys.exit(not eval(f"({sys.argv[2]})"))' "$found" "$1"
}

# sent COUNTER NS WORD...: send a packet and wait until it is counted
sent()
{
	local counter=$1 ns=$2

	shift 2
	counters_save "$A"
	must on "$ns" "$python" "$lib_dir/packet.py" "$@"
	busywait 5 counter_grew "$A" "$counter" ||
		bail_out "$counter does not move"
}

# flood ADDRESS...: a datagram from each, all of them forged
flood()
{
	on "$B" "$python" - "$A4" "$@" <<'SCRIPT'
import socket
import struct
import sys

with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as sock:
    to = socket.inet_aton(sys.argv[1])
    udp = struct.pack("!HHHH", 9, 9, 8, 0)
    for address in sys.argv[2:]:
        head = struct.pack("!BBHHHBBH", 0x45, 0, 28, 1, 0, 64, 17, 0)
        sock.sendto(head + socket.inet_aton(address) + to + udp,
                    (sys.argv[1], 0))
SCRIPT
}

need_btns
setup_pair
fix_neighbours
add_nd_bypass btns "$A"
policy "$A" index 5 local "$A4" remote "$B4" proto udp rport 9 action discard
policy "$A" index 6 local "$A4" remote "$B4" proto tcp action protect reqid 1

drops
check "nothing was dropped" holds 'found == []'

sent rx_policy "$B" "$B4" "$A4" udp --sport 9 --dport 7
drops remote "$B4"
check "a drop is kept" holds 'len(found) == 1'
check "when" holds "abs(d['epoch'] - $(date +%s)) < 60"
check "which way, why, and by which entry" holds \
	'(d["direction"], d["reason"], d["verdict-by"], d["index"]) ==
	 ("in", "rx_policy", "entry", 5)'
check "whose it is" holds "d['peer'] == '$B4'"
check "which packet it was" holds \
	"(d['traffic-selector']['local-prefix'] == '$A4/32' and
	 d['traffic-selector']['remote-prefix'] == '$B4/32' and
	 d['traffic-selector']['inner-protocol'] == 17 and
	 d['traffic-selector']['local-ports'] == [{'start': 7, 'end': 7}] and
	 d['traffic-selector']['remote-ports'] == [{'start': 9, 'end': 9}])"
check "text says the same" grep -q \
	" in rx_policy index 5 peer $B4 flow .*lport 7 rport 9\$" \
	<(btnsctl -n "$A" drops)

sent tx_policy "$A" "$A4" "$B4" icmp --icmp 8/0
drops remote "$B4"
check "on its way out, where no entry speaks" holds \
	'len(found) == 2 and (d["direction"], d["verdict-by"]) ==
	 ("out", "nominal") and "index" not in d'
sent rx_clear "$B" "$B4" "$A4" tcp --sport 5 --dport 5
drops remote "$B4"
check "in the clear, where an entry protects" holds \
	'(d["reason"], d["index"]) == ("rx_clear", 6)'
sent rx_policy "$B" "$B6" "$A6" udp --sport 9 --dport 7
drops remote "$B6"
check "of an IPv6 host, by its address" holds \
	"len(found) == 1 and d['peer'] == '$B6' and 'flow-label' in d"
drops remote 10.7.0.3
check "of somebody who sent nothing" holds 'found == []'

# --- bounded -----------------------------------------------------------------

for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	sent rx_policy "$B" "$B4" "$A4" udp --sport 9 --dport "$i"
done
drops remote "$B4"
check "of one host the last eight are kept" holds \
	"[e['traffic-selector']['local-ports'][0]['start'] for e in found] ==
	 list(range(5, 13))"
drops
check "and it pushed out its own only" holds \
	"'$B6' in [e['peer'] for e in found]"

counters_save "$A"
mapfile -t forged < <(for i in $(seq 1500); do
	echo "10.99.$((i / 250)).$((i % 250 + 1))"
done)
must flood "${forged[@]}"
flooded()
{
	[ "$(counter_change "$A" rx_policy)" -ge 1500 ]
}
check "1500 hosts are counted" busywait 10 flooded
drops
check "a flood from forged addresses is bounded" holds \
	'len(found) <= 256 + 9 + 16'
check "each is told once, in order" holds \
	'[e["number"] for e in found] == sorted({e["number"] for e in found})'

# --- as long as the namespace ------------------------------------------------

must btnsctl -n "$A" config reset
drops
check "they outlive the SPD" holds 'len(found) > 100'
policy "$A" action bypass
drops
check "and the next one" holds 'len(found) > 100'
found=$(btnsctl -n "$B" -j drops)
check "another namespace knows of none" holds 'found == []'
finish
