#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	btnsctl ---- netlink ---- A (btns)
#
# What btnsctl shows is what is there; what it refuses changes nothing; its exit
# status says why. Keys go in and never come out.
# shellcheck disable=SC2016

set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# exits STATUS COMMAND...
exits()
{
	local wanted=$1 status

	shift
	"$@"
	status=$?
	[ "$status" = "$wanted" ] || { echo "exit status $status"; return 1; }
}

# says PATTERN COMMAND...: on standard error, whatever the exit status
says()
{
	local pattern=$1

	shift
	"$@" 2>&1 >/dev/null | tee "$tmp/said" | grep -Eq -e "$pattern" && return
	cat "$tmp/said"
	return 1
}

btnsctl_A()
{
	btnsctl -n "$A" "$@"
}

# json PYTHON_EXPRESSION COMMAND...: of the output j
json()
{
	local expression=$1

	shift
	"$@" >"$tmp/json" || return 1
	"$python" -c 'import json, sys
j = json.load(open(sys.argv[1]))
sys.exit(0 if eval(sys.argv[2]) else 1)' "$tmp/json" "$expression" && return
	cat "$tmp/json"
	return 1
}

unchanged()
{
	btnsctl_A config show | cmp "$tmp/before" -
}

without_module()
{
	local old status

	old=$(</proc/sys/kernel/modprobe)
	echo /bin/false >/proc/sys/kernel/modprobe
	exits 4 btnsctl sa list
	status=$?
	echo "$old" >/proc/sys/kernel/modprobe
	return "$status"
}

unprivileged()
{
	setpriv --bounding-set=-all --inh-caps=-all "$@"
}

need setpriv unshare
setup_ns A
[ -d /sys/module/btns ] ||
	check "without the module the exit status is 4" without_module
need_btns

# --- inactive ----------------------------------------------------------------

check "status of an inactive namespace" \
	json 'j["active"] is False and j["policies"] == 0' btnsctl_A -j
check "no colour where there is no terminal" \
	negate grep -q $'\e' <(btnsctl_A status)
check "colour for who asks" grep -q $'\e' <(btnsctl_A --color=always status)
check_equal "an inactive namespace has an empty configuration" \
	"$(btnsctl_A config show)" ''
check "an empty list is an empty array" json 'j == []' btnsctl_A -j sa list
: >"$tmp/empty"
check "an empty file leaves it inactive" btnsctl_A config apply -f "$tmp/empty"
check "still inactive" json 'j["active"] is False' btnsctl_A -j status

# --- round trip --------------------------------------------------------------

new_key aes-gcm-16 128
gcm=$key
new_key aes-gcm-16 128
other=$key
new_key chacha20-poly1305 256
chacha=$key
cat >"$tmp/full" <<END
policy flush
policy add proto udp lport 500 action bypass
policy add index 77 proto icmpv6 icmp 133-137 action bypass
policy add dir in remote 10.1.0.0/16 action discard
policy add local 10.0.0.1-10.0.0.9 remote any proto sctp rport 9-10 \\
	action protect reqid 5
policy add index 5 remote 2001:db8::/32 action protect reqid 6 mode tunnel \\
	tunnel local 192.0.2.1 remote 192.0.2.2
policy add family inet6 proto 99 action discard
sa add dir out src 192.0.2.1 dst 192.0.2.2 spi 0x2001 mode transport reqid 5 \\
	aead aes-gcm-16 key file $gcm esn soft time 100000 hard time 200000
sa add dir in src 192.0.2.2 dst 192.0.2.1 spi 0x2002 mode tunnel reqid 6 \\
	aead chacha20-poly1305 key file $chacha replay-window 64 \\
	sel local 2001:db8::/32 proto tcp lport 22 \\
	hard bytes 1000000000 packets 18446744073709551615
sa add dir out src 2001:db8::1 dst 2001:db8::2 spi 0x2003 mode tunnel reqid 6 \\
	aead aes-gcm-16 key file $other
