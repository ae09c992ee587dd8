# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the selftests share. A test sources this file, builds its topology, states
# its checks with check(), ok() and not_ok(), and ends with finish(). Whatever
# happens, namespaces, processes, files and the module are gone afterwards.
#
# BTNS_TEST_ENGINE=xfrm lets tests that speak of SAs and policies only through
# add_sa() and add_policy() run with the kernel's own IPsec in the place of btns:
# that tells a fault of btns from a fault of the test.
set -u

lib_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
python=/usr/bin/python3
engine=${BTNS_TEST_ENGINE:-btns}
slow=1
[ "${KSFT_MACHINE_SLOW:-}" != yes ] || slow=4

# what traffic.py and ping put into every 64 octets of payload
marker=BTNS-CLEAR-OCTET
marker_hex=42544e532d434c4541522d4f43544554

umask 077
tmp=$(mktemp -d /tmp/btns-test.XXXXXX) || exit 1
tests=0
failures=0
finished=0
module_loaded=0
key_count=0
allow_manual=/sys/module/btns/parameters/allow_manual_aead
namespaces=()
processes=()

# --- results -----------------------------------------------------------------

ok()
{
	tests=$((tests + 1))
	echo "ok $tests - $*"
}

not_ok()
{
	tests=$((tests + 1))
	failures=$((failures + 1))
	echo "not ok $tests - $*"
}

note()
{
	echo "# $*"
}

# check WHAT COMMAND...: a test point; a failing command's output is shown
check()
{
	local what=$1 status

	shift
	"$@" >"$tmp/output" 2>&1
	status=$?
	if [ $status = 0 ]; then
		ok "$what"
		return 0
	fi
	not_ok "$what"
	sed 's/^/# /' "$tmp/output"
	note "status $status: $*"
	return 1
}

# check_fails WHAT COMMAND...: a test point that wants the command to fail
check_fails()
{
	local what=$1

	shift
	check "$what" negate "$@"
}

negate()
{
	! "$@"
}

# check_equal WHAT GOT WANTED
check_equal()
{
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1"
		note "got '$2', wanted '$3'"
	fi
}

skip()
{
	echo "1..0 # SKIP $*"
	finished=1
	exit 4
}

bail_out()
{
	echo "Bail out! $*"
	exit 1
}

# must COMMAND...: a step without which nothing after it means anything
must()
{
	"$@" >"$tmp/output" 2>&1 && return
	sed 's/^/# /' "$tmp/output"
	bail_out "failed: $*"
}

finish()
{
	echo "1..$tests"
	finished=1
	[ $failures = 0 ] && [ $tests -gt 0 ]
	exit
}

# finish_with COMMAND...: end with a program that prints all points and the plan
finish_with()
{
	local status

	"$@"
	status=$?
	finished=1
	exit $status
}

# --- waiting -----------------------------------------------------------------

# busywait SECONDS COMMAND...: until the command succeeds
busywait()
{
	local end=$((SECONDS + $1 * slow + 1))

	shift
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.05
	done
}

# --- namespaces --------------------------------------------------------------

# Tests that watch every counter set this: no neighbour discovery in between.
ipv4_only=

# setup_ns NAME...: make namespaces btns-PID-NAME, set the variables NAME to them
setup_ns()
{
	local name ns

	for name; do
		ns=btns-$$-$name
		must ip netns add "$ns"
		namespaces+=("$ns")
		printf -v "$name" %s "$ns"
		# addresses are usable at once, nothing is sent unasked
		on "$ns" sysctl -qw net.ipv6.conf.all.accept_dad=0 \
			net.ipv6.conf.default.accept_dad=0 \
			net.ipv6.conf.default.router_solicitations=0 \
			net.ipv4.conf.all.rp_filter=0 \
			net.ipv4.conf.default.rp_filter=0 \
			net.ipv4.conf.default.send_redirects=0 \
			net.ipv4.conf.all.send_redirects=0
		[ -z "$ipv4_only" ] || on "$ns" sysctl -qw \
			net.ipv6.conf.all.disable_ipv6=1 \
			net.ipv6.conf.default.disable_ipv6=1
		must ip -n "$ns" link set lo up
	done
}

on()
{
	local ns=$1

	shift
	ip netns exec "$ns" "$@"
}

