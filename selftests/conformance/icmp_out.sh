#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A30 D51
#
#	lo 10.8.1.1 A 10.7.0.1 ==== 10.7.0.2 B 10.8.2.1 lo
#
# A datagram comes by an SA for UDP alone, to a port where nobody listens. The
# error that A answers with is no UDP, and no entry lets it go.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

refused_port()
{
	watch_wire answered_by_error
}

answered_by_error()
{
	seq=$((seq + 1))
	craft "$B" "${by[@]}" --tunnel --inner-from "$I24" --inner-to "$I14" \
		--dport 99 --seq "$seq"
	settle a
}

esp_from_a()
{
	wire_has "src host $A4 and ip proto 50"
}

ipv4_only=1
seq=0
begin
setup_pair
setup_inner
listen "$A" a udp:9
entry "$A" local "$I14" remote "$I24" proto udp action protect reqid 1 \
	mode tunnel tunnel "$A4" "$B4"
strict "$A"
sa_for "$I14" "$I24"
sa_in 0x1001 tunnel 1 "${sa_words[@]}"
given "datagrams are delivered" arrives a '^udp 9 101 ' \
	craft "$B" "${by[@]}" --tunnel --inner-from "$I24" --inner-to "$I14" \
	--dport 9 --size 101 --seq 100

row A30 D51
seq=100
sa_out 0x2001 tunnel 1
refused_port
fact "the error leaves by the SA of the flow" esp_from_a
fact "and not in the clear" wire_lacks "host $I14"

end_rows
