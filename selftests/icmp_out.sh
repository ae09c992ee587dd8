#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	H1 10.7.1.2 ---- 10.7.1.1 A (btns) 10.7.0.1 ==== 10.7.0.2 B (btns)
#	   fd07:1::2     fd07:1::1         fd07::1       fd07::2
#
# An ICMP error about a protected packet takes the SA of the return traffic, also
# where no entry speaks of ICMP; without an SA it does not leave (RFC 4301 6.2).
# Senders hear of what is discarded on its way out if the administrator wants it,
# and not more often than that (RFC 4301 5.1.1).
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# answered_case V: A answers a datagram to a closed port
answered_case()
{
	local v=$1 a=A$1 b=B$1

	policy "$A" local "${!a}" remote "${!b}" proto udp \
		action protect reqid "$v"
	policy "$B" local "${!b}" remote "${!a}" proto udp \
		action protect reqid "$v"
	add_sa_pair transport "$v" btns "$A" "${!a}" "0x100$v" \
		btns "$B" "${!b}" "0x200$v"

	capture_start wire "$A" wire "$B" wire
	counters_save "$A"
	counters_save "$B"
	check "IPv$v: port unreachable arrives through a UDP-only entry" \
		icmp "$B" refused "${!b}" "${!a}" 9 --timeout $((5 * slow))
	expect_moves "$A" tx_protected=1 rx_protected=1
	expect_moves "$B" tx_protected=1 rx_protected=1
	capture_stop wire
	check_protected wire "IPv$v: the wire"

	must btnsctl -n "$A" sa del dst "${!b}" spi "0x200$v"
	capture_start wire "$A" wire
	counters_save "$A"
	check_fails "IPv$v: without an SA it does not arrive" \
		icmp "$B" refused "${!b}" "${!a}" 9
	expect_moves "$A" rx_protected=1 tx_icmp_no_sa=1
	capture_stop wire
	check_not_seen wire "IPv$v: nor leaves it" "$filter_clear"
}

# told V: does H1 hear that its ping is prohibited?
told()
{
	local b=B$1

	on "$H1" ping -n -c 1 -W 1 "${!b}" |
		grep -i 'filtered\|administratively prohibited'
}

errors_to_h1()
{
	case $1 in
	4) echo 'icmp[0] == 3 and icmp[1] == 13' ;;
	6) echo 'ip6[6] == 58 and ip6[40] == 1 and ip6[41] == 1' ;;
	esac
}

# burst V RATE: sets errors to how many of 20 datagrams are answered
burst()
{
	local b=B$1

	must btnsctl -n "$A" conf set icmp-rate "$2"
	capture_start side "$A" side
	counters_save "$A"
	must icmp "$H1" burst "${!b}" 9 20
	expect_moves "$A" tx_policy=20
	capture_stop side
	errors=$(capture_count side "$(errors_to_h1 "$1")")
}

# discarded_case V: no entry speaks of H1 and B
discarded_case()
{
	local v=$1

	counters_save "$A"
	check_fails "IPv$v: senders are told nothing unless asked for" told "$v"
	expect_moves "$A" tx_policy=1
	must btnsctl -n "$A" conf set icmp-errors-out on
	counters_save "$A"
	check "IPv$v: H1 hears that it is prohibited" told "$v"
	expect_moves "$A" tx_policy=1

	# the ping above is one of the first second's two
	burst "$v" 2
	check "IPv$v: few of 20 are answered ($errors)" \
		test "$errors" -ge 1 -a "$errors" -le $((2 * slow + 2))
	burst "$v" 10000
	check_equal "IPv$v: at a higher rate each of 20 is" "$errors" 20
	must btnsctl -n "$A" conf reset
}

need tcpdump ping
need_btns
setup_chain
# the kernel's own limits are not what this is about
for ns in "$A" "$B"; do
	must on "$ns" sysctl -qw net.ipv4.icmp_ratelimit=0 \
		net.ipv6.icmp.ratelimit=0
done
add_nd_bypass btns "$A"
add_nd_bypass btns "$B"
answered_case 4
answered_case 6

policy "$A" dir out remote 10.7.1.0/24 proto icmp icmp 3 action bypass
policy "$A" dir out remote fd07:1::/64 proto 58 icmp 1 action bypass
discarded_case 4
discarded_case 6
finish
