#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: T6 T9
#
#	A 10.7.0.1 ==== 10.7.0.2 B
#
# AH with HMAC-SHA-256: lengths on the wire.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# is_28: the AH that A sends has 28 octets, 7 words, of which it counts 5
is_28()
{
	watch_wire unanswered "$A" "$B4"
	wire_has 'ip proto 51 and ip[21] == 5'
}

# ah_sa SPI WORD...
ah_sa()
{
	local spi=$1

	shift
	must ip -n "$A" xfrm state flush
	must ip -n "$A" xfrm state add src "$A4" dst "$B4" proto ah spi "$spi" \
		mode transport "$@"
}

ipv4_only=1
begin
setup_pair
if [ "$engine" = btns ]; then
	row T6 T9
	lacks "btns has neither AH nor HMAC"
	end_rows
fi
modprobe -q ah4
must ip -n "$A" xfrm policy add src "$A4" dst "$B4" dir out \
	tmpl proto ah mode transport
mac=0x$(head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n')
row T6
ah_sa 0x3001 auth-trunc 'hmac(sha256)' "$mac" 128
fact "an ICV of 16 octets makes an AH of 28" is_28
row T9
ah_sa 0x3002 flag align4 auth 'hmac(sha256)' "$mac"
fact "HMAC-SHA-256 is cut to 128 bits unless asked otherwise" is_28

end_rows
