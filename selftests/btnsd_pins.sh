#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns, btnsd) 10.7.0.1 ---- B 10.7.0.2, 10.7.0.3
#
# The first key that comes from an address is pinned, and no other one gets SAs for
# it, whatever the wildcard allows; that is told with both keys. What is in force
# outlives btnsd, and a file or a store with an error changes none of it. A store
# that is damaged when btnsd starts lets nobody new in.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

other=10.7.0.3
conf=$tmp/etc
run=$tmp/run
store=$tmp/pins
log=$tmp/btnsd.log

# hash NAME: of somebody's key, as keyer.py has it
hash()
{
	printf 'key of %s' "$1" | sha256sum | cut -d ' ' -f 1
}

# pair NAME REMOTE SPI PAD: SAs of A with the peer NAME; SPI is the inbound one
pair()
{
	on "$A" "$python" "$lib_dir/keyer.py" "$client" --local "$A4" \
		--name "$1" --remote "$2" --spi-in "$3" --spi-out $(($3 + 1)) \
		--pad "$4" --policy 1 >"$tmp/refusal" 2>&1
}

refused()
{
	! pair "$2" "$3" 0x9000 "$4" && grep -q "$1" "$tmp/refusal"
}

pin()
{
	btnsctl pin "$@" store "$store"
}

# is STATE NAME ADDRESS: what the store says
is()
{
	pin list peer "$3" | grep -q "^$1 $3 key SHA256:$(hash "$2") "
}

# entry NAME: prints the index of the PAD entry of a key
entry()
{
	btnsctl -n "$A" pad list |
		sed -n "s/^pad add index \([0-9]*\) class btns-key id public-key SHA256:$(hash "$1") .*/\1/p"
}

has_entry()
{
	[ -n "$(entry "$1")" ]
}

has_no_entry()
{
	! has_entry "$1"
}

has_no_spi()
{
	! btnsctl -n "$A" sa list | grep -q "spi $1 "
}

# is_open: the wildcard lets in whoever comes
is_open()
{
	btnsctl -n "$A" pad list | grep 'class btns-any' | grep -qv disabled
}

read_twice()
{
	[ "$(grep -c 'was read again' "$log")" = 2 ]
}

said()
{
	grep -qE "$1" "$log"
}

# told NAME ADDRESS: as the plugin of charon does
told()
{
	printf 'peer %s key SHA256:%s' "$2" "$(hash "$1")" |
		socat -u - "UNIX-SENDTO:$run/peers"
}

start()
{
	: >"$log"
	ip netns exec "$A" env NOTIFY_SOCKET="$tmp/notify" btnsd -f "$conf" \
		-s "$store" -r "$run" -v "$run/vici" 2>"$log" &
	daemon=$!
	processes+=($!)
}

ready()
{
	grep -qa 'READY=1' "$tmp/notified"
}

starts()
{
	: >"$tmp/notified"
	start
	busywait 20 ready || bail_out "btnsd does not start: $(cat "$log")"
}

dies()
{
	kill -KILL "$daemon"
	wait "$daemon" 2>/dev/null
}

reloads()
{
	kill -HUP "$daemon"
}

tables()
{
	btnsctl -n "$A" config show
	btnsctl -n "$A" sa list | grep -o 'spi [^ ]*' | sort
}

silence()
{
	! on "$A" ping -n -q -c 1 -W 1 -p "$marker_hex" "$1"
}

ipv4_only=1
need socat ping
need_btns
need btnsd
need_client
setup_pair
setup_address "$B" wire "$other/24"
fix_neighbours
mkdir -p "$conf" "$run"
socat -u "UNIX-RECV:$tmp/notify" STDOUT >>"$tmp/notified" &
processes+=($!)
busywait 10 test -S "$tmp/notify" || bail_out "no socket for notifications"

