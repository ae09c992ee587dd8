#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A40 B31 I29 I34
#
#	A 10.7.0.1 ==== 10.7.0.2 B
#
# SAs keyed by hand and by a protocol, and what the latter may not have.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# both_ways SIZE: A and B hear each other
both_ways()
{
	arrives b "^udp 9 $1 " say "$A" "$B4" 9 "$1" &&
		arrives a "^udp 9 $1 " say "$B" "$A4" 9 "$1"
}

somebody_listens()
{
	case $engine in
	btns) in_background "$A" btnsctl monitor acquire ;;
	xfrm) in_background "$A" ip xfrm monitor acquire ;;
	esac
	busywait 5 process_sleeps "$background"
}

asked()
{
	say "$A" "$B4" 9 10
	grep -qi 'acquire' "$tmp/background.log"
}

# integrity_wanted NUMBER NAME KEY: a key manager does not get a cipher alone
integrity_wanted()
{
	case $engine in
	btns)
		refused '^(22|34|95) ' assurance auth name q.example key q \
			algorithm "$1"
		;;
	xfrm)
		! ip -n "$A" xfrm state add src "$B4" dst "$A4" proto esp \
			spi 0x5001 mode transport reqid 1 enc "$2" "$3"
		;;
	esac
}

# ask COMMAND NAME=VALUE...
ask()
{
	on "$A" "$python" "$lib_dir/conformance/nl_ask.py" "$client" "$@"
}

# refused_so ERRNO COMMAND NAME=VALUE...: and the SAs are as before
refused_so()
{
	local want=$1 before status

	shift
	before=$(spis_of_a)
	ask "$@"
	status=$?
	equal "$status" "$want" && equal "$(spis_of_a)" "$before"
}

# from_b NUMBER [OPTION...]: a packet of the SA
from_b()
{
	craft "$B" "${by[@]}" --seq "$1" --dport 9 --size "$1" "${@:2}"
}

ipv4_only=1
begin
setup_pair
fix_neighbours
manager
listen "$A" a udp:9
listen "$B" b udp:9
add_policy xfrm "$B" "$B4" "$A4" transport 1
pad index 1 class auth id fqdn q.example key-hash "$(key_hash q)" child "$B4"
entry "$A" index 1 remote "$B4" action protect reqid 1

row A40
given "without SAs nothing passes" vanishes a '^udp 9 100 ' \
	say "$B" "$A4" 9 100
sas_v4 transport 1 0x4001
fact "SAs keyed by hand carry packets both ways" both_ways 101
flush_sas "$engine" "$A"
flush_sas xfrm "$B"
given "a key manager listens" somebody_listens
fact "it is asked for SAs" soon asked
fact "and gives them" pair assurance auth name q.example key q
pair_known_to_b
fact "they carry packets both ways" both_ways 102

row I29
given "a key manager gets SAs" pair assurance auth name q.example key q
fact "a key manager's SA has replay protection" \
	refused '^22 .*replay' assurance auth name q.example key q window 0
fact "and integrity: AES-CBC alone is refused" integrity_wanted \
	12 'cbc(aes)' 0x0123456789abcdef0123456789abcdef
flush_sas "$engine" "$A"
fact "and so is NULL" integrity_wanted 11 'ecb(cipher_null)' ''

row B31
if [ "$engine" = xfrm ]; then
	lacks "SAs of XFRM do not say who keyed them"
else
	flush_sas btns "$A"
	pad index 2 class btns-any
	sa_in 0x4002 transport 1
	fact "an SA keyed by hand says so" \
		sa_says 0x4002 '"assurance":"manual"'
	fact "and has no peer" negate sa_says 0x4002 'peer-id|peer-key|pad-entry'
	by_hand=(sa-add dir=in proto=50 mode=transport reqid=1
		aead=aes-gcm-16 src-ipv4="$B4" dst-ipv4="$A4")
	given "the interface takes one that says so" ask "${by_hand[@]}" \
		spi=0x4003 assurance=manual key="hex:$(pair_key 0x4003)"
	fact "and none that says BTNS" refused_so 22 "${by_hand[@]}" \
		spi=0x4004 assurance=btns key="hex:$(pair_key 0x4004)"
	flush_policies xfrm "$B"
	fact "an entry without btns-ok takes it" arrives a '^udp 9 111 ' \
		from_b 111
	must btnsctl -n "$A" pad flush
	fact "and the PAD has no part in that" arrives a '^udp 9 112 ' from_b 112
fi

row I34
if [ "$engine" = xfrm ]; then
	lacks "XFRM moves SAs (XFRM_MSG_MIGRATE) and does not know whose they are"
else
	flush_sas btns "$A"
	flush_sas xfrm "$B"
	pad index 2 class btns-any
	must btnsctl -n "$A" policy change index 1 remote "$B4" action protect \
		reqid 1 btns-ok
	given "a BTNS peer has SAs" pair name m pad 2
	pair_known_to_b
	add_policy xfrm "$B" "$B4" "$A4" transport 1
	given "that carry packets both ways" both_ways 120
	flush_policies xfrm "$B"
	by_pair
	given "SAs can be updated" ask sa-update proto=50 spi="$spi_in" \
		dst-ipv4="$A4" hard.packets=1000000
	fact "not by giving them another address" refused_so 22 sa-update \
		proto=50 spi="$spi_in" dst-ipv4="$A4" src-ipv4=10.7.0.99
	fact "nor is that by which A sends moved" refused_so 22 sa-update \
		proto=50 spi="$spi_out" dst-ipv4="$B4" src-ipv4=10.7.0.99
	must ip -n "$B" addr add 10.7.0.99/24 dev wire
	given "a packet of the SA comes from elsewhere" \
		from_b 500 --from 10.7.0.99
	fact "the SA stays where it was" \
		sa_says "$spi_in" "\"src\":\"${B4//./\\.}\""
	fact "and what A sends goes where it went" arrives b '^udp 9 121 ' \
		say "$A" "$B4" 9 121
fi

end_rows
