#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A pair of SAs that would not be admitted any more is gone when the change of PAD
# or SPD that forbids it is acknowledged; pairs that it does not touch stay, and
# so do SAs that were keyed by hand.
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
on "$A" "$python" "$lib_dir/admit_recheck.py" "$tmp/client"
status=$?
finished=1
exit $status
