#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (charon, btns) ==== (charon, XFRM) B
#
# An IKE exchange with a shared secret keys btns: packets that want an SA get it, in
# transport and in tunnel mode, IPv4 and IPv6, started from either end; SAs are
# replaced without loss of what flows, and gone when they are taken down.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_charon.sh
. "$(dirname "$0")/lib_charon.sh"

need ping
need_btns
need_xfrm
need_charon
setup_pair
setup_inner

secret=$(head -c 24 /dev/urandom | base64)

# child NAME MODE LOCAL REMOTE ACTION [LINE...]
child()
{
	cat <<CONF
			$1 {
				mode = $2
				local_ts = $3
				remote_ts = $4
				esp_proposals = aes128gcm16-x25519-esn-noesn
				start_action = $5
				$(printf '%s\n' "${@:6}")
			}
CONF
}

# connection NAME ME PEER MY_ID PEER_ID, its children on standard input
connection()
{
	cat <<CONF
	$1 {
		version = 2
		mobike = no
		local_addrs = $2
		remote_addrs = $3
		proposals = aes128gcm16-sha256-x25519
		local { auth = psk
			id = $4 }
		remote { auth = psk
			id = $5 }
		children {
$(cat)
		}
	}
CONF
}

secrets()
{
	cat <<CONF
secrets {
	ike-ab {
		id-a = a.example
		id-b = b.example
		secret = "$secret"
	}
}
CONF
}

# config NS ME4 ME6 I4 I6 PEER4 PEER6 J4 J6 MY_ID PEER_ID ACTION
config()
{
	local ns=$1

	{
		echo "connections {"
		{
			child tcp4 transport 'dynamic[tcp]' 'dynamic[tcp]' "${12}"
			child icmp4 transport 'dynamic[icmp]' 'dynamic[icmp]' \
				"${12}"
			child net4 tunnel "$4/32" "$8/32" "${12}" \
				'copy_df = no' 'copy_dscp = no'
		} | connection v4 "$2" "$6" "${10}" "${11}"
		{
			child tcp6 transport 'dynamic[tcp]' 'dynamic[tcp]' "${12}"
			child net6 tunnel "$5/128[tcp]" "$9/128[tcp]" "${12}"
		} | connection v6 "$3" "$7" "${10}" "${11}"
		echo "}"
		secrets
	} | charon_config "$ns"
}

config "$A" $A4 $A6 $I14 $I16 $B4 $B6 $I24 $I26 a.example b.example trap
config "$B" $B4 $B6 $I24 $I26 $A4 $A6 $I14 $I16 b.example a.example none

add_nd_bypass btns "$A"
add_ike_bypass "$A" $A4 $B4
add_ike_bypass "$A" $A6 $B6
# the kernel's own IPsec at B would protect neighbour discovery too: not all of IPv6
for proto in tcp icmp; do
	policy "$A" local $A4 remote $B4 proto $proto \
		action protect reqid 1 mode transport
done
policy "$A" local $A6 remote $B6 proto tcp action protect reqid 2 \
	mode transport
policy "$A" local $I14 remote $I24 action protect reqid 3 mode tunnel \
	tunnel local $A4 remote $B4
policy "$A" local $I16 remote $I26 proto tcp action protect reqid 4 mode tunnel \
	tunnel local $A6 remote $B6
must btnsctl -n "$A" pad add class auth id fqdn b.example auth 2 \
	child $B4,$B6,$I24,$I26

capture_start wire "$A" wire "$B" wire
charon_start btns "$A"
charon_start xfrm "$B"
serve "$B" $B4 $B6 $I24 $I26

# gets_answer NS ADDRESS: the first packet waits until keys are negotiated
gets_answer()
{
	client "$1" "$2" --tcp 1000
}

for to in $B4 $B6 $I24 $I26; do
	if busywait 10 gets_answer "$A" "$to"; then
		ok "a packet to $to gets its SAs, and an answer"
	else
		not_ok "a packet to $to gets its SAs, and an answer"
		charon_show "$A"
	fi
	check "TCP of 1 MB each way to $to" client "$A" "$to" --tcp $((1 << 20))
done
for to in $B4 $I24; do
	check "pings of 56 and 4000 octets to $to" pings "$A" "$to" 56 4000
done
check "five pairs of SAs" has_sas "$A" 10
check_equal "all of them with a peer that authenticated" \
	"$(btnsctl -n "$A" -j sa list | grep -o '"assurance": *"auth"' | wc -l)" 10

outer=$(btnsctl -n "$A" -o sa list dir out | grep 'mode tunnel')
check "copy_df and copy_dscp are as configured, without" \
	grep -q 'reqid 3 .* df clear dscp 0 ' <<<"$outer "
check_equal "and by default, with" "$(grep -cE ' df | dscp ' <<<"$outer")" 1

before=$(btnsctl -n "$A" sa list | grep -o 'spi [^ ]*' | sort)
check "the SAs of icmp4 are replaced" charon_ctl "$A" --rekey --child icmp4
check "and those of net6, by the other end" \
	charon_ctl "$B" --rekey --child net6
# charon leaves replaced inbound SAs for five seconds
check "five pairs again" busywait 20 has_sas "$A" 10
check "other ones" test "$before" != \
	"$(btnsctl -n "$A" sa list | grep -o 'spi [^ ]*' | sort)"
for to in $B4 $B6 $I24 $I26; do
	check "TCP to $to after that" gets_answer "$A" "$to"
done
for to in $B4 $I24; do
	check "pings to $to after that" pings "$A" "$to" 56 4000
done
capture_stop wire
check_protected wire "everything but IKE" "$filter_ike"

check "the other end takes its IKE_SAs down" \
	charon_ctl "$B" --terminate --ike v4
check "two pairs are left" busywait 20 has_sas "$A" 4

# the SPD is the administrator's, not charon's
must btnsctl -n "$A" pad del index 1
check "without its PAD entry no SA is left" busywait 10 has_sas "$A" 0
check_fails "and none comes" gets_answer "$A" $B6
check_fails "nor in IPv4" gets_answer "$A" $B4
check_logged "charon says why" "$A" 'b.example.* is refused: no PAD entry'

charon_stop "$A"
charon_stop "$B"
check_equal "charon leaves no identity behind" \
	"$(btnsctl -n "$A" -j id list | tr -d ' \n')" "[]"
finish
