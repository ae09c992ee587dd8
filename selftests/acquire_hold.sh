#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1, fd07::1 ==== 10.7.0.2, fd07::2 (btns) B
#
# Packets that want an SA wait for it, and all of them arrive, once and in order,
# when it comes; a connection is opened as if nothing had been missing. None of
# them is ever sent in the clear: not while they wait, not through an SA that
# leaves them out, not when the SPD no longer protects them.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# held NS COUNT: so many packets were held since counters_save
held()
{
	[ "$(counter_change "$1" tx_held)" = "$2" ]
}

# acquires NS: how many there are
acquires()
{
	btnsctl -n "$1" acquire list | grep -c '^larval'
}

no_acquires()
{
	[ -z "$(btnsctl -n "$1" acquire list)" ]
}

# add_out LOCAL REMOTE SPI [WORD...]: the SA that A's packets wait for
add_out()
{
	add_sa btns "$A" out "$1" "$2" "$3" transport 1 "$key" "${@:4}"
}

# three_pings V: wait together, arrive together
three_pings()
{
	local v=$1 a=A$1 b=B$1 spi=0x200$1

	counters_save "$A"
	in_background "$A" ping -n -c 3 -i 0.2 -W $((20 * slow)) \
		-p $marker_hex "${!b}"
	check "IPv$v: three packets wait" busywait 10 held "$A" 3
	check_equal "IPv$v: for one SA" "$(acquires "$A")" 1
	check_equal "IPv$v: which was asked for once" \
		"$(counter_change "$A" acquire_sent)" 1
	add_out "${!a}" "${!b}" "$spi"
	wait "$background"
	check "IPv$v: three of three are answered" \
		grep -q '^3 packets transmitted, 3 received, 0%' \
		"$tmp/background.log"
	check_equal "IPv$v: once each and in order" \
		"$(sed -n 's/.*icmp_seq=\([0-9]*\).*/\1/p' "$tmp/background.log" |
			xargs)" '1 2 3'
	check "IPv$v: nothing waits any more" busywait 5 no_acquires "$A"
}

# connection V: the SYN waits
connection()
{
	local v=$1 a=A$1 b=B$1 spi=0x200$1

	must btnsctl -n "$A" sa del dst "${!b}" spi "$spi"
	counters_save "$A"
	in_background "$A" "$python" "$lib_dir/traffic.py" client "${!b}" \
		$port --timeout $((20 * slow)) --tcp 10000
	check "IPv$v: a SYN waits" busywait 10 held "$A" 1
	new_out "$v"
	check "IPv$v: and the connection carries its octets" wait "$background"
}

# new_out V: a fresh SA each way from A to B
new_out()
{
	local a=A$1 b=B$1 spi=0x200$1

	must btnsctl -n "$B" sa del dst "${!b}" spi "$spi"
	new_key "$aead" "$bits"
	add_sa btns "$B" in "${!a}" "${!b}" "$spi" transport 1 "$key"
	add_out "${!a}" "${!b}" "$spi"
}

need ping tcpdump
need_btns
setup_pair
fix_neighbours
for v in 4 6; do
	a=A$v b=B$v
	for ns in "$A" "$B"; do
		add_nd_bypass btns "$ns"
	done
	add_policy btns "$A" "${!a}" "${!b}" transport 1
	add_policy btns "$B" "${!b}" "${!a}" transport 1
	new_key "$aead" "$bits"
	add_sa btns "$B" out "${!b}" "${!a}" 0x100$v transport 1 "$key"
	add_sa btns "$A" in "${!b}" "${!a}" 0x100$v transport 1 "$key"
done
serve "$B" "$B4" "$B6"
capture_start wire "$A" wire "$B" wire

# --- nobody to ask

counters_save "$A"
check_errno "without a listener nothing waits" 113 "$A" "$B4" 9 100
expect_only "$A" tx_no_sa=1

# --- somebody who answers

btnsctl -n "$A" monitor acquire >"$tmp/events" &
processes+=($!)
asked()
{
	send_udp "$A" "$B4" 9 100
	[ -s "$tmp/events" ]
}
busywait 10 asked || bail_out "no event"
must btnsctl -n "$A" acquire fail hold-off 1 id \
	"$(sed -n '1s/.* id \([0-9]*\) .*/\1/p' "$tmp/events")"
check "a refusal is forgotten" busywait 5 no_acquires "$A"

for v in 4 6; do
	a=A$v b=B$v
	new_key "$aead" "$bits"
	add_sa btns "$B" in "${!a}" "${!b}" 0x200$v transport 1 "$key"
	three_pings $v
	connection $v
done

# --- an SA that leaves them out

must btnsctl -n "$A" sa del dst "$B4" spi 0x2004
counters_save "$A"
in_background "$A" ping -n -c 1 -W $((20 * slow)) -p $marker_hex "$B4"
check "a packet waits" busywait 10 held "$A" 1
new_key "$aead" "$bits"
add_out "$A4" "$B4" 0x3004 sel local "$A4" remote "$B4" proto udp
check "an SA that leaves it out makes it ask once more" \
	busywait 10 held "$A" 2
check_equal "twice in all" "$(counter_change "$A" acquire_sent)" 2
new_out 4
check "and the right one lets it go" wait "$background"
must btnsctl -n "$A" sa del dst "$B4" spi 0x3004

# --- the SPD changes

must btnsctl -n "$A" sa del dst "$B4" spi 0x2004
counters_save "$A"
in_background "$A" ping -n -c 1 -W 1 -p $marker_hex "$B4"
check "a packet waits again" busywait 10 held "$A" 1
policy "$A" local "$A4" remote "$B4" proto icmp action bypass before \
	"$(btnsctl -n "$A" -j policy list |
		"$python" -c 'import json, sys; print(json.load(sys.stdin)[0]["index"])')"
check "an entry that bypasses ends its wait" busywait 10 no_acquires "$A"
expect_counter "$A" tx_policy +1

capture_stop wire
check_protected wire "all that left"
finish
