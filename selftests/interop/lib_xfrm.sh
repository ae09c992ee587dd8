# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The interoperability matrix: A runs btns, B the kernel's own IPsec (XFRM).
#
#	A (btns) 10.7.0.1, fd07::1 ==== 10.7.0.2, fd07::2 (XFRM) B
#	lo       10.8.1.1, fd08:1::1    10.8.2.1, fd08:2::1      lo
#
# In transport mode the addresses of the wire talk, in tunnel mode those of lo.

# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

# each way in every case
megabytes=${BTNS_INTEROP_MB:-10}
udp_sizes=1-4,63-65,1399-1473,1500,4000,8999,9000

# outer_of V, inner_of V: set outer1, outer2 and inner1, inner2 for family V
outer_of()
{
	local a=A$1 b=B$1

	outer1=${!a} outer2=${!b}
}

inner_of()
{
	local a=I1$1 b=I2$1

	inner1=${!a} inner2=${!b}
}

# setup_matrix transport|tunnel INNER OUTER: the hosts and their policies
setup_matrix()
{
	mode=$1

	need tcpdump ping
	need_btns
	need_xfrm
	setup_pair
	outer_of "$3"
	inner1=$outer1 inner2=$outer2
	add_nd_bypass "$engine" "$A"
	if [ "$mode" = transport ]; then
		add_policy "$engine" "$A" "$inner1" "$inner2" transport 1
		add_policy xfrm "$B" "$inner2" "$inner1" transport 1
	else
		setup_inner
		inner_of "$2"
		add_policy "$engine" "$A" "$inner1" "$inner2" tunnel 1 \
			"$outer1" "$outer2"
		add_policy xfrm "$B" "$inner2" "$inner1" tunnel 1 \
			"$outer2" "$outer1"
	fi
	serve "$B" "$inner2"
}

# one_case ALGORITHM BITS ESN: fresh SAs, all the traffic, nothing in the clear
one_case()
{
	local what

	aead=$1 bits=$2 esn=$3
	what="$mode $inner1 over $outer1, $aead $bits${esn:+ $esn}"
	flush_sas "$engine" "$A"
	flush_sas xfrm "$B"
	spi=$((spi + 2))
	add_sa_pair "$mode" 1 "$engine" "$A" "$outer1" $spi \
		xfrm "$B" "$outer2" $((spi + 1))
	capture_start wire "$A" wire "$B" wire
	check "$what: pings of 56 and 4000 octets from A" \
		pings "$A" "$inner2" 56 4000
	check "$what: pings of 56 and 4000 octets from B" \
		pings "$B" "$inner1" 56 4000
	check "$what: UDP of $udp_sizes octets and back, TCP $megabytes MB each way" \
		client "$A" "$inner2" --udp $udp_sizes --tcp $((megabytes << 20))
	capture_stop wire
	check_protected wire "$what"
}

# matrix MODE INNER OUTER: every algorithm, without and with extended numbers
matrix()
{
	local numbers

	spi=4096
	setup_matrix "$@"
	for numbers in '' esn; do
		one_case aes-gcm-16 128 "$numbers"
		one_case aes-gcm-16 256 "$numbers"
		one_case chacha20-poly1305 256 "$numbers"
	done
}
