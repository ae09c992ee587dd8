#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ---- 10.7.0.2 B (hears)
#
# Of the SAs that carry a packet the one with the best known peer does: keyed by
# hand or authenticated before one with a key that nobody vouches for before one
# without authentication; and of several the newest.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# pair ASSURANCE PAD SPI [NAME]: from A to B by SPI
pair()
{
	must on "$A" "$python" "$lib_dir/keyer.py" "$client" \
		--local "$A4" --remote "$B4" --assurance "$1" --pad "$2" \
		--spi-in $((0x8000 + $3)) --spi-out "$3" --name "${4:-b.example}"
}

manual()
{
	new_key "$aead" "$bits"
	add_sa btns "$A" out "$A4" "$B4" "$1" transport 1 "$key"
}

del()
{
	must btnsctl -n "$A" sa del dst "$B4" spi "$1"
}

packets()
{
	btnsctl -n "$A" -j sa list dir out | "$python" -c '
import json, sys
for sa in json.load(sys.stdin):
    print(sa["spi"], sa["sa-lifetime-current"]["packets"])' | sort
}

# used WHAT SPI: a packet to B goes by this SA
used()
{
	packets >"$tmp/before"
	unanswered "$A" "$B4"
	packets >"$tmp/after"
	check_equal "$1" \
		"$(comm -13 "$tmp/before" "$tmp/after" | cut -d ' ' -f 1 | xargs)" \
		"$2"
}

ipv4_only=1
need_btns
need_client
setup_pair
fix_neighbours
cat >"$tmp/conf" <<END
pad add index 1 class btns-any
pad add index 2 class null-any
pad add index 3 class auth id fqdn b.example child 0.0.0.0/0 claim 10.9.9.9
policy add index 1 remote $B4 action protect reqid 1 btns-ok null-ok
END
must btnsctl -n "$A" config apply -f "$tmp/conf"

pair null 2 1001
used "without authentication, the only one" 1001
pair btns 1 1002
used "a key goes before" 1002
pair null 2 1003
used "and stays there when a newer one has none" 1002
pair btns 1 1004
used "the newer key goes before the older" 1004
manual 1005
used "keyed by hand goes before" 1005
pair btns 1 1006
used "and stays there when a newer one has a key" 1005
del 1005
used "when it is gone the newest key is next" 1006
del 1006
del 1004
del 1002
used "at last the newest without authentication" 1003

pair btns 1 1007
pair auth 3 1008
used "who is authenticated goes before" 1008
check_equal "and ends the SAs of the others" "$(packets | cut -d ' ' -f 1 | xargs)" \
	1008
manual 1009
used "keyed by hand is no less" 1009
pair auth 3 1010
used "nor is authentication" 1010
finish
