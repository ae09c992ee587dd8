#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every netlink command does what the spec says, refuses everything else with a
# text that names the attribute, and then has changed nothing. The client is
# YNL's Python library and knows the spec alone.
#
#	A (wire) 10.7.0.1, fd07::1 ---- (wire) 10.7.0.2, fd07::2 B
#	L, alone: for an SA that waits half a minute
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

L=''
need_btns
need_client

setup_pair
setup_ns L
# shellcheck disable=SC2153 # set by setup_ns
finish_with on "$A" "$python" "$lib_dir/nl_spec.py" "$client" "$B" "$L"