END
check "a file with everything applies" btnsctl_A config apply -f "$tmp/full"
btnsctl_A config show >"$tmp/before"
note "$(wc -l <"$tmp/before") lines"
check_equal "nine statements are in force" "$(wc -l <"$tmp/before")" 9
check "what is shown is no different" btnsctl_A config diff -f "$tmp/before"
check "what is shown applies" btnsctl_A config apply -f "$tmp/before"
check "and is shown again the same" unchanged
check "diff sees no difference to the file, keys aside" \
	btnsctl_A config diff -f "$tmp/full"
check_equal "policies are listed in the same words" \
	"$(btnsctl_A policy list | grep -v '^#')" \
	"$(grep '^policy' "$tmp/before")"

# --- diff --------------------------------------------------------------------

sed '1d;s/hard time 200000/hard time 200001/' "$tmp/before" >"$tmp/other"
check "a difference is exit status 6" \
	exits 6 btnsctl_A config diff -f "$tmp/other"
check_equal "a line that goes and an SA that changes" \
	"$(btnsctl_A config diff -f "$tmp/other" | cut -c 1-8 | sort | tr '\n' ' ')" \
	'+sa add  -policy  -sa add  '
check "diff as JSON" json 'len(j) == 3 and j[0]["change"] == "-"' \
	bash -c 'btnsctl -n "$0" -j config diff -f "$1" || [ $? = 6 ]' \
	"$A" "$tmp/other"
check "diff changes nothing" unchanged

# --- all or nothing ----------------------------------------------------------

new_key aes-gcm-16 256
second=$key
new_key aes-gcm-16 256
refused()
{
	local what=$1 status=$2 pattern=$3

	check "$what: exit status $status" \
		exits "$status" btnsctl_A config apply -f "$tmp/bad"
	check "$what: says why and where" \
		says "$pattern" btnsctl_A config apply -f "$tmp/bad"
	check "$what: nothing changed" unchanged
}

sa_words="proto esp mode transport reqid 5 aead aes-gcm-16"
{
	cat "$tmp/before"
	echo "sa add dir in src ::1 dst ::2 spi 0x3001 $sa_words key file $key"
	echo "sa add dir in src ::1 dst ::2 spi 0x3002 $sa_words key file $second \\"
	echo "	soft time 9 hard time 5"
} >"$tmp/bad"
refused "second of two new SAs refused" 1 "/bad:11:1: error: soft time limit"
cp "$tmp/before" "$tmp/bad"
echo "policy add action protect reqid 1 mode tunnel tunnel local 224.0.0.1 remote ::" >>"$tmp/bad"
sed -i 's/remote ::$/remote 255.255.255.255/' "$tmp/bad"
echo "sa add dir in src ::1 dst ::2 spi 0x3001 $sa_words key file $key" >>"$tmp/bad"
refused "entry refused by the kernel" 1 "/bad:10:1: error: .*policy\[6\]\.tunnel"
grep '^sa' "$tmp/before" >"$tmp/bad"
refused "no policy where an SPD is in force" 2 "policy flush"
{ cat "$tmp/before" && grep '^sa' "$tmp/before"; } >"$tmp/bad"
refused "an SA twice" 2 "/bad:[0-9]*:1: error: SA with this dst"
{
	cat "$tmp/before"
	echo "sa add dir in src ::1 dst ::2 spi 0x3001 $sa_words key file $key"
	echo "sa add dir out src ::1 dst ::2 spi 0x3002 $sa_words key file $key"
} >"$tmp/bad"
refused "one key for two new SAs" 1 "/bad:11:1: error: .*give each its own"
cp "$tmp/full" "$tmp/bad"
refused "a key for an SA that exists" 1 "leave out its key"
sed 's/0x00002001/0x00002009/' "$tmp/before" >"$tmp/bad"
refused "an SA without key that is not there" 3 "needs a key"
sed 's/hard time 200000/hard time 200001/' "$tmp/before" >"$tmp/bad"
refused "an SA without key that is another" 1 "other parameters"
sed '$s/$/ frob/' "$tmp/before" >"$tmp/bad"
refused "junk in the last line" 2 "/bad:9:[0-9]*: error: unexpected \"frob\""
check "-C finds it, too" exits 2 btnsctl_A -C -f "$tmp/bad"
check "-C of the right file" btnsctl_A -C -f "$tmp/full"
check "-C changes nothing" unchanged

