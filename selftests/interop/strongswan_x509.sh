#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (charon, btns) 10.8.1.1 ==== 10.8.2.1 (charon, XFRM) B
#
# A peer whose certificate an authority of A's signed is authenticated under the name
# in it, and gets tunnels for the networks that the PAD says it speaks for; the same
# name in a certificate of another authority gets nothing, nor does one without an
# entry, and a wildcard for strangers changes nothing for either.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_charon.sh
. "$(dirname "$0")/lib_charon.sh"

need_btns
need_xfrm
need_charon
setup_pair
setup_inner

# authority NAME: a key and a certificate of its own, in $tmp
authority()
{
	must openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 \
		-nodes -keyout "$tmp/$1.key" -out "$tmp/$1.pem" -days 2 \
		-subj "/CN=$1" -addext basicConstraints=critical,CA:TRUE
}

# certificate NS AUTHORITY NAME: of the key that NS has
certificate()
{
	local dir

	dir=$(charon_dir "$1")/swanctl
	mkdir -p "$dir/x509"
	must openssl req -new -key "$dir/private/self.pem" -subj "/CN=$3" \
		-addext "subjectAltName=DNS:$3" -out "$tmp/request.pem"
	must openssl x509 -req -in "$tmp/request.pem" -days 2 -copy_extensions copy \
		-CA "$tmp/$2.pem" -CAkey "$tmp/$2.key" -CAcreateserial \
		-out "$dir/x509/self.pem"
}

# trusts NS AUTHORITY...
trusts()
{
	local dir name

	dir=$(charon_dir "$1")/swanctl/x509ca
	mkdir -p "$dir"
	for name in "${@:2}"; do
		must cp "$tmp/$name.pem" "$dir/"
	done
}

# connection NAME ME PEER MY_ID PEER_ID LOCAL_TS REMOTE_TS ACTION
connection()
{
	cat <<CONF
	$1 {
		version = 2
		mobike = no
		unique = never
		send_cert = always
		local_addrs = $2
		remote_addrs = $3
		proposals = aes128gcm16-sha256-x25519
		local { auth = pubkey
			id = $4
			certs = self.pem }
		remote { auth = pubkey
			id = $5 }
		children {
			net {
				mode = tunnel
				local_ts = $6
				remote_ts = $7
				esp_proposals = aes256gcm16-x25519-esn
				start_action = $8
			}
		}
	}
CONF
}

# config NS ME4 ME6 I4 I6 PEER4 PEER6 J4 J6 MY_ID PEER_ID ACTION
config()
{
	{
		echo "connections {"
		connection v4 "$2" "$6" "${10}" "${11}" "$4/32" "$8/32" "${12}"
		connection v6 "$3" "$7" "${10}" "${11}" "$5/128" "$9/128" "${12}"
		echo "}"
	} | charon_config "$1"
}

# b_is AUTHORITY NAME: B starts anew as that
b_is()
{
	certificate "$B" "$1" "$2"
	config "$B" $B4 $B6 $I24 $I26 $A4 $A6 $I14 $I16 "$2" a.example none
	charon_start xfrm "$B"
	charon_start btns "$A"
}

stops()
{
	charon_stop "$A"
	charon_stop "$B"
	# what charon could not delete at its peer
	must ip -n "$B" xfrm state flush
	must ip -n "$B" xfrm policy flush
}

answers()
{
	client "$A" "$I24" --tcp 1000
}

shows()
{
	btnsctl -n "$A" -j sa list | grep -o "\"$1\": *\"$2\"" | wc -l
}

authority ours
authority theirs
charon_key "$A" ecdsa
charon_key "$B" rsa
certificate "$A" ours a.example
trusts "$A" ours
trusts "$B" ours
config "$A" $A4 $A6 $I14 $I16 $B4 $B6 $I24 $I26 a.example \
	%any trap

add_nd_bypass btns "$A"
add_ike_bypass "$A" $A4 $B4
add_ike_bypass "$A" $A6 $B6
policy "$A" local $I14 remote $I24 action protect reqid 3 mode tunnel \
	tunnel local $A4 remote $B4
policy "$A" local $I16 remote $I26 action protect reqid 4 mode tunnel \
	tunnel local $A6 remote $B6
must btnsctl -n "$A" pad add class auth index 1 id fqdn b.example auth 1,9,14 \
	child $I24,$I26
must btnsctl -n "$A" pad add class btns-any index 9
capture_start wire "$A" wire "$B" wire
serve "$B" $I24 $I26

# ---- who is not the one ----

b_is theirs b.example
check_refused "the name in a certificate of another authority gets nothing" "$A" \
	authority "no trusted RSA public key found for 'b.example'"
check "no SA" has_sas "$A" 0
stops

b_is ours c.example
check_refused "a name that the PAD does not have gets nothing" "$A" PAD \
	"'c.example' (is refused|may speak for nothing)"
check "no SA" has_sas "$A" 0
stops

# ---- who is ----

b_is ours b.example
check_answer "the name in a certificate of our authority gets its SAs"
check "TCP of 1 MB each way" client "$A" $I24 --tcp $((1 << 20))
check "and in IPv6" busywait 20 client "$A" $I26 --tcp $((1 << 20))
check "pings of 56 and 4000 octets" pings "$A" $I24 56 4000
check "and in IPv6" pings "$A" $I26 56 4000
check_equal "two pairs, authenticated" "$(shows assurance auth)" 4
check_equal "by the key of the certificate" \
	"$(btnsctl -n "$A" -j sa list | grep -o '"peer-key-hash": *"[^"]*"' |
		sort -u | sed 's/.*"\(SHA256:\)\{0,1\}\([^"]*\)"/\2/')" \
	"$(charon_fingerprint "$B")"
must btnsctl -n "$A" pad change index 1 class auth id fqdn b.example \
	auth 1,9,14 child $I26
check "an address that it may speak for no more loses its SAs" \
	busywait 10 has_sas "$A" 2
check_fails "and gets none" answers
check "the others carry packets" client "$A" $I26 --tcp 1000
stops
capture_stop wire
check_protected wire "all of this" "$filter_ike"
finish
