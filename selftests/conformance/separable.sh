#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: B24
#
#	A 10.7.0.1 ==== 10.7.0.2 B
#
# What A and an authenticated peer say to each other, with BTNS for everybody else
# and without.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# work: datagrams both ways, some of them nobody is to get
work()
{
	local size

	for size in 1 100 1000; do
		say "$A" "$B4" 9 "$size"
		say "$B" "$A4" 9 "$size"
	done
	# in the clear, and to where no entry leads
	craft "$B" "${by[@]}" --spi 0x999 --seq 1 --dport 9
	probe "$B" icmp --from 10.7.0.200 --to "$A4" 3 1 0 00
	settle a
	settle b
}

# watched: what A counted, what was heard, and what was on the wire but for
# sequence numbers
watched()
{
	: >"$tmp/heard.a"
	: >"$tmp/heard.b"
	counters_save "$A"
	watch_wire work
	changes "$A"
	echo
	sed 's/ from [0-9.]* [0-9]* / /' "$tmp/heard.a" "$tmp/heard.b" |
		grep -v '^udp 1 '
	capture_show wire 'ip' | sed 's/^[^ ]* //; s/seq=0x[0-9a-f]*//'
}

as_before()
{
	watched >"$tmp/after"
	diff "$tmp/before" "$tmp/after"
}

ipv4_only=1
begin
needs_pad
setup_pair
fix_neighbours
manager
listen "$A" a udp:9
listen "$B" b udp:9
add_policy xfrm "$B" "$B4" "$A4" transport 1
pad index 1 class auth id fqdn q.example key-hash "$(key_hash q)" child "$B4"
entry "$A" index 1 remote "$B4" action protect reqid 1

row B24
q=(assurance auth name q.example key q)
given "an authenticated peer has SAs" pair "${q[@]}"
pair_known_to_b
by_pair
watched >"$tmp/before"
given "and uses them" grep -q 'ESP' "$tmp/before"
pad index 2 class btns-any
entry "$A" index 2 remote 10.7.0.0/25 action protect reqid 2 flags btns-ok
fact "with BTNS for the others its SAs stay" pair_is_there
fact "packets and counters are the same" as_before
given "somebody else gets an SA by that" pair name m pad 2 policy 2 reqid 2 \
	remote 10.7.0.77
fact "and still they are" as_before
fact "the peer gets SAs as before" pair "${q[@]}"
fact "and no others" refused '^13 .*beyond child' "${q[@]}" policy 2 reqid 2 \
	remote 10.7.0.78
fact "who is not authenticated gets none of its entry" refused '^13 ' \
	name m pad 2

end_rows
