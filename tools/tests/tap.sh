# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Test points of the shell scripts here; TOP, BUILD and BTNSCTL are set by run.
set -u
umask 077

: "${TOP:?}" "${BUILD:?}" "${BTNSCTL:?}"
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
tests=0
failures=0

ok()
{
	tests=$((tests + 1))
	echo "ok $tests - $1"
}

not_ok()
{
	tests=$((tests + 1))
	failures=$((failures + 1))
	echo "not ok $tests - $1"
}

skip()
{
	tests=$((tests + 1))
	echo "ok $tests - $1 # SKIP"
}

# expect WHAT STATUS PATTERN COMMAND...: exit status, and stdout and stderr
# together match an extended regular expression; '' matches nothing said, too
expect()
{
	local what=$1 wanted=$2 pattern=$3 status

	shift 3
	"$@" >"$tmp/output" 2>&1 </dev/null
	status=$?
	if [ $status = "$wanted" ] && { [ -z "$pattern" ] ||
		grep -Eq -e "$pattern" "$tmp/output"; }; then
		ok "$what"
	else
		not_ok "$what"
		echo "# status $status, wanted $wanted: ${*@Q}"
		sed 's/^/# /' "$tmp/output"
	fi
}

equal()
{
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1"
		printf '# got    %q\n# wanted %q\n' "$2" "$3"
	fi
}

finish()
{
	echo "1..$tests"
	[ $failures = 0 ] && [ $tests -gt 0 ]
	exit
}
