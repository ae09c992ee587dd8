#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	H1 10.7.1.2, fd07:1::2 ---- A (btns, masquerading) ==== (XFRM) B
#	                             10.7.0.1, fd07::1   10.7.0.2, fd07::2
#
# A packet that comes in is judged by the addresses that it has on the wire, not
# by those NAT gives it: one that must be protected does not get in by being an
# answer to a host behind a masquerading gateway.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# H1 asks, so that A translates what B sends from its port 7000 to A's port 7001
ask()
{
	check "$1: H1 asks" send_udp "$H1" "$2" 7000 100 --from-port 7001
}

# answer ADDRESS: B sends to the port in which A sees H1
answer()
{
	send_udp "$B" "$1" 7001 100 --from-port 7000
}

saw()
{
	[ "$(capture_count side 'udp src port 7000')" -gt 0 ]
}

# same_flow WHAT A_ADDRESS B_ADDRESS
same_flow()
{
	ask "$1" "$3"
	capture_start side "$A" side
	check "$1: B answers protected" answer "$2"
	check "$1: H1 gets it" busywait 5 saw
	capture_stop side

	must ip -n "$B" xfrm policy flush
	capture_start side "$A" side
	counters_save "$A"
	check "$1: B sends the same in the clear" answer "$2"
	check "$1: A refuses it" busywait 5 counter_grew "$A" rx_clear
	expect_counter "$A" rx_clear +1
	capture_stop side
	check_not_seen side "$1: H1 does not get it" "udp"
}

need tcpdump nft
need_btns
need_xfrm
setup_pair
setup_ns H1
# shellcheck disable=SC2153 # set by setup_ns
setup_link "$H1" side "$A" side
setup_address "$H1" side 10.7.1.2/24 fd07:1::2/64
setup_address "$A" side 10.7.1.1/24 fd07:1::1/64
setup_router "$A"
must ip -n "$H1" route add default via 10.7.1.1
must ip -n "$H1" -6 route add default via fd07:1::1
must on "$A" nft -f - <<'RULES'
table inet nat {
	chain postrouting {
		type nat hook postrouting priority srcnat
		oifname "wire" masquerade
	}
}
RULES
# a slow guest takes longer than the half minute that flows are remembered for
must on "$A" sysctl -qw net.netfilter.nf_conntrack_udp_timeout=600

swallow "$B" "udp dport 7000"
protect_transport 4
policy "$A" action bypass
same_flow IPv4 "$A4" "$B4"

# that it is the SPD which refuses it, and that NAT would have let it in
flush_policies btns "$A"
capture_start side "$A" side
check "without an SPD, B sends it again" answer "$A4"
check "and H1 gets it" busywait 5 saw
capture_stop side

flush_sas btns "$A"
flush_sas xfrm "$B"
protect_transport 6
policy "$A" action bypass
same_flow IPv6 "$A6" "$B6"
finish
