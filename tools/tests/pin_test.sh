#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# btnsctl pin and key: a store in a file, no kernel.
# shellcheck disable=SC2317 # functions as arguments
# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

store=$tmp/pins
a=SHA256:$(printf '41%.0s' {1..32})
b=SHA256:$(printf '42%.0s' {1..32})

pin()
{
	"$BTNSCTL" pin "$@" store "$store"
}

states()
{
	pin list | cut -d ' ' -f 1,2 | tr '\n' ';'
}

expect 'no store is no error' 0 '' pin list
equal 'and no pins' "$(pin list 2>&1)" ''
expect 'an address is where it says' 0 '' pin add peer 192.0.2.1 key "$a"
expect 'a line a key' 0 "^pinned 192.0.2.1 key $a addr 192.0.2.1 source admin first [0-9]+ last [0-9]+\$" \
	pin list
expect 'a name needs an address' 1 'say with "addr" where' \
	pin add peer alice key "$b"
expect 'and may have several' 0 '' pin add peer alice key "$b" addr 10.0.0.0/24,fd00::1
expect 'one peer' 0 '^pinned alice ' pin list peer alice
expect 'JSON' 0 '"state":"pinned","peer":"alice","key-hash":"4242.*"addresses":\[\{"start":"10.0.0.0","end":"10.0.0.255"' \
	"$BTNSCTL" -j pin list store "$store"
expect 'what was not seen is not accepted' 3 'never seen' \
	pin accept peer alice key "$a"
expect 'an abbreviation' 0 '' "$BTNSCTL" pi rev k "$a" st "$store"
equal 'a revoked key keeps its peer' "$(states)" 'revoked 192.0.2.1;pinned alice;'
expect 'and is not added again' 1 'revoked; remove it first' \
	pin add peer alice key "$a" addr 10.0.0.1
expect 'removing who is not there' 3 'nothing is known of bob' pin remove peer bob
expect 'removing a peer' 0 '' pin remove peer 192.0.2.1
equal 'it is gone' "$(states)" 'pinned alice;'
expect 'revoking an unknown key' 0 '' pin revoke key "$a"
equal 'of nobody' "$(states)" 'pinned alice;revoked -;'

for words in 'peer x' "key $a" 'peer x key 00' "peer a#b key $a addr 10.0.0.1" \
	"peer x key $a addr any" "peer x key $a addr 10.0.0.300" 'peer'; do
	# shellcheck disable=SC2086 # words
	expect "wrong: add ${words//$a/KEY}" 2 '^Error: pin add: ' pin add $words
done

# --- a store that is damaged is never an empty one

cp "$store" "$tmp/good"
truncate -s -1 "$store"
expect 'a store that was cut off is not listed' 1 'cut off' pin list
expect 'nor changed' 1 'cut off' pin add peer 192.0.2.9 key "$a"
equal 'it is as it was' "$(cmp -n 100 "$store" "$tmp/good")" ''
: >"$store"
expect 'an empty file is damage' 1 'it is empty' pin list
sed 's/^pinned/revoked/' "$tmp/good" >"$store"
expect 'by another hand' 1 'its checksum is wrong' pin list
cp "$tmp/good" "$store"
chmod 666 "$store"
expect 'others may write' 1 'chmod go-w' pin list
chmod 600 "$store"
expect 'the good one is good' 0 '^pinned alice' pin list
expect 'a directory that is not there' 1 'cannot lock' \
	"$BTNSCTL" pin add peer 192.0.2.1 key "$a" store "$tmp/none/pins"

# many at once lose nothing
for i in {1..20}; do
	pin add peer "10.9.0.$i" key "$b" &
done
wait
equal 'twenty at once' "$(pin list | grep -c ' 10\.9\.0\.')" 20

# --- keys

if command -v openssl >/dev/null; then
	openssl genpkey -algorithm ED25519 -out "$tmp/key.pem" 2>/dev/null
	openssl pkey -in "$tmp/key.pem" -pubout -out "$tmp/pub.pem"
	openssl pkey -in "$tmp/key.pem" -pubout -outform DER -out "$tmp/pub.der"
	openssl req -x509 -new -key "$tmp/key.pem" -subj /CN=x -days 2 \
		-out "$tmp/cert.pem" 2>/dev/null
	name=SHA256:$(sha256sum "$tmp/pub.der" | cut -d ' ' -f 1)
	for file in pub.pem pub.der cert.pem; do
		expect "key of $file" 0 "^$name\$" "$BTNSCTL" key show file "$tmp/$file"
	done
	expect 'as JSON' 0 "\"key-hash\":\"${name#SHA256:}\",\"kind\":\"EdDSA" \
		"$BTNSCTL" -j key show file "$tmp/pub.pem"
	expect 'a private key is none' 2 'neither a public key nor a cert' \
		"$BTNSCTL" key show file "$tmp/key.pem"
	expect 'a pin of a file' 0 '' pin add peer 192.0.2.7 \
		key file "$tmp/pub.pem"
	expect 'is the pin of its key' 0 "$name" pin list peer 192.0.2.7
	openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 2>/dev/null |
		openssl pkey -pubout -out "$tmp/short.pem"
	expect 'a short RSA key' 2 'at least 2048 bits' \
		"$BTNSCTL" key show file "$tmp/short.pem"
else
	skip 'keys: no openssl'
fi
expect 'no file' 2 'No such file' "$BTNSCTL" key show file "$tmp/nowhere"

finish
