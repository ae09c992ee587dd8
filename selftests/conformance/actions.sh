#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A4 A5 A7
#
#	A 10.7.0.1 ---- 10.7.0.2 B
#
# The order of entries, their three actions, their directions.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

ipv4_only=1
begin
setup_pair
listen "$A" a udp:9 udp:10 udp:11 udp:12
listen "$B" b udp:9 udp:10

row A4
entry "$A" local "$A4" remote "$B4" proto udp lport 9 action discard
entry "$A" local 10.7.0.0/24 remote 10.7.0.0/24 action bypass
fact "the first of two entries decides: discard" \
	vanishes a '^udp 9 101 ' say "$B" "$A4" 9 101
given "what only the second matches passes" \
	arrives a '^udp 10 102 ' say "$B" "$A4" 10 102
forget "$A"
entry "$A" local 10.7.0.0/24 remote 10.7.0.0/24 action bypass
entry "$A" local "$A4" remote "$B4" proto udp lport 9 action discard
fact "the other way round: bypass" \
	arrives a '^udp 9 103 ' say "$B" "$A4" 9 103
forget "$A"

row A5
entry "$A" local "$A4" remote "$B4" proto udp lport 9 action protect reqid 1 \
	mode transport
entry "$A" local "$A4" remote "$B4" proto udp lport 10 action bypass
entry "$A" local "$A4" remote "$B4" proto udp lport 11 action discard
sa_in 0x1001 transport 1
fact "PROTECT: what arrives protected is delivered" \
	arrives a '^udp 9 64 ' craft "$B" "${by[@]}" --seq 1 --dport 9
fact "PROTECT: what arrives in the clear is discarded" \
	vanishes a '^udp 9 111 ' say "$B" "$A4" 9 111
fact "BYPASS: what arrives in the clear is delivered" \
	arrives a '^udp 10 112 ' say "$B" "$A4" 10 112
fact "DISCARD: nothing is delivered" \
	vanishes a '^udp 11 113 ' say "$B" "$A4" 11 113
fact "no entry: nothing is delivered" \
	vanishes a '^udp 12 114 ' say "$B" "$A4" 12 114
forget "$A"

row A7
strict "$A"
entry "$A" dir in local "$A4" remote "$B4" proto udp lport 9 action bypass
entry "$A" dir out local "$A4" remote "$B4" proto udp rport 10 action bypass
fact "an entry for what comes in lets it in" \
	arrives a '^udp 9 121 ' say "$B" "$A4" 9 121
fact "and nothing out" vanishes b '^udp 9 122 ' \
	on "$A" "$python" "$lib_dir/traffic.py" send "$B4" 9 122 --from-port 9
fact "an entry for what goes out lets it out" \
	arrives b '^udp 10 123 ' say "$A" "$B4" 10 123
fact "and nothing in" vanishes a '^udp 10 124 ' \
	on "$B" "$python" "$lib_dir/traffic.py" send "$A4" 10 124 --from-port 10

end_rows
