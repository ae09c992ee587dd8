#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: I4
#
#	A 10.7.0.1 ==== 10.7.0.2 B
#
# The SPD changes while packets go both ways: from the answer to the change on
# nothing moves by an SA that is not allowed any more.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# talk NS ADDRESS: until change() is done
talk()
{
	# shellcheck disable=SC2016 # for the other shell
	ip netns exec "$1" nice -n 19 bash -c 'while :; do
		printf x >"/dev/udp/$1/9"
	done' - "$2" 2>/dev/null &
	talkers+=($!)
	processes+=($!)
}

both_heard()
{
	[ "$(heard_count a '^udp 9 ')" -gt 20 ] &&
		[ "$(heard_count b '^udp 9 ')" -gt 20 ]
}

# begin_again: an entry that protects, SAs, and packets going both ways
begin_again()
{
	[ "$engine" = btns ] || flush_policies xfrm "$A"
	[ "$engine" = xfrm ] || must btnsctl -n "$A" policy flush
	flush_sas "$engine" "$A"
	flush_sas xfrm "$B"
	entry "$A" index 1 proto udp rport 5999 action bypass
	entry "$A" index 2 local "$A4" remote "$B4" action protect reqid 1
	"$@"
	: >"$tmp/heard.a"
	: >"$tmp/heard.b"
	talk "$A" "$B4"
	talk "$B" "$A4"
	given "packets go both ways" busywait 60 both_heard
}

# change COMMAND...: it is answered, and then marked on the wire
change()
{
	local number

	capture_start wire "$A" wire
	"$@"
	say "$A" "$B4" 5999 1
	settle a
	counted=$(heard_count a '^udp 9 ')
	for number in 1 2 3 4 5 6 7 8 9 10; do
		say "$B" "$A4" 9 "$number"
		say "$A" "$B4" 9 "$number"
	done 2>/dev/null
	settle a
	kill "${talkers[@]}"
	wait "${talkers[@]}" 2>/dev/null
	talkers=()
	capture_stop wire
}

# sent_nothing: A, behind the mark
sent_nothing()
{
	capture_show wire "src host $A4 and udp dst port 5999 or
		ip proto 50 or udp dst port 9" |
		sed '1,/\.5999: /d' >"$tmp/behind"
	[ "$(capture_count wire 'udp dst port 5999')" = 1 ] || return
	head -n 5 "$tmp/behind"
	[ ! -s "$tmp/behind" ]
}

delivered_nothing()
{
	equal "$(heard_count a '^udp 9 ')" "$counted"
}

discard_first()
{
	entry "$A" first yes local "$A4" remote "$B4" proto udp lport 9 \
		action discard
	entry "$A" first yes local "$A4" remote "$B4" proto udp rport 9 \
		action discard
}

other_reqid()
{
	if [ "$engine" = xfrm ]; then
		flush_policies xfrm "$A"
		entry "$A" proto udp rport 5999 action bypass
		entry "$A" local "$A4" remote "$B4" action protect reqid 2
	else
		must btnsctl -n "$A" policy change index 2 local "$A4" \
			remote "$B4" action protect reqid 2
	fi
}

btns_ok_goes()
{
	must btnsctl -n "$A" policy change index 2 local "$A4" remote "$B4" \
		action protect reqid 1
}

by_hand()
{
	sas_v4 transport 1 0x4001
}

by_btns()
{
	must btnsctl -n "$A" policy change index 2 local "$A4" \
		remote "$B4" action protect reqid 1 btns-ok
	given "a BTNS peer has SAs" pair name m policy 2
	pair_known_to_b
}

ipv4_only=1
begin
setup_pair
fix_neighbours
manager
listen "$A" a udp:9
listen "$B" b udp:9
add_policy xfrm "$B" "$B4" "$A4" transport 1
pad index 1 class btns-any
entry "$A" action discard
talkers=()

row I4
begin_again by_hand
change discard_first
fact "after a DISCARD nothing is sent by the SA or in the clear" sent_nothing
fact "and nothing delivered" delivered_nothing
begin_again by_hand
change other_reqid
fact "after a change to another reqid nothing is sent" sent_nothing
fact "and nothing delivered" delivered_nothing
if [ "$engine" = btns ]; then
	begin_again by_btns
	change btns_ok_goes
	fact "after btns-ok was cleared nothing is sent by the SA of a BTNS peer" \
		sent_nothing
	fact "and nothing delivered" delivered_nothing
fi

end_rows
