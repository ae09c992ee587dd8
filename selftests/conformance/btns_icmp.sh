#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: B28
#
#	lo 10.8.1.1 A 10.7.0.1 ==== 10.7.0.2 B 10.8.2.1 lo
#
# ICMP errors and an SA whose peer nobody vouches for: what the rows A27, A28, A30
# and A31 ask of any SA.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# packet NUMBER [OPTION...]: by the SA, with this sequence number
packet()
{
	craft "$B" "${by[@]}" --tunnel --inner-from "$I24" --inner-to "$I14" \
		--seq "$@"
}

# complaint NUMBER CODE TO: by the SA, about a datagram of A to this address
complaint()
{
	craft "$B" "${by[@]}" --tunnel --inner-from 10.8.9.9 --inner-to "$I14" \
		--seq "$1" --proto icmp --icmp-type 11 --icmp-code "$2" \
		--icmp-rest 0 --payload "$(probe "$B" quote --from "$I14" --to "$3")"
}

answered_by_error()
{
	packet 10 --dport 99
	settle a
}

largest()
{
	on "$A" "$python" "$lib_dir/traffic.py" largest "$I24" 9
}

# sent: the last number of the SA by which A sends
sent()
{
	btnsctl -n "$A" -j -s sa get dst "$B4" spi "$spi_out" |
		grep -o '"seq-number-counter":[0-9]*' | cut -d: -f2
}

# narrowed MTU NUMBER: a router says so of a packet with this number
narrowed()
{
	probe "$B" icmp --from 10.7.0.99 --to "$A4" 3 4 "$1" \
		"$(probe "$B" quote --from "$A4" --to "$B4" --esp \
			--spi "$spi_out" --seq "$2")"
	settle a
	[ "$(largest)" -lt "$1" ]
}

ipv4_only=1
begin
needs_pad
setup_pair
setup_inner
fix_neighbours
manager
listen "$A" a udp:9 icmp
pad index 1 class btns-any
entry "$A" index 1 local "$I14" remote "$I24" action protect reqid 1 \
	mode tunnel tunnel "$A4" "$B4" flags "btns-ok btns-wide"
entry "$A" index 2 local "$A4" proto icmp action bypass

row B28
given "a BTNS peer has SAs" pair name m mode tunnel \
	sel "local=$I14,remote=$I24"
by_pair
given "that carry packets" arrives a '^udp 9 101 ' packet 1 --dport 9 --size 101
fact "an error from a router about its flow is delivered" \
	arrives a '^icmp 11/0 from 10.8.9.9' complaint 2 0 "$I24"
fact "one about a flow of others is not" \
	vanishes a '^icmp 11/1 from 10.8.9.9' complaint 3 1 10.9.9.9
must btnsctl -n "$A" conf set icmp-protected none
fact "an administrator can have such errors ignored" \
	vanishes a '^icmp 11/2 from 10.8.9.9' complaint 4 2 "$I24"
must btnsctl -n "$A" conf reset
watch_wire answered_by_error
fact "an error about its packet leaves by its SA" wire_has \
	"src host $A4 and ip proto 50 and ip[20:4] = $spi_out"
fact "and not in the clear" wire_lacks "host $I14"
given "A sends to it" say "$A" "$I24" 9 100
fact "a router's word about a number never sent changes nothing" \
	negate narrowed 1000 0x12345678
fact "about one that was sent it narrows the path" narrowed 900 "$(sent)"
must btnsctl -n "$A" conf set icmp-unprotected none
fact "unless such errors are ignored" negate narrowed 700 "$(sent)"

end_rows
