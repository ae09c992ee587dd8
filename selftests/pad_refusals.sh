#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What would let the wrong peer in is refused when it is entered, with words that
# say what to change, and then nothing has changed: a second wildcard, a wildcard
# beside an entry that may own every address (RFC 5386 2), identities that are
# not in their one form, changes on an old generation.
#
#	A, alone
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

need_btns
A=''
setup_ns A

hash=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff

pad()
{
	btnsctl -n "$A" pad "$@"
}

# refused STATUS PATTERN WORD...: a test point; the PAD stays as it is
refused()
{
	local status=$1 pattern=$2 got

	shift 2
	pad list >"$tmp/before"
	pad "$@" >"$tmp/said" 2>&1
	got=$?
	pad list >"$tmp/after"
	if [ $got = "$status" ] && grep -Eq "$pattern" "$tmp/said" &&
		cmp -s "$tmp/before" "$tmp/after"; then
		ok "refused: $*"
	else
		not_ok "refused: $*"
		note "exit status $got, wanted $status; it said: $(<"$tmp/said")"
	fi
}

must pad add index 1 class btns-any
must pad add index 2 class null-any
must pad add index 3 class auth id fqdn q.example child 10.0.0.2

refused 1 'an entry for anybody of this class' add class btns-any
refused 1 'an entry for anybody of this class' \
	add class btns-any child 10.0.0.0/8 priority 65535
refused 1 'an entry for anybody of this class' add class null-any disabled
refused 1 'an entry for anybody of this class' change index 3 class btns-any
refused 1 'index exists' add index 3 class btns-key id public-key $hash
refused 3 'no entry 4' change index 4 class btns-key id public-key $hash
refused 3 'no entry 4' del index 4

beside='has to claim what is its own'
refused 1 "$beside" add class auth id fqdn .example spd-search id
refused 1 "$beside" add class auth id fqdn .example child 0.0.0.0/0
refused 1 "$beside" add class auth id fqdn .example child ::/0 claim 10.0.0.0/8
refused 1 "$beside" add class auth id fqdn .example disabled \
	child 0.0.0.0/1,128.0.0.0/1
check "with a claim it is taken" \
	pad add index 4 class auth id fqdn .example child 0.0.0.0/0 \
	claim 10.0.0.0/8
refused 1 "$beside" change index 4 class auth id fqdn .example child 0.0.0.0/0
must pad del index 1
check "and without a wildcard without one" \
	pad change index 4 class auth id fqdn .example child 0.0.0.0/0
refused 1 "$beside" add index 1 class btns-any

# the tool refuses in the words of the kernel, which nl_spec.sh asks
for wrong in 'id fqdn Q.example' 'id fqdn q.example.' 'id rfc822 u@' \
	'id key-id 0' 'id ipv4 ::1'; do
	# shellcheck disable=SC2086 # two words
	refused 2 'capital|dot|mailbox|name|digits|family' \
		add class auth $wrong child 10.0.0.9
done
refused 2 'class auth needs child' add class auth id fqdn a.example
refused 2 'another identity than its key' \
	add class auth id public-key $hash child 10.0.0.9
refused 2 'for one key' add class btns-key id fqdn a.example
refused 2 'signatures' add class btns-any auth 2
refused 2 'all but NULL' add class auth id fqdn a child 10.0.0.9 auth 13
refused 2 'cannot be revoked' add class null-any revoked

# a file: the line at fault is named, and nothing of it is done
must pad flush
must pad add index 7 class null-any
pad list >"$tmp/before"
cat >"$tmp/file" <<-END
	pad add class btns-any
	policy add action bypass
	pad add class auth id fqdn q.example spd-search id
END
btnsctl -n "$A" config apply -f "$tmp/file" >"$tmp/said" 2>&1
check_equal "a file that contradicts itself" $? 1
check "its line is named" grep -Eq 'file:[13]:1: .*claim' "$tmp/said"
check "the PAD is as before" cmp "$tmp/before" <(pad list)
check "and so is the SPD" grep -q inactive <(btnsctl -n "$A" policy list)

finish