# setup_link NS1 DEVICE1 NS2 DEVICE2: a veth pair, up
setup_link()
{
	must ip link add "$2" netns "$1" type veth peer name "$4" netns "$3"
	must ip -n "$1" link set "$2" up
	must ip -n "$3" link set "$4" up
}

# setup_address NS DEVICE ADDRESS/LENGTH...
setup_address()
{
	local ns=$1 device=$2 address

	shift 2
	for address; do
		[ -z "$ipv4_only" ] || [[ $address != *:* ]] || continue
		must ip -n "$ns" address add "$address" dev "$device"
	done
}

setup_router()
{
	local ns

	for ns; do
		must on "$ns" sysctl -qw net.ipv4.ip_forward=1 \
			net.ipv6.conf.all.forwarding=1
	done
}

# The wire between the two IPsec hosts of most tests:
#
#	A (wire) 10.7.0.1, fd07::1 ---- (wire) 10.7.0.2, fd07::2 B
#
# shellcheck disable=SC2034 # for the tests
setup_pair()
{
	A4=10.7.0.1 A6=fd07::1
	B4=10.7.0.2 B6=fd07::2
	setup_ns A B
	# shellcheck disable=SC2153 # set by setup_ns
	setup_link "$A" wire "$B" wire
	setup_address "$A" wire $A4/24 $A6/64
	setup_address "$B" wire $B4/24 $B6/64
}

# fix_neighbours: A and B know each other's link address for good, so that no
# discovery comes between the packets that a test counts
fix_neighbours()
{
	local ns peer address

	for ns in "$A" "$B"; do
		peer=$A
		[ "$ns" != "$A" ] || peer=$B
		for address in $(ip -n "$peer" -o address show dev wire scope global |
			awk '{ sub("/.*", "", $4); print $4 }'); do
			must ip -n "$ns" neigh replace "$address" dev wire \
				nud permanent lladdr \
				"$(on "$peer" cat /sys/class/net/wire/address)"
		done
	done
}

# The same with a host behind each:
#
#	H1 10.7.1.2 ---- 10.7.1.1 A ==== B 10.7.2.1 ---- 10.7.2.2 H2
#	   fd07:1::2     fd07:1::1         fd07:2::1     fd07:2::2
#
# shellcheck disable=SC2034,SC2153
setup_chain()
{
	H14=10.7.1.2 H16=fd07:1::2
	H24=10.7.2.2 H26=fd07:2::2
	setup_pair
	setup_ns H1 H2
	setup_link "$H1" side "$A" side
	setup_link "$H2" side "$B" side
	setup_address "$H1" side $H14/24 $H16/64
	setup_address "$A" side 10.7.1.1/24 fd07:1::1/64
	setup_address "$H2" side $H24/24 $H26/64
	setup_address "$B" side 10.7.2.1/24 fd07:2::1/64
	setup_router "$A" "$B"
	must ip -n "$H1" route add default via 10.7.1.1
	must ip -n "$H2" route add default via 10.7.2.1
	must ip -n "$A" route add 10.7.2.0/24 via $B4
	must ip -n "$B" route add 10.7.1.0/24 via $A4
	[ -z "$ipv4_only" ] || return 0
	must ip -n "$H1" -6 route add default via fd07:1::1
	must ip -n "$H2" -6 route add default via fd07:2::1
	must ip -n "$A" -6 route add fd07:2::/64 via $B6
	must ip -n "$B" -6 route add fd07:1::/64 via $A6
}

# What A and B say to each other through tunnels:
#
#	lo 10.8.1.1, fd08:1::1 A ==== B 10.8.2.1, fd08:2::1 lo
#
# shellcheck disable=SC2034,SC2153
setup_inner()
{
	I14=10.8.1.1 I16=fd08:1::1
	I24=10.8.2.1 I26=fd08:2::1
	setup_address "$A" lo $I14/32 $I16/128
	setup_address "$B" lo $I24/32 $I26/128
	must ip -n "$A" route add $I24 dev wire src $I14
	must ip -n "$B" route add $I14 dev wire src $I24
	[ -z "$ipv4_only" ] || return 0
	must ip -n "$A" -6 route add $I26 dev wire src $I16
	must ip -n "$B" -6 route add $I16 dev wire src $I26
}

# --- module and tools --------------------------------------------------------

