#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns, a sender and a listener of 239.7.7.7) 10.7.0.1 ---- 10.7.0.2 B
#
# A multicast datagram goes out once, the way its entry says, and the copy for
# listeners on the sending host stays within the host: it is neither protected
# nor lost.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


# multicast: send three datagrams; how many does the listener on A get?
multicast()
{
	on "$A" "$python" - "$A4" <<'CODE'
import socket, struct, sys
group, port = "239.7.7.7", 7003
member = socket.inet_aton(group) + socket.inet_aton(sys.argv[1])
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener, \
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
    listener.bind((group, port))
    listener.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
    listener.settimeout(1)
    sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF,
                      socket.inet_aton(sys.argv[1]))
    sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 1)
    heard = 0
    for _ in range(3):
        try:
            sender.sendto(b"BTNS-CLEAR-OCTET" * 4, (group, port))
        except OSError:
            pass
        try:
            heard += len(listener.recv(1000)) == 64
        except TimeoutError:
            pass
    print(heard)
CODE
}

need tcpdump
ipv4_only=1
need_btns
setup_pair
must ip -n "$A" route add 239.0.0.0/8 dev wire

# multicast_case WHAT ON_THE_WIRE FILTER COUNTER=N
multicast_case()
{
	capture_start wire "$A" wire
	counters_save "$A"
	check_equal "$1: the listener gets its copies" "$(multicast)" 3
	expect_counter "$A" "${4%=*}" "+${4#*=}"
	capture_stop wire
	check_seen wire "$1: on the wire" "$3" "$2"
}

multicast_case "no SPD" 3 'udp port 7003' tx_bypass=0
# what the listener tells routers is to move another counter than the datagrams do
policy "$A" proto igmp action discard
policy "$A" remote 239.0.0.0/8 proto udp action bypass
multicast_case bypassed 3 'udp port 7003' tx_bypass=3

flush_policies btns "$A"
policy "$A" proto igmp action bypass
policy "$A" remote 239.0.0.0/8 proto udp action discard
multicast_case discarded 0 'udp port 7003' tx_policy=3

# there are no SAs for groups: what an entry protects stays here
flush_policies btns "$A"
policy "$A" proto igmp action bypass
policy "$A" remote 239.0.0.0/8 proto udp action protect reqid 1
multicast_case protected 0 'udp port 7003' tx_no_sa=3
check_not_seen wire "protected: nor anything else" 'ip and not igmp'
finish
