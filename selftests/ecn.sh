#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	lo 10.8.1.1 A (btns) ==== B (XFRM, or packets made by hand) 10.8.2.1 lo
#
# Congestion marks of a tunnel follow RFC 6040: inwards the outer mark joins the
# inner one by its table, a mark on a packet that cannot carry one drops it;
# outwards the inner mark and the DSCP are copied.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


names=(notect ect1 ect0 ce)

# arrived: the mark of the only packet counted since the last call
arrived()
{
	on "$A" nft reset counters table inet seen 2>/dev/null |
		awk '/counter [a-z]/ { name = $2 }
			/packets [1-9]/ { print name }'
}

# cell V OUTER INNER WANTED: marks by their codes, WANTED "drop" or a name
cell()
{
	local v=$1 outer=$2 inner=$3 wanted=$4 i1=I1$1 i2=I2$1

	arrived >/dev/null
	counters_save "$A"
	craft "$B" "${by[@]}" --tunnel --inner-from "${!i2}" --inner-to "${!i1}" \
		--seq $((++seq)) --tos "$outer" --inner-tos $((0xb8 | inner))
	if [ "$wanted" = drop ]; then
		check_equal "IPv$v ${names[inner]} in ${names[outer]}" \
			"$(changes "$A") $(arrived)" "rx_ecn=1 "
	else
		check_equal "IPv$v ${names[inner]} in ${names[outer]}" \
			"$(changes "$A") $(arrived)" "rx_protected=1 $wanted"
	fi
}

# RFC 6040 4.2, rows are the inner mark: not-ECT, ECT(1), ECT(0), CE
table()
{
	local inner outer row rows=(
		'notect notect notect drop'
		'ect1 ect1 ect1 ce'
		'ect0 ect1 ect0 ce'
		'ce ce ce ce'
	)

	for inner in 0 1 2 3; do
		read -ra row <<<"${rows[inner]}"
		for outer in 0 1 2 3; do
			cell "$1" $outer $inner "${row[outer]}"
		done
	done
}

# sent V TOS: the outer header takes over what the inner one says
sent()
{
	local i2=I2$1

	capture_start wire "$A" wire
	check "IPv$1 ping with traffic class $2" \
		on "$A" ping -n -q -c 1 -Q "$2" "${!i2}"
	capture_stop wire
	check_seen wire "IPv$1 traffic class $2 is on the outside" \
		"ip proto 50 and ip[1] == $2" 1
}

need tcpdump ping nft
need_btns
need_xfrm
setup_pair
setup_inner
add_nd_bypass btns "$A"
protect_tunnel 4 4
policy "$A" local "$I16" remote "$I26" action protect reqid 1 mode tunnel \
	tunnel local "$A4" remote "$B4"
add_policy xfrm "$B" "$I26" "$I16" tunnel 1 "$B4" "$A4"
for tos in 0 1 2 0xb8 0xba; do
	sent 4 $tos
done
sent 6 0xba

# the peer's packets are made by hand from here on
flush_policies xfrm "$B"
flush_sas xfrm "$B"
must btnsctl -n "$A" sa del dst "$A4" proto esp spi 0x1001
new_key "$aead" "$bits"
add_sa btns "$A" in "$B4" "$A4" 0x1003 tunnel 1 "$key"
must on "$A" nft -f - <<'RULES'
table inet seen {
	counter notect { }
	counter ect1 { }
	counter ect0 { }
	counter ce { }
	chain input {
		type filter hook input priority 0
		udp dport != 7002 accept
		ip dscp != 0x2e counter accept
		ip6 dscp != 0x2e counter accept
		ip ecn not-ect counter name notect
		ip ecn ect1 counter name ect1
		ip ecn ect0 counter name ect0
		ip ecn ce counter name ce
		ip6 ecn not-ect counter name notect
		ip6 ecn ect1 counter name ect1
		ip6 ecn ect0 counter name ect0
		ip6 ecn ce counter name ce
		drop
	}
}
RULES
by=(--key "$key" --spi 0x1003 --from "$B4" --to "$A4")
seq=0
table 4
table 6
finish
