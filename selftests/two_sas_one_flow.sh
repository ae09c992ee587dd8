#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ---- 10.7.0.2 B (packets made by hand)
#
# One flow may come by two SAs in turn, as at every rekeying. Each packet is
# attributed to the SA that brought it, whatever receive offload would have liked
# to merge, and a selector that one of the SAs violates stops that one's packets
# and no other.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


packets()
{
	on "$A" nft list counter ip seen "$1" |
		sed -n 's/.*packets \([0-9]*\) .*/\1/p'
}

sa_packets()
{
	btnsctl -n "$A" -j sa list | sed 's/},{/}\n{/g' | grep "\"spi\":$1," |
		sed -n 's/.*"packets":\([0-9]*\).*/\1/p'
}

# in_turn PROTO: sixteen consecutive packets of a flow, SA after SA
in_turn()
{
	craft "$B" --key "$key1" --spi 0x1001 --other-key "$key2" \
		--other-spi 0x1002 --from "$B4" --to "$A4" --proto "$1" \
		--seq $((base + 1)) --count 16
	base=$((base + 16))
}

need nft ethtool
ipv4_only=1
need_btns
setup_pair
for ns in "$A" "$B"; do
	must on "$ns" ethtool -K wire gro on
done
policy "$A" local "$A4" remote "$B4" action protect reqid 1
base=0
new_key "$aead" "$bits"
key1=$key
add_sa btns "$A" in "$B4" "$A4" 0x1001 transport 1 "$key1"
new_key "$aead" "$bits"
key2=$key
add_sa btns "$A" in "$B4" "$A4" 0x1002 transport 1 "$key2" \
	sel local "$A4" remote "$B4" proto tcp
must on "$A" nft -f - <<'RULES'
table ip seen {
	counter first { }
	counter second { }
	chain input {
		type filter hook input priority 0
		meta l4proto esp accept
		ipsec in spi 0x1001 counter name first drop
		ipsec in spi 0x1002 counter name second drop
	}
}
RULES

counters_save "$A"
in_turn tcp
expect_only "$A" rx_protected=16
check_equal "the first SA brought eight" "$(packets first)" 8
check_equal "the second SA brought eight" "$(packets second)" 8
check_equal "the first SA counts eight" "$(sa_packets 4097)" 8
check_equal "the second SA counts eight" "$(sa_packets 4098)" 8

counters_save "$A"
in_turn udp
expect_only "$A" rx_protected=8 rx_selector=8
check_equal "the first SA brought eight more" "$(packets first)" 16
check_equal "the second SA brought nothing more" "$(packets second)" 8
finish
