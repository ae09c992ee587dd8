#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	H1 10.7.1.2 ---- A (btns) 10.7.0.1 ---- 10.7.0.2 B ---- 10.7.2.2 H2
#	   fd07:1::2        fd07::1             fd07::2       fd07:2::2
#
# What btnsctl explain says of a packet is what becomes of that packet: the same
# counter moves, the same entry of the SPD is named, the same SA takes it.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# agree WHAT COUNTER WORD... -- FROM_NS packet|esp WORD...: a case
agree()
{
	local what=$1

	shift
	echo "${what@Q} ${*@Q}" >>"$tmp/cases"
}

# judge: a test point for each case since the last time
judge()
{
	local line

	while read -r line; do
		case $line in
		"ok "*) ok "${line#ok }" ;;
		"not ok "*) not_ok "${line#not ok }" ;;
		*) echo "$line" ;;
		esac
	done < <("$python" "$lib_dir/explain.py" "$A" "$tmp/cases" 2>&1)
	rm "$tmp/cases"
}

# udp out|in|forward WHAT COUNTER FROM_NS SOURCE SPORT DESTINATION DPORT
udp()
{
	local words=(local "$5" lport "$6" remote "$7" rport "$8")

	[ "$1" != in ] || words=(remote "$5" rport "$6" local "$7" lport "$8")
	agree "$1: $2: $3" "$3" "$1" proto udp "${words[@]}" \
		-- "$4" packet "$5" "$7" udp --sport "$6" --dport "$8"
}

# other out|in WHAT COUNTER FROM_NS LOCAL REMOTE "EXPLAIN_WORD..."
#	PACKET_WORD...
other()
{
	local ends=("$5" "$6") words

	[ "$1" != in ] || ends=("$6" "$5")
	read -ra words <<<"$7"
	agree "$1: $2: $3" "$3" "$1" local "$5" remote "$6" "${words[@]}" \
		-- "$4" packet "${ends[@]}" "${@:8}"
}

# tunnelled DIR WHAT COUNTER SPI SEQ SOURCE SPORT DESTINATION DPORT: by an SA
tunnelled()
{
	local words=(remote "$6" rport "$7" local "$8" lport "$9")

	[ "$1" = in ] || words=(local "$6" lport "$7" remote "$8" rport "$9")
	agree "$1: $2: $3" "$3" "$1" proto udp "${words[@]}" spi "$4" \
		dst "$A4" -- "$B" esp --key "$key" --spi "$4" --seq "$5" \
		--from "$B4" --to "$A4" --tunnel --inner-from "$6" \
		--inner-to "$8" --sport "$7" --dport "$9"
}

somebody_listens()
{
	btnsctl -n "$A" explain out local "$A4" remote "$B4" proto udp \
		lport 5 rport 4500 | grep -q '^keying hold$'
}

need nft
need_btns
setup_chain
setup_inner
fix_neighbours
# no ICMP errors of ports that nobody has
for ns in "$A" "$B" "$H1" "$H2"; do
	swallow "$ns" "meta l4proto { tcp, udp }"
done

# nor answers to echo requests, which A would drop
must on "$B" sysctl -qw net.ipv4.icmp_echo_ignore_all=1

# nor errors from kernels without ESP of their own, for SPIs that nobody has
modprobe -qa esp4 esp6

# --- no SPD

words=(local "$A4" remote "$B4" proto udp lport 1 rport 2)
check "without an SPD all passes" grep -q '^verdict pass$' \
	<(btnsctl -n "$A" explain out "${words[@]}")

# --- the SPD of A

add_nd_bypass btns "$A"
policy "$A" index 10 local "$A4" remote "$B4" proto udp rport 1000-1999 \
	action bypass
policy "$A" index 11 local "$A4" remote "$B4" proto udp rport 2000-2999 \
	action discard
policy "$A" index 12 local "$A4" remote "$B4" proto udp rport 3000-3999 \
	action protect reqid 3
policy "$A" index 13 local "$A4" remote "$B4" proto udp rport 4000-4999 \
	action protect reqid 4
policy "$A" index 14 dir in local "$A4" remote "$B4" proto udp lport 5000 \
	action bypass
policy "$A" index 15 local "$A4" remote "$B4" proto icmp icmp 8 action bypass
policy "$A" index 16 local "$A6" remote "$B6" proto tcp rport 22 action bypass
policy "$A" index 20 local "$I14" remote "$I24" proto udp lport 7000-7999 \
	action protect reqid 5 mode tunnel tunnel local "$A4" remote "$B4"
policy "$A" index 21 local 10.7.1.0/24 remote 10.7.2.0/24 proto udp \
	rport 8000 action bypass
policy "$A" index 22 local 10.7.1.0/24 remote 10.7.2.0/24 proto udp \
	rport 8001 action discard
policy "$A" index 23 local 10.7.1.0/24 remote 10.7.2.0/24 proto udp \
	rport 8002 action protect reqid 5 mode tunnel \
	tunnel local "$A4" remote "$B4"
new_key "$aead" "$bits"
add_sa btns "$A" out "$A4" "$B4" 0x2003 transport 3 "$key"
new_key "$aead" "$bits"
add_sa btns "$A" out "$A4" "$B4" 0x2005 tunnel 5 "$key"
new_key "$aead" "$bits"
wide=$key
add_sa btns "$A" in "$B4" "$A4" 0x1005 tunnel 5 "$key"
new_key "$aead" "$bits"
limited=$key
add_sa btns "$A" in "$B4" "$A4" 0x1006 tunnel 5 "$key" \
	sel local "$I14" remote "$I24" proto udp lport 7001

