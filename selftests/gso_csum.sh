#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1, fd07::1 ==== 10.7.0.2, fd07::2 (XFRM) B
#
# Whether the device computes checksums and cuts segments, or the stack does it,
# what arrives is what was sent.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


need tcpdump ethtool
need_btns
need_xfrm
setup_pair
protect_transport 4
add_policy "$engine" "$A" "$A6" "$B6" transport 3
add_policy xfrm "$B" "$B6" "$A6" transport 3
add_nd_bypass "$engine" "$A"
add_sa_pair transport 3 "$engine" "$A" "$A6" 0x1003 xfrm "$B" "$B6" 0x2003
serve "$B" "$B4" "$B6"

for features in "tx on tso on gso on gro off" "tx on tso off gso on gro on" \
	"tx on tso off gso off gro off" "tx off tso off gso off gro off"; do
	for ns in "$A" "$B"; do
		# shellcheck disable=SC2086 # a list of words
		must on "$ns" ethtool -K wire $features
	done
	capture_start wire "$A" wire "$B" wire
	counters_save "$A"
	for address in "$B4" "$B6"; do
		check "$features: $address" client "$A" "$address" \
			--udp 1-3,1400,1472,9000 --tcp 1000000
	done
	capture_stop wire
	check_protected wire "$features"
	check "$features: large sends are whole packets to the hook, ESP each" \
		counter_grew "$A" tx_protected
done
finish
