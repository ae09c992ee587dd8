#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: I27
#
#	A, alone: nothing is sent
#
# Nobody reads a key out of the SAD, root included.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# lists_no_key: the SA is listed, its key is not
lists_no_key()
{
	local secret

	secret=$(<"$key")
	case $engine in
	btns) btnsctl -n "$A" -j -s sa list ;;
	xfrm) ip -n "$A" -s xfrm state list ;;
	esac >"$tmp/list"
	grep -qiE '4097|0x0*1001' "$tmp/list" &&
		! grep -qi "${secret:0:32}" "$tmp/list"
}

ipv4_only=1
begin
setup_pair
row I27
sa_in 0x1001 transport 1
fact "an SA is listed without its key" lists_no_key

end_rows
