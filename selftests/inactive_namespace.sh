#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A 10.7.0.1, fd07::1 ---- 10.7.0.2, fd07::2 B
#
# Loading the module touches no packet: a namespace in which nobody applied a
# policy has no hook of ours and passes everything in the clear, before the first
# policy as well as after a reset.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


hooks()
{
	on "$1" nft list hooks 2>/dev/null | grep -c '\[btns\]'
}

# check_hooks WHAT NS COUNT: where the kernel can list hooks at all
check_hooks()
{
	if [ "$can_list" = 0 ]; then
		note "this kernel does not list hooks: $1"
		return
	fi
	check_equal "$1" "$(hooks "$2")" "$3"
}

can_list_hooks()
{
	on "$1" nft -f - <<'RULES'
table inet probe {
	chain probe {
		type filter hook output priority 0
	}
}
RULES
	on "$1" nft list hooks 2>/dev/null | grep -c 'chain inet probe'
	on "$1" nft delete table inet probe
}

# traffic WHAT
traffic()
{
	capture_start wire "$A" wire "$B" wire
	check "$1: pings from A, IPv4" pings "$A" "$B4" 56 4000
	check "$1: pings from B, IPv6" pings "$B" "$A6" 56 4000
	check "$1: UDP and TCP" client "$A" "$B4" --udp 1,1500 --tcp 100000
	capture_stop wire
	check_seen wire "$1: clear on the wire" "$filter_clear"
	check_not_seen wire "$1: no ESP on the wire" "$filter_esp"
}

need tcpdump ping nft
need_btns
setup_pair
serve "$B" "$B4"

traffic "after loading"
can_list=$(can_list_hooks "$A")
check_hooks "A has no hook of btns" "$A" 0
check_equal "all counters of A are 0" "$(counters "$A")" ""

policy "$A" local any remote 10.9.0.0/16 action bypass
check_hooks "with a policy A has six hooks" "$A" 6
check_hooks "and B has none" "$B" 0
check "nothing passes A" unanswered "$A" "$B4"

flush_policies btns "$A"
check_hooks "after a reset A has no hook" "$A" 0
counters_save "$A"
traffic "after a reset"
expect_only "$A"
check_equal "all counters of B are 0" "$(counters "$B")" ""
finish
