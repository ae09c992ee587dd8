#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ==== 10.7.0.2 (XFRM) B
#
# An SA at its soft limit says so and goes on; at its hard limit it says so and is
# gone: no packet leaves or arrives by it afterwards. Packets, octets and seconds
# are limits of their own.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


# events LIMIT KIND: how many expiry events; KIND is soft or hard
events()
{
	local soft=false

	[ "$2" != soft ] || soft=true
	grep '"event":"sa-expire"' "$tmp/background.log" |
		grep "\"limit\":\"$1\"" |
		grep -c "\"soft-lifetime-expire\":$soft"
}

told()
{
	[ "$(events "$1" "$2")" -ge "$3" ]
}

spis()
{
	btnsctl -n "$A" -j sa list | grep -o '"spi":[0-9]*' | wc -l
}

# limited WORD...: a pair of SAs of which A's outbound one has limits
limited()
{
	flush_sas btns "$A"
	flush_sas xfrm "$B"
	new_key "$aead" "$bits"
	add_sa xfrm "$B" out "$B4" "$A4" 0x1001 transport 1 "$key"
	add_sa btns "$A" in "$B4" "$A4" 0x1001 transport 1 "$key"
	new_key "$aead" "$bits"
	add_sa xfrm "$B" in "$A4" "$B4" 0x2001 transport 1 "$key"
	add_sa btns "$A" out "$A4" "$B4" 0x2001 transport 1 "$key" "$@"
}

# dies LIMIT: after its hard limit
dies()
{
	check "$1: the hard limit is told" busywait 10 told "$1" hard 1
	check_equal "$1: once" "$(events "$1" hard)" 1
	check "$1: the SA is gone" busywait 5 only_one_left
	counters_save "$A"
	check "$1: nothing leaves by it" unanswered "$A" "$B4"
	expect_only "$A" acquire_sent=1 tx_held=1
}

only_one_left()
{
	[ "$(spis)" = 1 ]
}

need ping
ipv4_only=1
need_btns
need_xfrm
setup_pair
add_policy btns "$A" "$A4" "$B4" transport 1
add_policy xfrm "$B" "$B4" "$A4" transport 1
in_background "$A" btnsctl -j monitor sa
# the monitor listens when it shows what happens
heard()
{
	must btnsctl -n "$A" sa flush
	new_key "$aead" "$bits"
	add_sa btns "$A" out "$A4" "$B4" 0x2001 transport 1 "$key"
	grep -q sa-add "$tmp/background.log"
}
check "the monitor hears of SAs" busywait 10 heard

limited soft packets 3 hard packets 6
check "two packets" on "$A" ping -n -q -c 2 -i 0.01 "$B4"
check_equal "packets: below the soft limit nothing is told" \
	"$(events packets soft)" 0
check "a third" pings "$A" "$B4" 56
check "packets: the soft limit is told" busywait 10 told packets soft 1
check "packets: the SA goes on" pings "$A" "$B4" 56
check_equal "packets: told once" "$(events packets soft)" 1
check "two more" on "$A" ping -n -q -c 2 -i 0.01 "$B4"
dies packets

# 8 octets of ICMP, 1000 of data, 2 of trailer, padded: 1012 a packet
limited soft bytes 2000 hard bytes 4000
check "a packet" pings "$A" "$B4" 1000
check_equal "bytes: below the soft limit nothing is told" \
	"$(events bytes soft)" 0
check "a second one" pings "$A" "$B4" 1000
check "bytes: the soft limit is told" busywait 10 told bytes soft 1
check "a third and a fourth" on "$A" ping -n -q -c 2 -i 0.01 -s 1000 "$B4"
dies bytes

limited soft time $((2 * slow)) hard time $((5 * slow))
check "time: a young SA works" pings "$A" "$B4" 56
check_equal "time: nothing is told yet" "$(events time soft)" 0
check "time: the soft limit is told" busywait 10 told time soft 1
check "time: the SA goes on" pings "$A" "$B4" 56
dies time

# limits of an inbound SA
flush_sas btns "$A"
flush_sas xfrm "$B"
new_key "$aead" "$bits"
add_sa xfrm "$B" out "$B4" "$A4" 0x1001 transport 1 "$key"
add_sa btns "$A" in "$B4" "$A4" 0x1001 transport 1 "$key" hard packets 3
counters_save "$A"
on "$B" ping -n -q -c 5 -i 0.2 -W 1 "$A4" >/dev/null
check_equal "an inbound SA takes three packets" \
	"$(counter_change "$A" rx_protected)" 3
check_equal "and the next two are nobody's" \
	"$(($(counter_change "$A" rx_no_sa) + $(counter_change "$A" rx_sa_dead)))" 2
finish
