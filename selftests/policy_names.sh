#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ---- B (XFRM) 10.7.0.2, 10.7.0.3, 10.7.0.77
#
# RFC 4301 4.4.1.1, RFC 5386 2: an SPD entry with names is for the peers that it
# names and for nobody else, wherever they are. It speaks of what their SAs carry;
# as long as there are none, it is as if it were not there. Who loses its name
# loses its SAs.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

other=10.7.0.3
random=10.7.0.77

# hash NAME: of somebody's key, as keyer.py has it
hash()
{
	printf 'key of %s' "$1" | sha256sum | cut -d ' ' -f 1
}

# pair REMOTE SPI WORD...: of SAs on A; SPI is the inbound one
pair()
{
	on "$A" "$python" "$lib_dir/keyer.py" "$client" --local "$A4" \
		--remote "$1" --spi-in "$2" --spi-out $(($2 + 1)) "${@:3}"
}

# refused PATTERN REMOTE WORD...: nothing is added
refused()
{
	local before

	before=$(sas)
	! pair "$2" 0x9000 "${@:3}" >"$tmp/refusal" 2>&1 &&
		grep -q "$1" "$tmp/refusal" && [ "$(sas)" = "$before" ]
}

# spi_key SPI: sets key, to what keyer.py makes of it
spi_key()
{
	key=$tmp/key.$1
	printf %d "$1" | sha256sum | cut -c 1-40 | tr -d '\n' >"$key"
}

# peer ADDRESS SPI: B's half of a pair, by XFRM
peer()
{
	spi_key "$2"
	add_sa xfrm "$B" out "$1" "$A4" "$2" transport 1 "$key"
	spi_key $(($2 + 1))
	add_sa xfrm "$B" in "$A4" "$1" $(($2 + 1)) transport 1 "$key"
	add_policy xfrm "$B" "$1" "$A4" transport 1
}

peer_ends()
{
	flush_policies xfrm "$B"
	flush_sas xfrm "$B"
}

# config NAME: the tables, entry 2 is for this key
config()
{
	cat <<END
pad add index 1 class auth id fqdn q.example spd-search id claim 192.0.2.1
pad add index 2 class btns-key id public-key $(hash b) spd-search id
pad add index 3 class btns-any
pad add index 4 class auth id fqdn r.example child $random
policy add index 1 local $A4 name fqdn q.example action protect reqid 1
policy add index 2 local $A4 name public-key $(hash "$1") action protect reqid 1 btns-ok
policy add index 4 action bypass
END
}

# by_entry REMOTE INDEX: it decides about packets to there
by_entry()
{
	btnsctl -n "$A" -j explain out local "$A4" remote "$1" proto udp lport 9 \
		rport 9 | tee "$tmp/output" | grep -q "\"index\":$2[,}]"
}

# shows SPI INDEX: the SA is of this entry
shows()
{
	btnsctl -n "$A" -j sa list | "$python" -c '
import json, sys
sys.exit(not any(sa["spi"] == int(sys.argv[1], 0) and
                 sa["policy"] == int(sys.argv[2]) for sa in json.load(sys.stdin)))
' "$1" "$2"
}

sas()
{
	btnsctl -n "$A" sa list | grep -c ' esp spi '
}

ping_from_peer()
{
	on "$B" ping -n -q -c 1 -W $((5 * slow)) -I "$1" -p "$marker_hex" "$A4"
}

silence_from_peer()
{
	! on "$B" ping -n -q -c 1 -W 1 -I "$1" -p "$marker_hex" "$A4"
}

# exchange WHAT REMOTE SPI: pings both ways, as ESP
exchange()
{
	capture_start wire "$A" wire "$B" wire
	counters_save "$A"
	check "$1: a ping is answered" pings "$A" "$2" 100
	check "$1: and one of the peer's" ping_from_peer "$2"
	expect_only "$A" tx_protected=2 rx_protected=2
	capture_stop wire
	check_protected wire "$1: on the wire"
}

ipv4_only=1
need_btns
need_client
need_xfrm
setup_pair
setup_address "$B" wire "$other/24"
setup_address "$B" wire "$random/24"
fix_neighbours
config b >"$tmp/conf"
must btnsctl -n "$A" config apply -f "$tmp/conf"

# nobody is there yet
counters_save "$A"
check "an entry with names speaks of nobody" pings "$A" "$B4" 100
expect_only "$A" tx_bypass=1 rx_bypass=1
check "explain says so" by_entry "$B4" 4

# RFC 5386 2: the key that is named
check "another key gets no SA by the entry" refused 'does not protect' "$B4" \
	--name m --pad 3 --policy 2
check "nor does it as the one that is named" refused 'first that is for this peer' \
	"$B4" --name m --pad 2 --policy 2
check "nor who is found by its address" refused 'does not protect' "$random" \
	--assurance auth --name r.example --pad 4 --policy 1
check "nor who only asserts the name" refused 'has to authenticate' "$B4" \
	--name m --asserts q.example --pad 3 --policy 1
check "the key that is named gets it" pair "$B4" 0x1000 --name b --pad 2 \
	--policy 2
check "the SA is of this entry" shows 0x1000 2
check "the entry speaks of its packets" by_entry "$B4" 2
check "and not of others" by_entry "$other" 4

peer "$B4" 0x1000
exchange "the named key" "$B4"
counters_save "$A"
check "another host's packets are still in the clear" pings "$A" "$other" 100
expect_only "$A" tx_bypass=1 rx_bypass=1
peer_ends
counters_save "$A"
check "in the clear nothing comes from the peer" silence_from_peer "$B4"
expect_only "$A" rx_clear=1

# RFC 4301 4.4.1.1: a name from a random address
check "a name gets no SA for another address" refused 'one address that it has' \
	"$other" --assurance auth --name q.example --pad 1 --policy 1 \
	--ike-addr "$random"
check "a name gets one for its own" pair "$random" 0x2000 --assurance auth \
	--name q.example --pad 1 --policy 1
check "the first entry speaks of that address" by_entry "$random" 1
check "and of no other" by_entry "$other" 4
peer "$random" 0x2000
exchange "the name" "$random"
peer_ends

# who loses its name loses its SAs
check "the key gets another SA" pair "$B4" 0x3000 --name b --pad 2 --policy 2
peer "$B4" 0x3000
config m >"$tmp/conf"
must btnsctl -n "$A" config apply -f "$tmp/conf" --confirm 600
counters_save "$A"
check "on probation no packet of it passes" silence_from_peer "$B4"
expect_only "$A" rx_assurance=1
must btnsctl -n "$A" config confirm
check_equal "without its name its SAs are gone" "$(sas)" 2
peer_ends
counters_save "$A"
check "and the entry speaks of nothing again" pings "$A" "$B4" 100
expect_only "$A" tx_bypass=1 rx_bypass=1
must btnsctl -n "$A" policy change index 1 local "$A4" name fqdn m.example \
	name fqdn .x.example action protect reqid 1
check_equal "nor does the other entry keep its own" "$(sas)" 0
check_equal "the names are listed" \
	"$(btnsctl -n "$A" policy list | grep -c 'name fqdn m.example name fqdn .x.example action')" 1

# nobody is asked for an SA of an entry with names
must btnsctl -n "$A" policy del index 4
counters_save "$A"
check "without a later entry its packets are discarded" unanswered "$A" "$B4"
expect_only "$A" tx_policy=1
finish
