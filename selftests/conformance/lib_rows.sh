# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the probes of the scorecard share. A probe is written once, against
# $engine (btns or xfrm), and states facts about the rows of rows.tsv:
#
#	row A22 D7
#	given "what fits the SA arrives" ...
#	fact "another source does not" ...
#	end_rows
#
# prints "verdict ID ENGINE holds|fails|n/a WHAT WAS SEEN" for each. A row holds
# when all its facts do. What is given must be so for the facts to mean anything:
# if it is not, the row is n/a. The first lines of a probe name its rows:
# "# rows: A22 D7".
#
# A is the host under test, B the other side: stock XFRM or packets made by hand.

# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

probe_py=$lib_dir/conformance/probe.py
row_ids=()
row_facts=0
row_failed=
row_reason=
row_seen=

# --- rows --------------------------------------------------------------------

# row ID...: the facts that follow are about these
row()
{
	close_row
	row_ids=("$@")
	row_facts=0
	row_failed='' row_reason='' row_seen=''
}

# close_row: prints the verdict
close_row()
{
	local id verdict=holds seen=$row_seen

	if [ -n "$row_reason" ]; then
		verdict=n/a seen=$row_reason
	elif [ -n "$row_failed" ]; then
		verdict=fails seen=$row_failed
	elif [ $row_facts = 0 ]; then
		verdict=n/a seen="nothing was measured"
	fi
	for id in "${row_ids[@]}"; do
		echo "verdict $id $engine $verdict $seen"
	done
	row_ids=()
}

end_rows()
{
	close_row
	finished=1
	exit 0
}

# joined LIST TEXT
joined()
{
	printf '%s' "${1:+$1; }$2"
}

# fact WHAT COMMAND...: is it so?
fact()
{
	local what=$1

	shift
	row_facts=$((row_facts + 1))
	if "$@" >"$tmp/output" 2>&1; then
		echo "# so: $what"
		row_seen=$(joined "$row_seen" "$what")
		return 0
	fi
	echo "# not so: $what"
	sed 's/^/#   /' "$tmp/output"
	row_failed=$(joined "$row_failed" "not so: $what")
	return 1
}

# given WHAT COMMAND...: without it the row cannot be judged
given()
{
	local what=$1

	shift
	if "$@" >"$tmp/output" 2>&1; then
		echo "# given: $what"
		return 0
	fi
	echo "# not given: $what"
	sed 's/^/#   /' "$tmp/output"
	[ -n "$row_reason" ] || row_reason="the probe needs: $what"
	return 1
}

# lacks WHAT: the engine has nothing that the row could be measured on
lacks()
{
	[ -n "$row_reason" ] || row_reason=$1
}

soon()
{
	busywait 5 "$@"
}

both()
{
	local one=$1 two=$2

	shift 2
	"$one" "$@" && "$two" "$@"
}

equal()
{
	[ "$1" = "$2" ] && return
	echo "'$1' is not '$2'"
	return 1
}

# begin: what every probe needs
begin()
{
	need tcpdump ping nft
	need_btns
	need_xfrm
}

# --- the SPD of either engine -------------------------------------------------

declare -A entry_rank=()

