#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ---- 10.7.0.2 B (btns)
#
# RFC 5386 2: an SA with a peer that nobody vouches for serves only SPD entries
# that say so. When a live entry does not any more, no packet of the SA is
# delivered and none is sent by it, whether the SA is gone at once or the change
# is on probation and may be taken back.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# entry REMOTE WORD...: a configuration of this entry
entry()
{
	echo "pad add index 1 class btns-any"
	echo "policy add index 1 remote $*"
}

keyer()
{
	on "$1" "$python" "$lib_dir/keyer.py" "$client" "${@:2}"
}

# A and B protect what they say to each other, by keys alone
connect()
{
	local protect='action protect reqid 1 btns-ok'

	btnsctl -n "$A" sa flush
	btnsctl -n "$B" sa flush
	# shellcheck disable=SC2086 # words
	entry "$B4" $protect >"$tmp/A"
	# shellcheck disable=SC2086
	entry "$A4" $protect >"$tmp/B"
	must btnsctl -n "$A" config apply -f "$tmp/A"
	must btnsctl -n "$B" config apply -f "$tmp/B"
	spi=$((spi + 2))
	must keyer "$A" --local "$A4" --remote "$B4" --spi-in $spi \
		--spi-out $((spi + 1))
	must keyer "$B" --local "$B4" --remote "$A4" --spi-in $((spi + 1)) \
		--spi-out $spi
}

# sas NS: how many
sas()
{
	btnsctl -n "$1" sa list | grep -c ' esp spi '
}

# change WORD...: of B's entry, on probation; nothing passes, then it is confirmed
change()
{
	connect
	check "$*: before, a ping is answered" pings "$A" "$B4" 100
	entry "$A4" "$@" >"$tmp/B"
	must btnsctl -n "$B" config apply -f "$tmp/B" --confirm 600
	counters_save "$B"
	check "$*: a ping is not answered" unanswered "$A" "$B4"
	expect_only "$B" rx_assurance=1
	must btnsctl -n "$B" config confirm
	check_equal "$*: the SAs are gone" "$(sas "$B")" 0
	counters_save "$B"
	check "$*: still no answer" unanswered "$A" "$B4"
	expect_only "$B" rx_no_sa=1
}

ipv4_only=1
need_btns
need_client
setup_pair
fix_neighbours
spi=0x1000

change action protect reqid 1
change action protect reqid 1 null-ok
change action protect reqid 1 btns-ok btns-pinned-only
change action bypass

connect
entry "$A4" action protect reqid 1 >"$tmp/B"
must btnsctl -n "$B" config apply -f "$tmp/B" --confirm 600
counters_save "$B"
check "nothing is sent by such an SA" unanswered "$B" "$A4"
expect_only "$B" tx_no_sa=1
must btnsctl -n "$B" config confirm

connect
must btnsctl -n "$B" policy change index 1 remote "$A4" action protect reqid 1
check_equal "a change of the entry ends the SAs" "$(sas "$B")" 0
counters_save "$B"
check "and a ping is not answered" unanswered "$A" "$B4"
expect_only "$B" rx_no_sa=1

connect
check "with the flag it is answered again" pings "$A" "$B4" 100
finish
