#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns, 300 SAs)          C (wire) ---- (wire) D
#
# Flushing the SAD leaves no SA, however many share a slot of its table, and a
# namespace with as many goes away: the kernel takes namespaces down one after
# the other, so that another one gone behind it shows that it is done.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


# many N: as many inbound SAs, each with a key of its own
many()
{
	local spi secret

	head -c $(($1 * 20)) /dev/urandom | od -An -v -tx1 -w20 | tr -d ' ' |
		for ((spi = 0x1000; spi < 0x1000 + $1; spi++)); do
			read -r secret
			echo "$secret" >"$tmp/key.$spi"
			echo "sa add dir in src 10.7.0.2 dst 10.7.0.1 proto esp" \
				"spi $spi mode transport reqid 1 aead $aead" \
				"key file $tmp/key.$spi"
		done >"$tmp/many"
	must btnsctl -n "$A" -f "$tmp/many"
}

count()
{
	btnsctl -n "$A" -j sa list | grep -o '"spi":[0-9]*' | wc -l
}

gone()
{
	! ip -n "$D" link show wire
}

need_btns
setup_ns A
for round in 1 2 3; do
	many 300
	check_equal "round $round: 300 SAs" "$(count)" 300
	check "round $round: flushed" btnsctl -n "$A" sa flush
	check_equal "round $round: none is left" "$(count)" 0
done

many 300
check "a namespace with 300 SAs is deleted" ip netns del "$A"
check "another one can be made" setup_ns C D
# shellcheck disable=SC2153 # set by setup_ns
setup_link "$C" wire "$D" wire
must ip netns del "$C"
check "and goes behind it within 10 seconds" busywait 10 gone
[ $module_loaded = 0 ] ||
	check "the module can be unloaded" busywait 10 modprobe -r btns
finish
