#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: D18 T7
#
#	A 10.7.0.1 ==== 10.7.0.2 B
#
# The last sequence number was used.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

sent_on_the_wire()
{
	watch_wire on "$A" ping -n -q -c 4 -i 0.2 -W 1 "$B4" >/dev/null
	capture_count wire "src host $A4 and ip proto 50"
}

ipv4_only=1
window=32
begin
setup_pair
row D18 T7
if [ "$engine" = btns ]; then
	lacks "nothing sets the counter of an SA; 2^32 packets take too long"
	end_rows
fi
entry "$A" local "$A4" remote "$B4" action protect reqid 1 mode transport
sa_out 0x2001 transport 1 replay-oseq 0xfffffffd
audit_begin
fact "two numbers are left, two packets leave" equal "$(sent_on_the_wire)" 2
fact "a record tells of the end" soon audited '8193|0x0*2001'

end_rows
