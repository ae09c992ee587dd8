#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: B19 B20
#
#	A 10.7.0.1 ==== 10.7.0.2 B
#
# BTNS for one service, NFS: A serves it to anybody, or uses that of anybody.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# packet NUMBER PORT: by the SA
packet()
{
	craft "$B" "${by[@]}" --seq "$1" --dport "$2" --size "$1"
}

both_services()
{
	arrives b '^udp 2049 101 ' say "$A" "$B4" 2049 101 &&
		arrives b '^udp 23 102 ' say "$A" "$B4" 23 102
}

ipv4_only=1
begin
setup_pair
manager
listen "$A" a udp:2049 udp:22
listen "$B" b udp:2049 udp:23
pad index 1 class btns-any

row B19
strict "$A"
entry "$A" index 1 remote "$B4" proto udp lport 2049 action protect reqid 1 \
	flags btns-ok
given "anybody gets an SA for the port" pair name m sel proto=17,lport=2049
by_pair
given "and reaches it" arrives a '^udp 2049 101 ' packet 101 2049
fact "by that SA no other port is reached" vanishes a '^udp 22 102 ' \
	packet 102 22
fact "there is no SA for all ports" refused '^13 .*reaches beyond' name m
fact "nor for another one" refused '^13 .*no SPD entry' \
	name m sel proto=17,lport=22

row B20
if [ "$engine" = xfrm ]; then
	lacks "XFRM has no PAD: nothing is asked of a peer, nor asserted"
else
	forget "$A"
	flush_sas xfrm "$B"
	entry "$A" index 1 remote any proto udp rport 2049 action protect \
		reqid 1 flags btns-ok
	entry "$A" index 2 action bypass
	fact "a server gets SAs, whatever it asserts" \
		pair name s asserts q.example sel proto=17,rport=2049
	fact "and if it asserts something else" \
		pair name s asserts c.example sel proto=17,rport=2049
	pair_known_to_b
	fact "NFS and other traffic reach it" watch_wire both_services
	fact "NFS by the SA" wire_has "src host $A4 and ip proto 50"
	fact "and not in the clear" wire_lacks "udp port 2049"
	fact "the rest in the clear, as its entry says" wire_has "udp port 23"
fi

end_rows
