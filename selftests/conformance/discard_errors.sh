#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A25
#
#	H1 10.7.1.2 ---- 10.7.1.1 A 10.7.0.1 ---- 10.7.0.2 B
#
# An entry discards; does the sender hear of it?
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# told: H1 hears ICMP administratively prohibited
told()
{
	arrives h '^icmp 3/13 ' say "$H1" "$B4" 9 100
}

# can_be_told: XFRM has no setting for that, it does what it does
can_be_told()
{
	[ "$engine" != btns ] ||
		btnsctl -n "$A" conf set icmp-errors-out on icmp-rate 1
	told
}

# few_of_ten: of ten datagrams at once not all are answered
few_of_ten()
{
	local count

	: >"$tmp/heard.h"
	for ((count = 0; count < 10; count++)); do
		say "$H1" "$B4" 9 100
	done
	settle h
	count=$(heard_count h '^icmp 3/13 ')
	echo "$count errors"
	[ "$count" -gt 0 ] && [ "$count" -lt 10 ]
}

ipv4_only=1
begin
setup_chain
listen "$H1" h icmp
entry "$A" dir out local "$A4" remote "$B4" proto udp action discard
entry "$A" dir out local "$H14" remote "$B4" proto udp action discard
open_rest "$A"

row A25
fact "a sender on the host gets an error" \
	negate say "$A" "$B4" 9 100
fact "one elsewhere can be told" can_be_told &&
	fact "at a limited rate" few_of_ten

end_rows
