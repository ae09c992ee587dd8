#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A12 A32
#
#	H1 10.7.1.2 ---- A 10.7.0.1 ==== 10.7.0.2 B ---- 10.7.2.2 H2
#	             lo 10.8.1.1       10.8.2.1 lo
#
# Fragments inside an SA: one that asks for ports, one that does not.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# parts SIZE SEQ: a datagram of SIZE to port 9 in two fragments inside the SA
parts()
{
	local all=$(($1 + 8))
	# A may still wait for the rest of another one
	local one=(--dport 9 --size "$1" --inner-ident "$1")

	craft "$B" "${by[@]}" --tunnel --inner-from "$I24" --inner-to "$I14" \
		"${one[@]}" --seq "$2" --inner-part 0-400 --inner-frag 0x2000
	craft "$B" "${by[@]}" --tunnel --inner-from "$I24" --inner-to "$I14" \
		"${one[@]}" --seq $(($2 + 1)) --inner-part "400-$all" \
		--inner-frag 50
}

through_the_tunnel()
{
	watch_wire pings "$H1" "$H24" 4000 && wire_has "$filter_esp" &&
		wire_lacks "host $H14"
}

ipv4_only=1
begin
setup_chain
setup_inner
listen "$A" a udp:9

row A12
entry "$A" local "$I14" remote "$I24" proto udp lport 9 action protect reqid 1 \
	mode tunnel tunnel "$A4" "$B4"
entry "$A" local "$I14" remote "$I24" action protect reqid 1 \
	mode tunnel tunnel "$A4" "$B4"
sa_for "$I14" "$I24" udp 9
sa_in 0x1001 tunnel 1 "${sa_words[@]}"
given "a whole datagram is delivered" arrives a '^udp 9 101 ' \
	craft "$B" "${by[@]}" --tunnel --inner-from "$I24" --inner-to "$I14" \
	--dport 9 --size 101 --seq 1
fact "a fragment without ports is not taken from an SA that asks for them" \
	vanishes a '^udp 9 1001 ' parts 1001 2
forget "$A"

row A32
entry "$A" local "$I14" remote "$I24" action protect reqid 1 \
	mode tunnel tunnel "$A4" "$B4"
sa_for "$I14" "$I24"
sa_in 0x1002 tunnel 1 "${sa_words[@]}"
fact "an SA for any port carries fragments" arrives a '^udp 9 1002 ' parts 1002 1
forget "$A"
add_policy "$engine" "$A" 10.7.1.0/24 10.7.2.0/24 tunnel 2 "$A4" "$B4"
add_policy xfrm "$B" 10.7.2.0/24 10.7.1.0/24 tunnel 2 "$B4" "$A4"
sas_v4 tunnel 2 0x1003
fact "those of forwarded packets, too" through_the_tunnel

end_rows