# entry NS [WORD VALUE]... [tunnel HERE THERE]: append an entry. Words: dir
# in|out|both, local, remote, proto, lport, rport, icmp TYPE/CODE, reqid, mode,
# action bypass|discard|protect; "first yes" puts it in front of all others. In
# XFRM the order is the priority. What only btns knows XFRM is not told: index,
# pfp FIELDS, and flags "FLAG...".
entry()
{
	local ns=$1
	local -A is=([dir]=both)

	shift
	while [ $# -ge 2 ]; do
		is[$1]=$2
		if [ "$1" = tunnel ]; then
			is[there]=$3
			shift
		fi
		shift 2
	done
	"entry_$engine"
}

# is[] and ns are entry()'s
entry_btns()
{
	local words=() word

	for word in index dir local remote proto lport rport icmp action reqid \
		mode pfp; do
		[ -z "${is[$word]:-}" ] || words+=("$word" "${is[$word]}")
	done
	# shellcheck disable=SC2206 # words
	words+=(${is[flags]:-})
	[ -z "${is[tunnel]:-}" ] ||
		words+=(tunnel local "${is[tunnel]}" remote "${is[there]}")
	[ -z "${is[first]:-}" ] || words+=(before 1)
	must btnsctl -n "$ns" policy add "${words[@]}"
}

entry_xfrm()
{
	local rank=$((${entry_rank[$ns]:-0} + 10)) dir=${is[dir]}
	local any=0.0.0.0/0

	[[ "${is[local]:-}${is[remote]:-}" != *:* ]] || any=::/0
	entry_rank[$ns]=$rank
	[ -z "${is[first]:-}" ] || rank=1
	if [ "$dir" != in ]; then
		xfrm_entry out there
		# forwarded packets are asked about twice
		[ "$dir" = out ] ||
			equal "${is[local]:-$any}" "${is[remote]:-$any}" >/dev/null ||
			xfrm_entry fwd there
	fi
	if [ "$dir" != out ]; then
		xfrm_entry in back
		xfrm_entry fwd back
		[ "${is[action]}" != bypass ] || equal "${is[local]:-$any}" \
			"${is[remote]:-$any}" >/dev/null ||
			xfrm_entry out back
	fi
}

# xfrm_entry DIR there|back: is[], ns, rank and any are the callers'
xfrm_entry()
{
	local words=() from=local to=remote tmpl=()

	[ "$2" = there ] || { from=remote; to=local; }
	words=(src "${is[$from]:-$any}" dst "${is[$to]:-$any}")
	if [ -n "${is[proto]:-}" ]; then
		words+=(proto "${is[proto]}")
		[ -z "${is[${from:0:1}port]:-}" ] ||
			words+=(sport "${is[${from:0:1}port]}")
		[ -z "${is[${to:0:1}port]:-}" ] ||
			words+=(dport "${is[${to:0:1}port]}")
		[ -z "${is[icmp]:-}" ] ||
			words+=(type "${is[icmp]%/*}" code "${is[icmp]#*/}")
	fi
	words+=(dir "$1" priority "$rank")
	case ${is[action]} in
	discard) words+=(action block) ;;
	protect)
		if [ -n "${is[tunnel]:-}" ] && [ "$2" = there ]; then
			tmpl=(src "${is[tunnel]}" dst "${is[there]}")
		elif [ -n "${is[tunnel]:-}" ]; then
			tmpl=(src "${is[there]}" dst "${is[tunnel]}")
		fi
		# what goes out through fwd is protected by the entry of out
		[ "$1 $2" = "fwd there" ] || words+=(tmpl "${tmpl[@]}" proto esp
			reqid "${is[reqid]}" mode "${is[mode]:-transport}")
		;;
	esac
	must ip -n "$ns" xfrm policy add "${words[@]}"
}

# open_rest NS: what no entry speaks of passes, as it does in XFRM unasked
open_rest()
{
	[ "$engine" != btns ] || policy "$1" action bypass
}

# strict NS: what no entry speaks of is discarded, as it is in btns unasked
strict()
{
	[ "$engine" != xfrm ] || must ip -n "$1" xfrm policy \
		setdefault in block fwd block out block
}

# forget NS: no SAs, no SPD
forget()
{
	flush_sas "$engine" "$1"
	flush_policies "$engine" "$1"
	entry_rank[$1]=0
	[ "$engine" != xfrm ] || must ip -n "$1" xfrm policy \
		setdefault in accept fwd accept out accept
}

# sas_v4 MODE REQID SPI: fresh SAs between A ($engine) and B (XFRM) over IPv4;
# the keys are in key1 (towards A) and key2
sas_v4()
{
	add_sa_pair "$1" "$2" "$engine" "$A" "$A4" "$3" \
		xfrm "$B" "$B4" $(($3 + 4096))
}

# sa_for LOCAL REMOTE [PROTO LPORT]: sets sa_words to the selectors of an SA that A
# receives on
# shellcheck disable=SC2034 # for the probes
sa_for()
{
	if [ "$engine" = btns ]; then
		sa_words=(sel local "$1" remote "$2" ${3:+proto "$3" lport "$4"})
	else
		sa_words=(sel src "$2" dst "$1" ${3:+proto "$3" dport "$4"})
	fi
}

