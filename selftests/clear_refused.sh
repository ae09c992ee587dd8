#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	H1 10.7.1.2 ---- A (btns) 10.7.0.1 ==== 10.7.0.2 B ---- 10.7.2.2 H2
#
# What must arrive protected is not accepted in the clear, neither for A itself
# nor for the network behind it, although the SAs are there and work.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


# a ping of several fragments
unanswered_fragments()
{
	! on "$1" ping -n -q -c 1 -W 1 -s 4000 "$2"
}

need tcpdump ping
ipv4_only=1
need_btns
need_xfrm
setup_chain
protect_transport 4
add_policy "$engine" "$A" 10.7.1.0/24 10.7.2.0/24 tunnel 2 "$A4" "$B4"
add_policy xfrm "$B" 10.7.2.0/24 10.7.1.0/24 tunnel 2 "$B4" "$A4"
add_sa_pair tunnel 2 "$engine" "$A" "$A4" 0x1002 xfrm "$B" "$B4" 0x2002
check "protected, A answers" pings "$B" "$A4" 56
check "protected, H1 answers" pings "$H2" 10.7.1.2 56

# B forgets what it knows and talks in the clear
flush_policies xfrm "$B"
capture_start side "$A" side
counters_save "$A"
check "in the clear, A does not answer" unanswered "$B" "$A4"
expect_only "$A" rx_clear=1
counters_save "$A"
check "in the clear, H1 is not reached" unanswered "$H2" 10.7.1.2
expect_only "$A" rx_clear=1
counters_save "$A"
check "nor from any port of UDP" send_udp "$H2" 10.7.1.2 53 100
check "nor as a datagram in fragments" unanswered_fragments "$H2" 10.7.1.2
check "all of it is counted" counter_grew "$A" rx_clear
capture_stop side
check_not_seen side "H1 sees nothing of it" ip
finish
