#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A45 D25 D26 D27 D28 T4 T4b
#
#	lo 10.8.1.1 A 10.7.0.1 ==== 10.7.0.2 B 10.8.2.1 lo
#
# What the outer header takes from the inner one, and the other way.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# cell OUTER INNER WANTED: what becomes of an inner mark, WANTED a code or drop
cell()
{
	local outer=$1 inner=$2 wanted=$3

	seq=$((seq + 1))
	craft "$B" "${by[@]}" --tunnel --inner-from "$I24" --inner-to "$I14" \
		--dport 9 --seq "$seq" --size $((100 + seq)) --tos "$outer" \
		--inner-tos "$inner"
	if [ "$wanted" = drop ]; then
		settle a
		! heard a "^udp 9 $((100 + seq)) "
	else
		soon heard a "^udp 9 $((100 + seq)) .* tos $wanted\$"
	fi
}

# RFC 6040 4.2: a row for each inner mark (not-ECT, ECT(1), ECT(0), CE), a column
# for each outer one
decapsulation()
{
	local outer inner row wrong='' rows=(
		'0 0 0 drop'
		'1 1 1 3'
		'2 1 2 3'
		'3 3 3 3'
	)

	for inner in 0 1 2 3; do
		read -ra row <<<"${rows[inner]}"
		for outer in 0 1 2 3; do
			cell "$outer" "$inner" "${row[outer]}" ||
				wrong="$wrong $inner-in-$outer"
		done
	done
	equal "$wrong" ''
}

# sent WORD...: one ping, of which B sees the outer header
sent()
{
	watch_wire ping_once "$@" && wire_has 'ip proto 50'
}

ping_once()
{
	on "$A" ping -n -q -c 1 -W 1 "$@" "$I24"
	true
}

# outer FILTER: the ESP packet of A
outer()
{
	wire_has "src host $A4 and ip proto 50 and $1"
}

encapsulation()
{
	local mark

	for mark in 0 1 2 3; do
		sent -Q "$mark" && outer "ip[1] == $mark" || return
	done
}

# shows FILTER WORD...: the outer header of one ping
shows()
{
	local filter=$1

	shift
	sent "$@" && outer "$filter"
}

# df_copied: set or not
df_copied()
{
	shows 'ip[6] & 0x40 != 0' -M 'do' && shows 'ip[6] & 0x40 == 0' -M dont
}

# df_mode WORD...: an SA with this treatment of DF, where the engine has one
df_mode()
{
	flush_sas xfrm "$B"
	flush_sas "$engine" "$A"
	(sa_out 0x2002 tunnel 1 "$@") || return
	sa_out 0x2003 tunnel 1 "$@"
}

# df_clear, df_set: can it be had, and does it do that?
df_clear()
{
	case $engine in
	btns) df_mode df clear ;;
	xfrm) df_mode flag nopmtudisc ;;
	esac && sent -M 'do' && outer 'ip[6] & 0x40 == 0'
}

df_set()
{
	case $engine in
	btns) df_mode df set ;;
	xfrm) df_mode flag df-set ;;
	esac && sent -M dont && outer 'ip[6] & 0x40 != 0'
}

ipv4_only=1
seq=0
begin
setup_pair
setup_inner
listen "$A" a udp:9
entry "$A" local "$I14" remote "$I24" action protect reqid 1 \
	mode tunnel tunnel "$A4" "$B4"
sa_out 0x2001 tunnel 1
sa_for "$I14" "$I24"
sa_in 0x1001 tunnel 1 "${sa_words[@]}"

row T4 D27
fact "inwards all 16 cells of RFC 6040 4.2" decapsulation
fact "outwards the mark is copied" encapsulation

row D28
fact "outwards DSCP is copied" shows 'ip[1] == 0xb8' -Q 0xb8
fact "inwards the inner DSCP stays" cell 0 0xb8 184

row D25
fact "the outer TTL is the host's own" shows 'ip[8] == 64' -t 77

row T4b
fact "outwards DSCP is copied" shows 'ip[1] == 0x28' -Q 0x28
fact "DF is copied, set or not" df_copied

row A45
fact "outwards the congestion mark is copied" encapsulation
fact "outwards DSCP is copied" shows 'ip[1] == 0x48' -Q 0x48
fact "inwards the inner DSCP stays" cell 0xb8 0x28 40
fact "the outer TTL is the host's own" shows 'ip[8] == 64' -t 33

row D26
fact "DF is copied, set or not" df_copied
fact "an SA can be asked to clear DF" df_clear
fact "an SA can be asked to set DF" df_set

end_rows
