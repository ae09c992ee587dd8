#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1, fd07::1 ---- 10.7.0.2, fd07::2 B (packets made by hand)
#
# Each event that RFC 4301 and RFC 4303 want to be auditable is told once, with
# the data they ask for; a flood is not, and what is left out is counted; nobody
# but the administrator of the namespace hears of it; there is a tracepoint.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# audited REASON EXPRESSION: one event of that reason is so, e, and it is alone
audited()
{
	"$python" -c 'import json, sys
events = [json.loads(line) for line in open(sys.argv[1])]
found = [e for e in events if e["reason"] == sys.argv[2]]
e = found[-1] if found else {}
for event in events:
    print(event)
sys.exit(len(found) != 1 or not eval(f"({sys.argv[3]})"))' \
		"$tmp/events" "$1" "${2:-True}"
}

# event WHAT REASON EXPRESSION COMMAND...: a test point
event()
{
	local what=$1 reason=$2 expression=$3

	shift 3
	: >"$tmp/events"
	"$@" >"$tmp/command" 2>&1
	busywait 5 audited "$reason"
	check "$what: $reason" audited "$reason" "$expression"
}

esp()
{
	craft "$B" --key "$key" --spi "$spi" --from "$from" --to "$to" "$@"
}

clear_packet()
{
	on "$B" "$python" "$lib_dir/packet.py" "$@"
}

# watch: monitor into a file; returns when it listens
watch()
{
	: >"$tmp/events"
	btnsctl -n "$A" -j monitor audit >>"$tmp/events" &
	monitor=$!
	processes+=("$monitor")
	busywait 10 hears || bail_out "monitor hears nothing"
}

hears()
{
	clear_packet "$B4" "$A4" 99
	[ -s "$tmp/events" ]
}

need nft
need_btns
setup_pair
setup_inner
fix_neighbours
swallow "$A" "meta l4proto { tcp, udp }"
add_nd_bypass btns "$A"
policy "$A" index 7 local "$A4" remote "$B4" proto udp action protect reqid 1
policy "$A" index 8 local "$A6" remote "$B6" proto udp action protect reqid 1
policy "$A" index 9 local "$I14" remote "$I24" action protect reqid 2 \
	mode tunnel tunnel local "$A4" remote "$B4"
policy "$A" index 10 local "$A4" remote "$B4" proto tcp rport 25 action discard
watch

# --- RFC 4303 4 --------------------------------------------------------------

for v in 4 6; do
	from=B$v to=A$v spi=0x100$v
	from=${!from} to=${!to}
	new_key "$aead" "$bits"
	add_sa btns "$A" in "$from" "$to" "$spi" transport 1 "$key"
	esp --seq 1
	ends="e['spi'] == $((spi)) and e['peer'] == '$from' and
		e['direction'] == 'in' and e['epoch'] > 1700000000 and
		e['traffic-selector']['local-prefix'].startswith('$to/') and
		e['traffic-selector']['remote-prefix'].startswith('$from/')"
	[ $v = 4 ] || ends="$ends and e['flow-label'] >= 0"
	event "IPv$v: a packet of no SA" rx_no_sa \
		"e['spi'] == 0x9999 and e['seq'] == 5 and e['peer'] == '$from'" \
		esp --seq 5 --spi 0x9999
	event "IPv$v: a replay" rx_replay "$ends and e['seq'] == 1" esp --seq 1
	event "IPv$v: a failed integrity check" rx_icv "$ends and e['seq'] == 2" \
		esp --seq 2 --flip -1
	event "IPv$v: padding that is none" rx_padding "$ends and e['seq'] == 3" \
		esp --seq 3 --more-padding 4 --bad-padding
	event "IPv$v: a packet cut short" rx_truncated "$ends" \
		esp --seq 4 --cut 12
	event "IPv$v: in the clear where an entry protects" rx_clear \
		"e['index'] == $((v == 4 ? 7 : 8)) and e['peer'] == '$from'" \
		clear_packet "$from" "$to" udp --sport 5 --dport 6
done
from=$B4 to=$A4

# --- RFC 4301 ----------------------------------------------------------------

