#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	H1 10.7.1.2 ---- A (btns) 10.7.0.1 ==== 10.7.0.2 B (btns) ---- 10.7.2.2 H2
#	   fd07:1::2              fd07::1       fd07::2                fd07:2::2
#	                                             10.9.0.0/16, fd09::/64 behind H2
#
# Routers on the way are in nobody's selectors. What they say of a packet takes
# the SA of its return traffic and is delivered; what a peer says of packets that
# never were in this SA is not (RFC 4301 6.2).
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# protect V LOCAL REMOTE [WORD...]: what A and B have for each other; the words
# are for the SA by which A receives
protect()
{
	local v=$1 a=A$1 b=B$1 near=$2 far=$3

	shift 3
	add_policy btns "$A" "$near" "$far" tunnel "$v" "${!a}" "${!b}"
	add_policy btns "$B" "$far" "$near" tunnel "$v" "${!b}" "${!a}"
	new_key "$aead" "$bits"
	add_sa btns "$A" out "${!a}" "${!b}" "0x200$v" tunnel "$v" "$key"
	add_sa btns "$B" in "${!a}" "${!b}" "0x200$v" tunnel "$v" "$key"
	new_key "$aead" "$bits"
	add_sa btns "$B" out "${!b}" "${!a}" "0x100$v" tunnel "$v" "$key"
	add_sa btns "$A" in "${!b}" "${!a}" "0x100$v" tunnel "$v" "$key" "$@"
	printf -v "key_$v" %s "$key"
}

# exceeded_at HOPS ADDRESS ROUTER: who says that a ping lived too short?
exceeded_at()
{
	on "$H1" ping -n -c 1 -W $((5 * slow)) -t "$1" -p $marker_hex "$2" |
		grep -i "^From $3 .*\(time to live\|hop limit\|time exceeded\)"
}

# traced WHAT HOPS ADDRESS ROUTER: a test point and what goes with it
traced()
{
	capture_start wire "$A" wire "$B" wire
	counters_save "$A"
	counters_save "$B"
	check "$1 is heard" exceeded_at "$2" "$3" "$4"
	expect_moves "$A" tx_protected=1 rx_protected=1
	expect_moves "$B" tx_protected=1 rx_protected=1
	capture_stop wire
	check_protected wire "$1: the wire"
}

# say V TYPE QUOTE: B puts an error for H1 into the SA, as if from H2
say()
{
	local v=$1 a=A$1 b=B$1 h1=H1$1 h2=H2$1 file=key_$1

	seq=$((seq + 1))
	craft "$B" --key "${!file}" --spi "0x100$v" --seq "$seq" \
		--from "${!b}" --to "${!a}" --tunnel --inner-from "${!h2}" \
		--inner-to "${!h1}" --proto icmp --icmp-type "$2" \
		--icmp-rest 0 --payload "$3"
}

# said WHAT V TYPE QUOTE NAME: A counts it so, and H1 hears of it only if it is
# accepted
said()
{
	local heard=0

	[ "$5" != rx_protected ] || heard=1
	capture_start side "$A" side
	counters_save "$A"
	must say "$2" "$3" "$4"
	expect_moves "$A" "$5=1"
	capture_stop side
	check_seen side "IPv$2: $1" "$(filter_error "$2" "$3")" $heard
}

filter_error()
{
	case $1 in
	4) echo "icmp[0] == $2" ;;
	6) echo "ip6[6] == 58 and ip6[40] == $2" ;;
	esac
}

# case_of V FAR OTHER EXCEEDED ROOM
case_of()
{
	local v=$1 far=$2 other=$3 exceeded=$4 room=$5
	local h1=H1$1 h2=H2$1 b=B$1 good

	traced "IPv$v: a router behind B" 3 "$far" "${!h2}"
	traced "IPv$v: B itself" 2 "$far" "${!b}"

	good=$(icmp "$B" quote "${!h1}" "$far")
	said "an error about the SA's traffic" "$v" "$exceeded" "$good" \
		rx_protected
	said "one about another destination" "$v" "$exceeded" \
		"$(icmp "$B" quote "${!h1}" "$other")" rx_icmp_mismatch
	said "one about another's packet" "$v" "$exceeded" \
		"$(icmp "$B" quote "$other" "$far")" rx_icmp_mismatch
	said "one about the other direction" "$v" "$exceeded" \
		"$(icmp "$B" quote "$far" "${!h1}")" rx_icmp_mismatch
	said "one that quotes too little" "$v" "$exceeded" \
		"${good:0:$((2 * (room + 3)))}" rx_icmp_mismatch
	said "one that quotes nothing" "$v" "$exceeded" '' rx_icmp_mismatch

	must btnsctl -n "$A" conf set icmp-protected unreachable,too-big
	said "a class that is switched off" "$v" "$exceeded" "$good" \
		rx_icmp_mismatch
	must btnsctl -n "$A" conf reset
}

need tcpdump ping
need_btns
setup_chain
setup_router "$H2"
setup_ns H3
setup_link "$H2" far "$H3" far
setup_address "$H2" far 10.9.0.254/16 fd09::fe/64
must ip -n "$A" route add 10.9.0.0/16 via "$B4"
must ip -n "$B" route add 10.9.0.0/16 via "$H24"
must ip -n "$A" -6 route add fd09::/64 via "$B6"
must ip -n "$B" -6 route add fd09::/64 via "$H26"
add_nd_bypass btns "$A"
add_nd_bypass btns "$B"
protect 4 10.7.1.0/24 10.9.0.0/16
protect 6 fd07:1::/64 fd09::/64 sel local fd07:1::/64 remote fd09::/64
# the first packets of all teach the neighbours
exceeded_at 3 10.9.0.1 "$H24" >/dev/null
exceeded_at 3 fd09::1 "$H26" >/dev/null

seq=500
case_of 4 10.9.0.1 10.99.0.1 11 20
case_of 6 fd09::1 fd99::1 3 40
said "a redirect, whatever it quotes" 4 5 \
	"$(icmp "$B" quote "$H14" 10.9.0.1)" rx_policy

# --- an entry that speaks of the error itself decides --------------------------

policy "$B" dir in proto icmp icmp 11 action bypass
capture_start wire "$B" wire
check "a bypass for errors that come in" \
	exceeded_at 3 10.9.0.1 "$H24"
capture_stop wire
check_protected wire "lets none out"

policy "$A" local 10.7.1.0/24 remote "$H24" proto icmp icmp 11 \
	action protect reqid 4 mode tunnel tunnel local "$A4" remote "$B4"
said "an entry for errors has quotes not looked at" 4 11 \
	"$(icmp "$B" quote "$H14" 10.99.0.1)" rx_protected
policy "$A" remote "$H24" proto icmp action discard
said "an entry that discards them is obeyed" 4 3 \
	"$(icmp "$B" quote "$H14" 10.9.0.1)" rx_policy
finish
