#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A14
#
#	A 10.7.0.1 ==== 10.7.0.2 B
#
# An entry whose SAs take their selectors from the packet that asks for them.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# wanted: how many SAs key management is busy with
wanted()
{
	case $engine in
	btns) btnsctl -n "$A" -o acquire list | grep -c ' id ' ;;
	xfrm) ip -n "$A" xfrm state list | grep -c '^src' ;;
	esac
}

# wanted_by_two COUNT PORT PORT: for packets to these
wanted_by_two()
{
	say "$A" "$B4" "$2" 101
	say "$A" "$B4" "$3" 102
	equal "$(wanted)" "$1"
}

somebody_listens()
{
	case $engine in
	btns) in_background "$A" btnsctl monitor acquire ;;
	xfrm) in_background "$A" ip xfrm monitor acquire ;;
	esac
	busywait 5 process_sleeps "$background"
}

# named PORT: by what key management was told
named()
{
	grep -qE "(rport|dport) $1\\b" "$tmp/background.log"
}

# begin_again [WORD...]: an entry, and nobody asked for anything yet
begin_again()
{
	flush_sas "$engine" "$A"
	flush_policies "$engine" "$A"
	: >"$tmp/heard.b"
	entry "$A" local "$A4" remote "$B4" proto udp action protect reqid 1 "$@"
}

# sent_to PORT: again, where what waits was not kept
sent_to()
{
	say "$A" "$B4" "$1" 103
	heard b "^udp $1 "
}

ipv4_only=1
begin
setup_pair
fix_neighbours
listen "$B" b udp:5000 udp:5001
add_policy xfrm "$B" "$B4" "$A4" transport 1
entry "$A" local "$A4" remote "$B4" action discard
given "a key manager listens" somebody_listens

row A14
begin_again
given "one SA is asked for where packets differ in their port" \
	wanted_by_two 1 6000 6001
begin_again pfp rport
fact "if an entry says so, one for each port" wanted_by_two 2 5000 5001
fact "key management is told of the one" soon named 5000
fact "and of the other" soon named 5001
if [ "$engine" = btns ]; then
	words=(sel local "$A4" remote "$B4" proto udp rport 5001)
	fact "an entry cannot ask so for what its packets hide" negate \
		btnsctl -n "$A" policy add proto udp opaque action protect \
		reqid 1 pfp rport
else
	words=(sel src "$A4" dst "$B4" proto udp dport 5001)
fi
sa_out 0x2001 transport 1 "${words[@]}"
fact "the SA for one port carries what is for it" soon sent_to 5001
settle b
fact "and nothing else" negate heard b '^udp 5000 '

end_rows
