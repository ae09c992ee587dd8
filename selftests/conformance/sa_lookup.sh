#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A17 A18 A26 D5 XL6
#
#	A 10.7.0.1, 10.7.0.11 ==== 10.7.0.2 B
#
# Which SA a packet is of, and packets that are of none.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# not_answered: nothing but neighbour discovery leaves A
not_answered()
{
	watch_wire craft "$B" "${stray[@]}" --seq 1 --dport 9 --size 71 &&
		wire_has 'ip proto 50' && equal "$(from_a ip)" 0
}

ipv4_only=1
begin
setup_pair
setup_address "$A" wire 10.7.0.11/24
listen "$A" a udp:9
entry "$A" local 10.7.0.0/24 remote 10.7.0.0/24 action protect reqid 1 \
	mode transport

row A17 D5
sa_in 0x1001 transport 1
first=("${by[@]}")
new_key "$aead" "$bits"
add_sa "$engine" "$A" in "$B4" 10.7.0.11 0x1001 transport 1 "$key"
second=(--key "$key" --spi 0x1001 --from "$B4" --to 10.7.0.11)
fact "an SPI finds its SA" \
	arrives a '^udp 9 61 ' craft "$B" "${first[@]}" --seq 1 --dport 9 --size 61
fact "the same SPI of another destination finds another" \
	arrives a '^udp 9 62 ' craft "$B" "${second[@]}" --seq 1 --dport 9 --size 62
fact "and what is of the one is not taken for the other's" vanishes a '^udp 9 63 ' \
	craft "$B" "${first[@]}" --to 10.7.0.11 --seq 5 --dport 9 --size 63

row A18
sa_in 0x1003 transport 1
third=("${by[@]}")
sa_in 0x1004 transport 1
fact "the first of two SAs with the same selectors delivers" \
	arrives a '^udp 9 66 ' craft "$B" "${third[@]}" --seq 1 --dport 9 --size 66
fact "so does the second, whatever the DSCP" arrives a '^udp 9 67 ' \
	craft "$B" "${by[@]}" --seq 1 --dport 9 --size 67 --tos 0xb8
fact "and the first again" arrives a '^udp 9 68 ' \
	craft "$B" "${third[@]}" --seq 2 --dport 9 --size 68 --tos 0xb8

stray=("${by[@]}" --spi 0x9999)
row A26
audit_begin
fact "a packet of no SA is not delivered" vanishes a '^udp 9 70 ' \
	craft "$B" "${stray[@]}" --seq 1 --dport 9 --size 70
fact "nobody answers it" not_answered
row XL6
fact "a record names SPI and source" \
	soon audited "$B4.*(39321|0x9999)|(39321|0x9999).*$B4"

end_rows
