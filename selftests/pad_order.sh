#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The PAD is listed in the order in which it is searched, whatever the order of
# typing: entries for peers with a credential first, the wildcard last (RFC 5386
# 2); and what "config show" prints of it is what "config apply" reads.
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

# order: indexes as they are listed
order()
{
	pad list | sed 's/.* index \([0-9]*\).*/\1/' | xargs
}

must pad add index 1 class btns-any
must pad add index 2 class btns-key id public-key $hash
check_equal "a pinned key before the wildcard" "$(order)" "2 1"
must pad add index 3 priority 100 class auth id fqdn q.example child 10.0.0.2
must pad add index 4 priority 65535 class btns-key id public-key ff${hash#00}
must pad add index 5 class null-any
must pad add index 6 priority 7 class auth id fqdn .example child 10.1.0.0/16
must pad add class auth id rfc822 @example child fd00::/8 priority 100
check_equal "class, then priority, then index" "$(order)" "6 3 7 5 2 4 1"

must pad change index 3 class auth id fqdn q.example child 10.0.0.2
check_equal "a change of priority moves an entry" "$(order)" "3 6 7 5 2 4 1"
must pad change index 2 class btns-key id public-key $hash priority 70000
check_equal "no priority comes behind the wildcard" "$(order)" "3 6 7 5 4 2 1"

check "list in words" pad list
cp "$tmp/output" "$tmp/list"
btnsctl -n "$A" config show >"$tmp/conf"
check "config show has the same lines" grep -Fxf "$tmp/list" "$tmp/conf"
check "no difference to itself" btnsctl -n "$A" config diff -f "$tmp/conf"
must pad flush
check_equal "flushed" "$(order)" ""
check "config apply brings them back" btnsctl -n "$A" config apply -f "$tmp/conf"
check "in the same words" cmp "$tmp/list" <(pad list)

generation=$(btnsctl -n "$A" -j config show | sed 's/.*"pad":\[{[^}]*//; s/.*"generation":\([0-9]*\).*/\1/')
must btnsctl -n "$A" config apply -f "$tmp/conf"
check "applied again, nothing changes" \
	grep -q "\"generation\":$generation" <(btnsctl -n "$A" -j pad list)

# in a file the place of entries without an index counts
cat >"$tmp/unnumbered" <<-END
	pad add class btns-any
	pad add class auth id fqdn b.example child 10.0.0.2
	pad add class auth id fqdn .example child 10.0.0.3
END
must btnsctl -n "$A" config apply -f "$tmp/unnumbered"
check_equal "numbered as they stand in the file" "$(order)" "2 3 1"
check "and no difference to it" btnsctl -n "$A" config diff -f "$tmp/unnumbered"
sed -i '2{h;d};3{G}' "$tmp/unnumbered"
check_fails "the other way round there is one" \
	btnsctl -n "$A" config diff -f "$tmp/unnumbered"

must pad flush
must pad add index 9 class btns-any expires 1
must pad add index 8 class null-any expires 3600
gone()
{
	[[ " $(order) " != *" $1 "* ]]
}

check "an entry goes when its time is over" busywait 10 gone 9
check_equal "and no other one" "$(order)" "8"

finish
