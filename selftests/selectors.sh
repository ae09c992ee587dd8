#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1, fd07::1 ---- 10.7.0.2, fd07::2 B
#
# Entries speak of ranges of addresses, of ports on either side, of ICMP types and
# codes: the edges of a range belong to it, their neighbours do not.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


# verdict WHAT passes|stops NS ADDRESS PORT
verdict()
{
	local errno=0

	[ "$2" = passes ] || errno=1
	check_errno "$1 $2" $errno "$3" "$4" "$5" 20
}

# type_verdict WHAT passes|stops TYPE CODE: A sends an ICMP message by hand
type_verdict()
{
	local wanted=1

	[ "$2" = passes ] || wanted=0
	counters_save "$A"
	on "$A" "$python" - "$B4" "$3" "$4" <<'CODE'
import socket, struct, sys
address, kind, code = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
packet = struct.pack("!BBHHH", kind, code, ~(kind << 8 | code) & 0xffff, 0, 0)
with socket.socket(socket.AF_INET, socket.SOCK_RAW, 1) as sock:
    try:
        sock.sendto(packet, (address, 0))
    except PermissionError:
        pass
CODE
	check_equal "$1 $2" "$(counter_change "$A" tx_bypass)" $wanted
}

need_btns
setup_pair
swallow "$B" "meta l4proto { udp, icmp }"
fix_neighbours
add_nd_bypass btns "$A"
policy "$A" local 10.7.0.0-10.7.0.1 remote 10.7.0.2-10.7.0.3 proto udp \
	rport 1000-1009 action bypass
policy "$A" family inet6 proto udp rport 2000 action bypass
policy "$A" family inet proto icmp icmp 13/0-14/3 action bypass

verdict "the first port of a range" passes "$A" "$B4" 1000
verdict "the last port of a range" passes "$A" "$B4" 1009
verdict "the port before a range" stops "$A" "$B4" 999
verdict "the port behind a range" stops "$A" "$B4" 1010
verdict "the last address of a range" passes "$A" 10.7.0.3 1000
verdict "the address behind a range" stops "$A" 10.7.0.4 1000
verdict "the other family" stops "$A" "$B4" 2000
verdict "an entry of a family alone" passes "$A" "$B6" 2000
type_verdict "the first ICMP type and code" passes 13 0
type_verdict "a type before the last, whatever its code" passes 13 4
type_verdict "the last ICMP type and code" passes 14 3
type_verdict "the type behind" stops 15 0
type_verdict "the type before" stops 12 0
type_verdict "the code behind" stops 14 4

# the local side of an entry is the source of what leaves
must btnsctl -n "$A" policy flush
policy "$A" local "$A4" remote any proto udp lport 5000-5001 action bypass
for source in 4999 5002; do
	check_errno "local port $source stops" 1 "$A" "$B4" 9 20 --from-port $source
done
for source in 5000 5001; do
	check_errno "local port $source passes" 0 "$A" "$B4" 9 20 --from-port $source
done
finish
