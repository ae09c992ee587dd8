#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: XL2
#
#	A 10.7.0.1 ==== 10.7.0.2 B
#
# A connection began protected; then policies and SAs are flushed on both sides.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

ipv4_only=1
begin
setup_pair
listen "$B" b udp:9
row XL2
protect_transport 4
serve "$B" "$B4"
# one connection for everything: it asks for an octet whenever a file appears
on "$A" "$python" "$probe_py" talk "$B4" $port "$tmp/go" >"$tmp/talk" 2>&1 &
processes+=($!)
given "the connection is there" soon grep -q connected "$tmp/talk"
flush_policies "$engine" "$A"
flush_sas "$engine" "$A"
flush_policies xfrm "$B"
flush_sas xfrm "$B"
capture_start wire "$A" wire "$B" wire
touch "$tmp/go"
busywait 2 grep -q sent "$tmp/talk"
settle b
capture_stop wire
given "the program went on writing" grep -q sent "$tmp/talk"
fact "nothing of the connection is in the clear" wire_lacks "tcp port $port"

end_rows
