#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) fd07::1 ---- fd07::2 B (XFRM)
#
# RFC 4301 4.4.1.1: extension headers are passed over to find the next layer
# protocol, those that skip-headers names; another one is the protocol itself, and
# entries for what is behind it do not speak of the packet. Where ESP goes does
# not depend on it.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# packet out|in WHAT COUNTER "EXPLAIN_WORD..." PACKET_WORD...: a case; see explain.py
packet()
{
	local dir=$1 what=$2 counter=$3 words ends=("$A6" "$B6") from=$A

	read -ra words <<<"$4"
	shift 4
	[ "$dir" = out ] || { ends=("$B6" "$A6"); from=$B; }
	set -- "$dir: $what: $counter" "$counter" "$dir" local "$A6" \
		remote "$B6" "${words[@]}" -- "$from" packet "${ends[@]}" "$@"
	echo "${*@Q}" >>"$tmp/cases"
}

# udp out|in WHAT COUNTER PORT HEADER...: UDP from or to a port of B, which the
# protocol's name shows and the headers do not hide
udp()
{
	local dir=$1 what=$2 counter=$3 port=$4 header words=()

	shift 4
	for header; do
		words+=(--header "$header")
	done
	if [ "$dir" = out ]; then
		words+=(--sport 5 --dport "$port")
	else
		words+=(--sport "$port" --dport 5)
	fi
	packet "$dir" "$what" "$counter" "proto udp lport 5 rport $port" \
		udp "${words[@]}"
}

# hidden out|in WHAT COUNTER NUMBER HEADER...: the same of port 1000, but the
# protocol is that number
hidden()
{
	local dir=$1 what=$2 counter=$3 number=$4 header words=()

	shift 4
	for header; do
		words+=(--header "$header")
	done
	words+=(--sport 1000 --dport 1000)
	packet "$dir" "$what" "$counter" "proto $number" udp "${words[@]}"
}

# judge: a test point for each case since the last time; before anything changes
# that they rest on
judge()
{
	local line

	[ -e "$tmp/cases" ] || return 0
	while read -r line; do
		case $line in
		"ok "*) ok "${line#ok }" ;;
		"not ok "*) not_ok "${line#not ok }" ;;
		*) echo "$line" ;;
		esac
	done < <("$python" "$lib_dir/explain.py" "$A" "$tmp/cases" 2>&1)
	rm "$tmp/cases"
}

# skip_headers HEADERS
skip_headers()
{
	judge
	must btnsctl -n "$A" conf set skip-headers "$1"
}

explain_takes()
{
	btnsctl -n "$A" explain out local "$A6" remote "$B6" proto "$1"
}

# echo_of HEADER PORT: B echoes with that header
echo_of()
{
	ip netns exec "$B" "$python" "$lib_dir/exthdr.py" serve \
		"$tmp/ready.$1" "$2" "$1" >"$tmp/serve.$1" 2>&1 &
	processes+=($!)
	busywait 20 test -e "$tmp/ready.$1" ||
		bail_out "no server: $(<"$tmp/serve.$1")"
}

# ask PROTO PORT HEADER
ask()
{
	on "$A" "$python" "$lib_dir/exthdr.py" ask "$1" "$B6" "$2" "$3"
}

need nft tcpdump
need_btns
need_xfrm
setup_pair
fix_neighbours
swallow "$B" "udp dport { 1000, 1001, 5 }"
swallow "$A" "udp dport { 1000, 1001, 5 }"
add_nd_bypass btns "$A"
policy "$A" index 10 local "$A6" remote "$B6" proto udp rport 1000 action bypass

# --- what is not skipped is the protocol

