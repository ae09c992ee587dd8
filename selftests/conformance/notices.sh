#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: I45
#
#	A 10.7.0.1 ---- 10.7.0.2 B, and whoever it says it is
#
# Bad packets from anybody: is there an answer, and how much is said of them?
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

many=300

# flood OPTION...: as many packets of a kind
flood()
{
	craft "$B" "${by[@]}" --count "$many" "$@"
}

# bad: of each kind, from the peer and from somebody who has its name only
bad()
{
	flood --seq 10 --flip -1
	flood --seq 1 --step 0
	flood --seq 1000 --spi 0x9999
	flood --seq 2000 --spi 0x9999 --from 10.7.0.66
	flood --seq 3000 --dport 99
	return 0
}

# as_many KIND: the engine counted them all, as far as it counts them
as_many()
{
	case $engine in
	btns)
		[ "$(counter_change "$A" "$1")" -ge "$many" ]
		;;
	xfrm)
		# shellcheck disable=SC2016 # for awk
		[ "$(on "$A" awk -v name="$1" '$1 == name { print $2 }' \
			/proc/net/xfrm_stat)" -ge "$many" ]
		;;
	esac
}

# told PATTERN: how many records there are
told()
{
	{
		dmesg | sed -n "/$audit_mark/,\$p" | grep 'audit.*op=SA\|audit.*op=SPD'
		cat "$tmp/background.log"
	} | grep -cE "$1"
}

# few PATTERN: far fewer records than packets
few()
{
	local count

	count=$(told "$1")
	echo "$count records of $many packets"
	[ "$count" -lt $((many / 2)) ]
}

ipv4_only=1
begin
setup_pair
setup_address "$B" wire 10.7.0.66/32
fix_neighbours
listen "$A" a udp:9 udp:99
entry "$A" local "$A4" remote "$B4" proto udp lport 9 action protect reqid 1 \
	mode transport
sa_for "$A4" "$B4" udp 9
sa_in 0x1001 transport 1 "${sa_words[@]}"

row I45
given "audit records can be seen" audit_begin
given "a good packet arrives" \
	arrives a '^udp 9 64 ' craft "$B" "${by[@]}" --seq 1 --dport 9
[ "$engine" = xfrm ] || counters_save "$A"
watch_wire bad
settle a
case $engine in
btns) kinds=(rx_icv rx_replay rx_no_sa rx_selector) ;;
xfrm) kinds=(XfrmInStateProtoError XfrmInStateSeqError XfrmInNoStates
	XfrmInStateMismatch) ;;
esac
for kind in "${kinds[@]}"; do
	given "$kind counts them" as_many "$kind"
done
fact "A answers none of $((5 * many)) bad packets" \
	equal "$(from_a ip)" 0
case $engine in
btns)
	fact "it is told of some" audited '"reason":"rx_icv"'
	for kind in "${kinds[@]}"; do
		fact "of $many $kind few are told" few "\"reason\":\"$kind\""
	done
	;;
xfrm)
	fact "it is told of some" audited 'op=SA'
	fact "of all few are told" few 'op=SA'
	;;
esac

end_rows
