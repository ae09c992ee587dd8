#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A11
#
#	A fd07::1 ---- fd07::2 B
#
# Extension headers of IPv6 between IP and the protocol that an entry names.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# behind FROM_PORT PORT [HEADER...]: B sends UDP to A behind these headers
behind()
{
	local from=$1 to=$2 header words=()

	shift 2
	for header; do
		words+=(--header "$header")
	done
	on "$B" "$python" "$lib_dir/packet.py" "$B6" "$A6" udp \
		--sport "$from" --dport "$to" "${words[@]}"
}

# taken FROM_PORT HEADER..., hidden FROM_PORT HEADER...
taken()
{
	arrives a "^udp 3000 .* $1 tos" behind "$1" 3000 "${@:2}"
}

hidden()
{
	vanishes a "^udp 3000 .* $1 tos" behind "$1" 3000 "${@:2}"
}

begin
setup_pair
fix_neighbours
listen "$A" a udp:3000 udp:3001
strict "$A"
entry "$A" local "$A6" remote "$B6" proto udp lport 3000 action bypass

row A11
given "UDP to a port that an entry names arrives" taken 5001
given "to another it does not" \
	vanishes a "^udp 3001 " behind 5002 3001 dstopts
fact "it arrives behind destination options" taken 5003 dstopts
fact "and behind hop-by-hop options and a routing header" \
	taken 5004 hopopts routing
if [ "$engine" = xfrm ]; then
	lacks "what XFRM passes over cannot be configured; all three are"
	end_rows
fi
must btnsctl -n "$A" conf set skip-headers hopopts,routing
fact "not skipped, destination options hide it from the entry" \
	hidden 5005 dstopts
fact "those that are skipped do not" taken 5006 hopopts routing
entry "$A" local "$A6" remote "$B6" proto 60 action bypass
fact "an entry for destination options then lets it pass" taken 5007 dstopts
must btnsctl -n "$A" conf set skip-headers hopopts,dstopts
fact "a routing header hides it when that is not skipped" hidden 5008 routing
fact "ESP and AH are never skipped" \
	negate btnsctl -n "$A" conf set skip-headers esp

end_rows
