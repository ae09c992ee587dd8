#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The kernel holds what a key manager asks for against PAD and SPD: with each of
# the three pairs of tables of RFC 5386 3, every peer gets the SAs that the text
# grants it and no others, in IPv4 and IPv6.
#
#	A, alone
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

need_btns
"$lib_dir/../tools/ynl/regen.sh" --client "$tmp/client" >"$tmp/output" 2>&1 ||
	skip "no YNL library: $(tail -n 1 "$tmp/output")"

A=''
setup_ns A
on "$A" "$python" "$lib_dir/admit_figures.py" "$tmp/client"
status=$?
finished=1
exit $status
