#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A15 A16 D6
#
#	A 10.7.0.1 ==== 10.7.0.2 B
#
# A changed SPD and the SAs that were there before.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

ipv4_only=1
begin
setup_pair
listen "$A" a udp:9
entry "$A" local "$A4" remote "$B4" action protect reqid 1 mode transport
sa_in 0x1001 transport 1

row A15
given "what arrives on the SA is delivered" \
	arrives a '^udp 9 64 ' craft "$B" "${by[@]}" --seq 1 --dport 9
entry "$A" first yes local "$A4" remote "$B4" proto udp lport 9 action discard
fact "after a DISCARD was put above its entry it is not" \
	vanishes a '^udp 9 65 ' craft "$B" "${by[@]}" --seq 2 --dport 9 --size 65

row A16 D6
given "the SA is there" sa_exists "$A" "$A4" 0x1001
case $engine in
btns) must btnsctl -n "$A" policy flush ;;
xfrm) must ip -n "$A" xfrm policy flush ;;
esac
fact "the SA goes with the last entry that it served" \
	negate sa_exists "$A" "$A4" 0x1001

end_rows
