#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: B9 I1 I32 I6
#
#	H1 10.7.1.2 ---- 10.7.1.1 A 10.7.0.1 ==== 10.7.0.2 B ---- 10.7.2.2 H2
#
# What is known of a peer, and what the entries of the SPD ask for: when its SAs
# come, packet by packet, to hosts behind A, and where there is a choice.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# probation ENTRY: the SPD is this entry alone, until somebody confirms it; the
# PAD stays
probation()
{
	{
		grep '^pad' "$tmp/conf"
		echo "policy add index 1 $1"
	} >"$tmp/next"
	must btnsctl -n "$A" config apply -f "$tmp/next" --confirm 600
}

# from_b NUMBER: a packet of the SA, of this size and sequence number
from_b()
{
	craft "$B" "${by[@]}" --seq "$1" --dport 9 --size "$1"
}

to_b_nothing()
{
	watch_wire say "$A" "$B4" 9 64
	wire_lacks "src host $A4 and not arp"
}

# through NUMBER: a packet of the SA for a host behind A
through()
{
	craft "$B" "${by[@]}" --tunnel --inner-from "$H24" --inner-to "$H14" \
		--seq "$1" --dport 9 --size "$1"
}

# goes_by SPI: what A sends to B
goes_by()
{
	watch_wire say "$A" "$B4" 9 64
	capture_show wire 'ip proto 50' | tail -n 3
	wire_has "src host $A4 and ip proto 50 and ip[20:4] = $1"
}

grew()
{
	counter_grew "$A" "$1"
}

ipv4_only=1
begin
needs_pad
setup_chain
fix_neighbours
manager
listen "$A" a udp:9 udp:22
listen "$H1" h udp:9
pad index 1 class btns-any
pad index 2 class auth id fqdn q.example child 0.0.0.0/0 claim 10.9.9.9
btnsctl -n "$A" config show >"$tmp/conf"

row B9 I1
entry "$A" index 1 remote "$B4" proto udp lport 22 action protect reqid 1
entry "$A" index 2 remote "$B4" action protect reqid 1
fact "without btns-ok a BTNS peer gets no SA" refused '^13 .*btns-ok' \
	name m policy 1 sel proto=17,lport=22
must btnsctl -n "$A" policy change index 2 remote "$B4" action protect reqid 1 \
	btns-ok
fact "nor one that is for such an entry as well" refused '^13 ' \
	name m policy 2
must btnsctl -n "$A" policy del index 1
given "with btns-ok it gets one" pair name m policy 2
by_pair
given "what comes by it is delivered" arrives a '^udp 9 101 ' from_b 101
probation "remote $B4 action protect reqid 1"
given "the flag is cleared and the SA is still there" pair_is_there
counters_save "$A"
fact "what comes by it then is not delivered" vanishes a '^udp 9 102 ' \
	from_b 102
fact "and counted as that" grew rx_assurance
fact "nothing is sent by it, nor in the clear" to_b_nothing
must btnsctl -n "$A" config confirm
fact "when the change is for good the SA ends" pair_is_gone
fact "who is authenticated gets one" \
	pair assurance auth name q.example pad 2 policy 1

row I6
forget "$A"
entry "$A" index 1 remote "$B4" action protect reqid 1 flags btns-ok
sa_out 0x3001 transport 1
given "BTNS SAs beside one keyed by hand" pair name m
fact "though they are newer, that is used" goes_by 0x3001
must btnsctl -n "$A" sa del dst "$B4" spi 0x3001
fact "without it they are" goes_by "$spi_out"
btns_out=$spi_out
given "an SA with the same peer authenticated" \
	pair assurance auth name q.example pad 2
auth_out=$spi_out
fact "is used" goes_by "$auth_out"
fact "and ends those of BTNS" negate sa_exists "$A" "$B4" "$btns_out"
pair name m >"$tmp/said"
fact "whatever a BTNS peer asks for later" goes_by "$auth_out"

row I32
forget "$A"
tunnel="action protect reqid 1 mode tunnel tunnel local $A4 remote $B4"
policy "$A" index 1 local 10.7.1.0/24 remote 10.7.2.0/24 \
	action protect reqid 1 mode tunnel tunnel local "$A4" remote "$B4"
own="mode tunnel sel local=10.7.1.0-10.7.1.255,remote=10.7.2.0-10.7.2.255"
# shellcheck disable=SC2086 # words
fact "without btns-ok there is no SA for hosts behind A" \
	refused '^13 .*(btns-ok|ike-addr)' name m $own
# shellcheck disable=SC2086
must btnsctl -n "$A" policy change index 1 local 10.7.1.0/24 \
	remote 10.7.2.0/24 $tunnel btns-ok btns-wide
# shellcheck disable=SC2086
given "with it there is" pair name m $own
by_pair
given "and traffic is forwarded" arrives h '^udp 9 101 ' through 101
probation "local 10.7.1.0/24 remote 10.7.2.0/24 $tunnel"
given "the flag is cleared and the SA is still there" pair_is_there
fact "traffic is not forwarded then" vanishes h '^udp 9 102 ' through 102
must btnsctl -n "$A" config confirm
entry "$A" index 7 first yes local "$A4" remote 10.7.2.0/24 action protect \
	reqid 1 mode tunnel tunnel "$A4" "$B4" flags "btns-ok btns-wide"
given "an SA for A itself" pair name m policy 7 mode tunnel \
	sel "local=$A4,remote=10.7.2.0-10.7.2.255"
by_pair
fact "does not reach hosts behind A" vanishes h '^udp 9 103 ' through 103

end_rows
