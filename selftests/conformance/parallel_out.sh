#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: D8
#
#	A 10.7.0.1 ==== 10.7.0.2 B
#
# Two SAs with the same selectors: packets of different DSCP may be told apart.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

both_classes()
{
	watch_wire both_pings && wire_has 'ip proto 50'
}

both_pings()
{
	on "$A" ping -n -q -c 1 -W 1 -Q 0 "$B4"
	on "$A" ping -n -q -c 1 -W 1 -Q 0xb8 "$B4"
	true
}

# spi_of TOS: by which SAs packets with it went
spi_of()
{
	tcpdump -n -r "$tmp/wire.1.pcap" "ip proto 50 and ip[1] == $1" \
		2>/dev/null | sed 's/.*spi=\([^,]*\),.*/\1/' | sort -u | xargs
}

ipv4_only=1
begin
setup_pair
row D8
entry "$A" local "$A4" remote "$B4" action protect reqid 1 mode transport
# XFRM has no word for it
case $engine in
btns) best=(dscp-set 0) fast=(dscp-set 46) ;;
xfrm) best=() fast=() ;;
esac
sa_out 0x2001 transport 1 "${fast[@]}"
sa_out 0x2002 transport 1 "${best[@]}"
given "packets of both classes leave protected" both_classes
fact "those of the one by the one SA" equal "$(spi_of 0xb8)" 0x00002001
fact "those of the other by the other" equal "$(spi_of 0)" 0x00002002

end_rows
