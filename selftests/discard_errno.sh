#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1, fd07::1 ---- 10.7.0.2, fd07::2 B
#
# A sender learns why its packet did not leave: EPERM where an entry, or none,
# discards it; EHOSTUNREACH where no SA is there to protect it; EMSGSIZE where it
# does not fit and must not be fragmented.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


# refusals FAMILY LOCAL REMOTE LARGEST
refusals()
{
	local v=$1 local=$2 remote=$3 largest=$4

	counters_save "$A"
	check_errno "$v: an entry discards" 1 "$A" "$remote" 1 100
	expect_only "$A" tx_policy=1
	counters_save "$A"
	check_errno "$v: no entry" 1 "$A" "$remote" 2 100
	expect_only "$A" tx_policy=1
	counters_save "$A"
	check_errno "$v: no SA" 113 "$A" "$remote" 3 100
	expect_only "$A" tx_no_sa=1

	new_key "$aead" "$bits"
	add_sa btns "$A" out "$local" "$remote" 0x2001 transport 1 "$key"
	counters_save "$A"
	check_errno "$v: too big" 90 "$A" "$remote" 3 "$largest" --dont-fragment
	expect_only "$A" tx_too_big=1
	counters_save "$A"
	check_errno "$v: too big, may be fragmented" 0 "$A" "$remote" 3 "$largest"
	expect_only "$A" tx_protected=1
	counters_save "$A"
	check_errno "$v: an SA and it fits" 0 "$A" "$remote" 3 100 --dont-fragment
	expect_only "$A" tx_protected=1
	must btnsctl -n "$A" sa flush
}

need_btns
setup_pair
fix_neighbours
add_nd_bypass btns "$A"
policy "$A" proto udp rport 1 action discard
policy "$A" proto udp rport 3 action protect reqid 1
swallow "$B" "meta l4proto { udp, esp }"

refusals IPv4 "$A4" "$B4" 1472
refusals IPv6 "$A6" "$B6" 1452
finish
