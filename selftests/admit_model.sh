#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns, wire) 10.0.1.1 ---- (wire) B, 10.0.0.1 to 10.0.0.8
#
# While packets flow, PAD, SPD, identities and SAs are changed at random; after
# each operation the kernel did what a plain model of the rules says, and has the
# SAs that the model says are left. BTNS_OPERATIONS is how many (3000), BTNS_SEED
# which ones.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

operations=${BTNS_OPERATIONS:-3000}
[ -n "${BTNS_OPERATIONS:-}" ] || [ "$slow" = 1 ] || operations=1000

# traffic: datagrams and segments from A to all of B's addresses, for ever
traffic()
{
	ip netns exec "$A" nice -n 19 "$python" - <<'SCRIPT' &
import itertools
import socket
import time

udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.setblocking(False)
for n in itertools.count():
    there = f"10.0.0.{n % 8 + 1}", n % 4 + 1
    try:
        udp.sendto(b"x" * 100, there)
        with socket.socket() as tcp:
            tcp.setblocking(False)
            tcp.connect_ex(there)
    except OSError:
        pass
    time.sleep(0.002)
SCRIPT
	processes+=($!)
}

need_btns
need_client
setup_ns A B
setup_link "$A" wire "$B" wire
setup_address "$A" wire 10.0.1.1/16
for ((n = 1; n <= 8; n++)); do
	setup_address "$B" wire 10.0.0.$n/16
done
fix_neighbours
traffic
traffic_is=${processes[-1]}
on "$A" "$python" "$lib_dir/admit_model.py" "$client" "$operations" \
	"${BTNS_SEED:-5386}"
status=$?
kill -0 "$traffic_is" || status=1
finished=1
exit $status
