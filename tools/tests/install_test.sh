#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What is installed, and what a program of somebody else needs of it.
# shellcheck disable=SC2317 # functions as arguments
# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

header=$TOP/tools/lib/btns.h
map=$TOP/tools/lib/libbtns.map

# --- header, map and library agree

sed -n 's/^[a-z].*[ *]\(btns_[a-z0-9_]*\)(.*/\1/p' "$header" | sort >"$tmp/header"
sed -n 's/^\t\(btns_[a-z0-9_]*\);$/\1/p' "$map" | sort >"$tmp/map"
equal 'every function of the header is in the map, and no other' \
	"$(diff "$tmp/header" "$tmp/map")" ''
sed -n 's/^ \* \(btns_[a-z0-9_]*\)() - .*/\1/p' "$header" | sort >"$tmp/documented"
equal 'every function is documented' \
	"$(diff "$tmp/header" "$tmp/documented")" ''

make -s -C "$TOP/tools" install BUILD="$tmp/build" DESTDIR="$tmp/root" \
	PREFIX=/usr >"$tmp/output" 2>&1
status=$?
equal 'make install' "$status" 0
[ $status = 0 ] || sed 's/^/# /' "$tmp/output"
nm -D --defined-only "$tmp/root/usr/lib/libbtns.so.0" |
	sed -n 's/.* T \(.*\)@@BTNS_0$/\1/p' | sort >"$tmp/exported"
equal 'the library exports that and nothing else' \
	"$(diff "$tmp/header" "$tmp/exported")" ''

for file in sbin/btnsctl sbin/btnsd lib/systemd/system/btnsd.service \
	lib/libbtns.so lib/libbtns.so.0 lib/libbtns.a \
	lib/pkgconfig/btns.pc include/btns.h include/linux/btns.h \
	share/man/man8/btnsctl.8 share/man/man5/btns.conf.5 \
	share/man/man5/btns-pins.5 share/man/man8/btnsd.8 \
	share/bash-completion/completions/btnsctl; do
	equal "installed: $file" "$([ -s "$tmp/root/usr/$file" ]; echo $?)" 0
done
equal 'nothing is readable by its owner only' \
	"$(find "$tmp/root/usr" -type f ! -perm -444)" ''
make -s -C "$TOP/tools" uninstall BUILD="$tmp/build" DESTDIR="$tmp/gone" \
	PREFIX=/usr >/dev/null 2>&1

unit=$tmp/root/usr/lib/systemd/system/btnsd.service
equal 'the unit starts what is installed' \
	"$(sed -n 's/^ExecStart=//p' "$unit")" /usr/sbin/btnsd
if systemd-analyze security --offline=true "$unit" >"$tmp/exposure" 2>/dev/null; then
	equal 'the unit is exposed by less than 2.0' "$(sed -n \
		's/.*Overall exposure level.*: \([0-9]*\)\.[0-9].*/\1/p' \
		"$tmp/exposure")" 1
else
	skip 'the unit is exposed by less than 2.0: no systemd-analyze'
fi

# --- a program of somebody else, in C and in C++

cat >"$tmp/user.c" <<'END'
#include <btns.h>
#include <stdio.h>

int main(void)
{
	struct btns_sock *sock;
	struct btns_ts ts;
	char text[BTNS_TS_TEXT_MAX];
	int err = btns_sock_open(&sock);

	btns_sock_close(sock);
	if (btns_ts_parse(&ts, "local 10.0.0.0/8 proto tcp rport 22", NULL))
		return 1;
	btns_ts_print(&ts, text, sizeof(text));
	puts(text);
	return err > 0;
}
END
export PKG_CONFIG_PATH=$tmp/root/usr/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$tmp/root
read -r -a flags < <(pkg-config --define-variable=prefix=/usr --cflags btns)
read -r -a libs < <(pkg-config --define-variable=prefix=/usr --libs btns)
# pkg-config drops what it takes for the system's own directories
flags+=("-I$tmp/root/usr/include") libs+=("-L$tmp/root/usr/lib")
run_user()
{
	local compiler=$1 name=$2

	shift 2
	"$compiler" "$@" "${flags[@]}" "$tmp/$name" "${libs[@]}" -lbtns \
		-o "$tmp/user" && LD_LIBRARY_PATH=$tmp/root/usr/lib "$tmp/user"
}
expect 'a C program uses the library' 0 \
	'^local 10.0.0.0/8 proto tcp rport 22$' \
	run_user gcc user.c -std=c99 -Wall -Wextra -pedantic -Werror
if command -v g++ >/dev/null; then
	cp "$tmp/user.c" "$tmp/user.cc"
	expect 'a C++ program uses the library' 0 \
		'^local 10.0.0.0/8 proto tcp rport 22$' \
		run_user g++ user.cc -std=c++11 -Wall -Wextra -Werror
else
	skip 'a C++ program uses the library: no g++'
fi

# --- the manual

page=$TOP/Documentation/man/btnsctl.8.rst
sed -n 's/.*X([A-Z_]*, "\([a-z_]*\)").*/\1/p' "$TOP/module/stats.h" | sort \
	>"$tmp/counters"
sed -n 's/^  \(\([rt]x\|acquire\|audit\)_[a-z_]*\)  .*/\1/p' "$page" | sort >"$tmp/shown"
equal 'the manual lists the counters' \
	"$([ -s "$tmp/counters" ]; diff "$tmp/counters" "$tmp/shown")" ''
equal 'the manual is short' "$([ "$(wc -l <"$page")" -le 450 ]; echo $?)" 0
for name in btnsctl.8 btnsd.8 btns.conf.5 btns-pins.5; do
	equal "man renders $name without complaint" "$(LC_ALL=C.UTF-8 MANROFFSEQ='' \
		MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z \
		"$tmp/build/man/$name" 2>&1 >/dev/null)" ''
done

finish
