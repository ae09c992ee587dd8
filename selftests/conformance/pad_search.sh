#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: B5 B6 B8 B11 B21 I3 I8
#
#	A 10.7.0.1, alone: nothing is sent
#
# Whom the PAD lets in, by what a peer asserts, by what it proved, and how.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# each method of IKEv2 in the list
signatures_will_do()
{
	local method

	for method in 1 9 10 11 14; do
		pair name s method "$method" pad 3 policy 2 || return
	done
}

# a secret, an older method of no class, NULL: even the identity is refused
others_will_not()
{
	local method

	for method in 2 12 13; do
		refused '^22 ' name s method "$method" pad 3 policy 2 || return
	done
}

# passes_not WORD...: neither by the entry asserted nor by those for keys
passes_not()
{
	local pad

	for pad in 1 2 3; do
		refused '^13 ' "$@" pad "$pad" policy 1 remote "$owned" || return
		refused '^13 ' "$@" pad "$pad" policy 2 || return
	done
}

# enrolled: the entries of RFC 4301
enrolled()
{
	pad_flush
	pad index 1 class auth id fqdn q.example key-hash "$(key_hash q)" \
		child "$owned"
	pad index 4 class auth id fqdn .sub.example child 10.7.0.10
}

ipv4_only=1
begin
needs_pad
setup_pair
manager
owned=10.7.0.9
entry "$A" index 1 remote "$owned" action protect reqid 1
entry "$A" index 2 remote 10.7.0.0/25 action protect reqid 1 flags btns-ok
entry "$A" index 3 remote 10.7.0.128/25 action protect reqid 1 flags null-ok

row B8
enrolled
fact "without BTNS entries a key gets no SA" \
	refused '^13 .*no PAD entry is for such' name m pad 1 policy 2
fact "whatever entry it names" \
	refused '^2 .*no PAD entry' name m pad 3 policy 2
fact "nor does a name that no entry has" refused \
	'^13 .*no PAD entry is for such' assurance auth name x.example pad 1 \
	policy 2

row B21
fact "without BTNS entries a key gets no SA for what BTNS would do" \
	refused '^13 .*no PAD entry is for such' name m pad 1 policy 2
fact "nor where it would not" \
	refused '^13 ' name m pad 1 policy 1 remote "$owned"
fact "who is enrolled gets its SA" pair assurance auth name q.example key q \
	pad 1 policy 1 remote "$owned"

row B5
enrolled
pad index 2 class btns-key id public-key "$(key_hash k)"
pad index 3 class btns-any
fact "signatures of every method match the wildcard" signatures_will_do
fact "secrets, certificates alone and NULL do not" others_will_not
fact "nor does a secret with a name that no entry has" refused '^13 ' \
	assurance auth name x.example method 2 pad 3 policy 2
fact "nor a signer that asserts what another entry is for" \
	refused '^13 .*authenticate' name s asserts q.example pad 3 policy 2

row B6
fact "the name is searched for first, though the key has an entry" \
	refused '^13 .*authenticate' name k asserts q.example pad 2 policy 2
fact "and so is one of a sub-tree" \
	refused '^13 .*authenticate' name k asserts a.b.sub.example pad 2 policy 2
fact "if there is none for it the key is" \
	pair name k asserts k.example pad 2 policy 2
fact "the SA shows the key" sa_says "$spi_in" "$(key_hash k)"
fact "as one that nobody vouches for" sa_says "$spi_in" '"assurance":"btns"'
fact "and no name" negate sa_says "$spi_in" 'k\.example'

row B11 I3
fact "who asserts an enrolled name and has no more than a key is let in nowhere" \
	passes_not name m asserts q.example
fact "nor is one whose key an entry is for" passes_not name k asserts q.example
fact "nor who signed for it with another key" \
	passes_not assurance auth name q.example key m
fact "nor by another method, without a key" \
	refused '^13 ' assurance auth name q.example key q method 2 pad 3 policy 2
fact "with no such name the same key is let in" \
	pair name m asserts m.example pad 3 policy 2

row I8
fact "without an entry for it NULL is not let in by the wildcard" \
	refused '^13 .*null' assurance null pad 3 policy 2
pad index 5 class null-any
fact "with one it is not where BTNS will do" \
	refused '^13 .*null-ok' assurance null pad 5 policy 2
fact "it is where NULL will do" \
	pair assurance null pad 5 policy 3 remote 10.7.0.200
fact "where a key is not" refused '^13 .*btns-ok' \
	name m pad 3 policy 3 remote 10.7.0.201
fact "nor does NULL pass by a name that is enrolled" refused '^13 ' \
	assurance null asserts q.example pad 1 policy 1 remote "$owned"

end_rows
