#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: D12
#
#	A fd07::1 ---- fd07::2 B
#
# A host that discards what no entry speaks of still finds its neighbours and
# keys: by entries, not by exceptions.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

begin
setup_pair
listen "$B" b udp:9 udp:500
row D12
strict "$A"
for type in 133 134 135 136 137; do
	entry "$A" local ::/0 remote ::/0 proto 58 icmp $type/0 action bypass
done
entry "$A" local "$A6" remote "$B6" proto udp rport 500 action bypass
fact "IKE passes after neighbour discovery" \
	arrives b '^udp 500 101 ' say "$A" "$B6" 500 101
fact "nothing else does" vanishes b '^udp 9 102 ' say "$A" "$B6" 9 102

end_rows
