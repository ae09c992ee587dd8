#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: T3 T3b
#
#	A 10.7.0.1 ==== 10.7.0.2 B
#
# ESP in UDP and bare ESP: an SA takes either form.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

ipv4_only=1
begin
setup_pair
listen "$A" a udp:9 encap
entry "$A" local "$A4" remote "$B4" proto udp lport 9 action protect reqid 1 \
	mode transport
open_rest "$A"

row T3
sa_in 0x1001 transport 1
given "bare ESP of a bare SA is delivered" \
	arrives a '^udp 9 101 ' craft "$B" "${by[@]}" --dport 9 --seq 1 --size 101
fact "so is ESP in UDP of the same SA" arrives a '^udp 9 102 ' \
	craft "$B" "${by[@]}" --dport 9 --seq 2 --size 102 --encap

row T3b
if [ "$engine" = btns ]; then
	lacks "no SA of btns sends ESP in UDP"
	end_rows
fi
sa_in 0x1002 transport 1 encap espinudp 4500 4500 0.0.0.0
given "ESP in UDP of an SA for it is delivered" arrives a '^udp 9 103 ' \
	craft "$B" "${by[@]}" --dport 9 --seq 1 --size 103 --encap
fact "so is bare ESP of the same SA" arrives a '^udp 9 104 ' \
	craft "$B" "${by[@]}" --dport 9 --seq 2 --size 104

end_rows
