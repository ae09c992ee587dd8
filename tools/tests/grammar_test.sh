#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The command line: what is refused, with which words and which exit status.
# shellcheck disable=SC2016 # words for other shells
# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

refused()
{
	local pattern=$1

	shift
	expect "refused: $*" 2 "$pattern" "$BTNSCTL" "$@"
}

# the kernel would be asked; here it has no btns
accepted()
{
	expect "accepted: $*" "$absent" '' "$BTNSCTL" "$@"
}

absent=4
[ ! -d /sys/module/btns ] || absent=0

# --- options and objects

expect 'help says how it is used' 0 '^Usage: btnsctl' "$BTNSCTL" help
expect '-h is help' 0 '^Usage: btnsctl' "$BTNSCTL" -h
expect '-V is version' 0 '^btnsctl [0-9]+\.' "$BTNSCTL" -V
expect 'version as JSON' 0 '^\{"version":"[0-9.]+","family-version":1\}$' \
	"$BTNSCTL" -j version
refused 'invalid option|Usage' -Z
refused "requires an argument" -n
refused 'Error: "frob" is no object' frob
refused 'Error: "s" may be more than one object' s
refused 'Error: sa: "frob" is no command' sa frob
refused 'Error: sa: "a" may be more than one command' sa a
refused 'unexpected "x"' status x
refused 'unexpected "x"' version x
refused 'unexpected "x"' monitor x
refused 'unexpected "x"' policy flush x
refused 'unexpected "x"' config show x
refused 'unexpected "x"' config reset x
refused 'unexpected "x"' config confirm x
expect 'no network namespace of that name' 3 'no network namespace "none-such"' \
	"$BTNSCTL" -n none-such status
if [ $absent = 4 ]; then
	expect 'without module: exit 4 and a hint' 4 'Hint: modprobe btns' \
		"$BTNSCTL"
	accepted sa list
	accepted sa li sp 256
	accepted policy del index 1
	accepted pol del ind 1
	accepted policy del index 0
	accepted policy move index 1 before 2
	accepted policy change index 1 action bypass
	accepted monitor sa acq
	accepted -jpsdot stats
	accepted monitor audit
	accepted drops
	accepted -j drops remote fd07::1
	accepted explain out local ::1 remote ::2 proto tcp lport 1 rport 2
	accepted expl in loc 10.0.0.1 rem 10.0.0.2 proto icmp icmp 3/1 spi 256
	accepted explain in local 10.0.0.1 remote 10.0.0.2 proto 99 \
		fragment later spi 0x1000 dst ::1
	accepted explain forward local ::1 remote ::2 proto mh mh 5
fi

# --- why

packet=(local 10.0.0.1 remote 10.0.0.2 proto udp lport 1 rport 2)
refused 'unexpected "x"' drops x
refused 'is not an address' drops remote x
refused 'missing behind "remote"' drops remote
refused 'is no command' explain sideways
refused '"local" missing' explain out
refused '"remote" missing' explain out local ::1
refused '"proto" missing' explain out local ::1 remote ::2
refused 'different families' explain out local ::1 remote 10.0.0.1 proto tcp
refused '"rport" missing' explain out local ::1 remote ::2 proto tcp lport 1
refused '"lport" missing' explain in local ::1 remote ::2 proto tcp rport 1
refused "not a packet's protocol" explain out proto any
refused "not a packet's protocol" explain out proto opaque
refused "not a packet's protocol" explain out proto 256
refused '65536 is not in 0 to 65535' explain out lport 65536
refused 'is not TYPE or TYPE/CODE' explain out icmp 256
refused 'is not TYPE or TYPE/CODE' explain out icmp 3/
refused 'is not TYPE or TYPE/CODE' explain out icmp /3
refused 'is not TYPE or TYPE/CODE' explain out icmp 3/1-4
refused 'is not TYPE or TYPE/CODE' explain out icmp 000000003
refused '256 is not in 0 to 255' explain out mh 256
refused 'is no fragment' explain out fragment middle
refused 'unexpected "spi"' explain out "${packet[@]}" spi 256
refused '255 is not in 256' explain in "${packet[@]}" spi 255
refused 'given twice' explain in "${packet[@]}" local ::1
refused '64 is not in 0 to 63' explain out "${packet[@]}" dscp 64

# --- SAs

key=$tmp/key
printf '00112233445566778899aabbccddeeff00112233' >"$key"
sa=(sa add dir in src 10.0.0.1 dst 10.0.0.2 proto esp spi 0x1000
	mode transport reqid 1 aead aes-gcm-16)

