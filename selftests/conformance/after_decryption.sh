#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A44 I16 I30
#
#	H1 10.7.1.2 ---- 10.7.1.1 A 10.7.0.1 ==== 10.7.0.2 B
#
# A decrypted packet is a packet like others: rules and the SPD see it. One that
# was not decrypted does not pass for one that was.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# inside TO SIZE: a datagram out of the tunnel, to port 9
inside()
{
	seq=$((seq + 1))
	craft "$B" "${by[@]}" --tunnel --inner-from 10.7.2.2 --inner-to "$1" \
		--dport 9 --size "$2" --seq "$seq"
}

# marked MARK: clear datagrams to A, with a packet mark
marked()
{
	must on "$A" nft -f - <<RULES
table inet marks {
	chain early {
		type filter hook prerouting priority -300
		udp dport 9 meta mark set $1
	}
}
RULES
	vanishes a '^udp 9 150 ' say "$B" "$A4" 9 150
	local status=$?
	must on "$A" nft delete table inet marks
	return "$status"
}

ipv4_only=1
seq=0
begin
setup_chain
listen "$A" a udp:9
listen "$H1" h udp:9
entry "$A" local 10.7.1.0/24 remote 10.7.2.0/24 action protect reqid 1 \
	mode tunnel tunnel "$A4" "$B4"
entry "$A" local "$A4" remote "$B4" proto udp lport 9 action protect reqid 1 \
	mode tunnel tunnel "$A4" "$B4"
sa_in 0x1001 tunnel 1

row I30
given "A takes what comes out of the tunnel" \
	arrives a '^udp 9 101 ' inside 10.7.1.1 101
must on "$A" nft -f - <<'RULES'
table inet filter {
	chain input {
		type filter hook input priority 0
		udp dport 9 drop
	}
	chain forward {
		type filter hook forward priority 0
		udp dport 9 drop
	}
}
RULES
fact "a rule for what comes in applies to it" \
	vanishes a '^udp 9 102 ' inside 10.7.1.1 102
fact "so does one for what is forwarded" \
	vanishes h '^udp 9 103 ' inside "$H14" 103
must on "$A" nft delete table inet filter

row I16
for mark in 1 0x10000 0x80000000 0xffffffff; do
	fact "a packet mark of $mark is no proof" marked $mark
done

row A44
entry "$A" dir out local 10.7.2.0/24 remote 10.7.1.0/24 action bypass
given "H1 gets what an entry lets out to it" \
	arrives h '^udp 9 111 ' inside "$H14" 111
entry "$A" first yes dir out local 10.7.2.0/24 remote "$H14" action discard
fact "when an entry forbids it, decryption does not help" \
	vanishes h '^udp 9 112 ' inside "$H14" 112

end_rows
