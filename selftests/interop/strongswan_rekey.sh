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

runs()
{
	kill -0 "$background" 2>/dev/null
}

# replaced HOW NS WORD...: while the transfer runs; counts
replaced()
{
	local how=$1

	shift
	runs || return 0
	charon_ctl "$@" >>"$tmp/replaced" 2>&1 && eval "$how=\$(($how + 1))"
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
check_equal "with ESN" "$(btnsctl -n "$A" -j sa list | grep -c '"ext-seq-num": *true')" 2

# transfer HOW...: while it runs, SAs are replaced like that, in turn
transfer()
{
	local how

	children=0 ikes=0 auths=0
	in_background "$A" "$python" "$lib_dir/traffic.py" client "$B6" "$port" \
		--timeout $((10 * slow)) --tcp $((megabytes << 20))
	while runs; do
		for how; do
			$how
		done
	done
	wait "$background"
	check_equal "a transfer of $megabytes MB each way comes to its end" "$?" 0
	note "replaced: SAs $children times, IKE SAs $ikes times," \
		"by authentication $auths times"
}

child_by_a() { replaced children "$A" --rekey --child tcp; }
child_by_b() { replaced children "$B" --rekey --child tcp; }
ike_by_a() { replaced ikes "$A" --rekey --ike net; }
ike_by_b() { replaced ikes "$B" --rekey --ike net; }
auth_by_a() { replaced auths "$A" --rekey --ike net --reauth; }

counters_save "$A"
transfer child_by_a ike_by_b child_by_b ike_by_a
check "both ends replaced SAs meanwhile" test "$children" -ge 2
check "and IKE SAs" test "$ikes" -ge 2
check "one pair is left" busywait 20 has_sas "$A" 2
for counter in tx_no_sa tx_hold_expired rx_no_sa rx_sa_dead; do
	expect_counter "$A" $counter +0
done

# what is on its way when an IKE SA is deleted comes too late, and is sent again
transfer auth_by_a
check "A authenticated anew meanwhile" test "$auths" -ge 1
check "one pair is left" busywait 20 has_sas "$A" 2
capture_stop wire
check_protected wire "all of this" "$filter_ike"
charon_stop "$A"
charon_stop "$B"
finish