# --- out

udp out "a bypass entry" tx_bypass "$A" "$A4" 5 "$B4" 1500
udp out "the last port of it" tx_bypass "$A" "$A4" 5 "$B4" 1999
udp out "the first port of the next" tx_policy "$A" "$A4" 5 "$B4" 2000
udp out "no entry" tx_policy "$A" "$A4" 5 "$B4" 6000
udp out "an SA" tx_protected "$A" "$A4" 5 "$B4" 3500
udp out "no SA, and nobody to ask" tx_no_sa "$A" "$A4" 5 "$B4" 4500
udp out "a tunnel" tx_protected "$A" "$I14" 7500 "$I24" 5
udp out "an entry of the other way" tx_policy "$A" "$A4" 5000 "$B4" 9
other out "a message that an entry names" tx_bypass "$A" "$A4" "$B4" \
	"proto icmp icmp 8" icmp --icmp 8/0
other out "a message that none names" tx_policy "$A" "$A4" "$B4" \
	"proto icmp icmp 13" icmp --icmp 13/0
other out "TCP over IPv6" tx_bypass "$A" "$A6" "$B6" \
	"proto tcp lport 5 rport 22" tcp --sport 5 --dport 22
other out "TCP over IPv6 to another port" tx_policy "$A" "$A6" "$B6" \
	"proto tcp lport 5 rport 23" tcp --sport 5 --dport 23
other out "the first part of a datagram" tx_fragment "$A" "$A4" "$B4" \
	"proto udp lport 5 rport 3500 fragment first" \
	udp --sport 5 --dport 3500 --fragment first
other out "a later part, of which an entry might speak" tx_policy \
	"$A" "$A4" "$B4" "proto udp fragment later" udp --fragment later
other out "a protocol without ports" tx_policy "$A" "$A4" "$B4" "proto 99" 99
judge

in_background "$A" btnsctl monitor acquire
busywait 10 somebody_listens || bail_out "nobody listens"
udp out "no SA, and somebody to ask" tx_held "$A" "$A4" 5 "$B4" 4500
judge
acquire_id=$(btnsctl -n "$A" -o acquire list | sed 's/.* id \([0-9]*\) .*/\1/')
must btnsctl -n "$A" acquire fail id "$acquire_id" hold-off 30
udp out "keying was refused" tx_refused "$A" "$A4" 5 "$B4" 4500
judge
kill "$background"

# --- in

udp in "a bypass entry" rx_bypass "$B" "$B4" 1500 "$A4" 5
udp in "a discard entry" rx_policy "$B" "$B4" 2500 "$A4" 5
udp in "no entry" rx_policy "$B" "$B4" 6000 "$A4" 6
udp in "in the clear where an entry protects" rx_clear \
	"$B" "$B4" 3500 "$A4" 5
udp in "an entry of this way" rx_bypass "$B" "$B4" 9 "$A4" 5000
other in "TCP over IPv6" rx_bypass "$B" "$A6" "$B6" \
	"proto tcp lport 5 rport 22" tcp --sport 22 --dport 5

# by an SA
key=$wide
tunnelled in "what its SA may bring" rx_protected \
	0x1005 1 "$I24" 9 "$I14" 7000
tunnelled in "what another entry discards" rx_policy \
	0x1005 2 "$B4" 2500 "$A4" 9
tunnelled in "what no entry speaks of" rx_policy 0x1005 3 "$B4" 9 "$A4" 9
tunnelled in "of an entry with another SA" rx_mismatch \
	0x1005 4 "$B4" 3500 "$A4" 9
tunnelled in "of an entry that bypasses" rx_protected \
	0x1005 5 "$B4" 1500 "$A4" 9
key=$limited
tunnelled in "outside the SA's selector" rx_selector \
	0x1006 1 "$I24" 9 "$I14" 7002
tunnelled in "inside of it" rx_protected 0x1006 2 "$I24" 9 "$I14" 7001
tunnelled in "an SPI that nobody has" rx_no_sa 0x1007 1 "$I24" 9 "$I14" 7001

# --- forwarded

udp forward "a bypass entry" tx_bypass "$H1" "$H14" 5 "$H24" 8000
udp forward "a discard entry" tx_policy "$H1" "$H14" 5 "$H24" 8001
udp forward "into a tunnel" tx_protected "$H1" "$H14" 5 "$H24" 8002
udp forward "no entry" tx_policy "$H1" "$H14" 5 "$H24" 9
udp forward "inwards in the clear, where an entry protects" rx_clear \
	"$H2" "$H24" 8002 "$H14" 5
udp forward "inwards by a bypass entry" rx_bypass "$H2" "$H24" 8000 "$H14" 5
udp forward "inwards, discarded" rx_policy "$H2" "$H24" 8001 "$H14" 5
key=$wide
tunnelled forward "out of a tunnel" rx_protected 0x1005 10 "$H24" 8002 "$H14" 5
tunnelled forward "out of a tunnel, discarded" rx_policy \
	0x1005 11 "$H24" 8001 "$H14" 5

judge
finish
