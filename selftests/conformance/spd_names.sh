#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A13 B10
#
#	A 10.7.0.1, alone: nothing is sent
#
# Entries of the SPD that are for peers with a name or a key, wherever they are.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

somewhere=198.51.100.7

begin
needs_pad
setup_pair
manager
pad index 1 class auth id fqdn q.example spd-search id claim 192.0.2.1
pad index 2 class btns-key id public-key "$(key_hash k)" spd-search id
pad index 3 class btns-any
must btnsctl -n "$A" policy add index 1 local "$A4" name fqdn q.example \
	action protect reqid 1
must btnsctl -n "$A" policy add index 2 local "$A4" \
	name public-key "$(key_hash k)" action protect reqid 1 btns-ok

row A13
q=(assurance auth name q.example pad 1 policy 1)
fact "who has the name gets an SA for the address that it comes from" \
	pair "${q[@]}" remote $somewhere ike-addr $somewhere
fact "and none for another" refused '^13 .*one address that it has' \
	"${q[@]}" remote "$B4" ike-addr $somewhere
fact "nobody else gets one by that entry" refused '^13 ' name m pad 3 policy 1 \
	remote $somewhere ike-addr $somewhere
fact "nor who has the name without proof" refused '^13 ' \
	name m asserts q.example pad 3 policy 1 remote $somewhere \
	ike-addr $somewhere

row B10
fact "the key that an entry names gets an SA" pair name k pad 2 policy 2
fact "another key does not" refused '^13 ' name m pad 3 policy 2
fact "nor by the PAD entry of the first" refused '^13 ' name m pad 2 policy 2

end_rows
