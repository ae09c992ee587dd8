#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	10.8.1.1 lo S1 10.7.1.2 ==== 10.7.1.1 A 10.7.2.1 ==== 10.7.2.2 S2 lo 10.8.2.1
#	            XFRM                    btns                      XFRM
#
# A hub takes packets out of one tunnel and puts them into another: protected on
# either leg, in the clear on none, and no packet from one spoke reaches the other
# in the clear when the second tunnel is gone.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"


need tcpdump ping
ipv4_only=1
need_btns
need_xfrm
setup_ns A S1 S2
setup_link "$A" leg1 "$S1" leg
setup_link "$A" leg2 "$S2" leg
setup_address "$A" leg1 10.7.1.1/24
setup_address "$A" leg2 10.7.2.1/24
for n in 1 2; do
	spoke=S$n
	setup_address "${!spoke}" leg 10.7.$n.2/24
	setup_address "${!spoke}" lo 10.8.$n.1/32
	must ip -n "${!spoke}" route add default via 10.7.$n.1 src 10.8.$n.1
	must ip -n "$A" route add 10.8.$n.0/24 via 10.7.$n.2
	policy "$A" local any remote 10.8.$n.0/24 action protect reqid $n \
		mode tunnel tunnel local 10.7.$n.1 remote 10.7.$n.2
	add_policy xfrm "${!spoke}" 10.8.$n.1 10.8.0.0/16 tunnel $n \
		10.7.$n.2 10.7.$n.1
	add_sa_pair tunnel $n btns "$A" 10.7.$n.1 $((0x1000 + n)) \
		xfrm "${!spoke}" 10.7.$n.2 $((0x2000 + n))
done
setup_router "$A"
serve "$S2" 10.8.2.1

capture_start legs "$A" leg1 "$A" leg2 "$S1" leg "$S2" leg
check "pings from spoke to spoke" pings "$S1" 10.8.2.1 56 1000
check "pings back" pings "$S2" 10.8.1.1 56 1000
check "the path's MTU is learnt" client "$S1" 10.8.2.1 --learn 1400
check "UDP and TCP from spoke to spoke" \
	client "$S1" 10.8.2.1 --udp 1,1300,4000 --tcp 200000
capture_stop legs
check_protected legs "all legs"

must btnsctl -n "$A" sa del dst 10.7.2.2 proto esp spi 0x2002
capture_start leg2 "$A" leg2
counters_save "$A"
check "without an SA to the second spoke" unanswered "$S1" 10.8.2.1
expect_counter "$A" tx_no_sa +1
capture_stop leg2
check_not_seen leg2 "nothing leaves towards it" ip
finish
