#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A39 B15 B16 B17 I2 I5 I7
#
#	A 10.7.0.1 ==== 10.7.0.2 B
#
# Who may speak for an address. Q is enrolled and owns addresses, M has a key that
# nobody knows.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

q=(assurance auth name q.example key q pad 1 mode tunnel)
m=(name m pad 3 mode tunnel)

# enrolled ADDRESSES: Q owns these; for everybody else there is the wildcard
enrolled()
{
	pad_flush
	pad index 1 class auth id fqdn q.example key-hash "$(key_hash q)" child "$1"
	pad index 2 class btns-key id public-key "$(key_hash k)" child 10.7.0.66
	pad index 3 class btns-any
}

# tunnel_entry: of the SPD alone everything may be asked for
tunnel_entry()
{
	entry "$A" index 1 action protect reqid 1 mode tunnel \
		tunnel "$A4" "$B4" flags "btns-ok btns-wide"
}

# not_given ADDRESS...: M does not get one of them
not_given()
{
	local address

	for address; do
		refused '^13 .*(claims|IPv4 ones in IPv6)' "${m[@]}" \
			sel "remote=$address" || return
	done
}

# goes_by SPI: what A sends to B
goes_by()
{
	watch_wire say "$A" "$B4" 9 64
	capture_show wire 'ip proto 50' | tail -n 3
	wire_has "src host $A4 and ip proto 50 and ip[20:4] = $1"
}

# taken_over SPI: M asks for an SA of Q's, under its name and in its place
taken_over()
{
	pair name m pad 3 spi-in "$1" ||
		pair name m pad 3 policy 2 remote "$free" spi-in "$1" ||
		{ [ "$engine" = btns ] && pair name m pad 3 policy 2 \
			remote "$free" rekey-of "$1"; }
}

ipv4_only=1
begin
setup_pair
manager
listen "$A" a udp:9
add_policy xfrm "$B" "$B4" "$A4" transport 1
free=10.7.0.77

row A39
enrolled 10.7.0.9,10.9.0.0/16
tunnel_entry
given "Q gets an SA for its address" pair "${q[@]}" sel remote=10.7.0.9
given "and for its network" \
	pair "${q[@]}" sel remote=10.9.0.0-10.9.255.255
fact "it gets none for another address" \
	refused '^13 .*beyond child' "${q[@]}" sel remote=$free
fact "nor for more than its network" refused '^13 .*beyond child' \
	"${q[@]}" sel remote=10.8.0.0-10.9.255.255

row B17
given "Q gets SAs" pair "${q[@]}" sel remote=10.7.0.9
fact "who asserts Q without proof gets no SA for its address" \
	refused '^13 .*authenticate' "${m[@]}" asserts q.example \
	sel remote=10.7.0.9
fact "nor does who is taken by its key" \
	refused '^13 .*claims' "${m[@]}" sel remote=10.7.0.9
fact "nor where IKE comes from that address" refused '^13 .*claims' \
	"${m[@]}" ike-addr 10.7.0.9 sel remote=10.7.0.9
fact "nor either for a host in Q's network" refused '^13 .*claims' \
	"${m[@]}" sel remote=10.9.3.4

row I2
flush_sas "$engine" "$A"
fact "a BTNS peer does not get an address of an enrolled one" \
	not_given 10.7.0.9 10.9.0.0 10.9.255.255
fact "nor a range with some of them" \
	not_given 10.7.0.0-10.7.0.255 0.0.0.0-255.255.255.255
[ "$engine" = xfrm ] ||
	fact "nor one as IPv4 in IPv6" not_given ::ffff:10.7.0.9
given "it gets one that nobody owns" pair "${m[@]}" sel remote=$free
[ "$engine" = xfrm ] || fact "nor more when that SA is replaced" refused \
	'^13 .*claims' "${m[@]}" sel remote=10.7.0.0-10.7.0.255 \
	rekey-of "$spi_in"

row B15
if [ "$engine" = xfrm ]; then
	lacks "XFRM has no PAD"
else
	forget "$A"
	enrolled 10.7.0.9
	tunnel_entry
	fact "the wildcard gives nothing that an enrolled peer owns" \
		not_given 10.7.0.9 10.7.0.0-10.7.0.255
	fact "nor what a key with an entry owns" not_given 10.7.0.66
	pad index 4 class auth id fqdn c.example child 0.0.0.0/0 \
		claim 10.6.0.0/16
	fact "nor what another entry claims beside" not_given 10.6.1.1
	fact "an entry that might own everything has to claim" negate \
		btnsctl -n "$A" pad add class auth id fqdn d.example \
		child 0.0.0.0/0
	fact "it gives what nobody owns" pair "${m[@]}" sel remote=$free
fi

row B16
if [ "$engine" = xfrm ]; then
	lacks "XFRM has no PAD"
else
	pad_flush
	pad index 3 class btns-any child 10.7.0.0/24
	fact "entries that overlap may stand side by side" btnsctl -n "$A" \
		pad add index 1 class auth id fqdn q.example child 10.7.0.9
	fact "when an SA is made it is found out" not_given 10.7.0.9
	fact "what does not overlap is given" \
		pair "${m[@]}" sel remote=10.7.0.10
	pad index 4 class auth id fqdn e.example child 10.7.0.10
	fact "and when an entry is made, the SA ends" pair_is_gone
fi

row I7
if [ "$engine" = xfrm ]; then
	lacks "XFRM has no PAD"
else
	forget "$A"
	enrolled 10.7.0.9
	entry "$A" index 1 remote "$B4" action protect reqid 1 flags btns-ok
	given "M gets an SA" pair name m pad 3
	# what is crafted is protected already
	flush_policies xfrm "$B"
	by_pair
	given "and uses it" arrives a '^udp 9 201 ' \
		craft "$B" "${by[@]}" --seq 1 --dport 9 --size 201
	pad index 4 class auth id fqdn e.example child "$B4"
	fact "an entry that owns its address ends the SA" pair_is_gone
	fact "what comes by it is not delivered" vanishes a '^udp 9 202 ' \
		craft "$B" "${by[@]}" --seq 2 --dport 9 --size 202
	must btnsctl -n "$A" pad del index 4
	given "without the entry M gets an SA again" pair name m pad 3
	must btnsctl -n "$A" pad change index 1 class auth id fqdn q.example \
		key-hash "$(key_hash q)" child 10.7.0.0/29
	fact "so does a change of one" pair_is_gone
fi

row I5
pad_flush
forget "$A"
flush_sas xfrm "$B"
pad index 1 class auth id fqdn q.example key-hash "$(key_hash q)" child "$B4"
pad index 3 class btns-any
entry "$A" index 1 remote "$B4" action protect reqid 1 flags btns-ok
entry "$A" index 2 remote $free action protect reqid 1 flags btns-ok
q=(assurance auth name q.example key q pad 1)
given "Q has an SA" pair "${q[@]}"
pair_known_to_b
in_q=$spi_in out_q=$spi_out
by_pair
given "by which A sends" goes_by "$out_q"
fact "M gets none of its name" negate taken_over "$in_q"
pair name m pad 3 >"$tmp/said"
fact "nor one by which A would send to Q" goes_by "$out_q"
fact "Q's is there" sa_exists "$A" "$A4" "$in_q"
flush_policies xfrm "$B"
fact "and what comes by it is delivered" arrives a '^udp 9 203 ' \
	craft "$B" "${by[@]}" --seq 1 --dport 9 --size 203

end_rows
