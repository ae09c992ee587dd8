#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# kernels: uml debug
#
#	A (btns) fd07::1 ==== fd07::2 B, and nobody at fd64::/16
#
# The SPD is removed while packets to many IPv6 hosts, of one network and of many,
# wait for SAs: nothing is left, and KASAN has nothing to say.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# one datagram to each of 24 hosts: every other one has a network of its own
ask()
{
	on "$A" "$python" - <<'SCRIPT'
import socket

with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sock:
    for host in range(24):
        net = host if host % 2 else 0
        sock.sendto(b"x", (f"fd64:0:0:{net:x}::{host + 1:x}", 9))
SCRIPT
}

waiting()
{
	btnsctl -n "$A" -o acquire list | grep -c ' id '
}

need_btns
setup_pair
must ip -n "$A" route add fd64::/16 via "$B6"
btnsctl -n "$A" monitor acquire >"$tmp/events" &
processes+=($!)
for round in 1 2 3 4; do
	add_nd_bypass btns "$A"
	policy "$A" local any remote fd64::/16 action protect reqid 1
	check "round $round: they are asked for" ask
	check "round $round: many wait" test "$(waiting)" -gt 15
	must btnsctl -n "$A" config reset
	check_equal "round $round: nothing waits any more" "$(waiting)" 0
done
finish
