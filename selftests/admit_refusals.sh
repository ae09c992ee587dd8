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
need_client

A=''
setup_ns A
finish_with on "$A" "$python" "$lib_dir/admit_refusals.py" "$client"
