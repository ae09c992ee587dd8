#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (charon, btns) ==== (charon, btns) B
#
# Two hosts that know nothing of each other key SAs: each takes the bare key that
# the other signs with (RFC 5386, RFC 7670): RSA, ECDSA or Ed25519. Who asserts an
# enrolled identity gets nothing, nor does who speaks for addresses of an enrolled
# peer, nor is traffic keyed that is not for strangers.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_charon.sh
. "$(dirname "$0")/lib_charon.sh"

need ping
need_btns
need_xfrm
need_charon
ipv4_only=1
setup_pair

# connection NAME ME PEER ID ACTION UNIQUE REMOTE [RULE]: prints how to take the
# other one
connection()
{
	cat <<CONF
	$1 {
		version = 2
		mobike = no
		unique = $6
		send_cert = always
		send_certreq = no
		local_addrs = $2
		remote_addrs = $3
		proposals = aes128gcm16-sha256-x25519
		local { auth = pubkey
			id = $4
			pubkeys = self.pem }
		remote { auth = pubkey
			id = $7
			${8:-} }
		children {
			host {
				mode = transport
				local_ts = dynamic[icmp]
				remote_ts = dynamic[icmp]
				esp_proposals = chacha20poly1305-x25519-noesn
				start_action = $5
			}
		}
	}
CONF
}

# connections NS: charon's, of the connections on standard input
connections()
{
	{
		echo "connections {"
		cat
		echo "}"
	} | charon_config "$1"
}

# config NS ME PEER ID ACTION [RULE]
config()
{
	connection net "$2" "$3" "$4" "$5" never %any "${6:-}" | connections "$1"
}

# load NS ME PEER: anybody with a key, for traffic with PEER
load()
{
	add_ike_bypass "$1" "$2" "$3"
	policy "$1" local "$2" remote "$3" proto icmp action protect reqid 7 \
		mode transport btns-ok
	must btnsctl -n "$1" pad add class btns-any index 9
}

answers()
{
	on "$A" ping -n -q -c 1 -W 2 -p "$marker_hex" "$B4"
}

starts()
{
	charon_start btns "$B"
	charon_start btns "$A"
}

stops()
{
	charon_stop "$A"
	charon_stop "$B"
}

peer_key()
{
	btnsctl -n "$A" -j sa list | grep -o '"peer-key-hash": *"[^"]*"' |
		sort -u | sed 's/.*"\(SHA256:\)\{0,1\}\([^"]*\)"/\2/'
}

load "$A" "$A4" "$B4"
load "$B" "$B4" "$A4"
capture_start wire "$A" wire "$B" wire

for kind in ed25519 ecdsa rsa; do
	charon_key "$A" $kind
	charon_key "$B" $kind
	config "$A" "$A4" "$B4" a.example trap 'groups = btns'
	config "$B" "$B4" "$A4" b.example none 'groups = btns'
	starts
	check_answer "$kind: a packet gets its SAs from a stranger"
	check_equal "$kind: a pair, known by its key alone" \
		"$(btnsctl -n "$A" -j sa list |
			grep -o '"assurance": *"btns"' | wc -l)" 2
	check_equal "$kind: by the key that signed" "$(peer_key)" \
		"$(charon_fingerprint "$B")"
	stops
	check "$kind: SAs go with charon" has_sas "$A" 0
done

# ---- whose connection does not ask for strangers ----

# the PAD has a say in that, and so has charon's configuration
config "$A" "$A4" "$B4" a.example trap
starts
check_refused "a connection that does not say so takes no stranger" "$A" \
	connection 'not taking the key .*does not say groups = btns'
check "no SA" has_sas "$A" 0
stops
config "$A" "$A4" "$B4" a.example trap 'groups = btns'
config "$B" "$B4" "$A4" b.example none
starts
check_refused "nor does one of a responder" "$B" connection \
	'is refused: .*does not say groups = btns'
check "no SA" has_sas "$B" 0
stops

# ---- who asserts what somebody else does ----

# By INITIAL_CONTACT whoever asserts a name ends the other IKE_SAs of that name,
# where a connection allows it: here one that such a peer is refused for.
{
	connection net "$B4" "$A4" b.example none never %any \
		"groups = btns-$(charon_fingerprint "$A")"
	connection other "$B4" "$A4" b.example none no %any 'groups = btns'
} | connections "$B"
starts
check_answer "a peer gets its SAs by its key"
charon_kill "$A"
charon_key "$A" ed25519
connection net "$A4" "$B4" a.example trap no b.example 'groups = btns' |
	connections "$A"
charon_start btns "$A"
check_refused "another one asserts its name and is refused" "$B" connection \
	'is refused: .*does not say unique = never'
check "the SAs of the first one are still there" has_sas "$B" 2
stops
config "$A" "$A4" "$B4" a.example trap 'groups = btns'
config "$B" "$B4" "$A4" b.example none 'groups = btns'

# ---- whose name is enrolled ----

# no matter with which key: whoever vouches for it is in charon's own credentials
must btnsctl -n "$A" pad add class auth index 1 id fqdn b.example auth 1,14 \
	child 10.7.0.77
starts
check_refused "who asserts an enrolled identity gets nothing" "$A" PAD \
	'not taking the key .*b.example.*class auth is for this identity'
check "no SA" has_sas "$A" 0
stops

# ---- whose address is another's ----

must btnsctl -n "$A" pad del index 1
must btnsctl -n "$A" pad add class auth index 1 id fqdn q.example auth 2 \
	child "$B4"
starts
check_refused "nor who speaks for the addresses of an enrolled peer" "$A" PAD \
	'PAD: .* may speak for nothing of'
check "no SA" has_sas "$A" 0
stops
must btnsctl -n "$A" pad del index 1

# ---- where strangers are not wanted ----

must btnsctl -n "$A" policy add local "$A4" remote "$B4" proto icmp \
	action protect reqid 8 mode transport before 1
starts
check_refused "nor for traffic that is not for strangers" "$A" SPD \
	'no SAs with .*flag it btns-ok'
check "no SA" has_sas "$A" 0
stops
capture_stop wire
check_protected wire "all of this" "$filter_ike"
finish
