#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A34 D44
#
#	H1 10.7.1.2 ---- A 10.7.0.1 ---- 10.7.0.2 B
#
# A bypass entry asks for a port, nothing else passes: what becomes of fragments?
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

fragment_passes()
{
	[ "$(capture_count side 'src host 10.7.0.2')" -gt 0 ]
}

# forwarded OPTION...: does A hand on any of the fragments that B sends to H1?
forwarded()
{
	capture_start side "$A" side
	probe "$B" fragments --from "$B4" --to "$H14" "$@"
	settle h
	capture_stop side
	capture_show side 'src host 10.7.0.2'
	fragment_passes
}

ipv4_only=1
begin
setup_chain
listen "$H1" h udp:53 udp:54
strict "$A"
entry "$A" local "$H14" remote "$B4" proto udp lport 53 action bypass

row A34 D44
given "a small datagram passes" \
	arrives h '^udp 53 101 ' say "$B" "$H14" 53 101
given "one to another port does not" \
	vanishes h '^udp 54 102 ' say "$B" "$H14" 54 102
fact "a datagram in fragments passes, by its first one" \
	arrives h '^udp 53 3000 ' say "$B" "$H14" 53 3000
fact "one to another port does not" negate forwarded --port 54 --size 3000
fact "a later fragment alone does not" \
	negate forwarded --port 53 --size 3000 --only 2

end_rows
