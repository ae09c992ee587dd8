#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns, asynchronous cipher) 10.7.0.1 ==== 10.7.0.2 (XFRM) B
#
# With a cipher that never finishes within the call, everything works as with one
# that does: content, sizes, deletion of SAs with packets under way.
#
# The cipher is ChaCha20-Poly1305, for two reasons: on x86 no queue can be put in
# front of gcm(aes); and XFRM, which loses packets behind such a queue, does not
# come across this one, here and in the tests that follow in the same guest.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

name='rfc7539(chacha20,poly1305)'

# driver: the implementation that somebody who asks for the name gets
driver()
{
	awk -v want="$name" '$1 == "name" { name = $3 }
		$1 == "driver" { driver = $3 }
		$1 == "priority" && name == want && $3 >= best {
			best = $3; found = driver }
		END { print found }' /proc/crypto
}

# make_async: an instance of it behind a queue, ranked above the others
make_async()
{
	local base

	modprobe -q cryptd
	modprobe -q algif_aead
	modprobe -q chacha20poly1305
	# an instance must be there before it can be found
	in_background "$A" "$python" "$lib_dir/async.py" "$tmp/held.1" "$name"
	busywait 20 test -e "$tmp/held.1" || bail_out "$(<"$tmp/background.log")"
	base=$(driver)
	[[ $base != cryptd* ]] || return 0
	in_background "$A" "$python" "$lib_dir/async.py" "$tmp/held.2" \
		"cryptd($base)"
	busywait 20 test -e "$tmp/held.2" ||
		skip "no cryptd($base): $(<"$tmp/background.log")"
}

need tcpdump ping
ipv4_only=1
aead=chacha20-poly1305 bits=256
need_btns
need_xfrm
setup_pair
serve "$B" "$B4"
make_async
check "the cipher is asynchronous now: $(driver)" \
	grep -q '^cryptd' <<<"$(driver)"
check_equal "and says so" "$(awk -v want="$(driver)" \
	'$1 == "driver" { hit = $3 == want } $1 == "async" && hit { print $3 }' \
	/proc/crypto)" yes

protect_transport 4
capture_start wire "$A" wire "$B" wire
check "pings" pings "$A" "$B4" 56 4000
check "pings of the peer" pings "$B" "$A4" 56 4000
check "UDP and TCP" client "$A" "$B4" --udp 1-4,1400-1473,9000 --tcp 1000000
capture_stop wire
check_protected wire "asynchronous"

# two of ours, with the queue at both ends
flush_policies xfrm "$B"
flush_sas xfrm "$B"
add_policy btns "$B" "$B4" "$A4" transport 1
load_start "$A" "$A4" "$B" "$B4"
for round in 1 2 3 4 5; do
	flush_sas btns "$A"
	flush_sas btns "$B"
	add_sa_pair transport 1 btns "$A" "$A4" 0x1001 btns "$B" "$B4" 0x2001
	counters_save "$A"
	check "round $round: packets arrive by new SAs" \
		busywait 10 counter_grew "$A" rx_protected
done
check "the load lasted" load_runs
load_stop
check "UDP and TCP, asynchronous at both ends" \
	client "$A" "$B4" --udp 1-4,1400-1473,9000 --tcp 1000000
finish
