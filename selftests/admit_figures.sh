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
need_client

A=''
setup_ns A
finish_with on "$A" "$python" "$lib_dir/admit_figures.py" "$client"
