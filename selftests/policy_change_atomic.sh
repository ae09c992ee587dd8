#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ---- 10.7.0.2 B
#
# Entries are swapped, replaced and put in front of one another while packets of
# a flow that they protect are sent: each packet meets the SPD before a change or
# the SPD after it. Behind them stands an entry that lets everything pass, and that
# none of the packets may reach.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

ROUNDS=25

change()
{
	must btnsctl -n "$A" policy "$@"
}

swap()
{
	change move index 1 before 9
	change move index 2 before 9
}

replace()
{
	change change index 1 remote "$B4" action protect reqid 2
	change change index 1 remote "$B4" action protect reqid 1
}

stack()
{
	change add index 3 remote "$B4" proto icmp action protect reqid 2 \
		before 1
	change move index 3 before 9
	change del index 3
}

discard()
{
	change change index 1 remote "$B4" action discard
	change change index 1 remote "$B4" action protect reqid 1
}

# under_load HOW: make a change again and again, packets flow all the while
under_load()
{
	local n

	for ((n = 0; n < ROUNDS; n++)); do
		"$1"
	done
	check "$1: the load lasted" load_runs
	check "$1: packets are protected" busywait 10 counter_grew "$A" \
		tx_protected
}

need tcpdump ping
ipv4_only=1
need_btns
setup_pair
# nobody is to delete SAs when an entry discards for a moment
must btnsctl -n "$A" conf set keep-sas on
policy "$A" index 1 remote "$B4" action protect reqid 1
policy "$A" index 2 remote "$B4" action protect reqid 2
policy "$A" index 9 action bypass
for reqid in 1 2; do
	new_key "$aead" "$bits"
	add_sa btns "$A" out "$A4" "$B4" 0x200$reqid transport $reqid "$key"
done
capture_start wire "$A" wire
load_start "$A" "$A4" "$B" "$B4"
counters_save "$A"
check "packets flow" busywait 10 counter_grew "$A" tx_protected

counters_save "$A"
for how in swap replace stack; do
	under_load $how
done
expect_counter "$A" tx_policy +0
expect_counter "$A" tx_no_sa +0
under_load discard
expect_counter "$A" tx_bypass +0
load_stop
capture_stop wire
check_not_seen wire "nothing of A leaves in the clear" \
	"ip src host $A4 and not ip proto 50"
finish
