#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A2 A3 A6 D4 I42 XL8
#
#	H1 10.7.1.2 ---- 10.7.1.1 A 10.7.0.1 ---- 10.7.0.2 B
#
# Traffic that no entry of the SPD speaks of, and IKE, for which nothing is made
# an exception.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# between_all PREDICATE: outwards, inwards, and through A both ways
between_all()
{
	local how=$1 size=$2

	"$how" b "^udp 9 $size " say "$A" "$B4" 9 "$size" &&
		"$how" a "^udp 9 $size " say "$B" "$A4" 9 "$size" &&
		"$how" b "^udp 9 $((size + 1)) " say "$H1" "$B4" 9 $((size + 1)) &&
		"$how" h "^udp 9 $((size + 1)) " say "$B" "$H14" 9 $((size + 1))
}

ike()
{
	local how=$1 size=$2 to

	for to in 500 4500; do
		"$how" b "^udp $to $size " say "$A" "$B4" "$to" "$size" &&
			"$how" a "^udp $to $size " say "$B" "$A4" "$to" "$size" ||
			return
	done
}

# final_entry: is the last one listed a DISCARD of everything?
final_entry()
{
	local last

	case $engine in
	btns)
		last=$(btnsctl -n "$A" -o policy list | tail -n 1)
		echo "$last"
		[[ $last == *discard* && ! $last =~ local|remote|proto ]]
		;;
	xfrm)
		last=$(ip -n "$A" xfrm policy getdefault | xargs)
		echo "$last"
		[[ $last =~ in:\ block\ fwd:\ block\ out:\ block ]]
		;;
	esac
}

ipv4_only=1
begin
setup_chain
listen "$A" a udp:9 udp:500 udp:4500
listen "$B" b udp:9 udp:500 udp:4500
listen "$H1" h udp:9

row A2 D4 I42 XL8
given "without an SPD everything passes" between_all arrives 101
entry "$A" local 10.9.0.0/16 remote 10.9.1.0/24 action bypass
fact "what the host sends is discarded" \
	vanishes b '^udp 9 111 ' say "$A" "$B4" 9 111
fact "what it is sent is discarded" \
	vanishes a '^udp 9 112 ' say "$B" "$A4" 9 112
fact "what it forwards is discarded" \
	vanishes b '^udp 9 113 ' say "$H1" "$B4" 9 113
fact "what it forwards the other way is discarded" \
	vanishes h '^udp 9 114 ' say "$B" "$H14" 9 114

row A6
fact "the list ends with a DISCARD of everything" final_entry

row A3
fact "without an entry for it IKE does not pass" ike vanishes 121
for port in 500 4500; do
	entry "$A" local "$A4" remote "$B4" proto udp rport $port action bypass
	entry "$A" local "$A4" remote "$B4" proto udp lport $port action bypass
done
fact "with entries for it IKE passes" ike arrives 122

end_rows
