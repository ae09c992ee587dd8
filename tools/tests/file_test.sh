#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Configuration files, as far as no kernel is needed: -C.
# shellcheck disable=SC2016,SC2317 # words for other shells; functions as arguments
# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

check()
{
	"$BTNSCTL" -C -f "$tmp/conf"
}

conf()
{
	printf '%s\n' "$@" >"$tmp/conf"
}

printf '00112233445566778899aabbccddeeff00112233' >"$tmp/a.key"
sa='sa add dir in src 10.0.0.1 dst 10.0.0.2 spi 256 mode transport reqid 1 aead aes-gcm-16'

conf '# nothing but a comment'
expect 'an empty file is right' 0 '' check
conf 'policy flush' "$sa" 'policy add action protect reqid 1'
expect 'statements of all kinds' 0 '' check
conf "$sa key file a.key"
expect 'a key is looked for beside the file' 0 '' check
expect 'config apply -C' 0 '' "$BTNSCTL" config apply -C -f "$tmp/conf"
expect 'from standard input, keys relative to the working directory' 0 '' \
	bash -c 'cd "$1" && "$2" -C -f - <conf' - "$tmp" "$BTNSCTL"
conf "$sa key file \"a.key\""
expect 'a quoted path' 0 '' check
conf "$sa key file b.key"
expect 'a missing key, with its line' 2 'conf:1:1: error: key from b.key: No such' \
	check
chmod 604 "$tmp/a.key"
conf '' "$sa key file a.key"
expect 'a key that others read' 2 'conf:2:1: error: .*chmod o-rw' check
chmod 600 "$tmp/a.key"
conf "$sa key -"
expect 'file and key cannot both be standard input' 2 \
	'<stdin>:1:1: error: .*standard input' \
	bash -c '"$1" -C -f - <"$0"' "$tmp/conf" "$BTNSCTL"

conf "$sa key 00112233445566778899aabbccddeeff00112233"
expect 'a literal key is refused' 2 'conf:1:92: error: key is read from' check
equal 'and not repeated' "$(grep -c 00112233445566 "$tmp/output")" 0

conf 'policy add action bypass' 'policy add action pass'
expect 'an error names file, line and column' 2 \
	'/conf:2:19: error: "pass" is no action' check
expect 'and shows the line' 2 '^policy add action pass$' check
expect 'and points at the word' 2 '^ {18}\^{4}$' check
expect 'and says that nothing happened' 2 '^nothing was changed$' check
conf 'policy add act bypass'
expect 'abbreviations are for the command line' 2 'unexpected "act"' check
expect 'colour of an error is none of a file' 2 '^[^\x1b]*$' check
printf 'policy add action bypass' >"$tmp/conf"
expect 'the last line may lack its end' 0 '' check
printf 'policy add \x5c' >"$tmp/conf"
expect 'a backslash at the end of the file' 2 'backslash is for' check
printf 'policy add action\0bypass\n' >"$tmp/conf"
expect 'an octet 0' 2 'control character' check
printf '\xef\xbb\xbfpolicy flush\n' >"$tmp/conf"
expect 'a byte order mark' 2 'begins no statement' check

# --- as large as an SPD may be

awk 'BEGIN { for (i = 1; i <= 100000; i++)
	print "policy add index " i " local 10.0.0.0/8 proto tcp rport " i % 65536 " action bypass" }' \
	>"$tmp/conf"
expect '100,000 entries' 0 '' check
echo 'policy add action bypass' >>"$tmp/conf"
expect 'and not one more' 2 'conf:100001:.*more than 100000 entries' check
sed -i 's/^policy add index 99999 /policy add index 5 /' "$tmp/conf"
sed -i '$d' "$tmp/conf"
expect 'a twin is found among them' 2 \
	'conf:99999:1: error: index of this entry is in line 5 already' check

# --- what the manual shows is right

page=$TOP/Documentation/man/btns.conf.5.rst
sed -n '/^EXAMPLE/,/^FILES/s/^    //p' "$page" >"$tmp/conf"
mkdir -p "$tmp/keys"
mapfile -t keys < <(sed -n 's/.* key file \([^ ]*\).*/\1/p' "$tmp/conf")
for key in "${keys[@]}"; do
	printf '%072d' 1 >"$tmp/${key##*/}"
	sed -i "s|key file $key|key file ${key##*/}|" "$tmp/conf"
done
equal 'the manual has an example' "$([ "$(wc -l <"$tmp/conf")" -gt 5 ]; echo $?)" 0
expect 'the example of the manual is right' 0 '' check

finish