cat >"$conf/site.conf" <<END
daemon set leap-of-faith accept-new
pad add index 9 class btns-any
policy add index 1 local $A4 remote 10.7.0.0/24 action protect reqid 1 btns-ok
END
starts
ok "btnsd says that it is ready"
check_equal "the SPD is that of the file" \
	"$(btnsctl -n "$A" policy list | grep -c 'index 1 ')" 1

# ---- the first key ----

check "a stranger comes by the wildcard" pair b "$B4" 0x1000 9
check "and is pinned" busywait 20 is pinned b "$B4"
check "in the PAD, too" busywait 20 has_entry b
check "its SAs are made anew by the pin" pair b "$B4" 0x2000 "$(entry b)"
check "which is nothing new" said 'came first with key SHA256:'

# ---- another key ----

capture_start wire "$A" wire "$B" wire
check "another key gets none by the wildcard" refused . m "$B4" 9
check "nor by the pin" refused . m "$B4" "$(entry b)"
told m "$B4"
check "it is an alarm, with both keys" busywait 20 said \
	"ALERT: MISMATCH: $B4 came with key SHA256:$(hash m), but SHA256:$(hash b) is pinned"
check "and in the store" busywait 20 is mismatch m "$B4"
check "and nothing in the PAD" has_no_entry m
check "nor when it comes again" refused . m "$B4" 9
check "elsewhere it is somebody new" pair m "$other" 0x3000 9
check "and pinned there" busywait 20 is pinned m "$other"
check "by an entry that is in force" busywait 20 has_entry m
check "which is not for the first address" refused . m "$B4" "$(entry m)"
capture_stop wire
check_equal "nothing of this went in the clear" \
	"$(capture_count wire "$filter_clear")" 0

# ---- btnsd ends, and comes back ----

before=$(tables)
dies
check_equal "what is in force outlives btnsd" "$(tables)" "$before"
starts
check_equal "and its next start, SAs included" "$(tables)" "$before"

# ---- files with errors ----

echo 'policy add action nonsense' >"$conf/worse.conf"
reloads
check "an error of the files is told with its place" busywait 20 said \
	"worse.conf:1:19: error: \"nonsense\" is no action"
check "and that nothing changes" busywait 20 said 'configuration is as it was'
check_equal "which it does not" "$(tables)" "$before"
echo 'policy add index 2 action bypass' >"$conf/worse.conf"
reloads
check "without it the files are read" busywait 20 said 'was read again'
check_equal "and in force" \
	"$(btnsctl -n "$A" policy list | grep -c 'index 2 ')" 1
rm "$conf/worse.conf"
reloads
busywait 20 read_twice
check_equal "and out of force, nothing else with it" "$(tables)" "$before"

# ---- a store with errors ----

cp "$store" "$tmp/good"
head -c 100 "$tmp/good" >"$store"
check "a store that was cut off is told" busywait 20 said 'pins: .*cut off'
check_equal "and changes nothing" "$(tables)" "$before"
dies
starts
check "when btnsd starts with it that is an alarm" said \
	'ALERT: .*cut off.*; the wildcard is disabled'
check "and nobody new is let in" refused . x "$other" 9
check "nor who was pinned" has_no_entry b
cp "$tmp/good" "$tmp/pins.mv"
mv "$tmp/pins.mv" "$store"
check "until it is put right" busywait 20 has_entry b
check "for strangers, too" busywait 20 is_open

# ---- decisions ----

check "who did not match is accepted" pin accept peer "$B4" key "$(hash m)"
check "which is in force at once" busywait 20 has_no_entry b
check "for its addresses" pair m "$B4" 0x4000 "$(entry m)"
check "and the first key is the one that does not match" refused . b "$B4" 9
check "revoked" pin revoke key "$(hash m)"
check "its SAs go" busywait 20 has_no_spi 0x00004000
check "and nobody speaks for its addresses" refused . y "$B4" 9
check "nor anything in the clear" silence "$B4"
kill "$daemon"
check "btnsd ends when told to" wait "$daemon"
finish
