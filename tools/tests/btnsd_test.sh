#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# btnsd without a kernel: what it reads, what it refuses, which connections charon
# gets of it.
# shellcheck disable=SC2317 # functions as arguments
# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

btnsd=$BUILD/bin/btnsd
conf=$tmp/etc
mkdir "$conf"
a=$(printf '41%.0s' {1..32})
b=$(printf '42%.0s' {1..32})

check()
{
	"$btnsd" -C -f "$conf" -s "$tmp/pins"
}

# file NAME LINE...
file()
{
	local name=$1

	shift
	printf '%s\n' "$@" >"$conf/$name"
}

pin()
{
	"$BTNSCTL" pin "$@" store "$tmp/pins"
}

# --- files

expect 'a directory without files' 2 'there is no \*.conf in' check
file 10-first.conf 'policy add index 1 proto udp lport 500 action bypass'
file 20-second.conf 'pad add class btns-any' '' \
	'policy add action protect reqid 1 mode transport btns-ok'
file ignored 'nonsense'
file .hidden.conf 'nonsense'
expect 'files are read in the order of their names' 0 '^connections \{' check
file 30-third.conf 'policy add' '  actoin bypass'
expect 'an error names file, line, column and what is expected' 2 \
	"^$conf/30-third.conf:1:11: error: \"action\" missing" check
file 30-third.conf '' 'policy add actoin bypass'
expect 'a word that is none' 2 "30-third.conf:2:12: error: unexpected \"actoin\"" check
file 30-third.conf 'policy add index 1 action bypass'
expect 'a twin in another file' 2 \
	"30-third.conf:1:1: error: index of this entry is in line 1 of $conf/10-first.conf already" check
file 30-third.conf 'pad add class auth id fqdn a.b'
expect 'what the kernel would refuse' 2 '30-third.conf:1:31: error: class auth needs child' check
file 30-third.conf 'sa add dir in src 10.0.0.1 dst 10.0.0.2 spi 256 mode transport reqid 1 aead aes-gcm-16 key file none'
expect 'a key that is not there' 2 '30-third.conf:1:1: error: key from .*none: No such' check
file 30-third.conf 'daemon set leap-of-faith no'
expect 'files that contradict one another' 2 \
	'20-second.conf:1:1: error: .*leap-of-faith is no' check
printf 'policy add action bypass\0' >"$conf/30-third.conf"
expect 'an octet 0' 2 '30-third.conf:1:25: error: control character' check
printf 'policy add remote "10.0.0.1' >"$conf/30-third.conf"
expect 'a quote that is not closed' 2 '30-third.conf:1:28: error: quote' check
rm "$conf/30-third.conf"
chmod 000 "$conf"
[ "$(id -u)" = 0 ] || expect 'a directory that cannot be read' 2 'Permission' check
chmod 700 "$conf"
expect 'no directory' 2 'cannot read .*none: No such' \
	"$btnsd" -C -f "$tmp/none"

# --- what is not as strong as it looks

file 30-third.conf 'pad add class auth id ipv4 0.0.0.0/0 child 10.0.0.1'
expect 'an entry for everybody' 0 \
	'warning: .*30-third.conf:1: this entry of class auth is for every address' check
