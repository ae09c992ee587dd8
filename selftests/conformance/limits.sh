#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: B27 I40
#
#	A 10.7.0.1 ==== 10.7.0.2 B, and nobody at 10.64.0.0/16
#
# How much of A those get who have no more than a key: SAs, and negotiations that
# packets ask for.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# flood COUNT [PAUSE]: a datagram to each of so many addresses, with a pause after
# every twenty, in seconds
flood()
{
	ip netns exec "$A" "$python" - "$@" <<'SCRIPT'
import socket
import sys
import time

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
    for number in range(int(sys.argv[1])):
        try:
            sock.sendto(b"x", (f"10.64.{number >> 8 & 31}.{number & 255}", 9))
        except OSError:
            pass
        if number % 20 == 19 and len(sys.argv) > 2:
            time.sleep(float(sys.argv[2]))
SCRIPT
}

# wanted: how many SAs key management is busy with
wanted()
{
	case $engine in
	btns) btnsctl -n "$A" -o acquire list | grep -c ' id ' ;;
	xfrm) ip -n "$A" xfrm state list | grep -c '^src.* dst 10\.64\.' ;;
	esac
}

fewer_than()
{
	local count

	count=$(wanted)
	echo "$count"
	[ "$count" -gt 0 ] && [ "$count" -lt "$1" ]
}

is_wanted()
{
	say "$A" "$B4" 9 300
	case $engine in
	btns) btnsctl -n "$A" -o acquire list | grep ' id .*reqid 3\b' ;;
	xfrm) ip -n "$A" xfrm state list dst "$B4" | grep '^src' ;;
	esac
}

# somebody_listens: as a key manager does
somebody_listens()
{
	case $engine in
	btns) in_background "$A" btnsctl monitor acquire ;;
	xfrm) in_background "$A" ip xfrm monitor acquire ;;
	esac
	busywait 5 process_sleeps "$background"
}

# four SAs, each with a key of its own
four_pairs()
{
	local name

	for name in m n o p; do
		pair name "$name" pad 1 policy 2 remote 10.64.255.1 || return
	done
}

# served: what waits for the enrolled peer, or is sent again, arrives
served()
{
	say "$A" "$B4" 9 301
	heard b '^udp 9 301 '
}

ipv4_only=1
begin
setup_pair
manager
fix_neighbours
listen "$B" b udp:9
must ip -n "$A" route add 10.64.0.0/16 via "$B4"
add_policy xfrm "$B" "$B4" "$A4" transport 3
pad index 1 class btns-any max-sas 4
pad index 2 class auth id fqdn q.example key-hash "$(key_hash q)" child "$B4"
entry "$A" index 1 remote "$B4" action protect reqid 3
entry "$A" index 2 remote 10.64.0.0/16 action protect reqid 1 flags btns-ok
q=(assurance auth name q.example key q pad 2 reqid 3)

row B27
given "a host gets four SAs" four_pairs
fact "and no fifth, if the administrator says so" refused '^122 .*max-sas' \
	name m policy 2 remote 10.64.255.1
fact "nor does another host" refused '^122 .*max-sas' \
	name r policy 2 remote 10.64.255.2

flush_sas "$engine" "$A"
given "a key manager listens" somebody_listens
flood 1000 0.01
fact "of the SAs for 1000 hosts that packets ask for not all are wanted at once" \
	fewer_than 1000

row I40
given "all that the wildcard may have is taken" four_pairs
flood 1000000 &
processes+=($!)
fact "an enrolled peer's SA is asked for in a flood of others" soon is_wanted
fact "it gets one" pair "${q[@]}"
pair_known_to_b
fact "and its traffic arrives" soon served

end_rows
