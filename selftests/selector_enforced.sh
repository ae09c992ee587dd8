#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	10.8.1.1 A (btns) 10.7.0.1 ==== 10.7.0.2 (XFRM) B 10.8.2.1, 10.8.2.9
#
# An SA carries what it was made for: a peer that puts other packets into it does
# not get them delivered, even where the SPD would accept them from another SA.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


need tcpdump ping
ipv4_only=1
need_btns
need_xfrm
setup_pair
setup_inner
setup_address "$B" lo 10.8.2.9/32
must ip -n "$A" route add 10.8.2.9 dev wire src "$I14"
policy "$A" local 10.8.1.0/24 remote 10.8.2.0/24 action protect reqid 1 \
	mode tunnel tunnel local "$A4" remote "$B4"
add_policy xfrm "$B" 10.8.2.0/24 10.8.1.0/24 tunnel 1 "$B4" "$A4"
new_key "$aead" "$bits"
add_sa xfrm "$B" out "$B4" "$A4" 0x1001 tunnel 1 "$key"
add_sa btns "$A" in "$B4" "$A4" 0x1001 tunnel 1 "$key" \
	sel local "$I14" remote "$I24" proto icmp
new_key "$aead" "$bits"
add_sa btns "$A" out "$A4" "$B4" 0x2001 tunnel 1 "$key"
add_sa xfrm "$B" in "$A4" "$B4" 0x2001 tunnel 1 "$key"
serve "$A" "$I14"

counters_save "$A"
check "the SA's own traffic passes" on "$B" ping -n -q -c 1 -I "$I24" "$I14"
expect_only "$A" rx_protected=1 tx_protected=1

counters_save "$A"
check_fails "another source in it does not" \
	on "$B" ping -n -q -c 1 -W 1 -I 10.8.2.9 "$I14"
expect_only "$A" rx_selector=1

counters_save "$A"
check_fails "another protocol in it does not" \
	client "$B" "$I14" --from "$I24" --udp 100 --timeout 1
expect_only "$A" rx_selector=1

capture_start wire "$A" wire
counters_save "$A"
check "the wire between them carries nothing else" \
	on "$B" ping -n -q -c 1 -I "$I24" "$I14"
capture_stop wire
check_not_seen wire "and nothing in the clear" "$filter_clear"
finish
