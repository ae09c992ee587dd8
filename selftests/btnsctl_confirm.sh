#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ---- 10.7.0.2 B
#
# config apply --confirm takes back what nobody confirms: packets that the old
# SPD let through pass again, without anybody doing anything.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

btnsctl_A()
{
	btnsctl -n "$A" "$@"
}

shows()
{
	[ "$(btnsctl_A config show)" = "$1" ]
}

is_inactive()
{
	btnsctl_A status | grep -q inactive
}

need ping
ipv4_only=1
need_btns
setup_pair
echo 'policy add index 1 action bypass' >"$tmp/open"
echo 'policy add index 2 action discard' >"$tmp/closed"

check "the open file applies" btnsctl_A -f "$tmp/open"
check "traffic passes" pings "$A" "$B4" 56
check "the closed file applies on probation" \
	btnsctl_A config apply -f "$tmp/closed" --confirm 4
check "nothing passes" unanswered "$A" "$B4"
check "the status counts down" grep -q 'on probation.*config confirm' \
	<(btnsctl_A status)
check "the old file is back by itself" busywait 10 shows "$(<"$tmp/open")"
check "traffic passes again" pings "$A" "$B4" 56
check "nothing is left to confirm" \
	eval 'btnsctl_A config confirm 2>/dev/null; [ $? = 3 ]'

check "the closed file applies on probation again" \
	btnsctl_A -f "$tmp/closed" --confirm 3
check "a second probation is refused" \
	negate btnsctl_A -f "$tmp/open" --confirm 3
check "confirm" btnsctl_A config confirm
passed_probation()
{
	[ "$SECONDS" -ge "$until" ]
}
until=$((SECONDS + 5))
busywait 10 passed_probation
check "what is confirmed stays" shows "$(<"$tmp/closed")"

check "reset" btnsctl_A config reset
check "a first SPD on probation" btnsctl_A -f "$tmp/closed" --confirm 2
check "without confirmation the namespace is inactive again" \
	busywait 8 is_inactive
check "and traffic passes" pings "$A" "$B4" 56

finish
