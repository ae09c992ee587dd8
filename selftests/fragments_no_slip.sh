#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	H1 10.7.1.2 ---- A (btns) 10.7.0.1 ---- 10.7.0.2 B ---- 10.7.2.2 H2
#	   fd07:1::2              fd07::1       fd07::2        fd07:2::2
#
# RFC 4301 7.4: the later fragments of a datagram show no ports. They are judged
# with the first one, whole, whether somebody else tracks connections or not: what
# an entry for a port protects leaves protected, none in the clear, and what no
# entry lets in does not come in by fragments.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

track()
{
	must on "$A" nft -f - <<'RULES'
table inet track {
	chain forward {
		type filter hook forward priority 0
		ct state invalid counter
	}
}
RULES
}

grew_by()
{
	[ "$(counter_change "$A" "$1")" = "$2" ]
}

# judged WHAT: fragments by an entry for a port, out and in
judged()
{
	local far near packets

	for far in $H24 $H26; do
		near=${far/7.2./7.1.}
		near=${near/:2::/:1::}
		capture_start wire "$A" wire
		check "$1: $far: another port" send_udp "$H1" "$far" 5001 4000
		capture_stop wire
		check_seen wire "$1: $far: leaves in the clear" \
			"ip[6:2] & 0x3fff != 0 or ip6[6] == 44" 4

		counters_save "$A"
		capture_start wire "$A" wire
		check "$1: $far: a small datagram" send_udp "$H1" "$far" 5000 100
		check "$1: $far: fragments of one" send_udp "$H1" "$far" 5000 4000
		# IPv6 goes through the tunnel in the four parts it came in
		packets=2
		[ "$far" = "$H24" ] || packets=5
		check "$1: $far: both are protected" \
			busywait 5 grew_by tx_protected $packets
		expect_counter "$A" tx_policy +0
		capture_stop wire
		check_protected wire "$1: $far"

		counters_save "$A"
		capture_start side "$A" side
		check "$1: $near: fragments in the clear" \
			send_udp "$H2" "$near" 5000 4000
		check "$1: $near: are refused as one" \
			busywait 5 grew_by rx_clear 1
		capture_stop side
		check_not_seen side "$1: $near: and not handed on" \
			"src host $far"
	done
}

need tcpdump nft
need_btns
setup_chain
# fragments that fit with ESP around them
must ip -n "$H1" link set side mtu 1300
for v in 4 6; do
	far=H2$v near=H1$v a=A$v b=B$v
	policy "$A" local "${!near}" remote "${!far}" proto udp rport 5000 \
		action protect reqid $v \
		mode tunnel tunnel local "${!a}" remote "${!b}"
	policy "$A" local "${!near}" remote "${!far}" proto udp lport 5000 \
		action protect reqid $v \
		mode tunnel tunnel local "${!a}" remote "${!b}"
	new_key "$aead" "$bits"
	add_sa btns "$A" out "${!a}" "${!b}" 0x200$v tunnel $v "$key"
done
policy "$A" action bypass

judged "alone"
track
judged "beside conntrack"

# had it not been for the entry, the fragments would have come by here
must btnsctl -n "$A" config reset
must on "$A" nft flush ruleset
for far in $H24 $H26; do
	capture_start wire "$A" wire
	check "$far: without an SPD" send_udp "$H1" "$far" 5000 4000
	capture_stop wire
	check_seen wire "$far: fragments are seen" \
		"ip[6:2] & 0x3fff != 0 or ip6[6] == 44"
done
finish