need()
{
	local tool

	for tool; do
		command -v "$tool" >/dev/null || skip "no $tool"
	done
}

# load_module: allowed to be keyed by hand, as the tests do
load_module()
{
	must modprobe btns allow_manual_aead=1
}

# need_btns: load the module, or skip where there is none to load
need_btns()
{
	[ "$(id -u)" = 0 ] || skip "not root"
	[ "$engine" = btns ] || return 0
	need btnsctl
	if [ -d /sys/module/btns ]; then
		[ "$(<"$allow_manual")" = Y ] ||
			skip "btns is loaded without allow_manual_aead=1"
		return
	fi
	modinfo btns >/dev/null 2>&1 || skip "no module btns"
	load_module
	module_loaded=1
	# as udev would have done: the ciphers that a machine really uses
	modprobe -q aesni_intel
}

# need_client: the specification and what speaks it in Python, in $client
need_client()
{
	client=$tmp/client
	"$lib_dir/../tools/ynl/regen.sh" --client "$client" >"$tmp/output" 2>&1 ||
		skip "no YNL library: $(tail -n 1 "$tmp/output")"
}

# need_xfrm: the kernel's own ESP, which wants a random number generator
need_xfrm()
{
	local module

	for module in esp4 esp6 xfrm_user gcm seqiv chacha20poly1305 drbg; do
		modprobe -q "$module"
	done
	[ -e /proc/net/xfrm_stat ] || skip "no XFRM in this kernel"
}

# --- keys and SAs ------------------------------------------------------------

# new_key ALGORITHM BITS: sets key to a file with a fresh key and its salt in
# hexadecimal; no two SAs may ever share one
new_key()
{
	key_count=$((key_count + 1))
	key=$tmp/key.$key_count
	head -c $(($2 / 8 + 4)) /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$key"
	[ "$(wc -c <"$key")" = $(($2 / 4 + 8)) ] || bail_out "no key"
}

# add_sa ENGINE NS in|out SRC DST SPI MODE REQID KEY [WORD...]: one SA with the
# algorithm $aead and, if $esn is "esn", extended sequence numbers. Words are
# btnsctl's or those of ip xfrm.
aead=aes-gcm-16
bits=128
esn=
window=1024
add_sa()
{
	local with=$1

	shift
	"add_sa_$with" "$@"
}

add_sa_btns()
{
	local ns=$1 dir=$2 src=$3 dst=$4 spi=$5 mode=$6 reqid=$7 file=$8
	local words=()

	shift 8
	[ -z "$esn" ] || words+=(esn)
	[ "$dir" = out ] || words+=(replay-window "$window")
	must btnsctl -n "$ns" sa add dir "$dir" src "$src" dst "$dst" proto esp \
		spi "$spi" mode "$mode" reqid "$reqid" aead "$aead" \
		key file "$file" "${words[@]}" "$@"
}

