#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: D13 I26 I31
#
#	A 10.7.0.1 ==== 10.7.0.2 B
#	C 10.7.9.1 ---- 10.7.9.2 B
#
# Other namespaces, other users, odd sources.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# as_nobody COMMAND...: in A, without any privilege
as_nobody()
{
	on "$A" setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

# user_flushes: a user's flush of everything is refused, and the SA is there
user_flushes()
{
	case $engine in
	btns)
		as_nobody btnsctl sa flush
		as_nobody btnsctl config reset
		;;
	xfrm)
		as_nobody ip xfrm state flush
		as_nobody ip xfrm policy flush
		;;
	esac
	sa_exists "$A" "$A4" 0x1001
}

user_lists()
{
	case $engine in
	btns) as_nobody btnsctl -s sa list ;;
	xfrm) as_nobody ip xfrm state list ;;
	esac | grep -iE '4097|0x0*1001'
}

# inside FROM SIZE: a datagram out of the tunnel
inside()
{
	seq=$((seq + 1))
	craft "$B" "${by[@]}" --tunnel --inner-from "$1" --inner-to "$A4" \
		--dport 9 --size "$2" --seq "$seq"
}

ipv4_only=1
seq=0
begin
need setpriv
setup_pair
setup_ns C
# shellcheck disable=SC2153 # set by setup_ns
setup_link "$C" other "$B" other
setup_address "$C" other 10.7.9.1/24
setup_address "$B" other 10.7.9.2/24
listen "$A" a udp:9
listen "$C" c udp:9
entry "$A" local 0.0.0.0/0 remote 0.0.0.0/0 action protect reqid 1 \
	mode tunnel tunnel "$A4" "$B4"
sa_in 0x1001 tunnel 1

row D13
given "A refuses what is clear" \
	vanishes a '^udp 9 101 ' say "$B" "$A4" 9 101
fact "other namespaces do not" \
	arrives c '^udp 9 102 ' say "$B" 10.7.9.1 9 102

row I31
given "the SA delivers" arrives a '^udp 9 111 ' inside 10.8.2.1 111
fact "a source of 127.0.0.1 does not come in" \
	vanishes a '^udp 9 112 ' inside 127.0.0.1 112
fact "nor one of the host's own" vanishes a '^udp 9 113 ' inside "$A4" 113
fact "nor one of everybody's" \
	vanishes a '^udp 9 114 ' inside 255.255.255.255 114

row I26
given "there is an SA" sa_exists "$A" "$A4" 0x1001
fact "a user without privilege cannot flush it" user_flushes
fact "nor see it" negate user_lists

end_rows
