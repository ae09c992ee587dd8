#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: B1 I9
#
#	A 10.7.0.1 ==== 10.7.0.2 B
#
# Who this host is, and what a peer says that it is and does not prove.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# listed PATTERN: one line for each identity
listed()
{
	btnsctl -n "$A" -j id list | sed 's/},{"handle"/},\n{"handle"/g' |
		tee "$tmp/ids"
	grep -qE "$1" "$tmp/ids"
}

keyed_and_used()
{
	pair local-id "$handle" && pair_known_to_b &&
		arrives b '^udp 9 101 ' say "$A" "$B4" 9 101
}

# on_the_wire HEX: these octets are in a packet, or written so; 1 if they are not
on_the_wire()
{
	local octets='' rest=$1

	while [ -n "$rest" ]; do
		octets+="\\x${rest:0:2}"
		rest=${rest:2}
	done
	LC_ALL=C grep -qaP "$octets|$1" "$tmp"/wire.*.pcap
}

# unseen HEX: grep looked and found nothing
unseen()
{
	on_the_wire "$1"
	equal $? 1
}

ipv4_only=1
begin
needs_pad
setup_pair
manager
listen "$B" b udp:9
add_policy xfrm "$B" "$B4" "$A4" transport 1
pad index 1 class btns-any
entry "$A" index 1 remote "$B4" action protect reqid 1 flags btns-ok

row B1
ours=$(key_hash us)
handle=$(btnsctl -n "$A" id add local id public-key "$ours" |
	grep -o '[0-9]*' | head -n 1)
fact "this host can be a public key" \
	listed '"type":"public-key"[^}]*'"$ours"'.*"local":true'
fact "SAs are made and used as that" watch_wire keyed_and_used
fact "and name it" sa_says "$spi_in" "\"local-id\":$handle\\b"
given "octets of packets are found on the wire" \
	on_the_wire "$(printf %08x "$spi_out")"
fact "the key is in no packet" unseen "$ours"

row I9
pad_flush
pad index 1 class btns-any
pad index 2 class auth id fqdn q.example child 10.7.0.9
pad index 3 class null-any
entry "$A" index 2 remote 10.7.0.9 action protect reqid 1 \
	flags "btns-ok null-ok"
fact "a peer may assert what it likes" pair name m asserts root.bank
fact "it is known by its key" listed \
	"\"id\":{\"type\":\"public-key\"[^}]*$(key_hash m)"
fact "what it asserted is shown as untrusted" \
	listed 'asserted-untrusted":{[^}]*root\.bank'
fact "and nowhere else" negate listed '"id":{[^}]*root\.bank'
fact "its SA says that nobody vouches for it" \
	sa_says "$spi_in" '"assurance":"btns"'
fact "and does not have the name" negate sa_says "$spi_in" 'root\.bank'
first=$spi_in
given "another key asserts the same" pair name n asserts root.bank
fact "that does not make it the same peer" refused '^13 .*another peer' \
	name n asserts root.bank rekey-of "$first"
fact "a name that is enrolled gives NULL nothing that it owns" \
	refused '^13 .*claims' assurance null asserts q.example \
	pad 3 policy 2 remote 10.7.0.9

end_rows