# --- SAs that are not in the file go -----------------------------------------

grep -v 0x00002003 "$tmp/before" >"$tmp/less"
echo "sa add dir in src ::1 dst ::2 spi 0x3001 $sa_words key file $key" \
	>>"$tmp/less"
check "a file with another SA applies" btnsctl_A config apply -f "$tmp/less"
check "the new SA is there" btnsctl_A sa get dst ::2 spi 0x3001
check "the one left out is not" exits 3 btnsctl_A sa get dst 2001:db8::2 spi 0x2003

# --- commands on single objects ----------------------------------------------

check "update limits" btnsctl_A sa update dst ::2 spi 0x3001 soft bytes 4096
check "they are shown" \
	json 'j[0]["sa-lifetime-soft"] == {"bytes": 4096}' \
	btnsctl_A -j sa get dst ::2 spi 0x3001
check "take them back" btnsctl_A sa update dst ::2 spi 0x3001 soft bytes 0
check "they are gone" json '"sa-lifetime-soft" not in j[0]' \
	btnsctl_A -j sa get dst ::2 spi 0x3001
check "filter by direction" \
	json 'len(j) == 2 and {s["direction"] for s in j} == {"in"}' \
	btnsctl_A -j sa list dir in
check "filter by reqid" json 'j == {"count": 1}' btnsctl_A -j sa count reqid 6
check "delete" btnsctl_A sa del dst ::2 spi 0x3001
check "deleting what is not there is exit status 3" \
	exits 3 btnsctl_A sa del dst ::2 spi 0x3001
check "updating likewise" \
	exits 3 btnsctl_A sa update dst ::2 spi 0x3001 soft bytes 1
check "an SA that is there already is exit status 1" \
	exits 1 btnsctl_A sa add dir in src 192.0.2.2 dst 192.0.2.1 spi 0x2002 \
	mode tunnel reqid 6 aead aes-gcm-16 key file "$key"
check "a kernel's refusal names the attribute" \
	says '^Error: sa add: .* \(selector\)$' btnsctl_A sa add dir in src ::1 \
	dst ::2 spi 0x3001 mode transport reqid 1 aead aes-gcm-16 \
	key file "$key" sel local ::9
spi=$(btnsctl_A sa allocspi dst ::2 min 0x5000 max 0x5fff)
check "an allocated SPI is within its range" \
	eval '[ $((spi)) -ge $((0x5000)) ] && [ $((spi)) -le $((0x5fff)) ]'
check "it waits for its SA" json 'j[0]["state"] == "larval"' \
	btnsctl_A -j sa get dst ::2 spi "$spi"
check "a larval SA is no configuration" \
	negate grep -q "$spi" <(btnsctl_A config show)
check "the SA completes it" btnsctl_A sa add dir in src ::1 dst ::2 spi "$spi" \
	mode transport reqid 1 aead aes-gcm-16 key file "$key"
check "flush by reqid" btnsctl_A sa flush reqid 1
check "only that one" json 'j["count"] == 2' btnsctl_A -j sa count
check "flush" btnsctl_A sa flush
check "all" json 'j["count"] == 0' btnsctl_A -j sa count

check "policy del of what is not there is exit status 3" \
	exits 3 btnsctl_A policy del index 4711
check "before what is not there, too" \
	exits 3 btnsctl_A policy add action bypass before 4711
check "an index twice is exit status 1" \
	exits 1 btnsctl_A policy add index 77 action bypass
