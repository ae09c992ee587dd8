#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: B2 B3 B4 I10 I11
#
#	A 10.7.0.1, alone: nothing is sent
#
# The entries of the PAD for BTNS: what they match, and where they stand whatever
# the order of typing.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# order: indexes as they are searched
order()
{
	btnsctl -n "$A" pad list | sed 's/.* index \([0-9]*\).*/\1/' | xargs
}

# no_second COMMAND WORD...: there is a wildcard, and that is why
no_second()
{
	local before

	before=$(order)
	if btnsctl -n "$A" pad "$@"; then
		return 1
	fi >"$tmp/said" 2>&1
	cat "$tmp/said"
	grep -q 'for anybody of this class' "$tmp/said" &&
		equal "$(order)" "$before"
}

# at_once: two wildcards are asked for side by side, and one is there
at_once()
{
	local one two first=0 second=0

	btnsctl -n "$A" pad add index 8 class btns-any &
	one=$!
	btnsctl -n "$A" pad add index 9 class btns-any &
	two=$!
	wait "$one" || first=1
	wait "$two" || second=1
	echo "$first $second: $(order)"
	[ $((first + second)) = 1 ] && [[ $(order) == [89] ]]
}

ipv4_only=1
begin
needs_pad
setup_pair
manager
entry "$A" index 1 remote "$B4" action protect reqid 1 flags btns-ok

row B2
pad index 1 class btns-key id public-key "$(key_hash b)"
fact "an entry for a key lets in who has the key" pair name b pad 1
fact "and the SA says by which entry" sa_says "$spi_in" '"pad-entry":1\b'
fact "it lets in nobody else" refused '^13 .*no PAD entry' name m pad 1
pad_flush
pad index 2 class btns-any
fact "the wildcard lets in who has that key" pair name b pad 2
fact "and who has another" pair name m pad 2
fact "and the SA says so" sa_says "$spi_in" '"pad-entry":2\b'

row B3
pad_flush
pad index 1 class btns-any
pad index 2 class btns-key id public-key "$(key_hash q)" priority 1
pad index 3 class auth id fqdn q.example key-hash "$(key_hash q)" \
	child "$B4" priority 100
fact "typed the other way round they are searched in order" \
	equal "$(order)" "3 2 1"
fact "who has a name and a key of entries is let in by the name" \
	pair assurance auth name q.example key q pad 3
fact "not by the key" refused '^13 ' assurance auth name q.example key q pad 2

row B4
fact "a second wildcard is refused" no_second add class btns-any
fact "another entry is not made one" no_second change index 2 class btns-any
pad index 4 class btns-key id public-key "$(key_hash b)" priority 4294967295
fact "it stays behind a key of the highest priority number" \
	equal "$(order)" "3 2 4 1"
must btnsctl -n "$A" pad change index 1 class btns-any priority 0
fact "and behind all when its own is the lowest" equal "$(order)" "3 2 4 1"

row I10
must btnsctl -n "$A" pad change index 1 class btns-any disabled
fact "beside a wildcard that is disabled there is no second" \
	no_second add class btns-any
pad_flush
fact "of two that come at once one is there" at_once
pad index 1 class btns-key id public-key "$(key_hash b)" priority 7
fact "it is behind what comes later" equal "$(order | cut -d ' ' -f 1)" 1

row I11
pad_flush
pad index 1 class btns-any
pad index 2 class btns-key id public-key "$(key_hash r)" revoked
fact "a revoked key is not let in by its entry" refused '^13 .*revoked' \
	name r pad 2
fact "nor by the wildcard" refused '^13 .*revoked' name r pad 1
fact "another one is" pair name n pad 1
pad index 3 class btns-key id public-key "$(key_hash n)" revoked
fact "until it is revoked: its SAs end" pair_is_gone
fact "and it gets no new ones" refused '^13 .*revoked' name n pad 1

end_rows
