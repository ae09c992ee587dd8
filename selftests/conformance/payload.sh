#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: D32 T1 T10 T2 T2b
#
#	lo 10.8.1.1 A 10.7.0.1 ==== 10.7.0.2 B 10.8.2.1 lo
#
# What is behind and beside the payload: padding, dummy packets, RFC 7634's packet.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# packet NUMBER SIZE [OPTION...]
packet()
{
	local seq=$1 size=$2

	shift 2
	craft "$B" "${by[@]}" --tunnel --inner-from "$I24" --inner-to "$I14" \
		--dport 9 --seq "$seq" --size "$size" "$@"
}

taken()
{
	arrives a "^udp 9 $2 " packet "$@"
}

refused()
{
	vanishes a "^udp 9 $2 " packet "$@"
}

dummy_without_error()
{
	errors "$A" >"$tmp/errors"
	packet 8 100 --next-header 59
	settle a
	errors "$A" | diff "$tmp/errors" -
}

# RFC 7634 appendix A: key, SPI and number are there; the packet's own octets
example()
{
	printf %s 0102030400000005101112131415161724039428b97f417e3c13753a4f05087b \
		67c352e6a7fab1b982d466ef407ae5c614ee8099d52844eb61aa95dfab4c02f7 \
		2aa71e7c4c4f64c9befe2facc638e8f3cbec163fac469b502773f6fb94e664da \
		9165b82829f641e076aaa8266b7fb0f7b11b369907e1ad43
}

example_arrives()
{
	probe "$B" esp --from "$B4" --to "$A4" "$(example)"
	soon heard a '^icmp 8/0 from 198.51.100.5 64'
}

ipv4_only=1
begin
setup_pair
setup_inner
setup_address "$A" lo 192.0.2.5/32
listen "$A" a udp:9 icmp
entry "$A" local "$I14" remote "$I24" action protect reqid 1 \
	mode tunnel tunnel "$A4" "$B4"
sa_for "$I14" "$I24"
sa_in 0x1001 tunnel 1 "${sa_words[@]}"

row T2 D32
given "padding of 1, 2, 3 is accepted" taken 1 101 --more-padding 8
fact "padding of zeros is refused" refused 2 102 --more-padding 8 --bad-padding

row T2b
fact "what follows the inner packet is stripped" taken 3 103 --tfc 200

row T1
given "packets are taken" taken 4 104
fact "a dummy packet counts as no error" dummy_without_error
fact "its number is used up" refused 8 108
fact "what follows it is taken" taken 9 109

row T10
printf %s 808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f \
	a0a1a2a3 >"$tmp/example"
entry "$A" local 192.0.2.5 remote 198.51.100.5 action protect reqid 2 \
	mode tunnel tunnel "$A4" "$B4"
sa_for 192.0.2.5 198.51.100.5
aead=chacha20-poly1305
add_sa "$engine" "$A" in "$B4" "$A4" 0x01020304 tunnel 2 "$tmp/example" \
	"${sa_words[@]}"
fact "the example of RFC 7634 is taken" example_arrives

end_rows
