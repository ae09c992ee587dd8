#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	B (XFRM) 10.7.0.2 ==== 10.7.0.1 A 10.7.3.1 ==== 10.7.3.2 (XFRM) C
#	                      btns            XFRM
#
# One host speaks to one peer through btns and to another through XFRM, with the
# same SPI even, and neither engine touches what is the other's. Where both want
# a packet, it does not leave at all.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


need tcpdump ping
ipv4_only=1
need_btns
need_xfrm
setup_pair
setup_ns C
# shellcheck disable=SC2153 # set by setup_ns
setup_link "$A" wire2 "$C" wire
setup_address "$A" wire2 10.7.3.1/24
setup_address "$C" wire 10.7.3.2/24
serve "$C" 10.7.3.2
serve "$B" "$B4"

policy "$A" local 10.7.3.1 remote 10.7.3.2 action bypass
protect_transport 4
add_policy xfrm "$A" 10.7.3.1 10.7.3.2 transport 1
add_policy xfrm "$C" 10.7.3.2 10.7.3.1 transport 1
add_sa_pair transport 1 xfrm "$A" 10.7.3.1 0x1001 xfrm "$C" 10.7.3.2 0x2001

capture_start btns "$A" wire "$B" wire
capture_start xfrm "$A" wire2 "$C" wire
counters_save "$A"
check "through btns" client "$A" "$B4" --udp 1,1400,4000 --tcp 200000
check "through XFRM" client "$A" 10.7.3.2 --udp 1,1400,4000 --tcp 200000
check "pings through btns" pings "$B" "$A4" 56 4000
check "pings through XFRM" pings "$C" 10.7.3.1 56 4000
capture_stop btns
capture_stop xfrm
check_protected btns "between A and B"
check_protected xfrm "between A and C"
check "unknown to btns, an SPI is XFRM's" counter_grew "$A" rx_no_sa

# and now btns is told to protect what XFRM protects
must btnsctl -n "$A" policy flush
policy "$A" local any remote any action protect reqid 1
new_key "$aead" "$bits"
add_sa btns "$A" out 10.7.3.1 10.7.3.2 0x3001 transport 1 "$key"
capture_start both "$A" wire2
counters_save "$A"
check "a packet both want is lost" unanswered "$A" 10.7.3.2
expect_only "$A" tx_foreign=1
capture_stop both
check_not_seen both "and nothing of it leaves" ip
finish