# sa_in SPI MODE REQID [WORD...]: an SA on which A receives from B over IPv4, with
# a fresh key; sets by, the options of craft for its packets
sa_in()
{
	local spi=$1 mode=$2 reqid=$3

	shift 3
	new_key "$aead" "$bits"
	add_sa "$engine" "$A" in "$B4" "$A4" "$spi" "$mode" "$reqid" "$key" "$@"
	by=(--key "$key" --spi "$spi" --from "$B4" --to "$A4")
	[ -z "$esn" ] || by+=(--esn)
}

# sa_out SPI MODE REQID [WORD...]: one on which A sends to B over IPv4, who can
# read it
sa_out()
{
	local spi=$1 mode=$2 reqid=$3

	shift 3
	new_key "$aead" "$bits"
	add_sa "$engine" "$A" out "$A4" "$B4" "$spi" "$mode" "$reqid" "$key" "$@"
	add_sa xfrm "$B" in "$A4" "$B4" "$spi" "$mode" "$reqid" "$key"
}

# sa_exists NS DST SPI
sa_exists()
{
	case $engine in
	btns) btnsctl -n "$1" sa get dst "$2" spi "$3" ;;
	xfrm) ip -n "$1" xfrm state get dst "$2" proto esp spi "$3" ;;
	esac
}

# --- a key manager, and who its peers are ---------------------------------------

# XFRM's is anybody who may use its socket: nothing can be said of the peer there,
# so a request is made as it would be and what was found out is left away.

# needs_pad: of XFRM every row of the probe is n/a
needs_pad()
{
	local ids id

	[ "$engine" = xfrm ] || return 0
	read -r -a ids < <(sed -n 's/^# rows: //p' "$0" | xargs)
	for id in "${ids[@]}"; do
		row "$id"
		lacks "XFRM has no PAD and does not know who its peers are"
	done
	end_rows
}

# key_hash NAME: of the public key that keyer.py gives somebody
key_hash()
{
	printf 'key of %s' "$1" | sha256sum | cut -d ' ' -f 1
}

# pad WORD...: an entry of A's PAD
pad()
{
	[ "$engine" = xfrm ] || must btnsctl -n "$A" pad add "$@"
}

# pad_flush: none
pad_flush()
{
	[ "$engine" = xfrm ] || must btnsctl -n "$A" pad flush
}

# manager: A has a key manager from here on; it takes a while to start
manager()
{
	pair_count=0
	[ "$engine" = btns ] || return 0
	need_client
	mkfifo "$tmp/ask" "$tmp/answer" || bail_out "no pipes"
	ip netns exec "$A" "$python" "$lib_dir/keyer.py" "$client" --lines \
		<"$tmp/ask" >"$tmp/answer" 2>"$tmp/manager.log" &
	processes+=($!)
	exec {asking}>"$tmp/ask" {answering}<"$tmp/answer"
}

