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
need_client

A=''
setup_ns A
finish_with on "$A" "$python" "$lib_dir/admit_recheck.py" "$client"
