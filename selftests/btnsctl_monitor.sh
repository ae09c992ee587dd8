#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ---- 10.7.0.2 B
#
# btnsctl monitor tells every change once, as a line of JSON; a reader that was
# too slow learns that it missed some, and goes on.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

btnsctl_A()
{
	btnsctl -n "$A" "$@"
}

# watch NAME WORD...: monitor into the file NAME; returns when it listens, which
# shows by the first event it tells. Sets monitor.
watch()
{
	local name=$1

	shift
	btnsctl -n "$A" monitor "$@" >"$tmp/$name" &
	monitor=$!
	processes+=("$monitor")
	busywait 10 hears "$name" || bail_out "monitor hears nothing"
}

hears()
{
	btnsctl_A sa add dir in src ::1 dst ::2 spi 0x9999 mode tunnel reqid 9 \
		aead aes-gcm-16 key file "$key" &&
		btnsctl_A sa del dst ::2 spi 0x9999 &&
		btnsctl_A policy flush && btnsctl_A config reset &&
		[ -s "$tmp/$1" ]
}

# event NAME PYTHON_EXPRESSION [COUNT]: so many lines (1) of the file are so
event()
{
	[ "$("$python" -c 'import json, sys
print(sum(1 for e in map(json.loads, open(sys.argv[1])) if eval(sys.argv[2])))' \
		"$tmp/$1" "$2")" = "${3:-1}" ]
}

told()
{
	check "$1" busywait 10 event json "$2"
}

add_one()
{
	must btnsctl_A sa add dir in src "$B4" dst "$A4" spi "$1" \
		mode transport reqid 1 aead aes-gcm-16 key file "$key" "${@:2}"
}

need ping
# shellcheck disable=SC2034 # of the library
ipv4_only=1
need_btns
setup_pair
new_key aes-gcm-16 128

btnsctl -n "$A" -j -t monitor >"$tmp/json" &
monitor=$!
processes+=("$monitor")
busywait 10 hears json || bail_out "monitor hears nothing"

add_one 0x1001
told "an SA that is added" 'e["event"] == "sa-add" and e["sa"]["spi"] == 0x1001 and e["sa"]["src"] == "10.7.0.2"'
must btnsctl_A sa del dst "$A4" spi 0x1001
told "an SA that is deleted" 'e["event"] == "sa-del" and e["sa"]["spi"] == 0x1001'
add_one 0x1002 hard time 1
told "an SA that expires" 'e["event"] == "sa-expire" and e["spi"] == 0x1002 and e["limit"] == "time" and e["soft-lifetime-expire"] is False'
policy "$A" index 4 local any remote "$B4" action protect reqid 7
told "a change of the SPD" 'e["event"] == "policy" and e["change"] == "set" and e["policies"] == 1 and e["active"] is True'
on "$A" ping -c 1 -W 1 "$B4" >/dev/null
told "a packet that wants an SA" 'e["event"] == "acquire" and e["index"] == 4 and e["reqid"] == 7 and e["traffic-selector"]["remote-prefix"] == "10.7.0.2/32"'
echo 'policy add action bypass' >"$tmp/conf"
must btnsctl_A -f "$tmp/conf" --confirm 1
told "a rollback" 'e["event"] == "policy" and e["change"] == "rolled-back"'
must btnsctl_A -f "$tmp/conf" --confirm 60
must btnsctl_A config confirm
told "a confirmation" 'e["event"] == "policy" and e["change"] == "confirmed"'
check "every line has its time" \
	eval '! event json "\"timestamp\" not in e or e[\"epoch\"] < 1" 1 &&
		event json "\"timestamp\" not in e" 0'
check "no line has a key" negate grep -q "$(head -c 8 "$key")" "$tmp/json"
kill "$monitor"

# --- one kind, as text -------------------------------------------------------

watch policy_only policy
must btnsctl_A policy flush
check "text of one kind" busywait 5 \
	grep -q '^policy set generation [0-9]* policies 0 active$' \
	"$tmp/policy_only"
check "no other kind" negate grep -q '^sa' "$tmp/policy_only"
kill "$monitor"

# --- too slow ----------------------------------------------------------------

watch slow sa
kill -STOP "$monitor"
head -c $((6000 * 20)) /dev/urandom | od -An -v -tx1 -w20 | tr -d ' ' |
	split -l 1 -a 4 -d - "$tmp/key.of."
{
	echo 'policy flush'
	for ((i = 0; i < 6000; i++)); do
		printf 'sa add dir in src ::1 dst ::2 spi %d mode tunnel reqid 3' \
			$((0x10000 + i))
		printf ' aead aes-gcm-16 key file %s.%04d\n' "$tmp/key.of" $i
	done
} >"$tmp/many"
must btnsctl_A -f "$tmp/many"
kill -CONT "$monitor"
check "a slow reader is told that it lost events" \
	busywait 20 grep -qx lost "$tmp/slow"
must btnsctl_A sa flush reqid 3
# it may lose some of those, too
goes_on()
{
	add_one 0x1003
	must btnsctl_A sa del dst "$A4" spi 0x1003
	grep -q '^sa-add .*spi 0x00001003 dst 10.7.0.1$' "$tmp/slow"
}
check "and goes on" busywait 30 goes_on
kill "$monitor"

finish
