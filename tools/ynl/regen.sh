#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Generate everything that comes from Documentation/netlink/specs/btns.yaml, with
# --check say whether the committed files are what would be generated, or with
# --client put into DIR what a Python program needs to speak the spec: lib/, the
# kernel's YNL library, and Documentation/netlink/, spec and schema.
#
#   tools/ynl/regen.sh [--check | --client DIR]
#
# The generator is the one of Debian's linux-source-6.12, so that the result
# depends on this tree alone.  It wants to stand in a kernel tree: it looks for
# MAINTAINERS above the spec and for its schemas beside it, so one is staged.
# Its schema for new families does not list uns-admin-perm, which the kernel has
# had since 4.6 and the generator prints right; the staged copy allows it.
set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
tarball=${KSRC_TARBALL:-/usr/src/linux-source-6.12.tar.xz}
cache=${BTNS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/btns}/ynl

# Print the directory of an unpacked generator for this tarball.
unpack_generator()
{
	local key dir tmp

	key=$(stat -c '%s-%Y' "$tarball")
	dir=$cache/$key
	if [ ! -d "$dir" ]; then
		mkdir -p "$cache"
		tmp=$(mktemp -d "$cache/tmp.XXXXXX")
		tar -xf "$tarball" -C "$tmp" --strip-components=1 --wildcards \
			'*/tools/net/ynl/*' '*/Documentation/netlink/*.yaml'
		# somebody else may have been quicker
		mv -T "$tmp" "$dir" 2>/dev/null || rm -rf "$tmp"
	fi
	echo "$dir"
}

# stage_spec DIR
stage_spec()
{
	mkdir -p "$1/Documentation/netlink/specs"
	: > "$1/MAINTAINERS"
	cp "$gen/Documentation/netlink/"*.yaml "$1/Documentation/netlink/"
	sed -i 's/enum: \[ admin-perm \]/enum: [ admin-perm, uns-admin-perm ]/' \
		"$1/Documentation/netlink/genetlink.yaml"
	cp "$top/Documentation/netlink/specs/btns.yaml" \
		"$1/Documentation/netlink/specs/"
}

# generate MODE KIND OUTPUT [ARGS]
generate()
{
	local mode=$1 kind=$2 output=$3

	shift 3
	(cd "$stage" && /usr/bin/python3 "$gen/tools/net/ynl/ynl-gen-c.py" \
		--spec Documentation/netlink/specs/btns.yaml \
		--mode "$mode" "$kind" "$@" -o "$stage/out/$output")
}

# generate_all: everything into $stage/out
generate_all()
{
	mkdir -p "$stage/out/uapi/linux" "$stage/out/module/generated"
	generate uapi --header uapi/linux/btns.h
	generate kernel --header module/generated/netlink.h
	generate kernel --source module/generated/netlink.c
	sed -i 's|#include "out/module/generated/|#include "|; s|#include ".*/netlink.h"|#include "netlink.h"|' \
		"$stage/out/module/generated/netlink.c"
}

case $#:${1:-} in
0: | 1:--check | 2:--client) ;;
*) echo "usage: $0 [--check | --client DIR]" >&2; exit 2 ;;
esac
[ -r "$tarball" ] || {
	echo "$0: $tarball is missing: apt-get install linux-source-6.12" >&2
	exit 1
}

gen=$(unpack_generator)
if [ "${1:-}" = --client ]; then
	stage_spec "$2"
	cp -r "$gen/tools/net/ynl/lib" "$2/"
	exit
fi

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
stage_spec "$stage"
generate_all

status=0
for file in uapi/linux/btns.h module/generated/netlink.h \
	module/generated/netlink.c; do
	if cmp -s "$stage/out/$file" "$top/$file"; then
		continue
	elif [ "${1:-}" = --check ]; then
		echo "$file is stale: run make generate" >&2
		status=1
	else
		install -m 644 "$stage/out/$file" "$top/$file"
		echo "  GEN     $file"
	fi
done
exit $status
