#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A43
#
#	lo 10.8.1.1 A 10.7.0.1 ==== 10.7.0.2 B 10.8.2.1 lo
#
# What RFC 4301 to 4303 want to be auditable, one packet for each event.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

packet()
{
	craft "$B" "${by[@]}" --tunnel --inner-from "$I24" --inner-to "$I14" \
		--dport 9 "$@"
}

ipv4_only=1
begin
setup_pair
setup_inner
listen "$A" a udp:9
entry "$A" local 10.8.1.0/24 remote 10.8.2.0/24 action protect reqid 1 \
	mode tunnel tunnel "$A4" "$B4"
sa_for "$I14" "$I24"
sa_in 0x1001 tunnel 1 "${sa_words[@]}"

row A43
given "a good packet is delivered" \
	arrives a '^udp 9 101 ' packet --seq 1 --size 101
audit_begin
packet --seq 1
fact "a replay is recorded" soon audited '4097|0x0*1001'
audit_begin
packet --seq 2 --flip -1
fact "a failed integrity check is recorded" soon audited '4097|0x0*1001'
audit_begin
packet --seq 3 --spi 0x1999
fact "a packet of no SA is recorded" soon audited '6553|0x0*1999'
audit_begin
packet --seq 4 --inner-from 10.8.2.9
fact "a packet outside the selectors is recorded" soon audited '4097|0x0*1001'
audit_begin
say "$B" "$I14" 9 102
fact "a clear packet where an entry protects is recorded" soon audited "$I24"

end_rows
