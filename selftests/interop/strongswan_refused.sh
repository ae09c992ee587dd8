#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (charon, btns) ==== (charon, XFRM) B
#
# When keying fails the senders hear of it that wait for just that: for one CHILD_SA
# that B refuses, whoever began the IKE_SA, or for an IKE_SA that nobody answers.
# Others that wait for B go on waiting.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_charon.sh
. "$(dirname "$0")/lib_charon.sh"

need_btns
need_xfrm
need_charon
ipv4_only=1
setup_pair

# 20 seconds in all: less than the kernel waits, more than a refusal takes
# shellcheck disable=SC2034 # for charon_start
charon_options=$'retransmit_timeout = 5\n\tretransmit_base = 1\n\tretransmit_tries = 3'
secret=$(head -c 24 /dev/urandom | base64)

# connection NAME ME PEER MY_ID PEER_ID PORT, its children on standard input
connection()
{
	cat <<CONF
	$1 {
		version = 2
		mobike = no
		local_addrs = $2
		remote_addrs = $3
		remote_port = $6
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

# child NAME LOCAL REMOTE ACTION
child()
{
	cat <<CONF
			$1 {
				mode = transport
				local_ts = $2
				remote_ts = $3
				esp_proposals = aes128gcm16-x25519-esn-noesn
				start_action = $4
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
		cat <<CONF
secrets {
	ike-ab {
		id-a = a.example
		id-b = b.example
		secret = "$secret"
	}
}
CONF
	} | charon_config "$1"
}

# acquires STATE PORT [REASON]: how many there are
acquires()
{
	btnsctl -n "$A" -o acquire list | grep -cE "^$1 .*rport $2 .*${3:-}"
}

is_told()
{
	[ "$(acquires refused "$1" "reason $2")" = 1 ]
}

# sent until there is an answer to it
asks_and_is_told()
{
	send_udp "$A" "$B4" "$1" 100
	is_told "$@"
}

asks()
{
	send_udp "$A" "$B4" "$1" 100
	is_waiting "$1"
}

is_waiting()
{
	[ "$(acquires larval "$1")" = 1 ]
}

answers()
{
	client "$A" "$B4" --tcp 1000
}

add_ike_bypass "$A" "$A4" "$B4"
policy "$A" local "$A4" remote "$B4" proto udp lport 500 rport 501 action bypass
policy "$A" local "$A4" remote "$B4" proto tcp action protect reqid 1 \
	mode transport
for to in 7 9; do
	policy "$A" local "$A4" remote "$B4" proto udp rport $to \
		action protect reqid $to mode transport
done
must btnsctl -n "$A" pad add class auth id fqdn b.example auth 2 child "$B4"

# B has nothing for port 7, and nobody listens at port 501
{
	{
		child tcp 'dynamic[tcp]' 'dynamic[tcp]' trap
		child udp7 'dynamic[udp]' 'dynamic[udp/7]' trap
	} | connection net "$A4" "$B4" a.example b.example 500
	child udp9 'dynamic[udp]' 'dynamic[udp/9]' trap |
		connection deaf "$A4" "$B4" a.example b.example 501
} | connections "$A"
child tcp 'dynamic[tcp]' 'dynamic[tcp]' none |
	connection net "$B4" "$A4" b.example a.example 500 | connections "$B"

serve "$B" "$B4"
charon_start xfrm "$B"
charon_start btns "$A"

# ---- the first CHILD_SA of an IKE_SA ----

check "a packet waits for who does not answer" busywait 10 asks 9
check "one that the peer refuses an SA is told so" \
	busywait 10 asks_and_is_told 7 refused
check "the other one waits still" is_waiting 9
check_logged "though the peer is the same" "$A" 'received TS_UNACCEPTABLE'
check "what the peer has an SA for gets it" busywait 20 answers
check "who waited for no answer is told so" busywait 40 is_told 9 timeout

# ---- a CHILD_SA of ours by an IKE_SA of the peer's ----

check "the peer ends the IKE_SA" charon_ctl "$B" --terminate --ike net
check "no SA is left" busywait 20 has_sas "$A" 0
check "it begins another one" charon_ctl "$B" --initiate --child tcp
check "with SAs" has_sas "$A" 2
check "by that, too, a refusal is told" \
	busywait 10 asks_and_is_told 7 refused
check "the IKE_SA stays" has_sas "$A" 2

charon_stop "$A"
charon_stop "$B"
finish
