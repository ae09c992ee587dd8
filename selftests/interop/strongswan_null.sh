#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (charon, btns) ==== (charon, btns) B
#
# Two hosts that do not authenticate at all (RFC 7619) get SAs where the PAD has an
# entry for nobody, both connections ask for nobody, and the SPD entry allows it; each
# of these alone is not enough, nor is what lets in strangers with a key.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_charon.sh
. "$(dirname "$0")/lib_charon.sh"

need ping
need_btns
need_charon
ipv4_only=1
setup_pair

# config NS ME PEER ACTION [RULE [UNIQUE]]
config()
{
	charon_config "$1" <<CONF
connections {
	net {
		version = 2
		mobike = no
		unique = ${6:-never}
		local_addrs = $2
		remote_addrs = $3
		proposals = aes128gcm16-sha256-x25519
		local { auth = psk
			id = "{13}:#" }
		remote { auth = psk
			id = %any
			${5-groups = btns-null} }
		children {
			host {
				mode = transport
				local_ts = dynamic[icmp]
				remote_ts = dynamic[icmp]
				esp_proposals = aes128gcm16-x25519-noesn
				start_action = $4
			}
		}
	}
}
CONF
}

config_a()
{
	config "$A" "$A4" "$B4" trap "$@"
}

config_b()
{
	config "$B" "$B4" "$A4" none "$@"
}

# spd NS ME PEER FLAG
spd()
{
	must btnsctl -n "$1" policy flush
	add_ike_bypass "$1" "$2" "$3"
	policy "$1" local "$2" remote "$3" proto icmp action protect reqid 7 \
		mode transport "$4"
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

load()
{
	charon_ctl "$1" --load-all
}

answers()
{
	on "$A" ping -n -q -c 1 -W 2 -p "$marker_hex" "$B4"
}

spis()
{
	btnsctl -n "$A" sa list | grep -o 'spi [^ ]*' | sort
}

is_replaced()
{
	has_sas "$A" 2 && [ "$(spis)" != "$before" ]
}

check_nobody()
{
	local end

	for end in "$A" "$B"; do
		check_equal "${end##*-} knows that it is nobody" \
			"$(btnsctl -n "$end" -j sa list |
				grep -o '"assurance": *"null"' | wc -l)" 2
	done
}

spd "$A" "$A4" "$B4" null-ok
spd "$B" "$B4" "$A4" null-ok
capture_start wire "$A" wire "$B" wire
config_a
config_b
starts

# ---- what is not enough ----

must btnsctl -n "$A" pad add class null-any index 9
must btnsctl -n "$B" pad add class btns-any index 9
check_refused "nobody is not anybody with a key" "$B" PAD \
	'no NULL authentication of .*: no PAD entry lets in who does not authenticate'
must btnsctl -n "$A" pad del index 9
must btnsctl -n "$A" pad add class btns-any index 9
must btnsctl -n "$B" pad add class null-any index 8
check_refused "nor does one who begins take nobody as that" "$A" PAD \
	'no NULL authentication of .*: no PAD entry lets in who does not authenticate'
must btnsctl -n "$A" pad add class null-any index 8

config_b ''
check "B takes another connection" load "$B"
check_refused "a connection for who has a secret is not for nobody" "$B" connection \
	'is refused: .*does not say groups = btns-null'
config_b 'groups = btns'
check "B takes another connection" load "$B"
check_refused "nor is one for anybody with a key" "$B" connection \
	'group membership to .btns. required'
config_b 'groups = btns-null' no
check "B takes another connection" load "$B"
check_refused "nor is one by which IKE_SAs of the same name end" "$B" \
	connection 'is refused: .*does not say unique = never'
config_b
check "B takes another connection" load "$B"
config_a 'groups = btns'
check "A takes another connection" load "$A"
check_refused "the same where nobody answers" "$A" connection \
	'no NULL authentication of .*does not say groups = btns-null'
config_a
check "A takes another connection" load "$A"

must btnsctl -n "$B" pad add class auth index 1 id fqdn q.example auth 2 \
	child "$A4"
check_refused "nobody speaks for addresses of an enrolled peer" "$B" PAD \
	'PAD: .* may speak for nothing of'
must btnsctl -n "$B" pad del index 1

spd "$B" "$B4" "$A4" btns-ok
check_refused "traffic of strangers with a key is not for nobody" "$B" SPD \
	'no SAs with .*flag it null-ok'
for end in "$A" "$B"; do
	check "no SA at ${end##*-}" has_sas "$end" 0
done

# ---- what is ----

spd "$B" "$B4" "$A4" null-ok
check_answer "who may be nobody gets SAs"
check_nobody
check_logged "by the entry for nobody" "$B" \
	'falls under PAD entry 8, which anybody may say'
before=$(spis)
check "the IKE_SA is replaced" charon_ctl "$B" --rekey --ike net
check "and the SAs" charon_ctl "$A" --rekey --child host
check "by others" busywait 20 is_replaced
check_nobody
check_answer "which carry packets"

must btnsctl -n "$B" pad del index 8
check "without that entry the SAs go" busywait 20 has_sas "$B" 0
check "at the other end, too" busywait 20 has_sas "$A" 0
stops
capture_stop wire
check_protected wire "all of this" "$filter_ike"
finish