refused '"key" missing' "${sa[@]}"
for word in dir src dst proto spi mode reqid aead key replay-window sel soft \
	hard df dscp dscp-set seq-overflow; do
	refused 'missing behind|needs a selector|needs time' sa add "$word"
	refused 'Error: sa add:' sa add "$word" '~'
done
for word in dst proto spi; do
	refused 'missing behind' sa del "$word"
	refused 'missing behind' sa get "$word"
	refused 'missing behind' sa update "$word"
done
refused '"dst" missing' sa del spi 256
refused '"spi" missing' sa del dst ::1
refused '"spi" missing' sa get dst ::1
refused 'nothing to update' sa update dst ::1 spi 256
refused '"dst" missing' sa allocspi
refused '255 is not in 256' sa allocspi dst ::1 min 255
refused 'unexpected "src"' sa del src ::1
refused '0 is not in 1' sa flush reqid 0
refused '4294967296 is not in' sa flush reqid 4294967296
refused '"1x" is not a number' sa flush reqid 1x
refused '"-1" is not a number' sa list reqid -1
refused 'is no dir' sa list dir both
refused '"s" abbreviates more than one word' sa add s 1
refused 'given twice' sa list spi 256 spi 257
refused 'is not an address' sa list dst host.example
refused '1 is not in 256' sa add spi 1
refused 'given twice' "${sa[@]}" key file "$key" key file "$key"

# --- keys

refused 'No such file' "${sa[@]}" key file "$tmp/none"
refused 'is a directory' "${sa[@]}" key file "$tmp"
refused 'key is read from "file PATH", "fd N" or "-"' "${sa[@]}" key 00112233
"$BTNSCTL" "${sa[@]}" key 0x5ec4e75ec4e7 >"$tmp/literal" 2>&1
equal 'a literal key is not repeated in the message' \
	"$(grep -c 5ec4e7 "$tmp/literal")" 0
for bad in '' ' ' 0x 0 012 zz 00112233 '0011 22' 0x0x00; do
	printf %s "$bad" >"$tmp/bad"
	refused 'key' "${sa[@]}" key file "$tmp/bad"
done
head -c 400 /dev/zero | od -An -v -tx1 >"$tmp/bad"
refused 'too long' "${sa[@]}" key file "$tmp/bad"
head -c 64 /dev/urandom >"$tmp/bad"
refused 'hexadecimal digits' "${sa[@]}" key file "$tmp/bad"
refused 'hexadecimal|too long' "${sa[@]}" key file /dev/zero
cp "$key" "$tmp/open"
chmod 644 "$tmp/open"
refused 'chmod o-rw' "${sa[@]}" key file "$tmp/open"
expect 'a key on standard input is checked too' 2 'chmod o-rw' \
	bash -c '"$@" <"$0"' "$tmp/open" "$BTNSCTL" "${sa[@]}" key -
expect 'a key on a file descriptor is checked too' 2 'chmod o-rw' \
	bash -c '"$@" 7<"$0"' "$tmp/open" "$BTNSCTL" "${sa[@]}" key fd 7
refused 'Bad file descriptor' "${sa[@]}" key fd 99
printf '%072d' 0 >"$tmp/long"
expect 'the key must fit the algorithm' 2 'chacha20-poly1305 is 36 octets' \
	"$BTNSCTL" sa add dir in src ::1 dst ::2 spi 256 mode tunnel reqid 1 \
	aead chacha20-poly1305 key file "$key"
if [ $absent = 4 ]; then
	accepted "${sa[@]}" key file "$key"
	accepted "${sa[@]/aes-gcm-16/chacha20-poly1305}" key file "$tmp/long"
	printf ' 0x00 11 22\t33 4455 6677\n8899aabb ccddeeff 00112233\n' \
		>"$tmp/blank"
	accepted "${sa[@]}" key file "$tmp/blank"
	expect 'a key from a pipe' 4 '' bash -c 'cat "$0" | "$@"' "$key" \
		"$BTNSCTL" "${sa[@]}" key -
	expect 'a key from a file descriptor' 4 '' bash -c '"$@" 7<"$0"' \
		"$key" "$BTNSCTL" "${sa[@]}" key fd 7
fi

# --- policies

for word in index dir action reqid mode tunnel before family local remote proto \
	lport rport icmp mh; do
	refused 'missing' policy add "$word"
	refused 'Error: policy add:' policy add "$word" '~'
