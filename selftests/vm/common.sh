# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034 # the variables are for who sources this
# Shared by the scripts of this directory: where things are, how to fail.

vm_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
vm_top=$(cd "$vm_dir/../.." && pwd -P)
vm_cache=${BTNS_CACHE:-$HOME/.cache/btns}/kernels
vm_self=${0##*/}

die()
{
	echo "$vm_self: $*" >&2
	exit 1
}

# run a command with its output in a log; show the log's end when it fails
quietly()
{
	local log=$1
	shift
	"$@" >>"$log" 2>&1 && return
	echo "$vm_self: '$*' failed; end of $log:" >&2
	tail -n 30 "$log" >&2
	return 1
}

# sets image, kdir, modules, release, kind, dir: facts the kernel script
# wrote beside a finished kernel, with paths relative to it
kernel_info()
{
	local file=$1/info key value

	[ -r "$file" ] || die "$file is missing: run $vm_dir/kernel"
	dir=$1 image='' kdir='' modules='' release='' kind=''
	while IFS='=' read -r key value; do
		case $key in
		image) image=$dir/$value ;;
		kdir) kdir=$dir/$value ;;
		modules) modules=$dir/$value ;;
		release) release=$value ;;
		kind) kind=$value ;;
		esac
	done <"$file"
}
