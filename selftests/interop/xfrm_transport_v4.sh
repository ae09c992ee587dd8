#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
#	A (btns) 10.7.0.1 ======== 10.7.0.2 (XFRM) B
#
# Transport mode over IPv4 interoperates with XFRM, whatever the algorithm.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_xfrm.sh
. "$(dirname "$0")/lib_xfrm.sh"

matrix transport 4 4
# the key length in between, once
one_case aes-gcm-16 192 ""
finish
