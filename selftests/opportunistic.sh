#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1, fd07::1 ---- 10.7.0.2, fd07::2 B (no IPsec, later btns)
#
# Entries that ask for it let packets pass in the clear while SAs are asked for, or
# once that failed; never with a host that a PAD entry claims, nor with one that
# there was an SA with; and never once there is an SA.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# entry [FLAG...]: A's entry for B; of SAs that nobody asked for yet
reqid=0
entry()
{
	reqid=$((reqid + 1))
	must btnsctl -n "$A" policy change index 4 local "$A4" remote "$B4" \
		action protect reqid $reqid "$@"
	must btnsctl -n "$A" policy change index 6 local "$A6" remote "$B6" \
		action protect reqid $reqid "$@"
}

# refuse REASON: what A asks for is refused for a while
refuse()
{
	local id

	for id in $(btnsctl -n "$A" -o acquire list |
		sed -n 's/.* id \([0-9]*\) .*/\1/p'); do
		must btnsctl -n "$A" acquire fail id "$id" reason "$1" hold-off 30
	done
}

# refused TO REASON: refusals last half a minute, slow guests take longer
refused()
{
	[ "${2:-}" ] || return 0
	unanswered "$A" "$1" >/dev/null
	refuse "$2"
}

# says DIR COUNTER: what explain says of an echo request, and of its answer
says()
{
	local type=8

	[ "$1" = out ] || type=0
	btnsctl -n "$A" -j explain "$1" local "$A4" remote "$B4" proto icmp \
		icmp "$type" | grep -q "\"counter\":\"$2\""
}

# clear WHAT [REASON]: pings pass both ways, in the clear, and explain knows;
# if keying failed, for that reason
clear()
{
	local to

	for to in $B4 $B6; do
		refused "$to" "${2:-}"
		counters_save "$A"
		check "$1: $to answers" pings "$A" "$to" 100
		expect_counter "$A" tx_opp_clear +1
		expect_counter "$A" rx_opp_clear +1
	done
	refused "$B4" "${2:-}"
	check "$1: explain knows of those that go" says out tx_opp_clear
	check "$1: and of those that come" says in rx_opp_clear
}

# closed WHAT COUNTER [REASON]: no packet passes, in either direction
closed()
{
	local to

	for to in $B4 $B6; do
		refused "$to" "${3:-}"
		counters_save "$A"
		check "$1: $to hears nothing" unanswered "$A" "$to"
		expect_counter "$A" "$2" +1
		expect_counter "$A" tx_opp_clear +0
		check "$1: nor is it heard" unanswered "$B" \
			"$([ "$to" = "$B4" ] && echo "$A4" || echo "$A6")"
		expect_counter "$A" rx_clear +1
		expect_counter "$A" rx_opp_clear +0
	done
	refused "$B4" "${3:-}"
	check "$1: explain knows of those that go" says out "$2"
	check "$1: and of those that come" says in rx_clear
}

need_btns
setup_pair
fix_neighbours
add_nd_bypass btns "$A"
must btnsctl -n "$A" policy add index 4 action discard
must btnsctl -n "$A" policy add index 6 action discard

check_fails "only with btns-ok" btnsctl -n "$A" policy change index 4 \
	local "$A4" remote "$B4" action protect reqid 1 opp-accept-clear
check_fails "only in transport mode" btnsctl -n "$A" policy change index 4 \
	remote 10.8.0.0/16 action protect reqid 1 btns-ok opp-accept-clear \
	mode tunnel tunnel local "$A4" remote "$B4"

entry btns-ok opp-accept-clear opp-fail-clear
closed "nobody makes SAs" tx_no_sa

in_background "$A" btnsctl monitor acquire
monitor=$background
heard_of()
{
	unanswered "$A" "$B4"
	[ -s "$tmp/background.log" ]
}
entry btns-ok
busywait 10 heard_of || bail_out "no event"
closed "no flag" tx_held

entry btns-ok opp-accept-clear
clear "while SAs are asked for"
check "that they are" test "$(btnsctl -n "$A" acquire list |
	grep -c " reqid $reqid ")" = 2
must btnsctl -n "$A" pad add index 9 class auth id fqdn b.example \
	child 10.7.0.0/24,fd07::/64
closed "B's addresses belong to somebody" tx_held
must btnsctl -n "$A" pad change index 9 class auth id fqdn b.example \
	child 10.7.9.0/24
clear "to somebody else"
refuse unreachable
counters_save "$A"
check "keying failed: B4 hears nothing" unanswered "$A" "$B4"
expect_counter "$A" tx_refused +1

entry btns-ok opp-fail-clear
counters_save "$A"
check "not asked yet: nothing is heard" unanswered "$B" "$A4"
expect_counter "$A" rx_clear +1
check "a new entry is asked for" unanswered "$A" "$B4"
expect_counter "$A" tx_held +1
check "of each family" unanswered "$A" "$B6"
refuse unreachable
clear "once keying failed" unreachable
refused "$B4" unreachable
check "a connection is not refused then" on "$A" "$python" -c '
import socket, sys
with socket.socket() as s:
    s.settimeout(20)
    try:
        s.connect((sys.argv[1], 9))
    except ConnectionRefusedError:
        sys.exit(0)
sys.exit(1)' "$B4"

entry btns-ok opp-fail-clear
closed "a rule of this side forbids" tx_refused policy

# --- an SA ends it

entry btns-ok opp-accept-clear
must btnsctl -n "$A" conf set downgrade-hold $((8 * slow))
clear "asked for anew"
new_key "$aead" "$bits"
add_sa btns "$A" out "$A4" "$B4" 0x2001 transport $reqid "$key"
counters_save "$A"
check "an SA is used" unanswered "$A" "$B4"
expect_counter "$A" tx_protected +1
expect_counter "$A" tx_opp_clear +0
check "and ends what came in the clear" unanswered "$B" "$A4"
expect_counter "$A" rx_clear +1
must btnsctl -n "$A" sa del dst "$B4" spi 0x2001
counters_save "$A"
check "without it nothing passes for a while" unanswered "$A" "$B4"
expect_counter "$A" tx_opp_clear +0
passes()
{
	pings "$A" "$B4" 100
}
check "and then again" busywait $((20 * slow)) passes
must btnsctl -n "$A" conf set downgrade-hold 86400
check "which a longer time would not have let" unanswered "$A" "$B4"
kill "$monitor"
finish