# pair [WORD VALUE]...: it asks for the SAs that it made with a peer at B, and
# prints the answer: 0, or the errno and text of the refusal. Words are the options
# of keyer.py without their dashes, by default any key over IPv4. Sets spi_in and
# spi_out to the SPIs asked for.
pair()
{
	local -A is=([local]=$A4 [remote]=$B4 [mode]=transport [reqid]=1)

	pair_count=$((pair_count + 1))
	is[spi-in]=$((0x1000 + pair_count))
	is[spi-out]=$((0x2000 + pair_count))
	while [ $# -ge 2 ]; do
		is[$1]=$2
		shift 2
	done
	spi_in=${is[spi-in]} spi_out=${is[spi-out]}
	pair_mode=${is[mode]} pair_reqid=${is[reqid]}
	"pair_$engine"
}

# is[] is pair()'s
pair_btns()
{
	local word line='' answer

	for word in "${!is[@]}"; do
		line+=" --$word ${is[$word]}"
	done
	echo "$line" >&"$asking"
	read -r -t $((200 * slow)) answer <&"$answering" ||
		bail_out "the key manager is gone: $(<"$tmp/manager.log")"
	echo "$answer"
	[ "${answer%% *}" = 0 ]
}

pair_xfrm()
{
	pair_xfrm_half "$spi_in" "${is[remote]}" "${is[local]}" remote local r l &&
		pair_xfrm_half "$spi_out" "${is[local]}" "${is[remote]}" \
			local remote l r
}

# pair_xfrm_half SPI SRC DST SIDE SIDE LETTER LETTER: the source's side is first
pair_xfrm_half()
{
	local spi=$1 src=$2 dst=$3 words=${is[sel]:-} sel=() word name value

	for word in ${words//,/ }; do
		name=${word%%=*} value=${word#*=}
		case $name in
		"$4") sel+=(src "$(xfrm_prefix "$value")") ;;
		"$5") sel+=(dst "$(xfrm_prefix "$value")") ;;
		"$6port") sel+=(sport "$value") ;;
		"$7port") sel+=(dport "$value") ;;
		*) sel+=("$name" "$value") ;;
		esac
	done
	ip -n "$A" xfrm state add src "$src" dst "$dst" proto esp spi "$spi" \
		mode "${is[mode]}" reqid "${is[reqid]}" \
		replay-window "${is[window]:-1024}" \
		aead 'rfc4106(gcm(aes))' "0x$(pair_key "$spi")" 128 \
		${sel[@]:+sel "${sel[@]}"}
}

# xfrm_prefix RANGE: as far as the probes need it
xfrm_prefix()
{
	case $1 in
	*-255.255.255.255) echo 0.0.0.0/0 ;;
	*-*.255.255) echo "${1%-*}/16" ;;
	*-*.255) echo "${1%-*}/24" ;;
	*) echo "$1" ;;
	esac
}

# pair_key SPI: the key that keyer.py uses
pair_key()
{
	printf %d "$1" | sha256sum | cut -c 1-40
}

# refused PATTERN [WORD VALUE]...: asked for such a pair btns says no in these words,
# XFRM in any, and no SA comes of it
refused()
{
	local pattern=$1 before

	shift
	before=$(spis_of_a)
	if pair "$@"; then
		return 1
	fi >"$tmp/refusal" 2>&1
	cat "$tmp/refusal"
	[ "$engine" = xfrm ] || grep -qE "$pattern" "$tmp/refusal" || return
	equal "$(spis_of_a)" "$before"
}

spis_of_a()
{
	case $engine in
	btns) btnsctl -n "$A" -j sa list | grep -o '"spi":[0-9]*' ;;
	xfrm) ip -n "$A" xfrm state list | grep -o 'spi 0x[0-9a-f]*' ;;
	esac | sort | xargs
}

# sa_says SPI PATTERN: of an SA by which A receives
sa_says()
{
	btnsctl -n "$A" -j sa get dst "$A4" spi "$1" >"$tmp/sa"
	cat "$tmp/sa"
	grep -qE "$2" "$tmp/sa"
}

pair_is_there()
{
	sa_exists "$A" "$A4" "$spi_in" && sa_exists "$A" "$B4" "$spi_out"
}

pair_is_gone()
{
	negate sa_exists "$A" "$A4" "$spi_in" &&
		negate sa_exists "$A" "$B4" "$spi_out"
}

# pair_known_to_b: B, who is XFRM, has the pair asked for last
pair_known_to_b()
{
	pair_key "$spi_in" >"$tmp/key.in"
	add_sa xfrm "$B" out "$B4" "$A4" "$spi_in" "$pair_mode" "$pair_reqid" \
		"$tmp/key.in"
	pair_key "$spi_out" >"$tmp/key.out"
	add_sa xfrm "$B" in "$A4" "$B4" "$spi_out" "$pair_mode" "$pair_reqid" \
		"$tmp/key.out"
}

# by_pair: sets by to the options of craft for packets of the pair asked for last
by_pair()
{
	pair_key "$spi_in" >"$tmp/key.$spi_in"
	by=(--key "$tmp/key.$spi_in" --spi "$spi_in" --from "$B4" --to "$A4")
}

