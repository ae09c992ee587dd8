#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ==== 10.7.0.2 (XFRM) B
#
# A firewall can tell what arrived protected, and by which SA, with the words it
# has for XFRM; nothing that arrived in the clear passes for it.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


packets()
{
	on "$A" nft list counter inet seen "$1" |
		sed -n 's/.*packets \([0-9]*\) .*/\1/p'
}

need ping nft
ipv4_only=1
need_btns
need_xfrm
setup_pair
policy "$A" local "$A4" remote "$B4" proto udp action bypass
protect_transport 4
on "$A" nft -f - <<'RULES' || skip "nft or the kernel cannot match ipsec"
table inet seen {
	counter secpath { }
	counter spi { }
	counter reqid { }
	counter other { }
	counter clear { }
	chain input {
		type filter hook input priority 0
		meta l4proto esp accept
		meta secpath exists counter name secpath
		ipsec in spi 0x1001 counter name spi
		ipsec in spi != 0x1001 counter name other
		ipsec in reqid 1 counter name reqid
		meta l4proto udp meta secpath exists counter name clear
	}
}
RULES

check "protected pings" on "$B" ping -n -q -c 10 -i 0.01 "$A4"
check_equal "meta secpath exists" "$(packets secpath)" 10
check_equal "ipsec in spi" "$(packets spi)" 10
check_equal "ipsec in reqid" "$(packets reqid)" 10
check_equal "no other SA" "$(packets other)" 0

flush_policies xfrm "$B"
counters_save "$A"
check "clear datagrams" send_udp "$B" "$A4" 9 100
check_equal "they arrived" "$(counter_change "$A" rx_bypass)" 1
check_equal "and have no secpath" "$(packets clear)" 0
check_equal "nor an SA" "$(packets spi)" 10
finish