file 30-third.conf 'daemon set leap-of-faith accept-new'
rm "$conf/20-second.conf"
expect 'nobody can come first' 0 'warning: leap-of-faith is set, and no' check
file 30-third.conf 'pad add class btns-any'
expect 'nobody gets SAs' 0 'warning: .* no policy says btns-ok' check
rm "$conf"/*

# --- pins

file a.conf 'daemon set local-key self.pem esp-proposals aes128gcm16-x25519-esn-noesn' \
	'daemon set ike-proposals aes128gcm16-sha256-x25519' \
	'pad add class btns-any' \
	'policy add proto udp lport 500,4500 action bypass' \
	'policy add remote 10.0.0.0/24 proto tcp rport 2049 or proto icmp action protect reqid 1 mode transport btns-ok' \
	'policy add local 10.0.0.1 remote 10.9.0.0/16 action protect reqid 2 mode tunnel tunnel local 10.0.0.1 remote 10.0.0.9 btns-ok' \
	'policy add remote 10.3.0.0/16 action protect reqid 3 mode transport'
pin add peer 10.0.0.2 key "$a"
pin add peer cluster key "$a" addr 10.0.0.4-10.0.0.7
pin add peer cluster key "$b" addr 10.0.0.4-10.0.0.7
pin add peer elsewhere key "$b" addr fd00::2
pin revoke key "$(printf '43%.0s' {1..32})"

cat >"$tmp/wanted" <<END
# written by btnsd, which writes it again: do not change it
connections {
	btns-pin-1 {
		version = 2
		mobike = no
		unique = never
		send_cert = always
		send_certreq = no
		proposals = aes128gcm16-sha256-x25519
		remote_addrs = 10.0.0.2
		local {
			auth = pubkey
			pubkeys = self.pem
		}
		remote {
			auth = pubkey
			id = %any
			groups = btns-$a
		}
		children {
			policy-2-1-v4 {
				mode = transport
				local_ts = dynamic[6]
				remote_ts = 10.0.0.2[6/2049]
				esp_proposals = aes128gcm16-x25519-esn-noesn
				start_action = trap
			}
			policy-2-2-v4 {
				mode = transport
				local_ts = dynamic[1]
				remote_ts = 10.0.0.2[1]
				esp_proposals = aes128gcm16-x25519-esn-noesn
				start_action = trap
			}
		}
	}
END
check >"$tmp/got" 2>&1
equal 'a pin is a connection that takes this key' \
	"$(head -n "$(wc -l <"$tmp/wanted")" "$tmp/got" | diff "$tmp/wanted" - )" ''
section()
{
	awk -v name="$1" '$1 == name { on = 1 } on { print } on && /^\t}/ { exit }' "$tmp/got"
}
equal 'several keys are one connection' \
	"$(section btns-pin-2 | grep -oE '(remote_addrs|groups) = .*' | tr '\n' ';')" \
	'remote_addrs = 10.0.0.4/30;groups = btns;'
equal 'it has the policies that are about it' \
	"$(section btns-pin-3 | grep -oE '(remote_addrs|remote_ts) = .*' | tr '\n' ';')" \
	'remote_addrs = fd00::2;remote_ts = fd00::2[1];'
equal 'a tunnel is one' \
	"$(section btns-tunnel-3-1 | grep -oE '(local_addrs|remote_addrs|groups|mode|local_ts|remote_ts) = .*' | tr '\n' ';')" \
	'local_addrs = 10.0.0.1;remote_addrs = 10.0.0.9;groups = btns;mode = tunnel;local_ts = 10.0.0.1;remote_ts = 10.9.0.0/16;'
equal 'anybody is one' \
	"$(section btns-any | grep -oE '(remote_addrs|groups|remote_ts) = .*' | tr '\n' ';')" \
	'remote_addrs = %any;groups = btns;remote_ts = 10.0.0.0/24[6/2049];remote_ts = 0.0.0.0/0[1];remote_ts = ::/0[1];'
equal 'each has what it cannot do without' \
	"$(grep -c '^	btns-' "$tmp/got")" \
	"$(grep -cE 'unique = never' "$tmp/got")"
equal 'a policy for peers with a credential is none' \
	"$(grep -c 'policy-4' "$tmp/got")" 0
sed -i '/local-key/d' "$conf/a.conf"
expect 'without a local key there are none' 0 '^\}$' check
equal 'none at all' "$(check 2>&1 | grep -c btns-)" 0

file b.conf "pad add class btns-key id public-key $b child 10.0.0.77"
expect 'a key of the files is not one of the pins' 2 \
	"SHA256:$b is a \"pad add\" of the files and a pin of .*pins \(cluster\)" check
rm "$conf/b.conf"
truncate -s -3 "$tmp/pins"
expect 'a damaged store is told' 1 'pins: .*(cut off|checksum)' check

# --- options

expect 'help' 0 '^Usage: btnsd' "$btnsd" -h
expect 'version' 0 '^btnsd [0-9]' "$btnsd" -V
expect 'an option that is none' 2 'Usage' "$btnsd" --frob
expect 'a word too many' 2 'unexpected "x"' "$btnsd" x

finish
