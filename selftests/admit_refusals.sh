#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each rule by which the kernel refuses a pair of SAs has a text that says what to
# change, and whatever is refused leaves the tables as they were; what a key
# manager found in an older PAD or SPD it has to find again.
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
on "$A" "$python" "$lib_dir/admit_refusals.py" "$tmp/client"
status=$?
finished=1
exit $status