check "policy del" btnsctl_A policy del index 77
check "policy get of it is exit status 3" exits 3 btnsctl_A policy get index 77
check "policy add before another" \
	btnsctl_A policy add index 78 proto 89 action discard before 5
check_equal "it stands there" \
	"$(btnsctl_A policy list | grep -B 1 'index 5 ' | head -n 1)" \
	'policy add index 78 proto ospf action discard'
check "policy flush says what that means" \
	says 'discards everything' btnsctl_A policy flush
check_equal "an empty SPD is shown as what it is" \
	"$(btnsctl_A config show)" 'policy flush'
check "counters by name" json 'list(j) == ["rx_icv", "tx_seq"]' \
	btnsctl_A -j stats rx_icv tx_seq
check "a counter that is none is exit status 3" exits 3 btnsctl_A stats rx_frob
check "config reset says what that means" \
	says 'packets pass in the clear' btnsctl_A config reset
check "inactive again" json 'j["active"] is False' btnsctl_A -j status

# two writers: an entry of one must not undo the other's
add_many()
{
	local i

	for i in $(seq 15); do
		btnsctl_A policy add index $(($1 + i)) proto udp \
			lport "$i" action bypass || return 1
	done
}
add_many 100 &
first=$!
add_many 200
second=$?
wait $first
check_equal "two writers at once succeed" "$? $second" '0 0'
check_equal "and lose nothing" "$(btnsctl_A -j policy list | grep -o '"index"' |
	wc -l)" 31		# the nominal one is in the list

# --- keys --------------------------------------------------------------------

secret=$(<"$gcm")
printf %s "${secret:0:20}" >"$tmp/pattern"
mkfifo "$tmp/fifo"
btnsctl -n "$A" sa add dir in src ::1 dst ::2 spi 0x4001 mode tunnel reqid 1 \
	aead aes-gcm-16 key - <"$tmp/fifo" &
adder=$!
processes+=("$adder")
exec 9>"$tmp/fifo"
printf %s "${secret:0:20}" >&9
reads_key()
{
	[ "$(tr '\0' ' ' <"/proc/$adder/cmdline" | grep -c 'key -')" = 1 ]
}
check "a key comes on standard input" busywait 5 reads_key
check "it is on no command line" \
	negate grep -aqsf "$tmp/pattern" /proc/[0-9]*/cmdline
printf %s "${secret:20}" >&9
exec 9>&-
wait "$adder"
check_equal "the SA was added" "$?" 0
{
	btnsctl_A -s -d sa list
	btnsctl_A -j sa list
	btnsctl_A config show
	btnsctl_A -j config show
} >"$tmp/shown" 2>&1
check "the SA is shown" grep -q 0x00004001 "$tmp/shown"
check "its key never is" negate grep -iq "${secret:0:8}" "$tmp/shown"
check "key is no member of its JSON" negate grep -q '"key"' "$tmp/shown"

# --- who may -----------------------------------------------------------------

check "without CAP_NET_ADMIN the exit status is 5" \
	exits 5 on "$A" setpriv --bounding-set=-all --inh-caps=-all btnsctl sa list
check "entering a namespace without leave, too" \
	exits 5 unprivileged btnsctl -n "$A" sa list
check "a namespace that is not there is exit status 3" \
	exits 3 btnsctl -n btns-none-such sa list
check "a namespace by its path" \
	json 'j["count"] == 1' btnsctl -j -n "/run/netns/$A" sa count
check "other namespaces see nothing of it" json 'j["count"] == 0' \
	unshare -n btnsctl -j sa count
# in a chroot, where guests of the uml kernel live, the kernel makes none
if unshare -r true 2>/dev/null; then
	check "root of a user namespace rules its network namespace" \
		unshare -rn bash -c 'btnsctl policy add action bypass &&
			[ "$(btnsctl config show)" = "policy add index 1 action bypass" ]'
fi

finish
