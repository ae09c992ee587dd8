#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (charon, btns) fd07::1 ==== fd07::2 (charon, XFRM) B
#
# While TCP carries data both ways over ChaCha20-Poly1305 with extended sequence
# numbers, either end replaces SAs and IKE SAs again and again, and authenticates
# anew: nothing is lost, no connection ends and nothing is in the clear.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_charon.sh
. "$(dirname "$0")/lib_charon.sh"

need_btns
need_xfrm
need_charon
setup_pair

megabytes=${BTNS_INTEROP_MB:-10}
secret=$(head -c 24 /dev/urandom | base64)

# config NS ME PEER MY_ID PEER_ID ACTION
config()
{
	charon_config "$1" <<CONF
connections {
	net {
		version = 2
		mobike = no
		local_addrs = $2
		remote_addrs = $3
		proposals = chacha20poly1305-prfsha256-x25519
		local { auth = psk
			id = $4 }
		remote { auth = psk
			id = $5 }
		children {
			tcp {
				mode = transport
				local_ts = dynamic[tcp]
				remote_ts = dynamic[tcp]
				esp_proposals = chacha20poly1305-x25519-esn
				start_action = $6
			}
		}
	}
}
secrets {
	ike-ab {
		id-a = a.example
		id-b = b.example
		secret = "$secret"
	}
}
CONF
}

answers()
{
	client "$A" "$B6" --tcp 1000
}

# transfers: one after the other, until $tmp/enough is there
transfers()
{
	while [ ! -e "$tmp/enough" ]; do
		client "$A" "$B6" --tcp $((megabytes << 20)) || return
		echo >>"$tmp/transfers"
	done
}

# transfers_during HOW...: SAs are replaced like that, in turn, twice
transfers_during()
{
	local how

	rm -f "$tmp/enough" "$tmp/transfers"
	transfers >"$tmp/background.log" 2>&1 &
	background=$!
	for how in "$@" "$@"; do
		check "${how//_/ }" "$how"
		kill -0 "$background" 2>/dev/null || break
	done
	touch "$tmp/enough"
	wait "$background"
	check_equal "transfers of $megabytes MB each way come to their end" "$?" 0
	note "$(wc -l <"$tmp/transfers") transfers meanwhile"
}

config "$A" $A6 $B6 a.example b.example trap
config "$B" $B6 $A6 b.example a.example none
add_nd_bypass btns "$A"
add_ike_bypass "$A" $A6 $B6
policy "$A" local $A6 remote $B6 proto tcp action protect reqid 2 mode transport
must btnsctl -n "$A" pad add class auth id fqdn b.example auth 2 child $B6

# shellcheck disable=SC2034 # of the library: a new IKE SA before the old one goes
charon_options='make_before_break = yes'
capture_start wire "$A" wire "$B" wire
charon_start btns "$A"
charon_start xfrm "$B"
serve "$B" $B6
check_answer "a packet gets its SAs"
check_equal "of ChaCha20-Poly1305" \
	"$(btnsctl -n "$A" sa list | grep -c ' chacha20-poly1305 ')" 2
check_equal "with ESN" \
	"$(btnsctl -n "$A" -j sa list | grep -o '"ext-seq-num": *true' | wc -l)" 2

replace_SAs_by_A() { charon_ctl "$A" --rekey --child tcp; }
replace_SAs_by_B() { charon_ctl "$B" --rekey --child tcp; }
replace_IKE_SA_by_A() { charon_ctl "$A" --rekey --ike net; }
replace_IKE_SA_by_B() { charon_ctl "$B" --rekey --ike net; }
authenticate_anew_by_A() { charon_ctl "$A" --rekey --ike net --reauth; }

counters_save "$A"
transfers_during replace_SAs_by_A replace_IKE_SA_by_B replace_SAs_by_B \
	replace_IKE_SA_by_A
check "one pair is left" busywait 20 has_sas "$A" 2
for counter in tx_no_sa tx_hold_expired rx_no_sa rx_sa_dead; do
	expect_counter "$A" $counter +0
done

# what is on its way when an IKE SA is deleted comes too late, and is sent again
transfers_during authenticate_anew_by_A
check "one pair is left" busywait 20 has_sas "$A" 2
capture_stop wire
check_protected wire "all of this" "$filter_ike"
charon_stop "$A"
charon_stop "$B"
finish
