#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1, lo 10.8.1.1 ---- 10.7.0.2 B (packets made by hand)
#
# ESP that verifies but is not what the RFC allows is dropped, and exactly one
# counter says why; good packets behind it pass.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


# bad COUNTER WHAT OPTION...: send it
bad()
{
	local counter=$1 what=$2

	shift 2
	counters_save "$A"
	craft "$B" "${by[@]}" --seq $((++seq)) "$@"
	check_equal "$mode: $what: $counter" "$(changes "$A")" "$counter=1"
}

# good WHAT OPTION...
good()
{
	local what=$1

	shift
	counters_save "$A"
	craft "$B" "${by[@]}" --seq $((++seq)) "$@"
	check_equal "$mode: $what" "$(changes "$A")" rx_protected=1
}

# new_sa MODE SPI: sets mode, by and seq
new_sa()
{
	local sel=()

	mode=$1
	[ "$1" = transport ] || sel=(sel local "$I14" remote "$I24")
	new_key "$aead" "$bits"
	add_sa btns "$A" in "$B4" "$A4" "$2" "$1" 1 "$key" "${sel[@]}"
	by=(--key "$key" --spi "$2" --from "$B4" --to "$A4")
	[ "$1" = transport ] ||
		by+=(--tunnel --inner-from "$I24" --inner-to "$I14")
	seq=0
}

ipv4_only=1
need nft
need_btns
setup_pair
swallow "$A" "udp dport 7002"
setup_inner
policy "$A" local "$A4" remote "$B4" action protect reqid 1
policy "$A" local "$I14" remote "$I24" action protect reqid 1 mode tunnel \
	tunnel local "$A4" remote "$B4"

new_sa transport 0x1001
bad rx_truncated "cut to SPI and number" --cut 8
bad rx_truncated "cut within the IV" --cut 12
bad rx_truncated "cut to a length no packet has" --cut 99
bad rx_icv "cut by a word" --cut 104
bad rx_no_sa "an SPI nobody has" --spi 0x1111
bad rx_padding "zeros for padding" --more-padding 4 --bad-padding
bad rx_padding "more padding than packet" --pad-length 255
bad rx_dummy "a dummy packet" --next-header 59
bad rx_inner "no room for the ports" --inner-cut 3
bad rx_replay "sequence number 0" --seq 0
good "a good packet after all this"

new_sa tunnel 0x1002
bad rx_next_header "UDP where a tunnel carries IP" --next-header 17
bad rx_inner "IPv4 announced as IPv6" --next-header 41
bad rx_inner "an inner packet cut in its header" --inner-cut 19
bad rx_inner "an inner packet cut in its data" --inner-cut 60
bad rx_inner "an inner length beyond the end" --inner-length 400
bad rx_inner "an inner length below the header" --inner-length -90
bad rx_padding "zeros for padding" --more-padding 8 --bad-padding
bad rx_selector "an inner packet of somebody else" --inner-from 10.9.0.1

good "a good packet after all this"
# RFC 4303 2.7: what is behind the inner packet hides its length
good "500 octets behind the inner packet" --tfc 500
good "200 octets of padding" --more-padding 200
finish
