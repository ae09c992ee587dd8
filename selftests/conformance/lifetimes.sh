#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: D20 XN5
#
#	A 10.7.0.1 ==== 10.7.0.2 B
#
# Lifetimes in octets and seconds, and a wall clock that is moved.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# limited TIME OCTETS: an outbound SA with two hard limits
limited()
{
	spi=$((spi + 1))
	case $engine in
	btns) sa_out $spi transport 1 hard time "$1" bytes "$2" ;;
	xfrm) sa_out $spi transport 1 limit time-hard "$1" limit byte-hard "$2" ;;
	esac
}

gone()
{
	negate sa_exists "$A" "$B4" "$spi"
}

alive()
{
	sa_exists "$A" "$B4" "$spi"
}

# uses_up: the limit is passed at the tenth datagram of 108 octets above IP
uses_up()
{
	local left=20

	while ((left-- > 0)); do
		say "$A" "$B4" 9 100
	done
	soon gone
}

octets()
{
	case $engine in
	btns)
		btnsctl -n "$A" -j -s sa get dst "$B4" spi $spi |
			grep -o '"sa-lifetime-current":{[^}]*}' |
			sed 's/.*"bytes":\([0-9]*\).*/\1/'
		;;
	xfrm)
		ip -n "$A" -s xfrm state get dst "$B4" proto esp spi $spi |
			grep -A 1 'lifetime current' | tail -n 1 |
			sed 's/^ *\([0-9]*\)(bytes).*/\1/'
		;;
	esac
}

# gone_after SECONDS: by the clock that nobody moves
gone_after()
{
	local now end

	end=$(($(cut -d. -f1 /proc/uptime) + $1 * slow))
	until gone >/dev/null 2>&1; do
		now=$(cut -d. -f1 /proc/uptime)
		[ "$now" -lt "$end" ] || return 1
	done
}

back_an_hour()
{
	probe "$A" clock -3600
	gone_after 20
}

on_two_hours()
{
	probe "$A" clock 7200
	! gone_after 4
}

ipv4_only=1
spi=$((0x2000))
begin
setup_pair
swallow "$B" "udp dport 9"
entry "$A" local "$A4" remote "$B4" action protect reqid 1 mode transport

row D20
limited 3600 1000
given "the SA is there" alive
fact "at its limit of octets the SA dies, hours before that of time" uses_up
limited 4 1000000
given "the SA is there" alive
fact "at its limit of time it dies, far from that of octets" gone_after 20
limited 3600 1000000
say "$A" "$B4" 9 100
fact "what counts is what the cipher was applied to, padding too" \
	equal "$(octets)" 112

row XN5
if [ "${VM:-}" != 1 ]; then
	lacks "moves the clock: only in a guest"
	end_rows
fi
limited 8 1000000
fact "the clock goes back an hour: an SA of 8 seconds dies in time" back_an_hour
probe "$A" clock 3600
limited 3600 1000000
fact "the clock goes on two hours: an SA of an hour lives" on_two_hours
probe "$A" clock -7200

end_rows
