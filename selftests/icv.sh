#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ---- 10.7.0.2 B (packets made by hand)
#
# One damaged bit anywhere in an ESP packet, from the sequence number to the last
# octet of the ICV, and it is dropped as forged; the window does not move for it.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


# damaged WHAT OCTET
damaged()
{
	counters_save "$A"
	craft "$B" "${by[@]}" --seq $((++seq)) --flip "$2"
	check_equal "$aead, damaged: $1" "$(changes "$A")" rx_icv=1
}

need nft
ipv4_only=1
need_btns
setup_pair
swallow "$A" "udp dport 7002"
policy "$A" local "$A4" remote "$B4" action protect reqid 1
for aead in aes-gcm-16 chacha20-poly1305; do
	bits=256 seq=0
	new_key "$aead" "$bits"
	add_sa btns "$A" in "$B4" "$A4" 0x1001 transport 1 "$key"
	by=(--key "$key" --aead "$aead" --spi 0x1001 --from "$B4" --to "$A4")
	counters_save "$A"
	craft "$B" "${by[@]}" --seq $((++seq))
	expect_only "$A" rx_protected=1
	# 8 header, 8 IV, 8 UDP, 64 data, 2 padding, 2 trailer, 16 ICV
	damaged "IV" 8
	damaged "last octet of the IV" 15
	damaged "first octet of the payload" 16
	damaged "last octet of the payload" 91
	damaged "first octet of the ICV" 92
	damaged "last octet of the ICV" 107
	counters_save "$A"
	craft "$B" "${by[@]}" --seq 2
	check_equal "$aead, the number of a forgery is not used up" \
		"$(changes "$A")" rx_protected=1
	must btnsctl -n "$A" sa flush
done

# a number that was not sent is protected by the ICV, too
add_sa btns "$A" in "$B4" "$A4" 0x1001 transport 1 "$key"
counters_save "$A"
craft "$B" "${by[@]}" --seq 1000 --flip 7
expect_only "$A" rx_icv=1
check "the SA counts the forgery" \
	grep -q 'icv-failures 1$' <(btnsctl -n "$A" -s sa list)
finish
