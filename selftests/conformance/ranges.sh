#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A9 D3
#
#	A 10.7.0.1 ---- 10.7.0.2, 10.7.0.6, 10.7.0.12 B
#
# Selectors are lists of ranges.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# add_lists LOCAL REMOTE PORTS: an inbound entry that bypasses UDP to ports of A
add_lists()
{
	case $engine in
	btns)
		btnsctl -n "$A" policy add dir in local "$1" remote "$2" \
			proto udp lport "$3" action bypass
		;;
	xfrm)
		ip -n "$A" xfrm policy add src "$2" dst "$1" proto udp \
			dport "$3" dir in action allow
		;;
	esac
}

# add_mobility: an entry for one type of mobility header
add_mobility()
{
	case $engine in
	btns)
		btnsctl -n "$A" policy add family inet6 proto 135 mh 5 \
			action bypass
		;;
	xfrm)
		ip -n "$A" xfrm policy add src ::/0 dst ::/0 \
			proto mobility-header type 5 dir in action allow
		;;
	esac
}

# add_opaque: an entry for what hides its ports
add_opaque()
{
	case $engine in
	btns)
		btnsctl -n "$A" policy add local "$A4" remote 10.7.9.0/24 \
			proto udp opaque action bypass
		;;
	xfrm)
		ip -n "$A" xfrm policy add src 10.7.9.0/24 dst "$A4" proto udp \
			dport opaque dir in action allow
		;;
	esac
}

port_taken()
{
	arrives a "^udp $1 $2 " say "$B" "$A4" "$1" "$2"
}

port_refused()
{
	vanishes a "^udp $1 $2 " say "$B" "$A4" "$1" "$2"
}

# from ADDRESS SIZE
from()
{
	probe "$B" fragments --from "$1" --to "$A4" --port 3000 --size "$2"
}

ports_listed()
{
	local at

	for at in 1000 1499 1501 1999; do
		port_taken "$at" 101 || return
	done
	for at in 999 1500 2000; do
		port_refused "$at" 102 || return
	done
}

addresses_listed()
{
	arrives a '^udp 3000 111 ' from 10.7.0.2 111 &&
		arrives a '^udp 3000 112 ' from 10.7.0.6 112 &&
		vanishes a '^udp 3000 113 ' from 10.7.0.12 113
}

ipv4_only=1
begin
setup_pair
setup_address "$B" wire 10.7.0.6/24 10.7.0.12/24
listen "$A" a udp:999 udp:1000 udp:1499 udp:1500 udp:1501 udp:1999 udp:2000 \
	udp:3000
strict "$A"

row D3
fact "an entry can have a list of ranges of ports, 1000-1499 and 1501-1999" \
	add_lists "$A4" "$B4" 1000-1499,1501-1999 && fact "it matches at every edge" ports_listed
fact "an entry can have a list of ranges of addresses" \
	add_lists "$A4" 10.7.0.2,10.7.0.5-10.7.0.9 3000 &&
	fact "it matches what is in them" addresses_listed

row A9
forget "$A"
strict "$A"
fact "an entry can have lists of ranges" \
	add_lists "$A4" 10.7.0.2,10.7.0.5-10.7.0.9 3000,4000-4001 &&
	fact "it matches what is in them" addresses_listed
fact "an entry can have a mobility header type" add_mobility
fact "an entry can ask for ports that cannot be seen" add_opaque

end_rows
