#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: I35
#
#	A 10.7.0.1 ---- 10.7.0.2 B, who has no IPsec
#
# Opportunistic entries let a host without IPsec be spoken to in the clear, but not
# one that somebody protects.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# opportunistic [FLAG...]: the one entry of A, which nobody has asked for yet
opportunistic()
{
	must btnsctl -n "$A" policy flush
	reqid=$((reqid + 1))
	entry "$A" index $reqid local "$A4" remote "$B4" action protect \
		reqid $reqid mode transport flags "$*"
	size=$((size + 10))
}

# no_datagram NAME TO SIZE: it comes in no way
no_datagram()
{
	vanishes "$1" "^udp 9 $3 " say "$4" "$2" 9 "$3"
}

# open: a datagram each way passes, A's first, for the entry is asked for by it
open()
{
	arrives b "^udp 9 $size " say "$A" "$B4" 9 "$size" &&
		arrives a "^udp 9 $size " say "$B" "$A4" 9 "$size"
}

# closed: none does, either way
closed()
{
	size=$((size + 1))
	no_datagram b "$B4" "$size" "$A" && no_datagram a "$A4" "$size" "$B"
}

# failed REASON: what is asked for ends so
failed()
{
	local id

	say "$A" "$B4" 9 1
	for id in $(btnsctl -n "$A" -o acquire list |
		sed -n 's/.* id \([0-9]*\) .*/\1/p'); do
		btnsctl -n "$A" acquire fail id "$id" reason "$1" hold-off 30
	done
}

# somebody_listens: a request is answered by waiting, not by nobody
somebody_listens()
{
	btnsctl -n "$A" explain out local "$A4" remote "$B4" proto udp lport 9 \
		rport 9 | grep -q '^keying hold$'
}

reqid=0
size=100
ipv4_only=1
needs_pad
begin
setup_pair
fix_neighbours
listen "$A" a udp:9
listen "$B" b udp:9
opportunistic btns-ok
in_background "$A" btnsctl monitor acquire
busywait 20 somebody_listens || bail_out "nobody listens"

row I35
fact "without the flags nothing passes" closed
opportunistic btns-ok opp-accept-clear
given "with them it does while an SA is asked for" open
opportunistic btns-ok opp-fail-clear
failed unreachable
given "and once that failed" open
opportunistic btns-ok opp-fail-clear
failed policy
fact "not if it failed for a rule of this side" closed
fact "entries must allow BTNS, or they are refused" \
	negate btnsctl -n "$A" policy add action protect reqid 99 \
	remote 10.7.9.9 opp-accept-clear

pad index 1 class auth id fqdn b.example child "$B4"
opportunistic btns-ok opp-accept-clear
fact "not with a host whose address an authenticated peer owns" closed
pad_flush
pad index 2 class auth id fqdn c.example child 10.7.9.0/24 claim "$B4"
fact "nor one that is claimed for such a peer" closed
pad_flush
pad index 3 class btns-key id public-key "$(key_hash mallory)" pinned \
	child "$B4"
fact "nor one with a key that is pinned" closed
pad_flush
opportunistic btns-ok opp-accept-clear
given "when that is over it passes again" open

new_key "$aead" "$bits"
add_sa btns "$A" out "$A4" "$B4" 0x2001 transport $reqid "$key"
must btnsctl -n "$A" sa del dst "$B4" spi 0x2001
fact "not once there has been an SA with it" closed

end_rows