add_sa_xfrm()
{
	local ns=$1 dir=$2 src=$3 dst=$4 spi=$5 mode=$6 reqid=$7 file=$8
	local name words=()

	shift 8
	case $aead in
	aes-gcm-16) name='rfc4106(gcm(aes))' ;;
	chacha20-poly1305) name='rfc7539esp(chacha20,poly1305)' ;;
	*) bail_out "XFRM's name of $aead is not known here" ;;
	esac
	[ -z "$esn" ] || words+=(esn)
	[ "$mode" != tunnel ] || words+=(af-unspec)
	[ ${#words[@]} = 0 ] || words=(flag "${words[@]}")
	# XFRM refuses extended numbers without a window, even to send
	must ip -n "$ns" xfrm state add src "$src" dst "$dst" proto esp \
		spi "$spi" mode "$mode" reqid "$reqid" \
		replay-window "$window" "${words[@]}" \
		aead "$name" "0x$(<"$file")" 128 "$@"
}

# add_sa_pair MODE REQID ENGINE1 NS1 ADDRESS1 SPI1 ENGINE2 NS2 ADDRESS2 SPI2:
# an SA each way, the receiver of each first: packets may wait for the sender. SPIn
# is the one NSn receives. Sets key1 and key2 likewise.
add_sa_pair()
{
	local mode=$1 reqid=$2 e1=$3 n1=$4 a1=$5 s1=$6 e2=$7 n2=$8 a2=$9 s2=${10}

	new_key "$aead" "$bits"
	# shellcheck disable=SC2034 # for the tests
	key1=$key
	add_sa "$e1" "$n1" in "$a2" "$a1" "$s1" "$mode" "$reqid" "$key"
	add_sa "$e2" "$n2" out "$a2" "$a1" "$s1" "$mode" "$reqid" "$key"
	new_key "$aead" "$bits"
	# shellcheck disable=SC2034 # for the tests
	key2=$key
	add_sa "$e2" "$n2" in "$a1" "$a2" "$s2" "$mode" "$reqid" "$key"
	add_sa "$e1" "$n1" out "$a1" "$a2" "$s2" "$mode" "$reqid" "$key"
}

# Most tests: A (btns) and B (XFRM) protect everything between their addresses.
# protect_transport V: in transport mode over IPvV
protect_transport()
{
	local a=A$1 b=B$1

	[ "$1" != 6 ] || add_nd_bypass "$engine" "$A"
	add_policy "$engine" "$A" "${!a}" "${!b}" transport 1
	add_policy xfrm "$B" "${!b}" "${!a}" transport 1
	add_sa_pair transport 1 "$engine" "$A" "${!a}" 0x1001 \
		xfrm "$B" "${!b}" 0x2001
}

# protect_tunnel V OUTER: what is between the addresses of lo, IPvV in IPvOUTER
protect_tunnel()
{
	local a=A$2 b=B$2 i1=I1$1 i2=I2$1

	add_nd_bypass "$engine" "$A"
	add_policy "$engine" "$A" "${!i1}" "${!i2}" tunnel 1 "${!a}" "${!b}"
	add_policy xfrm "$B" "${!i2}" "${!i1}" tunnel 1 "${!b}" "${!a}"
	add_sa_pair tunnel 1 "$engine" "$A" "${!a}" 0x1001 \
		xfrm "$B" "${!b}" 0x2001
}

# flush_sas ENGINE NS
flush_sas()
{
	case $1 in
	btns) must btnsctl -n "$2" sa flush ;;
	xfrm) must ip -n "$2" xfrm state flush ;;
	esac
}

# --- policies ----------------------------------------------------------------

# add_policy ENGINE NS LOCAL REMOTE MODE REQID [TUNNEL_LOCAL TUNNEL_REMOTE]:
# protect what goes between LOCAL and REMOTE, both ways
add_policy()
{
	local with=$1

	shift
	"add_policy_$with" "$@"
}

add_policy_btns()
{
	local ns=$1 local=$2 remote=$3 mode=$4 reqid=$5 words=()

	[ $# -lt 7 ] || words=(tunnel local "$6" remote "$7")
	must btnsctl -n "$ns" policy add local "$local" remote "$remote" \
		action protect reqid "$reqid" mode "$mode" "${words[@]}"
}

add_policy_xfrm()
{
	local ns=$1 local=$2 remote=$3 mode=$4 reqid=$5 dir
	local there=() back=()

	if [ $# -ge 7 ]; then
		there=(src "$6" dst "$7")
		back=(src "$7" dst "$6")
	fi
	must ip -n "$ns" xfrm policy add src "$local" dst "$remote" dir out \
		tmpl "${there[@]}" proto esp reqid "$reqid" mode "$mode"
	for dir in in fwd; do
		must ip -n "$ns" xfrm policy add src "$remote" dst "$local" \
			dir $dir \
			tmpl "${back[@]}" proto esp reqid "$reqid" mode "$mode"
	done
}

# flush_policies ENGINE NS: no policy is left, everything passes
flush_policies()
{
	case $1 in
	btns) must btnsctl -n "$2" config reset ;;
	xfrm) must ip -n "$2" xfrm policy flush ;;
	esac
}

# policy NS WORD...: append an entry to the SPD of btns
policy()
{
	local ns=$1

	shift
	must btnsctl -n "$ns" policy add "$@"
}

# Neighbour discovery and multicast listener reports: nothing is exempt from an
# SPD, not even what IPv6 cannot live without.
add_nd_bypass()
{
	local with=$1 ns=$2 types

	[ "$with" = btns ] && [ -z "$ipv4_only" ] || return 0
	for types in 130-137 143-143; do
		policy "$ns" family inet6 proto 58 icmp $types action bypass
	done
}

