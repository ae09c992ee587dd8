#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	H1 10.7.1.2 ----+ A, bridge 10.7.1.1 +---- 10.7.1.3 H3
#	                |
#	                + wire 10.7.0.1 ---- 10.7.0.2 B
#
# Frames that A bridges are not A's packets: an SPD leaves them alone, even where
# br_netfilter shows them to the IP hooks. What A routes, also from the bridge, is
# judged.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


need tcpdump ping
ipv4_only=1
need_btns
modprobe -q br_netfilter
setup_pair
setup_ns H1 H3
# shellcheck disable=SC2153 # set by setup_ns
setup_link "$A" port1 "$H1" side
setup_link "$A" port3 "$H3" side
must ip -n "$A" link add bridge type bridge
for device in port1 port3; do
	must ip -n "$A" link set $device master bridge
done
must ip -n "$A" link set bridge up
setup_address "$A" bridge 10.7.1.1/24
setup_address "$H1" side 10.7.1.2/24
setup_address "$H3" side 10.7.1.3/24
setup_router "$A"
must ip -n "$H1" route add default via 10.7.1.1
must ip -n "$B" route add 10.7.1.0/24 via "$A4"
on "$A" sysctl -qw net.bridge.bridge-nf-call-iptables=1 \
	net.bridge.bridge-nf-call-ip6tables=1 ||
	skip "this kernel has no br_netfilter"
serve "$H3" 10.7.1.3
# that the frames do pass the hooks is seen by a rule of our own
must on "$A" nft -f - <<'RULES'
table ip seen {
	counter forwarded { }
	chain forward {
		type filter hook forward priority 0
		counter name forwarded
	}
}
RULES

policy "$A" local any remote 10.9.0.0/16 action bypass
policy "$A" local any remote 10.7.1.3 action protect reqid 1
policy "$A" dir in local any remote 10.7.1.3 action discard
counters_save "$A"
check "bridged pings" pings "$H1" 10.7.1.3 56 4000
check "bridged pings back" pings "$H3" 10.7.1.2 56
check "bridged UDP and TCP" client "$H1" 10.7.1.3 --udp 1,1472 --tcp 100000
check "the frames passed the IP hooks" test "$(on "$A" nft list counter ip seen \
	forwarded | sed -n 's/.*packets \([0-9]*\) .*/\1/p')" -gt 10
expect_only "$A"

counters_save "$A"
check "from the bridge, A does not answer" unanswered "$H1" 10.7.1.1
expect_only "$A" rx_policy=1
capture_start wire "$A" wire
counters_save "$A"
check "from the bridge, A does not route" unanswered "$H1" "$B4"
expect_only "$A" tx_policy=1
capture_stop wire
check_not_seen wire "nothing leaves" ip

policy "$A" local any remote 10.7.1.2 action bypass
counters_save "$A"
policy "$A" local 10.7.1.2 remote any action bypass
check "to the bridge, A routes what an entry bypasses" \
	pings "$B" 10.7.1.2 56
check "and counts it" counter_grew "$A" tx_bypass
finish
