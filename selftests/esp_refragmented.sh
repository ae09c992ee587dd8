#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1, fd07::1 ---- 10.7.0.2, fd07::2 B (fragments made by hand)
#
# Anybody on the way can split an ESP packet: fragmentation is not authenticated.
# Wherever it is split, down to eight octets in the first fragment, and whoever
# puts it together, A takes it like the whole packet.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


# good WHAT OPTION...: one packet, accepted
good()
{
	local what=$1

	shift
	counters_save "$A"
	craft "$B" "${by[@]}" --seq $((++seq)) "$@"
	check "$what" busywait 5 counter_grew "$A" rx_protected
	expect_counter "$A" rx_protected +1
}

# split WHAT MODE V SPI
split()
{
	local a=A$3 b=B$3 i1=I1$3 i2=I2$3 first sel=()

	[ "$2" = transport ] || sel=(sel local "${!i1}" remote "${!i2}")
	new_key "$aead" "$bits"
	add_sa btns "$A" in "${!b}" "${!a}" "$4" "$2" "$3" "$key" "${sel[@]}"
	by=(--key "$key" --spi "$4" --from "${!b}" --to "${!a}" --size 1000)
	[ "$2" = transport ] ||
		by+=(--tunnel --inner-from "${!i2}" --inner-to "${!i1}")
	seq=0
	for first in 8 16; do
		good "$1: $first octets of ESP come first" --fragment $first
	done
}

# all_modes WHO: puts the fragments together
all_modes()
{
	split "IPv4, transport, $1" transport 4 0x1001
	split "IPv6, transport, $1" transport 6 0x1002
	must btnsctl -n "$A" sa flush
	split "IPv4, tunnel, $1" tunnel 4 0x1003
	split "IPv6, tunnel, $1" tunnel 6 0x1004
	must btnsctl -n "$A" sa flush
}

need nft
need_btns
setup_pair
swallow "$A" "udp dport 7002"
add_nd_bypass btns "$A"
setup_inner
for v in 4 6; do
	a=A$v b=B$v i1=I1$v i2=I2$v
	add_policy btns "$A" "${!a}" "${!b}" transport $v
	add_policy btns "$A" "${!i1}" "${!i2}" tunnel $v "${!a}" "${!b}"
done
all_modes "the stack"

must on "$A" nft -f - <<'RULES'
table inet track {
	chain prerouting {
		type filter hook prerouting priority 0
		ct state new counter
	}
}
RULES
all_modes "connection tracking"
finish
