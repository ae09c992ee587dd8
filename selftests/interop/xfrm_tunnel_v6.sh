#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	fd08:1::1 A (btns) fd07::1 ======== fd07::2 (XFRM) B fd08:2::1
#
# Tunnels of IPv6 in IPv6 interoperate with XFRM, whatever the algorithm.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_xfrm.sh
. "$(dirname "$0")/lib_xfrm.sh"

matrix tunnel 6 6
finish