done
refused '"action" missing' policy add
refused 'needs "reqid"' policy add action protect
refused 'only' policy add action bypass name fqdn a.example
refused 'the same ends' policy add action protect reqid 1 mode tunnel \
	tunnel local ::1 remote ::2 tunnel local ::1 remote ::2
refused 'capital letters' policy add action protect reqid 1 name fqdn A.example
mapfile -t names < <(for ((i = 0; i < 17; i++)); do printf 'name\nfqdn\na.example\n'; done)
refused 'too many names' policy add action protect reqid 1 "${names[@]}"
refused '"class" missing' pad add
refused '"index" missing' pad change class btns-any
refused '"index" missing' pad del
refused '0 is not in 1' pad del index 0
refused 'unexpected "x"' pad flush x
refused 'name has capital letters' pad add class auth id fqdn A child any
refused 'class auth needs child' pad add class auth id fqdn a child any
refused 'class btns-key is for one key' pad add class btns-key id fqdn a
refused 'needs claim|claims no addresses' pad add class null-any claim 10.0.0.1
refused '"handle" missing' id del
refused 'unexpected "x"' id list x
refused 'is no type of identity' id add id any
refused 'is not in 1 to 255' id add auth 256
refused 'asserted|is no type' id add asserted nobody x
if [ $absent = 4 ]; then
	accepted pad list
	accepted pad add class btns-any index 9
	accepted pad add class auth id fqdn gw.example child 192.0.2.0/24
	accepted pad change index 1 class btns-any
	accepted pad del index 1
	accepted pad flush
	accepted id list
	accepted id add id fqdn a.example assurance auth auth 1
	accepted id add assurance null auth 13 asserted any
	accepted id del handle 1
	accepted monitor pad
fi
refused '"index" missing' policy del
refused '0 is not in 1' policy move index 1 before 0
refused '"index" missing' policy move before 1
refused '"index" missing' policy change action bypass
refused 'keeps its place' policy change index 1 before 2 action bypass
refused 'need "btns-ok"' policy add action protect reqid 1 btns-wide
refused 'exclude each other' policy add action protect reqid 1 no-latch latch-required
refused 'for "action protect" only' policy add action bypass btns-ok
refused 'for "action protect" only' policy add action discard pfp local
refused '"port" is no field' policy add action protect reqid 1 pfp local,port
refused '"" is no field' policy add action protect reqid 1 pfp local,
refused '"index" missing' policy get
refused 'ports need a protocol' policy add lport 1 action bypass
refused 'bits set behind its prefix' policy add local 10.1.2.3/8 action bypass
refused 'not all IPv4 or all IPv6' policy add local 10.0.0.1,::1 action bypass
refused 'unexpected "icmp-type"' policy add proto icmp icmp-type 3 action bypass
refused 'more than 64 ranges in a list' policy add proto tcp \
	lport "$(seq -s, 65)" action bypass
many=()
for i in $(seq 15); do
	many+=(proto tcp lport "$i" or)
done
refused '"or" stands between two selectors' policy add "${many[@]}" action bypass
refused 'more than 16 selectors in one entry' policy add "${many[@]}" \
	proto udp or proto icmp or proto 99 action bypass
long=$(seq -s, 64)
refused 'more than 256 ranges in one entry' policy add proto tcp lport "$long" \
	or proto udp lport "$long" or proto sctp lport "$long" \
	or proto dccp lport "$long" or proto udplite lport 1 action bypass
refused 'not all IPv4 or all IPv6' policy add local 10.0.0.1 remote ::1 action bypass

# --- configuration

refused '"-f FILE" missing' config apply
refused '"-f FILE" missing' config diff
refused 'cannot read .*No such file' config apply -f "$tmp/none"
refused 'cannot read .*No such file' -f "$tmp/none"
refused 'cannot read .*Is a directory' -f "$tmp"
refused '0 is not in 1 to 86400' config apply -f /dev/null --confirm 0
refused '86401 is not in' -f /dev/null --confirm 86401
refused 'missing behind "--confirm"' config apply -f /dev/null --confirm
refused 'unexpected "x"' -f /dev/null x

# --- settings

refused 'unexpected "x"' conf show x
refused 'unexpected "x"' conf reset x
refused 'setting missing behind "set"' conf set
refused 'unexpected "x"' conf set x 1
refused 'given twice' conf set pmtu-age 60 pmtu-age 60
refused 'icmp-rate is out of range' conf set icmp-rate 0

finish
