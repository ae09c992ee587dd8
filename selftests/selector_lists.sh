#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1, fd07::1 ---- 10.7.0.2, fd07::2 B
#
# RFC 4301 4.4.1.1: a selector has a list of ranges in each field, an entry has
# several selectors, and ICMP type and code are compared as one number. The edges
# of every range belong to it and the holes between them do not, whichever way a
# packet goes. The entry discards; what it does not mean passes by the next one.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


# inject NS SOURCE DESTINATION udp SPORT DPORT | icmp TYPE CODE: made by hand, so
# that the source may be anybody's
inject()
{
	local ns=$1

	shift
	on "$ns" "$python" - "$lib_dir" "$@" <<'CODE'
import errno, ipaddress, socket, struct, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
from esp import checksum, pseudo
src, dst = map(ipaddress.ip_address, sys.argv[2:4])
kind, one, two = sys.argv[4], int(sys.argv[5]), int(sys.argv[6])
v4 = src.version == 4
if kind == "udp":
    proto, at = 17, 6
    body = struct.pack("!HHHH", one, two, 24, 0) + b"BTNS-CLEAR-OCTET"
else:
    proto, at = 1 if v4 else 58, 2
    body = struct.pack("!BBHI", one, two, 0, 0) + bytes(48)
covered = b"" if proto == 1 else pseudo(src, dst, proto, len(body))
body = (body[:at] + struct.pack("!H", checksum(covered + body) or 0xffff) +
        body[at + 2:])
if v4:
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(body), 1, 0, 64, proto, 0)
else:
    head = struct.pack("!IHBB", 6 << 28, len(body), proto, 64)
family = socket.AF_INET if v4 else socket.AF_INET6
with socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_RAW) as sock:
    try:
        sock.sendto(head + src.packed + dst.packed + body, (str(dst), 0))
    except OSError as error:
        if error.errno != errno.EPERM:
            raise
CODE
}

decided()
{
	counter_grew "$A" "$1_policy" || counter_grew "$A" "$1_bypass"
}

# judge WHAT meant|not_meant tx|rx ARGUMENT...: of inject
judge()
{
	local what=$1 wanted=1 way=$3 ns=$A

	[ "$2" = meant ] || wanted=0
	[ "$way" = tx ] || ns=$B
	shift 3
	counters_save "$A"
	must inject "$ns" "$@"
	busywait 5 decided "$way" || not_ok "$what, $way: nothing is counted"
	check_equal "$what, $way: the entry decides $wanted times" \
		"$(counter_change "$A" "${way}_policy")" "$wanted"
}

# both_ways WHAT VERDICT HERE THERE RPORT: a datagram to there, and its answer
both_ways()
{
	judge "$1" "$2" tx "$3" "$4" udp 9 "$5"
	judge "$1" "$2" rx "$4" "$3" udp "$5" 9
}

# message WHAT VERDICT HERE THERE TYPE CODE
message()
{
	judge "$1" "$2" tx "$3" "$4" icmp "$5" "$6"
	judge "$1" "$2" rx "$4" "$3" icmp "$5" "$6"
}

need_btns
setup_pair
swallow "$A" "meta l4proto { udp, icmp }"
swallow "$B" "meta l4proto { udp, icmp }"
fix_neighbours
# addresses that nobody has: B takes what is sent to them
mac=$(on "$B" cat /sys/class/net/wire/address)
for end in 2 3 4 5 6 7; do
	for address in "10.7.0.$end" "fd07::$end"; do
		must ip -n "$A" neigh replace "$address" dev wire nud permanent \
			lladdr "$mac"
	done
done

policy "$A" local 10.7.0.1 remote 10.7.0.2-10.7.0.3,10.7.0.6 \
	proto udp rport 1000-1499,1501-1999,53 \
	or local fd07::1 remote fd07::2-fd07::3,fd07::6 \
	proto udp rport 1000-1499,1501-1999,53 \
	or family inet proto icmp icmp 3/0-3/4,13-14 \
	or proto icmpv6 icmp 1/0-1/4,160-161 action discard
policy "$A" action bypass

for net in 10.7.0. fd07::; do
	here=${net}1
	for port in 1000 1499 1501 1999 53; do
		both_ways "${net}2, port $port" meant $here ${net}2 $port
	done
	for port in 999 1500 2000 52 54; do
		both_ways "${net}2, port $port" not_meant $here ${net}2 $port
	done
	for end in 3 6; do
		both_ways "$net$end" meant $here $net$end 1000
	done
	for end in 4 5 7; do
		both_ways "$net$end" not_meant $here $net$end 1000
	done
	judge "the remote port alone" not_meant tx $here ${net}2 udp 1000 9
	judge "the remote port alone" not_meant rx ${net}2 $here udp 9 1000
done

for code in 0 4; do
	message "ICMP 3/$code" meant "$A4" "$B4" 3 $code
	message "ICMPv6 1/$code" meant "$A6" "$B6" 1 $code
done
message "ICMP 3/5" not_meant "$A4" "$B4" 3 5
message "ICMP 4/0" not_meant "$A4" "$B4" 4 0
message "ICMP 2/255" not_meant "$A4" "$B4" 2 255
message "ICMP 13/0" meant "$A4" "$B4" 13 0
message "ICMP 14/255" meant "$A4" "$B4" 14 255
message "ICMP 15/0" not_meant "$A4" "$B4" 15 0
message "ICMPv6 1/5" not_meant "$A6" "$B6" 1 5
message "ICMPv6 2/0" not_meant "$A6" "$B6" 2 0
message "ICMPv6 160/0" meant "$A6" "$B6" 160 0
message "ICMPv6 161/255" meant "$A6" "$B6" 161 255
message "ICMPv6 162/0" not_meant "$A6" "$B6" 162 0

# a range that is a prefix is shown as one
check_equal "the lists are shown in the order given" \
	"$(btnsctl -n "$A" policy list | head -n 1)" \
	"policy add index 1 local 10.7.0.1 remote 10.7.0.2/31,10.7.0.6 proto udp rport 1000-1499,1501-1999,53 or local fd07::1 remote fd07::2/127,fd07::6 proto udp rport 1000-1499,1501-1999,53 or family inet proto icmp icmp 3/0-3/4,13-14 or proto icmpv6 icmp 1/0-1/4,160-161 action discard"
finish
