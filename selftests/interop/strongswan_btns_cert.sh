#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (charon, btns) ==== (charon, XFRM) B
#
# A takes the key in the certificate of a stock strongSwan that signed it itself and
# that A has never heard of (RFC 5386 2). B knows A's. Each packet gets an SA of its
# own port where the SPD entry says so, and so does what replaces that SA. A key that
# is revoked loses them.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_charon.sh
. "$(dirname "$0")/lib_charon.sh"

need_btns
need_xfrm
need_charon
ipv4_only=1
setup_pair

# config NS ME PEER ID ACTION REMOTE
config()
{
	charon_config "$1" <<CONF
connections {
	net {
		version = 2
		mobike = no
		unique = never
		send_cert = always
		send_certreq = no
		local_addrs = $2
		remote_addrs = $3
		proposals = aes128gcm16-sha256-x25519
		local { auth = pubkey
			id = $4
			certs = self.pem }
		remote { auth = pubkey
			$6 }
		children {
			tcp {
				mode = transport
				local_ts = dynamic[tcp]
				remote_ts = dynamic[tcp]
				esp_proposals = aes256gcm16-x25519-esn-noesn
				start_action = $5
			}
		}
	}
}
CONF
}

answers()
{
	client "$A" "$B4" --tcp 1000
}

add_ike_bypass "$A" "$A4" "$B4"
policy "$A" local "$A4" remote "$B4" proto tcp action protect reqid 3 \
	mode transport pfp rport btns-ok
must btnsctl -n "$A" pad add class btns-any index 9

charon_key "$A" rsa
charon_cert "$A" a.example
charon_key "$B" ecdsa
charon_cert "$B" b.example
must cp "$(charon_dir "$A")/swanctl/x509/self.pem" \
	"$(charon_dir "$B")/swanctl/x509/a.pem"
config "$A" "$A4" "$B4" a.example trap $'id = %any\n\t\t\tgroups = btns'
config "$B" "$B4" "$A4" b.example none $'id = a.example\n\t\t\tcerts = a.pem'

capture_start wire "$A" wire "$B" wire
serve "$B" "$B4"
charon_start xfrm "$B"
charon_start btns "$A"
if busywait 30 answers; then
	ok "a packet gets its SAs from a stock strongSwan that nobody knows"
else
	not_ok "a packet gets its SAs from a stock strongSwan that nobody knows"
	charon_show "$A"
	charon_show "$B"
fi
check_logged "its key alone counts" "$A" \
	"'b.example' falls under PAD entry 9, known by its key alone"
check_equal "by the key that signed" \
	"$(btnsctl -n "$A" -j sa list | grep -o '"peer-key-hash": *"[^"]*"' |
		sort -u | sed 's/.*"\(SHA256:\)\{0,1\}\([^"]*\)"/\2/')" \
	"$(charon_fingerprint "$B")"
check_equal "one pair, for the port that was asked for" \
	"$(btnsctl -n "$A" sa list | grep -c "rport $port")" 2

# ---- the connection of B is for all ports ----

spis()
{
	btnsctl -n "$A" sa list | grep -o 'spi [^ ]*' | sort
}

is_replaced()
{
	has_sas "$A" 2 && [ "$(spis)" != "$before" ] &&
		[ "$(btnsctl -n "$A" sa list | grep -c "rport $port")" = 2 ]
}

for end in "$A" "$B"; do
	before=$(spis)
	check "${end##*-} replaces the SAs" charon_ctl "$end" --rekey --child tcp
	# charon leaves replaced inbound SAs for five seconds
	check "by others for that port" busywait 20 is_replaced
	check "which carry packets" answers
done

# ---- another port, while these SAs live ----

# nobody listens there, and that is the answer
other_port()
{
	on "$A" timeout 10 bash -c "exec 3<>/dev/tcp/$B4/9"
}

check_fails "a packet to another port" other_port
check_equal "gets SAs of its own" \
	"$(btnsctl -n "$A" sa list | grep -cw "rport 9")" 2

# ---- a key that the administrator does not want any more ----
must btnsctl -n "$A" pad add class btns-key index 5 revoked \
	id public-key "$(charon_fingerprint "$B")"
check "a key that is revoked loses its SAs" busywait 10 has_sas "$A" 0
check_fails "and gets no others" answers
check "no SA" has_sas "$A" 0
charon_stop "$A"
charon_stop "$B"
capture_stop wire
check_protected wire "all of this" "$filter_ike"
finish
