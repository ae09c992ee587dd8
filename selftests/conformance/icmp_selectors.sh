#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A10
#
#	A 10.7.0.1 ---- 10.7.0.2 B
#
# A range of ICMP types and codes is one range of 16 bits.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# message TYPE CODE: from B to A, about a datagram that A might have sent
message()
{
	probe "$B" icmp --from "$B4" --to "$A4" "$1" "$2" 0 \
		"$(probe "$B" quote --from "$A4" --to "$B4")"
}

taken()
{
	arrives a "^icmp $1/$2 " message "$1" "$2"
}

refused()
{
	vanishes a "^icmp $1/$2 " message "$1" "$2"
}

# range_entry: 3/200 to 4/5
range_entry()
{
	case $engine in
	btns)
		btnsctl -n "$A" policy add local "$A4" remote "$B4" proto icmp \
			icmp 3/200-4/5 action bypass
		;;
	xfrm)
		ip -n "$A" xfrm policy add src "$B4" dst "$A4" proto icmp \
			type 3-4 code 200-5 dir in action allow
		;;
	esac
}

ipv4_only=1
begin
setup_pair
listen "$A" a icmp
strict "$A"

row A10
if fact "an entry can have a range of types and codes, 3/200 to 4/5" \
	range_entry; then
	fact "its first is in it" taken 3 200
	fact "its last is in it" taken 4 5
	fact "what lies between is in it" taken 3 255
	fact "what lies before is not" refused 3 199
	fact "what lies behind is not" refused 4 6
fi

end_rows