# --- traffic -----------------------------------------------------------------

# say NS ADDRESS PORT SIZE: one datagram, up to 4000 octets; by the shell alone,
# for emulated machines take seconds to start anything larger
say()
{
	# shellcheck disable=SC2016 # for the other shell
	on "$1" bash -c 'printf "%*s" "$3" "" >"/dev/udp/$1/$2"' - "$2" "$3" "$4"
}

# listen NS NAME SPEC...: sockets whose datagrams are logged, see probe.py; port 1
# is for settle()
declare -A listener_ns=()
listen()
{
	local ns=$1 log=$tmp/heard.$2

	listener_ns[$2]=$ns
	shift 2
	: >"$log"
	ip netns exec "$ns" "$python" "$probe_py" listen "$log" udp:1 "$@" \
		>"$log.err" 2>&1 &
	processes+=($!)
	busywait 60 grep -q '^ready' "$log" ||
		bail_out "no listener: $(<"$log.err")"
}

# heard NAME PATTERN: a datagram whose line matches arrived
heard()
{
	grep -qE "$2" "$tmp/heard.$1"
}

# settle NAME: what was sent so far is in the log of this listener, or never will
# be. Two datagrams go over the loopback device of its namespace, which no SPD is
# asked about; when the second is read, everything before the first was.
fences=0
settle()
{
	local again

	for again in first second; do
		fences=$((fences + 1))
		say "${listener_ns[$1]}" 127.0.0.1 1 $fences
		busywait 60 heard "$1" "^udp 1 $fences " ||
			bail_out "listener $1 does not hear the $again fence"
	done
}

# heard_count NAME PATTERN
heard_count()
{
	grep -cE "$2" "$tmp/heard.$1"
}

probe()
{
	local ns=$1

	shift
	on "$ns" "$python" "$probe_py" "$@"
}

# arrives NAME PATTERN COMMAND...: what the command sends is heard
arrives()
{
	local name=$1 pattern=$2

	shift 2
	"$@"
	soon heard "$name" "$pattern" && return
	# a slow machine may not have read it yet
	settle "$name"
	heard "$name" "$pattern"
}

# vanishes NAME PATTERN COMMAND...: what the command sends is never heard
vanishes()
{
	local name=$1 pattern=$2

	shift 2
	"$@"
	settle "$name"
	! heard "$name" "$pattern"
}

# errors NS: everything that the engine counts as an error, as text
errors()
{
	case $engine in
	btns)
		btnsctl -n "$1" stats |
			grep -vE '_(bypass|protected|dummy)'
		;;
	xfrm) on "$1" cat /proc/net/xfrm_stat ;;
	esac
}

# the wire while a command runs, from both ends; status is the command's
watch_wire()
{
	local status

	capture_start wire "$A" wire "$B" wire
	"$@"
	status=$?
	capture_stop wire
	return "$status"
}

# wire_has FILTER, wire_lacks FILTER: of what watch_wire saw
wire_has()
{
	[ "$(capture_count wire "$1")" -gt 0 ] && return
	echo "no packet: $1"
	return 1
}

wire_lacks()
{
	capture_show wire "$1" | head -n 5
	[ "$(capture_count wire "$1")" = 0 ]
}

# from_a FILTER: packets that A sent
from_a()
{
	tcpdump -n -r "$tmp/wire.1.pcap" --count "$1" 2>/dev/null |
		awk '{ print $1 + 0 }'
}

# --- records -----------------------------------------------------------------

# audit_begin: have the kernel write audit records to its log from here on
audit_begin()
{
	audit_mark="btns-audit-$$-$RANDOM"
	"$python" "$probe_py" audit-on || return 1
	echo "$audit_mark" >/dev/kmsg
	if [ "$engine" = btns ]; then
		in_background "$A" btnsctl -j monitor
	else
		in_background "$A" ip xfrm monitor
	fi
}

# audited PATTERN: an audit record or an event of the engine matches
audited()
{
	{
		dmesg | sed -n "/$audit_mark/,\$p" | grep 'audit.*op=SA\|audit.*op=SPD'
		cat "$tmp/background.log"
	} | grep -qE "$1"
}
