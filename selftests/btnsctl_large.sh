#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	btnsctl ---- netlink ---- A (btns)
#
# As many entries as an SPD may have go in as one set and come out the same; a
# list read while others change it is never a mixture.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

btnsctl_A()
{
	btnsctl -n "$A" "$@"
}

# entries N ACTION
entries()
{
	awk -v n="$1" -v action="$2" 'BEGIN { for (i = 1; i <= n; i++)
		printf "policy add index %d local 10.%d.%d.0/24 remote any proto tcp rport %d action %s\n",
		i, i / 256 % 256, i % 256, i % 65535 + 1, action }' |
		sed 's/ remote any//'
}

need_btns
setup_ns A

entries 100000 bypass >"$tmp/most"
check "100,000 entries apply" btnsctl_A -f "$tmp/most"
btnsctl_A config show >"$tmp/shown"
check "and are shown the same" cmp "$tmp/most" "$tmp/shown"
check "and are no different" btnsctl_A config diff -f "$tmp/most"

# --- readers and writers -----------------------------------------------------

entries 3000 bypass >"$tmp/one"
entries 2999 discard >"$tmp/two"
change()
{
	local left=12

	while ((left-- > 0)); do
		btnsctl_A -f "$tmp/one" && btnsctl_A -f "$tmp/two" || return 1
	done
}

must btnsctl_A -f "$tmp/two"
change &
writer=$!
processes+=("$writer")
reads=0
mixed=0
while kill -0 "$writer" 2>/dev/null; do
	# not to be read in peace is no mixture
	btnsctl_A config show >"$tmp/seen" 2>/dev/null || continue
	reads=$((reads + 1))
	cmp -s "$tmp/seen" "$tmp/one" || cmp -s "$tmp/seen" "$tmp/two" ||
		mixed=$((mixed + 1))
done
wait "$writer"
check_equal "the writer was not disturbed" "$?" 0
note "$reads lists"
check_equal "no list is a mixture of two sets" "$mixed" 0
check "there were lists" [ "$reads" -gt 3 ]

finish
