#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns, wire) 10.7.0.1 ---- 10.7.0.2 (wire) B
#
# 100,000 entries, whatever they look like, are loaded, are joined by others behind
# them and in the middle, and go one by one; all the time they decide packets as a
# search through all of them would.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# Where KASAN looks at each access, fewer: all kernels have the same time.
count=100000
! grep -q ' kasan_report$' /proc/kallsyms || count=20000
ipv4_only=1
need_btns
need_client
setup_pair
must ip -n "$A" route add default via "$B4"
finish_with on "$A" "$python" "$lib_dir/policy_scale.py" "$client" $count
