#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns), alone
#
# RFC 8221 3: an SA is keyed by hand only where the host allows it, which it does
# not by itself; what is there then stays when that is taken back.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# add SPI: an SA with a fresh key
add()
{
	new_key "$aead" "$bits"
	btnsctl -n "$A" sa add dir in src 10.7.0.2 dst 10.7.0.1 spi "$1" \
		mode transport reqid 1 aead "$aead" key file "$key"
}

spis()
{
	btnsctl -n "$A" -j sa list | "$python" -c '
import json, sys
print(*sorted(sa["spi"] for sa in json.load(sys.stdin)))'
}

# told: the refusal names the parameter
told()
{
	! add 4097 2>"$tmp/said" && grep -q 'set btns.allow_manual_aead$' "$tmp/said"
}

need_btns
must modprobe -r btns
must modprobe btns
setup_ns A
check_equal "nobody said anything" "$(<"$allow_manual")" N
check "an SA is refused, and why" told
check_equal "there is none" "$(spis)" ''
check "an SPI may wait for a key manager" \
	btnsctl -n "$A" sa allocspi dst 10.7.0.1 min 5000 max 5000
check_fails "whom nobody else completes" add 5000
check_equal "it waits" "$(btnsctl -n "$A" -j sa list | grep -c larval)" 1

echo Y >"$allow_manual"
check "allowed, it is taken" add 4097
check "and completes what waits" add 5000
echo N >"$allow_manual"
check_fails "forbidden again, another is refused" add 4098
check_equal "those that are there stay" "$(spis)" '4097 5000'
finish
