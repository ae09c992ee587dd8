#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	                    .==== 10.7.0.2  (wire) B (XFRM) 10.8.2.1
#	H1 10.7.1.2 ---- A (btns) 10.8.1.1
#	                    '==== fd07:3::2 (wire) C (XFRM) 10.8.2.1
#
# Behind either gateway is the same network, RFC 4301 4.5.3. B is preferred. What
# it refuses, or does not answer, goes to C while the packet that asked still
# waits; who sends learns of it only when both refuse. When B is back it is
# preferred again. Nothing leaves in the clear, or by a gateway that the entry
# does not name.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# --- key management

# answer: of each gateway that it is asked for say what is in a file named after
# it, the reason of a refusal; nothing if it is empty
answer()
{
	local id words gateway reason

	btnsctl -n "$A" monitor acquire | while read -r _ _ id words; do
		for gateway in "$B4" "$C6"; do
			[[ " $words " == *" remote $gateway "* ]] || continue
			reason=$(<"$tmp/of.$gateway")
			[ -z "$reason" ] || btnsctl -n "$A" acquire fail \
				id "$id" reason "$reason" hold-off 30
		done
	done
}

# say B C: what answer() is to say from now on
say()
{
	echo "$1" >"$tmp/of.$B4"
	echo "$2" >"$tmp/of.$C6"
}

# keyer_start: it takes a while to start, and packets do not wait that long
keyer_start()
{
	mkfifo "$tmp/ask" "$tmp/answer" || bail_out "no pipes"
	ip netns exec "$A" "$python" "$lib_dir/keyer.py" "$client" --lines \
		<"$tmp/ask" >"$tmp/answer" 2>"$tmp/keyer.log" &
	processes+=($!)
	exec {asking}>"$tmp/ask" {answering}<"$tmp/answer"
}

# ask LOCAL REMOTE [OPTION...]: for a pair of SAs of A, whose SPIs are spi and
# the next one; prints the answer
ask()
{
	local answer

	echo "--assurance auth --name gw.example --key gw --mode tunnel" \
		"--local $1 --remote $2 --sel local=$I14,remote=$I24" \
		"--spi-in $spi --spi-out $((spi + 1)) --policy 3 ${*:3}" \
		>&"$asking"
	read -r -t $((60 * slow)) answer <&"$answering" ||
		bail_out "no key manager: $(<"$tmp/keyer.log")"
	echo "$answer"
	[ "${answer%% *}" = 0 ]
}

# give B|C: SAs between A and this gateway, which is the first to have them
give()
{
	local here=$A4 peer=$B4 ns=$B

	[ "$1" = B ] || here=$A36 peer=$C6 ns=$C
	spi=$((spi + 2))
	spi_key $spi
	add_sa xfrm "$ns" out "$peer" "$here" $spi tunnel 1 "$key"
	spi_key $((spi + 1))
	add_sa xfrm "$ns" in "$here" "$peer" $((spi + 1)) tunnel 1 "$key"
	must ask "$here" "$peer"
}

# spi_key SPI: sets key, to what keyer.py makes of it
spi_key()
{
	key=$tmp/key.$1
	printf %d "$1" | sha256sum | cut -c 1-40 >"$key"
}

# take: the SAs that were given last
take()
{
	must btnsctl -n "$A" sa del dst "$1" proto esp spi $((spi + 1))
	must btnsctl -n "$A" sa del dst "$2" proto esp spi $spi
}

# asked STATE GATEWAY [WORDS]: for SAs with it
asked()
{
	btnsctl -n "$A" -o acquire list |
		grep "^$1 .* remote $2 " | grep -q -- "${3:-}"
}

# expires GATEWAY: milliseconds until it counts as silent
expires()
{
	btnsctl -n "$A" -o acquire list |
		sed -n "s/.* remote $1 .*expires-ms \([0-9]*\)/\1/p"
}

