#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A22 A23 D7 XL7
#
#	lo 10.8.1.1, 10.8.1.9 A 10.7.0.1 ==== 10.7.0.2 B 10.8.2.1 lo
#
# What comes out of an SA is compared with what the SA is for; what is not of it
# is discarded and told.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

inside()
{
	craft "$B" "${by[@]}" --tunnel --dport 9 --inner-from "$1" \
		--inner-to "$2" --size "$3" --seq "$3"
}

ipv4_only=1
begin
setup_pair
setup_inner
setup_address "$A" lo 10.8.1.9/32
listen "$A" a udp:9
entry "$A" local 10.8.1.0/24 remote 10.8.2.0/24 action protect reqid 1 \
	mode tunnel tunnel "$A4" "$B4"
sa_for "$I14" "$I24"
sa_in 0x1001 tunnel 1 "${sa_words[@]}"

row A22
given "what fits the SA is delivered" \
	arrives a '^udp 9 101 ' inside "$I24" "$I14" 101
fact "another source is not" vanishes a '^udp 9 102 ' inside 10.8.2.9 "$I14" 102
fact "another destination is not" \
	vanishes a '^udp 9 103 ' inside "$I24" 10.8.1.9 103

row A23 XL7
audit_begin
inside 10.8.2.9 "$I14" 104
fact "a record names the SA whose selectors did not fit" \
	soon audited '4097|0x0*1001'

row D7
fact "what does not fit the SA is not delivered" \
	vanishes a '^udp 9 105 ' inside 10.8.2.9 "$I14" 105
fact "in the clear nothing is delivered" \
	vanishes a '^udp 9 106 ' say "$B" "$I14" 9 106
fact "a record tells of it" soon audited "$I24"

end_rows
