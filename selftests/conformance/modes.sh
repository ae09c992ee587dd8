#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A19 D1 D2 D46 XN2
#
#	H1 10.7.1.2 ---- A 10.7.0.1, fd07::1 ==== 10.7.0.2, fd07::2 B
#	             lo 10.8.1.1, fd08:1::1       10.8.2.1, fd08:2::1 lo
#
# Both modes, both families, one inside the other, packets that need fragments.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# anew: neither end has SAs or policies
anew()
{
	forget "$A"
	flush_sas xfrm "$B"
	flush_policies xfrm "$B"
}

# reached NEAR FAR SIZE...: pings both ways, nothing in the clear
reached()
{
	watch_wire answered "$@" && wire_has "$filter_esp" &&
		wire_lacks "$filter_clear"
}

answered()
{
	local near=$1 far=$2

	shift 2
	pings "$A" "$far" "$@" && pings "$B" "$near" "$@"
}

# plain_tunnel: A's SAs as ip xfrm makes them unless it is told about families
plain_tunnel()
{
	local v=$1 a=A$1 b=B$1

	protect_tunnel "$2" "$v"
	[ "$engine" = xfrm ] || return 0
	flush_sas xfrm "$A"
	must ip -n "$A" xfrm state add src "${!b}" dst "${!a}" proto esp \
		spi 0x1001 mode tunnel reqid 1 replay-window 1024 \
		aead 'rfc4106(gcm(aes))' "0x$(<"$key1")" 128
	must ip -n "$A" xfrm state add src "${!a}" dst "${!b}" proto esp \
		spi 0x2001 mode tunnel reqid 1 replay-window 1024 \
		aead 'rfc4106(gcm(aes))' "0x$(<"$key2")" 128
}

# forwarded_fragments: what H1 sends in fragments, where A would have to put
# each of them into a transport mode SA. One ESP packet around the datagram that
# they are together is right, and goes on in fragments itself
forwarded_fragments()
{
	local around_one="ip proto 50 and ip[6:2] & 0x3fff = 0"

	watch_wire say "$H1" "$B4" 9 3000 &&
		equal "$(from_a "$around_one or (ip src $H14 and not proto 50)")" 0
}

begin
setup_chain
setup_inner

row D1 D46
protect_transport 4
fact "transport, IPv4" reached "$A4" "$B4" 56 1400 4000
anew
protect_transport 6
fact "transport, IPv6" reached "$A6" "$B6" 56 1400 4000
anew
protect_tunnel 4 4
fact "tunnel, IPv4" reached "$I14" "$I24" 56 1400 4000
anew
protect_tunnel 6 6
fact "tunnel, IPv6" reached "$I16" "$I26" 56 1400 4000
anew

row D2
protect_tunnel 4 6
fact "IPv4 in IPv6" reached "$I14" "$I24" 56 1400
anew
protect_tunnel 6 4
fact "IPv6 in IPv4" reached "$I16" "$I26" 56 1400
anew

row XN2
plain_tunnel 6 4
fact "IPv4 in IPv6, nothing said about families" reached "$I14" "$I24" 56
anew
plain_tunnel 4 6
fact "IPv6 in IPv4, nothing said about families" reached "$I16" "$I26" 56
anew

row A19
protect_transport 4
fact "transport mode carries traffic" reached "$A4" "$B4" 56
anew
protect_tunnel 4 4
fact "tunnel mode carries traffic" reached "$I14" "$I24" 56
anew
entry "$A" local "$H14" remote "$B4" action protect reqid 1 mode transport
new_key "$aead" "$bits"
add_sa "$engine" "$A" out "$H14" "$B4" 0x2001 transport 1 "$key"
open_rest "$A"
must ip -n "$H1" link set side mtu 1300
fact "transport mode takes no fragments" forwarded_fragments

end_rows