# forget: no SAs at A, as if nothing had been asked for
forget()
{
	btnsctl -n "$A" config show | grep -v '^sa ' >"$tmp/config"
	must btnsctl -n "$A" sa flush
	must btnsctl -n "$A" config reset
	must btnsctl -n "$A" -f "$tmp/config"
	counters_save "$A"
}

# --- traffic

# begin: watch both ways
begin()
{
	capture_start first "$A" wire
	capture_start second "$A" other
}

# end WHAT B C: so many packets left for each gateway, and nothing else did
end()
{
	capture_stop first
	capture_stop second
	check_equal "$1: packets to B and to C" \
		"$(capture_count first "$filter_esp") $(capture_count second "$filter_esp")" \
		"$2 $3"
	check_not_seen first "$1: nothing leaves in the clear towards B" \
		"$filter_clear"
	check_not_seen second "$1: nothing leaves in the clear towards C" \
		"$filter_clear"
}

ping_waits()
{
	in_background "$A" ping -n -q -c 1 -W 30 -p "$marker_hex" \
		-I "$I14" "$I24"
}

# answered: the ping that waited
answered()
{
	wait "$background"
}

# ping_now [SECONDS]
ping_now()
{
	on "$A" ping -n -q -c 1 -W "${1:-$((5 * slow))}" -p "$marker_hex" \
		-I "$I14" "$I24"
}

explained()
{
	btnsctl -n "$A" explain out local "$I14" remote "$I24" proto udp \
		lport 1 rport "${2:-9}" | grep "$1"
}

# entry [WORD...]: what protects, with the gateways in words
entry()
{
	must btnsctl -n "$A" policy change index 3 local "$I14,10.7.1.2" \
		remote "$I24" action protect reqid 1 mode tunnel "$@"
}

need tcpdump ping
need_btns
need_xfrm
need_client
setup_pair
setup_inner
setup_ns C H1
setup_link "$A" other "$C" wire
A36=fd07:3::1 C6=fd07:3::2
setup_address "$A" other $A36/64
setup_address "$C" wire $C6/64 10.7.3.2/24
setup_address "$C" lo "$I24/32"
must ip -n "$C" route add "$I14" dev wire src "$I24"
setup_link "$H1" side "$A" side
setup_address "$H1" side 10.7.1.2/24
setup_address "$A" side 10.7.1.1/24
setup_router "$A"
must ip -n "$H1" route add default via 10.7.1.1
by_b=(tunnel local "$A4" remote "$B4")
by_c=(tunnel local "$A36" remote "$C6")
spi=0x1000

add_nd_bypass btns "$A"
must btnsctl -n "$A" pad add index 1 class auth id fqdn gw.example child "$I24"
must btnsctl -n "$A" policy add index 3 action discard
entry "${by_b[@]}" "${by_c[@]}"
# what A itself tells H1
policy "$A" dir out remote 10.7.1.2 proto icmp action bypass
add_policy xfrm "$B" "$I24" "$I14" tunnel 1 "$B4" "$A4"
add_policy xfrm "$C" "$I24" "$I14" tunnel 1 "$C6" "$A36"
say '' ''
keyer_start
counters_save "$A"
answer &
processes+=($!)
hears()
{
	send_udp "$A" "$I24" 9 10
	[ "$(counter_change "$A" tx_held)" -gt 0 ]
}
busywait 10 hears || bail_out "nobody listens"

# --- without SAs

forget
begin
check "without SAs a ping is not answered" negate ping_now 1
check "B is asked" asked larval "$B4"
check_fails "C is not" asked '.*' "$C6"
check "explain names B" explained "^keying hold src $A4 dst $B4"
check_equal "no pair with a gateway that the entry does not name" \
	"$(ask "$A4" 10.7.0.9 | grep -o '^13 .*other ends')" \
	"13 the tunnels of the SPD entry have other ends"
check_equal "nor from another address to one that it does" \
	"$(ask "$A36" fd07:3::9 | grep -o '^13 .*other ends')" \
	"13 the tunnels of the SPD entry have other ends"
