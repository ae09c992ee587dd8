#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ---- 10.7.0.2 B
#
# RFC 4301 4.4.1: when a change of the SPD leaves an SA that an entry served
# without any, it is gone when the change is acknowledged; others stay, as do all
# where that is asked for, and those of a set that may come back.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# SAs of A, by SPI
spis()
{
	btnsctl -n "$A" -j sa list | "$python" -c '
import json, sys
print(*sorted(sa["spi"] for sa in json.load(sys.stdin)))'
}

# sa_line DIR SRC DST SPI REQID
sa_line()
{
	new_key "$aead" "$bits"
	echo "sa add dir $1 src $2 dst $3 spi $4 mode transport reqid $5" \
		"aead $aead key file $key"
}

# two of reqid 1, one of reqid 2, one of no entry
renew()
{
	{
		echo "policy add index 1 remote $B4 proto udp action protect reqid 1"
		echo "policy add index 2 remote $B4 action protect reqid 2"
		sa_line out "$A4" "$B4" 4097 1
		sa_line in "$B4" "$A4" 4098 1
		sa_line out "$A4" "$B4" 4100 2
		sa_line out "$A4" "$B4" 4101 3
	} >"$tmp/renewed"
	must btnsctl -n "$A" sa flush
	must btnsctl -n "$A" config apply -f "$tmp/renewed"
}

ipv4_only=1
need_btns
setup_pair

renew
must btnsctl -n "$A" policy del index 1
check_equal "the SAs of an entry go with it" "$(spis)" '4100 4101'

renew
must btnsctl -n "$A" policy change index 1 remote "$B4" proto tcp \
	action protect reqid 1
check_equal "those that serve its successor stay" "$(spis)" \
	'4097 4098 4100 4101'
must btnsctl -n "$A" policy change index 1 remote 10.7.0.3 action protect reqid 1
check_equal "what speaks of others does not keep them" "$(spis)" '4100 4101'

renew
must btnsctl -n "$A" policy change index 1 dir in remote "$B4" action protect \
	reqid 1
check_equal "an entry for one direction keeps that SA" "$(spis)" \
	'4098 4100 4101'

renew
must btnsctl -n "$A" policy add index 3 remote "$B4" action protect reqid 1
must btnsctl -n "$A" policy del index 1
check_equal "another entry may serve them" "$(spis)" '4097 4098 4100 4101'
must btnsctl -n "$A" policy move index 3 before 2
check_equal "order does not matter" "$(spis)" '4097 4098 4100 4101'
must btnsctl -n "$A" policy flush
check_equal "a whole set is compared with the one before" "$(spis)" '4101'

renew
{
	echo 'policy add action bypass'
	btnsctl -n "$A" config show | grep '^sa add'
} >"$tmp/bypass"
must btnsctl -n "$A" config apply -f "$tmp/bypass" --confirm 60
check_equal "nothing goes while the old set may come back" "$(spis)" \
	'4097 4098 4100 4101'
must btnsctl -n "$A" config confirm
check_equal "nor stays when it may not" "$(spis)" '4101'

renew
{
	echo "policy add index 1 remote $B4 proto udp action protect reqid 1"
	echo "policy add index 2 remote $B4 action protect reqid 2"
	btnsctl -n "$A" config show | grep '^sa add'
} >"$tmp/trial"
must btnsctl -n "$A" config apply -f "$tmp/trial" --confirm 60
must btnsctl -n "$A" policy del index 1
check_equal "nor with an entry of the set on probation" "$(spis)" \
	'4097 4098 4100 4101'
must btnsctl -n "$A" config confirm
check_equal "they go once that is confirmed" "$(spis)" '4100 4101'

renew
must btnsctl -n "$A" conf set keep-sas on
must btnsctl -n "$A" policy flush
check_equal "all stay where that is set" "$(spis)" '4097 4098 4100 4101'
must btnsctl -n "$A" conf reset
finish
