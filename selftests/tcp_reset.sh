#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1, fd07::1 ==== 10.7.0.2, fd07::2 (btns) B
#
# TCP that no connection sends: the resets of a closed port come from a socket of
# the kernel, and anybody may open a raw one. Both carry TCP's protocol number and
# are no TCP sockets; their packets are protected like all others and nothing is
# written to them (KASAN looks on where there is one).
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


# refused NS ADDRESS
refused()
{
	! on "$1" timeout $((10 * slow)) bash -c ": <>/dev/tcp/$2/9" \
		2>"$tmp/refused" &&
		grep -q 'Connection refused' "$tmp/refused"
}

# raw_syn NS ADDRESS: a segment out of a raw socket, its checksum left wrong
raw_syn()
{
	on "$1" "$python" - "$2" <<'SCRIPT'
import socket
import struct
import sys

family = socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET
with socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_TCP) as sock:
    sock.sendto(struct.pack("!HHIIBBHHH", 7001, 9, 1, 0, 5 << 4, 2, 1000, 0, 0),
                (sys.argv[1], 0))
SCRIPT
}

need tcpdump
need_btns
setup_pair
for ns in "$A" "$B"; do
	add_nd_bypass btns "$ns"
done
for v in 4 6; do
	a=A$v b=B$v
	add_policy btns "$A" "${!a}" "${!b}" transport $v
	add_policy btns "$B" "${!b}" "${!a}" transport $v
	add_sa_pair transport $v btns "$A" "${!a}" 0x100$v \
		btns "$B" "${!b}" 0x200$v
done

capture_start wire "$A" wire "$B" wire
for v in 4 6; do
	a=A$v b=B$v
	counters_save "$A"
	counters_save "$B"
	for n in 1 2 3; do
		check "IPv$v: a closed port of B refuses, $n" \
			refused "$A" "${!b}"
	done
	check "IPv$v: a closed port of A refuses" refused "$B" "${!a}"
	check_equal "IPv$v: four segments left A" \
		"$(counter_change "$A" tx_protected)" 4
	check_equal "IPv$v: and four B" "$(counter_change "$B" tx_protected)" 4

	counters_save "$A"
	check "IPv$v: a raw socket's segment" raw_syn "$A" "${!b}"
	expect_counter "$A" tx_protected +1
done
capture_stop wire
check_protected wire "resets and raw segments"
finish
