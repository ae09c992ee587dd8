#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: D10 XN1
#
#	ipip 10.9.1.1 A 10.7.0.1 ==== 10.7.0.2 B 10.9.2.1 lo
#
# A has an IP-in-IP device whose packets go into transport mode; B has tunnel
# mode. On the wire that is the same.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

ipv4_only=1
begin
modprobe -q ipip
setup_pair
must ip -n "$A" link add over type ipip local "$A4" remote "$B4"
must ip -n "$A" link set over up
setup_address "$A" over 10.9.1.1/32
setup_address "$B" lo 10.9.2.1/32
must ip -n "$A" route add 10.9.2.1 dev over src 10.9.1.1
must ip -n "$B" route add 10.9.1.1 dev wire src 10.9.2.1
entry "$A" local "$A4" remote "$B4" proto 4 action protect reqid 1 \
	mode transport
# what enters and leaves the device is clear by itself
entry "$A" local 10.9.1.1 remote 10.9.2.1 action bypass
add_policy xfrm "$B" 10.9.2.1 10.9.1.1 tunnel 1 "$B4" "$A4"
new_key "$aead" "$bits"
add_sa "$engine" "$A" out "$A4" "$B4" 0x2001 transport 1 "$key"
add_sa xfrm "$B" in "$A4" "$B4" 0x2001 tunnel 1 "$key"
new_key "$aead" "$bits"
add_sa xfrm "$B" out "$B4" "$A4" 0x1001 tunnel 1 "$key"
add_sa "$engine" "$A" in "$B4" "$A4" 0x1001 transport 1 "$key"

row D10 XN1
fact "pings are answered" watch_wire pings "$A" 10.9.2.1 56 1000
fact "nothing but ESP is on the wire" wire_lacks "$filter_clear"

end_rows
