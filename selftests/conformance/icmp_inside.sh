#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A28 A29 A31 D50 XL9
#
#	lo 10.8.1.1 A 10.7.0.1 ==== 10.7.0.2 B 10.8.2.1 lo
#
# A router behind B, at an address that no SA speaks of, complains about a packet
# that A sent by the SA: time exceeded, in the SA of the answers.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# complaint NUMBER CODE FROM TO: about a datagram between these
complaint()
{
	craft "$B" "${by[@]}" --tunnel --inner-from 10.8.9.9 --inner-to "$I14" \
		--seq "$1" --proto icmp --icmp-type 11 --icmp-code "$2" \
		--icmp-rest 0 --payload "$(probe "$B" quote --from "$3" --to "$4")"
}

ipv4_only=1
begin
setup_pair
setup_inner
listen "$A" a udp:9 icmp
entry "$A" local "$I14" remote "$I24" action protect reqid 1 \
	mode tunnel tunnel "$A4" "$B4"
sa_for "$I14" "$I24"
sa_in 0x1001 tunnel 1 "${sa_words[@]}"

row XL9 D50
given "what fits the SA is delivered" arrives a '^udp 9 101 ' \
	craft "$B" "${by[@]}" --tunnel --inner-from "$I24" --inner-to "$I14" \
	--dport 9 --size 101 --seq 1
fact "an error about a packet of this SA's flow is delivered" \
	arrives a '^icmp 11/0 from 10.8.9.9' complaint 2 0 "$I14" "$I24"

row A31
fact "one about another destination is not" \
	vanishes a '^icmp 11/1 from 10.8.9.9' complaint 3 1 "$I14" 10.9.9.9
fact "one about another source is not" \
	vanishes a '^icmp 11/1 from 10.8.9.9' complaint 4 1 10.9.9.9 "$I24"

row A28
case $engine in
btns) must btnsctl -n "$A" conf set icmp-protected none ;;
xfrm) ;;
esac
fact "an administrator can have such errors ignored" \
	vanishes a '^icmp 11/2 from 10.8.9.9' complaint 5 2 "$I14" "$I24"
[ "$engine" = xfrm ] || must btnsctl -n "$A" conf reset
fact "or accepted" \
	arrives a '^icmp 11/3 from 10.8.9.9' complaint 6 3 "$I14" "$I24"

row A29
fact "without an entry for it an error is judged by what it quotes" \
	vanishes a '^icmp 11/4 from 10.8.9.9' complaint 7 4 "$I14" 10.9.9.9
entry "$A" local "$I14" remote 10.8.9.9 proto icmp action protect reqid 1 \
	mode tunnel tunnel "$A4" "$B4"
flush_sas "$engine" "$A"
sa_in 0x1002 tunnel 1
fact "with one it is judged by its own header" \
	arrives a '^icmp 11/5 from 10.8.9.9' complaint 1 5 "$I14" 10.9.9.9

end_rows
