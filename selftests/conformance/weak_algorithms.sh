#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A20 XC XC1 XC2 XC3 XC4 XC5 XC6
#
#	A, alone: nothing is sent
#
# SAs that RFC 8221 and RFC 4301 forbid. btns is asked by netlink, not by a tool
# that may know fewer algorithms; for those that its interface has no name for, with
# their IANA numbers.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

hex()
{
	head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'
}

# ask ALGORITHM OCTETS WORD...: for an SA; the first two are for btns, the words
# for ip xfrm
ask()
{
	spi=$((spi + 1))
	if [ "$engine" = btns ]; then
		on "$A" "$python" "$lib_dir/conformance/nl_sa.py" \
			"$tmp/client" "$spi" "$1" "$2"
		return
	fi
	shift 2
	ip -n "$A" xfrm state add src 10.7.0.2 dst 10.7.0.1 proto esp \
		spi "$spi" mode transport "$@"
}

# refuses: by an error about what was asked for, not by a fault of the probe
refuses()
{
	local status

	ask "$@"
	status=$?
	echo "status $status"
	case $engine in
	btns) [ "$status" = 22 ] || [ "$status" = 34 ] || [ "$status" = 95 ] ;;
	xfrm) [ "$status" = 2 ] ;;
	esac
}

good=(aes-gcm-16 20 aead 'rfc4106(gcm(aes))' "0x$(hex 20)" 128 replay-window 64)

# by_default COMMAND...: as the module is when nobody says otherwise
by_default()
{
	[ "$engine" = xfrm ] || echo N >"$allow_manual"
	"$@"
	[ "$engine" = xfrm ] || echo Y >"$allow_manual"
}

same_key_twice()
{
	local again

	again=$(hex 20)
	case $engine in
	btns)
		on "$A" "$python" "$lib_dir/conformance/nl_sa.py" "$tmp/client" \
			8001 aes-gcm-16 20 "$again" &&
			! on "$A" "$python" "$lib_dir/conformance/nl_sa.py" \
				"$tmp/client" 8002 aes-gcm-16 20 "$again"
		;;
	xfrm)
		ip -n "$A" xfrm state add src 10.7.0.2 dst 10.7.0.1 proto esp \
			spi 8001 mode transport \
			aead 'rfc4106(gcm(aes))' "0x$again" 128 &&
			! ip -n "$A" xfrm state add src 10.7.0.2 dst 10.7.0.1 \
				proto esp spi 8002 mode transport \
				aead 'rfc4106(gcm(aes))' "0x$again" 128
		;;
	esac
}

cells=0 refusals=0
# cell WHAT COMMAND...: a fact that is counted for the sum, too
cell()
{
	cells=$((cells + 1))
	fact "$@" && refusals=$((refusals + 1))
}

ipv4_only=1
spi=4096
begin
setup_pair
if [ "$engine" = btns ] && ! "$lib_dir/../tools/ynl/regen.sh" \
	--client "$tmp/client" >"$tmp/output" 2>&1; then
	row A20 XC XC1 XC2 XC3 XC4 XC5 XC6
	lacks "no YNL library: $(tail -n 1 "$tmp/output")"
	end_rows
fi

row XC1
given "a good algorithm is accepted" ask "${good[@]}"
cell "AES-CBC without integrity is refused" \
	refuses 12 16 enc 'cbc(aes)' "0x$(hex 16)"
row XC2 A20
cell "neither encryption nor integrity is refused" \
	refuses 11 0 enc 'ecb(cipher_null)' ''
row XC3
cell "an ICV of 8 bits is refused" refuses 18 20 enc 'cbc(aes)' \
	"0x$(hex 16)" auth-trunc 'hmac(sha256)' "0x$(hex 32)" 8
row XC4
cell "DES is refused" refuses 2 8 enc 'cbc(des)' "0x$(hex 8)" \
	auth 'hmac(md5)' "0x$(hex 16)"
row XC5
by_default cell "a key by hand for a counter mode is refused" \
	refuses "${good[@]}"
row XC6
cell "one key for two SAs is refused" same_key_twice
row XC
given "a good algorithm is known" [ "$cells" -gt 0 ]
fact "all of $cells are refused ($refusals are)" equal "$refusals" "$cells"

end_rows
