#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	H1 10.7.1.2 ---- A (btns) 10.7.0.1 ---- 10.7.0.2 B
#
# Behind the last entry stands a DISCARD that nobody wrote: what no entry speaks
# of neither leaves, nor arrives, nor is forwarded, and neither is anything with
# an empty SPD. Only what stays within the host is not asked about.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


# nothing_passes WHAT
nothing_passes()
{
	capture_start wire "$A" wire
	capture_start side "$A" side
	counters_save "$A"
	check_errno "$1: sending says EPERM" 1 "$A" "$B4" 9 100
	expect_only "$A" tx_policy=1
	counters_save "$A"
	check "$1: A does not answer" unanswered "$B" "$A4"
	expect_only "$A" rx_policy=1
	counters_save "$A"
	check "$1: A does not forward" unanswered "$H1" "$B4"
	expect_only "$A" tx_policy=1
	counters_save "$A"
	check "$1: A does not forward back" unanswered "$B" 10.7.1.2
	expect_only "$A" tx_policy=1
	check "$1: A talks to itself" pings "$A" "$A4" 56
	capture_stop wire
	capture_stop side
	check_not_seen wire "$1: nothing leaves towards B" ip
	check_not_seen side "$1: nothing leaves towards H1" ip
}

need tcpdump ping
ipv4_only=1
need_btns
setup_chain
# the side of A that H1 is on, and nothing else
policy "$A" local any remote 10.9.0.0/16 action bypass
nothing_passes "an SPD without an entry for it"

must btnsctl -n "$A" policy flush
nothing_passes "an empty SPD"

flush_policies btns "$A"
check "without an SPD A answers" pings "$B" "$A4" 56
check "without an SPD A forwards" pings "$H1" "$B4" 56
finish