# --- counters ----------------------------------------------------------------

# counters_read NS: sets counters_now, by name
declare -A counters_now=() counters_then=()
counters_read()
{
	local text pair

	counters_now=()
	text=$(btnsctl -n "$1" -j stats)
	text=${text//[\"\{\} ]/}
	for pair in ${text//,/ }; do
		counters_now[${pair%%:*}]=${pair##*:}
	done
	[ ${#counters_now[@]} -gt 0 ] || bail_out "no counters in $1"
}

# counters NS: those that are not 0, "name=value"
counters()
{
	local name

	counters_read "$1"
	for name in "${!counters_now[@]}"; do
		[ "${counters_now[$name]}" = 0 ] ||
			echo "$name=${counters_now[$name]}"
	done
}

# counters_save NS: what the differences below count from
counters_save()
{
	local name

	counters_read "$1"
	for name in "${!counters_now[@]}"; do
		counters_then[$1.$name]=${counters_now[$name]}
	done
}

# counter_change NS NAME
counter_change()
{
	counters_read "$1"
	[ -n "${counters_now[$2]:-}" ] || bail_out "no counter $2"
	echo $((counters_now[$2] - counters_then[$1.$2]))
}

# changes NS: "name=difference" of all that changed
changes()
{
	local name change sep=''

	counters_read "$1"
	for name in $(printf '%s\n' "${!counters_now[@]}" | sort); do
		change=$((counters_now[$name] - counters_then[$1.$name]))
		[ $change = 0 ] || { printf '%s' "$sep$name=$change"; sep=' '; }
	done
}

# expect_counter NS NAME +N: a test point
expect_counter()
{
	check_equal "$2 of ${1##*-} moved by ${3#+}" \
		"$(counter_change "$1" "$2")" "${3#+}"
}

# expect_only NS [NAME=N...]: a test point; all other counters stand still
expect_only()
{
	local ns=$1 want got

	shift
	want=$(printf '%s\n' "$@" | sort | xargs)
	got=$(changes "$ns")
	check_equal "of the counters of ${ns##*-} move only: ${want:-none}" \
		"$got" "$want"
}

# changes_besides_bypass NS: neighbours may be discovered in between
changes_besides_bypass()
{
	changes "$1" | tr ' ' '\n' | grep -v '_bypass=' | sort | xargs
}

moved_so()
{
	[ "$(changes_besides_bypass "$1")" = "$2" ]
}

# expect_moves NS [NAME=N...]: a test point; like expect_only, but what is
# bypassed does not count, and what is on its way may arrive
expect_moves()
{
	local ns=$1 want

	shift
	want=$(printf '%s\n' "$@" | sort | xargs)
	busywait 3 moved_so "$ns" "$want"
	check_equal "of the counters of ${ns##*-} move only: ${want:-none}" \
		"$(changes_besides_bypass "$ns")" "$want"
}

counter_grew()
{
	[ "$(counter_change "$1" "$2")" -gt 0 ]
}

# --- captures ----------------------------------------------------------------

# capture_start NAME NS DEVICE [NS DEVICE...]: what leaves through the devices;
# returns when packets are seen. Outgoing only: what a host decapsulates enters
# its device a second time, in the clear, though it was never on the wire.
capture_snap=400
capture_filter=
capture_start()
{
	local name=$1 count=0 ns device file pids=()

	shift
	rm -f "$tmp/$name".*.pcap
	while [ $# -ge 2 ]; do
		ns=$1 device=$2 count=$((count + 1))
		shift 2
		file=$tmp/$name.$count
		: >"$file.log"
		# not by on(): the process to end is tcpdump, not a shell around it
		ip netns exec "$ns" tcpdump -i "$device" -Q out -n -U -B 32768 \
			--immediate-mode -s "$capture_snap" -Z root \
			-w "$file.pcap" ${capture_filter:+"$capture_filter"} \
			2>"$file.log" >/dev/null &
		pids+=($!)
		processes+=($!)
	done
	printf -v "capture_$name" %s "${pids[*]}"
	for file in "$tmp/$name".*.log; do
		busywait 10 grep -q 'listening on' "$file" ||
			bail_out "tcpdump does not start: $(<"$file")"
	done
}

# All that has arrived is in the file once tcpdump sleeps waiting for more.
process_sleeps()
{
	[ "$(sed 's/.*) //; s/ .*//' "/proc/$1/stat")" = S ]
}

# capture_stop NAME: the files are complete
capture_stop()
{
	local name=$1 which=capture_$1 pid file

	for pid in ${!which}; do
		busywait 10 process_sleeps "$pid" ||
			bail_out "tcpdump does not come to rest"
		kill "$pid"
		wait "$pid"
	done
	for file in "$tmp/$name".*.log; do
		grep -q '^0 packets dropped by kernel' "$file" ||
			bail_out "the capture lost packets: $(xargs <"$file")"
		rm "$file"
	done
}

# capture_show NAME FILTER
capture_show()
{
	local file

	for file in "$tmp/$1".*.pcap; do
		tcpdump -n -r "$file" "$2" 2>/dev/null
	done
}

# capture_count NAME FILTER
capture_count()
{
	local file

	for file in "$tmp/$1".*.pcap; do
		tcpdump -n -r "$file" --count "$2" 2>/dev/null
	done | awk '{ n += $1 } END { print n + 0 }'
}

# ESP, also as later fragment of an IPv6 packet
filter_esp='ip proto 50 or ip6 proto 50 or (ip6[6] == 44 and ip6[40] == 50)'
# what IPv6 needs to work at all: neighbours and listener reports
filter_nd='(ip6[6] == 58 and ip6[40] >= 130 and ip6[40] <= 137) or
	(ip6[6] == 0 and ip6[40] == 58 and ip6[48] >= 130 and ip6[48] <= 143)'
filter_clear="(ip or ip6) and not ($filter_esp) and not ($filter_nd)"

# check_protected NAME WHAT [FILTER]: a test point; the wire carried ESP and
# nothing else, and no payload. FILTER names clear packets that are meant to be.
check_protected()
{
	local name=$1 what=$2 also=${3:-} esp clear marked=0
	local filter=$filter_clear

	[ -z "$also" ] || filter="$filter and not ($also)"
	esp=$(capture_count "$name" "$filter_esp")
	clear=$(capture_count "$name" "$filter")
	if grep -qaF "$marker" "$tmp/$name".*.pcap; then
		marked=1
	fi
	if [ "$esp" -gt 0 ] && [ "$clear" = 0 ] && [ $marked = 0 ]; then
		ok "$what: $esp ESP packets, no clear octet"
		return 0
	fi
	not_ok "$what: $esp ESP packets, $clear clear ones, marker seen: $marked"
	capture_show "$name" "$filter" | head -n 10 | sed 's/^/# /'
	return 1
}

# check_seen NAME WHAT FILTER [COUNT]: a test point; packets of the filter went
# by, as many as COUNT if given; proves that a capture would have seen them
check_seen()
{
	local count

	count=$(capture_count "$1" "$3")
	if [ $# -ge 4 ]; then
		check_equal "$2" "$count" "$4"
	elif [ "$count" -gt 0 ]; then
		ok "$2 ($count packets)"
	else
		not_ok "$2 (no packet)"
	fi
}

# check_not_seen NAME WHAT FILTER
check_not_seen()
{
	check_equal "$2" "$(capture_count "$1" "$3")" 0
}

# --- traffic -----------------------------------------------------------------

port=7000

# serve NS ADDRESS...: the server of traffic.py, ready
serve()
{
	local ns=$1

	shift
	ip netns exec "$ns" "$python" "$lib_dir/traffic.py" serve "$tmp/ready.$ns" $port "$@" \
		>"$tmp/serve.$ns" 2>&1 &
	processes+=($!)
	busywait 20 test -e "$tmp/ready.$ns" ||
		bail_out "no server in $ns: $(<"$tmp/serve.$ns")"
}

# client NS ADDRESS OPTION...: see traffic.py
client()
{
	local ns=$1 address=$2

	shift 2
	on "$ns" "$python" "$lib_dir/traffic.py" client "$address" $port \
		--timeout $((10 * slow)) "$@"
}

# pings NS ADDRESS SIZE...: one of each size, all answered
pings()
{
	local ns=$1 address=$2 size

	shift 2
	for size; do
		on "$ns" ping -n -q -c 1 -W $((5 * slow)) -s "$size" \
			-p $marker_hex "$address" || return 1
	done
}

# unanswered NS ADDRESS: one ping without an answer
unanswered()
{
	! on "$1" ping -n -q -c 1 -W 1 -p $marker_hex "$2"
}

# try_connect NS ADDRESS: prints the errno of a connect(), and "late" if it took
# more than a second
try_connect()
{
	on "$1" "$python" - "$2" $slow <<'SCRIPT'
import socket
import sys
import time

family = socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET
with socket.socket(family) as sock:
    sock.settimeout(20 * int(sys.argv[2]))
    begin = time.monotonic()
    try:
        sock.connect((sys.argv[1], 7000))
        print("connected")
    except OSError as error:
        late = time.monotonic() - begin > int(sys.argv[2])
        print(error.errno, *["late"] if late else [])
SCRIPT
}

# send_udp NS ADDRESS PORT SIZE [--dont-fragment]: one datagram; the status is
# the errno of sendto(), which check_errno compares
send_udp()
{
	local ns=$1

	shift
	on "$ns" "$python" "$lib_dir/traffic.py" send "$@" 2>/dev/null
}

# check_errno WHAT ERRNO NS ADDRESS PORT SIZE [--dont-fragment]
check_errno()
{
	local what=$1 wanted=$2

	shift 2
	send_udp "$@"
	check_equal "$what" $? "$wanted"
}

# swallow NS RULE: what the rule matches ends in NS, without any answer
swallow()
{
	must on "$1" nft -f - <<RULES
table inet swallow {
	chain input {
		type filter hook input priority 0
		$2 drop
	}
}
RULES
}

# craft NS OPTION...: send hand-made ESP, see esp.py
craft()
{
	local ns=$1

	shift
	on "$ns" "$python" "$lib_dir/esp.py" send "$@"
}

# icmp NS COMMAND...: see icmp.py
icmp()
{
	local ns=$1

	shift
	on "$ns" "$python" "$lib_dir/icmp.py" "$@"
}

# load_start NS1 ADDRESS1 NS2 ADDRESS2: floods in both directions until
# load_stop, with what the test itself leaves of the CPU; sets load to the
# processes
load_start()
{
	load=()
	ip netns exec "$1" nice -n 19 ping -n -q -f -s 1000 "$4" >/dev/null 2>&1 &
	load+=($!)
	ip netns exec "$3" nice -n 19 ping -n -q -f -s 1400 "$2" >/dev/null 2>&1 &
	load+=($!)
	processes+=("${load[@]}")
}

load_runs()
{
	kill -0 "${load[@]}" 2>/dev/null
}

load_stop()
{
	kill "${load[@]}" 2>/dev/null
	wait "${load[@]}"
	load=()
}

# in_background NS COMMAND...: sets background to its process
in_background()
{
	local ns=$1

	shift
	ip netns exec "$ns" "$@" >"$tmp/background.log" 2>&1 &
	background=$!
	processes+=("$background")
}

# --- the end -----------------------------------------------------------------

stop_processes()
{
	local pid ns

	for pid in "${processes[@]}"; do
		kill "$pid" 2>/dev/null
	done
	for ns in "${namespaces[@]}"; do
		for pid in $(ip netns pids "$ns" 2>/dev/null); do
			kill -KILL "$pid" 2>/dev/null
		done
	done
	wait
}

unload_module()
{
	[ $module_loaded = 1 ] && [ -d /sys/module/btns ] || return 0
	busywait 10 modprobe -r btns && return
	echo "# the module cannot be unloaded:" \
		"$(cat /sys/module/btns/refcnt) references"
	return 1
}

cleanup()
{
	local status=$? ns

	trap - EXIT
	trap '' INT TERM HUP
	stop_processes 2>/dev/null
	# a connection that stalled would keep its namespace alive for minutes
	[ $failures = 0 ] || for ns in "${namespaces[@]}"; do
		on "$ns" ss -K >/dev/null 2>&1
	done
	for ns in "${namespaces[@]}"; do
		ip netns del "$ns" 2>/dev/null
	done
	unload_module || status=1
	rm -rf "$tmp"
	if [ $finished = 0 ]; then
		echo "# ended before its end"
		[ $status != 0 ] || status=1
	fi
	exit $status
}

trap cleanup EXIT
trap 'exit 1' INT TERM HUP
