#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns, asynchronous cipher) 10.7.0.1 ==== 10.7.0.2 (XFRM) B
#
# With a cipher that never finishes within the call, everything works as with one
# that does: content, order of events, deletion of an SA with packets under way.
# kernels: uml
# (On x86 gcm(aes) is asynchronous already, whenever the vector unit is taken, and
# no queue can be put in front of it.)
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


# driver NAME: the implementation that somebody who asks for NAME gets
driver()
{
	awk -v want="$1" '$1 == "name" { name = $3 } $1 == "driver" { driver = $3 }
		$1 == "priority" && name == want && $3 >= best {
			best = $3; found = driver }
		END { print found }' /proc/crypto
}

# make_async: an instance of gcm(aes) behind a queue, ranked above the others
make_async()
{
	local base

	modprobe -q cryptd
	modprobe -q algif_aead
	# an instance must be there before it can be found
	in_background "$A" "$python" "$lib_dir/async.py" "$tmp/held.1" 'gcm(aes)'
	busywait 20 test -e "$tmp/held.1" || bail_out "$(<"$tmp/background.log")"
	base=$(driver 'gcm(aes)')
	[[ $base != cryptd* ]] || return 0
	in_background "$A" "$python" "$lib_dir/async.py" "$tmp/held.2" "cryptd($base)"
	busywait 20 test -e "$tmp/held.2" ||
		skip "no cryptd($base): $(<"$tmp/background.log")"
}

need tcpdump ping
ipv4_only=1
need_btns
need_xfrm
setup_pair
serve "$B" "$B4"
# Kernel XFRM itself stalls TCP when cryptd has its packets, so the peer's SAs
# come before the queue.
add_policy btns "$A" "$A4" "$B4" transport 1
add_policy xfrm "$B" "$B4" "$A4" transport 1
new_key "$aead" "$bits"
key_b_a=$key
new_key "$aead" "$bits"
key_a_b=$key
add_sa xfrm "$B" out "$B4" "$A4" 0x1001 transport 1 "$key_b_a"
add_sa xfrm "$B" in "$A4" "$B4" 0x2001 transport 1 "$key_a_b"
make_async
add_sa btns "$A" in "$B4" "$A4" 0x1001 transport 1 "$key_b_a"
add_sa btns "$A" out "$A4" "$B4" 0x2001 transport 1 "$key_a_b"
check "gcm(aes) is asynchronous now: $(driver 'gcm(aes)')" \
	grep -q '^cryptd' <<<"$(driver 'gcm(aes)')"
check_equal "and says so" "$(awk -v want="$(driver 'gcm(aes)')" \
	'$1 == "driver" { hit = $3 == want } $1 == "async" && hit { print $3 }' \
	/proc/crypto)" yes

capture_start wire "$A" wire "$B" wire
check "pings" pings "$A" "$B4" 56 4000
check "pings of the peer" pings "$B" "$A4" 56 4000
check "UDP and TCP" client "$A" "$B4" --udp 1-4,1400-1473,9000 --tcp 2000000
capture_stop wire
check_protected wire "asynchronous"

load_start "$A" "$A4" "$B" "$B4"
counters_save "$A"
check "packets flow" busywait 10 counter_grew "$A" tx_protected
for _ in 1 2 3 4 5; do
	flush_sas btns "$A"
	flush_sas xfrm "$B"
	add_sa_pair transport 1 btns "$A" "$A4" 0x1001 xfrm "$B" "$B4" 0x2001
	counters_save "$A"
	check "they flow by new SAs" busywait 10 counter_grew "$A" rx_protected
done
check "the load lasted" load_runs
load_stop
finish
