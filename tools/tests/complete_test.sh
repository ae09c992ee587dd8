#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Completion: the program knows what may come, and the shell asks it.
# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

# completes WANTED WORD...
completes()
{
	local wanted=$1

	shift
	equal "completion of: ${*@Q}" \
		"$("$BTNSCTL" __complete "$@" | tr '\n' ' ')" "$wanted"
}

completes 'status sa policy acquire pad id pin key stats drops explain monitor config conf version help ' ''
completes 'sa ' sa
completes 'status stats ' st
completes 'list show get add update del flush allocspi count ' sa ''
completes 'add allocspi ' sa a
completes 'list show add change del flush ' pad ''
completes 'list show add del ' id ''
completes 'list show add accept revoke remove ' pin ''
completes 'peer key addr store ' pin add ''
completes 'file ' pin accept key ''
completes 'file ' key show ''
completes 'auth null-any btns-key btns-any ' pad add class ''
completes 'fqdn rfc822 ipv4 ipv6 dn key-id public-key ' pad add id ''
completes 'class certid-match child claim ' pad add c
completes 'any fqdn rfc822 ipv4 ipv6 dn key-id public-key ' id add asserted ''
completes 'show apply diff confirm reset ' config ''
completes 'show list set reset ' conf ''
completes 'icmp-errors-out icmp-rate icmp-protected icmp-unprotected ' conf set i
completes 'off on ' conf set icmp-errors-out ''
completes 'none hopopts routing dstopts ' conf set skip-headers ''
completes 'pmtu-floor ' conf set pmtu-age 60 p
completes 'in out ' sa add dir ''
completes 'in out both ' policy add dir ''
completes 'aes-gcm-16 ' sa add dir in aead a
completes 'file fd - ' sa add key ''
completes 'reqid replay-window ' sa add r
completes 'reqid remote ' policy add local any re
completes 'reqid ' policy add local any remote any re
completes 'opp-accept-clear opp-fail-clear opaque or ' policy add local any o
completes 'opp-accept-clear opp-fail-clear opaque ' policy add o
completes 'before btns-ok btns-pinned-only btns-wide btns-prefix64 ' policy add b
completes 'local remote proto lport rport ' policy add pfp ''
completes 'fqdn rfc822 ipv4 ipv6 dn key-id public-key ' policy add name ''
completes 'name null-ok no-latch ' policy add name fqdn a n
completes 'subtree ' policy add name dn 300d310b3009060355040613026465 s
completes 'before ' policy move index 1 b
completes 'local ' policy add local any or lo
completes 'any ' policy add remote ::1 or proto an
completes 'reqid remote ' policy add lport 1 re
completes 'time ' sa update soft t
completes 'bytes packets dst proto spi hard ' sa update soft time 5 ''
completes 'local ' policy add tunnel ''
completes 'remote ' policy add tunnel local ::1 ''
completes 'tunnel ' policy add tunnel local ::1 remote ::2 t
completes '-f --confirm -C ' config apply ''
completes 'sa policy pad acquire audit ' monitor ''
completes 'policy pad acquire audit ' monitor sa ''
completes 'remote ' drops ''
completes 'out in forward ' explain ''
completes 'local remote proto lport rport icmp mh dscp fragment ' explain out ''
completes 'spi ' explain in s
completes 'dscp dst ' explain forward d
completes 'whole first later ' explain in fragment ''
completes 'udp udplite ' explain out proto u
completes '' sa add spi ''
completes '' sa frob ''
completes 'sa ' -j -n some sa
completes '' -n ''

# --- through bash

# shellcheck disable=SC2016 # for the other shell
shown=$(PATH=$(dirname "$BTNSCTL"):$PATH bash -c '
	. "$1"
	COMP_WORDS=(btnsctl policy add action "") COMP_CWORD=4
	_btnsctl
	echo "${COMPREPLY[@]}"' - "$TOP/tools/completion/btnsctl.bash")
equal 'bash gets the same' "$shown" 'discard bypass protect'

finish
