#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A21
#
#	A 10.7.0.1 ==== 10.7.0.2 B
#
# What an entry of the SAD holds, by what is shown of it and by what it does.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# shown BTNS XFRM: what the engine says of the SA $spi to $to matches
shown()
{
	case $engine in
	btns) btnsctl -n "$A" -j -s sa get dst "$to" spi "$spi" ;;
	xfrm) ip -n "$A" -d -s xfrm state get dst "$to" proto esp spi "$spi" ;;
	esac | tr -s '\n\t ' ' ' >"$tmp/shown"
	cat "$tmp/shown"
	[ "$engine" = btns ] || shift
	grep -qE -e "$1" "$tmp/shown"
}

# another MODE [WORD...]: an SA by which A sends; not every word may be known
another()
{
	spi=$((spi + 1))
	(sa_out "$spi" "$1" 1 "${@:2}")
}

# limits SOFT_TIME HARD_TIME SOFT_OCTETS HARD_OCTETS
limits()
{
	case $engine in
	btns) another transport soft time "$1" bytes "$3" hard time "$2" bytes "$4" ;;
	xfrm)
		another transport limit time-soft "$1" limit time-hard "$2" \
			limit byte-soft "$3" limit byte-hard "$4"
		;;
	esac
}

gone()
{
	negate sa_exists "$A" "$B4" "$spi"
}

# used_up: ten datagrams are more than its octets
used_up()
{
	local left=10

	while ((left-- > 0)); do
		say "$A" "$B4" 9 200
	done
	soon gone
}

# out_of_time: whatever the machine's speed
out_of_time()
{
	busywait 20 gone
}

# number: the one that A sent last
number()
{
	case $engine in
	btns)
		btnsctl -n "$A" -j -s sa get dst "$B4" spi "$spi" |
			grep -o '"seq-number-counter":[0-9]*' | cut -d: -f2
		;;
	xfrm)
		ip -n "$A" -s xfrm state get dst "$B4" proto esp spi "$spi" |
			sed -n 's/.*oseq 0x\([0-9a-f]*\).*/0x\1/p' | head -n 1
		;;
	esac
}

# narrow: a router says of A's last packet that the path takes 1000 octets
narrow()
{
	probe "$B" icmp --from 10.7.0.99 --to "$A4" 3 4 1000 \
		"$(probe "$B" quote --from "$A4" --to "$B4" --esp --spi "$spi" \
			--seq "$(number)")"
}

# has WORD... -- BTNS XFRM: an SA can have this, and says so
has()
{
	local words=()

	while [ "$1" != -- ]; do
		words+=("$1")
		shift
	done
	another tunnel "${words[@]}" && shown "$2" "$3"
}

ipv4_only=1
spi=$((0x2000))
to=10.7.0.2
esn=esn
window=64
begin
setup_pair
fix_neighbours
swallow "$B" "udp dport 9"
entry "$A" dir in remote 10.7.0.99 proto icmp action bypass
entry "$A" local "$A4" remote "$B4" action protect reqid 1 mode transport

row A21
given "an SA with all limits can be had" limits 3000 3600 100000 200000
say "$A" "$B4" 9 100
fact "it says SPI, mode and algorithm" \
	shown "\"spi\":$spi,.*\"mode\":\"transport\".*\"aead\":\"aes-gcm-16\"" \
	"spi 0x0*$(printf %x "$spi")[^0-9a-f].*mode transport .*rfc4106"
fact "the counter, of 64 bits" \
	shown '"ext-seq-num":true.*"seq-number-counter":1[,}]' 'esn.*oseq 0x1'
fact "limits of time and octets together, soft and hard" shown \
	'"sa-lifetime-soft":\{"time":3000,"bytes":100000\},"sa-lifetime-hard":\{"time":3600,"bytes":200000\}' \
	'soft 100000\(bytes\), hard 200000\(bytes\).*soft 3000\(sec\), hard 3600\(sec\)'
narrow
fact "the path MTU that was learned" shown '"path-mtu":1000' 'mtu 1000'
spi=0x1001 to=$A4
sa_in $spi transport 1
fact "the replay window" shown '"anti-replay-window-size":64' 'replay_window 64'
spi=$((0x2100)) to=$B4
fact "tunnel addresses" has -- \
	"\"src\":\"$A4\",\"dst\":\"$B4\".*\"mode\":\"tunnel\"" \
	"src $A4 dst $B4 .*mode tunnel"

flush_sas "$engine" "$A"
flush_sas xfrm "$B"
given "the limit of octets first: an SA" limits 3000 3600 900 1000
fact "at its limit of octets it dies, hours before that of time" used_up
given "the limit of time first: an SA" limits 2 4 100000 200000
fact "at its limit of time it dies, far from that of octets" out_of_time

case $engine in
btns) wrap=() df=(df clear) dscp=(dscp 0) classes=(dscp-set "10,46") state=() ;;
xfrm) wrap=(extra-flag oseq-may-wrap) df=(flag nopmtudisc)
	dscp=(extra-flag dont-encap-dscp) classes=(dscp 46)
	state=(flag stateful) ;;
esac
fact "an SA says whether its counter may wrap" \
	has "${wrap[@]}" -- '"seq-overflow":false' oseq-may-wrap
fact "and whether DF is copied" \
	has "${df[@]}" -- '"df-bit":"clear"' nopmtudisc
fact "and whether DSCP is copied" has "${dscp[@]}" -- \
	'"bypass-dscp":false,"dscp-mapping":\[\{"outer-dscp":0\}\]' dont-encap-dscp
fact "and for which DSCP values it is" \
	has "${classes[@]}" -- '"dscp-values":\[10,46\]' dscp
fact "and whether fragments are checked statefully" \
	has "${state[@]}" -- '"stateful-frag-check":true' stateful

end_rows