spi_key $spi
add_sa btns "$A" out "$A4" 10.7.0.9 0x900 tunnel 1 "$key"
check "an SA with such a gateway carries nothing" negate ping_now 1
end "without SAs" 0 0

# --- B refuses

say refused ''
forget
begin
ping_waits
check "B refuses: C is asked at once" busywait 4 asked larval "$C6"
check "B is not asked again for a while" asked refused "$B4" 'reason refused'
check "explain names C" explained "^keying hold src $A36 dst $C6"
check_equal "each was asked once" "$(counter_change "$A" acquire_sent)" 2
check "the packet waits" kill -0 "$background"
give C
check "and is answered through C" answered
expect_counter "$A" tx_refused +0
expect_counter "$A" tx_hold_expired +0
check "so is the next one" ping_now
end "B refuses" 0 2

# --- B is back

begin
give B
check "B is back: a ping is answered" ping_now
check "explain names B" explained "^sa out src $A4 dst $B4"
end "B is back" 1 0
begin
counters_save "$A"
take "$B4" "$A4"
check "B goes: a ping is answered" ping_now
check_equal "nobody is asked" "$(counter_change "$A" acquire_sent)" 0
end "B goes" 0 1

# --- another order, and one gateway less

give B
begin
entry "${by_c[@]}" "${by_b[@]}"
check "C preferred: a ping is answered" ping_now
end "C preferred" 0 1
begin
entry "${by_b[@]}" "${by_c[@]}"
check "B preferred again: a ping is answered" ping_now
end "B preferred again" 1 0
entry "${by_b[@]}"
check_equal "without C in the entry its SAs are gone" \
	"$(btnsctl -n "$A" sa list | grep -cF "$C6")" 0
check "those of B are not" ping_now
entry "${by_b[@]}" "${by_c[@]}"

# --- B does not answer

say '' ''
forget
begin
ping_waits
check "B is silent: it is asked" busywait 4 asked larval "$B4"
left=$(expires "$B4")
check "a packet lives to see the next asked ($left ms)" test "$left" -le 5000
check "then C is asked" busywait 7 asked larval "$C6"
check "the packet waits" kill -0 "$background"
give C
check "and is answered through C" answered
check "B counts as refused" asked refused "$B4" 'reason timeout'
expect_counter "$A" tx_hold_expired +0
end "B is silent" 0 1

# --- SAs with C, while B is waited for

forget
begin
ping_waits
check "B is asked once more" busywait 4 asked larval "$B4"
give C
check "SAs with C let go what waits for B" answered
end "SAs with C" 0 1

# --- both refuse

say policy unreachable
forget
begin
check_equal "both refuse: connect()" "$(try_connect "$A" "$I24")" 113
check_equal "both refuse: connect() once more" "$(try_connect "$A" "$I24")" 113
check_equal "each was asked once" "$(counter_change "$A" acquire_sent)" 2
check_errno "both refuse: sendto()" 113 "$A" "$I24" 9 10
say unreachable policy
forget
check_equal "the last one has the word: connect()" \
	"$(try_connect "$A" "$I24")" 1
say refused unreachable
forget
capture_start side "$A" side
check "a host behind gets no answer" unanswered "$H1" "$I24"
check "and none the next time" unanswered "$H1" "$I24"
capture_stop side
check_seen side "but an ICMP error for each packet" \
	'icmp[icmptype] == 3 and icmp[icmpcode] == 1' 2
end "both refuse" 0 0

# --- an SA for each flow

say '' ''
entry "${by_b[@]}" "${by_c[@]}" pfp rport
forget
must send_udp "$A" "$I24" 9 10
check "an SA for each port: C is asked when B is silent" \
	busywait 7 asked larval "$C6" 'rport 9 '
check "explain names C for the next port" explained \
	"^keying hold src $A36 dst $C6" 10
must send_udp "$A" "$I24" 10 10
check "which does not wait for B" asked larval "$C6" 'rport 10 '
check_equal "B was not asked for it" "$(counter_change "$A" acquire_sent)" 3
finish
