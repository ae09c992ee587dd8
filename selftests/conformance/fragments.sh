#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A33 D43 T5 XN3 XN4
#
#	H1 10.7.1.2 ---- A 10.7.0.1 ==== 10.7.0.2 B ---- 10.7.2.2 H2
#	   fd07:1::2      fd07::1       fd07::2      fd07:2::2
#
# An entry protects one port; fragments behind the first show no port. What else
# there is passes in the clear.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# protect_port V: what H1 sends to port 5000 of H2, and back
protect_port()
{
	local v=$1 far=H2$1 near=H1$1 a=A$1 b=B$1

	entry "$A" local "${!near}" remote "${!far}" proto udp rport 5000 \
		action protect reqid "$v" mode tunnel tunnel "${!a}" "${!b}"
	new_key "$aead" "$bits"
	add_sa "$engine" "$A" out "${!a}" "${!b}" "0x200$v" tunnel "$v" "$key"
}

small_is_protected()
{
	local far=H2$1

	watch_wire say "$H1" "${!far}" 5000 100 &&
		wire_has "$filter_esp" && wire_lacks "src host $2"
}

large_is_not_clear()
{
	local far=H2$1

	watch_wire say "$H1" "${!far}" 5000 4000
	wire_lacks "src host $2"
}

begin
setup_chain
must ip -n "$H1" link set side mtu 1300
protect_port 4
protect_port 6
open_rest "$A"

row T5
given "a small datagram is protected" small_is_protected 4 "$H14"
fact "of one in fragments nothing is in the clear" large_is_not_clear 4 "$H14"
row XN3
given "over IPv6 a small datagram is protected" small_is_protected 6 "$H16"
fact "over IPv6 nothing of one in fragments is in the clear" \
	large_is_not_clear 6 "$H16"

# the other way: only what is protected may reach port 5001 of H1
forget "$A"
must ip -n "$H1" link set side mtu 1500
entry "$A" local "$H14" remote "$H24" proto udp lport 5001 action protect \
	reqid 1 mode tunnel tunnel "$A4" "$B4"
open_rest "$A"
listen "$H1" h udp:5001 udp:5002
row XN4
given "another port is reached in the clear" \
	arrives h '^udp 5002 101 ' say "$H2" "$H14" 5002 101
given "a small clear datagram is refused" \
	vanishes h '^udp 5001 102 ' say "$H2" "$H14" 5001 102
fact "one in fragments is refused" \
	vanishes h '^udp 5001 3000 ' say "$H2" "$H14" 5001 3000

row D43 A33
forget "$A"
must ip -n "$H1" link set side mtu 1300
protect_port 4
protect_port 6
open_rest "$A"
fact "no fragment of a protected flow leaves in the clear, IPv4" \
	large_is_not_clear 4 "$H14"
fact "nor with IPv6" large_is_not_clear 6 "$H16"
forget "$A"
must ip -n "$H1" link set side mtu 1500
entry "$A" local "$H14" remote "$H24" proto udp lport 5001 action protect \
	reqid 1 mode tunnel tunnel "$A4" "$B4"
open_rest "$A"
fact "no clear one is forwarded to where it must be protected" \
	vanishes h '^udp 5001 3001 ' say "$H2" "$H14" 5001 3001

end_rows
