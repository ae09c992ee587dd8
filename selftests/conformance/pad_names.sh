#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rows: A36 A38
#
#	A 10.7.0.1, fd07::1, alone: nothing is sent
#
# Identities of the PAD, exact, by sub-tree and by range; and where peers go on.
set -u
# shellcheck source-path=SCRIPTDIR source=lib_rows.sh
. "$(dirname "$0")/lib_rows.sh"

# matches KIND "PATTERN" YES NO: an entry lets in the one and not the other
matches()
{
	local kind=$1 pattern=$2 yes=$3 no=$4

	pad_flush
	# shellcheck disable=SC2086 # words
	pad index 1 class auth id "$kind" $pattern child "$B4"
	fact "$kind ${pattern:0:24} is for ${yes:0:24}" \
		pair assurance auth kind "$kind" name "$yes"
	fact "not for ${no:0:24}" refused '^13 .*no PAD entry is for such' \
		assurance auth kind "$kind" name "$no"
}

# pad_lists TEXT
pad_lists()
{
	btnsctl -n "$A" pad list | tee "$tmp/pad"
	grep -q "$1" "$tmp/pad"
}

# distinguished names: C=DE, C=DF, C=DE O=A, all with length and tag
c_de=310b3009060355040613024445
c_df=310b3009060355040613024446
o_a=310a3008060355040a130141

begin
needs_pad
setup_pair
manager
entry "$A" index 1 remote "$B4" action protect reqid 1
entry "$A" index 2 remote "$B6" action protect reqid 1
entry "$A" index 3 remote 10.7.0.9 action protect reqid 1
entry "$A" index 4 remote fd07::9 action protect reqid 1
must btnsctl -n "$A" policy add index 5 before 1 remote "$B4" \
	name fqdn i.example action protect reqid 1

row A36
matches fqdn q.example q.example a.q.example
matches fqdn .example a.b.example badexample
matches rfc822 u@q.example u@q.example v@q.example
matches rfc822 @example u@example u@a.example
matches ipv4 10.1.2.3 10.1.2.3 10.1.2.4
matches ipv4 10.1.0.0-10.2.0.7 10.2.0.7 10.2.0.8
matches ipv6 fd01::/16 fd01:2::3 fd02::1
matches dn "300d$c_de" "300d$c_de" "3019$c_de$o_a"
matches dn "300d$c_de subtree" "3019$c_de$o_a" "3019$c_df$o_a"
matches key-id 0102 0102 010203
pad_flush
pad index 1 priority 5 class auth id fqdn .example child "$B4"
pad index 2 priority 1 class auth id fqdn q.example child "$B4"
fact "of two that match the first is it" \
	pair assurance auth name q.example pad 2
fact "and the second is not" refused '^13 ' assurance auth name q.example pad 1
must btnsctl -n "$A" pad change index 2 priority 9 class auth \
	id fqdn q.example child "$B4"
fact "in another order it is the other way round" \
	pair assurance auth name q.example pad 1

row A38
pad_flush
pad index 1 class auth id fqdn q.example spd-search addr child "$B4,$B6"
fact "with addresses of both families, who asks for that over IPv4 gets it" \
	pair assurance auth name q.example
fact "and over IPv6" \
	pair assurance auth name q.example local "$A6" remote "$B6" policy 2
fact "not for another IPv4 address" refused '^13 .*beyond child' \
	assurance auth name q.example remote 10.7.0.9 policy 3
fact "nor another IPv6 address" refused '^13 .*beyond child' \
	assurance auth name q.example local "$A6" remote fd07::9 policy 4
pad index 2 class auth id fqdn i.example spd-search id claim 10.7.0.9
fact "an entry can say that the SPD is searched by identity" \
	pad_lists "spd-search id"
fact "who has such an entry gets SAs by an entry with that name" \
	pair assurance auth name i.example pad 2 policy 5
fact "and for no other address" refused '^13 .*one address that it has' \
	assurance auth name i.example pad 2 remote 10.7.0.9 ike-addr "$B4" \
	policy 3

end_rows
