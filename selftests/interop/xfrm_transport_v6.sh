#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) fd07::1 ======== fd07::2 (XFRM) B
#
# Transport mode over IPv6 interoperates with XFRM, whatever the algorithm.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_xfrm.sh
. "$(dirname "$0")/lib_xfrm.sh"

matrix transport 6 6
finish
