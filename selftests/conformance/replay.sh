#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: D14 D15 D16 D19 T8
#
#	A 10.7.0.1 ==== 10.7.0.2 B
#
# The window for sequence numbers.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# packet NUMBER SIZE [OPTION...]: one with this number to port 9
packet()
{
	local seq=$1 size=$2

	shift 2
	craft "$B" "${by[@]}" --dport 9 --seq "$seq" --size "$size" "$@"
}

taken()
{
	arrives a "^udp 9 $2 " packet "$@"
}

refused()
{
	vanishes a "^udp 9 $2 " packet "$@"
}

# window OCTETS: may an SA have it? Tried where a refusal does no harm.
window()
{
	(window=$1; sa_in 0x1999 transport 1)
}

# counts_up: three packets of A have the numbers 1, 2 and 3
counts_up()
{
	watch_wire three_datagrams
	equal "$(tcpdump -n -r "$tmp/wire.1.pcap" "src host $A4 and ip proto 50" \
		2>/dev/null | sed 's/.*seq=0x0*\([0-9a-f]*\).*/\1/' | xargs)" '1 2 3'
}

three_datagrams()
{
	say "$A" "$B4" 99 100
	say "$A" "$B4" 99 100
	say "$A" "$B4" 99 100
	true
}

ipv4_only=1
begin
setup_pair
listen "$A" a udp:9
swallow "$B" "udp dport 99"
entry "$A" local "$A4" remote "$B4" action protect reqid 1 mode transport

row D15
sa_in 0x1001 transport 1
given "a packet is taken" taken 1 101
fact "one far ahead with a bad ICV is refused" refused 100000 102 --flip -1
fact "and has not moved the window" taken 2 103
fact "which one far ahead with a good ICV does" taken 100000 104
fact "so that what is too old is refused" refused 3 105

row T8
window=64
sa_in 0x1002 transport 1
given "a packet is taken" taken 100 111
fact "one at the far end of 64 is taken" taken 37 112
fact "the same again is refused" refused 37 113
fact "one behind the end is refused" refused 36 114

row D14
if fact "65536 packets are a window" window 65536; then
	window=65536
	sa_in 0x1003 transport 1
	given "a packet is taken" taken 70000 121
	fact "one at the far end is taken" taken 4465 122
	fact "one behind it is refused" refused 4464 123
fi

row D19
window=0
sa_in 0x1005 transport 1
given "without a window a packet is taken" taken 5 141
fact "so is the same number again" taken 5 142
sa_out 0x2001 transport 1
fact "a sender counts all the same" counts_up

row D16
window=64 esn=esn
sa_in 0x1004 transport 1
given "low numbers are taken" taken 1 131
given "a jump is taken" taken $((0x7fffffff)) 132
given "so is another" taken $((0xfffffff0)) 133
fact "a number past 2^32 is taken, by its low half" taken $((0x100000005)) 134
fact "a late one of before is, too" taken $((0xfffffff8)) 135
fact "once" refused $((0xfffffff8)) 136

end_rows