skip_headers hopopts,routing
hidden out "destination options hide UDP" tx_policy 60 dstopts
hidden in "destination options hide UDP" rx_policy 60 dstopts
hidden out "wherever they are" tx_policy 60 hopopts routing dstopts
hidden in "wherever they are" rx_policy 60 hopopts routing dstopts
udp out "no header hides it" tx_bypass 1000
udp out "headers that are skipped do not" tx_bypass 1000 hopopts routing
udp in "headers that are skipped do not" rx_bypass 1000 hopopts routing
skip_headers hopopts,dstopts
hidden out "a routing header hides UDP" tx_policy 43 routing dstopts
hidden in "a routing header hides UDP" rx_policy 43 routing
skip_headers none
hidden out "hop-by-hop options hide UDP" tx_policy 0 hopopts dstopts
hidden in "hop-by-hop options hide UDP" rx_policy 0 hopopts
udp out "where none is, none hides it" tx_bypass 1000
judge
policy "$A" index 11 local "$A6" remote "$B6" proto 60 action bypass
hidden out "an entry for destination options" tx_bypass 60 dstopts
hidden in "an entry for destination options" rx_bypass 60 dstopts
hidden out "which does not speak of others" tx_policy 43 routing dstopts
judge
must btnsctl -n "$A" policy change index 11 local "$A6" remote "$B6" \
	action bypass
hidden out "an entry for any protocol" tx_bypass 0 hopopts
hidden in "an entry for any protocol" rx_bypass 0 hopopts
hidden out "an entry for any protocol" tx_bypass 43 routing
judge
must btnsctl -n "$A" policy change index 11 local "$A6" remote "$B6" \
	action protect reqid 9 pfp proto
hidden out "no SA can be for hop-by-hop options alone" tx_policy 0 hopopts
hidden out "for destination options there could be" tx_no_sa 60 dstopts
judge
must btnsctl -n "$A" policy del index 11

# --- all are

must btnsctl -n "$A" conf reset
udp out "behind destination options" tx_bypass 1000 dstopts
udp in "behind destination options" rx_bypass 1000 dstopts
udp out "behind all three" tx_bypass 1000 hopopts routing dstopts
udp in "behind all three" rx_bypass 1000 hopopts routing dstopts
udp out "another port behind them" tx_policy 1001 hopopts routing dstopts
udp in "another port behind them" rx_policy 1001 dstopts
judge
for number in 0 43 44 60; do
	check_fails "protocol $number is none" explain_takes $number
done
check_fails "ESP is never skipped" btnsctl -n "$A" conf set skip-headers esp
check_fails "nor can the fragment header be left out" \
	btnsctl -n "$A" conf set skip-headers fragment

# --- kernel XFRM as the other end

echo_of dstopts 2000
echo_of hopopts 2001
policy "$A" index 20 local "$A6" remote "$B6" proto tcp action protect reqid 1
policy "$A" index 21 local "$A6" remote "$B6" proto udp rport 2000-2001 \
	action protect reqid 1
add_policy xfrm "$B" "$B6" "$A6" transport 1
add_sa_pair transport 1 btns "$A" "$A6" 0x1001 xfrm "$B" "$B6" 0x2001

skip_headers hopopts,routing
counters_save "$A"
check_fails "an entry for UDP does not protect what is hidden" ask udp 2000 dstopts
expect_moves "$A" tx_policy=1
capture_start wire "$A" wire "$B" wire
skip_headers hopopts,routing,dstopts
for proto in tcp udp; do
	check "$proto behind destination options, both ways" \
		ask "$proto" 2000 dstopts
	check "$proto behind hop-by-hop options" ask "$proto" 2001 hopopts
done

# where ESP goes, and that it comes in, is not a matter of selectors
must btnsctl -n "$A" policy change index 21 local "$A6" remote "$B6" \
	action protect reqid 1
for headers in none hopopts,routing; do
	skip_headers $headers
	for proto in tcp udp; do
		check "skipped $headers: $proto behind destination options" \
			ask "$proto" 2000 dstopts
		check "skipped $headers: $proto behind hop-by-hop options" \
			ask "$proto" 2001 hopopts
	done
done
capture_stop wire
# both ends put ESP behind hop-by-hop options, XFRM behind destination options too
behind_hopopts="(ip6[6] == 0 and ip6[40] == 50)"
behind_dstopts="(ip6[6] == 60 and ip6[40] == 50)"
filter_esp="$filter_esp or $behind_hopopts or $behind_dstopts"
filter_clear="(ip or ip6) and not ($filter_esp) and not ($filter_nd)"
check_protected wire "all of it"
check_seen wire "ESP of A stands behind hop-by-hop options" \
	"ip6 src $A6 and $behind_hopopts"
check_not_seen wire "and before destination options" \
	"ip6 src $A6 and ip6[6] == 60"
check_seen wire "that of B stands behind them" "ip6 src $B6 and $behind_dstopts"
finish
