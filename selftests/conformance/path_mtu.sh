#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A35 D47 D48 I33 T14 XL5
#
#	H1 10.7.1.2 ---- A 10.7.0.1 ==== 10.7.0.2 B ---- 10.7.2.2 H2
#
# ICMP errors about the size of packets: those that A sends, and those that
# somebody sends to A about its ESP.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

route_mtu()
{
	ip -n "$1" route get "$2" | sed -n 's/.* mtu \([0-9]*\).*/\1/p'
}

told()
{
	[ -n "$(route_mtu "$H1" "$H24")" ]
}

send_whole()
{
	send_udp "$H1" "$H24" 9 "$1" --dont-fragment
}

# exact: H1 learns what fits, that fits, and nothing more would
exact()
{
	local mtu

	send_whole 1472
	soon told || return
	mtu=$(route_mtu "$H1" "$H24")
	echo "told $mtu"
	watch_wire send_whole $((mtu - 28))
	soon heard h "^udp 9 $((mtu - 28)) " &&
		wire_has "ip proto 50 and greater $((1500 + 14 - 3))"
}

# largest: what A can send to B without fragments
largest()
{
	on "$A" "$python" "$lib_dir/traffic.py" largest "$B4" 9
}

# number: the last one that A sent
number()
{
	case $engine in
	btns)
		btnsctl -n "$A" -j -s sa get dst "$B4" spi 0x2002 |
			grep -o '"seq-number-counter":[0-9]*' | cut -d: -f2
		;;
	xfrm)
		ip -n "$A" -s xfrm state get dst "$B4" proto esp spi 0x2002 |
			sed -n 's/.*oseq 0x\([0-9a-f]*\).*/0x\1/p' | head -n 1
		;;
	esac
}

# forge TYPE CODE MTU NUMBER: somebody who is not B writes to A about its ESP
forge()
{
	probe "$B" icmp --from 10.7.0.99 --to "$A4" "$1" "$2" "$3" \
		"$(probe "$B" quote --from "$A4" --to "$B4" --esp --spi 0x2002 \
			--seq "$4")"
	settle h
}

# unmoved BEFORE TYPE CODE MTU NUMBER
unmoved()
{
	local before=$1

	shift
	forge "$@"
	equal "$(largest)" "$before"
}

# narrower MTU: by an error that quotes a number sent
narrower()
{
	say "$A" "$B4" 9 100
	forge 3 4 "$1" "$(number)"
	[ "$(largest)" -lt "$1" ]
}

wide_again()
{
	busywait 10 is_wide
}

is_wide()
{
	[ "$(largest)" -gt 1300 ]
}

floored()
{
	forge 3 4 68 "$(number)"
	[ "$(largest)" -ge $((500 - 60)) ]
}

ipv4_only=1
begin
setup_chain
listen "$H2" h udp:9
swallow "$B" "udp dport 9"
add_policy "$engine" "$A" 10.7.1.0/24 10.7.2.0/24 tunnel 1 "$A4" "$B4"
add_policy xfrm "$B" 10.7.2.0/24 10.7.1.0/24 tunnel 1 "$B4" "$A4"
sas_v4 tunnel 1 0x1001
add_policy "$engine" "$A" "$A4" "$B4" transport 2
add_policy xfrm "$B" "$B4" "$A4" transport 2
sas_v4 transport 2 0x1002
# ICMP errors go to H1 and come from the wire in the clear
open_rest "$A"

row XL5 D47
fact "who sends too much learns what fits, to the octet" exact

# nothing makes a path wider again soon: each error names less than those before
row T14
given "A sends to B" say "$A" "$B4" 9 100
before=$(largest)
given "what fits is known" [ "$before" -gt 1300 ]
fact "an error that quotes a number never sent changes nothing" \
	unmoved "$before" 3 4 1000 0x12345678

row D48
before=$(largest)
fact "an error that quotes a number never sent changes nothing" \
	unmoved "$before" 3 4 900 0x12345678
fact "one that quotes a number sent narrows the path" narrower 700

row A35
case $engine in
btns) must btnsctl -n "$A" conf set pmtu-age 3 ;;
xfrm) must on "$A" sysctl -qw net.ipv4.route.mtu_expires=3 ;;
esac
given "the path is made narrower" narrower 690
fact "it is as wide as before when the time set for that is over" wide_again

row I33
before=$(largest)
fact "host unreachable changes nothing" unmoved "$before" 3 1 0 "$(number)"
fact "port unreachable changes nothing" unmoved "$before" 3 3 0 "$(number)"
fact "a redirect changes nothing" \
	unmoved "$before" 5 1 0x0a070063 "$(number)"
fact "the SA lives" sa_exists "$A" "$B4" 0x2002
fact "no path is made narrower than the floor" floored

end_rows
