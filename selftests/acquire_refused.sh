#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	H1 10.7.1.2 ---- A (btns) 10.7.0.1, fd07::1 ==== 10.7.0.2, fd07::2 B ---- H2
#
# When keying is refused the caller learns it at once, and why: connect() fails
# within a second with the errno of the reason, while the packet that asked still
# waits and while the refusal is remembered; send() does; another host gets an
# ICMP error. Nothing leaves, neither clear nor protected.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# datagrams NS ADDRESS: a connected UDP socket's two datagrams, the second when
# the first has brought an error; prints both errnos. The socket asks for errors
# that are not final (IP_RECVERR, IPV6_RECVERR).
datagrams()
{
	on "$1" "$python" - "$2" $slow <<'SCRIPT'
import socket
import sys

family = socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET
with socket.socket(family, socket.SOCK_DGRAM) as sock:
    sock.settimeout(10 * int(sys.argv[2]))
    if family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, 25, 1)
    else:
        sock.setsockopt(socket.IPPROTO_IP, 11, 1)
    sock.connect((sys.argv[1], 7000))
    sock.send(b"x")
    try:
        sock.recv(1)
    except OSError as error:
        print(error.errno, end=" ")
    try:
        sock.send(b"x")
        print(0)
    except OSError as error:
        print(error.errno)
SCRIPT
}

# answer NS: refuse whatever is asked for, for the reason in $tmp/reason
answer()
{
	btnsctl -n "$1" monitor acquire | while read -r _ _ id _; do
		btnsctl -n "$1" acquire fail id "$id" reason "$(<"$tmp/reason")" \
			hold-off 30
	done
}

# hears: the listener is there as soon as a packet is held
hears()
{
	send_udp "$A" "$B4" 9 10
	[ "$(counter_change "$A" tx_held)" -gt 0 ]
}

# forget NS: as if nothing had been refused
forget()
{
	btnsctl -n "$1" config show >"$tmp/spd"
	must btnsctl -n "$1" config reset
	must btnsctl -n "$1" -f "$tmp/spd"
	check_equal "nothing is remembered without an SPD" \
		"$(btnsctl -n "$1" acquire list)" ''
}

# reason V NAME ERRNO ERRNO_OF_ICMP
reason()
{
	local v=$1 b=B$1

	echo "$2" >"$tmp/reason"
	forget "$A"
	counters_save "$A"
	check_equal "IPv$v: connect(), $2" "$(try_connect "$A" "${!b}")" "$3"
	check_equal "IPv$v: connect() once more, $2" \
		"$(try_connect "$A" "${!b}")" "$3"
	check_equal "IPv$v: key management was asked once" \
		"$(counter_change "$A" acquire_sent)" 1
	check_errno "IPv$v: sendto(), $2" "$3" "$A" "${!b}" 9 10
	expect_counter "$A" tx_refused +3

	forget "$A"
	check_equal "IPv$v: two datagrams, $2" \
		"$(datagrams "$A" "${!b}")" "$4 $3"
}

need tcpdump
need_btns
setup_chain
fix_neighbours
add_nd_bypass btns "$A"
for v in 4 6; do
	a=A$v b=B$v
	add_policy btns "$A" "${!a}" "${!b}" transport 1
done
policy "$A" local 10.7.1.1 remote 10.7.1.2 proto icmp action bypass
policy "$A" local fd07:1::1 remote fd07:1::2 proto icmpv6 action bypass
add_policy btns "$A" 10.7.1.0/24 10.7.2.0/24 tunnel 2 "$A4" "$B4"
add_policy btns "$A" fd07:1::/64 fd07:2::/64 tunnel 3 "$A6" "$B6"
serve "$B" "$B4" "$B6"
serve "$H2" "$H24" "$H26"

counters_save "$A"
echo refused >"$tmp/reason"
answer "$A" &
processes+=($!)
busywait 10 hears || bail_out "nobody listens"
capture_start wire "$A" wire
capture_start side "$A" side

for v in 4 6; do
	if [ $v = 4 ]; then prohibited=113; else prohibited=13; fi
	reason $v refused 13 $prohibited
	reason $v policy 1 $prohibited
	reason $v unreachable 113 113
	reason $v timeout 110 113
done

echo refused >"$tmp/reason"
forget "$A"
check_equal "IPv4: connect() of a host behind" "$(try_connect "$H1" "$H24")" 113
check_equal "IPv6: connect() of a host behind" "$(try_connect "$H1" "$H26")" 13
counters_save "$A"
check "IPv4: its next packets" unanswered "$H1" "$H24"
check "IPv6: its next packets" unanswered "$H1" "$H26"
expect_counter "$A" tx_refused +2
expect_counter "$A" tx_held +0

capture_stop wire
capture_stop side
check_seen side "ICMP says administratively prohibited" \
	'icmp[icmptype] == 3 and icmp[icmpcode] == 13'
check_seen side "ICMPv6 says administratively prohibited" \
	'icmp6 and ip6[40] == 1 and ip6[41] == 1'
check_not_seen wire "nothing leaves in the clear" "$filter_clear"
check_not_seen wire "nothing leaves protected" "$filter_esp"
finish