spi=0x1008
new_key "$aead" "$bits"
add_sa btns "$A" in "$B4" "$A4" $spi tunnel 2 "$key" \
	sel local "$I14" remote "$I24" proto udp lport 5
inner=(--tunnel --inner-from "$I24" --inner-to "$I14")
event "outside the selectors of its SA, which are told" rx_selector \
	"e['spi'] == $((spi)) and e['seq'] == 1 and e['peer'] == '$B4' and
	e['traffic-selector']['remote-prefix'] == '$I24/32' and
	e['traffic-selector']['local-ports'][0]['start'] == 6 and
	e['sa-traffic-selector']['local-ports'][0]['start'] == 5" \
	esp --seq 1 "${inner[@]}" --dport 6
event "an ICMP error that quotes what its SA does not carry" \
	rx_icmp_mismatch "e['spi'] == $((spi)) and 'sa-traffic-selector' in e" \
	esp --seq 2 "${inner[@]}" --proto icmp --icmp-type 3 --icmp-code 1
event "an entry that discards on the way out" tx_policy \
	"e['direction'] == 'out' and e['index'] == 10 and
	e['traffic-selector']['remote-ports'][0]['start'] == 25" \
	on "$A" "$python" "$lib_dir/packet.py" "$A4" "$B4" tcp --sport 5 --dport 25
event "no entry on the way out" tx_policy "e['verdict-by'] == 'nominal'" \
	on "$A" "$python" "$lib_dir/packet.py" "$A4" "$B4" tcp --sport 5 --dport 26
event "no entry on the way in" rx_policy "e['verdict-by'] == 'nominal'" \
	clear_packet "$B4" "$A4" tcp --sport 5 --dport 26
event "a part of a datagram of which an entry might speak" tx_policy \
	"e['verdict-by'] == 'fragment' and e['fragment'] == 'later'" \
	on "$A" "$python" "$lib_dir/packet.py" "$A4" "$B4" tcp --fragment later
event "an ICMP error for which there is no SA" tx_icmp_no_sa \
	"e['direction'] == 'out'" \
	on "$A" "$python" "$lib_dir/packet.py" "$A4" "$B4" icmp --icmp 3/1

# --- a flood -----------------------------------------------------------------

: >"$tmp/events"
counters_save "$A"
spi=0x1004 key=$tmp/key.1
esp --seq 1 --count 600 --step 0
replayed()
{
	[ "$(counter_change "$A" rx_replay)" = 600 ]
}
check "a flood of replays is counted" busywait 10 replayed
told()
{
	grep -c '"reason":"rx_replay"' "$tmp/events"
}
all_accounted()
{
	[ $(($(told) + $(counter_change "$A" audit_suppressed))) = 600 ]
}
check "what is not told is counted" busywait 10 all_accounted
check "of 600 some are told, not all" test "$(told)" -ge 50 -a \
	"$(told)" -lt 400
event "and another reason is told all the same" rx_icv True \
	esp --seq 900 --flip -1

# --- who may listen ----------------------------------------------------------

check_fails "an unprivileged user does not hear of it" \
	on "$A" setpriv --reuid 65534 --regid 65534 --clear-groups \
	timeout 5 btnsctl monitor audit
kill "$monitor"
: >"$tmp/events"
esp --seq 900 --flip -1
counters_save "$A"
esp --seq 901 --flip -1
check "without a listener nothing is suppressed" test \
	"$(counter_change "$A" audit_suppressed)" = 0

# --- the tracepoint ----------------------------------------------------------

tracing=/sys/kernel/tracing
[ -d "$tracing"/events ] || mount -t tracefs none "$tracing" 2>/dev/null
if [ -d "$tracing"/events/btns ]; then
	echo 1 >"$tracing"/events/btns/btns_drop/enable
	esp --seq 902 --flip -1
	traced()
	{
		grep -q "reason=rx_icv dir=in src=::ffff:$B4 dst=::ffff:$A4 proto=50 .*spi=0x00001004 seq=902" \
			"$tracing"/trace
	}
	check "a drop is traced" busywait 5 traced
	echo 0 >"$tracing"/events/btns/btns_drop/enable
	echo >"$tracing"/trace
else
	note "no tracepoints in this kernel"
fi
finish
