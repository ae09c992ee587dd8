# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Completion of btnsctl: the program itself knows what may come.

_btnsctl()
{
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}

	case $before in
	-f | file)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		compopt -o filenames
		return
		;;
	-n)
		mapfile -t COMPREPLY < <(cd /run/netns 2>/dev/null &&
			compgen -f -- "$word")
		return
		;;
	esac
	mapfile -t COMPREPLY < <("${COMP_WORDS[0]}" __complete \
		"${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}

complete -F _btnsctl btnsctl
