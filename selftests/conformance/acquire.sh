#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A24 D22 D23 T12 T13 XL3
#
#	A 10.7.0.1 ==== 10.7.0.2 B
#
# An entry protects and there is no SA.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# three_datagrams SIZE
three_datagrams()
{
	say "$A" "$B4" 9 "$1"
	say "$A" "$B4" 9 "$1"
	say "$A" "$B4" 9 "$1"
	true
}

acquires()
{
	grep -ci acquire "$tmp/background.log"
}

asked()
{
	[ "$(acquires)" -gt 0 ]
}

no_clear_octet()
{
	watch_wire three_datagrams 100 && wire_lacks "$filter_clear"
}

# listen_to_events: as a key manager would
listen_to_events()
{
	if [ "$engine" = btns ]; then
		in_background "$A" btnsctl -j monitor
	else
		in_background "$A" ip xfrm monitor
	fi
	busywait 5 process_sleeps "$background"
}

# unkeyed: an entry that protects, and no SA
unkeyed()
{
	flush_sas xfrm "$B"
	entry "$A" local "$A4" remote "$B4" action protect reqid 1 \
		mode transport
}

begin_again()
{
	forget "$A"
	unkeyed
}

# held SIZE: three datagrams are sent, then SAs come: do the three arrive, once?
held()
{
	three_datagrams "$1"
	sas_v4 transport 1 0x1001
	soon three_heard "^udp 9 $1 "
	settle b
	heard_count b "^udp 9 $1 "
	three_heard "^udp 9 $1 "
}

three_heard()
{
	[ "$(heard_count b "$1")" = 3 ]
}

ipv4_only=1
begin
setup_pair
listen "$B" b udp:9
add_policy xfrm "$B" "$B4" "$A4" transport 1
listen_to_events

row A24
unkeyed
fact "nothing leaves in the clear" no_clear_octet
fact "the key manager is asked" soon asked

row D23
fact "once, not for each packet" equal "$(acquires)" 1

row T13 D22
begin_again
fact "what was sent before the SA came arrives, by default" held 101

row XL3
begin_again
[ "$engine" != xfrm ] || must on "$A" sysctl -qw net.core.xfrm_larval_drop=0
fact "it can be had to arrive" held 102

row T12
begin_again
if [ "$engine" = xfrm ]; then
	flush_policies xfrm "$A"
	must ip -n "$A" xfrm policy add src "$A4" dst "$B4" dir out \
		tmpl proto esp reqid 1 mode transport level use
fi
fact "nothing leaves in the clear, whatever an entry can say besides" \
	no_clear_octet

end_rows
