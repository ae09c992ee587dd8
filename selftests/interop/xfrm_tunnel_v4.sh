#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	10.8.1.1 A (btns) 10.7.0.1 ======== 10.7.0.2 (XFRM) B 10.8.2.1
#
# Tunnels of IPv4 in IPv4 interoperate with XFRM, whatever the algorithm.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_xfrm.sh
. "$(dirname "$0")/lib_xfrm.sh"

matrix tunnel 4 4
finish
