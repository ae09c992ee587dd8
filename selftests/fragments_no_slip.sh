#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	H1 10.7.1.2 ---- A (btns) 10.7.0.1 ---- 10.7.0.2 B ---- 10.7.2.2 H2
#	   fd07:1::2              fd07::1       fd07::2        fd07:2::2
#
# RFC 4301 7.4: the later fragments of a datagram show no ports, so they do not
# match an entry that asks for one, but they do not slip past it to an entry that
# lets them out in the clear either.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


discarded()
{
	[ "$(counter_change "$A" tx_policy)" = "$1" ]
}

need tcpdump
need_btns
setup_chain
# fragments that fit with ESP around them
must ip -n "$H1" link set side mtu 1300
for v in 4 6; do
	far=H2$v a=A$v b=B$v
	far=${!far}
	policy "$A" proto udp remote "$far" rport 5000 action protect reqid $v \
		mode tunnel tunnel local "${!a}" remote "${!b}"
	new_key "$aead" "$bits"
	add_sa btns "$A" out "${!a}" "${!b}" 0x200$v tunnel $v "$key"
done
policy "$A" action bypass

for far in $H24 $H26; do
	counters_save "$A"
	capture_start wire "$A" wire
	check "$far: another port" send_udp "$H1" "$far" 5001 100
	check "$far: leaves in the clear" \
		busywait 5 counter_grew "$A" tx_bypass
	capture_stop wire
	check_seen wire "$far: and is seen" "udp port 5001" 1

	counters_save "$A"
	capture_start wire "$A" wire
	check "$far: a small datagram" send_udp "$H1" "$far" 5000 100
	check "$far: four fragments of one" send_udp "$H1" "$far" 5000 4000
	check "$far: the last ones are discarded" busywait 5 discarded 3
	expect_counter "$A" tx_protected +2
	capture_stop wire
	check_protected wire "$far"
done

# had it not been for the entry, the fragments would have come by here
must btnsctl -n "$A" config reset
for far in $H24 $H26; do
	capture_start wire "$A" wire
	check "$far: without an SPD" send_udp "$H1" "$far" 5000 4000
	capture_stop wire
	check_seen wire "$far: fragments are seen" \
		"ip[6:2] & 0x3fff != 0 or ip6[6] == 44" 4
done
finish
